// Property: shared parts work by keyboard, keep what is half-typed, and never say by colour alone.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import BandChart from "../src/lib/parts/BandChart.svelte";
import ConfirmInline from "../src/lib/parts/ConfirmInline.svelte";
import FilesDrop from "../src/lib/parts/FilesDrop.svelte";
import NumberField from "../src/lib/parts/NumberField.svelte";
import ProblemMessage from "../src/lib/parts/ProblemMessage.svelte";
import Slider from "../src/lib/parts/Slider.svelte";
import { language } from "../src/lib/texts/index.svelte";

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", NoResize); // jsdom has none
  language.set("en");
});
afterEach(cleanup);

describe("NumberField", () => {
  it("takes a comma, and keeps what is half-typed with a sentence beside it", async () => {
    const onvalue = vi.fn();
    render(NumberField, { value: 1, label: "Width", low: 0, high: 10, onvalue });
    const field = screen.getByLabelText<HTMLInputElement>("Width");
    await fireEvent.input(field, { target: { value: "2,5" } });
    expect(onvalue).toHaveBeenLastCalledWith(2.5);
    await fireEvent.input(field, { target: { value: "2,5x" } });
    expect(onvalue).toHaveBeenCalledTimes(1);
    expect(field.value).toBe("2,5x");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("alert").textContent).toContain("not a number");
    await fireEvent.blur(field);
    expect(field.value).toBe("2,5x");
  });

  it("says the limits, in the language's own numbers", async () => {
    language.set("es");
    render(NumberField, { value: 1, label: "Ancho", decimals: 1, low: 0.5, high: 2, onvalue: vi.fn() });
    await fireEvent.input(screen.getByLabelText("Ancho"), { target: { value: "7" } });
    expect(screen.getByRole("alert").textContent).toContain("Entre 0,5 y 2,0");
  });
});

describe("Slider", () => {
  it("moves by a step of its number with an arrow key, on a logarithmic scale too", async () => {
    const onvalue = vi.fn();
    render(Slider, { label: "Per cm²", value: 150, low: 20, high: 400, step: 1, scale: "log", onvalue });
    await fireEvent.keyDown(screen.getByRole("slider"), { key: "ArrowRight" });
    expect(onvalue).toHaveBeenLastCalledWith(151);
    await fireEvent.keyDown(screen.getByRole("slider"), { key: "PageDown" });
    expect(onvalue).toHaveBeenLastCalledWith(140);
  });

  it("reaches both ends exactly", async () => {
    const onvalue = vi.fn();
    render(Slider, { label: "x", value: 150, low: 20, high: 400, step: 1, scale: "log", onvalue });
    const slider = screen.getByRole("slider");
    await fireEvent.input(slider, { target: { value: "0" } });
    await fireEvent.input(slider, { target: { value: "400" } });
    expect(onvalue.mock.calls).toEqual([[20], [400]]);
  });

  it("says its value with the unit", () => {
    render(Slider, { label: "Width", value: 0.125, low: 0, high: 1, step: 0.005, unit: "mm", onvalue: vi.fn() });
    expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe("0.125 mm");
  });
});

describe("BandChart", () => {
  const points = [0, 1, 5, 10].map((x) => ({ x, range: { low: 50 - x, median: 52, high: 55 + x }, hatched: x > 1 }));
  it("is chosen from by keyboard and read aloud with its range", async () => {
    const onchoose = vi.fn();
    render(BandChart, { points, label: "Years", x_label: "Year", y_label: "L*", chosen: 1, onchoose });
    const chart = screen.getByRole("slider");
    expect(chart.getAttribute("aria-valuetext")).toBe("Year 1: L* 52.0 (49.0 – 56.0)");
    await fireEvent.keyDown(chart, { key: "ArrowRight" });
    await fireEvent.keyDown(chart, { key: "End" });
    expect(onchoose.mock.calls).toEqual([[5], [10]]);
  });

  it("says once, in words, what is extrapolated", () => {
    const { container } = render(BandChart, { points, label: "Years", x_label: "Year", y_label: "L*" });
    expect([...container.querySelectorAll("text")].filter((text) => text.textContent === "extrapolated")).toHaveLength(1);
  });
});

describe("ConfirmInline", () => {
  it("asks in its place and does nothing on no", async () => {
    const onyes = vi.fn();
    render(ConfirmInline, { label: "Erase", question: "Erase for good?", yes: "Yes, erase", onyes });
    await fireEvent.click(screen.getByText("Erase"));
    await fireEvent.click(screen.getByText("No, leave it"));
    expect(onyes).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByText("Erase"));
    await fireEvent.click(screen.getByText("Yes, erase"));
    expect(onyes).toHaveBeenCalledOnce();
  });
});

describe("ProblemMessage", () => {
  it("shows names as text, whatever they hold, and says the engine's language", () => {
    language.set("es");
    const problem = { code: "bad_input", what: "<img src=x onerror=alert(1)>", where: "row 3", why: "it matters", do: "mend it", field: null };
    const { container } = render(ProblemMessage, { problem });
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByRole("alert").textContent).toContain("<img src=x onerror=alert(1)>");
    expect(container.querySelectorAll('[lang="en"]').length).toBeGreaterThan(0);
  });
});

it.each([
  ["row_3.csv, line 3", true],
  ["client_id", false],
  ["/api/clients/x", false],
])("a problem names its place where that helps: %s", (where, helps) => {
  render(ProblemMessage, { problem: { code: "not_found", what: "it is gone", where, why: "", do: "go back", field: null } });
  expect(screen.getByRole("alert").textContent?.includes(where)).toBe(helps);
});

describe("FilesDrop", () => {
  it("takes dropped files, and pasted text", async () => {
    const onfiles = vi.fn();
    const ontext = vi.fn();
    render(FilesDrop, { label: "Readings", paste: true, onfiles, ontext });
    const file = new File(["a"], "skin.csv");
    await fireEvent.drop(screen.getByRole("group"), { dataTransfer: { files: [file] } });
    expect(onfiles).toHaveBeenCalledWith([file]);
    await fireEvent.click(screen.getByText("Paste"));
    await fireEvent.input(screen.getByLabelText("Paste a file or a table here"), { target: { value: "400,0.1" } });
    await fireEvent.click(screen.getByText("Read it"));
    expect(ontext).toHaveBeenCalledWith("400,0.1");
  });
});
