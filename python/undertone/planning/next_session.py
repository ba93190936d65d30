"""What to do in the sessions to come, on top of what stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_bands
from undertone._base.from_core import Context
from undertone._base.values import NO_CONTEXT, Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.inks.blend import Blend
from undertone.inks.dosing import Cup
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.learning.healing import HealingBelief
from undertone.learning.standing import SessionDots
from undertone.matching.proof import MatchProof
from undertone.matching.recipe import ValueRange
from undertone.matching.search import match_options
from undertone.show._html import notes, table

_NEXT = _core.NextSessionOptions()


@dataclass(frozen=True, eq=False)
class ExpectedSession(Value):
    """The healed area after one of the sessions to come; ranges are of the belief, 80 %, first illuminant."""

    number: int
    new_density_per_cm2: float
    density_per_cm2: float
    share: float
    area: FloatArray
    delta_e_2000: tuple[float, ...]
    l: ValueRange
    delta_e_range: ValueRange
    chance_darker: float
    darker_than_target: bool


@dataclass(frozen=True, eq=False)
class NextSession(Value):
    """What to do next: a blend for this and the sessions after it, or ``stop``; neither where time ran out first (``undecided``).

    ``why`` is one sentence: why this, and not what was planned before. ``sessions`` says what to expect after each.
    ``as_planned`` is True where a plan was given and is kept; ``planned_delta_e`` is where it would end.
    """

    stop: bool
    number: int
    blend: Blend | None
    cup: Cup | None
    sessions: tuple[ExpectedSession, ...]
    standing_area: FloatArray
    standing_delta_e: float
    delta_e: float
    density_factor: float
    as_planned: bool
    planned_delta_e: float
    why: str
    stop_rule: str
    method: str
    proof: MatchProof
    diagnostics: tuple[Diagnostic, ...]
    undecided: bool = False
    binding_rules: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def _from_core(cls, core: _core.NextSession, context: Context = NO_CONTEXT, **given: Any) -> NextSession:
        nothing: dict[str, Any] = {} if core.blend.parts else {"blend": None, "cup": None}
        return super()._from_core(core, context, **nothing, **given)

    def __repr__(self) -> str:
        what = "undecided" if self.undecided else "stop" if self.stop else f"{self.blend}"
        return f"<NextSession {self.number}: {what}; {self.why}>"

    def _repr_html_(self) -> Html:
        rows = [
            (
                f"{s.number}",
                f"{s.new_density_per_cm2:.0f}",
                f"{s.density_per_cm2:.0f}",
                f"{s.area[0][0]:.1f}",
                f"{s.delta_e_2000[0]:.2f}",
                f"{s.delta_e_range.low:.1f} to {s.delta_e_range.high:.1f}",
                f"{s.chance_darker:.0%}",
            )
            for s in self.sessions
        ]
        head = ("session", "new dots/cm²", "standing", "L*", "ΔE₀₀", "80 %", "darker")
        what = "undecided" if self.undecided else "stop" if self.stop else str(self.blend)
        return html("<b>{}</b>: {}", what, self.why) + (table(head, rows) if rows else "") + notes(self.diagnostics)


@checked
def next_session(
    belief: HealingBelief,
    standing: Sequence[SessionDots],
    target: npt.ArrayLike,
    line: Line,
    dots: Dots,
    *,
    before: HealingBelief | None = None,
    before_blend: Blend | None = None,
    planned: Blend | None = None,
    most_density_per_cm2: float = _NEXT.most_density_per_cm2,
    density_change_penalty: float = _NEXT.density_change_penalty,
    least_gain_delta_e: float = _NEXT.least_gain_delta_e,
    draws: int = _NEXT.draws,
    seed: int = _NEXT.seed,
    **matching: Any,
) -> NextSession:
    """Plan the sessions to come on top of what stands, light first.

    Parameters
    ----------
    standing : sequence of SessionDots
        One per session done; empty for a first plan.
    target : (81,)
        Reflectance of the shaved fringe.
    dots : Dots
        Of the finished scalp, as assumed before anything was learnt.
    before, before_blend
        What was believed and mixed before the last reading, for the sentence ``why``.
    planned : Blend, optional
        Of the plan in force: kept, with the number of dots planned, unless a change brings the area nearer by half of what people
        notice.
    most_density_per_cm2, density_change_penalty, least_gain_delta_e
        Never more dots than this; delta E that doubling the dots still planned must earn; delta E that another session must
        gain, else stop.
    **matching
        Options of ``match`` but for the later years.

    Raises
    ------
    DomainError
    """
    options = _core.NextSessionOptions()
    options.matching = match_options(matching)
    options.most_density_per_cm2 = most_density_per_cm2
    options.density_change_penalty = density_change_penalty
    options.least_gain_delta_e = least_gain_delta_e
    options.draws = draws
    options.seed = seed
    if planned is not None:
        options.planned = planned._core
    core = _core.next_session(
        belief._core,
        [s._to_core() for s in standing],
        as_bands("target", target),
        line._core,
        dots._to_core(),
        options,
        None if before is None else before._core,
        None if before_blend is None else before_blend._core,
    )
    return NextSession._from_core(core, {"line": line})
