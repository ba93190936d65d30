"""Colour under skin: pigment matching and fading for scalp micropigmentation.

    skin = undertone.fit_skin(undertone.read_measurements("skin.csv"))
    target = undertone.fringe_reflectance(skin.skin, "dark_brown")
    report = undertone.match(skin.skin, target, undertone.load_line("demo"), undertone.Dots())

Arrays are NumPy float64; the last axis of a spectrum is wavelength, on ``wavelengths_nm`` (380-780 nm every 5 nm).
Predictions are of a model that has not been validated on healed scalp.
"""

from undertone import colorimetry, icc, optics, supply
from undertone._base.arrays import wavelengths_nm
from undertone._base.values import from_json
from undertone._core import __version__
from undertone._earlier_paths import keep_earlier_paths
from undertone.diagnostics import Diagnostic
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
from undertone.fade.custom import register_fade_model
from undertone.fade.ensemble import FadeEnsemble, fade_ensemble
from undertone.fade.exchange.petab import PetabProblem, read_petab, write_petab
from undertone.fade.exchange.sbml import read_sbml, write_sbml
from undertone.fade.exchange.state_reading import StateReading
from undertone.fade.fit import FadeFit, fit_fade
from undertone.fade.forecast import FadeReport, simulate_fade
from undertone.fade.members import EnsembleClient
from undertone.fade.models import FadeModel, FadeParameter, fade_model_names
from undertone.fade.plan import FadePlan, TouchUp
from undertone.fade.series import FadeSeries
from undertone.fade.touch_up import TouchUpAdvice, plan_touch_up
from undertone.fade.visits import Visit
from undertone.inks.appearance import Appearance, appearance
from undertone.inks.appearance_check import AppearanceCheck, check_appearance
from undertone.inks.blend import Blend
from undertone.inks.dosing import Cup, Dose
from undertone.inks.dots import Dots, InkDose, LogNormal
from undertone.inks.line import Colorant, Ink, InkLot, Line, PackOrigin, load_line
from undertone.inks.line_report import InkReport, LineReport, line_report
from undertone.inks.masstone import masstone
from undertone.inks.session_shares import SessionShares
from undertone.learning.bias import PractitionerBias, practitioner_bias
from undertone.learning.drawdown import CupFound, Drawdown, film_reflectance, read_drawdowns
from undertone.learning.healing import HealedReading, HealingBelief, HealingUpdate, update_from_healed
from undertone.learning.standing import SessionDots, standing_area
from undertone.matching.clients import match_client, match_client_zones
from undertone.matching.dot_choice import DotChoice, DotTrial, match_dilution, match_dots
from undertone.matching.proof import MatchProof, PruneAudit
from undertone.matching.recipe import Recipe
from undertone.matching.rematch import Rematch
from undertone.matching.report import MatchReport
from undertone.matching.search import match
from undertone.matching.zones import match_zones
from undertone.netcdf import write_netcdf
from undertone.people.client import Client, read_client
from undertone.people.habits import Habits
from undertone.people.hair import HairMelanin, StrandFit, Stubble, fit_strand, fringe_reflectance
from undertone.people.skin import Skin
from undertone.people.skin_fit import SkinFit, SkinPopulation, fit_skin, skin_population, skin_site_names
from undertone.planning.client_correction import CorrectionReport, correct_client_cup
from undertone.planning.client_forecast import TreatmentForecast, forecast_client
from undertone.planning.client_sessions import SessionRecord, SessionReport, plan_session
from undertone.planning.correction import Correction, correct_cup
from undertone.planning.ladder import Ladder, LadderInk, LadderStep, client_ladder, ladder
from undertone.planning.next_session import NextSession, next_session
from undertone.processor import instruction_set
from undertone.readings.check import CheckReport, MeasurementCheck, check, check_pair
from undertone.readings.instruments import InstrumentPreset, instrument_preset, instrument_presets
from undertone.readings.measurements import (
    Measurement,
    RepeatedMeasurement,
    average_readings,
    read_measurements,
    readings_of_one_geometry,
    write_measurements,
)
from undertone.readings.photo import PhotoMeasurement, find_card, measure_photo
from undertone.readings.scale import ReadingScale
from undertone.readings.spectrum import Reflectance, ResampledSpectrum, resample
from undertone.show.card import Card

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
    "InkDose",
    "InkLot",
    "InkReport",
    "InstrumentPreset",
    "Ladder",
    "LadderInk",
    "LadderStep",
    "Line",
    "LineReport",
    "LogNormal",
    "MatchProof",
    "MatchReport",
    "Measurement",
    "MeasurementCheck",
    "MissingLibraryError",
    "NextSession",
    "NumericalError",
    "PackOrigin",
    "PetabProblem",
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
    "SessionShares",
    "Skin",
    "SkinFit",
    "SkinPopulation",
    "StateReading",
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
    "client_ladder",
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
    "ladder",
    "line_report",
    "load_line",
    "masstone",
    "match",
    "match_client",
    "match_client_zones",
    "match_dilution",
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
    "read_petab",
    "read_sbml",
    "readings_of_one_geometry",
    "register_fade_model",
    "resample",
    "simulate_fade",
    "skin_population",
    "skin_site_names",
    "standing_area",
    "supply",
    "update_from_healed",
    "wavelengths_nm",
    "write_measurements",
    "write_netcdf",
    "write_petab",
    "write_sbml",
]

keep_earlier_paths()
