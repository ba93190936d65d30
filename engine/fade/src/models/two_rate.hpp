#pragma once
// The identifiable default: pigment is lost fast while the wound heals, then slowly for years; dots spread likewise.
//
// Per colorant, mg per ml of healed dot volume, per finished dot:
//   fast    in the surface or still mobile; leaves at the healing rate into lost_healing (shed and drained together:
//           colour does not distinguish them)
//   held    in dermal cells; leaves at the clearance rate into cleared
//   both lose to photo_degraded in proportion to the light that reaches them
// Shared: share of the lattice placed, lateral variance of a dot (width = 4 standard deviations, as for an even disc), spreading
// still to come from the wound, ultraviolet dose. The pigment above the healed dot's top, up to the epidermis, goes with the fast
// pool; the rest keeps its depth: no rate of settling has been measured in man.
//
// The share held from the start is not a parameter: it follows from Dots::kept_share, defined at `healed_after_days`.

#include "check.hpp"
#include "common.hpp"

namespace undertone {

class TwoRateEquations : public FadeEquationsBase {
public:
    template <class S>
    struct Rates {
        S healing{}, spread{}, variance_growth{}; // per day
        S implanted_variance_mm2{}, wound_spread_mm2{}, depth_factor{}, light{};
        S given_share{};            ///< pigment implanted over what the cup's concentration in the healed dot would be
        S fresh_rise_mm{};          ///< how much nearer to the surface fresh dots reach than healed ones
        std::vector<S> held_share;  ///< of what is implanted, per colorant
        std::vector<S> healed_fast; ///< share of the colorant in the skin that is still fast when healed
        std::vector<S> clearance, photolysis;
    };

    TwoRateEquations(const Line& line, const Dots& dots, const FadePlan& plan) : FadeEquationsBase(line, dots, plan) {
        add("healing_rate");
        add("clearance_rate");
        add("wound_spread");
        add("wound_spread_time");
        add("diffusion");
        add_per_colorant(line, "clearance_factor");
        add_per_colorant(line, "photolysis");
    }

    std::size_t n_states() const { return per_colorant * n_colorants() + shared_states; }
    std::vector<std::string> state_names() const {
        return names_of_states({"fast", "held", "lost_healing", "cleared", "photo_degraded"},
                               {"dots_placed_share", "dot_variance_mm2", "spread_to_come_mm2", "uv_dose_kJ_per_m2"});
    }

    template <class S>
    Rates<S> rates(const std::vector<S>& values) const {
        Rates<S> r;
        r.depth_factor = values[depth];
        r.light = values[light];
        r.healing = values[healing_rate];
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            r.clearance.push_back(values[clearance_rate] * values[own + c] * (1 / days_per_year));
            r.photolysis.push_back(values[own + n_colorants() + c] * values[light] * light_transmission());
        }
        r.wound_spread_mm2 = values[wound_spread] * healed_variance_mm2();
        r.spread = value_of(values[wound_spread_time]) > 0 ? 1.0 / values[wound_spread_time] : S(0.0);
        r.variance_growth = values[diffusion] * (2 / days_per_year);
        r.implanted_variance_mm2 = S(healed_variance_mm2()) + r.wound_spread_mm2 * expm1(r.spread * -healed_after_days) -
                                   r.variance_growth * healed_after_days;
        r.fresh_rise_mm = fresh_rise(r.depth_factor);
        // How much was implanted follows from what heals: Dots::kept_share of it. What must be held for that, slow clearance (at the
        // colorant's median factor) included:
        r.given_share = values[retention] * (1 / kept_share());
        const S fast_left = exp(r.healing * -healed_after_days);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const double factor = parameters()[own + c].prior.median;
            const S held_left = exp(values[clearance_rate] * (-healed_after_days / days_per_year * factor));
            r.held_share.push_back((S(kept_share()) - fast_left) / (held_left - fast_left));
            const S fast_then = (1.0 - r.held_share.back()) * fast_left;
            r.healed_fast.push_back(fast_then / (fast_then + r.held_share.back() * held_left));
        }
        return r;
    }

    bool is_feasible(const Rates<double>& r, std::string* why) const {
        if (!dose_is_possible(r.given_share * kept_share(), why)) return false;
        return reaches_healed(r.implanted_variance_mm2, r.held_share,
                              "dots.kept_share is more than this clearance leaves after six weeks",
                              "dots.kept_share is less than this slow a healing leaves after six weeks", why);
    }

    template <class S>
    void rhs(double dose_rate, const Rates<S>& r, const S* y, S* dydt) const {
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const S* from = y + per_colorant * c;
            S* to = dydt + per_colorant * c;
            const S sunlit = dose_rate * r.photolysis[c];
            const S healing = r.healing * from[fast], clearing = r.clearance[c] * from[held];
            const S fast_sunlit = sunlit * from[fast], held_sunlit = sunlit * from[held];
            to[fast] = -healing - fast_sunlit;
            to[held] = -clearing - held_sunlit;
            to[lost_healing] = healing;
            to[cleared] = clearing;
            to[photo_degraded] = fast_sunlit + held_sunlit;
        }
        const S* shared = y + per_colorant * n_colorants();
        S* to = dydt + per_colorant * n_colorants();
        const S spreading = r.spread * shared[spread_to_come];
        to[dots_placed] = S(0.0);
        to[variance] =
            value_of(shared[dots_placed]) > 0 ? spreading + r.variance_growth : S(0.0); // no dots, nothing spreads
        to[spread_to_come] = -spreading;
        to[uv_dose_state] = dose_rate * r.light;
    }

    template <class S>
    void given(const Session& session, const Rates<S>& r, S* out) const {
        for (std::size_t c = 0; c < n_colorants(); ++c) out[c] = r.given_share * S(deposit(session, c));
    }

    template <class S>
    void apply(const Session& session, const Rates<S>& r, S* y) const {
        S there(0.0), fresh(0.0);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            S* state = y + per_colorant * c;
            there += state[fast] + state[held];
            const S added = r.given_share * S(deposit(session, c));
            fresh += added;
            state[fast] += (1.0 - r.held_share[c]) * added;
            state[held] += r.held_share[c] * added;
        }
        // Width is an average over the pigment, so old and new mix by mass.
        S* shared = y + per_colorant * n_colorants();
        const bool first = !(value_of(shared[dots_placed]) > 0);
        shared[dots_placed] += S(session.new_share);
        if (first) {
            shared[variance] = r.implanted_variance_mm2;
            shared[spread_to_come] = r.wound_spread_mm2;
        } else if (session.deposit_mg_per_ml().sum() > 0) {
            const S share = fresh / (there + fresh);
            shared[variance] += share * (r.implanted_variance_mm2 - shared[variance]);
            shared[spread_to_come] += share * (r.wound_spread_mm2 - shared[spread_to_come]);
        }
    }

    template <class S>
    void see(const Rates<S>& r, const S* y, S* seen) const {
        const S* shared = y + per_colorant * n_colorants();
        S top = r.depth_factor * top_mm();
        const S bottom = r.depth_factor * bottom_mm();
        S fast_pigment(0.0), all(0.0), fast_when_healed(0.0), fast_when_fresh(0.0);
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            const S* state = y + per_colorant * c;
            fast_pigment += state[fast];
            all += state[fast] + state[held];
            fast_when_healed += r.healed_fast[c] * (state[fast] + state[held]);
            fast_when_fresh += (1.0 - r.held_share[c]) * (state[fast] + state[held]);
            seen[c] = (state[fast] + state[held]) * (r.depth_factor * healed_length_mm());
        }
        // What lies above the healed top goes with the fast pool.
        if (value_of(all) > 0)
            top -= r.fresh_rise_mm * clamp_share((fast_pigment - fast_when_healed) / (fast_when_fresh - fast_when_healed));
        S* rest = seen + n_colorants();
        rest[0] = shared[dots_placed];
        rest[1] = shared[variance];
        rest[2] = top;
        rest[3] = bottom;
    }

    template <class S>
    void accounted(const S* y, S* out) const {
        sum_states(y, per_colorant, per_colorant, out);
    }
    template <class S>
    void in_skin(const S* y, S* out) const {
        sum_states(y, per_colorant, 2, out);
    }
    template <class S>
    S uv_dose(const S* y) const {
        return y[per_colorant * n_colorants() + uv_dose_state];
    }

private:
    // Order of the parameters after the shared retention, depth, light; those per colorant follow, clearance factors first.
    enum Parameter : std::size_t {
        healing_rate = common_count,
        clearance_rate,
        wound_spread,
        wound_spread_time,
        diffusion,
        own
    };
    // Order of the states of one colorant, those in the skin first; the shared ones follow the last colorant.
    enum State : std::size_t { fast, held, lost_healing, cleared, photo_degraded, per_colorant };
    enum Shared : std::size_t { dots_placed, variance, spread_to_come, uv_dose_state, shared_states };
};

} // namespace undertone
