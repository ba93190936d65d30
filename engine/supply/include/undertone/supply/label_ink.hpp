#pragma once
// An ink of which only the label is known, and perhaps the colour of a film or two: what it may hold, and how it then acts in skin.
//
// A label lists Colour Index numbers in descending order of mass and no amounts. Every composition that obeys the order and the range
// of solids is taken as equally likely (uniform on the ordered simplex, solids log-uniform); colours of films narrow it by Bayes' rule
// (Metropolis et al. 1953). The answer is a distribution, carried on as a colorant with wide ranges.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/pigment/colorant.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

struct InkLabel {
    std::string id = "ink", name;
    std::vector<std::string> color_index; ///< as the label lists them: "CI 77266", "Pigment Red 101"
    bool descending = true;               ///< the list goes by falling amount, as labels must
    double least_pigment_mg_per_ml = 50, most_pigment_mg_per_ml = 300; ///< all pigment in 1 ml; 5 to 30 %
};

/// The colour of a film, as a phone colorimeter gives it.
struct LabFilm {
    Lab lab;
    std::string illuminant = "D65", observer = "1931_2deg";
    double surface = 0;            ///< surface reflection that the reading holds
    std::string backing = "white"; ///< or "black"
    std::optional<Lab> card;       ///< of the bare card, by the same instrument; a usual one of that name where not read
    double water_parts = 0;
    std::optional<double> wet_thickness_mm; ///< what the bar is named; nothing: unknown
};

struct LabelComponent {
    std::string colorant; ///< id in data/pigments
    std::string color_index;
    ValueRange mg_per_ml; ///< 80 %
};

/// What an ink may be by its label.
struct LabelInk {
    Colorant colorant;            ///< of the whole ink; optics "label"
    double pigment_mg_per_ml = 0; ///< median of all pigment
    std::vector<LabelComponent> components;
    std::size_t draws = 0;         ///< compositions behind the ranges
    double worst_film_delta_e = 0; ///< of the films from what the likeliest compositions say, CIEDE2000; 0 without films
    /// Standard deviation of ln(absorption) that one drawdown, 20:1 on white by a bar of 0.1 mm, would leave.
    double log_sd_after_drawdown = 0;
    Diagnostics diagnostics; ///< "label_only", "dilutions_too_few", "label_unexplained"
    std::string sentence;
};

/// Throws DomainError: no pigment, one whose optics do not ship (named), one listed twice, a range of solids that is none, a film's
/// colour that no film has. The same input gives the same answer.
LabelInk ink_from_label(const InkLabel& label, std::span<const LabFilm> films = {});

} // namespace undertone
