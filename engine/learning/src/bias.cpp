#include "undertone/learning/bias.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/statistics.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

/// How practitioners differ from the medians assumed, of the logarithm; expert guess, as wide as clients differ: published claims on
/// depth differ by a factor of four, on first-session loss from 10 to 50 % (data/exposure/implant_priors.toml).
constexpr double bias_log_sd = 0.30;

/// What one client's reading says of the bias: precision, and precision times mean.
struct Evidence {
    Eigen::Matrix2d precision;
    Eigen::Vector2d pull;
};

/// Prior and posterior of the client's own (ln retention, ln depth) differ by what the reading said; the client's own
/// difference from the practitioner's mean is then integrated out.
Evidence evidence_of(const HealingBelief& prior, const HealingBelief& posterior) {
    const Eigen::Matrix2d prior_covariance = prior.covariance().topLeftCorner(2, 2),
                          prior_precision = prior_covariance.inverse(),
                          posterior_precision = posterior.covariance().topLeftCorner(2, 2).inverse();
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> eigen(posterior_precision - prior_precision);
    // Rounding and curvature can leave a hair below zero; no reading takes knowledge away.
    const Eigen::Matrix2d learnt =
        eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).asDiagonal() * eigen.eigenvectors().transpose();
    const Eigen::Vector2d shift = posterior.mean().head(2) - prior.mean().head(2);
    // learnt * (observed - prior mean) = posterior_precision * shift, as in any update of a normal distribution.
    const Eigen::Vector2d pull = posterior_precision * shift;
    const Eigen::Matrix2d through = (learnt + prior_precision).inverse();
    return {learnt - learnt * through * learnt, pull - learnt * through * pull};
}

struct Estimate {
    Eigen::Vector2d mean;
    Eigen::Matrix2d covariance;
};

Estimate combine(const std::vector<Evidence>& all, std::size_t left_out) {
    Eigen::Matrix2d precision = Eigen::Matrix2d::Identity() / (bias_log_sd * bias_log_sd);
    Eigen::Vector2d pull = Eigen::Vector2d::Zero();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == left_out) continue;
        precision += all[i].precision;
        pull += all[i].pull;
    }
    const Eigen::Matrix2d covariance = precision.inverse();
    return {covariance * pull, covariance};
}

double error_of(const HealedPair& pair, const Eigen::Vector2d& bias, const Lab& read, const Line& line) {
    Eigen::VectorXd point = pair.prior.mean();
    point.head(2) += bias;
    point = point.cwiseMax(pair.prior.lower()).cwiseMin(pair.prior.upper());
    const Bands area =
        standing_area(pair.prior.skin_at(point), line, pair.reading.standing, HealingBelief::healing_at(point));
    return delta_e_2000(Viewing(pair.reading.illuminant, pair.reading.observer).lab(area + pair.reading.surface), read);
}

void describe(PractitionerBias& bias) {
    const auto factor = [](const LogNormal& value, double identified) {
        return fmt::format("{:.2f} times what is assumed (80 %: {:.2f} to {:.2f}; {:.0f} % told by the readings)",
                           value.median, value.at(-central_80_deviate), value.at(central_80_deviate), 100 * identified);
    };
    bias.sentence =
        fmt::format("over {} clients retention is {}, depth {}; error of prediction, each client left out in turn: "
                    "median delta E {:.2f} without the bias, {:.2f} with it",
                    bias.pairs, factor(bias.retention, bias.retention_identified), factor(bias.depth, bias.depth_identified),
                    bias.median_error_before, bias.median_error_after);
    if (!bias.helps())
        bias.diagnostics.push_back({Severity::warning, "bias_does_not_help",
                                    "predictions for clients left out are no better with the bias: leave it off"});
    if (std::min(bias.retention_identified, bias.depth_identified) < 0.3)
        bias.diagnostics.push_back(
            {Severity::info, "bias_not_told_apart",
             fmt::format(
                 "the readings tell little of {} alone: its factor stays near 1 because nothing is known, not because "
                 "it is right",
                 bias.retention_identified < bias.depth_identified ? "retention" : "depth")});
    const auto within = [](const LogNormal& value) {
        return std::abs(std::log(value.median)) < central_80_deviate * value.log_sd;
    };
    if (within(bias.retention) && within(bias.depth))
        bias.diagnostics.push_back(
            {Severity::info, "little_bias", "neither factor can be told from 1: there may be no bias at all"});
}

void require_enough(std::size_t pairs, const char* of) {
    if (pairs < fewest_bias_pairs)
        throw DomainError("pairs", fmt::format("{}{}", pairs, of), fmt::format("at least {}", fewest_bias_pairs),
                          "clients differ by more than a bias that fewer could show: record more healed readings first");
}

} // namespace

Dots PractitionerBias::apply(const Dots& prior) const {
    Dots result = prior;
    result.retention.median *= retention.median;
    if (result.retention.median > 1)
        throw DomainError("bias.retention", fmt::format("{:.2f}", retention.median),
                          fmt::format("up to {:.2f} with a median retention of {:.2f}", 1 / prior.retention.median,
                                      prior.retention.median),
                          "more than all of the pigment cannot stay: check what was recorded as mixed");
    result.top_mm *= depth.median;
    result.bottom_mm *= depth.median;
    return result;
}

PractitionerBias practitioner_bias(std::span<const HealedPair> given, const Line& line) {
    require_enough(given.size(), "");
    PractitionerBias bias;
    std::vector<Evidence> evidence;
    std::vector<Lab> read;
    std::vector<HealedPair> pairs; // those that are believed
    for (std::size_t i = 0; i < given.size(); ++i) {
        HealedReading reading = given[i].reading;
        if (reading.name.empty()) reading.name = fmt::format("pair {}", i + 1);
        const HealingUpdate update = update_from_healed(given[i].prior, std::span(&reading, 1), line);
        if (!update.credible()) {
            bias.diagnostics.push_back(
                {Severity::warning, "reading_set_aside",
                 fmt::format("{} is not believed (misfit {:.1f} standard deviations, more than {:g}) and teaches nothing",
                             reading.name, update.misfit, largest_credible_misfit)});
            continue;
        }
        pairs.push_back(given[i]);
        evidence.push_back(evidence_of(given[i].prior, update.belief));
        read.push_back(update.read.front());
    }
    require_enough(pairs.size(), " that are believed");
    bias.pairs = static_cast<int>(pairs.size());
    const Estimate all = combine(evidence, pairs.size());
    bias.retention = {std::exp(all.mean(0)), std::sqrt(all.covariance(0, 0))};
    bias.depth = {std::exp(all.mean(1)), std::sqrt(all.covariance(1, 1))};
    bias.retention_identified = 1 - all.covariance(0, 0) / (bias_log_sd * bias_log_sd);
    bias.depth_identified = 1 - all.covariance(1, 1) / (bias_log_sd * bias_log_sd);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        bias.error_before.push_back(error_of(pairs[i], Eigen::Vector2d::Zero(), read[i], line));
        bias.error_after.push_back(error_of(pairs[i], combine(evidence, i).mean, read[i], line));
    }
    bias.median_error_before = median(bias.error_before);
    bias.median_error_after = median(bias.error_after);
    describe(bias);
    return bias;
}

} // namespace undertone
