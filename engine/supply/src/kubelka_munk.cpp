#include "undertone/supply/kubelka_munk.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

int wavelength_nm(int band) { return first_wavelength_nm + wavelength_step_nm * band; }

} // namespace

void SurfaceReflection::validate() const {
    if (!(outside >= 0 && outside < 0.5))
        throw DomainError("outside", fmt::format("{}", outside), "0 to 0.5", "0.04 for paint");
    if (!(inside >= 0 && inside < 1))
        throw DomainError("inside", fmt::format("{}", inside), "0 to below 1", "0.6 for paint");
}

Bands reflectance_within(const Bands& read, const SurfaceReflection& surface) {
    surface.validate();
    const double own = surface.included ? surface.outside : 0;
    for (int b = 0; b < band_count; ++b)
        if (!(read(b) > own && read(b) < 1))
            throw DomainError(fmt::format("read[{}]", b), fmt::format("{:.4g} at {} nm", read(b), wavelength_nm(b)),
                              fmt::format("above the {:g} that the surface reflects, and below 1", own),
                              "is the geometry stated as it was measured?");
    const Bands without = read - own;
    return without / ((1 - surface.outside) * (1 - surface.inside) + surface.inside * without);
}

Bands reflectance_read(const Bands& within, const SurfaceReflection& surface) {
    surface.validate();
    return (surface.included ? surface.outside : 0) +
           (1 - surface.outside) * (1 - surface.inside) * within / (1 - surface.inside * within);
}

Bands k_over_s(const Bands& within) {
    for (int b = 0; b < band_count; ++b)
        if (!(within(b) > 0 && within(b) <= 1))
            throw DomainError(fmt::format("within[{}]", b), fmt::format("{:.4g} at {} nm", within(b), wavelength_nm(b)),
                              "above 0, at most 1");
    return (1 - within).square() / (2 * within);
}

Bands reflectance_of_k_over_s(const Bands& k_over_s) {
    if (!(k_over_s >= 0).all()) throw DomainError("k_over_s", "below 0 or not a number", "0 or more in every band");
    return 1 / (1 + k_over_s + (k_over_s.square() + 2 * k_over_s).sqrt()); // the root below 1, without cancellation
}

} // namespace undertone
