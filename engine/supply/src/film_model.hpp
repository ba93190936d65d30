#pragma once
// The films of one ink as residuals and their derivatives: what the search for its optics minimizes.

#include "undertone/supply/characterise_ink.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <span>
#include <vector>

namespace undertone::detail {

/// Where each unknown stands in a point.
struct FilmUnknowns {
    /// ln, per band. Scattering is reduced, mu_s (1 - g): films tell that, and hardly g.
    static constexpr Eigen::Index mu_a = 0, mu_s_reduced = band_count;
    static constexpr Eigen::Index g = 2 * band_count; ///< standard normal deviate of g
    static constexpr Eigen::Index bar = g + 1; ///< ln of what the bar leaves over what it usually leaves, common to films
    static constexpr Eigen::Index exponent = bar + 1;        ///< optics fall with the share of ink to the power 1 + this
    static constexpr Eigen::Index first_film = exponent + 1; ///< ln of each film's own thickness over the common one
};

/// What a film is solved with.
enum class FilmTheory { radiative_transfer, kubelka_munk };

/// One film, ready to be compared with.
class FilmModel {
public:
    /// Its noise is that of `expected`, or of the reading itself, which chance makes lighter or darker.
    FilmModel(const InkFilm& film, const InkStatement& ink, Eigen::Index index, FilmTheory theory,
              const Bands* expected = nullptr);

    /// Reflectance at this point.
    Bands reflectance(const Eigen::VectorXd& point) const;
    /// Whitened model minus reading, of the bands that were read.
    Eigen::VectorXd residuals(const Eigen::VectorXd& point) const;
    /// d(residuals) / d(point): rows of the bands that were read.
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& point) const;
    double thickness_mm(const Eigen::VectorXd& point) const;
    const InkFilm& film() const { return film_; }
    /// ln of the median thickness before any reading; standard deviation of this film's own part.
    double ln_median_mm() const { return ln_median_mm_; }
    double own_log_sd() const { return own_log_sd_; }
    /// Its thickness is that of the bar, whose deviation all such films share.
    bool by_bar() const { return by_bar_; }

private:
    FilmOptics optics(const Eigen::VectorXd& point, double ln_mu_a, double ln_mu_s, double g) const;
    Bands solved(const FilmOptics& optics, double thickness_mm) const;

    InkFilm film_;
    double g_, g_sd_;
    Eigen::Index index_;
    FilmTheory theory_;
    DrawdownCard card_; ///< any, under a film that is opaque
    Bands card_within_ = Bands::Zero();
    double ln_median_mm_, own_log_sd_;
    bool by_bar_;
    std::vector<Eigen::Index> bands_;
    Eigen::LLT<Eigen::MatrixXd> noise_;
};

/// The films together, with the prior as further residuals.
class FilmProblem {
public:
    /// `cuvettes` count in both theories alike. `exponent_sd`: of FilmUnknowns::exponent; next to 0 holds dilutions to what they say.
    /// `expected`: of each film, where it is known already, for its noise.
    FilmProblem(std::span<const InkFilm> films, const InkStatement& ink, std::span<const CuvetteReading> cuvettes,
                FilmTheory theory, double exponent_sd, std::span<const Bands> expected = {});

    Eigen::Index size() const { return FilmUnknowns::first_film + static_cast<Eigen::Index>(films_.size()); }
    Eigen::Index readings() const { return readings_; } ///< residuals that are not the prior's
    Eigen::VectorXd start() const;
    /// Readings first, then the prior under this stiffness (standard deviation of second differences of ln(mu)).
    Eigen::VectorXd residuals(const Eigen::VectorXd& point, double smoothness) const;
    Eigen::MatrixXd jacobian(const Eigen::VectorXd& point, double smoothness) const;
    const std::vector<FilmModel>& films() const { return films_; }

private:
    Eigen::MatrixXd prior(double smoothness) const;

    InkStatement ink_;
    std::vector<FilmModel> films_;
    std::vector<CuvetteReading> cuvettes_;
    double exponent_sd_;
    Eigen::Index readings_ = 0;
};

/// Rows that hold neighbouring bands of ln(mu) together, and its mean and its slope loosely: 81 x 81. One row for the mean, since one for
/// each band would press on the strength of the ink with the weight of them all.
Eigen::MatrixXd smoothness_rows(double smoothness);

} // namespace undertone::detail
