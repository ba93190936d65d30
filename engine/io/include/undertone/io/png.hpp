#pragma once
// Pictures as PNG with their colour profile and their physical size.

#include "undertone/base/output_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace undertone {

struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb; ///< sRGB, 8 bit, row by row from the top left, three bytes a pixel
    double pixels_per_mm = 0;      ///< of the scene, so that a print is true to scale; 0 where it has no scale
};

/// Writes 8-bit RGB with the sRGB profile (iCCP) and, where known, the physical pixel size (pHYs). The file appears
/// whole or not at all. Throws DomainError for a size that does not fit `rgb`, DataError where it cannot be written.
void write_png(const std::string& path, const Image& image, const OutputRules& rules = {});

} // namespace undertone
