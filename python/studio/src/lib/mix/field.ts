// Where dots lie: blue noise on a patch whose edges meet, in an order such that any number of first dots is even.
// A slider that changes the number adds or takes away the last ones: no dot jumps.

/** A small seeded generator (mulberry32): the same seed gives the same skin on every screen. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const CANDIDATES = 8; // of each new dot the one that lies farthest from the others is taken (Mitchell's best candidate)

export class DotField {
  readonly width_mm: number;
  readonly height_mm: number;
  #random: () => number;
  #x = new Float32Array(256);
  #y = new Float32Array(256);
  #count = 0;
  #columns = 1;
  #rows = 1;
  #cells: number[][] = [[]];

  constructor(width_mm: number, height_mm: number, seed: number) {
    this.width_mm = width_mm;
    this.height_mm = height_mm;
    this.#random = seeded(seed);
  }

  /** The first `count` dots, x and y in mm; more are placed where there are too few. The arrays may be longer. */
  take(count: number): { x: Float32Array; y: Float32Array; count: number } {
    while (this.#count < count) this.#add();
    return { x: this.#x, y: this.#y, count };
  }

  #cell(x: number, y: number): number[] {
    const column = Math.min(this.#columns - 1, Math.floor((x / this.width_mm) * this.#columns));
    const row = Math.min(this.#rows - 1, Math.floor((y / this.height_mm) * this.#rows));
    return this.#cells[row * this.#columns + column] ?? [];
  }

  // Cells of about two dots each, so that a look at the neighbours is a look at few dots.
  #regrid(): void {
    const size = Math.sqrt((this.width_mm * this.height_mm * 2) / Math.max(1, this.#count * 2));
    this.#columns = Math.max(1, Math.floor(this.width_mm / size));
    this.#rows = Math.max(1, Math.floor(this.height_mm / size));
    this.#cells = Array.from({ length: this.#columns * this.#rows }, () => []);
    for (let at = 0; at < this.#count; at += 1) this.#cell(this.#x[at] ?? 0, this.#y[at] ?? 0).push(at);
  }

  /** Squared distance to the nearest dot, over the edges too; only as far as the neighbouring cells reach. */
  #clear(x: number, y: number): number {
    const column = Math.floor((x / this.width_mm) * this.#columns);
    const row = Math.floor((y / this.height_mm) * this.#rows);
    const reach_x = this.#columns > 3 ? 1 : this.#columns >> 1;
    const reach_y = this.#rows > 3 ? 1 : this.#rows >> 1;
    let least = Infinity;
    for (let dr = -reach_y; dr <= reach_y; dr += 1) {
      for (let dc = -reach_x; dc <= reach_x; dc += 1) {
        const r = (row + dr + this.#rows) % this.#rows;
        const c = (column + dc + this.#columns) % this.#columns;
        for (const at of this.#cells[r * this.#columns + c] ?? []) {
          let dx = Math.abs((this.#x[at] ?? 0) - x);
          let dy = Math.abs((this.#y[at] ?? 0) - y);
          if (dx > this.width_mm / 2) dx = this.width_mm - dx;
          if (dy > this.height_mm / 2) dy = this.height_mm - dy;
          least = Math.min(least, dx * dx + dy * dy);
        }
      }
    }
    return least;
  }

  #add(): void {
    if (this.#count === this.#x.length) {
      const grow = (from: Float32Array) => {
        const to = new Float32Array(from.length * 2);
        to.set(from);
        return to;
      };
      this.#x = grow(this.#x);
      this.#y = grow(this.#y);
    }
    if ((this.#count & (this.#count - 1)) === 0) this.#regrid();
    let best_x = 0;
    let best_y = 0;
    let best = -1;
    for (let at = 0; at < CANDIDATES; at += 1) {
      const x = this.#random() * this.width_mm;
      const y = this.#random() * this.height_mm;
      const clear = this.#clear(x, y);
      if (clear > best) [best, best_x, best_y] = [clear, x, y];
    }
    this.#x[this.#count] = best_x;
    this.#y[this.#count] = best_y;
    this.#cell(best_x, best_y).push(this.#count);
    this.#count += 1;
  }
}
