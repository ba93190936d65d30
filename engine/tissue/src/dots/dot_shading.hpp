#pragma once
// Dots as even layers: what a field of cylinders does to light, said by coefficients that adding-doubling can use.
//
// A cylinder shades itself: light must get into it before it is absorbed. For light that comes evenly from all sides its
// share of the unshaded absorption is the mean over its chords (the packaging of blood vessels: Svaasand et al. 1995;
// Verkruysse et al. 1997), with its two ends. But light in skin does not come evenly: it is thinned out around dots that
// take more than scattering brings, comes from above near the surface, and is scattered back inside dots that scatter. What
// that changes is learnt from our own Monte Carlo (data/dots), in dimensionless groups, as two factors:
//
//   mu_a added = a mu_a exp((1 - a^3) (ln P + x / (1 + x) h_a)),   x = mu_a D
//   mu_s added = a mu_s exp((1 - a^3) (ln P + v / (1 + v) h_s)),   v = x + mu_s (1 - g) D
//
// with a the share covered, P the packaging, h_a and h_s small networks of smooth functions, bounded. The limits are exact by form:
// no dots (a = 0), full cover (a = 1), weak absorption and very fine dots (x = 0) are even layers.
// Blurred dots count as wider ones with the same amount and the same spread: D^2 + 16 sigma^2 for D^2.

#include "undertone/tissue/dots.hpp"

namespace undertone {

/// The layers with dots as even layers, for the area's reflectance.
LayerStack shaded_area(const LayerStack& layers, const DotField& dots);

/// The same as the light sees it that leaves above one dot: a larger share of that light has to do with the dot.
LayerStack shaded_center(const LayerStack& layers, const DotField& dots);

} // namespace undertone
