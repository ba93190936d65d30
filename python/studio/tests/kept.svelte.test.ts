// Property: what is typed outlives the page that it was typed into, and is gone once it is saved or its client is erased.
import { flushSync } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { forgetForms, Kept } from "../src/lib/kept.svelte";

/** Opens a form as a component does; gives it and what takes the component away. */
function opened<T extends object>(key: string, start: () => T): { form: Kept<T>; close: () => void } {
  let form: Kept<T> | undefined;
  const close = $effect.root(() => {
    form = new Kept(key, start);
  });
  flushSync();
  return { form: form!, close };
}

describe("a form that is kept", () => {
  beforeEach(() => sessionStorage.clear());

  it("is forgotten after its component has gone, which saving may bring about, without asking that for anything", () => {
    const complaints = vi.spyOn(console, "warn");
    let form: Kept<{ needle: string }> | undefined;
    let usual = $state("");
    const close = $effect.root(() => {
      const start = $derived({ needle: usual });
      form = new Kept("session.c2", () => start);
    });
    flushSync();
    form!.value.needle = "3RL";
    flushSync();
    close();
    usual = "3RL"; // what was saved is in the record now
    form!.clear();
    expect(sessionStorage.length).toBe(0);
    expect(complaints).not.toHaveBeenCalled();
  });

  it("comes back after a reload with what was typed", () => {
    const first = opened("session.c1", () => ({ needle: "", lots: ["a"] }));
    first.form.value.needle = "3RL";
    first.form.value.lots.push("b");
    flushSync();
    first.close();
    const second = opened("session.c1", () => ({ needle: "", lots: ["a"] }));
    expect($state.snapshot(second.form.value)).toEqual({ needle: "3RL", lots: ["a", "b"] });
    second.close();
  });

  it("keeps nothing of a form that was only looked at", () => {
    opened("quiet", () => ({ a: 1 })).close();
    expect(sessionStorage.length).toBe(0);
  });

  it("is gone at once when it is cleared, even if the page is left in the same moment", () => {
    const { form, close } = opened("clients", () => ({ code: "" }));
    form.value.code = "K-07";
    flushSync();
    form.clear();
    close();
    expect(sessionStorage.length).toBe(0);
  });

  it("takes fields that are new since it was kept from its start", () => {
    sessionStorage.setItem("undertone.form.x", JSON.stringify({ a: 2 }));
    const { form, close } = opened("x", () => ({ a: 1, b: 5 }));
    expect($state.snapshot(form.value)).toEqual({ a: 2, b: 5 });
    close();
  });

  it("starts afresh where what is kept is no form", () => {
    sessionStorage.setItem("undertone.form.x", "{broken");
    const { form, close } = opened("x", () => ({ a: 1 }));
    expect($state.snapshot(form.value)).toEqual({ a: 1 });
    close();
  });

  it("forgets all about one client and nothing about another", () => {
    sessionStorage.setItem("undertone.form.client.c1", "{}");
    sessionStorage.setItem("undertone.form.reading.c1.skin", "{}");
    sessionStorage.setItem("undertone.form.client.c2", "{}");
    sessionStorage.setItem("other.c1", "{}");
    forgetForms("c1");
    expect(Object.keys({ ...sessionStorage }).toSorted()).toEqual(["other.c1", "undertone.form.client.c2"]);
  });
});
