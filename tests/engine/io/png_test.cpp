// Consistency: pictures are read back by libpng's own simple reader, and their chunks by the PNG specification.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/png.hpp"

#include <png.h>

#include <map>

using namespace undertone;
using namespace io_test;

namespace {

struct ScratchFile {
    fs::path path;
    explicit ScratchFile(const std::string& name) : path(fs::temp_directory_path() / ("undertone_" + name)) {
        fs::remove(path);
    }
    ~ScratchFile() { fs::remove(path); }
};

Image gradient(int width, int height) {
    Image image{width, height, {}, 0};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int v : {x * 7, y * 11, x + y}) image.rgb.push_back(static_cast<std::uint8_t>(v));
    return image;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::map<std::string, std::string> chunks(const std::string& bytes) {
    std::map<std::string, std::string> out;
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::size_t length = big_endian(bytes, at);
        out[bytes.substr(at + 4, 4)] += bytes.substr(at + 8, length);
        at += 12 + length;
    }
    return out;
}

} // namespace

TEST(WritePng, KeepsEveryPixel) {
    const ScratchFile file("pixels.png");
    const Image image = gradient(37, 23);
    write_png(file.path.string(), image);
    png_image in{};
    in.version = PNG_IMAGE_VERSION;
    ASSERT_TRUE(png_image_begin_read_from_file(&in, file.path.c_str())) << in.message;
    EXPECT_EQ(in.width, 37u);
    EXPECT_EQ(in.height, 23u);
    in.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> rgb(PNG_IMAGE_SIZE(in));
    ASSERT_TRUE(png_image_finish_read(&in, nullptr, rgb.data(), 0, nullptr)) << in.message;
    EXPECT_EQ(rgb, image.rgb);
}

TEST(WritePng, EmbedsProfileAndPhysicalSize) {
    const ScratchFile file("chunks.png");
    Image image = gradient(4, 4);
    image.pixels_per_mm = 23.622; // 600 dpi
    write_png(file.path.string(), image);
    auto found = chunks(bytes_of(file.path));
    EXPECT_EQ(found["iCCP"].substr(0, 5), std::string("sRGB\0", 5));
    ASSERT_EQ(found["pHYs"].size(), 9u);
    EXPECT_EQ(big_endian(found["pHYs"], 0), 23622u);
    EXPECT_EQ(big_endian(found["pHYs"], 4), 23622u);
    EXPECT_EQ(found["pHYs"][8], 1); // metre
}

TEST(WritePng, LeavesTheSizeOutWhereItIsNotKnown) {
    const ScratchFile file("no_size.png");
    write_png(file.path.string(), gradient(2, 2));
    EXPECT_EQ(chunks(bytes_of(file.path)).count("pHYs"), 0u);
}

TEST(WritePng, GivesTheSameBytesEveryTime) {
    const ScratchFile one("one.png"), two("two.png");
    write_png(one.path.string(), gradient(50, 50));
    write_png(two.path.string(), gradient(50, 50));
    EXPECT_EQ(bytes_of(one.path), bytes_of(two.path));
}

TEST(WritePng, RejectsAnImageThatDoesNotFitItsSize) {
    Image image = gradient(4, 4);
    image.rgb.pop_back();
    EXPECT_THROW(write_png("never.png", image), DomainError);
    EXPECT_THROW(write_png("never.png", Image{}), DomainError);
    EXPECT_FALSE(fs::exists("never.png"));
}

TEST(WritePng, SaysWhereItCouldNotWriteAndLeavesNothingBehind) {
    const fs::path nowhere = fs::temp_directory_path() / "undertone_no_such_folder" / "x.png";
    try {
        write_png(nowhere.string(), gradient(2, 2));
        FAIL();
    } catch (const DataError& e) {
        EXPECT_EQ(e.file, nowhere.string());
    }
    const ScratchFile victim("victim.txt"), link("y.png.part"); // a name that a stranger could guess is not written to
    std::ofstream(victim.path) << "precious";
    fs::create_symlink(victim.path, link.path);
    const ScratchFile picture("y.png");
    write_png(picture.path.string(), gradient(64, 64));
    EXPECT_EQ(fs::file_size(victim.path), 8u);
    EXPECT_TRUE(fs::is_regular_file(picture.path));
}
