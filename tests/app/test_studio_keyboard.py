"""Property: a whole job is done with the keyboard alone, and what has the focus is named and seen."""

import re

from in_pages import KIT

# The ring of what has the focus: an outline or a shadow of at least 2 px, on something that is in sight.
RING = """() => {
    const focused = document.activeElement, look = getComputedStyle(focused), box = focused.getBoundingClientRect();
    const outline = look.outlineStyle === "none" ? 0 : parseFloat(look.outlineWidth);
    const shadow = look.boxShadow === "none" || look.boxShadow.includes("inset") ? 0 : 2;
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { tag: focused.tagName, px: Math.max(outline, shadow), seen };
}"""


class Keyboard:
    """What a person without a mouse can do; every stop of the Tab key is looked at."""

    def __init__(self, page):
        self._page = page
        self._tree = page.context.new_cdp_session(page)
        page.on(
            "filechooser", lambda _: None
        )  # from now on: a key opens the chooser sooner than Playwright begins to expect it

    def focused(self):
        """Role and accessible name of what has the focus."""
        found = self._tree.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        node = self._tree.send("Accessibility.getPartialAXTree", {"objectId": found["objectId"], "fetchRelatives": False})
        first = node["nodes"][0]
        return first.get("role", {}).get("value", ""), first.get("name", {}).get("value", "")

    def look(self):
        """Role and name; without a name or a ring the test ends."""
        role, name = self.focused()
        ring = self._page.evaluate(RING)
        assert name, f"a {role} without a name has the focus: {ring}"
        assert ring["px"] >= 2, f"no ring around {role} {name!r}: {ring}"
        assert ring["seen"], f"{role} {name!r} has the focus out of sight: {ring}"
        return role, name

    def to(self, role, name, back=False, most=120):
        """Tab, or Shift and Tab, until it has the focus."""
        passed = []
        for _ in range(most):
            self._page.keyboard.press("Shift+Tab" if back else "Tab")
            if self._page.evaluate("document.activeElement === document.body"):
                continue  # the browser's own bar, between the last and the first
            passed.append(self.look())
            if passed[-1][0] == role and re.fullmatch(name, passed[-1][1]):
                return
        raise AssertionError(f"no {role} {name!r} is reached by Tab; passed {passed}")

    def press(self, *keys):
        for key in keys:
            self._page.keyboard.press(key)

    def write(self, text):
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(text)


def skip_first_steps(page, keyboard):
    keyboard.to("button", "Skip all.*")
    keyboard.press("Enter")
    page.wait_for_url("**/mix/**")


def read_sample(page, keyboard):
    keyboard.to("button", "Files|Choose files")
    with page.expect_file_chooser() as chooser:
        keyboard.press("Enter")
    chooser.value.set_files([KIT / "medium" / "skin.csv", KIT / "medium" / "fringe.csv"])
    page.get_by_role("button", name="Use these readings").wait_for()
    keyboard.to("button", "Use these readings")
    keyboard.press("Space")
    page.get_by_text("in all").wait_for()


def test_a_whole_job_is_done_by_keyboard_alone(opened):
    page, keyboard = opened, Keyboard(opened)
    page.get_by_role("button", name="Skip all").wait_for()
    skip_first_steps(page, keyboard)
    read_sample(page, keyboard)

    keyboard.to("slider", "Width")
    width = page.get_by_role("slider", name="Width")
    before = float(width.input_value())
    keyboard.press("ArrowRight", "ArrowRight")
    assert float(width.input_value()) > before
    keyboard.press("Control+z", "Control+z")
    assert float(width.input_value()) == before
    keyboard.press("Control+Shift+z", "Control+y")
    assert float(width.input_value()) > before
    keyboard.to("button", "Undo.*", back=True)
    keyboard.press("Enter")
    assert float(width.input_value()) < before + 0.01
    keyboard.look()

    keyboard.to("button", "Issue card")
    keyboard.press("Enter")
    keyboard.to("textbox", "Client's code.*")
    keyboard.write("K-20")
    page.get_by_role("button", name="Save and issue card", disabled=False).wait_for()
    keyboard.press("Enter")
    page.wait_for_url("**/cards/*")
    page.get_by_role("heading", name="K-20").wait_for()

    keyboard.to("link", "Session done")
    keyboard.press("Enter")
    page.wait_for_url("**/sessions/**")
    page.get_by_role("button", name="Enter a session").wait_for()
    keyboard.to("button", "Enter a session")
    keyboard.press("Enter")
    page.get_by_label("Done on").wait_for()
    page.wait_for_function("document.activeElement.type === 'date'")
    assert keyboard.look()[1] == "Done on"
    keyboard.to("textbox", "Needle")
    keyboard.write("3RL")
    keyboard.to("button", "Save this session")
    keyboard.press("Enter")
    page.get_by_role("heading", name="The next session").wait_for()
    assert keyboard.look() == ("heading", "Sessions done")
