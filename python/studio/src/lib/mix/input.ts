// What a mix starts from, and small questions about it. Plain values: no state, no requests.
import type { Bottle, Cup, DoseRow, Dots, Hair, MixInput, Mixture, Reading, StepEffect, ZoneName } from "../api.types";

export const zones: ZoneName[] = ["hairline", "mid", "crown", "sides", "scar"];
export const lights = ["D65", "F11", "A"] as const; // daylight, shop, lamp
export const distances_m = [0.2, 1, 3] as const;

export const usual_dots: Dots = { diameter_mm: 0.125, density_per_cm2: 150, top_mm: 0.1, bottom_mm: 0.45 };
const no_hair: Hair = { basis: "fringe", reading_id: null, hair_color: "", density_per_cm2: null, shaft_diameter_mm: null };

export function emptyMix(zone: ZoneName): MixInput {
  return {
    skin_reading_id: null,
    hair: no_hair,
    site: "scalp",
    zone,
    dots: usual_dots,
    bottle_ids: [],
    max_inks: 2,
    illuminants: [...lights],
    expired_reason: "",
    cup_volume_ml: null,
    fixed: null,
  };
}

/** Whether enough is known to ask the server for a mix. */
export function isReady(mix: MixInput): boolean {
  if (mix.skin_reading_id === null) return false;
  if (mix.hair.basis === "word") return mix.hair.hair_color !== "";
  return mix.hair.basis !== "none" && mix.hair.reading_id !== null;
}

/** The mix with these readings in their places. */
export function withReadings(mix: MixInput, readings: Reading[]): MixInput {
  let next = mix;
  for (const reading of readings) {
    if (reading.role === "skin") next = { ...next, skin_reading_id: reading.id };
    if (reading.role === "fringe" || reading.role === "strand") {
      next = { ...next, hair: { ...next.hair, basis: reading.role, reading_id: reading.id } };
    }
  }
  return next;
}

/** Which role a file most likely has: by its name (also Spanish), else what is still missing. */
export function guessedRole(name: string, mix: MixInput, taken: string[]): "skin" | "fringe" | "strand" {
  const lower = name.toLowerCase();
  if (/fringe|shav|rapad|cerco|stubble/.test(lower)) return "fringe";
  if (/strand|mech|tress|hair|pelo/.test(lower)) return "strand";
  if (/skin|piel|bare|scalp|cuero/.test(lower)) return "skin";
  return mix.skin_reading_id === null && !taken.includes("skin") ? "skin" : "fringe";
}

/** N of the trade's "N : 1": `water_parts` are to one part of all inks together. */
export function dilution(mixture: Mixture): number {
  return mixture.water_parts;
}

export function mainInk(mixture: Mixture): string | null {
  const sorted = Object.entries(mixture.parts).toSorted((a, b) => b[1] - a[1]);
  return sorted[0]?.[0] ?? null;
}

const water = (dose: DoseRow) => dose.ink === "";

/** The cup after one step of the syringe more or less; null where there would be no ink, or less than no water. */
export function stepped(cup: Cup, step: StepEffect): Mixture | null {
  const parts: Record<string, number> = {};
  let water_ml = 0;
  let found = false;
  for (const dose of cup.doses) {
    const is_it = dose.ink === step.ink;
    found ||= is_it;
    const ml = Number((dose.ml + (is_it ? step.direction * step.ml : 0)).toFixed(6));
    if (ml < 0) return null;
    if (water(dose)) water_ml += ml;
    else if (ml > 0) parts[dose.ink] = (parts[dose.ink] ?? 0) + ml;
  }
  if (!found && step.direction > 0) {
    if (step.ink === "") water_ml = step.ml;
    else parts[step.ink] = step.ml;
  }
  const ink_ml = Object.values(parts).reduce((sum, ml) => sum + ml, 0);
  return ink_ml > 0 ? { parts, water_parts: water_ml / ink_ml } : null;
}

/** Which bottles are used: those that were ticked, or every one that has not expired. */
export function usedBottles(mix: MixInput, bottles: Bottle[]): Set<string> {
  if (mix.bottle_ids.length > 0) return new Set(mix.bottle_ids);
  return new Set(bottles.filter((bottle) => !bottle.expired).map((bottle) => bottle.id));
}

export function sameMixture(a: Mixture | null, b: Mixture | null): boolean {
  if (a === null || b === null) return a === b;
  if (Math.abs(dilution(a) - dilution(b)) > 1e-6) return false;
  const share = (mixture: Mixture, ink: string) => (mixture.parts[ink] ?? 0) / Object.values(mixture.parts).reduce((sum, part) => sum + part, 0);
  return [...new Set([...Object.keys(a.parts), ...Object.keys(b.parts)])].every((ink) => Math.abs(share(a, ink) - share(b, ink)) < 1e-6);
}

/** The deepest and shallowest edge move together: depth is where the dot's middle lies. */
export function depthOf(dots: Dots): number {
  return (dots.top_mm + dots.bottom_mm) / 2;
}

export function atDepth(dots: Dots, depth_mm: number): Dots {
  const half = (dots.bottom_mm - dots.top_mm) / 2;
  const middle = Math.max(depth_mm, half + 0.02);
  return { ...dots, top_mm: Number((middle - half).toFixed(4)), bottom_mm: Number((middle + half).toFixed(4)) };
}
