"""What is done to a scalp, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields
from undertone._base.arrays import FloatArray
from undertone._base.ranges import at_most, in_range
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.fade._times import DAYS_PER_YEAR, times_from
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.session_shares import SessionShares
from undertone.people.habits import Habits
from undertone.people.skin import Skin


@dataclass(frozen=True)
class TouchUp(Value):
    """A later session on the dots there are: ``share`` of them get ink again, of ``blend`` or the plan's own."""

    time_days: float
    share: float = 1.0
    blend: Blend | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        # What the plan makes of them is judged with the plan; here, what no plan could mean.
        in_range("time_days", self.time_days, -36525, 36525, "days since the first session")
        in_range("share", self.share, -100, 100)


@dataclass(frozen=True)
class FadePlan(Value):
    """What is done to the scalp, and when. Time zero is the first session.

    Parameters
    ----------
    blend : Blend
    dots : Dots
        The finished lattice.
    session_shares : SessionShares, or tuple of float
        Plain numbers are the shares added in each session; they sum to 1. Stored as these.
    session_interval_days : float
    touch_ups : tuple of TouchUp
        Several on one day are given one after the other, as listed.
    habits : Habits
        Light on the scalp.
    """

    blend: Blend
    dots: Dots = field(default_factory=Dots)
    session_shares: tuple[float, ...] = (0.30, 0.40, 0.30)
    session_interval_days: float = 10.0
    touch_ups: tuple[TouchUp, ...] = ()
    habits: Habits = field(default_factory=Habits)

    def __post_init__(self) -> None:
        if isinstance(self.session_shares, SessionShares):
            object.__setattr__(self, "session_shares", self.session_shares.added)
        check_fields(self)
        if not 1e-3 <= self.session_interval_days <= 3650:
            raise DomainError("session_interval_days", self.session_interval_days, "more than 0 (1e-3), up to 3650")
        at_most("session_shares", len(self.session_shares), 1000, "sessions")
        at_most("touch_ups", len(self.touch_ups), 1000, "touch-ups")
        for i, share in enumerate(self.session_shares):
            in_range(f"session_shares[{i}]", share, -100, 100)
        for name in ("session_shares", "touch_ups"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def last_session_days(self) -> float:
        """Of the first treatment, touch-ups aside."""
        return self.session_interval_days * (len(self.session_shares) - 1)

    def times_days(self, years: npt.ArrayLike = (0, _core.healed_after_days / DAYS_PER_YEAR, 1, 3, 5, 10)) -> FloatArray:
        """Times for ``simulate_fade`` from years after the last session; by default day 0, healed, 1, 3, 5 and 10 years."""
        times = times_from(self.last_session_days, None, years)
        return times if np.ndim(years) else times[0]

    def _of_skin(self, skin: Skin) -> _core.FadePlan:
        line = self.blend.line._core
        cup = _core.mix(line, self.blend._core).mg_per_ml
        interval = self.session_interval_days
        sessions = [
            (
                f"session_shares[{index}]",
                _core.Session(time_days=index * interval, mg_per_ml=cup, inked_share=share, new_share=share),
            )
            for index, share in enumerate(self.session_shares)
        ]
        for index, touch_up in enumerate(self.touch_ups):
            again = touch_up.blend or self.blend
            if again.line != self.blend.line:
                raise DomainError(
                    f"touch_ups[{index}].blend", f"of line {again.line.id!r}", f"a blend of line {self.blend.line.id!r}"
                )
            amounts = _core.mix(line, again._core).mg_per_ml
            on_old_dots = _core.Session(
                time_days=touch_up.time_days, mg_per_ml=amounts, inked_share=touch_up.share, new_share=0.0
            )
            sessions.append((f"touch_ups[{index}]", on_old_dots))
        sessions.sort(key=lambda one: one[1].time_days)
        plan = _core.FadePlan(
            [one for _, one in sessions],
            self.habits._to_core(),
            _core.light_transmission(skin._core, self.dots._to_core()),
        )
        try:
            plan.validate(line)
        except DomainError as error:
            raise _in_words_of_the_plan(error, [label for label, _ in sessions]) from None
        return plan


def _in_words_of_the_plan(error: DomainError, labels: list[str]) -> DomainError:
    """The engine's complaint of a session, as one of what the caller gave: "touch_ups[1].share", not "plan.sessions[4]"."""
    found = re.fullmatch(r"plan\.sessions\[(\d+)\](.*)", error.name)
    if found is None:
        return DomainError(error.name.removeprefix("plan."), error.value, error.allowed, error.what_to_do)
    label, rest = labels[int(found[1])], found[2]
    if label.startswith("session_shares"):
        shares = rest in (".new_share", ".inked_share")
        what_to_do = "shares are of the finished lattice and sum to 1" if shares else error.what_to_do
        return DomainError(label if shares else label + rest, error.value, error.allowed, what_to_do)
    if rest in (".new_share", ".inked_share"):
        old_dots = "a touch-up inks dots that stand: lower its share, or let it come after the sessions that place them"
        return DomainError(label + ".share", error.value.split(",")[0], error.allowed, old_dots)
    return DomainError(label + rest, error.value, error.allowed, error.what_to_do)
