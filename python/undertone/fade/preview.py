"""A forecast while a finger drags: the ranges of ``simulate_fade``, in a tenth of its time once the first is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone.errors import DomainError, NumericalError
from undertone.fade.models import FadeModel
from undertone.fade.plan import FadePlan
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance

_HEALED_YEARS = _core.healed_after_days / 365.25


@dataclass(frozen=True, eq=False)
class FadeGlimpse(Value):
    """What a preview shows at T times: reflectances (T, 81) at the priors' medians, and of N draws (N, T, 81)."""

    years: FloatArray
    area: Reflectance
    draws: Reflectance
    diameter_mm: FloatArray
    failed_draws: int


class FadePreview:
    """Quick forecasts of mixtures of the same inks in one skin, for sliders of dilution, dots and years.

    Sixteen bands are computed in full; the others follow from spectra of these inks in this skin, kept from the first forecast. Colours
    are within CIEDE2000 0.1 of ``simulate_fade``, whose draws these are. Threads may share one.

    Parameters
    ----------
    skin : Skin
    plan : FadePlan
        The inks and the dots to begin with.
    """

    @checked
    def __init__(self, skin: Skin, plan: FadePlan, model: str = "two_rate") -> None:
        self._skin, self._model_name = skin, model
        self._inks = frozenset(plan.blend.parts)
        self._line = plan.blend.line
        dilutions = sorted({0.0, 2.0, 8.0, 30.0, plan.blend.water_parts})
        seen = []
        for water in dilutions:
            blend = type(plan.blend)(plan.blend.parts, water, line=plan.blend.line)
            made = FadeModel(skin, replace(plan, blend=blend), model)
            values = np.vstack([made.medians, made.draw(3, 1)])
            run = made.simulate_many(values, years=[_HEALED_YEARS, 2.0, 10.0])
            seen.append(run.seen[run.ok].reshape(-1, run.seen.shape[-1]))
        rows = np.ascontiguousarray(np.vstack(seen))
        rows = np.ascontiguousarray(rows[rows[:, -4] > 0])
        if not len(rows):
            raise NumericalError("no dots are left to look at", str(plan.blend))
        self._optics = _core.ReducedAppearance(skin._core, self._line._core, rows, plan.dots._to_core(), 0)
        self._lock = Lock()

    @checked
    def look(self, plan: FadePlan, years: npt.ArrayLike, draws: int = 50, seed: int = 0) -> FadeGlimpse:
        """The area at these years after the last session, at the medians and for the draws.

        Raises
        ------
        DomainError
            Other inks than those begun with, more than 1000 draws.
        NumericalError
            Where the medians' own trajectory fails.
        """
        in_range("draws", draws, 0, 1000)
        if frozenset(plan.blend.parts) - self._inks or plan.blend.line != self._line:
            raise DomainError(
                "plan.blend", str(plan.blend), "mixtures of " + ", ".join(sorted(self._inks)), "begin another preview"
            )
        made = FadeModel(self._skin, plan, self._model_name)
        run = made.simulate_many(np.vstack([made.medians, made.draw(draws, seed)]), years=years)
        if not run.ok[0]:
            raise NumericalError("the plan could not be followed at the priors' medians", run.status[0])
        good = run.seen[run.ok]
        flat: Any = np.ascontiguousarray(good.reshape(-1, good.shape[-1]))
        spectra = np.tile(np.asarray(self._skin.reflectance), (len(flat), 1))
        with_dots = flat[:, -4] > 0
        if with_dots.any():
            with self._lock:
                spectra[with_dots] = self._optics.spectra(
                    np.ascontiguousarray(flat[with_dots]), plan.dots._to_core(), False, 0
                )
        shown = spectra.reshape(*good.shape[:-1], -1)
        # An even disc as wide as a blurred dot has 16 times its variance as its squared width.
        width = np.sqrt(np.maximum(plan.dots.diameter_mm**2, 16 * good[0, :, -3]))
        return FadeGlimpse(
            np.atleast_1d(np.asarray(years, dtype=np.float64)),
            shown[0].view(Reflectance),
            shown[1:].view(Reflectance),
            width,
            int((~run.ok).sum()),
        )
