"""Axes to draw into: those given, or new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undertone._base.optional import need
from undertone.errors import ArgumentTypeError

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes_or_new(ax: Axes | None) -> Axes:
    if ax is not None:
        is_one: bool = isinstance(ax, need("matplotlib.axes", "undertone.plots").Axes)
        if not is_one:
            raise ArgumentTypeError("ax", "Axes of matplotlib", type(ax).__name__)
        return ax
    plt = need("matplotlib.pyplot", "undertone.plots")
    axes: Axes = plt.subplots(figsize=(7, 3.6), layout="constrained")[1]
    return axes
