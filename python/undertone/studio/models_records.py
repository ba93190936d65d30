"""The contract's requests and answers for records, shelf and lock: ``python/studio/src/lib/api.types.ts`` in pydantic."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from undertone.studio.models_work import (
    Answer,
    Diagnostic,
    Given,
    Lab,
    MixInput,
    Mixture,
    Number,
    Reading,
    ReadingRole,
    Swatch,
    ZoneName,
)

ConsentKind = Literal["treatment", "photo_keep", "photo_show", "photo_publish", "research"]
PhotoKind = Literal["before", "after", "healed", "other"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Id = Annotated[str, Field(max_length=64)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Label = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=20_000)]


# ---- the lock


class Pin(Given):
    pin: Annotated[str, Field(max_length=64)]


class PinChange(Given):
    old: Annotated[str, Field(max_length=64)] | None
    new: Annotated[str, Field(max_length=64)] | None


class TrailEntry(Answer):
    at: str
    who: str
    what: str


# ---- clients


class Consent(Given):
    kind: ConsentKind
    given_on: Day | None
    withdrawn_on: Day | None
    note: LongText = ""


class ClientBrief(Answer):
    id: str
    code: str
    version: int
    created_on: str
    last_visit_on: str | None
    sessions: int
    headline: str
    skin: Swatch | None
    target: Swatch | None


class CardBrief(Answer):
    id: str
    issued_at: str
    kind: Literal["match", "session", "correction"]
    zone: ZoneName
    headline: str
    line_version: str
    model_version: str
    mixture: Mixture | None


class CardIssued(CardBrief):
    client_id: str
    code: str
    card: dict[str, Any]
    card_text: str
    sha256: str


class Healed(Given):
    read_on: Day
    reading_id: Id | None = None
    lab: Lab | None = None


class SessionGiven(Given):
    card_id: Id | None = None
    zone: ZoneName
    done_on: Day
    mixture: Mixture
    lots: Annotated[dict[Label, Label], Field(max_length=50, default_factory=dict)]
    needle: Label = ""
    needle_lot: Label = ""
    who: Label = ""
    density_per_cm2: Number
    diameter_mm: Number | None = None
    top_mm: Number | None = None
    bottom_mm: Number | None = None
    ml_used: Number | None = None
    note: LongText = ""
    healed: Healed | None = None


class SessionChange(Given):
    """Fields that are not given stay."""

    version: int
    card_id: Id | None = None
    zone: ZoneName | None = None
    done_on: Day | None = None
    mixture: Mixture | None = None
    lots: Annotated[dict[Label, Label], Field(max_length=50)] | None = None
    needle: Label | None = None
    needle_lot: Label | None = None
    who: Label | None = None
    density_per_cm2: Number | None = None
    diameter_mm: Number | None = None
    top_mm: Number | None = None
    bottom_mm: Number | None = None
    ml_used: Number | None = None
    note: LongText | None = None
    healed: Healed | None = None


class SessionDone(SessionGiven):
    id: str
    version: int


class Photo(Answer):
    id: str
    kind: PhotoKind
    taken_on: str | None
    width: int
    height: int
    stripped: list[str]


class Client(ClientBrief):
    notes: str
    health_note: str
    consents: list[Consent]
    readings: list[Reading]
    cards: list[CardBrief]
    done: list[SessionDone]
    photos: list[Photo]
    findings: list[Diagnostic]
    can_undo: bool
    can_redo: bool
    undo_what: str
    redo_what: str


class ClientCreate(Given):
    code: Code


class ClientChange(Given):
    version: int
    code: Code | None = None
    notes: LongText | None = None
    health_note: LongText | None = None
    consents: Annotated[list[Consent], Field(max_length=20)] | None = None


class Attach(Given):
    reading_id: Id
    role: ReadingRole
    taken_on: Day | None = None
    zone: ZoneName | None = None


class Erase(Given):
    code: Code


class Erased(Answer):
    code: str
    removed: dict[str, int]
    proof: str
    clean: bool


class HistoryEntry(Answer):
    at: str
    who: str
    what: str
    before: Any
    after: Any


class Draft(Answer):
    version: int
    mix: MixInput | None
    mixture: Mixture | None


class DraftChange(Given):
    version: int
    mix: MixInput
    mixture: Mixture | None


class MatchCardAsked(Given):
    """What is on the screen of the Mix page."""

    kind: Literal["match"] = "match"
    mix: MixInput
    mixture: Mixture | None


class SessionCardAsked(Given):
    """The next session of a zone."""

    kind: Literal["session"]
    zone: ZoneName


class CorrectionCardAsked(Given):
    """A cup to correct, as POST /api/correct takes it."""

    kind: Literal["correction"]
    zone: ZoneName
    mix: MixInput
    mixture: Mixture
    ml_left: Annotated[float, Field(gt=0, le=200)]
    drawdown_reading_id: Id | None = None
    card_reading_id: Id | None = None


def _card_kind(given: Any) -> str:
    kind = given.get("kind", "match") if isinstance(given, dict) else getattr(given, "kind", "match")
    return str(kind)


CardAsked = Annotated[
    Annotated[MatchCardAsked, Tag("match")]
    | Annotated[SessionCardAsked, Tag("session")]
    | Annotated[CorrectionCardAsked, Tag("correction")],
    Discriminator(_card_kind),
]


# ---- the shelf


class ShelfInk(Answer):
    id: str
    name: str
    colorants: list[str]
    known: Literal["measured", "maker", "label"]
    known_text: str
    masstone: Swatch


class PackLot(Answer):
    ink: str
    lot: str
    expires: str | None


class PackDocument(Answer):
    number: int
    kind: str
    about: list[str]
    name: str
    bytes: int


class Pack(Answer):
    """What an ink pack holds beside its line."""

    line: str
    version: str
    made_on: str
    lots: list[PackLot]
    documents: list[PackDocument]


class ShelfLine(Answer):
    id: str
    name: str
    maker: str
    version: str
    kind: Literal["shipped", "file", "pack", "label", "films"]
    signed_by: str | None
    pack: Pack | None = None
    note: str
    synthetic: bool
    inks: list[ShelfInk]


class Bottle(Answer):
    id: str
    version: int
    line_id: str
    ink: str
    name: str
    lot: str
    expires: str | None
    expired: bool
    opened_on: str | None
    ml_left: float | None
    low_below_ml: float
    low: bool
    discontinued: bool
    swatch: Swatch


class Shelf(Answer):
    lines: list[ShelfLine]
    bottles: list[Bottle]
    can_undo: bool
    can_redo: bool


class BottleGiven(Given):
    line_id: Id
    ink: Label
    lot: Label = ""
    expires: Day | None = None
    opened_on: Day | None = None
    ml_left: Number | None = None
    low_below_ml: Number = 5.0
    discontinued: bool = False


class BottleChange(Given):
    """Fields that are not given stay."""

    version: int
    line_id: Id | None = None
    ink: Label | None = None
    lot: Label | None = None
    expires: Day | None = None
    opened_on: Day | None = None
    ml_left: Number | None = None
    low_below_ml: Number | None = None
    discontinued: bool | None = None


class LabelInk(Given):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    ingredients: Annotated[list[Label], Field(min_length=1, max_length=20)]
    solids_low_percent: Annotated[float, Field(gt=0, le=100)]
    solids_high_percent: Annotated[float, Field(gt=0, le=100)]


class RecalledCard(Answer):
    client_id: str
    code: str
    card_id: str
    issued_at: str
    ink: str


class RecalledSession(Answer):
    client_id: str
    code: str
    session_id: str
    done_on: str
    ink: str
    kind: Literal["ink", "diluent", "needle"]


class UnreadCard(Answer):
    client_id: str
    code: str
    card_id: str
    issued_at: str
    why: str


class Recall(Answer):
    lot: str
    cards: list[RecalledCard]
    sessions: list[RecalledSession]
    unrecorded_cards: list[RecalledCard]
    unrecorded_sessions: list[RecalledSession]
    unread: list[UnreadCard]


# ---- whole records


class Imported(Answer):
    added: dict[str, int]
    skipped: dict[str, int]
    problems: list[str]
