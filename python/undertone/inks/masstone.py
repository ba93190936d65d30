"""The colour of the pigment itself: a film so thick that nothing shows through."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone.errors import DomainError
from undertone.inks.line import Line
from undertone.readings.spectrum import Reflectance


@checked
def masstone(line: Line, mg_per_ml: Mapping[str, float], *, white_parts: float = 0.0) -> Reflectance:
    """Reflectance (81,) of an opaque film of these amounts of the line's colorants, surface reflection excluded.

    Only proportions count. ``line["ash"].mg_per_ml`` is an ink, ``{"hematite": 1}`` a colorant.

    Parameters
    ----------
    white_parts : float
        Parts by mass of the line's white to one part of all that is in it: a tint, which shows how a pigment looks thinned.

    Raises
    ------
    DomainError
        For no pigment, negative amounts, ids that the line does not hold, and a tint where it holds no white.
    """
    ids = [colorant.id for colorant in line.colorants]
    amounts = np.zeros(len(ids))
    for name, amount in mg_per_ml.items():
        if name not in ids:
            raise DomainError("mg_per_ml", repr(name), f"a colorant of line {line.id!r}: {', '.join(ids)}")
        amounts[ids.index(name)] = amount
    if not 0 <= white_parts <= 1e6:
        raise DomainError("white_parts", white_parts, "0 to 1e6 parts of white to one of pigment")
    if white_parts > 0:
        white = [at for at, colorant in enumerate(line.colorants) if colorant.role == "white"]
        if not white:
            raise DomainError("white_parts", white_parts, f"0: line {line.id!r} holds no white")
        amounts[white[0]] += white_parts * amounts.sum()
    return np.asarray(_core.masstone(line._core, amounts)).view(Reflectance)
