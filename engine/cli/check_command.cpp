// `check`: which readings of a file can be used, and why others cannot.
#include "command.hpp"
#include "terminal.hpp"

#include "undertone/app/json.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/colorimetry/srgb.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/check.hpp"
#include "undertone/io/read_measurements.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

namespace undertone::cli {

namespace {

struct CheckOptions {
    std::vector<std::string> files;
    bool json = false, all = false;
};

/// Two cells of the colour, where the terminal can show them.
std::string swatch(const Measurement& m) {
    static const bool shown = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr &&
                              std::getenv("TERM") != nullptr && std::string_view(std::getenv("TERM")) != "dumb";
    if (!shown || m.lab_only()) return "";
    const Srgb color = srgb_from_xyz(Viewing("D65").xyz(on_grid(m).values));
    const auto byte = [](double value) { return std::lround(255 * std::clamp(value, 0.0, 1.0)); };
    return fmt::format("\x1b[48;2;{};{};{}m  \x1b[0m ", byte(color.r), byte(color.g), byte(color.b));
}

std::string geometry_of(const Measurement& m) {
    if (m.geometry.empty()) return "not stated";
    return m.geometry + (m.states("geometry") ? "" : " (its instrument has no other)");
}

std::string describe(const Measurement& m, const MeasurementCheck& check) {
    const std::string name = shown_line(m.name);
    if (m.lab_only())
        return fmt::format("{}: Lab only ({}, {}): L* {:.1f} a* {:.1f} b* {:.1f}; geometry {}", name, m.illuminant,
                           m.observer, m.lab->l, m.lab->a, m.lab->b, geometry_of(m));
    const std::string light = check.lab_of_spectrum ? check.illuminant : "D65",
                      eye = check.lab_of_spectrum ? check.observer : "1931_2deg";
    const Lab lab = check.lab_of_spectrum ? *check.lab_of_spectrum : Viewing(light, eye).lab(on_grid(m).values);
    const std::string beside =
        check.lab_of_spectrum ? fmt::format(" (the file says L* {:.1f} a* {:.1f} b* {:.1f})", m.lab->l, m.lab->a, m.lab->b)
                              : std::string();
    return fmt::format("{}: {:g}-{:g} nm {}; {}{} L* {:.1f} a* {:.1f} b* {:.1f}{}; geometry {}", name, check.first_nm,
                       check.last_nm, check.step_nm ? fmt::format("by {:g}", *check.step_nm) : std::string("unevenly"),
                       light, eye == "1964_10deg" ? "/10" : "", lab.l, lab.a, lab.b, beside, geometry_of(m));
}

const char* word(Severity worst) { return worst == Severity::info ? "OK" : worst == Severity::warning ? "CAUTION" : "BAD"; }

/// Each finding once, with how many measurements it is about.
std::string findings_text(const CheckReport& report) {
    std::vector<Diagnostic> order;
    std::map<std::string, std::size_t> counts;
    for (const MeasurementCheck& one : report.measurements)
        for (const Diagnostic& d : one.findings)
            if (counts[d.code]++ == 0) order.push_back(d);
    std::string text;
    for (const Diagnostic& d : order) {
        const std::size_t count = counts[d.code];
        const std::string which = report.measurements.size() == 1 || count == report.measurements.size()
                                      ? ""
                                      : fmt::format(" ({} of {})", count, report.measurements.size());
        text += fmt::format("  {}: {}{}\n", to_string(d.severity), d.message, which);
    }
    if (report.spread_delta_e)
        text += fmt::format("  if of one spot: {:.2f} delta E2000 from their mean, on average\n", *report.spread_delta_e);
    for (const Diagnostic& d : report.findings) text += fmt::format("  {}: {}\n", to_string(d.severity), d.message);
    return text;
}

/// Prints what a file holds; returns whether it can be used.
bool check_file(const std::string& path, const CheckOptions& options, bool first) {
    try {
        const std::vector<Measurement> measurements = read_measurements(path);
        const CheckReport report = check_measurements(measurements);
        if (options.json) {
            std::string json;
            for (std::size_t i = 0; i < measurements.size(); ++i) {
                Measurement with_findings = measurements[i];
                with_findings.diagnostics = report.measurements[i].findings;
                json += (i > 0 ? ",\n" : "") + to_json(with_findings);
            }
            std::cout << (first ? "" : ",\n") << "[" << json << "]";
            return report.worst() != Severity::error;
        }
        constexpr std::size_t shown = 12;
        std::cout << fmt::format("{:<8} {} ({} reading{}): {}\n", word(report.worst()), path, measurements.size(),
                                 measurements.size() == 1 ? "" : "s", report.verdict());
        for (std::size_t i = 0; i < measurements.size() && (i < shown || options.all); ++i) {
            print_as_is("  " + swatch(measurements[i]));
            std::cout << describe(measurements[i], report.measurements[i]) << "\n";
        }
        if (measurements.size() > shown && !options.all)
            std::cout << fmt::format("  ... and {} more (--all shows them)\n", measurements.size() - shown);
        std::cout << findings_text(report);
        return report.worst() != Severity::error;
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
}

} // namespace

void add_check_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand("check", "Say whether files of readings can be used, and why not");
    command->add_option("files", options->files, "Files of readings")->required();
    command->add_flag("--all", options->all, "List every reading of long files");
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
