"""Results that the command line prints as well."""

from __future__ import annotations

from undertone._base.values import Value


class Printed(Value):
    """Base of results that a command prints, as text and with ``--json``: the engine writes both, so all faces show the same."""

    @property
    def text(self) -> str:
        """As the command line prints it."""
        return str(self._to_core().text())

    @property
    def json(self) -> str:
        """As the command line prints it with ``--json``."""
        return str(self._to_core().json())

    def __str__(self) -> str:
        return self.text
