#include "undertone/supply/strength.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

constexpr double most_times = 1000; ///< a batch this much stronger or weaker is another thing

/// What both films share while strengths are worked out.
struct Films {
    Bands standard, batch, white; ///< K/S of the colorant alone, and of the white
    Bands counts;                 ///< 1 for bands that count, 0 for others
    const StrengthOptions* options;
    Viewing viewing;

    /// What would be read of the batch with its colorant's K/S times `factor`.
    Bands batch_read(double factor) const {
        return reflectance_read(reflectance_of_k_over_s((batch * factor + white).max(0.0)), options->surface);
    }
    Bands standard_read() const {
        return reflectance_read(reflectance_of_k_over_s((standard + white).max(0.0)), options->surface);
    }

    CriterionStrength at(std::string criterion, double ratio) const {
        if (!(ratio > 1 / most_times && ratio < most_times))
            throw DomainError("batch", fmt::format("{:.3g} times the standard's strength by {}", ratio, criterion),
                              fmt::format("{:g} to {:g}", 1 / most_times, most_times),
                              "is it the same ink, and are both in the same unit?");
        const double residual = delta_e_2000(viewing.lab(standard_read()), viewing.lab(batch_read(1 / ratio)));
        return {std::move(criterion), 100 * ratio * options->c_standard / options->c_batch, residual, {}};
    }
};

Bands counted_bands(const StrengthOptions& options) {
    const Bands nm = wavelengths_nm();
    return (nm >= options.first_nm && nm <= options.last_nm).cast<double>();
}

double ratio_of_sums(const Films& films, const Bands& weights) {
    const double standard = (films.standard * weights).sum(), batch = (films.batch * weights).sum();
    if (!(standard > 1e-9))
        throw DomainError("standard", "K/S of 0", "a film that absorbs", "is it the white, or the bare card?");
    return batch / standard;
}

/// f at which the batch's tristimulus value `row` meets the standard's: it falls with every step of f.
double solved_factor(const Films& films, int row) {
    const auto value = [&](const Bands& read) { return films.viewing.weights().row(row).dot(read.matrix()); };
    const double wanted = value(films.standard_read());
    double low = std::log(1 / most_times), high = std::log(most_times);
    for (int i = 0; i < 100 && high - low > 1e-13; ++i) {
        const double middle = 0.5 * (low + high);
        (value(films.batch_read(std::exp(middle))) > wanted ? low : high) = middle;
    }
    return std::exp(0.5 * (low + high));
}

int lowest_of_xyz(const Films& films) {
    const XYZ seen = films.viewing.xyz(films.standard_read()), white = films.viewing.white();
    const std::array<double, 3> parts{seen.x / white.x, seen.y / white.y, seen.z / white.z};
    return static_cast<int>(std::min_element(parts.begin(), parts.end()) - parts.begin());
}

void note_disagreement(Strength& result) {
    const auto [low, high] = std::minmax_element(result.criteria.begin(), result.criteria.end(),
                                                 [](const auto& a, const auto& b) { return a.percent < b.percent; });
    if (high->percent > 1.1 * low->percent)
        result.diagnostics.push_back({Severity::info, "criteria_disagree",
                                      fmt::format("strength is {:.1f} % by {} and {:.1f} % by {}: the batch differs in hue, "
                                                  "so no dilution makes it the master",
                                                  low->percent, low->criterion, high->percent, high->criterion)});
}

} // namespace

SurfaceReflection surface_of(std::string_view geometry) {
    return geometry == "8/d SCI" ? SurfaceReflection{0.04, 0.6, true} : SurfaceReflection{0, 0, false};
}

void StrengthOptions::validate() const {
    surface.validate();
    require_range("c_standard", c_standard, 1e-9, 1e9, "colorant in the standard's film");
    require_range("c_batch", c_batch, 1e-9, 1e9, "colorant in the batch's film");
    require_range("first_nm", first_nm, first_wavelength_nm, last_wavelength_nm);
    require_range("last_nm", last_nm, first_nm, last_wavelength_nm);
    if (!(counted_bands(*this) > 0).any())
        throw DomainError("last_nm", fmt::format("{:g} to {:g} nm", first_nm, last_nm), "a range that holds a band of 5 nm");
}

const CriterionStrength& Strength::by(std::string_view criterion) const {
    for (const CriterionStrength& one : criteria)
        if (one.criterion == criterion) return one;
    throw DomainError("criterion", fmt::format("\"{}\"", criterion), "swl, sum, wsum, y or lowest_xyz");
}

Strength strength(const Bands& standard, const Bands& batch, const StrengthOptions& options) {
    options.validate();
    const auto k = [&](const Bands& read) { return k_over_s(reflectance_within(read, options.surface)); };
    const Bands white = options.white ? k(*options.white) : Bands::Zero();
    const Films films{k(standard) - white,    k(batch) - white, white,
                      counted_bands(options), &options,         Viewing(options.illuminant, options.observer)};
    Strength result;
    result.geometry = options.geometry;
    result.illuminant = films.viewing.illuminant_name();
    result.observer = films.viewing.observer_name();
    result.c_standard = options.c_standard;
    result.c_batch = options.c_batch;

    Eigen::Index peak = 0;
    (films.standard * films.counts).maxCoeff(&peak);
    Bands peak_alone = Bands::Zero();
    peak_alone(peak) = 1;
    result.criteria.push_back(films.at("swl", ratio_of_sums(films, peak_alone)));
    result.criteria.back().at_nm = wavelengths_nm()(peak);
    result.criteria.push_back(films.at("sum", ratio_of_sums(films, films.counts)));
    const Bands seen = films.viewing.weights().colwise().sum().transpose().array();
    result.criteria.push_back(films.at("wsum", ratio_of_sums(films, films.counts * seen)));
    result.criteria.push_back(films.at("y", 1 / solved_factor(films, 1)));
    result.criteria.push_back(films.at("lowest_xyz", 1 / solved_factor(films, lowest_of_xyz(films))));
    note_disagreement(result);
    return result;
}

} // namespace undertone
