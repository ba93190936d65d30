// Reference, property: what skin is made of.

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/tissue/reflectance.hpp"
#include "undertone/tissue/skin.hpp"

#include "csv.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace undertone {
namespace {

int band_at(double nm) { return static_cast<int>(std::lround((nm - first_wavelength_nm) / wavelength_step_nm)); }

Skin skin_of(double melanosome_fraction, double blood_fraction) {
    SkinParameters parameters;
    parameters.melanosome_fraction = melanosome_fraction;
    parameters.blood_fraction = parameters.deep_blood_fraction = blood_fraction;
    return Skin(parameters);
}

// --- reference -------------------------------------------------------------------------------------------------------

TEST(SkinReference, BloodAbsorbsAsTwoCompilationsSay) {
    // mu_a of whole blood, 150 g/l, oxygenated, at the peaks by 542 and 577 nm: 28.5 and 29.7 /mm (Prahl 1999). Bosschaart et al. 2014
    // have 26.8 and 27.1, flattened by the cells: (1 - exp(-x)) / x with x = 28.5 * 330 / 150 * 0.0027, 0.92. The 5 nm bands lie beside
    // the peaks.
    const Bands oxy = blood_mu_a_per_mm(1);
    EXPECT_NEAR(std::max(oxy(band_at(540)), oxy(band_at(545))), 0.5 * (28.5 + 26.8 / 0.92), 0.5);
    EXPECT_NEAR(oxy(band_at(575)), 0.5 * (29.7 + 27.1 / 0.92), 1.0);
    EXPECT_LT(oxy(band_at(560)), 0.7 * oxy(band_at(575)));
    // Nothing flattens the table: at the peak by 415 nm a solution absorbs 277 /mm, cells 118.
    EXPECT_GT(oxy(band_at(415)), 240);
}

TEST(SkinReference, BloodIsTheMeanOfTheCompilationsOnceUnflattened) {
    UNDERTONE_NEEDS_SHARED_FILES();
    std::ifstream prahl(undertone_tests::shared_data("chromophores/hemoglobin_prahl.txt"));
    std::ifstream bosschaart(undertone_tests::shared_data("chromophores/oxy_and_deo_Bosschaart.txt"));
    ASSERT_TRUE(prahl && bosschaart);
    using Row = std::array<double, 3>; // nm; oxygenated, deoxygenated, 1/mm
    const auto read = [](std::ifstream& file, double scale) {
        std::vector<Row> rows;
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            std::istringstream cells(line);
            Row row{};
            if (cells >> row[0] >> row[1] >> row[2]) rows.push_back({row[0], scale * row[1], scale * row[2]});
        }
        return rows;
    };
    // Bands of the engine's grid as the mean of their neighbours within 5 nm, nearer ones weighing more.
    const auto on_grid = [](const std::vector<Row>& rows, std::size_t which) {
        Eigen::ArrayXd result = Eigen::ArrayXd::Zero(band_count);
        for (int band = 0; band < band_count; ++band) {
            double weights = 0;
            for (const Row& row : rows) {
                const double weight = std::max(0.0, 1 - std::abs(row[0] - wavelengths_nm()(band)) / 5);
                weights += weight;
                result(band) += weight * row[which];
            }
            result(band) /= weights;
        }
        return result;
    };
    // Molar extinction times ln 10 times 150 g/l over 64500 g/mol, 1/mm.
    const std::vector<Row> solution = read(prahl, std::log(10.0) * 150 / 64500 / 10);
    std::vector<Row> cells = read(bosschaart, 1);
    const std::array<Bands, 2> ours{blood_mu_a_per_mm(1), blood_mu_a_per_mm(0)};
    for (std::size_t which : {1u, 2u}) {
        const Eigen::ArrayXd dissolved = on_grid(solution, which), flattened = on_grid(cells, which);
        for (int band = 0; band < band_count; ++band) {
            // A red cell: haemoglobin at 330 g/l, 2.67 um thick on average. Bands are 5 nm wide, so the factor is that of their mean.
            const double x = dissolved(band) * 330 / 150 * 0.002667, unflattened = flattened(band) * x / -std::expm1(-x);
            const double mean = 0.5 * (dissolved(band) + unflattened);
            // Blood holds bilirubin also: up to 0.08 /mm.
            EXPECT_NEAR(ours[which - 1](band), mean, 0.02 * mean + 0.08) << which << ' ' << wavelengths_nm()(band);
        }
    }
}

TEST(SkinReference, MelanosomeFollowsJacques) {
    // 6.6e11 nm^-3.33 1/cm: 51.9 1/mm at 542 nm.
    const Bands eumelanin = melanosome_mu_a_per_mm(0);
    for (const double nm : {400.0, 500.0, 540.0, 700.0})
        EXPECT_NEAR(eumelanin(band_at(nm)), 6.6e10 * std::pow(nm, -3.33), 0.01 * eumelanin(band_at(nm))) << nm;
    const Bands pheomelanin = melanosome_mu_a_per_mm(1);
    EXPECT_LT(pheomelanin(band_at(650)) / pheomelanin(band_at(450)), eumelanin(band_at(650)) / eumelanin(band_at(450)));
}

TEST(SkinReference, LightToDarkSkinCoversTheColoursMeasuredByAlalufAndXiao) {
    // Means of 5 groups, upper arm and forearm: L* 38-65, a* 7-13, b* 13-20 under D65, 10 degrees (Alaluf 2002), and
    // L* 56-63 on five sites of 4 groups (Xiao 2017). The defaults with melanosomes from 1.5 to 15 % must pass through them.
    const Viewing daylight("D65", "1964_10deg");
    const Lab light = daylight.lab(skin_of(0.015, 0.01).reflectance()),
              dark = daylight.lab(skin_of(0.15, 0.01).reflectance());
    EXPECT_NEAR(light.l, 65, 3);
    EXPECT_NEAR(light.a, 7.1, 3);
    EXPECT_NEAR(light.b, 15, 4);
    EXPECT_LT(dark.l, 40);
    EXPECT_NEAR(dark.a, 12.7, 4);
    EXPECT_GT(dark.l, 25);
}

// --- consistency -----------------------------------------------------------------------------------------------------

TEST(Skin, MoreMelaninDarkensEveryBand) {
    Bands before = skin_of(0.005, 0.01).reflectance();
    for (const double fraction : {0.01, 0.03, 0.1, 0.3}) {
        const Bands after = skin_of(fraction, 0.01).reflectance();
        EXPECT_TRUE((after < before).all()) << fraction;
        before = after;
    }
}

TEST(Skin, MoreBloodReddens) {
    const Viewing daylight("D65");
    const Lab pale = daylight.lab(skin_of(0.02, 0.003).reflectance()),
              flushed = daylight.lab(skin_of(0.02, 0.03).reflectance());
    EXPECT_GT(flushed.a, pale.a + 4);
    EXPECT_LT(flushed.l, pale.l);
}

TEST(Skin, ReproducesTheMeasuredSkinExactly) {
    const Bands measured = skin_of(0.03, 0.01).reflectance() * (1 + 0.05 * (wavelengths_nm() / 30).sin());
    const Skin skin(SkinParameters{}, measured);
    EXPECT_TRUE((skin.reflectance() == measured).all());
    const Bands rebuilt = Bands(reflectance(skin.layers())) * skin.residual_ratio();
    EXPECT_LT((rebuilt - measured).abs().maxCoeff(), 1e-14);
    EXPECT_TRUE((Skin().residual_ratio() == 1.0).all());
}

TEST(Skin, HasEpidermisPapillaryDermisPlexusAndReticularDermis) {
    const Skin skin;
    EXPECT_EQ(skin.layers().layer_count(), 4);
    EXPECT_DOUBLE_EQ(skin.layers().thickness_mm(0), 0.08);
    EXPECT_TRUE(std::isinf(skin.layers().thickness_mm(3)));
    EXPECT_NO_THROW(skin.layers().validate());
    // Reduced scattering at 500 nm is the parameter itself.
    EXPECT_NEAR(skin.layers().mu_s_per_mm(2, band_at(500)) * (1 - skin.layers().g(2, band_at(500))),
                skin.parameters().scattering_a_per_mm, 1e-12);
}

// --- bad input -------------------------------------------------------------------------------------------------------

TEST(Skin, RefusesImpossibleParametersByName) {
    SkinParameters parameters;
    parameters.oxygen_saturation = 1.2;
    try {
        const Skin skin(parameters);
        FAIL() << "saturation 1.2 was accepted";
    } catch (const DomainError& error) {
        EXPECT_EQ(error.name, "oxygen_saturation");
        EXPECT_EQ(error.value, "1.2");
    }
    parameters = {};
    parameters.melanosome_fraction = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(Skin{parameters}, DomainError);
}

TEST(Skin, RefusesMeasurementsThatAreNoReflectance) {
    Bands measured = Skin().reflectance();
    measured(10) = 0;
    EXPECT_THROW(Skin(SkinParameters{}, measured), DomainError);
    measured(10) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(Skin(SkinParameters{}, measured), DomainError);
}

} // namespace
} // namespace undertone
