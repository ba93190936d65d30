#include "bounded_least_squares.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <vector>

namespace undertone {

namespace {

/// Residuals at `point` in column 0, and at its neighbours; differences turn inwards at the upper bound.
Eigen::MatrixXd neighbourhood(const BoundedLeastSquares& problem, const Eigen::VectorXd& point, Eigen::VectorXd& steps) {
    const Eigen::Index n = point.size();
    Eigen::MatrixXd points = point.replicate(1, n + 1);
    steps = problem.difference;
    for (Eigen::Index i = 0; i < n; ++i) {
        if (point(i) + steps(i) > problem.upper(i)) steps(i) = -steps(i);
        points(i, i + 1) += steps(i);
    }
    return points;
}

} // namespace

LeastSquaresAnswer minimize(const BoundedLeastSquares& problem, const ResidualFunction& residuals) {
    const Eigen::Index n = problem.start.size();
    LeastSquaresAnswer answer;
    answer.point = problem.start.cwiseMax(problem.lower).cwiseMin(problem.upper);
    double damping = 1e-3, cost = 0;
    Eigen::VectorXd steps;

    const auto linearize = [&] {
        const Eigen::MatrixXd values = residuals(neighbourhood(problem, answer.point, steps));
        answer.residuals = values.col(0);
        answer.jacobian = (values.rightCols(n).colwise() - values.col(0)) * steps.cwiseInverse().asDiagonal();
        cost = answer.residuals.squaredNorm();
    };
    linearize();

    while (answer.iterations < problem.max_iterations) {
        ++answer.iterations;
        const Eigen::VectorXd gradient = answer.jacobian.transpose() * answer.residuals;
        std::vector<Eigen::Index> free;
        for (Eigen::Index i = 0; i < n; ++i) {
            const bool held = (answer.point(i) <= problem.lower(i) && gradient(i) > 0) ||
                              (answer.point(i) >= problem.upper(i) && gradient(i) < 0);
            if (!held) free.push_back(i);
        }
        if (free.empty()) {
            answer.converged = true;
            break;
        }
        const Eigen::MatrixXd jacobian = answer.jacobian(Eigen::all, free);
        const Eigen::MatrixXd normal = jacobian.transpose() * jacobian;
        const Eigen::VectorXd slope = gradient(free);

        bool improved = false;
        double fall = 0;
        for (int attempt = 0; attempt < 12 && !improved; ++attempt) {
            Eigen::MatrixXd damped = normal;
            damped.diagonal() += damping * normal.diagonal().cwiseMax(1e-12);
            const Eigen::VectorXd step = -damped.ldlt().solve(slope);
            Eigen::VectorXd trial = answer.point;
            trial(free) += step;
            trial = trial.cwiseMax(problem.lower).cwiseMin(problem.upper);
            double trial_cost = residuals(trial).col(0).squaredNorm();
            // A curved valley makes Gauss-Newton overshoot, for ever by the same factor. The parabola through the cost and
            // its slope here and the cost there tells by how much, for one evaluation more.
            const Eigen::VectorXd whole = trial - answer.point;
            const double decline = 2 * gradient.dot(whole), bend = trial_cost - cost - decline;
            const double part = bend > 0 ? -decline / (2 * bend) : 1;
            if (decline < 0 && part > 0.05 && part < 0.8) {
                const Eigen::VectorXd nearer = answer.point + part * whole;
                const double nearer_cost = residuals(nearer).col(0).squaredNorm();
                if (nearer_cost < trial_cost) {
                    trial = nearer;
                    trial_cost = nearer_cost;
                }
            }
            // Written so that NaN counts as worse.
            if (trial_cost < cost) {
                fall = cost - trial_cost;
                answer.point = trial;
                damping = std::max(1e-9, damping * 0.1);
                improved = true;
            } else {
                // No descent left at the scale of rounding: this is the minimum.
                if ((trial - answer.point).cwiseAbs().maxCoeff() < 1e-9) break;
                damping *= 10;
            }
        }
        if (!improved) {
            answer.converged = std::isfinite(cost);
            break;
        }
        const double before = cost;
        linearize();
        if (fall <= problem.tolerance * (1 + before)) {
            answer.converged = true;
            break;
        }
    }
    return answer;
}

} // namespace undertone
