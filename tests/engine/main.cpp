// Runs the tests of a layer; with UNDERTONE_TEST_FILE=search_test.cpp those of that file alone, which is how ctest calls it.

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

std::string tests_of(const std::string& file) {
    std::string filter;
    const auto& all = *testing::UnitTest::GetInstance();
    for (int i = 0; i < all.total_test_suite_count(); ++i) {
        const auto& suite = *all.GetTestSuite(i);
        for (int k = 0; k < suite.total_test_count(); ++k) {
            const auto& test = *suite.GetTestInfo(k);
            if (test.file() && std::string(test.file()).ends_with("/" + file))
                filter += std::string(suite.name()) + "." + test.name() + ":";
        }
    }
    return filter;
}

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleMock(&argc, argv);
    if (const char* file = std::getenv("UNDERTONE_TEST_FILE")) {
        const std::string filter = tests_of(file);
        if (filter.empty()) {
            std::cerr << file << ": no test of that file is here\n";
            return 1;
        }
        GTEST_FLAG_SET(filter, filter);
        unsetenv("UNDERTONE_TEST_FILE"); // a death test calls this program again, for one test
    }
    return RUN_ALL_TESTS();
}
