#pragma once
// Where dots stand: places on a square cell that repeats for ever in both directions.

#include <cstdint>
#include <vector>

namespace undertone {

struct Place {
    double x_mm, y_mm;
};

/// Well-spread places without order ("blue noise"), as a careful hand sets them: each new place is the farthest of some
/// candidates (Mitchell 1991), then neighbours nearer than `least_distance_mm` are pushed apart. The same for the same seed.
/// Throws DomainError where so many places cannot keep that distance.
std::vector<Place> blue_noise_places(int count, double side_mm, double least_distance_mm, std::uint64_t seed);

} // namespace undertone
