"""What to add to a cup that came out wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_bands
from undertone._base.from_core import Context
from undertone._base.values import NO_CONTEXT, Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.blend import Blend
from undertone.inks.dosing import Cup
from undertone.inks.dots import Dots
from undertone.learning.drawdown import CupFound
from undertone.learning.healing import HealingBelief
from undertone.learning.standing import SessionDots
from undertone.matching.proof import MatchProof
from undertone.matching.search import match_options
from undertone.show._html import notes, table


@dataclass(frozen=True)
class Addition(Value):
    """Whole syringe steps to add; ``ink_id`` is empty for water."""

    ink_id: str
    name: str
    steps: int
    ml: float
    drops: float


@dataclass(frozen=True, eq=False)
class MixLooks(Value):
    """How a mix looks healed: Lab (illuminants, 3), and CIEDE2000 to the target, each and weighted."""

    area: FloatArray
    delta_e_2000: tuple[float, ...]
    delta_e: float
    darker_than_target: bool


@dataclass(frozen=True, eq=False)
class Correction(Value):
    """What to add to a cup, and the best that an empty cup could hold (``fresh``, None where nothing fits).

    ``proof`` and ``fresh_proof`` say that nothing else to add, and no other fresh cup, is better within the model.
    """

    as_it_is: MixLooks
    additions: tuple[Addition, ...]
    total_ml: float
    mg_per_ml: dict[str, float]
    corrected: MixLooks
    fresh: Blend | None
    fresh_cup: Cup | None
    fresh_looks: MixLooks | None
    sentence: str
    method: str
    proof: MatchProof
    fresh_proof: MatchProof
    diagnostics: tuple[Diagnostic, ...]
    obeys_rules: bool = True
    undecided: bool = False
    binding_rules: tuple[tuple[str, ...], ...] = ()
    fresh_binding_rules: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def _from_core(cls, core: _core.Correction, context: Context = NO_CONTEXT, **given: Any) -> Correction:
        nothing: dict[str, Any] = {} if core.fresh.parts else {"fresh": None, "fresh_cup": None, "fresh_looks": None}
        amounts = context["line"]._amounts(core.mg_per_ml)
        return super()._from_core(core, context, mg_per_ml=amounts, **nothing, **given)

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<Correction: {self.sentence}>"

    def _repr_html_(self) -> Html:
        rows = [(a.name, f"{a.ml:.2f}", f"{a.steps}") for a in self.additions]
        return html("{}", self.sentence) + (table(("add", "ml", "steps"), rows) if rows else "") + notes(self.diagnostics)


CORRECTION_BUDGET_S = 60.0  # additions in single steps are many: 9 million for a cup of 3 ml


@checked
def correct_cup(
    belief: HealingBelief,
    blend: Blend,
    ml: float,
    target: npt.ArrayLike,
    dots: Dots,
    *,
    standing: Sequence[SessionDots] = (),
    found: CupFound | None = None,
    blame: Literal["mixing", "inks"] = "mixing",
    **matching: Any,
) -> Correction:
    """Save a mix that came out wrong, or use up an older one: only adding is possible, in whole syringe steps.

    Parameters
    ----------
    blend, ml
        What is in the cup, and how much.
    target : (81,)
        The client's fringe, or what the recipe wanted looks like (``standing_area`` gives it).
    dots : Dots
        To be set with it, on top of ``standing``.
    found : CupFound, optional
        What drawdowns of this cup showed (``read_drawdowns``): the correction starts from the contents found.
    blame : "mixing" or "inks"
        Whether what was found is a slip in mixing this cup, or the bottles' own strength, which what is added and a fresh cup
        then have as well.
    **matching
        Options of ``match`` but for the later years; ``time_budget_s`` is 60 unless given.

    Raises
    ------
    DomainError
        More in the cup than it holds, volumes that are not positive.
    """
    line = blend.line
    if blame not in ("mixing", "inks"):
        raise DomainError("blame", repr(blame), '"mixing" or "inks"')
    if found is None and blame == "inks":
        raise DomainError(
            "blame", '"inks"', "only together with found", "draw the cup down: read_drawdowns says what is in it"
        )
    if found is not None and found.blend != blend:
        raise DomainError(
            "found", f"a drawdown of {found.blend}", f"one of {blend}", "draw down the cup that is to be corrected"
        )
    if found is not None:
        found._to_core().require_credible()
    core = _core.correct_cup(
        belief._core,
        [s._to_core() for s in standing],
        blend._core,
        ml,
        None if found is None else found._to_core().mg_per_ml,
        as_bands("target", target),
        line._core if found is None or blame == "mixing" else _core.line_as_found(line._core, found._to_core()),
        dots._to_core(),
        match_options({"time_budget_s": CORRECTION_BUDGET_S, **matching}),
    )
    return Correction._from_core(core, {"line": line})
