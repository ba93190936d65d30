"""Readings of a healed area as what the loop learns from, on the scale of the instrument that took them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np

from undertone._base.arguments import checked
from undertone.learning.healing import HealedReading
from undertone.learning.standing import SessionDots
from undertone.readings._photo_reading import photo_uncertainty
from undertone.readings.measurements import Measurement, average_readings, readings_of_one_geometry
from undertone.readings.scale import ReadingScale

BEST_REPEAT_DELTA_E = 0.5
"""Readings show how well they repeat, but hardly below what the best skin scans reach."""


@checked
def healed_reading(
    readings: Iterable[Measurement], scale: ReadingScale, standing: Sequence[SessionDots] = (), *, name: str = ""
) -> HealedReading:
    """The mean of readings of one healed area.

    Parameters
    ----------
    readings : iterable of Measurement
    scale : ReadingScale
        Of the client's instrument: what the readings do not say is inherited from it.
    standing : sequence of SessionDots
        All that stood in the skin; ``plan_session`` fills it in.

    The surface reflection is taken off where the readings hold it, and three readings or more say themselves how well they repeat, as
    for the files of a sessions.toml. A photograph's colour is trusted no further than its card.

    Raises
    ------
    DomainError
        No readings, or readings that cannot be averaged.
    """
    own, _ = readings_of_one_geometry(readings, scale.geometry)
    repeated = average_readings(own)
    mean, count = repeated.mean, repeated.count
    found = ReadingScale(
        mean.geometry or scale.geometry,
        scale.illuminant if "illuminant" in mean.assumed or not mean.illuminant else mean.illuminant,
        scale.observer if "observer" in mean.assumed or not mean.observer else mean.observer,
        scale.instrument,
    )
    repeat = 1.0
    if count >= 3 and repeated.spread_delta_e:
        # Distance from their own mean falls short of the distance from the truth.
        repeat = max(BEST_REPEAT_DELTA_E, repeated.spread_delta_e * sqrt(count / (count - 1)))
    repeat = max(repeat, photo_uncertainty(own) or 0.0)
    spectrum = lab = None
    if mean.lab_only:
        lab = mean.lab
    else:
        grid = mean.on_grid()
        spectrum = np.where(grid.measured, np.asarray(grid.values) - found.surface, np.nan)
    return HealedReading(
        standing, reflectance=spectrum, lab=lab, readings=count, repeat_delta_e=repeat, scale=found, name=name
    )
