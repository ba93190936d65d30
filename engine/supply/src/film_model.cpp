#include "film_model.hpp"

#include "film_thickness.hpp"
#include "undertone/learning/film_noise.hpp"
#include "undertone/supply/kubelka_munk.hpp"
#include "undertone/tissue/skin.hpp"

#include <algorithm>
#include <cmath>

namespace undertone::detail {

namespace {

using U = FilmUnknowns;

/// Before any reading: about what undiluted inks of 5 to 30 % pigment have, to a factor of 20 for one standard deviation.
const double usual_ln_mu = std::log(50.0);
constexpr double usual_log_sd = 3;
constexpr double step = 1e-3;                      ///< of differences, in ln
constexpr double lowest_g = -0.3, highest_g = 0.9; ///< more takes four times the streams

double g_at(double deviate, double g, double g_sd) { return std::clamp(g + g_sd * deviate, lowest_g, highest_g); }

/// Of a smooth film of refractive index 1.4, read without its surface (Saunderson 1942; k2 for diffuse light from within).
const SurfaceReflection film_surface{0.028, 0.51, false};

} // namespace

FilmModel::FilmModel(const InkFilm& film, const InkStatement& ink, Eigen::Index index, FilmTheory theory,
                     const Bands* expected)
    : film_(film), g_(ink.g), g_sd_(ink.g_sd), index_(index), theory_(theory),
      card_(film.opaque ? Bands(Bands::Constant(0.5)) : film.card) {
    if (theory == FilmTheory::kubelka_munk) {
        if (!film.opaque) card_within_ = reflectance_within(film.card, film_surface);
        if (film_.tint) { // K = 2 mu_a, S = 3/4 mu_s (1 - g) of diffuse light (Gate 1974)
            FilmOptics& other = film_.tint->optics;
            other = {2 * other.mu_a_per_mm, 0.75 * other.mu_s_per_mm * (1 - other.g), Bands::Zero()};
        }
    }
    by_bar_ = film.wet_thickness_mm && !film.thickness_measured;
    ln_median_mm_ = std::log(by_bar_ ? bar_leaves * *film.wet_thickness_mm : film.wet_thickness_mm.value_or(unknown_mm));
    own_log_sd_ = by_bar_ ? film_log_sd : film.wet_thickness_mm ? measured_log_sd : unknown_log_sd;
    for (int b = 0; b < band_count; ++b)
        if (film.coverage.measured[static_cast<std::size_t>(b)] &&
            (film.opaque || film.card_coverage.measured[static_cast<std::size_t>(b)]))
            bands_.push_back(b);
    noise_.compute(film_covariance(expected != nullptr ? *expected : film.reflectance, film.readings,
                                   film.repeat_delta_e)(bands_, bands_));
}

double FilmModel::thickness_mm(const Eigen::VectorXd& point) const {
    const double ln = ln_median_mm_ + (by_bar_ ? point(U::bar) : 0) + point(U::first_film + index_);
    return std::clamp(std::exp(ln), 1e-5, 9.99);
}

FilmOptics FilmModel::optics(const Eigen::VectorXd& point, double ln_mu_a, double ln_mu_s, double g) const {
    const double share = film_.ink_share(), fallen = std::pow(share, 1 + point(U::exponent));
    FilmOptics film;
    film.mu_a_per_mm = fallen * (point.segment<band_count>(U::mu_a).array() + ln_mu_a).exp();
    film.g = Bands::Constant(g_at(point(U::g) + g, g_, g_sd_));
    film.mu_s_per_mm = fallen * (point.segment<band_count>(U::mu_s_reduced).array() + ln_mu_s).exp() / (1 - film.g);
    if (film_.tint) {
        const KnownInk& other = *film_.tint;
        const Bands of_other = share * other.parts * other.optics.mu_s_per_mm, all = film.mu_s_per_mm + of_other;
        film.g = (film.g * film.mu_s_per_mm + other.optics.g * of_other) / all.max(1e-12);
        film.mu_s_per_mm = all;
        film.mu_a_per_mm += share * other.parts * other.optics.mu_a_per_mm;
    }
    return film;
}

Bands FilmModel::solved(const FilmOptics& optics, double thickness_mm) const {
    if (theory_ == FilmTheory::kubelka_munk) { // in which mu_a and reduced mu_s stand for K and S
        const Bands s_per_mm = optics.mu_s_per_mm * (1 - optics.g);
        const Bands within = film_.opaque ? reflectance_of_k_over_s(optics.mu_a_per_mm / s_per_mm)
                                          : film_on_backing(optics.mu_a_per_mm, s_per_mm, thickness_mm, card_within_);
        return reflectance_read(within, film_surface);
    }
    return film_.opaque ? masstone(optics) : card_.under_film(optics, thickness_mm);
}

Bands FilmModel::reflectance(const Eigen::VectorXd& point) const {
    return solved(optics(point, 0, 0, 0), thickness_mm(point));
}

Eigen::VectorXd FilmModel::residuals(const Eigen::VectorXd& point) const {
    const Bands off = reflectance(point) - film_.reflectance;
    return noise_.matrixL().solve(off(bands_).matrix());
}

Eigen::MatrixXd FilmModel::jacobian(const Eigen::VectorXd& point) const {
    const double thickness = thickness_mm(point);
    const Bands here = solved(optics(point, 0, 0, 0), thickness);
    const Bands by_mu_a = (solved(optics(point, step, 0, 0), thickness) - here) / step;
    const Bands by_mu_s = (solved(optics(point, 0, step, 0), thickness) - here) / step;
    const auto rows = static_cast<Eigen::Index>(bands_.size());
    Eigen::MatrixXd slopes = Eigen::MatrixXd::Zero(rows, point.size());
    for (Eigen::Index i = 0; i < rows; ++i) {
        const Eigen::Index band = bands_[static_cast<std::size_t>(i)];
        slopes(i, U::mu_a + band) = by_mu_a(band);
        slopes(i, U::mu_s_reduced + band) = by_mu_s(band);
    }
    if (theory_ == FilmTheory::radiative_transfer && g_sd_ > 0)
        slopes.col(U::g) = ((solved(optics(point, 0, 0, step), thickness) - here) / step)(bands_).matrix();
    if (!film_.opaque) {
        const Bands by_thickness = (solved(optics(point, 0, 0, 0), thickness * (1 + step)) - here) / step;
        slopes.col(U::first_film + index_) = by_thickness(bands_).matrix();
        if (by_bar_) slopes.col(U::bar) = slopes.col(U::first_film + index_);
    }
    slopes.col(U::exponent) = std::log(film_.ink_share()) * (by_mu_a + by_mu_s)(bands_).matrix();
    return noise_.matrixL().solve(slopes);
}

Eigen::MatrixXd smoothness_rows(double smoothness) {
    Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(band_count, band_count);
    for (Eigen::Index b = 0; b + 2 < band_count; ++b) rows.block<1, 3>(b, b) = Eigen::RowVector3d(1, -2, 1) / smoothness;
    rows.row(band_count - 2).setConstant(1 / (band_count * usual_log_sd));
    rows.row(band_count - 1) = Eigen::RowVectorXd::LinSpaced(band_count, -1, 1) / (band_count * usual_log_sd / 3);
    return rows;
}

FilmProblem::FilmProblem(std::span<const InkFilm> films, const InkStatement& ink, std::span<const CuvetteReading> cuvettes,
                         FilmTheory theory, double exponent_sd, std::span<const Bands> expected)
    : ink_(ink), cuvettes_(cuvettes.begin(), cuvettes.end()), exponent_sd_(exponent_sd) {
    for (std::size_t i = 0; i < films.size(); ++i)
        films_.emplace_back(films[i], ink, static_cast<Eigen::Index>(i), theory, expected.empty() ? nullptr : &expected[i]);
    const Eigen::VectorXd at = start();
    for (const FilmModel& film : films_) readings_ += film.residuals(at).size();
    for (const CuvetteReading& cuvette : cuvettes_)
        readings_ += static_cast<Eigen::Index>(cuvette.coverage.measured.count());
}

Eigen::VectorXd FilmProblem::start() const {
    Eigen::VectorXd point = Eigen::VectorXd::Zero(size());
    // Bouguer's law over the brightest card, its light going twice and slantwise through the film; scattering as usual.
    Bands sum = Bands::Zero();
    double count = 0;
    for (const FilmModel& model : films_) {
        const InkFilm& film = model.film();
        const double path = 3 * std::exp(model.ln_median_mm()) * film.ink_share();
        if (film.opaque || film.card.mean() < 0.3) continue;
        sum += (-(film.reflectance / film.card).log().min(-0.02) / path).log();
        count += 1;
    }
    point.segment<band_count>(U::mu_a) = (count > 0 ? Bands(sum / count) : Bands::Constant(usual_ln_mu)).matrix();
    point.segment<band_count>(U::mu_s_reduced).setConstant(usual_ln_mu);
    return point;
}

Eigen::VectorXd FilmProblem::residuals(const Eigen::VectorXd& point, double smoothness) const {
    const Eigen::MatrixXd rows = smoothness_rows(smoothness);
    Eigen::VectorXd all(readings_ + 2 * rows.rows() + 3 + static_cast<Eigen::Index>(films_.size()));
    Eigen::Index at = 0;
    const auto put = [&](const Eigen::VectorXd& part) {
        all.segment(at, part.size()) = part;
        at += part.size();
    };
    for (const FilmModel& film : films_) put(film.residuals(point));
    const double g = g_at(point(U::g), ink_.g, ink_.g_sd);
    for (const CuvetteReading& cuvette : cuvettes_) {
        const double path = cuvette.path_mm * std::pow(1 / (1 + cuvette.water_parts), 1 + point(U::exponent));
        for (int b = 0; b < band_count; ++b)
            if (cuvette.coverage.measured[static_cast<std::size_t>(b)])
                all(at++) = (-path * (std::exp(point(U::mu_a + b)) + std::exp(point(U::mu_s_reduced + b)) / (1 - g)) -
                             std::log(cuvette.transmittance(b))) /
                            cuvette.log_sd;
    }
    for (const Eigen::Index first : {U::mu_a, U::mu_s_reduced})
        put(rows * (point.segment<band_count>(first).array() - usual_ln_mu).matrix());
    put(Eigen::Vector3d(point(U::g), point(U::bar) / bar_log_sd, point(U::exponent) / exponent_sd_));
    for (std::size_t i = 0; i < films_.size(); ++i)
        all(at++) = point(U::first_film + static_cast<Eigen::Index>(i)) / films_[i].own_log_sd();
    return all;
}

Eigen::MatrixXd FilmProblem::jacobian(const Eigen::VectorXd& point, double smoothness) const {
    const Eigen::MatrixXd before = prior(smoothness);
    Eigen::MatrixXd all = Eigen::MatrixXd::Zero(readings_ + before.rows(), size());
    Eigen::Index at = 0;
    for (const FilmModel& film : films_) {
        const Eigen::MatrixXd part = film.jacobian(point);
        all.middleRows(at, part.rows()) = part;
        at += part.rows();
    }
    const double g = g_at(point(U::g), ink_.g, ink_.g_sd);
    for (const CuvetteReading& cuvette : cuvettes_) {
        const double share = 1 / (1 + cuvette.water_parts);
        const double path = cuvette.path_mm * std::pow(share, 1 + point(U::exponent));
        for (int b = 0; b < band_count; ++b)
            if (cuvette.coverage.measured[static_cast<std::size_t>(b)]) {
                all(at, U::mu_a + b) = -path * std::exp(point(U::mu_a + b)) / cuvette.log_sd;
                all(at, U::mu_s_reduced + b) = -path * std::exp(point(U::mu_s_reduced + b)) / (1 - g) / cuvette.log_sd;
                all(at, U::g) = all(at, U::mu_s_reduced + b) * ink_.g_sd / (1 - g);
                all(at, U::exponent) = std::log(share) * (all(at, U::mu_a + b) + all(at, U::mu_s_reduced + b));
                ++at;
            }
    }
    all.bottomRows(before.rows()) = before;
    return all;
}

Eigen::MatrixXd FilmProblem::prior(double smoothness) const {
    const Eigen::MatrixXd rows = smoothness_rows(smoothness);
    const auto films = static_cast<Eigen::Index>(films_.size());
    Eigen::MatrixXd all = Eigen::MatrixXd::Zero(2 * rows.rows() + 3 + films, size());
    all.block(0, U::mu_a, rows.rows(), band_count) = rows;
    all.block(rows.rows(), U::mu_s_reduced, rows.rows(), band_count) = rows;
    Eigen::Index at = 2 * rows.rows();
    all(at++, U::g) = 1;
    all(at++, U::bar) = 1 / bar_log_sd;
    all(at++, U::exponent) = 1 / exponent_sd_;
    for (Eigen::Index i = 0; i < films; ++i)
        all(at++, U::first_film + i) = 1 / films_[static_cast<std::size_t>(i)].own_log_sd();
    return all;
}

} // namespace undertone::detail
