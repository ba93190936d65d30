#include "undertone/base/error.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

std::string domain_message(const std::string& name, const std::string& value, const std::string& allowed,
                           const std::string& what_to_do) {
    std::string text = fmt::format("{} is {}; allowed: {}", name, value, allowed);
    if (!what_to_do.empty()) text += "; " + what_to_do;
    return shown_text(text); // names and values may be a stranger's
}

std::string data_message(const std::string& file, TextPosition position, const std::string& what, const std::string& why,
                         const std::string& what_to_do) {
    std::string where = file;
    if (position.line > 0) where += fmt::format(":{}", position.line);
    if (position.line > 0 && position.column > 0) where += fmt::format(":{}", position.column);
    return shown_text(fmt::format("{}: {}; {}; {}", where, what, why, what_to_do));
}

} // namespace

DomainError::DomainError(std::string name_, std::string value_, std::string allowed_, std::string what_to_do_)
    : Error(domain_message(name_, value_, allowed_, what_to_do_)), name(std::move(name_)), value(std::move(value_)),
      allowed(std::move(allowed_)), what_to_do(std::move(what_to_do_)) {}

DataError::DataError(std::string file_, TextPosition position_, std::string what_, std::string why_, std::string what_to_do_,
                     std::string source_line_)
    : Error(data_message(file_, position_, what_, why_, what_to_do_)), file(std::move(file_)), problem(std::move(what_)),
      why(std::move(why_)), what_to_do(std::move(what_to_do_)), source_line(std::move(source_line_)), position(position_) {}

std::string DataError::caret() const {
    if (source_line.empty() || position.column < 1) return "";
    const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    std::size_t bytes = 0; // of the characters before the column
    int characters = 0;
    while (bytes < source_line.size() && (characters < position.column - 1 || !starts_character(source_line[bytes])))
        if (starts_character(source_line[bytes++])) ++characters;
    std::string pad; // as wide as they are shown
    for (const char c : shown_text(std::string_view(source_line).substr(0, bytes)))
        if (starts_character(c)) pad += c == '\t' ? '\t' : ' ';
    pad.append(static_cast<std::size_t>(position.column - 1 - characters), ' ');
    return shown_text(source_line) + "\n" + pad + "^";
}

NumericalError::NumericalError(const std::string& what, std::string state_text)
    : Error(state_text.empty() ? what : what + " (" + state_text + ")"), state(std::move(state_text)) {}

} // namespace undertone
