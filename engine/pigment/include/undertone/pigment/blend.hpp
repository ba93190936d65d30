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

} // namespace undertone
