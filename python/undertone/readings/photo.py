"""Colour from a photograph that holds a ColorChecker Classic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.optional import missing, need
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.readings import pictures

Corners = Sequence[Sequence[float]]


@dataclass(frozen=True, eq=False)
class CardPatch(Value):
    """A patch of the card: Lab as it should be and as seen after the correction learnt from the others."""

    name: str
    reference: FloatArray
    seen: FloatArray
    delta_e: float
    used: bool
    exposure: str


@dataclass(frozen=True, eq=False)
class PhotoMeasurement(Value):
    """The colour of a marked region, or the reason why there is none.

    Attributes
    ----------
    lab : (3,) or None
        Under D50, 2 degrees.
    uncertainty_delta_e
        One standard deviation, CIEDE2000; never below the card's ``residual_delta_e``.
    """

    lab: FloatArray | None
    reason: str
    uncertainty_delta_e: float
    residual_delta_e: float
    region_spread_delta_e: float
    patches: tuple[CardPatch, ...]
    diagnostics: tuple[Diagnostic, ...]

    def __repr__(self) -> str:
        if self.lab is None:
            return f"<PhotoMeasurement: no colour, {self.reason}>"
        values = " ".join(f"{v:.1f}" for v in self.lab)
        return f"<PhotoMeasurement: Lab {values} (D50) +- {self.uncertainty_delta_e:.1f} CIEDE2000>"


@checked
def measure_photo(
    picture: pictures.Picture,
    region: tuple[float, float, float, float],
    card_corners: Corners | None,
    profile: pictures.Profile = None,
) -> PhotoMeasurement:
    """Measure the mean colour of a region by the card in the same picture.

    Parameters
    ----------
    region
        ``(left, top, right, bottom)`` in pixels.
    card_corners
        Four points (x, y) in turn around the 24 patches; ``find_card`` finds them. Without them no colour is given.
    profile
        Of the picture; its own where None, else sRGB.

    Raises
    ------
    DomainError
        For a region or corners outside the picture.
    """
    given = b"" if profile is None else pictures.profile_bytes(profile)
    corners = None if card_corners is None else [(float(x), float(y)) for x, y in card_corners]
    core = _core.measure_photo(picture._to_core(), region, corners, given)
    return PhotoMeasurement._from_core(core, diagnostics=(*picture.diagnostics, *diagnostics_from(core.diagnostics)))


@checked
def find_card(picture: pictures.Picture) -> list[tuple[float, float]] | None:
    """The corners of a ColorChecker's patches, or None where none is found.

    Needs OpenCV (``pip install undertone[photo]``); MissingLibraryError says so where it is not there.
    """
    cv2 = need("cv2", "find_card")
    if not hasattr(cv2, "mcc"):  # in OpenCV's contributed modules alone
        raise missing("cv2", "find_card")
    eight = (picture.samples >> (picture.bits - 8)).astype(np.uint8)
    detector = cv2.mcc.CCheckerDetector_create()
    if not detector.process(np.ascontiguousarray(eight[..., ::-1]), cv2.mcc.MCC24):
        return None
    box = np.asarray(detector.getBestColorChecker().getBox(), dtype=float).reshape(4, 2)
    return [(float(x), float(y)) for x, y in box]
