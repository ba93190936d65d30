// Property: simulated clients whose retention and depth are hidden: does reading what healed pay? tests/bench/loop_study.py is the
// same for a hundred clients and more.

#include "undertone/planning/next_session.hpp"

#include "sanitized.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/tissue/hair.hpp"

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace undertone;

namespace {

/// Not a constant: its Mie sums would be done by every test of this program.
const Line& demo() {
    static const Line line = load_line("demo");
    return line;
}

double weighted_delta_e(const Bands& seen, const Bands& target) {
    double sum = 0;
    for (const auto& light : MatchOptions{}.illuminants) {
        const Viewing viewing(light.name);
        sum += delta_e_2000(viewing.lab(seen), viewing.lab(target)) / 3;
    }
    return sum;
}

struct Client {
    Skin skin;
    double retention, depth_factor, granule_um, repeat_delta_e;
    Bands target;
    Dots dots;
    RandomStream random;

    explicit Client(std::uint64_t index)
        : skin(), retention(1), depth_factor(1), granule_um(0), repeat_delta_e(1), random(4, index) {
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.006 * std::pow(20, random.uniform());
        parameters.scattering_a_per_mm *= std::exp(0.1 * random.normal());
        parameters.blood_fraction *= std::exp(0.3 * random.normal());
        skin = Skin(parameters);
        retention = Dots{}.retention.at(random.normal());
        depth_factor = LogNormal{1, Dots{}.depth_log_sd}.at(random.normal());
        granule_um = Dots{}.granule_um.at(random.normal());
        repeat_delta_e = 0.5 + 0.9 * random.uniform();
        dots.diameter_mm = 0.14;
        dots.density_per_cm2 = 200 + 100 * random.uniform();
        Stubble stubble;
        stubble.density_per_cm2 = 90 + 60 * random.uniform();
        target = fringe_reflectance(skin, melanin_of(random.uniform() < 0.5 ? "black" : "dark_brown"), stubble);
    }

    /// The mean of three readings as skin readings repeat.
    Bands read(const Bands& truth) {
        const Eigen::MatrixXd root = Eigen::LLT<Eigen::MatrixXd>(reading_covariance(3, repeat_delta_e)).matrixL();
        Eigen::VectorXd z(band_count);
        for (double& value : z) value = random.normal();
        return truth * (root * z).array().exp();
    }
};

/// Delta E of what healed to what the same line would have healed to, had healing been known: what its hues cannot reach (a scalp may be
/// redder than any ink is cool) is no fault of planning.
struct Outcome {
    double without = 0, with = 0;
    bool darker_without = false, darker_with = false;
};

/// The whole treatment as it would be planned with healing and skin known.
std::vector<SessionDots> planned_knowing(const Client& client, const NextSessionOptions& options) {
    Dots known = client.dots;
    known.retention = {client.retention, 0};
    known.granule_um = {client.granule_um, 0};
    known.top_mm *= client.depth_factor;
    known.bottom_mm *= client.depth_factor;
    known.depth_log_sd = 0;
    const HealingBelief belief(client.skin, known, 1000000, 1e-3);
    const NextSession plan = next_session(belief, {}, client.target, demo(), known, options);
    if (plan.stop) return {};
    // Depth is counted from the usual one everywhere else.
    return {session_dots(mix(demo(), plan.blend), client.dots, plan.sessions.back().density_per_cm2)};
}

Outcome treat(std::uint64_t index) {
    Client client(index);
    const Dots& dots = client.dots;
    NextSessionOptions options;
    options.draws = 20;
    const auto truth = [&](const std::vector<SessionDots>& standing) {
        return standing_area(client.skin, demo(), standing, {client.retention, client.depth_factor, client.granule_um});
    };
    HealingBelief belief(fit_skin(client.read(client.skin.reflectance())), dots, 3, client.repeat_delta_e);

    const NextSession plan = next_session(belief, {}, client.target, demo(), dots, options);
    Outcome outcome;
    const auto darker = [&](const Bands& seen) {
        const Viewing viewing("D65");
        return viewing.lab(seen).l < viewing.lab(client.target).l - 0.5;
    };
    std::vector<SessionDots> all;
    if (!plan.stop) all.push_back(session_dots(mix(demo(), plan.blend), dots, plan.sessions.back().density_per_cm2));
    const Bands reachable = truth(planned_knowing(client, options));
    outcome.without = weighted_delta_e(truth(all), reachable);
    outcome.darker_without = darker(truth(all));

    std::vector<SessionDots> standing;
    NextSession next = plan;
    for (int session = 1; session <= 3 && !next.stop; ++session) {
        standing.push_back(session_dots(mix(demo(), next.blend), dots, next.sessions.front().new_density_per_cm2));
        if (session == 3) break;
        HealedReading reading;
        reading.standing = standing;
        reading.repeat_delta_e = client.repeat_delta_e;
        reading.reflectance = client.read(truth(standing));
        belief = update_from_healed(belief, std::vector{reading}, demo()).belief;
        next = next_session(belief, standing, client.target, demo(), dots, options);
    }
    outcome.with = weighted_delta_e(truth(standing), reachable);
    outcome.darker_with = darker(truth(standing));
    return outcome;
}

} // namespace

TEST(TheLoop, HalvesTheErrorOfPlanningBlindly) {
    constexpr int clients = sanitized ? 1 : 10;
    std::vector<double> without, with;
    for (int i = 0; i < clients; ++i) {
        const Outcome outcome = treat(static_cast<std::uint64_t>(i));
        without.push_back(outcome.without);
        with.push_back(outcome.with);
    }
    if (!sanitized) {
        EXPECT_LT(median(with), 0.5 * median(without));
    }
}
