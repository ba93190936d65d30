#pragma once
// What can be measured at the chair.
//
// A cup holds so many syringe steps in all. Ink i gets a whole number k_i of steps, K = sum k_i, and a dilution N:1
// means N*K steps of water, which must be whole as well and fit: (N+1)*K steps <= the cup. So the proportions that can
// be had depend on the dilution: in a 10 ml cup with 0.05 ml steps, 20:1 leaves at most 9 steps to share among the
// inks, 60:1 only 3. That coarseness is real (it is what the practitioner will pour), so it is searched as it is
// and never rounded afterwards. Only the proportions matter to the colour: k is reduced by its common divisor, and the
// cup is then filled with the largest whole multiple. A cup beyond `usual_cup_ml` holds the same mix several times over: proportions are
// those of the usual cup, so that a recipe keeps its ratio when more of it is mixed.

#include "undertone/pigment/blend.hpp"

#include <string>
#include <vector>

namespace undertone {

inline constexpr double usual_cup_ml = 10;

struct DosingGrid {
    double step_ml = 0.05;
    int cup_steps = 200;              ///< everything in the cup
    int pigment_steps = 20;           ///< the inks together
    std::vector<double> water_ladder; ///< ascending N of N:1
    int fill_pigment_steps = 0;       ///< the inks together in that cup; 0 for whatever the mix takes
    int fill_steps = 0;               ///< everything in the cup that is filled with the mix found, if that is larger; else 0

    /// Largest m for which m*K steps of ink and m*N*K steps of water are whole and fit; 0 where none does.
    int largest_multiple(int ink_steps, double water_parts) const;
    /// The same for the cup that is filled, of which a larger one holds the mix several times over, whatever ink that takes.
    int fill_multiple(int ink_steps, double water_parts) const;
    /// Indices into water_ladder allowed for proportions that add up to `ink_steps`.
    std::vector<int> allowed_water(int ink_steps) const;
};

/// Graduation of what doses are measured with.
struct DoseStep {
    double ml = 0.05;
    double g = 0; ///< above 0: of a scale, and `ml` plays no part
};

struct Dose {
    std::string ink_id, name; ///< ink_id is empty for the water
    double ml = 0, grams = 0, drops = 0;
    double steps = 0; ///< of the syringe or the scale; whole for a recommended cup
};

/// What goes into one cup, inks first in the order of their ids, then water. Volumes add.
struct Cup {
    std::vector<Dose> inks;
    Dose water;
    double pigment_ml = 0, total_ml = 0, total_grams = 0;
    bool weighed = false;    ///< doses are steps of a scale
    bool whole_steps = true; ///< false where a chosen volume does not fall on the syringe's, or scale's, marks
};

/// Doses for any total volume; asking for half the volume halves every dose. Throws DomainError.
Cup fill_cup(const Line& line, const Blend& blend, double total_ml, DoseStep step = {}, double drops_per_ml = 20);

} // namespace undertone
