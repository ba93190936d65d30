#include "undertone/tissue/radiative_transfer.hpp"

#include "admittance_plan.hpp"
#include "fresnel.hpp"
#include "stack_lanes.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace undertone {

namespace {

void check_angle(double angle_deg) {
    if (!(angle_deg >= 0 && angle_deg < 90))
        throw DomainError("angle_deg", fmt::format("{}", angle_deg), "0 or more and less than 90 degrees from the normal");
}

double sine_of(double angle_deg) { return std::sin(angle_deg * std::numbers::pi / 180); }

/// Of light that meets the stack at cosine mu (inside) and is never scattered: what gets into the medium below.
Eigen::ArrayXd unscattered_share(const LayerStack& stack, const Eigen::ArrayXd& depth, double mu) {
    const double top = fresnel_reflectance(stack.n, 1.0, mu), bottom = fresnel_reflectance(stack.n, stack.n_below, mu);
    const Eigen::ArrayXd once = (-depth / mu).exp();
    return (1 - top) * (1 - bottom) * once / (1 - top * bottom * once.square());
}

Eigen::ArrayXd unscattered_transmittance(const LayerStack& stack, const Illumination& illumination) {
    if (std::isinf(stack.thickness_mm(stack.layer_count() - 1))) return Eigen::ArrayXd::Zero(stack.wavelength_count());
    const Eigen::ArrayXd depth =
        ((stack.mu_a_per_mm + stack.mu_s_per_mm).colwise() * stack.thickness_mm).colwise().sum().transpose();
    if (illumination.kind == Illumination::Kind::collimated) {
        const double sine = sine_of(illumination.angle_deg) / stack.n;
        return unscattered_share(stack, depth, std::sqrt(1 - sine * sine));
    }
    // Over the cosine in air by the tanh-sinh rule: the integrand may set in with a root, or as exp(-1/mu).
    constexpr int steps = 60;
    constexpr double width = 6.4 / steps;
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(stack.wavelength_count());
    for (int i = 0; i <= steps; ++i) {
        const double t = -3.2 + i * width, arc = 0.5 * std::numbers::pi * std::sinh(t);
        const double mu_air = 1 / (1 + std::exp(-2 * arc));
        const double weight = width * 0.25 * std::numbers::pi * std::cosh(t) / (std::cosh(arc) * std::cosh(arc));
        const double mu = std::sqrt(1 - (1 - mu_air * mu_air) / (stack.n * stack.n));
        sum += 2 * mu_air * weight * unscattered_share(stack, depth, mu);
    }
    return sum;
}

void add_fluxes(Workspace& work, const LayerStack& stack, const AdmittancePlan& plan, const std::vector<Eigen::Index>& bands,
                Fluxes& fluxes) {
    const AdmittanceKernel& kernel = admittance_kernel();
    const Eigen::Index layers = stack.layer_count();
    Workspace::Lane* scratch = Workspace::reserve(work.scratch, layers * flux_scratch_lanes(plan.order));
    Workspace::Lane* out = Workspace::reserve(work.out, 2 + layers);
    for_each_group(work, stack, bands, [&](const LaneGroup& group) {
        kernel.fluxes(plan, group.layers, group.layer_count, scratch, out->at);
        for (int i = 0; i < group.band_count; ++i) {
            const Eigen::Index band = group.bands[i];
            fluxes.reflectance(band) = out[0].at[i];
            fluxes.transmittance(band) = out[1].at[i];
            for (int layer = 0; layer < group.layer_count; ++layer)
                fluxes.absorbed(work.rows[static_cast<std::size_t>(layer)], band) = out[2 + layer].at[i];
        }
    });
}

/// Henyey-Greenstein phase function, 1 when isotropic, at scattering cosine `cosine`.
double henyey_greenstein(double g, double cosine) { return (1 - g * g) / std::pow(1 + g * g - 2 * g * cosine, 1.5); }

/// The same as its first Legendre moments have it, scaled so that what they leave out is not scattered (delta-M).
double truncated_phase(double g, double cosine, int moments) {
    const double forward = std::pow(std::abs(g), moments);
    double sum = 0, power = 1, previous = 0, current = 1;
    for (int l = 0; l < moments; ++l) {
        sum += (2 * l + 1) * (power - forward) * current;
        power *= g;
        const double next = ((2 * l + 1) * cosine * current - l * previous) / (l + 1);
        previous = current;
        current = next;
    }
    return sum; // times 1 - forward of the scattering, over the same
}

/// What light scattered once adds to the radiance factor by the phase function in full, over what its moments give
/// (Nakajima and Tanaka 1988): straight in at cosine mu, straight out along the normal.
double once_scattered_rest(const LayerStack& stack, Eigen::Index band, double mu, int moments) {
    const double path = 1 + 1 / mu;
    double depth = 0, sum = 0;
    for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer) {
        const double mu_s = stack.mu_s_per_mm(layer, band), g = stack.g(layer, band);
        const double extinction = stack.mu_a_per_mm(layer, band) + mu_s * (1 - std::pow(std::abs(g), moments));
        const double rest = mu_s * (henyey_greenstein(g, -mu) - truncated_phase(g, -mu, moments));
        if (mu_s > 0 && extinction > 0) {
            const double thickness = stack.thickness_mm(layer);
            sum += rest / (extinction * path) * std::exp(-depth * path) * -std::expm1(-extinction * thickness * path);
            depth += extinction * thickness;
        } else {
            depth += extinction > 0 ? extinction * stack.thickness_mm(layer) : 0;
        }
    }
    const double in = 1 - fresnel_reflectance(stack.n, 1.0, mu), out = 1 - fresnel_reflectance(stack.n, 1.0, 1.0);
    return in * out / (stack.n * stack.n) * sum / (4 * mu);
}

void add_radiance(Workspace& work, const LayerStack& stack, const AdmittancePlan& plan,
                  const std::vector<Eigen::Index>& bands, double mu, Eigen::ArrayXd& result) {
    const AdmittanceKernel& kernel = admittance_kernel();
    double answer[lane_count];
    for_each_group(work, stack, bands, [&](const LaneGroup& group) {
        kernel.reflect(plan, group.layers, group.layer_count, answer);
        for (int i = 0; i < group.band_count; ++i)
            result(group.bands[i]) = answer[i] + once_scattered_rest(stack, group.bands[i], mu, plan.moments);
    });
}

} // namespace

void Illumination::validate() const {
    if (kind == Kind::collimated) check_angle(angle_deg);
}

Fluxes radiative_transfer(const LayerStack& stack, const Illumination& illumination, int streams) {
    stack.validate();
    illumination.validate();
    check_streams(streams);
    const bool diffuse = illumination.kind == Illumination::Kind::diffuse;
    Discretization wanted{streams, stack.n, stack.n_below, diffuse ? Light::diffuse : Light::beam,
                          diffuse ? 0 : sine_of(illumination.angle_deg)};
    Workspace& work = workspace();
    sort_bands(work, stack, streams);
    Fluxes fluxes;
    fluxes.reflectance.resize(stack.wavelength_count());
    fluxes.transmittance.resize(stack.wavelength_count());
    fluxes.absorbed = Eigen::ArrayXXd::Zero(stack.layer_count(), stack.wavelength_count());
    fluxes.specular = admittance_plan(wanted).specular;
    for (const BandClass& one : work.classes) {
        wanted.streams = one.streams;
        wanted.split = one.split;
        if (!one.bands.empty()) add_fluxes(work, stack, admittance_plan(wanted), one.bands, fluxes);
    }
    fluxes.unscattered_transmittance = unscattered_transmittance(stack, illumination);
    return fluxes;
}

Eigen::ArrayXd radiance_factor(const LayerStack& stack, double angle_deg, int streams) {
    stack.validate();
    check_angle(angle_deg);
    check_streams(streams);
    const double sine = sine_of(angle_deg), mu = std::sqrt(1 - sine * sine / (stack.n * stack.n));
    Discretization wanted{streams, stack.n, stack.n_below, Light::radiance, sine};
    Workspace& work = workspace();
    sort_bands(work, stack, streams);
    Eigen::ArrayXd result(stack.wavelength_count());
    for (const BandClass& one : work.classes) {
        wanted.streams = one.streams;
        wanted.split = one.split;
        if (!one.bands.empty()) add_radiance(work, stack, admittance_plan(wanted), one.bands, mu, result);
    }
    return result;
}

} // namespace undertone
