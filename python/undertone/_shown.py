"""How errors show what they were given: whatever it is, short, and as characters that can be printed."""

from __future__ import annotations

LONGEST_SHOWN = 400


def shown(value: object) -> str:
    """A value as an error tells it: whatever it is, in so many characters that can be printed."""
    try:
        text = str(value)
    except Exception:
        text = f"a {type(value).__name__} that cannot be shown"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... ({len(text)} characters)"


def shown_repr(value: object) -> str:
    """The same of what ``repr`` says."""
    try:
        return shown(repr(value))
    except Exception:
        return f"a {type(value).__name__} that cannot be shown"
