// Property: on a phone, what opens below the fold is brought into sight and can be typed into at once.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Reading } from "../src/lib/api.types";
import Actions from "../src/lib/mix/Actions.svelte";
import type { Desk } from "../src/lib/mix/desk.svelte";
import { emptyMix } from "../src/lib/mix/input";
import Pending from "../src/lib/mix/Pending.svelte";
import { language } from "../src/lib/texts/index.svelte";
import { fakeServer } from "./fake_server";

const seen: Element[] = [];

beforeEach(() => {
  language.set("en");
  seen.length = 0;
  Element.prototype.scrollIntoView = function (this: Element) { seen.push(this); }; // jsdom has none
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(Element.prototype, "scrollIntoView");
});

describe("in sight", () => {
  it("is what was read, from its heading on", () => {
    fakeServer({ "GET /api/instruments": () => ({ body: [] }) });
    const reading = { id: "r", name: "skin.csv", role: "skin", rows: [], findings: [], verdict: "usable", said: {}, photo: null };
    const desk = { pending: [reading as unknown as Reading], skin: null, hair: null };
    render(Pending, { desk: desk as unknown as Desk });
    const heading = screen.getByText("Check what was read");
    expect(seen).toContain(heading);
    expect(document.activeElement).toBe(heading);
  });

  it("is the field of the client's code, with the button that saves it", async () => {
    const desk = { quick: true, answer_current: true, answer: { cup: null }, mix: emptyMix("mid") };
    render(Actions, { desk: desk as unknown as Desk });
    await fireEvent.click(screen.getByRole("button", { name: "Issue card" }));
    const field = screen.getByLabelText<HTMLInputElement>("Client's code");
    expect(document.activeElement).toBe(field);
    expect(seen).toEqual([field.form]);
  });
});
