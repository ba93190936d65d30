#include "undertone/supply/batch_check.hpp"

#include "batch_findings.hpp"
#include "batch_readings.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

std::optional<double> spread_of(const BatchSide& side, const DifferenceMetric& metric) {
    if (side.labs.size() < 2) return {};
    double sum = 0;
    for (const Lab& lab : side.labs) sum += metric(side.mean_lab, lab);
    return sum / static_cast<double>(side.labs.size());
}

/// The interval, or why there can be no verdict.
DifferenceInterval decisive_interval(const BatchSide& master, const BatchSide& batch, const BatchCheckOptions& options) {
    const auto interval = difference_interval(master.labs, batch.labs, difference_metric(options.metric), options.confidence,
                                              options.repeatability_delta_e);
    if (!interval)
        throw DomainError(
            "repeatability_delta_e", "not stated, with one reading of each", "a standard deviation, or repeated readings",
            "nobody knows how far one reading can be trusted: read each side three times, or state --repeatability");
    if (interval->half_width > options.tolerance) {
        const int enough = replicates_for(interval->reading_sd, options.tolerance, options.confidence);
        throw DomainError("tolerance", fmt::format("{:g}", options.tolerance),
                          fmt::format("at least {:.3g}, half the width of the interval that {} and {} readings leave (one "
                                      "reading's standard deviation "
                                      "is {:.3g})",
                                      interval->half_width, master.labs.size(), batch.labs.size(), interval->reading_sd),
                          enough > 0
                              ? fmt::format("{} readings of each side would do", enough)
                              : std::string("a thousand readings would not do: mend the reading, or widen the tolerance"));
    }
    return *interval;
}

void judge(BatchCheck& check, const DifferenceInterval& interval) {
    constexpr double rounding = 1e-9; // of a difference that is the tolerance
    check.value = interval.value;
    check.value_low = interval.low;
    check.value_high = interval.high;
    check.reading_sd = interval.reading_sd;
    check.passed = check.value <= check.tolerance + rounding;
    const double gap = std::abs(check.value - check.tolerance);
    check.is_decided = gap > interval.half_width;
    if (check.is_decided) return;
    check.replicates_to_decide = gap > 0 ? replicates_for(interval.reading_sd, gap, check.confidence) : 0;
    check.findings.push_back(
        {Severity::warning, "not_decided",
         fmt::format("the tolerance lies within what the readings leave open ({:.2f} to {:.2f}): {}", check.value_low,
                     check.value_high,
                     check.replicates_to_decide > 0
                         ? fmt::format("{} readings of each side would decide", check.replicates_to_decide)
                         : std::string("no number of readings decides a difference that is the tolerance"))});
}

void add_conditions(BatchCheck& check, const BatchSide& master, const BatchSide& batch, const BatchCheckOptions& options) {
    const auto warn = [&](const char* code, std::string message) {
        check.findings.push_back({Severity::warning, code, std::move(message)});
    };
    for (const BatchSide* side : {&master, &batch})
        check.findings.insert(check.findings.end(), side->diagnostics.begin(), side->diagnostics.end());
    if (check.geometry.empty() || batch.geometry.empty())
        warn("geometry_unstated",
             "the files do not both say their geometry: a reading with the surface's reflection and one without "
             "cannot be compared");
    if (master.instrument != batch.instrument && !options.agreement_delta_e)
        warn("instruments_differ",
             fmt::format("master and batch were read by different instruments (\"{}\", \"{}\"), and how far these "
                         "agree is not stated: state --agreement",
                         master.instrument, batch.instrument));
    else if (!options.agreement_delta_e)
        check.findings.push_back(
            {Severity::info, "agreement_not_stated",
             "the instrument's agreement is not stated, so the tolerance was held against the readings' own noise alone"});
    if (options.c_master != options.c_batch)
        warn("concentrations_differ",
             fmt::format("the films hold {:g} and {:g} of colorant: strength is per amount, the colour difference is "
                         "as drawn",
                         options.c_master, options.c_batch));
    const double worst_spread = std::max(check.master_spread.value_or(0), check.batch_spread.value_or(0));
    if (options.repeatability_delta_e && worst_spread > 2 * *options.repeatability_delta_e)
        warn("repeats_worse_than_stated",
             fmt::format("readings lie {:.2f} from their mean, twice the stated repeatability ({:.2f}) and more: "
                         "the interval is too narrow",
                         worst_spread, *options.repeatability_delta_e));
}

BatchCheck described(const BatchSide& master, const BatchSide& batch, const BatchCheckOptions& options) {
    const DifferenceMetric metric = difference_metric(options.metric);
    BatchCheck check;
    check.ink = options.ink;
    check.lot = options.lot;
    check.master_lot = options.master_lot;
    check.metric = options.metric;
    check.set_by = options.set_by;
    check.tolerance = options.tolerance;
    check.confidence = options.confidence;
    check.master_readings = static_cast<int>(master.labs.size());
    check.batch_readings = static_cast<int>(batch.labs.size());
    check.master_spread = spread_of(master, metric);
    check.batch_spread = spread_of(batch, metric);
    check.agreement_delta_e = options.agreement_delta_e;
    check.geometry = master.geometry.empty() ? batch.geometry : master.geometry;
    check.illuminant = options.illuminant;
    check.observer = options.observer;
    check.master_instrument = master.instrument;
    check.batch_instrument = batch.instrument;
    check.master_lab = master.mean_lab;
    check.batch_lab = batch.mean_lab;
    check.difference = color_difference(master.mean_lab, batch.mean_lab);
    check.shade_block = options.shade_block.value_or(options.tolerance);
    check.shade_555 = shade_sort_555(check.difference, {check.shade_block, check.shade_block, check.shade_block});
    return check;
}

} // namespace

void BatchCheckOptions::validate() const {
    if (tolerance == 0)
        throw DomainError("tolerance", "not stated", "0.01 to 100",
                          "no standard sets one for you: state the supplier's own");
    require_range("tolerance", tolerance, 0.01, 100, "in the metric's unit");
    difference_metric(metric);
    if (set_by.empty())
        throw DomainError("set_by", "nobody", "who set the tolerance",
                          "a verdict without that name is worth nothing to whoever reads it");
    require_range("confidence", confidence, 0.5, 0.999, "0.95 is usual");
    if (agreement_delta_e) {
        require_range("agreement_delta_e", *agreement_delta_e, 0, 100, "in the metric's unit");
        if (tolerance < *agreement_delta_e)
            throw DomainError("tolerance", fmt::format("{:g}", tolerance),
                              fmt::format("at least {:g}, which the instruments agree within", *agreement_delta_e),
                              "no number of readings helps: read both with one instrument, or widen the tolerance");
    }
    if (repeatability_delta_e)
        require_range("repeatability_delta_e", *repeatability_delta_e, 0.001, 100, "standard deviation of one reading");
    if (shade_block) require_range("shade_block", *shade_block, 0.01, 100);
    require_range("c_master", c_master, 1e-9, 1e9, "colorant in the master's film");
    require_range("c_batch", c_batch, 1e-9, 1e9, "colorant in the batch's film");
    if (std::abs(std::log(c_batch / c_master)) > 0.05)
        throw DomainError("c_batch", fmt::format("{:g}, with {:g} in the master's film", c_batch, c_master),
                          "within 5 % of the master's",
                          "films of other dilutions differ by that alone: draw the batch down as the master was");
    if (!lot.empty() && lot == master_lot)
        throw DomainError("lot", fmt::format("\"{}\", the master's own", lot), "another lot than the master's",
                          "a lot is not its own standard");
}

BatchCheck check_batch(std::span<const Measurement> master_readings, std::span<const Measurement> batch_readings,
                       const BatchCheckOptions& options, std::span<const OtherMaster> others,
                       std::span<const Measurement> over_black) {
    options.validate();
    const BatchSide master = batch_side("master", master_readings, options),
                    batch = batch_side("batch", batch_readings, options);
    require_comparable(master, batch);
    BatchCheck check = described(master, batch, options);
    judge(check, decisive_interval(master, batch, options));
    if (!over_black.empty()) {
        const BatchSide black = batch_side("over_black", over_black, options);
        if (black.lab_only() || batch.lab_only())
            throw DomainError("over_black", "Lab alone", "spectra", "opacity is worked out from spectra");
        check.opacity_percent = contrast_ratio_percent(black.mean, batch.mean, options.illuminant, options.observer);
    }
    add_strength(check, master, batch, options);
    add_masters(check, master, batch, others, options);
    add_causes(check);
    add_conditions(check, master, batch, options);
    return check;
}

} // namespace undertone
