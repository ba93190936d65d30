#pragma once
// Skins, options and brute force by the full model, for the tests of match.

#include "undertone/search/match.hpp"

#include "pigment/test_line.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/search/texture_term.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <string>

namespace match_example {

using namespace undertone;

inline Skin fair_skin() { return Skin(SkinParameters{}); }

inline Skin dark_skin() {
    SkinParameters parameters;
    parameters.melanosome_fraction = 0.25;
    return Skin(parameters);
}

/// What a blend looks like healed: a target that the line can meet.
inline Bands area_of(const Skin& skin, const Blend& blend, const Dots& dots = {}) {
    return appearance(skin, testing_line::line(), blend, dots).area;
}

inline Epoch year_three(const Line& line) {
    Epoch epoch;
    epoch.label = "year 3";
    epoch.years = 3;
    epoch.remaining = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(line.colorants.size()), 0.55);
    epoch.diameter_mm = 0.18;
    return epoch;
}

inline MatchOptions small_cup() {
    MatchOptions options;
    options.cup_volume_ml = 4;
    options.max_pigment_ml = 0.25;
    options.max_inks = 2;
    options.water_ladder = {2, 4, 6, 8, 10, 12, 15, 20, 25, 30};
    return options;
}

/// Weighted CIEDE2000 and the darkness rule by the full model only, through nothing of the matching layer.
struct FullModel {
    double objective = 0;
    bool too_dark = false;
    double worst_delta_e_2000 = 0, worst_delta_e_ab = 0; ///< healed, over the illuminants
};

inline FullModel full_model(const Skin& skin, const Bands& target, const Line& line, const Blend& blend, const Dots& dots,
                            const MatchOptions& options) {
    FullModel result;
    result.objective = options.extra_ink_penalty * (static_cast<double>(blend.parts.size()) - 1) +
                       options.pigment_penalty * mix(line, blend).mg_per_ml.sum();
    double weights = options.healed_weight, lights = 0;
    for (const Epoch& epoch : options.later_epochs) weights += epoch.weight;
    for (const auto& light : options.illuminants) lights += light.weight;
    const PigmentState healed = healed_state(mix(line, blend), dots);
    if (options.texture_weight > 0) {
        const Viewing first(options.illuminants.front().name, options.observer);
        // As many recipes are tried one after another, the texture of their dots is worked out once.
        static std::map<std::string, TextureTerm> known;
        const std::string key = fmt::format("{} {} {} {} {} {} {}", dots.diameter_mm, dots.density_per_cm2, dots.top_mm,
                                            dots.bottom_mm, options.texture_weight, target.sum(), skin.reflectance().sum());
        auto at = known.find(key);
        if (at == known.end()) at = known.emplace(key, TextureTerm(skin, target, dots, options, first)).first;
        result.objective += at->second.of(first.xyz(appearance(skin, line, healed).area));
    }
    for (std::size_t e = 0; e <= options.later_epochs.size(); ++e) {
        PigmentState state = healed;
        double weight = options.healed_weight;
        if (e > 0) {
            const Epoch& epoch = options.later_epochs[e - 1];
            weight = epoch.weight;
            state = {healed.mg_per_ml * epoch.remaining,
                     epoch.diameter_mm,
                     epoch.density_per_cm2,
                     epoch.top_mm,
                     epoch.bottom_mm,
                     0,
                     healed.granule_um};
        }
        const Bands area = appearance(skin, line, state).area;
        for (const auto& light : options.illuminants) {
            const Viewing viewing(light.name, options.observer);
            const Lab seen = viewing.lab(area), wanted = viewing.lab(target);
            result.objective += weight / weights * light.weight / lights * delta_e_2000(seen, wanted);
            if (e > 0) continue;
            if (seen.l < wanted.l - options.darker_tolerance_l) result.too_dark = true;
            result.worst_delta_e_2000 = std::max(result.worst_delta_e_2000, delta_e_2000(seen, wanted));
            result.worst_delta_e_ab = std::max(result.worst_delta_e_ab, delta_e_1976(seen, wanted));
        }
    }
    return result;
}

struct BruteForce {
    double best = 1e9;
    std::map<std::string, int> steps;
    double water = 0;
    double best_of_all = 1e9; ///< acceptable when healed or not
};

/// Every recipe of one or two inks. Only what is acceptable when healed counts where both tolerances are given. `step_ml` of the water (""), and of each ink.
inline BruteForce brute_force(const Skin& skin, const Bands& target, const Line& line, const Dots& dots,
                              const MatchOptions& options, const std::map<std::string, double>& step_ml) {
    BruteForce result;
    double largest_ml = 0;
    for (const auto& [id, ml] : step_ml) largest_ml = std::max(largest_ml, ml);
    const int most = static_cast<int>(options.max_pigment_ml / largest_ml + 1e-9);
    const int cup = static_cast<int>(options.cup_volume_ml / largest_ml + 1e-9);
    const auto consider = [&](const std::map<std::string, int>& steps, double water) {
        Blend blend;
        int sum = 0;
        double ml = 0;
        for (const auto& [id, k] : steps) {
            sum += k;
            ml += blend.parts[id] = k * step_ml.at(id);
        }
        if (sum > most || sum * (water + 1) > cup) return;
        blend.water_parts = water * sum * step_ml.at("") / ml;
        const FullModel seen = full_model(skin, target, line, blend, dots, options);
        if (seen.too_dark) return;
        result.best_of_all = std::min(result.best_of_all, seen.objective);
        const bool any = options.perceptible_delta_e_2000 <= 0 || options.acceptable_delta_e_ab <= 0;
        if (!any && seen.worst_delta_e_2000 > options.perceptible_delta_e_2000 &&
            seen.worst_delta_e_ab > options.acceptable_delta_e_ab)
            return;
        if (seen.objective < result.best) result = {seen.objective, steps, water, result.best_of_all};
    };
    for (double water : options.water_ladder)
        for (std::size_t i = 0; i < line.inks.size(); ++i) {
            consider({{line.inks[i].id, 1}}, water);
            for (std::size_t j = i + 1; j < line.inks.size(); ++j)
                for (int a = 1; a < most; ++a)
                    for (int b = 1; a + b <= most; ++b)
                        if (std::gcd(a, b) == 1) consider({{line.inks[i].id, a}, {line.inks[j].id, b}}, water);
        }
    return result;
}

/// What the cup of a recipe holds, in steps without common divisor.
inline void expect_steps(const Recipe& recipe, const BruteForce& expected) {
    std::map<std::string, int> steps;
    int divisor = 0, sum = 0;
    for (const Dose& dose : recipe.cup.inks) {
        EXPECT_NEAR(dose.steps, std::round(dose.steps), 1e-9);
        divisor = std::gcd(divisor, static_cast<int>(std::lround(dose.steps)));
    }
    for (const Dose& dose : recipe.cup.inks) sum += steps[dose.ink_id] = static_cast<int>(std::lround(dose.steps)) / divisor;
    EXPECT_EQ(steps, expected.steps);
    EXPECT_NEAR(recipe.cup.water.steps, expected.water * sum * divisor, 1e-9);
}

/// Neither readings nor skin scatter.
inline MatchOptions steady() {
    MatchOptions options;
    options.reading_delta_e = options.skin_delta_e = 0;
    return options;
}

inline void expect_never_darker(const MatchReport& report, const Bands& target, const MatchOptions& options) {
    for (const PlannedSession& session : report.plan.sessions)
        for (std::size_t v = 0; v < options.illuminants.size(); ++v)
            EXPECT_GE(session.area[v].l,
                      Viewing(options.illuminants[v].name, options.observer).lab(target).l - options.darker_tolerance_l)
                << "session " << session.number;
}

inline std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const DomainError& error) {
        return error.what();
    }
    return "(no DomainError)";
}

} // namespace match_example
