"""What ``match`` answers: ranked recipes, or an honest "cannot"."""

from __future__ import annotations

from dataclasses import dataclass

from undertone import _core
from undertone._base.arrays import FloatArray
from undertone._base.values import Value
from undertone._shown import Html, html, joined
from undertone.diagnostics import Diagnostic
from undertone.inks.line import Line
from undertone.matching.proof import MatchProof
from undertone.matching.recipe import Recipe
from undertone.show._html import notes, pair, table
from undertone.show.card import Card


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


@dataclass(frozen=True, eq=False)
class MatchReport(Value):
    """Ranked recipes, or an honest "cannot".

    Attributes
    ----------
    verdict : str
        ``"matched"``, ``"acceptable"``, ``"cannot_match"``, ``"no_pigment_needed"`` (the target cannot be distinguished from bare skin) or
        ``"undecided"`` (the time budget ended the search before an acceptable recipe was found).
    caveats : tuple of str
        Sentences that belong to the verdict: what was assumed or left out, and what that costs.
    hardly_needed : bool
        The target cannot be distinguished from bare skin, yet a recipe comes nearer to it.
    card : Card
        The mix card, the same as the command line's.
    json : str
        What ``undertone match --json`` shows; ``to_json`` is for reading the report back.
    recipes : tuple of Recipe
        Acceptable ones, best first, each of another set of inks; empty when nothing fits.
    binding_rules : tuple of tuple of str
        Options that keep an acceptable (or closer) recipe out: those of an entry have to be loosened together, any entry is enough.
    hair_basis : str
        Whose hair the texture of the dots is held against.
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
    hair_basis: str = ""
    json: str = ""

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


def report_from(core: _core.MatchReport, line: Line, treatment: _core.TreatmentOptions, client: _core.Client) -> MatchReport:
    """The engine's report with all that the command line shows of it."""
    return MatchReport._from_core(
        core,
        {"line": line},
        card=Card._from_forms(_core.match_card(client, line._core, core, treatment)),
        json=_core.match_json(client, line._core, core, treatment),
    )
