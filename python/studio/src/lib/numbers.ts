// Numbers as people write and read them: decimal marks by locale, typed numbers with comma or point.

export function formatNumber(value: number, decimals: number, locale: string): string {
  const text = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  return /^-0([.,]0+)?$/.test(text) ? text.slice(1) : text.replace(/^-/, "\u2212");
}

/**
 * A typed number, or null where it is none (yet). Comma and point are both decimal marks; blanks and apostrophes group digits.
 * "1.234,5" and "1,234.5" are read by their last mark; "1,234" alone is 1.234: nobody types thousands here, and a wrong factor of a
 * thousand shows at once.
 */
export function parseNumber(text: string): number | null {
  let rest = text.trim().replace(/[\s\u00a0\u202f'’]/g, "").replace(/^[\u2212\u2013]/, "-");
  const marks = rest.match(/[.,]/g) ?? [];
  if (marks.length > 1) {
    const last = marks[marks.length - 1] ?? ".";
    const other = last === "." ? "," : ".";
    if (marks.filter((mark) => mark === last).length > 1) return null; // 1.2.3
    rest = rest.split(other).join("");
  }
  rest = rest.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(rest) ? Number(rest) : null;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export function decimalsOf(step: number): number {
  const text = step.toString();
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}
