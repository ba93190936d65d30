#include "undertone/io/instruments.hpp"

#include "cells/source_text.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace undertone {

namespace {

constexpr const char* list_file = "instruments/instruments.csv";

struct Listed {
    std::vector<InstrumentPreset> presets;
    std::vector<std::pair<std::string, std::size_t>> written; ///< how files call them, and which preset that is
};

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line)
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    return cells;
}

Listed read_list() {
    Listed out;
    const io_detail::SourceText text(data_file(list_file), std::string("data/") + list_file);
    const std::vector<std::string> columns = cells_of(text.line(1));
    for (int n = 2; n <= text.line_count(); ++n) {
        if (text.line(n).empty()) continue;
        const std::vector<std::string> cells = cells_of(text.line(n));
        if (cells.size() != columns.size())
            text.refuse({n, 1}, fmt::format("this row has {} cells, not {}", cells.size(), columns.size()),
                        "an instrument needs every column", "correct the row");
        const auto cell = [&](std::string_view name) {
            const auto at = std::find(columns.begin(), columns.end(), name);
            if (at == columns.end())
                text.refuse({1, 1}, fmt::format("there is no column \"{}\"", name), "an instrument needs it", "add it");
            return cells[static_cast<std::size_t>(at - columns.begin())];
        };
        std::string source = cell("source");
        if (cell("opened") == "no") source += " (not opened)";
        const std::string written = cell("written");
        for (std::size_t start = 0; start < written.size();) {
            const std::size_t end = std::min(written.find(' ', start), written.size());
            out.written.emplace_back(written.substr(start, end - start), out.presets.size());
            start = end + 1;
        }
        out.presets.push_back(
            {cell("id"), cell("name"), cell("geometry"), cell("illuminant"), cell("observer"), std::move(source)});
    }
    return out;
}

const Listed& listed() {
    static const Listed instance = read_list();
    return instance;
}

/// Letters to put in, leave out or change until one is the other (Levenshtein 1966).
std::size_t edits(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

const std::vector<InstrumentPreset>& instrument_presets() { return listed().presets; }

const InstrumentPreset& instrument_preset(std::string_view id) {
    const auto& presets = instrument_presets();
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const auto& p) { return p.id == id; });
    if (found != presets.end()) return *found;
    std::string ids;
    for (const InstrumentPreset& p : presets) ids += (ids.empty() ? "" : ", ") + p.id;
    const InstrumentPreset* named = instrument_named(id); // "CM-700d", "i1Pro 2"
    const auto nearest = std::min_element(presets.begin(), presets.end(),
                                          [&](const auto& a, const auto& b) { return edits(id, a.id) < edits(id, b.id); });
    throw DomainError(
        "instrument", fmt::format("\"{}\"", id), "one of " + ids,
        fmt::format("did you mean {}? Give \"unknown\" for one that is not listed", named ? named->id : nearest->id));
}

const InstrumentPreset* instrument_named(std::string_view text) {
    const std::string all = io_detail::squeezed(text);
    const InstrumentPreset* found = nullptr;
    std::size_t longest = 0;
    for (const auto& [written, preset] : listed().written)
        if (written.size() > longest && all.find(written) != std::string::npos) {
            longest = written.size();
            found = &listed().presets[preset];
        }
    return found;
}

} // namespace undertone
