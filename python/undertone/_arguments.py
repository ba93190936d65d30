"""Arguments of the wrong kind, as when two are swapped, are refused by name: "blend: expected Blend, got Skin"."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from numbers import Real
from os import PathLike
from types import UnionType
from typing import Any, NamedTuple, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from undertone._values import _TYPES, Value
from undertone.errors import ArgumentTypeError

P = ParamSpec("P")
R = TypeVar("R")

NUMBERS = (Real, np.bool_)


class _AnyName(type):
    def __getattr__(cls, name: str) -> type[Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls


class _Anything(metaclass=_AnyName):
    """Stands for annotations that are not looked at: arrays and names of other libraries."""

    def __class_getitem__(cls, item: object) -> type[Any]:
        return cls


class Expected(NamedTuple):
    """What one argument may be: one of these types, or a sequence of those items."""

    types: tuple[type[Any], ...]
    items: tuple[type[Any], ...] = ()

    def wrong(self, value: object) -> str | None:
        """What was given instead, None where it is right."""
        if _is_one_of(value, self.types):
            return None
        if not self.items or isinstance(value, (str, bytes, Value)) or not hasattr(value, "__iter__"):
            return _kind(value)
        if isinstance(value, (list, tuple)):
            for item in value:
                if not _is_one_of(item, self.items):
                    return f"a {type(value).__name__} with {_kind(item)}"
        return None

    @property
    def words(self) -> str:
        """Both in words."""
        found = [_word(one) for one in self.types]
        if self.items:
            found.append("a sequence of " + " or ".join(_PLURALS.get(_word(one), _word(one)) for one in self.items))
        return " or ".join(dict.fromkeys(found))


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse arguments that are not of the annotated kind: undertone's own types, numbers, texts, and sequences of those.

    Raises ArgumentTypeError (a TypeError). Arrays are looked at by the function itself.
    """
    signature = inspect.signature(function)
    positional = [
        name for name, one in signature.parameters.items() if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        expected = expected_arguments(function)
        for name, value in (*zip(positional, args, strict=False), *kwargs.items()):
            if name in expected and (got := expected[name].wrong(value)) is not None:
                raise _refusal(name, expected[name], got, function.__qualname__.removesuffix(".__init__"), positional)
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            if isinstance(error, ArgumentTypeError) or "incompatible function arguments" not in str(error):
                raise
            names = ", ".join(signature.parameters)
            raise ArgumentTypeError(
                f"an argument of {function.__qualname__} ({names})", "the kind its help names", "another"
            ) from None

    call.__kwdefaults__ = function.__kwdefaults__  # type: ignore[attr-defined]
    return call


def check_fields(value: Value) -> None:
    """The same for the fields of an input that is a dataclass; called by ``__post_init__``."""
    expected = expected_fields(type(value))  # type: ignore[arg-type]
    for name, one in expected.items():
        if (got := one.wrong(getattr(value, name))) is not None:
            raise _refusal(name, one, got, type(value).__name__, [f.name for f in fields(value)])  # type: ignore[arg-type]


@functools.cache
def expected_arguments(function: Callable[..., Any]) -> dict[str, Expected]:
    hints = _hints(function)
    names = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    return {name: found for name in names if (found := _expected(hints.get(name, Any))) is not None}


@functools.cache
def expected_fields(cls: type[Value]) -> dict[str, Expected]:
    hints = _hints(cls)
    return {one.name: found for one in fields(cls) if (found := _expected(hints[one.name])) is not None}  # type: ignore[arg-type]


def _hints(of: Any) -> dict[str, Any]:
    """Annotations as types; names that only type checkers import stand for anything."""
    names: dict[str, Any] = {**_TYPES, "npt": _Anything}
    while True:
        try:
            return get_type_hints(of, localns=names)
        except NameError as error:
            names[str(error.name)] = _Anything


def _expected(hint: Any) -> Expected | None:
    """None where the annotation says nothing that is looked at."""
    types: list[type[Any]] = []
    items: tuple[type[Any], ...] = ()
    for arm in get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,):
        kind = get_origin(arm) or arm
        inner = [one for one in get_args(arm) if one is not Ellipsis]
        if not isinstance(kind, type):
            return None
        if kind in (str, float, int, PathLike, type(None)) or (issubclass(kind, Value) and kind is not Value):
            types.append(kind)
        elif kind in (Sequence, Iterable, list, tuple) and len(inner) == 1:
            each = _expected(inner[0])
            if each is None or each.items:
                return None
            items = each.types
        else:
            return None
    return Expected(tuple(types), items) if types or items else None


def _is_one_of(value: object, types: tuple[type[Any], ...]) -> bool:
    for one in types:
        if one in (int, float):
            if isinstance(value, NUMBERS) or (
                isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "biuf"
            ):
                return True
        elif isinstance(value, one):
            return True
    return False


def _word(one: type[Any]) -> str:
    words: dict[type[Any], str] = {float: "a number", int: "a number", str: "text", type(None): "None", PathLike: "a path"}
    return words.get(one, one.__name__)


_PLURALS = {"a number": "numbers", "a path": "paths"}


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _refusal(name: str, expected: Expected, got: str, function: str, order: Sequence[str]) -> ArgumentTypeError:
    shown = ", ".join(one for one in order if one != "self")
    return ArgumentTypeError(name, expected.words, got, f"the order is {function}({shown})" if shown else "")
