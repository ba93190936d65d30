"""One client as measured: skin readings, and what the hair should look like."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.from_core import Context
from undertone._base.values import NO_CONTEXT, Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.errors import DomainError
from undertone.people.hair import Stubble
from undertone.people.skin import Skin
from undertone.people.skin_fit import SkinFit
from undertone.readings.scale import ReadingScale
from undertone.readings.spectrum import Reflectance
from undertone.show._html import pair

_INSTRUMENT = ("instrument", "geometry", "illuminant", "observer")


@dataclass(frozen=True, eq=False)
class OpenAssumption(Value):
    """Something that the readings do not state, and the same client had it been the other way (None: there is none)."""

    what: str
    assumed: str
    other: str
    otherwise: Client | None

    def _to_core(self, **given: Any) -> _core.OpenAssumption:
        otherwise = None if self.otherwise is None else self.otherwise._core
        return _core.OpenAssumption(what=self.what, assumed=self.assumed, other=self.other, otherwise=otherwise)


class Client(Value):
    """Skin and target of one person, made by ``read_client``.

    Attributes
    ----------
    skin : Skin;  skin_fit : SkinFit
    target : Reflectance (81,)
        Of the shaved fringe, specular excluded; ``target_basis`` says where it comes from.
    skin_readings : int;  skin_spread_delta_e : float
        How many readings, and how far apart.
    scale : ReadingScale
        Of the instrument that read the skin: numbers to read off stand on it.
    assumptions : tuple of OpenAssumption
        What the readings do not state; ``match_client`` says how the answer would move.
    synthetic : bool
        True where a file says that its numbers are computed.
    """

    def __init__(self, core: _core.Client) -> None:
        self._core = core
        self.name = core.name
        self.skin = Skin._from_core(core.skin)
        self.skin_fit: SkinFit = SkinFit._from_core(core.skin_fit)
        self.skin_readings = core.skin_readings
        self.skin_spread_delta_e = core.skin_spread_delta_e
        self.target = np.asarray(core.target).view(Reflectance)
        self.target_basis = core.target_basis
        self.stubble = Stubble._from_core(core.stubble)
        self.synthetic = core.synthetic
        self.scale = ReadingScale._from_core(core.scale)
        self.assumptions = tuple(OpenAssumption._from_core(one) for one in core.assumptions)
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics_from(core.diagnostics)

    @classmethod
    def _from_core(cls, core: _core.Client, context: Context = NO_CONTEXT, **given: Any) -> Client:
        return cls(core)

    def _to_core(self, **given: Any) -> _core.Client:
        return self._core

    @property
    def json(self) -> str:
        """What ``undertone skin --json`` shows of a client, and every result's JSON under ``client``."""
        return _core.client_json(self._core)

    def _state(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "skin_fit": self.skin_fit,
            "skin_spread_delta_e": self.skin_spread_delta_e,
            "skin_readings": self.skin_readings,
            "target": np.asarray(self.target),
            "target_basis": self.target_basis,
            "stubble": self.stubble,
            "synthetic": self.synthetic,
            "scale": self.scale,
            "instrument": dict(zip(_INSTRUMENT, self._core.instrument, strict=True)),
            "assumptions": self.assumptions,
            "sessions_file": self._core.sessions_file,
            "diagnostics": self.diagnostics,
        }

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Client:
        own = {
            "skin_fit": state["skin_fit"]._to_core(),
            "stubble": state["stubble"]._to_core(),
            "scale": state["scale"]._to_core(),
            "instrument": _core.InstrumentOptions(**state["instrument"]),
            "assumptions": [one._to_core() for one in state["assumptions"]],
            "diagnostics": [one._to_core() for one in state["diagnostics"]],
        }
        return cls(_core.Client(**{**state, **own}))

    def __repr__(self) -> str:
        return f"<Client {self.name!r}: skin from {self.skin_readings} readings; target: {self.target_basis}>"

    def _repr_html_(self) -> Html:
        colors = pair(self.skin.lab(), self.target.lab())
        return html("{} skin | target of <b>{}</b>: {}", colors, self.name, self.target_basis)


@checked
def read_client(
    folder: str | PathLike[str] | None = None,
    *,
    skin: str | PathLike[str] | None = None,
    fringe: str | PathLike[str] | None = None,
    strand: str | PathLike[str] | None = None,
    hair_color: str = "",
    stubble: Stubble | None = None,
    site: str = "scalp",
    sessions: str | PathLike[str] | None = None,
    instrument: str = "",
    geometry: str = "",
    illuminant: str = "",
    observer: str = "",
) -> Client:
    """Read, average and fit one client's files.

    Parameters
    ----------
    folder : path
        Holds skin.csv and fringe.csv or strand.csv; or name the files:
    skin : path
        Bare scalp beside the hair.
    fringe, strand, hair_color
        Exactly one: the shaved fringe, a strand of hair, or a word such as ``"dark_brown"``.
    stubble : Stubble
        How the hair would stand, for strand and hair_color.
    site : str
        Where the skin was read: whose prior its fit has, as in ``fit_skin``.
    sessions : path
        What was done so far; sessions.toml in the folder by default.
    instrument, geometry, illuminant, observer : str
        What the files do not say of the instrument: a preset of ``instrument_presets()``, or its parts. What is still open is
        inherited from the client's other files, or assumed, with a diagnostic.

    Raises
    ------
    DataError, DomainError
    """
    if (folder is None) == (skin is None):
        raise DomainError("folder, skin", "both missing" if skin is None else "both given", "a folder, or the skin's file")
    paths = {
        name: "" if path is None else fspath(path)
        for name, path in {"skin": skin, "fringe": fringe, "strand": strand, "sessions": sessions}.items()
    }
    if folder is not None:
        found = _core.client_folder(fspath(folder))
        paths["skin"] = found.skin
        if not (paths["fringe"] or paths["strand"] or hair_color):
            paths.update(fringe=found.fringe, strand=found.strand)
        paths["sessions"] = paths["sessions"] or found.sessions
    said = _core.InstrumentOptions(instrument=instrument, geometry=geometry, illuminant=illuminant, observer=observer)
    files = _core.ClientFiles(
        **paths, hair_color=hair_color, stubble=(stubble or Stubble())._to_core(), site=site, instrument=said
    )
    return Client(_core.read_client(files))
