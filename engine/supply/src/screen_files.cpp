// Lists of limits and laboratory results as CSV, strictly: no unit is assumed, no number guessed.

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/io/text_table.hpp"
#include "undertone/pigment/color_index.hpp"
#include "undertone/supply/screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>

namespace undertone {

namespace {

bool is_iso_date(const std::string& text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
    const int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/// Strict: a comma is no decimal point here, since "1,5" and "1,500" could mean anything.
std::optional<double> number_in(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// Refuses with the cell's place what a check of ours refuses.
template <class Check>
auto at_cell(const TextTable& table, const TextTable::Cell& cell, const Check& check) {
    try {
        return check();
    } catch (const DomainError& error) {
        table.refuse(cell, error.what(), "the substance would be another, or none", "compare with the source");
    }
}

struct Substance {
    std::string name, cas, color_index;
};

Substance substance_of(const TextTable& table, std::size_t row) {
    Substance of{table.text(row, "substance"), table.text(row, "cas"), ""};
    if (!of.cas.empty()) at_cell(table, table.cell(row, "cas"), [&] { check_cas(of.cas); });
    of.color_index =
        at_cell(table, table.cell(row, "color_index"), [&] { return color_index_number(table.text(row, "color_index")); });
    if (of.name.empty() && of.cas.empty() && of.color_index.empty())
        table.refuse(table.rows[row].front(), "a row without substance, CAS and Colour Index number",
                     "nobody knows what it is of", "give one of the three");
    return of;
}

/// The unit of a row, which must be stated; percent and fraction in one file are a hundredfold trap.
class UnitsOfFile {
public:
    double mg_per_kg_of(const TextTable& table, std::size_t row, double value) {
        const TextTable::Cell cell = table.cell(row, "unit");
        if (cell.text.empty())
            table.refuse(cell, "a value without its unit", "mg/kg and % differ by ten thousand",
                         "write mg/kg, ppm, ug/kg, % or fraction");
        (cell.text == "%" ? percent_ : fraction_) |= cell.text == "%" || cell.text == "fraction";
        if (percent_ && fraction_)
            table.refuse(cell, "percent and fraction in one file",
                         "0.1 would be read as a hundred times too much or too little",
                         "write all of them in one of the two");
        if (cell.text == "fraction" && value > 1)
            table.refuse(cell, fmt::format("a fraction of {:g}", value), "nothing is more than all of an ink",
                         "did you mean %?");
        const double result = at_cell(table, cell, [&] { return mg_per_kg(value, cell.text); });
        if (result > 1e6)
            table.refuse(cell, fmt::format("{:g} {}", value, cell.text), "that is more than all of an ink",
                         "check the unit");
        return result;
    }

private:
    bool percent_ = false, fraction_ = false;
};

std::string comment_value(const TextTable& table, const std::string& key) {
    for (const std::string& comment : table.comments)
        if (comment.rfind(key + ":", 0) == 0) {
            const std::size_t at = comment.find_first_not_of(" \t", key.size() + 1);
            return at == std::string::npos ? "" : comment.substr(at);
        }
    return "";
}

void read_value(const TextTable& table, std::size_t row, UnitsOfFile& units, LabResult& result) {
    const TextTable::Cell cell = table.cell(row, "value");
    std::string text = cell.text;
    result.below = !text.empty() && text.front() == '<';
    if (result.below) text.erase(0, text.find_first_not_of("< "));
    const std::string unit = table.text(row, "unit");
    std::string upper = text;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (result.below && (upper == "LOQ" || upper == "LOD")) {
        result.as_stated = "<" + upper;
        return;
    }
    const std::optional<double> value = number_in(text);
    if (!value || *value < 0)
        table.refuse(cell, "\"" + cell.text + "\" is no result", "it would count as nothing found",
                     "write a number with a decimal point, \"<0.1\", \"<LOQ\", or leave the row out");
    result.value_mg_per_kg = units.mg_per_kg_of(table, row, *value);
    result.as_stated = fmt::format("{}{:g} {}", result.below ? "<" : "", *value, unit);
}

} // namespace

void check_cas(const std::string& cas) {
    const std::size_t last = cas.size();
    const auto wrong = [&](const std::string& how) {
        throw DomainError("cas", cas, how, "a CAS number looks like 7439-92-1");
    };
    if (last < 7 || last > 12 || cas[last - 2] != '-' || cas[last - 5] != '-')
        wrong("digits, two digits and a check digit with hyphens");
    if (std::count_if(cas.begin(), cas.end(), [](char c) { return c >= '0' && c <= '9'; }) !=
        static_cast<std::ptrdiff_t>(last) - 2)
        wrong("digits, two digits and a check digit with hyphens");
    if (!cas_is_valid(cas))
        wrong(fmt::format("a check digit of {} for these digits: one of them is mistyped", cas_check_digit(cas)));
}

std::string color_index_number(const std::string& text) {
    if (text.empty()) return "";
    if (const ColorIndexEntry* entry = find_color_index(text)) return entry->color_index();
    std::string digits, letters;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != ' ' && c != '.')
            letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    if (digits.size() != 5 || (letters != "" && letters != "CI"))
        throw DomainError("color_index", "\"" + text + "\"", "a Colour Index number of five digits, such as CI 77266");
    return "CI " + digits;
}

double mg_per_kg(double value, const std::string& unit) {
    if (unit == "mg/kg" || unit == "ppm") return value;
    if (unit == "ug/kg") return value / 1000;
    if (unit == "%") return value * 1e4;
    if (unit == "fraction") return value * 1e6;
    throw DomainError("unit", "\"" + unit + "\"", "mg/kg, ppm (by mass), ug/kg, % or fraction");
}

LimitList parse_limit_list(const std::string& text, const std::string& file) {
    const TextTable table =
        read_text_table(text, file, {"id", "substance", "cas", "color_index", "limit", "unit", "status", "applies_from"});
    LimitList list{comment_value(table, "name"), comment_value(table, "date"), {}};
    if (!is_iso_date(list.date))
        throw DataError(file, {}, list.date.empty() ? "a list without a date" : "\"" + list.date + "\" is no date",
                        "limits change, and \"not in the list\" means nothing without the list's date",
                        "begin the file with a line \"# date: 2026-01-31\"");
    if (list.name.empty()) list.name = file;
    UnitsOfFile units;
    std::set<std::string> seen;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const Substance of = substance_of(table, row);
        LimitRow limit{of.name, of.cas, of.color_index, 0, "", table.text(row, "status"), table.text(row, "applies_from")};
        if (!seen.insert(of.cas.empty() ? of.name + of.color_index : of.cas).second)
            table.refuse(table.rows[row].front(), (of.cas.empty() ? of.name : of.cas) + " stands twice",
                         "one limit would be left out", "keep the one that holds");
        const TextTable::Cell cell = table.cell(row, "limit");
        const std::optional<double> value = number_in(cell.text);
        if (!value || *value < 0)
            table.refuse(cell, "\"" + cell.text + "\" is no limit", "nothing could be compared with it",
                         "write a number of 0 or more");
        limit.limit_mg_per_kg = units.mg_per_kg_of(table, row, *value);
        limit.as_stated = fmt::format("{:g} {}", *value, table.text(row, "unit"));
        if (limit.status.empty()) limit.status = "unverified"; // nobody says that it was
        if (limit.status != "verified" && limit.status != "unverified")
            table.refuse(table.cell(row, "status"), "\"" + limit.status + "\"", "a row is one or the other",
                         "write verified or unverified");
        if (!limit.applies_from.empty() && !is_iso_date(limit.applies_from))
            table.refuse(table.cell(row, "applies_from"), "\"" + limit.applies_from + "\" is no date", "",
                         "write 2026-01-31");
        list.rows.push_back(std::move(limit));
    }
    return list;
}

LimitList load_limit_list(const std::string& name_or_path) {
    const std::string shipped = "limits/" + name_or_path + ".csv";
    for (const std::string_view path : data_files("limits/"))
        if (path == shipped) return parse_limit_list(std::string(data_file(path)), "data/" + shipped);
    return parse_limit_list(read_input_file(name_or_path, input_kinds::limits), name_or_path);
}

std::vector<LabResult> parse_lab_results(const std::string& text, const std::string& file) {
    const TextTable table =
        read_text_table(text, file, {"substance", "cas", "color_index", "value", "unit", "laboratory", "date", "sample"});
    std::vector<LabResult> results;
    UnitsOfFile units;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const Substance of = substance_of(table, row);
        LabResult result;
        result.substance = of.name;
        result.cas = of.cas;
        result.color_index = of.color_index;
        result.laboratory = table.text(row, "laboratory");
        result.date = table.text(row, "date");
        result.sample = table.text(row, "sample");
        if (!is_iso_date(result.date))
            table.refuse(table.cell(row, "date"), "a result without a date", "nobody could find it again",
                         "write 2026-01-31");
        if (result.laboratory.empty())
            table.refuse(table.cell(row, "laboratory"), "a result without its laboratory", "nobody could ask",
                         "name the laboratory");
        read_value(table, row, units, result);
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<LabResult> load_lab_results(const std::string& path) {
    return parse_lab_results(read_input_file(path, input_kinds::laboratory), path);
}

} // namespace undertone
