// Newest wins: one request in flight, one waiting; a newer wish replaces the waiting one, and a stale answer is dropped.
export interface NewestEvents<W, A> {
  ask: (wish: W, sequence: number) => Promise<A>;
  /** Called with the answer to the newest wish, and with answers on the way to it while `stale` is true. */
  answered: (answer: A, stale: boolean, sequence: number) => void;
}

export class Newest<W, A> {
  #events: NewestEvents<W, A>;
  #sequence = 0;
  #busy = false;
  #waiting: { wish: W; sequence: number } | null = null;

  constructor(events: NewestEvents<W, A>) {
    this.#events = events;
  }

  /** The sequence of the newest wish. */
  get sequence(): number {
    return this.#sequence;
  }

  get busy(): boolean {
    return this.#busy || this.#waiting !== null;
  }

  wish(wish: W): number {
    this.#sequence += 1;
    this.#waiting = { wish, sequence: this.#sequence };
    if (!this.#busy) void this.#run();
    return this.#sequence;
  }

  /** Forgets what is waiting and makes what is in flight stale: nothing older is ever shown as current. */
  forget(): void {
    this.#waiting = null;
    this.#sequence += 1;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting) {
        const { wish, sequence } = this.#waiting;
        this.#waiting = null;
        const answer = await this.#events.ask(wish, sequence);
        this.#events.answered(answer, sequence !== this.#sequence, sequence);
      }
    } finally {
      this.#busy = false;
    }
  }
}
