#include "admittance_plan.hpp"

#include "fork_safe_mutex.hpp"
#include "fresnel.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

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

/// Quadrature nodes on the pieces of (0, 1), then those of the beams.
struct Nodes {
    struct Piece {
        double from, to;
        Eigen::Index first, count;
    };

    Eigen::ArrayXd x, w;
    std::vector<Piece> pieces;
    Eigen::Index beams = 0;

    Eigen::Index order() const { return x.size(); }
    Eigen::Index first_beam() const { return x.size() - beams; }
};

Nodes make_nodes(const std::vector<double>& edges, int per_piece, const std::vector<double>& beams) {
    constexpr double next_to_nothing = 0x1p-100; // its root is a power of two as well
    const Rule rule = gauss(per_piece);
    const auto pieces = static_cast<Eigen::Index>(edges.size()) - 1, count = pieces * per_piece;
    Nodes nodes;
    nodes.beams = static_cast<Eigen::Index>(beams.size());
    nodes.x.resize(count + nodes.beams);
    nodes.w.resize(count + nodes.beams);
    for (Eigen::Index i = 0; i < pieces; ++i) {
        const double from = edges[static_cast<std::size_t>(i)], to = edges[static_cast<std::size_t>(i) + 1];
        nodes.pieces.push_back({from, to, i * per_piece, per_piece});
        nodes.x.segment(i * per_piece, per_piece) = from + (to - from) * rule.x;
        nodes.w.segment(i * per_piece, per_piece) = (to - from) * rule.w;
    }
    for (Eigen::Index i = 0; i < nodes.beams; ++i) {
        nodes.x(count + i) = beams[static_cast<std::size_t>(i)];
        nodes.w(count + i) = next_to_nothing;
    }
    return nodes;
}

struct Surface {
    Eigen::MatrixXd reflection;   ///< inner reflection in the orthonormal basis
    Eigen::VectorXd transmission; ///< flux let out, per basis function
};

/// Cosine, inside, beyond which all light is reflected.
double critical_cosine(double n, double n_outside) {
    return n > n_outside ? std::sqrt(1.0 - n_outside * n_outside / (n * n)) : 0.0;
}

/// The surface as the exact projection of Fresnel's law on the polynomials the nodes span. A quadrature that only
/// samples it at the nodes is ten times less accurate for the same number of nodes.
Surface project_surface(const Nodes& nodes, double n, double n_outside) {
    const Eigen::Index order = nodes.order();
    Surface surface{Eigen::MatrixXd::Zero(order, order), Eigen::VectorXd::Zero(order)};
    const double critical = critical_cosine(n, n_outside);
    static const Rule fine = gauss(96);
    for (const Nodes::Piece& piece : nodes.pieces) {
        const Eigen::ArrayXd x = nodes.x.segment(piece.first, piece.count);
        const Eigen::ArrayXd norm = (nodes.w.segment(piece.first, piece.count) * x).sqrt().inverse();
        auto reflection = surface.reflection.block(piece.first, piece.first, piece.count, piece.count);
        auto transmission = surface.transmission.segment(piece.first, piece.count);
        const auto add = [&](double mu, double weight) {
            const double r = fresnel_reflectance(n, n_outside, mu);
            const Eigen::VectorXd basis = (lagrange(x, mu) * norm).matrix();
            reflection += weight * mu * r * basis * basis.transpose();
            transmission += weight * mu * (1.0 - r) * basis;
        };
        const double edge = std::clamp(critical, piece.from, piece.to);
        for (Eigen::Index i = 0; i < fine.x.size(); ++i) {
            if (edge > piece.from) add(piece.from + (edge - piece.from) * fine.x(i), (edge - piece.from) * fine.w(i));
            // mu = edge + (to - edge) t^2 takes out the square root with which transmission sets in
            const double t = fine.x(i);
            if (edge < piece.to) add(edge + (piece.to - edge) * t * t, (piece.to - edge) * 2 * t * fine.w(i));
        }
    }
    for (Eigen::Index i = nodes.first_beam(); i < order; ++i) {
        const double r = fresnel_reflectance(n, n_outside, nodes.x(i));
        surface.reflection(i, i) = r;
        surface.transmission(i) = (1.0 - r) * std::sqrt(nodes.w(i) * nodes.x(i));
    }
    return surface;
}

Eigen::MatrixXd surface_admittance(const Eigen::MatrixXd& reflection) {
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(reflection.rows(), reflection.cols());
    const Eigen::MatrixXd z = (identity + reflection).ldlt().solve(identity - reflection);
    return 0.5 * (z + z.transpose());
}

Nodes nodes_of(const Discretization& wanted, double mu_inside) {
    std::vector<double> edges{0, 1};
    int per_piece = wanted.streams;
    if (wanted.split) { // where light begins to be caught between both surfaces
        edges.insert(edges.begin() + 1, std::min(critical_cosine(wanted.n, 1.0), critical_cosine(wanted.n, wanted.n_below)));
        per_piece = std::min(wanted.streams, max_streams / 2);
    }
    switch (wanted.light) {
    case Light::projected_beam: return make_nodes(edges, per_piece, {});
    case Light::diffuse: return make_nodes(edges, per_piece, {1.0}); // not lit; keeps to the kernels there are
    case Light::beam: return make_nodes(edges, per_piece, {mu_inside});
    case Light::radiance: break;
    }
    return make_nodes(edges, per_piece, {mu_inside, 1.0});
}

std::unique_ptr<const AdmittancePlan> make_plan(const Discretization& wanted) {
    const double n = wanted.n, mu_inside = std::sqrt(1.0 - wanted.sine * wanted.sine / (n * n));
    const Nodes nodes = nodes_of(wanted, mu_inside);
    const Eigen::Index order = nodes.order();
    auto plan = std::make_unique<AdmittancePlan>();
    plan->order = static_cast<int>(order);
    plan->moments = static_cast<int>(2 * nodes.pieces.front().count); // as many as the nodes integrate exactly
    const int streams = wanted.streams;
    plan->least_doublings = streams <= 8 ? 4 : streams == 16 ? 5 : 6; // splitting a layer then changes nothing above 1e-8
    // a beam that no polynomial smooths needs smaller steps, the more so the longer its path
    if (nodes.beams > 0) plan->least_doublings += (wanted.split ? 4 : 2) + static_cast<int>(-std::log2(mu_inside));
    for (Eigen::Index i = 0; i < order; ++i) {
        const double mu = nodes.x(i), scale = std::sqrt(nodes.w(i) / mu);
        plan->inverse_mu[i] = 1.0 / mu;
        plan->flux[i] = std::sqrt(nodes.w(i) * mu);
        double previous = 0, current = 1;
        for (int l = 0; l < plan->moments; ++l) {
            plan->legendre[l * order + i] = current * scale;
            const double next = ((2 * l + 1) * mu * current - l * previous) / (l + 1);
            previous = current;
            current = next;
        }
    }
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Surface top = project_surface(nodes, n, 1.0);
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(order, order), z = surface_admittance(top.reflection);
    const Eigen::MatrixXd bottom = surface_admittance(project_surface(nodes, n, wanted.n_below).reflection);
    const Eigen::Map<const Eigen::VectorXd> flux(plan->flux, order);
    Eigen::Map<RowMajor>(plan->surface_top, order, order) = z;
    Eigen::Map<RowMajor>(plan->surface_bottom, order, order) = bottom;
    Eigen::Map<Eigen::VectorXd>(plan->bottom_flux, order) = bottom * flux;

    const double transmitted = 1.0 - fresnel_reflectance(n, 1.0, mu_inside);
    const Eigen::Index beam = nodes.first_beam();
    Eigen::VectorXd entering = Eigen::VectorXd::Zero(order), asked = top.transmission;
    if (wanted.light == Light::projected_beam) {
        entering = transmitted * (lagrange(nodes.x, 1.0) / flux.array()).matrix();
    } else if (wanted.light == Light::diffuse) { // radiance is n^2 times as great inside
        entering.head(beam) = 2.0 * n * n * top.transmission.head(beam);
    } else {
        entering(beam) = transmitted / flux(beam);
    }
    if (wanted.light == Light::radiance) { // pi times the radiance outside, which is 1 / n^2 of that inside
        asked.setZero();
        asked(beam + 1) = (1.0 - fresnel_reflectance(n, 1.0, 1.0)) / (2.0 * n * n * flux(beam + 1));
    }
    const Eigen::VectorXd source = 2.0 * (identity + top.reflection).ldlt().solve(entering);
    Eigen::Map<Eigen::VectorXd>(plan->source, order) = source;
    Eigen::Map<Eigen::VectorXd>(plan->detector, order) = 0.5 * (identity + z) * asked;
    plan->offset = 0.5 * asked.dot(source);
    plan->specular = 1.0 - (wanted.light == Light::diffuse ? flux.dot(entering) : transmitted);
    return plan;
}

} // namespace

const AdmittancePlan& admittance_plan(const Discretization& wanted) {
    thread_local Discretization last_wanted{};
    thread_local const AdmittancePlan* last = nullptr;
    if (last && last_wanted == wanted) return *last;
    static ForkSafeMutex mutex;
    using Key = std::tuple<int, double, double, Light, double, bool>;
    static std::map<Key, std::unique_ptr<const AdmittancePlan>> plans;
    {
        const std::lock_guard lock(mutex);
        auto& plan = plans[{wanted.streams, wanted.n, wanted.n_below, wanted.light, wanted.sine, wanted.split}];
        if (!plan) plan = make_plan(wanted);
        last = plan.get();
    }
    last_wanted = wanted;
    return *last;
}

} // namespace undertone
