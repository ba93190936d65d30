"""One client's readings over the years, for calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import as_floats
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.fade.plan import FadePlan
from undertone.fade.visits import Visit, visits_from_csv, visits_from_frame
from undertone.people.skin import Skin
from undertone.readings.scale import ReadingScale

if TYPE_CHECKING:
    import pandas as pd


def _three(name: str, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """One number for L*, a* and b*, or one for each."""
    array = as_floats(name, value)
    if array.shape not in ((), (3,)):
        raise DomainError(f"{name}.shape", array.shape, "a number, or (3,)")
    return np.broadcast_to(array, 3)


@dataclass(frozen=True, eq=False)
class FadeSeries(Value):
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
        Relative, of each of the 16 bands that the fit uses.
    diameter_sd : float
        Relative.
    score_sd : float
        Of the hidden scale behind a density score, in scores.
    scale : ReadingScale, optional
        Of the instrument that read the visits' Lab, such as ``client.scale``; without it they are taken as read under
        ``illuminant`` and ``observer`` with the surface reflection excluded. ``reflectance`` is always without it.
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
    scale: ReadingScale | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        if self.scale is not None:
            object.__setattr__(self, "illuminant", self.scale.illuminant)
            object.__setattr__(self, "observer", self.scale.observer)
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
            *(("lab_sd", one) for one in _three("lab_sd", self.lab_sd)),
        ):
            if not 1e-6 <= sd <= 1e6:
                raise DomainError(label, sd, "more than 0 (1e-6), up to 1e6", "no reading is without error")

    @classmethod
    @checked
    def from_csv(
        cls,
        path: str | PathLike[str],
        skin: Skin,
        plan: FadePlan,
        *,
        first_session: str = "",
        ignore: Sequence[str] = (),
        **options: Any,
    ) -> FadeSeries:
        """From a table of dated readings: a CSV file with a header row, separated by comma, semicolon or tab.

        Columns, in any order: ``time_days``, or ``date`` (ISO, such as 2024-05-17) with ``first_session``, the ISO date of the plan's
        first session; ``l``, ``a``, ``b`` (or ``L*``, ``a*``, ``b*``); ``diameter_mm``; ``density_score``. An empty cell was not read.

        Parameters
        ----------
        ignore : sequence of str
            Columns that hold something else; others are refused.
        options
            As for ``FadeSeries``: ``name``, ``illuminant``, ``lab_sd``, ...

        Raises
        ------
        DataError
            (a ValueError) naming file, line and column.
        DomainError
            For what ``Visit`` and ``FadeSeries`` refuse.
        """
        return cls(skin, plan, visits_from_csv(path, first_session, ignore), **options)

    @classmethod
    @checked
    def from_frame(
        cls,
        frame: pd.DataFrame,
        skin: Skin,
        plan: FadePlan,
        *,
        first_session: str = "",
        ignore: Sequence[str] = (),
        **options: Any,
    ) -> FadeSeries:
        """From a pandas DataFrame with the columns of ``from_csv``; ``date`` may hold dates, what is missing NaN or NaT."""
        return cls(skin, plan, visits_from_frame(frame, first_session, ignore), **options)

    @property
    def times_days(self) -> npt.NDArray[np.float64]:
        """Of the visits."""
        return np.array([visit.time_days for visit in self.visits])
