// What stands in the way of a match, in Spanish: by the few forms of the engine's sentences, with their numbers.
import { language } from "./index.svelte";

type Form = readonly [RegExp, string];
const number = String.raw`([-+]?[\d.]+)`;
const form = (english: string, spanish: string): Form => [new RegExp(`^${english.replaceAll("#", number)}$`), spanish];

const forms: readonly Form[] = [
  form(String.raw`bare skin is as near \(delta E #\) as any mix: leave it bare, or choose a darker look`, "la piel sin tinta queda tan cerca (delta E $1) como cualquier mezcla: déjala así, o elige un aspecto más oscuro"),
  form(String.raw`needs lighter than bare skin \(L\* #, skin #\): pigment can only darken`, "tendría que ser más claro que la piel (L* $1, piel $2): el pigmento solo oscurece"),
  form(
    "needs lighter than #:1 at this density: fewer or smaller dots, more water, or a weaker or warmer ink",
    "tendría que ser más claro que $1:1 con este número de puntos: menos puntos o más pequeños, más agua, o una tinta más débil o más cálida",
  ),
  form("needs darker than #:1 at # dots/cm2 can give: more or larger dots, or a stronger ink", "tendría que ser más oscuro de lo que da $1:1 con $2 puntos/cm²: más puntos o más grandes, o una tinta más fuerte"),
  form("needs lighter at this colour: the inks that have the hue darken too much", "tendría que ser más claro con este color: las tintas que tienen el tono oscurecen demasiado"),
  form(String.raw`needs redder \(a\* #\): no ink allowed here is red enough at this depth`, "tendría que ser más rojo (a* $1): ninguna tinta permitida aquí es tan roja a esta profundidad"),
  form(String.raw`needs less red \(a\* #\): no ink of the line takes the skin's red away`, "tendría que ser menos rojo (a* $1): ninguna tinta de la gama quita el rojo de la piel"),
  form(String.raw`needs warmer \(b\* #\): no ink allowed here is yellow enough at this depth`, "tendría que ser más cálido (b* $1): ninguna tinta permitida aquí es tan amarilla a esta profundidad"),
  form(String.raw`needs cooler \(b\* #\): no ink of the line takes the skin's yellow away`, "tendría que ser más frío (b* $1): ninguna tinta de la gama quita el amarillo de la piel"),
  form("the mix chosen misses the target", "la mezcla elegida no da con el objetivo"),
  form(
    String.raw`the target cannot be told from bare skin under any light \(delta E up to #, noticed from #\): pigment would add nothing that anyone sees\. Consider a darker look, or none`,
    "el objetivo no se distingue de la piel sin tinta con ninguna luz (delta E hasta $1, se nota desde $2): el pigmento no añadiría nada que se vea. Piensa en un aspecto más oscuro, o en ninguno",
  ),
  form(
    "the time given ended the search after # sets? of inks, before an acceptable recipe was found: allow more time",
    "el tiempo dado terminó la búsqueda (conjuntos de tintas vistos: $1) antes de hallar una mezcla aceptable: da más tiempo",
  ),
];

const rules: readonly Form[] = [
  form(String.raw`never darker than the target by more than # L\*`, "nunca más oscuro que el objetivo por más de $1 L*"),
  form("at most # mg/ml in the cup", "como mucho $1 mg/ml en el vaso"),
  form(String.raw`b\* at most # below bare skin's`, "b* como mucho $1 por debajo de la piel sin tinta"),
  form("at most # ml of ink in the cup", "como mucho $1 ml de tinta en el vaso"),
  form("at most 1 ink", "una sola tinta"),
  form("at most # inks", "como mucho $1 tintas"),
  form("only #:1 to #:1", "solo de $1:1 a $2:1"),
  form(String.raw`a cup of # ml, in steps of # ml`, "un vaso de $1 ml, en pasos de $2 ml"),
];

const directions: Record<string, string> = { lighter: "más clara", darker: "más oscura", redder: "más roja", "less red": "menos roja", yellower: "más amarilla", bluer: "más azul" };
const heals_off = /^the mix chosen heals (.+) than the target$/;
const bound = /^(?:(.+); )?no (?:acceptable )?recipe keeps to the rules; in the way stands?: (.+?)(; to loosen one of them is enough)?$/;

const by = (list: readonly Form[], text: string): string | null => {
  const found = list.find(([english]) => english.test(text));
  return found ? text.replace(found[0], found[1]) : null;
};

function rulesInWords(text: string): string {
  const rule = (one: string) => by(rules, one) ?? one; // a rule that names inks and amounts is read as it is
  const sets = text.split("; or ").map((set) => set.split(" together with ").map(rule).join(" junto con "));
  return sets.join("; o ");
}

function spanish(text: string): string | null {
  const off = heals_off.exec(text);
  if (off) {
    const said = (off[1] ?? "").replace(/(lighter|darker|redder|less red|yellower|bluer)(?= \()/g, (word) => directions[word] ?? word);
    return `la mezcla elegida cura ${said} que el objetivo`;
  }
  const rule = bound.exec(text);
  if (rule) {
    const before = rule[1] === undefined ? "" : spanish(rule[1]);
    if (before === null) return null;
    return `${before}${before ? "; " : ""}ninguna mezcla aceptable cumple las reglas; estorba: ${rulesInWords(rule[2] ?? "")}${rule[3] ? "; basta con soltar una" : ""}`;
  }
  return by(forms, text);
}

/** The limit in the language of the pages; null under English, and for a form that is not known. */
export function limitInWords(text: string): string | null {
  if (language.chosen === "en") return null;
  return spanish(text)?.replace(/(\d)\.(\d)/g, "$1,$2") ?? null;
}
