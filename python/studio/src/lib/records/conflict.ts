// Two windows changed one record: what this one wanted, beside what is stored now.
import type { Problem } from "../api.types";

export interface Difference {
  field: string;
  mine: unknown;
  theirs: unknown;
}

/** The fields of `mine` that are stored otherwise now; empty where the problem is no conflict. */
export function differences(problem: Problem | null, mine: Record<string, unknown>): Difference[] {
  const current = problem?.code === "conflict" ? problem.current : null;
  if (typeof current !== "object" || current === null) return [];
  const stored = current as Record<string, unknown>;
  return Object.entries(mine)
    .filter(([field, value]) => field !== "version" && field in stored && !same(stored[field], value))
    .map(([field, value]) => ({ field, mine: value, theirs: stored[field] }));
}

/** Equal as stored: the order of an object's fields does not matter. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, ordered(each)]),
  );
}

/** A value of a record in plain words: texts as they are, lists a line each. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map(inWords).join("\n");
  return Object.entries(value as Record<string, unknown>)
    .filter(([, each]) => each !== null && each !== "")
    .map(([key, each]) => `${key.replaceAll("_", " ")}: ${inWords(each)}`)
    .join(", ");
}
