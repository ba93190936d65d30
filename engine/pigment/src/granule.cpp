#include "undertone/pigment/granule.hpp"

#include "undertone/base/range.hpp"

#include <cmath>

namespace undertone {

double package_share(double optical_diameter) {
    const double x = optical_diameter;
    // Below, the closed form loses digits to cancellation; the next term of the series is x^4 / 280.
    if (x < 0.02) return 1 - x * (3.0 / 8 - x * (1.0 / 10 - x / 48));
    const double left = std::exp(-x);
    return 1.5 / x * (1 + 2 * left / x + 2 * (left - 1) / (x * x));
}

Bands granule_absorption(const Colorant& colorant, double granule_um) {
    require_range("granule_um", granule_um, 0, 1000, "the diameter of a clump of pigment, in micrometres");
    if (granule_um == 0) return Bands::Ones();
    // Absorption coefficient inside, 1/mm: mg/ml of solid pigment are 1000 times its g/ml.
    const double inside_mg_per_ml = granule_packing * colorant.density_g_per_ml * 1000, granule_mm = granule_um / 1000;
    return (colorant.mu_a_per_mm * (inside_mg_per_ml * granule_mm)).unaryExpr(&package_share);
}

} // namespace undertone
