// Property, consistency: the jobs of app: client, treatment, card, loop, preview and their texts.

#include "undertone/app/card.hpp"
#include "undertone/app/client.hpp"
#include "undertone/app/client_forecast.hpp"
#include "undertone/app/json.hpp"
#include "undertone/app/preview.hpp"
#include "undertone/app/text.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/srgb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace undertone {

using ::testing::HasSubstr;

namespace {

const std::string kit = std::string(UNDERTONE_SOURCE_DIR) + "/data/sample_kit";

Client medium() { return read_client(client_folder(kit + "/medium")); }

std::string write_file(const std::string& name, const std::string& text) {
    const auto folder = std::filesystem::temp_directory_path() / "undertone_app_test";
    std::filesystem::create_directories(folder);
    const auto path = folder / name;
    std::ofstream(path) << text;
    return path.string();
}

TreatmentOptions quick_options() {
    TreatmentOptions options;
    options.matching.max_inks = 1;
    return options;
}

} // namespace

TEST(Client, ReproducesTheMeasuredSkinExactly) {
    const Client client = medium();
    EXPECT_EQ(client.name, "medium");
    EXPECT_EQ(client.skin_readings, 3);
    EXPECT_TRUE(client.synthetic); // its fringe is computed
    const Bands seen = client.skin.reflectance(), from_fit = client.skin_fit.reflectance + client.skin_fit.residual;
    // The fit has a surface reflection of its own; what is taken off the reading is the same for everyone.
    const Bands surface = from_fit - seen;
    EXPECT_LT(surface.maxCoeff() - surface.minCoeff(), 1e-9);
    EXPECT_LT(std::abs(surface.mean()), 0.0121); // as far as the fit may move it
    EXPECT_LT(client.target.mean(), client.skin.reflectance().mean());
}

TEST(Client, NeedsExactlyOneTarget) {
    ClientFiles files;
    files.skin = kit + "/medium/skin.csv";
    EXPECT_THROW(read_client(files), DomainError);
    files.fringe = kit + "/medium/fringe.csv";
    files.hair_color = "black";
    EXPECT_THROW(read_client(files), DomainError);
    EXPECT_THROW(client_folder(kit + "/nobody"), DataError);
}

TEST(Client, TakesAFringeFromLabAlone) {
    const Client spectral = medium();
    const Viewing d50("D50");
    const Lab lab = d50.lab(spectral.target);
    const std::string path = write_file(
        "fringe_lab.csv", "# illuminant: D50\n# observer: 1931_2deg\n# geometry: 45/0\nname,L*,a*,b*\nfringe," +
                              std::to_string(lab.l) + "," + std::to_string(lab.a) + "," + std::to_string(lab.b) + "\n");
    ClientFiles files;
    files.skin = kit + "/medium/skin.csv";
    files.fringe = path;
    const Client client = read_client(files);
    EXPECT_LT(delta_e_2000(d50.lab(client.target), lab), 0.3);
    EXPECT_LT(delta_e_2000(Viewing("F11").lab(client.target), Viewing("F11").lab(spectral.target)), 0.6);
    EXPECT_TRUE(std::any_of(client.diagnostics.begin(), client.diagnostics.end(),
                            [](const Diagnostic& d) { return d.code == "lab_only"; }));
}

// The same fringe read with and without its surface reflection is the same target.
TEST(Client, TakesTheSurfaceOffALabReading) {
    const Client spectral = medium();
    const Viewing d50("D50");
    const auto target_of = [&](const char* geometry, double surface) {
        const Lab lab = d50.lab(spectral.target + surface);
        ClientFiles files;
        files.skin = kit + "/medium/skin.csv";
        files.fringe = write_file("fringe_sci.csv", std::string("# illuminant: D50\n# observer: 1931_2deg\n# geometry: ") +
                                                        geometry + "\nname,L*,a*,b*\nfringe," + std::to_string(lab.l) + "," +
                                                        std::to_string(lab.a) + "," + std::to_string(lab.b) + "\n");
        return d50.lab(read_client(files).target);
    };
    EXPECT_LT(delta_e_2000(target_of("8/d SCI", 0.4 * 0.4 / (2.4 * 2.4)), target_of("8/d SCE", 0)), 0.05);
}

// Dark fringes ask for more hair than there can be; that is an answer with a delta E, not an error.
TEST(Client, TakesAnyPlausibleLabFringe) {
    const Viewing d65("D65");
    for (const Lab lab : {Lab{45, 6, 11}, Lab{40, 5, 9}, Lab{30, 4, 6}, Lab{45, 1, 1}}) {
        const FringeFit fit = fringe_from_lab(medium().skin, lab, d65);
        EXPECT_LT(delta_e_2000(d65.lab(fit.reflectance), lab), 0.01);
        EXPECT_GT(fit.reflectance.minCoeff(), 0);
    }
}

// A strand's own reflectance leads back to its melanin, and so to the fringe that hair would give.
TEST(Client, ComputesTheFringeFromAStrand) {
    const Bands strand = strand_reflectance(melanin_of("light_brown"));
    std::string text = "# geometry: 8/d SCI\nwavelength_nm,reading\n";
    const Bands at = wavelengths_nm();
    for (int band = 0; band < band_count; ++band)
        text += std::to_string(at(band)) + "," + std::to_string(strand(band)) + "\n";
    ClientFiles files;
    files.skin = kit + "/medium/skin.csv";
    files.strand = write_file("strand.csv", text);
    const Client client = read_client(files);
    const Bands expected = fringe_reflectance(client.skin, melanin_of("light_brown"), files.stubble);
    EXPECT_LT((client.target - expected).abs().maxCoeff(), 1e-3);
    EXPECT_THAT(client.target_basis, HasSubstr("computed from a strand"));
}

TEST(Treatment, WeighsTheThirdYearBesideTheHealedColour) {
    const Client client = medium();
    const Line line = load_line("demo");
    TreatmentOptions options = quick_options();
    const MatchReport report = match_client(client, line, options);
    ASSERT_TRUE(report.is_usable());
    ASSERT_EQ(report.recipes[0].later.size(), 1u);
    EXPECT_EQ(report.recipes[0].later[0].years, 3);
    options.later_years = 0;
    EXPECT_TRUE(match_client(client, line, options).recipes.at(0).later.empty());
}

TEST(Treatment, HealedForecastIsWhatTheCardPromises) {
    const Client client = medium();
    const Line line = load_line("demo");
    TreatmentOptions options = quick_options();
    const Recipe recipe = match_client(client, line, options).recipes.at(0);
    const auto healed = [&] {
        return forecast_client(client, line, recipe.blend, {healed_after_days / days_per_year}, options).forecast.rows[0];
    };
    // In three sittings the dots of the first are 20 days older than healed: a few percent wider, so that they cover more.
    const double widened = healed().area.l.nominal;
    EXPECT_LT(widened, recipe.seen[0].area.l);
    EXPECT_NEAR(widened, recipe.seen[0].area.l, 0.2);
    EXPECT_NEAR(healed().delta_e_2000.nominal, recipe.seen[0].area_delta_e_2000, 0.2);
    options.matching.session_shares = {1};
    EXPECT_NEAR(healed().area.l.nominal, recipe.seen[0].area.l, 0.05);
}

TEST(Treatment, LaterColourIsTheForecastsWhateverTheInterval) {
    const Client client = medium();
    const Line line = load_line("demo");
    for (const double interval : {10.0, 90.0}) {
        TreatmentOptions options = quick_options();
        options.session_interval_days = interval;
        const Recipe recipe = match_client(client, line, options).recipes.at(0);
        const TreatmentForecast forecast = forecast_client(client, line, recipe.blend, {3}, options);
        EXPECT_NEAR(recipe.later[0].area[0].l, forecast.forecast.rows[0].area.l.nominal, 0.1) << interval;
    }
}

TEST(Treatment, MergesDotsThatGrowIntoEachOther) {
    TreatmentOptions options = quick_options();
    options.dots.diameter_mm = 0.35;
    options.dots.density_per_cm2 = 800;
    EXPECT_NO_THROW(match_client(medium(), load_line("demo"), options));
}

TEST(Treatment, SaysSoWhereTheTargetIsBareSkin) {
    Client client = medium();
    client.target = client.skin.reflectance() * 0.999;
    const MatchReport report = match_client(client, load_line("demo"), quick_options());
    EXPECT_TRUE(std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                            [](const Diagnostic& d) { return d.code == "target_is_bare_skin"; }));
}

TEST(Treatment, RefusesYearsBeforeTheTreatment) {
    EXPECT_THROW(forecast_client(medium(), load_line("demo"), {{{"pure_black", 1}}, 20}, {-1}), DomainError);
}

// Property: whatever the dots, the picture averages to the predicted area colour.
TEST(Preview, AveragesToTheAreasColour) {
    const Viewing viewing("D65");
    const XYZ white = viewing.white();
    PatchView view;
    view.bare = xyz_from_lab({66, 9, 17}, white);
    view.area = xyz_from_lab({61, 7, 15}, white);
    view.dot = xyz_from_lab({52, 4, 11}, white);
    const Image image = render_pair(view, view);
    // In linear light, over the left patch, without the border.
    double linear = 0;
    int count = 0;
    const int border = (image.height - static_cast<int>(8 * 30)) / 2, side = 240;
    for (int row = border; row < border + side; ++row)
        for (int column = border; column < border + side; ++column) {
            const double v = image.rgb[3 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) +
                                            static_cast<std::size_t>(column)) +
                                       1] /
                             255.0;
            linear += v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
            ++count;
        }
    const double expected = srgb_from_xyz(view.area).g, target = std::pow((expected + 0.055) / 1.055, 2.4);
    EXPECT_NEAR(linear / count, target, 0.004);
}

TEST(Preview, DrawsDotsTrueToScale) {
    const XYZ white = Viewing("D65").white();
    PatchView view{
        xyz_from_lab({70, 0, 0}, white), xyz_from_lab({69, 0, 0}, white), xyz_from_lab({20, 0, 0}, white), 0.5, 25, 0.0, {}};
    PreviewOptions options;
    options.patch_mm = 10;
    options.pixels_per_mm = 20;
    const Image image = render_pair(view, view, options);
    // 25 dots of 0.5 mm on 1 cm2 cover pi/4 * 0.25 * 25 = 4.9 mm2 of 100.
    int dark = 0;
    const int border = (image.height - 200) / 2;
    for (int row = border; row < border + 200; ++row)
        for (int column = border; column < border + 200; ++column)
            dark += image.rgb[3 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) +
                                   static_cast<std::size_t>(column))] < 120;
    EXPECT_NEAR(dark / 40000.0, 0.049, 0.005);
    EXPECT_EQ(image.pixels_per_mm, 20);
    options.patch_mm = 0.3; // smaller than a dot: wraps around, stays inside the picture
    options.pixels_per_mm = 7;
    view.density_per_cm2 = 2000;
    EXPECT_EQ(render_pair(view, view, options).rgb.size() % 3, 0u);
    options.patch_mm = 0;
    EXPECT_THROW(render_pair(view, view, options), DomainError);
}

TEST(Text, StatesLimitsAndBasis) {
    const Client client = medium();
    const Line line = load_line("demo");
    const TreatmentOptions options = quick_options();
    const MatchReport report = match_client(client, line, options);
    const std::string card = card_text(match_card(client, line, report, options));
    for (const char* words : {"not validated on healed scalp", "SYNTHETIC", "not any maker's product", "80 % range", "ml"})
        EXPECT_THAT(card, HasSubstr(words));
    EXPECT_THAT(match_details_text(client, line, report), HasSubstr("synthetic fringe"));
    const TreatmentForecast forecast =
        forecast_client(client, line, report.recipes[0].blend, default_forecast_years(), options);
    EXPECT_THAT(forecast_text(client, line, forecast), HasSubstr("extrapolated"));
    EXPECT_THAT(forecast_csv(line, forecast), HasSubstr("years,time_days,extrapolated,area_l"));
    EXPECT_THAT(to_json(client, line, report, options), HasSubstr("\"limits\""));
    EXPECT_THAT(skin_text(client), HasSubstr("std. dev."));
}

// A bias was learnt relative to the depths recorded, so it moves them as it moves those assumed.
TEST(Loop, MovesRecordedDepthsByTheBiasToo) {
    const Line line = load_line("demo");
    PractitionerBias bias;
    bias.depth = {1.2, 0.1};
    bias.retention = {0.9, 0.1};
    SessionRecord assumed;
    assumed.blend.parts["pure_black"] = 1;
    assumed.density_per_cm2 = 50;
    SessionRecord recorded = assumed;
    const Dots dots;
    recorded.top_mm = dots.top_mm;
    recorded.bottom_mm = dots.bottom_mm;
    const std::vector<SessionDots> moved = dots_of({assumed, recorded}, line, dots, &bias);
    EXPECT_NEAR(moved[0].top_mm, 1.2 * dots.top_mm, 1e-12);
    EXPECT_EQ(moved[0].top_mm, moved[1].top_mm);
    EXPECT_EQ(moved[0].bottom_mm, moved[1].bottom_mm);
    EXPECT_EQ(dots_of({recorded}, line, dots)[0].bottom_mm, dots.bottom_mm);
}

TEST(Treatment, SaysHowManySessionsAreDoneAndThatExpiryWasNotChecked) {
    Client client = medium();
    client.sessions_file = "sessions.toml";
    Line line = load_line("demo");
    line.inks[0].expires = "2020-01-31";
    const MatchReport report = match_client(client, line, quick_options());
    std::vector<std::string> codes;
    for (const Diagnostic& d : report.diagnostics) codes.push_back(d.code);
    EXPECT_THAT(codes, ::testing::IsSupersetOf({"sessions_done", "expiry_not_checked"}));
    TreatmentOptions today = quick_options();
    today.matching.today = "2026-11-30";
    const MatchReport checked = match_client(client, line, today);
    ASSERT_FALSE(checked.caveats.empty());
    EXPECT_THAT(checked.caveats.front(), HasSubstr("Left out as expired"));
}

// Every text from outside is escaped: a name cannot run script in a page.
TEST(Card, EscapesWhatComesFromOutside) {
    Client client = medium();
    client.name = "<script>alert(1)</script>";
    Line line = load_line("demo");
    for (Ink& ink : line.inks) ink.lot = "\"><img src=x>";
    const TreatmentOptions options = quick_options();
    const std::string page = card_html(match_card(client, line, match_client(client, line, options), options));
    EXPECT_EQ(page.find("<script>"), page.npos);
    EXPECT_EQ(page.find("<img"), page.npos);
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

// Property: pigments that leave at one rate keep their proportions, so one pigment alone cannot drift; in brown, where carbon stays
// longest by the priors' medians, more draws go to the cool side than to the warm one, and not all.
TEST(Drift, IsOfTheMixAndNotOfFadingItself) {
    const Client client = medium();
    const Line line = load_line("demo");
    const TreatmentOptions options = quick_options();
    const auto drift_of = [&](const char* ink) {
        Blend blend;
        blend.parts[ink] = 1;
        blend.water_parts = 6;
        return hue_drift(client.skin, line, mix(line, blend), options);
    };
    const HueDrift black = drift_of("pure_black");
    EXPECT_EQ(black.draws, 0);
    EXPECT_EQ(black.a.low, 0);
    EXPECT_EQ(black.b.high, 0);
    EXPECT_THAT(black.sentence, HasSubstr("keeps its hue"));
    const HueDrift brown = drift_of("dark_brown");
    EXPECT_GT(brown.draws, 40);
    EXPECT_LT(brown.b.median, 0);
    EXPECT_LT(brown.b.low, brown.b.median);
    EXPECT_GT(brown.b.high, brown.b.median);
    EXPECT_GT(brown.agreeing, 0.5);
    EXPECT_LT(brown.agreeing, 1);
    EXPECT_THAT(brown.sentence, HasSubstr("By year 5"));
    EXPECT_THROW(hue_drift(client.skin, line,
                           Mixture{Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(line.colorants.size())), 1.0}, options),
                 DomainError);
}

TEST(Card, SaysWhereTheMixMayDriftOnEveryFace) {
    const Client client = medium();
    const Line line = load_line("demo");
    const TreatmentOptions options = quick_options();
    const Card card = match_card(client, line, match_client(client, line, options), options);
    ASSERT_TRUE(card.drift);
    const std::string words = card.drift->sentence.substr(0, 9);
    for (const std::string& face : {card_text(card), card_html(card), card_json(card)}) EXPECT_THAT(face, HasSubstr(words));
    EXPECT_THAT(card_json(card), HasSubstr("\"agreeing\""));
}

TEST(Card, IsAtMostTwentyLinesWhateverThereIsToSay) {
    Client client = medium();
    const Line line = load_line("demo");
    const TreatmentOptions options = quick_options();
    MatchReport report = match_client(client, line, options);
    for (int i = 0; i < 30; ++i) {
        report.caveats.push_back("one more thing to know");
        client.diagnostics.push_back({Severity::warning, "more", "and one more"});
    }
    const std::string text = card_text(match_card(client, line, report, options));
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 20);
    for (const char* words : {"Cup ", "Dots ", "Stop adding dots once"}) EXPECT_THAT(text, HasSubstr(words));
}

TEST(ReadingScale, ShowsWhatTheInstrumentShows) {
    const Bands bare = medium().skin.reflectance();
    const ReadingScale sci{"", "8/d SCI", "D50", "1964_10deg"};
    EXPECT_NEAR(sci.surface(), 0.4 * 0.4 / (2.4 * 2.4), 1e-12);
    EXPECT_EQ(sci.lab(bare).l, Viewing("D50", "1964_10deg").lab(bare + sci.surface()).l);
    EXPECT_FALSE(sci.is_internal());
    EXPECT_TRUE(internal_scale().is_internal());
    EXPECT_EQ(internal_scale().lab(bare).l, Viewing("D65").lab(bare).l);
}

TEST(Json, ReplacesWhatIsNotUtf8) { EXPECT_THAT(error_json(DomainError("name", "x\xe9", "none")), HasSubstr("\"value\"")); }

TEST(Json, OfErrorsNamesPlaceAndRemedy) {
    const std::string text = error_json(DataError("a.csv", {2, 5}, "what", "why", "do"));
    for (const char* words : {"\"line\": 2", "\"column\": 5", "\"what_to_do\": \"do\""}) EXPECT_THAT(text, HasSubstr(words));
}

} // namespace undertone
