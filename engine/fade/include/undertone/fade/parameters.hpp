#pragma once
// What is not known for sure about fading: each parameter with its unit, its prior and where that comes from.

#include "undertone/pigment/implant.hpp"

#include <string>
#include <vector>

namespace undertone {

struct FadeParameter {
    std::string name, unit; ///< "clearance_rate", "1/year"; per colorant "photolysis[CI 77266]"
    LogNormal prior;
    std::string source, confidence; ///< confidence: "measured elsewhere", "derived", "expert guess"
};

/// The prior for one quantity of data/exposure/fade_priors.toml; for a quantity with a table per Colour Index name the
/// colorant's own, or the one kept for unlisted pigments (`listed` says which). Throws DomainError for unknown names.
FadeParameter fade_prior(const std::string& name);
FadeParameter fade_prior(const std::string& name, const Colorant& colorant, bool* listed = nullptr);

} // namespace undertone
