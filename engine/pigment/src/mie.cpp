#include "undertone/pigment/mie.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace undertone {

namespace {

using Complex = std::complex<double>;

/// 1/z by the plain formula: nothing here is near overflow, and std::complex's guards against it are slow.
Complex inverse(Complex z) {
    const double scale = 1 / (z.real() * z.real() + z.imag() * z.imag());
    return {z.real() * scale, -z.imag() * scale};
}

Complex product(Complex a, Complex b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

double square_modulus(Complex z) { return z.real() * z.real() + z.imag() * z.imag(); }

void check(double x, Complex m) {
    if (!(x >= 1e-3 && x <= 1e5)) throw DomainError("size_parameter", fmt::format("{}", x), "1e-3 to 1e5");
    // Beyond what any material has, the recurrence would run for hours, and its products leave the range of numbers.
    if (!(m.real() >= 1e-3 && m.real() <= 100) || !(m.imag() >= 0 && m.imag() <= 100))
        throw DomainError("relative_index", fmt::format("{} + {}i", m.real(), m.imag()),
                          "n from 1e-3 to 100, k from 0 to 100", "give absorption as a positive imaginary part");
}

} // namespace

MieEfficiencies mie(double x, Complex m) {
    check(x, m);
    const auto terms = static_cast<std::size_t>(x + 4.05 * std::cbrt(x) + 2);

    // Logarithmic derivative of psi at m x. Upward it loses all digits where the sphere absorbs; downward any start is forgotten, if it
    // lies well beyond |m x|: Bohren and Huffman's 16 terms more are too few for large clear spheres (Q_sca off by 0.006 at x = 1e4).
    const Complex inside_inverse = inverse(m * x);
    const double inside = std::abs(m) * x;
    const std::size_t start = std::max(terms, static_cast<std::size_t>(inside + 8 * std::cbrt(inside))) + 16;
    thread_local std::vector<Complex> derivative; // kept: this runs ten thousand times for a line of inks
    derivative.resize(terms + 1);
    Complex d = 0;
    for (std::size_t n = start; n > 0; --n) { // d is D_n on entry, D_{n-1} on exit
        if (n <= terms) derivative[n] = d;
        const Complex ratio = static_cast<double>(n) * inside_inverse;
        d = ratio - inverse(d + ratio);
    }

    const Complex index_inverse = inverse(m);
    double psi_before = std::cos(x), psi_last = std::sin(x);  // psi_{n-2}, psi_{n-1}
    double chi_before = -std::sin(x), chi_last = std::cos(x); // xi_n = psi_n - i chi_n
    Complex a_last = 0, b_last = 0;
    double extinction = 0, scattering = 0, cosine = 0;
    for (std::size_t term = 1; term <= terms; ++term) {
        const double n = static_cast<double>(term);
        const double psi = (2 * n - 1) / x * psi_last - psi_before, chi = (2 * n - 1) / x * chi_last - chi_before;
        const Complex xi(psi, -chi), xi_last(psi_last, -chi_last);
        const Complex electric = product(derivative[term], index_inverse) + n / x,
                      magnetic = product(derivative[term], m) + n / x;
        const Complex a = product(electric * psi - psi_last, inverse(product(electric, xi) - xi_last));
        const Complex b = product(magnetic * psi - psi_last, inverse(product(magnetic, xi) - xi_last));

        extinction += (2 * n + 1) * (a.real() + b.real());
        scattering += (2 * n + 1) * (square_modulus(a) + square_modulus(b));
        cosine += (2 * n + 1) / (n * (n + 1)) * (a.real() * b.real() + a.imag() * b.imag());
        cosine +=
            (n - 1) * (n + 1) / n *
            (a_last.real() * a.real() + a_last.imag() * a.imag() + b_last.real() * b.real() + b_last.imag() * b.imag());

        a_last = a;
        b_last = b;
        psi_before = psi_last;
        psi_last = psi;
        chi_before = chi_last;
        chi_last = chi;
    }
    MieEfficiencies result;
    result.extinction = 2 / (x * x) * extinction;
    result.scattering = 2 / (x * x) * scattering;
    result.asymmetry = scattering > 0 ? 2 * cosine / scattering : 0;
    return result;
}

} // namespace undertone
