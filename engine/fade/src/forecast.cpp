#include "undertone/fade/forecast.hpp"

#include "check.hpp"
#include "undertone/fade/reduced_appearance.hpp"
#include "undertone/numerics/parallel.hpp"
#include "undertone/numerics/statistics.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace undertone {

namespace {

/// Share of a dot's pigment that lies beyond half the way to its neighbours: of a Gaussian outside its edge, of a sharp disc none
/// while it is narrower than the pitch.
double overlap(const PigmentState& state) {
    if (state.density_per_cm2 <= 0 || state.edge_sigma_mm <= 0) return 0;
    const double half_pitch = 5.0 / std::sqrt(state.density_per_cm2), variance = state.width_mm() * state.width_mm() / 16;
    return std::exp(-0.5 * half_pitch * half_pitch / variance);
}

/// What one member shows at one time.
struct Seen {
    Lab area, dot;
    double delta_e_2000 = 0, contrast_l = 0, diameter_mm = 0, pigment_left = 0, overlap = 0;
    double blue_shift_b = 0, delta_e_2000_to_first = 0;
};

/// Where all draws failed they say nothing, least of all that there is no spread.
template <class Get>
Range range_of(const Seen& nominal, const std::vector<Seen>& draws, bool all_failed, Get get) {
    const double at_median = get(nominal);
    if (draws.empty()) {
        const double other = all_failed ? std::numeric_limits<double>::quiet_NaN() : at_median;
        return {at_median, other, other, other};
    }
    std::vector<double> values;
    for (const Seen& draw : draws) values.push_back(get(draw));
    std::sort(values.begin(), values.end());
    return {at_median, quantile_of_sorted(values, 0.1), quantile_of_sorted(values, 0.5), quantile_of_sorted(values, 0.9)};
}

/// `member` at one of its times, as it looks beside the target and the bare skin.
Seen see(const Appearance& look, const FadeTrajectory& member, std::size_t time, const Forecast& against,
         const Viewing& viewing) {
    const PigmentState& state = member.states[time];
    const double width = state.density_per_cm2 > 0 ? state.width_mm() : 0;
    Seen seen{viewing.lab(look.area), viewing.lab(look.dot), 0, 0, width, member.pigment_left[time], overlap(state)};
    seen.delta_e_2000 = delta_e_2000(seen.area, against.target);
    seen.contrast_l = against.bare.l - seen.area.l;
    // Bare skin seen through a grey filter keeps a* and b* in proportion to L* + 16.
    seen.blue_shift_b = seen.area.b - against.bare.b * (seen.area.l + 16) / (against.bare.l + 16);
    return seen;
}

void check_report(const Line& line, const FadeReport& report) {
    const std::size_t times = report.times_days.size();
    if (report.nominal.states.size() != times)
        throw DomainError("report.nominal.states", fmt::format("{} entries", report.nominal.states.size()),
                          fmt::format("{}, one per time", times), "take the report from simulate_fade");
    for (const PigmentState& state : report.nominal.states)
        if (state.mg_per_ml.size() != static_cast<Eigen::Index>(line.colorants.size()))
            throw DomainError("report.nominal.states", fmt::format("{} colorants", state.mg_per_ml.size()),
                              fmt::format("{}, as line \"{}\" has", line.colorants.size(), line.id),
                              "use the line the report was made with");
}

/// The ranges of one row, from the nominal member and the draws.
void fill_ranges(ForecastRow& row, const Seen& nominal, const std::vector<Seen>& draws, bool all_failed) {
    const auto range = [&](auto get) { return range_of(nominal, draws, all_failed, get); };
    row.area = {range([](const Seen& s) { return s.area.l; }), range([](const Seen& s) { return s.area.a; }),
                range([](const Seen& s) { return s.area.b; })};
    row.dot = {range([](const Seen& s) { return s.dot.l; }), range([](const Seen& s) { return s.dot.a; }),
               range([](const Seen& s) { return s.dot.b; })};
    row.delta_e_2000 = range([](const Seen& s) { return s.delta_e_2000; });
    row.contrast_l = range([](const Seen& s) { return s.contrast_l; });
    row.diameter_mm = range([](const Seen& s) { return s.diameter_mm; });
    row.overlap = range([](const Seen& s) { return s.overlap; });
    row.blue_shift_b = range([](const Seen& s) { return s.blue_shift_b; });
    row.delta_e_2000_to_first = range([](const Seen& s) { return s.delta_e_2000_to_first; });
    row.pigment_left = range([](const Seen& s) { return s.pigment_left; });
}

void note_overlap(Forecast& result) {
    for (const ForecastRow& row : result.rows)
        if (row.overlap.q50 > 0.05) {
            result.diagnostics.push_back({Severity::warning, "dots_overlap",
                                          fmt::format("By day {:g} some {:.0f} % of each dot's pigment (median) lies nearer "
                                                      "to a neighbour: dots begin to merge "
                                                      "into an even shade.",
                                                      row.time_days, 100 * row.overlap.q50)});
            break;
        }
}

} // namespace

double light_transmission(const Skin& skin, const Dots& dots) {
    const auto& parameters = skin.parameters();
    return erythemal_transmission(parameters.melanosome_fraction, parameters.epidermis_thickness_mm, dots.top_mm,
                                  dots.bottom_mm);
}

bool keep_apart(PigmentState& state) {
    const double widest = 0.999 * 10.0 / std::sqrt(state.density_per_cm2); // of the pitch in mm
    if (state.diameter_mm <= widest) return false;
    state.mg_per_ml *= (state.diameter_mm * state.diameter_mm) / (widest * widest);
    state.diameter_mm = widest;
    state.edge_sigma_mm = std::min(state.edge_sigma_mm, widest);
    return true;
}

Forecast forecast(const Skin& skin, const Line& line, const FadeReport& report, const Lab& target, const Viewing& viewing,
                  int threads) {
    require_range("threads", threads, 0, 1024);
    check_report(line, report);
    const std::size_t times = report.times_days.size();
    Forecast result;
    result.target = target;
    result.bare = viewing.lab(skin.reflectance());
    result.illuminant = viewing.illuminant_name();
    result.observer = viewing.observer_name();
    result.diagnostics = report.diagnostics;

    // Members: the nominal one first, then the draws that succeeded.
    std::vector<FadeTrajectory> members{report.nominal};
    for (const FadeTrajectory& draw : report.draws)
        if (draw.status == FadeStatus::ok) members.push_back(draw);
    result.draws_used = static_cast<int>(members.size()) - 1;
    result.draws_failed = static_cast<int>(report.draws.size()) - result.draws_used;
    int merged = 0;
    std::vector<PigmentState> pigmented;
    for (FadeTrajectory& member : members)
        for (PigmentState& state : member.states)
            if (state.density_per_cm2 > 0) {
                merged += keep_apart(state);
                pigmented.push_back(state);
            }
    if (merged > 0)
        result.diagnostics.push_back(
            {Severity::warning, "dots_merged",
             fmt::format("In {} of {} states the dots have grown into each other; they are shown as just touching.", merged,
                         members.size() * times)});

    const Appearance no_dots{skin.reflectance(), skin.reflectance(), skin.reflectance(), {}};
    std::vector<Appearance> nominal(times, no_dots);
    parallel_for(static_cast<int>(times), threads, [&](int i) {
        const auto time = static_cast<std::size_t>(i);
        const PigmentState& state = members.front().states[time];
        if (state.density_per_cm2 > 0) nominal[time] = appearance(skin, line, state);
    });

    // The same quantity at several times is one warning.
    for (const Appearance& look : nominal)
        for (const Diagnostic& warning : look.diagnostics)
            if (std::none_of(result.diagnostics.begin(), result.diagnostics.end(), [&](const Diagnostic& said) {
                    return said.code == warning.code && said.subject == warning.subject;
                }))
                result.diagnostics.push_back(warning);

    // Day 0 is the first time asked for at which there are dots.
    std::size_t first = 0;
    while (first + 1 < times && members.front().states[first].density_per_cm2 == 0) ++first;
    std::vector<std::vector<Seen>> drawn(times, std::vector<Seen>(members.size() - 1));
    if (members.size() > 1 && !pigmented.empty()) {
        const ReducedAppearance reduced(skin, line, pigmented, threads);
        const int draws = result.draws_used;
        parallel_for(draws, threads, [&](int i) {
            const FadeTrajectory& member = members[static_cast<std::size_t>(i) + 1];
            Lab at_first;
            for (std::size_t time = 0; time < times; ++time) {
                const PigmentState& state = member.states[time];
                const Appearance look = state.density_per_cm2 > 0 ? reduced(state) : no_dots;
                Seen& seen = drawn[time][static_cast<std::size_t>(i)];
                seen = see(look, member, time, result, viewing);
                if (time == first) at_first = seen.area;
                if (time > first) seen.delta_e_2000_to_first = delta_e_2000(seen.area, at_first);
            }
        });
    }

    Lab nominal_at_first;
    for (std::size_t time = 0; time < times; ++time) {
        Seen middle = see(nominal[time], members.front(), time, result, viewing);
        if (time == first) nominal_at_first = middle.area;
        if (time > first) middle.delta_e_2000_to_first = delta_e_2000(middle.area, nominal_at_first);
        const std::vector<Seen> none;
        const std::vector<Seen>& draws = pigmented.empty() ? none : drawn[time];
        ForecastRow row;
        row.time_days = report.times_days[time];
        row.extrapolated = report.extrapolated[time];
        row.state = members.front().states[time];
        row.appearance = nominal[time];
        fill_ranges(row, middle, draws, result.all_draws_failed());
        result.rows.push_back(std::move(row));
    }
    note_overlap(result);
    return result;
}

} // namespace undertone
