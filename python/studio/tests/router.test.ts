// Property: every address is one page with its parts, and what is none says so.
import { describe, expect, it } from "vitest";

import { match } from "../src/lib/router.svelte";

describe("match", () => {
  it.each([
    ["/", "mix", {}],
    ["/clients", "clients", {}],
    ["/clients/k7", "client", { client: "k7" }],
    ["/mix/k7/mid", "mix", { client: "k7", zone: "mid" }],
    ["/sessions/k7", "sessions", { client: "k7" }],
    ["/cards/abc/", "card", { card: "abc" }],
    ["/show/k%207", "show", { client: "k 7" }],
    ["/nothing", "unknown", {}],
    ["/clients/a/b", "unknown", {}],
    ["/clients/%E0%A4%A", "unknown", {}],
  ])("%s is %s", (path, page, params) => {
    const found = match(path);
    expect(found.page).toBe(page);
    expect(found.params).toEqual(params);
  });
});
