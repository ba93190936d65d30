"""Property: under Spanish no sentence of the engine stands in English on the pages of a client's work, but on the card as issued."""

from test_studio_screen_reader import pages_of

# What findings say in Spanish first is followed by the engine's own sentence, small; the card is shown as it was issued.
ENGLISH = """() => [...document.querySelectorAll('main [lang=en]')].filter((each) => !each.closest('small, pre')).map((each) => each.textContent)"""


def test_the_engines_sentences_are_said_in_spanish(window, studio):
    places = pages_of(window)
    window.goto(studio.origin + "/settings")
    window.get_by_label("Language").select_option("es")
    window.locator("html[lang=es]").wait_for()
    left = {}
    for path in places:
        window.goto(studio.origin + path)
        window.get_by_role("heading", level=1).first.wait_for()
        window.wait_for_load_state("networkidle")
        left[path] = window.evaluate(ENGLISH)
    assert any(path.startswith("/mix/") for path in left)
    assert not {path: found for path, found in left.items() if found}
