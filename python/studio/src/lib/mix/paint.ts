// A picture of skin with dots: the ground, and one dot's shadow added at each dot, in linear light; then sRGB for the screen.
// The server computes ground and shadow (engine/app, dot_stamp); here they are only summed. The mean is the area's colour.
import type { DotStamp } from "../api.types";
import type { DotField } from "./field";

type Rgb = readonly [number, number, number];

const LEFT_OUT = 0.003; // of the shadow's sum: its faintest rim is not drawn but given to the rest
const CORE_MM = 0.36; // a finely drawn shadow's rim begins here: it is smooth, and summed on a coarser grid
const RIM_PX_PER_MM = 4;

/** What one dot adds to the sum over the whole plane, mm2 per channel: the shadow is linear between its radial samples. */
export function stampIntegral(stamp: DotStamp): [number, number, number] {
  return [0, 1, 2].map((channel) => partial(stamp.shadow, stamp.step_mm, channel, stamp.shadow.length - 1)) as [number, number, number];
}

type Shadow = [number, number, number][];

function partial(shadow: Shadow, h: number, channel: number, last: number): number {
  let sum = 0;
  for (let at = 0; at < last; at += 1) {
    const s0 = shadow[at]?.[channel] ?? 0;
    const s1 = shadow[at + 1]?.[channel] ?? 0;
    const r0 = at * h;
    // integral of (s0 + (s1 - s0) u) (r0 + h u) h du over u in 0..1
    sum += h * (s0 * (r0 / 2 + h / 6) + s1 * (r0 / 2 + h / 3));
  }
  return 2 * Math.PI * sum;
}

/** How many samples are worth drawing: those that hold all of the shadow but a faint rim. */
function drawnSamples(stamp: DotStamp): number {
  const all = stampIntegral(stamp);
  const whole = Math.abs(all[0]) + Math.abs(all[1]) + Math.abs(all[2]);
  let [low, high] = [1, stamp.shadow.length - 1];
  while (low < high) {
    const last = (low + high) >> 1;
    const missing = [0, 1, 2].reduce((sum, c) => sum + Math.abs(all[c]! - partial(stamp.shadow, stamp.step_mm, c, last)), 0);
    if (missing <= LEFT_OUT * whole) high = last;
    else low = last + 1;
  }
  return low + 1;
}

interface Kernel {
  side: number; // pixels
  reach: number; // pixels left of and above the dot's own pixel
  places: number; // a dot lies between pixels: its shadow is prepared for places x places within one
  phases: Float32Array[]; // kernels of side x side x 3
}

/** A shadow as pixels see it: averaged over each pixel, for each place of the dot within its pixel; its sum is kept exactly. */
function kernelOf(shadow: Shadow, step_mm: number, px_per_mm: number, whole: readonly number[]): Kernel {
  const samples = shadow.length;
  const reach = Math.max(1, Math.ceil((samples - 1) * step_mm * px_per_mm));
  const side = 2 * reach + 1;
  const pixel_mm = 1 / px_per_mm;
  const places = px_per_mm > 8 ? 2 : 4;
  const radial = new Float32Array((samples + 1) * 3);
  for (let at = 0; at < samples; at += 1) for (let c = 0; c < 3; c += 1) radial[at * 3 + c] = shadow[at]?.[c] ?? 0;
  const phases: Float32Array[] = [];
  for (let phase = 0; phase < places * places; phase += 1) {
    const off_x = ((phase % places) + 0.5) / places;
    const off_y = (Math.floor(phase / places) + 0.5) / places;
    const kernel = new Float32Array(side * side * 3);
    const sums = [0, 0, 0];
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        // Near the dot's middle the shadow is steep: more points a pixel there.
        const far_px = Math.hypot(column - reach + 0.5 - off_x, row - reach + 0.5 - off_y);
        const fine = far_px * pixel_mm > CORE_MM + pixel_mm ? 1 : Math.min(6, Math.max(1, Math.ceil(pixel_mm / (2 * step_mm))));
        let [r, g, b] = [0, 0, 0];
        for (let sub_y = 0; sub_y < fine; sub_y += 1) {
          const dy = (row - reach + (sub_y + 0.5) / fine - off_y) * pixel_mm;
          for (let sub_x = 0; sub_x < fine; sub_x += 1) {
            const dx = (column - reach + (sub_x + 0.5) / fine - off_x) * pixel_mm;
            const far = Math.sqrt(dx * dx + dy * dy) / step_mm;
            const at = Math.floor(far);
            if (at >= samples - 1) continue;
            const share = far - at;
            const from = at * 3;
            r += radial[from]! + share * (radial[from + 3]! - radial[from]!);
            g += radial[from + 1]! + share * (radial[from + 4]! - radial[from + 1]!);
            b += radial[from + 2]! + share * (radial[from + 5]! - radial[from + 2]!);
          }
        }
        const points = fine * fine;
        const to = (row * side + column) * 3;
        kernel[to] = r / points;
        kernel[to + 1] = g / points;
        kernel[to + 2] = b / points;
        sums[0]! += r / points;
        sums[1]! += g / points;
        sums[2]! += b / points;
      }
    }
    for (let c = 0; c < 3; c += 1) {
      const wanted = whole[c]! * px_per_mm * px_per_mm;
      if (sums[c]) for (let at = c, scale = wanted / sums[c]!; at < kernel.length; at += 3) kernel[at]! *= scale;
      else kernel[(reach * side + reach) * 3 + c] = wanted; // a dot that falls between all points
    }
    phases.push(kernel);
  }
  return { side, reach, places, phases };
}

/** A shadow made ready for a scale: all of it, or its core finely and its smooth rim coarsely. */
export interface Prepared {
  core: Kernel;
  rim: Kernel | null;
}

export function prepare(stamp: DotStamp, px_per_mm: number, coarse_rim = px_per_mm >= 1.5 * RIM_PX_PER_MM): Prepared {
  const { step_mm } = stamp;
  const drawn = stamp.shadow.slice(0, drawnSamples(stamp));
  drawn[drawn.length - 1] = [0, 0, 0];
  const whole = stampIntegral(stamp);
  const edge = Math.round(CORE_MM / step_mm);
  if (!coarse_rim || edge >= drawn.length - 1) return { core: kernelOf(drawn, step_mm, px_per_mm, whole), rim: null };
  const level = drawn[edge]!;
  const core = drawn.slice(0, edge + 1).map((value): [number, number, number] => [value[0] - level[0], value[1] - level[1], value[2] - level[2]]);
  const rim = drawn.map((value, at): [number, number, number] => (at < edge ? level : value));
  const core_whole = [0, 1, 2].map((c) => partial(core, step_mm, c, core.length - 1));
  return {
    core: kernelOf(core, step_mm, px_per_mm, core_whole),
    rim: kernelOf(
      rim,
      step_mm,
      RIM_PX_PER_MM,
      whole.map((value, c) => value - core_whole[c]!),
    ),
  };
}

const LUT_SIZE = 4096;
const lut = new Uint8ClampedArray(LUT_SIZE);
for (let at = 0; at < LUT_SIZE; at += 1) {
  const linear = at / (LUT_SIZE - 1);
  lut[at] = Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055));
}

export interface Patch {
  width: number; // pixels
  height: number;
  px_per_mm: number; // of the canvas's own pixels
}

/** Adds a kernel at each dot. What leaves one edge comes in at the other. */
function addKernel(sum: Float32Array, width: number, height: number, field: DotField, count: number, kernel: Kernel): void {
  const { x, y } = field.take(count);
  const { side, reach, places, phases } = kernel;
  const to_px_x = width / field.width_mm;
  const to_px_y = height / field.height_mm;
  for (let dot = 0; dot < count; dot += 1) {
    const px = x[dot]! * to_px_x;
    const py = y[dot]! * to_px_y;
    const column = Math.floor(px);
    const row = Math.floor(py);
    const values = phases[Math.floor((py - row) * places) * places + Math.floor((px - column) * places)]!;
    const left = column - reach;
    const top = row - reach;
    if (left >= 0 && top >= 0 && left + side <= width && top + side <= height) {
      for (let r = 0; r < side; r += 1) {
        let to = ((top + r) * width + left) * 3;
        let from = r * side * 3;
        for (const end = from + side * 3; from < end; from += 1, to += 1) sum[to]! += values[from]!;
      }
    } else {
      for (let r = 0; r < side; r += 1) {
        const wrapped_row = (((top + r) % height) + height) % height;
        for (let c = 0; c < side; c += 1) {
          const to = (wrapped_row * width + ((((left + c) % width) + width) % width)) * 3;
          const from = (r * side + c) * 3;
          sum[to]! += values[from]!;
          sum[to + 1]! += values[from + 1]!;
          sum[to + 2]! += values[from + 2]!;
        }
      }
    }
  }
}

function fill(sum: Float32Array, color: Rgb): void {
  for (let at = 0; at < sum.length; at += 3) {
    sum[at] = color[0];
    sum[at + 1] = color[1];
    sum[at + 2] = color[2];
  }
}

/** A coarse picture on a finer grid, linear between its pixels, over the edges too. */
function enlarge(coarse: Float32Array, cw: number, ch: number, sum: Float32Array, width: number, height: number): void {
  const left = new Int32Array(width);
  const right = new Int32Array(width);
  const share = new Float32Array(width);
  for (let column = 0; column < width; column += 1) {
    const at = ((column + 0.5) * cw) / width - 0.5;
    const floor = Math.floor(at);
    left[column] = ((floor + cw) % cw) * 3;
    right[column] = ((floor + 1) % cw) * 3;
    share[column] = at - floor;
  }
  const line = new Float32Array(cw * 3);
  for (let row = 0, to = 0; row < height; row += 1) {
    const at = ((row + 0.5) * ch) / height - 0.5;
    const floor = Math.floor(at);
    const upper = ((floor + ch) % ch) * cw * 3;
    const lower = ((floor + 1) % ch) * cw * 3;
    const down = at - floor;
    for (let each = 0; each < line.length; each += 1) line[each] = coarse[upper + each]! + down * (coarse[lower + each]! - coarse[upper + each]!);
    for (let column = 0; column < width; column += 1, to += 3) {
      const l = left[column]!;
      const r = right[column]!;
      const s = share[column]!;
      sum[to] = line[l]! + s * (line[r]! - line[l]!);
      sum[to + 1] = line[l + 1]! + s * (line[r + 1]! - line[l + 1]!);
      sum[to + 2] = line[l + 2]! + s * (line[r + 2]! - line[l + 2]!);
    }
  }
}

/** Sums ground and shadows into `sum` (linear sRGB, 3 a pixel). The field's edges are the patch's edges. */
export function sumDots(sum: Float32Array, patch: Patch, ground: Rgb, prepared: Prepared, field: DotField, count: number): void {
  const { width, height } = patch;
  if (prepared.rim) {
    const cw = Math.max(1, Math.round(field.width_mm * RIM_PX_PER_MM));
    const ch = Math.max(1, Math.round(field.height_mm * RIM_PX_PER_MM));
    const coarse = new Float32Array(cw * ch * 3);
    fill(coarse, ground);
    addKernel(coarse, cw, ch, field, count, prepared.rim);
    enlarge(coarse, cw, ch, sum, width, height);
  } else {
    fill(sum, ground);
  }
  addKernel(sum, width, height, field, count, prepared.core);
}

/** Linear light to the screen's bytes. Where shadows overlap to less than no light, a screen shows black. */
export function encode(sum: Float32Array, pixels: Uint8ClampedArray): void {
  const top = LUT_SIZE - 1;
  for (let from = 0, to = 0; to < pixels.length; from += 3, to += 4) {
    for (let c = 0; c < 3; c += 1) {
      const at = (sum[from + c]! * top + 0.5) | 0;
      pixels[to + c] = lut[at < 0 ? 0 : at > top ? top : at]!;
    }
    pixels[to + 3] = 255;
  }
}

/** How many dots the patch holds at a density. */
export function dotsIn(patch: Patch, density_per_cm2: number): number {
  return Math.round((density_per_cm2 * patch.width * patch.height) / (patch.px_per_mm * patch.px_per_mm) / 100);
}
