"""A mixture chosen by hand, judged as the plan of a client: the same card, with the same rules and ranges as a recommended one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import Ink, Line
from undertone.matching.recipe import Recipe
from undertone.matching.report import MatchReport, report_from
from undertone.matching.search import treatment_options
from undertone.people.client import Client

_DEFAULT = _core.MatchOptions()
_MOST_STEPS = 100  # of ink in a cup: the search's own limit
_CHOSEN = ("must_use", "never_use", "water_ladder", "fixed_pairs", "max_inks", "max_pigment_ml", "scale_step_g", "stock_ml")


@checked
def match_own_mixture(client: Client, blend: Blend, dots: Dots, **options: Any) -> MatchReport:
    """Judge this mixture for a client, as ``match_client`` judges what it recommends.

    The search is held to the mixture: ``recipes[0]`` is it where it is acceptable, else ``nearest[0]``. Where its parts do not fall on
    the syringe's steps within the cup, finer steps are taken and ``recipe.cup`` is what comes nearest to the cup asked for.

    Parameters
    ----------
    blend : Blend
    options
        As for ``match``, but for those that choose inks and dilution.

    Raises
    ------
    DomainError
        An ink of less than a hundredth of the whole, options that choose inks.
    """
    for name in _CHOSEN:
        if name in options:
            raise DomainError("options", name, "options that choose neither inks nor dilution", "the mixture is given")
    inks = list(blend.parts)
    ratio = whole_parts(blend)
    step = float(options.get("syringe_step_ml", _DEFAULT.syringe_step_ml))
    cup = float(options.get("cup_volume_ml", _DEFAULT.cup_volume_ml))
    water = Fraction(blend.water_parts).limit_denominator(max(1, _MOST_STEPS // sum(ratio)))
    smallest = sum(ratio) * water.denominator * (1 + float(water))  # in steps: the least cup with all in whole steps
    step /= max(1, ceil(step * smallest / cup - 1e-9))
    pigment = (
        sum(ratio) * water.denominator * int(cup / (smallest * step) + 1e-9)
    )  # in steps, of the largest cup that there is room for
    held: dict[str, Any] = {
        "must_use": inks,
        "never_use": [ink for ink in blend.line if ink not in inks],
        "water_ladder": [float(water)],
        "max_inks": len(inks),
        "max_pigment_ml": min(pigment, _MOST_STEPS) * step,
        "syringe_step_ml": step,
        "fixed_pairs": {
            (inks[i], inks[i + 1]): (ratio[i] // gcd(ratio[i], ratio[i + 1]), ratio[i + 1] // gcd(ratio[i], ratio[i + 1]))
            for i in range(len(inks) - 1)
        },
    }
    treatment = treatment_options(dots, {**options, **held}, mixture_given=True)
    return report_from(_core.match_client(client._core, blend.line._core, treatment), blend.line, treatment, client._core)


def whole_parts(blend: Blend) -> tuple[int, ...]:
    """The parts of the inks as the smallest whole numbers; to a hundredth of the whole, beyond which nobody sees a difference."""
    total = sum(blend.parts.values())
    parts = [Fraction(amount / total).limit_denominator(_MOST_STEPS) for amount in blend.parts.values()]
    scale = lcm(*(part.denominator for part in parts))
    if scale > _MOST_STEPS:  # as 1:1:1 of slightly uneven parts
        scale = _MOST_STEPS
    whole = [round(part * scale) for part in parts]
    if not all(whole):
        raise DomainError(
            "blend.parts",
            str(blend),
            "inks of at least a hundredth of the whole",
            "leave out the ink of which there is less",
        )
    least = gcd(*whole)
    return tuple(one // least for one in whole)


@dataclass(frozen=True, eq=False)
class HealedOutlook(Value):
    """What a mixture heals to. ``recipe`` has its colours, ranges and, if asked for, its texture; the thresholds are of the skin's tone."""

    recipe: Recipe
    perceptible_delta_e_2000: float
    acceptable_delta_e_ab: float


@checked
def healed_outlook(
    client: Client,
    blend: Blend,
    dots: Dots,
    *,
    illuminant: str = "D65",
    texture: bool = False,
    reading_delta_e: float = _DEFAULT.reading_delta_e,
) -> HealedOutlook:
    """What a mixture heals to and how sure that is, without a search: the colours of its card, and its ranges to 0.4, in some 15 ms.

    ``texture`` adds how dots look beside hair, which takes longer; ``reading_delta_e`` is as for ``match``.
    """
    ink = Ink("mixture", blend.mg_per_ml, name="mixture", density_g_per_ml=blend.density_g_per_ml)  # as it is in the cup
    line = Line(inks=[ink], colorants=blend.line.colorants)
    options: dict[str, Any] = {
        "illuminants": [illuminant],
        "water_ladder": [0.0],
        "cup_volume_ml": 1.0,
        "max_pigment_ml": 1.0,
        "syringe_step_ml": 1.0,
        "today": "",
        "darker_tolerance_l": 100.0,
        "max_blue_shift_b": 100.0,
        "max_pigment_mg_per_ml": 1e4,
        "recipe_count": 1,
        "audit_recipes": 0,
        "reading_delta_e": reading_delta_e,
    }
    if not texture:
        options["viewing_distances_m"] = ()
    core = _core.match_client(
        client._core, line._core, treatment_options(dots, options, mixture_given=True)
    )  # without the card, which takes longer
    recipe = Recipe._from_core((core.recipes or core.nearest)[0], {"line": line})
    return HealedOutlook(replace(recipe, blend=blend), core.perceptible_delta_e_2000, core.acceptable_delta_e_ab)
