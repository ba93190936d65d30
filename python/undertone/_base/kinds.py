"""Kinds of arguments, from annotations: what each accepts, its name in messages, and the plain value that comes out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from numbers import Complex, Integral, Real
from os import PathLike, fsdecode, fspath
from types import UnionType
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar, Union, get_args, get_origin

import numpy as np

from undertone._base.arrays import as_numbers
from undertone._base.roots import AnyValue
from undertone._shown import shown
from undertone.errors import ArgumentTypeError, CallbackError, DomainError, Error

P = ParamSpec("P")

R = TypeVar("R")

MOST_ITEMS = 100_000
"""Of a list, a mapping or an iterable: one that never ends is not waited for."""

LARGEST = 2**31 - 1

LARGEST_OF = {"photons": 10**12}

LARGEST_SEED = 2**64 - 1


class _WrongKindError(Exception):
    """Not of this kind; ``got`` says more than the type's name where there is more to say."""

    def __init__(self, got: str = "") -> None:
        self.got = got


class _AnyName(type):
    def __getattr__(cls, name: str) -> type[Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls


class _Anything(metaclass=_AnyName):
    """Stands for annotations that are not checked: names of other libraries."""

    def __class_getitem__(cls, item: object) -> type[Any]:
        return cls


class _Array(_Anything):
    """Stands for numpy.typing's names."""


class _Kind(NamedTuple):
    """One thing that an argument may be. ``take(name, value, strict)`` gives it as the engine wants it, or raises _WrongKindError;
    where not ``strict``, as in results, a number may be anything."""

    word: str
    plural: str
    take: Callable[[str, Any, bool], Any]
    rank: int = 0


class Expected(NamedTuple):
    """What one argument may be: one of these."""

    kinds: tuple[_Kind, ...]
    holds_array: bool = False

    def take(self, name: str, value: Any, where: Callable[[], str], strict: bool = True) -> Any:
        """The value as the engine wants it; ArgumentTypeError where it is none of these, DomainError where it cannot be."""
        got = ""
        for kind in self.kinds:
            try:
                return kind.take(name, value, strict)
            except _WrongKindError as wrong:
                got = wrong.got or got
        raise ArgumentTypeError(name, self.words, got or _name_of(value), where())

    @property
    def words(self) -> str:
        """All in words."""
        return " or ".join(dict.fromkeys(kind.word for kind in self.kinds))

    @property
    def plural(self) -> str:
        return " or ".join(dict.fromkeys(kind.plural for kind in self.kinds))


def a_number(name: str, value: Any) -> float:
    """A plain number, for what an annotation does not say."""
    number: float = Expected((_NUMBER,)).take(name, value, lambda: "")
    return number


def _expected(hint: Any) -> Expected | None:
    """None where the annotation says nothing that can be checked."""
    arms = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if any(arm is PathLike or get_origin(arm) is PathLike for arm in arms):
        arms = (
            PathLike,
            *(arm for arm in arms if arm is not str and arm is not PathLike and get_origin(arm) is not PathLike),
        )
    mappings = [arm for arm in arms if get_origin(arm) in (Mapping, dict)]
    kinds = [_kind_of(arm) for arm in arms if arm not in mappings]
    if mappings:
        keys, values = (Union[tuple(get_args(arm)[i] for arm in mappings)] for i in (0, 1))  # noqa: UP007
        kinds.append(_mapping_of(keys, values))
    if not kinds or any(kind is None for kind in kinds):
        return None
    found = sorted((kind for kind in kinds if kind is not None), key=lambda kind: kind.rank)
    return Expected(tuple(found), any(kind is _ARRAY for kind in found))


def _kind_of(arm: Any) -> _Kind | None:
    if get_origin(arm) is Literal:
        return _one_of(get_args(arm))
    kind = get_origin(arm) or arm
    if kind is Callable:
        return _CALLABLE
    if not isinstance(kind, type):
        return None
    if kind is type(None):
        return _NONE
    inner = get_args(arm)
    if kind in (tuple, list, Sequence, Iterable):
        if kind is tuple and inner and inner[-1] is not Ellipsis:
            return _row_of(inner)
        each = _expected(inner[0]) if inner else None
        return None if each is None else _list_of(each)
    if issubclass(kind, (_Array, np.ndarray)):
        return _ARRAY
    if issubclass(kind, _Anything) or kind.__module__.endswith("_core") or kind in (object, Any, type, Mapping, dict):
        return None
    return _PLAIN[kind] if kind in _PLAIN else _instance_of(kind)  # type: ignore[arg-type]


def _number(name: str, value: Any, strict: bool) -> float:
    made: float = _real(name, value)
    try:
        float(made)
    except OverflowError:
        raise DomainError(name, "a number beyond 1e308", "numbers up to 1e308") from None
    if strict and made != made:
        raise DomainError(name, "nan", "a number")
    return made if isinstance(made, float) or abs(made) < 2**53 else float(made)


def _whole(name: str, value: Any, strict: bool) -> int:
    made = _real(name, value)
    seed = name.removeprefix("audit_") == "seed"
    low, high = (0, LARGEST_SEED) if seed else (-LARGEST_OF.get(name, LARGEST), LARGEST_OF.get(name, LARGEST))
    if not isinstance(made, Integral):
        if (seed and strict) or not float(made).is_integer():
            raise DomainError(name, f"{float(made):g}", f"a whole number{f' from 0 to {LARGEST_SEED}' if seed else ''}")
        made = int(made)
    if strict and not low <= made <= high:
        raise DomainError(name, made, f"whole numbers from {max(low, 0) if seed else low} to {high}")
    return int(made)


def _real(name: str, value: Any) -> Any:
    """An int or a float. True is none: who means 1 writes it."""
    if type(value) is float or type(value) is int:
        return value
    if isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise _WrongKindError
    try:
        return int(value) if isinstance(value, Integral) else float(value)
    except OverflowError:
        raise DomainError(name, "a number beyond 1e308", "numbers up to 1e308") from None
    except Exception:
        raise _WrongKindError from None


def _complex(name: str, value: Any, strict: bool) -> complex:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Complex):
        raise _WrongKindError
    try:
        return complex(value)
    except OverflowError:
        raise DomainError(name, "a number beyond 1e308", "numbers up to 1e308") from None
    except Exception:
        raise _WrongKindError from None


def _truth(name: str, value: Any, strict: bool) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise _WrongKindError
    return bool(value)


def _text(name: str, value: Any, strict: bool) -> str:
    if not isinstance(value, str):
        raise _WrongKindError
    made = str.__str__(value)
    try:
        made.encode()
    except UnicodeEncodeError as error:
        raise DomainError(
            name, f"a text with half a character at {error.start}", "text that can be written as UTF-8"
        ) from None
    return made


def _path(name: str, value: Any, strict: bool) -> str:
    if not isinstance(value, (str, PathLike)):
        raise _WrongKindError
    try:
        made = _text(name, fsdecode(fspath(value)), strict)
    except Error:
        raise
    except Exception:
        raise _WrongKindError from None
    if "\0" in made or len(made) > 4096:
        what = f"a path of {len(made)} characters" if len(made) > 4096 else "a path with a NUL character in it"
        raise DomainError(name, what, "the path of a file")
    return made


def _none(name: str, value: Any, strict: bool) -> None:
    if value is not None:
        raise _WrongKindError


def _array(name: str, value: Any, strict: bool) -> Any:
    return as_numbers(name, value)


def _callable(name: str, value: Any, strict: bool) -> Callable[..., Any]:
    if not callable(value):
        raise _WrongKindError
    return guarded_callback(name, value)


_NUMBER = _Kind("a number", "numbers", _number)

_ARRAY = _Kind("numbers", "arrays of numbers", _array, rank=9)

_NONE = _Kind("None", "None", _none, rank=8)

_CALLABLE = _Kind("a function", "functions", _callable)

_PLAIN = {
    float: _NUMBER,
    int: _Kind("a number", "numbers", _whole),
    complex: _Kind("a complex number", "complex numbers", _complex),
    bool: _Kind("True or False", "True or False", _truth),
    str: _Kind("text", "text", _text),
    PathLike: _Kind("a path", "paths", _path),
}


@functools.cache
def _instance_of(kind: type[Any]) -> _Kind:
    def take(name: str, value: Any, strict: bool) -> Any:
        if not isinstance(value, kind):
            raise _WrongKindError
        if isinstance(value, AnyValue) and not vars(value):
            raise _WrongKindError(f"an unfinished {type(value).__name__}")
        return value

    return _Kind(kind.__name__, kind.__name__, take)


def _one_of(allowed: tuple[Any, ...]) -> _Kind:
    first = _PLAIN[type(allowed[0])]

    def take(name: str, value: Any, strict: bool) -> Any:
        made = first.take(name, value, strict)
        if made not in allowed:
            words = [f'"{one}"' if isinstance(one, str) else str(one) for one in allowed]
            raise DomainError(name, repr(made), " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words))
        return made

    return _Kind(first.word, first.plural, take)


def _items(name: str, value: Any) -> list[Any]:
    """What an iterable holds, where that comes to an end."""
    try:
        if isinstance(value, np.ndarray):
            if isinstance(value, np.ma.MaskedArray) or value.ndim != 1:
                raise _WrongKindError(f"a {'masked ' if isinstance(value, np.ma.MaskedArray) else f'{value.ndim}-d '}array")
            if value.dtype.kind not in "iufU":
                raise _WrongKindError(f"an array of {value.dtype}")
            value = value[: MOST_ITEMS + 1].tolist()
        found = list(islice(value, MOST_ITEMS + 1))
    except (_WrongKindError, Error):
        raise
    except Exception:
        raise _WrongKindError from None
    if len(found) > MOST_ITEMS:
        raise DomainError(name, f"more than {MOST_ITEMS} entries", f"up to {MOST_ITEMS}")
    return found


def _taken_items(name: str, value: Any, items: Iterable[tuple[Expected | None, Any]], strict: bool) -> tuple[Any, ...]:
    made = []
    for i, (one, item) in enumerate(items):
        at = f"{name}[{i}]"
        try:
            made.append(item if one is None else one.take(at, item, lambda: "", strict))
        except ArgumentTypeError as error:
            if error.name != at:
                raise
            raise _WrongKindError(f"a {type(value).__name__} with {error.got}") from None
    return tuple(made)


def _list_of(each: Expected) -> _Kind:
    word = f"a sequence of {each.plural}"

    def take(name: str, value: Any, strict: bool) -> Any:
        if isinstance(value, (str, bytes, AnyValue, Mapping)) or not hasattr(value, "__iter__"):
            raise _WrongKindError
        items = _items(name, value)
        made = _taken_items(name, value, ((each, item) for item in items), strict)
        if isinstance(value, (list, tuple)) and all(one is other for one, other in zip(made, value, strict=True)):
            return value
        return list(made) if isinstance(value, list) else made

    return _Kind(word, f"{word}s".replace("a sequence of", "sequences of").removesuffix("s"), take, rank=2)


def _row_of(inner: tuple[Any, ...]) -> _Kind:
    each = [_expected(one) for one in inner]
    word = f"{len(inner)} of them: ({', '.join('anything' if one is None else one.words for one in each)})"

    def take(name: str, value: Any, strict: bool) -> Any:
        if not isinstance(value, (list, tuple, np.ndarray)):
            raise _WrongKindError
        items = _items(name, value)
        if len(items) != len(each):
            raise _WrongKindError(f"{len(items)} of them")
        made = _taken_items(name, value, zip(each, items, strict=True), strict)
        same = isinstance(value, tuple) and all(one is other for one, other in zip(made, value, strict=True))
        return value if same else made

    return _Kind(word, f"rows of {word}", take, rank=1)


def _mapping_of(key_hint: Any, value_hint: Any) -> _Kind:
    keys, values = _expected(key_hint), _expected(value_hint)
    word = (
        "a mapping" if keys is None else f"a mapping of {keys.plural}" + ("" if values is None else f" to {values.plural}")
    )

    def take(name: str, value: Any, strict: bool) -> Any:
        if isinstance(value, AnyValue) or not isinstance(value, Mapping):
            raise _WrongKindError
        made = {}
        for key, item in _items(name, value.items()):
            taken = key if keys is None else keys.take(f"a key of {name}", key, lambda: "", strict)
            at = f"{name}[{shown(repr(taken))}]"
            made[taken] = item if values is None else values.take(at, item, lambda: "", strict)
        return made

    return _Kind(word, word.replace("a mapping", "mappings"), take, rank=3)


def guarded_callback(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A caller's own function: what it raises comes out as a CallbackError that is of its own type, too."""

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (Error, Warning):
            raise
        except Exception as error:
            raise CallbackError.of(name, error) from error

    return call


def _name_of(value: object) -> str:
    return "None" if value is None else type(value).__name__
