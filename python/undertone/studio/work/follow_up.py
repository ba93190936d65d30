"""Healed readings of later days, a year on or three: each beside what the forecast said of that day before it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

import undertone
from undertone.learning.healed_readings import healed_reading
from undertone.planning.client_sessions import _prior
from undertone.planning.done_forecast import ExpectedReading, forecast_done
from undertone.studio.work import treatments
from undertone.studio.work.cache import Cache
from undertone.studio.work.plan import Asked
from undertone.studio.work.readings import parsed_of
from undertone.studio.work.records import KeptClient, KeptReading, Records

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class FollowUp:
    """One reading: what was expected of it, and what was read, both on its instrument's scale."""

    on: date
    years_after: float
    expected: ExpectedReading
    read: tuple[float, float, float]

    @property
    def inside(self) -> bool:
        low, _, high = self.expected.l
        return low <= self.read[0] <= high


_FOUND: Cache[tuple[FollowUp, ...]] = Cache(200)


def follow_ups_of(records: Records, kept: KeptClient, zone: str, asked: Asked) -> tuple[FollowUp, ...]:
    """Those of a zone that came after a session, oldest first.

    Raises
    ------
    undertone.Error
        The readings or inks cannot be used any more.
    """
    own = sorted((one for one in kept.sessions if one.zone == zone), key=lambda one: one.done_on)
    first = own[0].done_on if own else "9999"
    later = [one for one in kept.follow_ups if one.zone == zone and one.taken_on is not None and one.taken_on >= first]
    if not later:
        return ()
    scale = asked.client.scale
    key = (kept.id, zone, repr(own), repr([(one.id, one.taken_on, one.said) for one in later]), repr(asked.dots), scale.text)
    whole = (*key, asked.shelf.line._text, repr(treatments.mix_of(kept, zone)))

    def work() -> tuple[FollowUp, ...]:
        done = [treatments.record_of(records, one, asked) for one in own]
        return tuple(_follow_up(one, done, asked) for one in later)

    return _FOUND.get(whole, work)


def _follow_up(kept: KeptReading, done: Sequence[undertone.SessionRecord], asked: Asked) -> FollowUp:
    on = date.fromisoformat(kept.taken_on or "")
    before = [one for one in done if one.date is not None and one.date <= on]
    standing = treatments.standing_of(before, asked.dots)
    belief = _prior(asked.client, asked.dots)
    for at, one in enumerate(before):
        if one.healed is not None and one.healed_on is not None and one.healed_on < on:
            healed = one.healed
            reading = undertone.HealedReading(
                standing[: at + 1],
                reflectance=healed.reflectance,
                lab=healed.lab,
                readings=healed.readings,
                repeat_delta_e=healed.repeat_delta_e,
                scale=healed.scale,
            )
            belief = undertone.update_from_healed(belief, reading).belief
    found = healed_reading(parsed_of(kept).settled, asked.client.scale)
    scale = found.scale or asked.client.scale
    days = [float(one.date.toordinal()) for one in before if one.date is not None]
    expected = forecast_done(belief, standing, days, float(on.toordinal()), scale, found.repeat_delta_e)
    if found.lab is not None:
        read = np.asarray(found.lab, dtype=np.float64)
    else:
        assert found.reflectance is not None
        read = scale.lab(found.reflectance)
    l, a, b = map(float, read)
    return FollowUp(on, (on.toordinal() - days[-1]) / DAYS_PER_YEAR, expected, (l, a, b))
