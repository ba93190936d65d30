#include "undertone/supply/lightfastness.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/supply/strength.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <fmt/format.h>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace undertone {

namespace {

constexpr double least_p = 0.05; // below it, curvature is called so

/// Exposure as the fit counts it.
double dose_of(double exposure, const ExposureUnit& unit) {
    return unit.name == "blue_wool_step" && exposure > 0 ? std::exp2(exposure - 1) : exposure;
}

struct LineFit {
    double slope = 0, slope_sd = 0, residual_sd = 0;
    double bend_p = 1; ///< of a quadratic term
    int freedom = 0;
};

/// y = a + slope x. With the term x^2 beside it where the data can show one.
LineFit fitted_line(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, bool can_bend) {
    const auto solve = [&](int terms) {
        Eigen::MatrixXd design(x.size(), terms);
        const double scale = x.abs().maxCoeff();
        for (int k = 0; k < terms; ++k) design.col(k) = (x / scale).pow(k).matrix();
        const Eigen::MatrixXd inverse = (design.transpose() * design).inverse();
        const Eigen::VectorXd found = inverse * (design.transpose() * y.matrix());
        const int freedom = static_cast<int>(x.size()) - terms;
        const double variance = (y.matrix() - design * found).squaredNorm() / freedom;
        return std::tuple(found(terms - 1) / std::pow(scale, terms - 1),
                          std::sqrt(variance * inverse(terms - 1, terms - 1)) / std::pow(scale, terms - 1),
                          std::sqrt(variance), freedom);
    };
    LineFit fit;
    std::tie(fit.slope, fit.slope_sd, fit.residual_sd, fit.freedom) = solve(2);
    if (!can_bend) return fit;
    const auto [bend, bend_sd, unused_sd, freedom] = solve(3);
    static_cast<void>(unused_sd);
    if (bend_sd > 0)
        fit.bend_p =
            2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), std::abs(bend) / bend_sd));
    return fit;
}

struct InkReadings {
    std::vector<double> exposures;
    std::vector<const Measurement*> readings;
    bool lab_only = false;
};

std::map<std::string, InkReadings> by_ink(std::span<const ExposedReading> readings, const ExposureUnit& unit) {
    std::map<std::string, InkReadings> inks;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const ExposedReading& one = readings[i];
        const std::string where = fmt::format("readings[{}]", i);
        one.reading.validate(where + ".reading");
        require_range(where + ".exposure", one.exposure, 0, 1e9, "0 is the film before any light");
        if (unit.name == "blue_wool_step" && (one.exposure > 8 || (one.exposure > 0 && one.exposure < 1)))
            throw DomainError(where + ".exposure", fmt::format("{:g}", one.exposure),
                              "blue wool 1 to 8, or 0 for the film before", "is it an ASTM category, or hours?");
        inks[one.ink].exposures.push_back(one.exposure);
        inks[one.ink].readings.push_back(&one.reading);
    }
    for (auto& [ink, series] : inks) {
        const auto alone =
            std::count_if(series.readings.begin(), series.readings.end(), [](const auto* one) { return one->lab_only(); });
        if (alone > 0 && alone < static_cast<std::ptrdiff_t>(series.readings.size()))
            throw DomainError("readings", "spectra and Lab alone, of " + ink, "one kind for each ink");
        series.lab_only = alone > 0;
        std::set<std::string> geometries, lights;
        for (const Measurement* one : series.readings) {
            geometries.insert(one->geometry);
            if (series.lab_only) lights.insert(one->illuminant + ", " + one->observer);
        }
        if (geometries.size() > 1 || lights.size() > 1)
            throw DomainError(
                "readings", fmt::format("{} read at {}", ink, fmt::join(geometries.size() > 1 ? geometries : lights, "; ")),
                "one geometry and light for each ink");
        const std::set<double> distinct(series.exposures.begin(), series.exposures.end());
        if (distinct.empty() || *distinct.begin() != 0)
            throw DomainError("readings", "no unexposed film of " + ink, "readings at exposure 0",
                              "fading is reckoned from the film before any light");
        if (distinct.size() < 3)
            throw DomainError("readings", fmt::format("{} exposures of {}", distinct.size() - 1, ink),
                              "at least 2 beside the unexposed film", "a rate and how sure it is need more");
    }
    return inks;
}

/// Means per exposure; strength against the unexposed mean.
std::vector<FadedColor> path_of(const InkReadings& series, const Viewing& viewing) {
    std::map<double, std::vector<const Measurement*>> groups;
    for (std::size_t i = 0; i < series.readings.size(); ++i) groups[series.exposures[i]].push_back(series.readings[i]);
    std::vector<FadedColor> path;
    Bands before = Bands::Zero();
    for (const auto& [exposure, readings] : groups) {
        FadedColor color;
        color.exposure = exposure;
        color.readings = static_cast<int>(readings.size());
        const auto n = static_cast<double>(readings.size());
        Bands mean = Bands::Zero();
        for (const Measurement* one : readings) {
            if (series.lab_only)
                color.lab = {color.lab.l + one->lab->l / n, color.lab.a + one->lab->a / n, color.lab.b + one->lab->b / n};
            else
                mean += on_grid(*one).values / n;
        }
        if (!series.lab_only) {
            color.lab = viewing.lab(mean);
            if (path.empty()) before = mean;
            StrengthOptions options;
            options.surface = surface_of(readings.front()->geometry);
            color.strength_percent = strength(before, mean, options).by("wsum").percent;
        }
        color.delta_e_2000 = path.empty() ? 0 : delta_e_2000(path.front().lab, color.lab);
        path.push_back(color);
    }
    return path;
}

void add_rate(InkLightfastness& result, const InkReadings& series, const ExposureUnit& unit, Lightfastness& all) {
    StrengthOptions options;
    options.surface = surface_of(series.readings.front()->geometry);
    const auto first = std::find(series.exposures.begin(), series.exposures.end(), 0.0) - series.exposures.begin();
    const Bands before =
        on_grid(*series.readings[static_cast<std::size_t>(first)]).values; // any one: the line has its own height
    const auto count = static_cast<Eigen::Index>(series.readings.size());
    Eigen::ArrayXd dose(count), log_strength(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        dose(i) = dose_of(series.exposures[at], unit);
        log_strength(i) = std::log(strength(before, on_grid(*series.readings[at]).values, options).by("wsum").percent / 100);
    }
    const LineFit fit = fitted_line(dose, log_strength, result.exposures >= 4 && count >= 5);
    const double reach =
        boost::math::quantile(boost::math::students_t(fit.freedom), 0.5 + 0.5 * all.confidence) * fit.slope_sd;
    result.rate = -fit.slope;
    result.rate_low = -fit.slope - reach;
    result.rate_high = -fit.slope + reach;
    result.residual_sd = fit.residual_sd;
    if (fit.bend_p < least_p)
        all.diagnostics.push_back({Severity::warning, "not_first_order",
                                   fmt::format("{}: strength does not fall at one rate (p {:.3g} of a bend): a part may not "
                                               "fade, or fade at a rate of its own; the rate is a mean "
                                               "over the series",
                                               result.ink, fit.bend_p),
                                   result.ink});
}

void add_half(InkLightfastness& result, const ExposureUnit& unit, Lightfastness& all) {
    const auto half = [](double rate) { return std::log(2.0) / rate; };
    if (*result.rate_high > 0) result.half_exposure_low = half(*result.rate_high);
    if (*result.rate_low > 0) {
        result.half_exposure = half(*result.rate);
        result.half_exposure_high = half(*result.rate_low);
    } else {
        all.diagnostics.push_back(
            {Severity::info, "no_fading_shown",
             fmt::format("{}: no fading is shown within the series' noise; {}", result.ink,
                         result.half_exposure_low ? fmt::format("half the strength is left after {:.4g} {} at the least",
                                                                *result.half_exposure_low, all.unit)
                                                  : std::string("its strength rose")),
             result.ink});
    }
    const double longest = dose_of(result.path.back().exposure, unit);
    if (result.half_exposure && *result.half_exposure > 2 * longest)
        all.diagnostics.push_back(
            {Severity::warning, "beyond_the_series",
             fmt::format(
                 "{}: half the strength lies at {:.4g} {}, beyond twice the longest exposure ({:.4g}): that is extrapolated",
                 result.ink, *result.half_exposure, all.unit, longest),
             result.ink});
}

/// Exposure of the stated year, as the series counts it.
double yearly_exposure(const ExposureUnit& unit, const YearAssumption& year, Lightfastness& all) {
    if (!unit.behind_glass)
        throw DomainError("behind_glass", "not stated by the series", "yes or no",
                          "years from a series behind glass are other years: state it with the series");
    double exposure = year.exposure_per_year;
    all.assumption = fmt::format("{:g} {} a year {}, stated by {}", year.exposure_per_year, all.unit,
                                 year.behind_glass ? "behind glass" : "without glass", year.stated_by);
    if (*unit.behind_glass != year.behind_glass) {
        if (!year.glass_transmission)
            throw DomainError(
                "glass_transmission",
                fmt::format("not stated, with a series {} and a year {}", all.glass,
                            year.behind_glass ? "behind glass" : "without glass"),
                "above 0, at most 1",
                "state what share of the exposure the glass lets through, or the year as the series was exposed");
        exposure = *unit.behind_glass ? exposure * *year.glass_transmission : exposure / *year.glass_transmission;
        all.assumption +=
            fmt::format("; glass lets {:g} of it through, and what comes through is taken to fade like the rest",
                        *year.glass_transmission);
    }
    return exposure;
}

void describe(Lightfastness& all, const ExposureUnit& unit, bool has_year) {
    const bool is_blue_wool = unit.name == "blue_wool_step";
    all.unit = is_blue_wool ? "doses of blue wool 1" : unit.name;
    all.method = unit.method;
    if (unit.irradiance_W_per_m2)
        all.method += fmt::format("{}{:g} W/m2", all.method.empty() ? "" : ", ", *unit.irradiance_W_per_m2);
    all.glass = !unit.behind_glass ? "not stated" : *unit.behind_glass ? "behind glass" : "without glass";
    if (is_blue_wool)
        all.diagnostics.push_back({Severity::info, "blue_wool_doubling",
                                   "each blue wool step was taken as twice the light of the one before (ISO 105-B02, "
                                   "informative): an assumption"});
    if (!unit.behind_glass)
        all.diagnostics.push_back(
            {Severity::warning, "glass_not_stated",
             "the series does not say whether it stood behind glass, which keeps most ultraviolet out: state it"});
    if (!has_year)
        all.diagnostics.push_back({Severity::info, "no_years",
                                   "exposures are not years: they become years only by an assumption that someone states, "
                                   "and this one is of films, not of skin"});
}

} // namespace

void ExposureUnit::validate() const {
    if (name != "hours" && name != "MJ_per_m2" && name != "blue_wool_step")
        throw DomainError("unit", fmt::format("\"{}\"", name), "hours, MJ_per_m2 or blue_wool_step",
                          "ASTM categories are verdicts, not exposures");
    if (irradiance_W_per_m2) require_range("irradiance_W_per_m2", *irradiance_W_per_m2, 0.01, 1e5);
}

void YearAssumption::validate() const {
    require_range("exposure_per_year", exposure_per_year, 1e-6, 1e9, "in the series' unit");
    if (glass_transmission) require_range("glass_transmission", *glass_transmission, 0.001, 1, "a share");
    if (stated_by.empty()) throw DomainError("stated_by", "nobody", "whose assumption the year is", "years rest on it");
}

std::optional<YearAssumption> year_assumption(std::optional<double> exposure_per_year, const std::string& stated_by,
                                              bool behind_glass, std::optional<double> glass_transmission) {
    if (!exposure_per_year && stated_by.empty() && !behind_glass && !glass_transmission) return {};
    if (!exposure_per_year)
        throw DomainError("exposure_per_year", "not stated", "a number, in the series' unit",
                          "glass and whose assumption it is say nothing of years without it");
    YearAssumption year{*exposure_per_year, behind_glass, glass_transmission, stated_by};
    year.validate();
    return year;
}

Lightfastness lightfastness(std::span<const ExposedReading> readings, const ExposureUnit& unit,
                            const std::optional<YearAssumption>& year, double confidence) {
    unit.validate();
    if (year) year->validate();
    require_range("confidence", confidence, 0.5, 0.999, "0.95 is usual");
    if (readings.empty()) throw DomainError("readings", "none", "films before and after light");
    require_size("readings", static_cast<double>(readings.size()), 1e4, "readings");
    Lightfastness all;
    all.confidence = confidence;
    describe(all, unit, year.has_value());
    const std::optional<double> yearly = year ? std::optional(yearly_exposure(unit, *year, all)) : std::nullopt;
    const Viewing viewing("D65", "1964_10deg");
    for (const auto& [ink, series] : by_ink(readings, unit)) {
        InkLightfastness result;
        result.ink = ink;
        result.readings = static_cast<int>(series.readings.size());
        result.path = path_of(series, viewing);
        result.exposures = static_cast<int>(result.path.size());
        if (series.lab_only) {
            all.diagnostics.push_back({Severity::warning, "lab_only",
                                       ink + ": Lab alone shows the path of the colour, and no rate: strength needs spectra",
                                       ink});
        } else {
            add_rate(result, series, unit, all);
            add_half(result, unit, all);
        }
        const auto years = [&](const std::optional<double>& exposure) {
            return exposure && yearly ? std::optional(*exposure / *yearly) : std::nullopt;
        };
        result.half_years = years(result.half_exposure);
        result.half_years_low = years(result.half_exposure_low);
        result.half_years_high = years(result.half_exposure_high);
        all.inks.push_back(std::move(result));
    }
    return all;
}

} // namespace undertone
