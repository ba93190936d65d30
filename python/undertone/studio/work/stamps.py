"""What one dot adds to the skin's colour, seen from a distance: what the browser draws the picture with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import undertone
from undertone import _core
from undertone.studio import models_work as said

STEP_MM, SAMPLES = 0.02, 100


@dataclass(frozen=True)
class Patch:
    """Colours of a picture: of the area on average and of the bare skin, and how many dots make the one of the other."""

    area: undertone.Reflectance
    bare: undertone.Reflectance
    diameter_mm: float
    density_per_cm2: float


def later_view(patch: Patch, dot: undertone.Reflectance, top_mm: float, eye: _core.Viewing) -> _core.PatchView:
    """Dots as they are years later. Light leaves within about half of their depth."""
    bare_xyz, area_xyz, dot_xyz = eye.xyz(np.array([patch.bare, patch.area, dot]))
    return _core.PatchView(
        bare=bare_xyz,
        area=area_xyz,
        dot=dot_xyz,
        dot_diameter_mm=patch.diameter_mm,
        density_per_cm2=patch.density_per_cm2,
        softness_mm=0.5 * top_mm,
    )


def stamp(
    patch: Patch, view: _core.PatchView, eye: _core.Viewing, distance_m: float, surface: float
) -> tuple[said.Linear, said.DotStamp]:
    """The ground, and what each dot adds to it; their mean over the picture is the area's colour on the instrument's scale, whose
    surface reflection lies over all of it."""
    ground, shadow = _core.dot_stamp(view, eye, distance_m, STEP_MM, SAMPLES)
    red, green, blue = (float(one) + surface for one in ground)
    made = said.DotStamp(
        step_mm=STEP_MM,
        shadow=[(red, green, blue) for red, green, blue in np.round(shadow, 7).tolist()],
        diameter_mm=patch.diameter_mm,
        density_per_cm2=patch.density_per_cm2,
    )
    return (red, green, blue), made
