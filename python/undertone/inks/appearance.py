"""How healed dots of a blend look in skin: the area, the single dot, the bare skin beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import FloatArray
from undertone._base.ranges import in_range
from undertone._base.values import Value, value_tuple
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance
from undertone.show._html import pair, strip


@value_tuple
class AppearanceLab(NamedTuple):
    """Colours of an appearance under one illuminant, each (3,)."""

    area: FloatArray
    dot: FloatArray
    bare: FloatArray


@dataclass(frozen=True, eq=False)
class Scene(Value):
    """What an appearance is of."""

    skin: Skin
    blend: Blend
    dots: Dots
    z_retention: float = 0.0
    z_depth: float = 0.0
    z_granule: float = 0.0

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("z_retention", self.z_retention, -10, 10)
        in_range("z_depth", self.z_depth, -10, 10)
        in_range("z_granule", self.z_granule, -10, 10)

    def _parts(self) -> tuple[_core.Skin, _core.Line, _core.PigmentState]:
        line = self.blend.line._core
        mixture = _core.mix(line, self.blend._core)
        state = _core.healed_state(
            mixture,
            self.dots._to_core(),
            z_retention=self.z_retention,
            z_depth=self.z_depth,
            z_granule=self.z_granule,
        )
        return self.skin._core, line, state


@dataclass(frozen=True, eq=False)
class Appearance(Value):
    """What the eye gets: reflectance (81,) of the area average, of one dot close up, and of the bare skin.

    ``diagnostics`` holds "dots_extrapolated" where dots or skin lie outside the range to which the dots' optics was fitted.
    """

    area: Reflectance
    dot: Reflectance
    bare: Reflectance
    diagnostics: tuple[Diagnostic, ...] = ()
    _scene: Scene | None = None  # for `plots.scalp_patch`

    def lab(self, illuminant: str = "D65", observer: str = "1931_2deg") -> AppearanceLab:
        """L*a*b* of all three."""
        return AppearanceLab(*(r.lab(illuminant, observer) for r in (self.area, self.dot, self.bare)))

    def __repr__(self) -> str:
        lab = self.lab()
        parts = ", ".join(f"{name} {v[0]:.1f} {v[1]:.1f} {v[2]:.1f}" for name, v in lab._asdict().items())
        return f"<Appearance, Lab D65: {parts}>"

    def _repr_html_(self) -> Html:
        lab = self.lab()
        return html("{} bare skin | area &nbsp; {} dot, close up", pair(lab.bare, lab.area), strip([lab.dot]))


@checked
def appearance(
    skin: Skin, blend: Blend, dots: Dots, *, z_retention: float = 0.0, z_depth: float = 0.0, z_granule: float = 0.0
) -> Appearance:
    """How healed dots of this blend look in this skin.

    ``z_retention``, ``z_depth`` and ``z_granule`` are standard normal deviates of the three uncertain quantities; 0 gives their
    medians.
    """
    scene = Scene(skin, blend, dots, z_retention, z_depth, z_granule)
    return Appearance._from_core(_core.appearance(*scene._parts()), _scene=scene)
