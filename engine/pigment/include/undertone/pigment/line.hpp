#pragma once
// Inks made of colorants, and a maker's line of inks. data/schema/line.schema.json describes the file.

#include "undertone/pigment/colorant.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct InkComponent {
    std::size_t colorant = 0; ///< index into Line::colorants
    double mg_per_ml = 0;
};

struct Ink {
    std::string id, name;
    std::vector<InkComponent> components;
    double density_g_per_ml = 1;
    std::string lot, expires; ///< ISO date, or "" where not stated
};

struct Line {
    std::string id, name, maker, version, note;
    std::vector<Colorant> colorants;
    std::vector<Ink> inks;
    double diluent_density_g_per_ml = 0.9982; ///< water at 20 C
    std::string diluent_name = "distilled water";

    /// Index of the ink with this id; throws DomainError listing the ids there are.
    std::size_t ink_index(std::string_view ink_id) const;
};

/// A line shipped with the engine ("demo"), or a path to a line's .toml file. Throws DataError.
Line load_line(const std::string& name_or_path);

/// The TOML of such a line, as `parse_line` takes it. Throws DataError.
std::string line_text(const std::string& name_or_path);

/// Parses a line's TOML; `file` names it in errors. Unknown keys are refused.
Line parse_line(std::string_view toml_text, const std::string& file);

} // namespace undertone
