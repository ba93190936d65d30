#pragma once
// A line with its evidence as one page: what it holds, how its inks were measured, whom it serves, what may be said, and the command by which a
// colleague makes the page again.

#include "undertone/app/coverage.hpp"
#include "undertone/app/line_folder.hpp"
#include "undertone/app/line_ladder.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

struct DossierSection {
    std::string title;
    std::string basis;   ///< n, date and method of its numbers
    std::string text;    ///< as the command of its own prints it
    std::string figure;  ///< SVG, or ""
    std::string caption; ///< of the figure
};

struct LineDossier {
    std::string line, name, maker, version, note, date;
    std::string command; ///< that makes it again from the folder
    std::vector<DossierSection> sections;
};

struct DossierOptions {
    CoverageOptions coverage;
    std::string list = "eu_2020_2081"; ///< of limits
    std::string results;               ///< a laboratory's, "" for none: the screen then says "not shown"
    std::string today;                 ///< 2026-11-30
    std::string quality_log{};         ///< of judged batches, for their charts; "" for none
    std::string exposure_series{};     ///< of drawdowns in light, for their rates; "" for none
    std::string signed_by{};           ///< of an ink pack, "" for whoever did
};

/// `line_or_folder`: a line that ships, a folder with evidence.toml, which is characterised first, a line's .toml, or an ink pack. Throws DataError and DomainError.
/// `progress` (may be empty) is told clients of the coverage done and in all, on this thread: they take nearly all of the time.
LineDossier line_dossier(const std::string& line_or_folder, const DossierOptions& options,
                         const std::function<void(int, int)>& progress = {});

/// One self-contained page, legible in grey; every text from outside is escaped.
std::string line_dossier_html(const LineDossier& dossier);
std::string line_dossier_text(const LineDossier& dossier);
std::string to_json(const LineDossier& dossier);

} // namespace undertone
