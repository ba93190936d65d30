#include "client_options.hpp"

#include "undertone/app/preview.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/png.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace undertone::cli {

Client ClientOptions::read() const {
    ClientFiles all = files;
    if (!folder.empty()) {
        const ClientFiles found = client_folder(folder);
        if (all.skin.empty()) all.skin = found.skin;
        if (all.fringe.empty() && all.strand.empty() && all.hair_color.empty()) {
            all.fringe = found.fringe;
            all.strand = found.strand;
        }
    }
    if (all.skin.empty())
        throw DomainError("skin", "missing", "a file of skin readings",
                          "give a client's folder, or --skin FILE with --fringe FILE");
    return read_client(all);
}

void add_client_options(CLI::App& command, ClientOptions& options) {
    command.add_option("client", options.folder, "Folder with skin.csv and fringe.csv (or strand.csv)");
    auto* readings = command.add_option_group("Readings");
    readings->add_option("--skin", options.files.skin, "Readings of the bare scalp");
    readings->add_option("--site", options.files.site, "Where the skin was read: scalp, forearm ... as in `undertone skin`")
        ->capture_default_str();
    readings->add_option("--fringe", options.files.fringe, "Readings of the shaved fringe");
    readings->add_option("--strand", options.files.strand, "Readings of a strand, where no fringe is left");
    readings->add_option("--hair", options.files.hair_color, "Hair colour in words (dark_brown), where no hair is left");
    Stubble& stubble = options.files.stubble;
    auto* hair = command.add_option_group("Hair, for --strand and --hair");
    hair->add_option("--hair-diameter-mm", stubble.shaft_diameter_mm, "Width of a shaft")->capture_default_str();
    hair->add_option("--hair-density-per-cm2", stubble.density_per_cm2, "Hairs per cm2")->capture_default_str();
    hair->add_option("--grey-fraction", stubble.grey_fraction, "Share of hairs without pigment, 0 to 1")
        ->capture_default_str();
    hair->add_option("--hair-length-above-mm", stubble.length_above_mm,
                     "Clipped hair standing out of the skin; 0 when shaved")
        ->capture_default_str();
    command.add_option("--line", options.line, "A line that ships with Undertone, or a line's .toml file")
        ->capture_default_str();
    Dots& dots = options.treatment.dots;
    auto* implant = command.add_option_group("Dots, healed");
    implant->add_option("--diameter-mm", dots.diameter_mm, "Width")->capture_default_str();
    implant->add_option("--density-per-cm2", dots.density_per_cm2, "Dots per cm2")->capture_default_str();
    implant->add_option("--top-mm", dots.top_mm, "Depth of the upper end")->capture_default_str();
    implant->add_option("--bottom-mm", dots.bottom_mm, "Depth of the lower end")->capture_default_str();
    implant->add_option("--retention", dots.retention.median, "Share of pigment that heals in, median")
        ->capture_default_str();
    Habits& habits = options.treatment.habits;
    auto* life = command.add_option_group("Light");
    life->add_option("--latitude-deg", habits.latitude_deg, "Where the client lives, north positive")->capture_default_str();
    life->add_option("--outdoor-share", habits.outdoor_share, "0.03 works indoors, 0.10 outdoors")->capture_default_str();
    life->add_option("--altitude-m", habits.altitude_m, "How high the client lives")->capture_default_str();
    life->add_option("--hat-share", habits.hat_share, "Share of the time outdoors with a hat, 0 to 1")
        ->capture_default_str();
    life->add_option("--spf", habits.spf_applied, "Sun protection as really worn, 1 for none")->capture_default_str();
    command.add_option("--seed", options.treatment.fade.seed, "Of the draws")->capture_default_str();
    command.add_flag("--json", options.json, "JSON on standard output");
    command.add_option("--png", options.png_folder, "Folder for pictures of target and result over the years");
    command.get_formatter()->column_width(34);
}

std::vector<std::string> write_pictures(const std::string& folder, const Client& client, const Line& line,
                                        const TreatmentForecast& forecast) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const Viewing viewing("D65");
    const PatchView target = target_view(client, viewing);
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < forecast.years.size(); ++i) {
        const double years = forecast.years[i];
        const std::string when = years == 0     ? "day_0"
                                 : years < 0.99 ? fmt::format("week_{:02.0f}", years * days_per_year / 7)
                                                : fmt::format("year_{:02g}", years);
        paths.push_back((std::filesystem::path(folder) / (client.name + "_" + when + ".png")).string());
        write_png(paths.back(),
                  render_pair(target, patch_view(client.skin, line, forecast.forecast.rows[i].state, viewing)));
    }
    return paths;
}

} // namespace undertone::cli
