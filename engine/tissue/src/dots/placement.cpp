#include "undertone/tissue/placement.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

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

/// Places on a square whose edges meet, sorted into cells of about one place each, so that most look at few others.
class PlacedOnCells {
public:
    explicit PlacedOnCells(double side_mm) : side_mm_(side_mm), cells_(1) {}

    void add(const Place& place) {
        places_.push_back(place);
        if (places_.size() >= 4 * cells_.size()) {
            across_ *= 2;
            cells_.assign(static_cast<std::size_t>(across_) * static_cast<std::size_t>(across_), {});
            for (const Place& one : places_) cell_at(cell_of(one.x_mm), cell_of(one.y_mm)).push_back(one);
        } else {
            cell_at(cell_of(place.x_mm), cell_of(place.y_mm)).push_back(place);
        }
    }

    /// Squared, to the nearest; side squared where there is none.
    double nearest(const Place& p) const {
        double least = side_mm_ * side_mm_;
        for (const Place& q : places_) least = std::min(least, squared(p, q));
        return least;
    }

    /// Whether the nearest is no farther than this, squared.
    bool any_within(const Place& p, double distance_squared) const {
        if (distance_squared < 0) return false;
        const int reach = static_cast<int>(std::ceil(std::sqrt(distance_squared) * across_ / side_mm_));
        if (2 * reach + 1 >= across_) return nearest(p) <= distance_squared;
        const int x = cell_of(p.x_mm), y = cell_of(p.y_mm);
        for (int row = y - reach; row <= y + reach; ++row)
            for (int column = x - reach; column <= x + reach; ++column)
                for (const Place& q : cells_[index(column, row)])
                    if (squared(p, q) <= distance_squared) return true;
        return false;
    }

    std::vector<Place> take() { return std::move(places_); }

private:
    double squared(const Place& p, const Place& q) const {
        const auto wrapped = [this](double d) { return d - side_mm_ * std::round(d / side_mm_); };
        const double dx = wrapped(p.x_mm - q.x_mm), dy = wrapped(p.y_mm - q.y_mm);
        return dx * dx + dy * dy;
    }
    int cell_of(double mm) const { return std::clamp(static_cast<int>(mm / side_mm_ * across_), 0, across_ - 1); }
    std::size_t index(int column, int row) const {
        const auto inside = [this](int at) { return static_cast<std::size_t>((at + across_) % across_); };
        return inside(row) * static_cast<std::size_t>(across_) + inside(column);
    }
    std::vector<Place>& cell_at(int column, int row) { return cells_[index(column, row)]; }

    double side_mm_;
    int across_ = 1;
    std::vector<Place> places_;
    std::vector<std::vector<Place>> cells_;
};

} // namespace

std::vector<Place> blue_noise_places(int count, double side_mm, double least_distance_mm, std::uint64_t seed) {
    RandomStream random(seed, 0);
    PlacedOnCells placed(side_mm);
    for (int i = 0; i < count; ++i) {
        poll_stop();
        Place best{};
        double best_distance = -1;
        for (int candidate = 0; candidate < 24 + 4 * i; ++candidate) {
            const Place p{side_mm * random.uniform(), side_mm * random.uniform()};
            if (placed.any_within(p, best_distance)) continue;
            best_distance = placed.nearest(p);
            best = p;
        }
        placed.add(best);
    }
    std::vector<Place> places = placed.take();
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
