#include "undertone/spectral/resample.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace undertone {

namespace {

constexpr double required_first_nm = 420.0, required_last_nm = 680.0, largest_gap_nm = 20.0;
constexpr double wavelength_tolerance_nm = 1e-6;
// Exports round their wavelengths (383.33, 386.67): spacing counts as even when no sample lies farther from its
// place than this.
constexpr double spacing_tolerance_nm = 0.01;
// How far, as a share of the measurement's own range, Sprague's quintic may leave that range: a true peak between
// two samples does so a little, ringing at a step does so a lot.
constexpr double allowed_overshoot = 0.02;

struct Samples {
    std::vector<double> nm, value; // ascending
};

Samples checked_samples(std::span<const double> at_nm, std::span<const double> values) {
    if (at_nm.size() != values.size())
        throw DomainError("values", fmt::format("{} numbers for {} wavelengths", values.size(), at_nm.size()),
                          "one per wavelength");
    if (at_nm.empty())
        throw DomainError("wavelengths_nm", "empty", "samples from 420 nm or below to 680 nm or above", "check the export");
    Samples samples{{at_nm.begin(), at_nm.end()}, {values.begin(), values.end()}};
    for (std::size_t i = 0; i < at_nm.size(); ++i) {
        if (!std::isfinite(at_nm[i]))
            throw DomainError(fmt::format("wavelengths_nm[{}]", i), fmt::format("{}", at_nm[i]),
                              "finite numbers of nanometres");
        if (!std::isfinite(values[i]))
            throw DomainError(fmt::format("values[{}]", i), fmt::format("{} (at {:g} nm)", values[i], at_nm[i]),
                              "finite numbers", "measure again, or leave out that wavelength");
    }
    if (samples.nm.front() > samples.nm.back()) {
        std::reverse(samples.nm.begin(), samples.nm.end());
        std::reverse(samples.value.begin(), samples.value.end());
    }
    for (std::size_t i = 1; i < samples.nm.size(); ++i) {
        const double before = samples.nm[i - 1], here = samples.nm[i];
        if (std::abs(here - before) < wavelength_tolerance_nm)
            throw DomainError("wavelengths_nm", fmt::format("{:g} nm twice", here), "each wavelength once",
                              "keep one value per wavelength, or average the readings first");
        if (here < before)
            throw DomainError("wavelengths_nm", fmt::format("out of order ({:g} nm beside {:g} nm)", before, here),
                              "wavelengths that only rise or only fall", "sort the samples");
    }
    return samples;
}

void check_coverage(const Samples& samples) {
    const double first = samples.nm.front(), last = samples.nm.back();
    if (first > required_first_nm + wavelength_tolerance_nm || last < required_last_nm - wavelength_tolerance_nm)
        throw DomainError("wavelengths_nm", fmt::format("{:g}-{:g} nm", first, last), "at least 420-680 nm",
                          "export the whole visible range; colour cannot be known from part of it");
    for (std::size_t i = 1; i < samples.nm.size(); ++i) {
        const double before = samples.nm[i - 1], here = samples.nm[i];
        const bool matters = here > first_wavelength_nm && before < last_wavelength_nm;
        if (matters && here - before > largest_gap_nm + wavelength_tolerance_nm)
            throw DomainError("wavelengths_nm", fmt::format("without samples between {:g} and {:g} nm", before, here),
                              "gaps of at most 20 nm", "measure or export at 20 nm or finer");
    }
}

bool evenly_spaced(const std::vector<double>& nm) {
    const double step = (nm.back() - nm.front()) / static_cast<double>(nm.size() - 1);
    for (std::size_t i = 0; i < nm.size(); ++i)
        if (std::abs(nm.front() + static_cast<double>(i) * step - nm[i]) > spacing_tolerance_nm) return false;
    return true;
}

/// Sprague's quintic through evenly spaced samples (Sprague 1880; CIE 167:2005, Recommended practice for tabulating
/// spectral data). Its two extra samples at either end continue the quartic through the nearest five: the coefficients
/// that CIE 167 prints for them (884, -1960, ...)/209 reproduce a straight line but not a parabola, and would drop the
/// end intervals from fourth order to first.
class Sprague {
public:
    explicit Sprague(const Samples& samples)
        : first_nm_(samples.nm.front()),
          step_nm_((samples.nm.back() - samples.nm.front()) / static_cast<double>(samples.nm.size() - 1)) {
        const auto& v = samples.value;
        const std::size_t n = v.size();
        padded_.resize(n + 4);
        std::copy(v.begin(), v.end(), padded_.begin() + 2);
        const auto near_end = [](auto at) { return 5 * at(0) - 10 * at(1) + 10 * at(2) - 5 * at(3) + at(4); };
        const auto far_end = [](auto at) { return 15 * at(0) - 40 * at(1) + 45 * at(2) - 24 * at(3) + 5 * at(4); };
        const auto from_start = [&](std::size_t i) { return v[i]; };
        const auto from_end = [&](std::size_t i) { return v[n - 1 - i]; };
        padded_[1] = near_end(from_start);
        padded_[0] = far_end(from_start);
        padded_[n + 2] = near_end(from_end);
        padded_[n + 3] = far_end(from_end);
    }

    double operator()(double nm) const {
        const double place = (nm - first_nm_) / step_nm_;
        const auto last_interval = static_cast<double>(padded_.size() - 6);
        const double interval = std::clamp(std::floor(place), 0.0, last_interval);
        const double x = place - interval;
        const double* p = padded_.data() + static_cast<std::size_t>(interval); // p[2] at x = 0, p[3] at x = 1
        const double a0 = p[2];
        const double a1 = (2 * p[0] - 16 * p[1] + 16 * p[3] - 2 * p[4]) / 24;
        const double a2 = (-p[0] + 16 * p[1] - 30 * p[2] + 16 * p[3] - p[4]) / 24;
        const double a3 = (-9 * p[0] + 39 * p[1] - 70 * p[2] + 66 * p[3] - 33 * p[4] + 7 * p[5]) / 24;
        const double a4 = (13 * p[0] - 64 * p[1] + 126 * p[2] - 124 * p[3] + 61 * p[4] - 12 * p[5]) / 24;
        const double a5 = (-5 * p[0] + 25 * p[1] - 50 * p[2] + 50 * p[3] - 25 * p[4] + 5 * p[5]) / 24;
        return a0 + x * (a1 + x * (a2 + x * (a3 + x * (a4 + x * a5))));
    }

private:
    double first_nm_, step_nm_;
    std::vector<double> padded_;
};

/// Piecewise cubic Hermite interpolation that is monotone wherever the samples are (Fritsch and Carlson 1980, SIAM J
/// Numer Anal 17:238), so it never leaves the range of the two samples around it.
class MonotoneCubic {
public:
    explicit MonotoneCubic(const Samples& samples) : nm_(samples.nm), value_(samples.value), slope_(nm_.size()) {
        const std::size_t n = nm_.size();
        std::vector<double> secant(n - 1);
        for (std::size_t i = 0; i + 1 < n; ++i) secant[i] = (value_[i + 1] - value_[i]) / (nm_[i + 1] - nm_[i]);
        slope_.front() = secant.front();
        slope_.back() = secant.back();
        for (std::size_t i = 1; i + 1 < n; ++i) {
            // The parabola through three neighbours: second order on uneven spacing too.
            const double left = nm_[i] - nm_[i - 1], right = nm_[i + 1] - nm_[i];
            slope_[i] = secant[i - 1] * secant[i] > 0 ? (right * secant[i - 1] + left * secant[i]) / (left + right) : 0.0;
        }
        for (std::size_t i = 0; i + 1 < n; ++i) {
            if (secant[i] == 0) {
                slope_[i] = slope_[i + 1] = 0;
                continue;
            }
            const double before = slope_[i] / secant[i], after = slope_[i + 1] / secant[i];
            const double length = std::hypot(before, after);
            if (length > 3) { // outside the circle in which a cubic is sure to be monotone
                slope_[i] = 3 * before / length * secant[i];
                slope_[i + 1] = 3 * after / length * secant[i];
            }
        }
    }

    double operator()(double nm) const {
        const auto after = std::upper_bound(nm_.begin() + 1, nm_.end() - 1, nm);
        const auto i = static_cast<std::size_t>(after - nm_.begin()) - 1;
        const double width = nm_[i + 1] - nm_[i], t = (nm - nm_[i]) / width;
        const double rise = value_[i + 1] - value_[i];
        return value_[i] + t * (width * slope_[i] + t * (3 * rise - width * (2 * slope_[i] + slope_[i + 1]) +
                                                         t * (width * (slope_[i] + slope_[i + 1]) - 2 * rise)));
    }

private:
    std::vector<double> nm_, value_, slope_;
};

} // namespace

ResampledSpectrum resample(std::span<const double> at_nm, std::span<const double> values) {
    const Samples samples = checked_samples(at_nm, values);
    check_coverage(samples);

    ResampledSpectrum out;
    const double first = samples.nm.front(), last = samples.nm.back();
    const MonotoneCubic monotone(samples);
    const bool smooth = samples.nm.size() >= 6 && evenly_spaced(samples.nm);
    const auto [lowest, highest] = std::minmax_element(samples.value.begin(), samples.value.end());
    const double slack = allowed_overshoot * (*highest - *lowest);
    // A quantity that is nowhere negative in the measurement must not become so between its samples.
    const double floor = *lowest >= 0 ? std::max(0.0, *lowest - slack) : *lowest - slack, ceiling = *highest + slack;
    std::vector<double> ringing_nm;
    const Bands grid = wavelengths_nm();
    const auto fill = [&](const auto& curve) {
        for (int band = 0; band < band_count; ++band) {
            const double nm = grid[band];
            const bool inside = nm >= first - wavelength_tolerance_nm && nm <= last + wavelength_tolerance_nm;
            out.coverage.measured[static_cast<std::size_t>(band)] = inside;
            double value = nm <= first ? samples.value.front() : nm >= last ? samples.value.back() : curve(nm);
            if (value < floor || value > ceiling) {
                value = monotone(nm);
                ringing_nm.push_back(nm);
            }
            out.values[band] = value;
        }
    };
    if (smooth)
        fill(Sprague(samples));
    else
        fill(monotone);

    out.coverage.first_nm = std::max(first, first_wavelength_nm);
    out.coverage.last_nm = std::min(last, last_wavelength_nm);
    if (!out.coverage.complete())
        out.diagnostics.push_back(
            {Severity::warning, "bands_extended",
             fmt::format("measured {:g}-{:g} nm; the other {} of {} bands hold the nearest measured value", first, last,
                         static_cast<std::size_t>(band_count) - out.coverage.measured.count(), band_count)});
    if (!ringing_nm.empty())
        out.diagnostics.push_back(
            {Severity::info, "interpolation_ringing",
             fmt::format("steep steps near {:g} nm: {} band(s) interpolated by a monotone cubic, which cannot "
                         "overshoot, instead of Sprague's quintic",
                         ringing_nm.front(), ringing_nm.size())});
    return out;
}

Bands interpolate_linear(const Eigen::ArrayXd& at_nm, const Eigen::ArrayXd& values) {
    if (at_nm.size() != values.size() || at_nm.size() < 2)
        throw DomainError("at_nm", fmt::format("{} wavelengths for {} values", at_nm.size(), values.size()),
                          "two or more wavelengths, one value each");
    for (Eigen::Index i = 0; i < at_nm.size(); ++i) {
        if (!std::isfinite(at_nm[i]) || !std::isfinite(values[i]))
            throw DomainError(fmt::format("at_nm[{}]", i), fmt::format("{} nm with value {}", at_nm[i], values[i]),
                              "finite numbers");
        if (i > 0 && !(at_nm[i] > at_nm[i - 1]))
            throw DomainError(fmt::format("at_nm[{}]", i), fmt::format("{:g} after {:g}", at_nm[i], at_nm[i - 1]),
                              "rising wavelengths");
    }
    const Bands grid = wavelengths_nm();
    Bands out;
    Eigen::Index i = 0;
    for (int band = 0; band < band_count; ++band) {
        while (i + 2 < at_nm.size() && at_nm[i + 1] < grid[band]) ++i;
        const double t = std::clamp((grid[band] - at_nm[i]) / (at_nm[i + 1] - at_nm[i]), 0.0, 1.0);
        out[band] = (1 - t) * values[i] + t * values[i + 1];
    }
    return out;
}

} // namespace undertone
