#include "coverage_years.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/fade/forecast.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/pigment/appearance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace undertone {

namespace {

/// After the last session; the first is when dots count as healed.
constexpr std::array followed_years{healed_after_days / days_per_year,
                                    0.25,
                                    0.5,
                                    0.75,
                                    1.0,
                                    1.5,
                                    2.0,
                                    2.5,
                                    3.0,
                                    4.0,
                                    5.0,
                                    6.0,
                                    7.0,
                                    8.0,
                                    coverage_horizon_years};

constexpr double session_interval_days = 10;

FadedShares shares_of(const FadeTrajectory& member) {
    FadedShares shares;
    const PigmentState& healed = member.states.front();
    for (const PigmentState& state : member.states) {
        shares.remaining.emplace_back(state.mg_per_ml / healed.mg_per_ml);
        shares.wider.push_back(state.diameter_mm / healed.diameter_mm);
        shares.deeper.push_back(state.bottom_mm / healed.bottom_mm);
        shares.edge_sigma_mm.push_back(state.edge_sigma_mm);
    }
    return shares;
}

PigmentState faded(const FadedShares& member, const PigmentState& healed, std::size_t time) {
    PigmentState state = healed;
    state.mg_per_ml *= member.remaining[time];
    state.diameter_mm *= member.wider[time];
    state.top_mm *= member.deeper[time];
    state.bottom_mm *= member.deeper[time];
    state.edge_sigma_mm = std::min(member.edge_sigma_mm[time], state.diameter_mm); // the most that the optics takes
    keep_apart(state);
    return state;
}

} // namespace

CoverageYears::CoverageYears(const Skin& skin, const Line& line, const CoverageOptions& options, int skin_number)
    : skin_(skin), line_(line) {
    std::vector<double> added;
    double standing = 0;
    for (const double share : options.matching.session_shares) {
        added.push_back(share - standing);
        standing = share;
    }
    const Mixture unit{Eigen::ArrayXd::Ones(static_cast<Eigen::Index>(line.colorants.size())), 1.0};
    FadePlan plan = evenly_spaced_plan(unit, added, session_interval_days);
    plan.habits = options.habits;
    plan.light_transmission = light_transmission(skin, options.dots);
    std::vector<double> times;
    for (const double years : followed_years) times.push_back(plan.sessions.back().time_days + years * days_per_year);
    FadeOptions fade;
    fade.draws = options.fade_draws;
    fade.first_draw = static_cast<std::uint64_t>(skin_number) * static_cast<std::uint64_t>(options.fade_draws);
    fade.seed = options.seed;
    fade.threads = 1;
    const FadeReport report = simulate_fade(line, options.dots, plan, times, fade);
    members_.push_back(shares_of(report.nominal));
    for (const FadeTrajectory& draw : report.draws)
        if (draw.status == FadeStatus::ok) members_.push_back(shares_of(draw));
}

double CoverageYears::years_of(const FadedShares& member, const PigmentState& healed, const Excess& excess) const {
    double before = 0, since = 0;
    for (std::size_t time = 0; time < followed_years.size(); ++time) {
        poll_stop();
        const double now = excess(area_reflectance(skin_, line_, faded(member, healed, time)));
        const double years = time == 0 ? 0 : followed_years[time];
        if (now > 0) return time == 0 ? 0 : since + (years - since) * before / (before - now);
        before = std::min(now, -1e-9);
        since = years;
    }
    return coverage_horizon_years;
}

void CoverageYears::follow(const PigmentState& healed, const Excess& excess, CoveredClient& client) const {
    std::vector<double> draws;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const double years = years_of(members_[i], healed, excess);
        if (i == 0) client.years_within = years;
        if (i > 0 || members_.size() == 1) draws.push_back(years);
    }
    const ValueRange range = central_range(draws, 0.8);
    client.years_low = range.low;
    client.years_high = range.high;
    client.beyond_horizon = client.years_within >= coverage_horizon_years;
}

} // namespace undertone
