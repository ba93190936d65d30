// JPEG by libjpeg-turbo; see picture_png.cpp for the care that longjmp asks for.

#include "picture_readers.hpp"

#include <cstdio>

#include <jpeglib.h>

#include <array>
#include <csetjmp>
#include <cstdlib>
#include <cstring>

namespace undertone::io_detail {

namespace {

struct JpegRead {
    jpeg_error_mgr errors{}; // first: libjpeg hands back a pointer to it
    jpeg_decompress_struct jpeg{};
    jpeg_progress_mgr progress{};
    std::jmp_buf failed;
    std::array<char, JMSG_LENGTH_MAX> message{};
    JOCTET* profile = nullptr; // malloc'ed by libjpeg
    unsigned profile_size = 0;

    ~JpegRead() {
        jpeg_destroy_decompress(&jpeg);
        std::free(profile); // NOLINT: as its documentation says
    }
};

void keep_message(j_common_ptr common) {
    auto* read = reinterpret_cast<JpegRead*>(common->err);
    (*common->err->format_message)(common, read->message.data());
    std::longjmp(read->failed, 1);
}
void stop_at_damage(j_common_ptr common, int level) { // that libjpeg would patch over
    if (level >= 0) return;
    auto* read = reinterpret_cast<JpegRead*>(common->err);
    (*common->err->format_message)(common, read->message.data());
    ++common->err->num_warnings;
    std::longjmp(read->failed, 1);
}
void ignore_output(j_common_ptr) {}

/// Each pass of a progressive picture goes over all its pixels, however few bytes it has: passes and pixels are limited together.
void limit_scans(j_common_ptr common) {
    constexpr double most_pixels_of_all_scans = 1e9;
    constexpr int scans_of_any_size = 20; // programs write ten
    auto* jpeg = reinterpret_cast<j_decompress_ptr>(common);
    const int scans = jpeg->input_scan_number;
    const double pixels = static_cast<double>(jpeg->image_width) * jpeg->image_height * scans;
    if (scans <= scans_of_any_size || (scans <= max_jpeg_scans && pixels <= most_pixels_of_all_scans)) return;
    auto* read = reinterpret_cast<JpegRead*>(common->err);
    std::snprintf(read->message.data(), read->message.size(), "it is drawn in more passes than any photograph");
    std::longjmp(read->failed, 1);
}

bool start(JpegRead* read, const unsigned char* bytes, unsigned long size) {
    if (setjmp(read->failed)) return false;
    jpeg_create_decompress(&read->jpeg);
    constexpr long most_memory =
        512L * 1024 * 1024; // coefficients of a progressive picture of 64 million pixels take 384 MB
    read->jpeg.mem->max_memory_to_use = most_memory;
    read->progress.progress_monitor = limit_scans;
    read->jpeg.progress = &read->progress;
    jpeg_mem_src(&read->jpeg, bytes, size);
    jpeg_save_markers(&read->jpeg, JPEG_APP0 + 2, 0xFFFF); // ICC
    jpeg_save_markers(&read->jpeg, JPEG_APP0 + 1, 0xFFFF); // EXIF
    jpeg_read_header(&read->jpeg, TRUE);
    jpeg_read_icc_profile(&read->jpeg, &read->profile, &read->profile_size);
    read->jpeg.dct_method = JDCT_ISLOW;
    jpeg_calc_output_dimensions(&read->jpeg);
    return true;
}

bool read_rows(JpegRead* read, JSAMPROW* rows) {
    if (setjmp(read->failed)) return false;
    jpeg_start_decompress(&read->jpeg);
    while (read->jpeg.output_scanline < read->jpeg.output_height)
        jpeg_read_scanlines(&read->jpeg, rows + read->jpeg.output_scanline,
                            read->jpeg.output_height - read->jpeg.output_scanline);
    jpeg_finish_decompress(&read->jpeg);
    return true;
}

std::string broken(const JpegRead& read) {
    return (read.errors.num_warnings > 0 ? "the JPEG is damaged or cut off (" : "the JPEG is broken (") +
           std::string(read.message.data()) + ")";
}

int orientation(const jpeg_decompress_struct& jpeg) {
    constexpr std::size_t name = 6; // "Exif", two zeros
    for (const jpeg_marker_struct* marker = jpeg.marker_list; marker != nullptr; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > name && std::memcmp(marker->data, "Exif\0", name) == 0)
            return exif_orientation(marker->data + name, marker->data_length - name);
    return 0;
}

} // namespace

Picture read_jpeg(const PictureFile& file) {
    JpegRead read;
    read.jpeg.err = jpeg_std_error(&read.errors);
    read.errors.error_exit = keep_message;
    read.errors.emit_message = stop_at_damage;
    read.errors.output_message = ignore_output;
    if (!start(&read, reinterpret_cast<const unsigned char*>(file.bytes.data()), file.bytes.size()))
        refuse_picture(file, broken(read));
    const int turned = orientation(read.jpeg); // libjpeg forgets its markers once all rows are read
    Picture out;
    out.channels = read.jpeg.out_color_components;
    check_size(file, read.jpeg.output_width, read.jpeg.output_height, static_cast<std::uint64_t>(out.channels));
    out.width = static_cast<int>(read.jpeg.output_width);
    out.height = static_cast<int>(read.jpeg.output_height);
    if (out.channels != 1 && out.channels != 3 && out.channels != 4)
        refuse_picture(file, "the JPEG has " + std::to_string(out.channels) + " channels");
    const std::size_t row_bytes = static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.channels);
    out.samples.resize(row_bytes * static_cast<std::size_t>(out.height));
    std::vector<JSAMPROW> rows(static_cast<std::size_t>(out.height));
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = reinterpret_cast<JSAMPROW>(out.samples.data()) + row_bytes * y;
    if (!read_rows(&read, rows.data())) refuse_picture(file, broken(read));
    spread_bytes(out.samples);
    if (out.channels == 4 && read.jpeg.saw_Adobe_marker)
        for (std::uint16_t& sample : out.samples)
            sample = static_cast<std::uint16_t>(255 - sample); // Adobe stores paper, not ink
    check_profile_size(file, read.profile_size);
    if (read.profile != nullptr) out.profile.assign(read.profile, read.profile + read.profile_size);
    turn_upright(out, turned);
    return out;
}

} // namespace undertone::io_detail
