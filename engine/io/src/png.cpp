#include "undertone/io/png.hpp"

#include "undertone/base/error.hpp"
#include "undertone/io/icc.hpp"

#include <png.h>

#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace undertone {

namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Everything the C part needs; nothing in it has a destructor, since longjmp would skip it.
struct PngJob {
    std::FILE* file;
    png_bytepp rows;
    png_uint_32 width, height, pixels_per_metre;
    png_const_bytep profile;
    png_uint_32 profile_size;
    std::array<char, 200> message;
};

void keep_message(png_structp png, png_const_charp text) {
    auto* job = static_cast<PngJob*>(png_get_error_ptr(png));
    std::snprintf(job->message.data(), job->message.size(), "%s", text);
    png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

bool write_job(PngJob* job) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, job, keep_message, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info) {
        std::snprintf(job->message.data(), job->message.size(), "out of memory");
        png_destroy_write_struct(&png, nullptr);
        return false;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_init_io(png, job->file);
    png_set_IHDR(png, info, job->width, job->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_iCCP(png, info, "sRGB", PNG_COMPRESSION_TYPE_BASE, job->profile, job->profile_size);
    if (job->pixels_per_metre > 0)
        png_set_pHYs(png, info, job->pixels_per_metre, job->pixels_per_metre, PNG_RESOLUTION_METER);
    png_set_rows(png, info, job->rows);
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
    png_destroy_write_struct(&png, &info);
    return true;
}

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

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
    throw DataError(path, {}, what, "the picture was not written",
                    "check that the folder exists, may be written to and has room");
}

} // namespace

void write_png(const std::string& path, const Image& image) {
    check(image);
    const std::vector<std::uint8_t> profile = srgb_icc_profile();
    std::vector<std::uint8_t> pixels = image.rgb; // libpng's rows are not const
    std::vector<png_bytep> rows(static_cast<std::size_t>(image.height));
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = pixels.data() + 3u * static_cast<std::size_t>(image.width) * y;

    const std::string part = path + ".part";
    std::unique_ptr<std::FILE, FileCloser> file(std::fopen(part.c_str(), "wb"));
    if (!file) refuse(path, std::string("the file cannot be made (") + std::strerror(errno) + ")");
    PngJob job{file.get(),
               rows.data(),
               static_cast<png_uint_32>(image.width),
               static_cast<png_uint_32>(image.height),
               static_cast<png_uint_32>(std::lround(image.pixels_per_mm * 1000)),
               profile.data(),
               static_cast<png_uint_32>(profile.size()),
               {}};
    const bool written = write_job(&job);
    const bool closed = std::fclose(file.release()) == 0;
    std::error_code failure;
    if (written && closed) std::filesystem::rename(part, path, failure);
    if (!written || !closed || failure) {
        const std::string why = !written ? job.message.data() : !closed ? std::strerror(errno) : failure.message();
        std::filesystem::remove(part, failure);
        refuse(path, "the picture could not be written (" + why + ")");
    }
}

} // namespace undertone
