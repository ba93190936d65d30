// Property: of two windows' saves, exactly the fields that differ are told, with both versions.
import { describe, expect, it } from "vitest";

import type { Problem } from "../src/lib/api.types";
import { differences, inWords, same } from "../src/lib/records/conflict";

const conflict = (current: unknown): Problem => ({ code: "conflict", what: "changed", where: "", why: "", do: "", field: null, current });

describe("a conflict", () => {
  it("tells both versions of each field that differs, and no other", () => {
    const found = differences(conflict({ version: 9, notes: "oily", code: "K-07" }), { notes: "dry", code: "K-07" });
    expect(found).toEqual([{ field: "notes", mine: "dry", theirs: "oily" }]);
  });

  it("does not take another order of fields for a difference", () => {
    expect(same([{ kind: "research", given_on: null }], [{ given_on: null, kind: "research" }])).toBe(true);
    expect(same({ a: 1 }, { a: 2 })).toBe(false);
  });

  it("is none where the problem is another, or carries nothing", () => {
    expect(differences({ ...conflict({ notes: "x" }), code: "bad_input" }, { notes: "y" })).toEqual([]);
    expect(differences(conflict(null), { notes: "y" })).toEqual([]);
    expect(differences(null, { notes: "y" })).toEqual([]);
  });

  it("says values in words, without what is empty", () => {
    expect(inWords({ kind: "photo_keep", given_on: "2026-12-01", withdrawn_on: null })).toBe("kind: photo_keep, given on: 2026-12-01");
    expect(inWords(["a", "b"])).toBe("a\nb");
    expect(inWords("")).toBe("–");
  });
});
