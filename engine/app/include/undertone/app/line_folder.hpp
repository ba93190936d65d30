#pragma once
// A supplier's or practitioner's own line as a folder: evidence.toml says which films, labels and mixtures there are, films/ holds the
// instrument's files, line.toml is made from them.

#include "undertone/app/reading_conditions.hpp"
#include "undertone/base/diagnostic.hpp"
#include "undertone/pigment/line.hpp"
#include "undertone/supply/characterise_ink.hpp"
#include "undertone/supply/label_ink.hpp"
#include "undertone/supply/mixture_check.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace undertone {

/// Where one film's reading stands, and how the film was laid.
struct FilmEntry {
    std::string file, reading; ///< in the folder; of the file the readings so named, "" for all
    std::string backing = "white";
    double water_parts = 0;
    std::optional<double> wet_thickness_mm;
    bool thickness_measured = false, opaque = false;

    std::string name() const;
};

struct InkEntry {
    InkStatement statement;
    std::string lot, expires;
    std::vector<InkLot> lots;       ///< where there are several
    std::vector<std::string> label; ///< Colour Index numbers by falling amount
    double least_pigment_mg_per_ml = 50, most_pigment_mg_per_ml = 300;
    std::vector<FilmEntry> films;
    std::vector<LabFilm> colors; ///< of a phone colorimeter
};

struct MixtureEntry {
    std::map<std::string, double> parts;
    FilmEntry film;
};

/// What evidence.toml says.
struct LineEvidence {
    std::string folder;
    std::string id, name, maker, version, note;
    InstrumentOptions instrument;
    std::vector<FilmEntry> cards; ///< bare cards, by backing
    std::vector<InkEntry> inks;
    std::vector<MixtureEntry> mixtures;
};

/// Throws DataError with line and column.
LineEvidence read_line_evidence(const std::string& folder);
/// Of its text; `file` names it in errors.
LineEvidence parse_line_evidence(std::string_view text, const std::string& file);

struct CharacterisedInk {
    std::string id, name;
    std::optional<InkCharacterisation> measured;
    std::optional<LabelInk> label;
    Diagnostics diagnostics; ///< of reading its files
};

struct LineCharacterisation {
    Line line;
    std::vector<CharacterisedInk> inks;
    std::optional<MixtureReport> mixtures;
    Diagnostics diagnostics;
};

/// Characterises every ink (or `only`), and puts the mixtures to the test. `today` dates colorants that the files do not. Throws DataError
/// and DomainError.
LineCharacterisation characterise_line(const LineEvidence& evidence, const std::string& today, const std::string& only = "");

std::string line_characterisation_text(const LineCharacterisation& found);
std::string to_json(const LineCharacterisation& found);

/// Each entry of a folder judged: file, reading, what is wrong.
struct EvidenceCheck {
    std::string entry, file;
    bool usable = false;
    std::string error; ///< "" where it can be used
    int readings = 0;
    Diagnostics diagnostics;
};

struct LineCheck {
    std::string folder;
    std::vector<EvidenceCheck> entries;
    bool usable() const;
};

LineCheck check_line_folder(const std::string& folder);
std::string line_check_text(const LineCheck& check);
std::string to_json(const LineCheck& check);

/// Files of a new folder: path in it, content. Throws DomainError for a name that is no id.
std::vector<std::pair<std::string, std::string>> new_line_folder(const std::string& id);

} // namespace undertone
