#include "undertone/pigment/color_index.hpp"

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cctype>
#include <sstream>

namespace undertone {

namespace {

std::vector<ColorIndexEntry> read_entries() {
    std::vector<ColorIndexEntry> entries;
    std::istringstream text{std::string(data_file("color_index/color_index.csv"))};
    std::string line;
    std::getline(text, line); // names of the columns
    while (std::getline(text, line)) {
        std::istringstream cells(line);
        ColorIndexEntry entry;
        for (std::string* cell : {&entry.number, &entry.generic_name, &entry.short_name, &entry.cas, &entry.colorant})
            std::getline(cells, *cell, ',');
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// Letters and digits alone, small.
std::string letters_and_digits(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

/// Without what stands before a number or a name: "ci", "colour index".
std::string without_prefix(std::string text) {
    for (const char* prefix : {"colourindex", "colorindex", "ci", "cas"})
        if (text.starts_with(prefix) && text.size() > std::string_view(prefix).size()) {
            text.erase(0, std::string_view(prefix).size());
            break;
        }
    return text;
}

} // namespace

const std::vector<ColorIndexEntry>& color_index_entries() {
    static const std::vector<ColorIndexEntry> entries = read_entries();
    return entries;
}

const ColorIndexEntry* find_color_index(std::string_view text) {
    const std::string wanted = without_prefix(letters_and_digits(text));
    if (wanted.empty()) return nullptr;
    for (const ColorIndexEntry& entry : color_index_entries())
        for (const std::string* name : {&entry.number, &entry.generic_name, &entry.short_name, &entry.cas, &entry.colorant})
            if (!name->empty() && wanted == letters_and_digits(*name)) return &entry;
    return nullptr;
}

const ColorIndexEntry& color_index(std::string_view text) {
    if (const ColorIndexEntry* entry = find_color_index(text)) return *entry;
    std::string known;
    for (const ColorIndexEntry& entry : color_index_entries())
        known += fmt::format("{}CI {} ({})", known.empty() ? "" : ", ", entry.number, entry.generic_name);
    throw DomainError("color_index", fmt::format("\"{}\"", text), "one of " + known,
                      "as the label has it: \"CI 77266\", \"Pigment Black 7\", \"PBk7\" or a CAS number");
}

int cas_check_digit(std::string_view cas) {
    const std::string digits = letters_and_digits(cas);
    if (digits.size() < 5 || digits.size() > 10 || digits.find_first_not_of("0123456789") != std::string::npos) return -1;
    int sum = 0;
    for (std::size_t i = 1; i < digits.size(); ++i) sum += static_cast<int>(i) * (digits[digits.size() - 1 - i] - '0');
    return sum % 10;
}

bool cas_is_valid(std::string_view cas) { return !cas.empty() && cas.back() - '0' == cas_check_digit(cas); }

} // namespace undertone
