// Consistency: a bottle's form and what is stored say the same; bottles that need a hand come first.
import { describe, expect, it } from "vitest";

import type { Bottle } from "../src/lib/api.types";
import { bottleBody, bottleFields, sorted } from "../src/lib/shelf/bottle_fields";

const bottle = (some: Partial<Bottle>): Bottle => ({
  ...{ id: "b", version: 1, line_id: "l", ink: "ash", name: "Ash", lot: "A", expires: null, expired: false, opened_on: null, ml_left: null },
  ...{ low_below_ml: 5, low: false, discontinued: false, swatch: { name: "Ash", lab: { l: 30, a: 0, b: 0 }, srgb: [70, 70, 70] as [number, number, number], out_of_gamut: false } },
  ...some,
});

describe("a bottle", () => {
  it("is stored as it was read where nothing is typed", () => {
    const there = bottle({ expires: "2027-01-01", opened_on: "2026-05-02", ml_left: 4.5, discontinued: true });
    const { line_id, ink, lot, expires, opened_on, ml_left, low_below_ml, discontinued } = there;
    expect(bottleBody(bottleFields(there))).toEqual({ line_id, ink, lot, expires, opened_on, ml_left, low_below_ml, discontinued });
  });

  it("says nothing of days that were not typed", () => {
    expect(bottleBody(bottleFields(null))).toMatchObject({ expires: null, opened_on: null, ml_left: null });
  });

  it("stands before others where it is out of date, low or withdrawn, in this order", () => {
    const list = [bottle({ id: "fine", name: "A" }), bottle({ id: "gone", discontinued: true }), bottle({ id: "low", low: true }), bottle({ id: "old", expired: true }), bottle({ id: "also", name: "B" })];
    expect(sorted(list).map((each) => each.id)).toEqual(["old", "low", "gone", "fine", "also"]);
  });
});
