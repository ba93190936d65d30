#pragma once
// Skin as layers of known chromophores and scatterers.

#include "undertone/spectral/grid.hpp"
#include "undertone/tissue/layer_stack.hpp"
#include "undertone/tissue/skin_parameters.hpp"

namespace undertone {

class Skin {
public:
    explicit Skin(const SkinParameters& parameters = {});
    /// `measured` is the bare skin's reflectance without specular; the model is scaled to it band by band, so that
    /// bare skin comes out exactly and pigmented skin carries the same relative residual. Throws DomainError where
    /// a band is not in (0, 1).
    Skin(const SkinParameters& parameters, const Bands& measured);

    const SkinParameters& parameters() const { return parameters_; }
    const LayerStack& layers() const { return layers_; }
    /// Reflectance of the bare skin, specular excluded.
    const Bands& reflectance() const { return bare_; }
    /// What is measured over what is modelled, per band; 1 where nothing was measured.
    const Bands& residual_ratio() const { return residual_ratio_; }

private:
    SkinParameters parameters_;
    LayerStack layers_;
    Bands bare_, residual_ratio_;
};

/// Absorption of whole blood (haemoglobin 150 g/l, with its bilirubin), 1/mm per band, not flattened by vessels.
Bands blood_mu_a_per_mm(double oxygen_saturation);

/// Absorption inside a melanosome, 1/mm per band (Jacques and McAuliffe 1991 for eumelanin, Sarna and Swartz 1988 for
/// pheomelanin of the same mass).
Bands melanosome_mu_a_per_mm(double pheomelanin_fraction);

/// Refractive index of skin in this model.
double skin_refractive_index();

} // namespace undertone
