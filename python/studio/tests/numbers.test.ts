// Reference, property: typed numbers with comma or point, and numbers as a locale writes them.
import { describe, expect, it } from "vitest";

import { clamp, decimalsOf, formatNumber, parseNumber } from "../src/lib/numbers";

describe("parseNumber", () => {
  it.each([
    ["63.2", 63.2],
    ["63,2", 63.2],
    [" 1 234,5 ", 1234.5],
    ["1.234,5", 1234.5],
    ["1,234.5", 1234.5],
    ["1'234.5", 1234.5],
    ["1\u202f234,5", 1234.5],
    ["\u22123,5", -3.5],
    ["-.5", -0.5],
    ["12.", 12],
    ["1.234.567,8", 1234567.8],
  ])("reads %j as %d", (text, number) => {
    expect(parseNumber(text)).toBeCloseTo(number, 12);
  });

  it.each(["", " ", "-", ".", ",", "12a", "1.2.3", "1e", "--2", "NaN", "Infinity", "0x10"])("says that %j is no number", (text) => {
    expect(parseNumber(text)).toBeNull();
  });

  it.each(["en", "es"])("reads back what is written in %s", (locale) => {
    for (let at = 0; at < 500; at += 1) {
      const number = Math.round((Math.sin(at * 12.9898) * 43758.5453 - 21000) * 100) / 100;
      expect(parseNumber(formatNumber(number, 2, locale).replace(/(?<=\d)[.,](?=\d{3}[.,])/g, ""))).toBeCloseTo(number, 9);
    }
  });
});

describe("formatNumber", () => {
  it("uses the locale's decimal mark and a true minus", () => {
    expect(formatNumber(-1.25, 2, "es")).toBe("\u22121,25");
    expect(formatNumber(-1.25, 2, "en")).toBe("\u22121.25");
  });

  it("never writes minus nought", () => {
    expect(formatNumber(-0.01, 1, "en")).toBe("0.0");
    expect(formatNumber(-0.01, 1, "es")).toBe("0,0");
  });
});

describe("small helpers", () => {
  it("counts the decimals of a step", () => {
    expect([1, 0.1, 0.005, 10].map(decimalsOf)).toEqual([0, 1, 3, 0]);
  });
  it("keeps a number between two", () => {
    expect([clamp(-1, 0, 2), clamp(1, 0, 2), clamp(3, 0, 2)]).toEqual([0, 1, 2]);
  });
});
