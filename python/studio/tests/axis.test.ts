// Property: the time line's axis keeps order, comes back from pixels, and lets no mark or number cover another.
import { describe, expect, it } from "vitest";

import { lanes, place, ticks, yearsAt, type TimeAxis } from "../src/lib/sessions/axis";

const axes: TimeAxis[] = [
  { low: 0, high: 10, width: 800 },
  { low: -0.3, high: 10, width: 320 },
  { low: -2.4, high: 12, width: 120 },
];

describe("the time line's axis", () => {
  it.each(axes)("begins at its low end and ends at its high end (%o)", (axis) => {
    expect(place(axis, axis.low)).toBe(0);
    expect(place(axis, axis.high)).toBeCloseTo(axis.width, 9);
  });

  it.each(axes)("keeps the order of times, and is the way back from pixels (%o)", (axis) => {
    const years = Array.from({ length: 50 }, (_, at) => axis.low + (at * (axis.high - axis.low)) / 49);
    const xs = years.map((year) => place(axis, year));
    xs.slice(1).forEach((x, at) => expect(x).toBeGreaterThan(xs[at] ?? Infinity));
    years.forEach((year) => expect(yearsAt(axis, place(axis, year))).toBeCloseTo(year, 9));
  });

  it("draws two weeks between sessions wide enough to be seen beside ten years", () => {
    const axis = axes[0]!;
    expect(place(axis, 14 / 365.25) - place(axis, 0)).toBeGreaterThan(24);
  });

  it.each(axes)("writes whole years that do not run into each other, and the last one always (%o)", (axis) => {
    const written = ticks(axis, 28);
    expect(written.at(-1)).toBe(Math.floor(axis.high));
    written.slice(1).forEach((year, at) => expect(place(axis, year) - place(axis, written[at] ?? 0)).toBeGreaterThanOrEqual(28));
    expect(written.every(Number.isInteger)).toBe(true);
  });

  it("puts marks that would cover each other into lanes of their own, and others into the lowest", () => {
    expect(lanes([0, 10, 20, 60], 24)).toEqual([0, 1, 2, 0]);
    expect(lanes([0, 30, 60], 24)).toEqual([0, 0, 0]);
  });
});
