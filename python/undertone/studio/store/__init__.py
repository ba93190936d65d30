"""The studio's records: one SQLite file, the standard library alone, plain values in and out."""

from undertone.studio.store.errors import StoreError
from undertone.studio.store.store import Store

__all__ = ["Store", "StoreError"]
