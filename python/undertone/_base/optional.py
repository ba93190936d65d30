"""Libraries that are asked for only where they are used; where one is missing, the message names the extra that brings it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from undertone.errors import MissingLibraryError

_EXTRAS = {
    "cv2": ("OpenCV with its contributed modules", "photo"),
    "weasyprint": ("WeasyPrint", "pdf"),
    "matplotlib": ("matplotlib", "plots"),
    "libsbml": ("libSBML", "exchange"),
    "pandas": ("pandas", "frames"),
    "petab": ("PEtab", "exchange"),
    "SALib": ("SALib", "sensitivity"),
    "scipy": ("SciPy", "frames"),
    "xarray": ("xarray", "frames"),
}


def need(module: str, who: str) -> Any:
    """The module, or MissingLibraryError: "find_card needs OpenCV ...: pip install 'undertone[photo]'"."""
    try:
        return import_module(module)
    except ImportError as error:
        raise missing(module.split(".")[0], who) from error


def missing(library: str, who: str) -> MissingLibraryError:
    name, extra = _EXTRAS[library]
    return MissingLibraryError(f"{who} needs {name}: pip install 'undertone[{extra}]'", library)
