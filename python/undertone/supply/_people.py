"""The people of a coverage, and what serves them: what a worker needs beside the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.people.habits import Habits
from undertone.people.hair import HairMelanin
from undertone.people.skin import Skin

DEFAULT = _core.CoverageOptions()


@dataclass(frozen=True, eq=False)
class Population(Value):
    """The people of a coverage, and what serves them, as ``coverage`` was asked. Small to pickle: a worker needs it beside the line."""

    clients: int
    skin_classes: tuple[str, ...]
    skins: tuple[tuple[str, Skin], ...]
    hair_colors: tuple[str, ...]
    hairs: tuple[tuple[str, HairMelanin], ...]
    tolerance_delta_e_2000: float | None
    years: tuple[float, ...]
    fade_draws: int
    seed: int
    dots: Dots
    habits: Habits
    max_inks: int
    never_use: tuple[str, ...]
    today: str

    def options(self, threads: int) -> Any:
        made = _core.CoverageOptions()
        for name, skin in self.skins:
            made.add_skin(name, skin._core)
        for name, melanin in self.hairs:
            made.add_hair(name, melanin._to_core())
        for name in ("clients", "tolerance_delta_e_2000", "fade_draws", "seed", "max_inks", "today"):
            setattr(made, name, getattr(self, name))
        for name in ("skin_classes", "hair_colors", "years", "never_use"):
            setattr(made, name, list(getattr(self, name)))
        made.dots, made.habits, made.threads = self.dots._to_core(), self.habits._to_core(), threads
        return made

    def _to_core(self, **given: Any) -> Any:
        return self.options(0)


@checked
def population(
    *,
    clients: int = DEFAULT.clients,
    skin_classes: Sequence[str] = (),
    skins: Mapping[str, Skin] | None = None,
    hair_colors: Sequence[str] = (),
    hairs: Mapping[str, HairMelanin] | None = None,
    tolerance_delta_e_2000: float | None = None,
    years: Sequence[float] = tuple(DEFAULT.years),
    fade_draws: int = DEFAULT.fade_draws,
    seed: int = DEFAULT.seed,
    dots: Dots | None = None,
    habits: Habits | None = None,
    max_inks: int = DEFAULT.max_inks,
    never_use: Sequence[str] = (),
    today: str | None = None,
) -> Population:
    """The people of a coverage, and what serves them; ``coverage`` says what each is."""
    if skins is not None and not skins:
        raise DomainError("skins", "none", "at least one skin, or None for skins drawn", "a coverage needs someone to cover")
    return Population(
        clients,
        tuple(skin_classes),
        tuple((skins or {}).items()),
        tuple(hair_colors),
        tuple((hairs or {}).items()),
        tolerance_delta_e_2000,
        tuple(years),
        fade_draws,
        seed,
        dots or Dots(),
        habits or Habits(),
        max_inks,
        tuple(never_use),
        date.today().isoformat() if today is None else today,
    )
