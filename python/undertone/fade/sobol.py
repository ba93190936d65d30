"""Which uncertain quantity matters most: Sobol indices, by SALib."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.optional import need
from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.colorimetry import viewing
from undertone.errors import DomainError
from undertone.fade._times import times_from
from undertone.fade.models import FadeModel
from undertone.fade.plan import FadePlan
from undertone.people.skin import Skin
from undertone.show._html import code, table

QUANTITIES = ("pigment_left", "diameter_mm", "contrast_l")


@dataclass(frozen=True, eq=False)
class SobolIndices(Value):
    """Shares of the variance of one quantity at one time.

    ``first`` is a parameter's own share, ``total`` with all it does together with others; ``*_error`` are half-widths of 95 %
    intervals. Parameters in order of ``total``.
    """

    quantity: str
    time_days: float
    names: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    first_error: FloatArray
    total_error: FloatArray
    failed: int

    def _repr_html_(self) -> Html:
        rows = [
            (code(n), f"{f:.2f} ± {e:.2f}", f"{t:.2f} ± {d:.2f}")
            for n, f, e, t, d in zip(self.names, self.first, self.first_error, self.total, self.total_error, strict=True)
        ]
        return html("<b>{}</b> at day {:g} after the first session", self.quantity, self.time_days) + table(
            ("parameter", "alone", "in all"), rows
        )


@checked
def fade_sobol(
    skin: Skin,
    plan: FadePlan,
    time_days: float | None = None,
    quantity: str = "contrast_l",
    *,
    samples: int = 256,
    model: str = "two_rate",
    seed: int = 0,
    threads: int = 0,
    years: float | None = None,
) -> SobolIndices:
    """Sobol indices over the priors (Saltelli's design, SALib). ``samples`` is a power of two. Needs SALib.

    ``time_days`` is since the first session; ``years`` instead, after the last one. Parameter sets that contradict themselves (a few per cent of the priors) take the mean of the others, so that the design stays
    whole; ``failed`` counts them.
    """
    analyze, sample = (need(f"SALib.{part}.sobol", "fade_sobol") for part in ("analyze", "sample"))
    if quantity not in QUANTITIES:
        raise DomainError("quantity", repr(quantity), ", ".join(QUANTITIES))
    if not 8 <= samples <= 65536 or samples & (samples - 1):
        raise DomainError("samples", samples, "a power of two, 8 to 65536")
    if seed >= 2**32:
        raise DomainError("seed", seed, "a whole number from 0 to 4294967295, as SALib takes them")
    time_days = float(times_from(plan.last_session_days, time_days, years)[0])
    made = FadeModel(skin, plan, model)
    deposit = np.sum([session.mg_per_ml for session in made._plan.sessions], axis=0)
    idle = {c.id for c, used in zip(plan.blend.line.colorants, deposit > 0, strict=True) if not used}
    active = [i for i, name in enumerate(made.parameter_names) if "[" not in name or name.split("[")[1][:-1] not in idle]
    names = [made.parameter_names[i] for i in active]
    problem = {"num_vars": len(active), "names": names, "bounds": [[0.0, 1.0]] * len(active)}
    unit = sample.sample(problem, samples, calc_second_order=False, seed=seed)
    normal = np.vectorize(NormalDist().inv_cdf)(np.clip(unit, 1e-6, 1 - 1e-6))
    values = np.tile(made.medians, (len(unit), 1))
    values[:, active] *= np.exp(made.log_sds[active] * normal)
    run = made.simulate_many(values, [time_days], threads=threads)
    good = run.ok
    if good.sum() < 0.5 * good.size:
        raise DomainError(
            "plan", f"{int((~good).sum())} of {good.size} parameter sets failed", "mostly parameter sets that work"
        )
    seen = run.seen[good][:, 0]
    if quantity == "pigment_left":
        shown = run.pigment_left[good][:, 0]
    elif quantity == "diameter_mm":
        shown = 4 * np.sqrt(seen[:, -3])
    else:
        dots = plan.dots._to_core()
        shown = np.zeros(len(seen))  # bare skin has no contrast
        with_dots = seen[:, -4] > 0
        if with_dots.any():
            rows = np.ascontiguousarray(seen[with_dots])
            optics = _core.ReducedAppearance(skin._core, made._line, rows, dots, threads)
            shown[with_dots] = skin.lab()[0] - viewing().lab(optics.spectra(rows, dots, False, threads))[:, 0]
    y = np.full(good.size, shown.mean())
    y[good] = shown
    found = analyze.analyze(problem, y, calc_second_order=False, seed=seed)
    order = np.argsort(-found["ST"])
    first, total, first_error, total_error = (
        np.asarray(found[key], dtype=np.float64)[order] for key in ("S1", "ST", "S1_conf", "ST_conf")
    )
    return SobolIndices(
        quantity,
        time_days,
        tuple(names[i] for i in order),
        first,
        total,
        first_error,
        total_error,
        int((~good).sum()),
    )
