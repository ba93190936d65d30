// What a line's folder holds, as text, as JSON, and as the files of a new one.
#include "undertone/app/line_folder.hpp"

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

std::string films_table(const InkCharacterisation& ink) {
    std::string text = fmt::format("  {:<34} {:<18} {:>7} {:>8} {:>9}  {}\n", "film", "read L* a* b*", "delta E", "left out",
                                   "Kub.-Munk", "wet, um (80 %)");
    for (const FilmExplained& film : ink.films)
        text += fmt::format("  {:<34} {:<18} {:>7.2f} {:>8} {:>9.2f}  {}\n", shown_line(film.name), lab_text(film.read),
                            film.delta_e, film.left_out_delta_e ? fmt::format("{:.2f}", *film.left_out_delta_e) : "-",
                            film.kubelka_munk_delta_e,
                            film.wet_thickness_mm.median > 0
                                ? fmt::format("{:.0f} ({:.0f} to {:.0f})", 1000 * film.wet_thickness_mm.median,
                                              1000 * film.wet_thickness_mm.low, 1000 * film.wet_thickness_mm.high)
                                : "opaque");
    return text;
}

std::string mixtures_text(const MixtureReport& report) {
    std::string text = "\n" + heading("Mixtures") + shown_line(report.sentence) + "\n\n";
    for (const MixturePrediction& one : report.mixtures)
        text += fmt::format("  {:<40} read {:<18} predicted {:<18} delta E {:.2f}\n", shown_line(one.name),
                            lab_text(one.read), lab_text(one.predicted), one.delta_e);
    text += "\n";
    for (const InkVerdict& ink : report.inks)
        text += ink.mixtures == 0
                    ? fmt::format("  {:<16} not tested: no mixture holds it\n", shown_line(ink.ink_id))
                    : fmt::format("  {:<16} {:<5} n {}, delta E {:.1f} at the median, {:.1f} at worst\n",
                                  shown_line(ink.ink_id), ink.verdict, ink.mixtures, ink.median_delta_e, ink.worst_delta_e);
    return text;
}

constexpr const char* evidence_template = R"(# What is known of this line. Undertone makes line.toml from it:
#   undertone line check {0}          can the files be used?
#   undertone line characterise {0}   what each ink is; --write makes {0}/line.toml
#   undertone match CLIENT --line {0}/line.toml

[line]
id = "{0}"
name = "{0}"
maker = "state it"
version = "1"
note = ""

# How the files were read, where they do not say it: a preset of `undertone match --help`, or geometry = "8/d SCI".
[readings]
# instrument = "konica_minolta_cm_700d_sci"

# The bare card, once for each backing. `reading` picks readings of a file by name; leave it out where the file holds only these.
[[cards]]
backing = "white"
file = "films/cards.csv"
reading = "white"

[[cards]]
backing = "black"
file = "films/cards.csv"
reading = "black"

# One table per bottle. Lay films with a drawdown bar on a sealed black-and-white card, two or three dilutions, dry, three readings each.
[[inks]]
id = "black"
name = "Black"
color_index = "CI 77266"       # the pigment that there is most of, from the label
# lot = "L123"
# expires = "2028-03-31"
# lots = [{{ lot = "L123", expires = "2028-03-31" }}, {{ lot = "L124", expires = "2028-09-30" }}]   # instead, where you sell several
# pigment_mg_per_ml = 150      # if the maker states it; it serves weights alone

[[inks.films]]
file = "films/black.csv"
reading = "20:1 white"
backing = "white"
water_parts = 20               # parts of water to one part of ink
wet_thickness_um = 100         # what the bar is named
# thickness_measured = true    # if a gauge or a balance says so: narrows the strength three times

[[inks.films]]
file = "films/black.csv"
reading = "20:1 black"
backing = "black"
water_parts = 20
wet_thickness_um = 100

# A bottle of which only the label is known: Colour Index numbers in the label's order. Answers are then wide.
# [[inks]]
# id = "brown"
# label = ["CI 77491", "CI 77492", "CI 77266"]
# solids_mg_per_ml = [50, 300]
# [[inks.colors]]              # a phone colorimeter on a film, if you have one
# lab = [52.1, 10.3, 18.4]
# water_parts = 20
# wet_thickness_um = 100

# Mixtures that were laid and read, to put the line to the test.
# [[mixtures]]
# parts = {{ black = 1, brown = 3 }}
# water_parts = 10
# file = "films/mixtures.csv"
# reading = "black and brown"
# backing = "white"
# wet_thickness_um = 100
)";

constexpr const char* readme_template = R"(# {0}

A line of inks, entered by measurement. `evidence.toml` says what was laid and read, `films/` holds the instrument's files as they came.

1. Shake the bottle. Thin with distilled water by volume: 8:1, 30:1 and 100:1 suit most inks (a film should neither hide the card nor vanish).
2. Lay each with one bar on a black-and-white card, and let it dry level. Read the bare card, white and black.
3. Read each film three times on white and three times on black, in different places, with one geometry.
4. Fill in `evidence.toml`, then `undertone line check {0}` and `undertone line characterise {0} --write`.

Each number that comes out names its films. Lay the film that `characterise` asks for next, and the ranges narrow.
)";

} // namespace

std::string line_characterisation_text(const LineCharacterisation& found) {
    std::string text = heading("Line " + found.line.id);
    for (const CharacterisedInk& ink : found.inks) {
        text += fmt::format("{}\n", shown_line(ink.id));
        const Diagnostics& findings = ink.measured ? ink.measured->diagnostics : ink.label->diagnostics;
        text += "  " + shown_line(ink.measured ? ink.measured->sentence : ink.label->sentence) + "\n";
        if (ink.measured) text += films_table(*ink.measured);
        Diagnostics all = ink.diagnostics;
        all.insert(all.end(), findings.begin(), findings.end());
        add_diagnostics(text, all);
        text += "\n";
    }
    if (found.mixtures) text += mixtures_text(*found.mixtures);
    add_diagnostics(text, found.diagnostics);
    return text;
}

std::string to_json(const LineCharacterisation& found) { return text_of(json_of(found)); }

std::string line_check_text(const LineCheck& check) {
    std::string text;
    for (const EvidenceCheck& one : check.entries) {
        text += fmt::format("{:<8} {:<16} {}", one.usable ? "ok" : "NOT OK", shown_line(one.entry), shown_line(one.file));
        if (one.usable)
            text += fmt::format(" ({} {})", one.readings,
                                one.file.starts_with("its ") ? "films"
                                : one.readings == 1          ? "reading"
                                                             : "readings");
        text += "\n";
        if (!one.error.empty()) text += "         " + shown_line(one.error) + "\n";
        for (const Diagnostic& d : one.diagnostics)
            if (d.severity != Severity::info) text += "         " + shown_line(d.message) + "\n";
    }
    return text + (check.usable() ? "The folder can be used.\n" : "The folder cannot be used as it is.\n");
}

std::string to_json(const LineCheck& check) { return text_of(json_of(check)); }

std::vector<std::pair<std::string, std::string>> new_line_folder(const std::string& id) {
    const bool plain = !id.empty() && id.size() <= 60 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-';
    });
    if (!plain)
        throw DomainError("name", "\"" + id + "\"", "letters, digits, _ and -, at most 60",
                          "it names the folder, and the line in recipes");
    return {{"evidence.toml", fmt::format(evidence_template, id)},
            {"README.md", fmt::format(readme_template, id)},
            {"films/README.md", "The instrument's files go here, as they came.\n"}};
}

} // namespace undertone
