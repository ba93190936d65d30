// Ways by which a reading comes in: a file's bytes, a pasted text, typed Lab. All are read by the engine's own readers.
import { address, post, upload, type Outcome } from "../api/client";
import type { Lab, Reading, ReadingRole, Said } from "../api.types";

export const readFile = (file: File, role: ReadingRole, said: Said): Promise<Outcome<Reading>> =>
  upload<Reading>(address("/api/readings", { role, ...said }), file, file.name);

export const readText = (text: string, role: ReadingRole, said: Said): Promise<Outcome<Reading>> =>
  post<Reading>("/api/readings/text", { text, name: "pasted", role, said });

export const readTyped = (rows: Lab[], role: ReadingRole, said: Said): Promise<Outcome<Reading>> =>
  post<Reading>("/api/readings/typed", { rows: rows.map((lab, at) => ({ name: `${role} ${at + 1}`, ...lab })), role, said });
