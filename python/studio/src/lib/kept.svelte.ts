// What is typed into a form and not yet saved. It outlives an error, a reload and a step back; it ends with the browser's tab.
const prefix = "undertone.form.";

export class Kept<T extends object> {
  value: T = $state({} as T);
  #key: string;
  #start: () => T;
  #gone = false; // with its component

  constructor(key: string, start: () => T) {
    this.#key = prefix + key;
    this.#start = start;
    this.value = { ...start(), ...this.#read() };
    $effect(() => this.#write($state.snapshot(this.value) as T));
    $effect(() => () => (this.#gone = true));
  }

  /** Whether something is typed that differs from an untouched form. */
  get touched(): boolean {
    return JSON.stringify(this.value) !== JSON.stringify(this.#start());
  }

  clear(): void {
    forget(this.#key);
    if (!this.#gone) this.value = this.#start(); // what a form starts with is asked of its component
  }

  #read(): Partial<T> {
    try {
      const text = sessionStorage.getItem(this.#key);
      const value: unknown = text === null ? null : JSON.parse(text);
      return typeof value === "object" && value !== null ? (value as Partial<T>) : {};
    } catch {
      return {}; // storage is switched off, or what lies there is not ours
    }
  }

  #write(value: T): void {
    try {
      if (JSON.stringify(value) === JSON.stringify(this.#start())) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // as above
    }
  }
}

function forget(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // as above
  }
}

/** Forgets all that was typed about something: a client who is erased leaves nothing here either. */
export function forgetForms(about: string): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at) ?? "");
    for (const key of keys) if (key.startsWith(prefix) && key.includes(about)) sessionStorage.removeItem(key);
  } catch {
    // as above
  }
}
