#include "undertone/learning/film_noise.hpp"

#include <cmath>

namespace undertone {

namespace {

/// What the optics of films may err by, of ln(reflectance): level, tilt and bend over the spectrum, each band. Expert guess: pigment is taken
/// as dispersed in a medium of 1.4 where water has 1.33 and a dry binder 1.5; real grains differ from Mie's spheres.
constexpr double model_level = 0.03, model_tilt = 0.03, model_bend = 0.015, model_band = 0.005;
constexpr double stray_light = 0.001; ///< of reflectance, each band

} // namespace

Eigen::MatrixXd film_covariance(const Bands& seen, int readings, double repeat_delta_e) {
    const Bands spot = repeat_delta_e / std::sqrt(static_cast<double>(readings)) / 38.7 * seen.pow(2.0 / 3.0);
    const Bands across = Bands::LinSpaced(-1, 1);
    Eigen::Matrix<double, band_count, 4> shared;
    shared << model_level * seen, model_tilt * seen * across, model_bend * seen * (2 * across.square() - 1), spot;
    Eigen::MatrixXd covariance = shared * shared.transpose();
    covariance.diagonal().array() += (0.5 * spot).square() + (model_band * seen).square() + stray_light * stray_light;
    return covariance;
}

} // namespace undertone
