// Talks to the studio's server. A refusal is a value, never an exception; a lost connection is noted for the banner.
import type { Problem } from "../api.types";
import { connection } from "./connection.svelte";

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

function refusal<T>(code: string, what: string, where: string, why: string, todo: string): Outcome<T> {
  return { ok: false, problem: { code, what, where, why, do: todo, field: null } };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "what" in value;
}

async function read<T>(response: Response, path: string): Promise<Outcome<T>> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (response.ok) return { ok: true, value: body as T };
  // A wrong PIN or a missing consent is refused as well (403): only these two are about the window itself.
  if (isProblem(body) ? body.code === "not_logged_in" || body.code === "forbidden" : response.status === 401) connection.refused();
  if (response.status === 423) connection.lockedNow();
  if (isProblem(body)) return { ok: false, problem: body };
  return refusal("bad_answer", `The studio's server answered ${response.status} without a reason.`, path, "", "");
}

export async function call<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Outcome<T>> {
  const bytes = body instanceof Blob || body instanceof ArrayBuffer;
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (body !== undefined) headers["Content-Type"] = bytes ? "application/octet-stream" : "application/json";
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: bytes ? (body as BodyInit) : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const outcome = await read<T>(response, path);
    connection.reached();
    return outcome;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return refusal("aborted", "", path, "", "");
    connection.lostNow();
    return refusal("lost_connection", "", path, "", "");
  }
}

export const get = <T>(path: string, options?: CallOptions) => call<T>("GET", path, undefined, options);
export const post = <T>(path: string, body: unknown = {}, options?: CallOptions) => call<T>("POST", path, body, options);
export const put = <T>(path: string, body: unknown, options?: CallOptions) => call<T>("PUT", path, body, options);
export const remove = <T>(path: string, options?: CallOptions) => call<T>("DELETE", path, undefined, options);

/** Sends a file's bytes; its name goes along as a label, percent-encoded. */
export function upload<T>(path: string, file: Blob, name: string): Promise<Outcome<T>> {
  return call<T>("POST", path, file, { headers: { "X-File-Name": encodeURIComponent(name) } });
}

/** Saves what an address answers as a file of this name; a refusal stays a value, and no file is saved. */
export async function download(path: string, name: string): Promise<Outcome<null>> {
  try {
    const response = await fetch(path, { credentials: "same-origin" });
    connection.reached();
    if (!response.ok) return await read<null>(response, path);
    const made = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement("a"), { href: made, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(made), 60_000);
    return { ok: true, value: null };
  } catch {
    connection.lostNow();
    return refusal("lost_connection", "", path, "", "");
  }
}

/** An address with its query; empty values are left out. */
export function address(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}
