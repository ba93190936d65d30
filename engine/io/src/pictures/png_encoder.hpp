#pragma once
// Pixels to the bytes of a PNG.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace undertone::io_detail {

struct PngPixels {
    int width = 0, height = 0, channels = 3, bits = 8; ///< 1 channel or 3; 8 bits, or 16 with the high byte first
    std::span<const std::uint8_t> bytes;               ///< row by row, without gaps
    double pixels_per_mm = 0;                          ///< 0 for not stated
    const char* profile_name = "";
    std::span<const std::uint8_t> profile; ///< ICC; empty for none
};

/// Throws UnsupportedError with libpng's reason where it cannot write them, std::bad_alloc where memory ends.
std::string png_bytes(const PngPixels& pixels);

} // namespace undertone::io_detail
