"""Fade models that a user writes in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, Protocol

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone._base.kinds import guarded_callback
from undertone._shown import shown
from undertone.errors import DomainError, Error
from undertone.fade.models import FadeParameter


class CustomFadeModel(Protocol):
    """What ``register_fade_model`` wants its factory to make. Arrays are (S,), (P,), (C,)."""

    state_names: Sequence[str]
    parameters: Sequence[FadeParameter]

    def rhs(self, t_days: float, y: FloatArray, values: FloatArray) -> FloatArray:
        """dy/dt per day."""

    def apply(self, session: Any, deposit: FloatArray, y: FloatArray, values: FloatArray) -> FloatArray:
        """y just after a session (``time_days``, ``new_share``...) that gives ``deposit`` mg per ml of finished dot."""

    def see(self, y: FloatArray, values: FloatArray) -> FloatArray:
        """Pigment in the skin per colorant (mg/ml of finished dot x mm of its length), dots placed, variance in mm^2, top, bottom."""

    def accounted(self, y: FloatArray, values: FloatArray) -> FloatArray:
        """All pigment ever given, per colorant: it must not change between sessions."""

    def in_skin(self, y: FloatArray, values: FloatArray) -> FloatArray:
        """The part of it still in the skin."""


@checked
def register_fade_model(name: str, factory: Callable[[Any, Any, Any], CustomFadeModel]) -> None:
    """Make a model written in Python known under ``name``: slower, same interface.

    ``factory(line, dots, plan)`` is called once per treatment. In other processes it has to be registered again.
    """
    _core.register_fade_model(name, lambda line, dots, plan: _Registered(name, factory(line, dots, plan)))


class _Registered:
    """A user's model as the engine calls it. Errors name the model: those it raises, and those of results that are not arrays of numbers."""

    def __init__(self, name: str, model: CustomFadeModel) -> None:
        try:
            self.state_names = [str(one) for one in model.state_names]
            self.parameters = [
                FadeParameter(*(getattr(one, field.name) for field in fields(FadeParameter))) for one in model.parameters
            ]
            for part in ("rhs", "apply", "see", "accounted", "in_skin"):
                setattr(self, part, self._part(f"{part} of the model {name!r}", getattr(model, part)))
        except Error:
            raise
        except Exception as error:
            what = f"a {type(model).__name__} that lacks a part ({shown(error)})"
            raise DomainError(f"model {name!r}", what, "what CustomFadeModel names") from error

    @staticmethod
    def _part(name: str, function: Callable[..., Any]) -> Callable[..., FloatArray]:
        guarded = guarded_callback(name, function)

        def call(*arguments: Any) -> FloatArray:
            made = as_floats(name, guarded(*arguments))
            if made.ndim != 1:
                raise DomainError(f"{name}: shape", made.shape, "one row of numbers")
            return made

        return call
