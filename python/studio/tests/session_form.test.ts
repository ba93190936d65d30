// Consistency: a session that is read into the form and stored again is the same; nothing typed is dropped on the way.
import { describe, expect, it } from "vitest";

import type { Bottle, SessionDone } from "../src/lib/api.types";
import { body, missing, ofSession, started } from "../src/lib/sessions/session_form";

const session: SessionDone = {
  id: "s1",
  version: 7,
  card_id: "c1",
  zone: "crown",
  done_on: "2026-08-03",
  mixture: { parts: { pure_black: 3, blond: 1 }, water_parts: 18 },
  lots: { pure_black: "A23", "": "W-1" },
  needle: "3RL",
  needle_lot: "N-5",
  who: "Ana",
  density_per_cm2: 60,
  diameter_mm: 0.125,
  top_mm: 0.1,
  bottom_mm: 0.45,
  ml_used: 1.4,
  note: "lighter at the temples",
  healed: { read_on: "2026-09-01", reading_id: "r1", lab: null },
};
const bottle = (ink: string, lot: string, expired = false): Bottle => ({
  ...{ id: lot, version: 1, line_id: "l", ink, name: ink, lot, expired, expires: null, opened_on: null, ml_left: null, low_below_ml: 5 },
  ...{ low: false, discontinued: false, swatch: { name: ink, lab: { l: 10, a: 0, b: 0 }, srgb: [20, 20, 20] as [number, number, number], out_of_gamut: false } },
});

describe("a session's form", () => {
  it("gives back a stored session unchanged, with what healed", () => {
    const { id: _id, version: _version, ...rest } = session;
    expect(body(ofSession(session), session.zone, session)).toEqual(rest);
  });

  it("starts with the mixture of the screen, and the lots of bottles that are in date", () => {
    const mixture = { parts: { pure_black: 1 }, water_parts: 20 };
    const fields = started("2026-12-01", mixture, null, [bottle("pure_black", "OLD", true), bottle("pure_black", "B07")], null, "Ana");
    expect(fields.inks).toEqual([{ ink: "pure_black", parts: 1, lot: "B07" }]);
    expect(fields.water_parts).toBe(20);
    expect(fields.who).toBe("Ana");
  });

  it("starts with as many dots as the plan has for this session, never with those of all sessions", () => {
    const dots = { diameter_mm: 0.125, density_per_cm2: 150, top_mm: 0.1, bottom_mm: 0.45 };
    expect(started("2026-12-01", null, dots, [], null, "", 45.2).density_per_cm2).toBe(45);
    expect(started("2026-12-01", null, dots, [], session, "", 60).density_per_cm2).toBe(60);
    expect(started("2026-12-01", null, dots, [], null, "").density_per_cm2).toBeNull();
    expect(started("2026-12-01", null, dots, [], null, "", 45.2).diameter_mm).toBe(0.125);
  });

  it("goes on with the last session's needle and dots where the screen says nothing", () => {
    const fields = started("2026-12-01", null, null, [], session, "");
    expect([fields.needle, fields.needle_lot, fields.who, fields.density_per_cm2]).toEqual(["3RL", "N-5", "Ana", 60]);
    expect(fields.ml_used).toBeNull(); // what is poured is new each time
    expect(fields.note).toBe("");
  });

  it("says what is missing before it is sent", () => {
    const fields = started("", null, null, [], null, "");
    expect(missing(fields)).toEqual(["done_on", "inks", "density_per_cm2"]);
    expect(missing(ofSession(session))).toEqual([]);
    expect(missing({ ...ofSession(session), inks: [{ ink: "pure_black", parts: 0, lot: "" }] })).toEqual(["inks"]);
  });

  it("leaves out rows without an ink and lots that are blank", () => {
    const fields = { ...ofSession(session), inks: [{ ink: "", parts: 2, lot: "X" }, { ink: "pure_black", parts: 1, lot: "  " }], diluent_lot: "" };
    expect(body(fields, "mid", null)).toMatchObject({ mixture: { parts: { pure_black: 1 } }, lots: {}, healed: null });
  });
});
