#include "client_options.hpp"

#include "blend_option.hpp"
#include "clock.hpp"

#include "undertone/app/preview.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/io/instruments.hpp"
#include "undertone/io/png.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <map>
#include <regex>

namespace undertone::cli {

namespace {

/// "first:second=3:1".
FixedPair fixed_pair(const std::string& text) {
    static const std::regex form("([^:=]+):([^:=]+)=([0-9]{1,5}):([0-9]{1,5})");
    std::smatch found;
    if (text.size() > 1000 || !std::regex_match(text, found, form))
        throw DomainError("fixed-pair", "'" + text.substr(0, 200) + "'",
                          "INK:INK=PARTS:PARTS, such as dark_brown:ash=3:1, parts up to 10000");
    return {found[1], found[2], std::stoi(found[3]), std::stoi(found[4])};
}

void add_dots_options(CLI::App& command, ClientOptions& options) {
    Dots& dots = options.treatment.dots;
    auto* implant = command.add_option_group("Dots, healed");
    implant->add_option("--diameter-mm", dots.diameter_mm, "Width")->capture_default_str();
    implant->add_option("--density-per-cm2", dots.density_per_cm2, "Dots per cm2 when all sessions are done")
        ->capture_default_str();
    implant->add_option("--top-mm", dots.top_mm, "Depth of the upper end")->capture_default_str();
    implant->add_option("--bottom-mm", dots.bottom_mm, "Depth of the lower end")->capture_default_str();
    auto* retention =
        implant->add_option("--retention", dots.retention.median, "Healed mg/ml in the dot over mg/ml in the cup, median")
            ->capture_default_str();
    implant->add_option("--granule-um", dots.granule_um.median, "Width of the clumps in which healed pigment stands, median")
        ->capture_default_str();
    auto* dose =
        command.add_option_group("Dose", "Evidence of your own on how much ink a dot gets, in place of --retention");
    dose->add_option("--needle-mm", options.dose.needle.diameter_mm, "Width of the needle's shaft")
        ->capture_default_str()
        ->excludes(retention)
        ->each([&options](const std::string&) { options.dose_given = true; });
    auto* used = dose->add_option("--used-ml", options.practice.used_ml, "Ink used up over --dots-set dots")
                     ->excludes(retention)
                     ->each([&options](const std::string&) { options.dose_given = options.practice_given = true; });
    auto* set = dose->add_option("--dots-set", options.practice.dots, "Dots that were set with it");
    used->needs(set);
    set->needs(used);
    dose->add_option("--lost-ml", options.practice.lost_ml, "Of it, measured: what was wiped off or dripped")->needs(used);
}

void add_habits_options(CLI::App& command, Habits& habits) {
    auto* life = command.add_option_group("Light");
    life->add_option("--latitude-deg", habits.latitude_deg, "Where the client lives, north positive")->capture_default_str();
    life->add_option("--outdoor-share", habits.outdoor_share, "0.03 works indoors, 0.10 outdoors")->capture_default_str();
    life->add_option("--altitude-m", habits.altitude_m, "How high the client lives")->capture_default_str();
    life->add_option("--hat-share", habits.hat_share, "Share of the time outdoors with a hat, 0 to 1")
        ->capture_default_str();
    life->add_option("--spf", habits.spf_applied, "Sun protection as really worn, 1 for none")->capture_default_str();
}

void add_mixing_options(CLI::App& command, ClientOptions& options) {
    MatchOptions& matching = options.treatment.matching;
    auto* cup = command.add_option_group("Mixing");
    cup->add_option("--max-inks", matching.max_inks, "At most so many inks in one cup")->capture_default_str();
    auto* volume = cup->add_option("--cup-volume-ml", matching.cup_volume_ml, "Volume of the cup")->capture_default_str();
    cup->add_option("--cup-ml", matching.cup_volume_ml)->group("")->excludes(volume); // its former name
    cup->add_option("--max-pigment-ml", matching.max_pigment_ml,
                    "Most undiluted ink in a 10 ml cup; of larger cups in proportion where below 1")
        ->capture_default_str();
    cup->add_option("--syringe-step-ml", matching.syringe_step_ml, "Smallest step of the syringe")->capture_default_str();
    auto* scale = cup->add_option("--scale-step-g", matching.scale_step_g,
                                  "Weigh inks and water in whole steps of a scale; N:1 is then by weight");
    cup->add_option("--drops-per-ml", matching.drops_per_ml, "Drops in one ml, for the drop counts")->capture_default_str();
    cup->add_flag("--whole-drops", options.whole_drops, "Everything in whole drops, not in steps of a syringe")
        ->excludes(scale);
    cup->add_option("--cost-per-ml", options.costs,
                    "Price of every ink: INK=PRICE,...; the card then shows what a cup costs")
        ->delimiter(',');
    cup->add_option("--must-use", matching.must_use, "Ids of inks every recipe must hold")->delimiter(',');
    cup->add_option("--never-use", matching.never_use, "Ids of inks no recipe may hold")->delimiter(',');
    cup->add_option("--stock-ml", options.stock, "What is left of an ink: INK=ML,...")->delimiter(',');
    cup->add_option("--fixed-pair", options.pairs, "Inks used only together: INK:INK=3:1,...")->delimiter(',');
    cup->add_option("--max-pigment-mg-per-ml", matching.max_pigment_mg_per_ml, "Most pigment in the cup");
    cup->add_option("--expired-reason", matching.expired_reason, "Why inks past their date may be used nevertheless");
}

void add_goal_options(CLI::App& command, ClientOptions& options) {
    MatchOptions& matching = options.treatment.matching;
    auto* goal = command.add_option_group("Goal");
    goal->add_option("--illuminants", options.illuminants, "Lights, each with a weight: D65=1,A=0.5 (D65,A,F11)")
        ->delimiter(',');
    goal->add_option("--viewing-distances-m", options.distances,
                     "From where dots and hair are looked at, each with a weight: 0.5=2,1,3 (0.5,1,3)")
        ->delimiter(',');
    goal->add_option("--texture-weight", matching.texture_weight,
                     "What texture counts beside the area's delta E; 0 reports it alone")
        ->capture_default_str();
    goal->add_option("--robustness", matching.robustness,
                     "What counts where retention and depth are unsure: median, mean, quantile_80, worst")
        ->transform(CLI::CheckedTransformer(std::map<std::string, Robustness>{{"median", Robustness::median},
                                                                              {"mean", Robustness::mean},
                                                                              {"quantile_80", Robustness::quantile_80},
                                                                              {"worst", Robustness::worst}},
                                            CLI::ignore_case)
                        .description(""))
        ->default_str("median");
    goal->add_option("--max-blue-shift-b", matching.max_blue_shift_b, "b* below bare skin's that is still allowed");
    goal->add_option("--extra-ink-penalty", matching.extra_ink_penalty, "Delta E that each ink after the first must earn")
        ->capture_default_str();
    goal->add_option("--pigment-penalty", matching.pigment_penalty, "Delta E that each mg/ml of pigment must earn")
        ->capture_default_str();
    goal->add_option("--cost-penalty", matching.cost_penalty, "Delta E that each unit of money per ml of cup must earn")
        ->capture_default_str();
    goal->add_option("--time-budget-s", options.time_budget_s,
                     "Stop then with the best so far and the gap left; 0 sets no limit")
        ->capture_default_str();
    goal->add_option("--audit-recipes", matching.audit_recipes,
                     "Recipes left out that are drawn at random to audit the proof")
        ->capture_default_str();
    goal->add_option("--audit-seed", matching.audit_seed, "Of these draws")->check(seed_number())->capture_default_str();
    goal->add_option("--later-years", options.treatment.later_years, "Must still look right then; 0 leaves it out")
        ->capture_default_str();
    goal->add_option("--later-weight", options.treatment.later_weight, "Weight beside 1 for the healed colour")
        ->capture_default_str();
    goal->add_option("--shares", matching.session_shares, "Share of all dots standing after each session (0.3,0.7,1)")
        ->delimiter(',');
    goal->add_option("--most-density-per-cm2", options.treatment.most_density_per_cm2, "Never more dots than this")
        ->capture_default_str();
}

} // namespace

void add_instrument_options(CLI::App& command, InstrumentOptions& instrument) {
    auto* group = command.add_option_group("Instrument", "What the files do not say of it");
    std::string ids;
    for (const InstrumentPreset& preset : instrument_presets()) ids += (ids.empty() ? "" : ", ") + preset.id;
    group->add_option("--instrument", instrument.instrument, "A preset: " + ids);
    group->add_option("--geometry", instrument.geometry, "8/d SCI, 8/d SCE or 45/0");
    group->add_option("--illuminant", instrument.illuminant, "Of its Lab: D65, D50, A ...");
    group->add_option("--observer", instrument.observer, "Of its Lab: 2 or 10 degrees");
}

CLI::Validator seed_number() {
    return CLI::Validator(
        [](const std::string& text) {
            std::uint64_t seed = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
            return error == std::errc() && end == text.data() + text.size()
                       ? std::string()
                       : "'" + text.substr(0, 100) + "' is no seed; allowed: a whole number from 0 to 18446744073709551615";
        },
        "", "seed");
}

CLI::Validator water_ratio() {
    return CLI::Validator(
        [](std::string& text) {
            std::string plain;
            std::remove_copy(text.begin(), text.end(), std::back_inserter(plain), ' ');
            if (plain.size() > 2 && plain.ends_with(":1")) plain.resize(plain.size() - 2);
            text = plain;
            return std::string();
        },
        "", "N or N:1");
}

void ClientOptions::settle() {
    MatchOptions& matching = treatment.matching;
    for (const std::string& text : stock) matching.stock_ml.insert(named_number("stock-ml", text));
    for (const std::string& text : costs) matching.cost_per_ml.insert(named_number("cost-per-ml", text));
    if (whole_drops) matching.syringe_step_ml = 1 / matching.drops_per_ml;
    for (const std::string& text : pairs) matching.fixed_pairs.push_back(fixed_pair(text));
    if (!illuminants.empty()) {
        matching.illuminants.clear();
        for (const std::string& text : illuminants) {
            const auto [name, weight] =
                text.find('=') == std::string::npos ? std::pair{text, 1.0} : named_number("illuminants", text);
            matching.illuminants.push_back({illuminant(name).name, weight});
        }
    }
    if (!distances.empty()) {
        constexpr const char* form = "METRES or METRES=WEIGHT, with commas between";
        matching.viewing_distances_m.clear();
        for (const std::string& text : distances) {
            const auto [distance, weight] =
                named_number("viewing-distances-m", text.find('=') == std::string::npos ? text + "=1" : text, form);
            matching.viewing_distances_m.push_back(
                {named_number("viewing-distances-m", "m=" + distance, form).second, weight});
        }
    }
    matching.today = today();
    if (practice_given) dose.practice = practice;
    if (dose_given) treatment.dots = with_dose(treatment.dots, dose.dose(treatment.dots));
    require_range("time_budget_s", time_budget_s, 0, 1e9, "0 for no limit");
    // Before anything is read and fitted: what cannot be is told at once.
    treatment.validate();
    files.stubble.validate();
    if (time_budget_s > 0)
        matching.should_stop = [start = Clock::now(), budget = time_budget_s] { return seconds_since(start) > budget; };
}

Client ClientOptions::read() {
    settle();
    ClientFiles all = files;
    if (!folder.empty()) {
        const ClientFiles found = client_folder(folder);
        if (all.skin.empty()) all.skin = found.skin;
        if (all.fringe.empty() && all.strand.empty() && all.hair_color.empty()) {
            all.fringe = found.fringe;
            all.strand = found.strand;
        }
        if (all.sessions.empty()) all.sessions = found.sessions;
    }
    if (all.skin.empty())
        throw DomainError("skin", "missing", "a file of skin readings",
                          "give a client's folder, or --skin FILE with --fringe FILE");
    inputs.insert(inputs.end(), {all.skin, all.fringe, all.strand, all.sessions, line.name});
    std::erase(inputs, "");
    if (!card.empty()) check_output_file(card, "the card", output_rules());
    if (!csv.empty()) check_output_file(csv, "the table", output_rules());
    return read_client(all);
}

std::vector<SessionRecord> ClientOptions::sessions(const Client& client, const Line& of) {
    std::vector<SessionRecord> done = sessions_of(client, of);
    for (const SessionRecord& session : done)
        if (!session.healed.empty()) inputs.push_back(session.healed);
    return done;
}

namespace {

std::string picture_path(const ClientOptions& options, const Client& client, double years) {
    const std::string when = years == 0     ? "day_0"
                             : years < 0.99 ? fmt::format("week_{:02.0f}", years * days_per_year / 7)
                                            : fmt::format("year_{:02g}", years);
    return (std::filesystem::path(options.png_folder) / (client.name + "_" + when + ".png")).string();
}

void add_force_option(CLI::App& command, ClientOptions& options) {
    if (command.get_option_no_throw("--force") == nullptr)
        command.add_flag("--force", options.force, "Overwrite files that exist (never those that were read)");
}

} // namespace

void add_client_options(CLI::App& command, ClientOptions& options) {
    command.add_option("client", options.folder, "Folder with skin.csv and fringe.csv (or strand.csv), and sessions.toml");
    auto* readings = command.add_option_group("Readings");
    readings->add_option("--skin", options.files.skin, "Readings of the bare scalp");
    readings->add_option("--site", options.files.site, "Where the skin was read: scalp, forearm ... as in `undertone skin`")
        ->capture_default_str();
    readings->add_option("--fringe", options.files.fringe, "Readings of the shaved fringe");
    readings->add_option("--strand", options.files.strand, "Readings of a strand, where no fringe is left");
    readings->add_option("--hair", options.files.hair_color, "Hair colour in words (dark_brown), where no hair is left");
    readings->add_option("--sessions", options.files.sessions,
                         "What was done; sessions.toml in the client's folder by default");
    add_instrument_options(command, options.files.instrument);
    Stubble& stubble = options.files.stubble;
    auto* hair = command.add_option_group("Hair, for --strand and --hair");
    hair->add_option("--hair-diameter-mm", stubble.shaft_diameter_mm, "Width of a shaft")->capture_default_str();
    hair->add_option("--hair-density-per-cm2", stubble.density_per_cm2, "Hairs per cm2")->capture_default_str();
    hair->add_option("--grey-fraction", stubble.grey_fraction, "Share of hairs without pigment, 0 to 1")
        ->capture_default_str();
    hair->add_option("--hair-length-above-mm", stubble.length_above_mm,
                     "Clipped hair standing out of the skin; 0 when shaved")
        ->capture_default_str();
    add_line_option(command, options.line, "--line", true);
    add_dots_options(command, options);
    command.add_flag("--json", options.json, "JSON on standard output");
    command.get_formatter()->column_width(34);
}

void add_plan_options(CLI::App& command, ClientOptions& options) {
    add_mixing_options(command, options);
    add_goal_options(command, options);
    add_habits_options(command, options.treatment.habits);
}

void add_picture_option(CLI::App& command, ClientOptions& options) {
    command.add_option("--png", options.png_folder, "Folder for pictures of target and result over the years");
    add_force_option(command, options);
}

void add_card_option(CLI::App& command, ClientOptions& options) {
    command.add_option("--card", options.card, "Write the card to this file: .html (one page to print), .json or .txt");
    add_force_option(command, options);
}

void write_card(const std::string& path, const Card& card, const OutputRules& rules) {
    const std::string ending = std::filesystem::path(path).extension().string();
    std::string text;
    if (ending == ".html" || ending == ".htm")
        text = card_html(card);
    else if (ending == ".json")
        text = card_json(card) + "\n";
    else if (ending == ".txt")
        text = card_text(card);
    else
        throw DomainError("card", "'" + path + "'", "a file that ends in .html, .json or .txt",
                          ending == ".pdf" ? "print the .html to PDF, or use Card.write in Python (undertone[pdf])"
                                           : "choose one of these endings");
    write_output_file(path, text, "the card", rules);
}

void check_pictures(const ClientOptions& options, const Client& client, const std::vector<double>& years) {
    if (options.png_folder.empty()) return;
    std::error_code failed; // said when the first picture is refused
    std::filesystem::create_directories(options.png_folder, failed);
    for (const double year : years)
        check_output_file(picture_path(options, client, year), "the picture", options.output_rules());
}

void write_pictures(const ClientOptions& options, const Client& client, const Line& line,
                    const TreatmentForecast& forecast) {
    const Viewing viewing("D65");
    const PatchView target = target_view(client, viewing);
    for (std::size_t i = 0; i < forecast.years.size(); ++i) {
        const std::string path = picture_path(options, client, forecast.years[i]);
        write_png(path, render_pair(target, patch_view(client.skin, line, forecast.forecast.rows[i].state, viewing)),
                  options.output_rules());
        std::cerr << "wrote " << path << "\n";
    }
}

} // namespace undertone::cli
