#pragma once
// How rough dots of one kind look from a distance, and how unlike those of another kind: S-CIELAB in closed form, without a picture.
//
// Dots at places x_i darken skin by (m / n) sum_i h(x - x_i), m being the mean darkening in X, Y, Z, n the dots per area and h one dot as
// the skin above it blurs it, of integral 1. Its power at wavenumber k is |m H(k)|^2 S(k) / n, with the structure factor S of the places.
// What the eye leaves of it (PatternSight), added up over all k, is the variance of L*, a*, b* as seen. Of two kinds the difference is the
// root mean square of S-CIELAB's delta E where their dots are laid over each other as well as can be: the distance between two Gaussian
// textures (Xia, Ferradans, Peyre and Aujol 2014).

#include "undertone/colorimetry/pattern_sight.hpp"
#include "undertone/tissue/dots.hpp"
#include "undertone/tissue/hair.hpp"

#include <vector>

namespace undertone {

/// Of places set as `blue_noise_places` sets them: power over that of places at random.
double placement_structure(double k_per_mm, double density_per_cm2);

/// Wavenumbers at which patterns are known: 0.05 to 150 rad/mm, evenly in their logarithm.
const Eigen::ArrayXd& pattern_wavenumbers();

/// Dots of one kind, all alike.
struct DotPattern {
    double diameter_mm = 0.125, density_per_cm2 = 150, edge_sigma_mm = 0;
    /// What the skin's blur leaves of it in X, Y, Z at each of `pattern_wavenumbers` (rows).
    Eigen::ArrayX3d transfer;
};

/// Dots in skin, coefficients per band; a channel's blur is the mean over the wavelengths by the darkening that it sees there.
DotPattern dot_pattern(const LayerStack& layers, const DotField& dots, const Viewing& viewing);

/// Dots of pigment of no colour and middling strength: the blur hardly depends on what is in a dot (texture_test.cpp).
DotPattern neutral_dot_pattern(const LayerStack& layers, double diameter_mm, double density_per_cm2, double top_mm,
                               double bottom_mm, const Viewing& viewing);

/// Shaved hair, as far as it has colour; its blur is that of dark brown hair, from which that of other hair hardly differs. What
/// stands out of the skin is left out.
DotPattern hair_pattern(const Skin& skin, const Stubble& stubble, const Viewing& viewing);

/// Hair and dots side by side, seen from one distance.
class TextureSight {
public:
    /// Means in X, Y, Z under `viewing`. Colours are linear around that of the fringe. Throws DomainError for the distance.
    TextureSight(const DotPattern& hair, const XYZ& fringe, const DotPattern& dots, const XYZ& bare, const Viewing& viewing,
                 double distance_m);

    /// Standard deviations of L*, a*, b* together, as seen.
    double hair() const;
    double dots(const XYZ& area) const;
    /// Root mean square difference of the two, as seen: a convex function of the area's colour.
    double difference(const XYZ& area) const;
    /// Of all areas whose Y is no less, none has a smaller difference.
    double least_difference(double least_y) const;

private:
    Eigen::Vector3d darkening(const XYZ& area) const;

    Eigen::Vector3d bare_;
    Eigen::Matrix3d dots_squared_ = Eigen::Matrix3d::Zero(); ///< variance of the dots: a quadratic form of their darkening
    Eigen::Vector3d common_ = Eigen::Vector3d::Zero();       ///< what of it they share with the hair
    double hair_squared_ = 0;
};

} // namespace undertone
