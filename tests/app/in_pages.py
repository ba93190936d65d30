"""What tests do in the pages again and again: ask the studio, read the sample, make a client."""

from pathlib import Path

KIT = Path(__file__).resolve().parents[2] / "data" / "sample_kit"


def api(window, path, body=None, method=None):
    """A request of the page itself: with its cookie and its Origin. Returns status and JSON."""
    return window.evaluate(
        """async ([path, body, method]) => {
            const answer = await fetch(path, { method: method ?? (body === null ? "GET" : "POST"),
                headers: body === null ? {} : { "Content-Type": "application/json" },
                body: body === null ? undefined : JSON.stringify(body) });
            const text = await answer.text();
            try { return [answer.status, JSON.parse(text)]; } catch { return [answer.status, text]; }
        }""",
        [path, body, method],
    )


def read_sample(window, person):
    """Two actions: choose the files, accept what was read."""
    with window.expect_file_chooser() as chooser:
        window.get_by_role("button", name="Files").first.click()
    chooser.value.set_files([KIT / person / "skin.csv", KIT / person / "fringe.csv"])
    window.get_by_role("button", name="Use these readings").click()
    window.get_by_text("in all").wait_for()


def new_client(window, person, code):
    """A client with the kit's readings and a card, and the card's address."""
    read_sample(window, person)
    window.get_by_role("button", name="Issue card").click()
    window.get_by_label("Client's code").fill(code)
    window.get_by_role("button", name="Save and issue card").click()
    window.wait_for_url("**/cards/*")
    return window.url
