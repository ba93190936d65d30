// The tables travel inside the library; an error says what, where and what to do.
#include <undertone/base/data_file.hpp>
#include <undertone/base/error.hpp>
#include <undertone/base/table.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    std::printf("%zu files of observers\n", data_files("observers/").size());
    const Table skin = data_table("tissue/skin_parameters.csv");
    std::printf("typical blood fraction: %g\n", skin.at("blood_fraction", "prior_mean"));

    try {
        read_table("id,weight_g\nblack,heavy\n", "mine.csv");
    } catch (const DataError& error) {
        std::printf("%s\n%s\n", error.what(),
                    error.caret().c_str()); // the message, and the line with a caret under the fault
        return error.position.line == 2 ? 0 : 1;
    }
    return 1;
}
