// The models there are. To add one: its equations as a header in models/, and a line in built_in_models.
#include "equations.hpp"
#include "mechanistic.hpp"
#include "two_rate.hpp"

#include <fmt/format.h>

#include <map>

namespace undertone {

FadeEquationsBase::FadeEquationsBase(const Line& line, const Dots& dots, const FadePlan& plan)
    : dots_(dots), light_(plan.habits), light_transmission_(plan.light_transmission) {
    dots.validate();
    require_range("light_transmission", light_transmission_, 0, 1);
    for (const Colorant& colorant : line.colorants) colorant_ids_.push_back(colorant.id);
    parameters_ = {
        {"retention", "1", dots.retention, "Dots::retention: healed over cup concentration", "as given"},
        {"depth", "1", {1.0, dots.depth_log_sd}, "Dots::depth_log_sd: factor on both ends of the dot", "as given"},
        fade_prior("light")};
}

void FadeEquationsBase::add_per_colorant(const Line& line, const std::string& prior) {
    for (const Colorant& colorant : line.colorants) parameters_.push_back(fade_prior(prior, colorant));
}

std::vector<std::string> FadeEquationsBase::names_of_states(const std::vector<std::string>& of_colorant,
                                                            const std::vector<std::string>& shared) const {
    std::vector<std::string> names;
    for (const std::string& id : colorant_ids_)
        for (const std::string& state : of_colorant) names.push_back(fmt::format("{}[{}]_mg_per_ml", state, id));
    names.insert(names.end(), shared.begin(), shared.end());
    return names;
}

namespace {

template <class E>
std::unique_ptr<FadeModel> make(const Line& line, const Dots& dots, const FadePlan& plan) {
    return std::make_unique<EquationsModel<E>>(line, dots, plan);
}

} // namespace

std::map<std::string, FadeModelFactory> built_in_models() {
    return {{"mechanistic", make<MechanisticEquations>}, {"two_rate", make<TwoRateEquations>}};
}

} // namespace undertone
