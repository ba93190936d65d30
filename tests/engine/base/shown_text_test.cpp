// Property: what steers a terminal is shown, not sent.

#include "undertone/base/shown_text.hpp"

#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

using namespace undertone;
using namespace std::string_literals;

TEST(ShownText, LeavesWhatAPersonReads) {
    for (const char* text : {"", "Pure black", "Größe 5 µm, 20:1", "日本語", "na\u200cme", "two\nlines\tand a tab", "😀"})
        EXPECT_EQ(shown_text(text), text);
}

TEST(ShownText, ShowsWhatSteersATerminal) {
    EXPECT_EQ(shown_text("\x1b[31mred"), "\\x1b[31mred");
    EXPECT_EQ(shown_text("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
    EXPECT_EQ(shown_text("a\rb\bc\x7f"), "a\\x0db\\x08c\\x7f");
    EXPECT_EQ(shown_text("nul\0."s), "nul\\x00.");
    EXPECT_EQ(shown_text("\u009b31m"), "\\u009b31m"); // C1 CSI
    EXPECT_EQ(shown_text("\u202egpj.exe"), "\\u202egpj.exe");
    EXPECT_EQ(shown_text("\u2066x\u2069"), "\\u2066x\\u2069");
    EXPECT_EQ(shown_text("\U000e0041"), "\\U000e0041");
}

TEST(ShownText, ShowsBytesThatAreNotUtf8) {
    EXPECT_EQ(shown_text("\xff\xfe"), "\\xff\\xfe");
    EXPECT_EQ(shown_text("\x9b"
                         "31m"),
              "\\x9b31m");                                    // an 8-bit CSI
    EXPECT_EQ(shown_text("\xc0\x9b"), "\\xc0\\x9b");          // overlong
    EXPECT_EQ(shown_text("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // a surrogate
    EXPECT_EQ(shown_text("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
    EXPECT_EQ(shown_text("caf\xc3"), "caf\\xc3");
}

TEST(ShownText, OfItselfIsItself) {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    EXPECT_EQ(shown_text(shown_text(all)), shown_text(all));
    EXPECT_EQ(shown_line(shown_line(all)), shown_line(all));
}

TEST(ShownLine, HasNoSecondLine) { EXPECT_EQ(shown_line("a\nREFUSED\tb"), "a\\nREFUSED\\tb"); }

TEST(ShownText, IsWhatErrorsSay) {
    const DataError data("f\x1b.csv", {1, 3}, "what\x1b", "why", "do", "\x1b\xc3\xa4x");
    EXPECT_EQ(std::string(data.what()), "f\\x1b.csv:1:3: what\\x1b; why; do");
    EXPECT_EQ(data.caret(), "\\x1b\xc3\xa4x\n     ^");
    EXPECT_EQ(std::string(DomainError("ink", "\x1b[2J", "known").what()), "ink is \\x1b[2J; allowed: known");
}
