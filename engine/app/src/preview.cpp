#include "undertone/app/preview.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/random.hpp"
#include "undertone/io/icc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace undertone {

namespace {

struct Point {
    double x, y;
};

/// Well-spread places on a square that wraps around: each new one the farthest of some candidates (Mitchell 1991).
std::vector<Point> scatter_points(int count, double side, std::uint64_t seed) {
    RandomStream random(seed, 0);
    std::vector<Point> points;
    const auto wrapped = [side](double d) { return d - side * std::round(d / side); };
    for (int i = 0; i < count; ++i) {
        Point best{};
        double best_distance = -1;
        for (int candidate = 0; candidate < 24; ++candidate) {
            const Point p{side * random.uniform(), side * random.uniform()};
            double nearest = side * side;
            for (const Point& q : points) {
                const double dx = wrapped(p.x - q.x), dy = wrapped(p.y - q.y);
                nearest = std::min(nearest, dx * dx + dy * dy);
            }
            if (nearest > best_distance) {
                best_distance = nearest;
                best = p;
            }
        }
        points.push_back(best);
    }
    return points;
}

/// Blurs rows, then columns, of a square picture that wraps around.
void blur(std::vector<double>& picture, int side, double sigma_px) {
    if (sigma_px < 0.2) return;
    const int reach = std::max(0, std::min(static_cast<int>(std::ceil(3.5 * sigma_px)), side / 2 - 1));
    std::vector<double> kernel;
    double sum = 0;
    for (int i = -reach; i <= reach; ++i) {
        kernel.push_back(std::exp(-0.5 * i * i / (sigma_px * sigma_px)));
        sum += kernel.back();
    }
    const auto at = [side](int row, int column) {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(side) + static_cast<std::size_t>(column);
    };
    std::vector<double> line(static_cast<std::size_t>(side));
    for (const bool rows : {true, false})
        for (int i = 0; i < side; ++i) {
            for (int j = 0; j < side; ++j) line[static_cast<std::size_t>(j)] = rows ? picture[at(i, j)] : picture[at(j, i)];
            for (int j = 0; j < side; ++j) {
                double value = 0;
                for (int k = -reach; k <= reach; ++k)
                    value +=
                        kernel[static_cast<std::size_t>(k + reach)] * line[static_cast<std::size_t>((j + k + side) % side)];
                (rows ? picture[at(i, j)] : picture[at(j, i)]) = value / sum;
            }
        }
}

/// How much of the dots' colour each pixel shows: blurred discs, 1 on average over the discs themselves.
std::vector<double> dot_mask(const std::vector<Point>& points, double radius_mm, double softness_mm, int side,
                             double pixels_per_mm) {
    constexpr int sub = 4; // samples per pixel and axis
    std::vector<double> cover(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 0.0);
    const int reach = static_cast<int>(std::ceil(radius_mm * pixels_per_mm)) + 1;
    const auto wrapped = [side](int at) { return static_cast<std::size_t>(((at % side) + side) % side); };
    for (const Point& p : points) {
        const int column0 = static_cast<int>(p.x * pixels_per_mm), row0 = static_cast<int>(p.y * pixels_per_mm);
        for (int row = row0 - reach; row <= row0 + reach; ++row)
            for (int column = column0 - reach; column <= column0 + reach; ++column) {
                int inside = 0;
                for (int i = 0; i < sub; ++i)
                    for (int j = 0; j < sub; ++j) {
                        const double x = (column + (j + 0.5) / sub) / pixels_per_mm - p.x,
                                     y = (row + (i + 0.5) / sub) / pixels_per_mm - p.y;
                        inside += x * x + y * y < radius_mm * radius_mm;
                    }
                double& pixel = cover[wrapped(row) * static_cast<std::size_t>(side) + wrapped(column)];
                pixel = std::min(1.0, pixel + static_cast<double>(inside) / (sub * sub));
            }
    }
    std::vector<double> mask = cover;
    blur(mask, side, softness_mm * pixels_per_mm);
    double on_discs = 0, discs = 0;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        on_discs += cover[i] * mask[i];
        discs += cover[i];
    }
    if (on_discs > 0)
        for (double& value : mask) value *= discs / on_discs;
    return mask;
}

XYZ blend(const XYZ& a, const XYZ& b, double share) {
    return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.z + share * (b.z - a.z)};
}

std::vector<XYZ> render_patch(const PatchView& view, const PreviewOptions& options) {
    const int side = static_cast<int>(std::lround(options.patch_mm * options.pixels_per_mm));
    const int count = static_cast<int>(std::lround(view.density_per_cm2 * options.patch_mm * options.patch_mm / 100));
    std::vector<XYZ> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), view.area);
    if (count == 0) return pixels;
    const auto mask = dot_mask(scatter_points(count, options.patch_mm, options.seed), 0.5 * view.dot_diameter_mm,
                               view.softness_mm, side, options.pixels_per_mm);
    double mean = 0;
    for (const double value : mask) mean += value / static_cast<double>(mask.size());
    // Between the dots the skin has what the dots leave of the area's colour, so that the patch averages to it exactly.
    if (mean >= 0.95) return pixels;
    const XYZ between = blend(view.area, view.dot, -mean / (1 - mean));
    for (std::size_t i = 0; i < mask.size(); ++i) pixels[i] = blend(between, view.dot, mask[i]);
    return pixels;
}

} // namespace

PatchView result_view(const ForecastRow& row, const Viewing& viewing) {
    PatchView view;
    view.bare = viewing.xyz(row.appearance.bare);
    view.area = viewing.xyz(row.appearance.area);
    view.dot = viewing.xyz(row.appearance.dot);
    view.dot_diameter_mm = row.state.diameter_mm;
    view.density_per_cm2 = row.state.density_per_cm2;
    view.softness_mm = 0.5 * row.state.top_mm; // light from a depth leaves within about that radius
    return view;
}

PatchView target_view(const Client& client, const Viewing& viewing) {
    PatchView view;
    view.bare = viewing.xyz(client.skin.reflectance());
    view.area = viewing.xyz(client.target);
    view.dot_diameter_mm = client.stubble.shaft_diameter_mm;
    view.density_per_cm2 = client.stubble.density_per_cm2;
    view.softness_mm = 0.03; // shaved hair reaches the surface
    // The hair itself: bare skin between hairs, and hairs dark enough to give the area's colour; never below 1 % of white.
    const double cover =
        std::min(0.9, 2.5 * std::numbers::pi / 4 * view.dot_diameter_mm * view.dot_diameter_mm * view.density_per_cm2 / 100);
    const XYZ hair = blend(view.bare, view.area, 1 / cover);
    const XYZ& white = viewing.white();
    view.dot = {std::max(hair.x, 0.01 * white.x), std::max(hair.y, 0.01 * white.y), std::max(hair.z, 0.01 * white.z)};
    return view;
}

Image render_pair(const PatchView& target, const PatchView& result, const PreviewOptions& options) {
    if (!(options.patch_mm > 0 && options.patch_mm <= 50))
        throw DomainError("patch_mm", fmt::format("{}", options.patch_mm), "more than 0, at most 50");
    if (!(options.pixels_per_mm >= 5 && options.pixels_per_mm <= 100))
        throw DomainError("pixels_per_mm", fmt::format("{}", options.pixels_per_mm), "5 to 100");
    const int side = static_cast<int>(std::lround(options.patch_mm * options.pixels_per_mm)), border = side / 6;
    Image image;
    image.width = 2 * side + 2 * border;
    image.height = side + 2 * border;
    image.pixels_per_mm = options.pixels_per_mm;
    const XYZ white = Viewing("D65").white();
    const XYZ grey = xyz_from_lab({50, 0, 0}, white); // judged on neutral grey
    std::vector<XYZ> pixels(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height), grey);
    for (const bool left : {true, false}) {
        const auto patch = render_patch(left ? target : result, options);
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column)
                pixels[static_cast<std::size_t>(row + border) * static_cast<std::size_t>(image.width) +
                       static_cast<std::size_t>(column + border + (left ? 0 : side))] =
                    patch[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) + static_cast<std::size_t>(column)];
    }
    image.rgb.resize(3 * pixels.size());
    SrgbConverter().pixels_from_xyz(pixels, image.rgb);
    return image;
}

} // namespace undertone
