"""Names of a fade model as SBML and PEtab take them: letters, digits and underscores."""

from __future__ import annotations

import re

from undertone.fade.models import FadeModel


class Ids:
    """Of the states, parameters and seen quantities of one model.

    "held[hematite]" is ``held__hematite``, "in_skin[hematite]_mg_per_ml_mm" is ``in_skin__hematite__mg_per_ml_mm``. Colorants whose
    own names hold anything else get an underscore for it, and a number where two would be called alike.
    """

    def __init__(self, model: FadeModel) -> None:
        self.colorants: dict[str, str] = {}
        for one in model.plan.blend.line.colorants:
            plain, count = re.sub(r"[^A-Za-z0-9_]", "_", one.id), 1
            made = plain
            while made in self.colorants.values():
                count += 1
                made = f"{plain}_{count}"
            self.colorants[one.id] = made

    def __call__(self, name: str) -> str:
        head, bracket, rest = name.partition("[")
        if not bracket:
            return name
        colorant, _, unit = rest.rpartition("]")
        return f"{head}__{self.colorants[colorant]}" + (f"_{unit}" if unit else "")
