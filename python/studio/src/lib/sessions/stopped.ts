// "Stop here", kept as a dated line of the last session's note: so it is in the record, its history and what is printed, and undo takes it back.
import { inEveryLanguage, t } from "../texts/index.svelte";

/** The note with the line added. */
export function withStop(note: string, on: string): string {
  return [note.trimEnd(), t("next.stopped_note", { on })].filter((line) => line !== "").join("\n");
}

/** The day of the newest such line, in whichever language it was written. */
export function stoppedOn(note: string): string | null {
  const lines = inEveryLanguage("next.stopped_note").map((line) => line.split("{on}"));
  const day_in = (line: string): string[] =>
    lines.flatMap(([before = "", after = ""]) => {
      const on = line.slice(before.length, before.length + "2026-12-01".length);
      return line === `${before}${on}${after}` && /^\d{4}-\d\d-\d\d$/.test(on) ? [on] : [];
    });
  return note.split("\n").flatMap(day_in).at(-1) ?? null;
}
