"""The tree that a screen reader is given of a page, and the rules that every page's tree keeps."""

import re
from dataclasses import dataclass, field

CONTROLS = {
    "button", "link", "textbox", "searchbox", "slider", "combobox", "checkbox", "switch", "radio", "spinbutton", "Date", "tab",
    "menuitem", "listbox", "progressbar", "DisclosureTriangle",
}  # fmt: skip
LANDMARKS = {"navigation", "region", "complementary", "search"}


@dataclass
class Node:
    """What is said of one thing: role, name, value, properties, and what is in it."""

    role: str
    name: str
    value: str
    properties: dict
    children: list["Node"] = field(default_factory=list)

    def all(self, *roles):
        """Those of these roles at or below it, in reading order; all where none is given."""
        own = [self] if not roles or self.role in roles else []
        return own + [found for child in self.children for found in child.all(*roles)]

    @property
    def text(self):
        """What is read out below it."""
        return " ".join(each.name for each in self.all("StaticText"))


def tree_of(page):
    """Of the page that is shown; what is hidden from a screen reader is not in it."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    found = {each["nodeId"]: each for each in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()

    def said(node, what):
        return str(node.get(what, {}).get("value", ""))

    def below(node):
        made = [one for key in node.get("childIds", []) if key in found for one in below(found[key])]
        if node.get("ignored"):
            return made
        properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
        return [Node(said(node, "role"), said(node, "name").strip(), said(node, "value"), properties, made)]

    (root,) = below(next(each for each in found.values() if "parentId" not in each))
    return root


def broken_rules(root):
    """What a screen reader's user would stumble over, as sentences; empty where nothing."""
    return [*_outline(root), *_names(root), *_tables(root), *_pictures(root)]


def _outline(root):
    mains, levels = root.all("main"), [(each.properties.get("level"), each.name) for each in root.all("heading")]
    if len(mains) != 1:
        yield f"{len(mains)} main"
    if [level for level, _ in levels].count(1) != 1:
        yield f"not one heading of level 1: {levels}"
    before = 0
    for level, name in levels:
        if level > before + 1:
            yield f"the heading {name!r} jumps from level {before} to {level}"
        if not name:
            yield f"a heading of level {level} says nothing"
        before = level


def _names(root):
    for each in root.all(*CONTROLS):
        if not each.name:
            yield f"a {each.role} without a name: {each.value or each.properties}"
    for role in LANDMARKS:
        names = [each.name for each in root.all(role)]
        for name in sorted(set(names)):
            if names.count(name) > 1 or not name:
                yield f"{names.count(name)} x {role} called {name!r}"


def _tables(root):
    for table in root.all("table"):
        if not table.name:
            yield f"a table without a name: {table.text[:60]}"
        if not table.all("columnheader", "rowheader"):
            yield f"the table {table.name!r} has no headers"
        for header in table.all("columnheader", "rowheader"):
            if not header.name:
                yield f"the table {table.name!r} has a header that says nothing"


def _pictures(root):
    for each in root.all("image", "img", "graphics-document", "Canvas"):
        if not each.name:
            yield f"a {each.role} without words"
    for each in root.all("figure"):
        if not any(caption.text for caption in each.all("Figcaption")):
            yield f"a figure without a caption: {each.text[:60]}"
    for each in root.all("Iframe"):
        if not each.name:
            yield "a frame without a title"


def live_text(root):
    """What is read out by itself when it changes."""
    regions = [each for each in root.all() if each.properties.get("live") in ("polite", "assertive")]
    return " ".join(each.text for each in regions)


def numbers(text):
    """The numbers that a text says."""
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text)]
