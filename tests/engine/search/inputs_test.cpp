// Property: which inks a search may use.
#include "undertone/search/inputs.hpp"

#include "pigment/test_line.hpp"
#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace undertone;

namespace {

std::vector<std::string> ids_of(const Line& line, const UsableInks& inks) {
    std::vector<std::string> ids;
    for (const std::size_t index : inks.indices) ids.push_back(line.inks[index].id);
    return ids;
}

} // namespace

// property

TEST(UsableInks, AreOrderedByIdWhateverTheFile) {
    Line line = testing_line::line();
    const std::vector<std::string> ids = ids_of(line, usable_inks(line, {}));
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    EXPECT_EQ(ids.size(), line.inks.size());
    std::reverse(line.inks.begin(), line.inks.end());
    EXPECT_EQ(ids_of(line, usable_inks(line, {})), ids);
}

TEST(UsableInks, AreWithoutForbiddenAndExpiredOnesUnlessThereIsAReason) {
    Line line = testing_line::line();
    line.inks[0].expires = "2026-01-31";
    MatchOptions options;
    options.today = "2026-02-01";
    options.never_use = {line.inks[1].id};
    const UsableInks inks = usable_inks(line, options);
    EXPECT_EQ(inks.indices.size(), line.inks.size() - 2);
    EXPECT_EQ(inks.expired, std::vector{line.inks[0].id});
    options.expired_reason = "training";
    EXPECT_EQ(usable_inks(line, options).indices.size(), line.inks.size() - 1);
}

// bad input

TEST(UsableInks, AnExpiredInkThatMustBeUsedIsRefused) {
    Line line = testing_line::line();
    line.inks[0].expires = "2026-01-31";
    MatchOptions options;
    options.today = "2026-02-01";
    options.must_use = {line.inks[0].id};
    EXPECT_THROW(usable_inks(line, options), DomainError);
}
