"""The loop: what a healed reading teaches, what to do next, how to save a cup, and a practitioner's own bias."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._arguments import check_fields, checked
from undertone._arrays import BANDS, FloatArray, as_bands, as_color, check_numbers, measured_bands
from undertone._html import notes, pair, table
from undertone._ranges import at_most, in_range
from undertone._shown import Html, html
from undertone._values import Value
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.dosing import Cup, cup_from
from undertone.errors import DomainError
from undertone.matching import match_options
from undertone.pigment import Blend, Dots, Line, LogNormal
from undertone.recipe import MatchProof, ValueRange, proof_from, rules_from
from undertone.scale import ReadingScale
from undertone.skin import Skin, SkinFit
from undertone.spectrum import Reflectance

if TYPE_CHECKING:
    from undertone.drawdown import CupFound

_NEXT = _core.NextSessionOptions()
_DOTS = _core.Dots()


@dataclass(frozen=True)
class SessionDots(Value):
    """What one session left: the mix, and the dots it set.

    ``density_per_cm2`` counts this session's own dots. The geometry is that of median healing: what is learnt of depth comes on
    top of it.
    """

    blend: Blend
    density_per_cm2: float
    diameter_mm: float = _DOTS.diameter_mm
    top_mm: float = _DOTS.top_mm
    bottom_mm: float = _DOTS.bottom_mm

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("density_per_cm2", self.density_per_cm2, 0, 1e5, "give the dots set in that session alone")
        Dots(self.diameter_mm, 0.01, self.top_mm, self.bottom_mm)  # raises for a geometry that no dots have

    @classmethod
    def of(cls, blend: Blend, dots: Dots, density_per_cm2: float) -> SessionDots:
        """Dots with the geometry of ``dots``, in this number."""
        return cls(blend, density_per_cm2, dots.diameter_mm, dots.top_mm, dots.bottom_mm)

    def _to_core(self) -> _core.SessionDots:
        return _core.SessionDots(
            self.blend.line._core, self.blend._core, self.density_per_cm2, self.diameter_mm, self.top_mm, self.bottom_mm
        )


@checked
def standing_area(
    skin: Skin, standing: Sequence[SessionDots], *, retention: float = _DOTS.retention.median, depth_factor: float = 1.0
) -> Reflectance:
    """Healed area, (81,), where dots of several sessions, of different strength, stand side by side.

    With R_k the area if all dots were of kind k, a share w_k of each gives 1/R = sum w_k / R_k: exact for one kind, within 0.002
    of Monte Carlo for two.
    """
    if not standing:
        return skin.reflectance
    line = _line_of(standing)
    area = _core.standing_area(skin._core, line._core, [s._to_core() for s in standing], retention, depth_factor)
    return np.asarray(area).view(Reflectance)


@dataclass(frozen=True, eq=False)
class HealedReading(Value):
    """The healed area as read, and everything that stood in the skin by then.

    Parameters
    ----------
    standing : sequence of SessionDots
        All sessions so far.
    reflectance : (81,), or None
        Without the surface reflection; NaN where a band was not measured. With ``scale`` or ``geometry`` its colours are reported on
        that scale.
    lab : (3,), or None
        A colour alone, as the instrument shows it. Say on which scale:
    scale : ReadingScale, or None
        Of the instrument, such as ``client.scale``; or its parts:
    geometry : str, or None
        ``"8/d SCI"``, ``"8/d SCE"`` or ``"45/0"``, with ``illuminant`` and ``observer``.
    surface : float, or None
        The surface reflection that ``lab`` holds, where it is neither of these: in place of ``geometry``.
    readings, repeat_delta_e : int, float
        How many were averaged, and how far one lies from the truth on average (CIEDE2000; skin scans 0.5-1.4).

    Raises
    ------
    DomainError
        A ``lab`` of which nobody says the geometry: read as 8/d SCI or SCE it differs by 2 to 4 units of L*.
    """

    standing: Sequence[SessionDots]
    reflectance: npt.ArrayLike | None = None
    lab: npt.ArrayLike | None = None
    illuminant: str = "D65"
    observer: str = "1931_2deg"
    readings: int = 3
    repeat_delta_e: float = 1.0
    surface: float | None = None
    name: str = ""
    geometry: str | None = None
    scale: ReadingScale | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        at_most("standing", len(self.standing), 1000, "sessions")
        # What a reading can be is judged with the belief; here, what nobody could mean.
        for name in ("readings", "repeat_delta_e", "surface"):
            if getattr(self, name) is not None:
                in_range(name, getattr(self, name), -1e10, 1e10)
        told = [name for name in ("scale", "geometry", "surface") if getattr(self, name) is not None]
        if self.lab is not None and self.reflectance is None and not told:
            raise DomainError(
                "geometry",
                "missing",
                '"8/d SCI", "8/d SCE" or "45/0"',
                "say how the Lab was read, or inherit it: scale=client.scale; SCI and SCE differ by 2 to 4 units of L*",
            )
        if len(told) > 1:
            raise DomainError(" and ".join(told), "given together", "one of scale, geometry and surface")
        if self.scale is None and self.geometry is not None:
            scale = ReadingScale(self.geometry, self.illuminant, self.observer)
            object.__setattr__(self, "scale", scale)
            object.__setattr__(self, "geometry", None)
        if self.scale is not None:
            object.__setattr__(self, "illuminant", self.scale.illuminant)
            object.__setattr__(self, "observer", self.scale.observer)
        for name in ("reflectance", "lab"):
            if getattr(self, name) is not None:
                check_numbers(name, getattr(self, name))

    def _to_core(self) -> _core.HealedReading:
        spectrum, bands = None, list(range(BANDS))
        if self.reflectance is not None:
            spectrum, bands = measured_bands("reflectance", self.reflectance)
        return _core.HealedReading(
            [s._to_core() for s in self.standing],
            spectrum,
            bands,
            None if self.lab is None else as_color("lab", self.lab),
            self.illuminant,
            self.observer,
            self.readings,
            self.repeat_delta_e,
            self.scale.surface if self.scale is not None else self.surface or 0.0,
            self.name,
        )


class HealingBelief(Value):
    """What is believed of one client's healing and skin: a normal distribution.

    Parameters
    ----------
    skin : SkinFit or Skin
        A fit brings its covariance; of a plain skin the parameters are taken as known.
    prior : Dots
        Its retention and depth, with their spread.
    readings, repeat_delta_e : int, float
        How well the bare skin was read.

    Attributes
    ----------
    names, mean, covariance : (P,), (P,), (P, P)
        ln retention, ln depth factor, the skin's parameters in the fit's coordinates, and the error of the bare reading: four
        shapes, and the rest in each band (data/tissue/reading_repeats).
    """

    @checked
    def __init__(
        self, skin: SkinFit | Skin, prior: Dots | None = None, *, readings: int = 3, repeat_delta_e: float = 1.0
    ) -> None:
        self._origin: tuple[SkinFit | Skin, Dots, int, float] = (skin, prior or Dots(), readings, repeat_delta_e)
        dots = self._origin[1]._to_core()
        if isinstance(skin, SkinFit):
            self._core = _core.HealingBelief(
                skin.skin._core,
                skin.parameters,
                skin.covariance,
                skin.reading_sd,
                skin.lab_only,
                dots,
                readings,
                repeat_delta_e,
            )
        else:
            self._core = _core.HealingBelief(skin._core, None, None, np.zeros(BANDS), False, dots, readings, repeat_delta_e)

    def _moved(self, core: _core.HealingBelief) -> HealingBelief:
        """The same unknowns as believed in ``core``."""
        belief = HealingBelief.__new__(HealingBelief)
        belief._core, belief._origin = core, self._origin
        return belief

    def _state(self) -> dict[str, Any]:
        skin, prior, readings, repeat_delta_e = self._origin
        start = {"skin": skin, "prior": prior, "readings": readings, "repeat_delta_e": repeat_delta_e}
        return {**start, "mean": self.mean, "covariance": self.covariance}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> HealingBelief:
        start = cls(state["skin"], state["prior"], readings=state["readings"], repeat_delta_e=state["repeat_delta_e"])
        return start._moved(start._core.moved(np.asarray(state["mean"]), np.asarray(state["covariance"])))

    @property
    def names(self) -> tuple[str, ...]:
        """Of the unknowns."""
        return tuple(self._core.names)

    @property
    def mean(self) -> FloatArray:
        """(P,)"""
        return np.asarray(self._core.mean)

    @property
    def covariance(self) -> FloatArray:
        """(P, P)"""
        return np.asarray(self._core.covariance)

    @property
    def retention(self) -> LogNormal:
        """Healed mg/ml in the dot over mg/ml in the cup."""
        return LogNormal(self._core.retention.median, self._core.retention.log_sd)

    @property
    def depth_factor(self) -> LogNormal:
        """Of both ends of a dot, over the geometry's."""
        return LogNormal(self._core.depth_factor.median, self._core.depth_factor.log_sd)

    @property
    def skin(self) -> Skin:
        """At the mean."""
        return Skin._from_core(self._core.skin)

    def dots(self, geometry: Dots) -> Dots:
        """``geometry`` with the retention and depth believed in: what ``match`` takes."""
        core = self._core.dots(geometry._to_core())
        return _dots_from(core)

    def __repr__(self) -> str:
        r, d = self.retention, self.depth_factor
        return f"<HealingBelief: retention {r.median:.2f} (log sd {r.log_sd:.2f}), depth x{d.median:.2f} ({d.log_sd:.2f})>"


@dataclass(frozen=True)
class LearntRange(Value):
    """Median and the ends of the central 80 %, before and after."""

    name: str
    low_before: float
    before: float
    high_before: float
    low: float
    after: float
    high: float

    @classmethod
    def _from_core(cls, core: _core.LearntRange) -> LearntRange:
        return cls(core.name, core.low_before, core.before, core.high_before, core.low, core.after, core.high)

    def _to_core(self) -> _core.LearntRange:
        return _core.LearntRange(self.name, self.low_before, self.before, self.high_before, self.low, self.after, self.high)


@dataclass(frozen=True, eq=False)
class HealingUpdate(Value):
    """What readings taught.

    Attributes
    ----------
    belief : HealingBelief
        The prior of whatever comes next; what was believed before where the readings are not credible.
    posterior : HealingBelief
        What the readings say by Bayes' rule, credible or not.
    learnt : tuple of LearntRange
        Retention, depth factor, the skin's parameters, L* of the bare skin.
    predicted, read, explained : (readings, 3)
        Lab as believed before, as measured, as believed now.
    misfit : float
        Root mean square in standard deviations; about 1 or less where model and noise are right.
    credible : bool
        False where no retention, depth and skin come near the reading: it steers nothing; measure again.
    """

    belief: HealingBelief
    posterior: HealingBelief
    learnt: tuple[LearntRange, ...]
    predicted: FloatArray
    read: FloatArray
    explained: FloatArray
    misfit: float
    converged: bool
    credible: bool
    sentence: str
    diagnostics: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<HealingUpdate: {self.sentence}>"

    def _repr_html_(self) -> Html:
        rows = [
            (
                one.name.replace("_", " "),
                f"{one.before:.3g} ({one.low_before:.3g} to {one.high_before:.3g})",
                f"{one.after:.3g} ({one.low:.3g} to {one.high:.3g})",
            )
            for one in self.learnt
        ]
        return (
            html("{} predicted | read &nbsp; {}", pair(self.predicted[0], self.read[0]), self.sentence)
            + table(("", "before (80 %)", "now (80 %)"), rows)
            + notes(self.diagnostics)
        )


@checked
def update_from_healed(belief: HealingBelief, readings: HealedReading | Iterable[HealedReading]) -> HealingUpdate:
    """Learn retention, depth and skin from healed readings, by Bayes.

    A posterior is the next session's prior: readings may come one by one or all together.

    Raises
    ------
    DomainError
        No reading, both or neither of reflectance and Lab, values no skin can have, no dots standing.
    """
    many = [readings] if isinstance(readings, HealedReading) else list(readings)
    line = _line_of([s for reading in many for s in reading.standing])
    return update_from(_core.update_from_healed(belief._core, [r._to_core() for r in many], line._core), belief)


def update_from(core: _core.HealingUpdate, prior: HealingBelief) -> HealingUpdate:
    return HealingUpdate(
        prior._moved(core.belief),
        prior._moved(core.posterior),
        tuple(LearntRange._from_core(one) for one in core.learnt),
        np.array(core.predicted),
        np.array(core.read),
        np.array(core.explained),
        core.misfit,
        core.converged,
        core.credible,
        core.sentence,
        diagnostics_from(core.diagnostics),
    )


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
    start = time.perf_counter()
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
    return next_from(core, line, time.perf_counter() - start)


def next_from(core: _core.NextSession, line: Line, seconds: float) -> NextSession:
    return NextSession(
        core.stop,
        core.number,
        Blend(core.blend.parts, core.blend.water_parts, line=line) if core.blend.parts else None,
        cup_from(core.cup) if core.blend.parts else None,
        tuple(_expected(s) for s in core.sessions),
        np.array(core.standing_area),
        core.standing_delta_e,
        core.delta_e,
        core.density_factor,
        core.as_planned,
        core.planned_delta_e,
        core.why,
        core.stop_rule,
        core.method,
        proof_from(core.proof, seconds),
        diagnostics_from(core.diagnostics),
        core.undecided,
        rules_from(core.binding_rules),
    )


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
        What drawdowns of this cup told (``read_drawdowns``): the cup is reckoned with as found.
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
    start = time.perf_counter()
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
    return correction_from(core, line, time.perf_counter() - start)


def correction_from(core: _core.Correction, line: Line, seconds: float) -> Correction:
    fresh = bool(core.fresh.parts)
    return Correction(
        _looks(core.as_it_is),
        tuple(Addition(a.ink_id, a.name, a.steps, a.ml, a.drops) for a in core.additions),
        core.total_ml,
        {c.id: float(v) for c, v in zip(line.colorants, core.mg_per_ml, strict=True) if v > 0},
        _looks(core.corrected),
        Blend(core.fresh.parts, core.fresh.water_parts, line=line) if fresh else None,
        cup_from(core.fresh_cup) if fresh else None,
        _looks(core.fresh_looks) if fresh else None,
        core.sentence,
        core.method,
        proof_from(core.proof, seconds),
        proof_from(core.fresh_proof, seconds),
        diagnostics_from(core.diagnostics),
        core.obeys_rules,
        core.undecided,
        rules_from(core.binding_rules),
        rules_from(core.fresh_binding_rules),
    )


@dataclass(frozen=True, eq=False)
class PractitionerBias(Value):
    """Factors on the retention and depth assumed, learnt from clients that healed. Nothing applies it but ``apply``.

    ``*_identified`` is the share of the prior variance that the clients removed: 0 untouched, 1 known. ``error_before`` and
    ``error_after`` are CIEDE2000 between predicted and read, per client, the bias learnt from all the others.
    """

    retention: LogNormal
    depth: LogNormal
    retention_identified: float
    depth_identified: float
    pairs: int
    error_before: tuple[float, ...]
    error_after: tuple[float, ...]
    median_error_before: float
    median_error_after: float
    sentence: str
    diagnostics: tuple[Diagnostic, ...]

    def helps(self) -> bool:
        """True where clients left out are predicted better with it."""
        return self.median_error_after < self.median_error_before

    def apply(self, prior: Dots) -> Dots:
        """The prior moved by the bias."""
        core = _core.PractitionerBias(
            _core.LogNormal(self.retention.median, self.retention.log_sd),
            _core.LogNormal(self.depth.median, self.depth.log_sd),
        )
        return _dots_from(core.apply(prior._to_core()))

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<PractitionerBias: {self.sentence}>"


@checked
def practitioner_bias(pairs: Iterable[tuple[HealingBelief, HealedReading]]) -> PractitionerBias:
    """Own bias from at least five clients: what was believed before, and the first healed reading.

    Raises
    ------
    DomainError
        Fewer than five pairs.
    """
    many = list(pairs)
    line = _line_of([s for _, reading in many for s in reading.standing])
    core = _core.practitioner_bias([b._core for b, _ in many], [r._to_core() for _, r in many], line._core)
    return bias_from(core)


def bias_from(core: _core.PractitionerBias) -> PractitionerBias:
    return PractitionerBias(
        LogNormal(core.retention.median, core.retention.log_sd),
        LogNormal(core.depth.median, core.depth.log_sd),
        core.retention_identified,
        core.depth_identified,
        core.pairs,
        tuple(core.error_before),
        tuple(core.error_after),
        core.median_error_before,
        core.median_error_after,
        core.sentence,
        diagnostics_from(core.diagnostics),
    )


def _line_of(standing: Sequence[SessionDots]) -> Line:
    """The one line of all sessions' blends."""
    lines = {s.blend.line for s in standing}
    if len(lines) > 1:
        raise DomainError("standing", ", ".join(sorted(line.id for line in lines)), "blends of one line")
    return lines.pop() if lines else Line("demo")


def _dots_from(core: _core.Dots) -> Dots:
    retention = LogNormal(core.retention.median, core.retention.log_sd)
    dots = Dots(core.diameter_mm, core.density_per_cm2, core.top_mm, core.bottom_mm, retention)
    return replace(dots, depth_log_sd=core.depth_log_sd)


def _expected(s: _core.ExpectedSession) -> ExpectedSession:
    ranges = [ValueRange(r.low, r.median, r.high) for r in (s.l, s.delta_e_range)]
    return ExpectedSession(
        s.number,
        s.new_density_per_cm2,
        s.density_per_cm2,
        s.share,
        np.array(s.area),
        tuple(s.delta_e_2000),
        ranges[0],
        ranges[1],
        s.chance_darker,
        s.darker_than_target,
    )


def _looks(core: _core.MixLooks) -> MixLooks:
    return MixLooks(np.array(core.area), tuple(core.delta_e_2000), core.delta_e, core.darker_than_target)
