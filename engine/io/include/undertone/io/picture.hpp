#pragma once
// Pictures from files as they are stored: 8 or 16 bits, with the colour profile that travels with them.

#include "undertone/base/diagnostic.hpp"
#include "undertone/base/output_file.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct Picture {
    int width = 0, height = 0;
    int channels = 3;                   ///< 1 grey, 3 RGB, 4 CMYK (ink amounts); alpha is dropped
    int bits = 8;                       ///< 8 or 16 per sample
    std::vector<std::uint16_t> samples; ///< 0-255 or 0-65535, row by row from the top left, channels interleaved
    std::vector<std::uint8_t> profile;  ///< ICC; empty where the file holds none
    Diagnostics diagnostics;            ///< "no_profile", "alpha_dropped", "rotated" (turned upright, as the file says)

    double full_scale() const { return bits == 8 ? 255.0 : 65535.0; }
};

/// Larger pictures are refused before memory is asked for: the largest cameras of 35 mm make 61 million pixels.
inline constexpr std::uint64_t max_picture_pixels = 64'000'000;
/// A large picture (over 16 million samples) that unpacks to more samples than this for each byte of its file is refused: photographs
/// take a byte for ten samples or so, and at the very worst for a hundred.
inline constexpr std::uint64_t max_samples_per_file_byte = 400;
/// JPEGs drawn in more passes are refused: cameras use one, programs ten.
inline constexpr int max_jpeg_scans = 100;

/// PNG, JPEG or TIFF, recognised by content. A picture whose file says how the camera was held (EXIF or TIFF orientation) is turned
/// upright, as every viewer shows it. Throws DataError for what is none of them, broken or too large.
Picture read_picture(const std::string& path);

/// The same from the bytes of a file; `file_name` is used in messages.
Picture parse_picture(std::string_view bytes, const std::string& file_name);

/// Writes PNG with the picture's profile embedded (grey or RGB, 8 or 16 bits). The file appears whole or not at all. Throws
/// DomainError for CMYK or sizes that do not fit, DataError where it cannot be written.
void write_picture(const std::string& path, const Picture& picture, const OutputRules& rules = {});

} // namespace undertone
