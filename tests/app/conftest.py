"""A studio with records of its own, and a browser window on it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
# As root and without a desktop; nothing of the browser's own calls out.
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]


class Studio:
    """``undertone-studio`` as a program, on a port that is free."""

    def __init__(self, records: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "undertone.studio", "--no-browser", "--records", str(records), *arguments]
        self.program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=records.parent
        )
        said = []
        for line in self.program.stdout:
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=\S+", line)
            if found:
                self.address, self.port = found[0], int(found[1])
                self.origin = f"http://127.0.0.1:{self.port}"
                return
        raise AssertionError("the studio did not start:\n" + "".join(said))

    def stop(self) -> None:
        self.program.terminate()
        self.program.communicate(timeout=20)


@pytest.fixture
def studio(tmp_path) -> Iterator[Studio]:
    running = Studio(tmp_path / "studio.sqlite")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: ./dev test app installs it")
        pytest.skip("chromium is missing")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(studio, chromium):
    """The first page of a new studio. What the pages complain of, or ask of other machines, fails the test."""
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((studio.origin, "data:", "blob:")) else complaints.append(f"asked {request.url}")
        ),
    )
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.goto(studio.address)
    yield page
    context.close()
    assert not complaints, complaints


@pytest.fixture
def window(opened):
    """Past the first steps, which were skipped."""
    opened.get_by_role("button", name="Skip all").click()
    opened.wait_for_url("**/mix/**")
    return opened
