// Property: a refusal is a value with its reason; nothing that a server or a network does becomes an exception.
import { afterEach, describe, expect, it, vi } from "vitest";

import { address, call, get, upload } from "../src/lib/api/client";
import { connection } from "../src/lib/api/connection.svelte";
import { fakeServer } from "./fake_server";

afterEach(() => {
  connection.reached();
  connection.unlockedNow();
  vi.unstubAllGlobals();
});

describe("call", () => {
  it("gives the answer", async () => {
    fakeServer({ "GET /api/x": () => ({ body: [1, 2] }) });
    expect(await get("/api/x")).toEqual({ ok: true, value: [1, 2] });
  });

  it("gives the server's reason", async () => {
    const problem = { code: "bad_input", what: "no", where: "row 3", why: "", do: "mend it", field: "rows" };
    fakeServer({ "POST /api/x": () => ({ status: 422, body: problem }) });
    expect(await call("POST", "/api/x", {})).toEqual({ ok: false, problem });
  });

  it("says so when the server answers nonsense", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>", { status: 500 }));
    expect(await get("/api/x")).toMatchObject({ ok: false, problem: { code: "bad_answer" } });
  });

  it("notes a lost connection once, and its return", async () => {
    const server = fakeServer({ "GET /api/x": () => ({ body: 1 }) });
    server.down = true;
    expect(await get("/api/x")).toMatchObject({ ok: false, problem: { code: "lost_connection" } });
    expect(connection.lost).toBe(true);
    server.down = false;
    await get("/api/x");
    expect(connection.lost).toBe(false);
  });

  it("shows the lock when the server is locked", async () => {
    fakeServer({ "GET /api/x": () => ({ status: 423, body: { code: "locked", what: "locked", where: "", why: "", do: "", field: null } }) });
    await get("/api/x");
    expect(connection.locked).toBe(true);
  });

  it("takes a wrong PIN or a missing consent for what it is, and a missing sign-in for the window's", async () => {
    const refused = (status: number, code: string) => () => ({ status, body: { code, what: "no", where: "", why: "", do: "", field: null } });
    fakeServer({ "POST /api/unlock": refused(403, "wrong_pin"), "POST /api/photo": refused(403, "no_consent"), "GET /api/x": refused(401, "not_logged_in") });
    await call("POST", "/api/unlock", { pin: "1" });
    await call("POST", "/api/photo", {});
    expect(connection.refusedBefore).toBe(false);
    await get("/api/x");
    expect(connection.refusedBefore).toBe(true);
  });

  it("sends a file's bytes with its name as a label", async () => {
    const asked: RequestInit[] = [];
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => (asked.push(init), new Response("{}")));
    await upload("/api/readings", new Blob(["a"]), "piel ñ <1>.csv");
    expect(asked[0]?.headers).toMatchObject({ "Content-Type": "application/octet-stream", "X-File-Name": "piel%20%C3%B1%20%3C1%3E.csv" });
  });
});

describe("address", () => {
  it("leaves out what is empty and encodes the rest", () => {
    expect(address("/api/x", { a: "8/d SCI", b: null, c: "", d: 0 })).toBe("/api/x?a=8%2Fd+SCI&d=0");
    expect(address("/api/x", { a: null })).toBe("/api/x");
  });
});
