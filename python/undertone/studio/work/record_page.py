"""What a client's printed record says, gathered from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import undertone
from undertone import __version__
from undertone.studio import models_work as said
from undertone.studio import record_page as page
from undertone.studio.problems import Refusal, problem_of
from undertone.studio.store import Store
from undertone.studio.work import diary, readings
from undertone.studio.work.stored import StoredRecords

CONSENT_WORDS = {
    "treatment": "the work itself",
    "photo_keep": "photographs being kept in this record",
    "photo_show": "photographs being shown to other clients",
    "photo_publish": "photographs being published",
    "research": "readings being used for research, without name and with shifted dates",
}
PHOTO_WORDS = {
    "before": "before the session",
    "after": "after the session",
    "healed": "when healed",
    "other": "at another time",
}
CARD_WORDS = {"match": "mix card", "session": "session card", "correction": "correction"}


def client_record(store: Store, client_id: str) -> page.ClientRecord:
    """One client's record as it is now."""
    records = StoredRecords(store)
    client = store.clients.get(client_id)
    doses = _doses(store, client_id)
    names, expiries = _ink_names(store, doses), _expiries(store, doses)
    by_zone = sorted(client["done"], key=lambda one: (one["zone"], one["done_on"]))
    numbers = _numbers(by_zone)
    return page.ClientRecord(
        code=client["code"],
        created_on=client["created_on"],
        printed_on=store.today(),
        practitioner=said.Settings(**records.settings()).practitioner,
        version=__version__,
        sessions=[_session(one, numbers[one["id"]], names) for one in by_zone],
        lots=[row for one in by_zone for row in _lots(one, numbers[one["id"]], names, expiries)],
        readings=[_reading(one) for one in records.readings_of(client_id)],
        healed=_healed(records, client, store.today()),
        cards=[
            page.CardRow(
                one["issued_at"][:16].replace("T", " ") + " UTC",
                CARD_WORDS[one["kind"]],
                one["zone"],
                one["headline"],
                one["line_version"],
                one["model_version"],
            )
            for one in client["cards"]
        ],
        photos=[
            page.PhotoRow(PHOTO_WORDS[one["kind"]], one["taken_on"] or "", one["width"], one["height"])
            for one in client["photos"]
        ],
        consents=[
            page.ConsentRow(CONSENT_WORDS[one["kind"]], one["given_on"] or "", one["withdrawn_on"] or "", one["note"])
            for one in client["consents"]
        ],
    )


def _numbers(by_zone: list[dict[str, Any]]) -> dict[str, int]:
    """Sessions are numbered over all zones, by date, as lots are looked up."""
    by_date = sorted(by_zone, key=lambda one: one["done_on"])
    return {one["id"]: number for number, one in enumerate(by_date, start=1)}


def _doses(store: Store, client_id: str) -> list[dict[str, Any]]:
    """Of all cards, oldest first."""
    cards = [store.cards.get(one["id"])["card"] for one in reversed(store.cards.briefs(client_id))]
    return [dose for card in cards for dose in card.get("doses", [])]


def _ink_names(store: Store, doses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """As the shelf and the cards call them."""
    shelf = {one["ink"]: one["name"] for one in store.shelf.bottles()}
    return shelf | {one["ink"]: one["name"] for one in doses if one.get("name")}


def _expiries(store: Store, doses: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Of a lot of an ink, by the bottles on the shelf and the cards that were issued."""
    found = {(one["ink"], one["lot"]): one["expires"] or "" for one in store.shelf.bottles()}
    cards = {(one["ink"], one["lot"]): one["expires"] for one in doses if one.get("expires") and one.get("lot")}
    return found | cards


def _session(one: Mapping[str, Any], number: int, names: Mapping[str, str]) -> page.SessionRow:
    parts = one["mixture"]["parts"]
    inks = " + ".join(
        (f"{amount:g} " if len(parts) > 1 else "") + names.get(ink, ink)
        for ink, amount in sorted(parts.items(), key=lambda part: -part[1])
    )
    kept = ("zone", "done_on", "density_per_cm2", "diameter_mm", "top_mm", "bottom_mm", "ml_used", "who", "needle")
    return page.SessionRow(
        number=number, mixture=f"{one['mixture']['water_parts']:g}:1 {inks}", **{name: one[name] for name in kept}
    )


def _lots(
    one: Mapping[str, Any], number: int, names: Mapping[str, str], expiries: Mapping[tuple[str, str], str]
) -> list[page.LotRow]:
    """Every ink of the mixture, the diluent and the needle: also those whose lot nobody noted."""
    lots = one["lots"]
    inks = [*one["mixture"]["parts"], *(ink for ink in lots if ink and ink not in one["mixture"]["parts"])]
    found = [
        page.LotRow(number, "ink", names.get(ink, ink), lots.get(ink, ""), expiries.get((ink, lots.get(ink, "")), ""))
        for ink in inks
    ]
    if one["mixture"]["water_parts"] > 0 or "" in lots:
        lot = lots.get("", "")
        found.append(page.LotRow(number, "diluent", names.get("", "diluent"), lot, expiries.get(("", lot), "")))
    found.append(page.LotRow(number, "needle", one["needle"] or "needle", one["needle_lot"], ""))
    return found


def _reading(one: said.Reading) -> page.ReadingRow:
    marks = ["synthetic"] if one.synthetic else []
    if one.photo is not None:
        marks.append(f"photo, ± {one.photo.uncertainty_delta_e:.1f} ΔE")
    preset = next((known.name for known in readings.presets() if known.id == one.said.instrument), "")
    return page.ReadingRow(
        taken_on=one.taken_on or "",
        of=one.role,
        name=one.name,
        instrument="camera and colour card" if one.photo is not None else preset,
        geometry=one.geometry,
        light=_light(one),
        count=len(one.rows),
        spread_delta_e=one.spread_delta_e,
        lab=(one.mean.lab.l, one.mean.lab.a, one.mean.lab.b),
        marks=", ".join(marks),
    )


def _light(one: said.Reading) -> str:
    """Illuminant and observer of the Lab that is printed; of a spectrum it is worked out, under D65 where nothing else was said."""
    if any(row.first_nm is not None for row in one.rows):
        return f"{one.illuminant or 'D65'}, {one.observer or '1931_2deg'}, from the spectrum"
    if any(found.code == "viewing_assumed" for found in one.findings) or not (one.illuminant or one.observer):
        return "not stated"
    return f"{one.illuminant or 'not stated'}, {one.observer or 'not stated'}"


def _healed(records: StoredRecords, client: Mapping[str, Any], today: str) -> list[page.HealedRow]:
    """What was predicted before each healed reading, and what it read; a reading that cannot be predicted stands there all the same."""
    found = []
    for zone in sorted({one["zone"] for one in client["done"] if one["healed"] is not None}):
        done = [one for one in client["done"] if one["zone"] == zone and one["healed"] is not None]
        try:
            rows = diary.rows_of(records, client["id"], zone, today)
        except (undertone.Error, Refusal) as error:
            found += [_without_prediction(records, one, problem_of(error).what) for one in done]
            continue
        found += [
            page.HealedRow(
                zone=zone,
                read_on=row.read_on,
                read=(row.healed.lab.l, row.healed.lab.a, row.healed.lab.b),
                predicted=(row.predicted.lab.l, row.predicted.lab.a, row.predicted.lab.b),
                swatches=(row.predicted.srgb, row.healed.srgb),
                delta_e_2000=row.delta_e_2000,
                inside_range=row.inside_range,
                why="",
            )
            for row in rows
        ]
    return found


def _without_prediction(records: StoredRecords, session: Mapping[str, Any], why: str) -> page.HealedRow:
    healed = session["healed"]
    lab = None if healed["lab"] is None else tuple(healed["lab"][part] for part in "lab")
    if healed["reading_id"] is not None:
        try:
            mean = readings.reading_answer(records.reading(healed["reading_id"])).mean.lab
            lab = (mean.l, mean.a, mean.b)
        except (undertone.Error, Refusal) as error:
            why = f"{why}; the reading: {problem_of(error).what}"
    return page.HealedRow(session["zone"], healed["read_on"], lab, None, None, None, None, f"not predicted: {why}")
