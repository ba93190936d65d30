#pragma once

#include "undertone/io/picture.hpp"

#include <cstdint>
#include <string>

namespace undertone::io_detail {

Picture read_png(const std::string& path);
Picture read_jpeg(const std::string& path);
Picture read_tiff(const std::string& path);

[[noreturn]] void refuse_picture(const std::string& path, const std::string& what);
/// Refuses empty pictures and those beyond max_picture_samples, before memory is asked for.
void check_size(const std::string& path, std::uint64_t width, std::uint64_t height, std::uint64_t channels);

} // namespace undertone::io_detail
