// Consistency: proofs of the loop: what `next_session` and `correct_cup` call the best against brute force over every pour, by the
// full model, sharing nothing with the search but `standing_area`.

#include "undertone/planning/correction.hpp"
#include "undertone/planning/next_session.hpp"

#include "pigment/test_line.hpp"
#include "sanitized.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

using namespace undertone;
using testing::HasSubstr;

namespace {

const Line line = testing_line::line();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Case {
    Skin skin;
    Dots dots;
    std::vector<SessionDots> standing;
    Bands target;
    MatchOptions options;
    CupInHand cup;

    explicit Case(std::uint64_t seed) {
        RandomStream random(seed, 90);
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.006 * std::pow(15, random.uniform());
        parameters.blood_fraction *= std::exp(0.3 * random.normal());
        skin = Skin(parameters);
        dots.diameter_mm = 0.14;
        dots.density_per_cm2 = 120 + 100 * random.uniform();
        const auto any_blend = [&] {
            Blend blend;
            for (const Ink& ink : line.inks)
                if (random.uniform() < 0.6) blend.parts[ink.id] = 1 + std::floor(4 * random.uniform());
            if (blend.parts.empty()) blend.parts["black"] = 1;
            blend.water_parts = 4 + std::floor(25 * random.uniform());
            return blend;
        };
        if (random.uniform() < 0.5)
            standing.push_back(session_dots(mix(line, any_blend()), dots, 30 + 40 * random.uniform()));
        // A colour that some mix has, then moved a little, so that it is hardly ever hit.
        std::vector<SessionDots> then = standing;
        then.push_back(session_dots(mix(line, any_blend()), dots, dots.density_per_cm2));
        target = look(then) * std::exp(0.02 * random.normal());
        options.cup_volume_ml = 1;
        options.max_pigment_ml = 0.15;
        options.water_ladder = {2, 5, 8, 12, 16};
        cup = {any_blend(), 0.05 * (4 + std::floor(8 * random.uniform())), {}};
    }

    Bands look(const std::vector<SessionDots>& all) const {
        return standing_area(skin, line, all, {dots.retention.median, 1, dots.granule_um.median});
    }

    /// Delta E weighted over the lights; infinite where the rule of darkness is broken.
    double delta_e(const Eigen::ArrayXd& mg_per_ml, double density) const {
        std::vector<SessionDots> all = standing;
        all.push_back(session_dots({mg_per_ml, 1}, dots, density));
        const Bands area = look(all);
        static const std::array viewings{Viewing("D65"), Viewing("A"), Viewing("F11")}; // those of MatchOptions
        double sum = 0;
        for (const Viewing& viewing : viewings) {
            const Lab seen = viewing.lab(area), wanted = viewing.lab(target);
            if (seen.l < wanted.l - options.darker_tolerance_l) return infinity;
            sum += delta_e_2000(seen, wanted) / 3;
        }
        return sum;
    }
};

/// Calls with every way to give up to three of the inks at least one step each, `most` in all.
void every_steps(int most, const std::function<void(const std::vector<int>&)>& visit) {
    std::vector<int> steps(line.inks.size(), 0);
    const auto give = [&](auto&& self, std::size_t ink, int left) -> void {
        if (ink == steps.size()) {
            if (std::count_if(steps.begin(), steps.end(), [](int k) { return k > 0; }) <= 3) visit(steps);
            return;
        }
        for (int k = 0; k <= left; ++k) {
            steps[ink] = k;
            self(self, ink + 1, left - k);
        }
        steps[ink] = 0;
    };
    give(give, 0, most);
}

Eigen::ArrayXd ink_amount(const std::vector<int>& steps) {
    Eigen::ArrayXd amount = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(line.colorants.size()));
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i] > 0) amount += steps[i] * mix(line, Blend{{{line.inks[i].id, 1}}, 0}).mg_per_ml;
    return amount;
}

double inks_in(const std::vector<int>& steps) {
    return static_cast<double>(std::count_if(steps.begin(), steps.end(), [](int k) { return k > 0; }));
}

double best_addition(const Case& c) {
    const double held = c.cup.ml / 0.05;
    const int room = static_cast<int>(std::lround(20 - held));
    const Eigen::ArrayXd base = mix(line, c.cup.blend).mg_per_ml * held;
    double best = infinity;
    every_steps(std::min(3, room), [&](const std::vector<int>& steps) {
        const int sum = std::accumulate(steps.begin(), steps.end(), 0);
        const Eigen::ArrayXd amount = base + ink_amount(steps);
        for (int water = 0; water <= room - sum; ++water) {
            if (sum * 3 > held + sum + water + 1e-9) continue; // stronger than the strongest dilution, 2:1
            const Eigen::ArrayXd mg = amount / (held + sum + water);
            const double penalty = c.options.extra_ink_penalty * inks_in(steps) + c.options.pigment_penalty * mg.sum();
            if (penalty < best) best = std::min(best, c.delta_e(mg, c.dots.density_per_cm2) + penalty);
        }
    });
    return best;
}

double best_fresh(const Case& c, double density) {
    double best = infinity;
    every_steps(3, [&](const std::vector<int>& steps) {
        const int sum = std::accumulate(steps.begin(), steps.end(), 0);
        if (sum == 0 || std::accumulate(steps.begin(), steps.end(), 0, [](int a, int b) { return std::gcd(a, b); }) != 1)
            return;
        for (const double water : c.options.water_ladder) {
            if (sum * (water + 1) > 20) continue;
            const Eigen::ArrayXd mg = ink_amount(steps) / (sum * (water + 1));
            const double penalty = c.options.extra_ink_penalty * (inks_in(steps) - 1) + c.options.pigment_penalty * mg.sum();
            if (penalty < best) best = std::min(best, c.delta_e(mg, density) + penalty);
        }
    });
    return best;
}

constexpr int cases = sanitized ? 1 : 30;

} // namespace

TEST(PourSearch, AddsWhatBruteForceWouldAdd) {
    int corrected = 0;
    for (int seed = 0; seed < cases; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        const Case c(static_cast<std::uint64_t>(seed));
        const Correction found =
            correct_cup(HealingBelief(c.skin, c.dots), c.standing, c.cup, c.target, line, c.dots, c.options);
        const double best = best_addition(c), best_cup = best_fresh(c, c.dots.density_per_cm2);
        EXPECT_TRUE(found.proof.proven() && found.proof.complete);
        EXPECT_TRUE(found.fresh_proof.proven() && found.fresh_proof.complete);
        if (std::isinf(best)) {
            EXPECT_TRUE(found.corrected.darker_than_target);
        } else {
            double inks = 0;
            for (const Addition& one : found.additions) inks += !one.ink_id.empty();
            const double objective = found.corrected.delta_e + c.options.extra_ink_penalty * inks +
                                     c.options.pigment_penalty * found.mg_per_ml.sum();
            EXPECT_FALSE(found.corrected.darker_than_target);
            EXPECT_NEAR(objective, best, 1e-7);
            EXPECT_TRUE(found.proof.bound == 0 || found.proof.bound >= objective)
                << "what was left out might have been better";
            corrected += !found.additions.empty();
        }
        ASSERT_EQ(found.fresh.parts.empty(), std::isinf(best_cup));
        if (std::isinf(best_cup)) continue;
        const double objective = found.fresh_looks.delta_e +
                                 c.options.extra_ink_penalty * (static_cast<double>(found.fresh.parts.size()) - 1) +
                                 c.options.pigment_penalty * mix(line, found.fresh).mg_per_ml.sum();
        EXPECT_NEAR(objective, best_cup, 1e-7);
    }
    if (!sanitized) {
        EXPECT_GE(corrected, cases / 3) << "too few of the random cups can be corrected: the test would show little";
    }
}

TEST(PourSearch, PlansTheSessionThatBruteForceWouldPlan) {
    int planned = 0, moved = 0;
    for (int seed = 100; seed < 100 + (cases + 1) / 2; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        const Case c(static_cast<std::uint64_t>(seed));
        NextSessionOptions options;
        options.matching = c.options;
        options.draws = 20;
        options.least_gain_delta_e = 0;
        Dots all = c.dots;
        const double stands = total_density_per_cm2(c.standing);
        all.density_per_cm2 += stands;
        const NextSession next = next_session(HealingBelief(c.skin, c.dots), c.standing, c.target, line, all, options);
        double best = infinity, as_planned = infinity;
        for (const double factor : {1.0, 0.7, 1.3, 0.4, 1.7, 0.2}) {
            if (stands + c.dots.density_per_cm2 * factor > options.most_density_per_cm2 * (1 + 1e-9)) continue;
            const double objective =
                best_fresh(c, c.dots.density_per_cm2 * factor) + options.density_change_penalty * std::abs(factor - 1);
            if (factor == 1) as_planned = objective;
            best = std::min(best, objective);
        }
        if (next.stop) {
            // Nothing obeys the rules, or nothing is nearer than what stands.
            EXPECT_TRUE(std::isinf(best) || next.standing_delta_e <= best + 1e-6);
            continue;
        }
        EXPECT_TRUE(next.proof.proven() && next.proof.complete);
        ++planned;
        double objective = next.delta_e +
                           options.matching.extra_ink_penalty * (static_cast<double>(next.blend.parts.size()) - 1) +
                           options.matching.pigment_penalty * mix(line, next.blend).mg_per_ml.sum() +
                           options.density_change_penalty * std::abs(next.density_factor - 1);
        if (next.method.find("number of dots as planned") != std::string::npos)
            EXPECT_NEAR(objective, as_planned, 1e-7);
        else
            EXPECT_NEAR(objective, best, 1e-7);
        moved += next.density_factor != 1;
    }
    if (!sanitized) {
        EXPECT_GE(planned, cases / 4);
        EXPECT_GE(moved, 1) << "never another number of dots: the penalty was not tested";
    }
}

TEST(PourSearch, KeepsToStockPigmentAndPairs) {
    Case c(3);
    const auto correct = [&](const MatchOptions& options) {
        return correct_cup(HealingBelief(c.skin, c.dots), {}, {Blend{{{"cream", 1}}, 10}, 0.3, {}}, c.target, line, c.dots,
                           options);
    };
    const auto ml_of = [](const Correction& correction, const std::string& ink) {
        for (const Addition& one : correction.additions)
            if (one.ink_id == ink) return one.ml;
        return 0.0;
    };
    const Correction free = correct(c.options);
    ASSERT_FALSE(free.additions.empty());
    MatchOptions options = c.options;
    for (const Addition& one : free.additions)
        if (!one.ink_id.empty()) options.stock_ml[one.ink_id] = one.ml - 0.05;
    const Correction scarce = correct(options);
    for (const auto& [ink, ml] : options.stock_ml) EXPECT_LE(ml_of(scarce, ink), ml + 1e-9);
    options = c.options;
    options.fixed_pairs = {{"black", "red", 1, 2}};
    const Correction paired = correct(options);
    EXPECT_NEAR(2 * ml_of(paired, "black"), ml_of(paired, "red"), 1e-9);
    options = c.options;
    options.max_pigment_mg_per_ml = 6;
    EXPECT_LE(correct(options).mg_per_ml.sum(), 6 + 1e-9);
}

TEST(PourSearch, RefusesOptionsThatTheLoopDoesNotKnow) {
    const Case c(1);
    const auto refused = [&](const char* words, auto&& change) {
        MatchOptions options = c.options;
        change(options);
        try {
            correct_cup(HealingBelief(c.skin, c.dots), {}, c.cup, c.target, line, c.dots, options);
            ADD_FAILURE() << "accepted: " << words;
        } catch (const DomainError& error) {
            EXPECT_THAT(std::string(error.what()), HasSubstr(words));
        }
    };
    refused("robustness", [](MatchOptions& o) { o.robustness = Robustness::worst; });
    refused("scale_step_g", [](MatchOptions& o) { o.scale_step_g = 0.01; });
    refused("later_epochs", [](MatchOptions& o) {
        Epoch epoch;
        epoch.remaining = Eigen::ArrayXd::Ones(4);
        o.later_epochs.push_back(epoch);
    });
    refused("never_use", [](MatchOptions& o) { o.never_use = {"black", "brown", "red", "cream"}; });
}
