"""The accuracy page's table, from notebooks/docs/accuracy.csv."""

from __future__ import annotations

from pathlib import Path

from accuracy import Figure, pinned


def number(value: float) -> str:
    """Three figures, small ones with a power of ten."""
    if value and abs(value) < 1e-3:
        digits, power = f"{value:.2e}".split("e")
        return f"{digits}&nbsp;·&nbsp;10<sup>{int(power)}</sup>"
    return f"{value:.3g}"


def write_pages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    by_subject: dict[str, dict[str, list[Figure]]] = {}
    for one in pinned():
        by_subject.setdefault(one.subject, {}).setdefault(one.against, []).append(one)
    lines = []
    for subject, by_against in by_subject.items():
        lines += ["", f"## {subject}"]
        for against, figures in by_against.items():
            lines += ["", f"Held against: {against}.", "", "| what | value | unit | cases |", "|---|--:|---|--:|"]
            lines += [f"| {one.quantity} | {number(one.value)} | {one.unit} | {one.cases} |" for one in figures]
    (folder / "accuracy_table.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
