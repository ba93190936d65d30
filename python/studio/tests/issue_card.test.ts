// Property: a card of the next session is issued by its zone alone, and a refusal stands beside the button.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import IssueCard from "../src/lib/sessions/IssueCard.svelte";
import { language } from "../src/lib/texts/index.svelte";
import { fakeServer } from "./fake_server";

beforeEach(() => language.set("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("asks for the card of the zone, and links to where it stays", async () => {
  const server = fakeServer({ "POST /api/clients/c1/cards": () => ({ body: { id: "k1" } }) });
  const onissued = vi.fn();
  render(IssueCard, { client_id: "c1", asked: { kind: "session", zone: "crown" }, onissued });
  await fireEvent.click(screen.getByRole("button", { name: "Issue this card" }));
  expect((await screen.findByRole("link")).getAttribute("href")).toBe("/cards/k1");
  expect(server.asked).toEqual([{ what: "POST /api/clients/c1/cards", body: { kind: "session", zone: "crown" } }]);
  expect(onissued).toHaveBeenCalledOnce();
});

it("says why none was issued", async () => {
  const problem = { code: "bad_input", what: "no skin has been read", where: "skin", why: "", do: "add a reading", field: null };
  fakeServer({ "POST /api/clients/c1/cards": () => ({ status: 422, body: problem }) });
  const onissued = vi.fn();
  render(IssueCard, { client_id: "c1", asked: { kind: "session", zone: "mid" }, onissued });
  await fireEvent.click(screen.getByRole("button", { name: "Issue this card" }));
  expect((await screen.findByRole("alert")).textContent).toMatch(/no skin has been read/i);
  expect(onissued).not.toHaveBeenCalled();
});
