#include "admittance_plan.hpp"

#include "fresnel.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <map>
#include <memory>
#include <mutex>
#include <tuple>

namespace undertone {

namespace {

struct Rule {
    Eigen::ArrayXd x, w;
};

/// Gauss-Legendre on (0, 1) by the eigenvalues of the Jacobi matrix (Golub and Welsch 1969).
Rule gauss(int count) {
    Eigen::MatrixXd jacobi = Eigen::MatrixXd::Zero(count, count);
    for (int i = 1; i < count; ++i) jacobi(i, i - 1) = jacobi(i - 1, i) = i / std::sqrt(4.0 * i * i - 1.0);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(jacobi);
    return {0.5 * (1.0 + solver.eigenvalues().array()), solver.eigenvectors().row(0).array().square()};
}

/// Values at x of the Lagrange polynomials over `nodes`.
Eigen::ArrayXd lagrange(const Eigen::ArrayXd& nodes, double x) {
    Eigen::ArrayXd value = Eigen::ArrayXd::Ones(nodes.size());
    for (Eigen::Index i = 0; i < nodes.size(); ++i)
        for (Eigen::Index j = 0; j < nodes.size(); ++j)
            if (i != j) value(i) *= (x - nodes(j)) / (nodes(i) - nodes(j));
    return value;
}

struct Surface {
    Eigen::MatrixXd reflection;   ///< inner reflection in the orthonormal basis
    Eigen::VectorXd transmission; ///< flux let out, per basis function
};

/// The surface as the exact projection of Fresnel's law on the polynomials the nodes span. A quadrature that only
/// samples it at the nodes, or splits at the critical angle, is ten times less accurate for the same number of nodes.
Surface project_surface(const Rule& rule, double n, double n_outside) {
    const Eigen::Index count = rule.x.size();
    const Eigen::ArrayXd norm = (rule.w * rule.x).sqrt().inverse();
    Surface surface{Eigen::MatrixXd::Zero(count, count), Eigen::VectorXd::Zero(count)};
    const double critical = n > n_outside ? std::sqrt(1.0 - n_outside * n_outside / (n * n)) : 0.0;
    const Rule fine = gauss(96);
    const auto add = [&](double mu, double weight) {
        const double r = fresnel_reflectance(n, n_outside, mu);
        const Eigen::VectorXd basis = (lagrange(rule.x, mu) * norm).matrix();
        surface.reflection += weight * mu * r * basis * basis.transpose();
        surface.transmission += weight * mu * (1.0 - r) * basis;
    };
    for (Eigen::Index i = 0; i < fine.x.size(); ++i) {
        if (critical > 0) add(critical * fine.x(i), critical * fine.w(i));
        // mu = critical + (1 - critical) t^2 takes out the square root with which transmission sets in
        const double t = fine.x(i);
        add(critical + (1 - critical) * t * t, (1 - critical) * 2 * t * fine.w(i));
    }
    return surface;
}

Eigen::MatrixXd surface_admittance(const Eigen::MatrixXd& reflection) {
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(reflection.rows(), reflection.cols());
    const Eigen::MatrixXd z = (identity + reflection).ldlt().solve(identity - reflection);
    return 0.5 * (z + z.transpose());
}

std::unique_ptr<const AdmittancePlan> make_plan(int streams, double n, double n_below) {
    const Rule rule = gauss(streams);
    auto plan = std::make_unique<AdmittancePlan>();
    plan->streams = streams;
    plan->least_doublings = streams <= 8 ? 4 : streams == 16 ? 5 : 6; // splitting a layer then changes nothing above 1e-8
    for (int i = 0; i < streams; ++i) {
        const double mu = rule.x(i), scale = std::sqrt(rule.w(i) / mu);
        plan->inverse_mu[i] = 1.0 / mu;
        double previous = 0, current = 1;
        for (int l = 0; l < 2 * streams; ++l) {
            plan->legendre[l * streams + i] = current * scale;
            const double next = ((2 * l + 1) * mu * current - l * previous) / (l + 1);
            previous = current;
            current = next;
        }
    }
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto store = [&](double* to, const Eigen::MatrixXd& from) { Eigen::Map<RowMajor>(to, streams, streams) = from; };
    const Surface top = project_surface(rule, n, 1.0);
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(streams, streams), z = surface_admittance(top.reflection);
    store(plan->surface_top, z);
    store(plan->surface_bottom, surface_admittance(project_surface(rule, n, n_below).reflection));

    const double transmitted = 1.0 - fresnel_reflectance(n, 1.0, 1.0);
    const Eigen::VectorXd beam = transmitted * (lagrange(rule.x, 1.0) / (rule.w * rule.x).sqrt()).matrix();
    const Eigen::VectorXd source = 2.0 * (identity + top.reflection).ldlt().solve(beam);
    const Eigen::VectorXd detector = 0.5 * (identity + z) * top.transmission;
    for (int i = 0; i < streams; ++i) {
        plan->source[i] = source(i);
        plan->detector[i] = detector(i);
    }
    plan->offset = 0.5 * top.transmission.dot(source);
    return plan;
}

} // namespace

const AdmittancePlan& admittance_plan(int streams, double n, double n_below) {
    static std::mutex mutex;
    static std::map<std::tuple<int, double, double>, std::unique_ptr<const AdmittancePlan>> plans;
    const std::lock_guard lock(mutex);
    auto& plan = plans[{streams, n, n_below}];
    if (!plan) plan = make_plan(streams, n, n_below);
    return *plan;
}

} // namespace undertone
