#pragma once
// A small bounded Levenberg-Marquardt for the most probable point of a posterior: few unknowns, a dear forward model,
// residuals that hold the prior's rows (so the normal matrix is never singular). tissue has its own, batched over columns.

#include <Eigen/Core>

#include <functional>
#include <vector>

namespace undertone {

struct MostProbable {
    Eigen::VectorXd point, residuals;
    Eigen::MatrixXd jacobian; ///< at the point, central differences
    bool converged = false;
    int iterations = 0;
};

using Residuals = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

/// Minimises |residuals|^2 within the bounds; `steps` are those of the finite differences.
MostProbable most_probable(const Eigen::VectorXd& start, const Eigen::VectorXd& lower, const Eigen::VectorXd& upper,
                           const Eigen::VectorXd& steps, const Residuals& residuals);

/// One under the other.
Eigen::VectorXd stacked(const std::vector<Eigen::VectorXd>& parts);

} // namespace undertone
