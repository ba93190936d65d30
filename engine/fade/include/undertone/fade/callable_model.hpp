#pragma once
// A fade model made of functions, for trying one out: from Python, or a few lambdas. Slower than equations, same interface;
// sensitivities are differences.

#include "undertone/fade/model.hpp"

namespace undertone {

/// Arrays in, arrays out; `values` are those of the parameters. Functions may throw.
struct CallableModelParts {
    using Array = Eigen::ArrayXd;

    std::vector<std::string> state_names;
    std::vector<FadeParameter> parameters;
    std::function<Array(double t_days, const Array& y, const Array& values)> rhs;
    /// The state just after a session that gives `deposit` (mg per ml of finished dot, per colorant).
    std::function<Array(const Session& session, const Array& deposit, const Array& y, const Array& values)> apply;
    /// As FadeModel::see: pigment per colorant, dots placed, variance, top, bottom.
    std::function<Array(const Array& y, const Array& values)> see;
    /// All pigment ever given per colorant, and what of it is in the skin.
    std::function<Array(const Array&y, const Array&values)> accounted, in_skin;
};

/// Throws DomainError where a part is missing or a function returns the wrong number of values (found when it is called).
std::unique_ptr<FadeModel> make_callable_model(CallableModelParts parts, const Dots& dots);

} // namespace undertone
