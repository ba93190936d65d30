#pragma once
// What every result must say about itself.

#include <string>
#include <vector>

namespace undertone {

/// Sentences shown with every recipe and forecast, most important first.
inline std::vector<std::string> model_limits() {
    return {"Model only: not validated on healed scalp. Ranges come from published spreads, not from this client's skin.",
            "Pigment can be added, not taken away: start lighter, judge the healed result, then decide.",
            "No medical advice, no promise of how long pigment stays. Beyond 6 months every figure is extrapolated."};
}

} // namespace undertone
