"""Calibration problems as PEtab (version 1), for other programs that fit, and back.

Schmiester 2021, PLoS Comput Biol 17:e1008646; through the petab library, which also checks them (``petab.v1.lint_problem``).
"""

from __future__ import annotations

import io
import tempfile
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.optional import need
from undertone._base.ranges import at_most
from undertone._base.values import Value, from_json
from undertone.errors import DataError, DomainError, Error, UnsupportedError
from undertone.fade.exchange._ids import Ids
from undertone.fade.exchange._petab_tables import (
    AFTER_SESSION_DAYS,
    CONDITION,
    DIAMETER,
    measurement_table,
    observable_id,
    observable_table,
    parameter_table,
    prior_columns,
)
from undertone.fade.exchange._sbml_file import model_of_sbml, sbml_text, values_of
from undertone.fade.exchange.state_reading import StateReading
from undertone.fade.models import FadeModel
from undertone.fade.series import FadeSeries
from undertone.fade.visits import Visit

MODEL, SERIES, PROBLEM = "model.xml", "undertone_series.json", "problem.yaml"
PARAMETERS, MEASUREMENTS, OBSERVABLES, CONDITIONS = "parameters.tsv", "measurements.tsv", "observables.tsv", "conditions.tsv"
FILES = (MODEL, PARAMETERS, MEASUREMENTS, OBSERVABLES, CONDITIONS, PROBLEM, SERIES)

OPTICAL = ("lab", "reflectance", "density_score")
"""What a visit reads through the optics of skin."""

_MOST_STATE_READINGS = 10_000


@dataclass(frozen=True, eq=False)
class PetabProblem(Value):
    """What ``read_petab`` found.

    Attributes
    ----------
    series : FadeSeries
    model : FadeModel
    values : (P,)
        Nominal values of the parameters: where a fit starts, or what one found.
    state_readings : tuple of StateReading
    """

    series: FadeSeries
    model: FadeModel
    values: FloatArray
    state_readings: tuple[StateReading, ...] = ()


@checked
def write_petab(
    folder: str | PathLike[str],
    series: FadeSeries,
    model: str = "two_rate",
    *,
    values: npt.ArrayLike | None = None,
    state_readings: Sequence[StateReading] = (),
    leave_out: Collection[str] = (),
    overwrite: bool = False,
) -> None:
    """Write one client's calibration as a PEtab problem (version 1): ``problem.yaml`` with its tables, and the model as SBML.

    The parameters are those of the model, on a logarithmic scale, with their log-normal priors and bounds six standard deviations from
    the medians; those without spread, and those of colorants that the client never received, are not estimated. The measurements
    are the visits' ``diameter_mm``, log-normal with the series' ``diameter_sd`` exactly as ``fit_fade`` has them, and
    ``state_readings``, normal. Times are days since the first session; readings on the day of a session stand a millionth of a day
    later, after it.

    PEtab's formulas cannot hold the optics of skin, through which a state is seen as a colour. Readings of colour (``lab``,
    ``reflectance``, ``density_score``) are therefore refused, or named in ``leave_out``: then no other program's fit sees them,
    and what it finds is not what ``fit_fade`` finds of the whole series. They are kept, with the skin and the plan, in
    ``undertone_series.json``, so that ``read_petab`` gives back all of it.

    Parameters
    ----------
    folder : path
        Made where there is none. Files are readable by their owner alone (mode 0600).
    series : FadeSeries
    model : str
    values : (P,), optional
        Nominal values; the priors' medians where not given.
    state_readings : sequence of StateReading
    leave_out : collection of str
        Of ``"lab"``, ``"reflectance"``, ``"density_score"``.

    Raises
    ------
    UnsupportedError
        For readings of colour that are not left out, and a model written in Python.
    DomainError
        For a series in which nothing is left to fit, and values that contradict each other.
    DataError
        A file exists (unless ``overwrite``), or cannot be written.
    MissingLibraryError
        (an ImportError) Without the libraries: extra ``undertone[exchange]``.

    Examples
    --------
    >>> import undertone
    >>> plan = undertone.FadePlan(undertone.Blend({"pure_black": 1}, 20))
    >>> series = undertone.FadeSeries(undertone.Skin(), plan, [undertone.Visit(400, diameter_mm=0.14)])
    >>> undertone.write_petab("problem", series)  # doctest: +SKIP
    """
    fade_model = FadeModel(series.skin, series.plan, model)
    nominal = values_of(fade_model, values)
    readings = tuple(state_readings)
    at_most("state_readings", len(readings), _MOST_STATE_READINGS, "readings")
    _refuse_colors(series, leave_out)
    for reading in readings:
        if reading.quantity not in fade_model.seen_names:
            raise DomainError("state_readings: quantity", repr(reading.quantity), ", ".join(fade_model.seen_names))
    if not readings and all(visit.diameter_mm is None for visit in series.visits):
        raise DomainError(
            "series",
            "without any diameter_mm, and no state_readings",
            "something that PEtab can hold",
            "there is nothing to fit",
        )
    model_file = sbml_text(fade_model, nominal, "write_petab")
    petab, pandas = need("petab.v1", "write_petab"), need("pandas", "write_petab")
    rest = replace(series, visits=[replace(visit, diameter_mm=None) for visit in series.visits])
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if not overwrite and (target / name).exists():
            problem = "this file exists"
            raise DataError(
                str(target / name), 0, 0, problem, "it would be lost", "name another folder, or say overwrite=True"
            )
    with tempfile.TemporaryDirectory() as made, _quiet():
        at = {name: Path(made) / name for name in FILES}
        at[MODEL].write_text(model_file, encoding="utf-8")
        at[SERIES].write_text(rest.to_json(indent=1), encoding="utf-8")
        petab.write_parameter_df(parameter_table(pandas, fade_model, nominal), at[PARAMETERS])
        petab.write_measurement_df(measurement_table(pandas, series, fade_model, readings), at[MEASUREMENTS])
        petab.write_observable_df(observable_table(pandas, series, fade_model, readings), at[OBSERVABLES])
        conditions = pandas.DataFrame({"conditionId": [CONDITION], "conditionName": ["the client's treatment"]})
        petab.write_condition_df(conditions.set_index("conditionId"), at[CONDITIONS])
        petab.create_problem_yaml(
            at[MODEL], at[CONDITIONS], at[MEASUREMENTS], at[PARAMETERS], at[OBSERVABLES], at[PROBLEM]
        )  # fmt: skip
        for name in FILES:
            _core.write_output_file(
                str(target / name), at[name].read_bytes(), "the PEtab problem", overwrite, owner_only=True
            )


@checked
def read_petab(folder: str | PathLike[str]) -> PetabProblem:
    """The problem that ``write_petab`` wrote into a folder: all visits, the model, nominal values, readings of states.

    The tables count: nominal values, measurements and the noise of diameters may have been changed, and measurements added. The model
    must be as it was written, and so must the priors, which are the model's own.

    Raises
    ------
    DataError
        (a ValueError) naming the file, for what is missing, damaged, of another origin, or has no place in undertone.
    MissingLibraryError
        (an ImportError) Without the libraries: extra ``undertone[exchange]``.
    """
    at = Path(folder)
    series = _read_series(at / SERIES)
    model = model_of_sbml(_text(at / MODEL), str(at / MODEL), "read_petab")[0]
    if FadeModel(series.skin, series.plan, model.name) != model:
        problem = f"its skin and plan are not those of {MODEL}"
        raise _refused(at / SERIES, problem, "take both files from one write_petab")
    petab, pandas = need("petab.v1", "read_petab"), need("pandas", "read_petab")

    def table(name: str, get: Any) -> Any:
        try:
            with _quiet():
                return get(pandas.read_csv(io.StringIO(_text(at / name)), sep="\t", float_precision="round_trip"))
        except Error:
            raise
        except Exception as error:  # whatever damaged tables do to the libraries
            raise _refused(at / name, f"this is no table of PEtab ({type(error).__name__}: {error})") from error

    values = _nominal_values(table(PARAMETERS, petab.get_parameter_df), model, at / PARAMETERS)
    observables = table(OBSERVABLES, petab.get_observable_df)
    measured = table(MEASUREMENTS, petab.get_measurement_df)
    try:
        return _problem(series, model, values, observables, measured, at)
    except Error:
        raise
    except Exception as error:
        raise _refused(
            at / MEASUREMENTS, f"this is not what write_petab writes ({type(error).__name__}: {error})"
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what pandas deprecates of what the petab library does: no caller can change it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _refuse_colors(series: FadeSeries, leave_out: Collection[str]) -> None:
    for name in leave_out:
        if name not in OPTICAL:
            raise DomainError("leave_out", repr(name), ", ".join(OPTICAL))
    for visit in series.visits:
        for name in OPTICAL:
            if getattr(visit, name) is not None and name not in leave_out:
                raise UnsupportedError(
                    f"visit at day {visit.time_days:g}: PEtab cannot hold {name}: it follows from the states through the optics of "
                    f"skin, which is no formula; leave_out=[{name!r}] writes the problem without, for a fit that does not see it"
                )


def _refused(file: Path, problem: str, what_to_do: str = "give a folder of write_petab") -> DataError:
    return DataError(str(file), 0, 0, problem, "the problem cannot be read", what_to_do)


def _text(file: Path) -> str:
    try:
        return _core.read_input_file(str(file), "exchange").decode()
    except UnicodeDecodeError as error:
        raise _refused(file, f"this is no text in UTF-8 ({error})") from error


def _read_series(file: Path) -> FadeSeries:
    try:
        series = from_json(_text(file))
    except DataError as error:
        raise error if error.file == str(file) else _refused(file, str(error)) from error
    except Error as error:
        raise _refused(file, str(error)) from error
    if not isinstance(series, FadeSeries):
        raise _refused(file, f"this is a {type(series).__name__}, no FadeSeries")
    return series


def _nominal_values(table: Any, model: FadeModel, file: Path) -> FloatArray:
    id_of = Ids(model)
    known = {id_of(one.name): one for one in model.parameters}
    strange = [str(id) for id in table.index if id not in known]
    missing = [id for id in known if id not in table.index]
    if strange or missing or len(table) != len(known):
        wrong = f"strange: {', '.join(strange) or 'none'}; missing: {', '.join(missing) or 'none'}"
        raise _refused(file, f"its parameters are not the model's, each once ({wrong})")
    for id, one in known.items():
        wanted, found = prior_columns(one), table.loc[id]
        kinds = {str(found.get(name, "")) for name in wanted if name.endswith("Type")} - {"logNormal"}
        numbers = [str(found.get(name, "")) for name in wanted if name.endswith("Parameters")]
        if kinds or any(not _same_numbers(text, wanted["objectivePriorParameters"]) for text in numbers):
            problem = f"the prior of {one.name} was changed"
            raise _refused(
                file, problem, "priors are the model's own: change data/exposure/fade_priors.toml, or the dots, instead"
            )
    values = np.array([float(table.loc[id, "nominalValue"]) for id in known])
    why = "not finite or negative" if not (values >= 0).all() or not np.isfinite(values).all() else ""
    why = why or model.at(values).why_infeasible()
    if why:
        raise _refused(file, f"its nominal values cannot be used: {why}", "correct them")
    return values


def _same_numbers(one: str, other: str) -> bool:
    try:
        return bool(
            np.allclose([float(x) for x in one.split(";")], [float(x) for x in other.split(";")], rtol=1e-12, atol=1e-12)
        )
    except ValueError:
        return False


def _problem(
    series: FadeSeries, model: FadeModel, values: FloatArray, observables: Any, measured: Any, at: Path
) -> PetabProblem:
    quantities = {observable_id(model, name): name for name in model.seen_names}
    wanted = observable_table(
        need("pandas", "read_petab"), series, model, [StateReading(0, name, 0, 1) for name in model.seen_names]
    )
    for id in observables.index:
        if id not in wanted.index:
            raise _refused(at / OBSERVABLES, f"{id!r} is nothing that undertone reads")
        fixed = ["observableFormula", "observableTransformation", *([] if id == DIAMETER else ["noiseFormula"])]
        for column in fixed:
            if str(observables.loc[id].get(column)) != wanted.loc[id, column]:
                raise _refused(at / OBSERVABLES, f"{column} of {id!r} was changed", f"it is {wanted.loc[id, column]}")
    sessions = model.sessions_days
    diameters: dict[float, float] = {}
    in_order = []
    for row in measured.to_dict("records"):
        id, time, value = row["observableId"], float(row["time"]), float(row["measurement"])
        if id not in observables.index or row["simulationConditionId"] != CONDITION:
            raise _refused(at / MEASUREMENTS, f"{id!r} under {row['simulationConditionId']!r} is not of this problem")
        nearest = float(sessions[np.abs(sessions + AFTER_SESSION_DAYS - time).argmin()])
        if abs(nearest + AFTER_SESSION_DAYS - time) < 0.01 * AFTER_SESSION_DAYS:
            time = nearest
        if id == DIAMETER:
            if time in diameters:
                raise _refused(at / MEASUREMENTS, f"two diameters at day {time:g}", "average repeated readings first")
            diameters[time] = value
        else:
            in_order.append(StateReading(time, quantities[id], value, float(row["noiseParameters"])))
    visits = [replace(visit, diameter_mm=diameters.pop(visit.time_days, None)) for visit in series.visits]
    visits += [Visit(time, diameter_mm=value) for time, value in diameters.items()]
    diameter_sd = float(observables.loc[DIAMETER, "noiseFormula"]) if DIAMETER in observables.index else series.diameter_sd
    return PetabProblem(replace(series, visits=visits, diameter_sd=diameter_sd), model, values, tuple(in_order))
