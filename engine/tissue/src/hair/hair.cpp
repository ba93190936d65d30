#include "undertone/tissue/hair.hpp"

#include "join.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/least_squares.hpp"
#include "undertone/spectral/grid_table.hpp"
#include "undertone/tissue/dots.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <Eigen/LU>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace undertone {

namespace {

constexpr double strand_shaft_mm = 0.08, most_mg_per_ml = 300;

struct HairModel {
    Bands eumelanin, pheomelanin, keratin; ///< 1/mm per mg/ml; 1/mm
    double refractive_index, scattering_per_mm, anisotropy;

    HairModel() {
        const Table melanin = grid_table("tissue/melanin.csv"), shaft = data_table("tissue/hair_shaft.csv");
        eumelanin = melanin.column("eumelanin_per_mm_per_mg_per_ml");
        pheomelanin = melanin.column("pheomelanin_per_mm_per_mg_per_ml");
        keratin = shaft.column("keratin_per_mm_at_500nm")(0) *
                  (wavelengths_nm() / 500.0).pow(-shaft.column("keratin_exponent")(0));
        refractive_index = shaft.column("refractive_index")(0);
        scattering_per_mm = shaft.column("scattering_per_mm")(0);
        anisotropy = shaft.column("anisotropy")(0);
    }
};

const HairModel& hair_model() {
    static const HairModel instance;
    return instance;
}

const Table& hair_colors() {
    static const Table instance = data_table("tissue/hair_melanin.csv");
    return instance;
}

/// Fresnel reflectance of unpolarised light from air.
double fresnel(double cosine, double n) {
    const double inner = std::sqrt(1 - (1 - cosine * cosine) / (n * n));
    const double s = (cosine - n * inner) / (cosine + n * inner), p = (n * cosine - inner) / (n * cosine + inner);
    return 0.5 * (s * s + p * p);
}

/// What one shaft does to a ray across it, averaged over where the ray hits: share scattered, and the mean cosine of the
/// deflection of what is scattered (rays reflected outside, passed through, and reflected inside any number of times).
struct Scatter {
    double albedo = 0, cosine = 0;
};

Scatter shaft_scatter(double mu_a_per_mm, double n) {
    constexpr int rays = 32;
    Scatter result;
    for (int i = 0; i < rays; ++i) {
        const double offset = (i + 0.5) / rays; // sine of the angle of incidence, uniform across the shaft
        const double outside = std::asin(offset), inside = std::asin(offset / n), f = fresnel(std::cos(outside), n);
        const double along = std::exp(-mu_a_per_mm * strand_shaft_mm * std::cos(inside));
        result.albedo += f / rays;
        result.cosine += f * std::cos(std::numbers::pi - 2 * outside) / rays;
        double leaving = (1 - f) * (1 - f) * along, turn = 2 * (outside - inside);
        while (leaving > 1e-9) {
            result.albedo += leaving / rays;
            result.cosine += leaving * std::cos(turn) / rays;
            leaving *= f * along;
            turn += std::numbers::pi - 2 * inside;
        }
    }
    result.cosine /= result.albedo;
    return result;
}

/// Reflectance of an endless heap of shafts per column of melanin (rows eumelanin, pheomelanin). Lengths are in free paths:
/// the packing of the shafts cancels out.
Eigen::ArrayXXd heap_reflectance(const Eigen::MatrixXd& melanins) {
    const Eigen::Index sets = melanins.cols();
    LayerStack heap;
    heap.thickness_mm = Eigen::ArrayXd::Constant(1, std::numeric_limits<double>::infinity());
    heap.mu_a_per_mm.resize(1, sets * band_count);
    heap.mu_s_per_mm.resize(1, sets * band_count);
    heap.g.resize(1, sets * band_count);
    heap.n = heap.n_below = 1; // air between the shafts
    for (Eigen::Index set = 0; set < sets; ++set) {
        const Bands mu_a = hair_mu_a_per_mm({melanins(0, set), melanins(1, set)});
        for (int band = 0; band < band_count; ++band) {
            const Scatter scatter = shaft_scatter(mu_a(band), hair_model().refractive_index);
            const Eigen::Index column = set * band_count + band;
            heap.mu_s_per_mm(0, column) = scatter.albedo;
            heap.mu_a_per_mm(0, column) = 1 - scatter.albedo;
            heap.g(0, column) = scatter.cosine;
        }
    }
    return reflectance(heap).reshaped(band_count, sets);
}

constexpr double most_fitted_mg_per_ml = 100;
constexpr std::array amount_names{"eumelanin_mg_per_ml", "pheomelanin_mg_per_ml"};

/// Covariance of squares of Gaussian numbers: exact, and honest where an amount of zero has no slope.
Eigen::Matrix2d covariance_of_squares(const Eigen::Vector2d& roots, const Eigen::Matrix2d& covariance) {
    return (4 * (roots * roots.transpose()).array() * covariance.array() + 2 * covariance.array().square()).matrix();
}

/// Fits the square roots of both amounts, so that "none" is an ordinary place inside the search.
template <class Misfit>
StrandFit fit_melanin(Eigen::Index misfits, const Misfit& misfit) {
    BoundedLeastSquares problem;
    problem.start = Eigen::Vector2d(2, 0.7);
    problem.lower = Eigen::Vector2d::Zero();
    problem.upper = Eigen::Vector2d::Constant(std::sqrt(most_fitted_mg_per_ml));
    problem.difference = Eigen::Vector2d::Constant(1e-4);
    problem.tolerance = 1e-8;
    problem.max_iterations = 200;
    // A faint pull towards 10 and 1 mg/ml settles what a reading cannot: very dark strands all look alike.
    const auto residuals = [&](const Eigen::MatrixXd& roots) {
        Eigen::MatrixXd result(misfits + 2, roots.cols());
        const Eigen::ArrayXXd models = heap_reflectance(roots.array().square().matrix());
        for (Eigen::Index i = 0; i < roots.cols(); ++i) {
            misfit(Bands(models.col(i)), result.col(i).head(misfits));
            result(misfits, i) = (roots(0, i) - std::sqrt(10.0)) / 100;
            result(misfits + 1, i) = (roots(1, i) - 1) / 100;
        }
        return result;
    };
    const LeastSquaresAnswer answer = minimize(problem, residuals);
    StrandFit fit;
    const Eigen::Vector2d roots = answer.point;
    fit.melanin = {roots(0) * roots(0), roots(1) * roots(1)};
    fit.reflectance = strand_reflectance(fit.melanin);
    // The pull keeps the normal matrix from being singular, and its width of 100 from hiding that it nearly is.
    fit.covariance = covariance_of_squares(roots, (answer.jacobian.transpose() * answer.jacobian).inverse());
    fit.converged = answer.converged;
    fit.iterations = answer.iterations;
    for (Eigen::Index i = 0; i < 2; ++i) {
        const char* name = amount_names[static_cast<std::size_t>(i)];
        const double amount = roots(i) * roots(i), error = fit.standard_error()(i);
        if (roots(i) >= problem.upper(i)) {
            fit.bounds_hit.emplace_back(name);
            fit.diagnostics.push_back({Severity::warning, "bound_hit",
                                       fmt::format("The fitted {} stands at its bound of {:g}: darker than any hair.", name,
                                                   most_fitted_mg_per_ml)});
        }
        if (error > std::max(0.5 * amount, 1.0))
            fit.diagnostics.push_back({Severity::warning, "not_identified",
                                       fmt::format("This strand leaves {} open: {:.1f} +- {:.1f}.", name, amount, error)});
    }
    if (!fit.converged)
        fit.diagnostics.push_back(
            {Severity::warning, "not_converged",
             fmt::format("The strand fit stopped after {} iterations before settling.", fit.iterations)});
    return fit;
}

HairMelanin settled(const StrandFit& fit) {
    if (!fit.converged)
        throw NumericalError("the melanin of the strand could not be fitted", fmt::format("{} iterations", fit.iterations));
    return fit.melanin;
}

void require(const char* name, double value, double low, double high, const char* unit) {
    if (!(value >= low && value <= high))
        throw DomainError(name, fmt::format("{}", value), fmt::format("{} to {} {}", low, high, unit));
}

Bands lattice_reflectance(const Skin& skin, const HairMelanin& melanin, const Stubble& stubble, double density_per_cm2) {
    DotField hairs;
    hairs.diameter_mm = stubble.shaft_diameter_mm;
    hairs.pitch_mm = 10 / std::sqrt(density_per_cm2);
    hairs.top_mm = 0;
    hairs.bottom_mm = stubble.length_in_skin_mm;
    hairs.pigment_mu_a_per_mm = hair_mu_a_per_mm(melanin);
    hairs.pigment_mu_s_per_mm = Bands::Constant(hair_model().scattering_per_mm);
    hairs.pigment_g = Bands::Constant(hair_model().anisotropy);
    return dot_reflectance(skin.layers(), hairs);
}

/// Shafts standing out of the skin hide some of it; a shaft sends light back or on to the skin behind it, and what the
/// skin returns passes the shaft once more.
Bands behind_shafts(const Bands& below, const HairMelanin& melanin, const Stubble& stubble, double density_per_cm2) {
    constexpr double projection = 0.5; // of a shaft tilted by 30 degrees, seen from above
    const double cover =
        std::min(1.0, density_per_cm2 / 100 * stubble.shaft_diameter_mm * stubble.length_above_mm * projection);
    const Bands mu_a = hair_mu_a_per_mm(melanin);
    Bands seen;
    for (int band = 0; band < band_count; ++band) {
        const Scatter scatter = shaft_scatter(mu_a(band), hair_model().refractive_index);
        const double back = scatter.albedo * (1 - scatter.cosine) / 2, on = scatter.albedo * (1 + scatter.cosine) / 2;
        seen(band) = back + on * on * below(band) / (1 - back * below(band));
    }
    return (1 - cover) * below + cover * seen;
}

} // namespace

void HairMelanin::validate() const {
    require("eumelanin_mg_per_ml", eumelanin_mg_per_ml, 0, most_mg_per_ml, "mg/ml");
    require("pheomelanin_mg_per_ml", pheomelanin_mg_per_ml, 0, most_mg_per_ml, "mg/ml");
}

void Stubble::validate() const {
    require("shaft_diameter_mm", shaft_diameter_mm, 0.005, 0.3, "mm");
    require("density_per_cm2", density_per_cm2, 0, 1000, "hairs per cm2");
    require("length_in_skin_mm", length_in_skin_mm, 0.01, 6, "mm");
    require("grey_fraction", grey_fraction, 0, 1, "(a share)");
    require("length_above_mm", length_above_mm, 0, 3, "mm; longer hair hides the skin and is no fringe");
}

Bands hair_mu_a_per_mm(const HairMelanin& melanin) {
    melanin.validate();
    return melanin.eumelanin_mg_per_ml * hair_model().eumelanin + melanin.pheomelanin_mg_per_ml * hair_model().pheomelanin +
           hair_model().keratin;
}

Bands strand_reflectance(const HairMelanin& melanin) {
    return heap_reflectance(Eigen::Vector2d(melanin.eumelanin_mg_per_ml, melanin.pheomelanin_mg_per_ml));
}

double StrandFit::correlation() const {
    const Eigen::Vector2d error = standard_error();
    return covariance(0, 1) / (error(0) * error(1));
}

StrandFit fit_strand(const Bands& measured, const Coverage& coverage) {
    Bands weight; // bands that were not measured say nothing
    for (int band = 0; band < band_count; ++band) weight(band) = coverage.measured[static_cast<std::size_t>(band)] ? 1 : 0;
    // 420-680 nm at 20 nm or better, the least that resample() lets through.
    if (weight.sum() < 14)
        throw DomainError("coverage", fmt::format("{} bands", weight.sum()), "at least 14 measured bands",
                          "measure at least 420-680 nm");
    Bands known = measured;
    for (int band = 0; band < band_count; ++band) {
        const double value = measured(band);
        if (weight(band) == 0 && !std::isfinite(value)) known(band) = 0; // 0 times NaN is NaN
        if (weight(band) == 0) continue;
        const auto name = [&] {
            return fmt::format("reflectance at {} nm", first_wavelength_nm + wavelength_step_nm * band);
        };
        if (value > 1.5)
            throw DomainError(name(), fmt::format("{}", value), "0 to 1", "this looks like percent: divide by 100");
        if (!(value > 0 && value < 1))
            throw DomainError(name(), fmt::format("{}", value), "more than 0 and less than 1",
                              "check the calibration and the file");
    }
    StrandFit fit = fit_melanin(
        band_count, [&](const Bands& seen, auto&& misfit) { misfit = (weight * (seen - known) / 0.01).matrix(); });
    fit.residual = weight * (known - fit.reflectance);
    fit.rms = std::sqrt(fit.residual.square().sum() / weight.sum());
    if (fit.rms > 0.03) // three times the noise that the fit reckons with
        fit.diagnostics.push_back(
            {Severity::warning, "poor_fit",
             fmt::format("The best strand misses the reading by {:.3f} rms: is it undyed hair, many shafts deep?",
                         fit.rms)});
    return fit;
}

StrandFit fit_strand(const Lab& lab, const Viewing& viewing) {
    require("L*", lab.l, 0, 100, "");
    require("a*", lab.a, -30, 60, "for hair");
    require("b*", lab.b, -30, 80, "for hair");
    const auto distance = [&](const Bands& seen) {
        const Lab model_lab = viewing.lab(seen);
        return Eigen::Vector3d(model_lab.l - lab.l, model_lab.a - lab.a, model_lab.b - lab.b);
    };
    StrandFit fit = fit_melanin(3, [&](const Bands& seen, auto&& misfit) { misfit = distance(seen); });
    fit.rms = distance(fit.reflectance).norm() / std::sqrt(3.0);
    fit.diagnostics.push_back(
        {Severity::warning, "lab_only",
         "Only a colour was measured: the strand's spectrum is inferred, and spectral checks are off."});
    if (fit.rms > 3)
        fit.diagnostics.push_back(
            {Severity::warning, "poor_fit",
             fmt::format("The nearest strand is {:.1f} away from the reading: is it undyed hair under {}?",
                         fit.rms * std::sqrt(3.0), viewing.illuminant_name())});
    return fit;
}

HairMelanin melanin_from_strand(const Bands& measured, const Coverage& coverage) {
    return settled(fit_strand(measured, coverage));
}

HairMelanin melanin_from_strand(const Lab& lab, const Viewing& viewing) { return settled(fit_strand(lab, viewing)); }

std::vector<std::string> hair_color_names() { return hair_colors().ids; }

HairMelanin melanin_of(const std::string& color_name) {
    const std::vector<std::string>& known = hair_colors().ids;
    if (std::find(known.begin(), known.end(), color_name) == known.end())
        throw DomainError("color_name", color_name, detail::join(known));
    return {hair_colors().at(color_name, "eumelanin_mg_per_ml"), hair_colors().at(color_name, "pheomelanin_mg_per_ml")};
}

Bands fringe_reflectance(const Skin& skin, const HairMelanin& melanin, const Stubble& stubble) {
    melanin.validate();
    stubble.validate();
    const double pigmented = stubble.density_per_cm2 * (1 - stubble.grey_fraction),
                 grey = stubble.density_per_cm2 * stubble.grey_fraction;
    Bands result = skin.reflectance();
    if (pigmented == 0 && grey == 0) return result;
    const Bands bare = reflectance(skin.layers());
    // Relative to the model's bare skin, so that the measured skin's residual is carried along.
    if (pigmented > 0) result *= lattice_reflectance(skin, melanin, stubble, pigmented) / bare;
    if (grey > 0) result *= lattice_reflectance(skin, {}, stubble, grey) / bare;
    if (stubble.length_above_mm > 0) {
        result = behind_shafts(result, melanin, stubble, pigmented);
        result = behind_shafts(result, {}, stubble, grey);
    }
    return result;
}

} // namespace undertone
