#pragma once
// The readers of each kind of picture, and what they refuse alike: sizes that no picture has, and broken files.

#include "undertone/io/picture.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace undertone::io_detail {

/// A picture's file: its bytes, and its name for messages.
struct PictureFile {
    std::string_view bytes;
    const std::string& name;
};

Picture read_png(const PictureFile& file);
Picture read_jpeg(const PictureFile& file);
Picture read_tiff(const PictureFile& file);

[[noreturn]] void refuse_picture(const PictureFile& file, const std::string& what);
/// Orientation (tag 274) in a block of EXIF, which is a small TIFF: 1 upright, 2 to 8 turned or mirrored; 0 where it says nothing.
int exif_orientation(const std::uint8_t* tiff, std::size_t size);
/// Turns a picture upright from how its file says it was stored, and says so ("rotated"). Nothing for other values than 2 to 8.
void turn_upright(Picture& picture, int orientation);

/// Refuses empty pictures, and those too large for a photograph or for their file, before memory is asked for.
void check_size(const PictureFile& file, std::uint64_t width, std::uint64_t height, std::uint64_t channels);
/// Refuses a profile larger than any; an embedded one may have been packed.
void check_profile_size(const PictureFile& file, std::size_t bytes);
/// Samples of 8 bits, decoded into the first half of the memory of `samples`, one to each sample. No second copy is held.
void spread_bytes(std::vector<std::uint16_t>& samples);

} // namespace undertone::io_detail
