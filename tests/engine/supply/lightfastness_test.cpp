// Property: rates of synthetic exposure series come back with honest intervals; scales, glass and years are never mixed in silence.
#include "qc_films.hpp"

#include "undertone/base/error.hpp"
#include "undertone/supply/lightfastness.hpp"
#include "undertone/supply/lightfastness_rating.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace undertone {
namespace {

using ::testing::HasSubstr;

/// Films whose K/S falls to exp(-rate dose), `held` of it not at all; three readings each.
std::vector<ExposedReading> series(double rate, const std::vector<double>& exposures, double noise, std::uint64_t seed,
                                   double held = 0) {
    std::vector<ExposedReading> readings;
    for (std::size_t i = 0; i < exposures.size(); ++i)
        for (Measurement& one : testing::readings_of((held + (1 - held) * std::exp(-rate * exposures[i])) * testing::brown(),
                                                     3, noise, seed * 100 + i))
            readings.push_back({"mid_brown", exposures[i], std::move(one)});
    return readings;
}

const std::vector<double> doses{0, 100, 200, 400, 800};

ExposureUnit behind_glass() {
    ExposureUnit unit;
    unit.behind_glass = true;
    return unit;
}

bool has(const Lightfastness& found, const std::string& code) {
    return std::any_of(found.diagnostics.begin(), found.diagnostics.end(), [&](const auto& d) { return d.code == code; });
}

template <class Call>
std::string refusal(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(Lightfastness, GivesBackTheRateThatWasPutIn) {
    const Lightfastness found = lightfastness(series(1e-3, doses, 0, 1), behind_glass());
    ASSERT_EQ(found.inks.size(), 1u);
    const InkLightfastness& ink = found.inks[0];
    EXPECT_NEAR(*ink.rate, 1e-3, 1e-9);
    EXPECT_NEAR(*ink.half_exposure, std::log(2.0) / 1e-3, 1e-3);
    EXPECT_EQ(ink.readings, 15);
    ASSERT_EQ(ink.path.size(), 5u);
    EXPECT_EQ(ink.path[0].delta_e_2000, 0);
    EXPECT_NEAR(*ink.path[4].strength_percent, 100 * std::exp(-0.8), 1e-6);
    EXPECT_GT(ink.path[4].lab.l, ink.path[0].lab.l);
    EXPECT_EQ(ink.half_years, std::nullopt);
    EXPECT_TRUE(has(found, "no_years"));
}

TEST(Lightfastness, HoldsTheTruthAsOftenAsItSays) {
    int held = 0;
    for (std::uint64_t i = 1; i <= 300; ++i) {
        const InkLightfastness ink = lightfastness(series(1e-3, doses, 0.01, i), behind_glass()).inks[0];
        held += *ink.rate_low <= 1e-3 && 1e-3 <= *ink.rate_high;
    }
    EXPECT_GT(held, 275); // 95 % of 300 is 285
    EXPECT_LT(held, 296);
}

TEST(Lightfastness, SaysWhatASeriesDoesNotShow) {
    const Lightfastness fast = lightfastness(series(1e-7, doses, 0.01, 2), behind_glass());
    EXPECT_TRUE(has(fast, "no_fading_shown"));
    EXPECT_EQ(fast.inks[0].half_exposure, std::nullopt);
    const Lightfastness part = lightfastness(series(5e-3, doses, 0.003, 3, 0.5), behind_glass());
    EXPECT_TRUE(has(part, "not_first_order"));
    EXPECT_FALSE(has(lightfastness(series(1e-3, doses, 0, 4), behind_glass()), "beyond_the_series"));
    EXPECT_TRUE(has(lightfastness(series(2e-4, doses, 0, 4), behind_glass()), "beyond_the_series"));
    EXPECT_TRUE(has(lightfastness(series(1e-3, doses, 0, 4), ExposureUnit{}), "glass_not_stated"));
}

TEST(Lightfastness, BecomesYearsOnlyUnderAStatedAssumption) {
    YearAssumption year{250, true, {}, "the supplier, of a south window"};
    const Lightfastness found = lightfastness(series(1e-3, doses, 0, 5), behind_glass(), year);
    EXPECT_NEAR(*found.inks[0].half_years, std::log(2.0) / 1e-3 / 250, 1e-6);
    EXPECT_THAT(found.assumption, HasSubstr("250 MJ_per_m2 a year behind glass, stated by the supplier"));
    year.behind_glass = false;
    EXPECT_THAT(refusal([&] { lightfastness(series(1e-3, doses, 0, 5), behind_glass(), year); }),
                HasSubstr("glass_transmission"));
    year.glass_transmission = 0.5; // half of the open's exposure comes through: twice the years
    EXPECT_NEAR(*lightfastness(series(1e-3, doses, 0, 5), behind_glass(), year).inks[0].half_years,
                std::log(2.0) / 1e-3 / 125, 1e-6);
    ExposureUnit open;
    open.behind_glass = false;
    year.behind_glass = true;
    EXPECT_NEAR(*lightfastness(series(1e-3, doses, 0, 5), open, year).inks[0].half_years, std::log(2.0) / 1e-3 / 500, 1e-6);
    EXPECT_THAT(refusal([&] { lightfastness(series(1e-3, doses, 0, 5), ExposureUnit{}, year); }), HasSubstr("behind_glass"));
    year.stated_by = "";
    EXPECT_THAT(refusal([&] { lightfastness(series(1e-3, doses, 0, 5), behind_glass(), year); }),
                HasSubstr("whose assumption"));
    EXPECT_EQ(year_assumption({}, "", false, {}).has_value(), false);
    EXPECT_THAT(refusal([] { year_assumption({}, "us", false, {}); }), HasSubstr("exposure_per_year"));
    EXPECT_THAT(refusal([] { year_assumption({}, "", false, 0.5); }), HasSubstr("exposure_per_year"));
}

TEST(Lightfastness, ReckonsBlueWoolInDoublings) {
    ExposureUnit unit = behind_glass();
    unit.name = "blue_wool_step";
    std::vector<ExposedReading> readings;
    for (const double step : {0, 2, 3, 4, 5})
        for (Measurement& one :
             testing::readings_of(std::exp(-0.02 * (step > 0 ? std::exp2(step - 1) : 0)) * testing::brown(), 2, 0, 1))
            readings.push_back({"red", step, one});
    const Lightfastness found = lightfastness(readings, unit);
    EXPECT_NEAR(*found.inks[0].rate, 0.02, 1e-9);
    EXPECT_EQ(found.unit, "doses of blue wool 1");
    EXPECT_TRUE(has(found, "blue_wool_doubling"));
    readings[3].exposure = 9;
    EXPECT_THAT(refusal([&] { lightfastness(readings, unit); }), HasSubstr("blue wool 1 to 8"));
    readings[3].exposure = 0.5;
    EXPECT_THAT(refusal([&] { lightfastness(readings, unit); }), HasSubstr("ASTM category"));
}

TEST(Lightfastness, RefusesASeriesThatShowsNoRate) {
    const auto run = [](const std::vector<ExposedReading>& readings, const ExposureUnit& unit = behind_glass()) {
        return refusal([&] { lightfastness(readings, unit); });
    };
    EXPECT_THAT(run({}), HasSubstr("none"));
    EXPECT_THAT(run(series(1e-3, {100, 200, 400}, 0, 6)), HasSubstr("no unexposed film"));
    EXPECT_THAT(run(series(1e-3, {0, 200}, 0, 6)), HasSubstr("at least 2"));
    EXPECT_THAT(run(series(1e-3, {0, -5, 200}, 0, 6)), HasSubstr("exposure"));
    auto mixed = series(1e-3, doses, 0, 6);
    mixed[2].reading.geometry = "8/d SCI";
    EXPECT_THAT(run(mixed), HasSubstr("one geometry"));
    ExposureUnit unit;
    unit.name = "astm";
    EXPECT_THAT(run(series(1e-3, doses, 0, 6), unit), HasSubstr("verdicts, not exposures"));
}

TEST(LightfastnessRating, NeverMixesTheTwoScales) {
    const auto seven = lightfastness_rating("Blue Wool 7"), six = lightfastness_rating("BWS 6"),
               first = lightfastness_rating("ASTM I"), second = lightfastness_rating("astm d4303 ii");
    EXPECT_TRUE(seven.is_better_than(six));
    EXPECT_TRUE(first.is_better_than(second));
    EXPECT_FALSE(second.is_better_than(first));
    EXPECT_EQ(second.text(), "ASTM II");
    EXPECT_EQ(lightfastness_rating(seven.text()), seven);
    EXPECT_THAT(refusal([&] { static_cast<void>(seven.is_better_than(first)); }),
                HasSubstr("no table turns one into the other"));
    for (const char* text : {"7", "I", "", "blue wool", "blue wool 9", "blue wool 0", "blue wool 6-7", "ASTM VI", "ASTM 6",
                             "ASTM 0", "blue wool II"})
        EXPECT_THAT(refusal([&] { lightfastness_rating(text); }), HasSubstr("name the scale")) << text;
}

class ExposureSeriesFile : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "undertone-series-XXXXXX").string();
        folder = mkdtemp(name.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::string read(const std::string& text) const {
        std::ofstream(folder / "series.csv") << text;
        return refusal([&] { read_exposure_series((folder / "series.csv").string()); });
    }

    std::filesystem::path folder;
};

TEST_F(ExposureSeriesFile, IsReadWithLabOrWithFilms) {
    const std::string head =
        "# unit: hours\n# behind_glass: yes\n# irradiance_W_per_m2: 42\n# illuminant: D65\n# observer: 10\n";
    EXPECT_EQ(read(head + "ink,exposure,l,a,b\nred,0,40,30,10\nred,100,41,29,10\nred,200,42,28,10\n"), "");
    const ExposureSeries read_back = read_exposure_series((folder / "series.csv").string());
    EXPECT_EQ(read_back.readings.size(), 3u);
    EXPECT_EQ(read_back.unit.irradiance_W_per_m2, 42);
    const Lightfastness found = lightfastness(read_back.readings, read_back.unit);
    EXPECT_EQ(found.inks[0].rate, std::nullopt);
    EXPECT_TRUE(has(found, "lab_only"));
    EXPECT_GT(found.inks[0].path[2].delta_e_2000, 1);
    std::string heads = "name", row;
    for (int nm = 400; nm <= 700; nm += 20) {
        heads += "," + std::to_string(nm);
        row += ",0.2";
    }
    std::ofstream(folder / "film.csv") << heads << "\nr1" << row << "\nr2" << row << "\n";
    EXPECT_EQ(read(head + "ink,exposure,file\nred,0,film.csv\n"), "");
    EXPECT_EQ(read_exposure_series((folder / "series.csv").string()).readings.size(), 2u);
}

TEST_F(ExposureSeriesFile, NamesWhatIsWrong) {
    EXPECT_THAT(read("ink,exposure,l,a,b\nred,0,40,30,10\n"), HasSubstr("unit of exposure is not stated"));
    EXPECT_THAT(read("# unit: years\nink,exposure,l,a,b\nred,0,40,30,10\n"),
                HasSubstr("hours, MJ_per_m2 or blue_wool_step"));
    EXPECT_THAT(read("# unit: hours\nink,exposure,l,a,b\nred,0,40,30,10\n"), HasSubstr("Lab without its light"));
    EXPECT_THAT(read("# unit: hours\nink,exposure\nred,0\n"), HasSubstr("neither file nor l, a, b"));
    EXPECT_THAT(read("# unit: hours\nink,exposure,file\nred,0,none.csv\n"), HasSubstr("no file none.csv"));
    EXPECT_THAT(read("# unit: hours\nink,exposure,file\nred,0,../film.csv\n"), HasSubstr("folder"));
    EXPECT_THAT(read("# unit: hours\n# unit: hours\nink,exposure,file\nred,0,a.csv\n"), HasSubstr("stands twice"));
    EXPECT_THAT(read("# unit: hours\n# behind_glass: perhaps\nink,exposure,file\nred,0,a.csv\n"), HasSubstr("yes or no"));
    EXPECT_THAT(read("# unit: hours\n# irradiance_W_per_m2: much\nink,exposure,file\nred,0,a.csv\n"), HasSubstr("a number"));
    EXPECT_THAT(read("# unit: hours\n# illuminant: D65\n# observer: 10\nink,exposure,l,a,b\nred,long,40,30,10\n"),
                HasSubstr(":5: exposure is \"long\""));
}

} // namespace
} // namespace undertone
