#include "undertone/supply/screen.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace undertone {

namespace {

/// Letters and digits alone: "Benzo[a]pyrene" is "benzo(a)pyrene".
std::string plain_name(const std::string& name) {
    std::string plain;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return plain;
}

/// By CAS where both have one, else by Colour Index, else by name.
template <class One, class Other>
bool same_substance(const One& one, const Other& other) {
    if (!one.cas.empty() && !other.cas.empty()) return one.cas == other.cas;
    if (!one.color_index.empty() && !other.color_index.empty()) return one.color_index == other.color_index;
    return !one.substance.empty() && plain_name(one.substance) == plain_name(other.substance);
}

std::string limit_words(const LimitRow& limit) {
    return fmt::format("the limit of {}{}{}", limit.as_stated,
                       limit.applies_from.empty() ? "" : " from " + limit.applies_from,
                       limit.status == "verified" ? "" : " (unverified)");
}

class Screener {
public:
    Screener(const LimitList& list, const std::vector<LabResult>& results) : list_(list), results_(results) {
        screen_.list_name = list.name;
        screen_.list_date = list.date;
    }

    void add_results() {
        for (const LabResult& result : results_) {
            ScreenRow row{result.substance,
                          result.cas,
                          result.color_index,
                          result.sample,
                          "",
                          "",
                          result.as_stated,
                          result.laboratory,
                          result.date,
                          "not_in_list",
                          "not in the list dated " + list_.date};
            require_one_substance(result);
            judge_by_list(result, row);
            screen_.rows.push_back(std::move(row));
        }
        std::set<std::string> samples;
        for (const LabResult& result : results_) samples.insert(result.sample);
        if (samples.empty()) samples.insert("");
        for (const std::string& sample : samples) add_missing(sample);
    }

    /// What the line's inks hold on purpose.
    void add_line(const Line& line) {
        screen_.line = line.id;
        for (const Ink& ink : line.inks)
            for (const InkComponent& part : ink.components) {
                const Colorant& of = line.colorants[part.colorant];
                LabResult stated;
                stated.substance = of.name;
                stated.color_index = number_or_nothing(of.color_index);
                stated.value_mg_per_kg = 1000 * part.mg_per_ml / ink.density_g_per_ml;
                stated.as_stated = fmt::format("{:g} mg/ml", part.mg_per_ml);
                ScreenRow row{of.name,
                              "",
                              stated.color_index,
                              ink.id,
                              "",
                              "",
                              stated.as_stated + amount_from(of.optics),
                              "",
                              "",
                              "not_in_list",
                              "not in the list dated " + list_.date};
                judge_by_list(stated, row);
                screen_.rows.push_back(std::move(row));
            }
    }

    Screen done() {
        static const std::vector<std::string> order{"above", "not_shown", "at_or_below", "not_in_list"};
        std::stable_sort(screen_.rows.begin(), screen_.rows.end(), [&](const ScreenRow& a, const ScreenRow& b) {
            return std::find(order.begin(), order.end(), a.answer) < std::find(order.begin(), order.end(), b.answer);
        });
        for (const ScreenRow& row : screen_.rows) {
            if (row.answer == "above") ++screen_.above;
            if (row.answer == "not_shown") ++screen_.not_shown;
            if (row.answer == "at_or_below") ++screen_.at_or_below;
            if (row.answer == "not_in_list") ++screen_.not_in_list;
        }
        screen_.text =
            fmt::format("against {} dated {}: {} above a limit, {} at or below, {} not shown, {} not in the list",
                        list_.name, list_.date, screen_.above, screen_.at_or_below, screen_.not_shown, screen_.not_in_list);
        const auto unverified = std::count_if(list_.rows.begin(), list_.rows.end(),
                                              [](const LimitRow& row) { return row.status != "verified"; });
        if (unverified > 0)
            screen_.diagnostics.push_back(
                {Severity::warning, "unverified_rows",
                 fmt::format("{} of {} rows of the list are unverified: read them in the law before "
                             "anything rests on them",
                             unverified, list_.rows.size())});
        screen_.diagnostics.push_back(
            {Severity::info, "not_a_judgement_of_law",
             "a comparison with one list of one date. It does not say that an ink may be sold: lists are parts of the law, "
             "and what no laboratory looked for is not shown"});
        return std::move(screen_);
    }

private:
    /// A number of one substance with the name of another would be held against the wrong limit.
    void require_one_substance(const LabResult& result) const {
        const LimitRow *by_number = nullptr, *by_name = nullptr;
        for (const LimitRow& limit : list_.rows) {
            if ((!result.cas.empty() && result.cas == limit.cas) ||
                (!result.color_index.empty() && result.color_index == limit.color_index))
                by_number = &limit;
            if (!result.substance.empty() && plain_name(result.substance) == plain_name(limit.substance)) by_name = &limit;
        }
        if (by_number == nullptr || by_name == nullptr ||
            plain_name(by_number->substance) == plain_name(by_name->substance) || same_substance(*by_number, *by_name))
            return;
        throw DomainError(
            "results", fmt::format("\"{}\" with {}", result.substance, result.cas.empty() ? result.color_index : result.cas),
            "a name and a number of one substance",
            fmt::format("the list has that number for \"{}\": correct the number or the name, or the result is held "
                        "against the wrong limit",
                        by_number->substance));
    }

    /// By the strictest of the list's rows that name it.
    void judge_by_list(const LabResult& result, ScreenRow& row) const {
        const LimitRow* strictest = nullptr;
        for (const LimitRow& limit : list_.rows)
            if (same_substance(result, limit) &&
                (strictest == nullptr || limit.limit_mg_per_kg < strictest->limit_mg_per_kg))
                strictest = &limit;
        if (strictest != nullptr) judge(result, *strictest, row);
    }

    /// What the list asks for, and nobody looked for in this sample.
    void add_missing(const std::string& sample) {
        for (const LimitRow& limit : list_.rows) {
            if (std::any_of(results_.begin(), results_.end(),
                            [&](const LabResult& r) { return r.sample == sample && same_substance(r, limit); }))
                continue;
            screen_.rows.push_back({limit.substance, limit.cas, limit.color_index, sample, limit.as_stated, limit.status, "",
                                    "", "", "not_shown", "not shown: no result against " + limit_words(limit)});
        }
    }

    /// Inks that were measured or read off a label need no amount of pigment: theirs may be a convention.
    static const char* amount_from(OpticsOrigin origin) {
        switch (origin) {
        case OpticsOrigin::mie: break;
        case OpticsOrigin::measured: return " in the line's file (assumed where nobody weighed it)";
        case OpticsOrigin::label:
            return " in the line's file (from its label alone; further pigments of it are not screened)";
        }
        return " stated in the line's file";
    }

    static std::string number_or_nothing(const std::string& text) {
        try {
            return color_index_number(text);
        } catch (const std::exception&) {
            return ""; // a name or nothing: then the substance's name is all there is
        }
    }

    void judge(const LabResult& result, const LimitRow& limit, ScreenRow& row) const {
        row.limit = limit.as_stated;
        row.status = limit.status;
        if (row.substance.empty()) row.substance = limit.substance;
        if (row.cas.empty()) row.cas = limit.cas;
        if (!result.value_mg_per_kg) {
            row.answer = "not_shown";
            row.text = "not shown: below a limit of quantification that is not stated, against " + limit_words(limit);
        } else if (result.below && *result.value_mg_per_kg > limit.limit_mg_per_kg) {
            row.answer = "not_shown";
            row.text = fmt::format("not shown: looked for only down to {}, above {}", result.as_stated.substr(1),
                                   limit_words(limit));
        } else if (!result.below && *result.value_mg_per_kg > limit.limit_mg_per_kg) {
            row.answer = "above";
            row.text = "above " + limit_words(limit);
        } else {
            row.answer = "at_or_below";
            row.text = "at or below " + limit_words(limit);
        }
    }

    const LimitList& list_;
    const std::vector<LabResult>& results_;
    Screen screen_;
};

} // namespace

Screen screen(const LimitList& list, const std::vector<LabResult>& results, const Line* line) {
    Screener screener(list, results);
    screener.add_results();
    if (line != nullptr) screener.add_line(*line);
    return screener.done();
}

std::string screen_text(const Screen& screen) {
    std::string text = fmt::format("Screen{}: {}\n\n", screen.line.empty() ? "" : " of line " + shown_line(screen.line),
                                   shown_line(screen.text));
    std::vector<std::array<std::string, 3>> cells;
    std::array<std::size_t, 3> widths{};
    for (const ScreenRow& row : screen.rows) {
        const std::string name = row.substance.empty() ? row.cas.empty() ? row.color_index : row.cas : row.substance;
        cells.push_back({shown_line(name), shown_line(row.cas.empty() ? row.color_index : row.cas),
                         shown_line(row.sample.empty() ? row.result : row.sample + " " + row.result)});
        for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], cells.back()[i].size());
    }
    for (std::size_t i = 0; i < cells.size(); ++i)
        text += fmt::format("  {:<{}}  {:<{}}  {:<{}}  {}\n", cells[i][0], widths[0], cells[i][1], widths[1], cells[i][2],
                            widths[2], shown_line(screen.rows[i].text));
    text += "\n";
    for (const Diagnostic& one : screen.diagnostics)
        text += fmt::format("{}: {}\n", to_string(one.severity), shown_line(one.message));
    return text;
}

} // namespace undertone
