// All texts of the pages in one catalogue a language; tsc refuses a key that English lacks or that Spanish has not.
import { formatNumber } from "../numbers";
import { remember, remembered } from "../remembered";
import en from "./en.json";
import es from "./es.json";

export type Key = keyof typeof en;
export type Language = "en" | "es";
type Values = Record<string, string | number>;

const catalogues: Record<Language, Record<Key, string>> = { en, es };
export const languages: Language[] = ["en", "es"];

let chosen = $state<Language>("en");

export const language = {
  get chosen(): Language {
    return chosen;
  },
  set(value: Language): void {
    chosen = value;
    document.documentElement.lang = value;
    remember("language", value);
  },
};

export function startTexts(): void {
  const wanted = remembered("language") ?? navigator.language.slice(0, 2);
  language.set(languages.find((each) => each === wanted) ?? "en");
}

/** The text of `key`; `{name}` in it is replaced by `values.name` (numbers as they are: format them first where decimals matter). */
export function t(key: Key, values: Values = {}): string {
  return catalogues[chosen][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** The text as it is, in each language: to know again what was written under another. */
export function inEveryLanguage(key: Key): string[] {
  return languages.map((each) => catalogues[each][key]);
}

/** A number with `decimals`, with the language's decimal mark. */
export function n(value: number, decimals = 0): string {
  return formatNumber(value, decimals, chosen);
}

/** Keys that come as a pair `x.one` and `x.other`, by the language's plural rule. */
type PluralStem = Key extends infer K ? (K extends `${infer S}.other` ? S : never) : never;
export function tn(stem: PluralStem, count: number, values: Values = {}): string {
  const rule = new Intl.PluralRules(chosen).select(count) === "one" ? "one" : "other";
  return t(`${stem}.${rule}` as Key, { count: n(count), ...values });
}

/** A date (2026-12-01 or a time) as the language writes it; the day is never shifted by the time zone. */
export function day(date: string | null | undefined): string {
  if (!date) return "";
  const at = new Date(date.length === 10 ? `${date}T12:00:00` : date);
  return Number.isNaN(at.getTime()) ? date : new Intl.DateTimeFormat(chosen, { dateStyle: "medium" }).format(at);
}

/** A time (2026-12-01T10:11:12Z) as the language writes it, in this computer's time zone. */
export function moment(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : new Intl.DateTimeFormat(chosen, { dateStyle: "medium", timeStyle: "short" }).format(at);
}
