"""A line's dilution ladder for a typical skin of each class, with the steps that a chart maker would not print flagged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.inks.line import Ink, Line
from undertone.planning.ladder import Ladder


@dataclass(frozen=True)
class FlaggedStep(Value):
    """A step from one dilution to the next that departs from the steps beside it: "reverses", "jump" or "stall".

    ``lighter_l`` is what it does to L*, ``expected_l`` what the steps on either side would have it do.
    """

    ink: str
    from_water_parts: float
    to_water_parts: float
    lighter_l: float
    expected_l: float
    kind: str
    why: str


@dataclass(frozen=True)
class ToldApart(Value):
    """Dilutions of an ink that an eye tells apart on this skin, each from the one before it."""

    ink: str
    water_parts: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class ClassLadder(Value):
    """The ladder of the typical skin of a class."""

    skin_class: str
    ita_deg: float
    ladder: Ladder
    flagged: tuple[FlaggedStep, ...]
    told_apart: tuple[ToldApart, ...]


@dataclass(frozen=True, eq=False)
class LineLadder(Printed):
    """A line's ladders, one per class of skin. ``rule`` says by what steps are flagged."""

    line: str
    rule: str
    classes: tuple[ClassLadder, ...]
    diagnostics: tuple[Diagnostic, ...]

    def __getitem__(self, skin_class: str) -> ClassLadder:
        for one in self.classes:
            if one.skin_class == skin_class:
                return one
        raise DomainError("skin_class", repr(skin_class), ", ".join(one.skin_class for one in self.classes))

    def __repr__(self) -> str:
        return f"<LineLadder of {self.line}: {', '.join(one.skin_class for one in self.classes)}>"


@checked
def line_ladder(
    line: Line,
    inks: Sequence[str | Ink] = (),
    dots: Dots | None = None,
    *,
    skin_classes: Sequence[str] = (),
    water_ladder: Sequence[float] | None = None,
    today: str | None = None,
) -> LineLadder:
    """What each dilution of a line's inks heals to on a typical skin of each class.

    Parameters
    ----------
    line, inks, dots, water_ladder
        As for ``undertone.ladder``.
    skin_classes : sequence of str
        "very_light", "light", "intermediate", "tan", "brown", "dark" (Del Bino and Bernerd 2013); all where none is named.
    today : str, optional
        Lots past it are named; this computer's date where not given, "" checks nothing.

    Raises
    ------
    DomainError
        (a ValueError) for an unknown ink or class or one named twice, dilutions that do not rise.
    """
    core: Any = _core.line_ladder(
        line._core,
        list(skin_classes),
        [one.id if isinstance(one, Ink) else one for one in inks],
        (dots or Dots())._to_core(),
        _core.ladder_water_parts() if water_ladder is None else list(water_ladder),
        date.today().isoformat() if today is None else today,
    )
    return LineLadder._from_core(core)
