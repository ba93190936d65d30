#include "undertone/pigment/standing_dots.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

/// Sessions that used the same mix at the same depth are one kind.
struct Kind {
    PigmentState state;
    double density_per_cm2;
};

bool alike(const PigmentState& a, const PigmentState& b) {
    return a.diameter_mm == b.diameter_mm && a.top_mm == b.top_mm && a.bottom_mm == b.bottom_mm &&
           (a.mg_per_ml == b.mg_per_ml).all();
}

std::vector<Kind> kinds_of(std::span<const SessionDots> standing, const Healing& healing, double total) {
    std::vector<Kind> kinds;
    for (const SessionDots& session : standing) {
        if (session.density_per_cm2 == 0) continue;
        const PigmentState state{session.cup.mg_per_ml * healing.retention,
                                 session.diameter_mm,
                                 total,
                                 session.top_mm * healing.depth_factor,
                                 session.bottom_mm * healing.depth_factor,
                                 0,
                                 healing.granule_um};
        const auto same = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) {
            return k.state.mg_per_ml.size() == state.mg_per_ml.size() && alike(k.state, state);
        });
        if (same == kinds.end())
            kinds.push_back({state, session.density_per_cm2});
        else
            same->density_per_cm2 += session.density_per_cm2;
    }
    return kinds;
}

} // namespace

SessionDots session_dots(const Mixture& cup, const Dots& geometry, double density_per_cm2) {
    return {cup, density_per_cm2, geometry.diameter_mm, geometry.top_mm, geometry.bottom_mm};
}

double total_density_per_cm2(std::span<const SessionDots> standing) {
    double total = 0;
    for (std::size_t i = 0; i < standing.size(); ++i) {
        const double density = standing[i].density_per_cm2;
        if (!(density >= 0 && density <= 1e5))
            throw DomainError(fmt::format("sessions[{}].density_per_cm2", i), fmt::format("{}", density),
                              "0 to 100000 per cm2", "give the dots set in that session alone");
        total += density;
    }
    return total;
}

Bands standing_area(const Skin& skin, const Line& line, std::span<const SessionDots> standing, const Healing& healing,
                    Diagnostics* diagnostics) {
    require_range("retention", healing.retention, 0, 1, "the share of the cup's mg/ml that heals in");
    require_range("depth_factor", healing.depth_factor, 0.01, 100);
    const double total = total_density_per_cm2(standing);
    if (total == 0) return skin.reflectance();
    Bands inverse = Bands::Zero();
    for (const Kind& kind : kinds_of(standing, healing, total)) {
        const DotField dots = dot_lattice(line, kind.state);
        inverse += kind.density_per_cm2 / total / dot_reflectance(skin.layers(), dots);
        if (diagnostics != nullptr)
            for (const Diagnostic& d : dot_range(skin.layers(), dots)) diagnostics->push_back(d);
    }
    return skin.residual_ratio() / inverse;
}

} // namespace undertone
