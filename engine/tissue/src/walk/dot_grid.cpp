#include "dot_grid.hpp"

#include <algorithm>
#include <limits>

namespace undertone {

DotGrid::DotGrid(std::vector<Place> places, std::vector<int> kinds, double side_mm, const std::vector<Shell>& shells,
                 double top_mm, double bottom_mm)
    : places_(std::move(places)), side_(side_mm), top_(top_mm), bottom_(bottom_mm), inverse_side_(1 / side_mm) {
    double reach = 0, peak = 0;
    for (const Shell& shell : shells) {
        shells_.push_back({shell.radius_mm * shell.radius_mm, shell.share});
        reach = std::max(reach, shell.radius_mm);
        peak += shell.share;
    }
    // Bins of about an eighth of the distance between dots: most hold none or one.
    bins_ = static_cast<std::size_t>(std::ceil(8 * std::sqrt(static_cast<double>(places_.size()))));
    bin_ = side_ / static_cast<double>(bins_);
    inverse_bin_ = 1 / bin_;
    const int images = 1 + static_cast<int>(reach / side_);
    std::size_t most = 0;
    start_.push_back(0);
    for (std::size_t i = 0; i < bins_; ++i)
        for (std::size_t j = 0; j < bins_; ++j) {
            const double x0 = static_cast<double>(i) * bin_, y0 = static_cast<double>(j) * bin_;
            for (std::size_t p = 0; p < places_.size(); ++p)
                for (int m = -images; m <= images; ++m)
                    for (int n = -images; n <= images; ++n) {
                        const double x = places_[p].x_mm + m * side_, y = places_[p].y_mm + n * side_;
                        const double dx = x - std::clamp(x, x0, x0 + bin_), dy = y - std::clamp(y, y0, y0 + bin_);
                        if (dx * dx + dy * dy <= reach * reach * (1 + 1e-9)) centers_.push_back({x, y, kinds[p]});
                    }
            most = std::max(most, centers_.size() - start_.back());
            start_.push_back(static_cast<std::uint32_t>(centers_.size()));
        }
    most_concentration_ = peak * static_cast<double>(shells_.size() == 1 ? 1 : std::max<std::size_t>(most, 1));
}

void DotGrid::add_length(double x, double y, double z, double ux, double uy, double uz, double length,
                         double inside[2]) const {
    // Clip to the dots' depth first: most segments end here.
    double from = 0, to = length;
    if (uz != 0) {
        double enter = (top_ - z) / uz, leave = (bottom_ - z) / uz;
        if (enter > leave) std::swap(enter, leave);
        from = std::max(from, enter);
        to = std::min(to, leave);
    } else if (z < top_ || z > bottom_) {
        return;
    }
    if (from >= to) return;
    const double flat = ux * ux + uy * uy;
    const bool upright = flat < 1e-18;
    const double inverse_flat = upright ? 0 : 1 / flat;
    const double far = std::numeric_limits<double>::infinity();
    // Walk from bin to bin along the segment; each bin's part is tested against that bin's dots only.
    double px = x + ux * from, py = y + uy * from;
    double shift_x = side_ * std::floor(px * inverse_side_), shift_y = side_ * std::floor(py * inverse_side_);
    std::size_t i = bin(px - shift_x), j = bin(py - shift_y);
    const double step_x = ux != 0 ? bin_ / std::abs(ux) : far, step_y = uy != 0 ? bin_ / std::abs(uy) : far;
    double next_x = ux > 0   ? (shift_x + static_cast<double>(i + 1) * bin_ - x) / ux
                    : ux < 0 ? (shift_x + static_cast<double>(i) * bin_ - x) / ux
                             : far;
    double next_y = uy > 0   ? (shift_y + static_cast<double>(j + 1) * bin_ - y) / uy
                    : uy < 0 ? (shift_y + static_cast<double>(j) * bin_ - y) / uy
                             : far;
    double at = from;
    while (true) {
        const double end = std::min({next_x, next_y, to});
        const std::size_t b = i * bins_ + j;
        for (std::uint32_t k = start_[b]; k < start_[b + 1]; ++k) {
            const Center& center = centers_[k];
            const double dx = x - shift_x - center.x, dy = y - shift_y - center.y, d2 = dx * dx + dy * dy;
            if (upright) {
                for (const Shell2& shell : shells_)
                    if (d2 < shell.radius2) inside[center.kind] += shell.share * (end - at);
                continue;
            }
            const double half_b = dx * ux + dy * uy;
            for (const Shell2& shell : shells_) {
                const double discriminant = half_b * half_b - flat * (d2 - shell.radius2);
                if (discriminant <= 0) continue;
                const double root = std::sqrt(discriminant);
                const double a = std::max(at, (-half_b - root) * inverse_flat),
                             z2 = std::min(end, (-half_b + root) * inverse_flat);
                if (z2 > a) inside[center.kind] += shell.share * (z2 - a);
            }
        }
        if (end >= to) return;
        at = std::max(at, end);
        if (next_x <= next_y) {
            next_x += step_x;
            if (ux > 0) {
                if (++i == bins_) {
                    i = 0;
                    shift_x += side_;
                }
            } else if (i-- == 0) {
                i = bins_ - 1;
                shift_x -= side_;
            }
        } else {
            next_y += step_y;
            if (uy > 0) {
                if (++j == bins_) {
                    j = 0;
                    shift_y += side_;
                }
            } else if (j-- == 0) {
                j = bins_ - 1;
                shift_y -= side_;
            }
        }
    }
}

double DotGrid::distance_to_axis(double x, double y) const {
    double nearest = std::numeric_limits<double>::infinity();
    for (const Place& p : places_) {
        double dx = x - p.x_mm, dy = y - p.y_mm;
        dx -= side_ * std::round(dx * inverse_side_);
        dy -= side_ * std::round(dy * inverse_side_);
        nearest = std::min(nearest, dx * dx + dy * dy);
    }
    return std::sqrt(nearest);
}

} // namespace undertone
