"""Inks, what is mixed from them, and how they look as dots in skin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from numbers import Real
from os import PathLike, fspath
from typing import Any, NamedTuple

import numpy as np

from undertone import _core
from undertone._arguments import a_number, check_fields, checked
from undertone._arrays import FloatArray
from undertone._html import code, pair, strip, table
from undertone._ranges import in_range
from undertone._shown import Html, html
from undertone._values import Value, value_tuple
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.dosing import Cup, cup_from
from undertone.errors import ArgumentTypeError, DomainError
from undertone.skin import Skin
from undertone.spectrum import Reflectance

_DOTS = _core.Dots()


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
        self.colorants = tuple(
            Colorant(c.id, c.name, c.color_index, c.mu_a_per_mm, c.mu_s_per_mm, c.g, c.density_g_per_ml, c.source)
            for c in self._core.colorants
        )
        self._inks = {ink.id: Ink(self, ink) for ink in self._core.inks}

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


class Blend(Value):
    """Inks in parts, thinned with ``water_parts`` parts of water to one part of ink (the trade's N:1). Volumes add.

    Parameters
    ----------
    parts : mapping
        Ink, or its id, to parts by volume; only their proportions matter.
    water_parts : float
        N of N:1.
    line : Line, optional
        Where ids are looked up; the demonstration line by default. Inks know their own.

    Raises
    ------
    DomainError
        No inks, unknown ink, inks of different lines, parts that are not positive, negative water.
    """

    @checked
    def __init__(
        self, parts: Mapping[Ink, float] | Mapping[str, float], water_parts: float = 20, *, line: Line | None = None
    ) -> None:
        if isinstance(parts, Line) or not isinstance(parts, Mapping):
            raise ArgumentTypeError("parts", "a mapping of inks or their ids to parts", type(parts).__name__)
        for ink in parts:
            if not isinstance(ink, (Ink, str)):
                raise ArgumentTypeError("parts", "inks or their ids", type(ink).__name__)
            if isinstance(ink, Ink):
                if line is not None and ink.line != line:
                    raise DomainError("parts", f"{ink.id!r} of line {ink.line.id!r}", f"inks of one line ({line.id!r})")
                line = ink.line
        self.line = line if line is not None else _demo_line()
        self.parts = {ink.id if isinstance(ink, Ink) else ink: float(amount) for ink, amount in parts.items()}
        self.water_parts = float(water_parts)
        self._core = _core.Blend(self.parts, self.water_parts)
        unknown = [ink for ink in self.parts if ink not in self.line]
        if line is None and unknown:
            raise DomainError(
                f"parts[{unknown[0]!r}]",
                f"no ink of the line {self.line.id!r}, which is looked in where no other is given",
                ", ".join(self.line),
                "say which line it is of: Blend({...}, 20, line=line)",
            )
        self._core.validate(self.line._core)

    @property
    def mg_per_ml(self) -> dict[str, float]:
        """Pigment in the cup by colorant id, those that are in it."""
        amounts = _core.mix(self.line._core, self._core).mg_per_ml
        return {c.id: float(amount) for c, amount in zip(self.line.colorants, amounts, strict=True) if amount > 0}

    @property
    def density_g_per_ml(self) -> float:
        """Of the mixture."""
        return _core.mix(self.line._core, self._core).density_g_per_ml

    def cup(self, total_ml: float, step_ml: float = 0.05, drops_per_ml: float = 20, scale_step_g: float = 0) -> Cup:
        """Doses for a total volume, in steps of a syringe or, with ``scale_step_g`` above 0, of a scale.

        ``whole_steps`` is False where they do not fall on its marks.
        """
        return cup_from(_core.fill_cup(self.line._core, self._core, total_ml, step_ml, drops_per_ml, scale_step_g))

    def __hash__(self) -> int:
        return hash((frozenset(self.parts.items()), self.water_parts, self.line))

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)

    def _state(self) -> dict[str, Any]:
        return {"parts": self.parts, "water_parts": self.water_parts, "line": self.line}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> Blend:
        return cls(state["parts"], state["water_parts"], line=state["line"])

    def __str__(self) -> str:
        """As the trade says it: "20:1, 2 pure_black + 1 mid_brown"."""
        return f"{self.water_parts:g}:1, " + " + ".join(f"{amount:g} {ink}" for ink, amount in self.parts.items())

    def __repr__(self) -> str:
        parts = ", ".join(f"{ink!r}: {amount:g}" for ink, amount in self.parts.items())
        return f"Blend({{{parts}}}, water_parts={self.water_parts:g})"


@dataclass(frozen=True)
class LogNormal(Value):
    """A log-normal quantity: ``median``, and the standard deviation of its natural logarithm."""

    median: float
    log_sd: float

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("median", self.median, 0, 1e9)
        in_range("log_sd", self.log_sd, 0, 100)


@dataclass(frozen=True)
class Dots(Value):
    """Geometry of healed dots, and the share of implanted pigment that stays.

    Parameters
    ----------
    diameter_mm, density_per_cm2, top_mm, bottom_mm : float
        Healed width, number, and the depths between which the pigment lies.
    retention : LogNormal or float
        Healed mg/ml in the dot over mg/ml in the cup; a plain number is the median, with the default spread.
    depth_log_sd : float
        Both ends of the dot shift by one common log-normal factor.

    Raises
    ------
    DomainError
        Overlapping dots, bottom above top, anything not positive.
    """

    diameter_mm: float = _DOTS.diameter_mm
    density_per_cm2: float = _DOTS.density_per_cm2
    top_mm: float = _DOTS.top_mm
    bottom_mm: float = _DOTS.bottom_mm
    retention: LogNormal = LogNormal(_DOTS.retention.median, _DOTS.retention.log_sd)
    depth_log_sd: float = _DOTS.depth_log_sd

    def __post_init__(self) -> None:
        if isinstance(self.retention, Real) and not isinstance(self.retention, bool):
            median = in_range("retention", a_number("retention", self.retention), 0, 1)
            object.__setattr__(self, "retention", LogNormal(median, _DOTS.retention.log_sd))
        check_fields(self)
        self._to_core().validate()

    @property
    def pitch_mm(self) -> float:
        """Distance between centres, on a square lattice."""
        return self._to_core().pitch_mm()

    @property
    def area_fraction(self) -> float:
        """Share of the skin that dots cover."""
        return self._to_core().area_fraction()

    @classmethod
    def _from_core(cls, core: _core.Dots) -> Dots:
        return cls(
            core.diameter_mm, core.density_per_cm2, core.top_mm, core.bottom_mm,
            LogNormal(core.retention.median, core.retention.log_sd), core.depth_log_sd,
        )  # fmt: skip

    def _to_core(self) -> _core.Dots:
        made = _core.Dots()
        made.diameter_mm = self.diameter_mm
        made.density_per_cm2 = self.density_per_cm2
        made.top_mm = self.top_mm
        made.bottom_mm = self.bottom_mm
        made.retention = _core.LogNormal(self.retention.median, self.retention.log_sd)
        made.depth_log_sd = self.depth_log_sd
        return made


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

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("z_retention", self.z_retention, -10, 10)
        in_range("z_depth", self.z_depth, -10, 10)

    def _to_core(self) -> tuple[_core.Skin, _core.Line, _core.PigmentState]:
        line = self.blend.line._core
        state = _core.healed_state(_core.mix(line, self.blend._core), self.dots._to_core(), self.z_retention, self.z_depth)
        return self.skin._core, line, state


@dataclass(frozen=True, eq=False)
class Appearance(Value):
    """What the eye gets: reflectance (81,) of the area average, of one dot close up, and of the bare skin.

    ``diagnostics`` holds "dots_extrapolated" where dots or skin lie outside what the dots' optics has learnt.
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
def appearance(skin: Skin, blend: Blend, dots: Dots, *, z_retention: float = 0.0, z_depth: float = 0.0) -> Appearance:
    """How healed dots of this blend look in this skin.

    ``z_retention`` and ``z_depth`` are standard normal deviates of the two uncertain quantities; 0 gives their medians.
    """
    scene = Scene(skin, blend, dots, z_retention, z_depth)
    return replace(appearance_from(_core.appearance(*scene._to_core())), _scene=scene)


def appearance_from(core: _core.Appearance) -> Appearance:
    area, dot, bare = (np.asarray(r).view(Reflectance) for r in (core.area, core.dot, core.bare))
    return Appearance(area, dot, bare, diagnostics_from(core.diagnostics))
