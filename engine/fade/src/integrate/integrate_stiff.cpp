// Rosenbrock 4(3) of Boost.Odeint. Its coefficient d4, which multiplies df/dt in the fourth stage, is +0.0362 in every Boost from
// 1.69 to 1.88, where RODAS (Hairer and Wanner 1996) has -0.0362: with it the method is first order for time-dependent equations.
// A step whose matrix is singular or loses all digits comes out not finite, and is refused below. With assertions on, uBLAS would
// throw instead: one behaviour in every build.
#define BOOST_UBLAS_NDEBUG

#include "check.hpp"
#include "models/model_system.hpp"

#include <boost/numeric/odeint/stepper/rosenbrock4.hpp>

#include <algorithm>
#include <utility>

namespace undertone {

namespace {

namespace odeint = boost::numeric::odeint;
namespace ublas = boost::numeric::ublas;

struct RightCoefficients : odeint::default_rosenbrock_coefficients<double> {
    const double d4 = -0.3620000000000023e-01; // hides the one with the wrong sign
};

} // namespace

FadeStatus integrate_stiff(const OdeRhs& rhs, const OdeJacobian& jacobian, double t_begin, double t_end,
                           std::vector<double>& y, double& step, const IntegrationOptions& options,
                           IntegrationCounts& counts) {
    using Vector = ublas::vector<double>;
    const std::size_t n = y.size();
    const auto slope_at = [&](const Vector& at, Vector& slope, double t) {
        ++counts.rhs_evaluations;
        rhs(t, {at.data().begin(), n}, {slope.data().begin(), n});
    };
    bool jacobian_is_finite = true;
    const auto jacobian_at = [&](const Vector& at, ublas::matrix<double>& matrix, double t, Vector& dfdt) {
        jacobian(t, {at.data().begin(), n}, {matrix.data().begin(), n * n}, {dfdt.data().begin(), n});
        jacobian_is_finite =
            std::all_of(matrix.data().begin(), matrix.data().end(), [](double x) { return std::isfinite(x); });
        if (!jacobian_is_finite) matrix.clear(); // the factorisation asserts on NaN; the step is refused below
    };
    odeint::rosenbrock4<double, RightCoefficients> stepper;
    Vector at(n), next(n), error(n);
    std::copy(y.begin(), y.end(), at.begin());
    StepControl control{{0.9F, 0.25F, 0.25F}};
    double t = t_begin;
    if (!(step > 0)) step = std::min(0.1, t_end - t_begin);
    while (t < t_end) {
        if (const FadeStatus status = may_go_on(options, options.max_steps, counts); status != FadeStatus::ok) return status;
        const bool last = t + step * (1 + 1e-12) >= t_end;
        const double h = last ? t_end - t : step;
        stepper.do_step(std::make_pair(slope_at, jacobian_at), at, t, next, h, error);
        const double size = jacobian_is_finite ? mean_square_error(error.data().begin(), at.data().begin(),
                                                                   next.data().begin(), n, options, step_sums())
                                               : std::numeric_limits<double>::quiet_NaN();
        const auto [status, accepted] = control.judge(size, t, h, step, counts);
        if (status != FadeStatus::ok) return status;
        if (accepted) {
            at.swap(next);
            t = last ? t_end : t + h;
        }
    }
    std::copy(at.begin(), at.end(), y.begin());
    return FadeStatus::ok;
}

StiffStretch<double> stiff_stretch(const FadeModel& model, const IntegrationOptions& options) {
    return [&model, options](double t, double t_end, std::vector<double>& y, double& step, IntegrationCounts& counts) {
        const OdeRhs rhs = [&model](double time, std::span<const double> at, std::span<double> slope) {
            model.rhs(time, at, slope);
        };
        const OdeJacobian jacobian = [&model](double time, std::span<const double> at, std::span<double> matrix,
                                              std::span<double> dfdt) {
            const std::size_t n = at.size();
            const Eigen::MatrixXd j = model.jacobian(time, at);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t k = 0; k < n; ++k)
                    matrix[i * n + k] = j(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
            constexpr double dt = 1e-3; // of a day: the season is slow, and a central difference of a sine good to 1e-11
            std::vector<double> later(n);
            model.rhs(time + dt, at, later);
            model.rhs(time - dt, at, dfdt);
            for (std::size_t i = 0; i < n; ++i) dfdt[i] = (later[i] - dfdt[i]) / (2 * dt);
        };
        return integrate_stiff(rhs, jacobian, t, t_end, y, step, options, counts);
    };
}

} // namespace undertone
