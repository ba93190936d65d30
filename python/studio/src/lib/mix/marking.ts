// Marks on a photograph: four corners of the colour card and a region of skin or hair, in pixels of the picture. Plain values.

export interface Point {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Marks {
  corners: [Point, Point, Point, Point]; // in turn around the 24 patches
  region: { left: number; top: number; right: number; bottom: number };
}
export const handles = ["corner_1", "corner_2", "corner_3", "corner_4", "region_start", "region_middle", "region_end"] as const;
export type Handle = (typeof handles)[number];

export const COLUMNS = 6;
export const ROWS = 4;
const LEAST_REGION_PX = 4;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));
const cornerOf = (handle: Handle): number | null => (handle.startsWith("corner_") ? Number(handle.at(-1)) - 1 : null);

/** Where marks start: on the corners that were found, or a card in the left half; the region in the right. */
export function startMarks(size: Size, found: readonly (readonly [number, number])[] | null): Marks {
  const { width, height } = size;
  const at = (x: number, y: number): Point => ({ x: x * width, y: y * height });
  const usual: Marks["corners"] = [at(0.1, 0.3), at(0.5, 0.3), at(0.5, 0.7), at(0.1, 0.7)];
  const corners = found?.length === 4 ? (found.map(([x, y]) => ({ x, y })) as Marks["corners"]) : usual;
  return { corners, region: { left: 0.7 * width, top: 0.4 * height, right: 0.85 * width, bottom: 0.6 * height } };
}

export function placeOf(marks: Marks, handle: Handle): Point {
  const corner = cornerOf(handle);
  if (corner !== null) return marks.corners[corner]!;
  const { left, top, right, bottom } = marks.region;
  if (handle === "region_start") return { x: left, y: top };
  if (handle === "region_end") return { x: right, y: bottom };
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** The marks with one handle at a place, held within the picture. A region keeps its size when its middle moves, and never turns inside out. */
export function movedTo(marks: Marks, handle: Handle, to: Point, size: Size): Marks {
  const x = clamp(to.x, 0, size.width);
  const y = clamp(to.y, 0, size.height);
  const corner = cornerOf(handle);
  if (corner !== null) return { ...marks, corners: marks.corners.map((point, at) => (at === corner ? { x, y } : point)) as Marks["corners"] };
  const { left, top, right, bottom } = marks.region;
  if (handle === "region_start") {
    return { ...marks, region: { left: clamp(x, 0, right - LEAST_REGION_PX), top: clamp(y, 0, bottom - LEAST_REGION_PX), right, bottom } };
  }
  if (handle === "region_end") {
    return { ...marks, region: { left, top, right: clamp(x, left + LEAST_REGION_PX, size.width), bottom: clamp(y, top + LEAST_REGION_PX, size.height) } };
  }
  const [width, height] = [right - left, bottom - top];
  const start = { x: clamp(to.x - width / 2, 0, size.width - width), y: clamp(to.y - height / 2, 0, size.height - height) };
  return { ...marks, region: { left: start.x, top: start.y, right: start.x + width, bottom: start.y + height } };
}

/** How far a key moves a handle, in pixels of the picture; null for other keys. A step is a 400th of the longer side; with Shift a 40th. */
export function stepOf(key: string, far: boolean, size: Size): Point | null {
  const step = Math.max(1, Math.max(size.width, size.height) / (far ? 40 : 400));
  const steps: Record<string, Point> = { ArrowLeft: { x: -step, y: 0 }, ArrowRight: { x: step, y: 0 }, ArrowUp: { x: 0, y: -step }, ArrowDown: { x: 0, y: step } };
  return steps[key] ?? null;
}

/** Whether the corners stand in turn around something: all turns go one way. */
export function inTurn(corners: Marks["corners"]): boolean {
  const turns = corners.map((point, at) => {
    const next = corners[(at + 1) % 4]!;
    const after = corners[(at + 2) % 4]!;
    return (next.x - point.x) * (after.y - next.y) - (next.y - point.y) * (after.x - next.x);
  });
  return turns.every((turn) => turn > 0) || turns.every((turn) => turn < 0);
}

/** From the card, (0,0) to (1,1), to the picture: the perspective that takes the unit square to the corners. */
export function onCard(corners: Marks["corners"], u: number, v: number): Point {
  const [a, b, c, d] = corners;
  const [dx1, dx2, sx] = [b.x - c.x, d.x - c.x, a.x - b.x + c.x - d.x];
  const [dy1, dy2, sy] = [b.y - c.y, d.y - c.y, a.y - b.y + c.y - d.y];
  const whole = dx1 * dy2 - dx2 * dy1;
  const g = whole === 0 ? 0 : (sx * dy2 - dx2 * sy) / whole;
  const h = whole === 0 ? 0 : (dx1 * sy - sx * dy1) / whole;
  const w = g * u + h * v + 1;
  return { x: ((b.x - a.x + g * b.x) * u + (d.x - a.x + h * d.x) * v + a.x) / w, y: ((b.y - a.y + g * b.y) * u + (d.y - a.y + h * d.y) * v + a.y) / w };
}

/** The lines between the patches, so that the eye sees whether the corners are right. */
export function gridLines(corners: Marks["corners"]): [Point, Point][] {
  // A card that stands upright in the picture has its longer side from the second corner on.
  const length = (from: Point, to: Point) => Math.hypot(to.x - from.x, to.y - from.y);
  const lies = length(corners[0], corners[1]) + length(corners[2], corners[3]) >= length(corners[1], corners[2]) + length(corners[3], corners[0]);
  const [across, down] = lies ? [COLUMNS, ROWS] : [ROWS, COLUMNS];
  const lines: [Point, Point][] = [];
  for (let at = 1; at < across; at += 1) lines.push([onCard(corners, at / across, 0), onCard(corners, at / across, 1)]);
  for (let at = 1; at < down; at += 1) lines.push([onCard(corners, 0, at / down), onCard(corners, 1, at / down)]);
  return lines;
}

/** Whether a point lies within the card. */
function within(corners: Marks["corners"], point: Point): boolean {
  const sides = corners.map((from, at) => {
    const to = corners[(at + 1) % 4]!;
    return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
  });
  return sides.every((side) => side > 0) || sides.every((side) => side < 0);
}

/** What keeps the marks from being read; null where nothing does. */
export function trouble(marks: Marks): "crossed" | "overlap" | null {
  if (!inTurn(marks.corners)) return "crossed";
  const { left, top, right, bottom } = marks.region;
  for (let i = 0; i <= 4; i += 1) {
    for (let j = 0; j <= 4; j += 1) {
      if (within(marks.corners, { x: left + ((right - left) * i) / 4, y: top + ((bottom - top) * j) / 4 })) return "overlap";
    }
  }
  return marks.corners.some(({ x, y }) => x > left && x < right && y > top && y < bottom) ? "overlap" : null;
}

/** From the screen to the picture. */
export function toPicture(client: Point, shown: { left: number; top: number; width: number; height: number }, size: Size): Point {
  return { x: ((client.x - shown.left) / shown.width) * size.width, y: ((client.y - shown.top) / shown.height) * size.height };
}

const places = (value: number) => String(Math.round(value * 100) / 100);

/** As the server's address takes them. */
export function asQuery(marks: Marks): { corners: string; region: string } {
  const { left, top, right, bottom } = marks.region;
  return { corners: marks.corners.flatMap(({ x, y }) => [places(x), places(y)]).join(","), region: [left, top, right, bottom].map(places).join(",") };
}

/** Whether a file is taken for a photograph rather than a table. */
export function isPicture(file: { name: string; type: string }): boolean {
  return file.type.startsWith("image/") || /\.(jpe?g|png|tiff?|hei[cf]|webp|dng)$/i.test(file.name);
}
