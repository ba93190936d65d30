#include "undertone/tissue/monte_carlo.hpp"

#include "fresnel.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/random.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

namespace undertone {

namespace {

constexpr std::int64_t photons_per_batch = 2048; // one random stream each, so threads cannot change the answer

struct Layer {
    double top, bottom, mu_a, mu_s, g;
};

struct Medium {
    std::vector<Layer> layers;
    double n, n_below, specular;
    bool has_dots = false, start_over_dot = false;
    double radius = 0, pitch = 1, dot_top = 0, dot_bottom = 0, dot_mu_a = 0, dot_mu_s = 0, dot_g = 0;
};

struct Photon {
    double x, y, z, ux, uy, uz, weight;
};

double uniform(RandomStream& random) { return (random.next() + 0.5) * (1.0 / 4294967296.0); }

/// Length of the segment from the photon along its direction that lies inside cylinders.
double length_in_dots(const Medium& medium, const Photon& p, double step) {
    // Clip to the dots' depth first: most segments end here.
    double from = 0, to = step;
    if (p.uz != 0) {
        double enter = (medium.dot_top - p.z) / p.uz, leave = (medium.dot_bottom - p.z) / p.uz;
        if (enter > leave) std::swap(enter, leave);
        from = std::max(from, enter);
        to = std::min(to, leave);
    } else if (p.z < medium.dot_top || p.z > medium.dot_bottom) {
        return 0;
    }
    if (from >= to) return 0;
    const double flat = p.ux * p.ux + p.uy * p.uy;
    const double x0 = p.x + p.ux * from, x1 = p.x + p.ux * to, y0 = p.y + p.uy * from, y1 = p.y + p.uy * to;
    // Cylinder (i, j) stands at ((i + 1/2) pitch, (j + 1/2) pitch).
    const double reach = medium.radius, inverse = 1 / medium.pitch;
    const double i0 = std::ceil((std::min(x0, x1) - reach) * inverse - 0.5),
                 i1 = std::floor((std::max(x0, x1) + reach) * inverse - 0.5);
    if (i0 > i1) return 0;
    const double j0 = std::ceil((std::min(y0, y1) - reach) * inverse - 0.5),
                 j1 = std::floor((std::max(y0, y1) + reach) * inverse - 0.5);
    double inside = 0;
    for (double i = i0; i <= i1; ++i)
        for (double j = j0; j <= j1; ++j) {
            const double dx = p.x - (i + 0.5) * medium.pitch, dy = p.y - (j + 0.5) * medium.pitch;
            const double c = dx * dx + dy * dy - medium.radius * medium.radius;
            if (flat < 1e-18) {
                if (c < 0) inside += to - from;
                continue;
            }
            const double half_b = dx * p.ux + dy * p.uy, discriminant = half_b * half_b - flat * c;
            if (discriminant <= 0) continue;
            const double root = std::sqrt(discriminant);
            inside += std::max(0.0, std::min(to, (-half_b + root) / flat) - std::max(from, (-half_b - root) / flat));
        }
    return inside;
}

bool in_dot(const Medium& medium, const Photon& p) {
    if (p.z < medium.dot_top || p.z > medium.dot_bottom) return false;
    const double dx = p.x / medium.pitch - std::floor(p.x / medium.pitch) - 0.5;
    const double dy = p.y / medium.pitch - std::floor(p.y / medium.pitch) - 0.5;
    return (dx * dx + dy * dy) * medium.pitch * medium.pitch < medium.radius * medium.radius;
}

/// Henyey and Greenstein 1941.
void scatter(Photon& p, double g, RandomStream& random) {
    const double u = uniform(random);
    double cosine = 2 * u - 1;
    if (std::abs(g) > 1e-6) {
        const double ratio = (1 - g * g) / (1 - g + 2 * g * u);
        cosine = std::clamp((1 + g * g - ratio * ratio) / (2 * g), -1.0, 1.0);
    }
    const double sine = std::sqrt(1 - cosine * cosine), phi = 2 * std::numbers::pi * uniform(random);
    const double a = sine * std::cos(phi), b = sine * std::sin(phi);
    // Orthonormal frame without a special case at the poles (Duff et al. 2017).
    const double sign = std::copysign(1.0, p.uz), f = -1 / (sign + p.uz), h = p.ux * p.uy * f;
    const double x = a * (1 + sign * p.ux * p.ux * f) + b * h + cosine * p.ux;
    const double y = a * sign * h + b * (sign + p.uy * p.uy * f) + cosine * p.uy;
    const double z = -a * sign * p.ux - b * p.uy + cosine * p.uz;
    const double norm = 1 / std::sqrt(x * x + y * y + z * z);
    p.ux = x * norm;
    p.uy = y * norm;
    p.uz = z * norm;
}

Photon launch(const Medium& medium, RandomStream& random) {
    Photon p{0, 0, 0, 0, 0, 1, 1 - medium.specular};
    if (!medium.has_dots) return p;
    if (medium.start_over_dot) {
        const double r = medium.radius * std::sqrt(uniform(random)), phi = 2 * std::numbers::pi * uniform(random);
        p.x = 0.5 * medium.pitch + r * std::cos(phi);
        p.y = 0.5 * medium.pitch + r * std::sin(phi);
    } else {
        p.x = medium.pitch * uniform(random);
        p.y = medium.pitch * uniform(random);
    }
    return p;
}

/// Weight that leaves through the top.
double walk(const Medium& medium, RandomStream& random) {
    Photon p = launch(medium, random);
    std::size_t layer = 0;
    double optical = -std::log(uniform(random)); // scattering depth left to the next (possibly virtual) event
    while (true) {
        const Layer& here = medium.layers[layer];
        const bool dots_here = medium.has_dots && here.bottom > medium.dot_top && here.top < medium.dot_bottom;
        const double rate = here.mu_s + (dots_here ? medium.dot_mu_s : 0.0); // majorant (Woodcock et al. 1965)
        const double to_event = rate > 0 ? optical / rate : std::numeric_limits<double>::infinity();
        const double to_edge = p.uz > 0   ? (here.bottom - p.z) / p.uz
                               : p.uz < 0 ? (here.top - p.z) / p.uz
                                          : std::numeric_limits<double>::infinity();
        const double step = std::min(to_event, to_edge);
        if (std::isinf(step)) return 0; // on its way for ever
        double depth = here.mu_a * step;
        if (dots_here) depth += medium.dot_mu_a * length_in_dots(medium, p, step);
        p.weight *= std::exp(-depth);
        p.x += p.ux * step;
        p.y += p.uy * step;
        p.z += p.uz * step;
        if (to_event < to_edge) {
            const double choice = dots_here && medium.dot_mu_s > 0 ? uniform(random) * rate : 0.0;
            if (choice < here.mu_s)
                scatter(p, here.g, random);
            else if (in_dot(medium, p))
                scatter(p, medium.dot_g, random);
            optical = -std::log(uniform(random));
        } else {
            optical -= rate * step;
            if (p.uz < 0) {
                p.z = here.top;
                if (layer > 0) {
                    --layer;
                } else {
                    if (uniform(random) >= fresnel_reflectance(medium.n, 1.0, -p.uz)) return p.weight;
                    p.uz = -p.uz;
                }
            } else {
                p.z = here.bottom;
                if (layer + 1 < medium.layers.size()) {
                    ++layer;
                } else {
                    if (uniform(random) >= fresnel_reflectance(medium.n, medium.n_below, p.uz)) return 0;
                    p.uz = -p.uz;
                }
            }
        }
        if (p.weight < 1e-3) { // roulette (keeps the mean)
            if (uniform(random) > 0.1) return 0;
            p.weight *= 10;
        }
    }
}

Medium medium_at(const LayerStack& stack, const std::optional<DotLattice>& dots, Eigen::Index band, bool start_over_dot) {
    Medium medium;
    double depth = 0;
    for (Eigen::Index i = 0; i < stack.layer_count(); ++i) {
        if (stack.thickness_mm(i) == 0) continue;
        medium.layers.push_back({depth, depth + stack.thickness_mm(i), stack.mu_a_per_mm(i, band),
                                 stack.mu_s_per_mm(i, band), stack.g(i, band)});
        depth += stack.thickness_mm(i);
    }
    medium.n = stack.n;
    medium.n_below = stack.n_below;
    medium.specular = specular_reflectance(stack.n);
    if (dots) {
        medium.has_dots = true;
        medium.start_over_dot = start_over_dot;
        medium.radius = 0.5 * dots->diameter_mm;
        medium.pitch = dots->pitch_mm;
        medium.dot_top = dots->top_mm;
        medium.dot_bottom = dots->bottom_mm;
        medium.dot_mu_a = dots->pigment_mu_a_per_mm(band);
        medium.dot_mu_s = dots->pigment_mu_s_per_mm(band);
        medium.dot_g = dots->pigment_g(band);
    }
    return medium;
}

} // namespace

MonteCarloResult monte_carlo(const LayerStack& stack, const std::optional<DotLattice>& dots,
                             const MonteCarloOptions& options) {
    stack.validate();
    if (dots) dots->validate(stack);
    if (options.photons < 1) throw DomainError("photons", std::to_string(options.photons), "at least 1");
    if (options.threads < 1) throw DomainError("threads", std::to_string(options.threads), "at least 1");
    if (options.start_over_dot && !dots) throw DomainError("start_over_dot", "true", "false where there are no dots");

    const Eigen::Index wavelengths = stack.wavelength_count();
    const std::int64_t batches = (options.photons + photons_per_batch - 1) / photons_per_batch;
    std::vector<Medium> media;
    for (Eigen::Index band = 0; band < wavelengths; ++band)
        media.push_back(medium_at(stack, dots, band, options.start_over_dot));

    struct Sums {
        double weight = 0, square = 0;
        std::int64_t photons = 0;
    };
    const std::int64_t jobs = batches * wavelengths;
    std::vector<Sums> sums(static_cast<std::size_t>(jobs));
    std::atomic<std::int64_t> next{0}, done{0};
    std::atomic<bool> stop{false};
    std::mutex progress_mutex;
    const auto work = [&] {
        for (std::int64_t job = next++; job < jobs && !stop; job = next++) {
            const std::int64_t band = job / batches, batch = job % batches;
            RandomStream random(options.seed, static_cast<std::uint64_t>(job));
            Sums& sum = sums[static_cast<std::size_t>(job)];
            sum.photons = std::min(photons_per_batch, options.photons - batch * photons_per_batch);
            for (std::int64_t i = 0; i < sum.photons; ++i) {
                const double weight = walk(media[static_cast<std::size_t>(band)], random);
                sum.weight += weight;
                sum.square += weight * weight;
            }
            const std::int64_t finished = ++done;
            if (options.progress && finished % 16 == 0) {
                const std::lock_guard lock(progress_mutex);
                if (!stop && !options.progress(static_cast<double>(finished) / static_cast<double>(jobs))) stop = true;
            }
        }
    };
    std::vector<std::jthread> helpers;
    for (int i = 1; i < options.threads; ++i) helpers.emplace_back(work);
    work();
    helpers.clear();

    MonteCarloResult result{Eigen::ArrayXd(wavelengths), Eigen::ArrayXd(wavelengths), options.photons, stop};
    for (Eigen::Index band = 0; band < wavelengths; ++band) {
        Sums total;
        for (std::int64_t batch = 0; batch < batches; ++batch) {
            const Sums& sum = sums[static_cast<std::size_t>(band * batches + batch)];
            total.weight += sum.weight;
            total.square += sum.square;
            total.photons += sum.photons;
        }
        const double n = static_cast<double>(std::max<std::int64_t>(total.photons, 1));
        result.mean(band) = total.weight / n;
        result.standard_error(band) = std::sqrt(std::max(0.0, total.square / n - result.mean(band) * result.mean(band)) / n);
    }
    return result;
}

} // namespace undertone
