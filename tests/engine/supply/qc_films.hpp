#pragma once
// Synthetic readings of opaque films, for tests of batches.

#include "undertone/io/measurement.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/supply/kubelka_munk.hpp"

#include <string>
#include <vector>

namespace undertone::testing {

/// K/S of a brown: it falls from blue to red.
inline Bands brown() { return 1.2 + 9 * (-(wavelengths_nm() - 380) / 120).exp(); }
/// K/S of a red colorant: one band of absorption in the green.
inline Bands red() { return 4 * (-((wavelengths_nm() - 530) / 45).square()).exp(); }

inline Measurement reading_of(const Bands& reflectance, const std::string& geometry = "8/d SCE") {
    const Bands nm = wavelengths_nm();
    Measurement m;
    m.name = "film";
    m.wavelengths_nm.assign(nm.begin(), nm.end());
    m.reflectance.assign(reflectance.begin(), reflectance.end());
    m.geometry = geometry;
    m.instrument = "synthetic";
    return m;
}

/// `count` readings of the film of this K/S, each moved up and tilted a little: `noise` of its reflectance (0.01: about 0.2 delta E).
inline std::vector<Measurement> readings_of(const Bands& k_over_s, int count, double noise, std::uint64_t seed) {
    const Bands film = reflectance_of_k_over_s(k_over_s), across = (wavelengths_nm() - 580) / 200;
    RandomStream random(seed, 0);
    std::vector<Measurement> out;
    for (int i = 0; i < count; ++i) {
        const double up = noise * random.normal(), tilt = noise * random.normal(), bend = noise * random.normal();
        out.push_back(reading_of(film * (1 + up + tilt * across + bend * across.square())));
    }
    return out;
}

} // namespace undertone::testing
