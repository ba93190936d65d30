// Golden: each file in tests/malformed must give exactly the message in tests/golden/messages. A practitioner reads
// these messages, so a change of one word is a change to look at. A missing message fails; nothing is written here.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"

#include <algorithm>

using namespace undertone;
using namespace io_test;

namespace {

const fs::path samples = source_dir / "tests" / "malformed";
const fs::path messages = source_dir / "tests" / "golden" / "messages";

std::vector<std::string> names_in(const fs::path& folder, const std::string& not_ending = "") {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        if (not_ending.empty() || entry.path().filename().string() != not_ending)
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string without_folder(std::string text) {
    const std::string folder = samples.string() + "/";
    for (auto at = text.find(folder); at != text.npos; at = text.find(folder)) text.erase(at, folder.size());
    return text;
}

/// What a person is told about the file.
std::string told(const fs::path& path) {
    try {
        const auto all = read_measurements(path.string());
        std::string text = "read: " + std::to_string(all.size()) + (all.size() == 1 ? " measurement\n" : " measurements\n");
        for (const auto& d : all.at(0).diagnostics)
            text += std::string(to_string(d.severity)) + ": " + d.code + ": " + d.message + "\n";
        return text;
    } catch (const DataError& e) {
        return "refused: " + without_folder(e.what()) + "\n" + (e.caret().empty() ? "" : e.caret() + "\n");
    } catch (const UnsupportedError& e) {
        return "not supported: " + without_folder(e.what()) + "\n";
    }
}

class Malformed : public testing::TestWithParam<std::string> {};

} // namespace

TEST_P(Malformed, GivesItsMessage) {
    const fs::path golden = messages / (GetParam() + ".txt");
    ASSERT_TRUE(fs::exists(golden)) << "no expected message for " << GetParam() << "; it gives:\n"
                                    << told(samples / GetParam());
    EXPECT_EQ(told(samples / GetParam()), bytes_of(golden));
}

INSTANTIATE_TEST_SUITE_P(Files, Malformed, testing::ValuesIn(names_in(samples, "README.md")), [](const auto& file) {
    std::string name = file.param;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

TEST(MalformedMessages, AllBelongToAFile) {
    for (const auto& name : names_in(messages)) EXPECT_TRUE(fs::exists(samples / fs::path(name).stem())) << name;
    EXPECT_GE(names_in(messages).size(), 20u);
}

TEST(ReadMeasurements, RefusesWhatIsNotAFile) {
    const auto message = [](const std::string& path) {
        try {
            read_measurements(path);
        } catch (const DataError& e) {
            return std::string(e.what());
        }
        return std::string("no error");
    };
    EXPECT_EQ(message("no/such/file.csv"), "no/such/file.csv: the measurements cannot be read: there is no such file; "
                                           "nothing can be read; check the spelling and "
                                           "the folder");
    const std::string folder = fs::temp_directory_path().string();
    EXPECT_EQ(message(folder),
              folder + ": the measurements cannot be read: this is a folder; one file is read at a time; name a file in it");
    EXPECT_EQ(
        message("/dev/null"),
        "/dev/null: the measurements cannot be read: this is a device; only ordinary files are read: others may never end; "
        "save it to a file first, and name that");
}

TEST(ReadMeasurements, RefusesAFileOver16MegabytesWithoutReadingIt) {
    const fs::path big = fs::temp_directory_path() /
                         ("undertone_big_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + ".csv");
    std::ofstream(big) << "nm,R\n";
    fs::resize_file(big, max_measurement_file_bytes + 1); // sparse: takes no room
    EXPECT_THROW(read_measurements(big.string()), DataError);
    fs::remove(big);
}

// One endless line must not be counted through again for each of its cells: this would take minutes, not milliseconds.
TEST(ReadMeasurements, TakesEndlessLinesInTheirStride) {
    std::string row, values;
    for (int i = 0; i < 300'000; ++i) {
        row += "a" + std::to_string(i) + ",";
        values += "12.5,";
    }
    EXPECT_THROW(parse(row + "\n" + row + "\n"), DataError);
    EXPECT_THROW(parse("[STANDARD_DATA 0]\nSTD_REFLPOINTS=9,\nSTD_REFLINTERVAL=10,\nSTD_REFLLOW=400,\nSTD_R=" + values),
                 DataError);
    EXPECT_THROW(parse("CGATS.17\nBEGIN_DATA_FORMAT\nLAB_L\nEND_DATA_FORMAT\nBEGIN_DATA\n" + std::string(1'000'000, '1') +
                       std::string(600'000, ' ') + "\nEND_DATA\n"),
                 DataError);
}

// Tables are cut into cells only where there is memory for all of them, whatever the mark between them.
TEST(ReadMeasurements, RefusesMillionsOfCells) {
    for (const char* piece : {",", ";", "\t", "|", "1 ", "\n", "\r", "1,", "<a>", "<a/>", "[],", "a=b\n", "\"\","}) {
        std::string text = "nm,R\n";
        for (std::size_t i = 0; i <= max_measurement_cells; ++i) text += piece;
        try {
            parse(text);
            FAIL() << "read: " << piece;
        } catch (const DataError& e) {
            EXPECT_NE(std::string(e.what()).find("more than 2 million cells"), std::string::npos) << e.what();
        }
    }
}

// What is looked at for each column must not be looked at for a hundred thousand of them.
TEST(ReadMeasurements, RefusesLinesOfMoreCellsThanASpreadsheetHas) {
    for (const std::string piece : {"\"a\",", "L*,", "R400,", "400;", "a\t", "1 "}) {
        std::string row;
        for (int i = 0; i < 200'000; ++i) row += piece;
        for (const std::string head : {"", "# ", "nm,R\n", "sample,wavelength,reflectance\n"}) {
            try {
                parse(head + row + "\n" + row);
                FAIL() << "read: " << head << piece;
            } catch (const Error& e) {
                EXPECT_LT(std::string(e.what()).size(), 1000u);
            }
        }
    }
    std::string spreadsheet =
        "name,L*,a*,b*" + std::string(16'380, ',') + "\nskin,60,10,12" + std::string(16'380, ',') + "\n";
    EXPECT_EQ(parse(spreadsheet).size(), 1u);
}

// The first of two would be lost.
TEST(ReadMeasurements, RefusesAKeyThatStandsTwiceInJson) {
    const std::string one = R"({"name": "a", "metadata": {"name": "b", "x": {"x": "y"}}, "lab": [60, 10, 12]})";
    EXPECT_EQ(parse("[" + one + "," + one + "]").size(), 2u);
    for (const char* text : {R"([{"name": "a", "lab": [60, 10, 12], "lab": [50, 10, 12]}])",
                             R"({"measurements": [], "measurements": [{"name": "a", "lab": [60, 10, 12]}]})",
                             R"([{"metadata": {"x": 1, "x": 2}, "name": "a", "lab": [60, 10, 12]}])",
                             R"([{"metadata": {"x": {"y": 1}}, "metadata": {}, "name": "a", "lab": [60, 10, 12]}])"}) {
        try {
            parse(text);
            FAIL() << "read: " << text;
        } catch (const DataError& e) {
            EXPECT_NE(std::string(e.what()).find("twice in one object"), std::string::npos) << e.what();
        }
    }
}

// What is read is what was written, or it is refused.
TEST(ReadMeasurements, RefusesNumbersInJsonThatBecomeOthers) {
    for (const char* number :
         {"1e-400", "-1e-400", "5e-320", "1e400", "99999999999999999999", "123456789012345678901234567890"})
        for (const std::string& text :
             {"[{\"name\": \"a\", \"lab\": [60, " + std::string(number) + ", 12]}]",
              "[{\"name\": \"a\", \"lab\": [60, 10, 12], \"metadata\": {\"n\": " + std::string(number) + "}}]"})
            EXPECT_THROW(parse(text), DataError) << text;
    for (const char* number : {"0", "-0.0", "0e-400", "1e-300", "18446744073709551615", "0.1000000000000000055"})
        EXPECT_EQ(
            parse("[{\"name\": \"a\", \"lab\": [60, 10, 12], \"metadata\": {\"n\": " + std::string(number) + "}}]").size(),
            1u)
            << number;
}

// Each row is tried as a header; that must not read the rest of the file through each time.
TEST(ReadMeasurements, TakesLongFilesWithoutATableInTheirStride) {
    std::string ramp, words;
    for (int i = 0; i < 100'000; ++i) {
        ramp += std::to_string(i) + "e-6," + std::to_string(2 * i) + "\n";
        words += "alpha,12,beta " + std::to_string(i) + ",34.5\n";
    }
    EXPECT_THROW(parse(ramp), DataError);
    EXPECT_THROW(parse(words), DataError);
}

TEST(ReadMeasurements, FileAndTextGiveTheSame) {
    const fs::path path = fs::temp_directory_path() / "undertone_same.csv";
    std::ofstream(path, std::ios::binary) << "nm,R\r\n" << rows();
    const auto from_file = read_measurements(path.string()),
               from_text = parse_measurements("nm,R\r\n" + rows(), path.string());
    fs::remove(path);
    ASSERT_EQ(from_file.size(), 1u);
    EXPECT_EQ(from_file[0].name, from_text[0].name);
    EXPECT_EQ(from_file[0].reflectance, from_text[0].reflectance);
}
