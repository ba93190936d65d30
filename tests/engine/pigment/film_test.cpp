// Consistency, property: drawdowns on a card.

#include "undertone/pigment/film.hpp"

#include "undertone/base/error.hpp"
#include "undertone/pigment/blend.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/reflectance.hpp"
#include "undertone/tissue/skin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace undertone;
using testing::HasSubstr;

namespace {

const Line& demo() {
    static const Line line = load_line("demo");
    return line;
}

Eigen::ArrayXd cup(const char* ink, double water_parts) { return mix(demo(), Blend{{{ink, 1}}, water_parts}).mg_per_ml; }

Bands even(double value) { return Bands::Constant(value); }

} // namespace

// Property: no film, and no pigment, leave the card as it was read.
TEST(Film, LeavesTheCardWhereThereIsNothingOnIt) {
    Bands tilted;
    for (int b = 0; b < band_count; ++b) tilted(b) = 0.05 + 0.85 * b / (band_count - 1);
    const DrawdownCard card(tilted);
    const Eigen::ArrayXd clear = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(demo().colorants.size()));
    EXPECT_LT((card.under_film(demo(), clear, 0.1) - tilted).abs().maxCoeff(), 2e-4);
    EXPECT_EQ((card.under_film(demo(), cup("pure_black", 20), 0) - tilted).abs().maxCoeff(), 0);
}

// Property: only pigment per area counts, so twice the thickness of half the strength is the same film.
TEST(Film, DependsOnPigmentPerArea) {
    const DrawdownCard white(even(0.85)), black(even(0.01));
    for (const DrawdownCard& card : {white, black}) {
        const Bands thin = card.under_film(demo(), cup("mid_brown", 10), 0.05),
                    thick = card.under_film(demo(), 0.5 * cup("mid_brown", 10), 0.1);
        EXPECT_LT((thin / thick - 1).abs().maxCoeff(), 1e-6);
    }
}

// Reference: a dye that only absorbs over a Lambertian card, by Beer, Lambert and Fresnel with all passes between surface and
// card summed (Williams and Clapper 1953 for prints): nothing of our solver.
TEST(Film, DarkensAWhiteCardAsAnAbsorberDoes) {
    Line ideal;
    ideal.id = "ideal";
    Colorant dye;
    dye.id = dye.name = "dye";
    dye.mu_a_per_mm = even(1);
    ideal.colorants = {dye};
    const double mu_a = 8, thickness = 0.1, tau = mu_a * thickness, n = 1.4;
    const Bands seen = DrawdownCard(even(0.85)).under_film(ideal, Eigen::ArrayXd::Constant(1, mu_a), thickness);
    // Exact for a Lambertian card in optical contact: beam down e^-tau, then cosine-weighted passes up, each meeting Fresnel.
    const auto fresnel = [&](double mu) {
        const double sine = n * std::sqrt(1 - mu * mu);
        if (sine >= 1) return 1.0;
        const double out = std::sqrt(1 - sine * sine);
        const double s = (n * mu - out) / (n * mu + out), p = (mu - n * out) / (mu + n * out);
        return 0.5 * (s * s + p * p);
    };
    // Escaping and returning shares of light that leaves the card diffusely through an absorber of optical thickness t.
    const auto shares = [&](double t) {
        double escapes = 0, returns = 0;
        constexpr int nodes = 20000;
        for (int i = 0; i < nodes; ++i) {
            const double mu = (i + 0.5) / nodes, weight = 2 * mu / nodes, r = fresnel(mu);
            escapes += weight * (1 - r) * std::exp(-t / mu);
            returns += weight * r * std::exp(-2 * t / mu);
        }
        return std::pair(escapes, returns);
    };
    const double specular = std::pow((n - 1) / (n + 1), 2);
    const auto [bare_out, bare_back] = shares(0);
    // The bare card's inner (diffuse) albedo that reads 0.85.
    const double inner = 0.85 / ((1 - specular) * bare_out + 0.85 * bare_back);
    const auto [out, back] = shares(tau);
    const double expected = (1 - specular) * std::exp(-tau) * inner * out / (1 - inner * back);
    // A bottomless scatterer is not quite Lambertian; everything else is the same physics.
    EXPECT_NEAR(seen(40), expected, 0.01 * expected + 0.002);
}

// Consistency: the same film by photons.
TEST(Film, AgreesWithMonteCarlo) {
    const Eigen::ArrayXd mg = cup("warm_black", 20);
    const double thickness = 0.08;
    const DrawdownCard card(even(0.8));
    const Bands seen = card.under_film(demo(), mg, thickness);
    // The card's absorption is private: find it once more, from its own reflectance, with the plain solver.
    LayerStack stack;
    stack.n = skin_refractive_index();
    stack.thickness_mm = Eigen::Array2d(thickness, std::numeric_limits<double>::infinity());
    const std::vector<int> bands{10, 34, 60};
    const auto count = static_cast<Eigen::Index>(bands.size());
    stack.mu_a_per_mm = stack.mu_s_per_mm = stack.g = Eigen::ArrayXXd::Zero(2, count);
    double low = 1e-6, high = 10;
    for (int i = 0; i < 50; ++i) {
        const double middle = std::sqrt(low * high);
        LayerStack bare;
        bare.n = stack.n;
        bare.thickness_mm = Eigen::ArrayXd::Constant(1, std::numeric_limits<double>::infinity());
        bare.mu_a_per_mm = Eigen::ArrayXXd::Constant(1, 1, middle);
        bare.mu_s_per_mm = Eigen::ArrayXXd::Constant(1, 1, 50);
        bare.g = Eigen::ArrayXXd::Zero(1, 1);
        (reflectance(bare)(0) > 0.8 ? low : high) = middle;
    }
    for (Eigen::Index k = 0; k < count; ++k) {
        for (Eigen::Index c = 0; c < mg.size(); ++c) {
            const Colorant& colorant = demo().colorants[static_cast<std::size_t>(c)];
            const int band = bands[static_cast<std::size_t>(k)];
            stack.mu_a_per_mm(0, k) += mg(c) * colorant.mu_a_per_mm(band);
            stack.mu_s_per_mm(0, k) += mg(c) * colorant.mu_s_per_mm(band);
            stack.g(0, k) += mg(c) * colorant.mu_s_per_mm(band) * colorant.g(band);
        }
        stack.g(0, k) /= stack.mu_s_per_mm(0, k);
        stack.mu_a_per_mm(1, k) = low;
        stack.mu_s_per_mm(1, k) = 50;
    }
    MonteCarloOptions options;
    options.photons = 20000;
    options.seed = 3;
    const MonteCarloResult photons = monte_carlo(stack, {}, options);
    for (Eigen::Index k = 0; k < count; ++k)
        EXPECT_NEAR(seen(bands[static_cast<std::size_t>(k)]), photons.mean(k), 4 * photons.standard_error(k) + 3e-4);
}

TEST(Film, RefusesWhatNoCardOrFilmCanBe) {
    const auto refused = [](const char* words, auto&& action) {
        try {
            action();
            ADD_FAILURE() << "accepted: " << words;
        } catch (const DomainError& error) {
            EXPECT_THAT(error.what(), HasSubstr(words));
        }
    };
    const DrawdownCard card(even(0.8));
    refused("percent", [] { DrawdownCard{even(85)}; });
    refused("brightener", [] { DrawdownCard{even(0.99)}; });
    refused("card[0]", [] { DrawdownCard{even(0)}; });
    refused("one per colorant", [&] { card.under_film(demo(), Eigen::ArrayXd::Zero(1), 0.1); });
    refused("micrometres", [&] { card.under_film(demo(), cup("ash", 5), 100); });
    refused("mg_per_ml", [&] { card.under_film(demo(), -cup("ash", 5), 0.1); });
}
