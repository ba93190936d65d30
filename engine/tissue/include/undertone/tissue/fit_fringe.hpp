#pragma once
// From the colour of a shaved fringe to a spectrum that gives it: hair of some melanin, standing so dense, in this skin.

#include "undertone/tissue/hair.hpp"

namespace undertone {

struct FringeFit {
    Bands reflectance; ///< specular excluded; has exactly the colour given
    HairMelanin melanin;
    Stubble stubble;         ///< as given, with the density that was found
    double delta_e_2000 = 0; ///< between the colour given and the nearest that hair in this skin has
    bool converged = false;
};

/// The likeliest fringe behind a Lab reading that holds this much surface reflection (0 for SCE and 45/0): three unknowns (eumelanin, pheomelanin, hair
/// density) for three numbers, with weak log-normal priors (a factor of 3 around dark brown hair for the melanins, 1.5
/// around `stubble` for the density), Gauss-Newton. What is left between
/// the likeliest fringe and the colour is taken up by a smooth factor; a large delta E says that this is no fringe of this skin.
FringeFit fringe_from_lab(const Skin& skin, const Lab& lab, const Viewing& viewing, const Stubble& stubble = {},
                          double surface = 0);

} // namespace undertone
