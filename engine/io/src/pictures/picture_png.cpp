// PNG by libpng. What longjmp may skip holds no destructor; buffers are made outside.

#include "picture_readers.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
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
    std::string_view rest; // of the file
    std::array<char, 200> message{};
    ~PngRead() { png_destroy_read_struct(&png, &info, nullptr); }
};

void keep_message(png_structp png, png_const_charp text) {
    auto* read = static_cast<PngRead*>(png_get_error_ptr(png));
    std::snprintf(read->message.data(), read->message.size(), "%s", text);
    png_longjmp(png, 1);
}
void ignore_warning(png_structp, png_const_charp) {}

void take_bytes(png_structp png, png_bytep to, std::size_t count) {
    auto* read = static_cast<PngRead*>(png_get_io_ptr(png));
    if (count > read->rest.size()) png_error(png, "the file ends too early");
    std::memcpy(to, read->rest.data(), count);
    read->rest.remove_prefix(count);
}

bool read_header(PngRead* read) {
    if (setjmp(png_jmpbuf(read->png))) return false;
    png_set_read_fn(read->png, read, take_bytes);
    png_set_user_limits(read->png, 1'000'000, 1'000'000);
    png_set_chunk_malloc_max(read->png, input_kinds::profile.most_bytes); // of one unpacked: the profile may be the largest
    png_set_chunk_cache_max(read->png, 100);
    static constexpr png_byte unread[] = "tEXt\0zTXt\0iTXt\0sPLT\0hIST"; // texts are neither kept nor unpacked
    png_set_keep_unknown_chunks(read->png, PNG_HANDLE_CHUNK_NEVER, unread, 5);
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

Picture read_png(const PictureFile& file) {
    PngRead read;
    read.rest = file.bytes;
    read.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &read, keep_message, ignore_warning);
    read.info = read.png ? png_create_info_struct(read.png) : nullptr;
    if (!read.info) refuse_picture(file, "there is not enough memory");
    if (!read_header(&read)) refuse_picture(file, std::string("the PNG is broken (") + read.message.data() + ")");
    Picture out;
    const std::uint64_t width = png_get_image_width(read.png, read.info), height = png_get_image_height(read.png, read.info);
    out.channels = png_get_channels(read.png, read.info);
    out.bits = png_get_bit_depth(read.png, read.info);
    check_size(file, width, height, static_cast<std::uint64_t>(out.channels));
    out.width = static_cast<int>(width);
    out.height = static_cast<int>(height);
    out.samples.resize(width * height * static_cast<std::size_t>(out.channels));
    const std::size_t row_bytes = png_get_rowbytes(read.png, read.info);
    if ((out.bits != 8 && out.bits != 16) ||
        row_bytes * height != out.samples.size() * static_cast<std::size_t>(out.bits / 8))
        refuse_picture(file, "the PNG is of an unknown kind");
    auto* bytes = reinterpret_cast<png_bytep>(out.samples.data()); // decoded in place
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = bytes + row_bytes * y;
    if (!read_rows(&read, rows.data())) refuse_picture(file, std::string("the PNG is broken (") + read.message.data() + ")");
    if (out.bits == 8)
        spread_bytes(out.samples);
    else
        for (std::size_t i = 0; i < out.samples.size(); ++i) // most significant byte first, whatever this machine's order
            out.samples[i] = static_cast<std::uint16_t>((bytes[2 * i] << 8) | bytes[2 * i + 1]);
    png_charp name = nullptr;
    png_bytep profile = nullptr;
    png_uint_32 size = 0;
    int method = 0;
    if (png_get_iCCP(read.png, read.info, &name, &method, &profile, &size) != 0) {
        check_profile_size(file, size);
        out.profile.assign(profile, profile + size);
    }
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(read.png, read.info, &size, &exif) != 0) turn_upright(out, exif_orientation(exif, size));
    return out;
}

} // namespace io_detail

} // namespace undertone
