#include "undertone/learning/drawdown.hpp"

#include "reading_parts.hpp"
#include "undertone/base/error.hpp"
#include "undertone/learning/film_noise.hpp"
#include "undertone/numerics/least_squares.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/pigment/film.hpp"

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace undertone {

namespace {

/// Further off than this the cup is another cup.
constexpr double largest_factor = 20;

std::string name_of(const Drawdown& drawdown, std::size_t index) {
    return drawdown.name.empty() ? fmt::format("drawdown {}", index + 1) : drawdown.name;
}

void check(const Drawdown& drawdown, const std::string& name) {
    check_kind(name, drawdown.reflectance, drawdown.lab, drawdown.surface);
    if (drawdown.readings < 1) throw DomainError(name + ": readings", fmt::format("{}", drawdown.readings), "1 or more");
    if (!(drawdown.repeat_delta_e > 0 && drawdown.repeat_delta_e <= 10))
        throw DomainError(name + ": repeat_delta_e", fmt::format("{}", drawdown.repeat_delta_e), "more than 0, up to 10",
                          "readings further apart are not of one film: lay another");
    if (drawdown.lab) {
        const Lab& lab = *drawdown.lab;
        if (!(lab.l > 0 && lab.l <= 100 && std::abs(lab.a) < 128 && std::abs(lab.b) < 128))
            throw DomainError(name + ": lab", fmt::format("{:g}, {:g}, {:g}", lab.l, lab.a, lab.b),
                              "L* 0 to 100, a* and b* within 128", "check the order of the columns and the decimal point");
        return;
    }
    check_spectrum(name, *drawdown.reflectance, drawdown.coverage.measured & drawdown.card_coverage.measured,
                   " of film and card");
}

/// One drawdown as numbers to compare with.
class FilmComparison {
public:
    /// `amount`: of the cup in the film, where that was thinned.
    FilmComparison(const Drawdown& drawdown, const Bands& expected, double amount)
        : amount_(amount), card_(drawdown.card), viewing_(drawdown.illuminant, drawdown.observer),
          surface_(drawdown.lab ? drawdown.surface : 0) {
        if (drawdown.lab) {
            measured_ = Eigen::Vector3d(drawdown.lab->l, drawdown.lab->a, drawdown.lab->b);
            const Eigen::MatrixXd slope = lab_slope(viewing_, expected + surface_);
            cholesky_.compute(slope * film_covariance(expected, drawdown.readings, drawdown.repeat_delta_e) *
                                  slope.transpose() +
                              instrument_covariance());
            return;
        }
        for (int b = 0; b < band_count; ++b)
            if (drawdown.coverage.measured[static_cast<std::size_t>(b)] &&
                drawdown.card_coverage.measured[static_cast<std::size_t>(b)])
                bands_.push_back(b);
        measured_ = (*drawdown.reflectance)(bands_).matrix();
        cholesky_.compute(
            film_covariance(*drawdown.reflectance, drawdown.readings, drawdown.repeat_delta_e)(bands_, bands_));
    }

    /// The film that this cup would leave.
    Bands film_of(const Line& line, const Eigen::ArrayXd& mg_per_ml, double thickness_mm) const {
        return card_.under_film(line, amount_ * mg_per_ml, thickness_mm);
    }
    Lab seen(const Bands& film) const { return viewing_.lab(film + surface_); }
    /// Whitened model minus measurement.
    Eigen::VectorXd misfit(const Bands& film) const {
        const Eigen::VectorXd values = bands_.empty() ? vector_of(seen(film)) : film(bands_).matrix();
        return cholesky_.matrixL().solve(values - measured_);
    }

private:
    double amount_;
    DrawdownCard card_;
    Viewing viewing_;
    double surface_;
    std::vector<int> bands_;
    Eigen::VectorXd measured_;
    Eigen::LLT<Eigen::MatrixXd> cholesky_;
};

/// A reading that leaves the spread of a strength above this share of what it was before determines nothing.
constexpr double not_learnt = 0.8;

/// Of the cup in a film that may have been thinned.
double amount_in(const Drawdown& drawdown, const Blend& meant) {
    return drawdown.thinned_to_water_parts ? (meant.water_parts + 1) / (*drawdown.thinned_to_water_parts + 1) : 1.0;
}

/// What each ink brings into the cup: mg/ml per colorant.
std::vector<Eigen::ArrayXd> shares_of(const Line& line, const std::vector<std::string>& inks, const Blend& meant) {
    double sum = 0;
    for (const auto& [id, parts] : meant.parts) sum += parts;
    std::vector<Eigen::ArrayXd> shares;
    std::size_t i = 0;
    for (const auto& [id, parts] : meant.parts)
        shares.push_back(parts / sum / (meant.water_parts + 1) * mix(line, Blend{{{inks[i++], 1.0}}, 0}).mg_per_ml);
    return shares;
}

/// The search for what is in the cup, given which inks went into it.
struct Fit {
    LeastSquaresAnswer found;
    Eigen::MatrixXd covariance;
    double data_misfit = 0; ///< sum of squares of the readings alone
    Eigen::Index data = 0;
};

Fit fit(const Line& line, const std::vector<Eigen::ArrayXd>& shares, const std::vector<FilmComparison>& comparisons,
        const DrawdownOptions& options, const Eigen::MatrixXd& prior_covariance) {
    const auto inks = static_cast<Eigen::Index>(shares.size());
    const Eigen::LLT<Eigen::MatrixXd> prior(prior_covariance);
    Eigen::VectorXd start = Eigen::VectorXd::Zero(inks + 1);
    start(inks) = std::log(options.thickness_mm.median);
    const auto residuals = [&](const Eigen::VectorXd& point) {
        const Eigen::ArrayXd mg = [&] {
            Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(shares[0].size());
            for (Eigen::Index i = 0; i < inks; ++i) sum += std::exp(point(i)) * shares[static_cast<std::size_t>(i)];
            return sum;
        }();
        std::vector<Eigen::VectorXd> parts{prior.matrixL().solve(point - start)};
        for (const FilmComparison& one : comparisons)
            parts.push_back(one.misfit(one.film_of(line, mg, std::exp(point(inks)))));
        return stacked(parts);
    };
    const double far = std::log(largest_factor);
    Eigen::VectorXd lower = (start.array() - far).matrix(), upper = (start.array() + far).matrix();
    lower(inks) = std::max(lower(inks), std::log(1e-4));
    upper(inks) = std::min(upper(inks), std::log(10.0));
    Fit result;
    result.found = minimize({.start = start,
                             .lower = lower,
                             .upper = upper,
                             .difference = Eigen::VectorXd::Constant(inks + 1, 1e-3),
                             .tolerance = 1e-6,
                             .central_jacobian = true},
                            one_at_a_time(residuals));
    result.covariance = (result.found.jacobian.transpose() * result.found.jacobian)
                            .ldlt()
                            .solve(Eigen::MatrixXd::Identity(inks + 1, inks + 1));
    result.data = result.found.residuals.size() - inks - 1;
    result.data_misfit = result.found.residuals.tail(result.data).squaredNorm();
    return result;
}

/// N of N:1 of which a film, read as these were, is expected to determine the strength: the least that is nearly as good as the best
/// for a cup at the strong end of what it may be, since a film too thin still tells, and one too strong tells nothing. Nothing where
/// none does.
std::optional<double> dilution_to_learn_from(const Line& line, const Blend& meant, std::span<const Drawdown> drawdowns,
                                             const DrawdownOptions& options, const Eigen::MatrixXd& prior,
                                             const std::vector<Eigen::ArrayXd>& shares, const CupFound& cup,
                                             double sd_before) {
    double strongest = std::numeric_limits<double>::infinity();
    for (const Drawdown& drawdown : drawdowns)
        strongest = std::min(strongest, drawdown.thinned_to_water_parts.value_or(meant.water_parts));
    const Eigen::ArrayXd strong_cup = std::exp(central_80_deviate * sd_before) * cup.mg_per_ml;
    std::vector<std::pair<double, double>> sd_of; // N, spread of the strength afterwards
    for (const double n :
         {1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 150.0, 200.0, 300.0}) {
        if (n <= strongest) continue;
        std::vector<FilmComparison> films;
        for (const Drawdown& drawdown : drawdowns) { // as this cup would read then
            Drawdown thin = drawdown;
            thin.thinned_to_water_parts = n;
            const double amount = amount_in(thin, meant);
            const Bands film = DrawdownCard(thin.card).under_film(line, amount * strong_cup, options.thickness_mm.median);
            if (thin.lab)
                thin.lab = Viewing(thin.illuminant, thin.observer).lab(film + thin.surface);
            else
                thin.reflectance = film;
            films.emplace_back(thin, film, amount);
        }
        const Fit then = fit(line, shares, films, options, prior);
        Eigen::VectorXd by_mass(static_cast<Eigen::Index>(shares.size()));
        for (std::size_t i = 0; i < shares.size(); ++i)
            by_mass(static_cast<Eigen::Index>(i)) =
                std::exp(then.found.point(static_cast<Eigen::Index>(i))) * shares[i].sum();
        by_mass /= by_mass.sum();
        const Eigen::Index inks = by_mass.size();
        sd_of.emplace_back(n, std::sqrt(by_mass.dot(then.covariance.topLeftCorner(inks, inks) * by_mass)));
    }
    double least = not_learnt * sd_before;
    for (const auto& [n, sd] : sd_of) least = std::min(least, sd);
    for (const auto& [n, sd] : sd_of)
        if (sd < not_learnt * sd_before && sd <= 1.1 * least) return n;
    return std::nullopt;
}

LearntRange range_of(std::string name, double ln_before, double sd_before, double ln, double sd) {
    const auto at = [](double middle, double offset) { return std::exp(middle + offset); };
    return {std::move(name),
            at(ln_before, -central_80_deviate * sd_before),
            at(ln_before, 0),
            at(ln_before, central_80_deviate * sd_before),
            at(ln, -central_80_deviate * sd),
            at(ln, 0),
            at(ln, central_80_deviate * sd)};
}

/// Whether the data moved or narrowed a range worth speaking of.
bool narrowed(const LearntRange& range) {
    return std::log(range.high / range.low) < 0.8 * std::log(range.high_before / range.low_before);
}

std::string sentence_of(const CupFound& cup) {
    std::string text = "the cup holds ";
    for (std::size_t i = 0; i < cup.inks.size(); ++i) {
        const LearntRange& f = cup.inks[i].factor;
        const std::string& id = cup.inks[i].ink_id;
        if (i > 0) text += i + 1 == cup.inks.size() ? " and " : ", ";
        if (f.low > 1 || f.high < 1)
            text += fmt::format("{:.2f} times (80 %: {:.2f} to {:.2f}) the {} that was meant", f.after, f.low, f.high, id);
        else if (narrowed(f))
            text += fmt::format("the {} as meant ({:.2f} to {:.2f} times)", id, f.low, f.high);
        else
            text += fmt::format("an amount of {} that the film does not tell ({:.2f} to {:.2f} times)", id, f.low, f.high);
    }
    return text;
}

/// The swap that explains the readings best: index of the ink, id of what it may have been.
struct Swap {
    std::size_t index = 0;
    std::string instead;
};

void add_diagnostics(CupFound& cup, const Fit& best, const Eigen::MatrixXd& prior_covariance, double strength_sd_before,
                     double strength_sd, const std::optional<Swap>& swap, const std::vector<std::string>& ids) {
    const auto say = [&](Severity severity, const char* code, std::string message) {
        cup.diagnostics.push_back({severity, code, std::move(message)});
    };
    if (!cup.converged)
        say(Severity::warning, "not_converged", "the estimate stopped before settling; treat its ranges as too narrow");
    double furthest = 0;
    for (Eigen::Index i = 0; i < prior_covariance.rows(); ++i)
        furthest =
            std::max(furthest, std::abs(best.found.point(i) -
                                        (i + 1 == prior_covariance.rows() ? std::log(cup.thickness_mm.before) : 0.0)) /
                                   std::sqrt(prior_covariance(i, i)));
    if (swap) {
        cup.other_ink =
            fmt::format("the drawdown looks as if \"{}\" went into the cup in place of \"{}\": check the bottles before you "
                        "correct anything",
                        swap->instead, ids[swap->index]);
        say(Severity::warning, "another_ink", cup.other_ink);
    }
    if (cup.misfit > 2 || furthest > 3)
        say(Severity::warning, "reading_unexplained",
            fmt::format(
                "no likely slip of the hand or of the lot explains the drawdown (misfit {:.1f}, shift {:.1f} standard "
                "deviations): check the film, the card, and which inks were mixed",
                cup.misfit, furthest));
    if (cup.thin_to_water_parts)
        say(Severity::warning, "film_too_strong",
            fmt::format(
                "the film is too strong to tell how much pigment the cup holds: thin a part of it to about {:g}:1, lay a "
                "film of that and read again",
                *cup.thin_to_water_parts));
    else if (strength_sd > not_learnt * strength_sd_before)
        say(Severity::info, "strength_not_told",
            "the drawdown tells proportions, but hardly how strong the cup is: the thickness of the film is "
            "not known well enough: lay it with a bar that leaves a known thickness, over white");
}

} // namespace

void DrawdownOptions::validate() const {
    const auto require = [](bool good, const char* name, double value, const char* allowed) {
        if (!good) throw DomainError(name, fmt::format("{}", value), allowed);
    };
    if (!(thickness_mm.median >= 0.001 && thickness_mm.median <= 2))
        throw DomainError("thickness_mm", fmt::format("{}", thickness_mm.median), "0.001 to 2 mm",
                          "a drawdown bar leaves 0.02 to 0.3 mm: were micrometres meant?");
    require(thickness_mm.log_sd >= 1e-6 && thickness_mm.log_sd <= 3, "thickness_log_sd", thickness_mm.log_sd,
            "above 0, up to 3");
    require(ink_log_sd >= 1e-6 && ink_log_sd <= 3, "ink_log_sd", ink_log_sd, "above 0, up to 3");
    require(strength_log_sd >= 0 && strength_log_sd <= 3, "strength_log_sd", strength_log_sd, "0 to 3");
}

namespace {

/// Checks the drawdowns, and adds to the cup how each would read as mixed and how it read.
std::vector<FilmComparison> compare(const Line& line, const Blend& meant, std::span<const Drawdown> drawdowns,
                                    const DrawdownOptions& options, CupFound& cup) {
    const Eigen::ArrayXd mixed = mix(line, meant).mg_per_ml;
    std::vector<FilmComparison> comparisons;
    for (std::size_t i = 0; i < drawdowns.size(); ++i) {
        check(drawdowns[i], name_of(drawdowns[i], i));
        if (const auto& thinned = drawdowns[i].thinned_to_water_parts;
            thinned && !(*thinned >= meant.water_parts && std::isfinite(*thinned)))
            throw DomainError(name_of(drawdowns[i], i) + ": thinned_to_water_parts", fmt::format("{:g}", *thinned),
                              fmt::format("{:g} (the cup's) or more", meant.water_parts),
                              "only water can be added to a part of the cup");
        const double amount = amount_in(drawdowns[i], meant);
        const Bands expected = DrawdownCard(drawdowns[i].card).under_film(line, amount * mixed, options.thickness_mm.median);
        comparisons.emplace_back(drawdowns[i], expected, amount);
        cup.predicted.push_back(comparisons.back().seen(expected));
        cup.read.push_back(drawdowns[i].lab ? *drawdowns[i].lab : comparisons.back().seen(*drawdowns[i].reflectance));
    }
    return comparisons;
}

/// Of the inks' ln(amounts), then of ln(thickness).
Eigen::MatrixXd prior_covariance(const DrawdownOptions& options, Eigen::Index inks) {
    Eigen::MatrixXd prior = Eigen::MatrixXd::Zero(inks + 1, inks + 1);
    prior.topLeftCorner(inks, inks).setConstant(options.strength_log_sd * options.strength_log_sd);
    prior.diagonal().head(inks).array() += options.ink_log_sd * options.ink_log_sd;
    prior(inks, inks) = options.thickness_mm.log_sd * options.thickness_mm.log_sd;
    return prior;
}

/// Spreads of the strength of all inks together.
struct StrengthSpread {
    double before, now;
};

/// What is in the cup, from the fit: amounts, ranges, thickness.
StrengthSpread set_amounts(CupFound& cup, const Line& line, const std::vector<std::string>& ids, const Fit& best,
                           const std::vector<Eigen::ArrayXd>& shares, const DrawdownOptions& options,
                           const Eigen::MatrixXd& prior) {
    const auto inks = static_cast<Eigen::Index>(ids.size());
    cup.mean = best.found.point;
    cup.covariance = best.covariance;
    cup.converged = best.found.converged;
    cup.misfit = std::sqrt(best.data_misfit / static_cast<double>(best.data));
    cup.mg_per_ml = Eigen::ArrayXd::Zero(shares[0].size());
    Eigen::VectorXd by_mass(inks), by_mass_before(inks);
    for (Eigen::Index i = 0; i < inks; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double factor = std::exp(cup.mean(i)), mg = shares[at].sum();
        cup.mg_per_ml += factor * shares[at];
        by_mass(i) = factor * mg;
        by_mass_before(i) = mg;
        cup.inks.push_back({ids[at], line.ink(ids[at]).name, mg,
                            range_of(ids[at], 0, std::sqrt(prior(i, i)), cup.mean(i), std::sqrt(cup.covariance(i, i)))});
    }
    const double all = by_mass.sum(), all_before = by_mass_before.sum();
    by_mass /= all;
    by_mass_before /= all_before;
    const StrengthSpread spread{std::sqrt(by_mass_before.dot(prior.topLeftCorner(inks, inks) * by_mass_before)),
                                std::sqrt(by_mass.dot(cup.covariance.topLeftCorner(inks, inks) * by_mass))};
    cup.strength = range_of("strength", 0, spread.before, std::log(all / all_before), spread.now);
    cup.thickness_mm = range_of("thickness_mm", std::log(options.thickness_mm.median), options.thickness_mm.log_sd,
                                cup.mean(inks), std::sqrt(cup.covariance(inks, inks)));
    return spread;
}

/// Another bottle: worth a look only where the inks as named do not explain what was read, and said only where it does.
std::optional<Swap> suspected_swap(const Line& line, const std::vector<std::string>& ids, const Blend& meant,
                                   const std::vector<FilmComparison>& comparisons, const DrawdownOptions& options,
                                   const Eigen::MatrixXd& prior, const Fit& best) {
    std::optional<Swap> swap;
    const double squares = best.found.residuals.squaredNorm();
    const auto rows = static_cast<double>(best.data);
    if (!options.suspect_other_inks || squares <= rows + 3 * std::sqrt(2 * rows)) return swap;
    constexpr double far_better = 12; // of minus twice the logarithm of the odds
    double limit = squares - far_better;
    for (std::size_t i = 0; i < ids.size(); ++i)
        for (const Ink& other : line.inks) {
            if (std::find(ids.begin(), ids.end(), other.id) != ids.end()) continue;
            std::vector<std::string> swapped = ids;
            swapped[i] = other.id;
            const double now =
                fit(line, shares_of(line, swapped, meant), comparisons, options, prior).found.residuals.squaredNorm();
            if (now >= limit) continue;
            limit = now;
            swap = Swap{i, other.id};
        }
    return swap;
}

} // namespace

CupFound read_drawdowns(const Line& line, const Blend& meant, std::span<const Drawdown> drawdowns,
                        const DrawdownOptions& options) {
    options.validate();
    meant.validate(line);
    if (drawdowns.empty())
        throw DomainError("drawdowns", "none", "at least one",
                          "draw the cup down on a card, and measure film and bare card");
    std::vector<std::string> ids;
    for (const auto& [id, parts] : meant.parts) ids.push_back(id);
    const auto inks = static_cast<Eigen::Index>(ids.size());
    const std::vector<Eigen::ArrayXd> shares = shares_of(line, ids, meant);
    const Eigen::MatrixXd prior = prior_covariance(options, inks);

    CupFound cup;
    const std::vector<FilmComparison> comparisons = compare(line, meant, drawdowns, options, cup);
    const Fit best = fit(line, shares, comparisons, options, prior);
    const StrengthSpread spread = set_amounts(cup, line, ids, best, shares, options, prior);
    if (spread.now > not_learnt * spread.before)
        cup.thin_to_water_parts = dilution_to_learn_from(line, meant, drawdowns, options, prior, shares, cup, spread.before);
    for (const FilmComparison& one : comparisons)
        cup.explained.push_back(one.seen(one.film_of(line, cup.mg_per_ml, std::exp(cup.mean(inks)))));
    const std::optional<Swap> swap = suspected_swap(line, ids, meant, comparisons, options, prior, best);
    cup.sentence = sentence_of(cup);
    if (cup.thin_to_water_parts)
        cup.sentence += fmt::format("; the film is too strong to tell more: thin to about {:g}:1 and read again",
                                    *cup.thin_to_water_parts);
    add_diagnostics(cup, best, prior, spread.before, spread.now, swap, ids);
    return cup;
}

bool CupFound::credible() const {
    constexpr double far_delta_e = 5;
    for (std::size_t i = 0; i < read.size(); ++i)
        if (delta_e_2000(explained[i], read[i]) > far_delta_e) return false;
    return misfit <= largest_credible_misfit;
}

void CupFound::require_credible() const {
    if (credible()) return;
    const std::string what_to_do =
        other_ink.empty() ? "are film and card swapped? Check the film, the card, and which inks were mixed" : other_ink;
    double furthest = 0;
    for (std::size_t i = 0; i < read.size(); ++i) furthest = std::max(furthest, delta_e_2000(explained[i], read[i]));
    throw DomainError(
        "drawdown",
        fmt::format("delta E {:.1f} ({:.1f} standard deviations) from the nearest cup of these inks", furthest, misfit),
        "a film of the cup that is to be corrected", what_to_do);
}

Line line_as_found(const Line& line, const CupFound& found) {
    Line result = line;
    for (const InkFound& ink : found.inks)
        for (InkComponent& component : result.ink(ink.ink_id).components) component.mg_per_ml *= ink.factor.after;
    return result;
}

} // namespace undertone
