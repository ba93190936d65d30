// What lies on the Mix page: the input with its undo, the readings, and the server's answers to it. Every change goes through here.
import { address, get, post, type Outcome } from "../api/client";
import { connection } from "../api/connection.svelte";
import { Newest } from "../api/newest";
import type { Alternative, Bottle, Client, Fan, Hair, LadderAnswer, LiveAnswer, LiveInput, MixAnswer, MixInput, Mixture, Problem, Range, Reading, Shelf, ZoneName } from "../api.types";
import { UndoStack } from "../undo.svelte";
import { DraftKeeper, QUICK } from "./draft.svelte";
import { emptyMix, isReady, lights, mainInk, sameMixture, withReadings } from "./input";

const LATE_MS = 100; // an answer that takes longer is waited for in sight: what is shown is dimmed

const kept_key = (client_id: string) => `undertone.pending.${client_id}`;

function keptIds(client_id: string): string[] {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(kept_key(client_id)) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function keepIds(client_id: string, ids: string[]): void {
  try {
    if (ids.length > 0) sessionStorage.setItem(kept_key(client_id), JSON.stringify(ids));
    else sessionStorage.removeItem(kept_key(client_id));
  } catch {
    // no storage: they wait as long as the page is open
  }
}

const REST_MS = 120;
const QUIET_MS = 250;

export class Desk {
  readonly client_id: string;
  readonly zone: ZoneName;
  readonly drafts: DraftKeeper;
  readonly undo = new UndoStack<MixInput>();

  mix = $state.raw<MixInput>(emptyMix("mid"));
  client = $state.raw<Client | null>(null);
  readings = $state.raw<Record<string, Reading>>({});
  picture = $state.raw<File | null>(null); // a photograph that is being marked
  bottles = $state.raw<Bottle[]>([]);
  hair_words = $state.raw<string[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null); // of the page as a whole

  years = $state(0);
  light = $state<string>(lights[0]);
  distance_m = $state(0.2);

  answer = $state.raw<MixAnswer | null>(null);
  answer_problem = $state.raw<Problem | null>(null);
  answer_current = $state(false);
  others = $state.raw<{ of: string; list: Alternative[] }>({ of: "", list: [] }); // other ways, while nothing but the choice changes
  live = $state.raw<LiveAnswer | null>(null);
  live_of = $state.raw<LiveInput | null>(null); // what the shown picture was asked with
  live_problem = $state.raw<Problem | null>(null);
  live_late = $state(false);
  fan = $state.raw<Fan | null>(null);
  fan_current = $state(false);
  ladder = $state.raw<LadderAnswer | null>(null);
  ladder_ink = $state<string | null>(null);
  ladder_current = $state(false);

  #pending = $state.raw<Reading[]>([]);
  // The server drops older questions of the same window. A desk is a window of its own, for its sequence begins anew.
  readonly #window = Math.random().toString(36).slice(2);
  #inputs = 0; // counted for the performance marks
  #frame: number | null = null;
  #final = false;
  #resting: ReturnType<typeof setTimeout> | null = null;
  #late: ReturnType<typeof setTimeout> | null = null;
  #closed = false;
  #touched = false; // changed since it was opened: only then it is saved, so that a look from a second window saves nothing
  #asked_ladder = "";

  #answers = new Newest<MixInput, Outcome<MixAnswer>>({
    ask: (mix) => post<MixAnswer>("/api/mix", mix),
    answered: (outcome, stale) => this.#onAnswer(outcome, stale),
  });
  #lives = new Newest<{ input: LiveInput; number: number }, { outcome: Outcome<LiveAnswer>; input: LiveInput; number: number }>({
    ask: async ({ input, number }, sequence) => {
      this.#final_asked = input.final ? new AbortController() : null;
      return { outcome: await post<LiveAnswer>("/api/live", { ...input, sequence }, this.#final_asked ? { signal: this.#final_asked.signal } : {}), input, number };
    },
    answered: (answer, stale) => this.#onLive(answer.outcome, stale, answer.input, answer.number),
  });
  // The years take longer than a picture may: they are asked for by themselves, and given up at the next touch.
  #fans = new Newest<LiveInput, Outcome<LiveAnswer>>({
    ask: (input, sequence) => {
      this.#fan_asked = new AbortController();
      return post<LiveAnswer>("/api/live", { ...input, sequence }, { signal: this.#fan_asked.signal });
    },
    answered: (outcome, stale) => {
      if (stale || this.#closed || !outcome.ok || !outcome.value.fan) return;
      this.fan = outcome.value.fan;
      this.fan_current = true;
    },
  });
  #fan_asked: AbortController | null = null;
  #final_asked: AbortController | null = null;
  #quiet: ReturnType<typeof setTimeout> | null = null;
  #stop: () => void;
  #ladders = new Newest<{ mix: MixInput; ink: string }, Outcome<LadderAnswer>>({
    ask: (wish) => post<LadderAnswer>("/api/ladder", wish),
    answered: (outcome, stale) => {
      if (stale || this.#closed) return;
      this.ladder = outcome.ok ? outcome.value : null;
      this.ladder_current = outcome.ok;
      if (!outcome.ok) this.#asked_ladder = "";
    },
  });

  /** The number of the input that the shown picture answers: for the mark at its painting. */
  painted_number = 0;

  constructor(client_id: string, zone: ZoneName) {
    this.client_id = client_id;
    this.zone = zone;
    this.mix = emptyMix(zone);
    this.drafts = new DraftKeeper(client_id, zone);
    this.#stop = connection.whenBack(() => {
      if (this.loaded) this.refresh(true);
      else void this.load(null);
    });
  }

  /** Read, not yet accepted; a reload in the middle finds them again. */
  get pending(): Reading[] {
    return this.#pending;
  }
  set pending(readings: Reading[]) {
    this.#pending = readings;
    keepIds(
      this.client_id,
      readings.map((reading) => reading.id),
    );
  }
  get quick(): boolean {
    return this.client_id === QUICK;
  }
  get ready(): boolean {
    return isReady(this.mix);
  }
  get skin(): Reading | null {
    return this.mix.skin_reading_id === null ? null : (this.readings[this.mix.skin_reading_id] ?? null);
  }
  get hair(): Reading | null {
    return this.mix.hair.reading_id === null ? null : (this.readings[this.mix.hair.reading_id] ?? null);
  }
  /** What is in the cup now: chosen by hand, or the best found. */
  get mixture(): Mixture | null {
    return this.mix.fixed ?? this.answer?.cup?.mixture ?? this.answer?.alternatives[0]?.mixture ?? null;
  }

  /** The ranges of the shown picture. Where it shows what the answer is about they are the answer's: other random draws differ a little. */
  get live_ranges(): { area_l: Range; delta_e_2000: Range } | null {
    if (!this.live) return null;
    const of = this.live_of;
    const same = of?.mix === this.mix && of.years === 0 && of.illuminant === this.mix.illuminants[0] && sameMixture(of.mixture, this.mixture);
    if (same && this.answer_current && this.answer?.ranges) return this.answer.ranges;
    return { area_l: this.live.area_l, delta_e_2000: this.live.delta_e_range };
  }

  async load(from: MixInput | null): Promise<void> {
    const [draft, shelf, words] = await Promise.all([this.drafts.load(), get<Shelf>("/api/shelf"), get<string[]>("/api/hair_words")]);
    if (shelf.ok) this.bottles = shelf.value.bottles;
    if (words.ok) this.hair_words = words.value;
    if (!this.quick) {
      const client = await get<Client>(`/api/clients/${encodeURIComponent(this.client_id)}`);
      if (client.ok) this.#takeClient(client.value);
      else this.problem = client.problem;
    }
    if (draft?.mix) this.mix = { ...emptyMix(this.zone), ...draft.mix, zone: this.zone };
    else this.mix = await this.#fresh(from);
    await this.#loadReadings();
    const waiting = await Promise.all(keptIds(this.client_id).map((id) => get<Reading>(`/api/readings/${encodeURIComponent(id)}`)));
    this.#pending = waiting.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    this.loaded = !connection.lost || draft?.mix !== undefined;
    this.refresh(true);
  }

  /** A zone's first input: readings and shelf as in the zone before, dots as is usual for this zone. */
  async #fresh(from: MixInput | null): Promise<MixInput> {
    let mix: MixInput = { ...emptyMix(this.zone), ...(from ?? {}), zone: this.zone, fixed: null };
    const readings = this.client?.readings ?? [];
    if (mix.skin_reading_id === null) {
      const newest = (role: string) => readings.filter((each) => each.role === role).toSorted((a, b) => (a.taken_on ?? "").localeCompare(b.taken_on ?? ""));
      mix = withReadings(mix, [...newest("strand").slice(-1), ...newest("fringe").slice(-1), ...newest("skin").slice(-1)]);
    }
    const usual = await get<Record<ZoneName, MixInput["dots"]>>(address("/api/zones", { mid: JSON.stringify(from?.zone === "mid" ? from.dots : emptyMix("mid").dots) }));
    return usual.ok && usual.value[this.zone] ? { ...mix, dots: usual.value[this.zone] } : mix;
  }

  async #loadReadings(): Promise<void> {
    const ids = [this.mix.skin_reading_id, this.mix.hair.reading_id].filter((id): id is string => id !== null && !(id in this.readings));
    for (const id of ids) {
      const outcome = await get<Reading>(`/api/readings/${encodeURIComponent(id)}`);
      if (outcome.ok) this.readings = { ...this.readings, [id]: outcome.value };
      else if (outcome.problem.code === "not_found") {
        if (id === this.mix.skin_reading_id) this.mix = { ...this.mix, skin_reading_id: null };
        if (id === this.mix.hair.reading_id) this.mix = { ...this.mix, hair: { ...this.mix.hair, reading_id: null } };
      } else this.problem = outcome.problem;
    }
  }

  #takeClient(client: Client): void {
    this.client = client;
    this.readings = { ...this.readings, ...Object.fromEntries(client.readings.map((reading) => [reading.id, reading])) };
  }

  // ---- Changes

  /** Changes the input. In a gesture (a drag) the picture follows at once; the mix is computed when it `rest`s. */
  change(some: Partial<MixInput>, gesture: string | null = null): void {
    this.#unrest();
    this.undo.before(this.mix, gesture);
    this.mix = { ...this.mix, ...some };
    this.answer_current = false;
    if (!("fixed" in some)) this.ladder_current = false;
    this.fan_current = false;
    this.#touched = true;
    this.drafts.save(this.mix, this.mixture);
    this.refresh(gesture === null);
  }

  /** The next person: readings and mix as at first, inks and dots as they are. Undo brings the last one back. */
  startOver(): void {
    this.pending = [];
    this.years = 0;
    this.change({ ...emptyMix(this.zone), dots: this.mix.dots, bottle_ids: this.mix.bottle_ids, max_inks: this.mix.max_inks });
  }

  changeHair(some: Partial<Hair>): void {
    this.change({ hair: { ...this.mix.hair, ...some } });
  }

  look(some: { years?: number; light?: string; distance_m?: number }, final = true): void {
    if (some.years !== undefined) this.years = some.years;
    if (some.light !== undefined) this.light = some.light;
    if (some.distance_m !== undefined) this.distance_m = some.distance_m;
    this.#wishLive(final);
  }

  /** The finger was lifted: after a moment of rest (a key may be held) the gesture is over, and the full answer is asked for. */
  rest(): void {
    this.#unrest();
    this.#resting = setTimeout(() => {
      this.undo.rest();
      this.refresh(true);
    }, REST_MS);
  }

  #unrest(): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
  }

  back(): void {
    const before = this.undo.undo(this.mix);
    if (before) this.#show(before);
  }

  forth(): void {
    const after = this.undo.redo(this.mix);
    if (after) this.#show(after);
  }

  #show(mix: MixInput): void {
    this.#unrest();
    this.mix = mix;
    this.answer_current = false;
    this.ladder_current = false;
    this.fan_current = false;
    this.#touched = true;
    this.drafts.save(mix, this.mixture);
    void this.#loadReadings().then(() => this.refresh(true));
  }

  takeTheirs(): void {
    const theirs = this.drafts.takeTheirs();
    if (!theirs?.mix) return;
    this.undo.before(this.mix);
    this.mix = { ...emptyMix(this.zone), ...theirs.mix, zone: this.zone };
    void this.#loadReadings().then(() => this.refresh(true));
  }

  /** Shows a reading, to be accepted or not. */
  offer(reading: Reading): void {
    // The same bytes, or the same photograph marked otherwise, are one reading.
    const again = (each: Reading) => each.role === reading.role && (each.sha256 === reading.sha256 || (each.photo !== null && reading.photo !== null && each.name === reading.name));
    this.pending = [...this.pending.filter((each) => !again(each)), reading];
  }

  /** Puts readings into their places, and into the client's record. */
  async accept(readings: Reading[]): Promise<Problem | null> {
    if (!this.quick) {
      for (const reading of readings) {
        if (reading.client_id === this.client_id) continue;
        const path = `/api/clients/${encodeURIComponent(this.client_id)}/readings`;
        const outcome = await post<Client>(path, { reading_id: reading.id, role: reading.role, taken_on: reading.taken_on });
        if (!outcome.ok) return outcome.problem;
        this.#takeClient(outcome.value);
      }
    }
    this.readings = { ...this.readings, ...Object.fromEntries(readings.map((reading) => [reading.id, reading])) };
    this.pending = [];
    const next = withReadings(this.mix, readings);
    this.change({ skin_reading_id: next.skin_reading_id, hair: next.hair });
    return null;
  }

  // ---- Answers

  refresh(final: boolean): void {
    if (this.ready) {
      if (final) this.#answers.wish(this.mix);
    } else {
      this.#answers.forget();
      this.#lives.forget();
      this.#fans.forget();
      this.answer = null;
      this.live = null;
      this.fan = null;
      this.ladder = null;
    }
    this.#wishLive(final);
  }

  #onAnswer(outcome: Outcome<MixAnswer>, stale: boolean): void {
    if (stale || this.#closed) return;
    if (outcome.ok) {
      this.answer = outcome.value;
      this.answer_problem = null;
      this.answer_current = true;
      if (this.mix.fixed === null) this.others = { of: this.#apartFromChoice(), list: outcome.value.alternatives };
      if (this.#touched) this.drafts.save(this.mix, this.mixture);
      this.#wishLive(true);
      this.#afterwards();
    } else {
      this.answer_problem = outcome.problem;
    }
  }

  /** Other ways to mix; they stay while one of them is tried. */
  get alternatives(): Alternative[] {
    return this.others.of === this.#apartFromChoice() ? this.others.list : (this.answer?.alternatives ?? []);
  }

  #apartFromChoice(): string {
    return JSON.stringify({ ...this.mix, fixed: null });
  }

  /** Ladder and years are looked at at rest: they are computed after a quiet moment, and never in the way of a finger. */
  #afterwards(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#quiet = null;
      if (!this.answer_current) return; // this is called again when the answer comes
      this.#wishLadder();
      const input = this.#liveInput(true);
      if (input && !this.fan_current) this.#fans.wish({ ...input, window: `${this.#window}-years`, years: 0, want_fan: true });
    }, QUIET_MS);
  }

  #liveInput(final: boolean): LiveInput | null {
    const mixture = this.mixture;
    if (!this.ready || !mixture || this.#closed) return null;
    return {
      sequence: 0,
      window: this.#window,
      mix: this.mix,
      mixture,
      years: this.years,
      illuminant: this.light,
      viewing_distance_m: this.distance_m,
      final,
      want_fan: false,
    };
  }

  chooseLadderInk(ink: string): void {
    this.ladder_ink = ink;
    this.#wishLadder();
  }

  #wishLadder(): void {
    const ink = this.ladder_ink ?? (this.mixture ? mainInk(this.mixture) : null);
    if (ink === null || !this.ready) return;
    const mix = { ...this.mix, fixed: null };
    const asked = JSON.stringify([mix, ink]);
    if (asked === this.#asked_ladder && this.ladder) {
      this.ladder_current = true;
      return;
    }
    this.#asked_ladder = asked;
    this.#ladders.wish({ mix, ink });
  }

  #wishLive(final: boolean): void {
    this.#inputs += 1;
    performance.mark("undertone:input", { detail: { number: this.#inputs } });
    if (!final) {
      // A finger is down: what is computed for a rest gives way.
      if (this.#quiet !== null) this.#afterwards();
      this.#final_asked?.abort();
      if (!this.fan_current && this.#fans.busy) {
        this.#fans.forget();
        this.#fan_asked?.abort();
        this.#afterwards(); // it is asked for again
      }
    }
    this.#final ||= final;
    if (this.#late === null && this.live) this.#late = setTimeout(() => (this.live_late = true), LATE_MS);
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      const input = this.#liveInput(this.#final);
      if (input) this.#lives.wish({ input, number: this.#inputs });
      else this.#calm();
      this.#final = false;
    });
  }

  #calm(): void {
    if (this.#late !== null) clearTimeout(this.#late);
    this.#late = null;
    this.live_late = false;
  }

  #onLive(outcome: Outcome<LiveAnswer>, stale: boolean, input: LiveInput, number: number): void {
    if (this.#closed || !this.ready) return;
    if (outcome.ok) {
      if (!stale) this.#calm();
      // An answer on the way to the newest is newer than what is shown: it is painted, and stays marked as late if it is.
      this.painted_number = number;
      this.live = outcome.value;
      this.live_of = input;
      this.live_problem = null;
    } else if (!stale && outcome.problem.code !== "superseded" && outcome.problem.code !== "aborted") {
      this.live_late = true; // what is shown is not of this input, and stays marked so
      this.live_problem = outcome.problem;
    }
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#unrest();
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#calm();
    this.drafts.close();
  }
}
