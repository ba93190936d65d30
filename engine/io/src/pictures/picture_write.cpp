// Pictures as PNG: the one format they are written in.

#include "undertone/io/picture.hpp"

#include "png_encoder.hpp"

#include "undertone/base/error.hpp"

namespace undertone {

void write_picture(const std::string& path, const Picture& picture, const OutputRules& rules) {
    if (picture.channels != 1 && picture.channels != 3)
        throw DomainError("picture", std::to_string(picture.channels) + " channels", "grey or RGB: PNG holds no others", "");
    const auto per_row = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.channels);
    if (picture.width < 1 || picture.height < 1 ||
        picture.samples.size() != per_row * static_cast<std::size_t>(picture.height) ||
        (picture.bits != 8 && picture.bits != 16))
        throw DomainError("picture", std::to_string(picture.samples.size()) + " samples",
                          "one per pixel and channel, of 8 or 16 bits", "");
    std::vector<std::uint8_t> bytes;
    bytes.reserve(picture.samples.size() * static_cast<std::size_t>(picture.bits / 8));
    for (const std::uint16_t sample : picture.samples) {
        if (picture.bits == 16) bytes.push_back(static_cast<std::uint8_t>(sample >> 8));
        bytes.push_back(static_cast<std::uint8_t>(sample & 0xFF));
    }
    write_output_file(path,
                      io_detail::png_bytes({picture.width, picture.height, picture.channels, picture.bits, bytes, 0,
                                            "profile", picture.profile}),
                      "the picture", rules);
}

} // namespace undertone
