// Reference, property: least squares within bounds, and the reduction of bands.

#include "undertone/numerics/least_squares.hpp"

#include "undertone/numerics/band_reduction.hpp"
#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

Eigen::VectorXd rosenbrock(const Eigen::VectorXd& x) { return Eigen::Vector2d(10 * (x(1) - x(0) * x(0)), 1 - x(0)); }

BoundedLeastSquares from(double x, double y, double upper) {
    return {.start = Eigen::Vector2d(x, y),
            .lower = Eigen::Vector2d::Constant(-5),
            .upper = Eigen::Vector2d::Constant(upper),
            .difference = Eigen::Vector2d::Constant(1e-6),
            .max_iterations = 200,
            .tolerance = 1e-12};
}

// Reference: More, Garbow and Hillstrom (1981), problem 1: the minimum is at (1, 1).
TEST(LeastSquares, FindsTheMinimumOfRosenbrock) {
    const LeastSquaresAnswer answer = minimize(from(-1.2, 1, 5), one_at_a_time(rosenbrock));
    EXPECT_TRUE(answer.converged);
    EXPECT_NEAR(answer.point(0), 1, 1e-5);
    EXPECT_NEAR(answer.point(1), 1, 1e-5);
}

// Reference: on the bound x = 0.5 the best y is 0.25, worked out by hand.
TEST(LeastSquares, StaysWithinTheBounds) {
    const LeastSquaresAnswer answer = minimize(from(-1.2, 0.4, 0.5), one_at_a_time(rosenbrock));
    EXPECT_TRUE(answer.converged);
    EXPECT_DOUBLE_EQ(answer.point(0), 0.5);
    EXPECT_NEAR(answer.point(1), 0.25, 1e-5);
}

TEST(LeastSquares, GivesACentralJacobianOfTheAnswer) {
    BoundedLeastSquares problem = from(-1.2, 1, 5);
    problem.central_jacobian = true;
    problem.difference.setConstant(1e-3);
    const LeastSquaresAnswer answer = minimize(problem, one_at_a_time(rosenbrock));
    Eigen::Matrix2d expected;
    expected << -20 * answer.point(0), 10, -1, 0;
    EXPECT_LT((answer.jacobian - expected).cwiseAbs().maxCoeff(), 1e-8);
}

// Property: spectra of as many modes as bands are chosen come back from these bands.
TEST(BandReduction, GivesBackWhatItsModesSpan) {
    RandomStream random(17, 0);
    const auto normal = [&] { return random.normal(); };
    const Eigen::MatrixXd modes = Eigen::MatrixXd::NullaryExpr(81, 4, normal),
                          amounts = Eigen::MatrixXd::NullaryExpr(4, 9, normal);
    const Eigen::MatrixXd spectra = modes * amounts;
    for (const double least_mode : {0.0, 1e-9}) {
        const BandChoice choice = choose_bands(spectra, 4, least_mode);
        ASSERT_EQ(choice.bands.size(), 4U);
        EXPECT_LT((choice.expand * spectra(choice.bands, Eigen::all) - spectra).cwiseAbs().maxCoeff(), 1e-10);
    }
    const BandChoice more = choose_bands(spectra, 6, 1e-9);
    EXPECT_EQ(more.bands.size(), 6U);
    EXPECT_LT((more.expand * spectra(more.bands, Eigen::all) - spectra).cwiseAbs().maxCoeff(), 1e-10);
}

} // namespace
} // namespace undertone
