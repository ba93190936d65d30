#include "problem.hpp"
#include "undertone/pigment/appearance.hpp"
#include "undertone/search/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

bool SessionPlan::never_darker() const {
    return std::none_of(sessions.begin(), sessions.end(),
                        [](const PlannedSession& session) { return session.darker_than_target; });
}

SessionPlan plan_sessions(const Skin& skin, const Bands& target, const Line& line, const Blend& blend, const Dots& dots,
                          const MatchOptions& options) {
    options.validate();
    const Lights lights(options, target, skin.reflectance());
    SessionPlan plan;
    double standing = 0;
    for (std::size_t i = 0; i < options.session_shares.size(); ++i) {
        PlannedSession session;
        session.number = static_cast<int>(i) + 1;
        session.water_parts = blend.water_parts;
        session.share = options.session_shares[i];
        session.density_per_cm2 = dots.density_per_cm2 * session.share;
        session.new_density_per_cm2 = session.density_per_cm2 - standing;
        standing = session.density_per_cm2;
        Dots so_far = dots;
        so_far.density_per_cm2 = standing;
        session.reflectance = area_reflectance(skin, line, healed_state(mix(line, blend), so_far));
        session.area = lights.labs(session.reflectance);
        for (std::size_t v = 0; v < session.area.size(); ++v) {
            session.delta_e_2000.push_back(delta_e_2000(session.area[v], lights.target[v]));
            if (session.area[v].l < lights.target[v].l - options.darker_tolerance_l) session.darker_than_target = true;
        }
        plan.sessions.push_back(std::move(session));
    }
    plan.stop_rule = stop_rule(target, options);
    return plan;
}

std::string stop_rule(const Bands& target, const MatchOptions& options) {
    const std::string& light = options.illuminants.front().name;
    return fmt::format(
        "Stop adding dots once the healed area reads L* {:.1f} or less under {}, the surface reflection excluded; measure "
        "after 4 to 6 weeks.",
        Viewing(light, options.observer).lab(target).l, light);
}

} // namespace undertone
