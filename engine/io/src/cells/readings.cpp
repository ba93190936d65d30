#include "readings.hpp"

#include "formats/metadata_keys.hpp"
#include "number.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/instruments.hpp"
#include "wavelengths.hpp"
#include "words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace undertone::io_detail {

namespace {

// Scale and range are judged where the eye sees; the far ends of an instrument's range are often noise.
constexpr double judged_from_nm = 360, judged_to_nm = 800;
// A reading must carry colour: less than this cannot be turned into Lab (as spectral/resample.hpp).
constexpr double needed_from_nm = 420, needed_to_nm = 680, widest_gap_nm = 20;
constexpr double slightly_above_white = 1.02, largest_fraction = 1.5, smallest_percent_peak = 2.0, doubtful_fraction = 1.2;
constexpr double lowest_tolerated = -0.01;
constexpr int bands_above_white_to_warn = 3;

bool judged(double nm) { return nm >= judged_from_nm && nm <= judged_to_nm; }

void note(Diagnostics& to, Severity severity, const char* code, std::string message) {
    to.push_back({severity, code, std::move(message)});
}

/// Reads numbers for one table, and holds it to one way of writing them.
class NumberReader {
public:
    explicit NumberReader(const SourceText& source) : source_(source) {}

    double read(const Cell& cell, const std::string& what) {
        const Number number = parse_number(cell.text);
        switch (number.kind) {
        case Number::Kind::number: break;
        case Number::Kind::empty:
            source_.refuse(cell.at, what + " is missing",
                           "a value is needed between the first and the last one of a reading",
                           "fill in the cell, or delete the reading");
        case Number::Kind::missing:
            source_.refuse(cell.at, fmt::format("{} is \"{}\", not a number", what, cell.text),
                           "the instrument or the spreadsheet had no value to write here",
                           "measure again, or delete this reading or this wavelength");
        case Number::Kind::text:
            source_.refuse(cell.at, fmt::format("{} is \"{}\", not a number", what, cell.text),
                           "only plain numbers such as 0.31, 0,31 or 31 % can be read here",
                           "correct the cell or remove its row or column");
        }
        if (number.decimal_comma && !comma_) comma_ = cell.at;
        if (number.decimal_point && !point_) point_ = cell.at;
        if (comma_ && point_)
            source_.refuse(cell.at, fmt::format("\"{}\" and numbers before it use different decimal marks", cell.text),
                           "with both a decimal comma and a decimal point in one table the numbers are ambiguous",
                           "save the table with one decimal mark throughout");
        (number.percent_sign ? percent_signs_ : plain_)++;
        return number.value;
    }

    bool decimal_comma() const { return comma_.has_value(); }
    bool all_percent_signs() const { return percent_signs_ > 0 && plain_ == 0; }

private:
    const SourceText& source_;
    std::optional<TextPosition> comma_, point_;
    std::size_t percent_signs_ = 0, plain_ = 0;
};

bool is_empty(const Cell& cell) { return parse_number(cell.text).kind == Number::Kind::empty; }

/// Empty cells at either end are bands that were not measured.
int drop_empty_ends(std::vector<BandCell>& bands) {
    const auto filled = [](const BandCell& band) { return !is_empty(band.cell); };
    const auto first = std::find_if(bands.begin(), bands.end(), filled);
    const auto last = std::find_if(bands.rbegin(), std::make_reverse_iterator(first), filled).base();
    const auto dropped = static_cast<int>(bands.size()) - static_cast<int>(last - first);
    bands.erase(last, bands.end());
    bands.erase(bands.begin(), first);
    return dropped;
}

/// Puts the bands in ascending order; refuses a repeated wavelength or a disordered column.
bool order_bands(const SourceText& source, std::vector<BandCell>& bands) {
    const bool descending = bands.size() > 1 && bands.front().nm > bands.back().nm;
    for (std::size_t i = 1; i < bands.size(); ++i) {
        const double before = bands[i - 1].nm, now = bands[i].nm;
        if (before == now)
            source.refuse(bands[i].nm_at, fmt::format("the wavelength {:g} nm stands here twice", now),
                          "which of the two values is meant cannot be known", "delete one of them, or average them first");
        if (descending ? now > before : now < before)
            source.refuse(bands[i].nm_at,
                          fmt::format("the wavelengths go from {:g} to {:g} nm, against their own order", before, now),
                          "wavelengths must rise or fall throughout, so that no value is out of place",
                          "sort the table by wavelength; two tables below each other must be separate files");
    }
    if (descending) std::reverse(bands.begin(), bands.end());
    return descending;
}

void check_coverage(const SourceText& source, const std::vector<BandCell>& bands, const std::string& name) {
    if (bands.empty() || bands.front().nm > needed_from_nm || bands.back().nm < needed_to_nm) {
        const TextPosition at = bands.empty() ? TextPosition{} : bands.front().nm_at;
        const std::string range = bands.empty() ? std::string("holds no values")
                                                : fmt::format("covers {:g}-{:g} nm only", bands.front().nm, bands.back().nm);
        source.refuse(at, fmt::format("\"{}\" {}", name, range),
                      fmt::format("colour cannot be computed without {:g}-{:g} nm", needed_from_nm, needed_to_nm),
                      "export the instrument's full range (400-700 nm or more)");
    }
    for (std::size_t i = 1; i < bands.size(); ++i) {
        const double low = bands[i - 1].nm, high = bands[i].nm;
        if (high - low > widest_gap_nm && high > first_wavelength_nm && low < last_wavelength_nm)
            source.refuse(bands[i].nm_at, fmt::format("\"{}\" has no values between {:g} and {:g} nm", name, low, high),
                          fmt::format("a gap over {:g} nm hides the bands of blood and pigment", widest_gap_nm),
                          "export every 5, 10 or at most 20 nm");
    }
}

struct Numbers {
    std::vector<double> values; ///< as written, one per band
    double peak = 0;            ///< the largest in the judged range
};

/// What the readings of one stated scale reach.
struct Peak {
    const Reading* reading = nullptr;
    double value = 0;
};

/// The factor that makes fractions of the readings that `chosen` says, and what to report about it.
template <class Chosen>
double scale_factor(const SourceText& source, const std::vector<Reading>& readings, const std::vector<Numbers>& numbers,
                    Scale stated, const Chosen& chosen, Diagnostics& notes) {
    Peak peak;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (chosen(i) && !numbers[i].values.empty() && (!peak.reading || numbers[i].peak > peak.value))
            peak = {&readings[i], numbers[i].peak};
    if (!peak.reading) return 1;
    const auto largest_cell = [&] {
        const auto at = static_cast<std::size_t>(peak.reading - readings.data());
        std::size_t k = 0;
        for (std::size_t i = 0; i < numbers[at].values.size(); ++i)
            if (judged(peak.reading->bands[i].nm) && numbers[at].values[i] == peak.value) k = i;
        return peak.reading->bands[k];
    };
    const bool percent = stated == Scale::percent || (stated == Scale::unstated && peak.value >= smallest_percent_peak);
    if (stated == Scale::unstated && peak.value > doubtful_fraction && peak.value < smallest_percent_peak) {
        const BandCell cell = largest_cell();
        source.refuse(cell.cell.at, fmt::format("the largest value is {:g} (at {:g} nm)", peak.value, cell.nm),
                      "that is too much for a fraction (0 to 1) and too little to be sure of percent (0 to 100)",
                      "say which it is with a line \"# unit: percent\" or \"# unit: fraction\" at the top");
    }
    const double factor = percent ? 0.01 : 1;
    if (peak.value * factor > largest_fraction) {
        const BandCell cell = largest_cell();
        source.refuse(
            cell.cell.at,
            fmt::format("the value {:g} at {:g} nm is {:.0f} % reflectance", peak.value, cell.nm, 100 * factor * peak.value),
            "no skin, hair or pigment reflects that much: this is not a reflectance, or its scale is not what the file says",
            "export reflectance (not power, counts or K/S), as a fraction or in percent");
    }
    if (percent)
        note(notes, Severity::info, "percent_scaled",
             stated == Scale::percent ? "values are percent, as the file says; they were divided by 100"
                                      : fmt::format("values reach {:g}: read as percent and divided by 100", peak.value));
    return factor;
}

/// One factor per reading: those that state a scale of their own are judged separately from the rest of the table.
std::vector<double> scale_factors(const SourceText& source, const ReadingTable& table, const std::vector<Numbers>& numbers,
                                  bool percent_signs, Diagnostics& notes) {
    const auto scale_of = [&](std::size_t i) {
        if (percent_signs) return Scale::percent;
        return table.readings[i].scale == Scale::unstated ? table.scale : table.readings[i].scale;
    };
    std::vector<double> out(numbers.size(), 1);
    for (const Scale scale : {Scale::unstated, Scale::fraction, Scale::percent}) {
        const auto chosen = [&](std::size_t i) { return scale_of(i) == scale; };
        const double factor = scale_factor(source, table.readings, numbers, scale, chosen, notes);
        for (std::size_t i = 0; i < out.size(); ++i)
            if (chosen(i)) out[i] = factor;
    }
    return out;
}

void check_values(const SourceText& source, const std::vector<BandCell>& bands, Measurement& m) {
    int above_white = 0;
    double highest = 0, lowest = 0, lowest_nm = 0;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const double value = m.reflectance[i];
        if (!judged(bands[i].nm)) continue;
        if (value < lowest_tolerated)
            source.refuse(bands[i].cell.at,
                          fmt::format("the reflectance at {:g} nm of \"{}\" is {:g}", bands[i].nm, m.name, value),
                          "less than no light cannot come back: the black calibration is off",
                          "calibrate the instrument on black and white and measure again");
        if (value < lowest) {
            lowest = value;
            lowest_nm = bands[i].nm;
        }
        if (value > slightly_above_white) ++above_white;
        highest = std::max(highest, value);
    }
    if (lowest < 0)
        note(m.diagnostics, Severity::warning, "negative_reflectance",
             fmt::format("reflectance falls to {:.4f} at {:g} nm and was kept: check the instrument's black calibration",
                         lowest, lowest_nm));
    if (above_white >= bands_above_white_to_warn)
        note(m.diagnostics, Severity::warning, "above_white",
             fmt::format("reflectance is over {:g} in {} bands (up to {:.3f}): check the white reference, or whether this "
                         "is a light source",
                         slightly_above_white, above_white, highest));
}

/// What the file leaves open and the instrument settles.
void ask_instrument(Measurement& m) {
    const InstrumentPreset* preset = instrument_named(m.instrument);
    if (!preset) return;
    if (m.geometry.empty() && !preset->geometry.empty()) {
        m.geometry = preset->geometry;
        m.assumed["geometry"] = "instrument";
        note(m.diagnostics, Severity::info, "geometry_of_instrument",
             fmt::format("the file does not say the geometry: a {} measures {}", preset->name, preset->geometry));
    }
    if (!m.lab_only()) return;
    std::string stated;
    for (const auto& [field, from, key] :
         {std::tuple{&m.illuminant, &preset->illuminant, "illuminant"}, {&m.observer, &preset->observer, "observer"}})
        if (field->empty() && !from->empty()) {
            *field = *from;
            m.assumed[key] = "instrument";
            stated += (stated.empty() ? "" : " and ") + *from;
        }
    if (!stated.empty())
        note(m.diagnostics, Severity::info, "viewing_of_instrument",
             fmt::format(
                 "the file does not say the light and observer of its Lab in full: a {} shows {} unless set otherwise",
                 preset->name, stated));
}

void assume_viewing(Measurement& m) {
    const bool no_light = m.illuminant.empty(), no_eye = m.observer.empty();
    if (no_light) {
        m.illuminant = "D50";
        m.assumed["illuminant"] = "default";
    }
    if (no_eye) {
        m.observer = "1931_2deg";
        m.assumed["observer"] = "default";
    }
    if (no_light || no_eye)
        note(m.diagnostics, Severity::warning, "viewing_assumed",
             fmt::format("the file does not say {} of its Lab: {} assumed",
                         no_light && no_eye ? "the illuminant and observer"
                         : no_light         ? "the illuminant"
                                            : "the observer",
                         no_light && no_eye ? "D50 and 2 degrees"
                         : no_light         ? "D50"
                                            : "2 degrees"));
}

std::array<double, 3> read_three(NumberReader& reader, const std::array<Cell, 3>& cells, const char* const (&names)[3],
                                 const std::string& sample) {
    std::array<double, 3> values{};
    for (std::size_t i = 0; i < 3; ++i) values[i] = reader.read(cells[i], fmt::format("{} of \"{}\"", names[i], sample));
    return values;
}

void read_lab(const SourceText& source, NumberReader& reader, const std::array<Cell, 3>& cells, Measurement& m) {
    const auto [l, a, b] = read_three(reader, cells, {"L*", "a*", "b*"}, m.name);
    const auto refuse_outside = [&](std::size_t i, const char* name, double value, double low, double high) {
        if (value < low || value > high)
            source.refuse(cells[i].at, fmt::format("{} of \"{}\" is {:g}", name, m.name, value),
                          fmt::format("{} of a surface lies between {:g} and {:g}", name, low, high),
                          "check that the columns are CIE L*, a*, b* and not another scale");
    };
    refuse_outside(0, "L*", l, 0, 105);
    refuse_outside(1, "a*", a, -130, 130);
    refuse_outside(2, "b*", b, -130, 130);
    m.lab = Lab{l, a, b};
}

void read_lch(const SourceText& source, NumberReader& reader, const std::array<Cell, 3>& cells, Measurement& m) {
    const auto [l, c, h] = read_three(reader, cells, {"L*", "C*", "h"}, m.name);
    if (l < 0 || l > 105 || c < 0 || c > 190 || h < -360 || h > 720)
        source.refuse(cells[0].at, fmt::format("L*, C*, h of \"{}\" are {:g}, {:g}, {:g}", m.name, l, c, h),
                      "of a surface L* lies between 0 and 105, C* between 0 and 190, h in degrees",
                      "check that the columns are CIE L*, C*, h and not another scale");
    const double angle = h * std::numbers::pi / 180;
    m.lab = Lab{l, c * std::cos(angle), c * std::sin(angle)};
    m.metadata["LCh"] = fmt::format("{} {} {}", l, c, h);
    note(m.diagnostics, Severity::info, "lab_from_lch", "a* and b* were computed from the file's C* and h");
}

void read_xyz(const SourceText& source, NumberReader& reader, const std::array<Cell, 3>& cells, Measurement& m) {
    const auto [x, y, z] = read_three(reader, cells, {"X", "Y", "Z"}, m.name);
    if (std::min({x, y, z}) < 0 || std::max({x, y, z}) > 150)
        source.refuse(cells[0].at, fmt::format("XYZ of \"{}\" is {:g}, {:g}, {:g}", m.name, x, y, z),
                      "XYZ of a surface lies between 0 and about 100 (Y = 100 for white)",
                      "export L*, a*, b* or reflectance instead");
    const bool beside_spectrum = !m.reflectance.empty();
    m.metadata["XYZ"] = fmt::format("{} {} {}", x, y, z);
    if (beside_spectrum && (m.illuminant.empty() || m.observer.empty())) return; // a colour under an unknown light
    assume_viewing(m);
    try {
        m.lab = lab_from_xyz({x, y, z}, Viewing(m.illuminant, m.observer).white());
    } catch (const DomainError&) {
        if (beside_spectrum) return;
        source.refuse(cells[0].at, fmt::format("XYZ under illuminant {} cannot be turned into Lab", m.illuminant),
                      "the white of that illuminant is not in the tables", "export L*, a*, b* or reflectance instead");
    }
    note(m.diagnostics, Severity::info, "lab_from_xyz",
         "L*, a*, b* were computed from the file's XYZ, taken with Y = 100 for white");
}

} // namespace

void set_field(Measurement& measurement, std::string_view key, std::string_view value) {
    value = trimmed(value);
    if (value.empty()) return;
    const auto set = [&](std::string& field, std::string text) {
        if (text.empty()) return false;
        field = std::move(text);
        return true;
    };
    switch (field_of(key)) {
    case Field::name: measurement.name = without_controls(value); return;
    case Field::instrument: {
        measurement.instrument = without_controls(value);
        for (const auto& [own, text] : measurement.metadata)
            if (field_of(own) == Field::maker && own != "MANUFACTURER" && // in CGATS that is the chart's
                !starts_with_no_case(measurement.instrument, text))
                measurement.instrument = text + " " + measurement.instrument;
        return;
    }
    case Field::maker:
        if (key != "MANUFACTURER" && !measurement.instrument.empty() && !starts_with_no_case(measurement.instrument, value))
            measurement.instrument = without_controls(value) + " " + measurement.instrument;
        break;
    case Field::date: {
        // a time of day that came first stands after its date
        const bool time_first = !measurement.date.empty() && measurement.date.find_first_of("-/.") == std::string::npos &&
                                value.find(':') == value.npos;
        measurement.date = without_controls(value) + (time_first ? " " + measurement.date : "");
        return;
    }
    case Field::time:
        if (measurement.date.empty())
            measurement.date = without_controls(value);
        else if (measurement.date.find(':') == std::string::npos)
            measurement.date += " " + without_controls(value);
        else
            break;
        return;
    case Field::illuminant: {
        const bool light = set(measurement.illuminant, illuminant_in(value));
        const bool eye = set(measurement.observer, observer_in(value)); // "D65/10"
        if (light || eye) return;
        static constexpr std::string_view not_in_our_tables[] = {"B",    "E",    "D60",  "9300",  "TL83",
                                                                 "UL30", "UL35", "UL50", "Custom"};
        if (std::find(std::begin(not_in_our_tables), std::end(not_in_our_tables), value) == std::end(not_in_our_tables))
            break;
        measurement.illuminant = value;
        return;
    }
    case Field::observer:
        if (set(measurement.observer, observer_in(value))) return;
        break;
    case Field::geometry:
        // "Specular excluded: yes": the key says which, the value whether
        if (const std::string asked = specular_mode_in(key); !asked.empty() && geometry_in(value).empty()) {
            const bool yes = has_word(words_of(folded(value)), {"yes", "on", "true", "ja", "oui", "si"}),
                       no = has_word(words_of(folded(value)), {"no", "off", "false", "nein", "non"});
            if (yes != no) {
                measurement.geometry = yes == (asked == "8/d SCI") ? "8/d SCI" : "8/d SCE";
                return;
            }
        }
        if (set(measurement.geometry, geometry_in(value, asks_for_specular(key)))) return;
        if (illuminant_in(value).size() > 1 && !observer_in(value).empty()) { // "Viewing: D65/10"
            set(measurement.illuminant, illuminant_in(value));
            set(measurement.observer, observer_in(value));
            return;
        }
        if (squeezed(key) == "geometry")
            note(measurement.diagnostics, Severity::warning, "geometry_unknown",
                 fmt::format("geometry \"{}\" is not known and was left out; 8/d SCI, 8/d SCE and 45/0 are", value));
        break;
    default: break;
    }
    measurement.metadata[std::string(trimmed(key))] = value;
}

namespace {

/// Bands that no table of ours reaches are left out; where all are, the unit is probably another.
void drop_bands_out_of_range(const SourceText& source, Reading& reading) {
    if (reading.bands.empty()) return;
    const auto outside = [](const BandCell& band) { return band.nm < shortest_nm || band.nm > longest_nm; };
    const auto [low, high] = std::minmax_element(reading.bands.begin(), reading.bands.end(),
                                                 [](const BandCell& a, const BandCell& b) { return a.nm < b.nm; });
    const double from = low->nm, to = high->nm;
    const TextPosition at = reading.bands.front().nm_at;
    const std::size_t before = reading.bands.size();
    std::erase_if(reading.bands, outside);
    if (reading.bands.empty())
        source.refuse(at,
                      fmt::format("the wavelengths of \"{}\" go from {:g} to {:g} nm", reading.measurement.name, from, to),
                      fmt::format("none lies between {:g} and {:g} nm", shortest_nm, longest_nm),
                      "name their unit in the title: nm, um, angstrom or 1/cm");
    if (reading.bands.size() < before)
        note(reading.measurement.diagnostics, Severity::info, "bands_out_of_range",
             fmt::format("{} bands outside {:g}-{:g} nm were left out (the file goes from {:g} to {:g} nm)",
                         before - reading.bands.size(), shortest_nm, longest_nm, from, to));
}

/// The bands of a reading put in order, as numbers; what that took is noted.
Numbers numbers_of(const SourceText& source, NumberReader& reader, Reading& reading) {
    Numbers numbers;
    Measurement& m = reading.measurement;
    drop_bands_out_of_range(source, reading);
    // no value where nobody looks: "nan" at 200 nm
    const std::size_t written = reading.bands.size();
    std::erase_if(reading.bands, [](const BandCell& band) {
        return !judged(band.nm) && parse_number(band.cell.text).kind == Number::Kind::missing;
    });
    if (reading.bands.size() < written)
        note(m.diagnostics, Severity::info, "values_missing",
             fmt::format("{} bands outside {:g}-{:g} nm hold no number: taken as not measured",
                         written - reading.bands.size(), judged_from_nm, judged_to_nm));
    if (const int dropped = drop_empty_ends(reading.bands))
        note(m.diagnostics, Severity::info, "bands_missing",
             fmt::format("{} empty cells at the ends of the range: taken as not measured", dropped));
    if (order_bands(source, reading.bands))
        note(m.diagnostics, Severity::info, "descending", "wavelengths fall in the file; they were put in rising order");
    for (const BandCell& band : reading.bands) {
        numbers.values.push_back(reader.read(band.cell, fmt::format("the value at {:g} nm of \"{}\"", band.nm, m.name)));
        if (judged(band.nm)) numbers.peak = std::max(numbers.peak, numbers.values.back());
    }
    return numbers;
}

/// The measurement of a reading whose bands are `numbers`, times `factor`.
Measurement finish_reading(const SourceText& source, NumberReader& reader, Reading& reading, const Numbers& numbers,
                           double factor, bool names_state_geometry) {
    Measurement& m = reading.measurement;
    m.name = without_controls(m.name);
    if (m.geometry.empty() && names_state_geometry) m.geometry = specular_mode_in(m.name); // "scalp SCE"
    if (!reading.bands.empty()) {
        for (const double value : numbers.values) m.reflectance.push_back(value * factor);
        check_coverage(source, reading.bands, m.name);
        check_values(source, reading.bands, m);
        for (const BandCell& band : reading.bands) m.wavelengths_nm.push_back(band.nm);
        if (const auto [first, last] = measured_part(m); last - first < m.reflectance.size())
            note(m.diagnostics, Severity::info, "zeros_at_ends",
                 fmt::format("{} bands at the ends hold exactly 0 beside measured values: kept as the file has them, and "
                             "marked as not measured",
                             m.reflectance.size() - (last - first)));
        if (factor != 1 && numbers.peak < 1)
            note(m.diagnostics, Severity::warning, "scale_doubtful",
                 fmt::format("values of a table in percent reach only {:g} here: check that this reading is not a fraction",
                             numbers.peak));
    }
    if (reading.lab)
        read_lab(source, reader, *reading.lab, m);
    else if (reading.lch)
        read_lch(source, reader, *reading.lch, m);
    if (reading.xyz && m.lab) {
        const auto& [x, y, z] = *reading.xyz;
        if (!x.text.empty()) m.metadata.emplace("XYZ", x.text + " " + y.text + " " + z.text);
    } else if (reading.xyz) {
        ask_instrument(m);
        read_xyz(source, reader, *reading.xyz, m);
    }
    if (reading.bands.empty() && !m.lab)
        source.refuse({}, fmt::format("\"{}\" holds no values", m.name), "there is nothing to read",
                      "delete the reading, or export the file again");
    ask_instrument(m);
    if (reading.bands.empty()) {
        assume_viewing(m);
        note(m.diagnostics, Severity::info, "lab_only",
             "only L*, a*, b* were measured: checks that need a spectrum are off");
    }
    return std::move(m);
}

} // namespace

std::vector<Measurement> finish_readings(const SourceText& source, ReadingTable table) {
    NumberReader reader(source);
    std::vector<Numbers> numbers;
    for (Reading& reading : table.readings) {
        poll_stop();
        numbers.push_back(numbers_of(source, reader, reading));
    }
    const std::vector<double> factors = scale_factors(source, table, numbers, reader.all_percent_signs(), table.diagnostics);

    std::vector<Measurement> out;
    for (std::size_t i = 0; i < table.readings.size(); ++i) {
        poll_stop();
        out.push_back(finish_reading(source, reader, table.readings[i], numbers[i], factors[i], table.names_state_geometry));
    }

    if (reader.decimal_comma())
        note(table.diagnostics, Severity::info, "decimal_comma", "numbers are written with a decimal comma");
    if (source.padded())
        note(table.diagnostics, Severity::info, "zero_bytes", "zero bytes that pad the text were taken for spaces");
    if (source.latin1())
        note(table.diagnostics, Severity::info, "latin1_text",
             "the text is not UTF-8 and was read as Latin-1 (Windows-1252)");
    for (Measurement& m : out)
        m.diagnostics.insert(m.diagnostics.begin(), table.diagnostics.begin(), table.diagnostics.end());
    return out;
}

} // namespace undertone::io_detail
