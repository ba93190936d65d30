#pragma once
// Files that are not ours to publish lie beside the project, or where UNDERTONE_SHARED says. Where they are missing, tests of them
// are skipped, but fail where CI is set.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace undertone_tests {

inline std::filesystem::path shared_folder() {
    const char* said = std::getenv("UNDERTONE_SHARED");
    return said ? std::filesystem::path(said) : std::filesystem::path(UNDERTONE_SOURCE_DIR) / "../shared";
}

/// A file or folder under ../shared/data.
inline std::filesystem::path shared_data(const std::filesystem::path& path) { return shared_folder() / "data" / path; }

} // namespace undertone_tests

/// First in a test that reads files of that folder.
#define UNDERTONE_NEEDS_SHARED_FILES()                                                                                      \
    if (!std::filesystem::exists(undertone_tests::shared_folder())) {                                                       \
        if (std::getenv("CI")) FAIL() << "missing, and this is CI: " << undertone_tests::shared_folder();                   \
        GTEST_SKIP() << "files that are not in the project are missing: " << undertone_tests::shared_folder();              \
    }
