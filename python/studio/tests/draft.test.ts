// Property: nothing that was put into a mix is lost: not by a stopped server, a reload, or a second window.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { connection } from "../src/lib/api/connection.svelte";
import { DraftKeeper, QUICK, type Draft } from "../src/lib/mix/draft.svelte";
import { emptyMix } from "../src/lib/mix/input";
import { fakeServer } from "./fake_server";

const PATH = "/api/clients/k7/drafts/mid";
const mixWith = (density: number) => ({ ...emptyMix("mid"), dots: { ...emptyMix("mid").dots, density_per_cm2: density } });

function drafts(version = 0, mix: Draft["mix"] = null) {
  let stored: Draft = { version, mix, mixture: null };
  const server = fakeServer({
    [`GET ${PATH}`]: () => ({ body: stored }),
    [`PUT ${PATH}`]: (body) => {
      const sent = body as Draft;
      if (sent.version !== stored.version) return { status: 409, body: { code: "conflict", what: "changed", where: "", why: "", do: "", field: null, current: stored } };
      stored = { ...sent, version: stored.version + 1 };
      return { body: stored };
    },
    "GET /api/status": () => ({ body: {} }),
  });
  return { server, stored: () => stored, set: (draft: Draft) => (stored = draft) };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  connection.reached();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a client's draft", () => {
  it("is saved a moment after the last change, once", async () => {
    const { server, stored } = drafts();
    const keeper = new DraftKeeper("k7", "mid");
    await keeper.load();
    for (const density of [110, 120, 130]) keeper.save(mixWith(density), null);
    await vi.advanceTimersByTimeAsync(500);
    expect(server.asked.filter((each) => each.what.startsWith("PUT"))).toHaveLength(1);
    expect(stored().mix?.dots.density_per_cm2).toBe(130);
    expect(keeper.state).toBe("saved");
    expect(sessionStorage.length).toBe(0);
  });

  it("waits while the server is away, and is saved when it is back", async () => {
    const { server, stored } = drafts();
    const keeper = new DraftKeeper("k7", "mid");
    await keeper.load();
    server.down = true;
    keeper.save(mixWith(140), null);
    await vi.advanceTimersByTimeAsync(500);
    expect(keeper.state).toBe("waiting");
    expect(connection.lost).toBe(true);
    server.down = false;
    await connection.tryAgain();
    await vi.advanceTimersByTimeAsync(500);
    expect(stored().mix?.dots.density_per_cm2).toBe(140);
    expect(keeper.state).toBe("saved");
    expect(connection.lost).toBe(false);
  });

  it("comes back after a reload in the middle, also what was not saved", async () => {
    const { server, stored } = drafts(3, mixWith(100));
    const keeper = new DraftKeeper("k7", "mid");
    await keeper.load();
    server.down = true;
    keeper.save(mixWith(170), null);
    await vi.advanceTimersByTimeAsync(500);
    server.down = false;
    const again = new DraftKeeper("k7", "mid"); // the page was loaded anew
    expect((await again.load())?.mix?.dots.density_per_cm2).toBe(170);
    await vi.advanceTimersByTimeAsync(500);
    expect(stored().mix?.dots.density_per_cm2).toBe(170);
  });

  it("asks which one counts when another window changed it, and keeps both until then", async () => {
    const { stored, set } = drafts();
    const keeper = new DraftKeeper("k7", "mid");
    await keeper.load();
    set({ version: 5, mix: mixWith(200), mixture: null });
    keeper.save(mixWith(90), null);
    await vi.advanceTimersByTimeAsync(500);
    expect(keeper.state).toBe("conflict");
    expect(stored().mix?.dots.density_per_cm2).toBe(200);
    expect(keeper.theirs?.mix?.dots.density_per_cm2).toBe(200);
    await keeper.keepMine();
    expect(stored().mix?.dots.density_per_cm2).toBe(90);
    expect(keeper.state).toBe("saved");
  });

  it("can take the other window's", async () => {
    const { stored, set } = drafts();
    const keeper = new DraftKeeper("k7", "mid");
    await keeper.load();
    set({ version: 5, mix: mixWith(200), mixture: null });
    keeper.save(mixWith(90), null);
    await vi.advanceTimersByTimeAsync(500);
    expect(keeper.takeTheirs()?.mix?.dots.density_per_cm2).toBe(200);
    keeper.save(mixWith(210), null);
    await vi.advanceTimersByTimeAsync(500);
    expect(stored()).toMatchObject({ version: 6, mix: { dots: { density_per_cm2: 210 } } });
  });

  it("asks, after a reload, when what waits here is older than what is stored", async () => {
    const { server, set } = drafts();
    const keeper = new DraftKeeper("k7", "mid");
    await keeper.load();
    server.down = true;
    keeper.save(mixWith(90), null);
    await vi.advanceTimersByTimeAsync(500);
    server.down = false;
    set({ version: 8, mix: mixWith(222), mixture: null });
    const again = new DraftKeeper("k7", "mid");
    await again.load();
    expect(again.state).toBe("conflict");
    expect(again.theirs?.mix?.dots.density_per_cm2).toBe(222);
  });
});

describe("a quick mix", () => {
  it("stays in this browser and asks nothing of the server", async () => {
    const { server } = drafts();
    const keeper = new DraftKeeper(QUICK, "mid");
    keeper.save(mixWith(180), { parts: { pure_black: 1 }, water_parts: 4 });
    const again = new DraftKeeper(QUICK, "mid");
    expect(await again.load()).toMatchObject({ mix: { dots: { density_per_cm2: 180 } }, mixture: { water_parts: 4 } });
    expect(server.asked).toEqual([]);
  });
});
