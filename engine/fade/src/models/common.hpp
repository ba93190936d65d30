#pragma once
// What the built-in models share: the dots, the light, the first parameters, and how states are laid out.

#include "integrate/lanes.hpp"

#include "undertone/fade/parameters.hpp"
#include "undertone/fade/plan.hpp"
#include "undertone/numerics/dual.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace undertone {

class FadeEquationsBase {
public:
    FadeEquationsBase(const Line& line, const Dots& dots, const FadePlan& plan);

    std::size_t n_colorants() const { return colorant_ids_.size(); }
    const std::vector<std::string>& colorant_ids() const { return colorant_ids_; }
    const std::vector<FadeParameter>& parameters() const { return parameters_; }

    /// All that the slopes need to know of time: the day's dose on the scalp, kJ/m^2.
    double drive(double t_days) const { return light_.dose_kJ_per_m2_day(t_days); }

protected:
    /// Parameters that every model begins with.
    enum Common : std::size_t { retention, depth, light, common_count };

    void add(const std::string& prior) { parameters_.push_back(fade_prior(prior)); }
    void add_per_colorant(const Line& line, const std::string& prior);
    std::vector<std::string> names_of_states(const std::vector<std::string>& of_colorant,
                                             const std::vector<std::string>& shared) const;

    double dose_slope_kJ_per_m2_day2(double t_days) const { return light_.dose_slope_kJ_per_m2_day2(t_days); }
    double dose_between_kJ_per_m2(double t_days, double t_end_days) const {
        return light_.dose_between_kJ_per_m2(t_days, t_end_days);
    }
    double light_transmission() const { return light_transmission_; }
    double healed_variance_mm2() const { return dots_.diameter_mm * dots_.diameter_mm / 16; } // of an even disc, on one axis
    double healed_length_mm() const { return dots_.bottom_mm - dots_.top_mm; }
    double kept_share() const { return dots_.kept_share; }
    double top_mm() const { return dots_.top_mm; }
    double bottom_mm() const { return dots_.bottom_mm; }

    /// How far above the healed top the needle leaves pigment: up to the epidermis, whose own pigment is wiped off and shed with
    /// the crust, and is not counted.
    template <class S>
    S fresh_rise(const S& depth_factor) const {
        constexpr double epidermis_mm = 0.08;
        const S rise = depth_factor * dots_.top_mm - S(epidermis_mm);
        return not_negative(rise);
    }

    /// Whether a dot wide enough, with a share of 0 to 1 of its pigment in the lasting pool, heals to what the dots say; where not,
    /// `why` gets the reason.
    bool reaches_healed(double implanted_variance_mm2, const std::vector<double>& lasting_shares, const char* too_much_kept,
                        const char* too_little_kept, std::string* why) const {
        const char* reason = nullptr;
        if (!(implanted_variance_mm2 >= 0.25 * healed_variance_mm2()))
            reason =
                "the dot would have to be implanted at less than half its healed width to spread this much in six weeks";
        for (const double share : lasting_shares) {
            if (reason) break;
            if (!(share <= 1))
                reason = too_much_kept;
            else if (!(share >= 0))
                reason = too_little_kept;
        }
        if (reason && why) *why = reason;
        return reason == nullptr;
    }

    /// Retention far above 1 is no dot's. The tail of the prior up to twice that is left as it is.
    static bool dose_is_possible(double retention, std::string* why) {
        if (retention <= 2) return true;
        if (why) *why = "retention is more than twice what the cup holds";
        return false;
    }

    static double deposit(const Session& session, std::size_t colorant) {
        return session.mg_per_ml(static_cast<Eigen::Index>(colorant)) * session.inked_share;
    }

    static double not_negative(double x) { return std::max(0.0, x); }
    static Lanes not_negative(const Lanes& x) {
        return Lanes::map([&](std::size_t i) { return std::max(0.0, x.v[i]); });
    }
    template <int N>
    static Dual<N> not_negative(const Dual<N>& x) {
        return x.v > 0 ? x : Dual<N>(0.0);
    }
    /// Into [0, 1].
    template <class S>
    static S clamp_share(const S& x) {
        return 1.0 - not_negative(1.0 - not_negative(x));
    }

    /// Per colorant, the sum of the first `count` of its states.
    template <class S>
    void sum_states(const S* y, std::size_t per_colorant, std::size_t count, S* out) const {
        for (std::size_t c = 0; c < n_colorants(); ++c) {
            S sum = y[per_colorant * c];
            for (std::size_t s = 1; s < count; ++s) sum += y[per_colorant * c + s];
            out[c] = sum;
        }
    }

private:
    std::vector<std::string> colorant_ids_;
    std::vector<FadeParameter> parameters_;
    Dots dots_;
    DailyLight light_;
    double light_transmission_;
};

} // namespace undertone
