"""Arrays on their way into the engine: float64, checked, in the shape it wants."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.roots import AnyValue
from undertone._shown import shown, shown_repr
from undertone.errors import ArgumentTypeError, DomainError

FloatArray: TypeAlias = npt.NDArray[np.float64]

wavelengths_nm: FloatArray = _core.wavelengths_nm()

wavelengths_nm.flags.writeable = False

BANDS = wavelengths_nm.size


def as_floats(name: str, values: npt.ArrayLike) -> FloatArray:
    """Convert to float64; what ``as_numbers`` refuses is refused."""
    return as_numbers(name, values).astype(np.float64, copy=False)


def as_numbers(name: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """An array of whatever real type it has. What is not real numbers, all there, is a DomainError that names the argument and
    what it is instead: masked, complex, text, dates, objects, records, rows of unequal length."""
    if values is None:
        raise DomainError(name, "None", "numbers")
    if isinstance(values, AnyValue):
        raise ArgumentTypeError(name, "numbers", type(values).__name__)
    _check_size(name, values)
    if isinstance(values, np.ma.MaskedArray) or _holds_masked(values):
        masked = int(np.ma.getmaskarray(np.ma.asarray(values)).sum())
        raise DomainError(
            name, f"a masked array ({masked} values masked)", "numbers, each of them there", _WHAT_TO_DO["masked"]
        )
    try:
        array = np.asarray(values)
    except Exception as error:  # whatever a caller's own __array__, __len__ or __float__ raises
        what = f"{type(values).__name__} ({type(error).__name__}: {shown(error)})"
        raise DomainError(name, what, "numbers", _WHAT_TO_DO["ragged"]) from None
    if array.dtype.kind in _NOT_NUMBERS:
        what, key = _NOT_NUMBERS[array.dtype.kind]
        raise DomainError(name, f"{what}{_example(array)}", "real numbers", _WHAT_TO_DO[key])
    return array


def _check_size(name: str, values: Any) -> None:
    """Before anything is copied: what takes no memory as it is (a range, an array broadcast) may take all there is as numbers."""
    if isinstance(values, np.ndarray):
        held = values.base if isinstance(values.base, np.ndarray) else values
        if values.size > MOST_NUMBERS or values.size > max(MOST_REPEATED, 16 * held.size):
            raise DomainError(name, f"{values.size:g} numbers", f"up to {MOST_NUMBERS:g} at once", "call for parts of them")
        return
    try:
        count = len(values)
    except Exception:
        return
    if count > MOST_LISTED:
        raise DomainError(name, f"a {type(values).__name__} of {count:g} entries", f"up to {MOST_LISTED:g}", "give an array")


MOST_NUMBERS, MOST_REPEATED, MOST_LISTED = 100_000_000, 1_000_000, 10_000_000

_NOT_NUMBERS = {
    "c": ("complex numbers", "complex"),
    "U": ("text", "text"),
    "S": ("bytes", "text"),
    "O": ("Python objects", "object"),
    "M": ("dates", "date"),
    "m": ("time spans", "date"),
    "V": ("records with named fields", "record"),
}

_WHAT_TO_DO = {
    "masked": "fill or leave out what is masked; values.filled(numpy.nan) where gaps are allowed",
    "ragged": "give rows of equal length",
    "complex": "take .real if that is what is meant",
    "text": "read the numbers first; numpy.asarray(values, dtype=float) does where each is written as one",
    "object": "convert with numpy.asarray(values, dtype=float) once none is missing",
    "date": "give numbers in the unit of the argument, such as days since the first session",
    "record": "take one field: values['name']",
}


def _holds_masked(values: object) -> bool:
    return isinstance(values, (list, tuple)) and any(isinstance(item, np.ma.MaskedArray) for item in values)


def _example(array: npt.NDArray[Any]) -> str:
    """The first thing in it that is no number, with its place."""
    if array.dtype.kind == "V":
        return f" {list(array.dtype.names or ())}"
    for index, item in np.ndenumerate(array):
        if array.dtype.kind != "O" or not isinstance(item, (int, float, np.number)):
            at = f"[{','.join(map(str, index))}]" if index else ""
            return f" ({at}{' is ' if at else ''}{shown_repr(item)})"
    return ""


def as_reflectance(name: str, values: npt.ArrayLike) -> FloatArray:
    """Check reflectance on the engine's grid: shape (..., 81), finite, a fraction of a perfect white."""
    array = as_floats(name, values)
    if array.ndim == 0 or array.shape[-1] != BANDS:
        raise DomainError(
            f"{name}.shape",
            array.shape,
            f"(..., {BANDS}): one value per band of undertone.wavelengths_nm",
            "put other wavelengths on the grid with undertone.resample",
        )
    _check(name, array, np.isfinite(array), "finite numbers")
    _check(name, array, array >= 0, "0 to 1.5")
    advice = "it looks like percent: divide by 100" if array.size and array.max() <= 150 else ""
    _check(name, array, array <= 1.5, "0 to 1.5, a fraction of a perfect white", advice)
    return array


def check_numbers(name: str, values: npt.ArrayLike) -> None:
    """Of values that are judged where they are used: numbers, or nan for a gap, that someone may have meant (percent, say)."""
    array = as_floats(name, values)
    _check(name, array, np.isnan(array) | (np.abs(array) <= 1e6), "finite numbers, up to 1e6")


def as_optics(name: str, values: npt.ArrayLike) -> FloatArray:
    """One number per band of a spectrum that is no reflectance, shape (81,), finite; the engine knows what it may be."""
    array = as_floats(name, values)
    if array.shape != (BANDS,):
        raise DomainError(f"{name}.shape", array.shape, f"({BANDS},): one value per band of undertone.wavelengths_nm")
    _check(name, array, np.isfinite(array), "finite numbers")
    return array


def as_bands(name: str, values: npt.ArrayLike) -> FloatArray:
    """One reflectance spectrum, shape (81,)."""
    array = as_reflectance(name, values)
    if array.ndim != 1:
        raise DomainError(f"{name}.shape", array.shape, f"({BANDS},): one spectrum", "average repeated readings first")
    return array


def measured_bands(name: str, values: npt.ArrayLike) -> tuple[FloatArray, list[int]]:
    """One spectrum that may have gaps (NaN), and the bands measured. Gaps hold the nearest measured value and are not
    listed."""
    array = as_floats(name, values)
    measured = np.flatnonzero(~np.isnan(array))
    if array.shape == (BANDS,) and 0 < measured.size < BANDS:
        nearest = measured[np.abs(np.arange(BANDS)[:, None] - measured[None, :]).argmin(axis=1)]
        array = array[nearest]
    return as_bands(name, array), [int(i) for i in measured]


def as_colors(name: str, values: npt.ArrayLike) -> FloatArray:
    """Colours: shape (..., 3), finite."""
    array = as_floats(name, values)
    if array.ndim == 0 or array.shape[-1] != 3:
        raise DomainError(f"{name}.shape", array.shape, "(..., 3)")
    _check(name, array, np.isfinite(array), "finite numbers")
    return array


def as_color(name: str, values: npt.ArrayLike) -> FloatArray:
    """One colour, shape (3,)."""
    array = as_colors(name, values)
    if array.ndim != 1:
        raise DomainError(f"{name}.shape", array.shape, "(3,): one colour")
    return array


def rows(array: FloatArray) -> FloatArray:
    """Flatten all axes but the last, as the engine takes many spectra or colours."""
    return np.ascontiguousarray(array).reshape(-1, array.shape[-1])


def _check(name: str, array: FloatArray, good: npt.NDArray[np.bool_], allowed: str, what_to_do: str = "") -> None:
    if not good.all():
        index: tuple[Any, ...] = np.unravel_index(int(np.argmin(good)), good.shape)
        at = ",".join(str(int(i)) for i in index)
        raise DomainError(f"{name}[{at}]", f"{array[index]:g}", allowed, what_to_do)
