"""The contract's accuracy diary in pydantic."""

from __future__ import annotations

from undertone.studio.models_work import Answer, Swatch, ZoneName


class DiaryRow(Answer):
    client_id: str
    code: str
    zone: ZoneName
    read_on: str
    predicted: Swatch
    healed: Swatch
    delta_e_2000: float
    inside_range: bool
    off: str
    years_after: float | None


class DiaryBias(Answer):
    sentence: str
    clients: int
    needed: int
    mean_before: float | None
    mean_after: float | None
    worst_before: float | None
    worst_after: float | None
    used: bool


class LeftOut(Answer):
    client_id: str
    code: str
    why: str


class Diary(Answer):
    rows: list[DiaryRow]
    bias: DiaryBias | None
    left_out: list[LeftOut]
