#pragma once
// Text in sections "[NAME]" of lines "KEY=value", as QTX, MIF and XTF files are.

#include "cells/source_text.hpp"

#include <string>
#include <vector>

namespace undertone::io_detail {

struct Entry {
    std::string key;
    TextPosition at;
    std::vector<Cell> pieces; ///< the value, and what wrapped onto lines of its own below it

    /// The value in one string, without the commas that end QTX values.
    std::string text() const;
    /// The pieces cut at `delimiters`; a delimiter after the last value adds no cell.
    std::vector<Cell> cells(std::string_view delimiters) const;
};

struct Section {
    std::string name; ///< upper case, without its number: "STANDARD_DATA"
    TextPosition at;
    std::vector<Entry> entries;

    /// The first entry of that key, or nullptr.
    const Entry* find(std::string_view key) const;
    std::string text(std::string_view key) const; ///< "" where there is none
};

/// Cuts the text up. `separators` end a key: the first of them on a line does.
std::vector<Section> sections_of(const SourceText& source, std::string_view separators = "=");

/// `text` as cells at `at` and after, split at any of `delimiters`; runs of spaces count as one where ' ' is among them.
std::vector<Cell> split_cells(const Cell& cell, std::string_view delimiters);

} // namespace undertone::io_detail
