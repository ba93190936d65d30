#pragma once
// What biology says happens, as far as it says: pigment is set free in the wound, taken up by macrophages, released when they die
// and mostly taken up again (Baranska 2018); some of what is free drains to the lymph. Slow fading is thus not a rate of its own
// but the leak of that cycle.
//
// Per colorant, mg per ml of healed dot volume, per finished dot:
//   epidermal       shed with the surface in weeks; fed through the open wound
//   mobile          between cells: captured, drained, pushed out through the wound, or taken up by fibroblasts, in days
//   held            in macrophages, released when they die
//   fibroblast      in fibroblasts, which keep it for years
//   cleared         shed or drained
//   photo_degraded  by light, out of every pool
// Shared: share of the lattice placed; wound (1 right after a session of all dots); capacity of macrophages beyond that of resting
// skin (1 is as much again; full cells count negative); lateral variance of a dot and spread still to come; mean and variance of
// depth; ultraviolet dose. Each capture moves pigment by a random hop, sideways and in depth.
//
// What is mobile follows what is held within days: with explicit steps that bounds the step for years. See trajectory.hpp. Taking it
// as in balance with what is held, instead of integrating it, does not pay: after a year what is held is off by 5e-3 (medians, from
// day 90, 180 or 400), and nothing is won, as the season alone bounds the implicit steps.
//
// What is implanted follows from Dots::retention over Dots::kept_share, and the share of it that starts in the dermis from the latter:
// both are reached at `healed_after_days` with all rates at their medians and one session; other rates heal to more or less.

#include "check.hpp"
#include "common.hpp"
#include "mechanistic_linear.hpp"

namespace undertone {

class MechanisticEquations : public FadeEquationsBase, MechanisticStates {
public:
    template <class S>
    using Rates = MechanisticRates<S>;

    MechanisticEquations(const Line& line, const Dots& dots, const FadePlan& plan) : FadeEquationsBase(line, dots, plan) {
        for (const char* name :
             {"capture_rate", "drain_rate", "wound_drain", "expulsion_rate", "wound_healing_rate", "shedding_rate",
              "macrophage_lifetime", "fibroblast_uptake", "fibroblast_release", "capacity", "recruitment_rate",
              "recruitment_gain", "wound_spread", "wound_spread_time", "hop_length", "settling"})
            add(name);
        add_per_colorant(line, "clearance_factor");
        add_per_colorant(line, "photolysis");
        if (n_colorants() > 0) heal_nominal_dots();
    }

    std::size_t n_states() const { return per_colorant * n_colorants() + shared_states; }
    std::vector<std::string> state_names() const {
        return names_of_states({"epidermal", "mobile", "held", "fibroblast", "cleared", "photo_degraded"},
                               {"dots_placed_share", "wound", "capacity_excess", "dot_variance_mm2", "spread_to_come_mm2",
                                "depth_mean_mm", "depth_variance_mm2", "uv_dose_kJ_per_m2"});
    }

    template <class S>
    Rates<S> rates(const std::vector<S>& values) const {
        Rates<S> r;
        r.capture = values[capture_rate];
        r.drain = values[drain_rate];
        r.wound_drain = values[wound_drain];
        r.expulsion = values[expulsion_rate];
        r.wound_healing = values[wound_healing_rate];
        r.shedding = values[shedding_rate];
        r.release = reciprocal(values[macrophage_lifetime]);
        r.uptake = values[fibroblast_uptake];
        r.give_back = values[fibroblast_release] * (1 / days_per_year);
        r.per_capacity = reciprocal(values[capacity]);
        r.recruitment = values[recruitment_rate];
        r.recruitment_gain = values[recruitment_gain];
        r.wound_spread_mm2 = values[wound_spread] * healed_variance_mm2();
        r.spread = reciprocal(values[wound_spread_time]);
        r.hop_variance_mm2 = values[hop_length] * values[hop_length];
        r.settling = values[settling] * (1 / days_per_year);
        r.light = values[light];
        r.depth_factor = values[depth];
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            r.drain_factor.push_back(values[own + c]);
            r.photolysis_per_dose.push_back(values[own + n_colorants() + c] * light_transmission());
            r.photolysis.push_back(r.photolysis_per_dose.back() * values[light]);
        }
        r.implanted_variance_mm2 = S(healed_variance_mm2()) + r.wound_spread_mm2 * expm1(r.spread * -healed_after_days) -
                                   r.hop_variance_mm2 * healed_hops_;
        r.fresh_rise_mm = fresh_rise(r.depth_factor);
        const S length = r.depth_factor * healed_length_mm();
        r.given_share = values[retention] * (1 / kept_share());
        r.dermal_share = S((kept_share() - epidermal_left_) / (dermal_left_ - epidermal_left_));
        r.depth_mm = r.depth_factor * (0.5 * (top_mm() + bottom_mm()));
        r.depth_variance_mm2 = length * length * (1.0 / 12);
        return r;
    }

    bool is_feasible(const Rates<double>& r, std::string* why) const {
        if (!dose_is_possible(r.given_share * kept_share(), why)) return false;
        return reaches_healed(r.implanted_variance_mm2, {r.dermal_share},
                              "dots.kept_share is more than pigment that all starts in the dermis would leave",
                              "dots.kept_share is less than pigment that all starts in the epidermis would leave", why);
    }

    template <class S>
    void rhs(double dose_rate, const Rates<S>& r, const S* y, S* dydt) const {
        const S* shared = y + per_colorant * n_colorants();
        S* to_shared = dydt + per_colorant * n_colorants();
        const S capture = r.capture * (1.0 + shared[capacity_excess]);
        const S drain = r.drain * (1.0 + r.wound_drain * shared[wound]);
        const S expulsion = r.expulsion * shared[wound];
        S filled(0.0), released(0.0), all(0.0);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const S* from = y + per_colorant * c;
            S* to = dydt + per_colorant * c;
            const S e = from[epidermal], m = from[mobile], h = from[held], f = from[fibroblast];
            const S sunlit = dose_rate * r.photolysis[c], in_skin = (e + m) + (h + f);
            const S captured = capture * m, drained = drain * r.drain_factor[c] * m, expelled = expulsion * m,
                    taken = r.uptake * m, shed = r.shedding * e, freed = r.release * h, given_back = r.give_back * f;
            const S filling = (captured - freed) - sunlit * h;
            to[epidermal] = (expelled - shed) - sunlit * e;
            to[mobile] = ((freed + given_back) - (captured + drained)) - ((expelled + taken) + sunlit * m);
            to[held] = filling;
            to[fibroblast] = (taken - given_back) - sunlit * f;
            to[cleared] = shed + drained;
            to[photo_degraded] = sunlit * in_skin;
            filled += filling;
            released += freed;
            all += in_skin;
        }
        const bool any = value_of(shared[dots_placed]) > 0; // no dots, nothing moves
        const S hopping = any ? r.hop_variance_mm2 * (released / (all + 1e-200)) : S(0.0);
        const S spreading = r.spread * shared[spread_to_come];
        to_shared[dots_placed] = S(0.0);
        to_shared[wound] = -(r.wound_healing * shared[wound]);
        to_shared[capacity_excess] =
            r.recruitment * (r.recruitment_gain * shared[wound] - shared[capacity_excess]) - r.per_capacity * filled;
        to_shared[variance] = spreading + hopping;
        to_shared[spread_to_come] = -spreading;
        to_shared[depth_mean] = any ? r.settling : S(0.0);
        to_shared[depth_variance] = hopping;
        to_shared[uv_dose_state] = dose_rate * r.light;
    }

    /// d rhs / dt at fixed y: of the season alone.
    template <class S>
    void rhs_by_time(double t_days, const Rates<S>& r, const S* y, S* out) const {
        const double rise = dose_slope_kJ_per_m2_day2(t_days);
        S* shared = out + per_colorant * n_colorants();
        for (std::size_t s = 0; s < shared_states; ++s) shared[s] = S(0.0);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const S* from = y + per_colorant * c;
            S* to = out + per_colorant * c;
            const S sunlit = rise * r.photolysis[c];
            const S e = sunlit * from[epidermal], m = sunlit * from[mobile], h = sunlit * from[held],
                    f = sunlit * from[fibroblast];
            to[epidermal] = -e;
            to[mobile] = -m;
            to[held] = -h;
            to[fibroblast] = -f;
            to[cleared] = S(0.0);
            to[photo_degraded] = e + m + h + f;
            shared[capacity_excess] += r.per_capacity * h;
        }
        shared[uv_dose_state] = rise * r.light;
    }

    /// For implicit steps.
    template <class S>
    MechanisticLinear<S> linear(const Rates<S>& r) const {
        return MechanisticLinear<S>(r);
    }
    template <class S>
    void linearize(double dose_rate, const S* y, MechanisticLinear<S>& linear) const {
        linear.move_to(dose_rate, y);
    }

    /// What is known at the end of a step without integrating: the dose. As a state like others it would bound the steps, and so would
    /// what light degrades, whose errors are the dose's, times what was there: they are taken off with it, from the estimate as well.
    template <class S>
    void put_known(double t_days, double t_end_days, const Rates<S>& r, const S* y, S* y_end, S* error) const {
        const std::size_t dose = per_colorant * n_colorants() + uv_dose_state;
        const S known = y[dose] + dose_between_kJ_per_m2(t_days, t_end_days) * r.light;
        const S missed = known - y_end[dose];
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const std::size_t first = per_colorant * c;
            S degraded(0.0), degraded_error(0.0);
            for (std::size_t pool = first; pool < first + pools_in_skin; ++pool) {
                const S rate = r.photolysis_per_dose[c] * (0.5 * (y[pool] + y_end[pool]));
                y_end[pool] -= rate * missed;
                degraded += rate * missed;
                error[pool] += rate * error[dose];
                degraded_error += rate * error[dose];
            }
            y_end[first + photo_degraded] += degraded;
            error[first + photo_degraded] -= degraded_error;
        }
        y_end[dose] = known;
        error[dose] = S(0.0);
    }

    /// That at which the fastest pool empties, per day: what explicit steps must resolve to be stable.
    template <class S>
    double fastest_rate(double dose_rate, const Rates<S>& r, const S* y) const {
        const S* shared = y + per_colorant * n_colorants();
        const S capture = r.capture * (1.0 + shared[capacity_excess]) + r.expulsion * shared[wound] + r.uptake;
        const S drain = r.drain * (1.0 + r.wound_drain * shared[wound]);
        double fastest =
            std::max({largest(r.wound_healing), largest(r.shedding), largest(r.recruitment), largest(r.spread)});
        for (std::size_t c = 0; c < n_colorants(); ++c)
            fastest = std::max(fastest, largest(capture + drain * r.drain_factor[c] + dose_rate * r.photolysis[c]));
        return fastest;
    }

    template <class S>
    void given(const Session& session, const Rates<S>& r, S* out) const {
        for (std::size_t c = 0; c < n_colorants(); ++c) out[c] = r.given_share * S(more_given_[c] * deposit(session, c));
    }

    template <class S>
    void apply(const Session& session, const Rates<S>& r, S* y) const {
        S there(0.0), fresh(0.0);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            S* state = y + per_colorant * c;
            for (std::size_t s = 0; s < pools_in_skin; ++s) there += state[s];
            const S added = r.given_share * S(more_given_[c] * deposit(session, c));
            fresh += added;
            state[epidermal] += (1.0 - r.dermal_share) * added;
            state[mobile] += r.dermal_share * added;
        }
        S* shared = y + per_colorant * n_colorants();
        const bool first = !(value_of(shared[dots_placed]) > 0);
        shared[dots_placed] += S(session.new_share);
        shared[wound] += session.inked_share * (1.0 - shared[wound]);
        // Width and depth are averages over the pigment, so old and new mix by mass.
        if (!first && !(session.deposit_mg_per_ml().sum() > 0)) return;
        const S share = first ? S(1.0) : fresh / (there + fresh);
        shared[variance] += share * (r.implanted_variance_mm2 - shared[variance]);
        shared[spread_to_come] += share * (r.wound_spread_mm2 - shared[spread_to_come]);
        const S apart = r.depth_mm - shared[depth_mean];
        shared[depth_variance] += share * (r.depth_variance_mm2 - shared[depth_variance]);
        if (!first) shared[depth_variance] += share * (1.0 - share) * apart * apart;
        shared[depth_mean] += share * apart;
    }

    template <class S>
    void see(const Rates<S>& r, const S* y, S* seen) const {
        const S* shared = y + per_colorant * n_colorants();
        S surface(0.0), all(0.0);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const S* state = y + per_colorant * c;
            S sum = state[epidermal];
            for (std::size_t s = 1; s < pools_in_skin; ++s) sum += state[s];
            surface += state[epidermal];
            all += sum;
            seen[c] = sum * (r.depth_factor * healed_length_mm());
        }
        S* rest = seen + n_colorants();
        rest[0] = shared[dots_placed];
        rest[1] = shared[variance];
        if (!(value_of(shared[dots_placed]) > 0)) {
            rest[2] = r.depth_factor * top_mm();
            rest[3] = r.depth_factor * bottom_mm();
            return;
        }
        // An even column of the same variance; what is bound for the surface reaches as far up as the needle left it.
        const S half = sqrt(shared[depth_variance] * 3.0);
        const S top = shared[depth_mean] - half;
        const S risen =
            value_of(all) > 0 ? clamp_share((surface / all - healed_surface_) / (1.0 - r.dermal_share + 1e-12)) : S(0.0);
        rest[2] = not_negative(top - r.fresh_rise_mm * risen);
        rest[3] = shared[depth_mean] + half;
    }

    template <class S>
    void accounted(const S* y, S* out) const {
        sum_states(y, per_colorant, per_colorant, out);
    }
    template <class S>
    void in_skin(const S* y, S* out) const {
        sum_states(y, per_colorant, pools_in_skin, out);
    }
    template <class S>
    S uv_dose(const S* y) const {
        return y[per_colorant * n_colorants() + uv_dose_state];
    }

private:
    // Order of the parameters; those per colorant follow, clearance factors first.
    enum Parameter : std::size_t {
        capture_rate = common_count,
        drain_rate,
        wound_drain,
        expulsion_rate,
        wound_healing_rate,
        shedding_rate,
        macrophage_lifetime,
        fibroblast_uptake,
        fibroblast_release,
        capacity,
        recruitment_rate,
        recruitment_gain,
        wound_spread,
        wound_spread_time,
        hop_length,
        settling,
        own
    };
    /// 1 / x, and 0 for 0: a process without a time constant does not happen.
    template <class S>
    static S reciprocal(const S& x) {
        return value_of(x) > 0 ? 1.0 / x : S(0.0);
    }

    /// At the medians, one session in the dark: what is left when healed of pigment that starts in the dermis and in the epidermis,
    /// how often it hopped, and what share of it lies in the epidermis then. Classical Runge-Kutta at twentieths of a day.
    void heal_nominal_dots() {
        std::vector<double> values;
        for (const FadeParameter& parameter : parameters()) values.push_back(parameter.prior.median);
        values[hop_length] = 1; // so that the variance counts hops
        values[wound_spread] = 0;
        for (std::size_t c = 0; c < n_colorants(); ++c) values[own + c] = 1;
        Rates<double> r = rates(values);
        const std::size_t n = n_states();
        const auto healed = [&](double dermal) {
            std::vector<double> y(n, 0.0), at(n), k1(n), k2(n), k3(n), k4(n);
            y[epidermal] = 1 - dermal;
            y[mobile] = dermal;
            y[per_colorant * n_colorants() + wound] = y[per_colorant * n_colorants() + dots_placed] = 1;
            constexpr int steps = 840;
            constexpr double h = healed_after_days / steps;
            const auto slope = [&](double part, const std::vector<double>& k, std::vector<double>& out) {
                for (std::size_t i = 0; i < n; ++i) at[i] = y[i] + part * h * k[i];
                rhs(0.0, r, at.data(), out.data());
            };
            for (int step = 0; step < steps; ++step) {
                rhs(0.0, r, y.data(), k1.data());
                slope(0.5, k1, k2);
                slope(0.5, k2, k3);
                slope(1, k3, k4);
                for (std::size_t i = 0; i < n; ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
            }
            return y;
        };
        const auto left = [](const std::vector<double>& y) { return y[epidermal] + y[mobile] + y[held] + y[fibroblast]; };
        const std::vector<double> dermal = healed(1), surface = healed(0);
        dermal_left_ = left(dermal);
        epidermal_left_ = left(surface);
        std::vector<double> usual = values;
        const double share = std::clamp(rates(usual).dermal_share, 0.0, 1.0);
        const std::vector<double> both = healed(share);
        healed_hops_ = both[per_colorant * n_colorants() + variance];
        healed_surface_ = both[epidermal] / left(both);
        // A colorant that drains faster than factor 1 heals to the same concentration only if more of it was implanted.
        more_given_.assign(n_colorants(), 1);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            values[own] = parameters()[own + c].prior.median;
            r = rates(values);
            more_given_[c] = left(both) / left(healed(share));
        }
    }

    std::vector<double> more_given_; ///< per colorant, of what a colorant of factor 1 needs
    double dermal_left_ = 1, epidermal_left_ = 0, healed_hops_ = 0, healed_surface_ = 0;
};

} // namespace undertone
