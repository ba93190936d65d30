#pragma once
// How far a reading of a film may be from what the model of films says: its own noise, and what the model leaves out.

#include "undertone/spectral/grid.hpp"

#include <Eigen/Core>

namespace undertone {

/// Covariance of the reflectance of one averaged reading of a film: lightness varies from spot to spot (dL* = 38.7 dR / R^(2/3)), half
/// as much again in each band by itself; and the model's own error.
Eigen::MatrixXd film_covariance(const Bands& seen, int readings, double repeat_delta_e);

} // namespace undertone
