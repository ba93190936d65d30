// Consistency: what the engine and the server can say, in Spanish too: every code, and every form of a limit.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import Findings from "../src/lib/parts/Findings.svelte";
import ProblemMessage from "../src/lib/parts/ProblemMessage.svelte";
import spanish from "../src/lib/texts/codes.es.json";
import { language } from "../src/lib/texts/index.svelte";
import { limitInWords } from "../src/lib/texts/limits";

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
    expect(said.length).toBe(13);
  });

  const filled = said.map((sentence) => sentence.replace("heals 1.5 than", "heals lighter (L* +1.5), less red (a* -0.4) than").replace("darker than 1.5 at", "darker than 1.5:1 at"));
  it.each(filled)("have a Spanish form: %s", (sentence) => {
    const words = limitInWords(sentence);
    expect(words).not.toBeNull();
    expect(words).not.toMatch(/\b(the|than|skin|needs|lighter|red)\b/);
    expect(all(words ?? "", /(\d,\d)/g)).toHaveLength(all(sentence, /(\d\.\d)/g).length);
  });

  it("name the rule that stands in the way", () => {
    const rule = "no acceptable recipe keeps to the rules; in the way stands: at most 2 inks";
    expect(limitInWords(rule)).toBe("ninguna mezcla aceptable cumple las reglas; estorba: como mucho 2 tintas");
    expect(limitInWords(`needs lighter than bare skin (L* 59.4, skin 58.7): pigment can only darken; ${rule}`)).toMatch(/^tendría que ser más claro que la piel \(L\* 59,4.*como mucho 2 tintas$/);
  });

  it("stay as the engine says them under English, and where their form is not known", () => {
    expect(limitInWords("a sentence of tomorrow")).toBeNull();
    language.set("en");
    expect(limitInWords("the mix chosen misses the target")).toBeNull();
  });
});
