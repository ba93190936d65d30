"""What is mixed: inks in parts, thinned with water."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.from_core import Context
from undertone._base.values import NO_CONTEXT, Value
from undertone.errors import ArgumentTypeError, DomainError
from undertone.inks.dosing import Cup
from undertone.inks.line import Ink, Line, _demo_line


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
                if ink.line is None:
                    raise DomainError(
                        "parts", f"{ink.id!r}, an ink of no line", "inks of a line", "make one: Line(inks=[...])"
                    )
                if line is not None and ink.line != line:
                    raise DomainError("parts", f"{ink.id!r} of line {ink.line.id!r}", f"inks of one line ({line.id!r})")
                line = ink.line
        self.line = line if line is not None else _demo_line()
        self.parts = {ink.id if isinstance(ink, Ink) else ink: float(amount) for ink, amount in parts.items()}
        self.water_parts = float(water_parts)
        self._core = _core.Blend(parts=self.parts, water_parts=self.water_parts)
        unknown = [ink for ink in self.parts if ink not in self.line]
        if line is None and unknown:
            raise DomainError(
                f"parts[{unknown[0]!r}]",
                f"no ink of the line {self.line.id!r}, which is looked in where no other is given",
                ", ".join(self.line),
                "say which line it is of: Blend({...}, 20, line=line)",
            )
        self._core.validate(self.line._core)

    @classmethod
    def _from_core(cls, core: _core.Blend, context: Context = NO_CONTEXT, **given: Any) -> Blend:
        return cls(core.parts, core.water_parts, line=context["line"])

    def _to_core(self, **given: Any) -> _core.Blend:
        return self._core

    @property
    def mg_per_ml(self) -> dict[str, float]:
        """Pigment in the cup by colorant id, those that are in it."""
        return self.line._amounts(_core.mix(self.line._core, self._core).mg_per_ml)

    @property
    def density_g_per_ml(self) -> float:
        """Of the mixture."""
        return _core.mix(self.line._core, self._core).density_g_per_ml

    def cup(self, total_ml: float, step_ml: float = 0.05, drops_per_ml: float = 20, scale_step_g: float = 0) -> Cup:
        """Doses for a total volume, in steps of a syringe or, with ``scale_step_g`` above 0, of a scale.

        ``whole_steps`` is False where they do not fall on its marks.
        """
        cup = _core.fill_cup(
            self.line._core,
            self._core,
            total_ml=total_ml,
            step_ml=step_ml,
            drops_per_ml=drops_per_ml,
            scale_step_g=scale_step_g,
        )
        return Cup._from_core(cup)

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
        """As a card says it: "1 Mid brown + 2 Pure black, 20:1"."""
        return _core.blend_text(self.line._core, self._core)

    def __repr__(self) -> str:
        parts = ", ".join(f"{ink!r}: {amount:g}" for ink, amount in self.parts.items())
        return f"Blend({{{parts}}}, water_parts={self.water_parts:g})"
