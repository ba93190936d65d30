// A verdict on a batch, a chart and a gauge study as plain text, the answer first; and as JSON.

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/app/batch_report.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

std::string labelled(const char* label, const std::string& text) { return fmt::format("  {:<11} {}\n", label, text); }

std::string light_words(const std::string& illuminant, const std::string& observer, const std::string& geometry) {
    return fmt::format("{}, {} deg, {}", illuminant, observer == "1964_10deg" ? 10 : 2,
                       geometry.empty() ? "geometry not stated" : shown_line(geometry));
}

std::string headline(const BatchCheck& check) {
    std::string text = check.passed ? "PASS" : "FAIL";
    if (!check.is_decided) text += " (too close to be sure)";
    text += "  " + (check.ink.empty() ? std::string("batch") : shown_line(check.ink));
    if (!check.lot.empty()) text += ", lot " + shown_line(check.lot);
    return text + " against the master" + (check.master_lot.empty() ? "" : ", lot " + shown_line(check.master_lot)) + "\n";
}

std::string strength_row(const Strength& strength) {
    const CriterionStrength& by = strength.by("wsum");
    std::string text = fmt::format("{:.1f} % by wsum", by.percent);
    for (const CriterionStrength& one : strength.criteria)
        if (one.criterion != "wsum")
            text += fmt::format(", {:.1f} {}{}", one.percent, one.criterion,
                                one.at_nm ? fmt::format(" ({:g} nm)", *one.at_nm) : std::string());
    return text + fmt::format("; {:.2f} delta E2000 remain at equal strength (wsum)", by.residual_delta_e_2000);
}

/// What a failing batch suffers from comes right below the verdict.
bool is_cause(const Diagnostic& finding) {
    return finding.code == "mislabelled" || finding.code == "contaminated" || finding.code == "off_strength";
}

std::string spread_words(const std::optional<double>& spread) {
    return spread ? fmt::format("{:.2f}", *spread) : std::string("not known (one reading)");
}

std::string skin_row(const BatchCheck& check) {
    std::string text;
    for (const BatchInSkin& one : check.in_skin)
        text += fmt::format("{}{:g}:1 {:.2f} delta E2000 ({:.2f} {})", text.empty() ? "" : ", ", one.water_parts,
                            one.delta_e_2000, std::abs(one.delta_l), one.delta_l > 0 ? "lighter" : "darker");
    return text + "; healed, by its strength alone";
}

std::string masters_row(const BatchCheck& check) {
    std::string text;
    for (const MasterDistance& one : check.masters)
        text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", one.ink.empty() ? "its own" : shown_line(one.ink),
                            one.delta_e);
    return text;
}

std::string gauge_row(const GaugeResult& result) {
    return fmt::format("  {:<14} {:>13.4g} {:>15.4g} {:>8.4g} {:>8.4g} {:>9.1f} % {:>5} {:>8}\n", result.method,
                       result.repeatability_sd, result.reproducibility_sd, result.gauge_sd, result.part_sd,
                       result.gauge_percent_of_total, result.distinct_categories,
                       result.precision_to_tolerance ? fmt::format("{:.3f}", *result.precision_to_tolerance)
                                                     : std::string("-"));
}

} // namespace

std::string batch_check_text(const BatchCheck& check) {
    const ColorDifference& d = check.difference;
    std::string text = headline(check);
    Diagnostics others;
    for (const Diagnostic& one : check.findings)
        if (is_cause(one))
            text += labelled("why", shown_line(one.message));
        else
            others.push_back(one);
    text += labelled("difference", fmt::format("{:.2f} {} ({:g} %: {:.2f} to {:.2f}); tolerance {:g}, set by {}",
                                               check.value, check.metric, 100 * check.confidence, check.value_low,
                                               check.value_high, check.tolerance, shown_line(check.set_by)));
    text += labelled(
        "parts",
        fmt::format("dL {:+.2f}  da {:+.2f}  db {:+.2f}  dC {:+.2f}  dH {:+.2f}; delta E2000 {:.2f}, CMC(2:1) {:.2f}",
                    d.delta_l, d.delta_a, d.delta_b, d.delta_c, d.delta_h, d.delta_e_2000, d.delta_e_cmc_2_1));
    text += labelled("555 sort", fmt::format("{} (blocks of {:g})", check.shade_555, check.shade_block));
    if (check.strength) text += labelled("strength", strength_row(*check.strength));
    if (check.opacity_percent)
        text += labelled("opacity", fmt::format("{:.1f} % contrast ratio of the batch's film", *check.opacity_percent));
    if (!check.in_skin.empty()) text += labelled("in skin", skin_row(check));
    if (check.masters.size() > 1) text += labelled("masters", masters_row(check));
    text += labelled("readings", fmt::format("{} of the master, {} of the batch; spread {} and {}; one reading's sd {:.3f}",
                                             check.master_readings, check.batch_readings, spread_words(check.master_spread),
                                             spread_words(check.batch_spread), check.reading_sd));
    text += labelled("seen under", light_words(check.illuminant, check.observer, check.geometry));
    add_diagnostics(text, others);
    return text;
}

std::string control_chart_text(const ControlChart& chart) {
    std::string text = fmt::format("Chart of {}: {} points, {} to {} about {:.4g} (sd {:.3g}); EWMA weight {:g}\n",
                                   shown_line(chart.quantity), chart.points.size(), fmt::format("{:.4g}", chart.low),
                                   fmt::format("{:.4g}", chart.high), chart.center, chart.sd, chart.ewma_weight);
    text += chart.baseline > 0 ? fmt::format("Limits rest on the first {} values.\n", chart.baseline)
                               : "Limits are as stated.\n";
    text += fmt::format("  {:<16} {:>9} {:>9} {:>9}  {}\n", "lot", "value", "step", "ewma", "rules broken");
    for (const ControlPoint& one : chart.points) {
        std::string signals;
        for (const std::string& id : one.signals) signals += (signals.empty() ? "" : ", ") + id;
        text += fmt::format("  {:<16} {:>9.4g} {:>9} {:>9.4g}  {}\n", shown_line(one.label), one.value,
                            one.moving_range ? fmt::format("{:.3g}", *one.moving_range) : std::string(), one.ewma, signals);
    }
    add_diagnostics(text, chart.diagnostics);
    return text;
}

std::string batch_report_text(const BatchReport& report) {
    std::string text = batch_check_text(report.check);
    if (report.log_id > 0) text += labelled("log", fmt::format("row {}", report.log_id));
    if (report.chart) text += "\n" + control_chart_text(*report.chart);
    return text;
}

std::string gauge_study_text(const GaugeStudy& study) {
    std::string text = study.verdict;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
    text += fmt::format("  the gauge takes {:.1f} % of {}; {} appraisers, {} trials, {} parts\n",
                        study.anova.precision_to_tolerance ? 100 * *study.anova.precision_to_tolerance
                                                           : study.anova.gauge_percent_of_total,
                        study.tolerance_width ? fmt::format("the tolerance of {:g}", *study.tolerance_width)
                                              : std::string("the total spread"),
                        study.appraisers, study.trials, study.parts);
    text += fmt::format("  {:<14} {:>13} {:>15} {:>8} {:>8} {:>11} {:>5} {:>8}\n", "sd by method", "repeatability",
                        "reproducibility", "gauge", "parts", "of total", "ndc", "P/T");
    if (study.average_range) text += gauge_row(*study.average_range);
    text += gauge_row(study.anova);
    text += fmt::format("\n  {:<14} {:>4} {:>12} {:>12} {:>9} {:>9}\n", "ANOVA", "df", "squares", "mean square", "F", "p");
    for (const AnovaRow& row : study.table)
        text += fmt::format(
            "  {:<14} {:>4} {:>12.5g} {:>12.5g} {:>9} {:>9}{}\n", row.source, row.degrees_of_freedom, row.sum_of_squares,
            row.mean_square, row.f ? fmt::format("{:.3f}", *row.f) : std::string(),
            row.p ? fmt::format("{:.4f}", *row.p) : std::string(),
            row.source == "interaction" && study.interaction_pooled ? "  pooled with repeatability (p > 0.25)" : "");
    add_diagnostics(text, study.diagnostics);
    return text;
}

std::string to_json(const BatchCheck& check) { return text_of(json_of(check)); }
std::string to_json(const ControlChart& chart) { return text_of(json_of(chart)); }
std::string to_json(const GaugeStudy& study) { return text_of(json_of(study)); }

std::string to_json(const BatchReport& report) {
    Json json = json_of(report.check);
    json["log_id"] = report.log_id > 0 ? Json(report.log_id) : Json(nullptr);
    json["chart"] = json_of(report.chart);
    return text_of(json);
}

} // namespace undertone
