#include "undertone/fade/two_rate.hpp"

#include "check.hpp"

#include <algorithm>

namespace undertone {

namespace {

// Order of the parameters; those per colorant follow, clearance factors first.
enum Parameter : std::size_t {
    retention,
    depth,
    healing_rate,
    clearance_rate,
    wound_spread,
    wound_spread_time,
    diffusion,
    shared_count
};

// Order of the states of one colorant; the shared ones follow the last colorant.
enum State : std::size_t { fast, held, lost_healing, cleared, photo_degraded, per_colorant };
enum Shared : std::size_t { dots_placed, variance, spread_to_come, uv_dose };

constexpr double epidermis_mm = 0.08; // pigment in it is wiped off and shed with the crust, and is not counted

double square(double x) { return x * x; }

} // namespace

TwoRateModel::TwoRateModel(const Line& line, const Dots& dots, const Habits& habits, double light_transmission)
    : colorants_(line.colorants.size()), dots_(dots), light_(habits), light_transmission_(light_transmission) {
    dots.validate();
    require_range("light_transmission", light_transmission, 0, 1);
    std::vector<std::string> ids;
    std::vector<FadeParameter> parameters = {
        {"retention", "1", dots.retention, "Dots::retention: healed over cup concentration", "as given"},
        {"depth", "1", {1.0, dots.depth_log_sd}, "Dots::depth_log_sd: factor on both ends of the dot", "as given"},
        fade_prior("healing_rate"),
        fade_prior("clearance_rate"),
        fade_prior("wound_spread"),
        fade_prior("wound_spread_time"),
        fade_prior("diffusion")};
    for (const Colorant& colorant : line.colorants) {
        ids.push_back(colorant.id);
        parameters.push_back(fade_prior("clearance_factor", colorant));
    }
    for (const Colorant& colorant : line.colorants) parameters.push_back(fade_prior("photolysis", colorant));

    std::vector<double> medians;
    for (const FadeParameter& parameter : parameters) medians.push_back(parameter.prior.median);
    colorant_ids_ = std::make_shared<const std::vector<std::string>>(std::move(ids));
    parameters_ = std::make_shared<const std::vector<FadeParameter>>(std::move(parameters));
    set_values(std::move(medians));
}

std::unique_ptr<FadeModel> TwoRateModel::with(std::vector<double> values) const {
    auto copy = std::make_unique<TwoRateModel>(*this);
    copy->set_values(std::move(values));
    return copy;
}

void TwoRateModel::set_values(std::vector<double> values) {
    if (values.size() != parameters_->size())
        throw DomainError("values", fmt::format("{} numbers", values.size()),
                          fmt::format("{}, as parameters()", parameters_->size()));
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(values[i] >= 0) || !std::isfinite(values[i]))
            throw DomainError((*parameters_)[i].name, fmt::format("{:g}", values[i]), "finite and not negative",
                              "rates, shares and spreads cannot be negative");
    values_ = std::move(values);

    healing_rate_ = values_[healing_rate];
    depth_factor_ = values_[depth];
    clearance_.resize(colorants_);
    photolysis_.resize(colorants_);
    for (std::size_t c = 0; c < colorants_; ++c) {
        clearance_[c] = values_[clearance_rate] * values_[shared_count + c] / days_per_year;
        photolysis_[c] = values_[shared_count + colorants_ + c] * light_transmission_;
    }
    const double healed_diameter = dots_.diameter_mm;
    healed_variance_mm2_ = square(healed_diameter) / 16; // of an even disc, along one axis
    wound_spread_mm2_ = values_[wound_spread] * healed_variance_mm2_;
    spread_rate_ = values_[wound_spread_time] > 0 ? 1 / values_[wound_spread_time] : 0;
    variance_growth_ = 2 * values_[diffusion] / days_per_year;
    implanted_variance_mm2_ = healed_variance_mm2_ - wound_spread_mm2_ * -std::expm1(-spread_rate_ * healed_after_days) -
                              variance_growth_ * healed_after_days;
    // Implanted, the narrower dot holds the cup's concentration all along the needle's path in the dermis. What must be held
    // so that at the healed time `retention` of it is left in the wider, shorter dot, slow clearance (of a colorant with
    // factor 1) included:
    fresh_rise_mm_ = std::max(0.0, dots_.top_mm * depth_factor_ - epidermis_mm);
    const double healed_length_mm = (dots_.bottom_mm - dots_.top_mm) * depth_factor_;
    given_share_ = implanted_variance_mm2_ / healed_variance_mm2_ * (1 + fresh_rise_mm_ / healed_length_mm);
    const double fast_left = std::exp(-healing_rate_ * healed_after_days);
    const double held_left = std::exp(-values_[clearance_rate] / days_per_year * healed_after_days);
    held_share_ = (values_[retention] / given_share_ - fast_left) / (held_left - fast_left);
    const double fast_then = (1 - held_share_) * fast_left;
    healed_fast_ = fast_then / (fast_then + held_share_ * held_left);
}

bool TwoRateModel::is_feasible(std::string* why) const {
    const auto refuse = [why](std::string reason) {
        if (why) *why = std::move(reason);
        return false;
    };
    if (!(implanted_variance_mm2_ >= 0.25 * healed_variance_mm2_))
        return refuse(
            "the dot would have to be implanted at less than half its healed width to spread this much in six weeks");
    if (!(held_share_ <= 1)) return refuse("retention is more than the pigment implanted can leave after six weeks");
    if (!(held_share_ >= 0)) return refuse("retention is less than this slow a healing leaves after six weeks");
    return true;
}

std::vector<std::string> TwoRateModel::state_names() const {
    std::vector<std::string> names;
    for (const std::string& id : *colorant_ids_)
        for (const char* state : {"fast", "held", "lost_healing", "cleared", "photo_degraded"})
            names.push_back(fmt::format("{}[{}]_mg_per_ml", state, id));
    names.insert(names.end(), {"dots_placed_share", "dot_variance_mm2", "spread_to_come_mm2", "uv_dose_kJ_per_m2"});
    return names;
}

Eigen::ArrayXd TwoRateModel::initial_state() const { return Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(n_states())); }

void TwoRateModel::rhs(double t_days, std::span<const double> y, std::span<double> dydt) const {
    const double dose_rate = light_.dose_kJ_per_m2_day(t_days);
    for (std::size_t c = 0; c < colorants_; ++c) {
        const double* from = y.data() + per_colorant * c;
        double* to = dydt.data() + per_colorant * c;
        const double sunlit = photolysis_[c] * dose_rate;
        const double healing = healing_rate_ * from[fast], clearing = clearance_[c] * from[held];
        to[fast] = -healing - sunlit * from[fast];
        to[held] = -clearing - sunlit * from[held];
        to[lost_healing] = healing;
        to[cleared] = clearing;
        to[photo_degraded] = sunlit * (from[fast] + from[held]);
    }
    const double* shared = y.data() + per_colorant * colorants_;
    double* to = dydt.data() + per_colorant * colorants_;
    const double spreading = spread_rate_ * shared[spread_to_come];
    to[dots_placed] = 0;
    to[variance] = shared[variance] > 0 ? spreading + variance_growth_ : 0; // no dots, nothing spreads
    to[spread_to_come] = -spreading;
    to[uv_dose] = dose_rate;
}

Eigen::ArrayXd TwoRateModel::given(const Session& session) const { return session.deposit_mg_per_ml() * given_share_; }

void TwoRateModel::apply(const Session& session, std::span<double> y) const {
    const Eigen::ArrayXd deposit = given(session);
    double there = 0;
    for (std::size_t c = 0; c < colorants_; ++c) {
        double* state = y.data() + per_colorant * c;
        there += state[fast] + state[held];
        const double added = deposit(static_cast<Eigen::Index>(c));
        state[fast] += (1 - held_share_) * added;
        state[held] += held_share_ * added;
    }
    // Width is an average over the pigment, so old and new mix by mass.
    double* shared = y.data() + per_colorant * colorants_;
    shared[dots_placed] += session.new_share;
    const double all = there + deposit.sum(), fresh = all > 0 ? deposit.sum() / all : 1;
    if (shared[variance] <= 0) {
        shared[variance] = implanted_variance_mm2_;
        shared[spread_to_come] = wound_spread_mm2_;
    } else {
        shared[variance] += fresh * (implanted_variance_mm2_ - shared[variance]);
        shared[spread_to_come] += fresh * (wound_spread_mm2_ - shared[spread_to_come]);
    }
}

PigmentState TwoRateModel::observe(std::span<const double> y) const {
    const auto n = static_cast<Eigen::Index>(colorants_);
    PigmentState state{Eigen::ArrayXd::Zero(n), dots_.diameter_mm, 0, dots_.top_mm * depth_factor_,
                       dots_.bottom_mm * depth_factor_};
    const double* shared = y.data() + per_colorant * colorants_;
    if (shared[dots_placed] <= 0) return state;
    state.diameter_mm = 4 * std::sqrt(shared[variance]);
    state.density_per_cm2 = dots_.density_per_cm2 * shared[dots_placed];
    // What lies above the healed top goes with the fast pool.
    double fast_pigment = 0, all = 0;
    for (std::size_t c = 0; c < colorants_; ++c) {
        fast_pigment += y[per_colorant * c + fast];
        all += y[per_colorant * c + fast] + y[per_colorant * c + held];
    }
    const double healed_length_mm = state.bottom_mm - state.top_mm;
    if (all > 0)
        state.top_mm -=
            fresh_rise_mm_ * std::clamp((fast_pigment / all - healed_fast_) / (1 - held_share_ - healed_fast_), 0.0, 1.0);
    state.mg_per_ml = in_skin(y) * (healed_variance_mm2_ / (shared[variance] * shared[dots_placed]) * healed_length_mm /
                                    (state.bottom_mm - state.top_mm));
    return state;
}

Eigen::ArrayXd TwoRateModel::accounted(std::span<const double> y) const {
    Eigen::ArrayXd total(static_cast<Eigen::Index>(colorants_));
    for (std::size_t c = 0; c < colorants_; ++c) {
        double sum = 0;
        for (std::size_t s = 0; s < per_colorant; ++s) sum += y[per_colorant * c + s];
        total(static_cast<Eigen::Index>(c)) = sum;
    }
    return total;
}

Eigen::ArrayXd TwoRateModel::in_skin(std::span<const double> y) const {
    Eigen::ArrayXd total(static_cast<Eigen::Index>(colorants_));
    for (std::size_t c = 0; c < colorants_; ++c)
        total(static_cast<Eigen::Index>(c)) = y[per_colorant * c + fast] + y[per_colorant * c + held];
    return total;
}

double TwoRateModel::uv_dose_kJ_per_m2(std::span<const double> y) const { return y[per_colorant * colorants_ + uv_dose]; }

std::unique_ptr<FadeModel> make_fade_model(const std::string& name, const Line& line, const Dots& dots,
                                           const FadePlan& plan) {
    if (name == "two_rate") return std::make_unique<TwoRateModel>(line, dots, plan.habits, plan.light_transmission);
    throw UnsupportedError(fmt::format("there is no fade model \"{}\"; this version has \"two_rate\"", name));
}

} // namespace undertone
