"""Finds what is wrong with links of a built site: files and anchors that are missing, and anything loaded from the network."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "audio": "src", "video": "src", "link": "href"}
NOT_LOADED = {
    "canonical",
    "next",
    "prev",
    "index",
    "search",
    "author",
    "license",
    "help",
}  # kinds of <link> that fetch nothing


class Page(HTMLParser):
    """The anchors of a page, where it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("id", "name"):
            if given.get(name):
                self.anchors.add(str(given[name]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        source = given.get(LOADS.get(tag, ""))
        if source and not (tag == "link" and set((given.get("rel") or "").split()) & NOT_LOADED):
            self.loads.append(source)


def faults(site: Path) -> list[str]:
    """One line for each fault, with the page that it is on."""
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        where = path.relative_to(site.resolve()).as_posix()
        for link in (*page.links, *page.loads):
            url = urlsplit(link)
            if url.scheme or url.netloc:
                if link in page.loads and url.scheme != "data":
                    found.append(f"{where}: loads {link} from the network")
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                found.append(f"{where}: {link} leads to no file")
            elif url.fragment and target in pages and unquote(url.fragment) not in pages[target].anchors:
                found.append(f"{where}: {link} leads to no such place in {target.name}")
    for path in sorted(site.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        if "url(http" in text or "url(//" in text or "@import" in text:
            found.append(f"{path.relative_to(site).as_posix()}: a style sheet loads from elsewhere")
    return sorted(set(found))


if __name__ == "__main__":
    wrong = faults(Path(sys.argv[1]))
    print("\n".join(wrong) or "No dead link; nothing is loaded from the network.")
    sys.exit(bool(wrong))
