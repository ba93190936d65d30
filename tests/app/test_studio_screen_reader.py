"""Property, golden: the tree that a screen reader is given: the rules that hold on every page, and the Mix page's answer as it is read."""

import re

from in_pages import KIT, api, new_client, read_sample
from screen_reader import broken_rules, live_text, numbers, tree_of

ANSWER = """\
- region "What to mix":
  - heading "What to mix" [level=2]
  - paragraph: '/Matches: difference [\\d.]+ as skin usually heals, at most [\\d.]+ in 9 of 10 cases; seen from [\\d.]+ on this skin/'
  - table "What goes into the cup":
    - rowgroup:
      - row /Pure black/:
        - rowheader /Pure black/
        - cell /0.05 ml less/:
          - button /0.05 ml less Pure black/
        - cell /ml/
        - cell /0.05 ml more/:
          - button /0.05 ml more Pure black/
      - row /Water/
  - paragraph: /in all/
"""


def healed_session(window, card):
    """A session done by the card, of which something healed was read."""
    healed = {"read_on": "2026-11-12", "reading_id": None, "lab": {"l": 59.0, "a": 8.4, "b": 16.8}}
    done = {
        **{"card_id": card["id"], "zone": "mid", "done_on": "2026-10-01", "lots": {"pure_black": "A23"}, "needle": "3RL"},
        **{"mixture": {"parts": {"pure_black": 1}, "water_parts": 3}, "needle_lot": "N5", "who": "M.", "note": ""},
        **{"density_per_cm2": 45, "diameter_mm": None, "top_mm": None, "bottom_mm": None, "ml_used": 0.4, "healed": healed},
    }
    status, answer = api(window, f"/api/clients/{card['client_id']}/sessions", done)
    assert status == 200, answer


def pages_of(window):
    """Every place with something on it: its address, and what says that it has come."""
    card_page = new_client(window, "medium", "K-30")
    card = api(window, f"/api/cards/{card_page.rsplit('/', 1)[1]}")[1]
    healed_session(window, card)
    assert api(window, "/api/shelf/sample", {})[0] == 200
    client = card["client_id"]
    return {
        "/clients": "K-30",
        f"/clients/{client}": "Photographs",
        f"/mix/{client}/mid": "in all",
        f"/sessions/{client}/mid": "Touch-up",
        "/shelf": "Recall of a lot",
        "/diary": "K-30",
        "/settings": "Instrument",
        card_page.removeprefix(window.url.split("/cards")[0]): "JSON",
        f"/show/{client}/mid": "Close",
        "/start": "Three steps",
    }


def test_every_page_keeps_the_rules_of_a_screen_readers_tree(window, studio):
    broken = {}
    for path in ("/clients", "/sessions", "/shelf", "/diary", "/nowhere"):  # of a studio with nothing in it
        window.goto(studio.origin + path)
        window.get_by_role("heading", level=1).wait_for()
        broken[f"{path} (empty)"] = broken_rules(tree_of(window))
    window.goto(f"{studio.origin}/mix/quick/mid")
    for path, sign in pages_of(window).items():
        window.goto(studio.origin + path)
        window.get_by_text(sign).first.wait_for(timeout=60_000)
        broken[path] = broken_rules(tree_of(window))
    assert not {path: found for path, found in broken.items() if found}


def test_readings_that_are_looked_at_keep_the_rules_too(window):
    with window.expect_file_chooser() as chooser:
        window.get_by_role("button", name="Files").first.click()
    chooser.value.set_files([KIT / "medium" / "skin.csv", KIT / "medium" / "fringe.csv"])
    window.get_by_role("button", name="Use these readings").wait_for()
    assert broken_rules(tree_of(window)) == []


def test_a_new_answer_is_read_out_and_pictures_and_charts_say_their_numbers(window):
    read_sample(window, "medium")
    window.get_by_text(re.compile(r"Difference [\d.]+ to [\d.]+")).first.wait_for()
    charts = ("Lightness over the years", "Dilution against lightness")
    for chart in charts:
        window.get_by_role("slider", name=chart).wait_for()
    tree = tree_of(window)
    assert re.search(r"Difference [\d.]+ to [\d.]+", live_text(tree))
    assert re.search(r"difference [\d.]+ as skin usually heals, at most [\d.]+ in 9 of 10 cases", live_text(tree))
    said = {term.text: definition.text for term, definition in zip(tree.all("term"), tree.all("definition"), strict=True)}
    assert len(numbers(said["Target"])) == len(numbers(said["Result"])) == 3  # beside the picture, L* a* b*
    for chart in charts:
        said_of_it = window.get_by_role("slider", name=chart).get_attribute("aria-valuetext")
        assert "L*" in said_of_it
        assert len(numbers(said_of_it)) >= 4  # where it stands, the median, the range


def test_the_answer_of_the_mix_page_reads_as_it_did(window):
    from playwright.sync_api import expect

    read_sample(window, "medium")
    expect(window.get_by_role("region", name="What to mix")).to_match_aria_snapshot(ANSWER)
