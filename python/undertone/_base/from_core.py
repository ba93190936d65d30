"""Between values and the engine's structs: fields by their names, never by position."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from types import SimpleNamespace, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.roots import TYPES, AnyValue

Context = Mapping[str, Any]
"""What values inside a result need and the engine's struct does not hold, such as the ``line`` of its blends."""


@cache
def field_hints(cls: Any) -> dict[str, Any]:
    """Types of the fields of a dataclass or NamedTuple."""
    names = list(cls._fields) if issubclass(cls, tuple) else [one.name for one in fields(cls)]
    numpy_typing = SimpleNamespace(ArrayLike=np.ndarray, NDArray=npt.NDArray)
    hints = get_type_hints(cls, localns={**TYPES, "npt": numpy_typing})
    return {name: hints[name] for name in names}


def is_array(hint: Any) -> bool:
    """Is this the annotation of an array?"""
    kind = get_origin(hint) or hint
    return isinstance(kind, type) and issubclass(kind, np.ndarray)


@cache
def _takers(cls: Any) -> dict[str, Callable[[Any, Context], Any]]:
    return {name: _taker(hint) for name, hint in field_hints(cls).items()}


def _taker(hint: Any) -> Callable[[Any, Context], Any]:
    """How a field of this type is made of what the engine has."""
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (_taker(arm) for arm in get_args(hint) if arm is not type(None))
        return lambda value, context: None if value is None else inner(value, context)
    kind = get_origin(hint) or hint
    if is_array(hint):
        own = kind if kind is not np.ndarray else None
        return lambda value, context: np.array(value) if own is None else np.array(value).view(own)
    if isinstance(kind, type) and issubclass(kind, AnyValue):
        return lambda value, context: kind._from_core(value, context)  # type: ignore[attr-defined]
    if kind is tuple:
        each = _taker(get_args(hint)[0])
        return lambda value, context: tuple(each(item, context) for item in value)
    if kind in (dict, Mapping):
        return lambda value, context: dict(value)
    return lambda value, context: value


def fields_from(cls: Any, core: Any, context: Context, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``cls``: those ``given``, and the others from the engine's struct by name."""
    return {
        name: given[name] if name in given else take(getattr(core, name), context) for name, take in _takers(cls).items()
    }


def as_core(value: Any) -> Any:
    """What the engine takes for a field."""
    if isinstance(value, AnyValue):
        return value._to_core()  # type: ignore[attr-defined]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_core(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def core_of(value: Any, **given: Any) -> Any:
    """The engine's struct of the same name as the value's class, with its fields; those ``given`` in place of its own."""
    of_struct = {name for name, _ in _core.fields_of[type(value).__name__]} - given.keys()
    own = {one.name: as_core(getattr(value, one.name)) for one in fields(value) if one.name in of_struct}
    return getattr(_core, type(value).__name__)(**own, **given)
