"""Every error that undertone raises on purpose. Each says what is wrong, where, and what to do."""

from __future__ import annotations

from typing import Any

from undertone._shown import shown, shown_text


class Error(Exception):
    """Base of every error raised on purpose."""

    def __init__(self, message: str = "") -> None:
        super().__init__(shown_text(message))  # it may quote text of an untrusted file

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
        name, value = shown(name), shown(value)
        super().__init__(f"{name} is {value}; allowed: {allowed}" + (f"; {what_to_do}" if what_to_do else ""))
        self.name = name
        self.value = value
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


class CallbackError(Error):
    """A function of the caller's own (``progress``, a fade model) raised. ``__cause__`` is what it raised, and this error is of that
    type as well: ``except ZeroDivisionError`` still catches one."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""

    @classmethod
    def of(cls, name: str, error: Exception) -> CallbackError:
        """The error that says so."""
        bases: tuple[type[Any], ...] = (cls, type(error))
        try:
            kind: Any = type(cls.__name__, bases, {"__module__": cls.__module__, "__reduce__": _reduce_callback_error})
            made: CallbackError = kind.__new__(kind)
        except TypeError:  # two builtin errors that cannot be one
            made = cls.__new__(cls)
        made.args = (f"{name} raised {type(error).__name__}: {shown(error)}",)
        return made


def _reduce_callback_error(self: CallbackError) -> tuple[Any, ...]:
    return (CallbackError, self.args)  # the other type was made for the occasion


class UnforeseenError(Error):
    """A failure that no check foresaw: an argument that should have been refused by name, or a fault of undertone's. ``__cause__`` is
    what failed. Please report it with the call."""

    def __init__(self, where: str, error: BaseException | str = "") -> None:
        what = error if isinstance(error, str) else f"{type(error).__name__}: {shown(error)}"
        super().__init__(f"{where} stopped with {what}; no check foresaw it: look at the arguments, and please report it")


class UnsupportedError(Error):
    """Something sensible that this version does not do."""


class MissingLibraryError(UnsupportedError, ImportError):
    """A library that this call needs is not installed; the message names the extra that brings it, ``name`` the library."""

    def __init__(self, message: str, library: str) -> None:
        super().__init__(message)
        self.name = library

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (str(self), self.name))  # a name of ImportError's own is in no __dict__
