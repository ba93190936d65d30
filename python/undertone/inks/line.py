"""Colorants, the inks made of them, and a maker's line of inks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from os import PathLike, fspath
from typing import Any, NamedTuple

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.values import Value, value_tuple
from undertone._shown import Html, html
from undertone.errors import DomainError
from undertone.show._html import code, table


@dataclass(frozen=True, eq=False)
class Colorant(Value):
    """One Colour Index pigment as dispersed.

    ``mu_a_per_mm`` and ``mu_s_per_mm`` are 1/mm per (mg/ml), ``g`` the mean cosine, each (81,). From Mie theory on published
    optical constants; ``source`` names them.
    """

    id: str
    name: str
    color_index: str
    mu_a_per_mm: FloatArray
    mu_s_per_mm: FloatArray
    g: FloatArray
    density_g_per_ml: float
    source: str

    def __repr__(self) -> str:
        return f"<Colorant {self.id!r} {self.color_index}>"


class Ink(Value):
    """One bottle of a line. ``mg_per_ml`` maps colorant ids to the pigment in it."""

    def __init__(self, line: Line, core: _core.Ink) -> None:
        self.line = line
        self.id = core.id
        self.name = core.name
        self.density_g_per_ml = core.density_g_per_ml
        self.lot = core.lot
        self.expires = core.expires
        self.mg_per_ml = {line.colorants[c.colorant].id: c.mg_per_ml for c in core.components}

    def _state(self) -> dict[str, Any]:
        return {"line": self.line, "id": self.id}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Ink:
        line: Line = state["line"]
        return line[state["id"]]

    def __repr__(self) -> str:
        contents = ", ".join(f"{name} {amount:g} mg/ml" for name, amount in self.mg_per_ml.items())
        return f"<Ink {self.id!r}: {contents}>"


class Line(Value, Mapping[str, Ink]):
    """A maker's inks by id: ``line["soft_black"]``. Made by ``load_line``.

    Lines are equal where everything in their files is: a copy, or what ``from_dict`` gives, needs the file no more.
    """

    def __init__(self, name_or_path: str | PathLike[str]) -> None:
        origin = fspath(name_or_path)
        self._read(_core.line_text(origin), origin)

    def _read(self, text: str, origin: str) -> None:
        self._text, self._origin = text, origin
        self._core = _core.parse_line(text, origin)
        self.id = self._core.id
        self.name = self._core.name
        self.maker = self._core.maker
        self.version = self._core.version
        self.note = self._core.note
        self.diluent_name = self._core.diluent_name
        self.colorants = tuple(Colorant._from_core(colorant) for colorant in self._core.colorants)
        self._inks = {ink.id: Ink(self, ink) for ink in self._core.inks}

    def _amounts(self, mg_per_ml: FloatArray) -> dict[str, float]:
        """By colorant id, of those that are there."""
        pairs = zip(self.colorants, mg_per_ml, strict=True)
        return {colorant.id: float(amount) for colorant, amount in pairs if amount > 0}

    def __getitem__(self, ink_id: str) -> Ink:
        if ink_id not in self._inks:
            self._core.ink_index(ink_id)  # raises the DomainError that lists the ids
        return self._inks[ink_id]

    def __contains__(self, ink_id: object) -> bool:
        return ink_id in self._inks

    def get(self, ink_id: str, default: Any = None) -> Any:
        """The ink, or ``default`` where the line has none of that id."""
        return self._inks.get(ink_id, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._inks)

    def __len__(self) -> int:
        return len(self._inks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and self._text == other._text

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def _state(self) -> dict[str, Any]:
        return {"id": self.id, "version": self.version, "origin": self._origin, "text": self._text}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Line:
        line = cls.__new__(cls)
        line._read(state["text"], state["origin"])
        return line

    def __repr__(self) -> str:
        return f"<Line {self.id!r} {self.version}: {len(self)} inks, {len(self.colorants)} colorants>"

    def _repr_html_(self) -> Html:
        rows = [(code(ink.id), ink.name, ", ".join(f"{k} {v:g}" for k, v in ink.mg_per_ml.items())) for ink in self.values()]
        title = html("<b>{}</b> {}. <i>{}</i>", self.name, self.version, self.note)
        return title + table(("ink", "name", "mg/ml"), rows)


@checked
def load_line(name_or_path: str | PathLike[str] = "demo") -> Line:
    """A line shipped with the package (``"demo"``), or a path to a line's .toml file.

    At most 200 inks of 20 components. Raises DataError naming file, line and column; unknown keys are refused.
    """
    return Line(name_or_path)


@cache
def _demo_line() -> Line:
    return load_line("demo")


@value_tuple
class PigmentOptics(NamedTuple):
    """Of a medium that holds pigment: absorption and scattering, 1/mm, and mean cosine, each (81,)."""

    mu_a_per_mm: FloatArray
    mu_s_per_mm: FloatArray
    g: FloatArray


@checked
def pigment_optics(line: Line, mg_per_ml: FloatArray) -> PigmentOptics:
    """Optics of these amounts of the line's colorants (C,), each acting on its own: what stands inside a dot."""
    mu_a, mu_s, g = (np.array([getattr(c, name) for c in line.colorants]) for name in ("mu_a_per_mm", "mu_s_per_mm", "g"))
    if mg_per_ml.ndim < 1 or mg_per_ml.shape[-1] != len(line.colorants):
        raise DomainError("mg_per_ml.shape", mg_per_ml.shape, f"(..., {len(line.colorants)}): the colorants of the line")
    if not ((mg_per_ml >= 0) & (mg_per_ml <= 1e6)).all():
        raise DomainError("mg_per_ml", "negative, or not finite, in places", "0 to 1e6 mg/ml")
    scattering = mg_per_ml @ mu_s
    forward = mg_per_ml @ (mu_s * g)
    return PigmentOptics(
        mg_per_ml @ mu_a, scattering, np.divide(forward, scattering, out=np.zeros_like(forward), where=scattering > 0)
    )
