"""When to touch up, and with how much."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_color
from undertone._base.values import Value
from undertone.colorimetry import delta_e_2000, viewing
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError, NumericalError
from undertone.fade._times import DAYS_PER_YEAR
from undertone.fade.models import FadeModel
from undertone.fade.plan import FadePlan, TouchUp
from undertone.people.skin import Skin


@dataclass(frozen=True, eq=False)
class TouchUpAdvice(Value):
    """Attributes
    ----------
    years : float or None
        After the last session, when the chance first passes the limit; None where it does not within the horizon.
    grid_years, chance : (T,)
        Chance that the area is further from its healed look (or the target) than the tolerance.
    plan : FadePlan or None
        The plan with that touch-up, of a share that brings the area back to its healed lightness and not below.
    share : float
        Of the dots that get ink again.
    lightness_before, lightness_after, lightness_healed : float
        L* at the medians, right before the touch-up, and healed after it and after the treatment.
    overlap_before, overlap_after : float
        Share of a dot's pigment beyond half the way to its neighbours, now and five years after the touch-up: dots that merge.
    """

    years: float | None
    grid_years: FloatArray
    chance: FloatArray
    plan: FadePlan | None
    share: float
    lightness_before: float
    lightness_after: float
    lightness_healed: float
    overlap_before: float
    overlap_after: float
    diagnostics: tuple[Diagnostic, ...]

    def __repr__(self) -> str:
        if self.years is None:
            return f"<TouchUpAdvice: not within {self.grid_years[-1]:g} years>"
        return f"<TouchUpAdvice: {self.years:.1f} years after the last session, {self.share:.0%} of the dots>"


@checked
def overlap(seen: FloatArray, plan: FadePlan) -> FloatArray:
    """Share of a dot's pigment beyond half the way to its neighbours, for rows of what a model sees."""
    if seen.ndim < 1 or seen.shape[-1] < 4:
        raise DomainError("seen.shape", seen.shape, "(..., K): what a fade model sees")
    half_pitch = 0.5 * plan.dots.pitch_mm
    variance = seen[..., -3]
    blurred = variance > plan.dots.diameter_mm**2 / 16
    return np.where(blurred, np.exp(-0.5 * half_pitch**2 / np.maximum(variance, 1e-12)), 0.0)


@checked
def plan_touch_up(
    skin: Skin,
    plan: FadePlan,
    *,
    tolerance_delta_e: float = 1.8,
    chance: float = 0.5,
    target: FloatArray | None = None,
    horizon_years: float = 10.0,
    draws: int = 200,
    seed: int = 0,
    model: str = "two_rate",
    illuminant: str = "D65",
) -> TouchUpAdvice:
    """The earliest time at which the chance of being off by more than ``tolerance_delta_e`` (CIEDE2000) passes ``chance``.

    ``target`` is a Lab colour; by default each draw's own healed look. A touch-up adds to what is left in the skin.
    """
    if not 0 < chance < 1:
        raise DomainError("chance", chance, "between 0 and 1")
    if not 0 < tolerance_delta_e <= 1000:
        raise DomainError(
            "tolerance_delta_e", tolerance_delta_e, "more than 0, up to 1000", "0.6-1.8 is where people begin to see"
        )
    if not 0.5 <= horizon_years <= 50:
        raise DomainError("horizon_years", horizon_years, "0.5 to 50")
    if not 20 <= draws <= 100_000:
        raise DomainError("draws", draws, "20 to 100000", "a chance from a few draws means nothing")
    made = FadeModel(skin, plan, model)
    eye = viewing(illuminant, "1931_2deg")
    healed_years = _core.healed_after_days / DAYS_PER_YEAR
    grid = np.concatenate([[healed_years], np.arange(0.25, horizon_years + 1e-9, 0.25)])
    times = plan.last_session_days + grid * DAYS_PER_YEAR
    run = made.simulate_many(np.vstack([made.medians, made.draw(draws, seed)]), times)
    good = run.ok
    if not good[0]:
        raise DomainError("plan", run.status[0], "one the model can follow at its priors' medians")
    if not good[1:].any():
        raise NumericalError(
            f"all {draws} draws failed, so there is no chance to speak of", ", ".join(sorted({*run.status[1:]}))
        )
    seen = run.seen[good]
    dots = plan.dots._to_core()
    optics = _core.ReducedAppearance(skin._core, made._line, seen.reshape(-1, seen.shape[-1]), dots, 0)

    def labs_of(rows: FloatArray) -> FloatArray:
        flat = np.ascontiguousarray(rows.reshape(-1, rows.shape[-1]))
        return eye.lab(optics.spectra(flat, dots, False, 0)).reshape(*rows.shape[:-1], 3)

    labs = labs_of(seen)
    reference = labs[:, :1] if target is None else np.broadcast_to(as_color("target", target), labs[:, :1].shape)
    off = delta_e_2000(labs, np.broadcast_to(reference, labs.shape))
    exceeds = (off[1:] > tolerance_delta_e).mean(axis=0)
    diagnostics = []
    if not good.all():
        diagnostics.append(
            Diagnostic(
                "warning",
                "draws_failed",
                f"{int((~good).sum())} of {draws} draws failed; chances come from the other {int(good[1:].sum())}.",
            )
        )
    passed = np.flatnonzero((exceeds >= chance) & (grid > healed_years))
    healed_l = float(labs[0, 0, 0])
    if not passed.size:
        nan = float("nan")
        return TouchUpAdvice(None, grid, exceeds, None, 0.0, nan, nan, healed_l, nan, nan, tuple(diagnostics))
    at = int(passed[0])
    day = float(times[at])

    def touched(share: float) -> tuple[FadePlan, FloatArray]:
        longer = replace(plan, touch_ups=(*plan.touch_ups, TouchUp(day, share)))
        after = FadeModel(skin, longer, model)
        moments = [day + _core.healed_after_days, day + 5 * DAYS_PER_YEAR]
        followed = after.simulate_many(after.medians, moments)
        if not followed.ok[0]:
            raise NumericalError("the touch-up could not be followed at the priors' medians", followed.status[0])
        return longer, followed.seen[0]

    low, high = 0.0, 1.0
    for _ in range(12):
        middle = 0.5 * (low + high)
        darker = labs_of(touched(middle)[1][:1])[0, 0] < healed_l
        low, high = (low, middle) if darker else (middle, high)
    share = low if low > 0.02 else high
    longer, shown = touched(share)
    merged = overlap(shown, plan)
    if merged[1] > 0.05:
        diagnostics.append(
            Diagnostic(
                "warning",
                "dots_overlap",
                f"Five years after the touch-up {merged[1]:.0%} of each dot's pigment lies nearer to a neighbour: dots merge.",
            )
        )
    return TouchUpAdvice(
        float(grid[at]),
        grid,
        exceeds,
        longer,
        share,
        float(labs[0, at, 0]),
        float(labs_of(shown[:1])[0, 0]),
        healed_l,
        float(overlap(seen[0, at], plan)),
        float(merged[1]),
        tuple(diagnostics),
    )
