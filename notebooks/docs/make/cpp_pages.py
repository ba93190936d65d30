"""The C++ reference: one page a layer, from what Doxygen reads out of the public headers."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
XML = ROOT / "build" / "docs" / "doxygen" / "xml"
LAYERS = (
    *("base", "numerics", "spectral", "colorimetry", "io", "tissue", "pigment"),
    *("search", "learning", "fade", "planning", "supply", "app"),
)


def run_doxygen() -> None:
    XML.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["doxygen", "notebooks/docs/cpp/Doxyfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr.strip():
        raise SystemExit(f"Doxygen: {done.stderr}")


def escaped(text: str | None) -> str:
    return re.sub(r"([\\`*_\[\]<>#|$~])", r"\\\1", re.sub(r"\s+", " ", text or ""))


def code(text: str) -> str:
    """Inline code, whatever backticks it holds."""
    return f"``{text}``" if "`" in text else f"`{text}`"


def prose(node: ElementTree.Element | None) -> str:
    """A description as Markdown. Elements other than code, lists and paragraphs give their text."""
    if node is None:
        return ""
    parts = [escaped(node.text)]
    for child in node:
        if child.tag == "computeroutput":
            parts.append(code("".join(child.itertext())))
        elif child.tag in ("itemizedlist", "orderedlist"):
            parts.append("\n\n" + "".join(f"- {prose(item).strip()}\n" for item in child) + "\n")
        elif child.tag == "para":
            parts.append(prose(child) + "\n\n")
        elif child.tag in ("verbatim", "programlisting"):
            parts.append("\n\n```text\n" + "".join(child.itertext()) + "\n```\n\n")
        else:
            parts.append(prose(child))
        parts.append(escaped(child.tail))
    return "".join(parts)


def described(node: ElementTree.Element) -> str:
    both = (prose(node.find("briefdescription")), prose(node.find("detaileddescription")))
    return "\n\n".join(text.strip() for text in both if text.strip())


def text_of(node: ElementTree.Element, tag: str) -> str:
    found = node.find(tag)
    return "" if found is None else "".join(found.itertext()).strip()


def declaration(member: ElementTree.Element) -> str:
    kind, name = member.get("kind"), text_of(member, "name")
    if kind == "enum":
        values = [
            f"    {text_of(v, 'name')}{' ' + text_of(v, 'initializer') if text_of(v, 'initializer') else ''},"
            for v in member.iter("enumvalue")
        ]
        return f"enum class {name} {{\n" + "\n".join(values) + "\n};"
    definition = re.sub(r"\bundertone::(?:usual_dot::)?", "", text_of(member, "definition"))
    template = member.find("templateparamlist")
    if template is not None:
        names = (f"{text_of(p, 'type')} {text_of(p, 'declname')}".strip() for p in template)
        definition = f"template <{', '.join(names)}> {definition}"
    initial = text_of(member, "initializer")
    return f"{definition}{text_of(member, 'argsstring')}{' ' + initial if initial and len(initial) < 60 else ''};"


def class_text(compound: ElementTree.Element) -> str:
    """What a class or structure offers: its public members, each with its sentence."""
    name = text_of(compound, "compoundname").removeprefix("undertone::")
    lines = [f"### {compound.get('kind')} {escaped(name)}", "", described(compound), ""]
    for section in compound.findall("sectiondef"):
        if not (section.get("kind") or "").startswith("public"):
            continue
        for member in section.findall("memberdef"):
            shown = declaration(member).rstrip(";").replace("\n", " ")
            shown = re.sub(rf"\b{re.escape(name)}::", "", shown)
            said = " ".join(described(member).split())
            lines.append(f"- {code(shown)}{': ' + said if said else ''}")
    return "\n".join(lines) + "\n"


def members_text(members: list[ElementTree.Element]) -> str:
    """Free functions, enumerations, constants and aliases of one name."""
    lines = [f"### {escaped(text_of(members[0], 'name'))}", ""]
    for member in members:
        lines += ["```cpp", declaration(member), "```", "", described(member), ""]
        for value in member.iter("enumvalue"):
            said = " ".join(described(value).split())
            if said:
                lines.append(f"- {code(text_of(value, 'name'))}: {said}")
        lines.append("")
    return "\n".join(lines)


def header_of(node: ElementTree.Element) -> str:
    location = node.find("location")
    assert location is not None
    return location.get("declfile") or location.get("file") or ""


def layer_page(layer: str) -> str:
    group = ElementTree.parse(XML / f"group__{layer}.xml").getroot()[0]
    entries: dict[str, list[tuple[int, str]]] = {}

    def add(node: ElementTree.Element, text: str) -> None:
        location = node.find("location")
        assert location is not None
        entries.setdefault(header_of(node), []).append((int(location.get("line") or 0), text))

    for inner in group.findall("innerclass"):
        compound = ElementTree.parse(XML / f"{inner.get('refid')}.xml").getroot()[0]
        add(compound, class_text(compound))
    by_name: dict[tuple[str, str], list[ElementTree.Element]] = {}
    for member in group.findall("sectiondef/memberdef"):
        by_name.setdefault((header_of(member), text_of(member, "name")), []).append(member)
    for members in by_name.values():
        add(members[0], members_text(members))

    files = {}
    for path in XML.glob("*_8hpp.xml"):
        compound = ElementTree.parse(path).getroot()[0]
        location = compound.find("location")
        if location is not None:
            files[location.get("file") or ""] = compound
    lines = [f"# {text_of(group, 'title')}", "", described(group), ""]
    lines += [f"Link with `undertone::{layer}`. A complete program, compiled and run by the tests:", ""]
    lines += ["```{literalinclude} " + f"/examples/{layer}.cpp", ":language: cpp", "```", ""]
    for header in sorted(entries):
        if header.endswith("/fields.hpp"):  # lists for bindings and JSON, of what stands elsewhere
            continue
        include = header.split("/include/")[1]
        lines += [f"## {escaped(include.split('/')[-1])}", ""]
        if header in files:
            lines += [described(files[header]), ""]
        lines += ["```cpp", f"#include <{include}>", "```", ""]
        lines += [text for _, text in sorted(entries[header])]
    return "\n".join(lines)


def write_pages(folder: Path) -> None:
    run_doxygen()
    folder.mkdir(parents=True, exist_ok=True)
    for layer in LAYERS:
        (folder / f"{layer}.md").write_text(layer_page(layer), encoding="utf-8")
