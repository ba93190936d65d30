// One dot's shadow for the tests: the shape of the engine's (a dark core, a wide faint rim), not its numbers.
import type { DotStamp } from "../src/lib/api.types";

export function exampleStamp(samples = 100, step_mm = 0.02): DotStamp {
  const shadow = Array.from({ length: samples }, (_, at): [number, number, number] => {
    const r = at * step_mm;
    const core = Math.exp(-((r / 0.11) ** 2));
    const rim = Math.exp(-r / 0.4) * (1 - at / (samples - 1));
    return [-0.09 * core - 0.012 * rim, -0.085 * core - 0.006 * rim, -0.066 * core - 0.003 * rim];
  });
  return { step_mm, shadow, diameter_mm: 0.13, density_per_cm2: 150 };
}
