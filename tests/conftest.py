"""The kind of each test, as CONTRIBUTING names them, from the head of its file; and what becomes of tests whose files are elsewhere."""

import os
import re

import pytest
from shared_files import SHARED

KINDS = ("reference", "consistency", "property", "golden")
LONG = ("test_install", "test_notebooks", "test_hostile_values", "test_interruption", "test_threads")


def kinds_of(docstring):
    """The kinds that a file's first words name ("Property, golden: ..."), or nothing."""
    named = re.match(r"([A-Za-z, ]+):", docstring or "")
    kinds = named[1].lower().split(", ") if named else []
    return kinds if all(kind in KINDS for kind in kinds) else []


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.stem not in LONG)  # first, so that no core waits for them at the end
    for item in items:
        kinds = kinds_of(item.module.__doc__)
        if not kinds:
            raise pytest.UsageError(
                f'{item.path}: the first words say no kind of test ("Property: ..."), one of {", ".join(KINDS)}'
            )
        for kind in kinds:
            item.add_marker(kind)


def pytest_runtest_setup(item):
    if item.get_closest_marker("shared") and not SHARED.exists():
        absent = pytest.fail if os.environ.get("CI") else pytest.skip
        absent(f"files that are not in the project are missing: {SHARED}")
