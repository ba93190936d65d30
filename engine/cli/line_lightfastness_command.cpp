// `line lightfastness`: how fast an exposure series fades, in its own unit, and in years only as someone assumes them.
#include "command.hpp"
#include "line_commands.hpp"

#include "undertone/app/lightfastness_text.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_lightfastness_command(CLI::App& line, int& exit_code) {
    struct Options {
        std::string file, stated_by;
        bool year_behind_glass = false;
        std::optional<double> exposure_per_year, glass_transmission;
        double confidence = 0.95;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand("lightfastness", "Rates of fading from an exposure series of films");
    command->footer(
        "The file is CSV: ink,exposure,file (readings of that film) or ink,exposure,l,a,b; above it lines such as\n"
        "\"# unit: MJ_per_m2\" (or hours, blue_wool_step), \"# behind_glass: yes\", \"# method: ASTM D4303 method C\".");
    command->add_option("file", options->file, "The series")->required();
    command->add_option("--exposure-per-year", options->exposure_per_year,
                        "What a year is taken to be, in the series' unit; without it no years are shown");
    command->add_option("--stated-by", options->stated_by, "Whose assumption the year is");
    command->add_flag("--year-behind-glass", options->year_behind_glass, "The year was reckoned behind glass");
    command->add_option("--glass-transmission", options->glass_transmission,
                        "Share of the exposure that glass lets through, where series and year differ in it");
    command->add_option("--confidence", options->confidence, "Of the intervals")->capture_default_str();
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        const auto year = year_assumption(options->exposure_per_year, options->stated_by, options->year_behind_glass,
                                          options->glass_transmission);
        const ExposureSeries series = read_exposure_series(options->file);
        const Lightfastness found = lightfastness(series.readings, series.unit, year, options->confidence);
        std::cout << (options->json ? to_json(found) + "\n" : lightfastness_text(found));
        exit_code = done;
    });
}

} // namespace undertone::cli
