"""The append-only record of judged batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import checked, checked_methods
from undertone._base.values import Value
from undertone.supply.batch import BatchCheck
from undertone.supply.control_chart import ControlChart


@dataclass(frozen=True)
class LogEntry(Value):
    """One judged batch, as it stands in the log; ``difference`` in ``metric``, strength by wsum."""

    id: int
    date: str
    ink: str
    lot: str
    master_lot: str
    metric: str
    set_by: str
    verdict: str
    tolerance: float
    difference: float
    delta_l: float
    delta_a: float
    delta_b: float
    delta_c: float
    delta_h: float
    strength_percent: float | None
    residual_delta_e_2000: float | None
    master_readings: int
    batch_readings: int
    instrument: str
    geometry: str
    illuminant: str
    observer: str


class QualityLog:
    """A file of SQLite to which verdicts are only ever added: a row that ``add`` returned from is on the disk.

    Made (for its owner alone, mode 0600) where there is none. SQLite's own tools read it; its triggers refuse changes.

    Parameters
    ----------
    path : str or path

    Raises
    ------
    DataError
        (a ValueError) for a file that is no log, is damaged or of a newer version, and where it cannot be written.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._core: Any = _core.QualityLog(fspath(path))
        self._path = fspath(path)

    def add(self, check: BatchCheck, *, today: str | None = None, again: bool = False) -> int:
        """Add a verdict; returns the row's number.

        Parameters
        ----------
        check : BatchCheck
            With ``ink`` and ``lot``.
        today : str, optional
            ``"2026-05-01"``; this computer's date where not given.
        again : bool, optional
            The lot may be in the log already: it is judged anew, on purpose.

        Raises
        ------
        DomainError
            (a ValueError) for a lot that is in the log already, and a check without ink or lot.
        DataError
            Where the disk is full, or another process holds the log.
        """
        dated = date.today().isoformat() if today is None else today
        return int(self._core.add(_core.log_entry(check._to_core(), dated), again))

    def entries(self, ink: str = "") -> tuple[LogEntry, ...]:
        """In the order in which they were added; of one ink, or all."""
        return tuple(LogEntry._from_core(one) for one in self._core.entries(ink))

    def chart(
        self,
        ink: str,
        quantity: str = "difference",
        *,
        center: float | None = None,
        sd: float | None = None,
        baseline: int = 0,
        ewma_weight: float = 0.2,
        ewma_width: float = 3.0,
    ) -> ControlChart:
        """The chart of one quantity over an ink's lots; options as for ``control_chart``.

        Raises
        ------
        DomainError
            (a ValueError) for an unknown quantity, fewer than two rows, rows of several metrics, masters or lights.
        """
        options: Any = _core.ControlChartOptions(center, sd, baseline, ewma_weight, ewma_width)
        return ControlChart._from_core(self._core.chart(ink, quantity, options))

    def __repr__(self) -> str:
        return f"<QualityLog {self._path!r}>"


checked_methods(QualityLog)


@checked
def log_quantities() -> tuple[str, ...]:
    """What ``QualityLog.chart`` can chart."""
    return tuple(_core.log_quantities())
