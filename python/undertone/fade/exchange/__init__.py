"""Fade models and calibration problems for other programs: SBML and PEtab."""
