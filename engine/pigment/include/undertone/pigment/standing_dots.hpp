#pragma once
// Dots of several sessions in one skin. Each session may have used another mix, so dots of several strengths stand side by
// side; client and hand are the same, so retention and depth are common.
//
// The dots' optics knows fields of one kind. R_k being the area's reflectance if all N dots were of kind k, a share w_k of
// each kind gives
//     1/R = sum_k w_k / R_k,
// exact for one kind, for kinds that are alike, and to first order for few dots. Against our own Monte Carlo with two kinds
// set at random (strengths up to 1:20, 150 and 280 dots per cm2) it errs by less than 0.002 of reflectance; products of single
// fields err by up to 0.019 (tests/engine/pigment/standing_dots_test.cpp).

#include "undertone/pigment/appearance.hpp"

#include <span>
#include <vector>

namespace undertone {

/// What one session left: what was in the cup, and the dots it set. Geometry is that of median healing.
struct SessionDots {
    Mixture cup;
    double density_per_cm2 = 0; ///< of this session's own dots
    double diameter_mm = usual_dot::diameter_mm, top_mm = usual_dot::top_mm, bottom_mm = usual_dot::bottom_mm;
};

/// Dots added now: `geometry` gives everything but the number.
SessionDots session_dots(const Mixture& cup, const Dots& geometry, double density_per_cm2);

double total_density_per_cm2(std::span<const SessionDots> standing);

/// Healed area of all dots together, sessions without dots left out; healing was the same in every session.
/// The diagnostics hold "dots_extrapolated" where a kind lies outside what the dots' optics has learnt. Throws DomainError:
/// dots that would overlap, a negative number of dots, wrong lengths.
Bands standing_area(const Skin& skin, const Line& line, std::span<const SessionDots> standing, const Healing& healing,
                    Diagnostics* diagnostics = nullptr);

} // namespace undertone
