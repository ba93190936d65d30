// Whether the studio's server can be reached. Those who wait for it (a draft to save) are called when it answers again.
type Waiting = () => void;

let lost = $state(false);
let refusedBefore = $state(false);
let locked = $state(false);
let trying = $state(false);
let timer: ReturnType<typeof setTimeout> | null = null;
const waiting = new Set<Waiting>();

async function tryAgain(): Promise<void> {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  trying = true;
  try {
    await fetch("/api/status", { credentials: "same-origin", headers: { Accept: "application/json" } });
    connection.reached();
  } catch {
    timer = setTimeout(() => void tryAgain(), 2000);
  } finally {
    trying = false;
  }
}

export const connection = {
  get lost(): boolean {
    return lost;
  },
  get refusedBefore(): boolean {
    return refusedBefore;
  },
  get locked(): boolean {
    return locked;
  },
  get trying(): boolean {
    return trying;
  },
  lostNow(): void {
    if (lost) return;
    lost = true;
    timer = setTimeout(() => void tryAgain(), 2000);
  },
  refused(): void {
    refusedBefore = true;
  },
  lockedNow(): void {
    locked = true;
  },
  unlockedNow(): void {
    locked = false;
    for (const each of [...waiting]) each();
  },
  reached(): void {
    if (!lost) return;
    lost = false;
    for (const each of [...waiting]) each();
  },
  /** Calls `again` whenever the server is back; returns what takes it off the list. */
  whenBack(again: Waiting): () => void {
    waiting.add(again);
    return () => waiting.delete(again);
  },
  tryAgain,
};
