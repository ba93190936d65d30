#include "undertone/numerics/least_squares.hpp"

#include "undertone/base/stop.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <utility>
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

/// Of central differences; one-sided at a bound.
Eigen::MatrixXd central_jacobian(const BoundedLeastSquares& problem, const LeastSquaresAnswer& answer,
                                 const ResidualFunction& residuals) {
    const Eigen::Index n = answer.point.size();
    Eigen::MatrixXd points = answer.point.replicate(1, 2 * n);
    Eigen::VectorXd width(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        points(i, 2 * i) = std::min(answer.point(i) + problem.difference(i), problem.upper(i));
        points(i, 2 * i + 1) = std::max(answer.point(i) - problem.difference(i), problem.lower(i));
        width(i) = points(i, 2 * i) - points(i, 2 * i + 1);
    }
    const Eigen::MatrixXd values = residuals(points);
    Eigen::MatrixXd jacobian(values.rows(), n);
    for (Eigen::Index i = 0; i < n; ++i) jacobian.col(i) = (values.col(2 * i) - values.col(2 * i + 1)) / width(i);
    return jacobian;
}

/// A step that lowers the sum of squares by less than this part of (1 + itself) asks for a new Jacobian.
constexpr double slow = 0.03;
/// How many times the tolerance a step may promise and be the last.
constexpr double nearly = 100;

} // namespace

LeastSquaresAnswer minimize(const BoundedLeastSquares& problem, const ResidualFunction& residuals) {
    const Eigen::Index n = problem.start.size();
    LeastSquaresAnswer answer;
    answer.point = problem.start.cwiseMax(problem.lower).cwiseMin(problem.upper);
    double damping = 1e-3, cost = 0;
    // A Jacobian of differences costs n + 1 evaluations, a step one or two. So between them the last one serves, corrected
    // along each step by what the step showed (Broyden 1965). It never decides that this is the minimum.
    bool exact = false;
    Eigen::VectorXd steps, scale;

    const auto linearize = [&] {
        if (problem.jacobian) {
            answer.residuals = residuals(answer.point).col(0);
            answer.jacobian = problem.jacobian(answer.point);
        } else {
            const Eigen::MatrixXd values = residuals(neighbourhood(problem, answer.point, steps));
            answer.residuals = values.col(0);
            answer.jacobian = (values.rightCols(n).colwise() - values.col(0)) * steps.cwiseInverse().asDiagonal();
        }
        scale = answer.jacobian.colwise().squaredNorm().transpose().cwiseMax(1e-12);
        cost = answer.residuals.squaredNorm();
        exact = true;
    };
    const auto correct = [&](const Eigen::VectorXd& whole, const Eigen::VectorXd& change) {
        const Eigen::VectorXd weighted = scale.cwiseProduct(whole);
        answer.jacobian += (change - answer.jacobian * whole) * (weighted / whole.dot(weighted)).transpose();
        exact = false;
    };
    linearize();

    while (answer.iterations < problem.max_iterations) {
        ++answer.iterations;
        poll_stop();
        const Eigen::VectorXd gradient = answer.jacobian.transpose() * answer.residuals;
        std::vector<Eigen::Index> free;
        for (Eigen::Index i = 0; i < n; ++i) {
            const bool held = (answer.point(i) <= problem.lower(i) && gradient(i) > 0) ||
                              (answer.point(i) >= problem.upper(i) && gradient(i) < 0);
            if (!held) free.push_back(i);
        }
        if (free.empty()) {
            if (exact) {
                answer.converged = true;
                break;
            }
            linearize();
            continue;
        }
        const Eigen::MatrixXd jacobian = answer.jacobian(Eigen::all, free);
        const Eigen::MatrixXd normal = jacobian.transpose() * jacobian;
        const Eigen::VectorXd slope = gradient(free);
        // What a whole step would still gain, were the residuals linear. Next to nothing: this is the minimum. Little: so
        // near to it a step of Gauss-Newton squares the distance, and is the last.
        const double promise = exact ? slope.dot(normal.ldlt().solve(slope)) / (1 + cost) : 1;
        if (promise <= problem.tolerance) {
            answer.converged = true;
            break;
        }

        bool improved = false;
        double fall = 0;
        const int attempts = exact ? 12 : 1;
        for (int attempt = 0; attempt < attempts && !improved; ++attempt) {
            Eigen::MatrixXd damped = normal;
            damped.diagonal() += damping * normal.diagonal().cwiseMax(1e-12);
            const Eigen::VectorXd step = -damped.ldlt().solve(slope);
            Eigen::VectorXd trial = answer.point;
            trial(free) += step;
            trial = trial.cwiseMax(problem.lower).cwiseMin(problem.upper);
            Eigen::VectorXd there = residuals(trial).col(0);
            // A curved valley makes Gauss-Newton overshoot, for ever by the same factor. The parabola through the cost and
            // its slope here and the cost there tells by how much, for one evaluation more.
            const Eigen::VectorXd whole = trial - answer.point;
            const double decline = 2 * gradient.dot(whole), bend = there.squaredNorm() - cost - decline;
            const double part = bend > 0 ? -decline / (2 * bend) : 1;
            if (decline < 0 && part > 0.05 && part < 0.8) {
                const Eigen::VectorXd nearer = answer.point + part * whole, nearer_residuals = residuals(nearer).col(0);
                if (nearer_residuals.squaredNorm() < there.squaredNorm()) {
                    trial = nearer;
                    there = nearer_residuals;
                }
            }
            // Written so that NaN counts as worse.
            if (there.squaredNorm() < cost) {
                fall = cost - there.squaredNorm();
                correct(trial - answer.point, there - answer.residuals);
                answer.point = trial;
                answer.residuals = there;
                damping = std::max(1e-9, damping * 0.1);
                improved = true;
            } else {
                // No descent left at the scale of rounding: this is the minimum.
                if ((trial - answer.point).cwiseAbs().maxCoeff() < 1e-9) break;
                if (exact) damping *= 10;
            }
        }
        if (!improved) {
            if (exact) {
                answer.converged = std::isfinite(cost);
                break;
            }
            linearize();
            continue;
        }
        cost -= fall;
        if (promise <= nearly * problem.tolerance) {
            answer.converged = true;
            break;
        }
        if (fall <= slow * (1 + cost)) linearize(); // else the corrected Jacobian still leads down
    }
    if (!exact && !answer.converged) linearize();
    if (problem.central_jacobian) answer.jacobian = central_jacobian(problem, answer, residuals);
    return answer;
}

ResidualFunction one_at_a_time(std::function<Eigen::VectorXd(const Eigen::VectorXd&)> residuals) {
    return [residuals = std::move(residuals)](const Eigen::MatrixXd& points) {
        Eigen::MatrixXd values;
        for (Eigen::Index i = 0; i < points.cols(); ++i) {
            poll_stop();
            const Eigen::VectorXd here = residuals(points.col(i));
            if (i == 0) values.resize(here.size(), points.cols());
            values.col(i) = here;
        }
        return values;
    };
}

Eigen::VectorXd stacked(const std::vector<Eigen::VectorXd>& parts) {
    Eigen::Index rows = 0, at = 0;
    for (const Eigen::VectorXd& part : parts) rows += part.size();
    Eigen::VectorXd all(rows);
    for (const Eigen::VectorXd& part : parts) {
        all.segment(at, part.size()) = part;
        at += part.size();
    }
    return all;
}

} // namespace undertone
