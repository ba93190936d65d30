#pragma once
// Tinting strength of a batch against its standard. It is never one number: "as many tinting strength values as there are matching
// criteria", each for a light, an observer and a geometry, which stay with it.

#include "undertone/base/diagnostic.hpp"
#include "undertone/supply/kubelka_munk.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct StrengthOptions {
    SurfaceReflection surface{0, 0, false}; ///< what is taken off before K/S; surface_of() gives that of a geometry
    std::string geometry;                   ///< as measured; kept with the result
    std::string illuminant = "D65", observer = "1964_10deg";
    double c_standard = 1, c_batch = 1;   ///< colorant in each film, in any one unit
    double first_nm = 400, last_nm = 700; ///< bands that count
    std::optional<Bands> white;           ///< reflectance of the white that both are tints of; its K/S is taken off

    /// Throws DomainError.
    void validate() const;
};

/// Saunderson's correction where the reading holds the surface's reflection ("8/d SCI"), none elsewhere.
SurfaceReflection surface_of(std::string_view geometry);

/// Strength by one criterion.
///   "swl"         K/S at the standard's maximum of absorption
///   "sum"         K/S summed over the bands
///   "wsum"        the same weighted with E (x + y + z) (Derbyshire and Marshall 1980 call it Integ)
///   "y"           the batch's K/S times f meets the standard in Y; strength is 100 / f
///   "lowest_xyz"  the same in that of X, Y, Z which is the lowest part of white's (ISO 787-24)
struct CriterionStrength {
    std::string criterion;
    double percent = 0;               ///< of the standard's, for equal amounts of colorant
    double residual_delta_e_2000 = 0; ///< what remains when the batch is made up to the standard's strength
    std::optional<double> at_nm;      ///< of "swl"
};

struct Strength {
    std::vector<CriterionStrength> criteria;
    std::string geometry, illuminant, observer;
    double c_standard = 1, c_batch = 1;
    Diagnostics diagnostics; ///< "criteria_disagree"

    /// Throws DomainError for what is no criterion.
    const CriterionStrength& by(std::string_view criterion) const;
};

/// Of opaque films, by reflectance as read. Throws DomainError: readings that no film under that surface gives, a standard that
/// absorbs nothing, concentrations that are not positive, a strength beyond 1 000 times.
Strength strength(const Bands& standard, const Bands& batch, const StrengthOptions& options = {});

} // namespace undertone
