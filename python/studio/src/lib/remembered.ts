// Small things that this browser remembers by itself (never client data): theme, language, the last client.
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`undertone.${key}`);
  } catch {
    return null; // storage may be switched off; then nothing is remembered
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`undertone.${key}`);
    else localStorage.setItem(`undertone.${key}`, value);
  } catch {
    // as above: the page works without
  }
}
