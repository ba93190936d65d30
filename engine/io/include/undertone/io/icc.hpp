#pragma once
// Device colour by Little CMS: pixels for pictures, and the profile that travels with them.

#include "undertone/colorimetry/color.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// Turns colours into sRGB pixels and back, relative colorimetric (white to white). Each object owns a Little CMS context;
/// its const functions keep no state, so threads may share one. Throws Error where Little CMS reports a failure.
class SrgbConverter {
public:
    SrgbConverter();
    ~SrgbConverter();
    SrgbConverter(SrgbConverter&&) noexcept;
    SrgbConverter& operator=(SrgbConverter&&) noexcept;

    /// `rgb` takes three bytes per colour. Colours outside the gamut are clipped per channel; returns how many were.
    std::size_t pixels_from_lab(std::span<const Lab> lab_d50, std::span<std::uint8_t> rgb) const;

    /// From XYZ under D65, 2 degrees (Y = 100 for white), adapted to the profile's D50 by Bradford (ICC.1:2022, annex E).
    std::size_t pixels_from_xyz(std::span<const XYZ> xyz_d65, std::span<std::uint8_t> rgb) const;

    /// Lab under D50 of each pixel.
    std::vector<Lab> lab_from_pixels(std::span<const std::uint8_t> rgb) const;

    bool in_gamut(const Lab& lab_d50) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The sRGB profile (ICC v4) to embed in pictures; the same bytes on every call.
std::vector<std::uint8_t> srgb_icc_profile();

/// The profile's own description. Throws Error where the bytes are not a profile.
std::string icc_description(std::span<const std::uint8_t> profile);

} // namespace undertone
