// What the studio's server and pages say to each other: every request and answer under /api, in JSON.
// Names are the engine's, with unit suffixes. The server's models (python/undertone/studio) mirror this file; a test compares them.

export type Id = string; // opaque
export type Lab = { l: number; a: number; b: number };
export type Range = { low: number; median: number; high: number };
export type DateText = string; // 2026-12-01
export type TimeText = string; // 2026-12-01T10:11:12Z
export type Severity = "info" | "warning" | "error";
export type ZoneName = "hairline" | "mid" | "crown" | "sides" | "scar";
export type ReadingRole = "skin" | "fringe" | "strand" | "healed" | "drawdown" | "exposure" | "batch";

/** A colour to show: the Lab that is said, and its sRGB for this screen. `out_of_gamut` when the screen cannot show it. */
export interface Swatch {
  name: string;
  lab: Lab; // on `scale` of the answer it stands in
  srgb: [number, number, number]; // 0 to 255
  out_of_gamut: boolean;
}

/** Every refusal: HTTP 4xx or 5xx with this body. */
export interface Problem {
  code: string; // bad_request, bad_input, not_found, conflict, locked, disk_full, database_busy, newer_database, too_large, wrong_kind, ...
  what: string;
  where: string;
  why: string;
  do: string;
  field: string | null; // dotted path into the request
  current?: unknown; // conflict: what is stored now
}

export interface Diagnostic {
  severity: Severity;
  code: string;
  message: string;
}

// ---- GET /api/status ; PUT /api/settings (Settings) -> Status

export interface Settings {
  language: "en" | "es";
  theme: "system" | "light" | "dark";
  screen_px_per_mm: number | null; // CSS pixels; null: not calibrated
  instrument: string; // id of an InstrumentPreset, or ""
  geometry: string;
  illuminant: string;
  observer: string;
  practitioner: string;
  syringe_step_ml: number;
  cup_volume_ml: number;
  drops_per_ml: number;
  use_own_bias: boolean;
  paper: "A4" | "Letter";
  first_run_done: boolean;
}

export interface Status {
  version: string;
  today: DateText;
  locked: boolean; // a PIN is set and has not been given: everything but /api/status and /api/unlock answers 423
  pin_set: boolean;
  settings: Settings;
  clients: number;
  line_folder: boolean; // started with --line-folder: the page Line is there
  records_file: string; // its name alone, never a path
  people: string[]; // sample kit: "light", "medium", ...
}

export interface InstrumentPreset {
  id: string;
  name: string;
  geometry: string;
  illuminant: string;
  observer: string;
}

// POST /api/unlock {pin} ; POST /api/lock ; PUT /api/pin {old: string|null, new: string|null}  -> Status
// GET /api/trail?limit= -> TrailEntry[]
export interface TrailEntry {
  at: TimeText;
  who: string;
  what: string; // "opened client K-07", "unlock failed", ...
}
// GET /api/instruments -> InstrumentPreset[]

// ---- Readings. POST /api/readings (body: the file's bytes, Content-Type application/octet-stream, X-File-Name: percent-encoded name;
//      query role, instrument, geometry, illuminant, observer) -> Reading
//      POST /api/readings/text {text, name, role, said} (pasted)   POST /api/readings/typed {rows: {name, l, a, b}[], role, said} -> Reading
//      POST /api/readings/sample {person} -> {skin: Reading, fringe: Reading}
//      PUT  /api/readings/{id} {role?, said?} -> Reading (read again from the kept bytes)
//      GET  /api/readings/{id} -> Reading     GET /api/readings/{id}/source -> the bytes, as attachment
//      POST /api/readings/check_pair {skin_id, fringe_id} -> {findings: Diagnostic[]}

export interface Said {
  instrument: string;
  geometry: string;
  illuminant: string;
  observer: string;
}

export interface ReadingRow {
  name: string;
  swatch: Swatch;
  first_nm: number | null; // null: Lab alone
  last_nm: number | null;
  step_nm: number | null;
  reflectance: number[] | null; // on the engine's 81 bands; null where Lab alone
  findings: Diagnostic[];
}

export interface Reading {
  id: Id;
  role: ReadingRole;
  name: string; // the file's
  format: string; // what it was recognised as
  sha256: string;
  bytes: number;
  synthetic: boolean;
  photo: PhotoBadge | null; // null: of an instrument, typed or pasted
  said: Said; // by the user
  geometry: string; // what is so: from file, user, or "" (open)
  illuminant: string;
  observer: string;
  verdict: "usable" | "usable with care" | "not usable";
  spread_delta_e: number | null;
  rows: ReadingRow[];
  mean: Swatch;
  findings: Diagnostic[]; // what was detected, assumed, or wrong, about all rows together
  client_id: Id | null;
  taken_on: DateText | null;
  zone: ZoneName | null; // of a follow-up: a healed reading of a later day that no session names
}

export interface PhotoBadge {
  uncertainty_delta_e: number; // one standard deviation; it widens every range
  residual_delta_e: number; // of the card
}

// ---- Photographs that are read by a ColorChecker Classic. Nothing of the picture is kept by these.
//      POST /api/photo_readings/look (bytes of JPEG, PNG or TIFF; X-File-Name) -> PhotoLook
//      POST /api/photo_readings (the same bytes; query role, corners=x,y,x,y,x,y,x,y (left out: no card), region=left,top,right,bottom,
//      in pixels of the upright picture) -> PhotoReading; refused without a card, and with the patch's name where the card is over- or
//      under-exposed

export interface PhotoLook {
  width: number; // of the upright picture
  height: number;
  preview: string; // data: address of a small JPEG of it, to mark on
  card_corners: [number, number][] | null; // in turn around the 24 patches, where they were found
  finder: "found" | "not_found" | "not_installed"; // what finds corners is an extra
  notes: Diagnostic[];
}

export interface PhotoPatch {
  name: string;
  reference: Swatch;
  seen: Swatch; // by the correction learnt from the other patches
  delta_e: number;
}

export interface PhotoReading {
  reading: Reading;
  uncertainty_delta_e: number;
  residual_delta_e: number;
  region_spread_delta_e: number;
  patches: PhotoPatch[];
}

// ---- Mix. What is on the screen; kept as the client's draft, per zone.

export interface Dots {
  diameter_mm: number;
  density_per_cm2: number;
  top_mm: number;
  bottom_mm: number;
}

export interface Hair {
  basis: "fringe" | "strand" | "word" | "none";
  reading_id: Id | null; // fringe, strand
  hair_color: string; // word
  density_per_cm2: number | null; // counted hairs; null: usual
  shaft_diameter_mm: number | null;
}

export interface MixInput {
  skin_reading_id: Id | null;
  hair: Hair;
  site: string; // "scalp"
  zone: ZoneName;
  dots: Dots;
  bottle_ids: Id[]; // of the shelf; empty: every usable bottle
  max_inks: number; // 1..3
  illuminants: string[]; // the first is shown first
  expired_reason: string; // "" : expired lots are left out
  cup_volume_ml: number | null; // null: settings
  fixed: Mixture | null; // a mixture chosen by hand: shown instead of the best; null: the best
}

export interface Mixture {
  parts: Record<string, number>; // ink id -> parts
  water_parts: number; // to one part of all inks together: the N of N:1
}

/** GET /api/hair_words -> string[]  GET /api/zones?mid=<json Dots> -> Record<ZoneName, Dots> */

export interface DoseRow {
  ink: string; // "" : diluent
  name: string;
  lot: string | null;
  expires: DateText | null;
  ml: number;
  grams: number;
  drops: number;
}

export interface Cup {
  mixture: Mixture;
  doses: DoseRow[];
  total: { ml: number; grams: number; drops: number };
}

export interface Alternative {
  rank: number;
  mixture: Mixture;
  label: string; // "12:1 Warm black"
  target: Swatch;
  area: Swatch;
  delta_e_2000: number;
  delta_e_range: Range;
  trade_off: string; // one line: what is better, what is worse than the first
}

/** POST /api/mix MixInput -> MixAnswer. The card is the workflow's own (schema undertone.card/1), unchanged. */
export interface MixAnswer {
  card: Record<string, unknown>; // Card.data
  card_text: string;
  verdict: "matched" | "acceptable" | "cannot_match" | "no_pigment_needed" | "undecided";
  verdict_icon: "match" | "near" | "no";
  headline: string; // one sentence
  limits: string[]; // what limits, where nothing fits; what would help
  caveats: string[];
  warnings: Diagnostic[]; // blue, too dark, expired, extrapolated ... with deciding numbers
  scale: string;
  perceptible_delta_e_2000: number;
  acceptable_delta_e_ab: number;
  cup: Cup | null; // null: nothing to mix
  step_more: StepEffect[]; // one step more or less of water and of each ink
  alternatives: Alternative[]; // at most 3
  // null: nothing to mix; 80 %; usual: as it heals at the median, under the light where it is largest; basis: "model only ..." or "n healed pairs"
  ranges: { area_l: Range; delta_e_2000: Range; usual_delta_e_2000: number; basis: string } | null;
  stop_rule: string;
  seconds: number;
}

export interface StepEffect {
  what: string; // "one step more water"
  direction: 1 | -1;
  ink: string; // "" water
  ml: number;
  delta_l: number;
  delta_e_2000: number;
}

/** POST /api/mix/more {mixture, ml, by_percent?: number, to_total_ml?: number, bottle_ids} -> Cup: what to pour on top (ratio kept; steps of the syringe) */

/** POST /api/live: while a finger drags. `sequence` comes back unchanged. */
export interface LiveInput {
  sequence: number;
  window: string; // random, of the browser's window: an older question of the same window that still waits is refused (superseded)
  mix: MixInput; // of it: readings, hair, dots, bottles
  mixture: Mixture;
  years: number; // 0: healed
  illuminant: string;
  viewing_distance_m: number;
  final: boolean; // false while dragging: 50 draws; true: 200
  want_fan: boolean; // forecast over the years as well
}

export interface DotStamp {
  step_mm: number; // radial samples at 0, step, 2 step, ...
  shadow: [number, number, number][]; // linear sRGB (0..1) that one dot adds (mostly negative) to `ground` at that distance
  diameter_mm: number;
  density_per_cm2: number;
}

export interface LiveAnswer {
  sequence: number;
  scale: string;
  target: Swatch;
  area: Swatch;
  dot: Swatch;
  bare: Swatch;
  area_l: Range;
  delta_e_2000: number; // area to target
  delta_e_range: Range;
  word: "cannot be seen" | "just seen" | "acceptable" | "too far"; // by the skin's thresholds
  darker_than_target: boolean;
  blue: Diagnostic | null;
  texture: string; // as the card says it
  ground: { target: [number, number, number]; result: [number, number, number] }; // linear sRGB without far light: canvas starts with it
  stamps: { target: DotStamp; result: DotStamp };
  fan: Fan | null;
  diagnostics: Diagnostic[];
}

/** POST /api/forecast (LiveInput with want_fan) is /api/live: there is one way. */
export interface Fan {
  years: number[];
  area_l: Range[];
  area: Swatch[];
  delta_e_2000: Range[];
  extrapolated: boolean[];
  calibrated_until_years: number;
  basis: string;
}

/** POST /api/ladder {mix, ink} -> LadderAnswer */
export interface LadderAnswer {
  ink: string;
  name: string;
  scale: string;
  bare_l: number;
  target_l: number | null;
  steps: { water_parts: number; area: Swatch; area_l: Range; delta_e_2000: number | null; chance_darker: number | null }[];
  nearest: number | null; // index
}

/** POST /api/zones_plan {mix, zones: Record<ZoneName, Dots>} -> Record<ZoneName, MixAnswer> */

// ---- Records. Everything stored has `version`; a write names the version that it saw, else 409 conflict with `current`.

export interface Consent {
  kind: "treatment" | "photo_keep" | "photo_show" | "photo_publish" | "research";
  given_on: DateText | null; // null: not given or withdrawn
  withdrawn_on: DateText | null;
  note: string;
}

export interface ClientBrief {
  id: Id;
  code: string;
  version: number;
  created_on: DateText;
  last_visit_on: DateText | null;
  sessions: number;
  headline: string; // last card's, or ""
  skin: Swatch | null;
  target: Swatch | null;
}

export interface Client extends ClientBrief {
  notes: string;
  health_note: string; // free text, stays here
  consents: Consent[];
  readings: Reading[];
  cards: CardBrief[];
  done: SessionDone[];
  photos: Photo[];
  findings: Diagnostic[]; // what needs a hand: photographs whose consent was withdrawn
  can_undo: boolean;
  can_redo: boolean;
  undo_what: string; // "notes changed": what undo takes back, "" where nothing
  redo_what: string;
}

// GET /api/clients?q=  -> ClientBrief[]        POST /api/clients {code} -> Client
// GET /api/clients/{id} -> Client             PUT /api/clients/{id} {version, code?, notes?, health_note?, consents?} -> Client
// POST /api/clients/{id}/undo, /redo -> Client (records' edits; not cards, drafts and photographs)    GET /api/clients/{id}/history -> HistoryEntry[]
// POST /api/clients/{id}/readings {reading_id, role, taken_on, zone} -> Client (zone: a follow-up, role healed, with its day)    DELETE /api/clients/{id}/readings/{reading_id} -> Client
// GET /api/clients/{id}/record?paper=A4|Letter -> HTML to print and sign   GET /api/clients/{id}/record.pdf?paper= (400 missing_library without WeasyPrint)
// POST /api/clients/{id}/erase {code} -> Erased
// GET /api/clients/{id}/drafts/{zone} -> Draft     PUT (Draft with a mix) -> Draft
export interface Draft {
  version: number; // 0: none was saved
  mix: MixInput | null;
  mixture: Mixture | null;
}
export interface HistoryEntry {
  at: TimeText;
  who: string;
  what: string;
  before: unknown;
  after: unknown;
}

export interface Erased {
  code: string;
  removed: Record<string, number>; // "readings": 4, "photos": 2, ...
  proof: string; // what was done so that it cannot be read back (secure_delete, VACUUM, checkpoint), and what was searched for and not found
  clean: boolean; // false: something still holds the client; `proof` names it
}

export interface CardBrief {
  id: Id;
  issued_at: TimeText;
  kind: "match" | "session" | "correction";
  zone: ZoneName;
  headline: string;
  line_version: string; // with pack and signer, where it came in one
  model_version: string;
  mixture: Mixture | null; // what it says is in the cup; null: nothing to mix, or not known
}

// POST /api/clients/{id}/cards MatchCardAsked | SessionCardAsked | CorrectionCardAsked -> CardIssued (computed anew by the workflow, then immutable)
export interface MatchCardAsked {
  kind?: "match";
  mix: MixInput;
  mixture: Mixture | null;
}
export interface SessionCardAsked {
  kind: "session";
  zone: ZoneName;
}
export interface CorrectionCardAsked {
  kind: "correction";
  zone: ZoneName;
  mix: MixInput;
  mixture: Mixture;
  ml_left: number;
  drawdown_reading_id?: Id | null;
  card_reading_id?: Id | null;
}

// GET /api/cards/{id} -> CardIssued   GET /api/cards/{id}/page?paper=A4 -> HTML   GET /api/cards/{id}.pdf  GET /api/cards/{id}.json
export interface CardIssued extends CardBrief {
  client_id: Id;
  code: string;
  card: Record<string, unknown>;
  card_text: string;
  sha256: string;
}

export interface SessionDone {
  id: Id;
  version: number;
  card_id: Id | null;
  zone: ZoneName;
  done_on: DateText; // may be in the past
  mixture: Mixture;
  lots: Record<string, string>; // ink id -> lot; "" -> diluent's lot
  needle: string;
  needle_lot: string;
  who: string;
  density_per_cm2: number; // dots set in this session
  diameter_mm: number | null;
  top_mm: number | null;
  bottom_mm: number | null;
  ml_used: number | null;
  note: string;
  healed: Healed | null;
}

export interface Healed {
  read_on: DateText;
  reading_id: Id | null;
  lab: Lab | null; // on the instrument's scale, where no file
}

// POST /api/clients/{id}/sessions SessionDone-without-id -> Client ; PUT /api/clients/{id}/sessions/{sid} {version, and the fields that change} ; DELETE
// GET /api/clients/{id}/next?zone=mid -> NextAnswer
export interface NextAnswer {
  card: Record<string, unknown>;
  card_text: string;
  headline: string; // the sentence that says why it changed, or that it goes by the plan
  go_on: boolean; // false: stop, or measure again
  stop_reason: string;
  measure_again: boolean;
  cup: Cup | null;
  new_density_per_cm2: number | null; // dots to set in this session
  learnt: { number: number; predicted: Swatch; read: Swatch; delta_e_2000: number; sentence: string; believed: boolean }[];
  bias: { sentence: string; used: boolean } | null;
  departures: string[];
}

/** GET /api/clients/{id}/timeline?zone= -> Timeline: sessions, readings, forecast, touch-up. */
export interface TimelineEvent {
  kind: "session" | "healed" | "follow_up" | "touch_up";
  on: DateText;
  years: number; // after the last session
  label: string;
  area: Swatch | null;
  predicted_l: Range | null; // of a follow-up: what the forecast said of that day
}
export interface Timeline {
  fan: Fan;
  events: TimelineEvent[];
  touch_up: { from_years: number; to_years: number; sentence: string } | null;
  touch_ups: { years: number; area_l_before: Range; area_l_after: Range; overlap_percent: number }[];
  findings: Diagnostic[]; // of the forecast
}

/** POST /api/correct {client_id, zone, mix, mixture, ml_left, drawdown_reading_id?, card_reading_id?} -> CorrectionAnswer */
export interface CorrectionAnswer {
  sentence: string;
  additions: { ink: string; name: string; ml: number; drops: number }[];
  total_ml: number;
  before: Swatch;
  after: Swatch;
  target: Swatch;
  delta_e_before: number;
  delta_e_after: number;
  fresh: Cup | null;
  card_text: string;
}

// ---- Photographs. POST /api/clients/{id}/photos (bytes; X-File-Name; query taken_on, kind=before|after|healed|other) -> Client ; needs consent photo_keep
//      GET /api/photos/{id} -> JPEG/PNG without EXIF   DELETE /api/photos/{id} -> Client (for good: undo does not bring it back)
export interface Photo {
  id: Id;
  kind: "before" | "after" | "healed" | "other";
  taken_on: DateText | null;
  width: number;
  height: number;
  stripped: string[]; // which metadata were taken out
}

// ---- Shelf. GET /api/shelf -> Shelf ; GET /api/shelf/inks -> Record<string, string>: names by id ; POST /api/shelf/lines?accept=other_key|older_pack (bytes: line.toml or ink pack) -> Shelf, 409 other_key or older_pack where it is to be ticked ; POST /api/shelf/label LabelInk -> Shelf ; DELETE /api/shelf/lines/{id} -> Shelf
//      POST /api/shelf/bottles {line_id, ink, lot, expires, ml_left, ...} -> Shelf ; PUT /api/shelf/bottles/{id} {version, and the fields that change} ; DELETE
//      POST /api/shelf/sample -> Shelf (the demonstration line with a bottle of each ink)      POST /api/shelf/undo, /redo -> Shelf
//      GET /api/shelf/recall?lot= -> Recall      GET /api/shelf/bottles/{id}/replacement -> Replacement[]
export interface Replacement {
  ink: string;
  line_id: Id;
  name: string;
  delta_e_2000: number; // of healed areas, at worst over usual dilutions
  sentence: string;
}

export interface Shelf {
  lines: ShelfLine[];
  bottles: Bottle[];
  can_undo: boolean;
  can_redo: boolean;
}
/** What an ink pack holds beside its line. A document: GET /api/shelf/lines/{id}/documents/{number} -> its bytes */
export interface Pack {
  line: string; // id of its line: a newer pack of the same line takes its place, and its bottles
  version: string;
  made_on: DateText;
  lots: PackLot[];
  documents: PackDocument[];
}
export interface PackLot {
  ink: string;
  lot: string;
  expires: DateText | null;
}
export interface PackDocument {
  number: number;
  kind: string; // evidence, reading, safety_sheet, certificate, document
  about: string[]; // inks of a safety sheet, lots of a certificate
  name: string;
  bytes: number;
}
export interface ShelfLine {
  id: Id;
  name: string;
  maker: string;
  version: string;
  kind: "shipped" | "file" | "pack" | "label" | "films";
  signed_by: string | null; // fingerprint of the key that signed the pack
  pack: Pack | null;
  note: string;
  synthetic: boolean;
  inks: { id: string; name: string; colorants: string[]; known: "measured" | "maker" | "label"; known_text: string; masstone: Swatch }[];
}
export interface Bottle {
  id: Id;
  version: number;
  line_id: Id;
  ink: string;
  name: string;
  lot: string;
  expires: DateText | null;
  expired: boolean;
  opened_on: DateText | null;
  ml_left: number | null;
  low_below_ml: number;
  low: boolean;
  discontinued: boolean;
  swatch: Swatch;
}
export interface Replacement {
  ink: string;
  line_id: Id;
  name: string;
  delta_e_2000: number;
  sentence: string;
}
export interface LabelInk {
  name: string;
  ingredients: string[]; // as printed, in order: "CI 77266", "CI 77491"
  solids_low_percent: number;
  solids_high_percent: number;
}
export interface RecalledCard {
  client_id: Id;
  code: string;
  card_id: Id;
  issued_at: TimeText;
  ink: string;
}
export interface RecalledSession {
  client_id: Id;
  code: string;
  session_id: Id;
  done_on: DateText;
  ink: string;
  kind: "ink" | "diluent" | "needle";
}
export interface UnreadCard {
  client_id: Id;
  code: string;
  card_id: Id;
  issued_at: TimeText;
  why: string;
}
export interface Recall {
  lot: string;
  cards: RecalledCard[];
  sessions: RecalledSession[];
  unrecorded_cards: RecalledCard[]; // with an ink whose lot was not noted: the lot cannot be ruled out
  unrecorded_sessions: RecalledSession[];
  unread: UnreadCard[];
}

// ---- Diary. GET /api/diary -> Diary
export interface Diary {
  rows: {
    client_id: Id;
    code: string;
    zone: ZoneName;
    read_on: DateText;
    predicted: Swatch;
    healed: Swatch;
    delta_e_2000: number;
    inside_range: boolean;
    off: string; // "deeper than assumed", "kept less", "skin itself", "faded more"
    years_after: number | null; // of a follow-up: years after the session before
  }[];
  bias: { sentence: string; clients: number; needed: number; mean_before: number | null; mean_after: number | null; worst_before: number | null; worst_after: number | null; used: boolean } | null;
  left_out: { client_id: Id; code: string; why: string }[]; // whose readings or inks cannot be used any more
}

// ---- Whole records. GET /api/export.json, /api/export.zip (CSV and sources) ; POST /api/import (bytes of either) -> Imported
//      GET /api/backup -> one file ; POST /api/restore (bytes of a backup) -> Status
//      GET /api/research.csv -> de-identified healed readings of clients who consented (kind research), a table that FadeSeries reads
//      GET /api/research_columns.csv -> what each column of it means
export interface Imported {
  added: Record<string, number>; // rows by table
  skipped: Record<string, number>; // here already, the same
  problems: string[]; // what differs from what is here, or cannot be read: left out, never overwritten
}

// ---- Line (supplier). GET /api/line -> {name, findings: Diagnostic[], inks: {id, name, masstone: Swatch}[]} ; POST /api/line/report {clients} -> job id, then GET /api/line/report?clients=64 -> HTML ; POST /api/line/coverage {clients} -> job id
//      POST /api/line/qc {master_reading_id, batch_reading_id, tolerance, set_by} -> {text, data}
//      GET /api/jobs/{id} -> Job ; DELETE /api/jobs/{id} (stop)
export interface Job {
  id: Id;
  kind: string;
  progress: number; // 0..1
  done: boolean;
  stopped: boolean;
  problem: Problem | null;
  result: unknown;
}
