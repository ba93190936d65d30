// Property: the Mix page's verdict and its reason never contradict each other.
import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { MixAnswer, Mixture } from "../src/lib/api.types";
import Answer from "../src/lib/mix/Answer.svelte";
import type { Desk } from "../src/lib/mix/desk.svelte";
import { emptyMix } from "../src/lib/mix/input";
import { language } from "../src/lib/texts/index.svelte";

const range = (low: number, high: number) => ({ low, median: (low + high) / 2, high });
const needs_lighter = "needs lighter than bare skin (by 0.7 L*): pigment can only darken";

function shown(verdict: MixAnswer["verdict"], limits: string[], fixed: Mixture | null = null): void {
  const answer = {
    verdict,
    verdict_icon: verdict === "matched" ? "match" : "no",
    limits,
    caveats: [],
    warnings: [],
    perceptible_delta_e_2000: 1.8,
    cup: null,
    step_more: [],
    ranges: { area_l: range(60.7, 61.8), delta_e_2000: range(0.6, 1.4), usual_delta_e_2000: 0.9, basis: "model only" },
    stop_rule: "",
  };
  const desk = { answer, answer_current: true, mix: { ...emptyMix("mid"), fixed }, mixture: null, ladder: null, bottles: [], alternatives: [], ready: true };
  render(Answer, { desk: desk as unknown as Desk });
}

const verdict = () => document.querySelector(".word")?.textContent?.replaceAll(/\s+/g, " ").trim() ?? "";

beforeEach(() => language.set("en"));
afterEach(cleanup);

describe("the answer", () => {
  it("gives the difference behind a verdict that rests on it", () => {
    shown("matched", []);
    expect(verdict()).toContain("Matches: difference 0.9 as skin usually heals, at most 1.4 in 9 of 10 cases; seen from 1.8");
  });

  it("gives what stands in the way behind the verdict that nothing matches, and the difference by itself", () => {
    shown("cannot_match", [needs_lighter, "in the way: one more reason"]);
    expect(verdict()).toContain(`Does not match: ${needs_lighter}`);
    expect(verdict()).not.toContain("1.4");
    expect(screen.getAllByText(/needs lighter/i)).toHaveLength(1);
    screen.getByText(/^In the way: one more reason/);
    screen.getByText("The mix below is the nearest: 0.9 delta E from the hair as skin usually heals, at most 1.4 in 9 of 10 cases; a difference is seen from 1.8.");
  });

  it("does not call a mix that was chosen by hand the nearest", () => {
    shown("cannot_match", [needs_lighter], { parts: { black: 1 }, water_parts: 3 });
    screen.getByText(/^The mix chosen: 0.9 delta E from the hair/);
    expect(screen.queryByText(/nearest/)).toBeNull();
  });
});
