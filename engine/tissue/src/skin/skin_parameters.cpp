#include "undertone/tissue/skin_parameters.hpp"

#include "join.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

/// The row of `field`, checked.
FreeSkinParameter free_parameter(const SkinField& field, const Table& priors) {
    const auto cell = [&](std::string_view column) { return priors.at(field.id, column); };
    const FreeSkinParameter result{field,         cell("logarithmic") > 0.5, cell("lower"),
                                   cell("upper"), cell("prior_mean"),        cell("prior_sd")};
    const auto fail = [&](const char* column, double value, std::string allowed) {
        throw DomainError(fmt::format("{}.{}", field.id, column), fmt::format("{}", value), std::move(allowed));
    };
    const double least = result.logarithmic ? std::max(field.low, 1e-12) : field.low; // zero has no logarithm
    if (!(result.lower >= least)) fail("lower", result.lower, fmt::format("{} or more", least));
    if (!(result.upper > result.lower && result.upper <= field.high))
        fail("upper", result.upper, fmt::format("more than lower, up to {}", field.high));
    if (!(result.prior_mean >= result.lower && result.prior_mean <= result.upper))
        fail("prior_mean", result.prior_mean, "from lower to upper");
    if (!(result.prior_sd > 0 && std::isfinite(result.prior_sd))) fail("prior_sd", result.prior_sd, "more than 0");
    return result;
}

} // namespace

void SkinParameters::validate() const {
    for (const SkinField& field : skin_fields)
        if (!(this->*field.value >= field.low && this->*field.value <= field.high))
            throw DomainError(field.id, fmt::format("{}", this->*field.value),
                              fmt::format("{} to {}", field.low, field.high));
}

double FreeSkinParameter::coordinate(double value) const { return logarithmic ? std::log(value) : value; }
double FreeSkinParameter::value(double coordinate) const { return logarithmic ? std::exp(coordinate) : coordinate; }

SkinSpace::SkinSpace(const Table& priors) {
    for (const SkinField& field : skin_fields)
        if (std::find(priors.ids.begin(), priors.ids.end(), field.id) != priors.ids.end())
            free_.push_back(free_parameter(field, priors));
    for (const std::string& id : priors.ids)
        if (!axis(id)) {
            std::vector<std::string_view> known;
            for (const SkinField& field : skin_fields) known.emplace_back(field.id);
            throw DomainError("id", id, "a parameter of skin: " + detail::join(known));
        }
}

const SkinSpace& SkinSpace::shipped() {
    static const SkinSpace instance(data_table("tissue/skin_parameters.csv"));
    return instance;
}

std::vector<std::string> SkinSpace::names() const {
    std::vector<std::string> result;
    for (const FreeSkinParameter& one : free_) result.emplace_back(one.field.id);
    return result;
}

std::optional<Eigen::Index> SkinSpace::axis(std::string_view id) const {
    for (std::size_t i = 0; i < free_.size(); ++i)
        if (id == free_[i].field.id) return static_cast<Eigen::Index>(i);
    return {};
}

Eigen::VectorXd SkinSpace::lower() const {
    return Eigen::VectorXd::NullaryExpr(size(), [&](Eigen::Index i) { return (*this)[i].coordinate((*this)[i].lower); });
}

Eigen::VectorXd SkinSpace::upper() const {
    return Eigen::VectorXd::NullaryExpr(size(), [&](Eigen::Index i) { return (*this)[i].coordinate((*this)[i].upper); });
}

Eigen::VectorXd SkinSpace::prior_mean() const {
    return Eigen::VectorXd::NullaryExpr(size(),
                                        [&](Eigen::Index i) { return (*this)[i].coordinate((*this)[i].prior_mean); });
}

Eigen::VectorXd SkinSpace::prior_sd() const {
    return Eigen::VectorXd::NullaryExpr(size(), [&](Eigen::Index i) { return (*this)[i].prior_sd; });
}

Eigen::VectorXd SkinSpace::coordinates(const Eigen::VectorXd& values) const {
    if (values.size() != size())
        throw DomainError("skin parameters", fmt::format("{} values", values.size()),
                          fmt::format("{}, one for each that is fitted", size()), "give what fit_skin returned");
    return Eigen::VectorXd::NullaryExpr(size(), [&](Eigen::Index i) { return (*this)[i].coordinate(values(i)); });
}

Eigen::VectorXd SkinSpace::values(const Eigen::VectorXd& coordinates) const {
    return Eigen::VectorXd::NullaryExpr(size(), [&](Eigen::Index i) { return (*this)[i].value(coordinates(i)); });
}

Eigen::VectorXd SkinSpace::slope(const Eigen::VectorXd& coordinates) const {
    return Eigen::VectorXd::NullaryExpr(
        size(), [&](Eigen::Index i) { return (*this)[i].logarithmic ? std::exp(coordinates(i)) : 1.0; });
}

SkinParameters SkinSpace::parameters(const Eigen::VectorXd& coordinates, SkinParameters fixed) const {
    for (Eigen::Index i = 0; i < size(); ++i) fixed.*(*this)[i].field.value = (*this)[i].value(coordinates(i));
    return fixed;
}

} // namespace undertone
