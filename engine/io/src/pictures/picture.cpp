#include "undertone/io/picture.hpp"

#include "picture_readers.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace undertone {

namespace io_detail {

void refuse_picture(const PictureFile& file, const std::string& what) {
    throw DataError(file.name, {}, what, "its colours cannot be read",
                    "save or export the picture again as PNG, JPEG or TIFF");
}

void check_size(const PictureFile& file, std::uint64_t width, std::uint64_t height, std::uint64_t channels) {
    constexpr std::uint64_t longest_side = 1'000'000, small_samples = 16'000'000;
    const std::string size = fmt::format("the picture is {} x {} pixels", width, height);
    if (width == 0 || height == 0) refuse_picture(file, size + ": none");
    if (width > longest_side || height > longest_side || width * height > max_picture_pixels)
        throw DataError(file.name, {},
                        fmt::format("{}: too many, at most {} million are taken", size, max_picture_pixels / 1'000'000),
                        "each takes six bytes of memory, and a card needs far fewer",
                        "cut the picture to the card and the skin beside it, or save it smaller");
    const std::uint64_t samples = width * height * channels;
    if (samples > small_samples && samples / max_samples_per_file_byte > file.bytes.size())
        throw DataError(file.name, {}, fmt::format("{}, in a file of only {} bytes", size, file.bytes.size()),
                        "no photograph can be packed so tightly: the file is blank, damaged, or made to do harm",
                        "save or export the photograph again");
}

void check_profile_size(const PictureFile& file, std::size_t bytes) {
    if (bytes > input_kinds::profile.most_bytes)
        refuse_picture(file, fmt::format("its colour profile is larger than {} MB",
                                         input_kinds::profile.most_bytes / input_kinds::megabyte));
}

void spread_bytes(std::vector<std::uint16_t>& samples) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(samples.data());
    for (std::size_t i = samples.size(); i-- > 0;) samples[i] = bytes[i]; // from the end: none is overwritten unread
}

int exif_orientation(const std::uint8_t* tiff, std::size_t size) {
    if (size < 8 || (tiff[0] != 'I' && tiff[0] != 'M')) return 0;
    const bool little = tiff[0] == 'I';
    const auto number = [&](std::size_t at, std::size_t bytes) {
        std::size_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | tiff[at + (little ? bytes - 1 - i : i)];
        return value;
    };
    constexpr std::size_t entry_bytes = 12, orientation_tag = 0x0112, long_type = 4;
    const std::size_t directory = number(4, 4);
    if (directory > size || size - directory < 2) return 0;
    const std::size_t entries = number(directory, 2), first = directory + 2;
    for (std::size_t i = 0; i < entries && first + entry_bytes * (i + 1) <= size; ++i) {
        const std::size_t at = first + entry_bytes * i;
        if (number(at, 2) != orientation_tag) continue;
        const std::size_t value = number(at + 8, number(at + 2, 2) == long_type ? 4 : 2);
        return value <= 8 ? static_cast<int>(value) : 0;
    }
    return 0;
}

void turn_upright(Picture& picture, int orientation) {
    if (orientation < 2 || orientation > 8) return;
    // How row and column of the upright picture run over the stored one (EXIF 2.3, tag 274).
    const bool swapped = orientation >= 5,
               from_bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8,
               from_right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const auto width = static_cast<std::size_t>(picture.width), height = static_cast<std::size_t>(picture.height),
               channels = static_cast<std::size_t>(picture.channels);
    const std::size_t rows = swapped ? width : height, columns = swapped ? height : width;
    std::vector<std::uint16_t> upright(picture.samples.size());
    auto to = upright.begin();
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column, to += static_cast<std::ptrdiff_t>(channels)) {
            std::size_t x = swapped ? row : column, y = swapped ? column : row;
            if (swapped ? from_bottom : from_right) x = width - 1 - x;
            if (swapped ? from_right : from_bottom) y = height - 1 - y;
            std::copy_n(picture.samples.begin() + static_cast<std::ptrdiff_t>((y * width + x) * channels), channels, to);
        }
    picture.samples = std::move(upright);
    picture.width = static_cast<int>(columns);
    picture.height = static_cast<int>(rows);
    constexpr std::array turns = {"mirrored",
                                  "turned by 180 degrees",
                                  "flipped",
                                  "mirrored and turned by 90 degrees to the left",
                                  "turned by 90 degrees to the right",
                                  "mirrored and turned by 90 degrees to the right",
                                  "turned by 90 degrees to the left"};
    picture.diagnostics.push_back(
        {Severity::info, "rotated",
         fmt::format(
             "the file says how the camera was held (orientation {}), and the picture was {}, as viewers show it: positions "
             "are of the upright picture, {} x {} pixels",
             orientation, turns[static_cast<std::size_t>(orientation - 2)], columns, rows)});
}

} // namespace io_detail

Picture parse_picture(std::string_view bytes, const std::string& file_name) {
    const std::string_view head = bytes.substr(0, 12);
    if (head.size() < 8)
        throw DataError(file_name, {}, "the file is empty, or too short for a picture", "there is no picture to read",
                        "check the name and the folder");
    const io_detail::PictureFile file{bytes, file_name};
    using namespace std::string_view_literals;
    Picture picture;
    if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) {
        picture = io_detail::read_png(file);
    } else if (head.starts_with("\xFF\xD8\xFF"sv)) {
        picture = io_detail::read_jpeg(file);
    } else if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv)) {
        picture = io_detail::read_tiff(file);
    } else {
        const bool heic = head.substr(4, 4) == "ftyp";
        throw DataError(file_name, {}, heic ? "this is a HEIC or AVIF picture" : "this is not a PNG, JPEG or TIFF picture",
                        "only those three are read",
                        heic ? "set the phone's camera to its most compatible format, or export as JPEG"
                             : "export the picture as PNG, JPEG or TIFF; raw files as 16-bit TIFF");
    }
    if (picture.profile.empty())
        picture.diagnostics.push_back({Severity::warning, "no_profile",
                                       picture.channels == 3 ? "the picture holds no colour profile: sRGB is assumed"
                                                             : "the picture holds no colour profile: one must be given"});
    return picture;
}

Picture read_picture(const std::string& path) { return parse_picture(read_input_file(path, input_kinds::picture), path); }

} // namespace undertone
