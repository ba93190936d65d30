"""Skin as layers of known chromophores and scatterers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple, ParamSpec

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_bands
from undertone._base.from_core import Context
from undertone._base.values import NO_CONTEXT, Value, value_tuple
from undertone._shown import Html, html
from undertone.colorimetry import ita_class, ita_deg
from undertone.readings.spectrum import Reflectance
from undertone.show._html import code, swatch, table

_DEFAULT = _core.SkinParameters()
_NAMES = tuple(_core.skin_parameter_names())

P = ParamSpec("P")


def _takes_parameters(function: Callable[P, None]) -> Callable[P, None]:
    """A keyword for each parameter of the engine's skin model, with its default: help shows them, and they are checked."""
    self, *own = [one for one in inspect.signature(function).parameters.values() if one.kind is not one.VAR_KEYWORD]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=getattr(_DEFAULT, name), annotation="float")
        for name in _NAMES
    ]
    function.__signature__ = inspect.Signature([self, *added, *own], return_annotation="None")  # type: ignore[attr-defined]
    function.__annotations__.update(dict.fromkeys(_NAMES, "float"))
    return function


@value_tuple
class Layers(NamedTuple):
    """Skin as the optics sees it: ``optics.reflectance(**skin.layers._asdict())``."""

    thickness_mm: FloatArray
    mu_a_per_mm: FloatArray
    mu_s_per_mm: FloatArray
    g: FloatArray
    n: float
    n_below: float


class Skin(Value):
    """One person's bare skin.

    Parameters
    ----------
    melanosome_fraction : float
        Volume fraction of melanosomes in the epidermis; 0.01 is very light, 0.03 light, 0.3 very dark skin.
    pheomelanin_fraction : float
        Pheomelanin's share of the melanin's mass; the same in all people, so not fitted.
    blood_fraction, deep_blood_fraction : float
        Volume fraction of blood in the papillary dermis, and in the upper plexus and reticular dermis.
    oxygen_saturation : float
        Of venous blood, 0 to 1.
    scattering_a_per_mm, scattering_b : float
        Reduced scattering at 500 nm, and the power of the wavelength with which it falls (Jacques 2013).
    carotene_mg_per_l, epidermis_thickness_mm : float
        Carotenoids (lycopene and beta-carotene in the proportion of skin); its thickness cannot be separated from its melanin.
    measured : (81,), optional
        Reflectance of this bare skin, specular excluded. The model is scaled to it band by band, so that bare skin comes out
        exactly and pigmented skin carries the same relative residual.

    Raises
    ------
    DomainError
        (a ValueError) naming the parameter and its physical range.
    """

    @checked
    @_takes_parameters
    def __init__(self, *, measured: npt.ArrayLike | None = None, **given: float) -> None:
        parameters = _core.SkinParameters()
        for name, value in given.items():
            if name not in _NAMES:
                raise TypeError(f"Skin() has no parameter {name!r}; it has {', '.join(_NAMES)}")
            setattr(parameters, name, value)
        parameters.validate()
        self._core = _core.Skin(parameters) if measured is None else _core.Skin(parameters, as_bands("measured", measured))

    @classmethod
    def _from_core(cls, core: _core.Skin, context: Context = NO_CONTEXT, **given: Any) -> Skin:
        skin = cls.__new__(cls)
        skin._core = core
        return skin

    def _to_core(self, **given: Any) -> _core.Skin:
        return self._core

    @property
    def parameters(self) -> dict[str, float]:
        """What makes this skin differ from others."""
        return {name: getattr(self._core.parameters, name) for name in _NAMES}

    @property
    def reflectance(self) -> Reflectance:
        """Of the bare skin, specular excluded, (81,)."""
        return np.asarray(self._core.reflectance).view(Reflectance)

    @property
    def residual_ratio(self) -> FloatArray:
        """Measured over modelled reflectance, (81,); 1 where nothing was measured."""
        return self._core.residual_ratio

    @property
    def layers(self) -> Layers:
        """Optical properties per layer and wavelength."""
        core = self._core.layers
        return Layers(core.thickness_mm, core.mu_a_per_mm, core.mu_s_per_mm, core.g, core.n, core.n_below)

    def lab(self, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
        """Colour of the bare skin, (3,)."""
        return self.reflectance.lab(illuminant, observer)

    @property
    def ita_deg(self) -> float:
        """Individual typology angle under D65, degrees."""
        return ita_deg(self.lab())

    def _state(self) -> dict[str, Any]:
        return {"parameters": self.parameters, "reflectance": np.asarray(self.reflectance)}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Skin:
        return cls(**state["parameters"], measured=state["reflectance"])

    def __repr__(self) -> str:
        return "Skin(" + ", ".join(f"{name}={value:.3g}" for name, value in self.parameters.items()) + ")"

    def _repr_html_(self) -> Html:
        numbers = "L* {:.1f}, a* {:.1f}, b* {:.1f}".format(*self.lab())
        typology = f"{ita_class(self.ita_deg).replace('_', ' ')} (ITA {self.ita_deg:.0f}°)"
        return html("{} {}; {}", swatch(self.lab()), numbers, typology) + table(
            ("parameter", "value"), [(code(name), f"{value:.3g}") for name, value in self.parameters.items()]
        )
