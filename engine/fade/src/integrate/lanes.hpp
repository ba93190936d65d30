#pragma once
// Four members of an ensemble side by side, for the compiler to put into vector registers.

#include "undertone/numerics/dual.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace undertone {

inline constexpr std::size_t lane_count = 4;

struct Lanes {
    alignas(32) std::array<double, lane_count> v{};

    Lanes() = default;
    Lanes(double all) { v.fill(all); } // NOLINT(google-explicit-constructor): a constant is the same in every lane

    template <class F>
    static Lanes map(F&& f) {
        Lanes r;
        for (std::size_t i = 0; i < lane_count; ++i) r.v[i] = f(i);
        return r;
    }

    friend Lanes operator+(const Lanes& a, const Lanes& b) {
        return map([&](std::size_t i) { return a.v[i] + b.v[i]; });
    }
    friend Lanes operator-(const Lanes& a, const Lanes& b) {
        return map([&](std::size_t i) { return a.v[i] - b.v[i]; });
    }
    friend Lanes operator*(const Lanes& a, const Lanes& b) {
        return map([&](std::size_t i) { return a.v[i] * b.v[i]; });
    }
    friend Lanes operator/(const Lanes& a, const Lanes& b) {
        return map([&](std::size_t i) { return a.v[i] / b.v[i]; });
    }
    friend Lanes operator*(double a, const Lanes& b) {
        return map([&](std::size_t i) { return a * b.v[i]; });
    }
    friend Lanes operator-(const Lanes& a) {
        return map([&](std::size_t i) { return -a.v[i]; });
    }
    Lanes& operator+=(const Lanes& b) { return *this = *this + b; }
    Lanes& operator-=(const Lanes& b) { return *this = *this - b; }

    friend Lanes exp(const Lanes& a) {
        return map([&](std::size_t i) { return std::exp(a.v[i]); });
    }
    friend Lanes expm1(const Lanes& a) {
        return map([&](std::size_t i) { return std::expm1(a.v[i]); });
    }
    friend Lanes sqrt(const Lanes& a) {
        return map([&](std::size_t i) { return std::sqrt(a.v[i]); });
    }
};

inline double largest(double x) { return x; }
inline double largest(const Lanes& x) { return std::max(std::max(x.v[0], x.v[1]), std::max(x.v[2], x.v[3])); }
template <int N>
double largest(const Dual<N>& x) {
    return x.v;
}

/// Of the first lane: for branches that all lanes take alike.
inline double value_of(const Lanes& x) { return x.v[0]; }

} // namespace undertone
