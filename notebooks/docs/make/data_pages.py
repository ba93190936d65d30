"""Pages of the data and where they come from, made from the records in data/ (data/README.md says what their keys are)."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from cpp_pages import escaped

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
TITLES = {
    "observers": "Observers",
    "illuminants": "Illuminants",
    "tissue": "Skin and hair",
    "pigments": "Pigments",
    "color_index": "Colour Index",
    "lines": "Ink lines",
    "exposure": "Healing and fading",
    "targets": "Colour cards",
    "instruments": "Instruments",
    "limits": "Limits of substances",
    "dots": "The dot model's evidence",
    "sample_line": "The sample line",
}
SHOWN = (
    "description",
    "source",
    "licence",
    "uncertainty",
    "confidence",
    "method",
    "note",
    "withdrawn",
    "doi",
    "wavelengths_nm",
)


def records() -> list[Path]:
    return sorted(path for path in DATA.rglob("*.toml") if path.name != "MANIFEST.toml")


def text(value: Any) -> str:
    """A value of a record as Markdown."""
    if isinstance(value, list):
        if all(isinstance(one, int | float) for one in value):
            return " to ".join(f"{one:g}" for one in value)
        return "; ".join(text(one) for one in value)
    return escaped(str(value))


def number_rows(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for row in csv.reader(line for line in file if not line.startswith("#")) if row) - 1


def named_quantities(record: dict[str, Any]) -> list[str]:
    """Priors: a table of what, median, spread, confidence and source."""
    found = {name: value for name, value in record.items() if isinstance(value, dict) and "source" in value}
    if not found:
        return []
    lines = ["", "| name | what | median | log sd | unit | confidence |", "|---|---|---|---|---|---|"]
    for name, one in found.items():
        cells = [f"`{name}`", *(text(one.get(key, "")) for key in ("what", "median", "log_sd", "unit", "confidence"))]
        lines.append("| " + " | ".join(cells) + " |")
    lines += [""] + [f"- `{name}`: {text(one['source'])}" for name, one in found.items()]
    return lines


def inks(record: dict[str, Any]) -> list[str]:
    if "inks" not in record:
        return []
    lines = ["", "| ink | colorants, mg/ml |", "|---|---|"]
    for ink in record["inks"]:
        parts = ", ".join(f"{part['colorant']} {part['mg_per_ml']:g}" for part in ink.get("components", []))
        lines.append(f"| {escaped(ink.get('name', ink['id']))} | {escaped(parts)} |")
    return lines


def section(path: Path) -> str:
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    table = path.with_suffix(".csv")
    lines = [f"## {escaped(record.get('title', path.stem))}", ""]
    where = f"`data/{path.relative_to(DATA).as_posix()}`"
    lines.append(f"{where}, {number_rows(table)} rows in `{table.name}`" if table.is_file() else where)
    lines.append("")
    for key in SHOWN:
        if record.get(key):
            lines.append(f"- **{key.replace('_nm', ', nm')}**: {text(record[key])}")
    if "unit" in record:
        lines.append(f"- **unit**: {text(record['unit'])}")
    for name, unit in record.get("columns", {}).items():
        lines.append(f"- column `{name}`: {text(unit)}")
    for name, value in record.get("parameters", {}).items():
        lines.append(f"- parameter `{name}`: {text(value)}")
    return "\n".join([*lines, *named_quantities(record), *inks(record), ""])


def write_pages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    by_folder: dict[str, list[Path]] = {}
    for path in records():
        by_folder.setdefault(path.relative_to(DATA).parts[0], []).append(path)
    index = ["# Data and their provenance", ""]
    index += [
        "Every number that is taken from the world, with its source, licence and uncertainty: made from the records in `data/`.",
        "",
    ]
    index += ["| | records | confidence |", "|---|---|---|"]
    for name, paths in sorted(by_folder.items(), key=lambda item: list(TITLES).index(item[0])):
        confidences = sorted({tomllib.loads(p.read_text(encoding="utf-8")).get("confidence", "") for p in paths} - {""})
        index.append(f"| [{TITLES[name]}]({name}.md) | {len(paths)} | {', '.join(confidences)} |")
        page = [f"# {TITLES[name]}", "", *(section(path) for path in paths)]
        (folder / f"{name}.md").write_text("\n".join(page), encoding="utf-8")
    index += [
        "",
        '"standard" is what a standard says, "measured" what was measured on skin or on the pigment itself, "measured elsewhere" at',
        'another site, species or pigment, "derived" computed from a cited number; "expert guess" is that nothing better was found.',
        "",
    ]
    index += ["```{toctree}\n:hidden:\n\n" + "\n".join(name for name in TITLES if name in by_folder) + "\nformat\n```", ""]
    (folder / "index.md").write_text("\n".join(index), encoding="utf-8")
