// Property: the report of a line is computed as a job, which is shown without a percentage where it has none, stopped, and opened when it is done.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import Report from "../src/lib/line/Report.svelte";
import { language } from "../src/lib/texts/index.svelte";
import { fakeServer } from "./fake_server";

const running = { id: "j1", kind: "report", progress: 0.25, done: false, stopped: false, problem: null, result: null };

beforeEach(() => {
  language.set("en");
  sessionStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("shows that it works, and stops when told to", async () => {
  let job: object = running;
  const server = fakeServer({
    "POST /api/line/report": () => ({ body: { id: "j1" } }),
    "GET /api/jobs/j1": () => ({ body: job }),
    "DELETE /api/jobs/j1": () => {
      job = { ...running, done: true, stopped: true };
      return { body: job };
    },
  });
  render(Report);
  await fireEvent.click(screen.getByRole("button", { name: "Compute" }));
  const bar = await screen.findByRole("progressbar", { name: "How far it is" });
  expect(bar.getAttribute("value")).toBe("0.25");
  expect(screen.getByText(/25 %/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await screen.findByText(/It was stopped/, {}, { timeout: 3000 });
  expect(screen.queryByRole("link")).toBeNull();
  expect(server.asked.map((each) => each.what)).toContain("DELETE /api/jobs/j1");
});

it("links to the page when it is done", async () => {
  fakeServer({
    "POST /api/line/report": () => ({ body: { id: "j1" } }),
    "GET /api/jobs/j1": () => ({ body: { ...running, progress: 1, done: true, result: { clients: 64 } } }),
  });
  render(Report);
  await fireEvent.click(screen.getByRole("button", { name: "Compute" }));
  const link = await screen.findByRole("link", { name: "Open to print" });
  expect(link.getAttribute("href")).toBe("/api/line/report?clients=64");
  expect(screen.getByTitle("Report").getAttribute("src")).toBe("/api/line/report?clients=64");
});
