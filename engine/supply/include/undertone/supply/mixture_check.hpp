#pragma once
// A line's inks put to the test: mixtures of them that were measured, against what the line predicts. Mixtures characterise no ink, so each
// is predicted as if it had been left out.

#include "undertone/base/diagnostic.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/pigment/blend.hpp"
#include "undertone/supply/characterise_ink.hpp"

#include <span>
#include <string>
#include <vector>

namespace undertone {

/// A film of a mixture; `film.water_parts` is N of N:1 of the whole, its tint is not used.
struct MeasuredMixture {
    std::map<std::string, double> parts; ///< ink id -> parts by volume
    InkFilm film;
};

struct MixturePrediction {
    std::string name;
    std::map<std::string, double> parts;
    double water_parts = 0;
    Lab read, predicted; ///< D65, 2 degrees
    double delta_e = 0;  ///< CIEDE2000
};

/// How well mixtures that hold one ink are predicted.
struct InkVerdict {
    std::string ink_id;
    std::size_t mixtures = 0;
    double median_delta_e = 0, worst_delta_e = 0;
    std::string verdict; ///< "good" (median to 2), "fair" (to 4), "poor", or "not tested"
};

struct MixtureReport {
    std::vector<MixturePrediction> mixtures; ///< worst first
    std::vector<InkVerdict> inks;            ///< in the line's order
    double median_delta_e = 0;
    std::string sentence;
};

/// Throws DomainError: no mixture, unknown ink, values no film can have.
MixtureReport check_mixtures(const Line& line, std::span<const MeasuredMixture> mixtures);

} // namespace undertone
