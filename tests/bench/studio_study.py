"""What the studio costs its user: actions and seconds from files to a card, milliseconds from a finger to the picture, kilobytes, axe.

python tests/bench/studio_study.py [--moves N]; needs the pages built (./dev studio does) and chromium. Prints what the closing notes state.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "data" / "sample_kit" / "medium"
PAGES = ROOT / "python" / "undertone" / "studio" / "pages"
AXE = ROOT / "python" / "studio" / "node_modules" / "axe-core" / "axe.min.js"
PLACES = ("/clients", "/mix/quick/mid", "/sessions", "/shelf", "/diary", "/line", "/settings")


class Counted:
    """A window whose user's actions are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.actions = 0

    def click(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.actions += 1

    def choose(self, files: list[Path]) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.click("Files")
        chooser.value.set_files(files)
        self.actions += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.actions += 1


def to_a_card(page: Any) -> tuple[int, float]:
    """From the files of the sample kit to the card that is issued."""
    user = Counted(page)
    start = time.perf_counter()
    user.choose([KIT / "skin.csv", KIT / "fringe.csv"])
    user.click("Use these readings")
    page.get_by_text("in all").first.wait_for()
    user.click("Issue card")
    user.type("Client's code", "K-01")
    user.click("Save and issue card")
    page.wait_for_url("**/cards/*")
    page.frame_locator("iframe").get_by_text("K-01").first.wait_for()
    return user.actions, time.perf_counter() - start


def drag(page: Any, slider: str, moves: int) -> list[float]:
    """Milliseconds from each input to the first paint that shows it or a newer one, while the slider is dragged at 60 moves a second."""
    box = page.get_by_role("slider", name=slider, exact=True).bounding_box()
    y = box["y"] + box["height"] / 2
    page.evaluate("performance.clearMarks()")
    page.mouse.move(box["x"] + 0.3 * box["width"], y)
    page.mouse.down()
    for step in range(moves):
        page.mouse.move(box["x"] + box["width"] * (0.3 + 0.4 * step / moves), y)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(1500)  # what comes on release
    page.wait_for_function(
        """() => {
            const last = name => performance.getEntriesByName(name).at(-1)?.detail.number ?? -1;
            return last("undertone:paint") >= last("undertone:input");
        }"""
    )
    marks = page.evaluate(
        "performance.getEntriesByType('mark').map(m => [m.name, m.startTime, (m.detail ?? {}).number ?? 0])"
    )
    paints = [(at, number) for name, at, number in marks if name == "undertone:paint"]
    waits = []
    for name, at, number in marks:
        if name != "undertone:input":
            continue
        if any(of >= number and painted < at for painted, of in paints):
            continue  # said again on release: it is on the screen already
        shown = [painted for painted, of in paints if of >= number]
        if not shown:
            raise AssertionError(f"input {number} was never painted")
        waits.append(min(shown) - at)
    return waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=120)
    moves = parser.parse_args().moves
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "undertone.studio", "--no-browser", "--records", f"{folder}/studio.sqlite"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert server.stdout is not None
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+token=\S+", line)))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                page = browser.new_context(viewport={"width": 1024, "height": 768}, bypass_csp=True).new_page()
                page.goto(address)
                page.get_by_role("button", name="Skip all").click()
                page.get_by_role("button", name="Files", exact=True).wait_for()
                paint = page.evaluate(
                    "new Promise(done => new PerformanceObserver(l => done(l.getEntries()[0].startTime))"
                    ".observe({type: 'paint', buffered: true}))"
                )
                actions, seconds = to_a_card(page)
                print(f"files to card: {actions} actions, {seconds:.1f} s; first paint {paint:.0f} ms")
                page.go_back()
                origin = address.split("/?")[0]
                page.goto(f"{origin}/mix/quick/mid")
                page.get_by_role("button", name="Files", exact=True).wait_for()
                if not page.get_by_text("in all").count():
                    again = Counted(page)
                    again.choose([KIT / "skin.csv", KIT / "fringe.csv"])
                    again.click("Use these readings")
                page.get_by_text("in all").first.wait_for()
                page.wait_for_timeout(2000)
                for slider in ("Per cm²", "Width", "Depth", "Years"):
                    waits = sorted(drag(page, slider, moves))
                    p95 = waits[int(0.95 * (len(waits) - 1))]
                    print(f"drag {slider}: {len(waits)} inputs, p50 {statistics.median(waits):.0f} ms, p95 {p95:.0f} ms")
                for place in PLACES:
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        page.goto(origin + place)
                        page.wait_for_timeout(700)
                        page.add_script_tag(path=str(AXE))
                        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
                        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)["violations"]
                        print(f"axe {place} {scheme}: {len(found)} violations", *(one["id"] for one in found))
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)
    files = [path for path in PAGES.rglob("*") if path.is_file()]
    print(
        f"pages: {sum(len(gzip.compress(path.read_bytes())) for path in files) / 1024:.0f} KB compressed, {len(files)} files"
    )


if __name__ == "__main__":
    main()
