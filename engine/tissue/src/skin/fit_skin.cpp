#include "undertone/tissue/fit_skin.hpp"

#include "skin_model.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"
#include "undertone/numerics/least_squares.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include <algorithm>
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

    SkinParameters parameters(const Eigen::VectorXd& point, double epidermis_thickness_mm) const {
        SkinParameters result;
        result.epidermis_thickness_mm = epidermis_thickness_mm;
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

/// Order of the rows of data/tissue/skin_sites.csv.
constexpr std::array site_names{"forearm", "outer_forearm", "hand", "cheek", "forehead", "scalp"};

/// What a body site does to the priors, in the fit's own coordinates.
struct Site {
    double epidermis_thickness_mm = SkinParameters{}.epidermis_thickness_mm;
    Eigen::VectorXd shift = Eigen::VectorXd::Zero(field_count); ///< of the mean
    Eigen::VectorXd extra_variance = Eigen::VectorXd::Zero(field_count);
};

Site site_of(const std::string& name) {
    Site site;
    if (name.empty()) return site;
    const auto found = std::find(site_names.begin(), site_names.end(), name);
    if (found == site_names.end())
        throw DomainError("site", fmt::format("\"{}\"", name), fmt::format("one of {}", fmt::join(site_names, ", ")),
                          "name the nearest of these, or leave the site out");
    static const Table table = data_table("tissue/skin_sites.csv");
    const auto cell = [row = found - site_names.begin()](std::string_view column) { return table.column(column)(row); };
    site.epidermis_thickness_mm = cell("epidermis_thickness_mm");
    const auto move = [&](std::string_view field, const char* ratio, const char* log_sd) {
        for (Eigen::Index i = 0; i < field_count; ++i)
            if (field == fields[static_cast<std::size_t>(i)].name) {
                site.shift(i) = std::log(cell(ratio));
                site.extra_variance(i) = cell(log_sd) * cell(log_sd);
            }
    };
    move("melanosome_fraction", "melanin_ratio", "melanin_log_sd");
    move("blood_fraction", "blood_ratio", "blood_log_sd");
    move("deep_blood_fraction", "blood_ratio", "blood_log_sd");
    move("carotene_mg_per_l", "carotene_ratio", "carotene_log_sd");
    return site;
}

/// Reflectance at `bands` for each column of `points`.
Eigen::ArrayXXd model_reflectance(const Eigen::MatrixXd& points, std::span<const int> bands, const Site& site) {
    const auto count = static_cast<Eigen::Index>(bands.size());
    LayerStack layers = make_skin_stack(count * points.cols());
    for (Eigen::Index i = 0; i < points.cols(); ++i)
        fill_skin_layers(space().parameters(points.col(i), site.epidermis_thickness_mm), bands, layers, i * count);
    return reflectance(layers).reshaped(count, points.cols());
}

BoundedLeastSquares problem_from(const Eigen::VectorXd& start, const SkinFitOptions& options) {
    return {start, space().lower, space().upper, Eigen::VectorXd::Constant(field_count, 1e-5), options.max_iterations};
}

/// What both kinds of fit say about their answer. The Jacobian holds the prior's rows, so its normal matrix is the inverse
/// of the covariance and positive definite whatever the data leave open.
void describe(SkinFit& fit, const LeastSquaresAnswer& answer, const SkinFitOptions& options) {
    fit.site = options.site;
    const Eigen::VectorXd scale = space().scale(answer.point);
    const Eigen::MatrixXd normal = answer.jacobian.transpose() * answer.jacobian;
    const Eigen::MatrixXd inverse = normal.ldlt().solve(Eigen::MatrixXd::Identity(field_count, field_count));
    fit.covariance = scale.asDiagonal() * (0.5 * (inverse + inverse.transpose())) * scale.asDiagonal();
    fit.parameters.resize(field_count);
    const SkinParameters parameters = space().parameters(answer.point, site_of(options.site).epidermis_thickness_mm);
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
    if (!(options.noise >= 1e-6 && options.noise < 1))
        throw DomainError("noise", fmt::format("{}", options.noise), "more than 0 (1e-6) and less than 1");
    if (!(options.lab_noise >= 1e-6 && options.lab_noise < 100))
        throw DomainError("lab_noise", fmt::format("{}", options.lab_noise), "more than 0 (1e-6) and less than 100");
    for (int band = 0; band < band_count; ++band)
        if (!(options.band_noise(band) >= 0 && options.band_noise(band) < 1))
            throw DomainError(fmt::format("band_noise[{}]", band), fmt::format("{}", options.band_noise(band)),
                              "0 or more and less than 1", "give the readings' standard deviation as a fraction");
    for (int i = 0; i < 3; ++i)
        if (!(options.lab_spread(i) >= 0 && options.lab_spread(i) < 100))
            throw DomainError(fmt::format("lab_spread[{}]", i), fmt::format("{}", options.lab_spread(i)),
                              "0 or more and less than 100");
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

/// Least squares in `bands` and against the priors. A first fit in every fourth band finds the neighbourhood at a quarter of
/// the price; all bands then need few steps.
LeastSquaresAnswer fit_bands(const std::vector<int>& bands, const Eigen::VectorXd& body, const Eigen::VectorXd& weight,
                             const Site& site, const SkinFitOptions& options) {
    const Eigen::VectorXd prior_mean = space().prior_mean + site.shift;
    const Eigen::VectorXd prior_weight = (space().prior_sd.array().square() + site.extra_variance.array()).rsqrt().matrix();
    const auto fit_from = [&](const Eigen::VectorXd& start, std::size_t stride, int max_iterations, double tolerance) {
        std::vector<int> some, at;
        for (std::size_t i = 0; i < bands.size(); i += stride) {
            some.push_back(bands[i]);
            at.push_back(static_cast<int>(i));
        }
        const auto count = static_cast<Eigen::Index>(some.size());
        const Eigen::VectorXd there = body(at), sharper = weight(at) * std::sqrt(static_cast<double>(stride));
        const auto residuals = [&](const Eigen::MatrixXd& points) {
            Eigen::MatrixXd result(count + field_count, points.cols());
            result.topRows(count) =
                sharper.asDiagonal() * (model_reflectance(points, some, site).matrix().colwise() - there);
            result.bottomRows(field_count) = prior_weight.asDiagonal() * (points.colwise() - prior_mean);
            return result;
        };
        SkinFitOptions limited = options;
        limited.max_iterations = max_iterations;
        BoundedLeastSquares problem = problem_from(start, limited);
        problem.tolerance = tolerance;
        return minimize(problem, residuals);
    };
    constexpr double settled = 1e-4;
    if (bands.size() < 40 || options.max_iterations < 20) return fit_from(prior_mean, 1, options.max_iterations, settled);
    const LeastSquaresAnswer coarse = fit_from(prior_mean, 4, options.max_iterations - 10, 100 * settled);
    LeastSquaresAnswer answer = fit_from(coarse.point, 1, options.max_iterations - coarse.iterations, settled);
    answer.iterations += coarse.iterations;
    return answer;
}

/// The shipped population, or the caller's, checked.
SkinPopulation population_of(const SkinFitOptions& options) {
    if (!options.population) {
        static const SkinPopulation shipped = [] {
            const Table table = data_table("tissue/skin_population.csv");
            return SkinPopulation{table.values.row(0).transpose().matrix(), table.values.bottomRows(field_count).matrix(),
                                  0};
        }();
        return shipped;
    }
    const SkinPopulation& given = *options.population;
    if (given.mean.size() != field_count || given.covariance.rows() != field_count || given.covariance.cols() != field_count)
        throw DomainError("population",
                          fmt::format("mean of {}, covariance of {} x {}", given.mean.size(), given.covariance.rows(),
                                      given.covariance.cols()),
                          fmt::format("{0}, and {0} x {0}", field_count), "make one with skin_population()");
    if (!given.mean.allFinite() || Eigen::LLT<Eigen::MatrixXd>(given.covariance).info() != Eigen::Success)
        throw DomainError("population", "a covariance that is not positive definite", "finite and positive definite",
                          "more people, or people that differ more, are needed");
    return given;
}

/// Scans of skin repeat to a delta E of 0.5-1.4 about their mean (as in io's RepeatLimits); more means that something moved.
constexpr double most_spread_delta_e = 1.5;

void describe_readings(SkinFit& fit, const std::vector<Lab>& labs, const Lab& mean) {
    fit.readings = static_cast<int>(labs.size());
    double worst = 0;
    std::size_t which = 0;
    for (std::size_t i = 0; i < labs.size(); ++i) {
        const double distance = delta_e_2000(labs[i], mean);
        fit.spread_delta_e += distance / static_cast<double>(labs.size());
        if (distance > worst) {
            worst = distance;
            which = i;
        }
    }
    if (fit.spread_delta_e > most_spread_delta_e)
        fit.diagnostics.push_back(
            {Severity::warning, "repeat_spread",
             fmt::format("The {} readings lie delta E {:.1f} from their mean on average, reading {} most with {:.1f}: "
                         "was it another spot, or pressed harder?",
                         labs.size(), fit.spread_delta_e, which + 1, worst)});
}

} // namespace

Eigen::MatrixXd SkinFit::correlation() const {
    const Eigen::VectorXd inverse_sd = covariance.diagonal().cwiseSqrt().cwiseInverse();
    return inverse_sd.asDiagonal() * covariance * inverse_sd.asDiagonal();
}

SkinFit fit_skin(const Bands& measured, const Coverage& coverage, const SkinFitOptions& options) {
    check_options(options);
    const Site site = site_of(options.site);
    const std::vector<int> bands = measured_bands(coverage);
    const Eigen::VectorXd body = body_reflectance(measured, bands, options.specular_included);
    const auto count = static_cast<Eigen::Index>(bands.size());
    const Eigen::VectorXd weight = options.band_noise(bands).max(options.noise).inverse().matrix();
    const LeastSquaresAnswer answer = fit_bands(bands, body, weight, site, options);

    SkinFit fit;
    describe(fit, answer, options);
    const SkinParameters parameters = space().parameters(answer.point, site.epidermis_thickness_mm);
    fit.reflectance = Skin(parameters).reflectance();
    const Eigen::ArrayXd model_there = fit.reflectance(bands);
    for (Eigen::Index i = 0; i < count; ++i) fit.residual(bands[static_cast<std::size_t>(i)]) = body(i) - model_there(i);
    fit.rms = std::sqrt(fit.residual.square().sum() / static_cast<double>(count));
    fit.skin = Skin(parameters, completed(body, model_there, bands, fit.reflectance));
    if (count < band_count)
        fit.diagnostics.push_back({Severity::info, "bands_modelled",
                                   fmt::format("{} of {} bands were not measured and come from the fitted skin.",
                                               band_count - count, band_count)});
    // Three times what healthy skin leaves over (median 0.003, worst of 50 people 0.005).
    if (fit.rms > 0.015)
        fit.diagnostics.push_back(
            {Severity::warning, "poor_fit",
             fmt::format("The best skin misses the reading by {:.3f} rms: is it bare, undamaged skin?", fit.rms)});
    return fit;
}

SkinFit fit_skin(std::span<const Bands> readings, const Coverage& coverage, const SkinFitOptions& options) {
    if (readings.empty()) throw DomainError("readings", "none", "one or more", "measure the spot at least three times");
    const std::vector<int> bands = measured_bands(coverage);
    Bands mean = Bands::Zero(), squares = Bands::Zero();
    for (std::size_t i = 0; i < readings.size(); ++i) {
        try {
            body_reflectance(readings[i], bands, options.specular_included);
        } catch (const DomainError& error) {
            throw DomainError(fmt::format("readings[{}], {}", i, error.name), error.value, error.allowed, error.what_to_do);
        }
        mean += readings[i] / static_cast<double>(readings.size());
    }
    for (const Bands& reading : readings) squares += (reading - mean).square();
    SkinFitOptions repeated = options;
    Bands sd = Bands::Zero();
    if (readings.size() > 1)
        for (const int band : bands) sd(band) = std::sqrt(squares(band) / static_cast<double>(readings.size() - 1));
    repeated.band_noise = options.band_noise.max(sd);
    SkinFit fit = fit_skin(mean, coverage, repeated);
    fit.reading_sd = sd;
    // The colours need all 81 bands: the fitted skin stands in for those that were not measured.
    const Viewing daylight("D65");
    std::vector<Lab> labs;
    for (const Bands& reading : readings) {
        Bands whole = fit.skin.reflectance();
        for (const int band : bands) whole(band) += reading(band) - mean(band);
        labs.push_back(daylight.lab(whole));
    }
    describe_readings(fit, labs, daylight.lab(fit.skin.reflectance()));
    return fit;
}

SkinFit fit_skin(const Lab& lab, const Viewing& viewing, const SkinFitOptions& options) {
    check_options(options);
    for (const auto& [name, value, low, high] :
         {std::tuple{"L*", lab.l, 5.0, 99.0}, {"a*", lab.a, -20.0, 60.0}, {"b*", lab.b, -20.0, 60.0}})
        if (!(value >= low && value <= high))
            throw DomainError(name, fmt::format("{}", value), fmt::format("{} to {} for skin", low, high),
                              "check the reading and its illuminant");
    const Site site = site_of(options.site);
    const SkinPopulation population = population_of(options);
    const Eigen::VectorXd mean = population.mean + site.shift;
    const Eigen::MatrixXd whitening =
        Eigen::MatrixXd(population.covariance + Eigen::MatrixXd(site.extra_variance.asDiagonal()))
            .llt()
            .matrixL()
            .solve(Eigen::MatrixXd::Identity(field_count, field_count));
    const Eigen::Vector3d weight = options.lab_spread.max(options.lab_noise).inverse().matrix();

    const double surface = options.specular_included ? specular_reflectance(skin_refractive_index()) : 0;
    const auto misfit = [&](const Bands& model) {
        const Lab seen = viewing.lab(model + surface);
        return Eigen::Vector3d(seen.l - lab.l, seen.a - lab.a, seen.b - lab.b);
    };
    const auto residuals = [&](const Eigen::MatrixXd& points) {
        Eigen::MatrixXd result(3 + field_count, points.cols());
        const Eigen::ArrayXXd models = model_reflectance(points, all_bands(), site);
        for (Eigen::Index i = 0; i < points.cols(); ++i)
            result.col(i).head<3>() = weight.cwiseProduct(misfit(models.col(i)));
        result.bottomRows(field_count) = whitening * (points.colwise() - mean);
        return result;
    };
    const LeastSquaresAnswer answer = minimize(problem_from(mean, options), residuals);

    SkinFit fit;
    describe(fit, answer, options);
    fit.skin = Skin(space().parameters(answer.point, site.epidermis_thickness_mm));
    fit.reflectance = fit.skin.reflectance();
    fit.rms = misfit(fit.reflectance).norm() / std::sqrt(3.0);
    fit.lab_only = true;
    fit.diagnostics.push_back({Severity::warning, "lab_only",
                               "Only a colour was measured: the spectrum is inferred, and spectral checks are off."});
    if (fit.rms > 1)
        fit.diagnostics.push_back(
            {Severity::warning, "poor_fit",
             fmt::format("The nearest skin colour is {:.1f} away from the reading: is it bare skin under {}?",
                         fit.rms * std::sqrt(3.0), viewing.illuminant_name())});
    return fit;
}

SkinFit fit_skin(std::span<const Lab> readings, const Viewing& viewing, const SkinFitOptions& options) {
    if (readings.empty()) throw DomainError("readings", "none", "one or more", "measure the spot at least three times");
    Eigen::Array3Xd all(3, static_cast<Eigen::Index>(readings.size()));
    for (std::size_t i = 0; i < readings.size(); ++i)
        all.col(static_cast<Eigen::Index>(i)) = Eigen::Array3d(readings[i].l, readings[i].a, readings[i].b);
    const Eigen::Array3d mean = all.rowwise().mean();
    const auto count = static_cast<double>(readings.size());
    SkinFitOptions repeated = options;
    if (readings.size() > 1)
        repeated.lab_spread =
            options.lab_spread.max(((all.colwise() - mean).square().rowwise().sum() / (count * (count - 1))).sqrt());
    const Lab center{mean(0), mean(1), mean(2)};
    SkinFit fit = fit_skin(center, viewing, repeated);
    describe_readings(fit, {readings.begin(), readings.end()}, center);
    return fit;
}

SkinPopulation skin_population(std::span<const SkinFit> fits) {
    const auto count = static_cast<Eigen::Index>(fits.size());
    if (count <= field_count)
        throw DomainError("fits", fmt::format("{}", count), fmt::format("at least {}", field_count + 1),
                          "a covariance of eight parameters needs more people than parameters");
    Eigen::MatrixXd points(field_count, count);
    for (Eigen::Index i = 0; i < count; ++i) {
        const SkinFit& fit = fits[static_cast<std::size_t>(i)];
        if (fit.lab_only)
            throw DomainError(fmt::format("fits[{}]", i), "a fit to Lab", "fits to spectra",
                              "a spectrum inferred from the population says nothing new about it");
        if (fit.parameters.size() != field_count)
            throw DomainError(fmt::format("fits[{}].parameters", i), fmt::format("{} values", fit.parameters.size()),
                              fmt::format("{}", field_count), "give what fit_skin returned");
        points.col(i) = space().inward(fit.parameters.array());
    }
    const Eigen::VectorXd mean = points.rowwise().mean();
    const Eigen::MatrixXd centered = points.colwise() - mean;
    Eigen::Matrix<double, field_count, field_count> covariance = centered * centered.transpose();
    covariance /= static_cast<double>(count - 1);
    constexpr Eigen::Index melanosomes = 0;
    Eigen::VectorXd widening = Eigen::VectorXd::Constant(field_count, 1.3);
    widening(melanosomes) = std::max(1.3, 1 / std::sqrt(covariance(melanosomes, melanosomes)));
    return {mean, widening.asDiagonal() * covariance * widening.asDiagonal(), static_cast<int>(count)};
}

std::vector<std::string> skin_site_names() { return {site_names.begin(), site_names.end()}; }

} // namespace undertone
