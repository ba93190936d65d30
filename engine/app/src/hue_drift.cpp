#include "undertone/app/hue_drift.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/parallel.hpp"
#include "undertone/numerics/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace undertone {

namespace {

/// Enough for one digit of the 80 % range.
constexpr int members = 48;

struct Shift {
    double a = 0, b = 0;
};

/// `later` beside dots of the same shape with the pigment of `healed` in its own proportions, thinned until they are as light.
Shift shift_of(const Skin& skin, const Line& line, const Viewing& viewing, const PigmentState& healed,
               const PigmentState& later) {
    double most = 0, least = 1e300;
    for (Eigen::Index c = 0; c < healed.mg_per_ml.size(); ++c)
        if (healed.mg_per_ml(c) > 0) {
            const double kept = later.mg_per_ml(c) / healed.mg_per_ml(c);
            most = std::max(most, kept);
            least = std::min(least, kept);
        }
    const auto seen = [&](const PigmentState& state) { return viewing.lab(area_reflectance(skin, line, state)); };
    const auto thinned = [&](double kept) {
        PigmentState state = later;
        state.mg_per_ml = kept * healed.mg_per_ml;
        return seen(state);
    };
    const Lab now = seen(later);
    double at = 0.5 * (least + most), other = most;
    Lab there = thinned(at), beyond = thinned(other);
    for (int i = 0; i < 4 && std::abs(there.l - now.l) > 0.01 && std::abs(beyond.l - there.l) > 1e-9; ++i) {
        const double next = at + (now.l - there.l) * (other - at) / (beyond.l - there.l);
        other = std::exchange(at, std::clamp(next, 0.3 * least, 3 * most));
        beyond = std::exchange(there, thinned(at));
    }
    return {now.a - there.a, now.b - there.b};
}

/// In a painter's words: along a* red and green, along b* yellow and blue, both together warm and cool.
const char* direction(double a, double b) {
    if (a > 0.4 * std::abs(b) && b > 0.4 * std::abs(a)) return "warmer";
    if (-a > 0.4 * std::abs(b) && -b > 0.4 * std::abs(a)) return "cooler";
    if (std::abs(a) > std::abs(b)) return a > 0 ? "redder" : "greener";
    return b > 0 ? "yellower" : "bluer";
}

std::string sentence_of(const HueDrift& drift, Eigen::Index pigments) {
    if (pigments == 1) return "One pigment alone: as it fades, the mix keeps its hue.";
    if (drift.draws == 0)
        return "How the mix's hue will drift is not known: no draw from the fade priors could be followed.";
    const std::string numbers =
        fmt::format("a* {:+.1f} (80 %: {:+.1f} to {:+.1f}), b* {:+.1f} ({:+.1f} to {:+.1f})", drift.a.median, drift.a.low,
                    drift.a.high, drift.b.median, drift.b.low, drift.b.high);
    const double seen = 0.3; // about a third of what people notice: below it the sign is of no use to anyone
    if (std::hypot(drift.a.median, drift.b.median) < seen)
        return fmt::format("By year {:g} the mix keeps its hue as far as is known: {}.", drift.years, numbers);
    return fmt::format("By year {:g} the mix may turn {}: {}; {:.0f} of 10 draws agree.", drift.years,
                       direction(drift.a.median, drift.b.median), numbers, 10 * drift.agreeing);
}

} // namespace

HueDrift hue_drift(const Skin& skin, const Line& line, const Mixture& cup, const TreatmentOptions& options) {
    const auto pigments = (cup.mg_per_ml > 0).count();
    if (pigments == 0)
        throw DomainError("cup", "water alone", "a cup with pigment", "without pigment there is no hue to drift");
    HueDrift drift;
    if (pigments > 1) {
        const FadePlan plan = fade_plan(skin, cup, options);
        const double last = plan.sessions.back().time_days;
        FadeOptions fade = options.fade;
        fade.draws = members;
        const FadeReport report =
            simulate_fade(line, options.dots, plan, {last + healed_after_days, last + drift.years * days_per_year}, fade);
        std::vector<const FadeTrajectory*> good;
        for (const FadeTrajectory& draw : report.draws)
            if (draw.status == FadeStatus::ok) good.push_back(&draw);
        std::vector<Shift> shifts(good.size());
        const Viewing viewing("D65");
        parallel_for(static_cast<int>(good.size()), fade.threads, [&](int i) {
            const std::vector<PigmentState>& states = good[static_cast<std::size_t>(i)]->states;
            PigmentState later = states[1];
            keep_apart(later);
            shifts[static_cast<std::size_t>(i)] = shift_of(skin, line, viewing, states[0], later);
        });
        std::vector<double> a, b;
        for (const Shift& shift : shifts) {
            a.push_back(shift.a);
            b.push_back(shift.b);
        }
        drift.draws = static_cast<int>(shifts.size());
        if (drift.draws > 0) {
            drift.a = central_range(a, 0.8);
            drift.b = central_range(b, 0.8);
            for (const Shift& shift : shifts)
                drift.agreeing +=
                    (shift.a * drift.a.median + shift.b * drift.b.median > 0) / static_cast<double>(drift.draws);
        }
    }
    drift.sentence = sentence_of(drift, pigments);
    return drift;
}

} // namespace undertone
