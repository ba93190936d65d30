"""The two-rate model as SBML; the same equations as the engine's ``two_rate.hpp``, which says what they mean."""

from __future__ import annotations

from undertone._base.arrays import FloatArray
from undertone.fade.exchange._common_equations import CommonEquations
from undertone.fade.exchange._sbml_document import SbmlDocument
from undertone.fade.models import FadeModel


def write_two_rate(out: SbmlDocument, model: FadeModel, values: FloatArray) -> CommonEquations:
    """Add all of the model to an empty document."""
    common = CommonEquations(out, model, values)
    common.pools(("fast", "held", "lost_healing", "cleared", "photo_degraded"), in_skin=2)
    out.derived("variance_growth", "mm2_per_day", "2 * diffusion / days_per_year", "variance of a dot that diffusion adds")
    out.derived(
        "implanted_variance", "mm2",
        "healed_variance + wound_spread_variance * (exp(-spread_rate * healed_after) - 1) - variance_growth * healed_after",
        "variance of a dot just implanted",
    )  # fmt: skip
    out.derived("fast_left", "dimensionless", "exp(-healing_rate * healed_after)", "share of the fast pool left when healed")
    for id, name in zip(common.ids, common.colorants, strict=True):
        factor = common.medians[f"clearance_factor[{name}]"]
        out.parameter(f"usual_clearance_factor__{id}", factor, "dimensionless", f"prior median of clearance_factor[{name}]")
        clearing = f"exp(-clearance_rate / days_per_year * healed_after * usual_clearance_factor__{id})"
        out.derived(f"held_left__{id}", "dimensionless", clearing, "share of the held pool left when healed")
        held = f"(kept_share - fast_left) / (held_left__{id} - fast_left)"
        out.derived(f"held_share__{id}", "dimensionless", held, f"share of {name} held from the start")
        fast = f"(1 - held_share__{id}) * fast_left"
        healed = f"{fast} / ({fast} + held_share__{id} * held_left__{id})"
        out.derived(f"healed_fast__{id}", "dimensionless", healed, f"share of {name} in the skin that is fast when healed")
        rate = f"clearance_rate * clearance_factor__{id} / days_per_year"
        out.derived(f"clearance__{id}", "per_day", rate, f"clearance of {name}")
        out.reaction(f"healing__{id}", f"fast__{id}", f"lost_healing__{id}", f"healing_rate * fast__{id}")
        out.reaction(f"clearing__{id}", f"held__{id}", f"cleared__{id}", f"clearance__{id} * held__{id}")
    common.photolysis(("fast", "held"))

    growing = "spread_rate * spread_to_come_mm2 + variance_growth"
    out.state("dots_placed_share", "dimensionless", "0 per_day", "dots_placed_share")
    variance = f"piecewise({growing}, dots_placed_share > 0, 0 mm2_per_day)"  # no dots, nothing spreads
    out.state("dot_variance_mm2", "mm2", variance, "dot_variance_mm2")
    out.state("spread_to_come_mm2", "mm2", "-spread_rate * spread_to_come_mm2", "spread_to_come_mm2")
    out.state("uv_dose_kJ_per_m2", "kJ_per_m2", "dose_rate * light", "uv_dose_kJ_per_m2")
    common.give(lambda session, id, first, inks: _impulse(common, id, first, inks))

    when_healed, when_fresh = (
        common.total("healed_fast__{0} * pigment__{0}"),
        common.total("(1 - held_share__{0}) * pigment__{0}"),
    )
    risen = f"(({common.total('fast__{}')}) - ({when_healed})) / (({when_fresh}) - ({when_healed}))"
    top = f"depth * healed_top - piecewise(fresh_rise * max(0, min(1, {risen})), pigment > 0 mg, 0 mm)"
    common.shown(top, "depth * healed_bottom")
    return common


def _impulse(common: CommonEquations, id: str, first: bool, inks: bool) -> dict[str, str]:
    changes = {"dots_placed_share": f"dots_placed_share + {id}_new_share"}
    for colorant in common.ids:
        added = f"given_share * {id}_deposit__{colorant}"
        changes[f"fast__{colorant}"] = f"fast__{colorant} + (1 - held_share__{colorant}) * {added}"
        changes[f"held__{colorant}"] = f"held__{colorant} + held_share__{colorant} * {added}"
    new = {"dot_variance_mm2": "implanted_variance", "spread_to_come_mm2": "wound_spread_variance"}
    if first:
        return changes | new
    if not inks:
        return changes
    # Width is an average over the pigment, so old and new mix by mass.
    fresh = f"given_share * ({common.total(id + '_deposit__{}')})"
    mixed = {state: f"{state} + {fresh} / (pigment + {fresh}) * ({value} - {state})" for state, value in new.items()}
    return changes | mixed
