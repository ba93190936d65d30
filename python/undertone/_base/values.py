"""Values: what all results and inputs can do. They compare by content, pickle and copy, and go to JSON and back.

A value is its fields, those of a dataclass or what ``_state`` names. ``to_dict`` gives them as JSON knows them: a tag ``type``,
arrays as lists, numbers that are not finite as the texts "nan", "inf" and "-inf". Lines of inks stand once, under ``lines``.
"""

from __future__ import annotations

import base64
import datetime
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, wraps
from html import escape
from numbers import Number
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import numpy as np
import numpy.typing as npt

from undertone._base.arguments import check_fields, checked_methods
from undertone._base.from_core import Context, core_of, field_hints, fields_from, is_array
from undertone._base.roots import TYPES, AnyValue
from undertone._shown import Html, shown_text
from undertone.errors import ArgumentTypeError, DataError, DomainError, Error, UnsupportedError

SCHEMA_VERSION = 1
"""Of ``to_dict``. Within a version fields are only added."""

NO_CONTEXT: Context = {}

Self = TypeVar("Self", bound="Value")

Tuple = TypeVar("Tuple", bound=type[Any])


def _showing(method: Callable[[Any], str]) -> Callable[[Any], str]:
    @wraps(method)
    def shown(self: Any) -> str:
        return shown_text(method(self))

    return shown


def _safe_html(method: Callable[[Any], str]) -> Callable[[Any], str]:
    @wraps(method)
    def safe(self: Any) -> str:
        made = method(self)
        return str(made) if isinstance(made, Html) else escape(shown_text(made))

    return safe


class Value(AnyValue):
    """Base of values: equality and hash by content, copies, JSON."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        TYPES[cls.__name__] = cls
        # Names and sentences may hold text of untrusted files: it is escaped wherever a class shows itself.
        for name in ("__repr__", "__str__"):
            if name in cls.__dict__:
                setattr(cls, name, _showing(cls.__dict__[name]))
        if "_repr_html_" in cls.__dict__:
            cls._repr_html_ = _safe_html(cls.__dict__["_repr_html_"])  # type: ignore[attr-defined]
        checked_methods(cls)

    def __post_init__(self) -> None:
        """Of results; what goes in looks closer."""
        check_fields(self, strict=False)

    def __setattr__(self, name: str, value: Any) -> None:
        """A value is as it was made: what stands is not changed, for the engine's half of it would not follow."""
        if name in self.__dict__:
            raise AttributeError(f"{type(self).__name__}.{name} cannot be changed: make another")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be taken away: make another")

    def _state(self) -> dict[str, Any]:
        """The fields that make this value; ``_from_state`` takes them."""
        assert is_dataclass(self)
        return {one.name.lstrip("_"): getattr(self, one.name) for one in fields(self)}

    @classmethod
    def _from_state(cls: type[Self], state: dict[str, Any]) -> Self:
        names = {one.name.lstrip("_"): one.name for one in fields(cls)}  # type: ignore[arg-type]
        return cls(**{names[name]: value for name, value in {**cls._earlier(state), **state}.items()})

    @classmethod
    def _earlier(cls, state: Mapping[str, Any]) -> Mapping[str, Any]:
        """Fields that a state written by an earlier version lacks, as they were then."""
        return {}

    @classmethod
    def _from_core(cls: type[Self], core: Any, context: Context = NO_CONTEXT, **given: Any) -> Self:
        """Of the engine's struct: fields by name, but for those ``given``. What is inside gets the ``context``."""
        return cls(**fields_from(cls, core, context, given))

    def _to_core(self, **given: Any) -> Any:
        """The engine's struct."""
        return core_of(self, **given)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value) or type(other) is not type(self):
            return NotImplemented
        return same(self._state(), other._state())

    def __hash__(self) -> int:
        plain = (value for value in self._state().values() if isinstance(value, (str, int, float)))
        return hash((type(self).__name__, *(value for value in plain if value == value)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self._state()))

    def to_dict(self) -> dict[str, Any]:
        """As JSON knows it: dicts, lists, texts and finite numbers, with ``type`` and ``schema_version``."""
        lines: list[Value] = []
        body = _encode(self, lines, top=True)
        head = {"type": body.pop("type"), "schema_version": SCHEMA_VERSION}
        shared = [_tagged(line, line._state(), []) for line in lines if line is not self]
        return {**head, **body, **({"lines": shared} if shared else {})}

    def to_json(self, *, indent: int | None = None) -> str:
        """``to_dict`` as valid JSON (RFC 8259). ``undertone.from_json`` reads it."""
        if indent is not None and (isinstance(indent, bool) or not isinstance(indent, int)):
            raise ArgumentTypeError("indent", "a whole number or None", type(indent).__name__)
        if indent is not None and not 0 <= indent <= 100:
            raise DomainError("indent", indent, "0 to 100, or None")
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_dict(cls: type[Self], data: Mapping[str, Any]) -> Self:
        """The value that ``to_dict`` gave. On the base class, of any type.

        Raises
        ------
        DomainError
            (a ValueError) for another type, unknown or missing fields, and what the type itself refuses.
        UnsupportedError
            For a later schema version.
        """
        if not isinstance(data, Mapping) or "type" not in data:
            raise DomainError("data", type(data).__name__, "a dict made by to_dict, with its type")
        version = data.get("schema_version")
        if not isinstance(version, int) or version < 1:
            raise DomainError("data['schema_version']", repr(version), f"1 to {SCHEMA_VERSION}", "was it made by to_dict?")
        if version > SCHEMA_VERSION:
            raise UnsupportedError(
                f"schema version {version} is later than this undertone's ({SCHEMA_VERSION}); install a newer undertone"
            )
        body = {name: value for name, value in data.items() if name not in ("schema_version", "lines")}
        try:
            lines = [_decode(Any, line, []) for line in data.get("lines", [])]
            value = _decode(Any, body, lines)
        except Error:
            raise
        except Exception as error:  # whatever damaged data can do
            what = f"not what to_dict gives ({type(error).__name__}: {error})"
            raise DomainError("data", what, f"a {data['type']} as to_dict gives it") from None
        if not isinstance(value, cls):
            raise DomainError("data['type']", repr(data["type"]), cls.__name__)
        return value


def from_json(text: str | bytes) -> Any:
    """The value whose ``to_json`` this is: a report, a plan, a skin.

    Raises DataError for text that is no JSON, and what ``from_dict`` raises.
    """
    if not isinstance(text, (str, bytes)):
        raise ArgumentTypeError("text", "JSON as text or bytes", type(text).__name__)
    try:
        data = json.loads(text)
    except (RecursionError, MemoryError):
        raise DataError("JSON", 0, 0, "it is nested too deep", "it cannot be read", "give what to_json gave") from None
    except UnicodeDecodeError as error:
        raise DataError(
            "JSON", 0, 0, f"the text is not UTF-8 ({error})", "it cannot be read", "give what to_json gave"
        ) from None
    except json.JSONDecodeError as error:
        raise DataError(
            "JSON",
            error.lineno,
            error.colno,
            f"this is no JSON ({error.msg})",
            "it cannot be read",
            "give what to_json gave",
        ) from None
    except ValueError as error:  # a number of ten thousand digits
        raise DataError("JSON", 0, 0, str(error), "it cannot be read", "give what to_json gave") from None
    return Value.from_dict(data)


def value_tuple(cls: Tuple) -> Tuple:
    """For a NamedTuple whose fields hold arrays: compares by content, and goes to JSON inside values."""
    TYPES[cls.__name__] = cls
    for name, method in (("__eq__", _tuples_equal), ("__ne__", _tuples_differ), ("__hash__", _hash_of_kind)):
        setattr(cls, name, method)
    return cls


def same(one: Any, other: Any) -> bool:
    """Equal in content: arrays by their elements (nan equal to nan), sequences and mappings by their items."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return _arrays_equal(one, other)
    if isinstance(one, Number) and isinstance(other, Number):
        return bool(one == other) or (one != one and other != other)
    if isinstance(one, (str, bytes)) or isinstance(other, (str, bytes)) or isinstance(one, Value):
        return bool(one == other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def _tuples_equal(self: Any, other: Any) -> bool:
    return type(other) is type(self) and all(same(a, b) for a, b in zip(self, other, strict=True))


def _tuples_differ(self: Any, other: Any) -> bool:
    return not _tuples_equal(self, other)


def _hash_of_kind(self: Any) -> int:
    return hash(type(self).__name__)


def _arrays_equal(one: Any, other: Any) -> bool:
    if not all(isinstance(value, (np.ndarray, Sequence, Number)) for value in (one, other)):
        return False
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        return False
    floats = a.dtype.kind == "f" and b.dtype.kind == "f"
    return bool(np.array_equal(a, b, equal_nan=floats))


def _rebuilt(cls: type[Value], state: dict[str, Any]) -> Value:
    return cls._from_state(state)


# ---- to JSON


def _encode(value: Any, lines: list[Value], top: bool = False) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, np.ndarray):
        return _encoded_array(value, lines)
    if isinstance(value, datetime.date):
        return {"type": "date", "iso": value.isoformat()}
    if isinstance(value, bytes):
        return {"type": "bytes", "base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, Value):
        if type(value).__name__ == "Line" and not top:
            at = next((i for i, line in enumerate(lines) if line == value), len(lines))
            if at == len(lines):
                lines.append(value)
            return {"type": "line_reference", "index": at}
        return _tagged(value, value._state(), lines)
    if isinstance(value, tuple) and type(value).__name__ in TYPES:
        return _tagged(value, value._asdict(), lines)  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        items = {str(key): _encode(item, lines) for key, item in value.items()}
        return {"type": "dict", "items": items} if "type" in items else items
    if isinstance(value, Sequence):
        return [_encode(item, lines) for item in value]
    raise UnsupportedError(f"a {type(value).__name__} cannot be written as JSON")


def _tagged(value: object, state: Mapping[str, Any], lines: list[Value]) -> dict[str, Any]:
    return {"type": type(value).__name__, **{name: _encode(item, lines) for name, item in state.items()}}


def _encoded_array(array: npt.NDArray[Any], lines: list[Value]) -> Any:
    if array.size == 0 and array.ndim > 1:  # nested lists would lose its shape
        return {"type": "empty", "shape": list(array.shape)}
    listed = array.tolist()
    return listed if array.dtype.kind in "biuU" or np.isfinite(array).all() else _encode(listed, lines)


# ---- and back


def _decode(hint: Any, data: Any, lines: list[Any]) -> Any:
    if data is None:
        return None
    if isinstance(data, Mapping) and "type" in data:
        return _decode_tagged(data, lines)
    hints = [arm for arm in get_args(hint) if arm is not type(None)] if get_origin(hint) in (Union, UnionType) else [hint]
    if isinstance(data, Mapping):
        args = next((get_args(arm) for arm in hints if len(get_args(arm)) == 2), (str, Any))
        return {key: _decode(args[1], item, lines) for key, item in data.items()}
    if isinstance(data, list):
        return _decode_list(hints, data, lines)
    if any(is_array(arm) for arm in hints) and not any(arm in (float, int, str) for arm in hints):
        return np.asarray(data, dtype=np.float64)
    return float(data) if float in hints and data in ("nan", "inf", "-inf") else data


def _decode_tagged(data: Mapping[str, Any], lines: list[Any]) -> Any:
    kind = data["type"]
    if kind == "bytes":
        return base64.b64decode(data["base64"])
    if kind == "date":
        return _date(data.get("iso"))
    if kind == "empty":
        shape = data["shape"]
        if 0 not in shape:
            raise DomainError("data", f"an empty array of shape {shape}", "a shape with a 0 in it")
        return np.empty(shape)
    if kind == "dict":
        return dict(data["items"])
    if kind == "line_reference":
        return lines[data["index"]]
    if kind not in TYPES:
        raise DomainError("data['type']", repr(kind), "a type of undertone's", "was it made by a later version?")
    cls = TYPES[kind]
    known = _hints(cls)  # type: ignore[arg-type]
    state = {name: _decode(known.get(name, Any), item, lines) for name, item in data.items() if name != "type"}
    if known:
        _check_fields(cls, known, state)
        return cls._from_state(state) if issubclass(cls, Value) else cls(**state)
    value = cls._from_state(state)
    _check_fields(cls, value._state(), state)
    return value


def _date(iso: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(iso)
    except (TypeError, ValueError):
        raise DomainError("data['iso']", repr(iso), "an ISO date such as 2026-05-01") from None


def _check_fields(cls: type[Any], known: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    for name in state:
        if name not in known:
            raise DomainError("data", f"a {cls.__name__} with {name!r}", f"fields {', '.join(known)}")
    if is_dataclass(cls):
        needed = [one.name.lstrip("_") for one in fields(cls) if one.default is one.default_factory is MISSING]
    else:
        needed = list(known)
    missing = [name for name in needed if name not in state]
    if missing:
        raise DomainError("data", f"a {cls.__name__} without {', '.join(missing)}", f"fields {', '.join(known)}")


def _decode_list(hints: list[Any], data: list[Any], lines: list[Any]) -> Any:
    for arm in hints:
        if is_array(arm):
            return _decode_array(arm, data)
    for arm in hints:
        origin, args = get_origin(arm), get_args(arm)
        if origin is tuple and args:
            each = [args[0]] * len(data) if args[-1] is Ellipsis else list(args)
            return tuple(_decode(one, item, lines) for one, item in zip(each, data, strict=True))
        if origin is not None and isinstance(origin, type) and issubclass(origin, Sequence):
            return tuple(_decode(args[0] if args else Any, item, lines) for item in data)
    return [_decode(Any, item, lines) for item in data]


def _decode_array(hint: Any, data: list[Any]) -> npt.NDArray[Any]:
    dtypes = [get_args(arg)[0] for arg in get_args(hint) if get_origin(arg) is np.dtype and get_args(arg)]
    array: npt.NDArray[Any] = np.asarray(data, dtype=dtypes[0] if dtypes and isinstance(dtypes[0], type) else np.float64)
    return array.view(hint) if isinstance(hint, type) and issubclass(hint, np.ndarray) else array


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    """Types of the fields of a dataclass or NamedTuple; nothing where ``_from_state`` converts by itself."""
    if issubclass(cls, Value) and cls._from_state.__func__ is not Value._from_state.__func__:  # type: ignore[attr-defined]
        return {}
    of_fields: Any = cls
    return {name.lstrip("_"): hint for name, hint in field_hints(of_fields).items()}
