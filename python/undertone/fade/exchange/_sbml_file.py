"""The text of an SBML file of a fade model, and what is read of one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import zip_longest
from typing import Any
from xml.parsers import expat

import numpy.typing as npt

from undertone import _core
from undertone._base.arrays import FloatArray, as_floats
from undertone._base.optional import need
from undertone.errors import DataError, DomainError, Error, UnsupportedError
from undertone.fade.exchange._ids import Ids
from undertone.fade.exchange._mechanistic_equations import write_mechanistic
from undertone.fade.exchange._sbml_document import SbmlDocument
from undertone.fade.exchange._two_rate_equations import write_two_rate
from undertone.fade.models import FadeModel

NAMESPACE = "urn:undertone:fade"

_WRITERS = {"two_rate": write_two_rate, "mechanistic": write_mechanistic}

_DEEPEST = 200  # elements in a file; those written nest 20 deep or so

_SAME = 1e-13  # relative, of numbers of a file: libSBML writes 15 digits


def values_of(model: FadeModel, values: npt.ArrayLike | None) -> FloatArray:
    """(P,) checked; the medians where there are none."""
    if values is None:
        return model.medians
    given = as_floats("values", values)
    if given.shape != (len(model.parameters),):
        raise DomainError("values.shape", given.shape, f"({len(model.parameters)},): {', '.join(model.parameter_names)}")
    return given


def sbml_text(model: FadeModel, values: FloatArray, who: str) -> str:
    """The SBML file."""
    if model.name not in _WRITERS:
        raise UnsupportedError(
            f"{who} writes the models {' and '.join(_WRITERS)}; {model.name!r} is written in Python, and its functions are no "
            "formulas: write its SBML by hand"
        )
    why = model.at(values).why_infeasible()
    if why:
        raise DomainError("values", f"such that {why}", "values that do not contradict each other")
    out = SbmlDocument(f"undertone_{model.name}", f"undertone {model.name}: pigment in scalp", who)
    common = _WRITERS[model.name](out, model, values)
    out.note(
        out.model,
        f"Written by undertone {_core.__version__}, fade model {model.name}. Time: days since the first session. "
        "A prediction of a model that has not been validated on healed scalp.",
        "Species are mg of a colorant per ml of finished dots. Per colorant their sum changes at sessions alone.",
        f"The daily dose is the engine's to {common.light_off:.1g} of its highest.",
        "Values of parameters that contradict each other (a held share or dermal share outside 0 to 1, an implanted variance below a "
        "quarter of the healed one, retention above 2) are refused by undertone; nothing here refuses them.",
    )
    kept = json.dumps({"model": model.to_dict(), "values": values.tolist()}, ensure_ascii=True, allow_nan=False)
    version = escape(_core.__version__, quote=True)
    out.annotate(
        f'<annotation><fade:model xmlns:fade="{NAMESPACE}" name="{model.name}" undertone_version="{version}">'
        f"{escape(kept)}</fade:model></annotation>"
    )
    return out.text()


def model_of_sbml(text: str, file: str, who: str) -> tuple[FadeModel, FloatArray]:
    """The model and its values in the text of a file."""
    sbml = need("libsbml", who)

    def refuse(problem: str, what_to_do: str, line: int = 0, column: int = 0) -> DataError:
        return DataError(file, line, column, problem, "it gives no fade model", what_to_do)

    _look_over(text, refuse)
    document = sbml.readSBMLFromString(text)
    for i in range(document.getNumErrors()):
        error = document.getError(i)
        if error.getSeverity() >= sbml.LIBSBML_SEV_ERROR:
            what = " ".join(error.getShortMessage().split())
            raise refuse(f"this is no SBML: {what}", "give a file of write_sbml", error.getLine(), error.getColumn())
    own = _annotation(document.getModel())
    if own is None:
        raise refuse(
            "it was not written by undertone: SBML says how states move, but not which of them a session adds to, nor what is seen",
            "write the model in Python and register it with register_fade_model",
        )
    try:
        kept = json.loads(own)
        model = FadeModel.from_dict(kept["model"])
        written = values_of(model, kept["values"])
    except (Error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise refuse(f"its annotation is damaged ({error})", "write it again with write_sbml") from error
    if model.name not in _WRITERS:
        raise refuse(f"its model is {model.name!r}", f"models in SBML are {', '.join(_WRITERS)}")
    values, id_of = written.copy(), Ids(model)
    for i, parameter in enumerate(model.parameters):
        found = document.getModel().getParameter(id_of(parameter.name))
        if found is None or not found.isSetValue():
            raise refuse(f"it lacks a value of the parameter {parameter.name}", "write it again with write_sbml")
        if not _alike(found.getValue(), values[i]):
            values[i] = found.getValue()
    try:
        again = sbml.readSBMLFromString(sbml_text(model, values, who))
    except DomainError as error:
        raise refuse(f"its parameters cannot be used: {error}", "correct their values") from error
    if changed := _difference(_content(sbml, document), _content(sbml, again)):
        raise refuse(f"it is no longer what undertone wrote: {changed}", "change values of parameters only")
    return model, values


def _look_over(text: str, refuse: Callable[..., DataError]) -> None:
    """Refuses what could bring libSBML down, which walks elements by recursion and expands entities."""
    depth = 0
    parser = expat.ParserCreate("utf-8")

    def declaration(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise refuse(f"it is written in {encoding}", "save it in UTF-8")

    def doctype(*_: Any) -> None:
        raise refuse("it declares a document type, which SBML does not need", "save it without")

    def start(*_: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise refuse(f"its elements are nested more than {_DEEPEST} deep", "give a file of write_sbml")

    def end(*_: Any) -> None:
        nonlocal depth
        depth -= 1

    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declaration, doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        what = f"this is no SBML: {expat.ErrorString(error.code)}"
        raise refuse(what, "give a file of write_sbml", error.lineno, error.offset + 1) from error


def _annotation(model: Any) -> str | None:
    """The text of undertone's own, where there is one."""
    annotation = model.getAnnotation() if model is not None else None
    if annotation is None:
        return None
    for i in range(annotation.getNumChildren()):
        child = annotation.getChild(i)
        if child.getName() == "model" and child.getURI() == NAMESPACE:
            return "".join(child.getChild(k).getCharacters() for k in range(child.getNumChildren()))
    return None


def _content(sbml: Any, document: Any) -> Iterator[tuple[Any, ...]]:
    """All that a simulator looks at, in order of kind and id."""
    model = document.getModel()

    def math(element: Any) -> str:
        return str(sbml.formulaToL3String(element.getMath())) if element is not None and element.isSetMath() else ""

    def of(elements: Any) -> list[Any]:
        return sorted(elements, key=lambda one: str(one.getIdAttribute()))

    def species(references: Any) -> tuple[Any, ...]:
        return tuple((one.getSpecies(), one.getStoichiometry(), one.isSetStoichiometry()) for one in references)

    yield "units", model.getTimeUnits(), model.getSubstanceUnits(), model.getExtentUnits(), model.getVolumeUnits()
    for one in of(model.getListOfUnitDefinitions()):
        parts = tuple((u.getKind(), u.getExponentAsDouble(), u.getScale(), u.getMultiplier()) for u in one.getListOfUnits())
        yield "unit", one.getId(), parts
    for one in of(model.getListOfCompartments()):
        yield "compartment", one.getId(), one.getSize(), one.getUnits(), one.getConstant()
    for one in of(model.getListOfSpecies()):
        kept = (one.getHasOnlySubstanceUnits(), one.getBoundaryCondition(), one.getConstant(), one.getConversionFactor())
        yield "species", one.getId(), one.getInitialAmount(), one.isSetInitialAmount(), one.getSubstanceUnits(), *kept
    for one in of(model.getListOfParameters()):
        yield "parameter", one.getId(), one.getValue() if one.isSetValue() else None, one.getUnits(), one.getConstant()
    for one in sorted(model.getListOfRules(), key=lambda rule: str(rule.getVariable())):
        yield "rule", one.getVariable(), one.getTypeCode(), math(one)
    for one in sorted(model.getListOfInitialAssignments(), key=lambda given: str(given.getSymbol())):
        yield "initial assignment", one.getSymbol(), math(one)
    for one in of(model.getListOfReactions()):
        yield (
            "reaction",
            one.getId(),
            species(one.getListOfReactants()),
            species(one.getListOfProducts()),
            math(one.getKineticLaw()),
        )
    for one in of(model.getListOfEvents()):
        trigger = one.getTrigger()
        when = (
            math(trigger),
            trigger.getInitialValue(),
            trigger.getPersistent(),
            math(one.getPriority()),
            math(one.getDelay()),
        )
        changes = sorted((change.getVariable(), math(change)) for change in one.getListOfEventAssignments())
        yield "event", one.getId(), one.getUseValuesFromTriggerTime(), *when, tuple(changes)
    yield "others", model.getNumFunctionDefinitions(), model.getNumConstraints(), model.getConversionFactor()
    yield "packages", tuple(sorted(document.getPlugin(i).getPackageName() for i in range(document.getNumPlugins())))


def _difference(here: Iterable[tuple[Any, ...]], there: Iterable[tuple[Any, ...]]) -> str:
    """The first, in words; empty where there is none."""
    for one, other in zip_longest(here, there):
        if one is None or other is None:
            return f"{_in_words(one or other)} was {'added' if other is None else 'taken away'}"
        if not _alike(one, other):
            return f"{_in_words(one)} stands where {_in_words(other)} stood"
    return ""


def _alike(here: Any, there: Any) -> bool:
    """Equal, numbers to rounding."""
    if isinstance(here, tuple) and isinstance(there, tuple):
        return len(here) == len(there) and all(_alike(a, b) for a, b in zip(here, there, strict=True))
    if isinstance(here, float) and isinstance(there, float):
        return abs(here - there) <= _SAME * abs(there)
    return bool(here == there)


def _in_words(content: tuple[Any, ...]) -> str:
    shown = " ".join(str(one) for one in content[:2]) + ": " + ", ".join(str(one) for one in content[2:])
    return shown if len(shown) < 160 else shown[:157] + "..."
