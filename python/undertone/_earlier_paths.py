"""Earlier module paths, from when the package had no sub-packages: pickles and programs that name them still work."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

MOVED = {
    "_values": "_base.values",
    "appearance_check": "inks.appearance_check",
    "card": "show.card",
    "client": "people.client matching.clients",
    "dosing": "inks.dosing",
    "dot_optics": "optics.dots",
    "drawdown": "learning.drawdown",
    "fade_ensemble": "fade.ensemble fade.members",
    "fade_fit": "fade.fit fade.directions fade.samples",
    "fade_models": "fade.models fade.custom",
    "fade_planning": "fade.touch_up",
    "fade_series": "fade.series fade.visits",
    "fade_sobol": "fade.sobol",
    "habits": "people.habits",
    "hair": "people.hair",
    "lateral_spread": "optics.lateral_spread",
    "loop": "learning.standing learning.healing learning.bias learning.learnt planning.next_session planning.correction",
    "measurements": "readings.measurements readings.check readings.tables readings.instruments",
    "monte_carlo": "optics.photon_walk",
    "photo": "readings.photo",
    "pigment": "inks.line inks.blend inks.dots inks.appearance",
    "radiative_transfer": "optics.transfer",
    "recipe": "matching.recipe matching.proof matching.report",
    "scale": "readings.scale",
    "skin": "people.skin people.skin_fit",
    "spectrum": "readings.spectrum",
    "treatment": "planning.client_sessions planning.client_correction planning.client_forecast",
}
"""Earlier path to those of today, all below ``undertone``."""


def keep_earlier_paths() -> None:
    """Let ``import undertone.skin`` find what stands in ``undertone.people`` today, and so on."""
    package = sys.modules["undertone"]
    for earlier, today in MOVED.items():
        stand_in = ModuleType(f"undertone.{earlier}", f"An earlier path of {today}.")
        for path in today.split():
            named = vars(import_module(f"undertone.{path}")).items()
            vars(stand_in).update({name: value for name, value in named if not name.startswith("__")})
        sys.modules[stand_in.__name__] = stand_in
        if not hasattr(package, earlier):
            setattr(package, earlier, stand_in)
