#pragma once
// The states and rates of the mechanistic model, and what implicit steps ask of it: solutions of (g - d rhs/dy) x = b.
//
// The matrix is an arrow within an arrow: of one colorant only what is mobile feeds the other pools, and colorants meet only in the
// capacity of the macrophages. So it is solved by substitution, some twenty multiplications a colorant, where a dense
// factorisation of 20 states takes thousands.

#include "undertone/numerics/dual.hpp"

#include <cstddef>
#include <vector>

namespace undertone {

template <class S>
struct MechanisticRates {
    S capture{}, drain{}, wound_drain{}, expulsion{}, wound_healing{}, shedding{}, release{}, uptake{}, give_back{};
    S per_capacity{}, recruitment{}, recruitment_gain{}, spread{}, hop_variance_mm2{}, settling{}; // per day, mm, mm^2
    S light{}, depth_factor{}, wound_spread_mm2{}, implanted_variance_mm2{}, dermal_share{}, given_share{}, fresh_rise_mm{};
    S depth_mm{}, depth_variance_mm2{}; ///< of what is implanted
    // Per colorant; light's rates by the scalp's dose, and by the person's own.
    std::vector<S> drain_factor, photolysis, photolysis_per_dose;
};

struct MechanisticStates {
    // Order of the states of one colorant, those in the skin first; the shared ones follow the last colorant.
    enum State : std::size_t {
        epidermal,
        mobile,
        held,
        fibroblast,
        cleared,
        photo_degraded,
        per_colorant,
        pools_in_skin = cleared
    };
    enum Shared : std::size_t {
        dots_placed,
        wound,
        capacity_excess,
        variance,
        spread_to_come,
        depth_mean,
        depth_variance,
        uv_dose_state,
        shared_states
    };
};

template <class S>
class MechanisticLinear : MechanisticStates {
public:
    /// `rates` must outlive this.
    explicit MechanisticLinear(const MechanisticRates<S>& rates) : r_(rates), own_(rates.drain_factor.size()) {}

    /// Moves to the point y under this much light.
    void move_to(double dose_rate, const S* y) {
        const S* shared = y + per_colorant * own_.size();
        capture_ = r_.capture * (1.0 + shared[capacity_excess]);
        drain_ = r_.drain * (1.0 + r_.wound_drain * shared[wound]);
        expulsion_ = r_.expulsion * shared[wound];
        S released(0.0), all(1e-200);
        for (std::size_t c = 0; c < own_.size(); ++c) {
            const S* state = y + per_colorant * c;
            Colorant& own = own_[c];
            own.sunlit = dose_rate * r_.photolysis[c];
            own.drain = drain_ * r_.drain_factor[c];
            own.by_capacity = r_.capture * state[mobile];
            own.drain_by_wound = r_.drain * r_.wound_drain * r_.drain_factor[c] * state[mobile];
            own.expelled_by_wound = r_.expulsion * state[mobile];
            own.lost_by_wound = own.drain_by_wound + own.expelled_by_wound;
            released += r_.release * state[held];
            all += (state[epidermal] + state[mobile]) + (state[held] + state[fibroblast]);
        }
        const S per_all = 1.0 / all;
        hop_by_held_ = value_of(shared[dots_placed]) > 0 ? r_.hop_variance_mm2 * r_.release * per_all : S(0.0);
        hop_by_all_ = value_of(shared[dots_placed]) > 0 ? r_.hop_variance_mm2 * released * per_all * per_all : S(0.0);
    }

    /// Chooses g, per day; after move_to.
    void shift(double g) {
        per_g_ = 1 / g;
        per_wound_ = 1.0 / (g + r_.wound_healing);
        per_spread_ = 1.0 / (g + r_.spread);
        S capacity = g + r_.recruitment;
        for (Colorant& own : own_) {
            own.per_epidermal = 1.0 / (g + r_.shedding + own.sunlit);
            own.per_held = 1.0 / (g + r_.release + own.sunlit);
            own.per_fibroblast = 1.0 / (g + r_.give_back + own.sunlit);
            own.freed = r_.release * own.per_held;
            own.given_back = r_.give_back * own.per_fibroblast;
            own.per_mobile = 1.0 / (g + capture_ * (1.0 - own.freed) + own.drain + expulsion_ +
                                    r_.uptake * (1.0 - own.given_back) + own.sunlit);
            own.mobile_by_capacity = own.per_mobile * own.by_capacity * (own.freed - 1.0);
            const S kept = r_.per_capacity * g * own.per_held;
            own.capacity_by_mobile = kept * capture_ * own.per_mobile;
            own.capacity_by_held = r_.per_capacity * (r_.release + own.sunlit) * own.per_held;
            capacity += kept * (own.by_capacity + capture_ * own.mobile_by_capacity);
        }
        per_capacity_excess_ = 1.0 / capacity;
    }

    /// x = (g - d rhs/dy)^-1 b.
    void solve(const S* b, S* x) const {
        const std::size_t n = own_.size();
        const S* shared = b + per_colorant * n;
        S* to_shared = x + per_colorant * n;
        const S w = shared[wound] * per_wound_;
        S capacity = shared[capacity_excess] + r_.recruitment * r_.recruitment_gain * w;
        for (std::size_t c = 0; c < n; ++c) {
            const Colorant& own = own_[c];
            const S* from = b + per_colorant * c;
            const S fed =
                (from[mobile] + own.freed * from[held]) + (own.given_back * from[fibroblast] - own.lost_by_wound * w);
            x[per_colorant * c + mobile] = own.per_mobile * fed; // yet without what the capacity will do to it
            capacity += own.capacity_by_held * from[held] - own.capacity_by_mobile * fed;
        }
        capacity = capacity * per_capacity_excess_;
        S held_in_all(0.0), all(0.0);
        for (std::size_t c = 0; c < n; ++c) {
            const Colorant& own = own_[c];
            const S* from = b + per_colorant * c;
            S* to = x + per_colorant * c;
            const S m = to[mobile] + own.mobile_by_capacity * capacity;
            const S e = own.per_epidermal * ((from[epidermal] + own.expelled_by_wound * w) + expulsion_ * m);
            const S h = own.per_held * ((from[held] + own.by_capacity * capacity) + capture_ * m);
            const S f = own.per_fibroblast * (from[fibroblast] + r_.uptake * m);
            const S in_skin = (e + m) + (h + f);
            to[epidermal] = e;
            to[mobile] = m;
            to[held] = h;
            to[fibroblast] = f;
            to[cleared] = per_g_ * ((from[cleared] + own.drain_by_wound * w) + (r_.shedding * e + own.drain * m));
            to[photo_degraded] = per_g_ * (from[photo_degraded] + own.sunlit * in_skin);
            held_in_all += h;
            all += in_skin;
        }
        const S hopping = hop_by_held_ * held_in_all - hop_by_all_ * all;
        to_shared[dots_placed] = per_g_ * shared[dots_placed];
        to_shared[wound] = w;
        to_shared[capacity_excess] = capacity;
        to_shared[spread_to_come] = per_spread_ * shared[spread_to_come];
        to_shared[variance] = per_g_ * (shared[variance] + r_.spread * to_shared[spread_to_come] + hopping);
        to_shared[depth_mean] = per_g_ * shared[depth_mean];
        to_shared[depth_variance] = per_g_ * (shared[depth_variance] + hopping);
        to_shared[uv_dose_state] = per_g_ * shared[uv_dose_state];
    }

private:
    struct Colorant {
        S sunlit{}, drain{}, by_capacity{}, drain_by_wound{}, expelled_by_wound{}, lost_by_wound{}; // at the point
        S per_epidermal{}, per_mobile{}, per_held{}, per_fibroblast{}, freed{}, given_back{}, mobile_by_capacity{},
            capacity_by_mobile{}, capacity_by_held{}; // at g
    };

    const MechanisticRates<S>& r_;
    std::vector<Colorant> own_;
    S capture_{}, drain_{}, expulsion_{}, hop_by_held_{}, hop_by_all_{};
    S per_wound_{}, per_spread_{}, per_capacity_excess_{};
    double per_g_ = 0;
};

} // namespace undertone
