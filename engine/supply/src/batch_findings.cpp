#include "batch_findings.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace undertone {

namespace {

StrengthOptions strength_options(const BatchSide& master, const BatchSide& batch, const BatchCheckOptions& options) {
    StrengthOptions out;
    out.geometry = master.geometry;
    out.surface = surface_of(master.geometry);
    out.illuminant = options.illuminant;
    out.observer = options.observer;
    out.c_standard = options.c_master;
    out.c_batch = options.c_batch;
    out.first_nm = std::max(master.first_nm, batch.first_nm);
    out.last_nm = std::min(master.last_nm, batch.last_nm);
    return out;
}

/// The two largest parts of a difference, as a colourist says them.
std::string direction_words(const ColorDifference& d) {
    struct Part {
        double size;
        const char *more, *less;
    };
    std::array<Part, 3> parts{
        {{d.delta_l, "lighter", "darker"}, {d.delta_a, "redder", "greener"}, {d.delta_b, "yellower", "bluer"}}};
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return std::abs(a.size) > std::abs(b.size); });
    std::string text = parts[0].size > 0 ? parts[0].more : parts[0].less;
    if (std::abs(parts[1].size) > 0.5 * std::abs(parts[0].size))
        text += std::string(" and ") + (parts[1].size > 0 ? parts[1].more : parts[1].less);
    return text;
}

const MasterDistance& own_distance(const BatchCheck& check) {
    return *std::find_if(check.masters.begin(), check.masters.end(), [&](const auto& one) { return one.ink == check.ink; });
}

/// The nearest master of another ink, where the batch is that ink by its colour: within the tolerance of it, or twice as near as to its
/// own.
const MasterDistance* likelier_ink(const BatchCheck& check) {
    const MasterDistance &nearest = check.masters.front(), &own = own_distance(check);
    if (&nearest == &own || nearest.delta_e >= own.delta_e) return nullptr;
    if (nearest.delta_e > std::max(check.tolerance, 0.5 * own.delta_e)) return nullptr;
    if (!nearest.residual_delta_e_2000 || !own.residual_delta_e_2000) return &nearest;
    const bool fits = *nearest.residual_delta_e_2000 <= std::max(*own.residual_delta_e_2000, check.tolerance);
    return fits ? &nearest : nullptr;
}

} // namespace

void add_strength(BatchCheck& check, const BatchSide& master, const BatchSide& batch, const BatchCheckOptions& options) {
    if (master.lab_only() || batch.lab_only()) {
        check.findings.push_back({Severity::info, "lab_only", "there is no strength of Lab alone: it needs spectra"});
        return;
    }
    try {
        check.strength = strength(master.mean, batch.mean, strength_options(master, batch, options));
    } catch (const DomainError& error) {
        check.findings.push_back(
            {Severity::warning, "no_strength", fmt::format("strength could not be worked out: {}", error.what())});
        return;
    }
    for (const Diagnostic& one : check.strength->diagnostics) check.findings.push_back(one);
    if (!check.opacity_percent)
        check.findings.push_back(
            {Severity::info, "opacity_not_shown",
             "strength takes the films as opaque, and none was read over black: read the batch's film over black "
             "too to show it"});
    else if (*check.opacity_percent < full_hiding_percent)
        check.findings.push_back({Severity::warning, "not_opaque",
                                  fmt::format("the batch's film hides {:.1f} %, below {:g} %: the card shows through, and "
                                              "strength holds its part; draw it thicker",
                                              *check.opacity_percent, full_hiding_percent)});
}

void add_masters(BatchCheck& check, const BatchSide& master, const BatchSide& batch, std::span<const OtherMaster> others,
                 const BatchCheckOptions& options) {
    const DifferenceMetric metric = difference_metric(options.metric);
    const auto distance = [&](const std::string& ink, const BatchSide& to) {
        MasterDistance out{ink, metric(to.mean_lab, batch.mean_lab), {}};
        if (to.lab_only() || batch.lab_only() || !check.strength) return out;
        try {
            out.residual_delta_e_2000 =
                strength(to.mean, batch.mean, strength_options(to, batch, options)).by("wsum").residual_delta_e_2000;
        } catch (const DomainError&) { // so unlike that no strength joins them: no residual is said
        }
        return out;
    };
    check.masters.push_back(distance(check.ink, master));
    for (const OtherMaster& other : others) {
        const bool twice =
            std::any_of(check.masters.begin(), check.masters.end(), [&](const auto& one) { return one.ink == other.ink; });
        if (twice || other.ink.empty())
            throw DomainError("others", fmt::format("\"{}\"", other.ink), "other inks, each by its name and once");
        BatchSide side = batch_side(fmt::format("others[{}]", other.ink), other.readings, options);
        if (side.geometry != master.geometry && !side.geometry.empty() && !master.geometry.empty())
            throw DomainError(fmt::format("others[{}]", other.ink), "read at " + side.geometry,
                              "read at " + master.geometry + ", as the master");
        check.masters.push_back(distance(other.ink, side));
    }
    std::stable_sort(check.masters.begin(), check.masters.end(),
                     [](const auto& a, const auto& b) { return a.delta_e < b.delta_e; });
}

void add_causes(BatchCheck& check) {
    if (const MasterDistance* other = likelier_ink(check); other != nullptr) {
        check.findings.push_back(
            {Severity::error, "mislabelled",
             fmt::format("it lies {:.2f} from the master of {} and {:.2f} from its own: look at the label", other->delta_e,
                         other->ink, own_distance(check).delta_e),
             other->ink});
        return;
    }
    if (check.passed || !check.strength) return;
    const CriterionStrength& by = check.strength->by("wsum");
    if (by.residual_delta_e_2000 <= check.tolerance)
        check.findings.push_back(
            {Severity::warning, "off_strength",
             fmt::format(
                 "it is {:.1f} % {}; made up to the master's strength {:.2f} delta E2000 would remain, within the tolerance",
                 std::abs(by.percent - 100), by.percent > 100 ? "stronger" : "weaker", by.residual_delta_e_2000)});
    else
        check.findings.push_back({Severity::error, "contaminated",
                                  fmt::format("at equal strength {:.2f} delta E2000 remain ({}): no dilution mends it; "
                                              "another colorant is in it, or one is "
                                              "missing",
                                              by.residual_delta_e_2000, direction_words(check.difference))});
}

} // namespace undertone
