#pragma once
// The optics of an ink from drawdowns of it: absorption and scattering in every band, with how well each is known, as a colorant
// that matching and fading take like any other.
//
// Unknown are ln(mu_a) and ln(mu_s (1 - g)) of the undiluted ink in each band, its g, and the thickness of every film, which is the same in all
// bands. Films are solved by radiative transfer on their own measured card. Neighbouring bands are held together only as far as the
// readings' own noise asks: the stiffness is the one under which the readings are most probable (evidence, MacKay 1992). The answer
// is the most probable point, its ranges those of the normal distribution about it.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/pigment/film.hpp"
#include "undertone/spectral/resample.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// Another ink of known optics, undiluted, mixed into a film: the white of a tint.
struct KnownInk {
    FilmOptics optics;
    double parts = 0; ///< by volume, to one part of the ink that is characterised
};

/// One film on one card. Reflectances without the surface reflection.
struct InkFilm {
    std::string name;           ///< for messages: "20:1 on white"
    std::string backing;        ///< what the card is said to be: "white", "black", or "" where it is not said
    Bands card = Bands::Zero(); ///< the same card bare
    Coverage card_coverage;
    Bands reflectance = Bands::Zero(); ///< of the film on it
    Coverage coverage;
    double water_parts = 0;                 ///< N of N:1
    std::optional<double> wet_thickness_mm; ///< nothing: unknown
    bool thickness_measured =
        false;           ///< by gauge or weighing; else what the bar is named, of which it leaves half to nine tenths
    bool opaque = false; ///< laid so thick that nothing shows through: its thickness does not count
    std::optional<KnownInk> tint;
    int readings = 3;            ///< averaged
    double repeat_delta_e = 0.5; ///< of one of them

    /// Volume of the ink in one volume of the film.
    double ink_share() const;
};

/// Light that passes straight through ink thinned in a cuvette, over that through the thinner alone.
struct CuvetteReading {
    std::string name;
    Bands transmittance = Bands::Zero();
    Coverage coverage;
    double path_mm = 10;
    double water_parts = 0;
    double log_sd = 0.02; ///< of the transmittance
};

/// What is said of the ink. None of it changes the colour of its films.
struct InkStatement {
    std::string id = "ink", name, color_index; ///< "CI 77266", or ""
    ColorantRole role = ColorantRole::other;
    double pigment_mg_per_ml = 150; ///< for weights alone: the optics are per ml of ink
    double pigment_density_g_per_ml = 2;
    double g = 0.5,
           g_sd =
               0.15;  ///< mean cosine of scattering, which films hardly tell from less; colorants that ship have 0.3 to 0.6
    std::string date; ///< of the films, for `Colorant::source`

    /// Throws DomainError.
    void validate() const;
};

/// What one film had to say.
struct FilmExplained {
    std::string name;
    Lab read, predicted;                    ///< D65, 2 degrees
    double delta_e = 0;                     ///< between them, CIEDE2000
    double kubelka_munk_delta_e = 0;        ///< the same of Kubelka and Munk's model, fitted to the same films
    std::optional<double> left_out_delta_e; ///< predicted from the films of other dilutions alone
    ValueRange wet_thickness_mm;            ///< as found, 80 %; 0 of an opaque film
};

/// The film that would narrow most what this ink does in skin.
struct NextFilm {
    std::string backing;
    double water_parts = 0;
    double log_sd_before = 0, log_sd_after = 0; ///< of absorption and scattering, weighted by their part in the extinction
};

/// An ink as its films show it.
struct InkCharacterisation {
    Colorant colorant;                                                      ///< per mg/ml of the pigment that was stated
    double pigment_mg_per_ml = 0;                                           ///< of the undiluted ink
    Bands mu_a_per_mm = Bands::Zero(), mu_s_reduced_per_mm = Bands::Zero(); ///< of the undiluted ink; mu_s (1 - g)
    Bands mu_a_log_sd = Bands::Zero(),
          mu_s_reduced_log_sd = Bands::Zero(); ///< standard deviations of their natural logarithms
    Eigen::MatrixXd covariance;                ///< of ln(mu_a), then of ln of reduced mu_s: 162 x 162
    Coverage coverage;                         ///< bands that some film was read in; elsewhere neighbours speak
    double smoothness =
        0; ///< standard deviation of the second difference of ln(mu) from band to band, as the readings chose it
    std::vector<FilmExplained> films;
    /// Of the exponent by which absorption and scattering fall as the ink is thinned, less 1: 0 where they fall as the dilution says.
    ValueRange dilution_exponent;
    std::optional<NextFilm> next_film;
    double misfit = 0; ///< root mean square of the readings, in standard deviations
    bool converged = false;
    /// "one_film", "one_backing", "film_opaque", "scattering_not_told", "thickness_unlikely", "dilution_not_linear",
    /// "film_unexplained", "bands_extended", "not_converged"
    Diagnostics diagnostics;
    std::string sentence; ///< "measured by 6 films: ..."
};

/// Throws DomainError: no film, values no film can have, negative parts, a card said to be white that is not (or black), films laid on
/// the other card than said, a more dilute film that is the darker one.
InkCharacterisation characterise_ink(std::span<const InkFilm> films, const InkStatement& ink = {},
                                     std::span<const CuvetteReading> cuvettes = {});

} // namespace undertone
