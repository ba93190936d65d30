"""The tables of a PEtab problem, as frames."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from undertone._base.arrays import FloatArray
from undertone.fade.exchange._ids import Ids
from undertone.fade.exchange.state_reading import StateReading
from undertone.fade.models import FadeModel, FadeParameter
from undertone.fade.series import FadeSeries

CONDITION = "treatment"

DIAMETER = "reading_diameter_mm"

BOUND_SDS = 6.0
"""Where bounds lie: the prior has 2e-9 beyond them."""

AFTER_SESSION_DAYS = 1e-6
"""Readings on the day of a session are taken after it; the tables say so by this much, since simulators differ there."""


def parameter_table(pandas: Any, model: FadeModel, nominal: FloatArray) -> Any:
    """The model's parameters; those of colorants that are never given are not estimated."""
    given = np.sum([np.asarray(session.mg_per_ml) * session.inked_share for session in model._plan.sessions], axis=0)
    idle = {f"[{one.id}]" for one, much in zip(model.plan.blend.line.colorants, given, strict=True) if not much > 0}
    rows, id_of = [], Ids(model)
    for one, value in zip(model.parameters, nominal.tolist(), strict=True):
        priors = prior_columns(one)
        rows.append(
            {
                "parameterId": id_of(one.name),
                "parameterName": one.name,
                "parameterScale": "log" if value > 0 else "lin",
                **priors,
                "lowerBound": min(value, priors["lowerBound"]),
                "upperBound": max(value, priors["upperBound"]),
                "nominalValue": value,
                "estimate": int(value > 0 and len(priors) > 2 and not any(one.name.endswith(id) for id in idle)),
            }
        )
    return pandas.DataFrame(rows).set_index("parameterId")


def prior_columns(one: FadeParameter) -> dict[str, Any]:
    """Columns of the table, empty without a prior that spreads."""
    if not (one.median > 0 and one.log_sd > 0):
        return {"lowerBound": one.median, "upperBound": one.median}
    center = math.log(one.median)
    kind, numbers = "logNormal", f"{center!r};{one.log_sd!r}"
    return {
        "lowerBound": math.exp(center - BOUND_SDS * one.log_sd),
        "upperBound": math.exp(center + BOUND_SDS * one.log_sd),
        "objectivePriorType": kind,
        "objectivePriorParameters": numbers,
        "initializationPriorType": kind,
        "initializationPriorParameters": numbers,
    }


def observable_id(model: FadeModel, quantity: str) -> str:
    """Of a quantity in ``FadeModel.seen_names``."""
    return f"reading_{Ids(model)(quantity)}"


def observable_table(pandas: Any, series: FadeSeries, model: FadeModel, readings: Sequence[StateReading]) -> Any:
    """The diameter, and what is read of states."""
    rows = [
        {
            "observableId": DIAMETER,
            "observableName": "width of the dots, 4 standard deviations, mm",
            "observableFormula": "4 * sqrt(dot_variance_mm2)",
            "observableTransformation": "log",
            "noiseFormula": repr(float(series.diameter_sd)),
            "noiseDistribution": "normal",
        }
    ]
    for quantity in dict.fromkeys(reading.quantity for reading in readings):
        id = observable_id(model, quantity)
        rows.append(
            {
                "observableId": id,
                "observableName": quantity,
                "observableFormula": Ids(model)(quantity),
                "observableTransformation": "lin",
                "noiseFormula": f"noiseParameter1_{id}",
                "noiseDistribution": "normal",
            }
        )
    return pandas.DataFrame(rows).set_index("observableId")


def measurement_table(pandas: Any, series: FadeSeries, model: FadeModel, readings: Sequence[StateReading]) -> Any:
    """All that was read, at its time."""
    sessions = set(model.sessions_days.tolist())

    def row(id: str, time_days: float, value: float, sd: float) -> dict[str, Any]:
        time = time_days + AFTER_SESSION_DAYS if time_days in sessions else time_days
        head = {"observableId": id, "simulationConditionId": CONDITION}
        return {**head, "measurement": value, "time": time, "noiseParameters": sd}

    rows = [
        row(DIAMETER, visit.time_days, visit.diameter_mm, math.nan)  # nan: an empty cell
        for visit in series.visits
        if visit.diameter_mm is not None
    ]
    rows += [row(observable_id(model, one.quantity), one.time_days, one.value, one.sd) for one in readings]
    return pandas.DataFrame(rows)
