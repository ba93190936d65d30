#pragma once
// Inks in parts, thinned with N parts of water to one part of ink (the trade's "N:1"). Volumes add.

#include "undertone/pigment/line.hpp"

#include <map>
#include <string>

namespace undertone {

struct Blend {
    std::map<std::string, double> parts; ///< ink id -> parts by volume; only their proportions matter
    double water_parts = 20;             ///< N of N:1

    /// Throws DomainError: no inks, unknown ink, parts not positive, water negative.
    void validate(const Line& line) const;
};

/// What is in the cup.
struct Mixture {
    Eigen::ArrayXd mg_per_ml; ///< per colorant of the line
    double density_g_per_ml = 1;
};

Mixture mix(const Line& line, const Blend& blend);

/// "19 Pure black + 1 Soft black"; a single ink needs no number.
std::string proportions_text(const Line& line, const Blend& blend);

/// The same with its dilution: "Pure black, 3:1".
std::string blend_text(const Line& line, const Blend& blend);

} // namespace undertone
