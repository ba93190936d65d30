#pragma once
// The dose: ink that a puncture leaves, the share of it that stays, and the tissue that holds it. Together they give
// Dots::retention, the healed concentration over the cup's.

#include "undertone/pigment/implant.hpp"

#include <optional>

namespace undertone {

/// What one puncture leaves (data/exposure/implant_priors.toml has the sources). Viscosity, stroke and angle are within the spread:
/// no published number relates them to the volume.
struct InkDose {
    LogNormal ink_volume_nl{1.1, 0.53}; ///< of the cup's mix, fresh
    LogNormal kept_share{0.67, 0.20};   ///< of its pigment, when healed

    /// Throws DomainError.
    void validate() const;
};

struct Needle {
    double diameter_mm = 0.30; ///< of the shaft, one needle

    /// The most that a hole this deep holds, nl: a cylinder as wide as the shaft. Throws DomainError.
    double hole_volume_nl(double depth_mm) const;
};

/// Ink that was used up over dots that were counted.
struct CountedPractice {
    double used_ml = 0, dots = 0;
    /// Of it, what was wiped off or dripped, measured or weighed. Where it was not, a small and very uncertain part of what was used is
    /// taken to have entered the skin (entering_share of the priors).
    std::optional<double> lost_ml;
};

/// Tissue that holds one healed dot, nl (1 mm3 is 1000 nl).
double dot_volume_nl(const Dots& dots);

/// Healed concentration over the cup's: ink volume times the share kept, over the tissue that holds it. Throws DomainError where the
/// dot would hold more than the cup.
LogNormal retention(const InkDose& dose, const Dots& dots);

/// `dots` with the retention and the kept share of this dose.
Dots with_dose(Dots dots, const InkDose& dose);

/// The dose of a needle: the prior's, in proportion to the hole it opens (ink is drawn into the void as the needle leaves: Lawal,
/// Rohilla and Marston 2022). The usual needle (0.30 mm) at the usual depth (0.45 mm) leaves the prior's median. Throws DomainError.
InkDose dose_of_needle(const Needle& needle, const Dots& dots, const InkDose& prior = {});

/// The prior, narrowed by a counted practice. With `lost_ml` the volume is known to a tenth; without, hardly better than before.
/// Throws DomainError: a volume above the hole's, more lost than used, not positive.
InkDose dose_of_practice(const CountedPractice& practice, const Dots& dots, const Needle& needle = {},
                         const InkDose& prior = {});

/// What someone knows of their own dose: the needle, and a practice where dots were counted.
struct DoseEvidence {
    Needle needle;
    std::optional<CountedPractice> practice;

    /// Throws DomainError.
    InkDose dose(const Dots& dots) const;
};

} // namespace undertone
