#pragma once
// A mix drawn down on a card: what a cup looks like before any of it is in skin.
//
// What counts is the pigment over each mm2, so the film is described as it was laid: wet thickness and mg/ml in the cup. Drying
// changes neither. Pigment is taken as dispersed in something of skin's refractive index (water is lower, a dry binder higher),
// the card as sealed: a film that soaks in is not a film.

#include "undertone/pigment/line.hpp"

namespace undertone {

/// Of a film's whole volume, as it lies wet. Throws DomainError in what takes it: no medium has such.
struct FilmOptics {
    Bands mu_a_per_mm = Bands::Zero(), mu_s_per_mm = Bands::Zero(), g = Bands::Zero();
};

/// Of a cup with these amounts of the line's colorants. Throws DomainError: wrong length, negative amounts.
FilmOptics film_optics(const Line& line, const Eigen::ArrayXd& mg_per_ml);

/// Reflectance, surface reflection excluded, of a film of any medium so thick that nothing shows through.
Bands masstone(const FilmOptics& film);

/// Reflectance, surface reflection excluded, of a film so thick that nothing shows through: the pigment's own colour. Only the
/// proportions of the amounts count. Throws DomainError: wrong length, negative amounts, none at all.
Bands masstone(const Line& line, const Eigen::ArrayXd& mg_per_ml);

/// A sealed, opaque card (or its printed black part) by its reflectance without the surface reflection.
class DrawdownCard {
public:
    /// Throws DomainError where a band is not above 0 and below 0.96: beyond it nothing that only scatters lies under a smooth
    /// surface, and a card so bright fluoresces.
    explicit DrawdownCard(const Bands& reflectance);

    const Bands& reflectance() const { return reflectance_; }

    /// Reflectance of a film of `wet_thickness_mm` of this cup on the card, surface reflection excluded; the card's own for a
    /// thickness of 0. Throws DomainError: wrong lengths, negative amounts or thickness.
    Bands under_film(const Line& line, const Eigen::ArrayXd& mg_per_ml, double wet_thickness_mm) const;
    /// Of a film of any medium.
    Bands under_film(const FilmOptics& film, double wet_thickness_mm) const;

private:
    Bands reflectance_, mu_a_per_mm_; ///< absorption that a bottomless scatterer needs to reflect so
};

} // namespace undertone
