"""Device colour through ICC profiles: pictures to Lab and back, soft proof, pigments as named colours. By Little CMS.

Lab here is under D50, 2 degrees, as profiles have it; ``undertone.colorimetry.lab(reflectance, "D50")`` gives it.
Profiles are ``bytes``, a path, or None for sRGB.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy.typing as npt

from undertone._base.arguments import checked
from undertone.errors import DomainError
from undertone.inks.appearance import appearance
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.people.skin import Skin
from undertone.readings.pictures import (
    Intent,
    Picture,
    Profile,
    ProfileInfo,
    SoftProof,
    device_from_lab,
    explain,
    lab_from_device,
    named_color_profile,
    patches,
    picture_from_lab,
    profile_bytes,
    profile_info,
    read_picture,
    soft_proof,
    write_picture,
)

__all__ = [
    "Intent",
    "Picture",
    "Profile",
    "ProfileInfo",
    "SoftProof",
    "device_from_lab",
    "explain",
    "lab_from_device",
    "line_profile",
    "named_color_profile",
    "patches",
    "picture_from_lab",
    "profile_bytes",
    "profile_info",
    "read_picture",
    "soft_proof",
    "write_picture",
]


@checked
def line_profile(
    line: Line, *, skin: Skin | None = None, dots: Dots | None = None, water_parts: Iterable[float] = (5, 10, 20, 40)
) -> bytes:
    """A pigment line as named colours: each ink at each dilution, as a dot of it looks close up in ``skin``, healed.

    Names are ``"<ink> <N>:1"``; the model's limits hold for these colours as for all others.
    """
    skin, dots, water_parts = skin or Skin(), dots or Dots(), tuple(water_parts)
    if not 1 <= len(water_parts) <= 200:
        raise DomainError("water_parts", f"{len(water_parts)} of them", "1 to 200")
    colors: dict[str, npt.ArrayLike] = {}
    for ink in line:
        for water in water_parts:
            shown = appearance(skin, Blend({ink: 1}, water_parts=water, line=line), dots)
            colors[f"{ink[:22]} {water:g}:1"] = shown.dot.lab("D50")
    return named_color_profile(line.name, colors)
