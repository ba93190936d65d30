"""One client as measured: skin readings, and what the hair should look like."""

from __future__ import annotations

from html import escape
from os import PathLike, fspath
from typing import Any

import numpy as np

from undertone import _core
from undertone._arguments import checked
from undertone._html import pair
from undertone._values import Value
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.errors import DomainError
from undertone.hair import Stubble
from undertone.matching import match_core
from undertone.pigment import Dots, Line
from undertone.recipe import MatchReport
from undertone.skin import Skin, SkinFit
from undertone.skin import _from_core as _fit_from_core
from undertone.skin import _to_core as _fit_to_core
from undertone.spectrum import Reflectance


class Client(Value):
    """Skin and target of one person, made by ``read_client``.

    Attributes
    ----------
    skin : Skin;  skin_fit : SkinFit
    target : Reflectance (81,)
        Of the shaved fringe, specular excluded; ``target_basis`` says where it comes from.
    skin_readings : int;  skin_spread_delta_e : float
        How many readings, and how far apart.
    synthetic : bool
        True where a file says that its numbers are computed.
    """

    def __init__(self, core: _core.Client) -> None:
        self._core = core
        self.name = core.name
        self.skin = Skin._from_core(core.skin)
        self.skin_fit: SkinFit = _fit_from_core(core.skin_fit)
        self.skin_readings = core.skin_readings
        self.skin_spread_delta_e = core.skin_spread_delta_e
        self.target = np.asarray(core.target).view(Reflectance)
        self.target_basis = core.target_basis
        self.stubble = Stubble._from_core(core.stubble)
        self.synthetic = core.synthetic
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics_from(core.diagnostics)

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
            "diagnostics": self.diagnostics,
        }

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Client:
        diagnostics = [_core.Diagnostic(d.severity, d.code, d.message) for d in state["diagnostics"]]
        own = {
            "skin_fit": _fit_to_core(state["skin_fit"]),
            "stubble": state["stubble"]._to_core(),
            "diagnostics": diagnostics,
        }
        return cls(_core.Client(**{**state, **own}))

    def __repr__(self) -> str:
        return f"<Client {self.name!r}: skin from {self.skin_readings} readings; target: {self.target_basis}>"

    def _repr_html_(self) -> str:
        what = f"skin | target of <b>{escape(self.name)}</b>: {escape(self.target_basis)}"
        return f"{pair(self.skin.lab(), self.target.lab())} {what}"


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

    Raises
    ------
    DataError, DomainError
    """
    if (folder is None) == (skin is None):
        raise DomainError("folder, skin", "both missing" if skin is None else "both given", "a folder, or the skin's file")
    paths = {
        name: "" if path is None else fspath(path)
        for name, path in {"skin": skin, "fringe": fringe, "strand": strand}.items()
    }
    if folder is not None:
        found = _core.client_folder(fspath(folder))
        paths["skin"] = found.skin
        if not (paths["fringe"] or paths["strand"] or hair_color):
            paths.update(fringe=found.fringe, strand=found.strand)
    files = _core.ClientFiles(**paths, hair_color=hair_color, stubble=(stubble or Stubble())._to_core(), site=site)
    return Client(_core.read_client(files))


@checked
def match_client(client: Client, line: Line, dots: Dots, **options: Any) -> MatchReport:
    """``match(client.skin, client.target, line, dots, **options)``, keeping the client's name."""
    return match_core(client._core, line, dots, options)
