#pragma once
// A file's text, decoded to UTF-8 and cut into lines that remember where they stand.

#include "undertone/base/diagnostic.hpp"
#include "undertone/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone::io_detail {

/// A cell of a table as written, without its quotes.
struct Cell {
    std::string text;
    TextPosition at;
};

class SourceText {
public:
    /// Decodes UTF-8, UTF-16, or else Latin-1 (Windows-1252). Any line ending. Zero bytes that pad text count as spaces.
    SourceText(std::string_view bytes, std::string file_name);
    SourceText(const SourceText&) = delete;
    SourceText& operator=(const SourceText&) = delete;

    const std::string& file() const { return file_; }
    std::string_view text() const { return text_; }
    int line_count() const { return static_cast<int>(lines_.size()); }
    std::string_view line(int number) const { return lines_[static_cast<std::size_t>(number - 1)]; } ///< 1-based
    bool latin1() const { return latin1_; }
    bool padded() const { return padded_; } ///< zero bytes were taken for spaces

    /// The column, counted in characters from 1, of a byte offset within a line. Quick where asked for from left to right, so that
    /// a file of one endless line is not read for each of its cells.
    int column(int line_number, std::size_t byte_offset) const;
    /// Where a byte of text() stands.
    TextPosition position(std::size_t byte_offset) const;

    [[noreturn]] void refuse(TextPosition at, std::string what, std::string why, std::string what_to_do) const;

private:
    std::string file_, text_;
    std::vector<std::string_view> lines_; // views into text_
    bool latin1_ = false, padded_ = false;
    struct Counted {
        int line = 0, column = 1;
        std::size_t bytes = 0;
    };
    mutable Counted counted_; // the last answer of column()
};

/// By its byte order mark, or by zeros in every other byte of a text of Latin letters.
bool is_utf16(std::string_view bytes);

std::string_view trimmed(std::string_view text);
std::string lower(std::string_view text); ///< ASCII only
/// Lower case letters and digits only; "" where nothing is left.
std::string squeezed(std::string_view text);
bool starts_with_no_case(std::string_view text, std::string_view prefix);

} // namespace undertone::io_detail
