// Consistency, property: what is written and read back is the same, in each format, whatever the metadata hold.

#include "undertone/io/write_measurements.hpp"

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

using namespace undertone;
using namespace io_test;

namespace {

constexpr MeasurementFormat formats[] = {MeasurementFormat::csv, MeasurementFormat::cgats, MeasurementFormat::cxf,
                                         MeasurementFormat::json};
constexpr const char* endings[] = {"csv", "cgats", "cxf", "json"};

void expect_same(const std::vector<Measurement>& written, const std::vector<Measurement>& read) {
    ASSERT_EQ(written.size(), read.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        const Measurement &a = written[i], &b = read[i];
        SCOPED_TRACE(a.name);
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.wavelengths_nm, b.wavelengths_nm);
        ASSERT_EQ(a.reflectance.size(), b.reflectance.size());
        for (std::size_t k = 0; k < a.reflectance.size(); ++k) EXPECT_EQ(a.reflectance[k], b.reflectance[k]);
        ASSERT_EQ(a.lab.has_value(), b.lab.has_value());
        if (a.lab) {
            EXPECT_EQ(a.lab->l, b.lab->l);
            EXPECT_EQ(a.lab->a, b.lab->a);
            EXPECT_EQ(a.lab->b, b.lab->b);
        }
        EXPECT_EQ(a.illuminant, b.illuminant);
        EXPECT_EQ(a.observer, b.observer);
        EXPECT_EQ(a.geometry, b.geometry);
        EXPECT_EQ(a.instrument, b.instrument);
        EXPECT_EQ(a.date, b.date);
        EXPECT_EQ(a.metadata, b.metadata);
    }
}

void expect_round_trip(const std::vector<Measurement>& all, std::initializer_list<MeasurementFormat> which) {
    for (const MeasurementFormat format : which) {
        SCOPED_TRACE(endings[static_cast<int>(format)]);
        const std::string text = measurements_text(all, format);
        SCOPED_TRACE(text.substr(0, 3000));
        expect_same(all, parse(text));
        if (testing::Test::HasFailure()) return;
    }
}

Measurement arm() {
    Measurement m;
    m.name = "arm; \"left\", no. 1 #2";
    for (int nm = 380; nm <= 730; nm += 10) {
        m.wavelengths_nm.push_back(nm);
        m.reflectance.push_back(skin_like(nm) / 3);
    }
    m.lab = Lab{61.0 / 3, -1.0 / 7, 1e-7};
    m.illuminant = "D65";
    m.observer = "1964_10deg";
    m.geometry = "8/d SCE";
    m.instrument = "CM-700d";
    m.date = "2026-02-28T10:11:12+01:00";
    m.metadata = {{"aperture", "8 mm"},
                  {"unit", "none of ours"},
                  {"400", "not a wavelength"},
                  {"a:b = c%41", "x\ny\t\x01 100% of %41 \""}};
    return m;
}

} // namespace

TEST(WriteMeasurements, ReadsBackTheSame) {
    Measurement lab_only = arm(), other = arm(), bare = arm();
    lab_only.wavelengths_nm.clear();
    lab_only.reflectance.clear();
    lab_only.name = "nix";
    lab_only.metadata = {};
    other.name = "450";
    other.date = "yesterday";
    other.lab.reset();
    other.illuminant = "LED-B3";
    other.metadata["only here"] = "1,5";
    bare.name = "bare";
    bare.lab.reset();
    bare.illuminant = bare.observer = bare.geometry = bare.instrument = bare.date = "";
    bare.metadata.clear();
    expect_round_trip({arm()}, {formats[0], formats[1], formats[2], formats[3]});
    expect_round_trip({lab_only}, {formats[0], formats[1], formats[2], formats[3]});
    expect_round_trip({bare}, {formats[0], formats[1], formats[2], formats[3]});
    expect_round_trip({arm(), lab_only, other, arm()}, {formats[0], formats[1], formats[2], formats[3]});
}

TEST(WriteMeasurements, HoldsWavelengthsThatAreNotWholeOrNotEven) {
    Measurement odd = arm();
    for (double& nm : odd.wavelengths_nm) nm += 0.3 * std::sin(nm);
    Measurement fine = arm();
    fine.wavelengths_nm.clear();
    fine.reflectance.clear();
    for (int nm = 250; nm <= 1000; nm += 3) {
        fine.wavelengths_nm.push_back(nm);
        fine.reflectance.push_back(skin_like(nm));
    }
    expect_round_trip({odd}, {formats[0], formats[1], formats[2], formats[3]});
    expect_round_trip({fine}, {formats[0], formats[1], formats[2], formats[3]});
    expect_round_trip({odd, fine, arm()}, {MeasurementFormat::cgats, MeasurementFormat::cxf, MeasurementFormat::json});
    EXPECT_THROW(measurements_text(std::vector{odd, fine}, MeasurementFormat::csv), DomainError);
}

TEST(WriteMeasurements, KeepsWhateverMetadataHold) {
    for (std::uint64_t i = 0; i < 200; ++i) {
        RandomStream random(3, i);
        const auto text = [&](int longest) {
            std::string t;
            for (int n = static_cast<int>(random.next() % static_cast<unsigned>(longest)); n >= 0; --n)
                t += static_cast<char>(random.next() % 4 == 0 ? " \"%;,:#\n\t\x01'=|`<>&[]{}\\"[random.next() % 23]
                                                              : 'a' + random.next() % 26);
            return t;
        };
        Measurement m = arm();
        m.metadata.clear();
        for (int k = 0; k < 4; ++k) m.metadata[text(12)] = text(30);
        expect_round_trip({m, arm()}, {formats[0], formats[1], formats[2], formats[3]});
        if (HasFailure()) return;
    }
}

TEST(WriteMeasurements, ReadsBackEveryRealFile) {
    UNDERTONE_NEEDS_SHARED_FILES();
    const fs::path folder = shared_data("instrument_files");
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::vector<Measurement> all;
        try {
            all = read_measurements(entry.path().string());
        } catch (const Error&) {
            continue;
        }
        SCOPED_TRACE(entry.path());
        expect_round_trip(all, {formats[0], formats[1], formats[2], formats[3]});
        ++files;
        if (HasFailure()) return;
    }
    EXPECT_GE(files, 28);
}

TEST(WriteMeasurements, KnowsFormatsByNameAndEnding) {
    EXPECT_EQ(measurement_format("cxf"), MeasurementFormat::cxf);
    EXPECT_EQ(measurement_format("out/arm.CSV"), MeasurementFormat::csv);
    EXPECT_EQ(measurement_format("arm.ti3"), MeasurementFormat::cgats);
    EXPECT_THROW(measurement_format("arm.qtx"), DomainError);
    EXPECT_THROW(measurements_text({}, MeasurementFormat::csv), DomainError);
}

TEST(WriteMeasurements, LeavesNothingBehindWhereItFails) {
    const std::vector<Measurement> all = {arm()};
    EXPECT_THROW(write_measurements("no/such/folder/a.csv", all, MeasurementFormat::csv), DataError);
    const fs::path path = fs::temp_directory_path() / "undertone_write_test.cxf";
    write_measurements(path.string(), all, MeasurementFormat::cxf);
    expect_same(all, read_measurements(path.string()));
    EXPECT_FALSE(fs::exists(path.string() + ".part"));
    fs::remove(path);
}
