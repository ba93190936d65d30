#pragma once
// Inks made of colorants, and a maker's line of inks, from values or from a file (data/schema/line.schema.json describes it).

#include "undertone/pigment/colorant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct InkComponent {
    std::size_t colorant = 0; ///< index into Line::colorants
    double mg_per_ml = 0;

    bool operator==(const InkComponent&) const = default;
};

struct Ink {
    std::string id, name;
    std::vector<InkComponent> components;
    double density_g_per_ml = 1;
    std::string lot, expires; ///< ISO date, or "" where not stated

    /// On this ISO date; never where either date is "".
    bool expired_on(const std::string& today) const;
    bool operator==(const Ink&) const = default;
};

inline constexpr double water_g_per_ml = 0.9982; ///< at 20 C

struct Line {
    std::string id, name, maker, version, note;
    std::vector<Colorant> colorants;
    std::vector<Ink> inks;
    double diluent_density_g_per_ml = water_g_per_ml;
    std::string diluent_name = "distilled water";
    double carrier_density_g_per_ml = water_g_per_ml; ///< of what the pigment is dispersed in
    std::string carrier_name = "water";

    /// Index of the ink with this id; throws DomainError listing the ids there are.
    std::size_t ink_index(std::string_view ink_id) const;
    /// Alike in content, whatever files they come from.
    bool operator==(const Line&) const = default;
};

/// An ink as its maker states it.
struct InkDescription {
    struct Component {
        std::string colorant; ///< id of one of LineDescription::colorants, or else of data/pigments
        double mg_per_ml = 0;
    };

    std::string id, name;
    std::vector<Component> components;
    std::optional<double> density_g_per_ml; ///< worked out from pigment and carrier where not stated
    std::string lot, expires;               ///< ISO date, or ""
};

/// A line as its maker states it: what a line's file holds.
struct LineDescription {
    std::string id, name, maker, version, note;
    std::vector<Colorant> colorants; ///< the maker's own, measured or modelled; those of data/pigments need not be named
    std::vector<InkDescription> inks;
    double diluent_density_g_per_ml = water_g_per_ml;
    std::string diluent_name = "distilled water";
    double carrier_density_g_per_ml = water_g_per_ml;
    std::string carrier_name = "water";
};

/// Its colorants are the maker's own and those of data/pigments that the inks hold. Throws DomainError that names the field
/// ("inks[2].components[0].mg_per_ml") for what a line's file would be refused for.
Line make_line(const LineDescription& description);

/// A line shipped with the engine ("demo"), or a path to a line's .toml file. Throws DataError.
Line load_line(const std::string& name_or_path);

/// The TOML of such a line, as `parse_line` takes it. Throws DataError.
std::string line_text(const std::string& name_or_path);

/// Parses a line's TOML; `file` names it in errors. Unknown keys are refused.
Line parse_line(std::string_view toml_text, const std::string& file);

/// The same for a line kept with earlier results, which may hold colorants that were withdrawn since.
Line parse_kept_line(std::string_view toml_text, const std::string& file);

/// The line as the TOML of such a file: parse_line gives an equal line.
std::string line_toml(const Line& line);

} // namespace undertone
