"""The Python reference: one page a subject, of what `undertone` and its modules offer; the text is the docstrings'."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import undertone
from undertone._base.values import Value

SUBJECTS = {
    "readings": "Readings: files, checks, averages, photographs",
    "people": "People: skin, hair, clients",
    "inks": "Inks, blends, dots and how they look",
    "matching": "Matching",
    "planning": "Sessions, corrections, forecasts, ladders",
    "learning": "Learning from healed readings and drawdowns",
    "fade": "Fading",
    "other": "Errors, diagnostics, values",
}
MODULES = {
    "supply": "Suppliers",
    "optics": "Optics",
    "colorimetry": "Colorimetry",
    "icc": "Colour management",
    "plots": "Pictures",
    "exposure": "Light as a dose",
}
VALUES = {  # what has no docstring of its own
    "wavelengths_nm": "The grid of all spectra, nm: 380 to 780 every 5, (81,).",
    "Profile": "A colour profile: the bytes of an ICC profile, the path of one, or None for sRGB.",
    "Intent": "How colours are rendered, by its ICC name.",
}


def entry(module: str, name: str) -> list[str]:
    found = getattr(importlib.import_module(module), name)
    if not callable(found):
        return [name, "-" * len(name), "", f".. py:data:: {module}.{name}", "", f"   {VALUES[name]}", ""]
    kind = "autoclass" if inspect.isclass(found) else "autofunction"
    lines = [name, "-" * len(name), "", f".. {kind}:: {module}.{name}"]
    if kind == "autoclass" and not issubclass(found, BaseException):
        lines.append("   :members:")
    elif kind == "autoclass":
        lines.append("   :show-inheritance:")
    return [*lines, ""]


def inner_values(module: str, names: list[str]) -> list[str]:
    """Full names of the value classes that stand beside the public ones and are seen only inside results, such as SessionPlan."""
    shown = [one for one in (getattr(importlib.import_module(module), name) for name in names) if hasattr(one, "__module__")]
    found = {}
    for home in sorted({one.__module__ for one in shown if "._" not in one.__module__}):
        for name, one in vars(importlib.import_module(home)).items():
            if (
                inspect.isclass(one)
                and one.__module__ == home
                and issubclass(one, Value)
                and one not in shown
                and name[0] != "_"
            ):
                found[name] = f"{home}.{name}"
    return [full for name, full in sorted(found.items()) if name not in names]


def subject_of(name: str) -> str:
    parts = getattr(getattr(undertone, name), "__module__", "").split(".")
    return parts[1] if len(parts) > 2 and parts[1] in SUBJECTS else "other"


def page(title: str, module: str, names: list[str], introduction: str = "") -> str:
    lines = [title, "=" * len(title), "", introduction, ""]
    for name in names:
        lines += entry(module, name)
    for full in inner_values(module, names):
        home, name = full.rsplit(".", 1)
        lines += entry(home, name)
    return "\n".join(lines)


def write_pages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    by_subject: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for name in undertone.__all__:
        if not inspect.ismodule(getattr(undertone, name)) and name != "__version__":
            by_subject[subject_of(name)].append(name)
    for subject, names in by_subject.items():
        (folder / f"{subject}.rst").write_text(page(SUBJECTS[subject], "undertone", names), encoding="utf-8")
    for short, title in MODULES.items():
        module = f"undertone.{short}"
        names = list(importlib.import_module(module).__all__)
        text = page(title, module, names, f".. automodule:: {module}\n   :no-members:\n")
        (folder / f"{short}.rst").write_text(text, encoding="utf-8")
