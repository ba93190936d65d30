"""Which diagnostics the sources can give, and the page that says of each what to do (notebooks/docs/codes.toml)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from notebook_pages import fenced

ROOT = Path(__file__).resolve().parents[3]
SEVERITIES = {"info": "for information", "warning": "warning", "error": "error"}

# Severity::warning, "code", ...;   Severity::warning, where ? "code" : "another", ...;   say("code", ...);   warn("code", ...);   Diagnostic("warning", "code", ...)
IN_CPP = re.compile(
    r'Severity::(info|warning|error)\s*,\s*"([a-z][a-z0-9_]*)"\s*,|\b(?:say|warn)\(\s*"([a-z][a-z0-9_]*)"\s*,'
)
EITHER_IN_CPP = re.compile(
    r'Severity::(info|warning|error)\s*,\s*[^"{};]*\?\s*"([a-z][a-z0-9_]*)"\s*:\s*"([a-z][a-z0-9_]*)"\s*,'
)
IN_PYTHON = re.compile(r'Diagnostic\(\s*"(info|warning|error)"\s*,\s*"([a-z][a-z0-9_]*)"\s*,')


def given_by_sources() -> dict[str, dict[str, set[str]]]:
    """Per code its severities, and the parts (a layer of the engine, or python) that give it."""
    found: dict[str, dict[str, set[str]]] = {}

    def note(code: str, severity: str, part: str) -> None:
        entry = found.setdefault(code, {"severities": set(), "parts": set()})
        entry["severities"].add(severity)
        entry["parts"].add(part)

    for path in sorted([*ROOT.glob("engine/**/*.cpp"), *ROOT.glob("engine/**/*.hpp")]):
        source, layer = path.read_text(encoding="utf-8"), path.relative_to(ROOT / "engine").parts[0]
        for severity, code, said in IN_CPP.findall(source):
            note(code or said, severity or "warning", layer)
        for severity, one, other in EITHER_IN_CPP.findall(source):
            note(one, severity, layer)
            note(other, severity, layer)
    for path in sorted(ROOT.glob("python/undertone/**/*.py")):
        for severity, code in IN_PYTHON.findall(path.read_text(encoding="utf-8")):
            note(code, severity, "python")
    return found


def described() -> dict[str, dict[str, dict[str, str]]]:
    """Per subject and code what it means and what to do, as notebooks/docs/codes.toml has it."""
    subjects: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        (ROOT / "notebooks" / "docs" / "codes.toml").read_text(encoding="utf-8")
    )
    return subjects


def page() -> str:
    given = given_by_sources()
    lines = [
        "# Diagnostics by code",
        "",
        "A diagnostic is a sentence beside a result: `severity`, `code`, `message`. Codes are stable; messages name the case at hand.",
        "The command line shows the sentence, `--json` and Python (`report.diagnostics`) the code too. An *error* means that the result",
        "must not be used as it is; a *warning* that something has to be looked at; the rest is for information.",
        "",
    ]
    for subject, codes in described().items():
        lines += [f"## {subject}", ""]
        for code, said in sorted(codes.items()):
            severity = ", ".join(SEVERITIES[one] for one in SEVERITIES if one in given[code]["severities"])
            where = ", ".join(sorted(given[code]["parts"]))
            lines += [f"### {code}", "", f"{said['means']} **To do:** {said['do']}", "", f"*{severity}; from {where}*", ""]
    return "\n".join(lines)


def messages_page() -> str:
    """What readers say of bad files: the messages that tests hold (tests/golden/messages)."""
    lines = [
        "# Messages about files",
        "",
        "What `undertone check` says of files that are odd or broken, as the tests hold it: one file a section. A message says where",
        "(file, line, column), what is wrong, why it matters and what to do.",
        "",
    ]
    for path in sorted((ROOT / "tests" / "golden" / "messages").glob("*.txt")):
        name = path.name.removesuffix(".txt")
        lines += [f"## {name}", "", fenced(path.read_text(encoding="utf-8"), "text"), ""]
    return "\n".join(lines)


def write_pages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "diagnostics.md").write_text(page(), encoding="utf-8")
    (folder / "files.md").write_text(messages_page(), encoding="utf-8")
