"""Fade models as SBML Level 3 Version 2, for other simulators, and back.

Hucka 2003, Bioinformatics 19:524; Keating 2020, Mol Syst Biol 16:e9110; through libSBML (Bornstein 2008, Bioinformatics 24:880).
"""

from __future__ import annotations

from os import PathLike, fspath

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone.fade.exchange._sbml_file import model_of_sbml, sbml_text, values_of
from undertone.fade.models import FadeModel


@checked
def write_sbml(
    path: str | PathLike[str], model: FadeModel, values: npt.ArrayLike | None = None, *, overwrite: bool = False
) -> None:
    """Write a fade model as SBML Level 3 Version 2: the whole treatment, ready to be simulated from time zero.

    Time is in days since the first session. Pools of pigment are species, in mg per ml of finished dots (amounts in a compartment of
    one millilitre); what is lost on the way (shed, drained, cleared, degraded by light) are species too, so that the sum per colorant
    changes at sessions alone. The other states (variance of a dot in mm^2, ultraviolet dose in kJ/m^2, ...) are parameters with rate
    rules. Sessions and touch-ups are events at their times; of several on one day, priorities keep the order. The daily dose of light
    is the Fourier series that the engine uses. What can be seen (``FadeModel.seen_names``) stands there as assignment rules; how it
    looks does not: the optics of skin is no formula of SBML. Parameters have their units, and notes say where they come from.

    The file holds the skin and the plan as well (in an annotation), so that ``read_sbml`` gives the model back. It appears whole or not
    at all, readable by its owner alone (mode 0600).

    Parameters
    ----------
    path : path
    model : FadeModel
        ``"two_rate"`` or ``"mechanistic"``.
    values : (P,), optional
        Of the parameters; the priors' medians where not given.

    Raises
    ------
    DomainError
        For values that contradict each other.
    UnsupportedError
        For a model written in Python: its functions are no formulas.
    DataError
        The file exists (unless ``overwrite``), or cannot be written.
    MissingLibraryError
        (an ImportError) Without libSBML: extra ``undertone[exchange]``.

    Examples
    --------
    >>> import undertone
    >>> model = undertone.FadeModel(undertone.Skin(), undertone.FadePlan(undertone.Blend({"pure_black": 1}, 20)))
    >>> undertone.write_sbml("fade.xml", model)  # doctest: +SKIP
    """
    text = sbml_text(model, values_of(model, values), "write_sbml")
    _core.write_output_file(fspath(path), text.encode(), "the fade model", overwrite, owner_only=True)


@checked
def read_sbml(path: str | PathLike[str]) -> tuple[FadeModel, FloatArray]:
    """The fade model that ``write_sbml`` wrote, and the values (P,) of its parameters.

    Values may have been changed by another program. Everything else must be as it was written, to rounding (it is written again and
    compared), whatever other programs have added in notes and annotations.

    Raises
    ------
    DataError
        (a ValueError) For what is no SBML, SBML of another origin, and a model whose equations were changed: undertone has no place
        for them. SBML says how states move, not which of them a session adds to, or what of them can be seen: a model of one's own
        goes in through ``register_fade_model``.
    MissingLibraryError
        (an ImportError) Without libSBML: extra ``undertone[exchange]``.
    """
    file = fspath(path)
    return model_of_sbml(_core.read_input_file(file, "exchange").decode("utf-8", "replace"), file, "read_sbml")
