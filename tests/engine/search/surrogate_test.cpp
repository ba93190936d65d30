// Consistency, property: the fast model of an area's reflectance.

#include "synthetic_problem.hpp"

#include <gtest/gtest.h>

#if defined(__x86_64__)
namespace undertone {
namespace surrogate_baseline {
void polynomial(const double*, int, int, int, const double*, const double*, double, double, const double*, const double*,
                double, double*);
}
namespace surrogate_avx2 {
void polynomial(const double*, int, int, int, const double*, const double*, double, double, const double*, const double*,
                double, double*);
}
} // namespace undertone
#endif

using namespace undertone;

namespace {

const DotGeometry geometry{0.15, 150, 0.2, 0.7};
const std::vector<int> some_bands{2, 8, 15, 22, 28, 33, 38, 44, 50, 57, 65, 74};

SurrogateDomain wide_domain() {
    SurrogateDomain domain;
    domain.mu_a_max.fill(150);
    domain.reduced_mu_s_max.fill(60);
    domain.g.fill(0.5);
    return domain;
}

} // namespace

TEST(AreaSurrogate, FollowsASmoothModelEverywhereInItsDomain) {
    const AreaSurrogate surrogate(synthetic::area, geometry, some_bands, wide_domain());
    RandomStream random(5, 0);
    for (int i = 0; i < 300; ++i) {
        ReducedBands mu_a, mu_s, r;
        Eigen::ArrayXd a(reduced_band_count), s(reduced_band_count);
        for (int b = 0; b < reduced_band_count; ++b) {
            const auto at = static_cast<std::size_t>(b);
            a[b] = mu_a[at] = 150 * std::pow(random.uniform(), 3);
            mu_s[at] = 60 * std::pow(random.uniform(), 2);
            s[b] = mu_s[at] / 0.5;
        }
        surrogate.reflectance(mu_a, mu_s, r);
        const Eigen::ArrayXd expected =
            synthetic::area(geometry, some_bands, a, s, Eigen::ArrayXd::Constant(reduced_band_count, 0.5));
        for (int b = 0; b < reduced_band_count; ++b)
            EXPECT_NEAR(r[static_cast<std::size_t>(b)], expected[b], 5e-4 * expected[b]);
    }
}

#if defined(__x86_64__)
// property: recipes rank the same on every processor

TEST(AreaSurrogate, IsTheSameToTheBitInEveryKernel) {
    if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "this processor has no AVX2";
    constexpr int a_nodes = 10, s_nodes = 6, bands = 12, off = 1; // one off: arrays need not be aligned
    RandomStream random(7, 0);
    std::vector<double> numbers(static_cast<std::size_t>(a_nodes * s_nodes * bands + off));
    for (double& number : numbers) number = random.normal();
    for (int i = 0; i < 200; ++i) {
        double a[bands + off], s[bands + off], scale[bands + off], one[bands + off], other[bands + off];
        for (int b = 0; b < bands + off; ++b) {
            a[b] = 200 * random.uniform();
            s[b] = 60 * random.uniform();
            scale[b] = 2 + random.uniform();
        }
        const double amount = random.uniform();
        surrogate_baseline::polynomial(numbers.data() + off, a_nodes, s_nodes, bands, scale + off, scale + off, 13, 40,
                                       a + off, s + off, amount, one + off);
        surrogate_avx2::polynomial(numbers.data() + off, a_nodes, s_nodes, bands, scale + off, scale + off, 13, 40, a + off,
                                   s + off, amount, other + off);
        for (int b = off; b < bands + off; ++b) ASSERT_EQ(one[b], other[b]);
    }
}
#endif

TEST(AreaSurrogate, IsExactWithoutPigment) {
    const AreaSurrogate surrogate(synthetic::area, geometry, some_bands, wide_domain());
    ReducedBands r;
    surrogate.reflectance({}, {}, r);
    for (std::size_t b = 0; b < r.size(); ++b) EXPECT_NEAR(r[b], synthetic::bare_skin()[some_bands[b]], 1e-12);
}

TEST(AreaSurrogate, TellsDarkeningFromBrighteningRays) {
    const AreaSurrogate surrogate(synthetic::area, geometry, some_bands, wide_domain());
    ReducedBands absorbing, scattering, none{};
    absorbing.fill(10);
    scattering.fill(20);
    EXPECT_GT(surrogate.falls_up_to(absorbing, none), 3); // until dots are saturated
    EXPECT_EQ(surrogate.falls_up_to(none, scattering), 0);
}

TEST(AreaSurrogate, KnowsWhereScatteringOvertakesSaturatedAbsorption) {
    const AreaSurrogate surrogate(synthetic::area, geometry, some_bands, wide_domain());
    ReducedBands mu_a, mu_s;
    mu_a.fill(1);
    mu_s.fill(0.35);
    const double limit = surrogate.falls_up_to(mu_a, mu_s);
    const auto model = [&](double factor) {
        const Eigen::ArrayXd a = Eigen::ArrayXd::Constant(reduced_band_count, factor), s = 0.35 / 0.5 * a;
        return synthetic::area(geometry, some_bands, a, s, Eigen::ArrayXd::Constant(reduced_band_count, 0.5))[0];
    };
    ASSERT_GT(limit, 5);
    ASSERT_LT(limit, 100);
    for (int i = 0; i < 50; ++i) EXPECT_GE(model(limit * i / 50) * (1 + 5e-5), model(limit * (i + 1) / 50));
    EXPECT_GT(model(100), model(limit)); // and it does brighten again
}

TEST(BandReduction, GivesTheColourOfSpectraItWasMadeFrom) {
    std::vector<int> all_bands;
    for (int b = 0; b < band_count; ++b) all_bands.push_back(b);
    Eigen::Matrix<double, band_count, Eigen::Dynamic> spectra(band_count, 24);
    for (int i = 0; i < 24; ++i) {
        const Bands mu_a = (1 + i) * (-(i % 5 - 2) * (wavelengths_nm() - 550) / 200).exp();
        spectra.col(i) = synthetic::area(geometry, all_bands, mu_a, Bands::Zero(), Bands::Zero()).matrix();
    }
    const BandReduction reduction = reduce_bands(synthetic::bare_skin(), spectra);
    const Viewing viewing("F11");
    const auto weights = reduction.weights(viewing);
    for (int i = 0; i < 24; ++i) {
        Eigen::Matrix<double, reduced_band_count, 1> reduced;
        for (int b = 0; b < reduced_band_count; ++b) reduced[b] = spectra(reduction.bands[static_cast<std::size_t>(b)], i);
        const Eigen::Vector3d xyz = weights.weights * reduced + weights.offset;
        const XYZ exact = viewing.xyz(spectra.col(i).array());
        EXPECT_NEAR(xyz[0], exact.x, 1e-4);
        EXPECT_NEAR(xyz[1], exact.y, 1e-4);
        EXPECT_NEAR(xyz[2], exact.z, 1e-4);
    }
}
