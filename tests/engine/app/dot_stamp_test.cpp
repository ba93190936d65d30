// Consistency, property: stamps put together against the picture that the Fourier transform gives, and against the area's colour.
#include "undertone/app/dot_stamp.hpp"

#include "undertone/app/client.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/srgb.hpp"
#include "undertone/pigment/line.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace undertone {
namespace {

PatchView healed_view(const Viewing& viewing, double density_per_cm2 = 150) {
    const Line line = load_line("demo");
    const Blend blend{{{"pure_black", 1}}, 6};
    Dots dots;
    dots.density_per_cm2 = density_per_cm2;
    return patch_view(Skin{}, line, healed_state(mix(line, blend), dots), viewing);
}

/// Of one dot, by the same straight lines from sample to sample that a page draws, at a hundred points a step.
Eigen::Array3d content(const DotStamp& stamp) {
    Eigen::Array3d sum = Eigen::Array3d::Zero();
    constexpr int fine = 100;
    const double dr = stamp.step_mm / fine;
    for (Eigen::Index i = 0; i + 1 < stamp.shadow.rows(); ++i)
        for (int j = 0; j < fine; ++j) {
            const double part = (j + 0.5) / fine, r = (static_cast<double>(i) + part) * stamp.step_mm;
            sum += 2 * std::numbers::pi * r * dr *
                   ((1 - part) * stamp.shadow.row(i) + part * stamp.shadow.row(i + 1)).transpose();
        }
    return sum;
}

Eigen::Array3d linear(const Srgb& color) {
    const auto decoded = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return {decoded(color.r), decoded(color.g), decoded(color.b)};
}

TEST(DotStamp, GroundAndStampsAverageToTheAreasColorUnderAnyLightFromAnyDistance) {
    for (const char* light : {"D65", "A", "F11"})
        for (const double distance_m : {0.0, 0.2, 1.0, 3.0}) {
            const Viewing viewing(light);
            const PatchView view = healed_view(viewing);
            const DotStamp stamp = dot_stamp(view, viewing, distance_m, 0.02, 75);
            const Eigen::Array3d mean = stamp.ground + view.density_per_cm2 / 100 * content(stamp);
            const Eigen::Array3d area = linear(srgb_from_lab(lab_from_xyz(view.area, viewing.white())));
            EXPECT_LT((mean - area).abs().maxCoeff(), 1e-4) << light << " " << distance_m;
        }
}

// A dot from nearby is as dark in its middle as the picture by Fourier transform has it: a lone dot on a patch that repeats.
TEST(DotStamp, HasTheShadowOfARenderedDot) {
    const Viewing viewing("D65");
    const PatchView view = healed_view(viewing, 100.0 / 64); // one on 8 mm x 8 mm
    const DotStamp stamp = dot_stamp(view, viewing, 0, 0.0125, 600);
    const Image image = render_pair(view, view, {8, 80, 1});
    double darkest = 1e9;
    for (std::size_t i = 1; i < image.rgb.size(); i += 3) darkest = std::min(darkest, static_cast<double>(image.rgb[i]));
    const double green = stamp.ground(1) + stamp.shadow(0, 1);
    const double encoded = 255 * (1.055 * std::pow(green, 1 / 2.4) - 0.055);
    EXPECT_NEAR(encoded, darkest, 4);
}

TEST(DotStamp, GrowsSofterWithDistance) {
    const Viewing viewing("D65");
    const PatchView view = healed_view(viewing);
    double last = -1e9;
    for (const double distance_m : {0.2, 1.0, 3.0}) {
        const double middle = dot_stamp(view, viewing, distance_m, 0.02, 75).shadow(0, 1);
        EXPECT_LT(middle, 0);
        EXPECT_GT(middle, last);
        last = middle;
    }
}

TEST(DotStamp, RefusesWhatCannotBeSeen) {
    const Viewing viewing("D65");
    const PatchView view = healed_view(viewing);
    EXPECT_THROW(dot_stamp(view, viewing, 0.01, 0.02, 75), DomainError);
    EXPECT_THROW(dot_stamp(view, viewing, 1, 0, 75), DomainError);
    EXPECT_THROW(dot_stamp(view, viewing, 1, 0.02, 1), DomainError);
}

} // namespace
} // namespace undertone
