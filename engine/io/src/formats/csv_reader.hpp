#pragma once
// CSV as people really save it (see io/read_measurements.hpp): what all layouts share. Long layouts have wavelengths below each
// other (csv_long.cpp), wide ones beside each other, or colours without a spectrum (csv_wide.cpp).

#include "cells/column_roles.hpp"
#include "cells/number.hpp"
#include "cells/quantity.hpp"
#include "cells/readings.hpp"
#include "cells/table_rows.hpp"
#include "cells/wavelengths.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace undertone::io_detail {

/// What wavelengths must reach to be known as such without a title.
inline constexpr double seen_from_nm = 420, seen_to_nm = 680;

inline std::optional<double> number_in(const std::string& text) {
    const Number number = parse_number(text);
    return number.kind == Number::Kind::number ? std::optional(number.value) : std::nullopt;
}

/// A title that does not distinguish a reading from others: "R", "Reflectance (%)", "value", "%".
bool says_nothing(const std::string& title);

/// A number, or one that is missing.
inline bool is_number(const std::string& text) {
    const auto kind = parse_number(text).kind;
    return kind == Number::Kind::number || kind == Number::Kind::missing;
}

/// A column or row that may be a reading, with what the file calls it.
struct Candidate {
    Reading reading;
    std::string title, unit; ///< of its column, or its own name; and the cell of units below the title
    TextPosition at;         ///< where the title stands
};

class CsvReader {
public:
    explicit CsvReader(const SourceText& source);
    std::vector<Measurement> read();

private:
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    // ---- lines above, between and below the table (csv.cpp)
    void read_comment(const Row& row);
    void read_line(const Row& row);
    void set(std::string_view key, std::string_view value, TextPosition at);
    void set_column(Measurement& m, std::string_view key, std::string_view value) const;
    void read_lines_above(std::size_t top, const std::vector<std::size_t>& used);
    void note_lines_below(std::size_t from);
    Row shown(std::size_t i) const;            ///< without a comment's mark
    std::size_t next_row(std::size_t i) const; ///< the next that is no comment
    std::string stem() const;

    // ---- what is a reading, and what is left out (csv.cpp)
    /// Columns or rows of another quantity than reflectance, which are left out.
    struct OtherQuantities {
        std::vector<std::string> titles;
        std::string quantity; ///< of the title to name where nothing else is left, and where it stands
        TextPosition at;
        std::size_t which = 0;
        bool reflectance = false; ///< something names it
    };
    void keep_readings(std::vector<Candidate> candidates, bool rows);
    Quantity quantity_of(Candidate& candidate, bool rows) const;
    OtherQuantities take_out_others(std::vector<Candidate>& candidates, bool rows) const;
    void refuse_others(const OtherQuantities& others, bool nothing_left) const;
    std::vector<Role> roles_among(const std::vector<Candidate>& kept, const OtherQuantities& others, bool rows) const;
    void left_out(const std::vector<std::string>& titles, const char* code, const char* why); ///< each code once
    std::vector<Measurement> finish();
    void hint(Scale scale);
    void read_colors_of_line(const Row& row);
    void hint_of_line(std::string_view line);
    [[noreturn]] void refuse_ragged(const Row& row, std::size_t expected) const;
    [[noreturn]] void refuse_nothing() const;

    // ---- wavelengths below each other (csv_long.cpp)
    struct LongLayout {
        std::vector<Row> header;       ///< rows of titles, the last one nearest to the numbers; may be none
        std::vector<std::size_t> used; ///< rows_ that they stand in
        std::size_t first = 0;         ///< the first row of numbers
        std::size_t titles = 0;        ///< which of `header` names the columns
        std::vector<std::size_t> nm_columns;
        WavelengthUnit unit;
        bool unit_stated = false;
        bool exact = false; ///< the titles are as many as the columns
    };
    std::optional<LongLayout> titled_long(std::size_t i) const;
    std::optional<LongLayout> bare_long(std::size_t i, std::size_t rows_needed) const;
    void add_rows_above(LongLayout& layout, std::size_t i) const;
    bool spans_visible(std::size_t column, std::size_t first, const WavelengthUnit& unit, std::size_t rows_needed) const;
    std::vector<Measurement> read_long(LongLayout layout);
    std::vector<std::size_t> body_of(const LongLayout& layout, std::size_t columns);
    void settle_unit(LongLayout& layout, const std::vector<std::size_t>& body);
    static bool is_field_row(const LongLayout& layout, std::size_t k);
    void set_fields(const LongLayout& layout, std::size_t column, Candidate& candidate) const;
    std::string title_of(const LongLayout& layout, std::size_t column) const;
    std::string unit_of(const LongLayout& layout, std::size_t column) const;
    std::string long_name(const std::string& column_name, std::size_t column, std::size_t readings) const;
    std::vector<Candidate> side_by_side(const LongLayout& layout, const std::vector<std::size_t>& body, std::size_t columns);
    std::vector<Candidate> tidy(const LongLayout& layout, const std::vector<std::size_t>& body, std::size_t columns);
    std::vector<Candidate> pairs(const LongLayout& layout, const std::vector<std::size_t>& body, std::size_t columns);
    enum class Kind { empty, number, text };
    Kind kind_of(const std::vector<std::size_t>& body, std::size_t column) const;
    bool is_running_count(const std::vector<std::size_t>& body, std::size_t column) const;

    // ---- wavelengths beside each other, or colours alone (csv_wide.cpp)
    struct Block { ///< three columns of one colour
        std::map<Field, std::size_t> columns;
        std::string illuminant, observer, geometry;
    };
    struct Band {
        std::size_t column = 0;
        double nm = 0;
        std::string group; ///< specular mode or what stands above; "" where there is one group only
    };
    struct WideLayout {
        std::size_t header = 0;
        Row titles;
        std::vector<std::string> above; ///< of each column, what the rows of titles above say
        std::vector<std::size_t> used;
        std::vector<Band> bands;
        std::vector<std::string> groups;
        std::vector<Block> blocks;
        std::map<Field, std::size_t> fields; ///< the first column of each other meaning
        std::vector<std::size_t> others;
        std::string other_quantity; ///< that the bands name, and where
        TextPosition other_at;
        std::size_t last_needed = 0;
        Scale scale = Scale::unstated; ///< that the titles name
    };
    std::optional<WideLayout> wide(std::size_t i) const;
    std::vector<Measurement> read_wide(WideLayout layout);
    /// Rows that begin with '#' count where they are as wide as the table and hold numbers where it does.
    static bool is_row_of(const WideLayout& layout, const Row& row);
    static bool holds_number(const WideLayout& layout, const Row& row);
    void take_units(WideLayout& layout, const Row& units);
    std::vector<std::size_t> body_of(WideLayout& layout); ///< rows_ of the table, without units and lines below
    Reading fields_of(const WideLayout& layout, const Row& row, std::string& other_quantity) const; ///< all but its values
    static void add_bands(WideLayout& layout);
    static void add_colors(WideLayout& layout);
    std::string wide_name(const WideLayout& layout, const Row& row, std::size_t number, bool only) const;
    void set_colors(const WideLayout& layout, const Row& row, Reading& reading, const std::string& geometry) const;
    std::vector<Candidate> readings_of(const WideLayout& layout, const Row& row, const Reading& common);

    const SourceText& source_;
    char delimiter_;
    std::vector<Row> rows_;
    Measurement common_; // what the lines around the table say
    Quantity quantity_;  // and what they say was measured
    TextPosition quantity_at_;
    std::string doubt_; // what speaks against reflectance, and decides nothing
    ReadingTable table_;
    std::string other_colors_; // the line that says so: Hunter's or Oklab
    TextPosition other_colors_at_;
    int skipped_lines_ = 0;
    bool all_are_readings_ = false; // our own writer says so, whatever they are called
};

} // namespace undertone::io_detail
