#include "undertone/tissue/fit_fringe.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <cmath>

namespace undertone {

namespace {

using Vector = Eigen::Vector3d; ///< logarithms of eumelanin, pheomelanin and density over their prior medians

constexpr double colour_sd = 0.3; ///< of a Lab coordinate: what a good reading repeats to

struct Problem {
    const Skin& skin;
    const Viewing& viewing;
    Lab target;
    HairMelanin prior_melanin;
    Stubble prior_stubble;
    Vector prior_sd;
    double surface;

    FringeFit at(const Vector& x) const {
        FringeFit fit;
        fit.melanin = {prior_melanin.eumelanin_mg_per_ml * std::exp(x(0)),
                       prior_melanin.pheomelanin_mg_per_ml * std::exp(x(1))};
        fit.stubble = prior_stubble;
        fit.stubble.density_per_cm2 *= std::exp(x(2));
        fit.reflectance = fringe_reflectance(skin, fit.melanin, fit.stubble);
        return fit;
    }

    Vector residual(const FringeFit& fit) const {
        const Lab lab = viewing.lab(fit.reflectance + surface);
        return Vector(lab.l - target.l, lab.a - target.a, lab.b - target.b) / colour_sd;
    }

    double cost(const Vector& r, const Vector& x) const {
        return r.squaredNorm() + (x.array() / prior_sd.array()).square().sum();
    }
};

/// Scales a spectrum by exp(c0 + c1 t + c2 t^2), t from -1 to 1 along the wavelengths, until it has exactly this colour:
/// what was measured is the colour, and no model of hair may change it.
Bands with_exact_lab(Bands reflectance, const Lab& lab, const Viewing& viewing, double surface) {
    const Bands t = Bands::LinSpaced(-1, 1);
    for (int iteration = 0; iteration < 30; ++iteration) {
        const auto coordinates = [&](const Bands& r) {
            const Lab seen = viewing.lab(r + surface);
            return Vector(seen.l, seen.a, seen.b);
        };
        const Vector here = coordinates(reflectance), missing = Vector(lab.l, lab.a, lab.b) - here;
        if (missing.norm() < 1e-9) break;
        Eigen::Matrix3d jacobian;
        for (int i = 0; i < 3; ++i) jacobian.col(i) = (coordinates(reflectance * (1e-5 * t.pow(i)).exp()) - here) / 1e-5;
        const Vector step = jacobian.fullPivLu().solve(missing).cwiseMax(-0.5).cwiseMin(0.5);
        reflectance *= (step(0) + step(1) * t + step(2) * t.square()).exp();
    }
    return reflectance;
}

} // namespace

FringeFit fringe_from_lab(const Skin& skin, const Lab& lab, const Viewing& viewing, const Stubble& stubble, double surface) {
    const Problem problem{
        skin, viewing, lab, melanin_of("dark_brown"), stubble, Vector(std::log(3.0), std::log(3.0), std::log(1.5)), surface};
    // Melanin up to 250 mg/ml and hairs that do not overlap: beyond that there is no fringe to compute.
    const double most_dense = std::min(990.0, 95.0 / (stubble.shaft_diameter_mm * stubble.shaft_diameter_mm));
    const Vector upper(std::log(250.0 / problem.prior_melanin.eumelanin_mg_per_ml),
                       std::log(250.0 / problem.prior_melanin.pheomelanin_mg_per_ml),
                       std::log(most_dense / stubble.density_per_cm2));
    Vector x = Vector::Zero();
    FringeFit best = problem.at(x);
    Vector residual = problem.residual(best);
    double cost = problem.cost(residual, x), damping = 1e-3;
    for (int iteration = 0; iteration < 40 && !best.converged; ++iteration) {
        Eigen::Matrix3d jacobian;
        for (int i = 0; i < 3; ++i) {
            Vector moved = x;
            moved(i) -= 1e-4; // away from the upper bound
            jacobian.col(i) = (residual - problem.residual(problem.at(moved))) / 1e-4;
        }
        Eigen::Matrix3d normal = jacobian.transpose() * jacobian;
        normal.diagonal() += problem.prior_sd.array().square().inverse().matrix();
        const Vector gradient = jacobian.transpose() * residual + (x.array() / problem.prior_sd.array().square()).matrix();
        bool improved = false;
        for (int attempt = 0; attempt < 12 && !improved; ++attempt) {
            Eigen::Matrix3d damped = normal;
            damped.diagonal() *= 1 + damping;
            const Vector step = -damped.ldlt().solve(gradient), next = (x + step).cwiseMax(-5.0).cwiseMin(upper);
            const FringeFit candidate = problem.at(next);
            const Vector r = problem.residual(candidate);
            const double new_cost = problem.cost(r, next);
            if (new_cost <= cost) {
                improved = true;
                best = candidate;
                best.converged = cost - new_cost <= 1e-8 * (1 + cost);
                x = next;
                residual = r;
                cost = new_cost;
                damping = std::max(damping / 5, 1e-9);
            } else {
                damping *= 5;
            }
        }
        if (!improved) { // no downhill step is left: x is the minimum to rounding
            best.converged = true;
        }
    }
    best.delta_e_2000 = delta_e_2000(viewing.lab(best.reflectance + surface), lab);
    best.reflectance = with_exact_lab(best.reflectance, lab, viewing, surface);
    return best;
}

} // namespace undertone
