// Consistency: no text is missing in a language, none is left over, and both say the same values.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import en from "../src/lib/texts/en.json";
import es from "../src/lib/texts/es.json";

const root = join(import.meta.dirname, "../src");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => readFileSync(join(root, name), "utf8"))
  .join("\n");

const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted();

/** A key is used as "a.b", as the stem of a plural, or as part of a family such as `zone.${name}`. */
function used(key: string): boolean {
  if (sources.includes(`"${key}"`) || sources.includes(`'${key}'`)) return true;
  const stem = key.replace(/\.(one|other)$/, "");
  if (stem !== key && sources.includes(`tn("${stem}"`)) return true;
  return [...key.matchAll(/[._]/g)].some((mark) => sources.includes(`\`${key.slice(0, mark.index + 1)}\${`));
}

describe("texts", () => {
  it("has every English key in Spanish and no other", () => {
    expect(Object.keys(es).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it("keeps the keys in order, so that two who add texts do not collide", () => {
    expect(Object.keys(en)).toEqual(Object.keys(en).toSorted());
    expect(Object.keys(es)).toEqual(Object.keys(es).toSorted());
  });

  it.each(Object.entries(en))("%s has the same values in both languages, and is not empty", (key, text) => {
    const other = (es as Record<string, string>)[key] ?? "";
    expect(other.trim()).not.toBe("");
    expect(text.trim()).not.toBe("");
    expect(values(other)).toEqual(values(text));
  });

  it("has no text that nothing uses", () => {
    expect(Object.keys(en).filter((key) => !used(key))).toEqual([]);
  });
});
