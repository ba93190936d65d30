// What findings and refusals mean, by their codes: the engine and the server speak English alone.
import spanish from "./codes.es.json";
import { language } from "./index.svelte";

/** In the language of the pages; null under English, where the sentence itself says it, and for a code that only the sentence explains. */
export function meaning(kind: keyof typeof spanish, code: string): string | null {
  if (language.chosen === "en") return null;
  return (spanish[kind] as Record<string, string>)[code] ?? null;
}
