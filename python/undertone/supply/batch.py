"""A batch against its master, as ``undertone line qc`` judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.people.skin import Skin
from undertone.readings.measurements import Measurement
from undertone.supply.strength import ColorDifference, Strength


@dataclass(frozen=True)
class MasterDistance(Value):
    """How far the batch lies from one ink's master: as read, in the verdict's metric, and at equal strength (None without spectra)."""

    ink: str
    delta_e: float
    residual_delta_e_2000: float | None


@dataclass(frozen=True)
class BatchInSkin(Value):
    """What the batch's strength does to a healed area at N:1; batch minus master, D65, 2 degrees, surface excluded."""

    water_parts: float
    delta_e_2000: float
    delta_l: float


@dataclass(frozen=True, eq=False)
class BatchCheck(Printed):
    """The verdict on a batch, and all that it rests on.

    Attributes
    ----------
    passed : bool
        ``value`` is at most ``tolerance``; equality passes.
    is_decided : bool
        The tolerance lies outside ``value_low`` to ``value_high``, the interval at ``confidence``. Else ``replicates_to_decide``
        readings of each side would decide (0: no number would).
    value : float
        The difference of the means, in ``metric``. ``reading_sd`` is the standard deviation of one reading, likewise.
    master_spread, batch_spread : float or None
        Mean difference of a reading from the mean of its side; None for a single reading.
    master_lab, batch_lab : (3,)
    shade_555 : str
        ``"555"`` is the master's own block, of ``shade_block`` units.
    strength : Strength or None
    opacity_percent : float or None
        Contrast ratio of the batch's film, where it was read over black too.
    masters : tuple of MasterDistance
        Of its own ink and the others given, nearest first.
    in_skin : tuple of BatchInSkin
        By its strength alone; empty where no line was given.
    findings : tuple of Diagnostic
        ``"off_strength"``, ``"contaminated"``, ``"mislabelled"``, ``"not_decided"``, ``"not_opaque"`` and what else is to be heeded.
    """

    passed: bool
    is_decided: bool
    replicates_to_decide: int
    ink: str
    lot: str
    master_lot: str
    metric: str
    tolerance: float
    set_by: str
    value: float
    value_low: float
    value_high: float
    confidence: float
    reading_sd: float
    master_readings: int
    batch_readings: int
    master_spread: float | None
    batch_spread: float | None
    agreement_delta_e: float | None
    geometry: str
    illuminant: str
    observer: str
    master_instrument: str
    batch_instrument: str
    master_lab: FloatArray
    batch_lab: FloatArray
    difference: ColorDifference
    shade_555: str
    shade_block: float
    strength: Strength | None
    opacity_percent: float | None
    masters: tuple[MasterDistance, ...]
    in_skin: tuple[BatchInSkin, ...]
    findings: tuple[Diagnostic, ...]

    def __repr__(self) -> str:
        verdict = "pass" if self.passed else "fail"
        return f"<BatchCheck {self.ink!r}: {verdict}, {self.value:.2f} {self.metric} of {self.tolerance:g}>"


@checked
def check_batch(
    master: Sequence[Measurement],
    batch: Sequence[Measurement],
    tolerance: float,
    set_by: str,
    *,
    metric: str = "delta_e_2000",
    illuminant: str = "D65",
    observer: str = "1964_10deg",
    geometry: str = "",
    confidence: float = 0.95,
    agreement_delta_e: float | None = None,
    repeatability_delta_e: float | None = None,
    c_master: float = 1.0,
    c_batch: float = 1.0,
    shade_block: float | None = None,
    ink: str = "",
    lot: str = "",
    master_lot: str = "",
    other_masters: Mapping[str, Sequence[Measurement]] | None = None,
    over_black: Sequence[Measurement] = (),
    line: Line | None = None,
    water_ladder: Sequence[float] = (10.0, 20.0),
    skin: Skin | None = None,
    dots: Dots | None = None,
) -> BatchCheck:
    """Judge a batch against its master by the supplier's tolerance.

    Parameters
    ----------
    master, batch : sequence of Measurement
        Repeated readings of each, drawn down and read alike.
    tolerance, set_by : float, str
        In the metric's unit, and who set it. No standard sets one.
    metric : str, optional
        ``"delta_e_2000"``, or ``"cmc(2:1)"`` with any weights.
    agreement_delta_e : float, optional
        Within what the instruments used agree; a tolerance below it is refused.
    repeatability_delta_e : float, optional
        Standard deviation of one reading, where readings were not repeated.
    c_master, c_batch : float, optional
        Colorant in the films, in any one unit, as they were really drawn.
    other_masters : mapping of ink to readings, optional
        What the batch may really be.
    over_black : sequence of Measurement, optional
        The batch's film over black, ``batch`` being over white: its opacity.
    line, water_ladder, skin, dots : optional
        With a line that holds ``ink``: what the batch's strength does to a healed area at these N:1.

    Raises
    ------
    DomainError
        (a ValueError) for a tolerance below the instruments' agreement or the readings' own noise (with the number of replicates that
        would do), single readings without a stated repeatability, the same lot or the very same readings on both sides, percent mixed with
        fractions, geometries or concentrations that cannot be compared.
    """
    options: Any = _core.BatchCheckOptions(
        tolerance=tolerance,
        set_by=set_by,
        metric=metric,
        illuminant=illuminant,
        observer=observer,
        geometry=geometry,
        confidence=confidence,
        agreement_delta_e=agreement_delta_e,
        repeatability_delta_e=repeatability_delta_e,
        c_master=c_master,
        c_batch=c_batch,
        shade_block=shade_block,
        ink=ink,
        lot=lot,
        master_lot=master_lot,
    )
    others = [(name, [one._to_core() for one in readings]) for name, readings in (other_masters or {}).items()]
    core: Any = _core.check_batch(
        [one._to_core() for one in master],
        [one._to_core() for one in batch],
        options,
        others,
        [one._to_core() for one in over_black],
    )
    if line is not None:
        core = _core.with_skin(core, line._core, list(water_ladder), (skin or Skin())._core, (dots or Dots())._to_core())
    elif skin is not None or dots is not None:
        raise DomainError("line", "None", "the line that holds the ink", "skin and dots say nothing without it")
    return BatchCheck._from_core(core)
