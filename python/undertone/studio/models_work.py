"""The contract's requests and answers for readings, mixes, sessions and lines: ``python/studio/src/lib/api.types.ts`` in pydantic."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["info", "warning", "error"]
ZoneName = Literal["hairline", "mid", "crown", "sides", "scar"]
ReadingRole = Literal["skin", "fringe", "strand", "healed", "drawdown", "exposure", "batch"]
Srgb = tuple[int, int, int]
Linear = tuple[float, float, float]
Number = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(max_length=500)]
ShortText = Annotated[str, Field(max_length=200)]


class Answer(BaseModel):
    """Something that the server says."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """Something that the browser says: nothing unknown, no infinities."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Lab(Given):
    l: Number
    a: Number
    b: Number


class Range(Answer):
    low: float
    median: float
    high: float


class Swatch(Answer):
    """A colour to show: the Lab that is said, and its sRGB for this screen."""

    name: str
    lab: Lab
    srgb: Srgb
    out_of_gamut: bool


class Problem(Answer):
    """Every refusal."""

    code: str
    what: str
    where: str = ""
    why: str = ""
    do: str = ""
    field: str | None = None
    current: Any = None


class Diagnostic(Answer):
    severity: Severity
    code: str
    message: str


class Settings(Given):
    language: Literal["en", "es"] = "en"
    theme: Literal["system", "light", "dark"] = "system"
    screen_px_per_mm: Annotated[float, Field(gt=0.5, lt=100)] | None = None
    instrument: ShortText = ""
    geometry: ShortText = ""
    illuminant: ShortText = ""
    observer: ShortText = ""
    practitioner: ShortText = ""
    syringe_step_ml: Annotated[float, Field(ge=0.001, le=5)] = 0.05
    cup_volume_ml: Annotated[float, Field(ge=0.1, le=200)] = 10.0
    drops_per_ml: Annotated[float, Field(ge=1, le=200)] = 20.0
    use_own_bias: bool = False
    paper: Literal["A4", "Letter"] = "A4"
    first_run_done: bool = False


class Status(Answer):
    version: str
    today: str
    locked: bool
    pin_set: bool
    settings: Settings
    clients: int
    line_folder: bool
    records_file: str
    people: list[str]


class InstrumentPreset(Answer):
    id: str
    name: str
    geometry: str
    illuminant: str
    observer: str


class Said(Given):
    instrument: ShortText = ""
    geometry: ShortText = ""
    illuminant: ShortText = ""
    observer: ShortText = ""


class ReadingRow(Answer):
    name: str
    swatch: Swatch
    first_nm: float | None
    last_nm: float | None
    step_nm: float | None
    reflectance: list[float] | None
    findings: list[Diagnostic]


class PhotoBadge(Answer):
    """Of a reading that a photograph gave: how far it can be trusted."""

    uncertainty_delta_e: float
    residual_delta_e: float


class Reading(Answer):
    id: str
    role: ReadingRole
    name: str
    format: str
    sha256: str
    bytes: int
    synthetic: bool
    photo: PhotoBadge | None
    said: Said
    geometry: str
    illuminant: str
    observer: str
    verdict: Literal["usable", "usable with care", "not usable"]
    spread_delta_e: float | None
    rows: list[ReadingRow]
    mean: Swatch
    findings: list[Diagnostic]
    client_id: str | None
    taken_on: str | None
    zone: ZoneName | None


class PastedReading(Given):
    text: Annotated[str, Field(min_length=1, max_length=8_000_000)]
    name: Name = "pasted"
    role: ReadingRole
    said: Said = Said()


class TypedRow(Given):
    name: ShortText = ""
    l: Number
    a: Number
    b: Number


class TypedReading(Given):
    rows: Annotated[list[TypedRow], Field(min_length=1, max_length=200)]
    name: Name = "typed"
    role: ReadingRole
    said: Said = Said()


class SampleAsked(Given):
    person: ShortText


class SamplePair(Answer):
    skin: Reading
    fringe: Reading


class ReadingChange(Given):
    role: ReadingRole | None = None
    said: Said | None = None


class PairAsked(Given):
    skin_id: str
    fringe_id: str


class PairFindings(Answer):
    findings: list[Diagnostic]


class Dots(Given):
    diameter_mm: Number
    density_per_cm2: Number
    top_mm: Number
    bottom_mm: Number


class Hair(Given):
    basis: Literal["fringe", "strand", "word", "none"]
    reading_id: str | None = None
    hair_color: ShortText = ""
    density_per_cm2: Number | None = None
    shaft_diameter_mm: Number | None = None


class Mixture(Given):
    parts: Annotated[dict[str, Annotated[float, Field(gt=0, le=1e6)]], Field(min_length=1, max_length=20)]
    water_parts: Annotated[float, Field(ge=0, le=1000)]


class MixInput(Given):
    skin_reading_id: str | None
    hair: Hair
    site: ShortText = "scalp"
    zone: ZoneName
    dots: Dots
    bottle_ids: Annotated[list[str], Field(max_length=200)] = []
    max_inks: Annotated[int, Field(ge=1, le=3)] = 2
    illuminants: Annotated[list[ShortText], Field(min_length=1, max_length=20)] = ["D65", "A", "F11"]
    expired_reason: ShortText = ""
    cup_volume_ml: Annotated[float, Field(ge=0.1, le=200)] | None = None
    fixed: Mixture | None = None


class DoseRow(Answer):
    ink: str
    name: str
    lot: str | None
    expires: str | None
    ml: float
    grams: float
    drops: float


class CupTotal(Answer):
    ml: float
    grams: float
    drops: float


class Cup(Answer):
    mixture: Mixture
    doses: list[DoseRow]
    total: CupTotal


class Alternative(Answer):
    rank: int
    mixture: Mixture
    label: str
    target: Swatch
    area: Swatch
    delta_e_2000: float
    delta_e_range: Range
    trade_off: str


class StepEffect(Answer):
    what: str
    direction: Literal[1, -1]
    ink: str
    ml: float
    delta_l: float
    delta_e_2000: float


class AnswerRanges(Answer):
    area_l: Range
    delta_e_2000: Range
    usual_delta_e_2000: float
    basis: str


class MixAnswer(Answer):
    card: dict[str, Any]
    card_text: str
    verdict: Literal["matched", "acceptable", "cannot_match", "no_pigment_needed", "undecided"]
    verdict_icon: Literal["match", "near", "no"]
    headline: str
    limits: list[str]
    caveats: list[str]
    warnings: list[Diagnostic]
    scale: str
    perceptible_delta_e_2000: float
    acceptable_delta_e_ab: float
    cup: Cup | None
    step_more: list[StepEffect]
    alternatives: list[Alternative]
    ranges: AnswerRanges | None
    stop_rule: str
    seconds: float


class MoreAsked(Given):
    mixture: Mixture
    ml: Annotated[float, Field(ge=0, le=200)]
    by_percent: Annotated[float, Field(gt=0, le=1000)] | None = None
    to_total_ml: Annotated[float, Field(gt=0, le=200)] | None = None
    bottle_ids: Annotated[list[str], Field(max_length=200)] = []


class LiveInput(Given):
    sequence: Annotated[int, Field(ge=0, le=2**53)]
    window: ShortText = ""
    mix: MixInput
    mixture: Mixture
    years: Annotated[float, Field(ge=0, le=50)] = 0
    illuminant: ShortText = "D65"
    viewing_distance_m: Annotated[float, Field(gt=0, le=100)] = 1.0
    final: bool = False
    want_fan: bool = False


class DotStamp(Answer):
    step_mm: float
    shadow: list[Linear]
    diameter_mm: float
    density_per_cm2: float


class PairGround(Answer):
    target: Linear
    result: Linear


class PairStamps(Answer):
    target: DotStamp
    result: DotStamp


class Fan(Answer):
    years: list[float]
    area_l: list[Range]
    area: list[Swatch]
    delta_e_2000: list[Range]
    extrapolated: list[bool]
    calibrated_until_years: float
    basis: str


class LiveAnswer(Answer):
    sequence: int
    scale: str
    target: Swatch
    area: Swatch
    dot: Swatch
    bare: Swatch
    area_l: Range
    delta_e_2000: float
    delta_e_range: Range
    word: Literal["cannot be seen", "just seen", "acceptable", "too far"]
    darker_than_target: bool
    blue: Diagnostic | None
    texture: str
    ground: PairGround
    stamps: PairStamps
    fan: Fan | None
    diagnostics: list[Diagnostic]


class Replacement(Answer):
    """An ink in place of another."""

    ink: str
    line_id: str
    name: str
    delta_e_2000: float
    sentence: str


class LadderAsked(Given):
    mix: MixInput
    ink: ShortText


class LadderStep(Answer):
    water_parts: float
    area: Swatch
    area_l: Range
    delta_e_2000: float | None
    chance_darker: float | None


class LadderAnswer(Answer):
    ink: str
    name: str
    scale: str
    bare_l: float
    target_l: float | None
    steps: list[LadderStep]
    nearest: int | None


class ZonesAsked(Given):
    mix: MixInput
    zones: Annotated[dict[ZoneName, Dots], Field(min_length=1)]


class Learnt(Answer):
    number: int
    predicted: Swatch
    read: Swatch
    delta_e_2000: float
    sentence: str
    believed: bool


class BiasUsed(Answer):
    sentence: str
    used: bool


class NextAnswer(Answer):
    card: dict[str, Any]
    card_text: str
    headline: str
    go_on: bool
    stop_reason: str
    measure_again: bool
    cup: Cup | None
    new_density_per_cm2: float | None
    learnt: list[Learnt]
    bias: BiasUsed | None
    departures: list[str]


class TimelineEvent(Answer):
    kind: Literal["session", "healed", "follow_up", "touch_up"]
    on: str
    years: float
    label: str
    area: Swatch | None
    predicted_l: Range | None


class TouchUpWindow(Answer):
    from_years: float
    to_years: float
    sentence: str


class TouchUpEffect(Answer):
    years: float
    area_l_before: Range
    area_l_after: Range
    overlap_percent: float


class Timeline(Answer):
    fan: Fan
    events: list[TimelineEvent]
    touch_up: TouchUpWindow | None
    touch_ups: list[TouchUpEffect]
    findings: list[Diagnostic]


class CorrectAsked(Given):
    client_id: str | None = None
    zone: ZoneName
    mix: MixInput
    mixture: Mixture
    ml_left: Annotated[float, Field(gt=0, le=200)]
    drawdown_reading_id: str | None = None
    card_reading_id: str | None = None


class Addition(Answer):
    ink: str
    name: str
    ml: float
    drops: float


class CorrectionAnswer(Answer):
    sentence: str
    additions: list[Addition]
    total_ml: float
    before: Swatch
    after: Swatch
    target: Swatch
    delta_e_before: float
    delta_e_after: float
    fresh: Cup | None
    card_text: str
