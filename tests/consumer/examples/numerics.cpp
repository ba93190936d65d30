// A decay fitted within bounds, from points that a reproducible stream made noisy.
#include <undertone/numerics/least_squares.hpp>
#include <undertone/numerics/random.hpp>

#include <cmath>
#include <cstdio>

int main() {
    using namespace undertone;

    RandomStream random(1, 0); // seed and number of the stream: the same values on every machine
    const Eigen::VectorXd time = Eigen::VectorXd::LinSpaced(20, 0, 5);
    Eigen::VectorXd seen(time.size());
    for (Eigen::Index i = 0; i < time.size(); ++i) seen(i) = 2 * std::exp(-0.7 * time(i)) + 0.01 * random.normal();

    BoundedLeastSquares problem;
    problem.start = Eigen::Vector2d(1, 1);
    problem.lower = Eigen::Vector2d(0, 0);
    problem.upper = Eigen::Vector2d(10, 10);
    problem.difference = Eigen::Vector2d(1e-5, 1e-5);
    problem.tolerance = 1e-9;
    const auto residuals = one_at_a_time([&](const Eigen::VectorXd& p) -> Eigen::VectorXd {
        return (p(0) * (-p(1) * time.array()).exp() - seen.array()) / 0.01;
    });
    const LeastSquaresAnswer answer = minimize(problem, residuals);

    std::printf("amplitude %.3f, rate %.3f, after %d steps\n", answer.point(0), answer.point(1), answer.iterations);
    return answer.converged && std::abs(answer.point(1) - 0.7) < 0.02 ? 0 : 1;
}
