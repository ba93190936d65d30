"""Fading over years: plans, models, forecasts, calibration, ensembles."""

from undertone.fade.forecast import Band, FadeReport, simulate_fade
from undertone.fade.plan import FadePlan, TouchUp

__all__ = ["Band", "FadePlan", "FadeReport", "TouchUp", "simulate_fade"]
