#pragma once
// Skin as layers of known chromophores and scatterers.

#include "undertone/spectral/grid.hpp"
#include "undertone/tissue/layer_stack.hpp"

namespace undertone {

/// What differs between people; everything else is fixed in data/tissue with its source.
struct SkinParameters {
    double melanosome_fraction = 0.04;       ///< volume fraction of melanosomes in the living epidermis
    double blood_fraction = 0.005;           ///< volume fraction of blood, papillary and reticular dermis
    double plexus_blood_fraction = 0.02;     ///< the same in the upper vascular plexus
    double oxygen_saturation = 0.75;
    double scattering_a_per_mm = 4.6;        ///< mu_s_prime at 500 nm
    double scattering_b = 1.42;              ///< Mie-like exponent
    double carotene_bilirubin = 1.0;         ///< relative to the typical amount in data/tissue
    double epidermis_thickness_mm = 0.08;
};

class Skin {
public:
    explicit Skin(const SkinParameters& parameters = {});
    /// `measured` is the bare skin's reflectance without specular; the model is scaled to it band by band, so that
    /// bare skin comes out exactly and pigmented skin carries the same relative residual.
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

} // namespace undertone
