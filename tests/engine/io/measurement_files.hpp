#pragma once
// Where the tests' measurement files are, and small ways to look at them.

#include "shared_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/read_measurements.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace io_test {

namespace fs = std::filesystem;

inline const fs::path source_dir = UNDERTONE_SOURCE_DIR;
using undertone_tests::shared_data;

inline std::string bytes_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream all;
    all << stream.rdbuf();
    return all.str();
}

inline std::vector<undertone::Measurement> parse(const std::string& text) {
    return undertone::parse_measurements(text, "reading.csv");
}

inline bool has_diagnostic(const undertone::Measurement& m, const std::string& code) {
    for (const auto& d : m.diagnostics)
        if (d.code == code) return true;
    return false;
}

/// A smooth skin-like reflectance, rising to the red.
inline double skin_like(double nm) { return 0.2 + 0.4 / (1 + std::exp((590 - nm) / 25)); }

/// skin_like() as text, with `digits` decimals.
inline std::string number(double value, int digits = 4, char mark = '.') {
    std::ostringstream out;
    out.setf(std::ios::fixed);
    out.precision(digits);
    out << value;
    std::string text = out.str();
    if (mark != '.' && text.find('.') != text.npos) text[text.find('.')] = mark;
    return text;
}

/// A wide table: header labels `prefix`NM`suffix`, one row "sample" of skin_like() times `scale`.
inline std::string wide(const std::string& prefix, const std::string& suffix, double scale = 1, char delimiter = ',',
                        char mark = '.') {
    std::string header = "name", row = "sample";
    for (int nm = 400; nm <= 700; nm += 10) {
        header += delimiter + prefix + std::to_string(nm) + suffix;
        row += delimiter + number(scale * skin_like(nm), 4, mark);
    }
    return header + "\n" + row + "\n";
}

/// A long table from 400 to 700 nm with one column of skin_like() times `scale`.
inline std::string rows(double scale = 1, const std::string& delimiter = ",", char mark = '.', int step = 10) {
    std::string out;
    for (int nm = 400; nm <= 700; nm += step)
        out += std::to_string(nm) + delimiter + number(scale * skin_like(nm), 4, mark) + "\n";
    return out;
}

/// A long table under `header`, with `columns` readings of skin_like() times `scale`, each 2 % above the one before.
template <class Wavelength>
std::string table(const std::string& header, std::size_t columns, double scale, const std::string& delimiter,
                  Wavelength wavelength) {
    std::string out = header + "\n";
    for (int nm = 400; nm <= 700; nm += 10) {
        out += wavelength(nm);
        for (std::size_t k = 0; k < columns; ++k)
            out += delimiter + number(scale * (1 + 0.02 * static_cast<double>(k)) * skin_like(nm), 6);
        out += "\n";
    }
    return out;
}

inline std::string table(const std::string& header, std::size_t columns = 1, double scale = 1,
                         const std::string& delimiter = ",") {
    return table(header, columns, scale, delimiter, [](int nm) { return std::to_string(nm); });
}

/// What reading says of text that it refuses, or "read".
inline std::string refusal_of(const std::string& text) {
    try {
        parse(text);
    } catch (const undertone::Error& error) {
        return error.what();
    }
    return "read";
}

/// A field of all measurements.
inline std::vector<std::string> names_of(const std::vector<undertone::Measurement>& all) {
    std::vector<std::string> out;
    for (const auto& m : all) out.push_back(m.name);
    return out;
}

inline std::vector<std::string> geometries_of(const std::vector<undertone::Measurement>& all) {
    std::vector<std::string> out;
    for (const auto& m : all) out.push_back(m.geometry);
    return out;
}

inline void expect_skin_like(const undertone::Measurement& m) {
    ASSERT_EQ(m.wavelengths_nm.size(), 31u);
    ASSERT_EQ(m.reflectance.size(), 31u);
    for (std::size_t i = 0; i < 31; ++i) {
        EXPECT_DOUBLE_EQ(m.wavelengths_nm[i], 400 + 10.0 * static_cast<double>(i));
        EXPECT_NEAR(m.reflectance[i], skin_like(m.wavelengths_nm[i]), 6e-5) << "at " << m.wavelengths_nm[i] << " nm";
    }
}

} // namespace io_test
