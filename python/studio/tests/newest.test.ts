// Property: one request in flight, the newest waiting; stale answers are marked, and the newest always comes last.
import { describe, expect, it } from "vitest";

import { Newest } from "../src/lib/api/newest";

const soon = () => new Promise<void>((done) => setTimeout(done, 0));

function desk() {
  const asked: number[] = [];
  const shown: { answer: number; stale: boolean }[] = [];
  const finish: ((value: void) => void)[] = [];
  const newest = new Newest<number, number>({
    ask: async (wish) => {
      asked.push(wish);
      await new Promise<void>((done) => finish.push(done));
      return wish * 10;
    },
    answered: (answer, stale) => shown.push({ answer, stale }),
  });
  return { newest, asked, shown, next: async () => (finish.shift()?.(), await soon()) };
}

describe("Newest", () => {
  it("asks for the first and the last of a drag, and for none between", async () => {
    const { newest, asked, shown, next } = desk();
    for (const wish of [1, 2, 3, 4, 5]) newest.wish(wish);
    await next();
    await next();
    expect(asked).toEqual([1, 5]);
    expect(shown).toEqual([
      { answer: 10, stale: true },
      { answer: 50, stale: false },
    ]);
    expect(newest.busy).toBe(false);
  });

  it("marks what is in flight as stale when it is told to forget", async () => {
    const { newest, shown, next } = desk();
    newest.wish(1);
    newest.forget();
    await next();
    expect(shown).toEqual([{ answer: 10, stale: true }]);
  });

  it("goes on after a quiet time", async () => {
    const { newest, shown, next } = desk();
    newest.wish(1);
    await next();
    newest.wish(2);
    await next();
    expect(shown.map((each) => each.stale)).toEqual([false, false]);
  });
});
