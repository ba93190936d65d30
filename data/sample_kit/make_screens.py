"""README's pictures of the studio, with the sample kit in it: ``./dev python data/sample_kit/make_screens.py`` (chromium, and the pages built).

The client, her session and what healed are made up.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
WIDTH_PX = 512


def keep(page: Page, name: str) -> None:
    """Half as wide as the window, in 128 colours."""
    page.wait_for_timeout(1500)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    small = picture.resize((WIDTH_PX, picture.height * WIDTH_PX // picture.width), Image.Resampling.LANCZOS)
    small.quantize(128).save(HERE / f"studio_{name}.png", optimize=True)


def ask(page: Page, path: str, body: Any) -> Any:
    """A request of the page itself."""
    return page.evaluate(
        """async ([path, body]) => (await fetch(path, {method: "POST", headers: {"Content-Type": "application/json"},
            body: JSON.stringify(body)})).json()""",
        [path, body],
    )


def walk(page: Page, origin: str) -> None:
    """From a reading to a card, a session and what healed."""
    page.get_by_role("button", name="Skip all").click()
    page.get_by_role("button", name="Try the sample inks").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Files", exact=True).click()
    chooser.value.set_files([HERE / "medium" / "skin.csv", HERE / "medium" / "fringe.csv"])
    page.get_by_role("button", name="Use these readings").click()
    page.get_by_text("in all").first.wait_for()
    keep(page, "mix")
    page.get_by_role("button", name="Issue card").click()
    page.get_by_label("Client's code").fill("K-07")
    page.get_by_role("button", name="Save and issue card").click()
    page.wait_for_url("**/cards/*")
    page.frame_locator("iframe").get_by_text("K-07").first.wait_for()
    keep(page, "card")
    card = page.evaluate("path => fetch(path).then(a => a.json())", f"/api/cards/{page.url.rsplit('/', 1)[1]}")
    client = card["client_id"]
    session = {
        "card_id": card["id"],
        "zone": "mid",
        "done_on": "2026-10-01",
        "mixture": card["mixture"],
        "density_per_cm2": 45,
        "needle": "3RL",
        "healed": {"read_on": "2026-11-12", "reading_id": None, "lab": {"l": 59.4, "a": 8.6, "b": 17.0}},
    }
    ask(page, f"/api/clients/{client}/sessions", session)
    page.goto(f"{origin}/sessions/{client}/mid")
    page.get_by_text("From the first visit to year 10").first.wait_for()
    page.wait_for_timeout(6000)
    keep(page, "sessions")
    for place in ("shelf", "diary"):
        page.goto(f"{origin}/{place}")
        page.wait_for_timeout(4000)
        keep(page, place)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{origin}/mix/{client}/mid")
    page.get_by_text("in all").first.wait_for()
    keep(page, "mix_dark")


def main() -> None:
    """All six."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "undertone.studio", "--no-browser", "--records", f"{folder}/studio.sqlite"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            assert server.stdout is not None
            address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+token=\S+", line)))
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1024, "height": 768}, locale="en-GB")
            page.goto(address)
            walk(page, address.split("/?")[0])
            browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
