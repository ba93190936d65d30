// Property: on the Mix page the newest input wins, nothing stale is shown as current, and every change can be undone.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { connection } from "../src/lib/api/connection.svelte";
import type { LiveInput, MixInput, Reading } from "../src/lib/api.types";
import { Desk } from "../src/lib/mix/desk.svelte";
import { emptyMix } from "../src/lib/mix/input";
import { fakeServer } from "./fake_server";

const mixture = { parts: { black: 1 }, water_parts: 18 };
const ready: MixInput = { ...emptyMix("mid"), skin_reading_id: "s", hair: { ...emptyMix("mid").hair, reading_id: "f" } };

/** A server whose answers come when they are let go. */
function slow() {
  const held: (() => void)[] = [];
  const hold = () => new Promise<void>((done) => held.push(done));
  const server = fakeServer({
    "GET /api/status": () => ({ body: {} }),
    "GET /api/shelf": () => ({ body: { lines: [], bottles: [] } }),
    "GET /api/hair_words": () => ({ body: [] }),
    "GET /api/readings/s": () => ({ body: { id: "s", role: "skin" } }),
    "GET /api/readings/f": () => ({ body: { id: "f", role: "fringe" } }),
    "POST /api/ladder": () => ({ body: { ink: "black", steps: [] } }),
    "POST /api/mix": (body) => ({ body: { cup: { mixture }, alternatives: [], density: (body as MixInput).dots.density_per_cm2 } }),
    "POST /api/live": async (body) => {
      const asked = body as LiveInput;
      if (!asked.want_fan && !asked.final) await hold();
      return { body: { sequence: asked.sequence, density: asked.mix.dots.density_per_cm2, fan: asked.want_fan ? { years: [0] } : null } };
    },
  });
  return { server, held };
}

const shown = (desk: Desk) => (desk.live as unknown as { density: number } | null)?.density;
const settle = () => vi.advanceTimersByTimeAsync(40);
const withDensity = (desk: Desk, density_per_cm2: number) => desk.change({ dots: { ...desk.mix.dots, density_per_cm2 } }, "density");

async function opened() {
  localStorage.setItem("undertone.draft.quick.mid", JSON.stringify({ version: 0, mix: ready, mixture: null }));
  const held = slow();
  const desk = new Desk("quick", "mid");
  await desk.load(null);
  await vi.advanceTimersByTimeAsync(400);
  return { desk, ...held };
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "requestAnimationFrame", "cancelAnimationFrame"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the desk", () => {
  it("opens with what was left in this browser, and computes it", async () => {
    const { desk } = await opened();
    expect(desk.skin?.id).toBe("s");
    expect(desk.answer_current).toBe(true);
    expect(shown(desk)).toBe(150);
    expect(desk.fan_current).toBe(true);
  });

  it("asks as a window of its own, so that the server takes its first questions for none that were overtaken", async () => {
    const { desk, server } = await opened();
    desk.look({ years: 3 });
    await vi.advanceTimersByTimeAsync(400);
    desk.close();
    const another = new Desk("quick", "mid");
    await another.load(null);
    await vi.advanceTimersByTimeAsync(400);
    const lives = server.asked.filter(({ what }) => what === "POST /api/live").map(({ body }) => body as LiveInput);
    const newest = new Map<string, number>(); // as the server keeps it
    for (const { window, sequence } of lives) {
      expect(sequence).toBeGreaterThan(newest.get(window) ?? -1);
      newest.set(window, sequence);
    }
    expect(shown(another)).toBe(150);
  });

  it("shows one pair of ranges where the picture is what the answer is about, the picture's own elsewhere", async () => {
    const { desk } = await opened();
    const ranges = { area_l: { low: 57.1, median: 58, high: 59 }, delta_e_2000: { low: 0.5, median: 1, high: 2.3 }, usual_delta_e_2000: 0.7, basis: "" };
    const painted = { area_l: { low: 56.8, median: 58, high: 59.1 }, delta_e_range: { low: 0.5, median: 1, high: 2.2 } };
    const own = { area_l: painted.area_l, delta_e_2000: painted.delta_e_range };
    desk.answer = { ...desk.answer!, ranges };
    desk.live = { ...desk.live!, ...painted };
    expect(desk.live_ranges).toBe(ranges);
    withDensity(desk, 151); // a drag: the answer is about another density
    expect(desk.live_ranges).toEqual(own);
    desk.back();
    await vi.advanceTimersByTimeAsync(400);
    desk.answer = { ...desk.answer!, ranges };
    expect(desk.live_ranges).toBe(ranges);
    for (const elsewhere of [{ years: 3 }, { years: 0, light: "A" }]) {
      desk.look(elsewhere);
      await vi.advanceTimersByTimeAsync(400);
      desk.live = { ...desk.live!, ...painted };
      expect(desk.live_ranges).toEqual(own);
    }
  });

  it("asks while a finger drags for one picture at a time and then for the newest", async () => {
    const { desk, server, held } = await opened();
    const before = server.asked.length;
    for (const density of [151, 152, 153, 154]) {
      withDensity(desk, density);
      await settle();
    }
    const lives = () => server.asked.slice(before).filter((each) => each.what === "POST /api/live").map((each) => (each.body as LiveInput).mix.dots.density_per_cm2);
    expect(lives()).toEqual([151]);
    held.shift()?.();
    await settle();
    expect(lives()).toEqual([151, 154]);
    held.shift()?.();
    await settle();
    expect(shown(desk)).toBe(154);
  });

  it("never shows an old cup as current, and marks a picture that is late", async () => {
    const { desk, held } = await opened();
    withDensity(desk, 200);
    expect(desk.answer_current).toBe(false);
    expect(desk.fan_current).toBe(false);
    expect(desk.live_late).toBe(false);
    await vi.advanceTimersByTimeAsync(120);
    expect(desk.live_late).toBe(true);
    held.shift()?.();
    await settle();
    expect(desk.live_late).toBe(false);
    expect(desk.answer_current).toBe(false); // the finger is still down
    desk.rest();
    await vi.advanceTimersByTimeAsync(200);
    expect(desk.answer_current).toBe(true);
    expect((desk.answer as unknown as { density: number }).density).toBe(200);
  });

  it("asks for the years again where they were given up for a finger", async () => {
    const { desk, server, held } = await opened();
    const live = server.handlers["POST /api/live"]!;
    server.handlers["POST /api/live"] = async (body) => {
      if ((body as LiveInput).want_fan) await new Promise<void>((done) => held.push(done));
      return live(body);
    };
    desk.change({ max_inks: 1 });
    await vi.advanceTimersByTimeAsync(400);
    expect(server.asked.filter((each) => each.what === "POST /api/live" && (each.body as LiveInput).want_fan)).toHaveLength(2); // as opened, and now
    desk.look({ years: 3 }, false);
    held.splice(0).forEach((let_go) => let_go());
    await vi.advanceTimersByTimeAsync(400);
    held.splice(0).forEach((let_go) => let_go());
    await vi.advanceTimersByTimeAsync(400);
    expect(desk.fan_current).toBe(true);
  });

  it("takes a drag back as one step, and forth again", async () => {
    const { desk } = await opened();
    for (const density of [160, 170, 180]) withDensity(desk, density);
    desk.rest();
    desk.back();
    expect(desk.mix.dots.density_per_cm2).toBe(150);
    desk.forth();
    expect(desk.mix.dots.density_per_cm2).toBe(180);
  });

  it("takes a held key as one step, and computes the mix once it is let go", async () => {
    const { desk, server } = await opened();
    const before = server.asked.length;
    for (const density of [151, 152, 153]) {
      withDensity(desk, density);
      desk.rest();
      await vi.advanceTimersByTimeAsync(30);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(server.asked.slice(before).filter((each) => each.what === "POST /api/mix")).toHaveLength(1);
    desk.back();
    expect(desk.mix.dots.density_per_cm2).toBe(150);
  });

  it("keeps a change at once, so that a reload finds it", async () => {
    const { desk } = await opened();
    withDensity(desk, 222);
    expect(JSON.parse(localStorage.getItem("undertone.draft.quick.mid") ?? "{}")).toMatchObject({ mix: { dots: { density_per_cm2: 222 } } });
  });

  it("starts over with the inks and dots as they are, and takes that back", async () => {
    const { desk } = await opened();
    desk.change({ bottle_ids: ["b"], dots: { ...desk.mix.dots, density_per_cm2: 120 } });
    desk.startOver();
    await settle();
    expect(desk.skin).toBeNull();
    expect(desk.answer).toBeNull();
    expect([desk.mix.bottle_ids, desk.mix.dots.density_per_cm2]).toEqual([["b"], 120]);
    desk.back();
    await settle();
    expect(desk.skin?.id).toBe("s");
  });

  it("shows no picture of a client whose readings were taken away", async () => {
    const { desk } = await opened();
    desk.change({ skin_reading_id: null });
    await settle();
    expect(desk.live).toBeNull();
    expect(desk.answer).toBeNull();
  });

  it("marks what is shown while the server is away, and computes anew when it is back", async () => {
    const { desk, server } = await opened();
    server.down = true;
    desk.change({ max_inks: 1 });
    await settle();
    await settle();
    expect(desk.answer_current).toBe(false);
    expect(desk.live_late).toBe(true);
    server.down = false;
    await connection.tryAgain();
    await settle();
    await settle();
    expect(desk.answer_current).toBe(true);
    expect(desk.live_late).toBe(false);
  });

  it("keeps the other ways in sight while one of them is tried by hand", async () => {
    const { desk, server } = await opened();
    server.handlers["POST /api/mix"] = (body) => ({
      body: { cup: { mixture }, alternatives: (body as MixInput).fixed ? [] : [{ rank: 2, mixture: { parts: { brown: 1 }, water_parts: 3 } }] },
    });
    desk.change({ max_inks: 1 });
    await settle();
    expect(desk.alternatives).toHaveLength(1);
    desk.change({ fixed: desk.alternatives[0]!.mixture });
    await settle();
    expect(desk.alternatives).toHaveLength(1);
    desk.change({ max_inks: 3 });
    await settle();
    expect(desk.alternatives).toHaveLength(0);
  });

  it("finds readings again that were not accepted yet when the page was loaded anew", async () => {
    const { desk } = await opened();
    desk.pending = [{ id: "f", role: "fringe" } as Reading];
    const again = new Desk("quick", "mid");
    await again.load(null);
    expect(again.pending.map((each) => each.id)).toEqual(["f"]);
    await again.accept(again.pending);
    const third = new Desk("quick", "mid");
    await third.load(null);
    expect(third.pending).toEqual([]);
  });
});
