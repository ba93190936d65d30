"""The engine's sentences as practitioners read them: inks by their names, lights in words, and no private term."""

from __future__ import annotations

import re
from collections.abc import Callable

import undertone

_LIGHTS = {"D65": "daylight", "F11": "shop light", "A": "lamplight"}
_TERMS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"max_inks \(at most (\d+)\)", r"at most \1 inks"),
    (r"\b[a-z]+(?:_[a-z]+)+ \(([^()]*)\)", r"\1"),  # a rule, which its words explain
    (r" \((?:[a-z]+_[a-z_]+|max_inks)(?:, [a-z]+_[a-z_]+)*\)", ""),  # options that a page has controls for
    (
        r"ranked below \d+: nearer by ([\d.]+) in weighted delta E, but it has to earn (.+)",
        r"nearer by \1 delta E, but with \2",
    ),
    (r"ranked below \d+: ", ""),
    (r"what the later years and the penalties favour", "what suits the later years better, or costs less,"),
    (r"[+-]0\.00 in weighted delta E; ", ""),
    (r"\+([\d.]+) in weighted delta E", r"\1 delta E further off over all lights"),
    (r"-([\d.]+) in weighted delta E", r"\1 delta E nearer over all lights"),
    (r" in weighted delta E", " delta E"),
    (r"at the median retention and depth", "where the skin keeps the ink as it usually does"),
    (r"\b(under|by) (D65|F11|A)(?=[ ;,.]|$)", lambda found: f"by {_LIGHTS[found[2]]}"),
)
_PENALTY = re.compile(r" \(\d\.\d{3}\)")  # what the ranking counts an extra ink or more pigment as


def plainly(text: str, line: undertone.Line | None = None) -> str:
    """``text`` without the engine's private words; ids of the line's inks become their names."""
    if "it has to earn" in text:
        text = _PENALTY.sub("", text)
    for private, plain in _TERMS:
        text = re.sub(private, plain, text)
    if line is None:
        return text
    ids = "|".join(sorted(map(re.escape, line), key=len, reverse=True))
    return re.sub(rf"(?<![\w-])({ids})(?![\w-])", lambda found: line[found[0]].name, text)
