#include "undertone/base/data_file.hpp"

#include "undertone/base/error.hpp"

#include <algorithm>

namespace undertone {

std::string_view data_file(std::string_view path) {
    for (int i = 0; i < detail::embedded_file_count; ++i) {
        const auto& file = detail::embedded_files[i];
        if (path == file.path) return {file.content, file.size};
    }
    throw DataError("data/" + std::string(path), {}, "no such table in this build",
                    "the engine reads its constants from data/", "check the name against data/MANIFEST.toml");
}

std::vector<std::string_view> data_files(std::string_view prefix) {
    std::vector<std::string_view> paths;
    for (int i = 0; i < detail::embedded_file_count; ++i) {
        const std::string_view path = detail::embedded_files[i].path;
        if (path.starts_with(prefix)) paths.push_back(path);
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace undertone
