"""The accuracy page's table, from docs/accuracy.csv."""

from __future__ import annotations

from pathlib import Path

from accuracy import pinned


def write_pages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines, subject = [], ""
    for one in pinned():
        if one.subject != subject:
            subject = one.subject
            lines += ["", f"## {subject}", "", "| what | error | unit | cases | held against |", "|---|---|---|---|---|"]
        lines.append(f"| {one.quantity} | {one.value:.3g} | {one.unit} | {one.cases} | {one.against} |")
    (folder / "accuracy_table.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
