"""Checks of arguments: every public call compares them with its annotations before anything else uses them.

Wrong kinds are refused by name, as when two are swapped ("blend: expected Blend, got Skin"). Numbers come out as plain ones, texts and
paths as ones the engine can hold, lists as lists that end; no number is nan. What is right in kind and still makes no sense is for the
value or function itself to refuse. Nothing but undertone's errors and TypeError leaves a call.
"""

from __future__ import annotations

import functools
import inspect
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from undertone._base.kinds import Expected, P, R, _Anything, _Array, _expected
from undertone._base.roots import TYPES, AnyValue
from undertone._shown import shown
from undertone.errors import ArgumentTypeError, DataError, Error, UnforeseenError


def _of_a_signal_handler(error: BaseException) -> bool:
    """Did a handler of the caller's own raise it, in the middle of our work? It is no fault of the call's."""
    handlers = (signal.getsignal(number) for number in signal.valid_signals())
    codes = {getattr(handler, "__code__", None) or getattr(type(handler).__call__, "__code__", None) for handler in handlers}
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code in codes:
            return True
        at = at.tb_next
    return False


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Look at the arguments by their annotations. Raises ArgumentTypeError (a TypeError) and DomainError."""
    signature = inspect.signature(function)
    positional = [
        name for name, one in signature.parameters.items() if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]

    def where() -> str:
        order = ", ".join(one for one in positional if one not in ("self", "cls"))
        return f"the order is {function.__qualname__.removesuffix('.__init__')}({order})" if order else ""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        expected = _takers(function)
        try:
            given = [
                expected[name].take(name, value, where) if name in expected else value
                for name, value in zip(positional, args, strict=False)
            ]
            named = {
                name: expected[name].take(name, value, where) if name in expected else value
                for name, value in kwargs.items()
            }
            return function(*given, *args[len(given) :], **named)  # type: ignore[arg-type]
        except (Error, Warning):
            raise
        except Exception as error:
            if _of_a_signal_handler(error):
                raise
            if isinstance(error, TypeError):
                if "incompatible function arguments" not in str(error):
                    raise
                names = ", ".join(signature.parameters)
                raise ArgumentTypeError(
                    f"an argument of {function.__qualname__} ({names})", "the kind its help names", "another"
                ) from None
            if isinstance(error, OSError):
                what, why = f"it cannot be used ({error.strerror or error})", f"{function.__name__} needs it"
                raise DataError(shown(error.filename or "file"), 0, 0, what, why, "check the name and the folder") from error
            raise UnforeseenError(function.__qualname__, error) from error

    call.__kwdefaults__ = function.__kwdefaults__  # type: ignore[attr-defined]
    return call


def checked_methods(cls: type[Any]) -> None:
    """All public methods of a class, checked."""
    for name, member in list(vars(cls).items()):
        if name.startswith("_") and name != "__init__":
            continue
        if inspect.isfunction(member) and not hasattr(member, "__wrapped__"):
            setattr(cls, name, checked(member))
        elif isinstance(member, (classmethod, staticmethod)) and not hasattr(member.__func__, "__wrapped__"):
            setattr(cls, name, type(member)(checked(member.__func__)))


def taken_options(function: Callable[..., Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Options that go on to another function, checked by its annotations."""
    expected = _takers(inspect.unwrap(function))
    return {
        name: expected[name].take(name, value, lambda: "") if name in expected else value for name, value in options.items()
    }


def check_fields(value: AnyValue, strict: bool = True) -> None:
    """The same for the fields of a dataclass; called by ``__post_init__``. Results are not ``strict``: what a forecast gives may be
    infinite or nan. Arrays are left as they are."""
    cls: Any = type(value)
    for name, one in _field_takers(cls).items():
        if strict and one.holds_array:  # which an input checks itself, by name and shape
            continue
        given = getattr(value, name)
        taken = one.take(name, given, lambda: f"the order is {cls.__name__}({', '.join(_field_takers(cls))})", strict)
        if taken is not given and not one.holds_array:
            object.__setattr__(value, name, taken)


def expected_arguments(function: Callable[..., Any]) -> dict[str, Expected]:
    """Arguments that are checked by kind alone: all but arrays, which ``as_numbers`` checks."""
    return {name: one for name, one in _takers(function).items() if not one.holds_array}


@functools.cache
def _takers(function: Callable[..., Any]) -> dict[str, Expected]:
    hints = _hints(function)
    names = [
        name
        for name, one in inspect.signature(function).parameters.items()
        if name not in ("self", "cls") and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
    ]
    return {name: found for name in names if (found := _expected(hints.get(name, Any))) is not None}


@functools.cache
def _field_takers(cls: type[Any]) -> dict[str, Expected]:
    hints = _hints(cls)
    return {one.name: found for one in fields(cls) if (found := _expected(hints[one.name])) is not None}


def _hints(of: Any) -> dict[str, Any]:
    """Annotations as types; names that only type checkers import stand for anything."""
    everywhere = {**TYPES, **vars(sys.modules[inspect.unwrap(of).__module__])}
    names: dict[str, Any] = {"npt": _Array}
    while True:
        try:
            return get_type_hints(of, everywhere, names)
        except NameError as error:
            names[str(error.name)] = _Anything
