// CGATS.17: keywords for what is the same in all measurements (they hold for later tables too), columns for the rest; a new table
// where the wavelengths change.

#include "metadata_keys.hpp"
#include "undertone/base/stop.hpp"
#include "writers.hpp"

#include <fmt/format.h>

namespace undertone::io_detail {

namespace {

std::string cgats_quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

bool same_table(const Measurement& a, const Measurement& b) {
    return a.wavelengths_nm == b.wavelengths_nm && a.lab.has_value() == b.lab.has_value();
}

std::string table(std::span<const Measurement> measurements, std::size_t first, std::size_t last,
                  const std::vector<TextField>& fields) {
    const Measurement& head = measurements[first];
    std::string out, names = "SAMPLE_ID\tSAMPLE_NAME";
    std::size_t count = 2;
    for (const TextField& field : fields)
        if (!field.shared()) {
            names += "\t" + field.label;
            ++count;
        }
    if (head.lab) {
        names += "\tLAB_L\tLAB_A\tLAB_B";
        count += 3;
    }
    for (const double nm : head.wavelengths_nm) names += fmt::format("\tSPEC_{}", nm);
    count += head.wavelengths_nm.size();
    if (!head.wavelengths_nm.empty())
        out +=
            fmt::format("SPECTRAL_BANDS \"{}\"\nSPECTRAL_START_NM \"{}\"\nSPECTRAL_END_NM \"{}\"\nSPECTRAL_NORM \"1.0\"\n",
                        head.wavelengths_nm.size(), head.wavelengths_nm.front(), head.wavelengths_nm.back());
    out += fmt::format("NUMBER_OF_FIELDS {}\nBEGIN_DATA_FORMAT\n{}\nEND_DATA_FORMAT\nNUMBER_OF_SETS {}\nBEGIN_DATA\n", count,
                       names, last - first);
    for (std::size_t i = first; i < last; ++i) {
        poll_stop();
        const Measurement& m = measurements[i];
        out += fmt::format("{}\t{}", i + 1, cgats_quoted(without_controls(m.name)));
        for (const TextField& field : fields)
            if (!field.shared()) out += "\t" + cgats_quoted(field.values[i]);
        if (m.lab) out += fmt::format("\t{}\t{}\t{}", m.lab->l, m.lab->a, m.lab->b);
        for (const double value : m.reflectance) out += fmt::format("\t{}", value);
        out += "\n";
    }
    return out + "END_DATA\n";
}

} // namespace

std::string cgats_text(std::span<const Measurement> measurements) {
    const std::vector<TextField> fields =
        text_fields(measurements, {"MEASUREMENT_GEOMETRY", "INSTRUMENTATION", "CREATED", "ILLUMINANT", "OBSERVER"});
    std::string out = "CGATS.17\n# written by Undertone; reflectance as fractions\n";
    for (const TextField& field : fields)
        if (field.shared()) out += fmt::format("{} {}\n", field.label, cgats_quoted(field.values.front()));
    for (std::size_t first = 0; first < measurements.size();) {
        std::size_t last = first + 1;
        while (last < measurements.size() && same_table(measurements[first], measurements[last])) ++last;
        out += (first == 0 ? "" : "\n") + table(measurements, first, last, fields);
        first = last;
    }
    return out;
}

} // namespace undertone::io_detail
