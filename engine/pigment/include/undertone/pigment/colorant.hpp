#pragma once
// One Colour Index pigment as dispersed: its optics per mg in 1 ml of skin, and what it is for. A
// whole ink that was measured, or is known by its label, is one colorant too.

#include "undertone/spectral/grid.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace undertone {

/// What a colorant is to the rules of matching. Stated with its data, never read off its id.
enum class ColorantRole { other, carbon_black, black_oxide, red_oxide, yellow_oxide, white };
inline constexpr std::array<std::pair<std::string_view, ColorantRole>, 6> colorant_roles{
    {{"other", ColorantRole::other},
     {"carbon_black", ColorantRole::carbon_black},
     {"black_oxide", ColorantRole::black_oxide},
     {"red_oxide", ColorantRole::red_oxide},
     {"yellow_oxide", ColorantRole::yellow_oxide},
     {"white", ColorantRole::white}}};

/// Where a colorant's optics come from. Nothing above asks, but whoever reads a report may.
enum class OpticsOrigin { mie, measured, label };
inline constexpr std::array<std::pair<std::string_view, OpticsOrigin>, 3> optics_origins{
    {{"mie", OpticsOrigin::mie}, {"measured", OpticsOrigin::measured}, {"label", OpticsOrigin::label}}};

/// The name of one of `colorant_roles` or `optics_origins`.
template <typename Value, std::size_t N>
constexpr std::string_view name_of(const std::array<std::pair<std::string_view, Value>, N>& names, Value value) {
    for (const auto& [name, known] : names)
        if (known == value) return name;
    return "";
}

/// One of them by its name; throws DomainError listing the names, which calls what was wanted `what`.
ColorantRole colorant_role(std::string_view name, const std::string& what = "role");
OpticsOrigin optics_origin(std::string_view name, const std::string& what = "optics");

/// One Colour Index pigment as dispersed: optics per mg of pigment in 1 ml of skin.
/// 1/mm per (mg/ml) is the same number as m2/g, in which absorption per mass is published.
struct Colorant {
    std::string id, name, color_index; ///< "carbon_black", "Carbon black", "CI 77266"
    Bands mu_a_per_mm = Bands::Zero(); ///< 1/mm per (mg/ml)
    Bands mu_s_per_mm = Bands::Zero(); ///< 1/mm per (mg/ml)
    Bands g = Bands::Zero();
    double density_g_per_ml = 1;
    std::string source;
    ColorantRole role = ColorantRole::other;
    OpticsOrigin optics = OpticsOrigin::mie;
    /// How uncertain the absorption is: standard deviations of the natural logarithm of its strength, the same in all bands, and
    /// of the exponent of its fall or rise with wavelength about 550 nm. 0 where nothing is stated.
    double absorption_log_sd = 0, absorption_exponent_sd = 0;

    /// Absorption at these standard normal deviates: mu_a exp(log_sd z_strength) (wavelength / 550 nm)^(exponent_sd z_exponent).
    Bands mu_a_at(double z_strength, double z_exponent) const;

    /// Throws DomainError: no id, optics that no medium has, a density no pigment has. `where` comes before the field's name.
    void validate(const std::string& where = "") const;
    /// Alike in every field and band.
    bool operator==(const Colorant& other) const;
};

/// `values` marked as measured, and checked as `validate` does: a colorant like any other from here on.
Colorant measured_colorant(Colorant values);

/// Grains as spheres, log-normal by volume.
struct ParticleSizes {
    double volume_median_diameter_nm = 100, geometric_sd = 1.5;
};

/// n + ik per band for one polarisation of a crystal, and its share of the grains' cross-section.
struct OpticalConstants {
    Bands n, k;
    double share = 1;
};

/// Fills the optics of `colorant` from Mie theory: spheres of `constants` (shares sum to 1), sizes and density in a
/// medium of refractive index n_medium, far enough apart to scatter independently (below about 5 % by volume). The
/// integral over sizes is a trapezium of `nodes` points over +-4 standard deviations: with 49, within 0.2 % for pigments
/// that absorb and 2 % for the scattering of TiO2, whose spheres resonate. Throws DomainError.
void set_mie_optics(Colorant& colorant, const std::vector<OpticalConstants>& constants, const ParticleSizes& sizes,
                    double n_medium = 1.4, int nodes = 49);

/// A colorant of data/pigments in skin, by id or a Colour Index name; worked out once and kept, safe from any thread. Throws DomainError naming those there
/// are, and why where one was withdrawn.
const Colorant& colorant(std::string_view id);

/// Ids of data/pigments that may be used, sorted.
const std::vector<std::string>& colorant_ids();

} // namespace undertone
