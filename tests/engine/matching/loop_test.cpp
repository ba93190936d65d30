// Simulated clients whose retention and depth are hidden: does reading what healed pay?
#include "undertone/matching/next_session.hpp"

#include "matching/test_line.hpp"
#include "undertone/base/random.hpp"
#include "undertone/tissue/hair.hpp"

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace undertone;

namespace {

const Line line = testing_line::line();

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
    double retention, depth_factor;
    Bands target;
    RandomStream random;

    explicit Client(std::uint64_t index) : skin(), retention(1), depth_factor(1), random(4, index) {
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.006 * std::pow(20, random.uniform());
        parameters.scattering_a_per_mm *= std::exp(0.1 * random.normal());
        parameters.blood_fraction *= std::exp(0.3 * random.normal());
        skin = Skin(parameters);
        retention = Dots{}.retention.at(random.normal());
        depth_factor = LogNormal{1, Dots{}.depth_log_sd}.at(random.normal());
        Stubble stubble;
        stubble.density_per_cm2 = 90 + 60 * random.uniform();
        target = fringe_reflectance(skin, melanin_of(random.uniform() < 0.5 ? "black" : "dark_brown"), stubble);
    }

    /// The mean of three readings as skin readings repeat.
    Bands read(const Bands& truth) {
        static const Eigen::MatrixXd root = Eigen::LLT<Eigen::MatrixXd>(reading_covariance(3, default_repeat_delta_e)).matrixL();
        Eigen::VectorXd z(band_count);
        for (double& value : z) value = random.normal();
        return truth * (root * z).array().exp();
    }
};

struct Outcome {
    double without = 0, with = 0;
    bool darker_without = false, darker_with = false;
};

Outcome treat(std::uint64_t index) {
    Client client(index);
    Dots dots;
    dots.density_per_cm2 = 180;
    NextSessionOptions options;
    options.draws = 20;
    const auto truth = [&](const std::vector<SessionDots>& standing) {
        return standing_area(client.skin, line, standing, client.retention, client.depth_factor);
    };
    HealingBelief belief(fit_skin(client.read(client.skin.reflectance())), dots);

    const NextSession plan = next_session(belief, {}, client.target, line, dots, options);
    Outcome outcome;
    const auto darker = [&](const Bands& seen) {
        const Viewing viewing("D65");
        return viewing.lab(seen).l < viewing.lab(client.target).l - 0.5;
    };
    std::vector<SessionDots> all;
    if (!plan.stop) all.push_back(session_dots(mix(line, plan.blend), dots, plan.sessions.back().density_per_cm2));
    outcome.without = weighted_delta_e(truth(all), client.target);
    outcome.darker_without = darker(truth(all));

    std::vector<SessionDots> standing;
    NextSession next = plan;
    for (int session = 1; session <= 3 && !next.stop; ++session) {
        standing.push_back(session_dots(mix(line, next.blend), dots, next.sessions.front().new_density_per_cm2));
        if (session == 3) break;
        HealedReading reading;
        reading.standing = standing;
        reading.reflectance = client.read(truth(standing));
        belief = update_from_healed(belief, std::vector{reading}, line).belief;
        next = next_session(belief, standing, client.target, line, dots, options);
    }
    outcome.with = weighted_delta_e(truth(standing), client.target);
    outcome.darker_with = darker(truth(standing));
    if (std::getenv("UNDERTONE_LOOP_PRINT"))
        std::printf("%3d r %.2f d %.2f  plan %.2f (%g:1) without %.2f with %.2f | r read %.2f d read %.2f last %g:1 stop %d factor %.1f\n",
                    int(index), client.retention, client.depth_factor, plan.delta_e, plan.blend.water_parts, outcome.without, outcome.with,
                    belief.retention().median, belief.depth_factor().median, next.blend.water_parts, next.stop, next.density_factor);
    return outcome;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return 0.5 * (values[(values.size() - 1) / 2] + values[values.size() / 2]);
}

} // namespace

TEST(TheLoop, HalvesTheErrorOfPlanningBlindly) {
    const char* asked = std::getenv("UNDERTONE_LOOP_CLIENTS");
    const int clients = asked ? std::atoi(asked) : 14;
    std::vector<double> without, with;
    for (int i = 0; i < clients; ++i) {
        const Outcome outcome = treat(static_cast<std::uint64_t>(i));
        without.push_back(outcome.without);
        with.push_back(outcome.with);
    }
    std::printf("median %.3f -> %.3f\n", median(without), median(with));
    EXPECT_LT(median(with), 0.5 * median(without));
}
