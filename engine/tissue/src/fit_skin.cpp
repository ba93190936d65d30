#include "undertone/tissue/fit_skin.hpp"

#include "bounded_least_squares.hpp"
#include "skin_model.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include <array>
#include <cmath>

namespace undertone {

namespace {

struct Field {
    const char* name;
    double SkinParameters::*value;
};

/// Order of the rows of data/tissue/skin_parameters.csv and of everything below.
constexpr std::array fields{Field{"melanosome_fraction", &SkinParameters::melanosome_fraction},
                            Field{"pheomelanin_fraction", &SkinParameters::pheomelanin_fraction},
                            Field{"blood_fraction", &SkinParameters::blood_fraction},
                            Field{"deep_blood_fraction", &SkinParameters::deep_blood_fraction},
                            Field{"oxygen_saturation", &SkinParameters::oxygen_saturation},
                            Field{"scattering_a_per_mm", &SkinParameters::scattering_a_per_mm},
                            Field{"scattering_b", &SkinParameters::scattering_b},
                            Field{"carotene_mg_per_l", &SkinParameters::carotene_mg_per_l}};
constexpr Eigen::Index field_count = fields.size();

/// Bounds and priors in the fit's own coordinates: logarithms where the table says so.
struct ParameterSpace {
    Eigen::Array<bool, field_count, 1> logarithmic;
    Eigen::VectorXd lower, upper, prior_mean, prior_sd;

    ParameterSpace() {
        const Table table = data_table("tissue/skin_parameters.csv");
        logarithmic = table.column("logarithmic") > 0.5;
        lower = inward(table.column("lower"));
        upper = inward(table.column("upper"));
        prior_mean = inward(table.column("prior_mean"));
        prior_sd = table.column("prior_sd");
    }

    Eigen::VectorXd inward(const Eigen::ArrayXd& natural) const {
        return logarithmic.select(natural.log(), natural).matrix();
    }

    SkinParameters parameters(const Eigen::VectorXd& point) const {
        SkinParameters result;
        for (Eigen::Index i = 0; i < field_count; ++i)
            result.*fields[static_cast<std::size_t>(i)].value = logarithmic(i) ? std::exp(point(i)) : point(i);
        return result;
    }

    /// d natural / d inward.
    Eigen::VectorXd scale(const Eigen::VectorXd& point) const {
        return logarithmic.select(point.array().exp(), 1.0).matrix();
    }
};

const ParameterSpace& space() {
    static const ParameterSpace instance;
    return instance;
}

/// Reflectance at `bands` for each column of `points`.
Eigen::ArrayXXd model_reflectance(const Eigen::MatrixXd& points, std::span<const int> bands) {
    const auto count = static_cast<Eigen::Index>(bands.size());
    LayerStack layers = make_skin_stack(count * points.cols());
    for (Eigen::Index i = 0; i < points.cols(); ++i)
        fill_skin_layers(space().parameters(points.col(i)), bands, layers, i * count);
    return reflectance(layers).reshaped(count, points.cols());
}

BoundedLeastSquares problem_from(const Eigen::VectorXd& start, const SkinFitOptions& options) {
    return {start, space().lower, space().upper, Eigen::VectorXd::Constant(field_count, 1e-5), options.max_iterations};
}

/// What both kinds of fit say about their answer. The Jacobian holds the prior's rows, so its normal matrix is the inverse
/// of the covariance and positive definite whatever the data leave open.
void describe(SkinFit& fit, const LeastSquaresAnswer& answer) {
    const Eigen::VectorXd scale = space().scale(answer.point);
    const Eigen::MatrixXd normal = answer.jacobian.transpose() * answer.jacobian;
    const Eigen::MatrixXd inverse = normal.ldlt().solve(Eigen::MatrixXd::Identity(field_count, field_count));
    fit.covariance = scale.asDiagonal() * (0.5 * (inverse + inverse.transpose())) * scale.asDiagonal();
    fit.parameters.resize(field_count);
    const SkinParameters parameters = space().parameters(answer.point);
    for (Eigen::Index i = 0; i < field_count; ++i) {
        const Field& field = fields[static_cast<std::size_t>(i)];
        fit.parameter_names.emplace_back(field.name);
        fit.parameters(i) = parameters.*field.value;
        if (answer.point(i) <= space().lower(i) || answer.point(i) >= space().upper(i))
            fit.bounds_hit.emplace_back(field.name);
    }
    fit.converged = answer.converged;
    fit.iterations = answer.iterations;
    for (const std::string& name : fit.bounds_hit)
        fit.diagnostics.push_back(
            {Severity::warning, "bound_hit",
             fmt::format("The fitted {} stands at its bound; its uncertainty is larger than stated.", name)});
    if (!fit.converged)
        fit.diagnostics.push_back(
            {Severity::warning, "not_converged",
             fmt::format("The skin fit stopped after {} iterations before settling.", fit.iterations)});
}

void check_options(const SkinFitOptions& options) {
    if (!(options.noise > 0 && options.noise < 1))
        throw DomainError("noise", fmt::format("{}", options.noise), "more than 0 and less than 1");
    if (!(options.lab_noise > 0 && options.lab_noise < 100))
        throw DomainError("lab_noise", fmt::format("{}", options.lab_noise), "more than 0 and less than 100");
    if (options.max_iterations < 1)
        throw DomainError("max_iterations", fmt::format("{}", options.max_iterations), "1 or more");
}

std::vector<int> measured_bands(const Coverage& coverage) {
    std::vector<int> bands;
    for (int band = 0; band < band_count; ++band)
        if (coverage.measured[static_cast<std::size_t>(band)]) bands.push_back(band);
    // 420-680 nm at 20 nm or better, the least that resample() lets through.
    if (bands.size() < 14)
        throw DomainError("coverage", fmt::format("{} bands", bands.size()), "at least 14 measured bands",
                          "measure at least 420-680 nm");
    return bands;
}

/// The measurement with its surface reflection taken off, all bands checked.
Eigen::VectorXd body_reflectance(const Bands& measured, const std::vector<int>& bands, bool specular_included) {
    const double surface = specular_included ? specular_reflectance(skin_refractive_index()) : 0;
    Eigen::VectorXd result(static_cast<Eigen::Index>(bands.size()));
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const double value = measured(bands[i]);
        const auto fail = [&](const char* allowed, const char* what_to_do) {
            const double at_nm = first_wavelength_nm + wavelength_step_nm * bands[i];
            throw DomainError(fmt::format("reflectance at {} nm", at_nm), fmt::format("{}", value), allowed, what_to_do);
        };
        if (!std::isfinite(value)) fail("a number", "remove the reading or mark its band as not measured");
        if (value > 1.5) fail("0 to 1", "this looks like percent: divide by 100");
        if (value >= 1) fail("less than 1: skin reflects less than a perfect white", "check the white calibration");
        if (value <= 0) fail("more than 0", "check the black calibration");
        if (value <= surface)
            fail("more than the surface reflection of skin, 0.028",
                 "if the reading excludes specular reflection, set specular_included to false");
        result(static_cast<Eigen::Index>(i)) = value - surface;
    }
    return result;
}

/// All 81 bands of the bare skin: measured where measured, else the model scaled like the nearest measured band.
Bands completed(const Eigen::VectorXd& body, const Eigen::ArrayXd& model_there, const std::vector<int>& bands,
                const Bands& model) {
    Bands result = model;
    std::size_t nearest = 0;
    for (int band = 0; band < band_count; ++band) {
        while (nearest + 1 < bands.size() && std::abs(bands[nearest + 1] - band) <= std::abs(bands[nearest] - band))
            ++nearest;
        const auto i = static_cast<Eigen::Index>(nearest);
        result(band) = bands[nearest] == band ? body(i) : std::min(model(band) * body(i) / model_there(i), 0.999);
    }
    return result;
}

} // namespace

Eigen::MatrixXd SkinFit::correlation() const {
    const Eigen::VectorXd inverse_sd = covariance.diagonal().cwiseSqrt().cwiseInverse();
    return inverse_sd.asDiagonal() * covariance * inverse_sd.asDiagonal();
}

SkinFit fit_skin(const Bands& measured, const Coverage& coverage, const SkinFitOptions& options) {
    check_options(options);
    const std::vector<int> bands = measured_bands(coverage);
    const Eigen::VectorXd body = body_reflectance(measured, bands, options.specular_included);
    const auto count = static_cast<Eigen::Index>(bands.size());

    const auto residuals = [&](const Eigen::MatrixXd& points) {
        Eigen::MatrixXd result(count + field_count, points.cols());
        result.topRows(count) = (model_reflectance(points, bands).matrix().colwise() - body) / options.noise;
        result.bottomRows(field_count) =
            space().prior_sd.cwiseInverse().asDiagonal() * (points.colwise() - space().prior_mean);
        return result;
    };
    const LeastSquaresAnswer answer = minimize(problem_from(space().prior_mean, options), residuals);

    SkinFit fit;
    describe(fit, answer);
    const SkinParameters parameters = space().parameters(answer.point);
    fit.reflectance = Skin(parameters).reflectance();
    const Eigen::ArrayXd model_there = fit.reflectance(bands);
    for (Eigen::Index i = 0; i < count; ++i) fit.residual(bands[static_cast<std::size_t>(i)]) = body(i) - model_there(i);
    fit.rms = std::sqrt(fit.residual.square().sum() / static_cast<double>(count));
    fit.skin = Skin(parameters, completed(body, model_there, bands, fit.reflectance));
    if (count < band_count)
        fit.diagnostics.push_back({Severity::info, "bands_modelled",
                                   fmt::format("{} of {} bands were not measured and come from the fitted skin.",
                                               band_count - count, band_count)});
    // Two to three times what healthy skin leaves over (median 0.004, worst of 50 people 0.006).
    if (fit.rms > 0.015)
        fit.diagnostics.push_back(
            {Severity::warning, "poor_fit",
             fmt::format("The best skin misses the reading by {:.3f} rms: is it bare, undamaged skin?", fit.rms)});
    return fit;
}

SkinFit fit_skin(const Lab& lab, const Viewing& viewing, const SkinFitOptions& options) {
    check_options(options);
    for (const auto& [name, value, low, high] :
         {std::tuple{"L*", lab.l, 5.0, 99.0}, {"a*", lab.a, -20.0, 60.0}, {"b*", lab.b, -20.0, 60.0}})
        if (!(value >= low && value <= high))
            throw DomainError(name, fmt::format("{}", value), fmt::format("{} to {} for skin", low, high),
                              "check the reading and its illuminant");
    static const Table population = data_table("tissue/skin_population.csv");
    static const Eigen::VectorXd mean = population.values.row(0).transpose().matrix();
    static const Eigen::MatrixXd whitening = Eigen::MatrixXd(population.values.bottomRows(field_count).matrix())
                                                 .llt()
                                                 .matrixL()
                                                 .solve(Eigen::MatrixXd::Identity(field_count, field_count));

    const double surface = options.specular_included ? specular_reflectance(skin_refractive_index()) : 0;
    const auto misfit = [&](const Bands& model) {
        const Lab seen = viewing.lab(model + surface);
        return Eigen::Vector3d(seen.l - lab.l, seen.a - lab.a, seen.b - lab.b);
    };
    const auto residuals = [&](const Eigen::MatrixXd& points) {
        Eigen::MatrixXd result(3 + field_count, points.cols());
        const Eigen::ArrayXXd models = model_reflectance(points, all_bands());
        for (Eigen::Index i = 0; i < points.cols(); ++i) result.col(i).head<3>() = misfit(models.col(i)) / options.lab_noise;
        result.bottomRows(field_count) = whitening * (points.colwise() - mean);
        return result;
    };
    const LeastSquaresAnswer answer = minimize(problem_from(mean, options), residuals);

    SkinFit fit;
    describe(fit, answer);
    fit.skin = Skin(space().parameters(answer.point));
    fit.reflectance = fit.skin.reflectance();
    fit.rms = misfit(fit.reflectance).norm() / std::sqrt(3.0);
    fit.diagnostics.push_back({Severity::warning, "lab_only",
                               "Only a colour was measured: the spectrum is inferred, and spectral checks are off."});
    if (fit.rms > 1)
        fit.diagnostics.push_back(
            {Severity::warning, "poor_fit",
             fmt::format("The nearest skin colour is {:.1f} away from the reading: is it bare skin under {}?",
                         fit.rms * std::sqrt(3.0), viewing.illuminant_name())});
    return fit;
}

} // namespace undertone
