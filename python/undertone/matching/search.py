"""From skin, target and a line of inks to ranked recipes that can be poured, or an honest "cannot"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked, taken_options
from undertone._base.arrays import as_bands
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.inks.session_shares import SessionShares
from undertone.matching.report import MatchReport, report_from
from undertone.people.habits import Habits
from undertone.people.hair import Stubble
from undertone.people.skin import Skin

_DEFAULT = _core.MatchOptions()

# Of the treatment, not of one search for the healed colour.
_NOT_MATCHING = ("habits", "later_years", "later_weight", "session_interval_days", "most_density_per_cm2", "zone")


@checked
def match(
    skin: Skin,
    target: npt.ArrayLike,
    line: Line,
    dots: Dots,
    *,
    max_inks: int = _DEFAULT.max_inks,
    illuminants: Mapping[str, float] | Sequence[str] | str = ("D65", "A", "F11"),
    observer: str = _DEFAULT.observer,
    later_years: float = 3.0,
    later_weight: float = 0.5,
    cup_volume_ml: float = _DEFAULT.cup_volume_ml,
    syringe_step_ml: float = _DEFAULT.syringe_step_ml,
    scale_step_g: float = 0.0,
    max_pigment_ml: float = _DEFAULT.max_pigment_ml,
    water_ladder: Sequence[float] | None = None,
    drops_per_ml: float = _DEFAULT.drops_per_ml,
    must_use: Sequence[str] = (),
    never_use: Sequence[str] = (),
    stock_ml: Mapping[str, float] | None = None,
    fixed_pairs: Mapping[tuple[str, str], tuple[int, int]] | None = None,
    max_pigment_mg_per_ml: float = _DEFAULT.max_pigment_mg_per_ml,
    max_blue_shift_b: float = _DEFAULT.max_blue_shift_b,
    today: str | None = None,
    expired_reason: str = "",
    extra_ink_penalty: float = _DEFAULT.extra_ink_penalty,
    pigment_penalty: float = _DEFAULT.pigment_penalty,
    cost_per_ml: Mapping[str, float] | None = None,
    cost_penalty: float = _DEFAULT.cost_penalty,
    viewing_distances_m: Mapping[float, float] | Sequence[float] | float = (0.5, 1.0, 3.0),
    texture_weight: float = _DEFAULT.texture_weight,
    hair: Stubble | None = None,
    robustness: str = _DEFAULT.robustness,
    reading_delta_e: float = _DEFAULT.reading_delta_e,
    skin_delta_e: float = _DEFAULT.skin_delta_e,
    time_budget_s: float | None = 20.0,
    perceptible_delta_e_2000: float = _DEFAULT.perceptible_delta_e_2000,
    acceptable_delta_e_ab: float = _DEFAULT.acceptable_delta_e_ab,
    darker_tolerance_l: float = _DEFAULT.darker_tolerance_l,
    session_shares: SessionShares | Sequence[float] = tuple(_DEFAULT.session_shares),
    session_interval_days: float = 10.0,
    range_probability: float = _DEFAULT.range_probability,
    recipe_count: int = _DEFAULT.recipe_count,
    most_density_per_cm2: float = 310.0,
    zone: str = "",
    audit_recipes: int = _DEFAULT.audit_recipes,
    audit_seed: int = _DEFAULT.audit_seed,
    habits: Habits | None = None,
) -> MatchReport:
    """Search the whole dosing grid for the blends that best match the target.

    Parameters
    ----------
    skin : Skin
    target : (81,)
        Reflectance of the shaved fringe, specular excluded; ``fringe_reflectance`` computes one.
    line, dots
        What may be mixed, and how it is implanted.
    illuminants : names, or mapping of names to weights
        The first is the one that ranges and step effects are given for.
    later_years, later_weight
        The match must still look right then, with this weight beside 1 for the healed colour; 0 leaves it out.
    cup_volume_ml, syringe_step_ml, max_pigment_ml, water_ladder, drops_per_ml
        What can be measured at the chair; ``water_ladder`` holds the N of N:1 on offer. For whole drops, let ``syringe_step_ml`` be
        ``1 / drops_per_ml``.
    scale_step_g
        Above 0 inks and water are weighed, in whole multiples of it: N:1 and the parts of ``fixed_pairs`` are then by weight.
        ``Blend`` is by volume as ever; ``Recipe.cup`` holds the grams.
    must_use, never_use : ink ids
    stock_ml : mapping of ink ids to ml
        What is left; an ink not named is taken to be enough.
    fixed_pairs : mapping of (ink, ink) to (parts, parts)
        Inks that are only ever used together, in this proportion.
    max_pigment_mg_per_ml, max_blue_shift_b
        Most pigment in the cup; how far the healed area's b* may lie below bare skin's under the first illuminant.
    today, expired_reason
        ISO date of the mixing: inks whose lot has expired are left out, unless a reason is given to use them. None takes the date
        of this machine, "" checks nothing and says so.
    extra_ink_penalty, pigment_penalty
        Delta E that each ink after the first, and each mg/ml of pigment, must earn.
    cost_per_ml, cost_penalty
        Price of every ink of the line, in any money (``Recipe.cost`` is then the cup's), and the delta E that each unit of money in
        each ml of the cup must earn; 0 ranks without it.
    viewing_distances_m : metres, or mapping of metres to weights
        From where healed dots and hair are looked at. ``Recipe.texture`` says how unlike they look from each (S-CIELAB), and their
        weighted mean counts beside the area's delta E. Empty: texture is neither judged nor reported.
    texture_weight
        What that mean counts; 0 reports texture and ranks without it.
    hair : Stubble
        How this client's hair stands. None takes hair as it usually stands (``MatchReport.hair_basis`` says so), or the client's own.
    robustness : str
        What counts of the healed colour where retention and depth are unsure: "median" (delta E at their medians), "mean" (over
        nine Gauss-Hermite points), "quantile_80" (over nine equally likely points) or "worst" (at the ends of their 80 % ranges).
    reading_delta_e, skin_delta_e
        Mean delta E to which readings of one spot repeat, and by which skin differs over the area; both widen the ranges.
    time_budget_s
        Stop the search then, with the best so far and ``proof.gap`` for what cannot be ruled out (diagnostic "search_stopped";
        the verdict is "undecided" where nothing acceptable was found yet). Lines of forty inks would take minutes. None sets no limit.
    perceptible_delta_e_2000, acceptable_delta_e_ab
        Thresholds; 0 takes those of the skin's tone.
    darker_tolerance_l
        No recipe may be darker than the target by more than this in L*, under any illuminant.
    session_shares : SessionShares, or sequence of float
        Plain numbers are the shares of the final dots that stand after each session, light first.
    most_density_per_cm2, zone
        Never more dots than this in the sessions that follow; what the card names.
    audit_recipes, audit_seed
        Recipes drawn at random from those left out, on which the proof is audited (``report.proof.audit``); 0 audits none.
    habits : Habits
        Light on the scalp, for the later epoch.

    Returns
    -------
    MatchReport
        A target that cannot be reached is a verdict, not an error.

    Raises
    ------
    DomainError
        (a ValueError) for input that makes no sense.
    """
    given = {name: value for name, value in locals().items() if name not in ("skin", "target", "line", "dots")}
    return match_core(_core.Client("", skin._core, as_bands("target", target), ""), line, dots, given)


def match_core(client: _core.Client, line: Line, dots: Dots, options: Mapping[str, Any]) -> MatchReport:
    """Match with the options of ``match``; those left out have their defaults."""
    treatment = treatment_options(dots, options)
    return report_from(_core.match_client(client, line._core, treatment), line, treatment, client)


def treatment_options(
    dots: Dots,
    options: Mapping[str, Any],
    *,
    draws: int = 0,
    seed: int = 0,
    model: str = "two_rate",
    mixture_given: bool = False,
) -> _core.TreatmentOptions:
    """All options of the treatment plan, from those of ``match``; of a given mixture no rules are named that keep others out."""
    chosen = _with_defaults(options)
    habits = chosen.pop("habits") or Habits()
    own = {name: chosen.pop(name) for name in _NOT_MATCHING if name != "habits"}
    matching = _options_from(chosen)
    matching.mixture_given = mixture_given
    return _core.TreatmentOptions(
        dots=dots._to_core(),
        matching=matching,
        habits=habits._to_core(),
        draws=draws,
        seed=seed,
        model=model,
        **own,
    )


def match_options(options: Mapping[str, Any]) -> _core.MatchOptions:
    """Those of ``match`` that are about the healed colour; the later years' and habits are refused."""
    for name in _NOT_MATCHING:
        if name in options:
            raise DomainError("options", name, "options about the healed colour", "judge later years by a forecast")
    chosen = _with_defaults(options)
    for name in _NOT_MATCHING:
        del chosen[name]
    return _options_from(chosen)


def _with_defaults(options: Mapping[str, Any]) -> dict[str, Any]:
    known = set(match.__kwdefaults__ or {})
    for name in options:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise DomainError("options", name, ", ".join(sorted(known)), f"did you mean {near[0]}?" if near else "")
    return {**(match.__kwdefaults__ or {}), **taken_options(match, options)}


def _options_from(chosen: dict[str, Any]) -> _core.MatchOptions:
    lights = chosen.pop("illuminants")
    if isinstance(lights, str):
        lights = [lights]
    weighted = dict(lights) if isinstance(lights, Mapping) else dict.fromkeys(lights, 1.0)
    core = _core.MatchOptions()
    core.illuminants = [_core.WeightedIlluminant(_core.illuminant_from(name), weight) for name, weight in weighted.items()]
    places = chosen.pop("viewing_distances_m")
    if isinstance(places, (int, float)):
        places = [places]
    distances = list(places.items()) if isinstance(places, Mapping) else [(place, 1.0) for place in places]
    core.viewing_distances_m = [_core.WeightedDistance(distance, weight) for distance, weight in distances]
    chosen["hair"] = chosen["hair"] and chosen["hair"]._to_core()
    if chosen["today"] is None:
        chosen["today"] = date.today().isoformat()
    if isinstance(chosen["session_shares"], SessionShares):
        chosen["session_shares"] = chosen["session_shares"].standing
    for name in ("must_use", "never_use"):
        if isinstance(chosen[name], str):
            chosen[name] = [chosen[name]]
    if chosen["water_ladder"] is None:
        del chosen["water_ladder"]
    chosen["stock_ml"] = dict(chosen["stock_ml"] or {})
    chosen["cost_per_ml"] = dict(chosen["cost_per_ml"] or {})
    chosen["fixed_pairs"] = [_core.FixedPair(*inks, *parts) for inks, parts in (chosen["fixed_pairs"] or {}).items()]
    if (budget := chosen.pop("time_budget_s")) is not None:
        if not 0 < budget <= 1e9:
            raise DomainError("time_budget_s", budget, "above 0, up to 1e9, or None for no limit")
        core.stop_after(budget)
    for name, value in chosen.items():
        setattr(core, name, list(value) if isinstance(value, (tuple, list)) else value)
    return core
