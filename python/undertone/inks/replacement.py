"""What comes nearest to an ink that is no longer made: other inks, each at the dilution at which it heals most alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.colorimetry import delta_e_2000
from undertone.errors import DomainError
from undertone.inks.appearance import appearance
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import Ink
from undertone.people.skin import Skin

_WATER_PARTS = (0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 20, 25, 30, 40, 60)
_USUAL = (3.0, 8.0, 20.0)


@dataclass(frozen=True, eq=False)
class Replacement(Value):
    """One ink instead of another.

    Attributes
    ----------
    water_parts : tuple of float
        For each dilution of the old ink asked for, that of this one which heals most alike.
    delta_e_2000 : tuple of float
        How unlike the healed areas then are; ``worst_delta_e_2000`` is the largest.
    """

    ink: Ink
    water_parts: tuple[float, ...]
    delta_e_2000: tuple[float, ...]
    worst_delta_e_2000: float
    sentence: str


@checked
def nearest_inks(
    old: Ink,
    others: Sequence[Ink],
    *,
    skin: Skin | None = None,
    dots: Dots | None = None,
    old_water_parts: Sequence[float] = _USUAL,
) -> tuple[Replacement, ...]:
    """Inks in place of another, most alike first, by how healed areas look under D65 on one skin.

    Parameters
    ----------
    old, others : Ink
        Each of a line.
    skin, dots
        A typical skin and usual dots where not given. On another skin the order may differ.
    old_water_parts : sequence of float
        Dilutions at which the old ink was used.

    Raises
    ------
    DomainError
        An ink of no line, no dilution.
    """
    wanted = [float(one) for one in old_water_parts]
    if not wanted:
        raise DomainError("old_water_parts", "empty", "at least one dilution")
    seen, set_dots = skin or Skin(), dots or Dots()

    def healed(ink: Ink, water_parts: Sequence[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array([appearance(seen, Blend({ink: 1}, water), set_dots).area.lab() for water in water_parts])

    target = healed(old, wanted)
    found = []
    for ink in others:
        tried = healed(ink, _WATER_PARTS)
        off = delta_e_2000(target[:, None, :], tried[None, :, :])
        best = off.argmin(axis=1)
        water = tuple(float(_WATER_PARTS[at]) for at in best)
        each = tuple(float(row[at]) for row, at in zip(off, best, strict=True))
        said = ", ".join(f"{one:g}:1 for {before:g}:1" for before, one in zip(wanted, water, strict=True))
        sentence = (
            f"{ink.name} instead of {old.name}: {said}; healed areas differ by delta E {max(each):.1f} at most (model only)"
        )
        found.append(Replacement(ink, water, each, max(each), sentence))
    return tuple(sorted(found, key=lambda one: one.worst_delta_e_2000))
