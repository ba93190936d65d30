#include "undertone/tissue/fit_skin.hpp"

#include "join.hpp"
#include "skin_model.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"
#include "undertone/numerics/least_squares.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

namespace {

const Table& sites() {
    static const Table instance = data_table("tissue/skin_sites.csv");
    return instance;
}

/// What a body site does to the parameters: those that are fixed have its value, the priors of the others move and widen.
struct Site {
    SkinParameters fixed;
    Eigen::VectorXd shift, extra_variance; ///< of the prior's mean, and to its variance; coordinates
};

/// A column of data/tissue/skin_sites.csv acts on the parameter it is named after: `<id>` is its value, `<id>_ratio` a factor on its
/// prior's median, `<id>_log_sd` a spread of its logarithm.
Site site_of(const std::string& name, const SkinSpace& space) {
    Site site{{}, Eigen::VectorXd::Zero(space.size()), Eigen::VectorXd::Zero(space.size())};
    if (name.empty()) return site;
    const std::vector<std::string>& known = sites().ids;
    if (std::find(known.begin(), known.end(), name) == known.end())
        throw DomainError("site", fmt::format("\"{}\"", name), "one of " + detail::join(known),
                          "name the nearest of these, or leave the site out");
    for (const SkinField& field : skin_fields) {
        const std::string id = field.id;
        const auto axis = space.axis(id);
        if (sites().has_column(id)) {
            const double value = sites().at(name, id);
            site.fixed.*field.value = value;
            if (axis) site.shift(*axis) = space[*axis].coordinate(value) - space[*axis].coordinate(space[*axis].prior_mean);
        }
        if (axis && sites().has_column(id + "_ratio")) {
            site.shift(*axis) = std::log(sites().at(name, id + "_ratio"));
            const double log_sd = sites().at(name, id + "_log_sd");
            site.extra_variance(*axis) = log_sd * log_sd;
        }
    }
    return site;
}

/// Reflectance at `bands` for each column of `points`. A stack has one thickness per layer: neighbours that agree in it share one.
Eigen::ArrayXXd model_reflectance(const Eigen::MatrixXd& points, std::span<const int> bands, const SkinSpace& space,
                                  const Site& site) {
    const auto count = static_cast<Eigen::Index>(bands.size());
    std::vector<SkinParameters> skins;
    for (const auto& point : points.colwise()) skins.push_back(space.parameters(point, site.fixed));
    Eigen::ArrayXXd result(count, points.cols());
    for (std::size_t first = 0, last = 0; first < skins.size(); first = last) {
        while (last < skins.size() && skins[last].epidermis_thickness_mm == skins[first].epidermis_thickness_mm) ++last;
        const auto sets = static_cast<Eigen::Index>(last - first);
        LayerStack layers = make_skin_stack(count * sets);
        for (Eigen::Index i = 0; i < sets; ++i)
            fill_skin_layers(skins[first + static_cast<std::size_t>(i)], bands, layers, i * count);
        result.middleCols(static_cast<Eigen::Index>(first), sets) = reflectance(layers).reshaped(count, sets);
    }
    return result;
}

BoundedLeastSquares problem_from(const Eigen::VectorXd& start, const SkinFitOptions& options) {
    return {start, options.space.lower(), options.space.upper(), Eigen::VectorXd::Constant(options.space.size(), 1e-5),
            options.max_iterations};
}

/// What both kinds of fit say about their answer. The Jacobian holds the prior's rows, so its normal matrix is the inverse
/// of the covariance and positive definite whatever the data leave open.
void describe(SkinFit& fit, const LeastSquaresAnswer& answer, const SkinFitOptions& options) {
    const SkinSpace& space = options.space;
    const Eigen::Index count = space.size();
    fit.site = options.site;
    fit.space = space;
    const Eigen::VectorXd point = answer.point.head(count); // what a fit moves besides comes after
    const Eigen::VectorXd slope = space.slope(point), lower = space.lower(), upper = space.upper();
    const Eigen::MatrixXd normal = answer.jacobian.transpose() * answer.jacobian;
    const Eigen::MatrixXd inverse =
        normal.ldlt().solve(Eigen::MatrixXd::Identity(normal.rows(), normal.cols())).topLeftCorner(count, count);
    fit.covariance = slope.asDiagonal() * (0.5 * (inverse + inverse.transpose())) * slope.asDiagonal();
    fit.parameter_names = space.names();
    fit.parameters = space.values(point);
    for (Eigen::Index i = 0; i < count; ++i)
        if (point(i) <= lower(i) || point(i) >= upper(i)) fit.bounds_hit.emplace_back(space[i].field.id);
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

double nm_of(int band) { return first_wavelength_nm + wavelength_step_nm * band; }

/// What the surface of skin sends back of what falls on it: no more known than this, so a fit moves it.
struct SurfaceReflection {
    double assumed = 0, sd = 0, lower = 0, upper = 0;

    static SurfaceReflection of_skin() {
        static const Table constants = data_table("tissue/skin_model.csv");
        const auto at = [](const char* name) { return constants.column(name)(0); };
        return {specular_reflectance(skin_refractive_index()), at("surface_reflection_sd"), at("surface_reflection_lower"),
                at("surface_reflection_upper")};
    }
};

void check_reading(const Bands& measured, const std::vector<int>& bands, bool specular_included) {
    const double surface = specular_included ? SurfaceReflection::of_skin().assumed : 0;
    const auto dark = std::count_if(bands.begin(), bands.end(), [&](int band) { return measured(band) <= surface; });
    for (const int band : bands) {
        const double value = measured(band);
        const auto fail = [&](const char* allowed, const char* what_to_do) {
            throw DomainError(fmt::format("reflectance at {} nm", nm_of(band)), fmt::format("{}", value), allowed,
                              what_to_do);
        };
        if (!std::isfinite(value)) fail("a number", "remove the reading or mark its band as not measured");
        if (value > 1.5) fail("0 to 1", "this looks like percent: divide by 100");
        if (value >= 1) fail("less than 1: skin reflects less than a perfect white", "check the white calibration");
        if (value <= 0) fail("more than 0", "check the black calibration");
        if (value <= surface && 2 * static_cast<std::size_t>(dark) > bands.size())
            fail("more than the surface reflection of skin, 0.028, in half of the bands at least",
                 "if the reading excludes specular reflection, set specular_included to false");
    }
}

/// No skin returns less than this of what enters it: the epidermis alone scatters more back, however dark.
constexpr double least_body_reflectance = 0.002;

/// Bands of a dark skin, mostly violet, that the assumed surface reflection leaves nothing.
std::vector<int> too_dark(const Bands& measured, const std::vector<int>& bands, double surface) {
    std::vector<int> result;
    if (surface > 0)
        std::copy_if(bands.begin(), bands.end(), std::back_inserter(result),
                     [&](int band) { return measured(band) < surface + least_body_reflectance; });
    return result;
}

/// All 81 bands of the bare skin: measured at `bands`, else the model scaled like the nearest of them.
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
/// the cost; all bands then need few steps. Where the reading holds the surface reflection, that is one variable more, the last.
LeastSquaresAnswer fit_bands(const std::vector<int>& bands, const Eigen::VectorXd& reading, const Eigen::VectorXd& weight,
                             const Site& site, const SkinFitOptions& options) {
    const SkinSpace& space = options.space;
    const Eigen::Index skin = space.size(), variables = skin + (options.specular_included ? 1 : 0);
    const SurfaceReflection surface = options.specular_included ? SurfaceReflection::of_skin() : SurfaceReflection{};
    const auto with_surface = [&](const Eigen::VectorXd& of_skin, double of_surface) {
        Eigen::VectorXd result = Eigen::VectorXd::Constant(variables, of_surface);
        result.head(skin) = of_skin;
        return result;
    };
    const Eigen::VectorXd prior_mean = with_surface(space.prior_mean() + site.shift, surface.assumed);
    const Eigen::VectorXd prior_weight =
        with_surface((space.prior_sd().array().square() + site.extra_variance.array()).rsqrt().matrix(), 1 / surface.sd);
    const auto fit_from = [&](const Eigen::VectorXd& start, std::size_t stride, int max_iterations, double tolerance) {
        std::vector<int> some, at;
        for (std::size_t i = 0; i < bands.size(); i += stride) {
            some.push_back(bands[i]);
            at.push_back(static_cast<int>(i));
        }
        const auto count = static_cast<Eigen::Index>(some.size());
        const Eigen::VectorXd there = reading(at), sharper = weight(at) * std::sqrt(static_cast<double>(stride));
        const auto residuals = [&](const Eigen::MatrixXd& points) {
            Eigen::MatrixXd result(count + variables, points.cols());
            Eigen::MatrixXd model = model_reflectance(points.topRows(skin), some, space, site).matrix();
            if (variables > skin) model.rowwise() += points.row(skin);
            result.topRows(count) = sharper.asDiagonal() * (model.colwise() - there);
            result.bottomRows(variables) = prior_weight.asDiagonal() * (points.colwise() - prior_mean);
            return result;
        };
        const BoundedLeastSquares problem{start,
                                          with_surface(space.lower(), surface.lower),
                                          with_surface(space.upper(), surface.upper),
                                          Eigen::VectorXd::Constant(variables, 1e-5),
                                          max_iterations,
                                          tolerance};
        return minimize(problem, residuals);
    };
    constexpr double settled = 1e-4;
    if (bands.size() < 40 || options.max_iterations < 20) return fit_from(prior_mean, 1, options.max_iterations, settled);
    const LeastSquaresAnswer coarse = fit_from(prior_mean, 4, options.max_iterations - 10, 100 * settled);
    LeastSquaresAnswer answer = fit_from(coarse.point, 1, options.max_iterations - coarse.iterations, settled);
    answer.iterations += coarse.iterations;
    return answer;
}

/// The most that the priors are strained, in standard deviations.
double strain_of(const LeastSquaresAnswer& answer, Eigen::Index bands) {
    return answer.residuals.tail(answer.residuals.size() - bands).cwiseAbs().maxCoeff();
}

struct BelievableFit {
    LeastSquaresAnswer answer;
    double model_error = 1; ///< over the readings' noise
};

/// The fit in which the reading is trusted as far as a likely skin explains it. Where only a skin that nobody has would (half blood,
/// scattering more in the red than in the blue), the model errs by more than readings do: its error then counts as noise, twice and
/// four times the readings', and the residual carries what is left.
BelievableFit fit_believably(const std::vector<int>& bands, const Eigen::VectorXd& reading, const Eigen::VectorXd& weight,
                             const Site& site, const SkinFitOptions& options) {
    constexpr double likely_sd = 4;
    BelievableFit fit;
    for (const double error : {1.0, 2.0, 4.0}) {
        fit = {fit_bands(bands, reading, weight / error, site, options), error};
        if (strain_of(fit.answer, reading.size()) <= likely_sd) break;
    }
    return fit;
}

/// What the fit found of the surface, and what that means for the reading's darkest bands.
void describe_surface(SkinFit& fit, double fitted, const std::vector<int>& dark) {
    const SurfaceReflection surface = SurfaceReflection::of_skin();
    if (!dark.empty())
        fit.diagnostics.push_back(
            {Severity::warning, "bands_left_out",
             fmt::format(
                 "{} dark band{} from {:g} to {:g} nm read no more than skin's surface is taken to return ({:.3f}). What "
                 "comes "
                 "from inside the skin there is taken from the fitted skin. Check the instrument's black calibration.",
                 dark.size(), dark.size() == 1 ? "" : "s", nm_of(dark.front()), nm_of(dark.back()), surface.assumed)});
    if (std::abs(fitted - surface.assumed) > surface.sd)
        fit.diagnostics.push_back(
            {Severity::info, "surface_reflection",
             fmt::format(
                 "The reading fits best with a surface reflection of {:.3f}; {:.3f} was taken off, as off every other "
                 "reading, so that readings compare.",
                 fitted, surface.assumed)});
}

/// data/tissue/skin_population on the axes of `space`; a parameter it does not hold has the prior of `space`, uncorrelated.
SkinPopulation shipped_population(const SkinSpace& space) {
    static const Table table = data_table("tissue/skin_population.csv");
    SkinPopulation result{space.prior_mean(), space.prior_sd().array().square().matrix().asDiagonal(), 0};
    const std::vector<std::string> names = space.names();
    for (Eigen::Index i = 0; i < space.size(); ++i) {
        const std::string& name = names[static_cast<std::size_t>(i)];
        if (!table.has_column(name)) continue;
        result.mean(i) = table.at("mean", name);
        for (Eigen::Index j = 0; j < space.size(); ++j)
            if (table.has_column(names[static_cast<std::size_t>(j)]))
                result.covariance(j, i) = table.at(names[static_cast<std::size_t>(j)], name);
    }
    return result;
}

/// The shipped population, or the caller's, checked.
SkinPopulation population_of(const SkinFitOptions& options) {
    if (!options.population) return shipped_population(options.space);
    const SkinPopulation& given = *options.population;
    const Eigen::Index count = options.space.size();
    if (given.mean.size() != count || given.covariance.rows() != count || given.covariance.cols() != count)
        throw DomainError("population",
                          fmt::format("mean of {}, covariance of {} x {}", given.mean.size(), given.covariance.rows(),
                                      given.covariance.cols()),
                          fmt::format("{0}, and {0} x {0}", count), "make one with skin_population()");
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

SitePopulation population_at(const std::string& site) {
    const Site at = site_of(site, SkinSpace::shipped());
    SitePopulation result{shipped_population(SkinSpace::shipped()), at.fixed};
    result.population.mean += at.shift;
    return result;
}

Eigen::MatrixXd SkinFit::correlation() const {
    const Eigen::VectorXd inverse_sd = covariance.diagonal().cwiseSqrt().cwiseInverse();
    return inverse_sd.asDiagonal() * covariance * inverse_sd.asDiagonal();
}

SkinFit fit_skin(const Bands& measured, const Coverage& coverage, const SkinFitOptions& options) {
    check_options(options);
    const Site site = site_of(options.site, options.space);
    const std::vector<int> bands = measured_bands(coverage);
    check_reading(measured, bands, options.specular_included);
    const Eigen::VectorXd reading = measured(bands).matrix();
    const Eigen::VectorXd weight = options.band_noise(bands).max(options.noise).inverse().matrix();
    const auto [answer, model_error] = fit_believably(bands, reading, weight, site, options);

    SkinFit fit;
    describe(fit, answer, options);
    const SkinParameters parameters = options.space.parameters(answer.point.head(options.space.size()), site.fixed);
    fit.reflectance = Skin(parameters).reflectance();
    const double fitted_surface = options.specular_included ? answer.point(options.space.size()) : 0,
                 surface = options.specular_included ? SurfaceReflection::of_skin().assumed : 0;
    for (const int band : bands) fit.residual(band) = measured(band) - fitted_surface - fit.reflectance(band);
    fit.rms = std::sqrt(fit.residual.square().sum() / static_cast<double>(bands.size()));
    const std::vector<int> dark = too_dark(measured, bands, surface);
    std::vector<int> bright;
    std::set_difference(bands.begin(), bands.end(), dark.begin(), dark.end(), std::back_inserter(bright));
    fit.skin =
        Skin(parameters, completed((measured(bright) - surface).matrix(), fit.reflectance(bright), bright, fit.reflectance));
    if (options.specular_included) describe_surface(fit, fitted_surface, dark);
    if (model_error > 1)
        fit.diagnostics.push_back(
            {Severity::warning, "unlikely_skin",
             fmt::format(
                 "No likely skin explains this reading as well as readings repeat, so it was trusted {:g} times less: "
                 "colours are kept, but what they are said to be made of is a rough guess. Check the spot, the "
                 "instrument's geometry and its white, and read again.",
                 model_error)});
    if (bands.size() < static_cast<std::size_t>(band_count))
        fit.diagnostics.push_back({Severity::info, "bands_modelled",
                                   fmt::format("{} of {} bands were not measured and come from the fitted skin.",
                                               static_cast<std::size_t>(band_count) - bands.size(), band_count)});
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
            check_reading(readings[i], bands, options.specular_included);
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
    const Site site = site_of(options.site, options.space);
    const SkinPopulation population = population_of(options);
    const Eigen::Index parameters = options.space.size();
    const Eigen::VectorXd mean = population.mean + site.shift;
    const Eigen::MatrixXd whitening =
        Eigen::MatrixXd(population.covariance + Eigen::MatrixXd(site.extra_variance.asDiagonal()))
            .llt()
            .matrixL()
            .solve(Eigen::MatrixXd::Identity(parameters, parameters));
    const Eigen::Vector3d weight = options.lab_spread.max(options.lab_noise).inverse().matrix();

    const double surface = options.specular_included ? specular_reflectance(skin_refractive_index()) : 0;
    const auto misfit = [&](const Bands& model) {
        const Lab seen = viewing.lab(model + surface);
        return Eigen::Vector3d(seen.l - lab.l, seen.a - lab.a, seen.b - lab.b);
    };
    const auto residuals = [&](const Eigen::MatrixXd& points) {
        Eigen::MatrixXd result(3 + parameters, points.cols());
        const Eigen::ArrayXXd models = model_reflectance(points, all_bands(), options.space, site);
        for (Eigen::Index i = 0; i < points.cols(); ++i)
            result.col(i).head<3>() = weight.cwiseProduct(misfit(models.col(i)));
        result.bottomRows(parameters) = whitening * (points.colwise() - mean);
        return result;
    };
    const LeastSquaresAnswer answer = minimize(problem_from(mean, options), residuals);

    SkinFit fit;
    describe(fit, answer, options);
    fit.skin = Skin(options.space.parameters(answer.point, site.fixed));
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
    const SkinSpace space = fits.empty() ? SkinSpace::shipped() : fits.front().space;
    const auto count = static_cast<Eigen::Index>(fits.size());
    if (count <= space.size())
        throw DomainError("fits", fmt::format("{}", count), fmt::format("at least {}", space.size() + 1),
                          fmt::format("a covariance of {} parameters needs more people than parameters", space.size()));
    Eigen::MatrixXd points(space.size(), count);
    for (Eigen::Index i = 0; i < count; ++i) {
        const SkinFit& fit = fits[static_cast<std::size_t>(i)];
        if (fit.lab_only)
            throw DomainError(fmt::format("fits[{}]", i), "a fit to Lab", "fits to spectra",
                              "a spectrum inferred from the population says nothing new about it");
        if (fit.parameters.size() != space.size())
            throw DomainError(fmt::format("fits[{}].parameters", i), fmt::format("{} values", fit.parameters.size()),
                              fmt::format("{}", space.size()), "give what fit_skin returned");
        points.col(i) = space.coordinates(fit.parameters);
    }
    const Eigen::VectorXd mean = points.rowwise().mean();
    const Eigen::MatrixXd centered = points.colwise() - mean;
    Eigen::MatrixXd covariance = centered * centered.transpose();
    covariance /= static_cast<double>(count - 1);
    Eigen::VectorXd widening = Eigen::VectorXd::Constant(space.size(), 1.3);
    if (const auto melanosomes = space.axis("melanosome_fraction"))
        widening(*melanosomes) = std::max(1.3, 1 / std::sqrt(covariance(*melanosomes, *melanosomes)));
    return {mean, widening.asDiagonal() * covariance * widening.asDiagonal(), static_cast<int>(count)};
}

std::vector<std::string> skin_site_names() { return sites().ids; }

} // namespace undertone
