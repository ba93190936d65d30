#pragma once
// Small bounded least squares: Levenberg-Marquardt on the box, variables that push against a bound held there.

#include <Eigen/Core>

#include <functional>

namespace undertone {

/// Each column of the argument is one point, each column of the answer its residuals. All points of a finite-difference
/// Jacobian come in one call.
using ResidualFunction = std::function<Eigen::MatrixXd(const Eigen::MatrixXd& points)>;

struct BoundedLeastSquares {
    Eigen::VectorXd start, lower, upper;
    Eigen::VectorXd difference; ///< step of the forward differences, per variable
    int max_iterations = 60;
    double tolerance = 1e-4; ///< stop where the sum of squares would fall by less than this part of (1 + itself)
};

struct LeastSquaresAnswer {
    Eigen::VectorXd point, residuals;
    Eigen::MatrixXd jacobian; ///< at `point`, or where the last small step to it began, corrected along that step
    bool converged = false;
    int iterations = 0;
};

LeastSquaresAnswer minimize(const BoundedLeastSquares& problem, const ResidualFunction& residuals);

} // namespace undertone
