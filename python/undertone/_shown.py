"""Strangers' text on its way to a person: shown in a terminal, escaped in a page, never run; and how errors show what they were given."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from numbers import Number

from undertone import _core


def shown_text(text: str) -> str:
    """What would steer a terminal (control characters, marks that reorder text) as visible escapes; newline and tab stay."""
    return _core.shown_text(text.encode("utf-8", "surrogatepass"))


def shown_line(text: str) -> str:
    """The same for one line: newline and tab as escapes too."""
    return _core.shown_line(text.encode("utf-8", "surrogatepass"))


class Html(str):
    """Markup, safe as it stands. Adding plain text escapes the text."""

    __slots__ = ()

    def __add__(self, other: str) -> Html:
        return Html(str.__add__(self, _escaped(other)))

    def __radd__(self, other: str) -> Html:
        return Html(str.__add__(_escaped(other), self))


def _escaped(value: object) -> str:
    return str(value) if isinstance(value, Html) else escape(shown_line(str(value)))


def html(template: str, *values: object) -> Html:
    """``template`` with its ``{}`` filled: markup and numbers as they are, all other values as escaped text."""
    return Html(template.format(*(value if isinstance(value, Number) else Html(_escaped(value)) for value in values)))


def joined(parts: Iterable[object]) -> Html:
    """Markup of all parts, one after the other; what is not markup is escaped."""
    return Html("".join(_escaped(part) for part in parts))


LONGEST_SHOWN = 400


def shown(value: object) -> str:
    """A value as an error message shows it: printable, and cut where it is long."""
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
