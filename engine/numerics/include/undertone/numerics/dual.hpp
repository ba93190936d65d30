#pragma once
// Forward-mode derivatives: a number and its derivatives in N directions (the shape of ceres::Jet).

#include <array>
#include <cmath>

namespace undertone {

template <int N>
struct Dual {
    double v = 0;
    std::array<double, N> d{};

    Dual() = default;
    Dual(double value) : v(value) {} // NOLINT(google-explicit-constructor): a constant is a number without slope

    /// The variable itself: slope 1 in one direction.
    static Dual variable(double value, int direction) {
        Dual x(value);
        x.d[static_cast<std::size_t>(direction)] = 1;
        return x;
    }

    Dual& operator+=(const Dual& b) { return *this = *this + b; }
    Dual& operator-=(const Dual& b) { return *this = *this - b; }
    Dual& operator*=(const Dual& b) { return *this = *this * b; }

    /// value f and slope df/dx of a function of this.
    Dual chain(double f, double slope) const {
        Dual r(f);
        for (std::size_t i = 0; i < N; ++i) r.d[i] = slope * d[i];
        return r;
    }

    friend Dual operator-(const Dual& a) { return a.chain(-a.v, -1); }
    friend Dual operator+(const Dual& a, const Dual& b) {
        Dual r(a.v + b.v);
        for (std::size_t i = 0; i < N; ++i) r.d[i] = a.d[i] + b.d[i];
        return r;
    }
    friend Dual operator-(const Dual& a, const Dual& b) {
        Dual r(a.v - b.v);
        for (std::size_t i = 0; i < N; ++i) r.d[i] = a.d[i] - b.d[i];
        return r;
    }
    friend Dual operator*(const Dual& a, const Dual& b) {
        Dual r(a.v * b.v);
        for (std::size_t i = 0; i < N; ++i) r.d[i] = a.v * b.d[i] + a.d[i] * b.v;
        return r;
    }
    friend Dual operator/(const Dual& a, const Dual& b) {
        const double inverse = 1 / b.v, f = a.v * inverse;
        Dual r(f);
        for (std::size_t i = 0; i < N; ++i) r.d[i] = (a.d[i] - f * b.d[i]) * inverse;
        return r;
    }
    // With plain numbers: no slope to multiply by zero.
    friend Dual operator+(const Dual& a, double b) { return a.chain(a.v + b, 1); }
    friend Dual operator+(double a, const Dual& b) { return b.chain(a + b.v, 1); }
    friend Dual operator-(const Dual& a, double b) { return a.chain(a.v - b, 1); }
    friend Dual operator-(double a, const Dual& b) { return b.chain(a - b.v, -1); }
    friend Dual operator*(const Dual& a, double b) { return a.chain(a.v * b, b); }
    friend Dual operator*(double a, const Dual& b) { return b.chain(a * b.v, a); }
    friend Dual operator/(const Dual& a, double b) { return a.chain(a.v / b, 1 / b); }
    friend Dual operator/(double a, const Dual& b) { return b.chain(a / b.v, -a / (b.v * b.v)); }

    friend Dual exp(const Dual& a) {
        const double e = std::exp(a.v);
        return a.chain(e, e);
    }
    friend Dual expm1(const Dual& a) { return a.chain(std::expm1(a.v), std::exp(a.v)); }
    friend Dual log(const Dual& a) { return a.chain(std::log(a.v), 1 / a.v); }
    friend Dual sqrt(const Dual& a) {
        const double root = std::sqrt(a.v);
        return a.chain(root, 0.5 / root);
    }
};

inline double value_of(double x) { return x; }
template <int N>
double value_of(const Dual<N>& x) {
    return x.v;
}

} // namespace undertone
