#include "sections.hpp"

#include <algorithm>

namespace undertone::io_detail {

namespace {

int characters_in(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

bool is_continuation(std::string_view line) { return line.find_first_not_of("0123456789.,;+-eE \t`") == line.npos; }

} // namespace

std::vector<Cell> split_cells(const Cell& cell, std::string_view delimiters) {
    const std::string_view text = cell.text;
    const bool spaces = delimiters.find(' ') != delimiters.npos;
    std::vector<Cell> out;
    std::size_t counted = 0; // bytes whose characters are in `column`
    int column = cell.at.column;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(delimiters, start), text.size());
        const std::string_view part = text.substr(start, end - start), value = trimmed(part);
        if (!(spaces && value.empty())) {
            const std::size_t at = start + (value.empty() ? 0 : static_cast<std::size_t>(value.data() - part.data()));
            column += characters_in(text.substr(counted, at - counted));
            counted = at;
            out.push_back({std::string(value), {cell.at.line, column}});
        }
        start = end + 1;
    }
    if (!out.empty() && out.back().text.empty()) out.pop_back();
    return out;
}

std::string Entry::text() const {
    std::string all;
    for (const Cell& piece : pieces) all += (all.empty() ? "" : " ") + piece.text;
    std::string_view value = trimmed(all);
    while (value.ends_with(',')) value = trimmed(value.substr(0, value.size() - 1));
    return std::string(value);
}

std::vector<Cell> Entry::cells(std::string_view delimiters) const {
    std::vector<Cell> out;
    for (const Cell& piece : pieces)
        for (Cell& cell : split_cells(piece, delimiters)) out.push_back(std::move(cell));
    return out;
}

const Entry* Section::find(std::string_view key) const {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

std::string Section::text(std::string_view key) const {
    const Entry* entry = find(key);
    return entry ? entry->text() : "";
}

std::vector<Section> sections_of(const SourceText& source, std::string_view separators) {
    std::vector<Section> out;
    for (int n = 1; n <= source.line_count(); ++n) {
        const std::string_view whole = source.line(n), line = trimmed(whole);
        if (line.empty()) continue;
        const auto start = static_cast<std::size_t>(line.data() - whole.data());
        const TextPosition at{n, source.column(n, start)};
        if (line.front() == '[' && line.find(']') != line.npos) {
            std::string_view name = trimmed(line.substr(1, line.find(']') - 1));
            while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.remove_suffix(1);
            out.push_back({upper(trimmed(name)), at, {}});
            continue;
        }
        if (out.empty()) out.push_back({"", at, {}}); // lines above the first section
        auto& entries = out.back().entries;
        const std::size_t mark = line.find_first_of(separators);
        if (!entries.empty() && is_continuation(line)) {
            entries.back().pieces.push_back({std::string(line), at});
        } else if (mark != line.npos && mark > 0) {
            const TextPosition value_at{n, source.column(n, start + mark + 1)};
            entries.push_back(
                {std::string(trimmed(line.substr(0, mark))), at, {{std::string(line.substr(mark + 1)), value_at}}});
        }
    }
    return out;
}

} // namespace undertone::io_detail
