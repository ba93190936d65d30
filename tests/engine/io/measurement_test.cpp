// Property: a measurement made in a program: what no instrument gives is refused by every function that takes one, before it is
// read.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/check.hpp"
#include "undertone/io/write_measurements.hpp"

#include <functional>
#include <limits>

using namespace undertone;
using namespace io_test;

namespace {

Measurement good() {
    Measurement m;
    m.name = "spot";
    for (int nm = 400; nm <= 700; nm += 10) {
        m.wavelengths_nm.push_back(nm);
        m.reflectance.push_back(skin_like(nm));
    }
    m.lab = Lab{60, 10, 15};
    return m;
}

struct Damage {
    const char* name; ///< of the field that the error names
    std::function<void(Measurement&)> damage;
};

const std::vector<Damage>& damages() {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
    static const std::vector<Damage> all = {
        {"reflectance", [](Measurement& m) { m.wavelengths_nm.clear(); }},
        {"reflectance", [](Measurement& m) { m.reflectance.resize(1000, 0.3); }},
        {"reflectance", [](Measurement& m) { m.reflectance.pop_back(); }},
        {"reflectance[3]", [](Measurement& m) { m.reflectance[3] = nan; }},
        {"reflectance[3]", [](Measurement& m) { m.reflectance[3] = infinite; }},
        {"reflectance[3]", [](Measurement& m) { m.reflectance[3] = 1e308; }},
        {"wavelengths_nm[4]", [](Measurement& m) { m.wavelengths_nm[4] = nan; }},
        {"wavelengths_nm[4]", [](Measurement& m) { m.wavelengths_nm[4] = m.wavelengths_nm[3]; }},
        {"lab[0]", [](Measurement& m) { m.lab->l = nan; }},
        {"lab[2]", [](Measurement& m) { m.lab->b = -9e24; }},
        {"", [](Measurement& m) { m = {}; }},
    };
    return all;
}

const std::vector<std::function<void(const std::vector<Measurement>&)>>& ways_in() {
    static const std::vector<std::function<void(const std::vector<Measurement>&)>> all = {
        [](const auto& m) { on_grid(m[0]); },
        [](const auto& m) { measured_part(m[0]); },
        [](const auto& m) { average_readings(m); },
        [](const auto& m) { readings_of_one_geometry(m); },
        [](const auto& m) { check_measurements(m); },
        [](const auto& m) { check_pair(m[0], good()); },
        [](const auto& m) { check_pair(good(), m[0]); },
        [](const auto& m) { noise_of(m[0]); },
        [](const auto& m) { measurements_text(m, MeasurementFormat::csv); },
        [](const auto& m) { measurements_text(m, MeasurementFormat::cgats); },
        [](const auto& m) { measurements_text(m, MeasurementFormat::cxf); },
        [](const auto& m) { measurements_text(m, MeasurementFormat::json); },
    };
    return all;
}

} // namespace

TEST(Measurement, OfNumbersThatNoInstrumentGivesIsRefusedByEveryFunctionThatTakesOne) {
    for (const auto& use : ways_in()) EXPECT_NO_THROW(use({good()}));
    for (const Damage& one : damages()) {
        Measurement bad = good();
        one.damage(bad);
        for (std::size_t way = 0; way < ways_in().size(); ++way) {
            try {
                ways_in()[way]({bad});
                ADD_FAILURE() << one.name << " was accepted by way " << way;
            } catch (const DomainError& error) {
                EXPECT_NE(error.name.find(one.name), std::string::npos) << error.what();
            }
        }
    }
}

TEST(Measurement, OfAFileThatHoldsSuchNumbersIsRefusedWithItsName) {
    try {
        parse("name,L*,a*,b*\nr,66,9.8,-9e24\n");
        ADD_FAILURE() << "accepted";
    } catch (const DataError& error) {
        EXPECT_EQ(error.file, "reading.csv");
    }
}
