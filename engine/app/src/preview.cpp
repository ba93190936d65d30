#include "undertone/app/preview.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/io/icc.hpp"
#include "undertone/tissue/placement.hpp"
#include "undertone/tissue/texture.hpp"

#include <fmt/format.h>
#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace undertone {

namespace {

/// Share of each pixel that discs cover, on a square picture that wraps around.
Eigen::ArrayXXd disc_cover(const std::vector<Place>& places, double radius_mm, int side, double pixels_per_mm) {
    constexpr int sub = 4; // samples per pixel and axis
    Eigen::ArrayXXd cover = Eigen::ArrayXXd::Zero(side, side);
    const int reach = static_cast<int>(std::ceil(radius_mm * pixels_per_mm)) + 1;
    const auto wrapped = [side](int at) { return ((at % side) + side) % side; };
    for (const Place& p : places) {
        poll_stop();
        const int column0 = static_cast<int>(p.x_mm * pixels_per_mm), row0 = static_cast<int>(p.y_mm * pixels_per_mm);
        for (int row = row0 - reach; row <= row0 + reach; ++row)
            for (int column = column0 - reach; column <= column0 + reach; ++column) {
                int inside = 0;
                for (int i = 0; i < sub; ++i)
                    for (int j = 0; j < sub; ++j) {
                        const double x = (column + (j + 0.5) / sub) / pixels_per_mm - p.x_mm,
                                     y = (row + (i + 0.5) / sub) / pixels_per_mm - p.y_mm;
                        inside += x * x + y * y < radius_mm * radius_mm;
                    }
                double& pixel = cover(wrapped(row), wrapped(column));
                pixel = std::min(1.0, pixel + static_cast<double>(inside) / (sub * sub));
            }
    }
    return cover;
}

/// Fourier transform of all columns, then of all rows.
void transform(Eigen::ArrayXXcd& picture, bool back) {
    Eigen::FFT<double> fft;
    Eigen::VectorXcd in, out;
    for (int direction = 0; direction < 2; ++direction) { // columns, then rows
        for (Eigen::Index i = 0; i < picture.cols(); ++i) {
            poll_stop();
            in = picture.col(i).matrix();
            if (back)
                fft.inv(out, in);
            else
                fft.fwd(out, in);
            picture.col(i) = out.array();
        }
        picture.transposeInPlace();
    }
}

XYZ blend(const XYZ& a, const XYZ& b, double share) {
    return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.z + share * (b.z - a.z)};
}

double& channel_of(XYZ& color, int channel) { return channel == 0 ? color.x : channel == 1 ? color.y : color.z; }

std::vector<XYZ> render_patch(const PatchView& view, const PreviewOptions& options) {
    const int side = static_cast<int>(std::lround(options.patch_mm * options.pixels_per_mm));
    const int count = static_cast<int>(std::lround(view.density_per_cm2 * options.patch_mm * options.patch_mm / 100));
    std::vector<XYZ> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), view.area);
    if (count == 0) return pixels;
    const auto places = blue_noise_places(count, options.patch_mm, 0, options.seed);
    const Eigen::ArrayXXd cover = disc_cover(places, 0.5 * view.dot_diameter_mm, side, options.pixels_per_mm);
    const double mean = cover.mean();
    if (mean >= 0.95) return pixels;
    Eigen::ArrayXXcd waves = cover.cast<std::complex<double>>();
    transform(waves, false);
    const double step = 2 * std::numbers::pi / options.patch_mm;
    for (int channel = 0; channel < 3; ++channel) {
        Eigen::ArrayXXcd picture = waves;
        for (int column = 0; column < side; ++column)
            for (int row = 0; row < side; ++row)
                picture(row, column) *=
                    view.transfer_at(channel, step * std::hypot(std::min(row, side - row), std::min(column, side - column)));
        transform(picture, true);
        const Eigen::ArrayXXd shadow = picture.real() - mean; // 0 on average
        const double over_dots = (shadow * cover).sum() / cover.sum();
        if (over_dots < 1e-9) continue;
        // The area's colour on average; where no blur of its own is known, the dot's over the dots.
        XYZ area = view.area, dot = view.dot, bare = view.bare;
        const double base = channel_of(area, channel);
        const double depth = view.transfer.rows() > 0 ? (base - channel_of(bare, channel)) / mean
                                                      : (channel_of(dot, channel) - base) / over_dots;
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column)
                channel_of(pixels[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) +
                                  static_cast<std::size_t>(column)],
                           channel) = std::max(0.0, base + depth * shadow(row, column));
    }
    return pixels;
}

} // namespace

Eigen::ArrayXd patch_wavenumbers() { return pattern_wavenumbers(); }

double PatchView::transfer_at(int channel, double k_per_mm) const {
    if (transfer.rows() == 0) return std::exp(-0.5 * k_per_mm * k_per_mm * softness_mm * softness_mm);
    static const Eigen::ArrayXd ln_k = patch_wavenumbers().log();
    const double place = (std::log(std::max(k_per_mm, 1e-9)) - ln_k(0)) / (ln_k(1) - ln_k(0));
    if (place <= 0) return 1 + (transfer(0, channel) - 1) * std::exp(place); // 1 at k = 0
    const auto at = std::min(static_cast<Eigen::Index>(place), ln_k.size() - 2);
    const double part = std::min(1.0, place - static_cast<double>(at));
    return (1 - part) * transfer(at, channel) + part * transfer(at + 1, channel);
}

PatchView patch_view(const Skin& skin, const Line& line, const PigmentState& state, const Viewing& viewing) {
    const Appearance look = appearance(skin, line, state);
    PatchView view;
    view.bare = viewing.xyz(look.bare);
    view.area = viewing.xyz(look.area);
    view.dot = viewing.xyz(look.dot);
    view.dot_diameter_mm = state.diameter_mm;
    view.density_per_cm2 = state.density_per_cm2;
    if (state.density_per_cm2 == 0) return view;
    view.transfer = dot_pattern(skin.layers(), dot_lattice(line, state), viewing).transfer;
    return view;
}

PatchView target_view(const Client& client, const Viewing& viewing) {
    PatchView view;
    view.bare = viewing.xyz(client.skin.reflectance());
    view.area = viewing.xyz(client.target);
    view.dot_diameter_mm = client.stubble.shaft_diameter_mm;
    view.density_per_cm2 = client.stubble.density_per_cm2;
    view.transfer = hair_pattern(client.skin, client.stubble, viewing).transfer;
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
    require_size("pixels_per_mm", static_cast<double>(side) * side, 4e6, "pixels of a patch");
    for (const PatchView* view : {&target, &result}) {
        require_range("density_per_cm2", view->density_per_cm2, 0, 1e5);
        require_size("density_per_cm2", view->density_per_cm2 * options.patch_mm * options.patch_mm / 100, 20000,
                     "dots of a patch");
    }
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
