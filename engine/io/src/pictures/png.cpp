#include "undertone/io/png.hpp"

#include "png_encoder.hpp"

#include "undertone/base/error.hpp"
#include "undertone/io/icc.hpp"

namespace undertone {

namespace {

void check(const Image& image) {
    if (image.width < 1 || image.height < 1)
        throw DomainError("image", std::to_string(image.width) + " x " + std::to_string(image.height) + " pixels",
                          "at least 1 x 1");
    const std::size_t expected = 3u * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
    if (image.rgb.size() != expected)
        throw DomainError("image.rgb", std::to_string(image.rgb.size()) + " bytes",
                          std::to_string(expected) + " bytes for its width and height");
    if (!(image.pixels_per_mm >= 0 && image.pixels_per_mm <= 1e6))
        throw DomainError("image.pixels_per_mm", std::to_string(image.pixels_per_mm), "0 (unknown) to 1e6");
}

} // namespace

void write_png(const std::string& path, const Image& image, const OutputRules& rules) {
    check(image);
    const std::vector<std::uint8_t> profile = srgb_icc_profile();
    write_output_file(
        path, io_detail::png_bytes({image.width, image.height, 3, 8, image.rgb, image.pixels_per_mm, "sRGB", profile}),
        "the picture", rules);
}

} // namespace undertone
