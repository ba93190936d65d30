#include "undertone/io/read_measurements.hpp"

#include "formats.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

/// Refuses text that would be cut into more pieces than any table of readings has, before memory is asked for them.
void refuse_crowded(std::string_view text, const std::string& file) {
    std::size_t pieces = 0;
    bool in_space = false;
    int line = 1;
    for (const char c : text) {
        const bool space = c == ' ';
        if (c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n' || c == '\r' || c == '<' || c == '=' ||
            (space && !in_space))
            ++pieces;
        in_space = space;
        if (c == '\n') ++line;
        if (pieces > max_measurement_cells)
            throw DataError(file, {line, 0},
                            fmt::format("more than {} million cells up to here", max_measurement_cells / 1'000'000),
                            "a thousand readings have a hundred thousand: this is no table of readings, or a broken one",
                            "export only the readings you need");
    }
}

} // namespace

std::vector<Measurement> parse_measurements(std::string_view text, const std::string& file_name) {
    io_detail::refuse_binary(text, file_name);
    refuse_crowded(text, file_name);
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

std::vector<Measurement> read_measurements(const std::string& path) {
    return parse_measurements(read_input_file(path, input_kinds::measurements), path);
}

} // namespace undertone
