// Property: marks stay within the picture and in shape, whichever way they are moved; the card's grid follows the corners.
import { describe, expect, it } from "vitest";

import { asQuery, gridLines, handles, inTurn, isPicture, movedTo, onCard, placeOf, startMarks, stepOf, toPicture, trouble, type Marks } from "../src/lib/mix/marking";

const size = { width: 4000, height: 3000 };
const start = startMarks(size, null);

/** A small generator with a seed, so that a failure comes again. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function inPicture(marks: Marks): boolean {
  const { left, top, right, bottom } = marks.region;
  const points = [...marks.corners, { x: left, y: top }, { x: right, y: bottom }];
  return points.every(({ x, y }) => x >= 0 && y >= 0 && x <= size.width && y <= size.height);
}

describe("marks", () => {
  it("start with nothing in the way of reading", () => {
    expect(trouble(start)).toBeNull();
    expect(inPicture(start)).toBe(true);
  });

  it("start on the corners that were found", () => {
    const found: [number, number][] = [[10, 20], [610, 30], [600, 430], [5, 420]];
    expect(startMarks(size, found).corners).toEqual(found.map(([x, y]) => ({ x, y })));
    expect(startMarks(size, found.slice(1)).corners).toEqual(start.corners);
  });

  it("stay within the picture, and the region keeps an inside, however they are moved", () => {
    const random = seeded(7);
    let marks = start;
    for (let n = 0; n < 5000; n += 1) {
      const handle = handles[Math.floor(random() * handles.length)]!;
      marks = movedTo(marks, handle, { x: (random() * 3 - 1) * size.width, y: (random() * 3 - 1) * size.height }, size);
      expect(inPicture(marks)).toBe(true);
      expect(marks.region.right - marks.region.left).toBeGreaterThanOrEqual(4 - 1e-9);
      expect(marks.region.bottom - marks.region.top).toBeGreaterThanOrEqual(4 - 1e-9);
    }
  });

  it("put a handle where it was asked for, and leave the others", () => {
    for (const handle of handles) {
      const to = { x: placeOf(start, handle).x + 30, y: placeOf(start, handle).y - 20 };
      const moved = movedTo(start, handle, to, size);
      expect(placeOf(moved, handle).x).toBeCloseTo(to.x);
      expect(placeOf(moved, handle).y).toBeCloseTo(to.y);
      if (handle.startsWith("corner")) expect(moved.region).toEqual(start.region);
      else expect(moved.corners).toEqual(start.corners);
    }
  });

  it("keep the region's size when its middle is dragged beyond an edge", () => {
    const moved = movedTo(start, "region_middle", { x: 1e6, y: -1e6 }, size).region;
    expect(moved.right).toBe(size.width);
    expect(moved.top).toBe(0);
    expect(moved.right - moved.left).toBeCloseTo(start.region.right - start.region.left);
  });

  it("say when corners are crossed or the region lies on the card", () => {
    const [a, b, c, d] = start.corners;
    expect(inTurn([a, c, b, d])).toBe(false);
    expect(trouble({ ...start, corners: [a, c, b, d] })).toBe("crossed");
    expect(trouble({ ...start, corners: [d, c, b, a] })).toBeNull(); // the other way around is in turn as well
    expect(trouble(movedTo(start, "region_middle", onCard(start.corners, 0.5, 0.5), size))).toBe("overlap");
    const around = { left: 0, top: 0, right: size.width, bottom: size.height };
    expect(trouble({ ...start, region: around })).toBe("overlap");
  });

  it("move by the arrow keys, farther with Shift, and by no other key", () => {
    expect(stepOf("ArrowLeft", false, size)).toEqual({ x: -10, y: 0 });
    expect(stepOf("ArrowDown", true, size)).toEqual({ x: 0, y: 100 });
    expect(stepOf("ArrowUp", false, { width: 20, height: 20 })).toEqual({ x: 0, y: -1 });
    expect(stepOf("Enter", false, size)).toBeNull();
  });

  it("are said to the server in pixels of the picture", () => {
    const shown = { left: 100, top: 50, width: 400, height: 300 };
    expect(toPicture({ x: 300, y: 200 }, shown, size)).toEqual({ x: 2000, y: 1500 });
    const { corners, region } = asQuery({ ...start, region: { left: 1.005, top: 2, right: 3.3333, bottom: 4 } });
    expect(corners.split(",").map(Number)).toEqual(start.corners.flatMap(({ x, y }) => [x, y]));
    expect(region).toBe("1,2,3.33,4");
  });
});

describe("the card's grid", () => {
  const tilted: Marks["corners"] = [{ x: 60, y: 50 }, { x: 560, y: 70 }, { x: 540, y: 400 }, { x: 80, y: 380 }];

  it("has its corners on the corners", () => {
    const unit = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;
    unit.forEach(([u, v], at) => {
      expect(onCard(tilted, u, v).x).toBeCloseTo(tilted[at]!.x);
      expect(onCard(tilted, u, v).y).toBeCloseTo(tilted[at]!.y);
    });
  });

  it("keeps straight lines straight and crosses the diagonals in its middle, as perspective does", () => {
    const cross = (p: { x: number; y: number }, q: { x: number; y: number }, r: { x: number; y: number }) => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    const middle = onCard(tilted, 0.5, 0.5);
    expect(cross(tilted[0], tilted[2], middle)).toBeCloseTo(0, 6);
    expect(cross(tilted[1], tilted[3], middle)).toBeCloseTo(0, 6);
    expect(cross(onCard(tilted, 0.3, 0), onCard(tilted, 0.3, 1), onCard(tilted, 0.3, 0.4))).toBeCloseTo(0, 6);
  });

  it("parts the longer side into six, also of a card that stands upright", () => {
    const sixes = (corners: Marks["corners"]) => gridLines(corners).filter(([from, to]) => Math.abs(to.x - from.x) < Math.abs(to.y - from.y)).length;
    expect(sixes(tilted)).toBe(5);
    expect(sixes([{ x: 0, y: 0 }, { x: 400, y: 0 }, { x: 400, y: 600 }, { x: 0, y: 600 }])).toBe(3);
    expect(gridLines(tilted)).toHaveLength(8);
  });
});

describe("files", () => {
  it("are told apart as photographs and tables", () => {
    expect(["a.JPG", "b.tiff", "c.heic", "d.png"].every((name) => isPicture({ name, type: "" }))).toBe(true);
    expect(isPicture({ name: "blob", type: "image/jpeg" })).toBe(true);
    expect(["skin.csv", "a.json", "jpg", "a.qtx"].some((name) => isPicture({ name, type: "" }))).toBe(false);
  });
});
