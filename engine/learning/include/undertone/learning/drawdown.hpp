#pragma once
// How much of each ink a cup really holds, estimated from drawdowns before any of it is in skin.
//
// Unknown are ln(amount found / amount meant) of each ink, per ml of the cup, and ln(film thickness). Each ink's amount errs by
// itself (a step too many, a weak lot) and all together (too little water); the thickness is what the bar leaves. Only pigment
// per area colours a film, so only the prior of the thickness separates thickness from the strength of all inks together: with
// a film of unknown thickness only the proportions are learnt, and the answer says so. Two cards, white and black, determine inks
// that scatter better. The posterior is normal about the most probable point; tests hold its ranges against simulated drawdowns.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/learning/healing.hpp"
#include "undertone/pigment/blend.hpp"
#include "undertone/pigment/implant.hpp"
#include "undertone/spectral/resample.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// The film on one card. All reflectances without the surface reflection.
struct Drawdown {
    Bands card = Bands::Zero(); ///< the same card bare
    Coverage card_coverage;
    std::optional<Bands> reflectance; ///< of the film on it; or else
    Coverage coverage;                ///< of `reflectance`
    std::optional<Lab> lab;           ///< a colour alone, with
    std::string illuminant = "D65", observer = "1931_2deg";
    double surface = 0;          ///< surface reflection that `lab` was measured with; 0 where it was taken without
    int readings = 3;            ///< averaged
    double repeat_delta_e = 0.5; ///< of one of them: films are less even than cards
    std::string name;            ///< for messages: "drawdown 1"
    /// A part of the cup was thinned to N:1 for this film; nothing: the film is of the cup as it is.
    std::optional<double> thinned_to_water_parts = {};
};

struct DrawdownOptions {
    /// Wet film, common to all drawdowns of the cup. A bar or applicator leaves its nominal half to nine tenths; state what it
    /// leaves, and a log_sd near 1 where nobody knows (a brush, a finger).
    LogNormal thickness_mm{0.1, 0.1};
    double ink_log_sd =
        0.3; ///< of each ink's own amount: a syringe step or a drop too many in a small pour, a lot off strength
    double strength_log_sd = 0.2; ///< of all inks together against the water
    /// Refits with each ink taken for another of the line where the drawdown stays unexplained.
    bool suspect_other_inks = true;

    /// Throws DomainError.
    void validate() const;
};

struct InkFound {
    std::string ink_id, name;
    double mg_per_ml_meant = 0; ///< of this ink's pigment, in the cup
    LearntRange factor;         ///< found over meant
};

/// What is in the cup.
struct CupFound {
    std::vector<InkFound> inks; ///< in the order of their ids
    LearntRange strength;       ///< all pigment found over meant, by mass
    LearntRange thickness_mm;   ///< wet
    Eigen::ArrayXd mg_per_ml;   ///< per colorant of the line, at the mean
    /// ln(factor) of the inks, then ln(thickness).
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
    /// Per drawdown, under its own illuminant (D65 for spectra).
    std::vector<Lab> predicted, read, explained; ///< as mixed and laid; measured; as found
    double misfit = 0;                           ///< root mean square, in standard deviations
    /// N of N:1 to which a part of the cup is to be thinned for a film that tells its strength, where these do not because they are too
    /// strong (Drawdown::thinned_to_water_parts).
    std::optional<double> thin_to_water_parts;
    bool converged = false;
    std::string other_ink; ///< which ink the films look as if it had gone in for another, as a sentence; "" for none
    /// False where nothing that could have gone into the cup comes near the films: by the misfit, or in colour, since a film that is
    /// wrong in lightness alone is far off in one direction of eighty-one.
    bool credible() const;
    /// Throws DomainError where it is not, with what may have happened.
    void require_credible() const;
    /// "reading_unexplained", "another_ink", "film_too_strong", "strength_not_told", "as_meant", "not_converged"
    Diagnostics diagnostics;
    std::string sentence; ///< "the cup holds 1.50 times (80 %: 1.41 to 1.60) the soft_black that was meant; ..."
};

/// Throws DomainError: no drawdown, both or neither of reflectance and Lab, values no film can have, what DrawdownCard and Blend refuse.
CupFound read_drawdowns(const Line& line, const Blend& meant, std::span<const Drawdown> drawdowns,
                        const DrawdownOptions& options = {});

/// The line with inks as strong as found: for a lot that is off strength rather than a slip of the hand.
Line line_as_found(const Line& line, const CupFound& found);

} // namespace undertone
