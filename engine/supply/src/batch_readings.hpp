#pragma once
// The readings of one side, made ready for a comparison.

#include "undertone/supply/batch_check.hpp"

namespace undertone {

struct BatchSide {
    std::vector<Bands> spectra; ///< none of Lab alone
    std::vector<Lab> labs;
    Bands mean = Bands::Zero();
    Lab mean_lab;
    std::string geometry, instrument;
    double first_nm = 400, last_nm = 700; ///< what all readings measured, of 400 to 700 nm
    Diagnostics diagnostics;

    bool lab_only() const { return spectra.empty(); }
};

/// `name` is "master" or "batch". Throws DomainError: nothing read, percent among fractions, Lab under another light.
BatchSide batch_side(const std::string& name, std::span<const Measurement> readings, const BatchCheckOptions& options);

/// Throws DomainError where the two cannot be compared: the same readings, one in percent, one with the surface's reflection.
void require_comparable(const BatchSide& master, const BatchSide& batch);

} // namespace undertone
