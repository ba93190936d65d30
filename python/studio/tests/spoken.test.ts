// Consistency: what the engine and the server can say, in Spanish too: every code, and every form of a limit.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import Findings from "../src/lib/parts/Findings.svelte";
import ProblemMessage from "../src/lib/parts/ProblemMessage.svelte";
import spanish from "../src/lib/texts/codes.es.json";
import { inOtherWords } from "../src/lib/texts/engine_sentences";
import { language } from "../src/lib/texts/index.svelte";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((found) => found[1] ?? found[2] ?? "");
const server = readdirSync(join(root, "python/undertone/studio"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".py"))
  .map((name) => read(join("python/undertone/studio", name)))
  .join("\n");

const explained = all(read("notebooks/docs/codes.toml"), /^(\w+) = \{/gm);
const of_server = all(server, /"code": "(\w+)"|\bDiagnostic\(\s*(?:severity=)?"\w+",\s*(?:code=)?"(\w+)"/g);
const raised = all(server, /\b(?:Refusal|StoreError|Problem)\(\s*(?:code=)?"(\w+)"/g);
const with_status = all(server, /^ {4}"(\w+)": \d{3},/gm);
const of_pages = all(read("python/studio/src/lib/api/client.ts"), /\brefusal\("(\w+)"/g).filter((code) => code !== "aborted" && code !== "lost_connection"); // never shown; has a text

beforeEach(() => language.set("es"));
afterEach(cleanup);

describe("codes", () => {
  it("are found where they are given", () => {
    expect(explained.length).toBeGreaterThan(150);
    expect(of_server).toContain("same_file");
    expect(of_server).toContain("photos_without_consent");
    expect(raised).toContain("older_pack");
    expect(with_status).toContain("damaged_backup");
    expect(of_pages).toContain("bad_answer");
  });

  it.each([...new Set([...explained, ...of_server])])("of findings have a Spanish sentence: %s", (code) => {
    expect((spanish.diagnostics as Record<string, string>)[code] ?? "").toMatch(/^\p{Lu}.+\.$/u);
  });

  it.each([...new Set([...raised, ...with_status, ...of_pages])])("of refusals have a Spanish sentence: %s", (code) => {
    expect((spanish.problems as Record<string, string>)[code] ?? "").toMatch(/^\p{Lu}.+\.$/u);
  });

  it("hold no number, which the engine's own sentence has", () => {
    const sentences = [...Object.values(spanish.diagnostics), ...Object.values(spanish.problems)];
    expect(sentences.filter((sentence) => /\d/.test(sentence.replaceAll("UTF-8", "")))).toEqual([]);
  });

  it("are in order, and none is left over", () => {
    const beside = ["rule_binds", "rules_not_examined"]; // given by one expression, which the list of codes does not find
    expect(Object.keys(spanish.diagnostics)).toEqual([...new Set([...explained, ...of_server, ...beside])].toSorted());
    expect(Object.keys(spanish.problems)).toEqual([...new Set([...raised, ...with_status, ...of_pages])].toSorted());
  });
});

describe("under Spanish", () => {
  const finding = { severity: "warning" as const, code: "noise", message: "values scatter by 0.4 from band to band" };
  const problem = { code: "not_found", what: "there is no such client", where: "", why: "", do: "go back", field: null };

  it("a finding is said in Spanish first, and the engine's sentence follows as English", () => {
    const { container } = render(Findings, { findings: [finding] });
    expect(container.textContent).toMatch(/Los valores saltan.*Values scatter by 0\.4/);
    expect(container.querySelector('small [lang="en"]')?.textContent).toContain("0.4");
  });

  it("a refusal is, too", () => {
    render(ProblemMessage, { problem });
    expect(screen.getByRole("alert").querySelector("b")?.textContent).toContain("vuelve a la lista");
    expect(screen.getByRole("alert").querySelector('small [lang="en"]')?.textContent).toBe("There is no such client.");
  });

  it("a page's own refusal is not called English", () => {
    render(ProblemMessage, { problem: { ...problem, code: "of_page", what: "Los dos PIN no coinciden." } });
    expect(screen.getByRole("alert").querySelector('[lang="en"]')).toBeNull();
  });

  it("nothing of this is said under English", () => {
    language.set("en");
    const { container } = render(Findings, { findings: [finding] });
    expect(container.textContent).toContain("Values scatter by 0.4");
    expect(container.textContent).not.toContain("saltan");
  });
});

/** The sentences in this part of a source, with numbers for what is put into them. */
function sentences(source: string, from: string, to: string): string[] {
  const start = source.indexOf(from);
  const part = source.slice(start, source.indexOf(to, start + from.length)).replaceAll(/"\s*\n\s*"/g, "");
  return all(part, /"([a-z][^"]{25,})"/g).map((sentence) => sentence.replaceAll("set{}", "sets").replaceAll(/\{[^}]*\}/g, "1.5"));
}

describe("limits", () => {
  const notes = read("engine/search/src/recipe_notes.cpp");
  const match = read("engine/search/src/match.cpp");
  const said = [
    ...sentences(notes, "std::string limiting_direction(", "\n}\n"),
    ...sentences(match, "void judge_bare_skin(", "\n}\n"),
    ...sentences(match, "void set_verdict(", "\n}\n"),
    ...sentences(notes, "std::string heals_off_target(", "\n}\n"),
  ];

  it("are found in the engine", () => {
    expect(said.length).toBe(14);
  });

  const filled = said.map((sentence) => sentence.replace("heals 1.5 than", "heals lighter (L* +1.5), less red (a* -0.4) than").replace("darker than 1.5 at", "darker than 1.5:1 at"));
  it.each(filled)("have a Spanish form: %s", (sentence) => {
    const words = inOtherWords(sentence);
    expect(words).not.toBeNull();
    expect(words).not.toMatch(/\b(the|than|skin|needs|lighter|red)\b/);
    expect(all(words ?? "", /(\d,\d)/g)).toHaveLength(all(sentence, /(\d\.\d)/g).length);
  });

  it("name the rule that stands in the way", () => {
    const rule = "no acceptable recipe keeps to the rules; in the way stands: at most 2 inks";
    expect(inOtherWords(rule)).toBe("ninguna mezcla aceptable cumple las reglas; estorba: como mucho 2 tintas");
    expect(inOtherWords(`needs lighter than bare skin (by 0.7 L*): pigment can only darken; ${rule}`)).toMatch(/^tendría que ser más claro que la piel \(en 0,7 L\*.*como mucho 2 tintas$/);
  });

  it("stay as the engine says them under English, and where their form is not known", () => {
    expect(inOtherWords("a sentence of tomorrow")).toBeNull();
    language.set("en");
    expect(inOtherWords("the mix chosen misses the target")).toBeNull();
  });
});

describe("sentences of the engine", () => {
  it.each([
    ["0.06 delta E farther over all lights; darker under daylight (D65) (L* -0.1); 1 ink fewer", "0,06 delta E más lejos con todas las luces; más oscura con luz de día (D65) (L* -0,1); tintas de menos: 1"],
    ["as near over all lights; the same colour to the eye; 2 inks more", "igual de cerca con todas las luces; el mismo color a la vista; tintas de más: 2"],
    [
      "ranked below 1: nearer by 0.014 delta E over all lights, but with 1 more ink (counts as 0.300) and 2.1 mg/ml more pigment (counts as 0.021)",
      "detrás de la 1: más cerca por 0,014 delta E con todas las luces, pero con tintas de más: 1 (cuenta como 0,300) y 2,1 mg/ml más de pigmento (cuenta como 0,021)",
    ],
    [
      "Stop adding dots once the healed area reads L* 57.3 or less on the instrument set to 8/d SCI, D65, 2 deg; that is L* 54.5 with the surface reflection excluded, D65, 2 deg; measure after 4 to 6 weeks.",
      "No añadas más puntos cuando la zona curada lea L* 57,3 o menos con el instrumento en 8/d SCI, D65, 2 deg; eso es L* 54,5 sin el reflejo de la superficie, D65, 2 grados. Mide a las 4 a 6 semanas.",
    ],
    ["photo, right to 2.6 delta E; model only: not validated on healed scalp; ranges come from published spreads", "foto, con un error de hasta 2,6 delta E; solo modelo: no validado en cuero cabelludo curado; los rangos vienen de dispersiones publicadas"],
    ["to the 4 ml add 0.15 ml Auburn, 2.00 ml distilled water: delta E 0.41 where it was 1.20", "a los 4 ml añade 0,15 ml Auburn, 2,00 ml distilled water: delta E 0,41 donde era 1,20"],
    [
      "session 2: 3 Ash + 1 Pure black, 12:1; the area ends at delta E 0.45 over the lights (retention read 0.21 where 0.17 was assumed and dots lie 5 % deeper: 4 parts more water (12:1 where 8:1 was mixed))",
      "sesión 2: 3 Ash + 1 Pure black, 12:1; la zona acaba a delta E 0,45 con todas las luces (la retención leída es 0,21 donde se suponía 0,17, y los puntos están un 5 % más profundos: partes de agua de más: 4 (12:1 donde se mezcló 8:1))",
    ],
    ["retention reads 0.19 (80 %: 0.10 to 0.38) where 0.17 (0.08 to 0.35) was assumed; dots lie 42 % deeper than assumed", "la retención leída es 0,19 (80 %: 0,10 a 0,38) donde se suponía 0,17 (0,08 a 0,35); los puntos están un 42 % más profundos de lo supuesto"],
    [
      "the mix is Pure black, 13:1 where the plan from bare skin has Pure black, 3:1: kept, the plan would end at delta E 0.96 over the lights; so it ends at 0.29",
      "la mezcla es Pure black, 13:1 donde el plan desde la piel sin tinta tiene Pure black, 3:1: con el plan acabaría a delta E 0,96 con todas las luces; así acaba a 0,29",
    ],
    [
      "over 6 clients retention is 1.31 times what is assumed (80 %: 1.05 to 1.63; 71 % told by the readings), depth 0.97 times what is assumed (80 %: 0.88 to 1.06; 40 % told by the readings); error of prediction, each client left out in turn: median delta E 1.20 without the bias, 0.81 with it",
      "en 6 clientes la retención es 1,31 veces lo supuesto (80 %: 1,05 a 1,63; las lecturas dicen el 71 %), la profundidad 0,97 veces lo supuesto (80 %: 0,88 a 1,06; las lecturas dicen el 40 %); error de predicción, dejando fuera a cada cliente por turno: delta E mediano 1,20 sin la desviación, 0,81 con ella",
    ],
    ["Mid brown instead of Ash: 5:1 for 4:1; healed areas differ by delta E 1.2 at most (model only)", "Mid brown en lugar de Ash: 5:1 por 4:1; las zonas curadas difieren como mucho en delta E 1,2 (solo modelo)"],
    [
      "2 sessions done (Pure black, 1:1; Blond, 60:1) and 1 to come (Pure black, 1:1); model only: not validated on healed scalp",
      "sesiones hechas: 2 (Pure black, 1:1; Blond, 60:1), por hacer: 1 (Pure black, 1:1); solo modelo: no validado en cuero cabelludo curado",
    ],
    ["session 1: Pure black, 3:1, 45 per cm2", "sesión 1: Pure black, 3:1, 45 por cm²"],
    ["by what its maker says is in it; its strength is known within a factor of 2.00 (80 %)", "por lo que dice su fabricante; su fuerza se conoce dentro de un factor 2,00 (80 %)"],
    ["matched: Pure black, 3:1; delta E 0.68 at worst under 3 lights", "coincide: Pure black, 3:1; delta E 0,68 en el peor caso (luces: 3)"],
    [
      "cannot match within tolerance: needs redder (a* +2.1): no ink allowed here is red enough at this depth; nearest is delta E 3.1 away",
      "no se puede igualar dentro de la tolerancia: tendría que ser más rojo (a* +2,1): ninguna tinta permitida aquí es tan roja a esta profundidad; lo más cercano queda a delta E 3,1",
    ],
  ])("are said in Spanish: %s", (sentence, words) => expect(inOtherWords(sentence)).toBe(words));

  it("keep the names of inks as they are", () => {
    expect(inOtherWords("matched: Black 2.0, 3:1; delta E 0.68 at worst under 1 light")).toContain("Black 2.0, 3:1");
  });
});
