"""Pictures with matplotlib, needed only here. Each function draws into ``ax`` (a new one by default) and returns it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_bands, as_color, wavelengths_nm
from undertone._base.optional import need
from undertone._shown import shown_line
from undertone.colorimetry import viewing
from undertone.errors import DomainError
from undertone.fade.fit import FadeFit
from undertone.fade.forecast import FadeReport
from undertone.fade.sobol import SobolIndices
from undertone.inks.appearance import Appearance
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.inks.masstone import masstone
from undertone.people.client import Client
from undertone.readings.spectrum import Reflectance
from undertone.show._axes import axes_or_new
from undertone.show._html import GREY, color_hex

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["fade_fan", "identifiability", "paint_chart", "patch_strip", "scalp_patch", "spectra", "swatches", "tornado"]


@checked
def spectra(curves: Mapping[str, npt.ArrayLike], *, ax: Axes | None = None) -> Axes:
    """Reflectance against wavelength; ``curves`` maps labels to (81,), drawn in its own colour and a line of its own kind."""
    ax = axes_or_new(ax)
    for (label, values), style in zip(curves.items(), cycle(("-", "--", "-.", ":")), strict=False):
        reflectance = Reflectance(as_bands(f"curves[{label!r}]", values))
        color = color_hex(reflectance.lab())
        ax.plot(wavelengths_nm, np.asarray(reflectance), style, label=shown_line(label), color=color, linewidth=2.5)
    for text in ax.legend().get_texts():
        text.set_parse_math(False)  # a name may hold a dollar sign
    ax.set(xlabel="wavelength, nm", ylabel="reflectance", xlim=(380, 780))
    ax.set_ylim(bottom=0)
    return ax


@checked
def swatches(colors: Mapping[str, npt.ArrayLike], *, ax: Axes | None = None) -> Axes:
    """Colours (Lab under D65, 2 degrees) that touch, on neutral grey, with L* beside each name."""
    Rectangle = need("matplotlib.patches", "undertone.plots").Rectangle

    ax = axes_or_new(ax)
    ax.set_facecolor(GREY)
    for at, (label, lab) in enumerate(colors.items()):
        color = as_color(label, lab)
        ax.add_patch(Rectangle((at, 0), 1, 1, color=color_hex(color), linewidth=0))
        name = f"{shown_line(label)}\nL* {color[0]:.1f}"
        ax.text(at + 0.5, -0.1, name, ha="center", va="top", color="white", parse_math=False)
    ax.set(xlim=(-0.3, len(colors) + 0.3), ylim=(-0.6, 1.3), xticks=[], yticks=[], aspect="equal")
    return ax


@checked
def paint_chart(line: Line, *, white_parts: float = 10.0, ax: Axes | None = None) -> Axes:
    """Each colorant and each ink of the line as a painter tries it: an opaque film above, below it a tint with ``white_parts`` by mass
    of the line's white to one of pigment (left out where the line has no white). Numbers are the film's L*, a*, b* (D65, 2 degrees)."""
    Rectangle = need("matplotlib.patches", "undertone.plots").Rectangle

    if ax is None:
        ax = need("matplotlib.pyplot", "undertone.plots").subplots(figsize=(11, 3.6), layout="constrained")[1]
    ax = axes_or_new(ax)
    ax.set_facecolor(GREY)
    paints = {colorant.name: {colorant.id: 1.0} for colorant in line.colorants}
    tints = any(colorant.role == "white" for colorant in line.colorants)
    for at, (name, amounts) in enumerate([*paints.items(), *((ink.name, ink.mg_per_ml) for ink in line.values())]):
        left = at + (0.5 if at >= len(paints) else 0)
        full = masstone(line, amounts).lab()
        ax.add_patch(Rectangle((left, 0), 0.94, 1, color=color_hex(full), linewidth=0))
        if tints:
            tint = masstone(line, amounts, white_parts=white_parts).lab()
            ax.add_patch(Rectangle((left, -0.6), 0.94, 0.6, color=color_hex(tint), linewidth=0))
        numbers = ", ".join(str(round(value)) for value in full)
        label = shown_line(name).replace(" ", "\n", 1) + f"\n{numbers}"
        ax.text(left + 0.47, -0.7, label, ha="center", va="top", color="white", fontsize=8, parse_math=False)
    ax.set(xlim=(-0.3, left + 1.25), ylim=(-1.6, 1.2), xticks=[], yticks=[], aspect="equal")
    return ax


@checked
def fade_fan(report: FadeReport, quantity: str = "delta_e_2000", *, ax: Axes | None = None) -> Axes:
    """A forecast quantity over the years: median line, 80 % range of the draws, extrapolation hatched.

    ``quantity`` is ``"delta_e_2000"``, ``"contrast_l"``, ``"diameter_mm"`` or ``"pigment_left"``.
    """
    labels = {
        "delta_e_2000": "CIEDE2000 to the target",
        "contrast_l": "contrast to bare skin, L*",
        "diameter_mm": "dot width, mm",
        "pigment_left": "pigment left",
    }
    if quantity not in labels:
        raise DomainError("quantity", repr(quantity), ", ".join(labels))
    band = getattr(report, quantity)
    if band is None:
        raise DomainError("quantity", repr(quantity), "a report with a target", "pass target= to simulate_fade")
    ax = axes_or_new(ax)
    ax.plot(report.years, band.q50, color="#222222", linewidth=2)
    if report.draws_used:
        ax.fill_between(report.years, band.q10, band.q90, color="#222222", alpha=0.2, linewidth=0)
    if report.extrapolated.any():
        start = report.years[report.extrapolated][0]
        ax.axvspan(
            start, report.years[-1], facecolor="none", edgecolor="#999999", hatch="//", linewidth=0, alpha=0.4, zorder=0
        )
        ax.annotate(
            "extrapolated", (start, 1), xycoords=("data", "axes fraction"), xytext=(4, -12), textcoords="offset points"
        )
    ax.set(xlabel="years after the last session", ylabel=labels[quantity], xlim=(report.years[0], report.years[-1]))
    ax.set_ylim(bottom=0)
    return ax


@checked
def scalp_patch(
    result: Appearance,
    dots: Dots,
    *,
    client: Client | None = None,
    target: Appearance | None = None,
    patch_mm: float = 8.0,
    pixels_per_mm: float = 30.0,
    seed: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """A scalp patch with dots true to scale, beside what it should look like, touching, on neutral grey.

    Left stands the client's shaved fringe, or another appearance as ``target``, or the bare skin; right the result. The
    area averages to exactly the predicted colour, and each wavelength is blurred as the skin above the dots blurs it
    (``optics.dot_transfer``).
    """
    eye = viewing("D65", "1931_2deg")
    right = _view(result, dots)
    if client is not None:
        left = _core.target_view(client._core, eye)
    elif target is not None:
        left = _view(target, dots)
    else:
        bare = result.bare.xyz()
        left = _patch(bare, bare, bare, dots, softness_mm=0.0)
    image = _core.render_pair(left, right, patch_mm, pixels_per_mm, seed)
    ax = axes_or_new(ax)
    height, width = (size / pixels_per_mm for size in image.shape[:2])
    ax.imshow(image, extent=(0, width, 0, height), interpolation="nearest")
    ax.set(xlabel="mm", yticks=[])
    return ax


@checked
def patch_strip(report: FadeReport, *, ax: Axes | None = None) -> Axes:
    """The area's colour year by year at the priors' medians, with the ends of its 80 % range of lightness above and below it, the
    bare skin left and the target (if any) right."""
    Rectangle = need("matplotlib.patches", "undertone.plots").Rectangle

    ax = axes_or_new(ax)
    ax.set_facecolor(GREY)
    columns = [("bare", [report.bare_lab] * 3)]
    for row, years in enumerate(report.years):
        middle = report.area_lab.nominal[row]
        ends = [np.array([band[row, 0], *middle[1:]]) for band in (report.area_lab.q90, report.area_lab.q10)]
        when = f"{years:.1f} y" if years >= 0 else f"day {report.times_days[row]:.0f}"
        columns.append((when + ("*" if report.extrapolated[row] else ""), [ends[0], middle, ends[1]]))
    if report.target_lab is not None:
        columns.append(("target", [report.target_lab] * 3))
    for at, (label, colors) in enumerate(columns):
        for level, (color, height) in enumerate(zip(colors, (0.25, 0.5, 0.25), strict=True)):
            bottom = (0.75, 0.25, 0.0)[level]
            ax.add_patch(Rectangle((at, bottom), 1, height, color=color_hex(color), linewidth=0))
        ax.text(at + 0.5, -0.08, label, ha="center", va="top", color="white")
    ax.set(xlim=(-0.1, len(columns) + 0.1), ylim=(-0.35, 1.05), xticks=[], yticks=[])
    return ax


@checked
def tornado(indices: SobolIndices, *, largest: int = 8, ax: Axes | None = None) -> Axes:
    """Which parameter moves a forecast most: total share of the variance, and within it what the parameter does alone."""
    ax = axes_or_new(ax)
    count = min(largest, len(indices.names))
    at = np.arange(count)[::-1]
    ax.barh(at, indices.total[:count], xerr=indices.total_error[:count], color="#bbbbbb", label="with others")
    ax.barh(at, np.maximum(indices.first[:count], 0), color="#444444", height=0.4, label="alone")
    ax.set_yticks(at, indices.names[:count])
    ax.set(xlabel=f"share of the variance of {indices.quantity} on day {indices.time_days:g} after the first session")
    ax.set_xlim(left=0)
    ax.legend(loc="lower right")
    return ax


@checked
def identifiability(fit: FadeFit, first: str, second: str, *, ax: Axes | None = None) -> Axes:
    """Two parameters before and after the data: 90 % ellipses of the prior (dashed) and of the fit, on logarithmic axes."""
    for argument, name in (("first", first), ("second", second)):
        if name not in fit.names:
            raise DomainError(argument, repr(name), ", ".join(fit.names))
    ax = axes_or_new(ax)
    pick = [fit.names.index(first), fit.names.index(second)]
    angle = np.linspace(0, 2 * np.pi, 200)
    circle = np.sqrt(4.605) * np.stack([np.cos(angle), np.sin(angle)])  # chi-squared, 2 degrees of freedom, 90 %
    prior = np.diag(fit.prior_log_sd[pick])
    sd = np.diag(fit.log_sd[pick])
    after = np.linalg.cholesky(sd @ fit.correlation[np.ix_(pick, pick)] @ sd + 1e-12 * np.eye(2))
    middle = np.log(fit.values[pick])
    start = fit._problem.log_medians[0][pick]
    ax.plot(*np.exp(start[:, None] + prior @ circle), "--", color="#999999", label="prior, 90 %")
    ax.plot(*np.exp(middle[:, None] + after @ circle), color="#222222", label="with the data, 90 %")
    ax.plot(*np.exp(middle), "o", color="#222222")
    ax.set(xlabel=first, ylabel=second, xscale="log", yscale="log")
    ax.legend()
    return ax


def _view(look: Appearance, dots: Dots) -> _core.PatchView:
    if look._scene is not None:
        return _core.patch_view(*look._scene._parts(), viewing("D65", "1931_2deg"))
    # An appearance without its skin (from a forecast): light from a depth leaves within about half of it.
    softness_mm = 0.5 * dots.top_mm
    return _patch(look.bare.xyz(), look.area.xyz(), look.dot.xyz(), dots, softness_mm)


def _patch(bare: FloatArray, area: FloatArray, dot: FloatArray, dots: Dots, softness_mm: float) -> _core.PatchView:
    return _core.PatchView(
        bare=bare,
        area=area,
        dot=dot,
        dot_diameter_mm=dots.diameter_mm,
        density_per_cm2=dots.density_per_cm2,
        softness_mm=softness_mm,
    )
