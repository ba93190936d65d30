"""What the work needs of the records: the part of the store that it may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import undertone


@dataclass(frozen=True)
class KeptReading:
    """A reading as kept: the source bytes, and what was said of them."""

    id: str
    role: str
    name: str
    source: bytes
    said: Mapping[str, str]
    client_id: str | None = None
    taken_on: str | None = None
    zone: str | None = None  # of a follow-up


@dataclass(frozen=True)
class KeptLine:
    """A line, as its file's text, and the signed pack that it came in. One that left the shelf is still what was mixed from."""

    id: str
    toml: str
    pack: undertone.PackOrigin | None = None
    on_shelf: bool = True


@dataclass(frozen=True)
class KeptBottle:
    """One bottle on the shelf."""

    id: str
    line_id: str
    ink: str
    lot: str = ""
    expires: str | None = None
    ml_left: float | None = None


@dataclass(frozen=True)
class KeptSession:
    """One session as it was done; ``healed`` has ``read_on``, ``reading_id`` and ``lab``."""

    id: str
    zone: str
    done_on: str
    mixture: Mapping[str, Any]
    density_per_cm2: float
    diameter_mm: float | None = None
    top_mm: float | None = None
    bottom_mm: float | None = None
    healed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class KeptClient:
    """One client: what was done, oldest first, the mix of each zone as it is on the screen, healed readings of later days."""

    id: str
    code: str
    sessions: Sequence[KeptSession] = ()
    mixes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    follow_ups: Sequence[KeptReading] = ()


class Records(Protocol):
    """The store, as the work sees it. Missing things raise the store's own error (not_found)."""

    def settings(self) -> Mapping[str, Any]: ...

    def save_settings(self, settings: Mapping[str, Any]) -> None: ...

    def lock_state(self) -> tuple[bool, bool]:
        """Whether a PIN is set, and whether it has yet to be given."""
        ...

    def client_count(self) -> int: ...

    def add_reading(self, role: str, name: str, source: bytes, said: Mapping[str, str], parsed: Mapping[str, Any]) -> str:
        """Keep it with what was read from it, as shown; its id."""
        ...

    def change_reading(self, reading_id: str, role: str, said: Mapping[str, str], parsed: Mapping[str, Any]) -> None: ...

    def reading(self, reading_id: str) -> KeptReading: ...

    def lines(self) -> Sequence[KeptLine]:
        """Those on the shelf, then those that left it."""
        ...

    def bottles(self) -> Sequence[KeptBottle]: ...

    def client(self, client_id: str) -> KeptClient: ...

    def clients(self) -> Sequence[KeptClient]: ...
