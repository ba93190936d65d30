#include "most_probable.hpp"

#include "undertone/base/stop.hpp"

#include <Eigen/Cholesky>

#include <cmath>
#include <vector>

namespace undertone {

namespace {

/// Forward differences, backward at an upper bound; central where asked for and both sides are free.
Eigen::MatrixXd slopes(const Eigen::VectorXd& at, const Eigen::VectorXd& lower, const Eigen::VectorXd& upper,
                       const Eigen::VectorXd& steps, const Residuals& residuals, const Eigen::VectorXd& here, bool central) {
    Eigen::MatrixXd jacobian(here.size(), at.size());
    for (Eigen::Index i = 0; i < at.size(); ++i) {
        poll_stop();
        Eigen::VectorXd up = at, down = at;
        up(i) += steps(i);
        down(i) -= steps(i);
        if (up(i) > upper(i))
            jacobian.col(i) = (here - residuals(down)) / steps(i);
        else if (!central || down(i) < lower(i))
            jacobian.col(i) = (residuals(up) - here) / steps(i);
        else
            jacobian.col(i) = (residuals(up) - residuals(down)) / (2 * steps(i));
    }
    return jacobian;
}

} // namespace

MostProbable most_probable(const Eigen::VectorXd& start, const Eigen::VectorXd& lower, const Eigen::VectorXd& upper,
                           const Eigen::VectorXd& steps, const Residuals& residuals) {
    constexpr int most_iterations = 40;
    MostProbable best;
    best.point = start.cwiseMax(lower).cwiseMin(upper);
    best.residuals = residuals(best.point);
    double damping = 1e-3;
    while (best.iterations < most_iterations && !best.converged) {
        ++best.iterations;
        const Eigen::MatrixXd jacobian = slopes(best.point, lower, upper, steps, residuals, best.residuals, false);
        const Eigen::VectorXd gradient = jacobian.transpose() * best.residuals;
        // Unknowns at a bound that the descent would leave through stay where they are.
        std::vector<Eigen::Index> free;
        for (Eigen::Index i = 0; i < gradient.size(); ++i)
            if (!((best.point(i) <= lower(i) && gradient(i) > 0) || (best.point(i) >= upper(i) && gradient(i) < 0)))
                free.push_back(i);
        if (free.empty()) {
            best.converged = true;
            break;
        }
        const Eigen::MatrixXd normal = (jacobian.transpose() * jacobian)(free, free);
        bool improved = false;
        for (int attempt = 0; attempt < 12 && !improved && !best.converged; ++attempt) {
            Eigen::MatrixXd damped = normal;
            damped.diagonal() *= 1 + damping;
            const Eigen::VectorXd step = damped.ldlt().solve(gradient(free));
            Eigen::VectorXd candidate = best.point;
            for (std::size_t i = 0; i < free.size(); ++i) candidate(free[i]) -= step(static_cast<Eigen::Index>(i));
            candidate = candidate.cwiseMax(lower).cwiseMin(upper);
            const Eigen::VectorXd there = residuals(candidate);
            const double before = best.residuals.squaredNorm(), after = there.squaredNorm();
            // A thousandth of a standard deviation in all is settled.
            const double moved =
                (candidate - best.point).transpose() * (jacobian.transpose() * jacobian) * (candidate - best.point);
            best.converged = std::abs(before - after) <= 1e-6 * (1 + before) && moved <= 1e-4;
            if (after <= before) {
                improved = true;
                best.point = candidate;
                best.residuals = there;
                damping = std::max(damping / 5, 1e-9);
            } else {
                damping *= 8;
            }
        }
        if (!improved) best.converged = best.converged || damping > 1e6;
        if (!improved) break;
    }
    best.jacobian = slopes(best.point, lower, upper, steps, residuals, best.residuals, true);
    return best;
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
