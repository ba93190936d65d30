// The time line's axis: the square root of time, so that weeks between sessions are seen beside ten years of fading.
export interface TimeAxis {
  low: number; // years
  high: number;
  width: number; // CSS px
}

export function place(axis: TimeAxis, years: number): number {
  const span = Math.max(axis.high - axis.low, 1e-9);
  const share = Math.min(1, Math.max(0, (years - axis.low) / span));
  return axis.width * Math.sqrt(share);
}

export function yearsAt(axis: TimeAxis, x: number): number {
  const share = Math.min(1, Math.max(0, x / axis.width));
  return axis.low + share * share * (axis.high - axis.low);
}

/** Whole years to write at the axis, those that leave `least_px` between them. */
export function ticks(axis: TimeAxis, least_px = 28): number[] {
  const kept: number[] = [];
  const last = Math.floor(axis.high);
  for (let year = Math.ceil(axis.low); year <= last; year += 1) {
    const before = kept.at(-1);
    const far_enough = before === undefined || place(axis, year) - place(axis, before) >= least_px;
    const room_for_last = year === last || place(axis, last) - place(axis, year) >= least_px;
    if (year === last || (far_enough && room_for_last)) kept.push(year);
  }
  return kept;
}

/** Lanes for marks of `size_px`, so that none covers another: the lowest lane that is free at its place. */
export function lanes(xs: number[], size_px: number): number[] {
  const ends: number[] = [];
  return xs.map((x) => {
    let lane = ends.findIndex((end) => x - end >= size_px);
    if (lane < 0) lane = ends.length;
    ends[lane] = x;
    return lane;
  });
}
