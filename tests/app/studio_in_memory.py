"""Records in memory, as the studio's work sees them: for tests that are not about the store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from undertone.studio.problems import Refusal
from undertone.studio.work.records import KeptBottle, KeptClient, KeptLine, KeptReading


class InMemory:
    """Nothing is kept beyond the test."""

    def __init__(self) -> None:
        self.said_settings: dict[str, Any] = {}
        self.readings: dict[str, KeptReading] = {}
        self.kept_lines: list[KeptLine] = []
        self.kept_bottles: list[KeptBottle] = []
        self.kept_clients: dict[str, KeptClient] = {}
        self.locked = False

    def settings(self) -> dict[str, Any]:
        return self.said_settings

    def save_settings(self, settings: Any) -> None:
        self.said_settings = dict(settings)

    def lock_state(self) -> tuple[bool, bool]:
        return self.locked, self.locked

    def client_count(self) -> int:
        return len(self.kept_clients)

    def add_reading(self, role: str, name: str, source: bytes, said: Any, parsed: Any) -> str:
        reading_id = f"r{len(self.readings) + 1}"
        self.readings[reading_id] = KeptReading(reading_id, role, name, source, dict(said))
        return reading_id

    def change_reading(self, reading_id: str, role: str, said: Any, parsed: Any) -> None:
        self.readings[reading_id] = replace(self.reading(reading_id), role=role, said=dict(said))

    def reading(self, reading_id: str) -> KeptReading:
        if reading_id not in self.readings:
            raise Refusal("not_found", "there is no such reading", where="reading_id", do="add it again")
        return self.readings[reading_id]

    def lines(self) -> list[KeptLine]:
        return self.kept_lines

    def bottles(self) -> list[KeptBottle]:
        return self.kept_bottles

    def client(self, client_id: str) -> KeptClient:
        if client_id not in self.kept_clients:
            raise Refusal("not_found", "there is no such client", where="client_id", do="go back to the list")
        return self.kept_clients[client_id]

    def clients(self) -> list[KeptClient]:
        return list(self.kept_clients.values())
