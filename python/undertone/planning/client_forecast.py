"""How a client's treatment looks over the years."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.matching.search import treatment_options
from undertone.people.client import Client
from undertone.planning.client_sessions import SessionRecord, _records


@dataclass(frozen=True)
class TreatmentForecast(Value):
    """How a treatment looks over the years, as ``undertone fade`` shows it; ``rows`` has one dict per year asked for.

    ``years_after_last_session`` is the unit of time of the rows. For arrays and draws use ``simulate_fade``.
    """

    text: str
    json: str

    @property
    def data(self) -> dict[str, Any]:
        """The same as ``undertone fade --json``."""
        data: dict[str, Any] = json.loads(self.json)
        return data

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One per year."""
        rows: list[dict[str, Any]] = self.data["rows"]
        return rows

    @property
    def basis(self) -> str:
        """What is forecast."""
        return str(self.data["basis"])

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Of the forecast."""
        return tuple(Diagnostic(**one) for one in self.data["diagnostics"])

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<TreatmentForecast: {self.basis}>"


@checked
def forecast_client(
    client: Client,
    line: Line,
    dots: Dots | None = None,
    *,
    blend: Blend | None = None,
    sessions: Sequence[SessionRecord] | str | PathLike[str] | None = None,
    years: Sequence[float] | None = None,
    draws: int = 200,
    seed: int = 0,
    model: str = "two_rate",
    **options: Any,
) -> TreatmentForecast:
    """How the client's plan, or a blend of your own from bare skin, looks over the years.

    Parameters
    ----------
    blend : Blend
        Instead of the plan: sessions of this blend by the plan's shares.
    sessions
        As for ``plan_session``: those done count, and those to come.
    years : sequence of float
        After the last session.
    draws, seed, model
        As for ``simulate_fade``.
    options
        As for ``match``.

    Raises
    ------
    DataError, DomainError
    """
    treatment = treatment_options(dots or Dots(), options, draws=draws, seed=seed, model=model)
    when = list(_core.default_forecast_years() if years is None else years)
    if blend is not None:
        made, text = _core.forecast_blend(client._core, line._core, blend._core, when, treatment)
    else:
        done = _records(client, line, sessions)
        made, text = _core.forecast_plan(client._core, done, line._core, when, treatment)
    return TreatmentForecast(text, made)
