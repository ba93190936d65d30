"""A recipe: one blend that can be poured, what it is predicted to look like, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from undertone._base.arrays import FloatArray
from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.inks.blend import Blend
from undertone.inks.dosing import Cup
from undertone.show._html import notes, pair, table


@dataclass(frozen=True, eq=False)
class SeenColor(Value):
    """Healed colours (Lab, (3,)) under one illuminant, and their differences from the target's area."""

    illuminant: str
    target: FloatArray
    bare: FloatArray
    area: FloatArray
    dot: FloatArray
    area_delta_e_2000: float
    area_delta_e_ab: float
    dot_delta_e_2000: float


@dataclass(frozen=True, eq=False)
class LaterColor(Value):
    """The area at a later time: Lab (illuminants, 3) and delta E per illuminant."""

    label: str
    years: float
    area: FloatArray
    delta_e_2000: tuple[float, ...]


@dataclass(frozen=True)
class SeenTexture(Value):
    """Healed dots beside hair from one distance: how rough each looks, and how unlike (delta E, root mean square, S-CIELAB).

    Differences up to ``seen_from`` are not seen.
    """

    distance_m: float
    dots: float
    hair: float
    difference: float
    seen_from: float
    seen: bool = False


@dataclass(frozen=True)
class ValueRange(Value):
    """Low, median and high of an uncertain number."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class UncertainColor(Value):
    """What the uncertainty of retention and depth makes of a recipe: healed area, first illuminant."""

    probability: float
    l: ValueRange
    a: ValueRange
    b: ValueRange
    delta_e_2000: ValueRange
    chance_acceptable: float
    chance_darker: float
    dominated_by: str
    chance_within_tolerance: float = 0.0


@dataclass(frozen=True)
class StepEffect(Value):
    """One syringe step too much (+1) or too little (-1); ``ink_id`` is empty for the water."""

    ink_id: str
    steps: int
    delta_e_2000: float
    delta_l: float


@dataclass(frozen=True, eq=False)
class Recipe(Value):
    """One blend that can be poured, with what it is predicted to look like."""

    blend: Blend
    cup: Cup
    seen: tuple[SeenColor, ...]
    later: tuple[LaterColor, ...]
    objective: float
    cost: float | None
    worst_delta_e_2000: float
    worst_delta_e_ab: float
    acceptable: bool
    imperceptible: bool
    darker_than_target: bool
    range: UncertainColor
    step_effects: tuple[StepEffect, ...]
    blue_shift_b: float
    blue_beyond_neutral_b: float
    note: str
    diagnostics: tuple[Diagnostic, ...]
    ranked_below_because: str = ""
    steady_cup_ml: float = 0.0
    texture: tuple[SeenTexture, ...] = ()
    texture_penalty: float = 0.0
    texture_text: str = ""

    @property
    def daylight(self) -> SeenColor:
        """Under D65 where that was asked for, else under the first illuminant."""
        return next((s for s in self.seen if s.illuminant == "D65"), self.seen[0])

    def __repr__(self) -> str:
        return f"<Recipe {self.blend}: worst delta E2000 {self.worst_delta_e_2000:.2f}>"

    def _repr_html_(self) -> Html:
        lights = ", ".join(f"{s.illuminant} {s.area_delta_e_2000:.2f}" for s in self.seen)
        doses = [(d.name, f"{d.ml:.2f}", f"{d.grams:.2f}", f"{d.drops:.0f}") for d in self.cup.doses]
        return (
            html(
                "{} target | healed &nbsp; <b>{:g}:1</b>, &Delta;E<sub>00</sub> {}; {:.0%} range {:.1f}-{:.1f}",
                pair(self.daylight.target, self.daylight.area),
                self.blend.water_parts,
                lights,
                self.range.probability,
                self.range.delta_e_2000.low,
                self.range.delta_e_2000.high,
            )
            + table(("cup", "ml", "g", "drops"), doses)
            + notes(self.diagnostics)
        )
