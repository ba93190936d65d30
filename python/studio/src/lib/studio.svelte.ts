// What the whole studio shares: status and settings, loaded once and changed through the server.
import { get, put, type Outcome } from "./api/client";
import { connection } from "./api/connection.svelte";
import type { Settings, Status } from "./api.types";
import { language } from "./texts/index.svelte";
import { theme } from "./theme.svelte";

let status = $state.raw<Status | null>(null);

function take(value: Status): void {
  status = value;
  // Before the first run is done, nobody has chosen English: the browser's language stays.
  if (value.settings.first_run_done || value.settings.language !== "en") language.set(value.settings.language);
  theme.set(value.settings.theme);
  if (value.locked) connection.lockedNow();
  else if (connection.locked) connection.unlockedNow();
}

export const studio = {
  get status(): Status | null {
    return status;
  },
  get settings(): Settings | null {
    return status?.settings ?? null;
  },
  async load(): Promise<Outcome<Status>> {
    const outcome = await get<Status>("/api/status");
    if (outcome.ok) take(outcome.value);
    return outcome;
  },
  take,
  /** Changes some settings; what the server keeps is what is shown. */
  async change(some: Partial<Settings>): Promise<Outcome<Status> | null> {
    if (some.language) language.set(some.language);
    if (some.theme) theme.set(some.theme);
    if (!status) return null;
    const outcome = await put<Status>("/api/settings", { ...status.settings, ...some });
    if (outcome.ok) take(outcome.value);
    return outcome;
  },
};
