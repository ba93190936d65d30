"""What ``match`` answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from undertone import _core
from undertone._arguments import checked
from undertone._arrays import FloatArray
from undertone._html import notes, pair, table
from undertone._shown import Html, html, joined
from undertone._values import Value
from undertone.card import Card
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.dosing import Cup, cup_from
from undertone.pigment import Blend, Line


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


@dataclass(frozen=True, eq=False)
class PlannedSession(Value):
    """One of the sessions. The mixture is the same in all; the number of dots grows."""

    number: int
    water_parts: float
    new_density_per_cm2: float
    density_per_cm2: float
    share: float
    area: FloatArray
    delta_e_2000: tuple[float, ...]
    darker_than_target: bool


@dataclass(frozen=True, eq=False)
class SessionPlan(Value):
    """Sessions, light first, and when to stop."""

    sessions: tuple[PlannedSession, ...]
    stop_rule: str


@dataclass(frozen=True)
class PruneAudit(Value):
    """Recipes drawn at random from all that a search left out, held against the full model.

    ``recipes`` were drawn (0: not audited) with ``seed``; the ``by_`` fields count by what they were left out. ``wrongly_pruned`` of
    them are better than the best returned, the best of these by ``worst_gain``. ``worst_below_bound`` is the largest amount by which an
    objective lies below the bound that left its recipe out; the proof allows for ``margin``. With ``confidence``, no more than
    ``share_at_most`` of all that was left out was left out wrongly (Clopper and Pearson 1934). ``failed`` voids the proof.
    """

    recipes: int = 0
    seed: int = 0
    by_cells: int = 0
    by_dilution: int = 0
    by_darkness: int = 0
    by_color: int = 0
    by_rank: int = 0
    wrongly_pruned: int = 0
    worst_gain: float = 0.0
    worst_below_bound: float = 0.0
    margin: float = 0.0
    confidence: float = 0.95
    share_at_most: float = 1.0
    failed: bool = False
    text: str = "not audited"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class MatchProof(Value):
    """Why the best recipe is the best: it is within ``gap`` of the optimum on the grid, 0 when proven.

    Nothing that was left out has an objective below ``bound``; ``complete`` is False where not all was looked at, ``stopped`` True where
    a time budget ended the search; ``audit`` says how far a random sample bears the proof out; ``seconds`` is the whole match's wall
    time.
    """

    method: str
    recipes_covered: int
    recipes_evaluated: int
    recipes_rechecked: int
    ink_sets: int
    surrogate_error: float
    gap: float
    bound: float = 0.0
    complete: bool = True
    seconds: float = 0.0
    stopped: bool = False
    audit: PruneAudit = PruneAudit()

    @property
    def proven(self) -> bool:
        """True where nothing on the grid is better within the stated model."""
        return self.complete and self.gap <= 0 and not self.audit.failed


@dataclass(frozen=True, eq=False)
class MatchReport(Value):
    """Ranked recipes, or an honest "cannot".

    Attributes
    ----------
    verdict : str
        ``"matched"``, ``"acceptable"``, ``"cannot_match"``, ``"no_pigment_needed"`` (the target cannot be told from bare skin) or
        ``"undecided"`` (the time budget ended the search before an acceptable recipe was found).
    caveats : tuple of str
        Sentences that belong to the verdict: what was assumed or left out, and what that costs.
    hardly_needed : bool
        The target cannot be told from bare skin, yet a recipe comes nearer to it.
    card : Card
        The mix card, the same as the command line's.
    recipes : tuple of Recipe
        Acceptable ones, best first, each of another set of inks; empty when nothing fits.
    binding_rules : tuple of tuple of str
        Options that keep an acceptable (or closer) recipe out: those of an entry have to be loosened together, any entry is enough.
    nearest : tuple of Recipe
        Up to three when nothing fits, with ``limiting_direction`` in words.
    plan : SessionPlan
        For ``recipes[0]``.
    proof : MatchProof
    """

    verdict: str
    recipes: tuple[Recipe, ...]
    nearest: tuple[Recipe, ...]
    plan: SessionPlan
    gap_delta_e_2000: float
    limiting_direction: str
    perceptible_delta_e_2000: float
    acceptable_delta_e_ab: float
    skin_class: str
    proof: MatchProof
    diagnostics: tuple[Diagnostic, ...]
    brief_report: str
    full_report: str
    caveats: tuple[str, ...]
    hardly_needed: bool
    card: Card
    bare_delta_e_2000: float = 0.0
    binding_rules: tuple[tuple[str, ...], ...] = ()

    def is_usable(self) -> bool:
        """True where at least one recipe may be used."""
        return self.verdict in ("matched", "acceptable")

    def __str__(self) -> str:
        return self.card.text

    def __repr__(self) -> str:
        return f"<MatchReport: {self.brief_report}>"

    def _repr_html_(self) -> Html:
        shown = self.recipes or self.nearest
        rows = [
            (
                str(rank),
                pair(r.daylight.target, r.daylight.area),
                html("<b>{:g}:1</b>", r.blend.water_parts),
                " + ".join(f"{v:g} {k}" for k, v in r.blend.parts.items()),
                f"{r.worst_delta_e_2000:.2f}",
                f"{r.range.delta_e_2000.low:.1f}-{r.range.delta_e_2000.high:.1f}",
                r.note,
            )
            for rank, r in enumerate(shown, start=1)
        ]
        head = (
            "",
            "target | healed",
            "water",
            "parts",
            "worst ΔE₀₀",
            f"{shown[0].range.probability:.0%} range" if shown else "",
            "",
        )
        limits = [self.limiting_direction] if self.limiting_direction else []
        why = joined(html("<p>{}</p>", text) for text in [*limits, *self.caveats])
        return (
            html("<p><b>{}</b></p>{}", self.brief_report, why)
            + (table(head, rows) if shown else "")
            + notes(self.diagnostics)
        )


def report_from(
    core: _core.MatchReport,
    line: Line,
    treatment: _core.TreatmentOptions,
    client: _core.Client,
    seconds: float = 0.0,
) -> MatchReport:
    return MatchReport(
        verdict=core.verdict,
        recipes=tuple(_recipe(r, line) for r in core.recipes),
        nearest=tuple(_recipe(r, line) for r in core.nearest),
        plan=SessionPlan(tuple(_session(s) for s in core.plan.sessions), core.plan.stop_rule),
        gap_delta_e_2000=core.gap_delta_e_2000,
        limiting_direction=core.limiting_direction,
        perceptible_delta_e_2000=core.perceptible_delta_e_2000,
        acceptable_delta_e_ab=core.acceptable_delta_e_ab,
        skin_class=core.skin_class,
        proof=proof_from(core.proof, seconds),
        diagnostics=diagnostics_from(core.diagnostics),
        brief_report=core.brief,
        full_report=core.full,
        caveats=tuple(core.caveats),
        hardly_needed=core.hardly_needed,
        card=Card._from_core(_core.match_card(client, line._core, core, treatment)),
        bare_delta_e_2000=core.bare_delta_e_2000,
        binding_rules=rules_from(core.binding_rules),
    )


def _recipe(core: _core.Recipe, line: Line) -> Recipe:
    return Recipe(
        blend=Blend(core.blend.parts, core.blend.water_parts, line=line),
        cup=cup_from(core.cup),
        seen=tuple(_seen(s) for s in core.seen),
        later=tuple(LaterColor(c.label, c.years, np.array(c.area), tuple(c.delta_e_2000)) for c in core.later),
        objective=core.objective,
        cost=core.cost,
        worst_delta_e_2000=core.worst_delta_e_2000,
        worst_delta_e_ab=core.worst_delta_e_ab,
        acceptable=core.acceptable,
        imperceptible=core.imperceptible,
        darker_than_target=core.darker_than_target,
        range=_uncertain(core.range),
        step_effects=_effects(core.step_effects),
        blue_shift_b=core.blue_shift_b,
        blue_beyond_neutral_b=core.blue_beyond_neutral_b,
        note=core.note,
        diagnostics=diagnostics_from(core.diagnostics),
        ranked_below_because=core.ranked_below_because,
        steady_cup_ml=core.steady_cup_ml,
    )


def _seen(s: _core.SeenColor) -> SeenColor:
    return SeenColor(
        s.illuminant, s.target, s.bare, s.area, s.dot, s.area_delta_e_2000, s.area_delta_e_ab, s.dot_delta_e_2000
    )


def _uncertain(u: _core.UncertainColor) -> UncertainColor:
    lightness, a, b, delta_e = (ValueRange(r.low, r.median, r.high) for r in (u.l, u.a, u.b, u.delta_e_2000))
    return UncertainColor(
        u.probability,
        lightness,
        a,
        b,
        delta_e,
        u.chance_acceptable,
        u.chance_darker,
        u.dominated_by,
        u.chance_within_tolerance,
    )


def _effects(core: Iterable[_core.StepEffect]) -> tuple[StepEffect, ...]:
    return tuple(StepEffect(e.ink_id, e.steps, e.delta_e_2000, e.delta_l) for e in core)


def _session(s: _core.PlannedSession) -> PlannedSession:
    return PlannedSession(
        s.number,
        s.water_parts,
        s.new_density_per_cm2,
        s.density_per_cm2,
        s.share,
        np.array(s.area),
        tuple(s.delta_e_2000),
        s.darker_than_target,
    )


def proof_from(p: _core.MatchProof, seconds: float) -> MatchProof:
    return MatchProof(
        p.method, p.recipes_covered, p.recipes_evaluated, p.recipes_rechecked, p.ink_sets, p.surrogate_error, p.gap, p.bound,
        p.complete, seconds, p.stopped, _audit(p.audit),
    )  # fmt: skip


def _audit(a: _core.PruneAudit) -> PruneAudit:
    return PruneAudit(**{f.name: getattr(a, f.name) for f in fields(PruneAudit)})


@checked
def rules_from(sets: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one) for one in sets)
