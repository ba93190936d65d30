#include "undertone/app/line_dossier.hpp"

#include "fields_json.hpp"
#include "html_parts.hpp"
#include "text_parts.hpp"

#include "undertone/app/limits.hpp"
#include "undertone/app/line_report.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace undertone {

namespace {

constexpr double plot_width = 520, plot_height = 200, left = 55, bottom = 30;
constexpr double least_per_mm = 0.1, most_per_mm = 3000;

double x_of(int band) { return left + (plot_width - left) * band / (band_count - 1.0); }
double y_of(double per_mm) {
    const double share =
        std::log(std::clamp(per_mm, least_per_mm, most_per_mm) / least_per_mm) / std::log(most_per_mm / least_per_mm);
    return (plot_height - bottom) * (1 - share) + 5;
}

std::string curve(const Bands& values, const char* style) {
    std::string points;
    for (int b = 0; b < band_count; b += 2) points += fmt::format("{:.1f},{:.1f} ", x_of(b), y_of(values(b)));
    return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"#111\" {}/>", points, style);
}

std::string band_between(const Bands& values, const Bands& log_sd) {
    std::string there, back;
    for (int b = 0; b < band_count; b += 2) {
        there += fmt::format("{:.1f},{:.1f} ", x_of(b), y_of(values(b) * std::exp(1.645 * log_sd(b))));
        back = fmt::format("{:.1f},{:.1f} ", x_of(b), y_of(values(b) * std::exp(-1.645 * log_sd(b)))) + back;
    }
    return fmt::format("<polygon points=\"{}{}\" fill=\"#bbb\" stroke=\"none\"/>", there, back);
}

/// Absorption and scattering over wavelength, with their 90 %.
std::string spectra_svg(const InkCharacterisation& ink) {
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"absorption and scattering of {}\">",
                    plot_width + 10, plot_height + 10, escaped(ink.colorant.id));
    for (const double per_mm : {0.1, 1.0, 10.0, 100.0, 1000.0})
        svg += fmt::format("<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/><text "
                           "x=\"{3:.0f}\" y=\"{4:.1f}\" "
                           "font-size=\"11\" text-anchor=\"end\">{5:g}</text>",
                           left, plot_width, y_of(per_mm), left - 5, y_of(per_mm) + 4, per_mm);
    for (int b = 4; b < band_count; b += 20)
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" font-size=\"11\" text-anchor=\"middle\">{}</text>", x_of(b),
                           plot_height, first_wavelength_nm + wavelength_step_nm * b);
    svg += band_between(ink.mu_a_per_mm, ink.mu_a_log_sd) + band_between(ink.mu_s_reduced_per_mm, ink.mu_s_reduced_log_sd);
    return svg + curve(ink.mu_a_per_mm, "stroke-width=\"1.6\"") +
           curve(ink.mu_s_reduced_per_mm, "stroke-width=\"1.6\" stroke-dasharray=\"6 4\"") + "</svg>";
}

void add_inks(LineDossier& dossier, const LineCharacterisation& found) {
    for (const CharacterisedInk& ink : found.inks) {
        LineCharacterisation one{found.line, {ink}, {}, {}};
        std::string text = line_characterisation_text(one);
        text = text.substr(std::min(text.size(), text.find("=\n") + 2)); // the page has its own heading
        DossierSection section{"Ink " + ink.id, ink.measured ? ink.measured->colorant.source : "known from its label", text,
                               "", ""};
        if (ink.measured) {
            section.figure = spectra_svg(*ink.measured);
            section.caption = fmt::format(
                "{}: absorption (line) and reduced scattering (dashes) of the undiluted ink, 1/mm over nm, each with its "
                "central 90 %; n = {} films",
                ink.name, ink.measured->films.size());
        }
        dossier.sections.push_back(std::move(section));
    }
    if (!found.mixtures) return;
    LineCharacterisation mixtures{found.line, {}, found.mixtures, {}};
    std::string text = line_characterisation_text(mixtures);
    dossier.sections.push_back({"Mixtures", fmt::format("n = {} measured mixtures", found.mixtures->mixtures.size()),
                                text.substr(text.find("Mixtures\n")), "", ""});
}

constexpr const char* page_style = R"(@page { size: A4; margin: 14mm; }
body { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 6mm auto; line-height: 1.35; }
h1 { font-size: 1.6em; margin: 0; } h2 { font-size: 1.15em; border-bottom: 1px solid #111; margin: 6mm 0 1mm; break-after: avoid; }
pre { white-space: pre-wrap; font-size: 8pt; line-height: 1.25; margin: 1mm 0; } .quiet { color: #444; font-size: .92em; }
figure { margin: 2mm 0; max-width: 140mm; break-inside: avoid; } figcaption { font-size: .85em; color: #333; }
)";

std::string command_of(const std::string& line_or_folder, const DossierOptions& options) {
    std::string command = fmt::format("undertone line report {} --clients {} --seed {} --list {}", line_or_folder,
                                      options.coverage.clients, options.coverage.seed, options.list);
    if (!options.results.empty()) command += " --results " + options.results;
    return command;
}

} // namespace

LineDossier line_dossier(const std::string& line_or_folder, const DossierOptions& options) {
    const bool is_folder = std::filesystem::is_directory(line_or_folder);
    std::optional<LineCharacterisation> found;
    if (is_folder) found = characterise_line(read_line_evidence(line_or_folder), options.today);
    const Line line = found ? found->line : load_line(line_or_folder);
    LineDossier dossier{
        line.id, line.name, line.maker, line.version, line.note, options.today, command_of(line_or_folder, options), {}};
    const std::string dated = "worked out on " + options.today;
    dossier.sections.push_back({"What the line holds", dated, line_report_text(line_report(line, options.today)), "", ""});
    if (found) add_inks(dossier, *found);
    dossier.sections.push_back({"Dilutions on each class of skin", dated + "; one typical scalp of each class, by the model",
                                line_ladder_text(line_ladder(line, {}, {}, Dots{}, ladder_water_parts(), options.today)), "",
                                ""});
    CoverageOptions covering = options.coverage;
    covering.matching.today = options.today;
    const LineCoverage covered = line_coverage(line, covering);
    dossier.sections.push_back({"Whom the line serves",
                                fmt::format("{}; {} clients drawn, by the model", dated, covering.clients),
                                coverage_text(covered), "", ""});
    std::vector<LabResult> results;
    if (!options.results.empty()) results = load_lab_results(options.results);
    const Screen screened = screen(load_limit_list(options.list), results, &line);
    dossier.sections.push_back(
        {"Limits", fmt::format("{}; {} laboratory results", dated, results.size()), screen_text(screened), "", ""});
    dossier.sections.push_back({"What may be printed", dated, claims_text(claims_from(covered, &screened)), "", ""});
    return dossier;
}

std::string line_dossier_html(const LineDossier& dossier) {
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n<title>{0}: evidence</title>\n<style>{1}</style></head>"
        "<body>\n<h1>{0} {2}</h1>\n<p class=\"quiet\">Made by {3}. {4}</p>\n",
        escaped(dossier.name), page_style, escaped(dossier.version), escaped(dossier.maker), escaped(dossier.note));
    html += fmt::format("<p>This page was made on {} by <code>{}</code>, and can be made again by it.</p>\n",
                        escaped(dossier.date), escaped(dossier.command));
    for (const DossierSection& section : dossier.sections) {
        html += fmt::format("<h2>{}</h2>\n<p class=\"quiet\">{}</p>\n", escaped(section.title), escaped(section.basis));
        if (!section.figure.empty())
            html +=
                fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n", section.figure, escaped(section.caption));
        std::string lines;
        for (std::size_t start = 0; start < section.text.size();) {
            const std::size_t end = std::min(section.text.find('\n', start), section.text.size());
            lines += escaped(section.text.substr(start, end - start)) + "\n";
            start = end + 1;
        }
        html += "<pre>" + lines + "</pre>\n";
    }
    html += "<h2>Limits of all this</h2>\n<ul>\n";
    for (const std::string& limit : model_limits()) html += "<li>" + escaped(limit) + "</li>\n";
    return html + "</ul>\n</body></html>\n";
}

std::string line_dossier_text(const LineDossier& dossier) {
    std::string text = heading(fmt::format("{} {}", shown_line(dossier.name), shown_line(dossier.version)));
    text += fmt::format("Made on {} by: {}\n", dossier.date, shown_line(dossier.command));
    for (const DossierSection& section : dossier.sections)
        text += "\n" + heading(shown_line(section.title)) + shown_line(section.basis) + "\n" + section.text;
    return text;
}

std::string to_json(const LineDossier& dossier) { return text_of(json_of(dossier)); }

} // namespace undertone
