// Consistency: light that spreads sideways, against Monte Carlo.

#include "undertone/tissue/lateral_spread.hpp"

#include "stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace undertone {

using testing::infinite;
using testing::stack_of;

namespace {

/// Light, medium and dark skin, in a red, a green and a blue band.
const std::vector<LayerStack> skins{stack_of({{0.5, 16, 0.8, 0.08}, {0.03, 16, 0.8, infinite}}),
                                    stack_of({{1, 20, 0.8, 0.08}, {0.12, 20, 0.8, infinite}}),
                                    stack_of({{6, 40, 0.8, 0.08}, {0.6, 35, 0.8, 0.2}, {0.5, 30, 0.8, infinite}})};

PhotonPaths walk(const LayerStack& skin, const std::optional<DotField>& dots, std::int64_t photons) {
    MonteCarloOptions options;
    options.photons = photons;
    options.threads = 2;
    return monte_carlo_paths(skin, dots, options);
}

Eigen::ArrayXd weights(const PhotonPaths& paths, const LayerStack& skin, double pigment_mu_a_per_mm = 0) {
    const Eigen::ArrayXd depth = (paths.layer_mm.cast<double>().matrix() * skin.mu_a_per_mm.col(0).matrix()).array() +
                                 pigment_mu_a_per_mm * paths.dot_mm.col(0).cast<double>();
    return paths.weight.cast<double>() * (-depth).exp();
}

} // namespace

// Consistency with Monte Carlo: the Fourier transform of the radial reflectance.
TEST(SurfaceTransfer, AgreesWithMonteCarlo) {
    const Eigen::ArrayXd k = Eigen::ArrayXd::LinSpaced(7, -1, 5).unaryExpr([](double e) { return std::exp2(e); });
    for (const LayerStack& skin : skins) {
        const PhotonPaths paths = walk(skin, {}, 20000);
        const Eigen::ArrayXd w = weights(paths, skin), ours = surface_transfer(skin, k).col(0);
        for (Eigen::Index i = 0; i < k.size(); ++i) {
            const Eigen::ArrayXd wave =
                paths.spread_mm.cast<double>().unaryExpr([&](double r) { return std::cyl_bessel_j(0, k(i) * r); });
            EXPECT_NEAR(ours(i), (w * wave).sum() / w.sum(), 0.045) << "k " << k(i) << ", skin R " << w.sum() / 20000;
        }
    }
}

TEST(EnclosedReflectance, AgreesWithMonteCarlo) {
    const Eigen::ArrayXd radius = (Eigen::ArrayXd(6) << 0.05, 0.1, 0.3, 1, 3, 10).finished();
    for (const LayerStack& skin : skins) {
        const PhotonPaths paths = walk(skin, {}, 20000);
        const Eigen::ArrayXd w = weights(paths, skin), ours = enclosed_reflectance(skin, radius).col(0);
        for (Eigen::Index i = 0; i < radius.size(); ++i)
            EXPECT_NEAR(ours(i), (paths.spread_mm < static_cast<float>(radius(i))).select(w, 0.0).sum() / w.sum(), 0.05)
                << "radius " << radius(i);
    }
}

TEST(SurfaceTransfer, IsOneForNoPatternAndFallsWithItsFineness) {
    const Eigen::ArrayXd k = (Eigen::ArrayXd(5) << 0, 0.1, 1, 10, 100).finished();
    for (const LayerStack& skin : skins) {
        const Eigen::ArrayXd transfer = surface_transfer(skin, k).col(0);
        EXPECT_NEAR(transfer(0), 1, 1e-12);
        for (Eigen::Index i = 1; i < k.size(); ++i) EXPECT_LT(transfer(i), transfer(i - 1));
        EXPECT_GT(transfer(4), 0);
        const Eigen::ArrayXd share = enclosed_reflectance(skin, (Eigen::ArrayXd(4) << 0, 0.1, 1, 100).finished()).col(0);
        EXPECT_EQ(share(0), 0);
        EXPECT_LT(share(1), share(2));
        EXPECT_NEAR(share(3), 1, 2e-3);
    }
    EXPECT_THROW(surface_transfer(skins[0], Eigen::ArrayXd::Constant(1, -1)), DomainError);
    EXPECT_THROW(enclosed_reflectance(skins[0], Eigen::ArrayXd::Constant(1, std::nan(""))), DomainError);
}

// Consistency with Monte Carlo: reflectance in rings around the dots of a square lattice, which the transfer function gives as
// a sum over the lattice's waves.
TEST(DotTransfer, BlursADotAsMonteCarloDoes) {
    struct Case {
        std::size_t skin;
        double diameter, pitch, top, bottom, mu_a;
    };
    for (const Case& c : {Case{1, 0.15, 0.8, 0.15, 0.6, 20}, Case{0, 0.12, 0.9, 0.3, 0.8, 60},
                          Case{2, 0.2, 0.7, 0.1, 0.4, 60}, Case{1, 0.12, 0.8, 0.06, 0.4, 40}}) {
        const LayerStack& skin = skins[c.skin];
        DotField dots{c.diameter,
                      c.pitch,
                      c.top,
                      c.bottom,
                      Eigen::ArrayXd::Constant(1, c.mu_a),
                      Eigen::ArrayXd::Zero(1),
                      Eigen::ArrayXd::Zero(1)};
        const PhotonPaths paths = walk(skin, dots, 40000);
        const Eigen::ArrayXd w = weights(paths, skin, c.mu_a), start = paths.start_mm.cast<double>();

        constexpr int waves = 40;
        std::vector<double> k, count;
        for (int i = 0; i <= waves; ++i)
            for (int j = 0; j <= i; ++j) {
                k.push_back(2 * std::numbers::pi / c.pitch * std::hypot(i, j));
                count.push_back(i == 0 ? 1 : j == 0 || j == i ? 4 : 8);
            }
        const Eigen::ArrayXd wave = Eigen::Map<const Eigen::ArrayXd>(k.data(), static_cast<Eigen::Index>(k.size()));
        const Eigen::ArrayXd transfer = dot_transfer(skin, dots, wave).col(0);
        const double bare = reflectance(skin)(0), area = dot_reflectance(skin, dots)(0), pi = std::numbers::pi;
        const auto disc = [](double x) { return x == 0 ? 0.5 : std::cyl_bessel_j(1, x) / x; };
        double inner = 0;
        for (const double outer : {0.5 * c.diameter, c.diameter, 2 * c.diameter}) {
            double shadow = 0;
            for (std::size_t i = 0; i < k.size(); ++i) {
                const double ring = (outer * outer * disc(k[i] * outer) - inner * inner * disc(k[i] * inner)) * 2 /
                                    (outer * outer - inner * inner);
                shadow += count[i] * 2 * disc(0.5 * k[i] * c.diameter) * transfer(static_cast<Eigen::Index>(i)) * ring;
            }
            const double walked = (start >= inner && start < outer).select(w, 0.0).sum() /
                                  (40000 * pi * (outer * outer - inner * inner) / (c.pitch * c.pitch));
            EXPECT_NEAR(bare - (bare - area) * shadow, walked, 0.025) << "rings to " << outer << " of top " << c.top;
            inner = outer;
        }
    }
}

} // namespace undertone
