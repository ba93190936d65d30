#pragma once
// A colorant of data/pigments with what its optics are worked out from.

#include "undertone/pigment/colorant.hpp"

namespace undertone {

struct ColorantRecord {
    Colorant colorant;
    std::vector<OpticalConstants> constants;
    ParticleSizes sizes;
    std::string withdrawn; ///< why nothing new may use it; "" for all others
};

/// Ids of data/pigments, withdrawn ones included.
const std::vector<std::string>& recorded_colorant_ids();

/// By id, withdrawn ones included; worked out once and kept, safe from any thread. Null where there is none.
const ColorantRecord* colorant_record(std::string_view id);

/// Of a colorant that is one of data/pigments as it stands there; null for any other.
const ColorantRecord* shipped_record(const Colorant& colorant);

/// `set_mie_optics` for density and sizes that need no check.
Colorant mie_optics(const std::vector<OpticalConstants>& constants, double density_g_per_ml, const ParticleSizes& sizes,
                    double n_medium, int nodes);

} // namespace undertone
