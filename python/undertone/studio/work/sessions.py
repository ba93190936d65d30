"""What was done and read of a client: what comes next, and the years before and behind."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

import undertone
from undertone.colorimetry import delta_e_2000
from undertone.fade.models import FadeModel
from undertone.fade.preview import FadePreview
from undertone.fade.touch_up import overlap
from undertone.studio import models_work as said
from undertone.studio.work import diary, follow_up
from undertone.studio.work.cache import Cache
from undertone.studio.work.colors import diagnostics, difference_by_photo, lightness_by_photo, on_scale, swatch, value_range
from undertone.studio.work.live import (
    FAN_BASIS,
    FAN_YEARS,
    FINAL_DRAWS,
    scale_labs,
)
from undertone.studio.work.plan import Asked, basis_of, cup_answer, search_options
from undertone.studio.work.records import Records
from undertone.studio.work.treatments import Treatment, treatment_of

DAYS_PER_YEAR = 365.25
TOUCH_UP_YEARS = tuple(float(year) for year in range(1, 11))  # that can be asked about besides the year advised
SHOWN_OTHERWISE = ("extrapolated", "prior_truncated")  # by the hatched part of the fan; of no use to a practitioner
OVERLAP_AFTER_YEARS = 5.0  # when dots are looked at for merging, as plan_touch_up does
_REPORTS: Cache[undertone.SessionReport] = Cache(32)
_TIMELINES: Cache[said.Timeline] = Cache(32)


def report_of(records: Records, done: Treatment, today: str) -> undertone.SessionReport:
    """The workflow's next session, with the practitioner's own bias where five other clients tell of it."""
    settings = said.Settings(**records.settings())
    bias = diary.bias_of(records, today, without=done.kept.id)
    options = search_options(done.asked, done.mix)

    def plan() -> undertone.SessionReport:
        return undertone.plan_session(
            done.asked.client,
            done.asked.shelf.line,
            done.asked.dots,
            sessions=done.records,
            bias=bias,
            use_bias=settings.use_own_bias and bias is not None,
            **options,
        )

    return _REPORTS.get(_inputs(records, done, today), plan)


def _inputs(records: Records, done: Treatment, today: str) -> tuple[str, ...]:
    """What a treatment's answers follow from."""
    bias = diary.bias_of(records, today, without=done.kept.id)
    told = (done.kept.code, done.asked.shelf.line._text, today, repr(records.settings()), str(bias))
    return (repr(done.mix), repr(done.sessions), done.readings, *told)


def next_answer(records: Records, client_id: str, zone: str, today: str) -> said.NextAnswer:
    """What to do next in this zone, and why."""
    done = treatment_of(records, client_id, zone, today)
    return answer_of(done, report_of(records, done, today))


def answer_of(done: Treatment, report: undertone.SessionReport) -> said.NextAnswer:
    """A report as the contract says it."""
    following = report.next
    card = report.card.data
    go_on = not (following.stop or following.undecided or report.measure_again) and following.blend is not None
    reason = "" if go_on else _stop_reason(report)
    numbers = [number for number, one in enumerate(done.records, start=1) if one.healed is not None]
    learnt = [
        said.Learnt(
            number=number,
            predicted=swatch("predicted", update.predicted[0]),
            read=swatch("read", update.read[0]),
            delta_e_2000=float(delta_e_2000(update.predicted[0], update.read[0])),
            sentence=update.sentence,
            believed=update.credible,
        )
        for number, update in zip(numbers, report.updates, strict=True)
    ]
    cup = None
    if go_on and following.cup is not None and following.blend is not None:
        cup = cup_answer(following.cup, following.blend)
    return said.NextAnswer(
        card=card,
        card_text=report.card.text,
        headline=str(card["headline"]),
        go_on=go_on,
        stop_reason=reason,
        measure_again=report.measure_again,
        cup=cup,
        new_density_per_cm2=following.sessions[0].new_density_per_cm2 if go_on and following.sessions else None,
        learnt=learnt,
        bias=said.BiasUsed(sentence=report.bias.sentence, used=report.bias_used) if report.bias else None,
        departures=list(report.departures),
    )


def _stop_reason(report: undertone.SessionReport) -> str:
    if report.measure_again:
        return "The last healed reading is not believed: read the area again before any dots are set."
    if report.next.undecided:
        return "Time ran out before an answer was found: try again with fewer inks."
    return report.next.why or report.next.stop_rule


def timeline(records: Records, client_id: str, zone: str, today: str) -> said.Timeline:
    """From the first session to year ten: what was done and read, the forecast, when to touch up and what that does."""
    done = treatment_of(records, client_id, zone, today)
    later = repr([(one.id, one.zone, one.taken_on, one.said) for one in done.kept.follow_ups])
    return _TIMELINES.get((*_inputs(records, done, today), later), lambda: _timeline(records, done, today))


def _timeline(records: Records, done: Treatment, today: str) -> said.Timeline:
    report = report_of(records, done, today)
    asked, scale = done.asked, done.asked.client.scale
    options = search_options(asked, done.mix) | {"illuminants": [scale.illuminant], "observer": scale.observer}
    last = date.fromisoformat(done.sessions[-1].done_on if done.sessions else today)
    with ThreadPoolExecutor(1) as beside:  # each is about half of the work
        advised = beside.submit(_touch_up, done, report)
        forecast = undertone.forecast_client(
            asked.client, asked.shelf.line, asked.dots, sessions=done.records, years=FAN_YEARS, draws=FINAL_DRAWS, **options
        )
        advice = advised.result()
    return said.Timeline(
        fan=_fan(forecast, scale, asked),
        events=_events(done, report, last, advice, follow_up.follow_ups_of(records, done.kept, done.mix.zone, asked)),
        touch_up=_window(advice) if advice else None,
        touch_ups=_effects(done, report, advice, scale) if advice else [],
        findings=diagnostics(one for one in forecast.diagnostics if one.code not in SHOWN_OTHERWISE),
    )


def _fan(forecast: undertone.TreatmentForecast, scale: undertone.ReadingScale, asked: Asked) -> said.Fan:
    """The workflow's rows as a fan: lightness moved to the scale, differences as they are."""
    rows = forecast.rows
    photo = asked.options.get("reading_delta_e")
    areas, ranges = [], []
    for row in rows:
        nominal = [row["area"][part]["nominal"] for part in "lab"]
        area = on_scale(nominal, scale)
        shift = float(area[0]) - nominal[0]
        found = value_range(*(row["area"]["l"][end] + shift for end in ("q10", "q50", "q90")))
        ranges.append(lightness_by_photo(found, photo))
        areas.append(swatch(f"year {row['years_after_last_session']:.1f}", area))
    off = [value_range(*(row["delta_e_2000"][end] for end in ("q10", "q50", "q90"))) for row in rows]
    off = [difference_by_photo(found, photo) for found in off]
    years = [float(row["years_after_last_session"]) for row in rows]
    measured = [year for year, row in zip(years, rows, strict=True) if not row["extrapolated"]]
    return said.Fan(
        years=years,
        area_l=ranges,
        area=areas,
        delta_e_2000=off,
        extrapolated=[bool(row["extrapolated"]) for row in rows],
        calibrated_until_years=max(measured, default=0.0),
        basis=basis_of(asked, f"{forecast.basis}; {FAN_BASIS}"),
    )


def _events(
    done: Treatment,
    report: undertone.SessionReport,
    last: date,
    advice: undertone.TouchUpAdvice | None,
    later: Sequence[follow_up.FollowUp],
) -> list[said.TimelineEvent]:
    def event(
        kind: Any, on: date, label: str, area: said.Swatch | None = None, predicted_l: said.Range | None = None
    ) -> said.TimelineEvent:
        years = (on - last).days / DAYS_PER_YEAR
        return said.TimelineEvent(kind=kind, on=on.isoformat(), years=years, label=label, area=area, predicted_l=predicted_l)

    found, updates = [], list(report.updates)
    for number, record in enumerate(done.records, start=1):
        assert record.date is not None
        label = f"session {number}: {record.blend}, {record.density_per_cm2:g} per cm2"
        found.append(event("session", record.date, label))
        if record.healed is not None and record.healed_on is not None:
            update = updates.pop(0)
            believed = "" if update.credible else ", not believed"
            read = swatch("read", update.read[0])
            found.append(event("healed", record.healed_on, f"healed, session {number}{believed}", read))
    for one in later:
        label = f"follow-up, {one.years_after:.1f} years after the session before"
        found.append(event("follow_up", one.on, label, swatch("read", one.read), value_range(*one.expected.l)))
    if advice is not None and advice.years is not None:
        on = date.fromordinal(last.toordinal() + round(advice.years * DAYS_PER_YEAR))
        found.append(event("touch_up", on, "touch-up advised from here"))
    return sorted(found, key=lambda one: one.on)


def _touch_up(done: Treatment, report: undertone.SessionReport) -> undertone.TouchUpAdvice | None:
    """Of the dots as they are believed to heal, with the mix that comes next or came last; None where nothing is to be mixed."""
    following = report.next
    blend = following.blend or (done.records[-1].blend if done.records else None)
    if blend is None:
        return None
    placed = [record.density_per_cm2 for record in done.records]
    if not following.stop:
        placed += [session.new_density_per_cm2 for session in following.sessions]
    finish = sum(placed)
    dots = replace(report.belief.dots(done.asked.dots), density_per_cm2=finish)
    plan = undertone.FadePlan(blend, dots, session_shares=tuple(each / finish for each in placed))
    return undertone.plan_touch_up(report.belief.skin, plan, tolerance_delta_e=report.planned.perceptible_delta_e_2000)


def _window(advice: undertone.TouchUpAdvice) -> said.TouchUpWindow | None:
    """From an even chance that the fading shows to four in five."""
    if advice.years is None:
        return None
    later = [float(year) for year, chance in zip(advice.grid_years, advice.chance, strict=True) if chance >= 0.8]
    until = max(advice.years, min(later, default=float(advice.grid_years[-1])))
    sentence = (
        f"About {advice.years:.1f} years after the last session the fading shows with an even chance: touch up {advice.share:.0%} of the "
        f"dots (model only, extrapolated)."
    )
    return said.TouchUpWindow(from_years=advice.years, to_years=until, sentence=sentence)


def _effects(
    done: Treatment, report: undertone.SessionReport, advice: undertone.TouchUpAdvice, scale: undertone.ReadingScale
) -> list[said.TouchUpEffect]:
    """The advised share of the dots touched up when it is advised, or in another year."""
    if advice.plan is None or advice.years is None:
        return []
    skin = report.belief.skin
    preview = FadePreview(skin, advice.plan)
    years = sorted({advice.years, *TOUCH_UP_YEARS})
    return [_effect(done, skin, advice, preview, at, scale) for at in years]


def _effect(
    done: Treatment,
    skin: undertone.Skin,
    advice: undertone.TouchUpAdvice,
    preview: FadePreview,
    years: float,
    scale: undertone.ReadingScale,
) -> said.TouchUpEffect:
    """Lightness just before the touch-up and healed after it, with 80 % of the draws, and how far dots run into each other later."""
    assert advice.plan is not None
    touch_up = undertone.TouchUp(advice.plan.last_session_days + years * DAYS_PER_YEAR, advice.share)
    plan = replace(advice.plan, touch_ups=(touch_up,))
    healed = undertone._core.healed_after_days / DAYS_PER_YEAR
    seen = preview.look(plan, [years - 0.001, years + healed], FINAL_DRAWS)
    l = scale_labs(scale, np.asarray(seen.draws))[:, :, 0]
    photo = done.asked.options.get("reading_delta_e")
    before, after = (lightness_by_photo(value_range(*np.quantile(l[:, at], [0.1, 0.5, 0.9])), photo) for at in (0, 1))
    model = FadeModel(skin, plan)
    later = model.simulate_many(model.medians, years=[years + OVERLAP_AFTER_YEARS]).seen[0, 0]
    return said.TouchUpEffect(
        years=years, area_l_before=before, area_l_after=after, overlap_percent=100 * float(overlap(later, plan))
    )
