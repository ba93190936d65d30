"""Colour under skin: pigment matching and fading for scalp micropigmentation."""

from undertone._core import __version__
from undertone._core import wavelengths_nm as _wavelengths_nm

__all__ = ["__version__", "wavelengths_nm"]

wavelengths_nm = _wavelengths_nm()
wavelengths_nm.flags.writeable = False
