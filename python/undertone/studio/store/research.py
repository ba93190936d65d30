"""Healed readings for research: of clients who consented, under random names, with shifted dates and nothing written by hand.

``undertone.FadeSeries.from_frame`` and ``from_csv`` read one series of the table, with ``ignore=RESEARCH_COLUMNS_BESIDE``.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from undertone.studio.store.checks import as_json
from undertone.studio.store.exchange import safe_cell
from undertone.studio.store.store import Store

COLUMNS: dict[str, str] = {
    "series": "random name of one client's zone, new in each export",
    "client": "random name of the client, new in each export",
    "zone": "of the scalp",
    "first_session": "day of the zone's first session, shifted by the client's own random number of days",
    "date": "day of the reading, shifted likewise: intervals are true, days are not",
    "l": "CIE L* of the healed area on the scale of `geometry`, `illuminant`, `observer`",
    "a": "CIE a*",
    "b": "CIE b*",
    "sessions": "sessions of the zone up to the reading",
    "density_per_cm2": "dots set in these sessions together, 1/cm2",
    "diameter_set_mm": "width of dots intended in the last session, mm; empty: not noted",
    "top_mm": "upper end of dots intended, mm below the surface",
    "bottom_mm": "lower end of dots intended, mm below the surface",
    "mixture": "parts of inks and of water in the last session, JSON; inks by the line's own ids",
    "skin_l": "CIE L* of the bare skin",
    "skin_a": "CIE a*",
    "skin_b": "CIE b*",
    "instrument": "instrument preset, as said by the practitioner",
    "geometry": "of the healed reading: 8/d SCI, 8/d SCE, 45/0; empty: not known",
    "illuminant": "of the healed reading",
    "observer": "of the healed reading",
    "synthetic": "1 for readings whose file says that they are computed",
}
RESEARCH_COLUMNS_BESIDE = tuple(name for name in COLUMNS if name not in ("date", "l", "a", "b"))


def research_csv(store: Store) -> str:
    """The table; a header alone where no client consented."""
    text = io.StringIO()
    writer = csv.DictWriter(text, tuple(COLUMNS))
    writer.writeheader()
    with store.db.read():
        rows = _rows(store)
    for row in sorted(rows, key=lambda one: (one["series"], one["date"])):
        writer.writerow({name: safe_cell(value) for name, value in row.items()})
    store.trail.add("exported for research")
    return text.getvalue()


def columns_csv() -> str:
    """What each column means."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([("column", "meaning"), *COLUMNS.items()])
    return text.getvalue()


def _rows(store: Store) -> list[dict[str, Any]]:
    consenting = {
        row["client_id"]
        for row in store.db.connection.execute(
            "SELECT client_id FROM consents WHERE kind = 'research' AND given_on IS NOT NULL AND withdrawn_on IS NULL"
        )
    }
    names: dict[Any, str] = {}
    shifts: dict[str, timedelta] = {}
    healed = [
        (one["client_id"], one["zone"], [*one["sessions_before"], one["session"]], one["session"]["healed"])
        for one in store.diary_rows()
    ]
    later = [
        (one["client_id"], one["zone"], one["sessions"], {"read_on": one["taken_on"], "reading_id": one["reading_id"]})
        for one in store.follow_up_rows()
    ]
    rows = []
    for client_id, zone, sessions, read in healed + later:
        if client_id not in consenting:
            continue
        shift = shifts.setdefault(client_id, timedelta(days=-1 - secrets.randbelow(3650)))
        last = sessions[-1]
        rows.append(
            {
                "series": names.setdefault((client_id, zone), secrets.token_hex(6)),
                "client": names.setdefault(client_id, secrets.token_hex(6)),
                "zone": zone,
                "first_session": _shifted(sessions[0]["done_on"], shift),
                "date": _shifted(read["read_on"], shift),
                "sessions": len(sessions),
                "density_per_cm2": sum(one["density_per_cm2"] for one in sessions),
                "diameter_set_mm": last["diameter_mm"],
                "top_mm": last["top_mm"],
                "bottom_mm": last["bottom_mm"],
                "mixture": as_json(last["mixture"]),
                **_healed(store, read),
                **_skin(store, client_id),
            }
        )
    return rows


def _shifted(day: str, shift: timedelta) -> str:
    return (date.fromisoformat(day) + shift).isoformat()


def _healed(store: Store, healed: Mapping[str, Any]) -> dict[str, Any]:
    if healed["reading_id"] is None:
        settings = store.settings.get()
        conditions = {name: settings[name] for name in ("instrument", "geometry", "illuminant", "observer")}
        return {**healed["lab"], **conditions, "synthetic": 0}
    reading = store.readings.get(healed["reading_id"])
    summary = reading["summary"]
    conditions = {name: summary[name] for name in ("geometry", "illuminant", "observer")}
    instrument = reading["said"]["instrument"]
    return {**summary["mean"]["lab"], **conditions, "instrument": instrument, "synthetic": int(summary["synthetic"])}


def _skin(store: Store, client_id: str) -> dict[str, Any]:
    """The first reading of the bare skin."""
    skin = next((one for one in store.readings.of(client_id) if one["role"] == "skin"), None)
    lab = {} if skin is None else skin["summary"]["mean"]["lab"]
    return {f"skin_{name}": lab.get(name) for name in "lab"}
