// Undo and redo of what is on a screen: snapshots of one value, gestures (a drag) as one step.
export class UndoStack<T> {
  #past = $state.raw<T[]>([]);
  #future = $state.raw<T[]>([]);
  #gesture: string | null = null;
  #limit: number;

  constructor(limit = 200) {
    this.#limit = limit;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Notes the value as it is before a change. Changes with the same `gesture` in a row are one step. */
  before(value: T, gesture: string | null = null): void {
    if (gesture !== null && gesture === this.#gesture) return;
    this.#gesture = gesture;
    this.#past = [...this.#past, value].slice(-this.#limit);
    this.#future = [];
  }

  /** The gesture is over: the next change is a step of its own. */
  rest(): void {
    this.#gesture = null;
  }

  undo(now: T): T | null {
    const last = this.#past.at(-1);
    if (last === undefined) return null;
    this.#past = this.#past.slice(0, -1);
    this.#future = [now, ...this.#future];
    this.#gesture = null;
    return last;
  }

  redo(now: T): T | null {
    const next = this.#future[0];
    if (next === undefined) return null;
    this.#future = this.#future.slice(1);
    this.#past = [...this.#past, now];
    this.#gesture = null;
    return next;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.#gesture = null;
  }
}

/** What the bar's undo and redo buttons act on: the page that is shown says. */
export interface UndoFace {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  undo: () => void;
  redo: () => void;
}

let face = $state.raw<UndoFace | null>(null);

export const undoFace = {
  get current(): UndoFace | null {
    return face;
  },
  /** For a page's $effect: shows its undo in the bar, and takes it away with the page. */
  show(mine: UndoFace): () => void {
    face = mine;
    return () => {
      if (face === mine) face = null;
    };
  },
};

export function onUndoKeys(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !face) return;
  const target = event.target;
  const typing = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "range" && target.type !== "checkbox" && target.type !== "radio");
  if (typing) return; // the field's own undo
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) {
    event.preventDefault();
    face.undo();
  } else if ((key === "z" && event.shiftKey) || key === "y") {
    event.preventDefault();
    face.redo();
  }
}
