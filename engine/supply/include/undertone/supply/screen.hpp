#pragma once
// Laboratory results and colorants of a line against a dated list of limits. Says what is above a limit, at or below it, not in the list, or
// not shown; never that an ink complies: a list is a part of the law, and the law asks for more than a list.

#include "undertone/base/diagnostic.hpp"
#include "undertone/pigment/line.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// One row of a list.
struct LimitRow {
    std::string substance, cas, color_index; ///< "" where the list has none; "CI 74160"
    double limit_mg_per_kg = 0;
    std::string as_stated;    ///< "0.1 %"
    std::string status;       ///< "verified" or "unverified"
    std::string applies_from; ///< ISO date, or "" for the list's own
};

struct LimitList {
    std::string name, date; ///< ISO date of the list
    std::vector<LimitRow> rows;
};

/// What a laboratory found.
struct LabResult {
    std::string substance, cas, color_index, laboratory, date, sample;
    std::optional<double>
        value_mg_per_kg;   ///< found, or the limit of quantification below which it was not; none: "<LOQ" without one
    bool below = false;    ///< not found: below that
    std::string as_stated; ///< "<0.1 mg/kg"
};

struct ScreenRow {
    std::string substance, cas, color_index, sample;
    std::string limit, status;            ///< as stated; "" for what is not in the list
    std::string result, laboratory, date; ///< "" for a missing result
    std::string answer;                   ///< "above", "at_or_below", "not_shown", "not_in_list"
    std::string text;                     ///< in words
};

struct Screen {
    std::string list_name, list_date, line; ///< `line` is "" where none was given
    int above = 0, at_or_below = 0, not_shown = 0, not_in_list = 0;
    std::vector<ScreenRow> rows; ///< those above first
    std::string text;            ///< one sentence
    Diagnostics diagnostics;     ///< "unverified_rows", "not_a_judgement_of_law"
};

/// Digits, hyphens and the check digit of "7439-92-1" (Chemical Abstracts Service). Throws DomainError.
void check_cas(const std::string& cas);

/// "CI 77266" from "77266", "CI 77266", "C.I. 77266"; "" from "". Throws DomainError for anything else.
std::string color_index_number(const std::string& text);

/// mg/kg from mg/kg, ppm (by mass), ug/kg, % or fraction. Throws DomainError for another unit.
double mg_per_kg(double value, const std::string& unit);

/// Columns substance, cas, color_index, limit, unit, status, applies_from; comments "# name: ..." and "# date: 2026-01-31". Throws DataError: no
/// date, a bad CAS number, a limit that is no number, percent and fraction mixed, a substance twice.
LimitList parse_limit_list(const std::string& text, const std::string& file);
/// "eu_2020_2081", shipped, or the path of a .csv.
LimitList load_limit_list(const std::string& name_or_path);

/// Columns substance, cas, color_index, value, unit, laboratory, date, sample. A value is a number, "<0.1" or "<LOQ". Throws DataError.
std::vector<LabResult> parse_lab_results(const std::string& text, const std::string& file);
std::vector<LabResult> load_lab_results(const std::string& path);

/// Every result, every row of the list that has none, and, with a line, each of its colorants by Colour Index number.
Screen screen(const LimitList& list, const std::vector<LabResult>& results, const Line* line = nullptr);

std::string screen_text(const Screen& screen);

} // namespace undertone
