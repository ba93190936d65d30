#pragma once
// The engine's own tables (data/), compiled in; see embed_data.cmake.

#include <string_view>
#include <vector>

namespace undertone {

/// The text of data/`<path>`, for example "observers/cie_1931_2deg.csv". Throws DataError where there is none.
std::string_view data_file(std::string_view path);

/// Paths of all embedded files that start with `prefix`, sorted.
std::vector<std::string_view> data_files(std::string_view prefix);

namespace detail {
struct EmbeddedFile {
    const char* path;
    const char* content;
    unsigned long size;
};
extern const EmbeddedFile embedded_files[];
extern const int embedded_file_count;
} // namespace detail

} // namespace undertone
