"""A small memory of answers by their inputs, for several threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

_ALL: WeakSet[Cache[Any]] = WeakSet()


class Cache(Generic[T]):
    """The answers asked for last. Two threads that ask for one thing at once may both work it out: answers are values."""

    def __init__(self, most: int) -> None:
        _ALL.add(self)
        self._most = most
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is held under the key, or what ``make`` gives, which is then held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget all, as when a client is erased."""
        with self._lock:
            self._held.clear()

    def __len__(self) -> int:
        return len(self._held)


def held() -> list[Cache[Any]]:
    """All memories of this kind."""
    return list(_ALL)


def forget_all() -> None:
    """Of everything, as when a client is erased or other records are restored: what is held may be of a client who is no more."""
    for one in held():
        one.clear()
