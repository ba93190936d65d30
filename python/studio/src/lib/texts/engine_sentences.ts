// The engine's sentences in Spanish, by the few forms that they have, with their numbers and names.
import { language } from "./index.svelte";

type Form = readonly [english: RegExp, spanish: string];

// In a form # stands for a number and ~ for a name or a part that is put into words by itself.
const form = (english: string, spanish: string): Form => [
  new RegExp(`^${english.replaceAll("#", String.raw`([-+]?\d[\d.]*)`).replaceAll("~", "(.+?)")}$`),
  spanish,
];

const limits: readonly Form[] = [
  form(String.raw`bare skin is as near \(delta E #\) as any mix: leave it bare, or choose a darker look`, "la piel sin tinta queda tan cerca (delta E $1) como cualquier mezcla: déjala así, o elige un aspecto más oscuro"),
  form(
    String.raw`needs lighter than bare skin \(by # L\*\), and pigment can only darken; the difference from bare skin is hardly seen \(delta E #\): leave it bare, or choose a darker look`,
    "tendría que ser más claro que la piel (en $1 L*), y el pigmento solo oscurece; la diferencia con la piel sin tinta apenas se ve (delta E $2): déjala así, o elige un aspecto más oscuro",
  ),
  form(String.raw`needs lighter than bare skin \(by # L\*\): pigment can only darken`, "tendría que ser más claro que la piel (en $1 L*): el pigmento solo oscurece"),
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


const lights: readonly Form[] = [form(String.raw`daylight \((.+)\)`, "luz de día ($1)"), form(String.raw`lamplight \((.+)\)`, "luz de lámpara ($1)"), form(String.raw`fluorescent light \((.+)\)`, "luz fluorescente ($1)"), form(String.raw`LED light \((.+)\)`, "luz LED ($1)")];

const trade_offs: readonly Form[] = [
  form("as near over all lights", "igual de cerca con todas las luces"),
  form("# delta E farther over all lights", "$1 delta E más lejos con todas las luces"),
  form("# delta E nearer over all lights", "$1 delta E más cerca con todas las luces"),
  form(String.raw`lighter under ~ \((L\*) #\)`, "más clara con $1 ($2 $3)"),
  form(String.raw`darker under ~ \((L\*) #\)`, "más oscura con $1 ($2 $3)"),
  form(String.raw`redder under ~ \((a\*) #\)`, "más roja con $1 ($2 $3)"),
  form(String.raw`greener under ~ \((a\*) #\)`, "más verde con $1 ($2 $3)"),
  form(String.raw`warmer under ~ \((b\*) #\)`, "más cálida con $1 ($2 $3)"),
  form(String.raw`bluer under ~ \((b\*) #\)`, "más azul con $1 ($2 $3)"),
  form("the same colour to the eye", "el mismo color a la vista"),
  form("# inks? more", "tintas de más: $1"),
  form("# inks? fewer", "tintas de menos: $1"),
  form("ranked below #: nearer by # delta E over all lights, but with ~", "detrás de la $1: más cerca por $2 delta E con todas las luces, pero con $3"),
  form(
    String.raw`ranked below #: ranked by the healed colour alone \(delta E # against #\): what suits the later years better, or costs less, is not acceptable when healed`,
    "detrás de la $1: solo cuenta el color curado (delta E $2 frente a $3); lo que va mejor en años posteriores, o cuesta menos, no es aceptable al curar",
  ),
];

const costs: readonly Form[] = [
  form(String.raw`# more inks? \(counts as #\)`, "tintas de más: $1 (cuenta como $2)"),
  form(String.raw`# mg/ml more pigment \(counts as #\)`, "$1 mg/ml más de pigmento (cuenta como $2)"),
  form(String.raw`a texture less like hair \(counts as #\)`, "una textura menos parecida al pelo (cuenta como $1)"),
  form(String.raw`a higher cost \(counts as #\)`, "un coste mayor (cuenta como $1)"),
];

const stop_rules: readonly Form[] = [
  form(
    String.raw`Stop adding dots once the healed area reads L\* # or less on the instrument set to ~; that is L\* # with the surface reflection excluded, D65, 2 deg; measure after 4 to 6 weeks\.`,
    "No añadas más puntos cuando la zona curada lea L* $1 o menos con el instrumento en $2; eso es L* $3 sin el reflejo de la superficie, D65, 2 grados. Mide a las 4 a 6 semanas.",
  ),
  form(
    String.raw`Stop adding dots once the healed area reads L\* # or less on the instrument set to ~; measure after 4 to 6 weeks\.`,
    "No añadas más puntos cuando la zona curada lea L* $1 o menos con el instrumento en $2. Mide a las 4 a 6 semanas.",
  ),
  form(
    String.raw`Stop adding dots once the healed area reads L\* # or less under ~, the surface reflection excluded; measure after 4 to 6 weeks\.`,
    "No añadas más puntos cuando la zona curada lea L* $1 o menos con $2, sin el reflejo de la superficie. Mide a las 4 a 6 semanas.",
  ),
];

const bases: readonly Form[] = [
  form("model only", "solo modelo"),
  form("model only: not validated on healed scalp", "solo modelo: no validado en cuero cabelludo curado"),
  form("not validated on healed scalp", "no validado en cuero cabelludo curado"),
  form("ranges come from published spreads", "los rangos vienen de dispersiones publicadas"),
  form("photo, right to # delta E", "foto, con un error de hasta $1 delta E"),
  form("model only: 8 of 10 ways in which the ink may fade, none measured on this client", "solo modelo: 8 de 10 maneras en que la tinta puede desvanecerse, ninguna medida en este cliente"),
];

const corrections: readonly Form[] = [
  form("to the # ml add ~: delta E # where it was #", "a los $1 ml añade $2: delta E $3 donde era $4"),
  form("to the # ml add ~: delta E # where it was #, but still darker than the target", "a los $1 ml añade $2: delta E $3 donde era $4, pero todavía más oscuro que el objetivo"),
  form("to the # ml add ~: delta E # where it was #, and no longer darker than the target", "a los $1 ml añade $2: delta E $3 donde era $4, y ya no más oscuro que el objetivo"),
  form(
    String.raw`the cup is full, so nothing can be added \(delta E #\): pour some of it away first, or use a larger cup`,
    "el vaso está lleno y no se puede añadir nada (delta E $1): tira antes un poco, o usa un vaso mayor",
  ),
  form(String.raw`nothing that can be added to these # ml brings it nearer \(delta E #\)`, "nada que se añada a estos $1 ml lo acerca (delta E $2)"),
  form("no addition keeps to the rules", "ninguna adición cumple las reglas"),
];

const learnt: readonly Form[] = [
  form("first plan: retention and depth are assumed, nothing has been read yet", "primer plan: la retención y la profundidad se suponen, aún no se ha leído nada"),
  form("nothing has been read, so a retention of # is assumed", "no se ha leído nada, así que se supone una retención de $1"),
  form("retention reads # as assumed", "la retención leída es $1, como se suponía"),
  form("retention read # where # was assumed", "la retención leída es $1 donde se suponía $2"),
  form("retention reads # as assumed and dots lie # % deeper", "la retención leída es $1, como se suponía, y los puntos están un $2 % más profundos"),
  form("retention reads # as assumed and dots lie # % shallower", "la retención leída es $1, como se suponía, y los puntos están un $2 % menos profundos"),
  form("retention read # where # was assumed and dots lie # % deeper", "la retención leída es $1 donde se suponía $2, y los puntos están un $3 % más profundos"),
  form("retention read # where # was assumed and dots lie # % shallower", "la retención leída es $1 donde se suponía $2, y los puntos están un $3 % menos profundos"),
];

const healed: readonly Form[] = [
  form(String.raw`retention reads # \(80 %: # to #\) where # \(# to #\) was assumed`, "la retención leída es $1 (80 %: $2 a $3) donde se suponía $4 ($5 a $6)"),
  form("dots lie # % deeper than assumed", "los puntos están un $1 % más profundos de lo supuesto"),
  form("dots lie # % shallower than assumed", "los puntos están un $1 % menos profundos de lo supuesto"),
  form("depth as assumed", "la profundidad es la supuesta"),
  form("deeper than assumed", "más profundo de lo supuesto"),
  form("shallower than assumed", "menos profundo de lo supuesto"),
  form("kept more", "retuvo más"),
  form("kept less", "retuvo menos"),
  form("clumped more", "más agrupado"),
  form("clumped less", "menos agrupado"),
  form("faded more", "se desvaneció más"),
  form("faded less", "se desvaneció menos"),
  form("skin itself lighter", "la propia piel más clara"),
  form("skin itself darker", "la propia piel más oscura"),
  form("not believed", "no se da por buena"),
  form(String.raw`Your own bias is shown from # healed clients on; # so far\.`, "Tu propia desviación se muestra a partir de $1 clientes curados; hasta ahora, $2."),
];

const bias: readonly Form[] = [
  form(
    String.raw`over # clients retention is # times what is assumed \(80 %: # to #; # % told by the readings\), depth # times what is assumed \(80 %: # to #; # % told by the readings\); error of prediction, each client left out in turn: median delta E # without the bias, # with it`,
    "en $1 clientes la retención es $2 veces lo supuesto (80 %: $3 a $4; las lecturas dicen el $5 %), la profundidad $6 veces lo supuesto (80 %: $7 a $8; las lecturas dicen el $9 %); error de predicción, dejando fuera a cada cliente por turno: delta E mediano $10 sin la desviación, $11 con ella",
  ),
];

const departures: readonly Form[] = [
  form(
    "the mix is ~ where the plan from bare skin has ~: kept, the plan would end at delta E # over the lights; so it ends at #",
    "la mezcla es $1 donde el plan desde la piel sin tinta tiene $2: con el plan acabaría a delta E $3 con todas las luces; así acaba a $4",
  ),
  form(
    "# dots per cm2 stand in the end where the plan has #: kept, the plan would end at delta E # over the lights; so it ends at #",
    "al final hay $1 puntos por cm² donde el plan tiene $2: con el plan acabaría a delta E $3 con todas las luces; así acaba a $4",
  ),
  form("all # sessions of the plan are done: this is a touch-up of # dots per cm2 beyond it", "las $1 sesiones del plan están hechas: esto es un retoque de $2 puntos por cm² más allá de él"),
  form("the plan has # more sessions?; none is advised now: ~", "al plan le quedan sesiones ($1); ahora no se aconseja ninguna: $2"),
  form(
    String.raw`About # years after the last session the fading shows with an even chance: touch up #% of the dots \(model only, extrapolated\)\.`,
    "Unos $1 años después de la última sesión, el desvanecimiento se nota en la mitad de los casos: retoca el $2 % de los puntos (solo modelo, extrapolado).",
  ),
];

const time_line: readonly Form[] = [
  form("session #: ~, # per cm2", "sesión $1: $2, $3 por cm²"),
  form("healed, session #", "curada, sesión $1"),
  form("healed, session #, not believed", "curada, sesión $1; no se da por buena"),
  form("follow-up, # years after the session before", "seguimiento, $1 años después de la sesión anterior"),
  form("touch-up advised from here", "retoque aconsejado desde aquí"),
  form("the plan: # sessions of ~, from bare skin", "el plan: $1 sesiones de $2, desde la piel sin tinta"),
  form(String.raw`# sessions? done \(~\) and # to come`, "sesiones hechas: $1 ($2), por hacer: $3"),
  form(String.raw`# sessions? done \(~\) and # to come \(~\)`, "sesiones hechas: $1 ($2), por hacer: $3 ($4)"),
];

const inks: readonly Form[] = [
  form("measured on films", "medida en láminas"),
  form("by what its maker says is in it", "por lo que dice su fabricante"),
  form("by its label alone", "solo por su etiqueta"),
  form("how uncertain its strength is was not stated", "no consta cuán incierta es su fuerza"),
  form(String.raw`its strength is known within a factor of # \(80 %\)`, "su fuerza se conoce dentro de un factor $1 (80 %)"),
  form(String.raw`~ instead of ~: ~; healed areas differ by delta E # at most \(model only\)`, "$1 en lugar de $2: $3; las zonas curadas difieren como mucho en delta E $4 (solo modelo)"),
  form("#:1 for #:1", "$1:1 por $2:1"),
  form("modelled from published optical constants, not any maker's product", "calculada con constantes ópticas publicadas, no es producto de ningún fabricante"),
];

const changes: readonly Form[] = [
  form("no mix of these inks brings bare skin nearer to the target", "ninguna mezcla de estas tintas acerca la piel sin tinta al objetivo"),
  form("what stands is delta E # from the target and another session would not bring it nearer", "lo que hay está a delta E $1 del objetivo y otra sesión no lo acercaría"),
  form("the water stays at #:1", "el agua sigue en $1:1"),
  form(String.raw`# parts? more water \(#:1 where #:1 was mixed\)`, "partes de agua de más: $1 ($2:1 donde se mezcló $3:1)"),
  form(String.raw`# parts? less water \(#:1 where #:1 was mixed\)`, "partes de agua de menos: $1 ($2:1 donde se mezcló $3:1)"),
  form("~, with other proportions of ink: ~", "$1, con otras proporciones de tinta: $2"),
  form("~, #:1, in place of ~, #:1", "$1, $2:1, en lugar de $3, $4:1"),
  form("# % more dots than planned", "un $1 % más de puntos de lo previsto"),
  form("# % fewer dots than planned", "un $1 % menos de puntos de lo previsto"),
];

const headlines: readonly Form[] = [
  form("matched: ~; delta E # at worst under # lights?", "coincide: $1; delta E $2 en el peor caso (luces: $3)"),
  form("acceptable: ~; delta E # at worst under # lights?", "aceptable: $1; delta E $2 en el peor caso (luces: $3)"),
  form(
    String.raw`matched, but hardly needed \(the target cannot be told from bare skin, delta E #; consider a darker look, or none\): ~; delta E # at worst under # lights?`,
    "coincide, pero apenas hace falta (el objetivo no se distingue de la piel sin tinta, delta E $1; piensa en un aspecto más oscuro, o en ninguno): $2; delta E $3 en el peor caso (luces: $4)",
  ),
  form(
    String.raw`acceptable, but hardly needed \(the target cannot be told from bare skin, delta E #; consider a darker look, or none\): ~; delta E # at worst under # lights?`,
    "aceptable, pero apenas hace falta (el objetivo no se distingue de la piel sin tinta, delta E $1; piensa en un aspecto más oscuro, o en ninguno): $2; delta E $3 en el peor caso (luces: $4)",
  ),
  form("cannot match within tolerance: ~; nearest is delta E # away", "no se puede igualar dentro de la tolerancia: $1; lo más cercano queda a delta E $2"),
  form("cannot match within tolerance: ~; bare skin is delta E # away", "no se puede igualar dentro de la tolerancia: $1; la piel sin tinta queda a delta E $2"),
  form("cannot match without being darker than the target: ~; nearest is delta E # away", "no se puede igualar sin pasar de oscuro: $1; lo más cercano queda a delta E $2"),
  form("no pigment needed: ~", "no hace falta pigmento: $1"),
  form("undecided: ~; nearest so far is delta E # away", "sin decidir: $1; lo más cercano hasta ahora queda a delta E $2"),
  form("undecided: ~", "sin decidir: $1"),
  form("stop: no session # is advised; ~", "alto: no se aconseja la sesión $1; $2"),
  form("session 1 of #, as planned: ~", "sesión 1 de $1, como estaba previsto: $2"),
  form(String.raw`session #: ~; the area ends at delta E # over the lights \(~\)`, "sesión $1: $2; la zona acaba a delta E $3 con todas las luces ($4)"),
];

const directions: Record<string, string> = { lighter: "más clara", darker: "más oscura", redder: "más roja", "less red": "menos roja", yellower: "más amarilla", bluer: "más azul" };
const heals_off = /^the mix chosen heals (.+) than the target$/;
const bound = /^(?:(.+); )?(no recipe keeps|no acceptable recipe keeps|a closer match does not keep) to the rules; in the way stands?: (.+?)(; to loosen one of them is enough)?$/;
const kept_out: Record<string, string> = {
  "no recipe keeps": "ninguna mezcla cumple las reglas",
  "no acceptable recipe keeps": "ninguna mezcla aceptable cumple las reglas",
  "a closer match does not keep": "una mezcla más cercana no cumple las reglas",
};

const number = /^[-+]?\d[\d.]*$/;
const with_comma = (value: string) => (number.test(value) ? value.replace(".", ",") : value);

/** By one of the forms; what stands for ~ in it is put into words too where it has a form. */
function by(list: readonly Form[], text: string): string | null {
  for (const [english, words] of list) {
    const found = english.exec(text);
    if (found)
      return words.replaceAll(/\$(\d+)/g, (_, at: string) => {
        const value = found[Number(at)] ?? "";
        return number.test(value) ? with_comma(value) : (costsInWords(value) ?? by(lights, value) ?? spanish(value) ?? value.replaceAll(/(\d)\.(\d+) ml/g, "$1,$2 ml"));
      });
  }
  return null;
}

function first(lists: readonly (readonly Form[])[], text: string): string | null {
  for (const list of lists) {
    const words = by(list, text);
    if (words !== null) return words;
  }
  return null;
}

function costsInWords(text: string): string | null {
  const words = text.split(" and ").map((one) => by(costs, one));
  return words.includes(null) ? null : words.join(" y ");
}

function rulesInWords(text: string): string {
  const rule = (one: string) => by(rules, one) ?? one; // a rule that names inks and amounts is read as it is
  const sets = text.split("; or ").map((set) => set.split(" together with ").map(rule).join(" junto con "));
  return sets.join("; o ");
}

/** What was learnt, and after a colon what changes. */
function whyInWords(text: string): string | null {
  const at = text.indexOf(": ");
  if (at < 0) return null;
  const [read, change] = [by(learnt, text.slice(0, at)), by(changes, text.slice(at + 2))];
  return read === null || change === null ? null : `${read}: ${change}`;
}

const whole: readonly (readonly Form[])[] = [headlines, limits, trade_offs, stop_rules, bases, corrections, learnt, changes, healed, bias, departures, time_line, inks];

function spanish(text: string): string | null {
  const off = heals_off.exec(text);
  if (off) {
    const said = (off[1] ?? "").replaceAll(/(lighter|darker|redder|less red|yellower|bluer)(?= \()/g, (word) => directions[word] ?? word);
    return `la mezcla elegida cura ${said.replaceAll(/(\d)\.(\d)/g, "$1,$2")} que el objetivo`;
  }
  const rule = bound.exec(text);
  if (rule) {
    const before = rule[1] === undefined ? "" : spanish(rule[1]);
    if (before === null) return null;
    return `${before}${before ? "; " : ""}${kept_out[rule[2] ?? ""]}; estorba: ${rulesInWords(rule[3] ?? "")}${rule[4] ? "; basta con soltar una" : ""}`;
  }
  return inPieces(text.split("; "));
}

/** The longest beginning that has a form, then what is left of it: a form may hold semicolons of its own. */
function inPieces(pieces: readonly string[]): string | null {
  for (let end = pieces.length; end > 0; end -= 1) {
    const beginning = pieces.slice(0, end).join("; ");
    const words = first(whole, beginning) ?? whyInWords(beginning);
    const rest = words === null || end === pieces.length ? "" : inPieces(pieces.slice(end));
    if (words !== null && rest !== null) return rest === "" ? words : `${words}; ${rest}`;
  }
  return null;
}

/** The engine's sentence in the language of the pages; null under English, and for a form that is not known. */
export function inOtherWords(text: string): string | null {
  return language.chosen === "en" ? null : spanish(text);
}
