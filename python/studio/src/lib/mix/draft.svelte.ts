// Keeps what is on the Mix page: for a client on the server, per zone; without a client in this browser. A save that cannot reach
// the server stays in this window's storage until it can, so that a reload or a stopped server loses nothing.
import { get, put } from "../api/client";
import { connection } from "../api/connection.svelte";
import type { MixInput, Mixture, Problem, ZoneName } from "../api.types";

export interface Draft {
  version: number;
  mix: MixInput | null;
  mixture: Mixture | null;
}

export const QUICK = "quick";
const WAIT_MS = 400;

function stored(store: Storage, key: string): Draft | null {
  try {
    const text = store.getItem(key);
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null;
  }
}

function keep(store: Storage, key: string, draft: Draft | null): void {
  try {
    if (draft === null) store.removeItem(key);
    else store.setItem(key, JSON.stringify(draft));
  } catch {
    // no storage: the draft lives as long as the page
  }
}

export class DraftKeeper {
  readonly client: string;
  readonly zone: ZoneName;
  state = $state<"saved" | "saving" | "waiting" | "conflict" | "refused">("saved");
  problem = $state.raw<Problem | null>(null);
  theirs = $state.raw<Draft | null>(null);
  #version = 0;
  #wanted: Draft | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #busy = false;
  #stop: () => void;

  constructor(client: string, zone: ZoneName) {
    this.client = client;
    this.zone = zone;
    this.#stop = connection.whenBack(() => void this.flush());
  }

  get #key(): string {
    return `undertone.draft.${this.client}.${this.zone}`;
  }
  get #path(): string {
    return `/api/clients/${encodeURIComponent(this.client)}/drafts/${this.zone}`;
  }

  /** The draft as it was left, also what could not be saved; null where there is none. */
  async load(): Promise<Draft | null> {
    if (this.client === QUICK) return stored(localStorage, this.#key);
    const unsaved = stored(sessionStorage, this.#key);
    const outcome = await get<Draft>(this.#path);
    if (outcome.ok) this.#version = outcome.value.version;
    else if (outcome.problem.code !== "lost_connection" && outcome.problem.code !== "not_found") this.problem = outcome.problem;
    if (unsaved?.mix) {
      if (outcome.ok && outcome.value.version !== unsaved.version) {
        this.theirs = outcome.value; // another window saved meanwhile: the user decides
        this.#wanted = unsaved;
        this.state = "conflict";
      } else {
        this.save(unsaved.mix, unsaved.mixture);
      }
      return unsaved;
    }
    return outcome.ok && outcome.value.mix ? outcome.value : null;
  }

  save(mix: MixInput, mixture: Mixture | null): void {
    const draft = { version: this.#version, mix, mixture };
    if (this.client === QUICK) {
      keep(localStorage, this.#key, draft);
      return;
    }
    this.#wanted = draft;
    keep(sessionStorage, this.#key, draft);
    if (this.state === "conflict") return;
    this.state = "waiting";
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), WAIT_MS);
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#busy || this.#wanted === null || this.client === QUICK || this.state === "conflict") return;
    this.#busy = true;
    this.state = "saving";
    const sent = this.#wanted;
    const outcome = await put<Draft>(this.#path, { ...sent, version: this.#version });
    this.#busy = false;
    if (outcome.ok) {
      this.#version = outcome.value.version;
      this.problem = null;
      if (this.#wanted === sent) {
        this.#wanted = null;
        this.state = "saved";
        keep(sessionStorage, this.#key, null);
      } else {
        await this.flush();
      }
      return;
    }
    if (outcome.problem.code === "conflict") {
      this.theirs = (outcome.problem.current as Draft | undefined) ?? null;
      this.state = "conflict";
    } else {
      this.state = outcome.problem.code === "lost_connection" || outcome.problem.code === "locked" ? "waiting" : "refused";
    }
    this.problem = outcome.problem;
  }

  /** After a conflict: mine over theirs. */
  async keepMine(): Promise<void> {
    if (this.theirs) this.#version = this.theirs.version;
    this.theirs = null;
    this.problem = null;
    this.state = "waiting";
    await this.flush();
  }

  /** After a conflict: theirs; returns it to be shown. */
  takeTheirs(): Draft | null {
    const theirs = this.theirs;
    if (theirs) this.#version = theirs.version;
    this.theirs = null;
    this.problem = null;
    this.#wanted = null;
    this.state = "saved";
    keep(sessionStorage, this.#key, null);
    return theirs;
  }

  /** Away from the page: what waits is sent now. */
  close(): void {
    void this.flush();
    this.#stop();
  }
}

/** Forgets the quick mix, once it belongs to a client. */
export function forgetQuick(zone: ZoneName): void {
  keep(localStorage, `undertone.draft.${QUICK}.${zone}`, null);
}
