// PNG by libpng. What longjmp may skip holds no destructor; buffers are made outside.

#include "picture_readers.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/png.hpp"

#include <png.h>

#include <array>
#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace undertone {

namespace io_detail {

namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

struct PngRead {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::array<char, 200> message{};
    ~PngRead() { png_destroy_read_struct(&png, &info, nullptr); }
};

void keep_message(png_structp png, png_const_charp text) {
    auto* read = static_cast<PngRead*>(png_get_error_ptr(png));
    std::snprintf(read->message.data(), read->message.size(), "%s", text);
    png_longjmp(png, 1);
}
void ignore_warning(png_structp, png_const_charp) {}

bool read_header(PngRead* read, std::FILE* file) {
    if (setjmp(png_jmpbuf(read->png))) return false;
    png_init_io(read->png, file);
    png_set_user_limits(read->png, 1'000'000, 1'000'000);
    png_read_info(read->png, read->info);
    const int type = png_get_color_type(read->png, read->info);
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(read->png);
    if (type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(read->png, read->info) < 8)
        png_set_expand_gray_1_2_4_to_8(read->png);
    png_set_strip_alpha(read->png);
    png_set_interlace_handling(read->png);
    png_read_update_info(read->png, read->info);
    return true;
}

bool read_rows(PngRead* read, png_bytepp rows) {
    if (setjmp(png_jmpbuf(read->png))) return false;
    png_read_image(read->png, rows);
    png_read_end(read->png, nullptr);
    return true;
}

} // namespace

Picture read_png(const std::string& path) {
    const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
    if (!file) refuse_picture(path, "the file cannot be opened");
    PngRead read;
    read.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &read, keep_message, ignore_warning);
    read.info = read.png ? png_create_info_struct(read.png) : nullptr;
    if (!read.info) refuse_picture(path, "there is not enough memory");
    if (!read_header(&read, file.get()))
        refuse_picture(path, std::string("the PNG is broken (") + read.message.data() + ")");
    Picture out;
    const std::uint64_t width = png_get_image_width(read.png, read.info), height = png_get_image_height(read.png, read.info);
    out.channels = png_get_channels(read.png, read.info);
    out.bits = png_get_bit_depth(read.png, read.info);
    check_size(path, width, height, static_cast<std::uint64_t>(out.channels));
    out.width = static_cast<int>(width);
    out.height = static_cast<int>(height);
    const std::size_t row_bytes = png_get_rowbytes(read.png, read.info);
    std::vector<png_byte> bytes(row_bytes * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = bytes.data() + row_bytes * y;
    if (!read_rows(&read, rows.data())) refuse_picture(path, std::string("the PNG is broken (") + read.message.data() + ")");
    const std::size_t count = width * height * static_cast<std::size_t>(out.channels);
    out.samples.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        out.samples[i] = static_cast<std::uint16_t>(out.bits == 8 ? bytes[i] : (bytes[2 * i] << 8) | bytes[2 * i + 1]);
    png_charp name = nullptr;
    png_bytep profile = nullptr;
    png_uint_32 size = 0;
    int method = 0;
    if (png_get_iCCP(read.png, read.info, &name, &method, &profile, &size) != 0) out.profile.assign(profile, profile + size);
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(read.png, read.info, &size, &exif) != 0) turn_upright(out, exif_orientation(exif, size));
    return out;
}

} // namespace io_detail

} // namespace undertone
