#pragma once
// Device colour through ICC profiles, by Little CMS: pixels to Lab and back, soft proof, named colours. Everything is computed in
// floating point; no state is shared between objects.

#include "undertone/colorimetry/color.hpp"
#include "undertone/io/picture.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace undertone {

enum class RenderingIntent { perceptual, relative_colorimetric, saturation, absolute_colorimetric };

/// What choosing it means, in one sentence.
const char* explanation(RenderingIntent intent);
const char* black_point_explanation(bool compensation);

struct IccOptions {
    RenderingIntent intent = RenderingIntent::relative_colorimetric; ///< white to white, colours as they are
    bool black_point_compensation = false;                           ///< a measurement wants blacks as they are
};

struct IccInfo {
    std::string description;
    std::string color_space;  ///< "RGB", "GRAY", "CMYK", ...
    std::string device_class; ///< "display", "input", "output", "named colour", ...
    double version = 0;
    int channels = 0;
    bool to_lab = false, from_lab = false; ///< which ways it goes
};

/// Throws DataError where the bytes are not a profile.
IccInfo icc_info(std::span<const std::uint8_t> profile);

/// Device values to Lab under D50. Throws DataError for a broken profile, DomainError for one that has no such way.
class DeviceToLab {
public:
    explicit DeviceToLab(std::span<const std::uint8_t> profile, const IccOptions& options = {});
    ~DeviceToLab();
    DeviceToLab(DeviceToLab&&) noexcept;
    DeviceToLab& operator=(DeviceToLab&&) noexcept;

    int channels() const;
    /// `device` holds channels() values per colour, 0-1 (for CMYK the share of full ink).
    std::vector<Lab> lab(std::span<const double> device) const;
    /// Every pixel; throws DomainError where the picture's channels are not the profile's.
    std::vector<Lab> lab(const Picture& picture) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Lab under D50 to device values; see DeviceToLab.
class LabToDevice {
public:
    explicit LabToDevice(std::span<const std::uint8_t> profile, const IccOptions& options = {});
    ~LabToDevice();
    LabToDevice(LabToDevice&&) noexcept;
    LabToDevice& operator=(LabToDevice&&) noexcept;

    int channels() const;
    /// 0-1, channels() per colour; outside that range where a matrix profile cannot reach the colour.
    std::vector<double> device(std::span<const Lab> lab_d50) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Lab of each pixel by the picture's own profile, or `profile` where given; a picture without any is taken for sRGB.
std::vector<Lab> picture_lab(const Picture& picture, std::span<const std::uint8_t> profile = {},
                             const IccOptions& options = {});

/// A picture in the space of an RGB or grey profile (sRGB where empty), which it carries; `bits` 8 or 16. Colours outside its gamut
/// are clipped per channel and counted ("out_of_gamut").
Picture picture_from_lab(std::span<const Lab> lab_d50, int width, int height, std::span<const std::uint8_t> profile = {},
                         int bits = 8, const IccOptions& options = {});

struct SoftProofOptions {
    IccOptions to_device;      ///< how colours are fitted into the proofed device
    bool paper_white = false;  ///< show the device's own white (absolute) instead of the screen's
    double warn_delta_e = 1.0; ///< CIEDE2000 from which a colour counts as out of gamut
};

struct SoftProof {
    std::vector<Lab> lab;                   ///< as the device would show them, D50
    std::vector<std::uint8_t> out_of_gamut; ///< 1 where the device misses the colour by more than warn_delta_e
    double share_out_of_gamut = 0;
};

/// How colours will look on a display or in print. Throws as LabToDevice and DeviceToLab do.
SoftProof soft_proof(std::span<const Lab> lab_d50, std::span<const std::uint8_t> device_profile,
                     const SoftProofOptions& options = {});

struct NamedColor {
    std::string name; ///< at most 255 bytes of ASCII
    Lab lab_d50;
};

/// An ICC named-colour profile (version 4) with Lab and sRGB of each colour; the same bytes on every call.
std::vector<std::uint8_t> named_color_profile(const std::string& description, std::span<const NamedColor> colors);

/// Profiles for tests and for screens without one: primaries and white as xy, one gamma for all channels.
std::vector<std::uint8_t> matrix_profile(const std::string& description, const double (&primaries_xy)[3][2],
                                         const double (&white_xy)[2], double gamma);

} // namespace undertone
