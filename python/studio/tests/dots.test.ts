// Consistency, property: the picture's mean is the area's colour, dots lie evenly and never jump.
import { describe, expect, it } from "vitest";

import { DotField } from "../src/lib/mix/field";
import { dotsIn, encode, prepare, stampIntegral, sumDots, type Patch } from "../src/lib/mix/paint";
import { exampleStamp } from "./stamp_example";

const ground = [0.4, 0.245, 0.153] as const;

function meanOf(patch: Patch, density: number, samples?: number, step_mm?: number): number[] {
  const stamp = exampleStamp(samples, step_mm);
  const field = new DotField(patch.width / patch.px_per_mm, patch.height / patch.px_per_mm, 7);
  const sum = new Float32Array(patch.width * patch.height * 3);
  sumDots(sum, patch, ground, prepare(stamp, patch.px_per_mm), field, dotsIn(patch, density));
  return [0, 1, 2].map((c) => sum.reduce((total, value, at) => (at % 3 === c ? total + value : total), 0) / (patch.width * patch.height));
}

describe("the picture", () => {
  it.each([
    [3.7795, 150, "at a screen's usual scale"],
    [7.559, 150, "at twice that"],
    [15.12, 60, "enlarged"],
    [5.3, 310, "at a tablet's scale, dense"],
  ])("has the area's colour as its mean within 0.5 %%: %d px per mm, %d dots per cm2, %s", (px_per_mm, density) => {
    const side = Math.round(40 * px_per_mm);
    const patch = { width: side, height: side, px_per_mm };
    const integral = stampIntegral(exampleStamp());
    meanOf(patch, density).forEach((mean, c) => {
      const wanted = ground[c]! + (density / 100) * integral[c]!;
      expect(Math.abs(mean / wanted - 1)).toBeLessThan(0.005);
    });
  });

  it("integrates a cone exactly", () => {
    const cone = { ...exampleStamp(), step_mm: 0.5, shadow: [1, 0.5, 0].map((v): [number, number, number] => [v, v, -v]) };
    const volume = (Math.PI * 1 * 1 * 1) / 3;
    stampIntegral(cone).forEach((value, c) => expect(value).toBeCloseTo(c === 2 ? -volume : volume, 12));
  });

  it("keeps a dot's whole shadow wherever the dot lies in its pixel", () => {
    const stamp = exampleStamp();
    const total = (values: Float32Array) => values.reduce((sum, value, at) => (at % 3 === 0 ? sum + value : sum), 0);
    for (const px_per_mm of [2, 3.78, 11]) {
      const { core, rim } = prepare(stamp, px_per_mm);
      for (const phase of core.phases) {
        const of_rim = rim ? total(rim.phases[0]!) / 4 ** 2 : 0;
        expect(total(phase) / px_per_mm ** 2 + of_rim).toBeCloseTo(stampIntegral(stamp)[0], 5);
      }
    }
  });

  it("is the same within a screen's step whether the rim is drawn finely or coarsely", () => {
    const stamp = exampleStamp();
    const patch = { width: 300, height: 150, px_per_mm: 7.5 };
    const field = new DotField(40, 20, 3);
    const fine = new Float32Array(patch.width * patch.height * 3);
    const coarse = new Float32Array(patch.width * patch.height * 3);
    const prepared = prepare(stamp, patch.px_per_mm);
    expect(prepared.rim).not.toBeNull();
    sumDots(coarse, patch, ground, prepared, field, 1200);
    sumDots(fine, patch, ground, prepare(stamp, patch.px_per_mm, false), field, 1200);
    const bytes = (sum: Float32Array) => {
      const pixels = new Uint8ClampedArray((sum.length / 3) * 4);
      encode(sum, pixels);
      return pixels;
    };
    const [a, b] = [bytes(fine), bytes(coarse)];
    let worst = 0;
    for (let at = 0; at < a.length; at += 1) worst = Math.max(worst, Math.abs(a[at]! - b[at]!));
    expect(worst).toBeLessThanOrEqual(3);
  });

  it("encodes as sRGB does, and shows what is beyond black or white as those", () => {
    const pixels = new Uint8ClampedArray(8);
    encode(Float32Array.of(0, 0.2158605, 1, -0.5, 1.5, 0.0021246), pixels);
    expect([...pixels]).toEqual([0, 128, 255, 255, 0, 255, 7, 255]);
  });
});

describe("the dots", () => {
  it("do not jump when their number changes", () => {
    const field = new DotField(40, 40, 1);
    const few = field.take(500);
    const before = [...few.x.slice(0, 500)];
    const many = field.take(3000);
    expect([...many.x.slice(0, 500)]).toEqual(before);
  });

  it("are the same for the same seed", () => {
    const x = (seed: number) => [...new DotField(40, 20, seed).take(300).x.slice(0, 300)];
    expect(x(3)).toEqual(x(3));
    expect(x(3)).not.toEqual(x(4));
  });

  it.each([200, 777, 2400])("keep their distance: %d lie more evenly than by chance", (count) => {
    const { x, y } = new DotField(40, 40, 5).take(count);
    const spacing = Math.sqrt((40 * 40) / count);
    let sum = 0;
    let least = Infinity;
    for (let at = 0; at < count; at += 1) {
      let nearest = Infinity;
      for (let other = 0; other < count; other += 1) {
        if (other === at) continue;
        let dx = Math.abs(x[at]! - x[other]!);
        let dy = Math.abs(y[at]! - y[other]!);
        dx = Math.min(dx, 40 - dx);
        dy = Math.min(dy, 40 - dy);
        nearest = Math.min(nearest, Math.hypot(dx, dy));
      }
      sum += nearest;
      least = Math.min(least, nearest);
    }
    expect(sum / count / spacing).toBeGreaterThan(0.62); // by chance 0.5
    expect(least / spacing).toBeGreaterThan(0.12);
    const quarters = [0, 0, 0, 0];
    for (let at = 0; at < count; at += 1) quarters[(x[at]! > 20 ? 1 : 0) + (y[at]! > 20 ? 2 : 0)]! += 1;
    quarters.forEach((each) => expect(Math.abs(each / (count / 4) - 1)).toBeLessThan(0.12));
  });
});
