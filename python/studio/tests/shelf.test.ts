// Property: an ink pack's lots become bottles by a tick, and a pack that is to be looked at is taken by a tick alone.
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Bottle, Shelf as ShelfAnswer, ShelfLine } from "../src/lib/api.types";
import PackContents from "../src/lib/shelf/PackContents.svelte";
import { language } from "../src/lib/texts/index.svelte";
import Shelf from "../src/pages/Shelf.svelte";
import { fakeServer } from "./fake_server";

const swatch = { name: "black", lab: { l: 5, a: 0, b: 0 }, srgb: [10, 10, 10] as [number, number, number], out_of_gamut: false };
const line: ShelfLine = {
  ...{ id: "l1", name: "Fine line", maker: "Fine inks", version: "7", kind: "pack", note: "", synthetic: true },
  signed_by: "9c1f-0000",
  pack: {
    ...{ line: "fine", version: "1.2", made_on: "2026-11-01" },
    lots: [
      { ink: "black", lot: "A23", expires: "2027-03-31" },
      { ink: "black", lot: "A24", expires: null },
    ],
    documents: [{ number: 3, kind: "safety_sheet", about: ["black"], name: "sheet.pdf", bytes: 1200 }],
  },
  inks: [{ id: "black", name: "Fine black", colorants: [], known: "maker", known_text: "", masstone: swatch }],
};
const bottle = { id: "b1", version: 1, line_id: "l1", ink: "black", name: "Fine black", lot: "A23", swatch } as Bottle;
const shelf = (lines: ShelfLine[]): ShelfAnswer => ({ lines, bottles: [], can_undo: false, can_redo: false });

beforeEach(() => language.set("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("offers the lots that have no bottle yet, with their dates", async () => {
  const server = fakeServer({ "POST /api/shelf/bottles": () => ({ body: shelf([line]) }) });
  const ontake = vi.fn();
  render(PackContents, { line, bottles: [bottle], ontake });
  const [first, second] = screen.getAllByRole<HTMLInputElement>("checkbox");
  expect([first?.disabled, second?.disabled]).toEqual([true, false]);
  await fireEvent.click(second!);
  await fireEvent.click(screen.getByRole("button", { name: "Put 1 bottle on the shelf" }));
  await waitFor(() => expect(ontake).toHaveBeenCalledOnce());
  expect(server.asked.map((each) => each.body)).toEqual([{ line_id: "l1", ink: "black", lot: "A24", expires: null }]);
});

it("names signer and version, and links each document by its number", () => {
  render(PackContents, { line, bottles: [], ontake: vi.fn() });
  expect(document.body.textContent).toContain("Pack 1.2 of");
  expect(document.body.textContent).toContain("9c1f-0000");
  const link = screen.getByRole("link", { name: /Safety sheet, Fine black: sheet.pdf/ });
  expect(link.getAttribute("href")).toBe("/api/shelf/lines/l1/documents/3");
});

it("takes a pack of another key only once its tick is set", async () => {
  const problem = { code: "other_key", what: "another key", where: "x.inkpack", why: "", do: "ask the maker", field: "accept" };
  const paths: string[] = [];
  fakeServer({ "GET /api/shelf": () => ({ body: shelf([]) }) });
  const answer = globalThis.fetch;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (!path.startsWith("/api/shelf/lines")) return answer(path, init);
    paths.push(path);
    return path.includes("accept=other_key") ? new Response(JSON.stringify(shelf([line]))) : new Response(JSON.stringify(problem), { status: 409 });
  });
  Element.prototype.scrollIntoView = vi.fn(); // jsdom has none
  render(Shelf);
  await screen.findByText("The shelf is empty");
  const pack = new File(["undertone ink pack 1"], "x.inkpack");
  await fireEvent.drop(screen.getByRole("group", { name: "Drop line.toml or an ink pack here" }), { dataTransfer: { files: [pack] } });
  await screen.findByText(/another key/i);
  const take = screen.getByRole<HTMLButtonElement>("button", { name: "Put the pack on the shelf" });
  expect(take.disabled).toBe(true);
  await fireEvent.click(screen.getByLabelText("I asked the maker: the new key is theirs"));
  expect(take.disabled).toBe(false);
  await fireEvent.click(take);
  await screen.findByText("Lots in this pack");
  expect(paths).toEqual(["/api/shelf/lines", "/api/shelf/lines?accept=other_key"]);
});
