// The sample client: made like any other, from the sample kit's readings, so that a page without clients has something to teach with.
import { get, post, type Outcome } from "../api/client";
import type { Client, ClientBrief, Reading } from "../api.types";

/** Opens the sample client of this person, and makes it first where it is not there. */
export async function sampleClient(person: string, code: string): Promise<Outcome<ClientBrief>> {
  const found = await get<ClientBrief[]>(`/api/clients?q=${encodeURIComponent(code)}`);
  if (!found.ok) return found;
  const there = found.value.find((client) => client.code === code);
  if (there) return { ok: true, value: there };
  const pair = await post<{ skin: Reading; fringe: Reading }>("/api/readings/sample", { person });
  if (!pair.ok) return pair;
  const made = await post<Client>("/api/clients", { code });
  if (!made.ok) return made;
  const path = `/api/clients/${encodeURIComponent(made.value.id)}/readings`;
  for (const role of ["skin", "fringe"] as const) {
    const taken = await post<Client>(path, { reading_id: pair.value[role].id, role, taken_on: null });
    if (!taken.ok) return taken;
  }
  return { ok: true, value: made.value };
}
