// What longjmp may skip holds no destructor; buffers are made outside.
#include "png_encoder.hpp"

#include "undertone/base/error.hpp"

#include <png.h>

#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <new>
#include <vector>

namespace undertone::io_detail {

namespace {

struct PngWrite {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::string bytes;
    std::array<char, 200> message{};
    bool memory_ended = false;
    ~PngWrite() { png_destroy_write_struct(&png, &info); }
};

void keep_message(png_structp png, png_const_charp text) {
    auto* write = static_cast<PngWrite*>(png_get_error_ptr(png));
    std::snprintf(write->message.data(), write->message.size(), "%s", text);
    png_longjmp(png, 1);
}
void ignore_warning(png_structp, png_const_charp) {}

void append(png_structp png, png_bytep data, std::size_t size) {
    auto* write = static_cast<PngWrite*>(png_get_io_ptr(png));
    try {
        write->bytes.append(reinterpret_cast<const char*>(data), size);
    } catch (const std::bad_alloc&) {
        write->memory_ended = true; // libpng's frames know no exceptions
    }
    if (write->memory_ended) png_error(png, "out of memory");
}

bool encode(PngWrite* write, const PngPixels* pixels, png_bytepp rows) {
    if (setjmp(png_jmpbuf(write->png))) return false;
    png_set_write_fn(write->png, write, append, nullptr);
    png_set_IHDR(write->png, write->info, static_cast<png_uint_32>(pixels->width), static_cast<png_uint_32>(pixels->height),
                 pixels->bits, pixels->channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!pixels->profile.empty())
        png_set_iCCP(write->png, write->info, pixels->profile_name, PNG_COMPRESSION_TYPE_BASE, pixels->profile.data(),
                     static_cast<png_uint_32>(pixels->profile.size()));
    const auto per_metre = static_cast<png_uint_32>(std::lround(pixels->pixels_per_mm * 1000));
    if (per_metre > 0) png_set_pHYs(write->png, write->info, per_metre, per_metre, PNG_RESOLUTION_METER);
    png_write_info(write->png, write->info);
    png_write_image(write->png, rows);
    png_write_end(write->png, nullptr);
    return true;
}

} // namespace

std::string png_bytes(const PngPixels& pixels) {
    const std::size_t row_bytes = static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.channels) *
                                  static_cast<std::size_t>(pixels.bits / 8);
    std::vector<png_bytep> rows(static_cast<std::size_t>(pixels.height));
    for (std::size_t y = 0; y < rows.size(); ++y) // libpng's rows are not const, but it only reads them
        rows[y] = const_cast<png_bytep>(pixels.bytes.data() + row_bytes * y);
    PngWrite write;
    write.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &write, keep_message, ignore_warning);
    write.info = write.png ? png_create_info_struct(write.png) : nullptr;
    if (!write.info) throw std::bad_alloc();
    if (!encode(&write, &pixels, rows.data())) {
        if (write.memory_ended) throw std::bad_alloc();
        throw UnsupportedError(std::string("the picture cannot be written as PNG (") + write.message.data() + ")");
    }
    return std::move(write.bytes);
}

} // namespace undertone::io_detail
