#include "undertone/io/measurement.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace undertone {

namespace {

[[noreturn]] void refuse(std::string value, std::string allowed, std::string what_to_do) {
    throw DomainError("readings", std::move(value), std::move(allowed), std::move(what_to_do));
}

void check_alike(std::span<const Measurement> readings) {
    const Measurement& first = readings.front();
    for (const Measurement& m : readings) {
        if (m.lab_only() != first.lab_only())
            refuse("a mixture of spectra and Lab-only readings", "all of one kind", "average the spectra alone");
        if (m.geometry != first.geometry)
            refuse(fmt::format("of geometry \"{}\" and \"{}\"", first.geometry, m.geometry), "all of one geometry",
                   "gloss is in one and not in the other: average each alone (readings_of_one_geometry)");
        if (m.lab_only() && (m.illuminant != first.illuminant || m.observer != first.observer))
            refuse(fmt::format("under {} {} and {} {}", first.illuminant, first.observer, m.illuminant, m.observer),
                   "all under one illuminant and observer", "export them alike");
        if (m.lab_only() && !m.lab) refuse("without spectrum and without Lab", "readings with values", "");
    }
}

/// Readings on one wavelength grid: their own if shared, else the engine's bands that all of them measured.
struct Gridded {
    std::vector<double> wavelengths_nm;
    std::vector<std::vector<double>> reflectance;
};

Gridded on_common_grid(std::span<const Measurement> readings) {
    Gridded out;
    const auto& own = readings.front().wavelengths_nm;
    if (std::all_of(readings.begin(), readings.end(), [&](const Measurement& m) { return m.wavelengths_nm == own; })) {
        out.wavelengths_nm = own;
        for (const Measurement& m : readings) out.reflectance.push_back(m.reflectance);
        return out;
    }
    std::bitset<band_count> everywhere;
    everywhere.set();
    std::vector<ResampledSpectrum> spectra;
    for (const Measurement& m : readings) {
        spectra.push_back(on_grid(m));
        everywhere &= spectra.back().coverage.measured;
    }
    const Bands grid = wavelengths_nm();
    out.reflectance.resize(readings.size());
    for (int i = 0; i < band_count; ++i) {
        if (!everywhere[static_cast<std::size_t>(i)]) continue;
        out.wavelengths_nm.push_back(grid[i]);
        for (std::size_t k = 0; k < spectra.size(); ++k) out.reflectance[k].push_back(spectra[k].values[i]);
    }
    return out;
}

Lab mean_lab(const std::vector<Lab>& labs) {
    Lab mean;
    for (const Lab& lab : labs) {
        mean.l += lab.l;
        mean.a += lab.a;
        mean.b += lab.b;
    }
    const auto n = static_cast<double>(labs.size());
    return {mean.l / n, mean.a / n, mean.b / n};
}

} // namespace

void Measurement::validate(const std::string& where) const {
    constexpr std::size_t most_bands = 100000;
    if (wavelengths_nm.size() != reflectance.size())
        throw DomainError(where + ".reflectance", fmt::format("{} values", reflectance.size()),
                          fmt::format("{}, one per wavelength", wavelengths_nm.size()),
                          "give both lists at the same length; leave both empty for a reading of Lab alone");
    if (reflectance.empty() && !lab)
        throw DomainError(where, "\"" + name + "\" without values", "a spectrum, or Lab, or both");
    if (reflectance.size() > most_bands)
        throw DomainError(where + ".reflectance", fmt::format("{} values", reflectance.size()),
                          fmt::format("up to {}", most_bands));
    // Every reading passes here several times: a place is named only where something is wrong.
    const auto check = [&](const char* list, std::size_t i, double value, double low, double high, const char* why) {
        if (!(value >= low && value <= high)) require_range(fmt::format("{}.{}[{}]", where, list, i), value, low, high, why);
    };
    for (std::size_t i = 0; i < reflectance.size(); ++i) {
        check("wavelengths_nm", i, wavelengths_nm[i], 1, 1e6, "in nm");
        if (i > 0 && !(wavelengths_nm[i] > wavelengths_nm[i - 1]))
            throw DomainError(fmt::format("{}.wavelengths_nm[{}]", where, i), fmt::format("{:g}", wavelengths_nm[i]),
                              fmt::format("more than the one before ({:g})", wavelengths_nm[i - 1]), "sort the bands");
        check("reflectance", i, reflectance[i], -1000, 1000, "a fraction of a perfect white");
    }
    if (!lab) return;
    require_range(where + ".lab[0]", lab->l, -1000, 1000, "L* is 0 to 100 for what reflects");
    require_range(where + ".lab[1]", lab->a, -1000, 1000, "a* is within 130 for what reflects");
    require_range(where + ".lab[2]", lab->b, -1000, 1000, "b* is within 150 for what reflects");
}

void validate_all(std::span<const Measurement> measurements, const std::string& name) {
    for (std::size_t i = 0; i < measurements.size(); ++i) measurements[i].validate(fmt::format("{}[{}]", name, i));
}

std::pair<std::size_t, std::size_t> measured_part(const Measurement& measurement) {
    measurement.validate();
    constexpr double beside_a_zero = 0.01, needed_from_nm = 420, needed_to_nm = 680;
    const auto& r = measurement.reflectance;
    std::size_t first = 0, last = r.size();
    while (first < last && r[first] == 0) ++first;
    while (last > first && r[last - 1] == 0) --last;
    if (first == last) return {0, r.size()};
    if (r[first] < beside_a_zero || measurement.wavelengths_nm[first] > needed_from_nm) first = 0;
    if (r[last - 1] < beside_a_zero || measurement.wavelengths_nm[last - 1] < needed_to_nm) last = r.size();
    return {first, last};
}

ResampledSpectrum on_grid(const Measurement& measurement) {
    measurement.validate();
    if (measurement.lab_only())
        throw DomainError("measurement", fmt::format("\"{}\", Lab only", measurement.name), "a measurement with a spectrum",
                          "measure with a spectrophotometer, or use the functions that take Lab");
    const std::span<const double> nm = measurement.wavelengths_nm, values = measurement.reflectance;
    const auto [first, last] = measured_part(measurement);
    if (last - first == values.size()) return resample(nm, values);
    ResampledSpectrum out = resample(nm.subspan(first, last - first), values.subspan(first, last - first));
    const Bands grid = wavelengths_nm();
    const double low = nm[first], high = nm[last - 1];
    for (int i = 0; i < band_count; ++i) {
        // towards the first zero in a straight line, as its maker's sums over 10 nm do
        const bool below = grid[i] < low && first > 0, above = grid[i] > high && last < values.size();
        if (below) out.values[i] = values[first] * std::max(0.0, 1 - (low - grid[i]) / (low - nm[first - 1]));
        if (above) out.values[i] = values[last - 1] * std::max(0.0, 1 - (grid[i] - high) / (nm[last] - high));
    }
    out.diagnostics.push_back(
        {Severity::info, "zeros_at_ends",
         fmt::format("bands outside {:g}-{:g} nm hold 0 in the file: they count as not measured", low, high)});
    return out;
}

bool Measurement::states(std::string_view field) const {
    const std::string& value = field == "geometry" ? geometry : field == "illuminant" ? illuminant : observer;
    return !value.empty() && assumed.find(std::string(field)) == assumed.end();
}

OneGeometry readings_of_one_geometry(std::span<const Measurement> readings, std::string_view preferred) {
    if (readings.empty()) refuse("none", "at least one", "");
    validate_all(readings, "readings");
    const auto spectral =
        std::count_if(readings.begin(), readings.end(), [](const Measurement& m) { return !m.lab_only(); });
    OneGeometry out;
    std::map<std::string, int> counts;
    int without_spectrum = 0;
    for (const Measurement& m : readings) {
        if (spectral > 0 && m.lab_only())
            ++without_spectrum;
        else
            ++counts[m.geometry];
    }
    const auto rank = [&](const std::string& geometry) { // the smaller the better
        static const std::vector<std::string> order = {"8/d SCI", "8/d SCE", "45/0", ""};
        return std::pair(-counts[geometry], std::find(order.begin(), order.end(), geometry) - order.begin());
    };
    std::vector<std::string> geometries;
    for (const auto& [geometry, count] : counts) geometries.push_back(geometry);
    out.geometry = *std::min_element(geometries.begin(), geometries.end(),
                                     [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    if (!preferred.empty() && counts.count(std::string(preferred))) out.geometry = preferred;
    for (const Measurement& m : readings)
        if (m.geometry == out.geometry && !(spectral > 0 && m.lab_only())) out.readings.push_back(m);
    const auto named = [](const std::string& geometry) {
        return geometry.empty() ? std::string("no stated geometry") : geometry;
    };
    std::string others;
    int left_out = 0;
    for (const auto& [geometry, count] : counts) {
        if (geometry == out.geometry) continue;
        left_out += count;
        others += fmt::format("{}{} of {}", others.empty() ? "" : ", ", count, named(geometry));
    }
    if (left_out > 0)
        out.diagnostics.push_back(
            {Severity::warning, "geometry_left_out",
             fmt::format("readings of several geometries: the {} of {} count; {} {} left out, for one holds the mirror "
                         "reflection of "
                         "the surface and another does not",
                         out.readings.size(), named(out.geometry), others, left_out == 1 ? "was" : "were")});
    if (without_spectrum > 0)
        out.diagnostics.push_back(
            {Severity::warning, "lab_left_out",
             fmt::format("{} reading{} without a spectrum {} left out beside readings with one", without_spectrum,
                         without_spectrum == 1 ? "" : "s", without_spectrum == 1 ? "was" : "were")});
    return out;
}

RepeatedMeasurement average_readings(std::span<const Measurement> readings, const RepeatLimits& limits) {
    if (readings.empty()) refuse("none", "at least one", "");
    validate_all(readings, "readings");
    check_alike(readings);
    RepeatedMeasurement out;
    out.count = static_cast<int>(readings.size());
    const auto n = static_cast<double>(readings.size());
    out.mean = readings.front();
    std::set<std::string> codes;
    for (const Diagnostic& d : out.mean.diagnostics) codes.insert(d.code);
    for (const Measurement& m : readings.subspan(1)) {
        out.mean.assumed.insert(m.assumed.begin(), m.assumed.end());
        for (const Diagnostic& d : m.diagnostics)
            if (codes.insert(d.code).second) out.mean.diagnostics.push_back(d);
    }

    const bool all_have_lab = std::all_of(readings.begin(), readings.end(), [&](const Measurement& m) {
        return m.lab && m.illuminant == readings.front().illuminant && m.observer == readings.front().observer;
    });
    std::vector<Lab> labs;
    if (all_have_lab)
        for (const Measurement& m : readings) labs.push_back(*m.lab);
    out.mean.lab = all_have_lab ? std::optional(mean_lab(labs)) : std::nullopt;

    bool identical = false;
    if (!readings.front().lab_only()) {
        const Gridded grid = on_common_grid(readings);
        out.mean.wavelengths_nm = grid.wavelengths_nm;
        out.mean.reflectance.assign(grid.wavelengths_nm.size(), 0);
        for (std::size_t i = 0; i < grid.wavelengths_nm.size(); ++i) {
            double sum = 0, squares = 0;
            for (const auto& r : grid.reflectance) sum += r[i];
            const double mean = sum / n;
            for (const auto& r : grid.reflectance) squares += (r[i] - mean) * (r[i] - mean);
            out.mean.reflectance[i] = mean;
            if (out.count > 1) out.reflectance_sd.push_back(std::sqrt(squares / (n - 1)));
        }
        labs.clear();
        const Viewing daylight("D65");
        for (const auto& r : grid.reflectance) labs.push_back(daylight.lab(resample(grid.wavelengths_nm, r).values));
        identical = out.count > 1 && std::all_of(grid.reflectance.begin(), grid.reflectance.end(),
                                                 [&](const auto& r) { return r == grid.reflectance.front(); });
    } else {
        identical = out.count > 1 && std::all_of(labs.begin(), labs.end(), [&](const Lab& lab) {
                        return lab.l == labs[0].l && lab.a == labs[0].a && lab.b == labs[0].b;
                    });
    }

    Diagnostics& notes = out.diagnostics;
    if (out.count > 1) {
        const Lab mean = mean_lab(labs);
        double sum = 0;
        for (const Lab& lab : labs) sum += delta_e_2000(mean, lab);
        out.spread_delta_e = sum / n;
    }
    if (out.count < limits.enough_readings)
        notes.push_back({Severity::warning, "few_readings",
                         fmt::format("{} of at least {} readings: how well they repeat is not known well; measure again, "
                                     "lifting the instrument between",
                                     out.count, limits.enough_readings)});
    if (identical)
        notes.push_back({Severity::warning, "identical_readings",
                         "the readings are the same to the last digit: copies say nothing about repeatability"});
    if (out.spread_delta_e && *out.spread_delta_e > limits.spread_delta_e)
        notes.push_back({Severity::warning, "repeat_spread",
                         fmt::format("the readings differ by {:.1f} CIEDE2000 from their mean, more than {:.1f}: look for "
                                     "an outlier, pressure or "
                                     "another spot, and measure again",
                                     *out.spread_delta_e, limits.spread_delta_e)});
    out.mean.diagnostics.insert(out.mean.diagnostics.end(), notes.begin(), notes.end());
    return out;
}

} // namespace undertone
