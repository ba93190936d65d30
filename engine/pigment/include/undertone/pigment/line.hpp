#pragma once
// Inks made of colorants, and a maker's line of inks, from values or from a file (data/schema/line.schema.json describes it).

#include "undertone/pigment/colorant.hpp"

#include <map>
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

/// One lot of an ink, as its bottles say.
struct InkLot {
    std::string lot, expires; ///< ISO date, or "" where not stated

    bool operator==(const InkLot&) const = default;
};

struct Ink {
    std::string id, name;
    std::vector<InkComponent> components;
    double density_g_per_ml = 1;
    std::string lot, expires; ///< of the bottle in hand: ISO date, or "" where not stated
    /// Where the maker names several: `lot` is "" until the file, or `with_lots`, says which is in hand; `expires` is then the latest.
    std::vector<InkLot> lots{};

    /// On this ISO date; never where either date is "". Of several lots: when all are.
    bool expired_on(const std::string& today) const;
    /// For a sentence: the lot, "not stated", or all there are ("A1 or B2").
    std::string lot_text() const;
    bool operator==(const Ink&) const = default;
};

/// The signed file that a line came in (undertone/pigment/ink_pack.hpp).
struct PackOrigin {
    std::string version;   ///< of the pack
    std::string signed_by; ///< fingerprint of the key

    /// "pack 3, signed by 9c1f-...".
    std::string text() const;
    bool operator==(const PackOrigin&) const = default;
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
    std::optional<PackOrigin> pack{}; ///< nothing where it came from elsewhere

    /// Index of the ink with this id; throws DomainError listing the ids there are.
    std::size_t ink_index(std::string_view ink_id) const;
    const Ink& ink(std::string_view ink_id) const { return inks[ink_index(ink_id)]; }
    Ink& ink(std::string_view ink_id) { return inks[ink_index(ink_id)]; }
    /// Alike in content, and of the same pack where they came in one, whatever files those are.
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
    std::vector<InkLot> lots{};             ///< where there are several; `lot` is then that in hand, "" where nobody said
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

/// The same line with these lots in hand, by ink id. Throws DomainError naming the lots there are.
Line with_lots(Line line, const std::map<std::string, std::string>& lots);

/// What a line is read from.
struct LineSource {
    std::string toml_text, file; ///< as `parse_line` takes them
    std::optional<PackOrigin> pack;
};

/// Whether it is the name of a line shipped with the engine: it then means that line, whatever files are called the same.
bool is_shipped_line(const std::string& name);

/// A line shipped with the engine ("demo"), a path to a line's .toml file, or to an ink pack, whose signature is checked. `signed_by`, a key's
/// fingerprint, refuses packs of other signers and what is no pack; "" asks for nothing. Throws DataError, and DomainError for no fingerprint.
LineSource line_source(const std::string& name_or_path, const std::string& signed_by = "");
Line load_line(const std::string& name_or_path, const std::string& signed_by = "");

/// Parses a line's TOML; `file` names it in errors. Unknown keys are refused.
Line parse_line(std::string_view toml_text, const std::string& file);

/// The same for a line kept with earlier results, which may hold colorants that were withdrawn since.
Line parse_kept_line(std::string_view toml_text, const std::string& file);

/// The line as the TOML of such a file: parse_line gives an equal line, but for the pack that it came in.
std::string line_toml(const Line& line);

} // namespace undertone
