"""What was measured of fading, for calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undertone._arrays import as_bands, as_color
from undertone.errors import DomainError

if TYPE_CHECKING:
    from undertone.fade import FadePlan
    from undertone.skin import Skin

__all__ = ["FadeSeries", "Visit"]


@dataclass(frozen=True, eq=False)
class Visit:
    """What one visit measured; any of it may be missing.

    Parameters
    ----------
    time_days : float
        Since the plan's first session. On the day of a session the reading counts as taken after it.
    lab : (3,), optional
        Colour of the area under the series' illuminant.
    reflectance : (81,), optional
        Of the area; instead of ``lab``.
    diameter_mm : float, optional
        Width of the dots.
    density_score : int, optional
        Visual density, 0 to 10. Treated as ordinal: a score says between which limits a hidden, even scale lies.
    """

    time_days: float
    lab: npt.ArrayLike | None = None
    reflectance: npt.ArrayLike | None = None
    diameter_mm: float | None = None
    density_score: int | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.time_days) and self.time_days >= 0):
            raise DomainError("visit.time_days", self.time_days, "0 or more, finite", "days since the first session")
        at = f"visit at day {self.time_days:g}"
        if self.lab is not None:
            as_color(f"{at}: lab", self.lab)
        if self.reflectance is not None:
            as_bands(f"{at}: reflectance", self.reflectance)
            if self.lab is not None:
                raise DomainError(f"{at}: lab", "given beside reflectance", "one of them", "the same reading counts once")
        if self.diameter_mm is not None and not (math.isfinite(self.diameter_mm) and self.diameter_mm > 0):
            raise DomainError(f"{at}: diameter_mm", self.diameter_mm, "more than 0, finite", "leave out what was not read")
        if self.density_score is not None and self.density_score not in range(11):
            raise DomainError(f"{at}: density_score", self.density_score, "a whole number from 0 to 10")


@dataclass(frozen=True, eq=False)
class FadeSeries:
    """One client: the skin, what was done, what was seen of it since.

    Parameters
    ----------
    skin : Skin
    plan : FadePlan
    visits : sequence of Visit
        May be empty: the client's forecast then rests on the others and the priors.
    lab_sd : float or (3,)
        Standard deviation of each Lab reading; skin readings repeat to 0.5-1.4.
    reflectance_sd : float
        Relative, of each of 16 bands the fit looks at.
    diameter_sd : float
        Relative.
    score_sd : float
        Of the hidden scale behind a density score, in scores.
    """

    skin: Skin
    plan: FadePlan
    visits: Sequence[Visit] = ()
    name: str = ""
    illuminant: str = "D65"
    observer: str = "1931_2deg"
    lab_sd: float | tuple[float, float, float] = 0.8
    reflectance_sd: float = 0.03
    diameter_sd: float = 0.10
    score_sd: float = 0.7

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.visits, key=lambda visit: visit.time_days))
        for one, other in pairwise(ordered):
            if one.time_days == other.time_days:
                raise DomainError(
                    f"series {self.name!r}: visits",
                    f"two at day {one.time_days:g}",
                    "one visit per time",
                    "average repeated readings first; a visit given twice would count twice",
                )
        object.__setattr__(self, "visits", ordered)
        for label, sd in (
            ("reflectance_sd", self.reflectance_sd),
            ("diameter_sd", self.diameter_sd),
            ("score_sd", self.score_sd),
            *(("lab_sd", one) for one in np.broadcast_to(np.asarray(self.lab_sd, dtype=float), 3)),
        ):
            if not (math.isfinite(sd) and sd > 0):
                raise DomainError(label, sd, "more than 0, finite", "no reading is without error")

    @property
    def times_days(self) -> npt.NDArray[np.float64]:
        """Of the visits."""
        return np.array([visit.time_days for visit in self.visits])
