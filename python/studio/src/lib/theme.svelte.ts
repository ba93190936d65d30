// Light, dark, or as the system has it. The grey around judged colours is the same in both (styles.css).
import type { Settings } from "./api.types";
import { remember, remembered } from "./remembered";

export type Theme = Settings["theme"];
const themes: Theme[] = ["system", "light", "dark"];

let chosen = $state<Theme>("system");

export const theme = {
  get chosen(): Theme {
    return chosen;
  },
  set(value: Theme): void {
    chosen = value;
    document.documentElement.dataset["theme"] = value;
    remember("theme", value);
  },
  next(): Theme {
    return themes[(themes.indexOf(chosen) + 1) % themes.length] ?? "system";
  },
};

export function startTheme(): void {
  const kept = remembered("theme");
  theme.set(themes.find((each) => each === kept) ?? "system");
}
