// One client's record on a page: loaded, changed, undone; the second save of two windows becomes a conflict that is shown.
import { get, post, put, remove, type Outcome } from "../api/client";
import type { Client, Problem } from "../api.types";
import { Loaded } from "../loaded.svelte";
import { undoFace } from "../undo.svelte";
import { differences, same, type Difference } from "./conflict";

export type Change = Partial<Pick<Client, "code" | "notes" | "health_note" | "consents">>;

export class ClientRecord {
  readonly path: string;
  readonly loaded: Loaded<Client>;
  problem: Problem | null = $state.raw(null);
  busy = $state(false);
  #wanted: Change | null = $state.raw(null);

  constructor(id: string) {
    this.path = `/api/clients/${encodeURIComponent(id)}`;
    this.loaded = new Loaded(() => get<Client>(this.path));
    $effect(() => {
      const client = this.loaded.value;
      if (!client) return;
      return undoFace.show({
        canUndo: client.can_undo,
        canRedo: client.can_redo,
        undo: () => void this.step("undo"),
        redo: () => void this.step("redo"),
      });
    });
  }

  get client(): Client | null {
    return this.loaded.value;
  }

  get conflicts(): Difference[] {
    return this.#wanted ? differences(this.problem, this.#wanted) : [];
  }

  /** Saves fields against the version that was seen; true where they are stored. */
  async change(change: Change, version = this.client?.version ?? 0): Promise<boolean> {
    const seen = this.client;
    const done = await this.#take(put<Client>(this.path, { version, ...change }));
    if (done || this.problem?.code !== "conflict") return done;
    this.#wanted = change;
    const current = this.problem.current as Client;
    const untouched = seen?.version === version && Object.keys(change).every((field) => same(seen[field as keyof Change], current[field as keyof Change]));
    return untouched || this.conflicts.length === 0 ? this.keepMine() : false; // the other window changed other fields: nothing to choose
  }

  /** Of a conflict: saves this window's values over what is stored now. */
  async keepMine(): Promise<boolean> {
    const current = this.problem?.current as Client | undefined;
    const wanted = this.#wanted;
    if (!current || !wanted) return false;
    this.#wanted = null;
    return this.change(wanted, current.version);
  }

  /** Of a conflict: shows what is stored now. */
  takeTheirs(): void {
    const current = this.problem?.current as Client | undefined;
    this.problem = null;
    this.#wanted = null;
    if (current) this.loaded.take(current);
  }

  step(which: "undo" | "redo"): Promise<boolean> {
    return this.#take(post<Client>(`${this.path}/${which}`));
  }

  post(below: string, body: unknown): Promise<boolean> {
    return this.#take(post<Client>(`${this.path}/${below}`, body));
  }

  put(below: string, body: unknown): Promise<boolean> {
    return this.#take(put<Client>(`${this.path}/${below}`, body));
  }

  remove(below: string): Promise<boolean> {
    return this.#take(remove<Client>(`${this.path}/${below}`));
  }

  /** Shows what a write answered. */
  async take(asked: Promise<Outcome<Client>>): Promise<boolean> {
    return this.#take(asked);
  }

  async #take(asked: Promise<Outcome<Client>>): Promise<boolean> {
    this.busy = true;
    const outcome = await asked;
    this.busy = false;
    this.problem = outcome.ok ? null : outcome.problem;
    if (outcome.ok) this.loaded.take(outcome.value);
    return outcome.ok;
  }
}
