// Property: a touch-up's year can be chosen where there is more than one, beginning with the year advised.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Timeline } from "../src/lib/api.types";
import TouchUps from "../src/lib/sessions/TouchUps.svelte";
import { language } from "../src/lib/texts/index.svelte";

const range = (median: number) => ({ low: median - 2, median, high: median + 2 });
const effect = (years: number) => ({ years, area_l_before: range(58 + years), area_l_after: range(57), overlap_percent: 3.4 });
const timelineOf = (...years: number[]): Timeline => ({
  fan: { years: [0.1, 10], area_l: [], area: [], delta_e_2000: [], extrapolated: [false, true], calibrated_until_years: 0.5, basis: "" },
  events: [],
  touch_up: { from_years: 5.75, to_years: 8, sentence: "About 5.8 years after the last session." },
  touch_ups: years.map(effect),
  findings: [],
});

beforeEach(() => language.set("en"));
afterEach(cleanup);

describe("touch-ups", () => {
  it("begin with the year advised, and follow the slider", async () => {
    render(TouchUps, { timeline: timelineOf(1, 5.75, 9) });
    const slider = screen.getByRole<HTMLInputElement>("slider");
    expect(slider.getAttribute("aria-valuetext")).toBe("year 5.8");
    expect(screen.getByText(/L\* 63\.8/)).toBeTruthy();
    await fireEvent.input(slider, { target: { value: "2" } });
    expect(slider.getAttribute("aria-valuetext")).toBe("year 9.0");
    expect(screen.getByText(/L\* 67\.0/)).toBeTruthy();
    expect(screen.getByText("3.4 %")).toBeTruthy();
  });

  it("have no slider where there is one year only, for it could not be moved", () => {
    render(TouchUps, { timeline: timelineOf(5.75) });
    expect(screen.queryByRole("slider")).toBeNull();
    expect(screen.getByText(/L\* 63\.8/)).toBeTruthy();
  });
});
