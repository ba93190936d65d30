"""The mechanistic model as SBML; the same equations as the engine's ``mechanistic.hpp``, which says what they mean.

What the engine works out once by healing nominal dots is asked of the compiled model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertone import _core
from undertone._base.arrays import FloatArray
from undertone.fade.exchange._common_equations import CommonEquations
from undertone.fade.exchange._sbml_document import POOLS, SbmlDocument
from undertone.fade.models import FadeModel

POOLS_IN_SKIN = ("epidermal", "mobile", "held", "fibroblast")


@dataclass(frozen=True)
class NominalHealing:
    """Constants of the treatment, whatever the parameters' values."""

    dermal_share: float
    """Of what is implanted, the share that starts in the dermis."""
    more_given: FloatArray
    """Per colorant, implanted over what a colorant of clearance factor 1 needs."""
    hops: float
    """Of pigment until healed; times the hop's variance it is the spread by hopping."""
    surface_share: float
    """Of the pigment in the skin, the share in the epidermis when healed."""


def nominal_healing(model: FadeModel) -> NominalHealing:
    """From an impulse on bare skin, and from how far fresh dots reach up."""
    at = dict(zip(model.state_names, range(model.n_states), strict=True))
    dots, colorants = model.plan.dots, [one.id for one in model.plan.blend.line.colorants]
    values = model.medians
    for name, value in (("hop_length", 1.0), ("wound_spread", 0.0), ("retention", dots.kept_share)):
        values[model.index_of(name)] = value
    if dots.top_mm > 0:
        values[model.index_of("depth")] = 1.0 / dots.top_mm  # a top of 1 mm, far below the epidermis
    core = model.at(values)
    whole = _core.Session(time_days=0.0, mg_per_ml=np.ones(len(colorants)), inked_share=1.0, new_share=1.0)
    y = core.apply(whole, model.initial_state)
    epidermal = np.array([y[at[f"epidermal[{id}]_mg_per_ml"]] for id in colorants])
    mobile = np.array([y[at[f"mobile[{id}]_mg_per_ml"]] for id in colorants])
    given = epidermal + mobile
    dermal_share = float(mobile.sum() / given.sum())
    hops = dots.diameter_mm**2 / 16 - float(y[at["dot_variance_mm2"]])
    # How far up dots reach whose pigment lies as just implanted, over that of dots with all of it at the surface.
    y[at["depth_mean_mm"]], y[at["depth_variance_mm2"]] = 5.0, 0.0
    surface = y.copy()
    for id in colorants:
        surface[at[f"epidermal[{id}]_mg_per_ml"]] += surface[at[f"mobile[{id}]_mg_per_ml"]]
        surface[at[f"mobile[{id}]_mg_per_ml"]] = 0.0
    top = model.seen_names.index("top_mm")
    rise, most = 5.0 - float(core.see(y)[top]), 5.0 - float(core.see(surface)[top])
    # Dots that begin at the surface of the skin rise no further, so that the share does not matter.
    surface_share = (1 - dermal_share) - rise / most * (1 - dermal_share + 1e-12) if most > 0 else 0.0
    return NominalHealing(dermal_share, given, hops, surface_share)


def write_mechanistic(out: SbmlDocument, model: FadeModel, values: FloatArray) -> CommonEquations:
    """Add all of the model to an empty document."""
    common = CommonEquations(out, model, values)
    common.pools((*POOLS_IN_SKIN, "cleared", "photo_degraded"), in_skin=4)
    healing = nominal_healing(model)
    out.parameter(
        "dermal_share", healing.dermal_share, "dimensionless", "share of what is implanted that starts in the dermis"
    )
    out.parameter("hops_until_healed", healing.hops, "dimensionless", "hops of pigment until healed")
    out.parameter("healed_surface", healing.surface_share, "dimensionless", "share in the epidermis when healed")
    for id, name, more in zip(common.ids, common.colorants, healing.more_given.tolist(), strict=True):
        out.parameter(f"more_given__{id}", more, "dimensionless", f"{name} implanted over what clearance factor 1 needs")
    out.derived("hop_variance", "mm2", "hop_length^2", "lateral variance of one hop")
    out.derived(
        "implanted_variance", "mm2",
        "healed_variance + wound_spread_variance * (exp(-spread_rate * healed_after) - 1) - hop_variance * hops_until_healed",
        "variance of a dot just implanted",
    )  # fmt: skip
    out.derived("implanted_depth", "mm", "depth * (healed_top + healed_bottom) / 2", "mean depth of what is implanted")
    out.derived("implanted_depth_variance", "mm2", "healed_length^2 / 12", "variance of depth of what is implanted")
    _rates(out)
    _flows(common)
    _shared_states(common)
    common.give(lambda session, id, first, inks: _impulse(common, id, session.inked_share, first, inks))

    half = "sqrt(3 * depth_variance_mm2)"
    surface = f"({common.total('epidermal__{}')}) / pigment"
    risen = f"max(0, min(1, ({surface} - healed_surface) / (1 - dermal_share + 1e-12)))"
    rise = f"piecewise(fresh_rise * {risen}, pigment > 0 mg, 0 mm)"
    placed = "dots_placed_share > 0"
    common.shown(
        f"piecewise(max(0 mm, depth_mean_mm - {half} - {rise}), {placed}, depth * healed_top)",
        f"piecewise(depth_mean_mm + {half}, {placed}, depth * healed_bottom)",
    )
    return common


def _rates(out: SbmlDocument) -> None:
    out.derived(
        "release_rate", "per_day", "piecewise(1 / macrophage_lifetime, macrophage_lifetime > 0 day, 0 per_day)",
        "macrophages die and set pigment free",
    )  # fmt: skip
    out.derived(
        "per_capacity",
        "ml_per_mg",
        "piecewise(1 / capacity, capacity > 0 mg_per_ml, 0 ml_per_mg)",
        "capacity used by pigment",
    )
    out.derived("give_back_rate", "per_day", "fibroblast_release / days_per_year", "fibroblasts give back")


def _flows(common: CommonEquations) -> None:
    out = common.out
    common.photolysis(POOLS_IN_SKIN)
    for id in common.ids:
        epidermal, mobile, held, fibroblast, cleared = (
            f"{pool}__{id}" for pool in ("epidermal", "mobile", "held", "fibroblast", "cleared")
        )
        for name, source, product, law in (
            ("expulsion", mobile, epidermal, f"expulsion_rate * wound * {mobile}"),
            ("shedding", epidermal, cleared, f"shedding_rate * {epidermal}"),
            ("capture", mobile, held, f"capture_rate * (1 + capacity_excess) * {mobile}"),
            ("drain", mobile, cleared, f"drain_rate * (1 + wound_drain * wound) * clearance_factor__{id} * {mobile}"),
            ("uptake", mobile, fibroblast, f"fibroblast_uptake * {mobile}"),
            ("release", held, mobile, f"release_rate * {held}"),
            ("give_back", fibroblast, mobile, f"give_back_rate * {fibroblast}"),
        ):
            out.reaction(f"{name}__{id}", source, product, law)


def _shared_states(common: CommonEquations) -> None:
    out = common.out
    filling = common.total(
        "capture_rate * (1 + capacity_excess) * mobile__{0} - release_rate * held__{0} - photolysis_rate__{0} * held__{0}"
    )
    hopping = f"hop_variance * release_rate * ({common.total('held__{}')}) / pigment"
    out.derived(
        "hopping", "mm2_per_day", f"piecewise({hopping}, (dots_placed_share > 0) && (pigment > 0 mg), 0 mm2_per_day)",
        "variance that captures add",
    )  # fmt: skip
    out.state("dots_placed_share", "dimensionless", "0 per_day", "dots_placed_share")
    out.state("wound", "dimensionless", "-wound_healing_rate * wound", "wound")
    recruiting = "recruitment_rate * (recruitment_gain * wound - capacity_excess)"
    full = f"per_capacity * ({filling}) / {POOLS}"
    out.state("capacity_excess", "dimensionless", f"{recruiting} - {full}", "capacity_excess")
    out.state("dot_variance_mm2", "mm2", "spread_rate * spread_to_come_mm2 + hopping", "dot_variance_mm2")
    out.state("spread_to_come_mm2", "mm2", "-spread_rate * spread_to_come_mm2", "spread_to_come_mm2")
    sinking = "piecewise(settling / days_per_year, dots_placed_share > 0, 0 mm_per_day)"
    out.state("depth_mean_mm", "mm", sinking, "depth_mean_mm")
    out.state("depth_variance_mm2", "mm2", "hopping", "depth_variance_mm2")
    out.state("uv_dose_kJ_per_m2", "kJ_per_m2", "dose_rate * light", "uv_dose_kJ_per_m2")


def _impulse(common: CommonEquations, id: str, inked_share: float, first: bool, inks: bool) -> dict[str, str]:
    common.out.parameter(f"{id}_inked_share", inked_share, "dimensionless", "share of the dots inked, and wounded")
    changes = {
        "dots_placed_share": f"dots_placed_share + {id}_new_share",
        "wound": f"wound + {id}_inked_share * (1 - wound)",
    }
    for colorant in common.ids:
        added = f"given_share * more_given__{colorant} * {id}_deposit__{colorant}"
        changes[f"epidermal__{colorant}"] = f"epidermal__{colorant} + (1 - dermal_share) * {added}"
        changes[f"mobile__{colorant}"] = f"mobile__{colorant} + dermal_share * {added}"
    new = {
        "dot_variance_mm2": "implanted_variance",
        "spread_to_come_mm2": "wound_spread_variance",
        "depth_mean_mm": "implanted_depth",
        "depth_variance_mm2": "implanted_depth_variance",
    }
    if first:
        return changes | new
    if not inks:
        return changes
    # Width and depth are averages over the pigment, so old and new mix by mass.
    fresh = "given_share * (" + common.total("more_given__{0} * " + id + "_deposit__{0}") + ")"
    share = f"({fresh} / (pigment + {fresh}))"
    mixed = {state: f"{state} + {share} * ({value} - {state})" for state, value in new.items()}
    mixed["depth_variance_mm2"] += f" + {share} * (1 - {share}) * (implanted_depth - depth_mean_mm)^2"
    return changes | mixed
