#include "undertone/io/check.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace undertone {

namespace {

constexpr double judged_from_nm = 360, judged_to_nm = 800; // as reading: the far ends of an instrument are often noise

void add(Diagnostics& to, Severity severity, const char* code, std::string message) {
    const bool known = std::any_of(to.begin(), to.end(), [&](const Diagnostic& d) { return d.code == code; });
    if (!known) to.push_back({severity, code, std::move(message)});
}

std::optional<double> even_step(const std::vector<double>& nm) {
    if (nm.size() < 2) return {};
    const double step = (nm.back() - nm.front()) / static_cast<double>(nm.size() - 1);
    for (std::size_t i = 1; i < nm.size(); ++i)
        if (std::abs(nm[i] - nm[i - 1] - step) > 0.01 * step) return {};
    return step;
}

/// Reading refuses most of these; measurements made in a program come here unchecked.
void check_range(const Measurement& m, Diagnostics& findings) {
    double lowest = 0, lowest_nm = 0, highest = 0;
    int above_white = 0;
    for (std::size_t i = 0; i < m.reflectance.size(); ++i) {
        const double value = m.reflectance[i];
        if (m.wavelengths_nm[i] < judged_from_nm || m.wavelengths_nm[i] > judged_to_nm) continue;
        if (value < lowest) {
            lowest = value;
            lowest_nm = m.wavelengths_nm[i];
        }
        highest = std::max(highest, value);
        if (value > 1.02) ++above_white;
    }
    if (lowest < 0)
        add(findings, lowest < -0.01 ? Severity::error : Severity::warning, "negative_reflectance",
            fmt::format("reflectance falls to {:.4f} at {:g} nm: calibrate the instrument on black and white{}", lowest,
                        lowest_nm, lowest < -0.01 ? " and measure again" : ""));
    if (highest > 2)
        add(findings, Severity::error, "looks_like_percent",
            fmt::format("reflectance reaches {:g}: these are percent, or not reflectance; give fractions of 1", highest));
    else if (above_white >= 3)
        add(findings, Severity::warning, "above_white",
            fmt::format("reflectance is over 1.02 in {} bands (up to {:.3f}): check the white reference", above_white,
                        highest));
}

/// The file's Lab against that of its own spectrum.
void compare_lab(const Measurement& m, const Bands& spectrum, const CheckLimits& limits, MeasurementCheck& out) {
    if (!m.lab) return;
    const bool stated = !m.illuminant.empty() && !m.observer.empty();
    std::vector<std::string> lights = {"D65", "D50", "A", "C", "F2", "F11"}, eyes = {"1931_2deg", "1964_10deg"};
    if (!m.illuminant.empty()) lights = {m.illuminant};
    if (!m.observer.empty()) eyes = {m.observer};
    for (const std::string& light : lights)
        for (const std::string& eye : eyes) {
            try {
                const Lab computed = Viewing(light, eye).lab(spectrum);
                const double difference = delta_e_2000(computed, *m.lab);
                if (out.lab_difference && *out.lab_difference <= difference) continue;
                out.lab_of_spectrum = computed;
                out.lab_difference = difference;
                out.illuminant = light;
                out.observer = eye;
            } catch (const DomainError&) { // a light that is not in our tables
            }
        }
    if (!out.lab_difference) return;
    const Lab &ours = *out.lab_of_spectrum, &theirs = *m.lab;
    if (*out.lab_difference > limits.lab_delta_e)
        add(out.findings, Severity::warning, "lab_differs",
            fmt::format("the file's L* {:.1f} a* {:.1f} b* {:.1f} is not that of its spectrum (L* {:.1f} a* {:.1f} b* "
                        "{:.1f} under {} "
                        "{}{}): {:.1f} delta E2000 apart; one of the two is of another light, mode or reading",
                        theirs.l, theirs.a, theirs.b, ours.l, ours.a, ours.b, out.illuminant, out.observer,
                        stated ? "" : ", the best of the usual", *out.lab_difference));
    else if (!stated)
        add(out.findings, Severity::info, "lab_viewing_found",
            fmt::format("the file does not say the light and observer of its Lab: it agrees with the spectrum under {} {}",
                        out.illuminant, out.observer));
}

MeasurementCheck check_one(const Measurement& m, const CheckLimits& limits) {
    MeasurementCheck out;
    out.findings = m.diagnostics;
    if (m.lab_only()) {
        add(out.findings, Severity::info, "lab_only", "only L*, a*, b* were measured: checks that need a spectrum are off");
        return out;
    }
    const auto [first, last] = measured_part(m);
    out.first_nm = m.wavelengths_nm[first];
    out.last_nm = m.wavelengths_nm[last - 1];
    out.step_nm = even_step(m.wavelengths_nm);
    out.noise = noise_of(m);
    check_range(m, out.findings);
    try {
        const ResampledSpectrum grid = on_grid(m);
        out.missing_bands = band_count - static_cast<int>(grid.coverage.measured.count());
        compare_lab(m, grid.values, limits, out);
    } catch (const DomainError& error) {
        add(out.findings, Severity::error, "range", error.what());
    }
    if (out.missing_bands > 0)
        add(out.findings, Severity::info, "range_short",
            fmt::format(
                "measured from {:g} to {:g} nm: {} of {} bands (380-780 nm) take the value of the nearest one measured",
                out.first_nm, out.last_nm, out.missing_bands, band_count));
    if (out.step_nm && *out.step_nm > limits.coarse_step_nm)
        add(out.findings, Severity::warning, "coarse_spacing",
            fmt::format(
                "one value every {:g} nm blurs the bands of blood: export every {:g} nm or less if the instrument can",
                *out.step_nm, limits.coarse_step_nm));
    if (out.noise && *out.noise > limits.noise)
        add(out.findings, Severity::warning, "noise",
            fmt::format("values scatter by {:.4f} from band to band, more than {:g}: average more readings, or use a larger "
                        "aperture",
                        *out.noise, limits.noise));
    return out;
}

} // namespace

std::optional<double> noise_of(const Measurement& measurement) {
    const auto& r = measurement.reflectance;
    const auto [first, last] = measured_part(measurement);
    if (last - first < 8 || !even_step(measurement.wavelengths_nm)) return {};
    std::vector<double> third;
    for (std::size_t i = first; i + 3 < last; ++i) third.push_back(r[i + 3] - 3 * r[i + 2] + 3 * r[i + 1] - r[i]);
    double squares = 0, neighbours = 0;
    for (std::size_t i = 0; i < third.size(); ++i) {
        squares += third[i] * third[i];
        if (i > 0) neighbours += third[i] * third[i - 1];
    }
    constexpr double white = -0.75; // correlation of neighbouring third differences of white noise: -15 / 20
    if (neighbours > 0.5 * white * squares) return 0.0;
    for (double& d : third) d = std::abs(d);
    const auto quarter = third.begin() + static_cast<std::ptrdiff_t>(third.size() / 4);
    std::nth_element(third.begin(), quarter, third.end());
    constexpr double quarter_of_normal = 0.3186;             // a quarter of normal values are nearer to 0 than this
    return *quarter / (quarter_of_normal * std::sqrt(20.0)); // 1 + 9 + 9 + 1: variance of a third difference
}

Severity CheckReport::worst() const {
    Severity worst = Severity::info;
    for (const Diagnostic& d : findings) worst = std::max(worst, d.severity);
    for (const MeasurementCheck& m : measurements)
        for (const Diagnostic& d : m.findings) worst = std::max(worst, d.severity);
    return worst;
}

std::string CheckReport::verdict() const {
    switch (worst()) {
    case Severity::info: return "usable";
    case Severity::warning: return "usable with care";
    case Severity::error: break;
    }
    return "not usable";
}

CheckReport check_measurements(std::span<const Measurement> measurements, const CheckLimits& limits) {
    validate_all(measurements);
    require_range("spread_delta_e", limits.repeats.spread_delta_e, 0, 1000);
    require_range("noise", limits.noise, 0, 1000);
    require_range("coarse_step_nm", limits.coarse_step_nm, 0, 1e6);
    CheckReport out;
    std::set<std::string> geometries;
    for (const Measurement& m : measurements) {
        out.measurements.push_back(check_one(m, limits));
        geometries.insert(m.geometry);
    }
    if (geometries.size() > 1) {
        std::string names;
        for (const std::string& g : geometries)
            names += (names.empty() ? "" : ", ") + (g.empty() ? std::string("not stated") : g);
        add(out.findings, Severity::info, "mixed_geometry",
            fmt::format("geometries differ ({}): compare only readings of one", names));
    }
    constexpr std::size_t handful = 10; // more are a collection, not readings of one spot
    if (measurements.size() < 2 || measurements.size() > handful || geometries.size() > 1) return out;
    try {
        const RepeatedMeasurement mean = average_readings(measurements, limits.repeats);
        out.spread_delta_e = mean.spread_delta_e;
        for (const Diagnostic& d : mean.diagnostics)
            add(out.findings, Severity::info, d.code.c_str(), "if these are readings of one spot: " + d.message);
    } catch (const DomainError&) { // readings of different kinds are not repeats
    }
    return out;
}

Diagnostics check_pair(const Measurement& skin, const Measurement& fringe) {
    skin.validate("skin");
    fringe.validate("fringe");
    Diagnostics out;
    const auto without_mirror = [](const std::string& geometry) { return geometry != "8/d SCI"; };
    if (skin.geometry.empty() || fringe.geometry.empty()) {
        if (skin.geometry != fringe.geometry)
            add(out, Severity::warning, "geometry_unstated",
                fmt::format("the geometry of the {} is not stated, the other's is {}: state both",
                            skin.geometry.empty() ? "skin" : "fringe",
                            skin.geometry.empty() ? fringe.geometry : skin.geometry));
    } else if (without_mirror(skin.geometry) != without_mirror(fringe.geometry)) {
        add(out, Severity::warning, "geometry_mismatch",
            fmt::format("skin was measured {} and fringe {}: one holds the surface's mirror reflection (about 0.04), the "
                        "other does not; "
                        "measure both alike",
                        skin.geometry, fringe.geometry));
    } else if (skin.geometry != fringe.geometry) {
        add(out, Severity::warning, "geometry_mismatch",
            fmt::format(
                "skin was measured {} and fringe {}: both leave out most of the mirror reflection, not the same part of it",
                skin.geometry, fringe.geometry));
    }
    return out;
}

} // namespace undertone
