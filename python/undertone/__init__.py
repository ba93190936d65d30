"""Colour under skin: pigment matching and fading for scalp micropigmentation.

    skin = undertone.fit_skin(undertone.read_measurements("skin.csv"))
    target = undertone.fringe_reflectance(skin.skin, "dark_brown")
    report = undertone.match(skin.skin, target, undertone.load_line("demo"), undertone.Dots())

Arrays are NumPy float64; the last axis of a spectrum is wavelength, on ``wavelengths_nm`` (380-780 nm every 5 nm).
Predictions are of a model that has not been validated on healed scalp.
"""

from undertone import colorimetry, icc, optics
from undertone._arrays import wavelengths_nm
from undertone._core import __version__
from undertone._values import from_json
from undertone.appearance_check import AppearanceCheck, check_appearance
from undertone.card import Card
from undertone.client import Client, match_client, match_client_zones, read_client
from undertone.diagnostics import Diagnostic
from undertone.dosing import Cup, Dose
from undertone.drawdown import CupFound, Drawdown, film_reflectance, read_drawdowns
from undertone.errors import (
    ArgumentTypeError,
    CallbackError,
    DataError,
    DomainError,
    Error,
    MissingLibraryError,
    NumericalError,
    UnforeseenError,
    UnsupportedError,
)
from undertone.fade import FadePlan, FadeReport, TouchUp, simulate_fade
from undertone.fade_ensemble import EnsembleClient, FadeEnsemble, fade_ensemble
from undertone.fade_fit import FadeFit, fit_fade
from undertone.fade_models import FadeModel, FadeParameter, fade_model_names, register_fade_model
from undertone.fade_planning import TouchUpAdvice, plan_touch_up
from undertone.fade_series import FadeSeries, Visit
from undertone.habits import Habits
from undertone.hair import HairMelanin, StrandFit, Stubble, fit_strand, fringe_reflectance
from undertone.loop import (
    Correction,
    HealedReading,
    HealingBelief,
    HealingUpdate,
    NextSession,
    PractitionerBias,
    SessionDots,
    correct_cup,
    next_session,
    practitioner_bias,
    standing_area,
    update_from_healed,
)
from undertone.matching import DotChoice, DotTrial, Rematch, match, match_dots, match_zones
from undertone.measurements import (
    CheckReport,
    InstrumentPreset,
    Measurement,
    MeasurementCheck,
    RepeatedMeasurement,
    average_readings,
    check,
    check_pair,
    instrument_preset,
    instrument_presets,
    read_measurements,
    readings_of_one_geometry,
    write_measurements,
)
from undertone.netcdf import write_netcdf
from undertone.photo import PhotoMeasurement, find_card, measure_photo
from undertone.pigment import Appearance, Blend, Colorant, Dots, Ink, Line, LogNormal, appearance, load_line
from undertone.processor import instruction_set
from undertone.recipe import MatchProof, MatchReport, PruneAudit, Recipe
from undertone.scale import ReadingScale
from undertone.skin import Skin, SkinFit, SkinPopulation, fit_skin, skin_population, skin_site_names
from undertone.spectrum import Reflectance, ResampledSpectrum, resample
from undertone.treatment import (
    CorrectionReport,
    SessionRecord,
    SessionReport,
    TreatmentForecast,
    correct_client_cup,
    forecast_client,
    plan_session,
)

__all__ = [
    "Appearance",
    "AppearanceCheck",
    "ArgumentTypeError",
    "Blend",
    "CallbackError",
    "Card",
    "CheckReport",
    "Client",
    "Colorant",
    "Correction",
    "CorrectionReport",
    "Cup",
    "CupFound",
    "DataError",
    "Diagnostic",
    "DomainError",
    "Dose",
    "DotChoice",
    "DotTrial",
    "Dots",
    "Drawdown",
    "EnsembleClient",
    "Error",
    "FadeEnsemble",
    "FadeFit",
    "FadeModel",
    "FadeParameter",
    "FadePlan",
    "FadeReport",
    "FadeSeries",
    "Habits",
    "HairMelanin",
    "HealedReading",
    "HealingBelief",
    "HealingUpdate",
    "Ink",
    "InstrumentPreset",
    "Line",
    "LogNormal",
    "MatchProof",
    "MatchReport",
    "Measurement",
    "MeasurementCheck",
    "MissingLibraryError",
    "NextSession",
    "NumericalError",
    "PhotoMeasurement",
    "PractitionerBias",
    "PruneAudit",
    "ReadingScale",
    "Recipe",
    "Reflectance",
    "Rematch",
    "RepeatedMeasurement",
    "ResampledSpectrum",
    "SessionDots",
    "SessionRecord",
    "SessionReport",
    "Skin",
    "SkinFit",
    "SkinPopulation",
    "StrandFit",
    "Stubble",
    "TouchUp",
    "TouchUpAdvice",
    "TreatmentForecast",
    "UnforeseenError",
    "UnsupportedError",
    "Visit",
    "__version__",
    "appearance",
    "average_readings",
    "check",
    "check_appearance",
    "check_pair",
    "colorimetry",
    "correct_client_cup",
    "correct_cup",
    "fade_ensemble",
    "fade_model_names",
    "film_reflectance",
    "find_card",
    "fit_fade",
    "fit_skin",
    "fit_strand",
    "forecast_client",
    "fringe_reflectance",
    "from_json",
    "icc",
    "instruction_set",
    "instrument_preset",
    "instrument_presets",
    "load_line",
    "match",
    "match_client",
    "match_client_zones",
    "match_dots",
    "match_zones",
    "measure_photo",
    "next_session",
    "optics",
    "plan_session",
    "plan_touch_up",
    "practitioner_bias",
    "read_client",
    "read_drawdowns",
    "read_measurements",
    "readings_of_one_geometry",
    "register_fade_model",
    "resample",
    "simulate_fade",
    "skin_population",
    "skin_site_names",
    "standing_area",
    "update_from_healed",
    "wavelengths_nm",
    "write_measurements",
    "write_netcdf",
]
