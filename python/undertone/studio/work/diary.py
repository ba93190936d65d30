"""The accuracy diary: what was predicted and what healed, over all clients, and the practitioner's own bias."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

import undertone
from undertone.colorimetry import delta_e_2000
from undertone.learning.predicted_lightness import predicted_lightness
from undertone.planning.client_sessions import _prior
from undertone.studio import models_diary
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal, problem_of
from undertone.studio.work import follow_up, treatments
from undertone.studio.work.cache import Cache
from undertone.studio.work.colors import swatch
from undertone.studio.work.plan import Asked, asked_of
from undertone.studio.work.records import KeptClient, Records

LEAST_CLIENTS = 5  # of whom practitioner_bias learns

_OFF = {
    "retention": ("kept more", "kept less"),
    "depth_factor": ("deeper than assumed", "shallower than assumed"),
    "granule_um": ("clumped more", "clumped less"),
}


@dataclass(frozen=True)
class Healed:
    """One healed reading: what was believed before it, and what it taught."""

    belief: undertone.HealingBelief
    reading: undertone.HealedReading
    update: undertone.HealingUpdate
    row: models_diary.DiaryRow


_HEALED: Cache[tuple[Healed, ...]] = Cache(200)
_BIASES: Cache[undertone.PractitionerBias] = Cache(50)


def diary(records: Records, today: str) -> models_diary.Diary:
    """Rows, worst first, and the bias where five clients tell of it."""
    everyone = _everyone(records)
    rows, left_out = [], []
    pairs: list[tuple[str, Healed]] = []
    for kept in everyone:
        for zone in _zones(kept):
            try:
                found = healed_of(records, kept, zone, today, everyone)
                later = follow_up_rows(records, kept, zone, today, everyone)
            except (undertone.Error, Refusal) as error:
                why = problem_of(error).what
                left_out.append(models_diary.LeftOut(client_id=kept.id, code=kept.code, why=why))
                continue
            rows += [*(one.row for one in found), *later]
            if found and not any(client == kept.id for client, _ in pairs):
                pairs.append((kept.id, found[0]))
    rows.sort(key=lambda row: -row.delta_e_2000)
    return models_diary.Diary(rows=rows, bias=_bias_answer(records, [pair for _, pair in pairs]), left_out=left_out)


def rows_of(records: Records, client_id: str, zone: str, today: str) -> list[models_diary.DiaryRow]:
    """One client's rows of a zone, in the order in which they were read.

    Raises
    ------
    undertone.Error, Refusal
        The readings or inks cannot be used any more.
    """
    everyone = _everyone(records)
    kept = next(one for one in everyone if one.id == client_id)
    healed = [one.row for one in healed_of(records, kept, zone, today, everyone)]
    return sorted([*healed, *follow_up_rows(records, kept, zone, today, everyone)], key=lambda row: row.read_on)


def follow_up_rows(
    records: Records, kept: KeptClient, zone: str, today: str, everyone: list[KeptClient]
) -> list[models_diary.DiaryRow]:
    """A zone's readings of later days, each as the forecast of that day had it. They teach nothing of healing, so no bias."""
    found = follow_up.follow_ups_of(records, kept, zone, _asked(records, kept, zone, today, everyone))
    return [
        models_diary.DiaryRow(
            client_id=kept.id,
            code=kept.code,
            zone=zone,  # type: ignore[arg-type]
            read_on=one.on.isoformat(),
            predicted=swatch("predicted", one.expected.lab),
            healed=swatch("healed", one.read),
            delta_e_2000=float(delta_e_2000(one.expected.lab, np.array(one.read))),
            inside_range=one.inside,
            off="" if one.inside else "faded more" if one.read[0] > one.expected.l[2] else "faded less",
            years_after=one.years_after,
        )
        for one in found
    ]


def _zones(kept: KeptClient) -> list[str]:
    """Those of which something healed was read after a session."""
    done = {one.zone for one in kept.sessions}
    later = {one.zone for one in kept.follow_ups if one.zone in done}
    return sorted({one.zone for one in kept.sessions if one.healed is not None} | {zone for zone in later if zone})


def _everyone(records: Records) -> list[KeptClient]:
    return [kept for kept in records.clients() if _zones(kept)]


def _asked(records: Records, kept: KeptClient, zone: str, today: str, everyone: list[KeptClient]) -> Asked:
    """One line for all clients: their healed readings are weighed together."""
    mix = treatments.mix_of(kept, zone)
    used = {ink for one in everyone for session in one.sessions for ink in session.mixture["parts"]}
    return asked_of(records, mix.model_copy(update={"bottle_ids": []}), today, kept.code, used)


def healed_of(records: Records, kept: KeptClient, zone: str, today: str, everyone: list[KeptClient]) -> tuple[Healed, ...]:
    """Every healed reading of a zone, each predicted from what was known before it."""
    mix = treatments.mix_of(kept, zone)
    own = sorted((one for one in kept.sessions if one.zone == zone), key=lambda one: one.done_on)
    asked = _asked(records, kept, zone, today, everyone)
    key = (kept.id, zone, mix.model_dump_json(), repr(own), asked.shelf.line._text)

    def work() -> tuple[Healed, ...]:
        done = [treatments.record_of(records, one, asked) for one in own]
        belief = _prior(asked.client, asked.dots)
        found = []
        for at, record in enumerate(done):
            if record.healed is None:
                continue
            assert record.healed_on is not None
            standing = treatments.standing_of(done[: at + 1], asked.dots)
            reading = undertone.HealedReading(
                standing,
                reflectance=record.healed.reflectance,
                lab=record.healed.lab,
                readings=record.healed.readings,
                repeat_delta_e=record.healed.repeat_delta_e,
                scale=record.healed.scale,
                name=kept.code,
            )
            update = undertone.update_from_healed(belief, reading)
            scale = record.healed.scale or asked.client.scale
            low, _, high = predicted_lightness(belief, standing, scale, reading.repeat_delta_e)
            predicted, read = update.predicted[0], update.read[0]
            row = models_diary.DiaryRow(
                client_id=kept.id,
                code=kept.code,
                zone=zone,  # type: ignore[arg-type]
                read_on=record.healed_on.isoformat(),
                predicted=swatch("predicted", predicted),
                healed=swatch("healed", read),
                delta_e_2000=float(delta_e_2000(predicted, read)),
                inside_range=bool(low <= read[0] <= high),
                off=what_was_off(update),
                years_after=None,
            )
            found.append(Healed(belief, reading, update, row))
            belief = update.belief
        return tuple(found)

    return _HEALED.get(key, work)


def what_was_off(update: undertone.HealingUpdate) -> str:
    """Which assumption moved most, in its own standard deviations; "" where none moved by a third of one."""
    if not update.credible:
        return "not believed"
    moved = []
    for one in update.learnt:
        if one.name in _OFF:
            sd = math.log(one.high_before / one.low_before) / 2.563
            moved.append((math.log(one.after / one.before) / sd, *_OFF[one.name]))
        elif one.name == "bare_skin_l":
            sd = (one.high_before - one.low_before) / 2.563
            moved.append(((one.after - one.before) / sd, "skin itself lighter", "skin itself darker"))
    size, more, less = max(moved, key=lambda one: abs(one[0]))
    return "" if abs(size) < 1 / 3 else more if size > 0 else less


def bias_of(records: Records, today: str, without: str = "") -> undertone.PractitionerBias | None:
    """Own bias by the first healed reading of every other client; None where fewer than five tell of it."""
    read = [kept for kept in _everyone(records) if any(one.healed is not None for one in kept.sessions)]
    everyone = [kept for kept in read if kept.id != without]
    if len(everyone) < LEAST_CLIENTS:
        return None
    pairs = []
    for kept in everyone:
        zone = next(one.zone for one in kept.sessions if one.healed is not None)
        try:
            pairs.append(healed_of(records, kept, zone, today, everyone)[0])
        except (undertone.Error, Refusal):
            continue  # the diary says who is left out, and why
    return _bias(pairs)


def _bias(pairs: list[Healed]) -> undertone.PractitionerBias | None:
    if len(pairs) < LEAST_CLIENTS:
        return None
    key = tuple((one.row.client_id, one.row.model_dump_json()) for one in pairs)
    return _BIASES.get(key, lambda: undertone.practitioner_bias([(one.belief, one.reading) for one in pairs]))


def _bias_answer(records: Records, pairs: list[Healed]) -> models_diary.DiaryBias | None:
    if not pairs:
        return None
    used = said.Settings(**records.settings()).use_own_bias
    found = _bias(pairs)
    if found is None:
        sentence = f"Your own bias is shown from {LEAST_CLIENTS} healed clients on; {len(pairs)} so far."
        return models_diary.DiaryBias(
            sentence=sentence,
            clients=len(pairs),
            needed=LEAST_CLIENTS,
            mean_before=None,
            mean_after=None,
            worst_before=None,
            worst_after=None,
            used=False,
        )
    before, after = found.error_before, found.error_after
    return models_diary.DiaryBias(
        sentence=found.sentence,
        clients=found.pairs,
        needed=LEAST_CLIENTS,
        mean_before=sum(before) / len(before),
        mean_after=sum(after) / len(after),
        worst_before=max(before),
        worst_after=max(after),
        used=used,
    )
