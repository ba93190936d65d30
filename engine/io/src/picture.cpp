#include "undertone/io/picture.hpp"

#include "picture_readers.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <fstream>

namespace undertone {

namespace io_detail {

void refuse_picture(const std::string& path, const std::string& what) {
    throw DataError(path, {}, what, "its colours cannot be read", "save or export the picture again as PNG, JPEG or TIFF");
}

void check_size(const std::string& path, std::uint64_t width, std::uint64_t height, std::uint64_t channels) {
    if (width == 0 || height == 0 || width > 1'000'000 || height > 1'000'000 ||
        width * height * channels > max_picture_samples)
        refuse_picture(path, fmt::format("the picture is {} x {} pixels: none, or too many", width, height));
}

} // namespace io_detail

Picture read_picture(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string head(12, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (!stream && stream.gcount() < 8)
        throw DataError(path, {}, "the file cannot be read, or is empty", "there is no picture to read",
                        "check the name and the folder");
    stream.close();
    using namespace std::string_view_literals;
    Picture picture;
    if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) {
        picture = io_detail::read_png(path);
    } else if (head.starts_with("\xFF\xD8\xFF"sv)) {
        picture = io_detail::read_jpeg(path);
    } else if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv)) {
        picture = io_detail::read_tiff(path);
    } else {
        const bool heic = head.substr(4, 4) == "ftyp";
        throw DataError(path, {}, heic ? "this is a HEIC or AVIF picture" : "this is not a PNG, JPEG or TIFF picture",
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

} // namespace undertone
