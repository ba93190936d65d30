"""Mixes: what the workflow recommends for what is on the screen, or a mixture chosen by hand, and more of the same."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import undertone
from undertone.inks.mix_more import mix_more
from undertone.matching._own_mixture import match_own_mixture
from undertone.matching.recipe import Recipe
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.clients import client_of, photo_delta_e, stubble_of
from undertone.studio.work.colors import diagnostics, lightness_by_photo, swatch, value_range
from undertone.studio.work.lines import ShelfLine, line_of
from undertone.studio.work.records import Records

BASIS = "model only: not validated on healed scalp; ranges come from published spreads"
_SCAR = undertone.Diagnostic(
    "warning",
    "scar",
    "A scar holds less pigment and loses it sooner, by how much nobody has measured: the ranges are wider. Heal a test spot first.",
)
_ICONS: dict[str, Any] = {"matched": "match", "acceptable": "near", "no_pigment_needed": "match"}


@dataclass(frozen=True)
class Asked:
    """A mix on the screen, as the workflow takes it."""

    client: undertone.Client
    shelf: ShelfLine
    dots: undertone.Dots
    options: Mapping[str, Any]


def dots_of(dots: said.Dots, zone: str = "mid") -> undertone.Dots:
    """Dots as wide, dense and deep as is said, that heal as they do in this zone: in a scar less surely, and less of the ink stays."""
    given = dots.model_dump()
    usual = undertone._core.usual_zone(zone, undertone.Dots(**given)._to_core())
    return replace(undertone.Dots._from_core(usual), **given)


def asked_of(records: Records, mix: said.MixInput, today: str, code: str = "", used: Collection[str] = ()) -> Asked:
    """The readings, the shelf and the settings behind a mix; ``used`` are inks of sessions done."""
    settings = said.Settings(**records.settings())
    shelf = line_of(records, mix.bottle_ids, today, used)
    options: dict[str, Any] = {
        "illuminants": mix.illuminants,
        "cup_volume_ml": mix.cup_volume_ml or settings.cup_volume_ml,
        "syringe_step_ml": settings.syringe_step_ml,
        "drops_per_ml": settings.drops_per_ml,
        "today": today,
        "expired_reason": mix.expired_reason,
        "zone": mix.zone,
        "hair": stubble_of(mix.hair),
    }
    if (photo := photo_delta_e(records, mix)) is not None:
        options["reading_delta_e"] = photo
    return Asked(client_of(records, mix, code), shelf, dots_of(mix.dots, mix.zone), options)


def report_of(asked: Asked, mix: said.MixInput) -> undertone.MatchReport:
    """The workflow's report: of the best mixture, or of the one chosen by hand."""
    if mix.fixed is not None:
        return match_own_mixture(asked.client, asked.shelf.blend(mix.fixed), asked.dots, **asked.options)
    options = {**search_options(asked, mix), "recipe_count": 4}
    return undertone.match_client(asked.client, asked.shelf.line, asked.dots, **options)


def search_options(asked: Asked, mix: said.MixInput) -> dict[str, Any]:
    """Options of a search over the shelf."""
    shelf = asked.shelf
    return {**asked.options, "max_inks": mix.max_inks, "stock_ml": shelf.stock_ml, "never_use": shelf.never_use}


def mix_answer(records: Records, mix: said.MixInput, today: str, code: str = "") -> said.MixAnswer:
    """What to mix."""
    answer, _ = mix_answer_with_card(records, mix, today, code)
    return answer


def mix_answer_with_card(
    records: Records, mix: said.MixInput, today: str, code: str = ""
) -> tuple[said.MixAnswer, undertone.MatchReport]:
    """The answer, and the report behind it, whose card is issued."""
    start = time.perf_counter()
    asked = asked_of(records, mix, today, code)
    report = report_of(asked, mix)
    return answer_of(asked, report, time.perf_counter() - start), report


def answer_of(asked: Asked, report: undertone.MatchReport, seconds: float) -> said.MixAnswer:
    """A report as the contract says it. The card is the workflow's own, unchanged."""
    shown = report.recipes or report.nearest
    first = shown[0] if shown else None
    card = report.card.data
    return said.MixAnswer(
        card=card,
        card_text=report.card.text,
        verdict=report.verdict,  # type: ignore[arg-type]
        verdict_icon=_ICONS.get(report.verdict, "no"),
        headline=str(card["headline"]),
        limits=limits_of(asked, report),
        caveats=list(report.caveats),
        warnings=warnings_of(asked, report, first),
        scale=asked.client.scale.text,
        perceptible_delta_e_2000=report.perceptible_delta_e_2000,
        acceptable_delta_e_ab=report.acceptable_delta_e_ab,
        cup=cup_answer(first.cup, first.blend) if first and first.blend.parts else None,
        step_more=step_effects(asked, first) if first else [],
        alternatives=[alternative(asked, rank, one) for rank, one in enumerate(shown[1:4], start=2)],
        ranges=_ranges(asked, first) if first else None,
        stop_rule=report.plan.stop_rule,
        seconds=seconds,
    )


def limits_of(asked: Asked, report: undertone.MatchReport) -> list[str]:
    """What keeps a better answer out; rules that only keep a closer match out are among the warnings."""
    return [report.limiting_direction] if report.limiting_direction else []


def warnings_of(asked: Asked, report: undertone.MatchReport, first: Recipe | None) -> list[said.Diagnostic]:
    """All that is to be heeded, warnings before notes."""
    found = [*asked.shelf.notes, *asked.client.diagnostics, *report.diagnostics, *(first.diagnostics if first else ())]
    if asked.options.get("zone") == "scar" and not any(one.code == "scar" for one in found):
        found.append(_SCAR)
    return sorted(diagnostics(found), key=lambda one: ("error", "warning", "info").index(one.severity))


def cup_answer(cup: undertone.Cup, blend: undertone.Blend) -> said.Cup:
    """A cup with the lots of its inks."""
    rows = []
    for dose in cup.doses:
        ink = blend.line.get(dose.ink_id)
        rows.append(
            said.DoseRow(
                ink=dose.ink_id,
                name=dose.name,
                lot=(ink.lot or None) if ink else None,
                expires=(ink.expires or None) if ink else None,
                ml=dose.ml,
                grams=dose.grams,
                drops=dose.drops,
            )
        )
    total = said.CupTotal(ml=cup.total_ml, grams=cup.total_grams, drops=sum(dose.drops for dose in cup.doses))
    return said.Cup(mixture=mixture_of(blend), doses=rows, total=total)


def mixture_of(blend: undertone.Blend) -> said.Mixture:
    return said.Mixture(parts=dict(blend.parts), water_parts=blend.water_parts)


def step_effects(asked: Asked, recipe: Recipe) -> list[said.StepEffect]:
    """One step of the syringe too much or too little, by ingredient."""
    doses = {dose.ink_id: dose for dose in recipe.cup.doses}
    found = []
    for effect in recipe.step_effects:
        dose = doses[effect.ink_id]
        more = effect.steps > 0
        step_ml = dose.ml / dose.steps if dose.steps > 0 else float(asked.options["syringe_step_ml"])
        found.append(
            said.StepEffect(
                what=f"one step {'more' if more else 'less'} {dose.name}",
                direction=1 if more else -1,
                ink=effect.ink_id,
                ml=step_ml,
                delta_l=effect.delta_l,
                delta_e_2000=effect.delta_e_2000,
            )
        )
    return found


def alternative(asked: Asked, rank: int, recipe: Recipe) -> said.Alternative:
    """Another mixture, and in one line what it costs against the first."""
    looks = undertone.appearance(asked.client.skin, recipe.blend, asked.dots)
    line = recipe.blend.line
    # By volume, the largest first; a single ink needs no number.
    names = [
        (f"{amount:g} " if len(recipe.blend.parts) > 1 else "") + line[ink].name
        for ink, amount in sorted(recipe.blend.parts.items(), key=lambda part: -part[1])
    ]
    band = recipe.range.delta_e_2000
    return said.Alternative(
        rank=rank,
        mixture=mixture_of(recipe.blend),
        label=f"{recipe.blend.water_parts:g}:1 " + " + ".join(names),
        target=swatch("target", asked.client.scale.lab(asked.client.target)),
        area=swatch("area", asked.client.scale.lab(looks.area)),
        delta_e_2000=recipe.worst_delta_e_2000,
        delta_e_range=value_range(band.low, band.median, band.high),
        trade_off=recipe.ranked_below_because or recipe.note,
    )


def _ranges(asked: Asked, recipe: Recipe) -> said.AnswerRanges:
    """The recipe's 80 %, with lightness on the instrument's scale."""
    shift = _lightness_shift(asked, recipe)
    l, off = recipe.range.l, recipe.range.delta_e_2000
    return said.AnswerRanges(
        area_l=value_range(l.low + shift, l.median + shift, l.high + shift),
        delta_e_2000=value_range(off.low, off.median, off.high),
        usual_delta_e_2000=recipe.worst_delta_e_2000,
        basis=basis_of(asked, BASIS),
    )


def basis_of(asked: Asked, basis: str) -> str:
    """What a range rests on; that a photograph gave a reading is part of it."""
    photo = asked.options.get("reading_delta_e")
    return basis if photo is None else f"photo, right to {photo:.1f} delta E; {basis}"


def _lightness_shift(asked: Asked, recipe: Recipe) -> float:
    """From the recipe's own L* to the scale's, as the card moves its range: that of the healed area."""
    looks = undertone.appearance(asked.client.skin, recipe.blend, asked.dots)
    return float(asked.client.scale.lab(looks.area)[0] - recipe.seen[0].area[0])


def more(records: Records, asked: said.MoreAsked, today: str) -> said.Cup:
    """What to pour on top of what there is, in the same ratio."""
    if (asked.by_percent is None) == (asked.to_total_ml is None):
        do = "give by_percent or to_total_ml"
        raise Refusal(
            "bad_request", "how much more is said twice or not at all", where="mix more", do=do, field="by_percent"
        )
    wanted = asked.ml * (asked.by_percent or 0) / 100 if asked.to_total_ml is None else asked.to_total_ml - asked.ml
    if wanted <= 0:
        what = f"{asked.ml:g} ml are there already"
        raise Refusal("bad_input", what, where="mix more", do="ask for a larger total", field="to_total_ml")
    settings = said.Settings(**records.settings())
    blend = line_of(records, asked.bottle_ids, today).blend(asked.mixture)
    cup = mix_more(blend, wanted, step_ml=settings.syringe_step_ml, drops_per_ml=settings.drops_per_ml)
    return cup_answer(cup, blend)


def ladder_answer(records: Records, asked: said.LadderAsked, today: str) -> said.LadderAnswer:
    """Each dilution of one ink, healed, on the instrument's scale."""
    mix = asked_of(records, asked.mix, today)
    blend = mix.shelf.blend(said.Mixture(parts={asked.ink: 1}, water_parts=1))
    ink = next(iter(blend.parts))
    found = undertone.client_ladder(mix.client, mix.shelf.line, [ink], mix.dots, today=today)
    ladder, photo = found[ink], mix.options.get("reading_delta_e")
    steps = [
        said.LadderStep(
            water_parts=one.water_parts,
            area=swatch(f"{one.water_parts:g}:1", one.area_lab),
            area_l=lightness_by_photo(value_range(one.area_l.low, one.area_l.median, one.area_l.high), photo),
            delta_e_2000=one.delta_e_2000,
            chance_darker=one.chance_darker,
        )
        for one in ladder.steps
    ]
    target = None if found.target is None else float(found.target[0])
    return said.LadderAnswer(
        ink=ink,
        name=mix.shelf.line[ink].name,
        scale=found.scale,
        bare_l=float(found.bare[0]),
        target_l=target,
        steps=steps,
        nearest=ladder.nearest,
    )


def zones_answer(records: Records, asked: said.ZonesAsked, today: str) -> dict[str, said.MixAnswer]:
    """Each zone by itself, for one client's hair."""
    mix = asked_of(records, asked.mix, today)
    options = {**search_options(mix, asked.mix), "recipe_count": 4}
    del options["zone"]
    zones = {str(name): dots_of(dots, str(name)) for name, dots in asked.zones.items()}
    start = time.perf_counter()
    reports = undertone.match_client_zones(mix.client, mix.shelf.line, mix.dots, zones, **options)
    seconds = time.perf_counter() - start
    return {
        name: answer_of(Asked(mix.client, mix.shelf, zones[name], mix.options), report, seconds)
        for name, report in reports.items()
    }


def usual_zones(mid: said.Dots) -> dict[str, said.Dots]:
    """What is usual in each zone where these are the dots in the middle."""
    own = dots_of(mid)._to_core()
    found = {}
    for name in undertone._core.zone_names():
        dots = undertone._core.usual_zone(name, own)
        parts = ("diameter_mm", "density_per_cm2", "top_mm", "bottom_mm")
        found[name] = said.Dots(**{part: getattr(dots, part) for part in parts})
    return found


def hair_words() -> list[str]:
    """Colours of hair in words."""
    try:
        undertone.HairMelanin.of("?")
    except undertone.DomainError as error:
        return [word.strip() for word in error.allowed.split(",")]
    raise AssertionError("'?' is a colour of hair")
