#pragma once
// Fading as a distribution: one trajectory at the priors' medians, and draws from the priors.

#include "undertone/base/diagnostic.hpp"
#include "undertone/fade/integrate.hpp"
#include "undertone/fade/model.hpp"

#include <cstdint>

namespace undertone {

struct FadeOptions {
    std::string model = "two_rate";
    int draws = 0;                ///< members of the ensemble; 0 gives the nominal trajectory only
    std::uint64_t first_draw = 0; ///< number of the first member: an ensemble may be computed in pieces, anywhere
    std::uint64_t seed = 0;       ///< member i is stream (seed, i): the same numbers on any number of threads, in any pieces
    double rtol = 1e-6;
    int threads = 0; ///< 0 for as many as the machine has
    FadeMethod method = FadeMethod::automatic;
    std::function<bool()>
        stop; ///< as in IntegrationOptions; members not done are then `stopped`. Called on this thread only
};

struct FadeTrajectory {
    FadeStatus status = FadeStatus::ok;
    std::vector<double> values;            ///< of FadeReport::parameters
    std::vector<PigmentState> states;      ///< per time; empty unless the status is ok. Before any session density is 0
    std::vector<double> uv_dose_kJ_per_m2; ///< per time, on the scalp
    std::vector<double> pigment_left;      ///< per time, share of all pigment given so far that is still in the skin
    double worst_mass_error = 0;
    int steps = 0, rhs_evaluations = 0;
};

struct FadeReport {
    std::string model;
    std::vector<double> times_days;
    std::vector<bool> extrapolated; ///< per time: later than any measurement on scalp pigment (6 months: Liu 2025)
    std::vector<FadeParameter> parameters;
    FadeTrajectory nominal;
    std::vector<FadeTrajectory> draws;
    Diagnostics diagnostics; ///< "extrapolated", "colorant_without_prior", "draws_failed", "prior_truncated"
};

/// The longest time after the last sitting of a treatment at which scalp pigment has been scored: 10 patients, 6 months
/// (Liu 2025, J Cosmet Dermatol, e70375).
inline constexpr double last_measured_days = 183;

/// Draws values of the parameters for member `index`, again where they contradict each other. Where a hundred draws do, the last is
/// returned. `redraws` (may be null) counts.
std::vector<double> draw_values(const FadeModel& model, std::uint64_t seed, std::uint64_t index, int* redraws = nullptr);

/// Throws DomainError for a bad plan, times (negative, not ascending, not finite), options; NumericalError where the
/// nominal trajectory fails. A draw that fails keeps its status and no states.
FadeReport simulate_fade(const Line& line, const Dots& dots, const FadePlan& plan, const std::vector<double>& times_days,
                         const FadeOptions& options = {});

} // namespace undertone
