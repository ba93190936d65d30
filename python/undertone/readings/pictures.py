"""Pictures, and device colour through ICC profiles. ``undertone.icc`` is its public name."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import FloatArray, as_color, as_colors, as_floats, as_numbers, rows
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import ArgumentTypeError, DomainError

Intent = Literal["perceptual", "relative_colorimetric", "saturation", "absolute_colorimetric"]

Profile: TypeAlias = bytes | str | PathLike[str] | None


@dataclass(frozen=True)
class ProfileInfo(Value):
    """What a profile says of itself; ``to_lab`` and ``from_lab`` are the ways it goes."""

    description: str
    color_space: str
    device_class: str
    version: float
    channels: int
    to_lab: bool
    from_lab: bool


@dataclass(frozen=True, eq=False)
class Picture(Value):
    """Pixels: ``samples`` (height, width, channels) of 8 or 16 ``bits``, with the ICC ``profile`` (may be empty).

    Fractions (floats from 0 to 1, as scikit-image and matplotlib have them) are scaled to whole numbers and noted; grey may leave
    out the last axis.

    Raises
    ------
    DomainError
        (a ValueError) for samples beyond 0-255 (8 bits) or 0-65535 (16 bits), floats that are neither fractions nor whole
        numbers in that range, and samples that are no numbers.
    """

    samples: npt.NDArray[np.uint16]
    bits: int
    profile: bytes
    diagnostics: tuple[Diagnostic, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)
        if self.bits not in (8, 16):
            raise DomainError("bits", self.bits, "8 or 16")
        samples, noted = _samples(self.samples, self.bits)
        object.__setattr__(self, "samples", samples)
        object.__setattr__(self, "diagnostics", (*self.diagnostics, *(d for d in noted if d not in self.diagnostics)))

    def __repr__(self) -> str:
        height, width, channels = self.samples.shape
        named = profile_info(self.profile).description if self.profile else "no profile"
        return f"<Picture {width} x {height}, {channels} x {self.bits} bit, {named}>"

    def _to_core(self, **given: Any) -> _core.Picture:
        return _core.Picture(np.ascontiguousarray(self.samples), self.bits, self.profile)

    def lab(
        self, profile: Profile = None, intent: Intent = "relative_colorimetric", black_point: bool = False
    ) -> FloatArray:
        """Lab of each pixel, shape (height, width, 3), by its own profile or the one given; without either, sRGB."""
        given = b"" if profile is None else profile_bytes(profile)
        flat: FloatArray = np.asarray(_core.picture_lab(self._to_core(), given, intent, black_point))
        return flat.reshape(*self.samples.shape[:2], 3)


@dataclass(frozen=True, eq=False)
class SoftProof(Value):
    """How colours will look: ``lab`` as the device shows them, ``out_of_gamut`` True where it cannot."""

    lab: FloatArray
    out_of_gamut: npt.NDArray[np.bool_]

    @property
    def share_out_of_gamut(self) -> float:
        """0 to 1."""
        return float(self.out_of_gamut.mean())


@checked
def profile_bytes(profile: Profile = None) -> bytes:
    """The bytes of a profile: as given, read from a path, or sRGB."""
    if profile is None:
        return _core.srgb_icc_profile()
    if isinstance(profile, bytes):
        return profile
    if not isinstance(profile, (str, PathLike)):
        raise ArgumentTypeError("profile", "bytes, a path or None", type(profile).__name__)
    return _core.read_input_file(fspath(profile), "profile")


@checked
def profile_info(profile: Profile = None) -> ProfileInfo:
    """Raises DataError for what is not a profile."""
    return ProfileInfo._from_core(_core.icc_info(profile_bytes(profile)))


@checked
def explain(intent: Intent, black_point: bool | None = None) -> str:
    """What a rendering intent means, and black-point compensation where asked: one sentence each."""
    text = _core.intent_explanation(intent)
    return text if black_point is None else f"{text} {_core.black_point_explanation(black_point)}"


@checked
def read_picture(path: str | PathLike[str]) -> Picture:
    """Read PNG, JPEG or TIFF (recognised by content), 8 or 16 bit, up to 64 million pixels; raises DataError for anything else."""
    return Picture._from_core(_core.read_picture(fspath(path)))


@checked
def write_picture(path: str | PathLike[str], picture: Picture, *, overwrite: bool = False) -> None:
    """Write PNG with the picture's profile embedded.

    The file appears whole or not at all, readable by its owner alone. Raises DataError where it exists (unless ``overwrite``) or
    cannot be written.
    """
    _core.write_picture(fspath(path), picture._to_core(), overwrite)


@checked
def picture_from_lab(
    lab: npt.ArrayLike,
    profile: Profile = None,
    *,
    bits: Literal[8, 16] = 8,
    intent: Intent = "relative_colorimetric",
    black_point: bool = False,
) -> Picture:
    """Pixels (height, width, 3) of Lab in the space of an RGB or grey profile; clipped colours are counted in diagnostics."""
    array = as_colors("lab", lab)
    if array.ndim != 3:
        raise DomainError("lab.shape", array.shape, "(height, width, 3)")
    height, width, _ = array.shape
    core = _core.picture_from_lab(rows(array), width, height, profile_bytes(profile), bits, intent, black_point)
    return Picture._from_core(core)


@checked
def patches(labs: npt.ArrayLike, *, size: int = 64, profile: Profile = None, bits: Literal[8, 16] = 8) -> Picture:
    """A row of square patches, ``size`` pixels wide, one per colour."""
    array = as_colors("labs", labs).reshape(-1, 3)
    if size < 1 or not len(array) or size * size * len(array) > 10_000_000:
        raise DomainError("size", f"{size} for {len(array)} colours", "1 or more, up to 1e7 pixels in all")
    return picture_from_lab(np.repeat(np.repeat(array[None], size, axis=0), size, axis=1), profile, bits=bits)


@checked
def lab_from_device(
    device: npt.ArrayLike, profile: Profile = None, *, intent: Intent = "relative_colorimetric", black_point: bool = False
) -> FloatArray:
    """Lab (..., 3) of device values (..., channels), 0-1 (for CMYK the share of full ink)."""
    array, data = as_floats("device", device), profile_bytes(profile)
    channels = _core.icc_info(data).channels
    if array.ndim == 0 or array.shape[-1] != channels:
        raise DomainError("device.shape", array.shape, f"(..., {channels}): the channels of the profile")
    flat = _core.device_to_lab(data, array.ravel().tolist(), intent, black_point)
    return np.asarray(flat).reshape(*array.shape[:-1], 3)


@checked
def device_from_lab(
    lab: npt.ArrayLike, profile: Profile = None, *, intent: Intent = "relative_colorimetric", black_point: bool = False
) -> FloatArray:
    """Device values (..., channels) of Lab (..., 3); outside 0-1 where a matrix profile cannot reach the colour."""
    array = as_colors("lab", lab)
    flat, channels = _core.lab_to_device(profile_bytes(profile), rows(array), intent, black_point)
    return np.asarray(flat, dtype=np.float64).reshape(*array.shape[:-1], channels)


@checked
def soft_proof(
    lab: npt.ArrayLike,
    profile: Profile,
    *,
    intent: Intent = "relative_colorimetric",
    black_point: bool = False,
    paper_white: bool = False,
    warn_delta_e: float = 1.0,
) -> SoftProof:
    """Colours (..., 3) as the device of ``profile`` would show them, with a gamut warning.

    ``paper_white`` shows the device's own white (absolute colorimetric) instead of the screen's; ``warn_delta_e`` is the
    CIEDE2000 from which a colour counts as out of gamut.
    """
    array = as_colors("lab", lab)
    seen, mask = _core.soft_proof(rows(array), profile_bytes(profile), intent, black_point, paper_white, warn_delta_e)
    return SoftProof(np.asarray(seen).reshape(array.shape), np.asarray(mask, dtype=np.bool_).reshape(array.shape[:-1]))


@checked
def named_color_profile(description: str, colors: dict[str, npt.ArrayLike]) -> bytes:
    """An ICC named-colour profile; ``colors`` maps names (1 to 31 ASCII characters) to Lab (D50)."""
    lab = np.asarray([as_color(f"colors[{name!r}]", value) for name, value in colors.items()]).reshape(-1, 3)
    return _core.named_color_profile(description, list(colors), lab)


def _samples(given: npt.ArrayLike, bits: int) -> tuple[npt.NDArray[np.uint16], tuple[Diagnostic, ...]]:
    """(height, width, channels) whole numbers, and what was done to make them."""
    array = as_numbers("samples", given)
    if array.ndim == 2:
        array = array[..., None]
    if array.ndim != 3 or not array.size:
        raise DomainError("samples.shape", array.shape, "(height, width, channels), at least one pixel")
    if array.dtype.kind == "b":
        raise DomainError("samples", "truth values", "whole numbers, or fractions of full scale", "is this a mask?")
    full = 2**bits - 1
    fractions = array.dtype.kind == "f" and bool((array >= 0).all()) and bool((array <= 1).all())
    if fractions:
        noted = Diagnostic("info", "scaled", f"the samples were fractions from 0 to 1: scaled to {bits} bits")
        return np.rint(array.astype(np.float64) * full).astype(np.uint16), (noted,)
    if array.dtype.kind in "iu" and array.min() >= 0 and array.max() <= full:
        return array.astype(np.uint16, copy=False), ()  # large pictures are not copied, nor masks made of them
    wrong = ~((array >= 0) & (array <= full))
    if array.dtype.kind == "f":
        wrong |= array != np.rint(array)
    if wrong.any():
        index = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        at = ",".join(str(int(i)) for i in index)
        allowed = f"whole numbers 0 to {full} ({bits} bits), or fractions 0 to 1"
        raise DomainError(f"samples[{at}]", f"{array[index]:g}", allowed, "divide by the value of white")
    return array.astype(np.uint16, copy=False), ()
