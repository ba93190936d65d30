// Something asked of the server for a page: its value, why there is none, and a new try when the connection is back.
import type { Problem } from "./api.types";
import type { Outcome } from "./api/client";
import { connection } from "./api/connection.svelte";

export class Loaded<T> {
  value: T | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
  busy = $state(false);
  #ask: () => Promise<Outcome<T>>;
  #newest = 0;
  #of = "";

  /**
   * To be made while a component starts: it loads at once, when what `ask` reads changes, and when the server is back.
   * `of` names the thing: where it is another, the old value is gone at once instead of standing there until the new one comes.
   */
  constructor(ask: () => Promise<Outcome<T>>, of: () => string = () => "") {
    this.#ask = ask;
    $effect(() => {
      const named = of();
      if (named !== this.#of) {
        this.#of = named;
        this.value = null;
        this.problem = null;
      }
      void this.load();
      return connection.whenBack(() => void this.load());
    });
  }

  async load(): Promise<void> {
    const mine = ++this.#newest;
    this.busy = true;
    const outcome = await this.#ask();
    if (mine !== this.#newest) return; // a newer answer is on its way
    this.busy = false;
    if (outcome.ok) this.value = outcome.value;
    this.problem = outcome.ok ? null : outcome.problem;
  }

  /** Takes what a write answered: the same thing as it is now. */
  take(value: T): void {
    this.#newest += 1;
    this.busy = false;
    this.value = value;
    this.problem = null;
  }
}

/** The problem, where it is about `field` or a part of it. */
export function about(problem: Problem | null, field: string): Problem | null {
  const named = problem?.field;
  return problem && named && (named === field || named.startsWith(`${field}.`)) ? problem : null;
}

/** The problem, where it is about none of `fields`: it stands at the form's end. */
export function aboutNone(problem: Problem | null, fields: string[]): Problem | null {
  return problem && !fields.some((field) => about(problem, field)) ? problem : null;
}
