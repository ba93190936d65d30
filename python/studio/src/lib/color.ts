// Colours for the screen: a server's swatch as CSS, and Lab in words.
import type { Lab, Swatch } from "./api.types";
import { n } from "./texts/index.svelte";

export function css(swatch: Swatch): string {
  const [r, g, b] = swatch.srgb;
  return `rgb(${r} ${g} ${b})`;
}

export function labText(lab: Lab, decimals = 1): string {
  return `${n(lab.l, decimals)} ${n(lab.a, decimals)} ${n(lab.b, decimals)}`;
}
