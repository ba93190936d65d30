#pragma once
// A scalp patch as it would look: dots true to scale, and an area that averages to exactly the predicted colour.

#include "undertone/app/client_forecast.hpp"
#include "undertone/io/png.hpp"

#include <cstdint>

namespace undertone {

/// Colours under one light.
struct PatchView {
    XYZ bare, area, dot;
    double dot_diameter_mm = usual_dot::diameter_mm, density_per_cm2 = usual_dot::density_per_cm2;
    double softness_mm =
        0.1; ///< standard deviation of the blur that the skin above the dots adds, where `transfer` is empty
    /// Where given, the dots darken the bare skin to the area's colour on average, and `dot` follows from the blur.
    /// What is left of a pattern of dots in X, Y and Z at each of `patch_wavenumbers` (rows): the skin's own blur, which differs
    /// by wavelength, so that dots have reddish surroundings.
    Eigen::ArrayX3d transfer;

    /// What is left of a pattern of that wavenumber in X, Y or Z (0, 1, 2): linear in log k between the rows of `transfer`.
    double transfer_at(int channel, double k_per_mm) const;
};

/// 0.05 to 150 rad/mm (undertone/tissue/texture.hpp).
Eigen::ArrayXd patch_wavenumbers();

/// Skin with these dots, as `appearance` sees it. No dots give bare skin.
PatchView patch_view(const Skin& skin, const Line& line, const PigmentState& state, const Viewing& viewing);

struct PreviewOptions {
    double patch_mm = 8;       ///< side of each of the two patches
    double pixels_per_mm = 30; ///< 0.1 mm dots are then three pixels wide
    std::uint64_t seed = 1;    ///< of the dots' places, which do not move from picture to picture
};

/// The shaved fringe: hairs as `hair_pattern` blurs them, so dark that the area has the target's colour.
PatchView target_view(const Client& client, const Viewing& viewing);

/// Target (left) and result (right), touching, on neutral grey.
Image render_pair(const PatchView& target, const PatchView& result, const PreviewOptions& options = {});

} // namespace undertone
