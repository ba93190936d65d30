"""Which diagnostics the sources can give, and the page that says of each what to do (docs/codes.toml)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEVERITIES = {"info": "for information", "warning": "warning", "error": "error"}

# Severity::warning, "code", ...;   say("code", ...);   warn("code", ...);   Diagnostic("warning", "code", ...)
IN_CPP = re.compile(
    r'Severity::(info|warning|error)\s*,\s*"([a-z][a-z0-9_]*)"\s*,|\b(?:say|warn)\(\s*"([a-z][a-z0-9_]*)"\s*,'
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
        for severity, code, said in IN_CPP.findall(path.read_text(encoding="utf-8")):
            note(code or said, severity or "warning", path.relative_to(ROOT / "engine").parts[0])
    for path in sorted(ROOT.glob("python/undertone/**/*.py")):
        for severity, code in IN_PYTHON.findall(path.read_text(encoding="utf-8")):
            note(code, severity, "python")
    return found


def described() -> dict[str, dict[str, dict[str, str]]]:
    """Per subject and code what it means and what to do, as docs/codes.toml has it."""
    subjects: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        (ROOT / "docs" / "codes.toml").read_text(encoding="utf-8")
    )
    return subjects
