"""Shewhart's chart of individuals and the exponentially weighted moving average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import as_floats
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.show._axes import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class ControlRule(Value):
    """A rule that a point of a chart may break: ``"nelson_1"``, ``"beyond 3 standard deviations"``."""

    id: str
    text: str


@dataclass(frozen=True)
class ControlPoint(Value):
    """One value of a chart. ``signals`` are ids of the rules that it breaks (``control_rules`` says them in words)."""

    label: str
    value: float
    moving_range: float | None
    ewma: float
    ewma_low: float
    ewma_high: float
    signals: tuple[str, ...]


@dataclass(frozen=True)
class ControlChart(Printed):
    """Individuals with moving ranges, and their weighted average. ``baseline`` is how many values the limits rest on; 0: as stated."""

    quantity: str
    center: float
    sd: float
    low: float
    high: float
    mean_moving_range: float
    range_high: float
    ewma_weight: float
    ewma_width: float
    baseline: int
    points: tuple[ControlPoint, ...]
    diagnostics: tuple[Diagnostic, ...]

    def __repr__(self) -> str:
        broken = sum(bool(point.signals) for point in self.points)
        return f"<ControlChart of {self.quantity}: {len(self.points)} points, {broken} break a rule>"

    @checked
    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Values with their limits, and the weighted average with its own; points that break a rule are ringed and named."""
        ax = axes_or_new(ax)
        at = np.arange(len(self.points))
        for level, style in ((self.center, "-"), (self.low, "--"), (self.high, "--")):
            ax.axhline(level, color="#777777", linewidth=1, linestyle=style)
        low, high = ([getattr(one, end) for one in self.points] for end in ("ewma_low", "ewma_high"))
        ax.fill_between(at, low, high, color="#bbbbbb", alpha=0.35, linewidth=0, label="limits of the average")
        ax.plot(
            at, [one.value for one in self.points], color="#222222", marker="o", markersize=4, linewidth=1, label="value"
        )
        label = f"weighted average ({self.ewma_weight:g})"
        ax.plot(at, [one.ewma for one in self.points], color="#b3541e", linewidth=1.6, linestyle="-.", label=label)
        for i, one in enumerate(self.points):
            if one.signals:
                ax.plot(i, one.value, marker="o", markersize=10, fillstyle="none", color="#b3541e")
                words = "\n".join(id.replace("nelson_", "") for id in one.signals)
                ax.annotate(words, (i, one.value), xytext=(0, 7), textcoords="offset points", fontsize=7, ha="center")
        step = max(1, len(at) // 20)
        ax.set_xticks(at[::step], [_short(one.label) for one in self.points][::step], rotation=45, ha="right", fontsize=8)
        rest = f"limits of {self.baseline} values" if self.baseline else "limits as stated"
        ax.set(xlabel="lot", ylabel=self.quantity.replace("_", " "))
        ax.set_title(f"{len(self.points)} lots, {rest}", fontsize=9, pad=22)
        # Above: below stand the names of the lots, of any length.
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False, fontsize=8, borderaxespad=0.3)
        return ax


def _short(label: str, most: int = 18) -> str:
    """Its beginning and its end: lots of one maker often differ in the last signs alone."""
    return label if len(label) <= most else f"{label[: most // 3]}…{label[-(most - most // 3 - 1) :]}"


def control_rules() -> tuple[ControlRule, ...]:
    """Nelson's eight (1984; 1, 5 and 6 are Western Electric's 1, 2 and 3), a step that is too large, and the average."""
    return tuple(ControlRule._from_core(one) for one in _core.control_rules())


@checked
def control_chart(
    values: npt.ArrayLike,
    labels: Sequence[str] = (),
    *,
    quantity: str = "value",
    center: float | None = None,
    sd: float | None = None,
    baseline: int = 0,
    ewma_weight: float = 0.2,
    ewma_width: float = 3.0,
) -> ControlChart:
    """The chart of values in the order in which they came.

    Parameters
    ----------
    values : (n,)
    labels : sequence of str, optional
        Lots or dates, one per value.
    center, sd : float, optional
        Of the process, where known from before; else from the first ``baseline`` values (0: all).
    ewma_weight, ewma_width : float, optional
        Lambda, and the limits in standard deviations of the average.

    Raises
    ------
    DomainError
        (a ValueError) for fewer than 2 values, values that are all the same without ``sd``, labels of another number.
    """
    array = as_floats("values", values)
    if array.ndim != 1:
        raise DomainError("values.shape", array.shape, "(n,)")
    options: Any = _core.ControlChartOptions(center, sd, baseline, ewma_weight, ewma_width)
    return ControlChart._from_core(_core.control_chart(array.tolist(), list(labels), options, quantity))
