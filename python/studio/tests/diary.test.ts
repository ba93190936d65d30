// Property: the diary's own bias is counted where a tick says so: when the next session is worked out, and nowhere unasked.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { studio } from "../src/lib/studio.svelte";
import { language } from "../src/lib/texts/index.svelte";
import Diary from "../src/pages/Diary.svelte";
import { fakeServer } from "./fake_server";

const bias = { sentence: "", clients: 5, needed: 5, mean_before: 0.8, mean_after: 0.7, worst_before: 1.4, worst_after: 1.2, used: false };

beforeEach(() => language.set("en"));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("names the job that the bias enters, and changes nothing before the tick", async () => {
  fakeServer({ "GET /api/diary": () => ({ body: { rows: [], bias, left_out: [] } }) });
  const change = vi.spyOn(studio, "change").mockResolvedValue(null);
  render(Diary);
  const tick = await screen.findByRole<HTMLInputElement>("switch", { name: "Count my own bias when the next session is worked out" });
  expect(tick.checked).toBe(false);
  expect(change).not.toHaveBeenCalled();
  await fireEvent.click(tick);
  expect(change).toHaveBeenCalledExactlyOnceWith({ use_own_bias: true });
});
