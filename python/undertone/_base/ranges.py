"""Ranges of numbers that no engine's validator sees, with its wording. All are generous, and finite."""

from __future__ import annotations

from typing import TypeVar

from undertone.errors import DomainError

Number = TypeVar("Number", int, float)


def in_range(name: str, value: Number, low: float, high: float, what_to_do: str = "") -> Number:
    """The value, where low <= value <= high; DomainError otherwise, so also for nan."""
    if not low <= value <= high:
        raise DomainError(name, f"{value:g}", f"{low:g} to {high:g}", what_to_do)
    return value


def probability(name: str, value: float) -> float:
    """A share strictly between none and all."""
    if not 0 < value < 1:
        raise DomainError(name, f"{value:g}", "between 0 and 1")
    return value


def index(name: str, value: int, count: int) -> int:
    """A place in a list of so many, from 0."""
    if not 0 <= value < count:
        raise DomainError(name, value, f"0 to {count - 1}")
    return value


def at_most(name: str, count: int, most: int, what: str) -> None:
    """Of what a call would make or walk over."""
    if count > most:
        raise DomainError(name, f"{count} {what}", f"up to {most} in one call")
