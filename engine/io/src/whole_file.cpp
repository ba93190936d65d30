#include "whole_file.hpp"

#include "undertone/base/error.hpp"

#include <filesystem>
#include <fstream>

namespace undertone::io_detail {

void write_whole_file(const std::string& path, std::string_view bytes, const char* what) {
    const std::string part = path + ".part";
    std::error_code failure;
    {
        std::ofstream stream(part, std::ios::binary);
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        stream.close();
        if (!stream) failure = std::make_error_code(std::errc::io_error);
    }
    if (!failure) std::filesystem::rename(part, path, failure);
    if (!failure) return;
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw DataError(path, {}, std::string(what) + " could not be written (" + failure.message() + ")", "nothing was changed",
                    "check that the folder exists, may be written to and has room");
}

} // namespace undertone::io_detail
