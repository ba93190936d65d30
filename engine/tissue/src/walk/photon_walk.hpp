#pragma once
// One photon's way through layers and dots.

#include "dot_grid.hpp"
#include "plain_walk.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/tissue/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

namespace undertone {

/// Henyey and Greenstein 1941, inverted: cosine of the scattering angle for a number uniform in (0, 1).
class PhaseFunction {
public:
    explicit PhaseFunction(double g = 0) : isotropic_(std::abs(g) < 1e-6) {
        if (isotropic_) return;
        numerator_ = 1 - g * g;
        base_ = 1 - g;
        slope_ = 2 * g;
        middle_ = (1 + g * g) / (2 * g);
        scale_ = 1 / (2 * g);
    }

    struct Terms {
        double numerator, base, slope, middle, scale;
    };
    /// Of the formula alone, without the branch for isotropic scattering: 1e-6 stands for any smaller g.
    Terms terms() const {
        if (isotropic_) return PhaseFunction(1e-6).terms();
        return {numerator_, base_, slope_, middle_, scale_};
    }

    double cosine(double u) const {
        if (isotropic_) return 2 * u - 1;
        const double ratio = numerator_ / (base_ + slope_ * u);
        return std::clamp(middle_ - scale_ * ratio * ratio, -1.0, 1.0);
    }

private:
    bool isotropic_;
    double numerator_ = 0, base_ = 0, slope_ = 0, middle_ = 0, scale_ = 0;
};

/// What a photon meets at one wavelength.
struct Medium {
    struct Layer {
        double top, bottom, mu_a, mu_s;
        PhaseFunction phase;
        double event_rate; ///< of the tissue's scattering; virtual events among them where it is more than mu_s
        double mean_step;  ///< 1 / event_rate
        bool has_dots;
    };
    struct Filling {
        double mu_a = 0, mu_s = 0;
        PhaseFunction phase;
    };
    std::vector<Layer> layers; ///< none is empty
    double n = 1, n_below = 1, specular = 0;
    std::shared_ptr<const DotGrid> grid; ///< null where there are no dots
    Filling fillings[2];
    double most_pigment_mu_s = 0; ///< most scattering by pigment anywhere
    double start_radius_mm = 0;   ///< photons start within this distance of a dot's axis; 0 for anywhere

    Medium(const LayerStack& stack, Eigen::Index band);
    void add_dots(const DotField& dots, const MonteCarloOptions& options, Eigen::Index band,
                  std::shared_ptr<const DotGrid> places);
};

/// The layers alone, for several photons at a time.
PlainMedium plain_medium(const Medium& medium);

std::shared_ptr<const DotGrid> dot_grid(const DotField& dots, const MonteCarloOptions& options);

/// What `walk` records of one photon, besides its weight, if asked.
struct Path {
    std::vector<double> layer_mm, dot_mm; ///< per layer; per place of the path over the dots
    std::vector<double> shift_x, shift_y; ///< of those places, the first 0
    double boost = 0;                     ///< weight without absorption, where it left through the top
    double start_mm = 0, spread_mm = 0;
};

/// Weight that leaves through the top; 0 where none does.
double walk(const Medium& medium, RandomStream& random);

/// The same with a record, whose vectors have their sizes. `twin`, if given, receives the path that the photon takes where
/// pigment does not scatter: the same up to the first time it would.
void walk(const Medium& medium, RandomStream& random, Path& path, Path* twin);

} // namespace undertone
