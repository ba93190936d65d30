"""How this studio works: language, instrument, syringe and the like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.database import Database
from undertone.studio.store.errors import bad_input

DEFAULTS: dict[str, Any] = {
    "language": "en",
    "theme": "system",
    "screen_px_per_mm": None,
    "instrument": "",
    "geometry": "",
    "illuminant": "",
    "observer": "",
    "practitioner": "",
    "syringe_step_ml": 0.05,
    "cup_volume_ml": 10.0,
    "drops_per_ml": 20.0,
    "use_own_bias": False,
    "paper": "A4",
    "first_run_done": False,
}

_WORDS = {"language": ("en", "es"), "theme": ("system", "light", "dark"), "paper": ("A4", "Letter")}
_RANGES = {
    "screen_px_per_mm": (0.5, 100.0),
    "syringe_step_ml": (0.001, 5.0),
    "cup_volume_ml": (0.1, 1000.0),
    "drops_per_ml": (1.0, 200.0),
}


class Settings:
    """Those that were changed; all others are the defaults."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self) -> dict[str, Any]:
        """All of them."""
        with self._db.read() as connection:
            rows = connection.execute("SELECT name, value FROM settings").fetchall()
        return {**DEFAULTS, **{row["name"]: json.loads(row["value"]) for row in rows if row["name"] in DEFAULTS}}

    def put(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Change those that are given."""
        kept = self.check(given)
        with self._db.write() as connection:
            for name, value in kept.items():
                connection.execute(
                    "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, checks.as_json(value)),
                )
        return self.get()

    def check(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Settings as they are stored; refused where they could not be."""
        checks.only("", given, tuple(DEFAULTS))
        return {name: _checked(name, value) for name, value in given.items()}


def _checked(name: str, value: Any) -> Any:
    if name in _WORDS:
        return checks.choice(name, value, _WORDS[name])
    if name in _RANGES:
        return None if value is None and DEFAULTS[name] is None else checks.number(name, value, *_RANGES[name])
    if isinstance(DEFAULTS[name], bool):
        if not isinstance(value, bool):
            raise bad_input(name, f"{name} is {value!r}", "it is on or off", "give true or false")
        return value
    return checks.text(name, value)
