#pragma once
// Optics of a medium that holds these amounts of a line's colorants, each acting on its own.

#include "undertone/base/error.hpp"
#include "undertone/pigment/granule.hpp"
#include "undertone/pigment/line.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace undertone {

struct PigmentOptics {
    Bands mu_a_per_mm = Bands::Zero(), mu_s_per_mm = Bands::Zero(), g = Bands::Zero();
};

/// `name` is what the caller calls the amounts; `granule_um` as PigmentState has it. Throws DomainError: wrong length, negative or not finite.
inline PigmentOptics pigment_optics(const Line& line, const Eigen::ArrayXd& mg_per_ml, const std::string& name,
                                    double granule_um = 0) {
    const auto count = static_cast<Eigen::Index>(line.colorants.size());
    if (mg_per_ml.size() != count)
        throw DomainError(name, fmt::format("{} values", mg_per_ml.size()),
                          fmt::format("{}: one per colorant of line \"{}\"", count, line.id));
    PigmentOptics optics;
    Bands forward = Bands::Zero();
    for (Eigen::Index i = 0; i < count; ++i) {
        const double amount = mg_per_ml(i);
        if (!(amount >= 0 && std::isfinite(amount)))
            throw DomainError(fmt::format("{}[{}]", name, i), fmt::format("{}", amount), "0 or more, finite");
        const Colorant& colorant = line.colorants[static_cast<std::size_t>(i)];
        if (amount == 0) continue;
        optics.mu_a_per_mm += amount * colorant.mu_a_per_mm * granule_absorption(colorant, granule_um);
        optics.mu_s_per_mm += amount * colorant.mu_s_per_mm;
        forward += amount * colorant.mu_s_per_mm * colorant.g;
    }
    optics.g = (optics.mu_s_per_mm > 0).select(forward / optics.mu_s_per_mm, 0.0);
    return optics;
}

} // namespace undertone
