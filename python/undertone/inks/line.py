"""Colorants, the inks made of them, and a maker's line of inks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from os import PathLike, fspath
from typing import Any, NamedTuple

import numpy as np

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import FloatArray, as_optics
from undertone._base.values import Value, value_tuple
from undertone._shown import Html, html
from undertone.errors import DomainError
from undertone.show._html import code, table

_WATER_G_PER_ML = 0.9982  # at 20 C


@dataclass(frozen=True, eq=False)
class Colorant(Value):
    """One Colour Index pigment as dispersed.

    ``mu_a_per_mm`` and ``mu_s_per_mm`` are 1/mm per (mg/ml), ``g`` the mean cosine, each (81,). ``optics`` says where they come
    from: ``"mie"`` theory on published optical constants, as for those that ship, or ``"measured"``; ``source`` names it.
    ``role`` is ``"carbon_black"``, of which a match warns where it heals bluish, or a label: ``"black_oxide"``, ``"red_oxide"``,
    ``"yellow_oxide"``, ``"white"``, ``"other"``. ``absorption_log_sd`` and ``absorption_exponent_sd`` say how uncertain the absorption
    is: standard deviations of the natural logarithm of its strength, and of the exponent of its law with wavelength. Raises DomainError (a ValueError) for optics that no medium has, and unknown words.
    """

    id: str
    name: str
    color_index: str
    mu_a_per_mm: FloatArray
    mu_s_per_mm: FloatArray
    g: FloatArray
    density_g_per_ml: float
    source: str = ""
    role: str = "other"
    optics: str = "measured"
    absorption_log_sd: float = 0.0
    absorption_exponent_sd: float = 0.0

    def __post_init__(self) -> None:
        check_fields(self)
        self._to_core().validate()

    @classmethod
    def _earlier(cls, state: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"optics": "mie"}  # all there were, before they said so

    def _to_core(self, **given: Any) -> _core.Colorant:
        bands = {name: as_optics(name, getattr(self, name)) for name in ("mu_a_per_mm", "mu_s_per_mm", "g")}
        core: _core.Colorant = super()._to_core(**bands, **given)
        return core

    def mu_a_at(self, z_strength: float = 0.0, z_exponent: float = 0.0) -> FloatArray:
        """Absorption (81,) at these standard normal deviates of its strength and of its law with wavelength (550 nm stays)."""
        return self._to_core().mu_a_at(float(z_strength), float(z_exponent))

    @checked
    def clumped(self, diameter_um: float, packing: float = 0.6) -> Colorant:
        """The same mass of pigment in lumps, as cells hold it once healed: it absorbs less, and less differently by wavelength.

        Lumps are spheres of ``diameter_um`` (volume median, 0.05 to 20) of which ``packing`` (0.05 to 1, solid) is pigment. By Mie
        theory for colorants that ship; of others the absorption alone is sieved, and scattering stays. Raises DomainError.
        """
        return Colorant._from_core(_core.clumped(self._to_core(), diameter_um, packing))

    def __repr__(self) -> str:
        return f"<Colorant {self.id!r} {self.color_index}>"


@dataclass(frozen=True)
class InkLot(Value):
    """One lot of an ink, as its bottles say; ``expires`` as 2027-03-31, or ""."""

    lot: str
    expires: str = ""

    def _to_core(self, **given: Any) -> _core.InkLot:
        return _core.InkLot(self.lot, self.expires)


@dataclass(frozen=True)
class PackOrigin(Value):
    """The signed file that a line came in: its version, and the fingerprint of the key."""

    version: str
    signed_by: str

    def __str__(self) -> str:
        return f"pack {self.version}, signed by {self.signed_by}"


class Ink(Value):
    """One bottle of ink, of a line or for ``Line(inks=[...])``.

    Parameters
    ----------
    id : str
        What blends call it.
    mg_per_ml : mapping of str to float
        Colorant ids to the pigment in 1 ml.
    name : str, optional
        The id where not given.
    density_g_per_ml : float, optional
        Worked out from pigment and carrier, by the line, where not given.
    lot, expires : str, optional
        ``expires`` as 2027-03-31. They show on mix cards.
    lots : sequence of InkLot, optional
        Where there are several; ``lot`` is then that in hand, "" where nobody said.

    ``line`` is the line it is of, None for one that was made by itself. What an ink may hold is checked by its line.
    """

    @checked
    def __init__(
        self,
        id: str,
        mg_per_ml: Mapping[str, float],
        *,
        name: str = "",
        density_g_per_ml: float | None = None,
        lot: str = "",
        expires: str = "",
        lots: Sequence[InkLot] = (),
    ) -> None:
        self.line: Line | None = None
        self.id = id
        self.name = name or id
        self.density_g_per_ml = density_g_per_ml
        self.lot = lot
        self.expires = expires
        self.lots = tuple(lots)
        self.mg_per_ml = dict(mg_per_ml)

    @classmethod
    def _of(cls, line: Line, core: _core.Ink) -> Ink:
        ink = cls.__new__(cls)
        ink.line = line
        ink.id, ink.name, ink.density_g_per_ml = core.id, core.name, core.density_g_per_ml
        ink.lot, ink.expires = core.lot, core.expires
        ink.lots = tuple(InkLot(one.lot, one.expires) for one in core.lots)
        ink.mg_per_ml = {line.colorants[c.colorant].id: c.mg_per_ml for c in core.components}
        return ink

    def _state(self) -> dict[str, Any]:
        if self.line is not None:
            return {"line": self.line, "id": self.id}
        return {
            name: getattr(self, name) for name in ("id", "mg_per_ml", "name", "density_g_per_ml", "lot", "expires", "lots")
        }

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Ink:
        if "line" not in state:
            return cls(**state)
        line: Line = state["line"]
        return line[state["id"]]

    def __repr__(self) -> str:
        contents = ", ".join(f"{name} {amount:g} mg/ml" for name, amount in self.mg_per_ml.items())
        return f"<Ink {self.id!r}: {contents}>"


class Line(Value, Mapping[str, Ink]):
    """A maker's inks by id: ``line["soft_black"]``. From a file, as ``load_line`` does, or from values.

    Parameters
    ----------
    name_or_path : str or path
        A line shipped with the package, a .toml file, or an ink pack, whose signature is checked. Or else:
    inks : iterable of Ink
        At most 200, each with 1 to 20 colorants.
    colorants : iterable of Colorant
        The maker's own. Those that ship, and those of inks of other lines, need not be named.
    id, name, maker, version, note : str
        What cards and results call the line.
    diluent_name, diluent_density_g_per_ml, carrier_name, carrier_density_g_per_ml
        What inks are thinned with, and what their pigment is dispersed in; water where not given.
    signed_by : str, optional
        Take the line only from an ink pack signed with the key of this fingerprint.

    ``pack`` says which ink pack it came in, None for one from elsewhere.

    Raises
    ------
    DataError
        Naming file, line and column, for a file that cannot be used, and for a pack of which a byte was changed.
    DomainError
        (a ValueError) naming the field ("inks[2].components[0].mg_per_ml"), for values that a file would be refused for.

    Lines are equal where their content and their pack are, wherever they come from. A copy, or what ``from_dict`` gives, needs the file no more.
    """

    @checked
    def __init__(
        self,
        name_or_path: str | PathLike[str] | None = None,
        *,
        inks: Iterable[Ink] | None = None,
        colorants: Iterable[Colorant] = (),
        id: str = "own",
        name: str = "Own line",
        maker: str = "own",
        version: str = "1",
        note: str = "",
        diluent_name: str = "distilled water",
        diluent_density_g_per_ml: float = _WATER_G_PER_ML,
        carrier_name: str = "water",
        carrier_density_g_per_ml: float = _WATER_G_PER_ML,
        signed_by: str = "",
    ) -> None:
        if (name_or_path is None) == (inks is None):
            what = "both missing" if inks is None else "both given"
            raise DomainError("name_or_path, inks", what, "exactly one of them", "a file holds its inks")
        if name_or_path is not None:
            text, origin, pack = _core.line_source(fspath(name_or_path), signed_by)
            self._hold(_core.parse_line(text, origin, pack), text, origin)
            return
        if signed_by:
            raise DomainError("signed_by", repr(signed_by), "only together with name_or_path", "values are not signed")
        bottles = list(inks or ())
        descriptions = [
            _core.InkDescription(
                ink.id,
                ink.name,
                list(ink.mg_per_ml.items()),
                ink.density_g_per_ml,
                ink.lot,
                ink.expires,
                [lot._to_core() for lot in ink.lots],
            )
            for ink in bottles
        ]
        own = [colorant._to_core() for colorant in _with_those_of(bottles, colorants)]
        core = _core.make_line(
            id, name, maker, version, note, own, descriptions, diluent_name, diluent_density_g_per_ml, carrier_name,
            carrier_density_g_per_ml,
        )  # fmt: skip
        self._hold(core, _core.line_toml(core), "")

    @classmethod
    def _of(cls, core: _core.Line) -> Line:
        """A line that the engine made."""
        line = cls.__new__(cls)
        line._hold(core, _core.line_toml(core), "")
        return line

    def _hold(self, core: _core.Line, text: str, origin: str) -> None:
        self._core, self._text, self._origin = core, text, origin
        self.id = self._core.id
        self.name = self._core.name
        self.maker = self._core.maker
        self.version = self._core.version
        self.note = self._core.note
        self.diluent_name = self._core.diluent_name
        self.diluent_density_g_per_ml = self._core.diluent_density_g_per_ml
        self.carrier_name = self._core.carrier_name
        self.carrier_density_g_per_ml = self._core.carrier_density_g_per_ml
        pack = self._core.pack
        self.pack = None if pack is None else PackOrigin(pack.version, pack.signed_by)
        self.colorants = tuple(map(Colorant._from_core, self._core.colorants))
        self._inks = {ink.id: Ink._of(self, ink) for ink in self._core.inks}

    def to_toml(self) -> str:
        """The line as the text of a file: what ``load_line`` reads, and ``undertone --line`` on the command line."""
        return _core.line_toml(self._core)

    @checked
    def with_lots(self, lots: Mapping[str, str]) -> Line:
        """The same line with these lots in hand, by ink id: those that cards then show, and whose expiry counts.

        Raises DomainError naming the lots that the line has.
        """
        core = _core.with_lots(self._core, dict(lots))
        line = type(self).__new__(type(self))
        line._hold(core, _core.line_toml(core), self._origin)
        return line

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
        return isinstance(other, Line) and (
            (self._text == other._text and self.pack == other.pack) or self._core.equals(other._core)
        )

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def _state(self) -> dict[str, Any]:
        return {"id": self.id, "version": self.version, "origin": self._origin, "text": self._text, "pack": self.pack}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Line:
        line = cls.__new__(cls)
        text, origin = state["text"], state["origin"]
        pack = state.get("pack")
        origin_of_pack = None if pack is None else _core.PackOrigin(pack.version, pack.signed_by)
        line._hold(_core.parse_kept_line(text, origin, origin_of_pack), text, origin)  # may hold what was withdrawn since
        return line

    def __repr__(self) -> str:
        return f"<Line {self.id!r} {self.version}: {len(self)} inks, {len(self.colorants)} colorants>"

    def _repr_html_(self) -> Html:
        rows = [(code(ink.id), ink.name, ", ".join(f"{k} {v:g}" for k, v in ink.mg_per_ml.items())) for ink in self.values()]
        title = html("<b>{}</b> {}. <i>{}</i>", self.name, self.version, self.note)
        return title + table(("ink", "name", "mg/ml"), rows)


def _with_those_of(inks: Iterable[Ink], colorants: Iterable[Colorant]) -> list[Colorant]:
    """The colorants named, and those that inks of other lines bring along."""
    found = list(colorants)
    for i, ink in enumerate(inks):
        for one in ink.line.colorants if ink.line is not None else ():
            alike = [other for other in found if other.id == one.id]
            if one.id in ink.mg_per_ml and alike and alike[0] != one:
                what = "the same in all inks: give one of the two another id"
                raise DomainError(f"inks[{i}].mg_per_ml", f"another {one.id!r} than before", what)
            if one.id in ink.mg_per_ml and not alike:
                found.append(one)
    return found


@checked
def load_line(name_or_path: str | PathLike[str] = "demo", *, signed_by: str = "") -> Line:
    """A line shipped with the package (``"demo"``), or a path to a line's .toml file or ink pack.

    A pack is refused where a byte of it was changed, and where ``signed_by`` is the fingerprint of another key than it was signed
    with; a file that is no pack is refused where ``signed_by`` is given.

    At most 200 inks of 20 components. Raises DataError naming file, line and column; unknown keys are refused.
    """
    return Line(name_or_path, signed_by=signed_by)


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
def pigment_optics(line: Line, mg_per_ml: FloatArray, *, granule_um: float = 0.0) -> PigmentOptics:
    """Optics of these amounts of the line's colorants (C,), each acting on its own: what stands inside a dot.

    ``granule_um`` is the width of the clumps in which it stands there; 0 is dispersed, as in the ink.
    """
    mu_a, mu_s, g = (np.array([getattr(c, name) for c in line.colorants]) for name in ("mu_a_per_mm", "mu_s_per_mm", "g"))
    if mg_per_ml.ndim < 1 or mg_per_ml.shape[-1] != len(line.colorants):
        raise DomainError("mg_per_ml.shape", mg_per_ml.shape, f"(..., {len(line.colorants)}): the colorants of the line")
    if not ((mg_per_ml >= 0) & (mg_per_ml <= 1e6)).all():
        raise DomainError("mg_per_ml", "negative, or not finite, in places", "0 to 1e6 mg/ml")
    mu_a = mu_a * np.array([_core.granule_absorption(c._to_core(), granule_um) for c in line.colorants])
    scattering = mg_per_ml @ mu_s
    forward = mg_per_ml @ (mu_s * g)
    return PigmentOptics(
        mg_per_ml @ mu_a, scattering, np.divide(forward, scattering, out=np.zeros_like(forward), where=scattering > 0)
    )
