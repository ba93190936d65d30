#pragma once

#include "undertone/io/picture.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace undertone::io_detail {

Picture read_png(const std::string& path);
Picture read_jpeg(const std::string& path);
Picture read_tiff(const std::string& path);

[[noreturn]] void refuse_picture(const std::string& path, const std::string& what);
/// Orientation (tag 274) in a block of EXIF, which is a small TIFF: 1 upright, 2 to 8 turned or mirrored; 0 where it says nothing.
int exif_orientation(const std::uint8_t* tiff, std::size_t size);
/// Turns a picture upright from how its file says it was stored, and says so ("rotated"). Nothing for other values than 2 to 8.
void turn_upright(Picture& picture, int orientation);

/// Refuses empty pictures and those beyond max_picture_samples, before memory is asked for.
void check_size(const std::string& path, std::uint64_t width, std::uint64_t height, std::uint64_t channels);

} // namespace undertone::io_detail
