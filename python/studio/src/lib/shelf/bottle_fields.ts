// A bottle as it is typed into its form, and as it is stored.
import type { Bottle } from "../api.types";

export interface BottleFields {
  line_id: string;
  ink: string;
  lot: string;
  expires: string; // "": not said
  opened_on: string;
  ml_left: number | null;
  low_below_ml: number;
  discontinued: boolean;
}

export function bottleFields(bottle: Bottle | null): BottleFields {
  return {
    line_id: bottle?.line_id ?? "",
    ink: bottle?.ink ?? "",
    lot: bottle?.lot ?? "",
    expires: bottle?.expires ?? "",
    opened_on: bottle?.opened_on ?? "",
    ml_left: bottle?.ml_left ?? null,
    low_below_ml: bottle?.low_below_ml ?? 5,
    discontinued: bottle?.discontinued ?? false,
  };
}

export function bottleBody(fields: BottleFields): Omit<BottleFields, "expires" | "opened_on"> & { expires: string | null; opened_on: string | null } {
  return { ...fields, lot: fields.lot.trim(), expires: fields.expires || null, opened_on: fields.opened_on || null };
}

/** Bottles that need a hand first: out of date, then low, then withdrawn; else as they are named. */
export function sorted(bottles: Bottle[]): Bottle[] {
  const rank = (bottle: Bottle) => (bottle.expired ? 0 : bottle.low ? 1 : bottle.discontinued ? 2 : 3);
  return bottles.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name) || one.lot.localeCompare(other.lot));
}
