// Every screen has an address; the browser's back works. Links are plain <a href>.
export type PageName = "clients" | "client" | "mix" | "sessions" | "shelf" | "diary" | "line" | "settings" | "card" | "show" | "start" | "unknown";

export interface Route {
  page: PageName;
  params: Record<string, string>;
  path: string;
}

const table: [PageName, string][] = [
  ["clients", "/clients"],
  ["client", "/clients/:client"],
  ["mix", "/mix"],
  ["mix", "/mix/:client"],
  ["mix", "/mix/:client/:zone"],
  ["sessions", "/sessions"],
  ["sessions", "/sessions/:client"],
  ["sessions", "/sessions/:client/:zone"],
  ["shelf", "/shelf"],
  ["diary", "/diary"],
  ["line", "/line"],
  ["settings", "/settings"],
  ["card", "/cards/:card"],
  ["show", "/show/:client"],
  ["show", "/show/:client/:zone"],
  ["start", "/start"],
  ["start", "/start/:step"],
];

export function match(path: string): Route {
  const parts = path.split("/").filter(Boolean);
  if (parts.length === 0) return { page: "mix", params: {}, path };
  for (const [page, pattern] of table) {
    const wanted = pattern.split("/").filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((piece, at) => {
      const part = parts[at] ?? "";
      if (!piece.startsWith(":")) return piece === part;
      try {
        params[piece.slice(1)] = decodeURIComponent(part);
      } catch {
        return false;
      }
      return true;
    });
    if (fits) return { page, params, path };
  }
  return { page: "unknown", params: {}, path };
}

let current = $state<Route>({ page: "mix", params: {}, path: "/" });

export const route = {
  get page(): PageName {
    return current.page;
  },
  get params(): Record<string, string> {
    return current.params;
  },
  get path(): string {
    return current.path;
  },
};

/** Goes to an address of ours; `replace` leaves no step to go back to. */
export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", path);
  else if (path !== location.pathname) history.pushState(null, "", path);
  current = match(location.pathname);
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  go(link.pathname);
}

export function startRouter(): void {
  current = match(location.pathname);
  window.addEventListener("popstate", () => (current = match(location.pathname)));
  document.addEventListener("click", onClick);
}
