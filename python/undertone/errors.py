"""Every error that undertone raises on purpose. Each says what is wrong, where, and what to do."""

from __future__ import annotations

from typing import Any

from undertone._shown import shown_text


class Error(Exception):
    """Base of every error raised on purpose."""

    def __init__(self, message: str = "") -> None:
        super().__init__(shown_text(message))  # it may quote a stranger's file

    def __reduce__(self) -> tuple[Any, ...]:
        # The message is built by __init__, so that unpickling must not call it with the message.
        return (_restore, (type(self), self.args, self.__dict__))


def _restore(kind: type[Error], args: tuple[Any, ...], state: dict[str, Any]) -> Error:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class DomainError(Error, ValueError):
    """An argument outside its allowed range.

    Attributes
    ----------
    name : str
        The argument as the caller spells it, with its index where it has one (``"mu_a_per_mm[2,40]"``).
    value, allowed, what_to_do : str
    """

    def __init__(self, name: str, value: object, allowed: str, what_to_do: str = "") -> None:
        super().__init__(f"{name} is {value}; allowed: {allowed}" + (f"; {what_to_do}" if what_to_do else ""))
        self.name = name
        self.value = str(value)
        self.allowed = allowed
        self.what_to_do = what_to_do


class ArgumentTypeError(Error, TypeError):
    """An argument of the wrong kind, as when two are swapped: ``blend: expected Blend, got Skin``.

    Attributes
    ----------
    name, expected, got, what_to_do : str
    """

    def __init__(self, name: str, expected: str, got: str, what_to_do: str = "") -> None:
        super().__init__(f"{name}: expected {expected}, got {got}" + (f"; {what_to_do}" if what_to_do else ""))
        self.name = name
        self.expected = expected
        self.got = got
        self.what_to_do = what_to_do


class DataError(Error, ValueError):
    """A file or text that cannot be used. The message is ``file:line:column: what; why; what to do``.

    Attributes
    ----------
    file : str
    line, column : int
        From 1; 0 means not known, or the whole file.
    problem, why, what_to_do, source_line : str
    """

    def __init__(
        self, file: str, line: int, column: int, problem: str, why: str, what_to_do: str, source_line: str = ""
    ) -> None:
        where = ":".join([file, *(str(n) for n in ((line, column) if column > 0 else (line,)) if line > 0)])
        super().__init__(f"{where}: {problem}; {why}; {what_to_do}")
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
        self.why = why
        self.what_to_do = what_to_do
        self.source_line = source_line


class NumericalError(Error):
    """A computation that did not reach an answer; ``state`` holds what it had."""

    def __init__(self, message: str, state: str = "") -> None:
        super().__init__(message)
        self.state = state


class UnsupportedError(Error):
    """Something sensible that this version does not do."""


class MissingLibraryError(UnsupportedError, ImportError):
    """A library that this call needs is not installed; the message names the extra that brings it, ``name`` the library."""

    def __init__(self, message: str, library: str) -> None:
        super().__init__(message)
        self.name = library

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (str(self), self.name))  # a name of ImportError's own is in no __dict__
