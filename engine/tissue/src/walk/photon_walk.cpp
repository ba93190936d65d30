#include "photon_walk.hpp"

#include "transfer/fresnel.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace undertone {

namespace {

constexpr double endless_mm = 1e30, least_exponential = 1e-12;

double uniform(RandomStream& random) { return (random.next() + 0.5) * (1.0 / 4294967296.0); }

/// Standard exponential by the ziggurat of Marsaglia and Tsang (2000): one table look-up in 99 of 100 draws.
class Exponential {
public:
    double operator()(RandomStream& random) const {
        while (true) {
            const std::uint32_t bits = random.next();
            const std::size_t i = bits & 255;
            const double x = std::max(bits * width_[i], least_exponential);
            if (bits < inside_[i]) return x;
            if (i == 0) return tail - std::log(uniform(random));
            if (height_[i] + uniform(random) * (height_[i - 1] - height_[i]) < std::exp(-x)) return x;
        }
    }

private:
    static constexpr double tail = 7.69711747013104972, area = 3.949659822581572e-3, scale = 4294967296.0;
    std::array<std::uint32_t, 256> inside_;
    std::array<double, 256> width_, height_;

public:
    Exponential() {
        double x = tail, previous = tail;
        const double base = area / std::exp(-x);
        inside_[0] = static_cast<std::uint32_t>(x / base * scale);
        inside_[1] = 0;
        width_[0] = base / scale;
        width_[255] = x / scale;
        height_[0] = 1;
        height_[255] = std::exp(-x);
        for (std::size_t i = 254; i >= 1; --i) {
            x = -std::log(area / x + std::exp(-x));
            inside_[i + 1] = static_cast<std::uint32_t>(x / previous * scale);
            previous = x;
            height_[i] = std::exp(-x);
            width_[i] = x / scale;
        }
    }
};

const Exponential exponential;

struct Photon {
    double x = 0, y = 0, z = 0, ux = 0, uy = 0, uz = 1;
};

/// Sine and cosine of an angle spread evenly over the circle, from one number: 31 bits for the angle between -90 and 90
/// degrees, one for the side. Taylor's polynomial is right to 1e-9 there.
void circle(RandomStream& random, double& sine, double& cosine) {
    const std::uint32_t bits = random.next();
    const double angle = ((bits >> 1) + 0.5) * (std::numbers::pi / 2147483648.0) - std::numbers::pi / 2, q = angle * angle;
    sine = angle * (1 - q / 6 * (1 - q / 20 * (1 - q / 42 * (1 - q / 72 * (1 - q / 110 * (1 - q / 156 * (1 - q / 210)))))));
    const double other = std::sqrt(std::max(0.0, 1 - sine * sine));
    cosine = (bits & 1) != 0 ? other : -other;
}

void scatter(Photon& p, const PhaseFunction& phase, RandomStream& random) {
    const double cosine = phase.cosine(uniform(random)), out = std::sqrt(1 - cosine * cosine);
    double a, b;
    circle(random, a, b);
    a *= out;
    b *= out;
    // Orthonormal frame without a special case at the poles (Duff et al. 2017).
    const double sign = std::copysign(1.0, p.uz), f = -1 / (sign + p.uz), h = p.ux * p.uy * f;
    const double x = a * (1 + sign * p.ux * p.ux * f) + b * h + cosine * p.ux;
    const double y = a * sign * h + b * (sign + p.uy * p.uy * f) + cosine * p.uy;
    const double z = -a * sign * p.ux - b * p.uy + cosine * p.uz;
    const double norm = 1.5 - 0.5 * (x * x + y * y + z * z); // one Newton step towards unit length undoes rounding
    p.ux = x * norm;
    p.uy = y * norm;
    p.uz = z * norm;
}

Photon launch(const Medium& medium, RandomStream& random) {
    Photon p;
    if (!medium.grid) return p;
    const DotGrid& grid = *medium.grid;
    if (medium.start_radius_mm > 0) {
        const auto count = static_cast<double>(grid.places().size());
        const Place& dot = grid.places()[static_cast<std::size_t>(count * uniform(random))];
        const double r = medium.start_radius_mm * std::sqrt(uniform(random)), phi = 2 * std::numbers::pi * uniform(random);
        p.x = grid.wrap(dot.x_mm + r * std::cos(phi));
        p.y = grid.wrap(dot.y_mm + r * std::sin(phi));
    } else {
        p.x = grid.side_mm() * uniform(random);
        p.y = grid.side_mm() * uniform(random);
    }
    return p;
}

/// A photon on its way, with what it has met.
struct Walker {
    Photon p;
    std::size_t layer = 0;
    double optical = 0;          ///< scattering depth left to the tissue's next (possibly virtual) event
    double absorbed = 0;         ///< absorption depth behind it
    double limit = 4, boost = 1; ///< of the roulette
    double off_x = 0, off_y = 0; ///< from where it started, not wrapped
};

/// The tissue's scattering at an event of its layer's rate, or none where the event is virtual.
void tissue_event(const Medium::Layer& here, Photon& p, RandomStream& random) {
    if (here.event_rate == here.mu_s || uniform(random) * here.event_rate < here.mu_s) scatter(p, here.phase, random);
}

/// Where on a photon's next `length` pigment scatters it first, and which filling's; -1 for none.
struct PigmentEvent {
    double at_mm;
    int kind;
};

/// Candidates come at the highest rate anywhere in the dots, and count as often as the concentration says (Woodcock et al. 1965).
PigmentEvent pigment_event(const Medium& medium, const Photon& p, double length, RandomStream& random) {
    const DotGrid& grid = *medium.grid;
    double at = 0, end = length;
    if (p.uz != 0) {
        const double to_top = (grid.top_mm() - p.z) / p.uz, to_bottom = (grid.bottom_mm() - p.z) / p.uz;
        at = std::max(at, std::min(to_top, to_bottom));
        end = std::min(end, std::max(to_top, to_bottom));
    }
    while (true) {
        at += exponential(random) / medium.most_pigment_mu_s;
        if (!(at < end)) return {length, -1};
        double concentration[2];
        grid.concentration(grid.wrap(p.x + p.ux * at), grid.wrap(p.y + p.uy * at), concentration);
        double choice = uniform(random) * medium.most_pigment_mu_s;
        for (int kind = 0; kind < 2; ++kind) {
            choice -= concentration[kind] * medium.fillings[kind].mu_s;
            if (choice < 0) return {at, kind};
        }
    }
}

/// Follows a photon until it leaves: true through the top. `bare` ignores the dots. `twin` receives the photon as it was
/// before pigment scattered it for the first time, with its record; true in `forked` then.
template <bool recorded, bool bare>
bool follow(const Medium& medium, RandomStream& random, Walker& w, Path* path, Walker* twin, Path* twin_path, bool* forked) {
    Photon& p = w.p;
    for (unsigned flights = 1;; ++flights) {
        if (flights % 4096 == 0) poll_stop(); // without absorption one photon may fly for hours
        const Medium::Layer& here = medium.layers[w.layer];
        double step = w.optical * here.mean_step;
        double z = p.z + p.uz * step;
        bool leaves = p.uz < 0 ? z <= here.top : z >= here.bottom;
        if (leaves) {
            z = p.uz < 0 ? here.top : here.bottom;
            step = (z - p.z) / p.uz;
        }
        if (step >= endless_mm) return false; // on its way for ever
        int pigment = -1;                     // that scatters at the end of this flight
        const auto inside = [&](double x, double y) {
            std::array<double, 2> mm{0, 0};
            medium.grid->add_length(x, y, p.z, p.ux, p.uy, p.uz, step, mm.data());
            return mm;
        };
        if (here.has_dots && !bare) {
            auto own = inside(p.x, p.y);
            if (medium.most_pigment_mu_s > 0 && own[0] + own[1] > 0) {
                const PigmentEvent event = pigment_event(medium, p, step, random);
                pigment = event.kind;
                if (pigment >= 0) {
                    step = event.at_mm;
                    z = p.z + p.uz * step;
                    leaves = false;
                    own = inside(p.x, p.y);
                }
            }
            w.absorbed += medium.fillings[0].mu_a * own[0] + medium.fillings[1].mu_a * own[1];
            if constexpr (recorded) path->dot_mm[0] += own[0];
        }
        w.absorbed += here.mu_a * step;
        if constexpr (recorded) path->layer_mm[w.layer] += step;
        if (medium.grid) {
            if constexpr (recorded) {
                const std::size_t places = here.has_dots ? path->dot_mm.size() : 0;
                if (bare && places > 1) path->dot_mm[0] += inside(p.x, p.y)[0];
                if (forked == nullptr || !*forked) // a path that pigment has bent belongs to its place
                    for (std::size_t i = 1; i < places; ++i)
                        path->dot_mm[i] += inside(p.x + path->shift_x[i], p.y + path->shift_y[i])[0];
            }
            p.x = medium.grid->wrap(p.x + p.ux * step);
            p.y = medium.grid->wrap(p.y + p.uy * step);
        }
        if constexpr (recorded) {
            w.off_x += p.ux * step;
            w.off_y += p.uy * step;
        }
        p.z = z;
        if (pigment >= 0) {
            if (recorded && twin != nullptr && !*forked) {
                *twin = w;
                *twin_path = *path;
                twin->optical = exponential(random);
                *forked = true;
            }
            scatter(p, medium.fillings[pigment].phase, random);
            w.optical = std::max(least_exponential, w.optical - here.event_rate * step);
        } else if (!leaves) {
            tissue_event(here, p, random);
            w.optical = exponential(random);
        } else {
            w.optical = std::max(least_exponential, w.optical - here.event_rate * step);
            if (p.uz < 0) {
                if (w.layer > 0) {
                    --w.layer;
                } else {
                    if (uniform(random) >= fresnel_reflectance(medium.n, 1.0, -p.uz)) return true;
                    p.uz = -p.uz;
                }
            } else {
                if (w.layer + 1 < medium.layers.size()) {
                    ++w.layer;
                } else {
                    if (uniform(random) >= fresnel_reflectance(medium.n, medium.n_below, p.uz)) return false;
                    p.uz = -p.uz;
                }
            }
        }
        if (w.absorbed > w.limit) { // roulette (keeps the mean)
            if (uniform(random) > 0.1) return false;
            w.boost *= 10;
            w.limit += std::numbers::ln10;
        }
    }
}

Walker start(const Medium& medium, RandomStream& random) {
    Walker w;
    w.p = launch(medium, random);
    w.optical = exponential(random);
    w.boost = 1 - medium.specular;
    return w;
}

} // namespace

Medium::Medium(const LayerStack& stack, Eigen::Index band)
    : n(stack.n), n_below(stack.n_below), specular(specular_reflectance(stack.n)) {
    double depth = 0;
    for (Eigen::Index i = 0; i < stack.layer_count(); ++i) {
        if (stack.thickness_mm(i) == 0) continue;
        const double mu_s = stack.mu_s_per_mm(i, band);
        layers.push_back({depth, depth + stack.thickness_mm(i), stack.mu_a_per_mm(i, band), mu_s,
                          PhaseFunction(stack.g(i, band)), mu_s, 0, false});
        depth += stack.thickness_mm(i);
        layers.back().mean_step = mu_s > 0 ? 1 / mu_s : 2 * endless_mm / least_exponential;
    }
}

PlainMedium plain_medium(const Medium& medium) {
    PlainMedium result{{}, medium.n, medium.n_below, medium.specular};
    for (const Medium::Layer& layer : medium.layers) {
        const PhaseFunction::Terms phase = layer.phase.terms();
        result.layers.push_back({layer.top, layer.bottom, layer.mu_a, layer.mu_s, layer.mean_step, phase.numerator,
                                 phase.base, phase.slope, phase.middle, phase.scale});
    }
    return result;
}

void Medium::add_dots(const DotField& dots, const MonteCarloOptions& options, Eigen::Index band,
                      std::shared_ptr<const DotGrid> places) {
    grid = std::move(places);
    if (options.start_over_dot) start_radius_mm = 0.5 * dots.diameter_mm;
    fillings[0] = {dots.pigment_mu_a_per_mm(band), dots.pigment_mu_s_per_mm(band), PhaseFunction(dots.pigment_g(band))};
    if (options.other_dots)
        fillings[1] = {options.other_dots->mu_a_per_mm(band), options.other_dots->mu_s_per_mm(band),
                       PhaseFunction(options.other_dots->g(band))};
    most_pigment_mu_s = std::max(fillings[0].mu_s, fillings[1].mu_s) * grid->most_concentration();
    constexpr double least_rate = 1; // flights through dots end, also in clear tissue
    for (Layer& layer : layers) {
        layer.has_dots = layer.bottom > dots.top_mm && layer.top < dots.bottom_mm;
        if (!layer.has_dots || most_pigment_mu_s == 0) continue;
        layer.event_rate = std::max(layer.mu_s, least_rate);
        layer.mean_step = 1 / layer.event_rate;
    }
}

std::shared_ptr<const DotGrid> dot_grid(const DotField& dots, const MonteCarloOptions& options) {
    const bool ordered = dots.placement == Placement::square_lattice;
    const bool mixed = options.other_dots && options.other_dots->share > 0;
    const int across = ordered && !mixed ? 1 : static_cast<int>(std::lround(std::sqrt(options.dots_per_cell)));
    const double side = across * dots.pitch_mm;
    std::vector<Place> places;
    if (ordered) {
        for (int i = 0; i < across; ++i)
            for (int j = 0; j < across; ++j) places.push_back({(i + 0.5) * dots.pitch_mm, (j + 0.5) * dots.pitch_mm});
    } else {
        places = blue_noise_places(across * across, side, dots.diameter_mm, options.seed);
    }
    std::vector<int> kinds(places.size(), 0);
    if (mixed) { // exactly that share of the places, shuffled (Fisher and Yates 1938)
        RandomStream random(options.seed, ~std::uint64_t{0});
        const auto others =
            static_cast<std::size_t>(std::lround(options.other_dots->share * static_cast<double>(kinds.size())));
        std::fill_n(kinds.begin(), others, 1);
        for (std::size_t i = kinds.size() - 1; i > 0; --i)
            std::swap(kinds[i], kinds[static_cast<std::size_t>(random.uniform() * static_cast<double>(i + 1))]);
    }
    return std::make_shared<const DotGrid>(std::move(places), std::move(kinds), side,
                                           dot_profile(dots.diameter_mm, dots.edge_sigma_mm), dots.top_mm, dots.bottom_mm);
}

namespace {

/// Lays the places of a path evenly over the square that belongs to one dot (a lattice of the golden ratio): as the photon starts
/// anywhere, each of them is anywhere too, and their mean knows more than that of places thrown at random.
void spread_places(const DotGrid& grid, Path& path) {
    const double pitch = grid.side_mm() / std::sqrt(static_cast<double>(grid.places().size()));
    const auto count = static_cast<double>(path.dot_mm.size());
    for (std::size_t i = 1; i < path.dot_mm.size(); ++i) {
        const auto place = static_cast<double>(i);
        path.shift_x[i] = pitch * place / count;
        path.shift_y[i] = pitch * std::fmod(place / std::numbers::phi, 1.0);
    }
}

} // namespace

double walk(const Medium& medium, RandomStream& random) {
    Walker w = start(medium, random);
    if (!follow<false, false>(medium, random, w, nullptr, nullptr, nullptr, nullptr)) return 0;
    return w.boost * std::exp(-w.absorbed);
}

void walk(const Medium& medium, RandomStream& random, Path& path, Path* twin) {
    Walker w = start(medium, random), other;
    std::fill(path.layer_mm.begin(), path.layer_mm.end(), 0.0);
    std::fill(path.dot_mm.begin(), path.dot_mm.end(), 0.0);
    path.start_mm = medium.grid ? medium.grid->distance_to_axis(w.p.x, w.p.y) : 0;
    if (path.dot_mm.size() > 1) spread_places(*medium.grid, path);
    bool forked = false;
    const auto finish = [](Path& record, const Walker& walker, bool left) {
        record.boost = left ? walker.boost : 0;
        record.spread_mm = std::hypot(walker.off_x, walker.off_y);
    };
    const bool left = follow<true, false>(medium, random, w, &path, twin != nullptr ? &other : nullptr, twin, &forked);
    finish(path, w, left);
    if (twin == nullptr) return;
    if (forked)
        finish(*twin, other, follow<true, true>(medium, random, other, twin, nullptr, nullptr, nullptr));
    else
        *twin = path;
}

} // namespace undertone
