"""How light an area is expected to read, before it was read: 80 % of what healing and the reading leave open."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from undertone._base.arguments import checked
from undertone._base.ranges import in_range
from undertone.learning.healing import HealingBelief
from undertone.learning.standing import SessionDots, standing_area
from undertone.readings.scale import ReadingScale

_DEVIATES = tuple(NormalDist().inv_cdf((i + 0.5) / 7) for i in range(7))
_NORMAL_80 = NormalDist().inv_cdf(0.9)


@checked
def predicted_lightness(
    belief: HealingBelief, standing: Sequence[SessionDots], scale: ReadingScale, repeat_delta_e: float = 1.0
) -> tuple[float, float, float]:
    """L* on the scale, 10, 50 and 90 %, over seven by seven equally likely retentions and depths.

    One reading's own scatter is added: ``repeat_delta_e`` is its mean distance from the truth, 1.596 standard deviations.
    """
    in_range("repeat_delta_e", repeat_delta_e, 0, 100)
    skin, retention, depth = belief.skin, belief.retention, belief.depth_factor
    found = [
        scale.lab(
            standing_area(
                skin,
                standing,
                retention=min(1.0, retention.median * np.exp(retention.log_sd * z_kept)),
                depth_factor=float(depth.median * np.exp(depth.log_sd * z_depth)),
            )
        )[0]
        for z_kept in _DEVIATES
        for z_depth in _DEVIATES
    ]
    low, middle, high = np.quantile(found, [0.1, 0.5, 0.9])
    scatter = _NORMAL_80 * repeat_delta_e / 1.596
    return float(middle - np.hypot(middle - low, scatter)), float(middle), float(middle + np.hypot(high - middle, scatter))
