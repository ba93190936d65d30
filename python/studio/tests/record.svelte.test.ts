// Property: of two windows on one client, the second save is told and overwrites nothing by itself; what is asked for another thing is never shown.
import { flushSync } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";

import { get } from "../src/lib/api/client";
import { Loaded } from "../src/lib/loaded.svelte";
import { ClientRecord } from "../src/lib/records/record.svelte";
import { fakeServer } from "./fake_server";

afterEach(() => vi.unstubAllGlobals());

const settle = () => new Promise((done) => setTimeout(done, 0));

/** A server with one client, which refuses a save that saw an older version. */
function withClient() {
  const stored = { id: "c1", version: 1, code: "K-07", notes: "", health_note: "", consents: [], can_undo: false, can_redo: false };
  const server = fakeServer({
    "GET /api/clients/c1": () => ({ body: stored }),
    "PUT /api/clients/c1": (body) => {
      const { version, ...change } = body as { version: number };
      if (version !== stored.version) return { status: 409, body: { code: "conflict", what: "changed", where: "", why: "", do: "", field: null, current: { ...stored } } };
      Object.assign(stored, change, { version: stored.version + 1 });
      return { body: { ...stored } };
    },
  });
  return { stored, server };
}

async function opened(): Promise<{ record: ClientRecord; close: () => void }> {
  let record: ClientRecord | undefined;
  const close = $effect.root(() => {
    record = new ClientRecord("c1");
  });
  flushSync();
  await settle();
  return { record: record!, close };
}

describe("a record in two windows", () => {
  it("tells the second save of both versions, and stores it only when that is chosen", async () => {
    const { stored } = withClient();
    const [one, other] = [await opened(), await opened()];
    expect(await one.record.change({ notes: "oily" })).toBe(true);
    expect(await other.record.change({ notes: "dry" })).toBe(false);
    expect(stored.notes).toBe("oily");
    expect(other.record.conflicts).toEqual([{ field: "notes", mine: "dry", theirs: "oily" }]);
    expect(await other.record.keepMine()).toBe(true);
    expect(stored.notes).toBe("dry");
    expect(other.record.conflicts).toEqual([]);
    one.close();
    other.close();
  });

  it("shows what is stored where that is chosen", async () => {
    const { stored } = withClient();
    const [one, other] = [await opened(), await opened()];
    await one.record.change({ notes: "oily" });
    await other.record.change({ notes: "dry" });
    other.record.takeTheirs();
    expect(other.record.client?.notes).toBe("oily");
    expect(stored.notes).toBe("oily");
    expect(other.record.problem).toBeNull();
    one.close();
    other.close();
  });

  it("asks nothing where the windows changed different fields: both are kept", async () => {
    const { stored } = withClient();
    const [one, other] = [await opened(), await opened()];
    await one.record.change({ health_note: "none" });
    expect(await other.record.change({ notes: "dry" })).toBe(true);
    expect(stored).toMatchObject({ notes: "dry", health_note: "none" });
    one.close();
    other.close();
  });
});

describe("what is loaded", () => {
  it("goes as soon as it is of another thing, and an answer to the earlier question is dropped", async () => {
    const held: Record<string, () => void> = {};
    const answer = (zone: string) => () => new Promise<{ body: string }>((done) => (held[zone] = () => done({ body: zone })));
    fakeServer({ "GET /api/mid": answer("mid"), "GET /api/crown": answer("crown") });
    let zone = $state("mid");
    let loaded: Loaded<string> | undefined;
    const close = $effect.root(() => {
      loaded = new Loaded<string>(
        () => get<string>(`/api/${zone}`),
        () => zone,
      );
    });
    flushSync();
    held["mid"]?.();
    await settle();
    expect(loaded?.value).toBe("mid");
    zone = "crown";
    flushSync();
    expect(loaded?.value).toBeNull();
    const first = held["crown"];
    void loaded?.load(); // asked again before the first answer
    first?.();
    await settle();
    expect(loaded?.value).toBeNull();
    held["crown"]?.();
    await settle();
    expect(loaded?.value).toBe("crown");
    close();
  });
});
