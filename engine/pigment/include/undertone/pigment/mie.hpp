#pragma once
// Light and one sphere.

#include <complex>

namespace undertone {

/// Cross-sections over the sphere's shadow, and the mean cosine of the scattering angle.
struct MieEfficiencies {
    double extinction = 0, scattering = 0, asymmetry = 0;

    double absorption() const { return extinction - scattering; }
};

/// Mie's solution for a homogeneous sphere in a medium that does not absorb (Bohren and Huffman 1983, chapter 4 and
/// appendix A; logarithmic derivative by downward recurrence, number of terms after Wiscombe 1980).
/// `size_parameter` is pi d n_medium / wavelength in vacuum, 1e-3 to 1e5; `relative_index` is (n + ik) / n_medium with
/// n > 0 and k >= 0 (a positive imaginary part absorbs). Throws DomainError outside.
MieEfficiencies mie(double size_parameter, std::complex<double> relative_index);

} // namespace undertone
