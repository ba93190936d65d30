// A long computation of the studio: started, looked after until it ends, stopped. One that was started before a reload is looked after again.
import { get, post, remove } from "../api/client";
import type { Job, Problem } from "../api.types";
import { Kept } from "../kept.svelte";

const looks_after_ms = 500;

export class FollowedJob {
  job = $state.raw<Job | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #path: string;
  readonly #kept: Kept<{ id: string }>;

  /** For a component's setup: `keep` names where this window keeps which job it is. */
  constructor(path: string, keep: string) {
    this.#path = path;
    this.#kept = new Kept(keep, () => ({ id: "" }));
    $effect(() => this.#follow(this.#kept.value.id));
  }

  get running(): boolean {
    return this.job !== null && !this.job.done;
  }

  async start(asked: object): Promise<void> {
    const outcome = await post<{ id: string }>(this.#path, asked);
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.job = null;
    this.#kept.value.id = outcome.value.id;
  }

  async stop(): Promise<void> {
    if (!this.job) return;
    const outcome = await remove<Job>(`/api/jobs/${encodeURIComponent(this.job.id)}`);
    this.problem = outcome.ok ? null : outcome.problem;
  }

  #follow(id: string): (() => void) | undefined {
    if (id === "") return undefined;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let over = false;
    const look = async (): Promise<void> => {
      const outcome = await get<Job>(`/api/jobs/${encodeURIComponent(id)}`);
      if (over) return;
      if (outcome.ok) {
        this.job = outcome.value;
        this.problem = outcome.value.problem;
        if (outcome.value.done) return;
      } else {
        if (outcome.problem.code === "not_found") this.#kept.value.id = ""; // the studio was started anew meanwhile
        this.problem = outcome.problem;
      }
      timer = setTimeout(() => void look(), looks_after_ms);
    };
    void look();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }
}
