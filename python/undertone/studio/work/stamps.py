"""What one dot adds to the skin's colour, seen from a distance: what the browser draws the picture with."""

from __future__ import annotations

import numpy as np

import undertone
from undertone import _core
from undertone.inks.appearance import Scene
from undertone.studio import models_work as said

STEP_MM, SAMPLES = 0.02, 100


def result_view(scene: Scene, eye: _core.Viewing) -> _core.PatchView:
    """Dots as they healed."""
    return _core.patch_view(*scene._parts(), eye)


def later_view(
    bare: undertone.Reflectance,
    area: undertone.Reflectance,
    dot: undertone.Reflectance,
    dots: undertone.Dots,
    eye: _core.Viewing,
) -> _core.PatchView:
    """Dots as they are years later; ``dots`` has their width by then. Light leaves within about half of their depth."""
    bare_xyz, area_xyz, dot_xyz = eye.xyz(np.array([bare, area, dot]))
    return _core.PatchView(
        bare=bare_xyz,
        area=area_xyz,
        dot=dot_xyz,
        dot_diameter_mm=dots.diameter_mm,
        density_per_cm2=dots.density_per_cm2,
        softness_mm=0.5 * dots.top_mm,
    )


def stamp(
    view: _core.PatchView, eye: _core.Viewing, distance_m: float, diameter_mm: float, density_per_cm2: float, surface: float
) -> tuple[said.Linear, said.DotStamp]:
    """The ground, and what each dot adds to it; their mean over the picture is the area's colour on the instrument's scale, whose
    surface reflection lies over all of it."""
    ground, shadow = _core.dot_stamp(view, eye, distance_m, STEP_MM, SAMPLES)
    red, green, blue = (float(one) + surface for one in ground)
    made = said.DotStamp(
        step_mm=STEP_MM,
        shadow=[(round(float(r), 7), round(float(g), 7), round(float(b), 7)) for r, g, b in shadow],
        diameter_mm=diameter_mm,
        density_per_cm2=density_per_cm2,
    )
    return (red, green, blue), made
