#include "undertone/supply/characterise_ink.hpp"

#include "characterise_findings.hpp"
#include "film_checks.hpp"
#include "film_model.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/least_squares.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <tuple>

namespace undertone {

namespace {

using detail::FilmProblem;
using detail::FilmTheory;
using U = detail::FilmUnknowns;

constexpr double held_exponent_sd = 1e-4, free_exponent_sd = 0.3;
/// Second differences of ln(mu) from band to band: from those of soot to those of an organic pigment's edge.
constexpr std::array<double, 5> stiffnesses{0.002, 0.008, 0.03, 0.1, 0.3};

struct Solution {
    Eigen::VectorXd point, residuals;
    Eigen::MatrixXd hessian; ///< J'J, the prior's rows within
    double smoothness = 0;
    double cost = 0;
    bool converged = false;
};

Solution solve(const FilmProblem& problem, double smoothness, const Eigen::VectorXd& start) {
    BoundedLeastSquares search;
    search.start = start;
    search.lower = Eigen::VectorXd::Constant(problem.size(), -3);
    search.upper = Eigen::VectorXd::Constant(problem.size(), 3);
    search.lower.head(2 * band_count).setConstant(std::log(1e-6));
    search.upper.head(2 * band_count).setConstant(std::log(1e5));
    search.tolerance = 1e-5;
    search.max_iterations = 100;
    search.jacobian = [&](const Eigen::VectorXd& point) { return problem.jacobian(point, smoothness); };
    const LeastSquaresAnswer found =
        minimize(search, one_at_a_time([&](const Eigen::VectorXd& point) { return problem.residuals(point, smoothness); }));
    const Eigen::MatrixXd jacobian = problem.jacobian(found.point, smoothness);
    return {found.point,    found.residuals, jacobian.transpose() * jacobian, smoothness, found.residuals.squaredNorm(),
            found.converged};
}

double log_determinant(const Eigen::MatrixXd& matrix) {
    return 2 * Eigen::LLT<Eigen::MatrixXd>(matrix).matrixL().toDenseMatrix().diagonal().array().log().sum();
}

/// ln of how probable the readings are under this stiffness, but for a constant (Laplace's approximation).
double log_evidence(const Solution& solution) {
    const Eigen::MatrixXd rows = detail::smoothness_rows(solution.smoothness);
    const double prior = 2 * log_determinant(rows.transpose() * rows); // of absorption and of scattering
    return -0.5 * solution.cost - 0.5 * log_determinant(solution.hessian) + 0.5 * prior;
}

/// Under the stiffness that makes the readings most probable.
Solution most_probable(const FilmProblem& problem) {
    Solution best;
    double most = 0;
    Eigen::VectorXd start = problem.start();
    for (const double smoothness : stiffnesses) {
        Solution one = solve(problem, smoothness, start);
        start = one.point;
        const double evidence = log_evidence(one);
        if (best.point.size() == 0 || evidence > most) {
            most = evidence;
            best = std::move(one);
        } else if (evidence < most - 10) {
            break; // it only gets looser from here
        }
    }
    return best;
}

Coverage covered(std::span<const InkFilm> films, std::span<const CuvetteReading> cuvettes) {
    Coverage all;
    all.measured.reset();
    for (const InkFilm& film : films)
        all.measured |= film.opaque ? film.coverage.measured : film.coverage.measured & film.card_coverage.measured;
    for (const CuvetteReading& cuvette : cuvettes) all.measured |= cuvette.coverage.measured;
    int first = band_count - 1, last = 0;
    for (int b = 0; b < band_count; ++b)
        if (all.measured[static_cast<std::size_t>(b)]) {
            first = std::min(first, b);
            last = std::max(last, b);
        }
    all.first_nm = first_wavelength_nm + wavelength_step_nm * first;
    all.last_nm = first_wavelength_nm + wavelength_step_nm * last;
    return all;
}

std::vector<Bands> predicted(const FilmProblem& problem, const Eigen::VectorXd& point) {
    std::vector<Bands> films;
    for (const detail::FilmModel& film : problem.films()) films.push_back(film.reflectance(point));
    return films;
}

/// Each film from the films of other dilutions, where there are any.
std::vector<std::optional<double>> left_out(std::span<const InkFilm> films, const InkStatement& ink,
                                            std::span<const CuvetteReading> cuvettes, const Solution& whole) {
    std::vector<std::optional<double>> result(films.size());
    std::set<double> dilutions;
    for (const InkFilm& film : films) dilutions.insert(film.ink_share());
    if (dilutions.size() < 2) return result;
    const Viewing viewing("D65");
    const FilmProblem all(films, ink, cuvettes, FilmTheory::radiative_transfer, held_exponent_sd);
    for (const double dilution : dilutions) {
        std::vector<InkFilm> others;
        std::vector<std::size_t> others_at;
        for (std::size_t i = 0; i < films.size(); ++i)
            if (films[i].ink_share() != dilution) {
                others.push_back(films[i]);
                others_at.push_back(i);
            }
        const FilmProblem part(others, ink, cuvettes, FilmTheory::radiative_transfer, held_exponent_sd);
        Eigen::VectorXd start(part.size());
        start.head(U::first_film) = whole.point.head(U::first_film);
        for (std::size_t i = 0; i < others_at.size(); ++i)
            start(U::first_film + static_cast<Eigen::Index>(i)) =
                whole.point(U::first_film + static_cast<Eigen::Index>(others_at[i]));
        const Solution without = solve(part, whole.smoothness, start);
        Eigen::VectorXd point = Eigen::VectorXd::Zero(all.size()); // the film's own thickness at its median
        point.head(U::first_film) = without.point.head(U::first_film);
        for (std::size_t i = 0; i < films.size(); ++i)
            if (films[i].ink_share() == dilution)
                result[i] = delta_e_2000(viewing.lab(films[i].reflectance), viewing.lab(all.films()[i].reflectance(point)));
    }
    return result;
}

ValueRange range_at(double middle, double sd) {
    return {middle - central_80_deviate * sd, middle, middle + central_80_deviate * sd};
}

/// Level, and exponent of wavelength about 550 nm, as `Colorant` has its uncertainty.
std::pair<double, double> level_and_exponent_sd(const Eigen::MatrixXd& covariance_of_ln_mu) {
    Eigen::Matrix<double, band_count, 2> law;
    for (int b = 0; b < band_count; ++b) law.row(b) << 1, std::log((first_wavelength_nm + wavelength_step_nm * b) / 550.0);
    const Eigen::MatrixXd project = (law.transpose() * law).inverse() * law.transpose();
    const Eigen::Matrix2d of_law = project * covariance_of_ln_mu * project.transpose();
    return {std::min(2.0, std::sqrt(of_law(0, 0))), std::min(2.0, std::sqrt(of_law(1, 1)))};
}

Colorant colorant_of(const InkCharacterisation& found, const InkStatement& ink, double g_deviate, std::size_t films) {
    Colorant colorant;
    colorant.id = ink.id;
    colorant.name = ink.name.empty() ? ink.id : ink.name;
    colorant.color_index = ink.color_index;
    colorant.role = ink.role;
    colorant.optics = OpticsOrigin::measured;
    colorant.density_g_per_ml = ink.pigment_density_g_per_ml;
    colorant.mu_a_per_mm = found.mu_a_per_mm / ink.pigment_mg_per_ml;
    colorant.g = Bands::Constant(std::clamp(ink.g + ink.g_sd * g_deviate, -0.3, 0.9));
    colorant.mu_s_per_mm = found.mu_s_reduced_per_mm / (1 - colorant.g) / ink.pigment_mg_per_ml;
    std::tie(colorant.absorption_log_sd, colorant.absorption_exponent_sd) =
        level_and_exponent_sd(found.covariance.topLeftCorner(band_count, band_count));
    colorant.source = detail::measured_on(ink, films);
    return colorant;
}

void explain_films(InkCharacterisation& found, std::span<const InkFilm> films, const InkStatement& ink,
                   std::span<const CuvetteReading> cuvettes, const FilmProblem& problem, const Solution& best,
                   const Eigen::MatrixXd& covariance) {
    const Viewing viewing("D65");
    const std::vector<Bands> here = predicted(problem, best.point);
    const FilmProblem two_constants(films, ink, cuvettes, FilmTheory::kubelka_munk, held_exponent_sd);
    const std::vector<Bands> beside =
        predicted(two_constants, solve(two_constants, best.smoothness, two_constants.start()).point);
    const std::vector<std::optional<double>> without = left_out(films, ink, cuvettes, best);
    for (std::size_t i = 0; i < films.size(); ++i) {
        FilmExplained one;
        one.name = films[i].name.empty() ? "film " + std::to_string(i + 1) : films[i].name;
        one.read = viewing.lab(films[i].reflectance);
        one.predicted = viewing.lab(here[i]);
        one.delta_e = delta_e_2000(one.read, one.predicted);
        one.kubelka_munk_delta_e = delta_e_2000(one.read, viewing.lab(beside[i]));
        one.left_out_delta_e = without[i];
        if (!films[i].opaque) {
            const Eigen::Index own = U::first_film + static_cast<Eigen::Index>(i);
            double variance = covariance(own, own);
            if (problem.films()[i].by_bar()) variance += covariance(U::bar, U::bar) + 2 * covariance(own, U::bar);
            const double ln = std::log(problem.films()[i].thickness_mm(best.point));
            const ValueRange range = range_at(ln, std::sqrt(variance));
            one.wet_thickness_mm = {std::exp(range.low), std::exp(range.median), std::exp(range.high)};
        }
        found.films.push_back(std::move(one));
    }
}

} // namespace

double InkFilm::ink_share() const { return 1 / (1 + water_parts + (tint ? tint->parts : 0)); }

InkCharacterisation characterise_ink(std::span<const InkFilm> films, const InkStatement& ink,
                                     std::span<const CuvetteReading> cuvettes) {
    ink.validate();
    detail::check_films(films, cuvettes);
    // Noise goes by how dark a film is: first by its reading, then by what the first answer says of it.
    const FilmProblem first(films, ink, cuvettes, FilmTheory::radiative_transfer, held_exponent_sd);
    const std::vector<Bands> expected = predicted(first, solve(first, stiffnesses[1], first.start()).point);
    const FilmProblem problem(films, ink, cuvettes, FilmTheory::radiative_transfer, held_exponent_sd, expected);
    const Solution best = most_probable(problem);
    const Eigen::MatrixXd covariance = best.hessian.ldlt().solve(Eigen::MatrixXd::Identity(problem.size(), problem.size()));

    InkCharacterisation found;
    found.pigment_mg_per_ml = ink.pigment_mg_per_ml;
    found.mu_a_per_mm = best.point.segment<band_count>(U::mu_a).array().exp();
    found.mu_s_reduced_per_mm = best.point.segment<band_count>(U::mu_s_reduced).array().exp();
    found.covariance = covariance.topLeftCorner(2 * band_count, 2 * band_count);
    const Eigen::ArrayXd sd = found.covariance.diagonal().array().sqrt();
    found.mu_a_log_sd = sd.head(band_count);
    found.mu_s_reduced_log_sd = sd.tail(band_count);
    found.coverage = covered(films, cuvettes);
    found.smoothness = best.smoothness;
    found.converged = best.converged;
    found.misfit =
        std::sqrt(best.residuals.head(problem.readings()).squaredNorm() / static_cast<double>(problem.readings()));
    found.colorant = colorant_of(found, ink, best.point(U::g), films.size() + cuvettes.size());
    explain_films(found, films, ink, cuvettes, problem, best, covariance);

    std::set<double> shares;
    for (const InkFilm& film : films) shares.insert(film.ink_share());
    for (const CuvetteReading& cuvette : cuvettes) shares.insert(1 / (1 + cuvette.water_parts));
    if (shares.size() > 1) {
        const FilmProblem free(films, ink, cuvettes, FilmTheory::radiative_transfer, free_exponent_sd);
        const Solution bent = solve(free, best.smoothness, best.point);
        const Eigen::MatrixXd spread = bent.hessian.ldlt().solve(Eigen::MatrixXd::Identity(free.size(), free.size()));
        found.dilution_exponent = range_at(bent.point(U::exponent), std::sqrt(spread(U::exponent, U::exponent)));
    } else {
        found.dilution_exponent = range_at(0, free_exponent_sd);
    }
    found.next_film = detail::next_film(films, ink, best.point, best.hessian);
    detail::add_findings(found, films, problem, best.point);
    return found;
}

} // namespace undertone
