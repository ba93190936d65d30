// Time of one picture: 4 x 4 cm with 2400 dots, as it is painted while a finger drags (aim: under 12 ms).
import { test } from "vitest";

import { DotField } from "../src/lib/mix/field";
import { encode, prepare, sumDots } from "../src/lib/mix/paint";
import { exampleStamp } from "./stamp_example";

const field = new DotField(40, 40, 1);
field.take(2400);

test.each([3.78, 7.56, 10.4])("2400 dots on 4 x 4 cm at %d px per mm", async (px_per_mm) => {
  const side = Math.round(40 * px_per_mm);
  const patch = { width: side, height: side, px_per_mm };
  const sum = new Float32Array(side * side * 3);
  const pixels = new Uint8ClampedArray(side * side * 4);
  const stamp = exampleStamp();
  const prepared = prepare(stamp, px_per_mm);
  const timed = (name: string, run: () => void) => {
    for (let at = 0; at < 5; at += 1) run();
    const times = Array.from({ length: 60 }, () => {
      const from = performance.now();
      run();
      return performance.now() - from;
    }).toSorted((a, b) => a - b);
    console.log(`${px_per_mm} px per mm, ${name}: median ${times[30]!.toFixed(1)} ms, 95 % ${times[57]!.toFixed(1)} ms`);
  };
  timed("preparing the shadow", () => void prepare(stamp, px_per_mm));
  timed("sum", () => sumDots(sum, patch, [0.4, 0.25, 0.15], prepared, field, 2400));
  timed("encoding", () => encode(sum, pixels));
  timed("placing 2400 dots anew", () => void new DotField(40, 40, 2).take(2400));
});
