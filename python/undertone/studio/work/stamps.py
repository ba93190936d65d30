"""What one dot adds to the skin's colour, seen from a distance: what the browser draws the picture with."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

import undertone
from undertone import _core
from undertone.studio import models_work as said
from undertone.studio.work.cache import Cache
from undertone.studio.work.colors import Floats, linear_srgb

STEP_MM, SAMPLES = 0.02, 100


@dataclass(frozen=True)
class Patch:
    """Colours of a picture: of the area on average and of the bare skin, and how many dots make the one of the other."""

    area: undertone.Reflectance
    bare: undertone.Reflectance
    diameter_mm: float
    density_per_cm2: float


@dataclass(frozen=True)
class _Shape:
    """A stamp as computed, and what it took from the bare skin."""

    ground: Floats
    shadow: Floats
    area: Floats
    bare: Floats
    density_per_mm2: float


_SHAPES: Cache[_Shape] = Cache(100)


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
    patch: Patch,
    view: Callable[[], _core.PatchView],
    eye: _core.Viewing,
    distance_m: float,
    surface: float,
    alike: Hashable = None,
) -> tuple[said.Linear, said.DotStamp]:
    """The ground, and what each dot adds to it; their mean over the picture is the area's colour on the instrument's scale, whose
    surface reflection lies over all of it.

    Stamps that are ``alike`` (the same skin, inks, width and depth, in another dilution or number) share their shape, which takes
    longest; each channel's strength is their own. None: the shape is computed.
    """

    def computed() -> _Shape:
        ground, shadow = _core.dot_stamp(view(), eye, distance_m, STEP_MM, SAMPLES)
        area, bare = (linear_srgb(eye.lab(np.array([one]))[0]) for one in (patch.area, patch.bare))
        return _Shape(np.asarray(ground), np.asarray(shadow), area, bare, patch.density_per_cm2 / 100)

    shape = computed() if alike is None else _SHAPES.get((alike, distance_m), computed)
    area, bare = (linear_srgb(eye.lab(np.array([one]))[0]) for one in (patch.area, patch.bare))
    density_per_mm2 = patch.density_per_cm2 / 100
    by_one_dot = (area - bare) / max(density_per_mm2, 1e-9)
    then = (shape.area - shape.bare) / max(shape.density_per_mm2, 1e-9)
    ratio = np.divide(by_one_dot, then, out=np.zeros(3), where=np.abs(then) > 1e-9)
    content = (shape.area - shape.ground) / max(shape.density_per_mm2, 1e-9) * ratio
    red, green, blue = (float(one) + surface for one in area - density_per_mm2 * content)
    made = said.DotStamp(
        step_mm=STEP_MM,
        shadow=[(round(float(r), 7), round(float(g), 7), round(float(b), 7)) for r, g, b in shape.shadow * ratio],
        diameter_mm=patch.diameter_mm,
        density_per_cm2=patch.density_per_cm2,
    )
    return (red, green, blue), made
