#include "command.hpp"

#include "undertone/app/json.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/read_measurements.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

struct Options {
    std::vector<std::string> files;
    bool json = false;
};

std::string describe(const Measurement& m) {
    if (m.lab_only())
        return fmt::format("{}: Lab only ({}, {}): L* {:.1f} a* {:.1f} b* {:.1f}", m.name, m.illuminant, m.observer,
                           m.lab->l, m.lab->a, m.lab->b);
    const Lab lab = Viewing("D65").lab(on_grid(m).values);
    return fmt::format("{}: {:.0f}-{:.0f} nm, {} values; D65 L* {:.1f} a* {:.1f} b* {:.1f}; geometry {}", m.name,
                       m.wavelengths_nm.front(), m.wavelengths_nm.back(), m.wavelengths_nm.size(), lab.l, lab.a, lab.b,
                       m.geometry.empty() ? "not stated" : m.geometry);
}

/// How far apart a handful of readings are, should they be of one spot.
std::string repeats(const std::vector<Measurement>& measurements) {
    constexpr std::size_t handful = 10;
    if (measurements.size() > handful) return "";
    try {
        const RepeatedMeasurement mean = average_readings(measurements);
        std::string text;
        if (mean.spread_delta_e)
            text = fmt::format("  if of one spot: {:.2f} delta E from their mean, on average\n", *mean.spread_delta_e);
        for (const Diagnostic& d : mean.mean.diagnostics)
            if (d.code == "few_readings" || d.code == "repeat_spread" || d.code == "identical_readings")
                text += fmt::format("    if of one spot: {}\n", d.message);
        return text;
    } catch (const DomainError&) {
        return ""; // readings of different kinds are not repeats
    }
}

/// Prints what a file holds; returns whether every reading in it can be used.
bool check_file(const std::string& path, const Options& options, bool first) {
    std::vector<Measurement> measurements;
    std::string text, json = "[";
    Severity worst = Severity::info;
    try {
        measurements = read_measurements(path);
        for (const Measurement& m : measurements) {
            text += "  " + describe(m) + "\n";
            json += (json.size() > 1 ? ",\n" : "") + to_json(m);
            for (const Diagnostic& d : m.diagnostics) {
                text += fmt::format("    {}: {}\n", to_string(d.severity), d.message);
                worst = std::max(worst, d.severity);
            }
        }
        text += repeats(measurements);
    } catch (const Error& error) {
        if (options.json) {
            std::cout << (first ? "" : ",\n") << error_json(error);
        } else {
            std::cout << fmt::format("REFUSED  {}\n  {}\n", path, error.what());
            if (const auto* data = dynamic_cast<const DataError*>(&error); data != nullptr && !data->caret().empty())
                std::cout << data->caret() << "\n";
        }
        return false;
    }
    if (options.json)
        std::cout << (first ? "" : ",\n") << json << "]";
    else
        std::cout << fmt::format("{:<8} {} ({} reading{})\n{}",
                                 worst == Severity::info      ? "OK"
                                 : worst == Severity::warning ? "CAUTION"
                                                              : "BAD",
                                 path, measurements.size(), measurements.size() == 1 ? "" : "s", text);
    return worst != Severity::error;
}

} // namespace

void add_check_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("check", "Say whether files of readings can be used, and why not");
    command->add_option("files", options->files, "Files of readings")->required();
    command->add_flag("--json", options->json, "JSON on standard output: a list with one entry per file");
    command->callback([options, &exit_code] {
        exit_code = done;
        if (options->json) std::cout << "[";
        bool first = true;
        for (const std::string& file : options->files) {
            if (!check_file(file, *options, first)) exit_code = bad_input;
            first = false;
        }
        if (options->json) std::cout << "]\n";
    });
}

} // namespace undertone::cli
