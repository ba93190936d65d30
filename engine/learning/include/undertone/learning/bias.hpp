#pragma once
// A practitioner's own bias: how retention and depth of their clients lie from what is assumed, learnt from pairs of what was
// predicted and what healed. In ln(retention) and ln(depth), because these act on every client alike, whatever the skin, while a
// bias in Lab learnt on light skin is wrong on dark. A colour determines the two only in part: what it does not determine
// stays near zero (shrunk to the prior), and `identified` says how much was learnt.

#include "undertone/learning/healing.hpp"

namespace undertone {

inline constexpr std::size_t fewest_bias_pairs = 5;

/// One client: what was believed before anything healed, and the first healed reading.
struct HealedPair {
    HealingBelief prior;
    HealedReading reading;
};

struct PractitionerBias {
    /// Factors on the assumed medians, and standard deviations of their logarithms.
    LogNormal retention, depth;
    /// Share of the prior variance that the pairs removed: 1 is known, 0 untouched.
    double retention_identified = 0, depth_identified = 0;
    int pairs = 0;
    /// CIEDE2000 between predicted and read, per pair: without the bias, and with the bias learnt from all the other pairs.
    std::vector<double> error_before, error_after;
    double median_error_before = 0, median_error_after = 0;
    std::string sentence;
    Diagnostics diagnostics; ///< "bias_does_not_help", "bias_not_told_apart", "little_bias", "reading_set_aside"

    bool helps() const { return median_error_after < median_error_before; }
    /// The prior moved by the bias. Nothing applies it unasked.
    Dots apply(const Dots& prior) const;
};

/// Readings that are not believed are set aside. Throws DomainError for fewer than five that are, or as update_from_healed does.
PractitionerBias practitioner_bias(std::span<const HealedPair> pairs, const Line& line);

} // namespace undertone
