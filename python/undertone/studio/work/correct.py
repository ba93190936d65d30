"""A cup that came out wrong, or was left over: what to add."""

from __future__ import annotations

import undertone
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.clients import reading_files
from undertone.studio.work.colors import swatch
from undertone.studio.work.plan import Asked, asked_of, cup_answer, search_options
from undertone.studio.work.readings import by_instrument
from undertone.studio.work.records import Records
from undertone.studio.work.treatments import treatment_of

BUDGET_S = 15.0  # someone stands by with the cup; the answer says where the search was stopped


def correction(records: Records, asked: said.CorrectAsked, today: str) -> said.CorrectionAnswer:
    """What to add to the cup for the dots that are still to be set."""
    answer, _ = correction_with_card(records, asked, today)
    return answer


def correction_with_card(
    records: Records, asked: said.CorrectAsked, today: str
) -> tuple[said.CorrectionAnswer, undertone.CorrectionReport]:
    """The answer, and the report behind it, whose card is issued."""
    sessions: tuple[undertone.SessionRecord, ...] = ()
    code = ""
    if asked.client_id is not None:
        done = treatment_of(records, asked.client_id, asked.zone, today)
        sessions, code = done.records, done.kept.code
    used = {ink for one in sessions for ink in one.blend.parts} | set(asked.mixture.parts)
    mix = asked_of(records, asked.mix, today, code, used)
    report = _corrected(records, asked, mix, sessions)
    found = report.correction
    colors = {one["name"]: one["read"] for one in report.card.data["colors"]}

    def color(name: str) -> said.Swatch:
        return swatch(name, [colors[name][part] for part in "lab"])

    answer = said.CorrectionAnswer(
        sentence=found.sentence,
        additions=[said.Addition(ink=one.ink_id, name=one.name, ml=one.ml, drops=one.drops) for one in found.additions],
        total_ml=found.total_ml,
        before=color("as it is"),
        after=color("corrected"),
        target=color("target"),
        delta_e_before=found.as_it_is.delta_e,
        delta_e_after=found.corrected.delta_e,
        fresh=cup_answer(found.fresh_cup, found.fresh) if found.fresh is not None and found.fresh_cup is not None else None,
        card_text=report.card.text,
    )
    return answer, report


def corrected_mixture(asked: said.CorrectAsked, report: undertone.CorrectionReport) -> said.Mixture | None:
    """What the cup then holds, by volume; None where a film said that it never held what it was called."""
    if asked.drawdown_reading_id is not None:
        return None
    inks = asked.ml_left / (1 + asked.mixture.water_parts)
    whole = sum(asked.mixture.parts.values())
    ml = {ink: inks * part / whole for ink, part in asked.mixture.parts.items()}
    water = asked.ml_left - inks
    for one in report.correction.additions:
        if one.ink_id:
            ml[one.ink_id] = ml.get(one.ink_id, 0.0) + one.ml
        else:
            water += one.ml
    return said.Mixture(parts={ink: round(part, 4) for ink, part in ml.items()}, water_parts=water / sum(ml.values()))


def _corrected(
    records: Records, asked: said.CorrectAsked, mix: Asked, sessions: tuple[undertone.SessionRecord, ...]
) -> undertone.CorrectionReport:
    options = search_options(mix, asked.mix)
    blend = mix.shelf.blend(asked.mixture)
    # The cup may hold more than is mixed at once, and inks that are not to be added.
    options["time_budget_s"] = BUDGET_S
    options["cup_volume_ml"] = max(options["cup_volume_ml"], 2 * asked.ml_left)
    given = (asked.drawdown_reading_id, asked.card_reading_id)
    if given == (None, None):
        return undertone.correct_client_cup(mix.client, blend, asked.ml_left, mix.dots, sessions=sessions, **options)
    if asked.drawdown_reading_id is None or asked.card_reading_id is None:
        do = "read the film of the cup, and the bare card beside it"
        what = "a drawdown needs two readings, of the film and of the bare card"
        raise Refusal("bad_input", what, where="drawdown", do=do, field="drawdown_reading_id")
    film, card = (by_instrument(records.reading(one)) for one in (asked.drawdown_reading_id, asked.card_reading_id))
    with reading_files({"film": film, "card": card}, settle=True) as files:
        pair = (files.paths["film"], files.paths["card"])
        return undertone.correct_client_cup(
            mix.client, blend, asked.ml_left, mix.dots, sessions=sessions, drawdowns=[pair], **options
        )
