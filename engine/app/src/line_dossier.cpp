#include "undertone/app/line_dossier.hpp"

#include "dossier_figures.hpp"
#include "fields_json.hpp"
#include "html_parts.hpp"
#include "text_parts.hpp"

#include "undertone/app/batch_report.hpp"
#include "undertone/app/lightfastness_text.hpp"
#include "undertone/app/limits.hpp"
#include "undertone/app/line_report.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/supply/quality_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace undertone {

namespace {

constexpr InputKind quality_log_kind{"the log of batches", 256 * input_kinds::megabyte,
                                     "a judged batch takes a kilobyte: this is another kind of file",
                                     "name one that `undertone line qc --log` has made"};

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

/// A chart for each ink of the log that has one; why not, for the others.
void add_batches(LineDossier& dossier, const std::string& path) {
    if (path.empty()) return;
    read_input_file(path, quality_log_kind); // a log that is not there would be made
    const QualityLog log(path);
    std::set<std::string> inks;
    for (const LogEntry& entry : log.entries()) inks.insert(entry.ink);
    for (const std::string& ink : inks) {
        DossierSection section{"Batches of " + ink, fmt::format("n = {} judged lots, as logged", log.entries(ink).size()),
                               "", "", ""};
        try {
            const ControlChart chart = log.chart(ink, "difference");
            section.text = control_chart_text(chart);
            section.figure = control_chart_svg(chart);
            section.caption = fmt::format(
                "{}: difference of each lot from the master, above its moving average; dashes are the control limits, of {} "
                "values; filled points break a rule; n = {} lots",
                ink, chart.baseline, chart.points.size());
        } catch (const DomainError& error) { // one lot alone, or lots judged in several ways
            section.text = std::string("No chart: ") + error.what() + "\n";
        }
        dossier.sections.push_back(std::move(section));
    }
    if (inks.empty()) dossier.sections.push_back({"Batches", "n = 0 judged lots", "The log holds no lot yet.\n", "", ""});
}

void add_lightfastness(LineDossier& dossier, const std::string& path) {
    if (path.empty()) return;
    const ExposureSeries series = read_exposure_series(path);
    const Lightfastness found = lightfastness(series.readings, series.unit);
    DossierSection section{"Lightfastness",
                           fmt::format("n = {} readings of drawdowns; {}", series.readings.size(),
                                       found.method.empty() ? "method not stated" : found.method),
                           lightfastness_text(found), lightfastness_svg(found), ""};
    if (!section.figure.empty())
        section.caption = fmt::format("Strength lost per unit of exposure, of drawdowns and not of skin, each with its "
                                      "{:.0f} % interval; n = readings of each ink. "
                                      "An interval that reaches 0 shows no fading",
                                      100 * found.confidence);
    dossier.sections.push_back(std::move(section));
}

constexpr const char* page_style = R"(@page { size: A4; margin: 14mm; }
body { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 6mm auto; line-height: 1.35; }
h1 { font-size: 1.6em; margin: 0; } h2 { font-size: 1.15em; border-bottom: 1px solid #111; margin: 6mm 0 1mm; break-after: avoid; }
pre { white-space: pre-wrap; font-size: 8pt; line-height: 1.25; margin: 1mm 0; } .quiet { color: #444; font-size: .92em; }
figure { margin: 2mm 0; max-width: 165mm; break-inside: avoid; } figcaption { font-size: .85em; color: #333; }
)";

std::string command_of(const std::string& line_or_folder, const DossierOptions& options) {
    std::string command = fmt::format("undertone line report {} --clients {} --seed {} --list {}", line_or_folder,
                                      options.coverage.clients, options.coverage.seed, options.list);
    if (!options.signed_by.empty()) command += " --signed-by " + options.signed_by;
    if (!options.quality_log.empty()) command += " --log " + options.quality_log;
    if (!options.exposure_series.empty()) command += " --exposure " + options.exposure_series;
    if (!options.results.empty()) command += " --results " + options.results;
    return command;
}

} // namespace

LineDossier line_dossier(const std::string& line_or_folder, const DossierOptions& options,
                         const std::function<void(int, int)>& progress) {
    const bool is_folder = !is_shipped_line(line_or_folder) && std::filesystem::is_directory(line_or_folder);
    std::optional<LineCharacterisation> found;
    if (is_folder) found = characterise_line(read_line_evidence(line_or_folder), options.today);
    if (found && !options.signed_by.empty())
        throw DomainError("signed_by", options.signed_by, "only together with an ink pack", "a folder is not signed");
    const Line line = found ? found->line : load_line(line_or_folder, options.signed_by);
    LineDossier dossier{
        line.id, line.name, line.maker, line.version, line.note, options.today, command_of(line_or_folder, options), {}};
    const std::string dated = "worked out on " + options.today;
    dossier.sections.push_back({"What the line holds", dated, line_report_text(line_report(line, options.today)), "", ""});
    if (found) add_inks(dossier, *found);
    add_batches(dossier, options.quality_log);
    add_lightfastness(dossier, options.exposure_series);
    dossier.sections.push_back({"Dilutions on each class of skin", dated + "; one typical scalp of each class, by the model",
                                line_ladder_text(line_ladder(line, {}, {}, Dots{}, ladder_water_parts(), options.today)), "",
                                ""});
    CoverageOptions covering = options.coverage;
    covering.matching.today = options.today;
    const LineCoverage covered = line_coverage(line, covering, progress);
    dossier.sections.push_back(
        {"Whom the line serves", fmt::format("{}; {} clients drawn, by the model", dated, covering.clients),
         coverage_text(covered), coverage_map_svg(covered),
         fmt::format("Share of clients who are served when healed, and their number n, by class of skin and "
                     "colour of hair; darker where fewer are served; \"no need\" where nobody can tell the fringe from bare "
                     "skin; n = {} in all, {} skins; by the model, "
                     "not validated on healed scalp",
                     covered.overall.clients, covered.skins)});
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
