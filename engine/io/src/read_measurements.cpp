#include "undertone/io/read_measurements.hpp"

#include "formats.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace undertone {

namespace {

std::string file_bytes(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    const auto refuse = [&](const char* what, const char* why, const char* what_to_do) {
        throw DataError(path, {}, what, why, what_to_do);
    };
    if (status.type() == fs::file_type::not_found)
        refuse("there is no such file", "nothing can be read", "check the spelling and the folder");
    if (status.type() == fs::file_type::directory)
        refuse("this is a folder", "one file of measurements is read at a time", "name a file in it");
    if (status.type() != fs::file_type::regular)
        refuse("this is not an ordinary file", "measurements are read from ordinary files only",
               "save the measurements to a file");
    const std::uintmax_t size = fs::file_size(path, failure);
    if (failure)
        refuse("the size of the file cannot be found", "it may have been moved or locked", "check the file and try again");
    if (size > max_measurement_file_bytes)
        refuse("the file is larger than 64 MB",
               "a thousand measurements take a megabyte: this is probably another kind of file",
               "export only the readings you need");
    std::ifstream stream(path, std::ios::binary);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    if (!stream || !stream.read(bytes.data(), static_cast<std::streamsize>(size)))
        refuse("the file cannot be read", "it may be locked, or yours to see but not to open", "check its permissions");
    return bytes;
}

} // namespace

std::vector<Measurement> parse_measurements(std::string_view text, const std::string& file_name) {
    io_detail::refuse_binary(text, file_name);
    const io_detail::SourceText source(text, file_name);
    std::vector<Measurement> measurements = io_detail::read_as_recognised(source);
    try {
        validate_all(measurements);
    } catch (const DomainError& error) {
        throw DataError(file_name, {}, fmt::format("{} is {}", error.name, error.value),
                        fmt::format("it cannot be a reading (allowed: {})", error.allowed), "correct or remove the reading");
    }
    return measurements;
}

std::vector<Measurement> read_measurements(const std::string& path) { return parse_measurements(file_bytes(path), path); }

} // namespace undertone
