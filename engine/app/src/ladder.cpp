#include "undertone/app/ladder.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/pigment/appearance.hpp"
#include "undertone/search/tolerance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace undertone {

namespace {

constexpr int healing_draws = 64;

void check(const std::vector<double>& water_parts) {
    if (water_parts.empty()) throw DomainError("water_parts", "empty", "at least one dilution");
    if (water_parts.size() > 200)
        throw DomainError("water_parts", fmt::format("{} values", water_parts.size()), "up to 200");
    for (std::size_t i = 0; i < water_parts.size(); ++i) {
        if (!(water_parts[i] >= 0 && water_parts[i] <= 10000))
            throw DomainError(fmt::format("water_parts[{}]", i), fmt::format("{:g}", water_parts[i]), "0 to 10000");
        if (i > 0 && !(water_parts[i] > water_parts[i - 1]))
            throw DomainError(fmt::format("water_parts[{}]", i), fmt::format("{:g}", water_parts[i]),
                              "more than the one before it");
    }
}

std::vector<std::string> ids_of(const Line& line, const std::vector<std::string>& asked) {
    std::vector<std::string> ids = asked;
    if (ids.empty())
        for (const Ink& ink : line.inks) ids.push_back(ink.id);
    std::set<std::string> seen;
    for (const std::string& id : ids) {
        line.ink_index(id);
        if (!seen.insert(id).second) throw DomainError("inks", "\"" + id + "\" twice", "each ink once");
    }
    return ids;
}

/// One outcome of what is not known: standard normal deviates of healing, and the line with its pigments as strong as they may be.
struct Draw {
    double retention, depth, granule;
    Line line;
};

/// The same for every step, so that steps differ by dilution alone.
std::vector<Draw> draws_of(const Line& line) {
    std::vector<Draw> result;
    for (int i = 0; i < healing_draws; ++i) {
        RandomStream random(60, static_cast<std::uint64_t>(i));
        Draw draw{random.normal(), random.normal(), random.normal(), line};
        const double strength = random.normal(), exponent = random.normal();
        for (Colorant& colorant : draw.line.colorants) colorant.mu_a_per_mm = colorant.mu_a_at(strength, exponent);
        result.push_back(std::move(draw));
    }
    return result;
}

class LadderMaker {
public:
    LadderMaker(const Skin& skin, const Line& line, const Dots& dots, const std::optional<Bands>& target,
                const ReadingScale& scale)
        : skin_(skin), line_(line), dots_(dots), scale_(scale), draws_(draws_of(line)) {
        if (target) target_ = scale.lab(*target);
    }

    LadderStep step(const std::string& ink, double water_parts, Diagnostics& diagnostics) const {
        const Mixture cup = mix(line_, Blend{{{ink, 1}}, water_parts});
        const Appearance look = appearance(skin_, line_, healed_state(cup, dots_));
        for (const Diagnostic& d : look.diagnostics)
            if (std::none_of(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& o) { return o.code == d.code; }))
                diagnostics.push_back({d.severity, d.code, fmt::format("{} {:g}:1: {}", ink, water_parts, d.message)});
        LadderStep step{water_parts, look.area, look.dot, scale_.lab(look.area), scale_.lab(look.dot), {}, 0, {}, {}};
        std::vector<double> l;
        for (const Draw& draw : draws_) {
            const PigmentState state = healed_state(cup, dots_, draw.retention, draw.depth, draw.granule);
            l.push_back(scale_.lab(area_reflectance(skin_, draw.line, state)).l);
        }
        if (target_) {
            step.delta_e_2000 = delta_e_2000(step.area_lab, *target_);
            step.chance_darker =
                static_cast<double>(std::count_if(l.begin(), l.end(), [&](double one) { return one < target_->l; })) /
                healing_draws;
        }
        step.area_l = central_range(std::move(l), 0.8);
        return step;
    }

    /// Of the steps that do not heal darker than the target at the medians, the nearest.
    std::optional<std::size_t> nearest(const std::vector<LadderStep>& steps) const {
        std::optional<std::size_t> best;
        for (std::size_t i = 0; target_ && i < steps.size(); ++i)
            if (steps[i].area_lab.l >= target_->l && (!best || *steps[i].delta_e_2000 < *steps[*best].delta_e_2000))
                best = i;
        return best;
    }

    const std::optional<Lab>& target() const { return target_; }

private:
    const Skin& skin_;
    const Line& line_;
    const Dots& dots_;
    const ReadingScale& scale_;
    std::vector<Draw> draws_;
    std::optional<Lab> target_;
};

} // namespace

std::vector<double> ladder_water_parts() { return {0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 25, 30, 40, 50, 60}; }

Ladder dilution_ladder(const Skin& skin, const Line& line, const std::vector<std::string>& inks, const Dots& dots,
                       const std::vector<double>& water_parts, const std::optional<Bands>& target,
                       const ReadingScale& scale) {
    dots.validate();
    check(water_parts);
    if (target && !((*target >= 0).all() && (*target <= 1).all()))
        throw DomainError("target", "a reflectance outside 0 to 1", "81 values from 0 to 1");
    const LadderMaker maker(skin, line, dots, target, scale);
    Ladder ladder{scale.text(), scale.lab(skin.reflectance()), maker.target(), 0, {}, {}};
    ladder.perceptible_delta_e_2000 = tolerance_for(skin, MatchOptions{}).perceptible_delta_e_2000;
    for (const std::string& id : ids_of(line, inks)) {
        LadderInk one{id, {}, {}};
        for (const double parts : water_parts) {
            poll_stop();
            one.steps.push_back(maker.step(id, parts, ladder.diagnostics));
            if (one.steps.size() > 1)
                one.steps.back().lighter_than_previous_l =
                    one.steps.back().area_lab.l - one.steps[one.steps.size() - 2].area_lab.l;
        }
        one.nearest = maker.nearest(one.steps);
        const double span = std::abs(one.steps.back().area_lab.l - one.steps.front().area_lab.l);
        if (one.steps.size() > 1 && span < ladder.perceptible_delta_e_2000)
            ladder.diagnostics.push_back(
                {Severity::warning, "flat_ladder",
                 fmt::format(
                     "{}: from {:g}:1 to {:g}:1 the area moves by {:.2f} L* only, less than is noticed on this skin: "
                     "dilution hardly matters here; the number of dots does",
                     id, water_parts.front(), water_parts.back(), span)});
        ladder.inks.push_back(std::move(one));
    }
    ladder.diagnostics.push_back({Severity::info, "model_only", "model only, not validated on healed scalp"});
    return ladder;
}

Ladder client_ladder(const Client& client, const Line& line, const std::vector<std::string>& inks,
                     const std::vector<double>& water_parts, const TreatmentOptions& options) {
    options.validate();
    Ladder ladder = dilution_ladder(client.skin, line, inks, options.dots, water_parts, client.target, client.scale);
    Diagnostics heed = client.diagnostics;
    for (const LadderInk& ink : ladder.inks)
        for (const Diagnostic& d :
             expired_inks(line, Blend{{{ink.id, 1}}, 0}, options.matching.today, options.matching.expired_reason))
            heed.push_back(d);
    ladder.diagnostics.insert(ladder.diagnostics.begin(), heed.begin(), heed.end());
    return ladder;
}

} // namespace undertone
