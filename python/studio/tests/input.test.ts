// Property: small questions about a mix: roles by name, one step of the syringe, which bottles, which mixture.
import { describe, expect, it } from "vitest";

import type { Bottle, Cup, Reading, StepEffect } from "../src/lib/api.types";
import { atDepth, depthOf, emptyMix, guessedRole, isReady, sameMixture, stepped, usedBottles, withReadings } from "../src/lib/mix/input";

const dose = (ink: string, ml: number) => ({ ink, name: ink, lot: null, expires: null, ml, grams: ml, drops: ml * 20 });
const cup: Cup = { mixture: { parts: { black: 1 }, water_parts: 18 }, doses: [dose("black", 0.5), dose("", 9)], total: { ml: 9.5, grams: 9.5, drops: 190 } };
const step = (ink: string, direction: 1 | -1, ml: number): StepEffect => ({ what: "", direction, ink, ml, delta_l: 0, delta_e_2000: 0 });

describe("a step of the syringe", () => {
  it("adds water to the same ink", () => {
    expect(stepped(cup, step("", 1, 0.5))).toEqual({ parts: { black: 0.5 }, water_parts: 19 });
  });
  it("adds ink to the same water", () => {
    const next = stepped(cup, step("black", 1, 0.05));
    expect(next?.parts).toEqual({ black: 0.55 });
    expect(next?.water_parts).toBeCloseTo(9 / 0.55, 12);
  });
  it("never takes the last of the ink, nor water that is not there", () => {
    expect(stepped(cup, step("black", -1, 0.5))).toBeNull();
    expect(stepped(cup, step("", -1, 9.5))).toBeNull();
  });
  it("brings in an ink that is not in the cup yet", () => {
    expect(stepped(cup, step("brown", 1, 0.1))?.parts).toEqual({ black: 0.5, brown: 0.1 });
  });
});

describe("roles", () => {
  const mix = emptyMix("mid");
  it.each([
    ["skin.csv", "skin"],
    ["PIEL 1.qtx", "skin"],
    ["fringe.csv", "fringe"],
    ["pelo rapado.cxf", "fringe"],
    ["mechon.csv", "strand"],
    ["hair.csv", "strand"],
    ["0001.csv", "skin"],
  ])("%s is %s", (name, role) => expect(guessedRole(name, mix, [])).toBe(role));

  it("takes the second nameless file for the shaved hair", () => {
    expect(guessedRole("0002.csv", mix, ["skin"])).toBe("fringe");
  });
});

describe("what is needed", () => {
  const reading = (role: Reading["role"], id: string) => ({ role, id }) as Reading;
  it("is skin and hair", () => {
    const skin = withReadings(emptyMix("mid"), [reading("skin", "s")]);
    expect(isReady(skin)).toBe(false);
    expect(isReady(withReadings(skin, [reading("strand", "h")]))).toBe(true);
    expect(withReadings(skin, [reading("strand", "h")]).hair.basis).toBe("strand");
    expect(isReady({ ...skin, hair: { ...skin.hair, basis: "word" } })).toBe(false);
    expect(isReady({ ...skin, hair: { ...skin.hair, basis: "word", hair_color: "brown" } })).toBe(true);
  });
});

describe("bottles", () => {
  const bottles = [
    { id: "a", expired: false },
    { id: "b", expired: true },
  ] as Bottle[];
  it("are all that have not expired, unless some are named", () => {
    expect([...usedBottles(emptyMix("mid"), bottles)]).toEqual(["a"]);
    expect([...usedBottles({ ...emptyMix("mid"), bottle_ids: ["b"] }, bottles)]).toEqual(["b"]);
  });
});

describe("mixtures", () => {
  it("are the same whatever their parts are counted in", () => {
    expect(sameMixture({ parts: { a: 1, b: 2 }, water_parts: 6 }, { parts: { a: 0.5, b: 1 }, water_parts: 6 })).toBe(true);
    expect(sameMixture({ parts: { a: 1 }, water_parts: 6 }, { parts: { b: 1 }, water_parts: 6 })).toBe(false);
    expect(sameMixture({ parts: { a: 1 }, water_parts: 6 }, { parts: { a: 1 }, water_parts: 7 })).toBe(false);
    expect(sameMixture(null, null)).toBe(true);
  });
});

describe("depth", () => {
  it("moves both edges and keeps their distance, above the skin's surface never", () => {
    const dots = emptyMix("mid").dots;
    for (const depth of [0.1, 0.3, 1.2]) {
      const moved = atDepth(dots, depth);
      expect(moved.bottom_mm - moved.top_mm).toBeCloseTo(dots.bottom_mm - dots.top_mm, 6);
      expect(moved.top_mm).toBeGreaterThan(0);
    }
    expect(depthOf(atDepth(dots, 0.6))).toBeCloseTo(0.6, 6);
  });
});
