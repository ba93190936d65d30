#pragma once
// The identifiable default: pigment is lost fast while the wound heals, then slowly for years; dots spread likewise.
//
// Per colorant, mg per ml of healed dot volume, per finished dot:
//   fast    in the surface or still mobile; leaves at the healing rate into lost_healing (shed and drained together:
//           colour cannot tell them apart)
//   held    in dermal cells; leaves at the clearance rate into cleared
//   both lose to photo_degraded in proportion to the light that reaches them
// Shared: share of the lattice placed, lateral variance of a dot (width = 4 standard deviations, as for an even disc), spreading still to come from
// the wound, ultraviolet dose. The pigment above the healed dot's top, up to the epidermis, goes with the fast pool; the rest keeps its
// depth: no rate of settling has been measured in man.
//
// The share held from the start is not a parameter: it follows from Dots::retention, defined at `healed_after_days`.

#include "undertone/fade/model.hpp"

namespace undertone {

/// When a result counts as healed (the trade waits 4-6 weeks) and Dots::retention and Dots::diameter_mm hold.
inline constexpr double healed_after_days = 42;

class TwoRateModel final : public FadeModel {
public:
    TwoRateModel(const Line& line, const Dots& dots, const Habits& habits, double light_transmission);

    std::size_t n_states() const override { return 5 * colorants_ + 4; }
    std::vector<std::string> state_names() const override;
    const std::vector<FadeParameter>& parameters() const override { return *parameters_; }
    const std::vector<double>& values() const override { return values_; }
    std::unique_ptr<FadeModel> with(std::vector<double> values) const override;
    bool is_feasible(std::string* why = nullptr) const override;
    Eigen::ArrayXd initial_state() const override;
    void rhs(double t_days, std::span<const double> y, std::span<double> dydt) const override;
    void apply(const Session& session, std::span<double> y) const override;
    PigmentState observe(std::span<const double> y) const override;
    Eigen::ArrayXd accounted(std::span<const double> y) const override;
    Eigen::ArrayXd in_skin(std::span<const double> y) const override;
    Eigen::ArrayXd given(const Session& session) const override;
    double uv_dose_kJ_per_m2(std::span<const double> y) const override;

private:
    void set_values(std::vector<double> values);

    std::size_t colorants_;
    std::shared_ptr<const std::vector<std::string>> colorant_ids_;
    std::shared_ptr<const std::vector<FadeParameter>> parameters_;
    std::vector<double> values_;
    Dots dots_;
    DailyLight light_;
    double light_transmission_;

    // Derived from the values; rates per day.
    double healing_rate_ = 0, spread_rate_ = 0, variance_growth_ = 0;
    double healed_variance_mm2_ = 0, implanted_variance_mm2_ = 0, wound_spread_mm2_ = 0, held_share_ = 0, depth_factor_ = 1;
    double given_share_ = 1;   ///< pigment implanted over what the cup's concentration in the healed dot would be
    double fresh_rise_mm_ = 0; ///< how much nearer to the surface fresh dots reach than healed ones
    double healed_fast_ = 0;   ///< share of the pigment in the skin that is still fast when healed
    std::vector<double> clearance_, photolysis_;
};

} // namespace undertone
