// Property: that a practitioner stopped is a line of the record, and is known again in any language.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { NextAnswer } from "../src/lib/api.types";
import NextSession from "../src/lib/sessions/NextSession.svelte";
import { stoppedOn, withStop } from "../src/lib/sessions/stopped";
import { language } from "../src/lib/texts/index.svelte";

beforeEach(() => language.set("en"));
afterEach(cleanup);

it("stands after what was noted before", () => {
  expect(withStop("Redness at the edge\n", "2026-12-01")).toBe("Redness at the edge\nStopped here on 2026-12-01.");
  expect(withStop("", "2026-12-01")).toBe("Stopped here on 2026-12-01.");
});

it("is found again by its day, whichever language it was written in", () => {
  language.set("es");
  const note = withStop("Rojez en el borde", "2026-12-01");
  language.set("en");
  expect(stoppedOn(note)).toBe("2026-12-01");
  expect(stoppedOn(withStop(note, "2027-02-03"))).toBe("2027-02-03");
});

it.each(["", "Stopped here on Monday.", "She was Stopped here on 2026-12-01.", "Stopped here on 2026-12-01. Perhaps."])("is not read into other notes: %s", (note) => {
  expect(stoppedOn(note)).toBeNull();
});

const next = { headline: "", go_on: false, stop_reason: "", measure_again: false, cup: null, new_density_per_cm2: null, bias: null, departures: [], card_text: "" };

it("is chosen by a button, which gives way to the day once it is noted", async () => {
  const onstop = vi.fn();
  const props = { next: next as unknown as NextAnswer, read: true, client_id: "c1", zone: "mid" as const, ondone: vi.fn(), onissued: vi.fn(), busy: false, onstop };
  const { rerender } = render(NextSession, { ...props, stopped_on: null });
  await fireEvent.click(screen.getByRole("button", { name: "Stop here and note it" }));
  expect(onstop).toHaveBeenCalledOnce();
  await rerender({ ...props, stopped_on: "2026-12-01" });
  expect(screen.queryByRole("button", { name: "Stop here and note it" })).toBeNull();
  screen.getByText(/Stopped here on .*2026/);
});
