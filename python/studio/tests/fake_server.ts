// A server for the tests: answers by method and path, can be stopped, and remembers what it was asked.
import { vi } from "vitest";

type Handler = (body: unknown) => { status?: number; body: unknown } | Promise<{ status?: number; body: unknown }>;

export function fakeServer(handlers: Record<string, Handler>) {
  const asked: { what: string; body: unknown }[] = [];
  const server = { down: false, asked, handlers };
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (server.down) throw new TypeError("Failed to fetch");
    const what = `${init.method ?? "GET"} ${path.split("?")[0]}`;
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    asked.push({ what, body });
    const handler = server.handlers[what];
    const answer = handler ? await handler(body) : { status: 404, body: { code: "not_found", what: "nothing here", where: path, why: "", do: "", field: null } };
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 });
  });
  return server;
}
