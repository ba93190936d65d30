// Property: what an address answers is saved under the name that was asked for; a refusal is told, and nothing is saved.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { download } from "../src/lib/api/client";

const saved: { href: string; name: string }[] = [];

beforeEach(() => {
  saved.length = 0;
  URL.createObjectURL = vi.fn(() => "blob:made");
  URL.revokeObjectURL = vi.fn();
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ href: this.href, name: this.download });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("download", () => {
  it("saves what came", async () => {
    vi.stubGlobal("fetch", async () => new Response("%PDF-", { status: 200 }));
    expect((await download("/api/x.pdf", "record.pdf")).ok).toBe(true);
    expect(saved).toEqual([{ href: "blob:made", name: "record.pdf" }]);
  });

  it("tells a refusal, and saves no file of it", async () => {
    const problem = { code: "missing_library", what: "a record as PDF needs WeasyPrint", where: "", why: "", do: "install it", field: null };
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(problem), { status: 400 }));
    expect(await download("/api/x.pdf", "record.pdf")).toEqual({ ok: false, problem });
    expect(saved).toEqual([]);
  });

  it("tells a lost connection", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("refused")));
    const outcome = await download("/api/x.pdf", "record.pdf");
    expect(outcome.ok ? "" : outcome.problem.code).toBe("lost_connection");
    expect(saved).toEqual([]);
  });
});
