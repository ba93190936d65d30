// Property: which instruction set the kernels use, and which words are refused.

#include "undertone/base/instruction_set.hpp"

#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

using namespace undertone;

namespace {

/// In a process of its own, since the variable is read once: prints what instruction_set() says, or the error.
void expect_said(const char* value, const std::string& said) {
    EXPECT_EXIT(
        {
            setenv("UNDERTONE_ISA", value, 1);
            for (int i = 0; i < 2; ++i) // an error is one each time, and never an abort
                try {
                    std::fprintf(stderr, "%s;", to_string(instruction_set()));
                } catch (const DomainError& error) {
                    std::fprintf(stderr, "%s;", error.what());
                }
            _exit(0);
        },
        ::testing::ExitedWithCode(0), said);
}

} // namespace

TEST(InstructionSet, IsTheBestThereIsUnlessForced) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    expect_said("", std::string("^") + to_string(best_instruction_set()) + ";");
    expect_said("baseline", "^baseline;baseline;");
}

TEST(InstructionSet, RefusesAWordItDoesNotKnowEachTime) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    expect_said("AVX2", "UNDERTONE_ISA.*AVX2.*baseline.*;UNDERTONE_ISA");
    expect_said("sse9", "UNDERTONE_ISA.*what this processor has");
}

TEST(InstructionSet, RefusesOneThatThisProcessorLacks) {
    if (best_instruction_set() == InstructionSet::avx512) GTEST_SKIP() << "this one lacks none";
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    expect_said("avx512", "UNDERTONE_ISA.*avx512.*baseline");
}
