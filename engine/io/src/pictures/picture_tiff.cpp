// TIFF by libtiff, with handlers of its own per file: nothing global is set.

#include "picture_readers.hpp"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

namespace undertone::io_detail {

namespace {

struct TiffCloser {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
struct OptionsFreer {
    void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

int keep_message(TIFF*, void* to, const char*, const char* format, va_list arguments) {
    std::array<char, 200> text{};
    std::vsnprintf(text.data(), text.size(), format, arguments);
    auto* message = static_cast<std::string*>(to);
    if (message->empty()) *message = text.data();
    return 1;
}
int ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }

/// A file in memory, as libtiff asks for it.
struct Source {
    std::string_view bytes;
    std::uint64_t at = 0;

    static Source& of(thandle_t handle) { return *static_cast<Source*>(handle); }
    static tmsize_t read(thandle_t handle, void* to, tmsize_t count) {
        Source& source = of(handle);
        const std::string_view rest = source.bytes.substr(std::min<std::uint64_t>(source.at, source.bytes.size()));
        const std::size_t taken = std::min(rest.size(), static_cast<std::size_t>(std::max<tmsize_t>(count, 0)));
        std::copy_n(rest.data(), taken, static_cast<char*>(to));
        source.at += taken;
        return static_cast<tmsize_t>(taken);
    }
    static tmsize_t write(thandle_t, void*, tmsize_t) { return 0; }
    static toff_t seek(thandle_t handle, toff_t offset, int whence) {
        Source& source = of(handle);
        source.at = offset + (whence == SEEK_CUR ? source.at : whence == SEEK_END ? source.bytes.size() : 0);
        return source.at;
    }
    static int close(thandle_t) { return 0; }
    static toff_t size(thandle_t handle) { return of(handle).bytes.size(); }
    static int map(thandle_t handle, void** base, toff_t* size) {
        *base = const_cast<char*>(of(handle).bytes.data()); // libtiff only reads from it
        *size = of(handle).bytes.size();
        return 1;
    }
    static void unmap(thandle_t, void*, toff_t) {}
};

template <class Value>
Value field(TIFF* tiff, ttag_t tag, Value otherwise) {
    Value value{};
    return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : otherwise;
}

struct Layout {
    std::uint32_t width = 0, height = 0;
    std::uint16_t stored = 1, kept = 1, bits = 8;
    bool planar = false;
};

/// Puts a decoded rectangle (a strip or a tile), in plane `plane` where planes are separate, into the picture.
void place(const Layout& layout, const std::vector<std::uint8_t>& bytes, std::uint32_t x0, std::uint32_t y0,
           std::uint32_t columns, std::uint32_t rows, std::uint16_t plane, Picture& out) {
    const std::size_t per_pixel = layout.planar ? 1 : layout.stored;
    for (std::uint32_t y = 0; y < rows && y0 + y < layout.height; ++y)
        for (std::uint32_t x = 0; x < columns && x0 + x < layout.width; ++x)
            for (std::size_t c = 0; c < per_pixel; ++c) {
                const std::size_t channel = layout.planar ? plane : c;
                if (channel >= layout.kept) continue;
                const std::size_t from = (static_cast<std::size_t>(y) * columns + x) * per_pixel + c;
                std::uint16_t value = 0;
                if (layout.bits == 8)
                    value = bytes[from];
                else // libtiff gives 16 bits in this machine's own order
                    std::copy_n(&bytes[2 * from], 2, reinterpret_cast<std::uint8_t*>(&value));
                out.samples[(static_cast<std::size_t>(y0 + y) * layout.width + x0 + x) * layout.kept + channel] = value;
            }
}

} // namespace

Picture read_tiff(const PictureFile& file) {
    std::string message;
    const std::unique_ptr<TIFFOpenOptions, OptionsFreer> options(TIFFOpenOptionsAlloc());
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_message, &message);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), ignore, nullptr);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), 256 * 1024 * 1024); // libtiff's own tables and strips
    Source source{file.bytes};
    const std::unique_ptr<TIFF, TiffCloser> tiff(TIFFClientOpenExt(file.name.c_str(), "r", &source, Source::read,
                                                                   Source::write, Source::seek, Source::close, Source::size,
                                                                   Source::map, Source::unmap, options.get()));
    const auto refuse = [&](const std::string& what) {
        refuse_picture(file, message.empty() ? what : what + " (" + message + ")");
    };
    if (!tiff) refuse("the TIFF is broken");

    Layout layout;
    layout.width = field<std::uint32_t>(tiff.get(), TIFFTAG_IMAGEWIDTH, 0);
    layout.height = field<std::uint32_t>(tiff.get(), TIFFTAG_IMAGELENGTH, 0);
    layout.stored = field<std::uint16_t>(tiff.get(), TIFFTAG_SAMPLESPERPIXEL, 1);
    layout.bits = field<std::uint16_t>(tiff.get(), TIFFTAG_BITSPERSAMPLE, 1);
    layout.planar = field<std::uint16_t>(tiff.get(), TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
    const auto photometric = field<std::uint16_t>(tiff.get(), TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    const auto sample_format = field<std::uint16_t>(tiff.get(), TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    const bool grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE,
               ycbcr_jpeg = photometric == PHOTOMETRIC_YCBCR &&
                            field<std::uint16_t>(tiff.get(), TIFFTAG_COMPRESSION, 1) == COMPRESSION_JPEG,
               rgb = photometric == PHOTOMETRIC_RGB || ycbcr_jpeg, cmyk = photometric == PHOTOMETRIC_SEPARATED;
    if (ycbcr_jpeg) TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    layout.kept = grey ? 1 : rgb ? 3 : 4;
    if (!(grey || rgb || cmyk) || (layout.bits != 8 && layout.bits != 16) || sample_format != SAMPLEFORMAT_UINT ||
        layout.stored < layout.kept)
        refuse(fmt::format(
            "the TIFF holds {} samples of {} bits, photometric {}: only grey, RGB and CMYK of 8 or 16 bits are read",
            layout.stored, layout.bits, photometric));
    check_size(file, layout.width, layout.height, layout.stored);

    Picture out;
    out.width = static_cast<int>(layout.width);
    out.height = static_cast<int>(layout.height);
    out.channels = layout.kept;
    out.bits = layout.bits;
    out.samples.resize(static_cast<std::size_t>(layout.width) * layout.height * layout.kept);
    const auto planes = static_cast<std::uint16_t>(layout.planar ? layout.kept : 1);
    const std::size_t sample_bytes = layout.bits / 8u * (layout.planar ? 1u : layout.stored);
    if (TIFFIsTiled(tiff.get()) != 0) {
        const auto columns = field<std::uint32_t>(tiff.get(), TIFFTAG_TILEWIDTH, 0),
                   rows = field<std::uint32_t>(tiff.get(), TIFFTAG_TILELENGTH, 0);
        // Tiles may stick out over the picture, but not by far: all of them are unpacked.
        const auto padded = [](std::uint64_t length, std::uint64_t tile) {
            return tile == 0 ? 0 : (length + tile - 1) / tile * tile;
        };
        check_size(file, padded(layout.width, columns), padded(layout.height, rows), layout.stored);
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(columns) * rows * sample_bytes);
        for (std::uint16_t plane = 0; plane < planes; ++plane)
            for (std::uint32_t y = 0; y < layout.height; y += rows)
                for (std::uint32_t x = 0; x < layout.width; x += columns) {
                    const auto tile = TIFFComputeTile(tiff.get(), x, y, 0, plane);
                    if (TIFFReadEncodedTile(tiff.get(), tile, bytes.data(), static_cast<tmsize_t>(bytes.size())) !=
                        static_cast<tmsize_t>(bytes.size()))
                        refuse("the TIFF is broken");
                    place(layout, bytes, x, y, columns, rows, plane, out);
                }
    } else {
        const std::uint32_t per_strip =
            std::min(field<std::uint32_t>(tiff.get(), TIFFTAG_ROWSPERSTRIP, layout.height), layout.height);
        if (per_strip == 0) refuse("the TIFF is broken");
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(layout.width) * per_strip * sample_bytes);
        for (std::uint16_t plane = 0; plane < planes; ++plane)
            for (std::uint32_t y = 0; y < layout.height; y += per_strip) {
                const std::uint32_t rows = std::min(per_strip, layout.height - y);
                const auto size = static_cast<tmsize_t>(static_cast<std::size_t>(layout.width) * rows * sample_bytes);
                if (TIFFReadEncodedStrip(tiff.get(), TIFFComputeStrip(tiff.get(), y, plane), bytes.data(), size) != size)
                    refuse("the TIFF is broken");
                place(layout, bytes, 0, y, layout.width, rows, plane, out);
            }
    }
    if (photometric == PHOTOMETRIC_MINISWHITE)
        for (std::uint16_t& sample : out.samples) sample = static_cast<std::uint16_t>(out.full_scale() - sample);
    std::uint32_t size = 0;
    void* profile = nullptr;
    if (TIFFGetField(tiff.get(), TIFFTAG_ICCPROFILE, &size, &profile) == 1) {
        check_profile_size(file, size);
        out.profile.assign(static_cast<std::uint8_t*>(profile), static_cast<std::uint8_t*>(profile) + size);
    }
    turn_upright(out, field<std::uint16_t>(tiff.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT));
    if (layout.stored > layout.kept)
        out.diagnostics.push_back({Severity::info, "alpha_dropped",
                                   fmt::format("{} more channels than colour were left out", layout.stored - layout.kept)});
    return out;
}

} // namespace undertone::io_detail
