"""All records of one studio, in one file."""

from __future__ import annotations

import shutil
from os import PathLike
from pathlib import Path
from typing import Any

from undertone.studio.store.cards import Cards
from undertone.studio.store.clients import Clients
from undertone.studio.store.database import Clock, Database
from undertone.studio.store.diary import diary_rows, follow_up_rows
from undertone.studio.store.drafts import Drafts
from undertone.studio.store.journal import Journal
from undertone.studio.store.lock import Lock
from undertone.studio.store.photos import Photos
from undertone.studio.store.readings import Readings
from undertone.studio.store.recall import recall
from undertone.studio.store.sessions import Sessions
from undertone.studio.store.settings import Settings
from undertone.studio.store.shelf import Shelf
from undertone.studio.store.trail import Trail


class Store:
    """Clients, readings, cards, sessions, photographs, shelf and settings. Safe to use from several threads."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.settings = Settings(db)
        self.journal = Journal(db, self.who)
        self.trail = Trail(db, self.who)
        self.lock = Lock(db, self.trail)
        self.readings = Readings(db, self.journal)
        self.drafts = Drafts(db)
        self.cards = Cards(db, self.journal)
        self.sessions = Sessions(db, self.journal)
        self.photos = Photos(db, self.journal)
        self.clients = Clients(db, self.journal, self.readings, self.cards, self.sessions, self.photos)
        self.shelf = Shelf(db, self.journal)

    @classmethod
    def open(cls, path: str | PathLike[str], *, now: Clock, busy_timeout_s: float = 5.0) -> Store:
        """Open a records file, or make it.

        Raises
        ------
        StoreError
            For a file that is damaged, of a newer version, of another program or held by one; it is left as it is.
        """
        store = cls(Database(Path(path), now, busy_timeout_s))
        for left in store.db.path.parent.glob(f"{store.beside}*"):  # of a studio that was killed
            shutil.rmtree(left, ignore_errors=True)
        return store

    def close(self) -> None:
        """Nothing can be read or saved any more."""
        self.db.close()

    @property
    def file_name(self) -> str:
        """Of the records: its name alone."""
        return self.db.file_name

    @property
    def beside(self) -> str:
        """How names of folders begin that hold copies of the records for a moment."""
        return f".{self.file_name}-"

    def today(self) -> str:
        """The day, where the clock is."""
        return self.db.today()

    def who(self) -> str:
        """Who works here, by the settings."""
        name: str = self.settings.get()["practitioner"]
        return name

    def recall(self, lot: str) -> dict[str, Any]:
        """Where a lot was used."""
        return recall(self.db, lot)

    def follow_up_rows(self) -> list[dict[str, Any]]:
        """What was read long after, of all clients."""
        return follow_up_rows(self.db)

    def diary_rows(self) -> list[dict[str, Any]]:
        """What healed, of all clients."""
        return diary_rows(self.db)
