"""How the dots that were set look at a later day: what a follow-up is compared with. Nothing that is still to come counts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import value_tuple
from undertone.colorimetry import viewing
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.learning.healing import HealingBelief
from undertone.learning.standing import SessionDots
from undertone.people.habits import Habits
from undertone.readings.scale import ReadingScale

_NORMAL_80 = NormalDist().inv_cdf(0.9)


@value_tuple
class ExpectedReading(NamedTuple):
    """A colour (3,) on a scale, and 10, 50 and 90 % of its L* with one reading's own scatter."""

    lab: npt.NDArray[np.float64]
    l: tuple[float, float, float]


@checked
def forecast_done(
    belief: HealingBelief,
    standing: Sequence[SessionDots],
    session_days: Sequence[float],
    day: float,
    scale: ReadingScale,
    repeat_delta_e: float = 1.0,
    draws: int = 200,
) -> ExpectedReading:
    """What the fade's priors say of these dots on a day; healing and skin are as believed.

    Parameters
    ----------
    session_days : sequence of float
        When each session was, ascending; those of one day are taken a day apart.
    day : float
        Not before the last session.
    repeat_delta_e : float
        As for ``HealedReading``.

    Raises
    ------
    DomainError
    """
    if not standing or len(standing) != len(session_days):
        raise DomainError("session_days", f"{len(session_days)} of {len(standing)} sessions", "one for each, at least one")
    if not session_days[-1] <= day:
        raise DomainError("day", day, f"{session_days[-1]} or later: the day of the last session")
    last, line = standing[-1], standing[-1].blend.line
    finish = sum(one.density_per_cm2 for one in standing)
    dots = belief.dots(Dots(last.diameter_mm, finish, last.top_mm, last.bottom_mm))
    skin, eye = belief.skin, viewing(scale.illuminant, scale.observer)
    times: list[float] = []
    for at in session_days:
        times.append(max(at - session_days[0], times[-1] + 1) if times else 0.0)
    sessions = [
        _core.Session(at, _core.mix(line._core, one.blend._core).mg_per_ml, share, share)
        for at, one in zip(times, standing, strict=True)
        for share in [one.density_per_cm2 / finish]
    ]
    plan = _core.FadePlan(sessions, Habits()._to_core(), _core.light_transmission(skin._core, dots._to_core()))
    when = [max(day - session_days[0], times[-1])]
    report = _core.simulate_fade(
        line._core, dots._to_core(), plan, when, "two_rate", draws=draws, seed=0, rtol=1e-6, threads=0
    )
    bare = skin.lab(scale.illuminant, scale.observer)
    (row,) = _core.forecast(skin._core, line._core, report, bare, eye, 0).rows
    lab = scale.lab(row.appearance.area)
    shift = float(lab[0]) - row.area.l.nominal
    scatter = _NORMAL_80 * repeat_delta_e / 1.596  # a mean distance in standard deviations, as in predicted_lightness
    low, middle, high = (getattr(row.area.l, name) + shift for name in ("q10", "q50", "q90"))
    return ExpectedReading(
        lab, (middle - float(np.hypot(middle - low, scatter)), middle, middle + float(np.hypot(high - middle, scatter)))
    )
