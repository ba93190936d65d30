#include "undertone/fade/plan.hpp"

#include "check.hpp"

namespace undertone {

void FadePlan::validate(const Line& line) const {
    habits.validate();
    require_range("plan.light_transmission", light_transmission, 0, 1);
    if (sessions.empty())
        throw DomainError("plan.sessions", "empty", "at least one session",
                          "say when the pigment goes in; nothing can fade before");
    double placed = 0;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const Session& session = sessions[i];
        const std::string at = fmt::format("plan.sessions[{}]", i);
        require_range(at + ".time_days", session.time_days, 0, 100 * days_per_year);
        if (i > 0 && session.time_days < sessions[i - 1].time_days) // on one day they follow each other at once
            throw DomainError(at + ".time_days", fmt::format("{:g}", session.time_days),
                              fmt::format("not before the session before it ({:g})", sessions[i - 1].time_days),
                              "list sessions in order of time, touch-ups last");
        if (session.mg_per_ml.size() != static_cast<Eigen::Index>(line.colorants.size()))
            throw DomainError(at + ".mg_per_ml", fmt::format("{} values", session.mg_per_ml.size()),
                              fmt::format("{}, one for each colorant of line \"{}\"", line.colorants.size(), line.id),
                              "take them from mix(line, blend)");
        for (Eigen::Index c = 0; c < session.mg_per_ml.size(); ++c)
            require_range(fmt::format("{}.mg_per_ml[{}]", at, c), session.mg_per_ml(c), 0, 5000);
        require_range(at + ".inked_share", session.inked_share, 0, 1);
        require_range(at + ".new_share", session.new_share, 0, session.inked_share, "new dots are among those inked");
        if (session.inked_share - session.new_share > placed + 1e-12)
            throw DomainError(at + ".inked_share",
                              fmt::format("{:g}, of it {:g} new", session.inked_share, session.new_share),
                              fmt::format("at most {:g} old dots: no more have been placed before", placed),
                              "raise new_share, or lower inked_share");
        placed += session.new_share;
        if (placed > 1 + 1e-12)
            throw DomainError(at + ".new_share", fmt::format("{:g}, making {:g} in all", session.new_share, placed),
                              "at most 1 in all", "shares are of the finished lattice of dots");
    }
    if (placed <= 0) throw DomainError("plan.sessions[0].new_share", "0", "(0, 1]", "the first session places dots");
}

FadePlan evenly_spaced_plan(const Mixture& cup, const std::vector<double>& shares, double interval_days) {
    require_range("interval_days", interval_days, 1e-3, 3650);
    FadePlan plan;
    for (std::size_t i = 0; i < shares.size(); ++i)
        plan.sessions.push_back({static_cast<double>(i) * interval_days, cup.mg_per_ml, shares[i], shares[i]});
    return plan;
}

} // namespace undertone
