#pragma once
// What readings of healed skin and of drawdowns have in common.

#include "undertone/colorimetry/viewing.hpp"

#include <Eigen/Core>

#include <bitset>
#include <optional>
#include <string>

namespace undertone {

/// One of the two, and a surface reflection that can be. Throws DomainError.
void check_kind(const std::string& name, const std::optional<Bands>& reflectance, const std::optional<Lab>& lab,
                double surface);

/// At least 14 bands, each above 0 and below 1. `of` names what was measured. Throws DomainError.
void check_spectrum(const std::string& name, const Bands& reflectance, const std::bitset<band_count>& measured,
                    const char* of);

/// d(L*, a*, b*) / d(reflectance), at this reflectance: 3 x 81.
Eigen::MatrixXd lab_slope(const Viewing& viewing, const Bands& reflectance);

/// The instrument's own scatter in each of L*, a*, b*: rounding, white tile.
inline Eigen::Matrix3d instrument_covariance() { return 0.01 * Eigen::Matrix3d::Identity(); }

inline Eigen::VectorXd vector_of(const Lab& lab) { return Eigen::Vector3d(lab.l, lab.a, lab.b); }

} // namespace undertone
