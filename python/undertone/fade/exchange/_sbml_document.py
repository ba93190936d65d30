"""An SBML Level 3 Version 2 model put together piece by piece, each with its unit; libSBML's refusals become errors."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from undertone._base.optional import need
from undertone.errors import UnforeseenError

LEVEL, VERSION = 3, 2

POOLS = "finished_dots"
"""The compartment: one millilitre of finished dots, so that amounts in mg are the engine's mg per ml."""

# Name of a unit to (kind, exponent, scale, multiplier) of what it is made of.
_DAY = ("second", 1, 0, 86400.0)
_PER_DAY = ("second", -1, 0, 86400.0)
_YEAR = ("second", 1, 0, 86400 * 365.25)
_PER_YEAR = ("second", -1, 0, 86400 * 365.25)
_MG = ("gram", 1, -3, 1.0)
_PER_ML = ("litre", -1, -3, 1.0)
_KJ_PER_M2 = (("joule", 1, 3, 1.0), ("metre", -2, 0, 1.0))
UNITS: dict[str, tuple[tuple[str, int, int, float], ...]] = {
    "day": (_DAY,),
    "per_day": (_PER_DAY,),
    "per_year": (_PER_YEAR,),
    "day_per_year": (_DAY, _PER_YEAR),
    "radian_per_day": (("dimensionless", 1, 0, 1.0), _PER_DAY),
    "mg": (_MG,),
    "mg_per_day": (_MG, _PER_DAY),
    "ml": (("litre", 1, -3, 1.0),),
    "mg_per_ml": (_MG, _PER_ML),
    "ml_per_mg": (("gram", -1, -3, 1.0), ("litre", 1, -3, 1.0)),
    "mg_mm_per_ml": (_MG, _PER_ML, ("metre", 1, -3, 1.0)),
    "mm": (("metre", 1, -3, 1.0),),
    "mm2": (("metre", 2, -3, 1.0),),
    "mm2_per_day": (("metre", 2, -3, 1.0), _PER_DAY),
    "mm2_per_year": (("metre", 2, -3, 1.0), _PER_YEAR),
    "mm_per_day": (("metre", 1, -3, 1.0), _PER_DAY),
    "mm_per_year": (("metre", 1, -3, 1.0), _PER_YEAR),
    "kJ_per_m2": _KJ_PER_M2,
    "kJ_per_m2_day": (*_KJ_PER_M2, _PER_DAY),
    "m2_per_kJ": (("joule", -1, 3, 1.0), ("metre", 2, 0, 1.0)),
}

OF_PARAMETER = {
    "1": "dimensionless",
    "1/day": "per_day",
    "1/year": "per_year",
    "day": "day",
    "mm": "mm",
    "mm/year": "mm_per_year",
    "mm^2/year": "mm2_per_year",
    "mg/ml": "mg_per_ml",
    "m^2/kJ": "m2_per_kJ",
}
"""Units as the priors write them, to their names here."""


class SbmlDocument:
    """Each method adds one element and returns its id. Formulas are libSBML's infix; bare numbers in them have no unit."""

    def __init__(self, model_id: str, name: str, who: str) -> None:
        self.sbml: Any = need("libsbml", who)
        self.document = self.sbml.SBMLDocument(LEVEL, VERSION)
        self.model = self._done(self.document.createModel())
        self.ids: set[str] = set()
        self._id(self.model, model_id, name)
        for unit, kinds in UNITS.items():
            definition = self._done(self.model.createUnitDefinition())
            self._done(definition.setId(unit))
            for kind, exponent, scale, multiplier in kinds:
                part = self._done(definition.createUnit())
                self._done(part.setKind(self.sbml.UnitKind_forName(kind)))
                self._done(part.setExponent(exponent))
                self._done(part.setScale(scale))
                self._done(part.setMultiplier(multiplier))
        for put, unit in (
            (self.model.setTimeUnits, "day"),
            (self.model.setSubstanceUnits, "mg"),
            (self.model.setExtentUnits, "mg"),
            (self.model.setVolumeUnits, "ml"),
            (self.model.setLengthUnits, "mm"),
        ):
            self._done(put(unit))
        compartment = self._done(self.model.createCompartment())
        self._id(compartment, POOLS, "one millilitre of finished dots, as they healed")
        for put, value in (
            (compartment.setSpatialDimensions, 3),
            (compartment.setSize, 1.0),
            (compartment.setUnits, "ml"),
            (compartment.setConstant, True),
        ):
            self._done(put(value))

    def species(self, id: str, name: str) -> str:
        """A pool of pigment, mg; none at first."""
        one = self._done(self.model.createSpecies())
        self._id(one, id, name)
        for put, value in (
            (one.setCompartment, POOLS),
            (one.setSubstanceUnits, "mg"),
            (one.setInitialAmount, 0.0),
            (one.setHasOnlySubstanceUnits, True),
            (one.setBoundaryCondition, False),
            (one.setConstant, False),
        ):
            self._done(put(value))
        return id

    def parameter(self, id: str, value: float, unit: str, name: str, note: str = "") -> str:
        """A constant."""
        self._parameter(id, value, unit, name, constant=True, note=note)
        return id

    def state(self, id: str, unit: str, slope: str, name: str) -> str:
        """What changes at a rate, per day, and is no pigment; 0 at first."""
        self._parameter(id, 0.0, unit, name, constant=False)
        self._math(self._rule(self.model.createRateRule(), id), slope)
        return id

    def derived(self, id: str, unit: str, formula: str, name: str) -> str:
        """What follows from others at every time."""
        self._parameter(id, None, unit, name, constant=False)
        self._math(self._rule(self.model.createAssignmentRule(), id), formula)
        return id

    def reaction(self, id: str, source: str, product: str, mg_per_day: str) -> None:
        """Pigment that moves from one pool to another."""
        one = self._done(self.model.createReaction())
        self._id(one, id, "")
        self._done(one.setReversible(False))
        self._done(one.setCompartment(POOLS))
        for made, species in ((one.createReactant(), source), (one.createProduct(), product)):
            reference = self._done(made)
            self._done(reference.setSpecies(species))
            self._done(reference.setStoichiometry(1.0))
            self._done(reference.setConstant(True))
        self._math(self._done(one.createKineticLaw()), mg_per_day)

    def event(self, id: str, name: str, time_days: float, rank: int, changes: Mapping[str, str]) -> None:
        """At a time: all changes at once, from the values just before. Of several at one time, the highest rank comes first."""
        one = self._done(self.model.createEvent())
        self._id(one, id, name)
        # Of two on one day the second must find what the first left.
        self._done(one.setUseValuesFromTriggerTime(False))
        trigger = self._done(one.createTrigger())
        self._done(trigger.setInitialValue(False))  # so that a session at time zero is given
        self._done(trigger.setPersistent(True))
        at = self.parameter(f"{id}_time", time_days, "day", f"{name}: time since the first session")
        self._math(trigger, f"time >= {at}")
        self._math(self._done(one.createPriority()), str(rank))
        for variable, formula in changes.items():
            assignment = self._done(one.createEventAssignment())
            self._done(assignment.setVariable(variable))
            self._math(assignment, formula)

    def note(self, element: Any, *paragraphs: str) -> None:
        """Sentences for whoever reads the file, on the model or another element."""
        body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
        self._done(element.setNotes(f'<body xmlns="http://www.w3.org/1999/xhtml">{body}</body>'))

    def annotate(self, xml: str) -> None:
        """Of the model."""
        self._done(self.model.setAnnotation(xml))

    def text(self) -> str:
        """The file."""
        return str(self.sbml.writeSBMLToString(self.document))

    def _parameter(self, id: str, value: float | None, unit: str, name: str, *, constant: bool, note: str = "") -> None:
        one = self._done(self.model.createParameter())
        self._id(one, id, name)
        if value is not None:
            self._done(one.setValue(float(value)))
        self._done(one.setUnits(unit))
        self._done(one.setConstant(constant))
        if note:
            self.note(one, note)

    def _rule(self, rule: Any, variable: str) -> Any:
        self._done(self._done(rule).setVariable(variable))
        return rule

    def _math(self, element: Any, formula: str) -> None:
        tree = self.sbml.parseL3Formula(formula)
        if tree is None:
            raise UnforeseenError("the SBML writer", f"{formula}: {self.sbml.getLastParseL3Error()}")
        self._plain_numbers(tree)
        self._done(element.setMath(tree))

    def _plain_numbers(self, tree: Any) -> None:
        if tree.isNumber() and not tree.isSetUnits():
            self._done(tree.setUnits("dimensionless"))
        for i in range(tree.getNumChildren()):
            self._plain_numbers(tree.getChild(i))

    def _id(self, element: Any, id: str, name: str) -> None:
        if id in self.ids:
            raise UnforeseenError("the SBML writer", f"two elements would be called {id}")
        self.ids.add(id)
        self._done(element.setId(id))
        if name:
            self._done(element.setName(name))

    def _done(self, result: Any) -> Any:
        """What libSBML made, where it did not refuse."""
        refused = result is None or (isinstance(result, int) and result != self.sbml.LIBSBML_OPERATION_SUCCESS)
        if refused:
            raise UnforeseenError("the SBML writer", f"libSBML refused an element ({result})")
        return result
