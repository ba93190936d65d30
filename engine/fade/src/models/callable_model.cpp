#include "undertone/fade/callable_model.hpp"

#include "check.hpp"

#include <algorithm>

namespace undertone {

namespace {

using Array = Eigen::ArrayXd;

Array array_of(std::span<const double> values) {
    return Eigen::Map<const Array>(values.data(), static_cast<Eigen::Index>(values.size()));
}

class CallableModel final : public FadeModel {
public:
    CallableModel(CallableModelParts parts, const Dots& dots)
        : parts_(std::make_shared<const CallableModelParts>(std::move(parts))), dots_(dots) {
        for (const FadeParameter& parameter : parts_->parameters) values_.push_back(parameter.prior.median);
        sizes_known_ = parts_->see(initial_state_, array_of(values_)).size();
        if (sizes_known_ < 5)
            throw DomainError("see", fmt::format("{} values", sizes_known_),
                              "pigment of at least one colorant, dots placed, variance, top, bottom");
    }

    std::size_t n_states() const override { return parts_->state_names.size(); }
    std::vector<std::string> state_names() const override { return parts_->state_names; }
    const std::vector<FadeParameter>& parameters() const override { return parts_->parameters; }
    const std::vector<double>& values() const override { return values_; }
    std::unique_ptr<FadeModel> with(std::vector<double> values) const override {
        if (values.size() != values_.size())
            throw DomainError("values", fmt::format("{} numbers", values.size()),
                              fmt::format("{}, as parameters()", values_.size()));
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!(values[i] >= 0) || !std::isfinite(values[i]))
                throw DomainError(parameters()[i].name, fmt::format("{:g}", values[i]), "finite and not negative");
        auto copy = std::make_unique<CallableModel>(*this);
        copy->values_ = std::move(values);
        return copy;
    }
    bool is_feasible(std::string*) const override { return true; }
    Array initial_state() const override { return initial_state_; }
    void rhs(double t_days, std::span<const double> y, std::span<double> dydt) const override {
        const Array slope = sized("rhs", parts_->rhs(t_days, array_of(y), array_of(values_)), n_states());
        std::copy(slope.data(), slope.data() + slope.size(), dydt.data());
    }
    void apply(const Session& session, std::span<double> y) const override {
        const Array after =
            sized("apply", parts_->apply(session, session.deposit_mg_per_ml(), array_of(y), array_of(values_)), n_states());
        std::copy(after.data(), after.data() + after.size(), y.data());
    }
    Array see(std::span<const double> y) const override {
        return sized("see", parts_->see(array_of(y), array_of(values_)), static_cast<std::size_t>(sizes_known_));
    }
    PigmentState observe(std::span<const double> y) const override { return pigment_state(see(y), dots_); }
    Array accounted(std::span<const double> y) const override {
        return sized("accounted", parts_->accounted(array_of(y), array_of(values_)), n_colorants());
    }
    Array in_skin(std::span<const double> y) const override {
        return sized("in_skin", parts_->in_skin(array_of(y), array_of(values_)), n_colorants());
    }
    Array given(const Session& session) const override {
        // What the impulse adds to skin that has none.
        std::vector<double> y(initial_state_.data(), initial_state_.data() + initial_state_.size());
        const Array before = accounted(y);
        apply(session, y);
        return accounted(y) - before;
    }
    double uv_dose_kJ_per_m2(std::span<const double>) const override { return 0; }

private:
    std::size_t n_colorants() const { return static_cast<std::size_t>(sizes_known_ - 4); }

    static Array sized(const char* what, Array values, std::size_t size) {
        if (static_cast<std::size_t>(values.size()) != size)
            throw DomainError(what, fmt::format("{} values", values.size()), fmt::format("{}", size));
        return values;
    }

    std::shared_ptr<const CallableModelParts> parts_;
    Dots dots_;
    std::vector<double> values_;
    Array initial_state_ = Array::Zero(static_cast<Eigen::Index>(parts_->state_names.size()));
    Eigen::Index sizes_known_ = 5;
};

} // namespace

std::unique_ptr<FadeModel> make_callable_model(CallableModelParts parts, const Dots& dots) {
    dots.validate();
    if (parts.state_names.empty()) throw DomainError("state_names", "empty", "at least one state");
    if (parts.state_names.size() > 10000)
        throw DomainError("state_names", fmt::format("{} states", parts.state_names.size()), "up to 10000");
    for (const FadeParameter& parameter : parts.parameters) {
        require_range("parameters['" + parameter.name + "'].median", parameter.prior.median, 0, 1e100);
        require_range("parameters['" + parameter.name + "'].log_sd", parameter.prior.log_sd, 0, 10);
    }
    if (!parts.rhs || !parts.apply || !parts.see || !parts.accounted || !parts.in_skin)
        throw DomainError("model", "a function is missing", "rhs, apply, see, accounted and in_skin");
    return std::make_unique<CallableModel>(std::move(parts), dots);
}

} // namespace undertone
