// Property: undo gives back what was, redo what came after, and a drag is one step.
import { describe, expect, it } from "vitest";

import { UndoStack } from "../src/lib/undo.svelte";

function edited(values: number[], gestures: (string | null)[] = []) {
  const stack = new UndoStack<number>();
  let now = 0;
  values.forEach((value, at) => {
    stack.before(now, gestures[at] ?? null);
    now = value;
  });
  return { stack, now };
}

describe("UndoStack", () => {
  it("goes back through every step and forward again", () => {
    const { stack, now } = edited([1, 2, 3]);
    const back = [stack.undo(now), stack.undo(2), stack.undo(1), stack.undo(0)];
    expect(back).toEqual([2, 1, 0, null]);
    expect([stack.redo(0), stack.redo(1), stack.redo(2), stack.redo(3)]).toEqual([1, 2, 3, null]);
  });

  it("takes a drag as one step", () => {
    const { stack, now } = edited([1, 2, 3, 4], ["density", "density", "density", "width"]);
    expect(stack.undo(now)).toBe(3);
    expect(stack.undo(3)).toBe(0);
  });

  it("takes two drags of one slider as two steps when the finger was lifted between", () => {
    const stack = new UndoStack<number>();
    stack.before(0, "density");
    stack.rest();
    stack.before(1, "density");
    expect(stack.undo(2)).toBe(1);
    expect(stack.undo(1)).toBe(0);
  });

  it("forgets the future at a new change", () => {
    const { stack, now } = edited([1, 2]);
    const back = stack.undo(now);
    stack.before(back ?? -1);
    expect(stack.canRedo).toBe(false);
  });

  it("keeps a limited past", () => {
    const stack = new UndoStack<number>(3);
    for (let at = 0; at < 10; at += 1) stack.before(at);
    expect([stack.undo(10), stack.undo(9), stack.undo(8), stack.undo(7)]).toEqual([9, 8, 7, null]);
  });
});
