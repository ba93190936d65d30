#include "undertone/tissue/placement.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"

#include <fmt/format.h>

#include <cmath>

namespace undertone {

namespace {

/// Moves every pair that is too close apart, each by half of what is missing and a little more; true where none was.
bool push_apart(std::vector<Place>& places, double side, double least) {
    bool settled = true;
    poll_stop();
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            double dx = places[i].x_mm - places[j].x_mm, dy = places[i].y_mm - places[j].y_mm;
            dx -= side * std::round(dx / side);
            dy -= side * std::round(dy / side);
            const double distance = std::hypot(dx, dy);
            if (distance >= least) continue;
            settled = false;
            const double part = 0.5 * (1.03 * least - distance) / std::max(distance, 1e-9 * side);
            places[i].x_mm += part * dx;
            places[i].y_mm += part * dy;
            places[j].x_mm -= part * dx;
            places[j].y_mm -= part * dy;
        }
    return settled;
}

} // namespace

std::vector<Place> blue_noise_places(int count, double side_mm, double least_distance_mm, std::uint64_t seed) {
    RandomStream random(seed, 0);
    std::vector<Place> places;
    const auto wrapped = [side_mm](double d) { return d - side_mm * std::round(d / side_mm); };
    for (int i = 0; i < count; ++i) {
        poll_stop();
        Place best{};
        double best_distance = -1;
        for (int candidate = 0; candidate < 24 + 4 * i; ++candidate) {
            const Place p{side_mm * random.uniform(), side_mm * random.uniform()};
            double nearest = side_mm * side_mm;
            for (const Place& q : places) {
                const double dx = wrapped(p.x_mm - q.x_mm), dy = wrapped(p.y_mm - q.y_mm);
                nearest = std::min(nearest, dx * dx + dy * dy);
            }
            if (nearest > best_distance) {
                best_distance = nearest;
                best = p;
            }
        }
        places.push_back(best);
    }
    bool settled = false;
    for (int round = 0; round < 2000 && !settled; ++round) settled = push_apart(places, side_mm, least_distance_mm);
    if (!settled)
        throw DomainError("diameter_mm", fmt::format("{}", least_distance_mm),
                          fmt::format("less: {} dots on {} mm x {} mm without order cannot all stand that far apart", count,
                                      side_mm, side_mm));
    for (Place& p : places) {
        p.x_mm -= side_mm * std::floor(p.x_mm / side_mm);
        p.y_mm -= side_mm * std::floor(p.y_mm / side_mm);
    }
    return places;
}

} // namespace undertone
