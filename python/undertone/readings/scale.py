"""The scale of the client's own instrument: what a person reads off its display."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields
from undertone._base.arrays import FloatArray, as_bands
from undertone._base.values import Value


@dataclass(frozen=True)
class ReadingScale(Value):
    """Geometry, illuminant and observer of an instrument's numbers.

    Inside, reflectances are without the surface reflection, as ``geometry="8/d SCE"`` shows them; ``"8/d SCI"`` holds about 0.028
    more, which is 2 to 4 units of L* on skin.

    Parameters
    ----------
    geometry : str
        ``"8/d SCI"``, ``"8/d SCE"`` or ``"45/0"``, in any of the ways in which people write them.
    illuminant, observer : str
        Of the Lab that it shows.
    instrument : str
        Its name; "" where it is not known.

    Raises
    ------
    DomainError
        An unknown name, or a sphere that does not say whether the specular component is included.
    """

    geometry: str
    illuminant: str = "D65"
    observer: str = "1931_2deg"
    instrument: str = ""

    def __post_init__(self) -> None:
        check_fields(self)
        object.__setattr__(self, "geometry", _core.geometry_from(self.geometry))
        object.__setattr__(self, "illuminant", _core.illuminant_from(self.illuminant))
        object.__setattr__(self, "observer", _core.observer_from(self.observer))

    @property
    def surface(self) -> float:
        """The surface reflection that its numbers hold, a fraction."""
        return float(self._to_core().surface)

    @property
    def text(self) -> str:
        """``"8/d SCI, D65, 2 deg"``"""
        return str(self._to_core().text)

    def lab(self, reflectance: npt.ArrayLike) -> FloatArray:
        """Lab, (3,), that it shows for a reflectance, (81,), given without the surface reflection."""
        return np.asarray(self._to_core().lab(as_bands("reflectance", reflectance)))
