#pragma once
// Finds the dots a photon meets: a repeating square cell cut into bins, each with the dots that reach into it.

#include "dots/dot_profile.hpp"
#include "undertone/tissue/placement.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace undertone {

class DotGrid {
public:
    /// `kinds` says for each place what fills it (0 or 1).
    DotGrid(std::vector<Place> places, std::vector<int> kinds, double side_mm, const std::vector<Shell>& shells,
            double top_mm, double bottom_mm);

    double side_mm() const { return side_; }
    double top_mm() const { return top_; }
    double bottom_mm() const { return bottom_; }
    const std::vector<Place>& places() const { return places_; }
    /// Upper bound of what `concentration` gives.
    double most_concentration() const { return most_concentration_; }

    double wrap(double x) const { return x - side_ * std::floor(x * inverse_side_); }

    /// Concentration (1 inside a sharp dot) per kind at a place in the cell, whatever the depth.
    void concentration(double x, double y, double out[2]) const {
        const std::size_t b = bin(x) * bins_ + bin(y);
        out[0] = out[1] = 0;
        for (std::uint32_t i = start_[b]; i < start_[b + 1]; ++i) {
            const Center& c = centers_[i];
            const double r2 = (x - c.x) * (x - c.x) + (y - c.y) * (y - c.y);
            for (const Shell2& shell : shells_) out[c.kind] += r2 < shell.radius2 ? shell.share : 0.0;
        }
    }

    /// Adds to `inside[kind]` the integral of concentration along a segment of this length.
    void add_length(double x, double y, double z, double ux, double uy, double uz, double length, double inside[2]) const;

    /// Distance to the axis of the nearest dot.
    double distance_to_axis(double x, double y) const;

private:
    struct Center {
        double x, y;
        int kind;
    };
    struct Shell2 {
        double radius2, share;
    };

    std::size_t bin(double x) const {
        const auto i = static_cast<std::size_t>(x * inverse_bin_);
        return i < bins_ ? i : bins_ - 1;
    }

    std::vector<Place> places_;
    std::vector<Shell2> shells_;
    std::vector<std::uint32_t> start_; ///< of each bin's centers, row by row; one more at the end
    std::vector<Center> centers_;      ///< shifted to the image of the dot that reaches the bin
    double side_, top_, bottom_, inverse_side_, bin_, inverse_bin_, most_concentration_ = 1;
    std::size_t bins_;
};

} // namespace undertone
