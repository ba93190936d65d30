// Property: whatever happens to a file, reading it ends in usable measurements or in one of our errors.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <algorithm>

using namespace undertone;
using namespace io_test;

TEST(ReadMeasurements, SurvivesDamage) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(source_dir / "tests" / "malformed")) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> seeds = {wide("", ""), "nm,R\n" + rows(), "nm\tR\n" + rows(100, "\t", ',')};
    const std::size_t clean = seeds.size();
    for (const auto& path : paths) seeds.push_back(bytes_of(path));
    int accepted = 0, refused = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        RandomStream random(7, i);
        std::string text = seeds[random.next() % (i % 4 == 0 ? clean : seeds.size())];
        for (std::uint32_t edit = random.next() % 3; edit > 0 && !text.empty(); --edit) {
            const std::size_t at = random.next() % text.size();
            switch (random.next() % 4) {
            case 0: text[at] = static_cast<char>(random.next() & 0xFF); break;
            case 1: text.erase(at, 1 + random.next() % 20); break;
            case 2: text.insert(at, text.substr(random.next() % text.size(), random.next() % 40)); break;
            default: text[at] = ",;\t\"\n\r#.- %"[random.next() % 11]; break;
            }
        }
        try {
            for (const auto& m : parse(text)) {
                ++accepted;
                ASSERT_TRUE(m.lab_only() ? m.lab.has_value() : m.wavelengths_nm.size() == m.reflectance.size()) << text;
                if (!m.lab_only()) {
                    EXPECT_NO_THROW(on_grid(m)) << text;
                }
            }
        } catch (const DataError&) {
            ++refused;
        } catch (const UnsupportedError&) {
            ++refused;
        } // anything else fails the test
    }
    EXPECT_GT(accepted, 300);
    EXPECT_GT(refused, 1500);
}
