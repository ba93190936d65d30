#pragma once
// Small bounded least squares: Levenberg-Marquardt on the box, variables that push against a bound held there. With rows for a prior
// the answer is the most probable point of a posterior, and its Jacobian gives the covariance.

#include <Eigen/Core>

#include <functional>
#include <vector>

namespace undertone {

/// Each column of the argument is one point, each column of the answer its residuals. All points of a finite-difference
/// Jacobian come in one call.
using ResidualFunction = std::function<Eigen::MatrixXd(const Eigen::MatrixXd& points)>;

struct BoundedLeastSquares {
    Eigen::VectorXd start, lower, upper;
    Eigen::VectorXd difference; ///< step of the forward differences, per variable
    int max_iterations = 60;
    double tolerance = 1e-4; ///< stop where the sum of squares would fall by less than this part of (1 + itself)
    /// d(residuals) / d(point) where it is known; `difference` is then not used.
    std::function<Eigen::MatrixXd(const Eigen::VectorXd& point)> jacobian = {};
    bool central_jacobian = false; ///< of the answer: by central differences, where both sides are within the bounds
};

struct LeastSquaresAnswer {
    Eigen::VectorXd point, residuals;
    Eigen::MatrixXd jacobian; ///< at `point`, or where the last small step to it began, corrected along that step
    bool converged = false;
    int iterations = 0;
};

LeastSquaresAnswer minimize(const BoundedLeastSquares& problem, const ResidualFunction& residuals);

/// For residuals that are evaluated at one point at a time.
ResidualFunction one_at_a_time(std::function<Eigen::VectorXd(const Eigen::VectorXd&)> residuals);

/// One under the other.
Eigen::VectorXd stacked(const std::vector<Eigen::VectorXd>& parts);

} // namespace undertone
