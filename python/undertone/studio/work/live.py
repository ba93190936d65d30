"""What is painted while a finger drags: colours, ranges, dots and the years, from the same models as the card."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Lock
from typing import Any, Literal

import numpy as np

import undertone
from undertone import _core
from undertone.colorimetry import delta_e_2000, viewing
from undertone.fade.preview import FadePreview
from undertone.inks.appearance import Scene
from undertone.matching._own_mixture import HealedOutlook, healed_outlook
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.cache import Cache
from undertone.studio.work.colors import Floats, diagnostics, difference_by_photo, lightness_by_photo, swatch, value_range
from undertone.studio.work.plan import Asked, asked_of, basis_of
from undertone.studio.work.records import Records
from undertone.studio.work.stamps import Patch, later_view, stamp

FAN_YEARS = (_core.healed_after_days / 365.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
DRAGGING_DRAWS, FINAL_DRAWS = 50, 200
FAN_BASIS = "model only: 8 of 10 ways in which the ink may fade, none measured on this client; not validated on healed scalp"

_PREVIEWS: Cache[FadePreview] = Cache(4)
_OUTLOOKS: Cache[HealedOutlook] = Cache(200)
_FANS: Cache[said.Fan] = Cache(50)
_TARGETS: Cache[tuple[said.Linear, said.DotStamp]] = Cache(50)


class Newest:
    """Which request of a window is the newest: an older one that still waits is not computed."""

    def __init__(self) -> None:
        self._newest: dict[str, int] = {}
        self._lock = Lock()

    def arrived(self, window: str, sequence: int) -> None:
        """A request came. Windows that name themselves alone can be told apart."""
        if window:
            with self._lock:
                if len(self._newest) > 1000:
                    self._newest.clear()
                self._newest[window] = max(sequence, self._newest.get(window, -1))

    def check(self, window: str, sequence: int) -> None:
        """Refuses, as ``superseded``, what a newer request has overtaken."""
        with self._lock:
            newest = self._newest.get(window, sequence)
        if newest > sequence:
            what = f"request {sequence} was overtaken by {newest}"
            raise Refusal("superseded", what, where="live", do="wait for the newer answer")


def live_answer(records: Records, asked: said.LiveInput, today: str) -> said.LiveAnswer:
    """The picture of a mixture, healed or years later, under one light, beside the target."""
    mix = asked_of(records, asked.mix, today)
    blend = mix.shelf.blend(asked.mixture)
    client, own = mix.client, mix.client.scale
    scale = undertone.ReadingScale(own.geometry, asked.illuminant, own.observer, own.instrument)
    eye = viewing(scale.illuminant, scale.observer)
    outlook = outlook_of(asked.mix, mix, blend, scale.illuminant, asked.final)
    scene = Scene(client.skin, blend, mix.dots)
    healed = undertone.Appearance._from_core(_core.appearance(*scene._parts()), _scene=scene)
    target_lab, bare_lab = scale.lab(client.target), scale.lab(healed.bare)
    found = [*mix.shelf.notes, *client.diagnostics, *healed.diagnostics, *outlook.recipe.diagnostics]
    area, dot = healed.area, healed.dot
    patch = Patch(area, healed.bare, mix.dots.diameter_mm, mix.dots.density_per_cm2)
    if asked.years > 0:
        plan = undertone.FadePlan(blend, mix.dots)
        middle = undertone.simulate_fade(client.skin, plan, years=[asked.years])
        area, dot = middle.area[0], middle.dot[0]
        patch = replace(patch, area=area, diameter_mm=_width(float(middle.diameter_mm.nominal[0]), mix.dots))
        area_l, off = _later_ranges(asked, mix, plan, scale, target_lab)
        found += middle.diagnostics
    else:
        area_l, off = _healed_ranges(outlook, scale, area)

    view = later_view(patch, dot, mix.dots.top_mm, eye) if asked.years > 0 else _core.patch_view(*scene._parts(), eye)
    ground, own_stamp = stamp(patch, view, eye, asked.viewing_distance_m, scale.surface)
    target_ground, target_stamp = _target_stamp(client, scale, eye, asked.viewing_distance_m)
    area_lab = scale.lab(area)
    delta_e = float(delta_e_2000(area_lab, target_lab))
    bluish = [one for one in outlook.recipe.diagnostics if one.code == "bluish"]
    return said.LiveAnswer(
        sequence=asked.sequence,
        scale=scale.text,
        target=swatch("target", target_lab),
        area=swatch("area", area_lab),
        dot=swatch("dot", scale.lab(dot)),
        bare=swatch("bare skin", bare_lab),
        area_l=area_l,
        delta_e_2000=delta_e,
        delta_e_range=off,
        word=word_for(delta_e, float(undertone.colorimetry.delta_e_1976(area_lab, target_lab)), outlook),
        darker_than_target=darker_than_target(asked.years, area_lab, target_lab, delta_e, outlook),
        blue=diagnostics(bluish)[0] if bluish else None,
        texture=outlook.recipe.texture_text,
        ground=said.PairGround(target=target_ground, result=ground),
        stamps=said.PairStamps(target=target_stamp, result=own_stamp),
        fan=fan_of(asked, mix, blend, scale) if asked.want_fan else None,
        diagnostics=diagnostics(found),
    )


def outlook_of(mix: said.MixInput, asked: Asked, blend: undertone.Blend, illuminant: str, texture: bool) -> HealedOutlook:
    """The mixture's ranges when healed; held by all that it follows from."""
    key = (id_of(mix, asked), frozenset(blend.parts.items()), blend.water_parts, illuminant, texture)
    photo = asked.options.get("reading_delta_e")
    own = {} if photo is None else {"reading_delta_e": photo}
    return _OUTLOOKS.get(
        key, lambda: healed_outlook(asked.client, blend, asked.dots, illuminant=illuminant, texture=texture, **own)
    )


def id_of(mix: said.MixInput, asked: Asked) -> str:
    """What client, line and dots follow from, as text. Readings do not change under their id but by what is said of them."""
    own = asked.client
    return json.dumps(
        [mix.model_dump(), own.scale.text, float(own.skin.lab()[0]), float(own.target.sum()), hash(asked.shelf.line._text)]
    )


def darker_than_target(years: float, area: Floats, target: Floats, delta_e: float, outlook: HealedOutlook) -> bool:
    """Healed, by the rule that recipes keep to; in later years, where dots spread, only what can be seen counts."""
    if years > 0 and delta_e <= outlook.perceptible_delta_e_2000:
        return False
    return bool(area[0] < target[0] - _core.MatchOptions().darker_tolerance_l)


def word_for(
    delta_e: float, delta_e_ab: float, outlook: HealedOutlook
) -> Literal["cannot be seen", "just seen", "acceptable", "too far"]:
    """A difference in words, by the thresholds of the skin's tone: half of what people notice, that, what they accept."""
    seen = outlook.perceptible_delta_e_2000
    if delta_e <= seen / 2:
        return "cannot be seen"
    if delta_e <= seen:
        return "just seen"
    return "acceptable" if delta_e_ab <= outlook.acceptable_delta_e_ab else "too far"


def _target_stamp(
    client: undertone.Client, scale: undertone.ReadingScale, eye: _core.Viewing, distance_m: float
) -> tuple[said.Linear, said.DotStamp]:
    """The shaved fringe; it does not change while a mixture does."""
    hair = client.stubble
    patch = Patch(client.target, client.skin.reflectance, hair.shaft_diameter_mm, hair.density_per_cm2)
    key = (client.skin.reflectance.tobytes(), client.target.tobytes(), str(hair), scale.text, distance_m)
    return _TARGETS.get(key, lambda: stamp(patch, _core.target_view(client._core, eye), eye, distance_m, scale.surface))


def _width(diameter_mm: float, dots: undertone.Dots) -> float:
    """Of dots that have widened, as far as dots of this number may: beyond, they overlap."""
    return min(diameter_mm, 0.999 * max(dots.diameter_mm, dots.pitch_mm))


def _healed_ranges(
    outlook: HealedOutlook, scale: undertone.ReadingScale, area: undertone.Reflectance
) -> tuple[said.Range, said.Range]:
    """The card's range, moved to the scale as the card moves it: by what the surface adds to the healed area."""
    found = outlook.recipe.range
    shift = float(scale.lab(area)[0] - outlook.recipe.seen[0].area[0])
    off = found.delta_e_2000
    l = value_range(found.l.low + shift, found.l.median + shift, found.l.high + shift)
    return l, value_range(off.low, off.median, off.high)


def _preview(mix: Asked, plan: undertone.FadePlan) -> FadePreview:
    own = mix.client
    key = (float(own.skin.lab()[0]), own.skin.reflectance.tobytes(), mix.shelf.line._text, tuple(sorted(plan.blend.parts)))
    return _PREVIEWS.get(key, lambda: FadePreview(own.skin, plan))


def _later_ranges(
    asked: said.LiveInput, mix: Asked, plan: undertone.FadePlan, scale: undertone.ReadingScale, target_lab: Floats
) -> tuple[said.Range, said.Range]:
    draws = FINAL_DRAWS if asked.final else DRAGGING_DRAWS
    seen = _preview(mix, plan).look(plan, [asked.years], draws)
    labs = scale_labs(scale, np.asarray(seen.draws)[:, 0])
    off = _band(delta_e_2000(labs, np.broadcast_to(target_lab, labs.shape)))
    photo = mix.options.get("reading_delta_e")
    return lightness_by_photo(_band(labs[:, 0]), photo), difference_by_photo(off, photo)


def scale_labs(scale: undertone.ReadingScale, reflectances: Floats) -> Floats:
    """Lab (..., 3) on the scale of reflectances (..., 81) without the surface: as ``scale.lab`` of each."""
    flat = reflectances.reshape(-1, reflectances.shape[-1])
    labs = viewing(scale.illuminant, scale.observer).lab(np.ascontiguousarray(flat + scale.surface))
    return np.asarray(labs).reshape(*reflectances.shape[:-1], 3)


def _band(values: Any) -> said.Range:
    low, median, high = np.quantile(np.asarray(values, dtype=np.float64), [0.1, 0.5, 0.9])
    return value_range(low, median, high)


def fan_of(asked: said.LiveInput, mix: Asked, blend: undertone.Blend, scale: undertone.ReadingScale) -> said.Fan:
    """The years with their ranges, held by all that they follow from."""
    draws = FINAL_DRAWS if asked.final else DRAGGING_DRAWS
    key = (id_of(asked.mix, mix), frozenset(blend.parts.items()), blend.water_parts, scale.text, draws)
    plan = undertone.FadePlan(blend, mix.dots)
    return _FANS.get(key, lambda: _fan(mix, plan, scale, draws, _preview(mix, plan)))


def _fan(mix: Asked, plan: undertone.FadePlan, scale: undertone.ReadingScale, draws: int, preview: FadePreview) -> said.Fan:
    seen = preview.look(plan, FAN_YEARS, draws)
    middle = undertone.simulate_fade(mix.client.skin, plan, years=FAN_YEARS)
    photo = mix.options.get("reading_delta_e")
    return fan_answer(middle, np.asarray(seen.draws), scale, mix.client, basis_of(mix, FAN_BASIS), photo)


def fan_answer(
    middle: undertone.FadeReport,
    draws: Floats,
    scale: undertone.ReadingScale,
    client: undertone.Client,
    basis: str,
    photo: float | None,
) -> said.Fan:
    """A forecast at the medians with draws (N, T, 81), as a fan."""
    labs, areas = scale_labs(scale, draws), scale_labs(scale, np.asarray(middle.area))
    off = delta_e_2000(labs, np.broadcast_to(scale.lab(client.target), labs.shape))
    years = [float(year) for year in middle.years]
    measured = [year for year, later in zip(years, middle.extrapolated, strict=True) if not later]
    return said.Fan(
        years=years,
        area_l=[lightness_by_photo(_band(labs[:, i, 0]), photo) for i in range(len(years))],
        area=[swatch(f"year {year:.1f}", lab) for year, lab in zip(years, areas, strict=True)],
        delta_e_2000=[difference_by_photo(_band(off[:, i]), photo) for i in range(len(years))],
        extrapolated=[bool(later) for later in middle.extrapolated],
        calibrated_until_years=max(measured, default=0.0),
        basis=basis,
    )
