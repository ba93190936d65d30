"""Calls every public callable of undertone with hostile arguments and tells what left it: in processes of their own, since a call
may crash, hang or take all memory. The callables are found, not listed; what a parameter of a new name may hold stands in SAMPLES."""

import contextlib
import datetime
import decimal
import enum
import fractions
import functools
import importlib
import inspect
import io
import os
import pickle
import pkgutil
import re
import resource
import select
import signal
import socket
import struct
import sys
import tempfile
import time
import warnings
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import undertone as u
from undertone import icc, optics, supply
from undertone._base import values as _values
from undertone.fade.models import FadeParameter
from undertone.fade.preview import FadePreview
from undertone.matching import match
from value_samples import ERRORS, KIT, ROOT, film_readings, values_by_class

SECONDS_PER_CALL = 20.0
"""Of computing; ten times that on the wall, which goes on while others have the processor."""
MEMORY = 2_500_000_000
"""Bytes that a call may map beyond what the process has."""

# Scripts that are called by name, and what only speaks of the engine's own objects (a parameter annotated _core).
LEFT_OUT = {"undertone.demo"}
AN_APP = "undertone.studio"  # held by tests/app


# ---- what is hostile


class Evil:
    """Raises whatever is asked of it."""

    def __init__(self, error):
        object.__setattr__(self, "error", error)

    def _refuse(self, *_, **__):
        raise self.error

    __float__ = __int__ = __index__ = __len__ = __iter__ = __array__ = __fspath__ = __call__ = __bool__ = __complex__ = (
        _refuse
    )
    __eq__ = __getitem__ = __str__ = _refuse
    __hash__ = None


class EvilNumber(float):
    """A float whose arithmetic raises."""

    def __float__(self):
        raise ZeroDivisionError("evil")


class EvilText(str):
    def encode(self, *_, **__):
        raise RecursionError("evil")


class Weekday(enum.IntEnum):
    MONDAY = 1


def forever():
    while True:
        yield 1.0


def deep_list(depth=5000):
    made = []
    for _ in range(depth):
        made = [made]
    return made


def array_of(valid):
    """The valid argument as floats, or three of them where it is no array."""
    if isinstance(valid, (np.ndarray, list, tuple, float, int)) and not isinstance(valid, bool):
        with contextlib.suppress(TypeError, ValueError):
            made = np.array(valid, dtype=float)
            return made if made.ndim else made.reshape(1)
    return np.array([0.5, 0.5, 0.5])


def with_first(valid, value):
    made = array_of(valid)
    if made.size:
        made.flat[0] = value
    return made


def masked(valid):
    made = np.ma.masked_array(array_of(valid), mask=False)
    if made.size:
        made[(0,) * made.ndim] = np.ma.masked
    return made


def item_replaced(valid, value):
    """The first item of a sequence or mapping replaced, so that the rest is right."""
    if isinstance(valid, dict):
        return {**valid, next(iter(valid), "none"): value}
    if isinstance(valid, (list, tuple)):
        return [value, *valid[1:]]
    return [value]


def key_replaced(valid, key):
    items = list(valid.items()) if isinstance(valid, dict) else [(None, 1.0)]
    return {key: items[0][1] if items else 1.0, **dict(items[1:])}


def unfinished(valid):
    """A value of the right class that no constructor has seen."""
    kind = type(valid)
    try:
        return kind.__new__(kind)
    except TypeError:
        return object()


SCALARS = {
    "nan": float("nan"),
    "inf": float("inf"),
    "-inf": -float("inf"),
    "1e308": 1e308,
    "-1e308": -1e308,
    "denormal": 5e-324,
    "0": 0,
    "-0.0": -0.0,
    "-1": -1,
    "0.5": 0.5,
    "700": 700,
    "1e9": 10**9,
    "2^31": 2**31,
    "2^63": 2**63,
    "2^64": 2**64,
    "-2^63-1": -(2**63) - 1,
    "10^400": 10**400,
    "True": True,
    "None": None,
    "complex": 1 + 2j,
    "decimal nan": decimal.Decimal("NaN"),
    "decimal sNaN": decimal.Decimal("sNaN"),
    "fraction": fractions.Fraction(10**400, 3),
    "float16 nan": np.float16("nan"),
    "numpy int": np.uint64(2**64 - 1),
    "enum": Weekday.MONDAY,
    "empty text": "",
    "text": "no such thing",
    "surrogate": "\ud800",
    "NUL": "a\0b",
    "control": "\x1b[2J\r\n",
    "long text": "x" * 100_000,
    "bytes": b"\xff\x00",
    "date": datetime.date(1, 1, 1),
    "class": int,
    "ellipsis": ...,
    "not implemented": NotImplemented,
    "module": sys,
    "object": object(),
}
HOSTILE = {
    **{name: functools.partial(lambda value, valid: value, value) for name, value in SCALARS.items()},
    "empty list": lambda v: [],
    "empty dict": lambda v: {},
    "empty tuple": lambda v: (),
    "set": lambda v: {1.0},
    "generator": lambda v: (x for x in ()),
    "endless": lambda v: forever(),
    "range": lambda v: range(10**9),
    "deep list": lambda v: deep_list(),
    "evil ValueError": lambda v: Evil(ValueError("evil")),
    "evil MemoryError": lambda v: Evil(MemoryError("evil")),
    "evil KeyError": lambda v: Evil(KeyError("evil")),
    "evil float": lambda v: EvilNumber(0.5),
    "evil text": lambda v: EvilText("D65"),
    "raises": lambda v: lambda *_, **__: 1 / 0,
    "0-d": lambda v: np.array(np.nan),
    "0-d object": lambda v: np.array(None),
    "empty array": lambda v: np.empty(0),
    "empty 2-d": lambda v: np.empty((0, 81)),
    "4-d": lambda v: np.ones((2, 2, 2, 2)),
    "nan in it": lambda v: with_first(v, np.nan),
    "inf in it": lambda v: with_first(v, np.inf),
    "-inf in it": lambda v: with_first(v, -np.inf),
    "1e308 in it": lambda v: with_first(v, 1e308),
    "-1e308 in it": lambda v: with_first(v, -1e308),
    "denormal in it": lambda v: with_first(v, 5e-324),
    "masked": masked,
    "objects": lambda v: array_of(v).astype(object),
    "complex array": lambda v: array_of(v) + 0j,
    "texts": lambda v: array_of(v).astype(str),
    "bools": lambda v: array_of(v) > 0,
    "float16": lambda v: array_of(v).astype(np.float16),
    "big-endian": lambda v: array_of(v).astype(">f8"),
    "strided": lambda v: np.repeat(array_of(v), 2, axis=-1)[..., ::2],
    "reversed": lambda v: np.ascontiguousarray(array_of(v)[..., ::-1])[..., ::-1],
    "fortran": lambda v: np.asfortranarray(array_of(v)),
    "read-only": lambda v: np.broadcast_to(array_of(v), array_of(v).shape),
    "broadcast": lambda v: np.broadcast_to(0.5, (10**9,)),
    "broadcast 2-d": lambda v: np.broadcast_to(array_of(v).ravel(), (10**8, array_of(v).size)),
    "int64": lambda v: np.full(array_of(v).shape, 2**62),
    "records": lambda v: np.zeros(3, dtype=[("a", float)]),
    "dates": lambda v: np.array(["2026-01-01"], dtype="datetime64[D]"),
    "matrix": lambda v: array_of(v)[None],
    "one short": lambda v: array_of(v)[..., :-1],
    "item nan": lambda v: item_replaced(v, float("nan")),
    "item inf": lambda v: item_replaced(v, float("inf")),
    "item 1e308": lambda v: item_replaced(v, 1e308),
    "item -1": lambda v: item_replaced(v, -1),
    "item 10^400": lambda v: item_replaced(v, 10**400),
    "item None": lambda v: item_replaced(v, None),
    "item surrogate": lambda v: item_replaced(v, "\ud800"),
    "item list": lambda v: item_replaced(v, [[]]),
    "item evil": lambda v: item_replaced(v, Evil(KeyError("evil"))),
    "key surrogate": lambda v: key_replaced(v, "\ud800"),
    "key number": lambda v: key_replaced(v, 7),
    "key tuple": lambda v: key_replaced(v, ("D65",)),
    "many": lambda v: [0.5] * 200_000,
    "many items": lambda v: list(v) * 50_000 if isinstance(v, (list, tuple)) and v else [None] * 50_000,
    "wrong value": lambda v: u.Dots() if not isinstance(v, u.Dots) else u.Habits(),
    "unfinished": unfinished,
    "class of it": lambda v: type(v),
}

# Words that say "no number" without doubt: where one of these is taken for a number, a value was built that is not valid.
NEVER_A_NUMBER = ("nan", "decimal nan", "float16 nan", "nan in it", "item nan", "masked", "0-d")


# ---- valid calls


class Call(NamedTuple):
    """A callable and arguments with which it works; ``options`` may be given besides."""

    function: Any
    arguments: dict[str, Any]
    options: dict[str, Any]
    is_result: bool


class CustomFade:
    """The least that a user's own fade model may be."""

    state_names = ("left",)
    parameters = (FadeParameter("k", "1/day", 1e-3, 0.3, "test", "low"),)

    def __init__(self, line, dots, plan):
        self.colorants = len(line.colorants)

    def rhs(self, t_days, y, values):
        return -values[0] * y

    def apply(self, session, deposit, y, values):
        return y + deposit.sum()

    def see(self, y, values):
        return np.concatenate([np.full(self.colorants, 1e-3), [0.06, 0.06, 0.45, 0.1][: max(0, 4)]])

    def accounted(self, y, values):
        return np.repeat(y, self.colorants) / self.colorants

    def in_skin(self, y, values):
        return np.repeat(y, self.colorants) / self.colorants


def parameter_samples(by_class, folder):
    """What a parameter of this name may hold, wherever it stands; ``Class.method:name`` where one place differs."""
    one = {name: found[0] for name, found in by_class.items()}
    client, plan, line, dots = one["Client"], one["FadePlan"], one["Line"], u.Dots()
    fit, skin, model = one["FadeFit"], client.skin, one["FadeModel"]
    measurements = u.read_measurements(KIT / "medium" / "skin.csv")
    text_file = folder / "visits.csv"
    text_file.write_text("date,L*,a*,b*\n2026-03-02,52,8,16\n")
    picture = icc.picture_from_lab(np.full((12, 18, 3), 50.0))
    icc.write_picture(folder / "picture.png", picture)
    import pandas as pd

    key_file, line_file, pack_file = folder / "maker.key", folder / "line.toml", folder / "own.inkpack"
    supply.make_signing_key(key_file)
    line_file.write_text(line.to_toml())
    supply.write_ink_pack(pack_file, line_file, key_file)
    gauge_file = folder / "gauge.csv"
    gauge_file.write_text("appraiser,trial,part,value\nA,1,1,0.5\n")
    series_file = folder / "series.csv"
    series_file.write_text("# unit: hours\n# illuminant: D65\n# observer: 10\nink,exposure,l,a,b\nred,0,50,10,10\n")
    gauge = [
        supply.GaugeReading(a, t, p, float(i))
        for i, (a, t, p) in enumerate((a, t, p) for a in "AB" for p in "12" for t in "12")
    ]
    u.write_sbml(folder / "model.xml", model, overwrite=True)
    u.write_petab(folder / "petab", one["FadeSeries"], leave_out=("lab", "density_score"), overwrite=True)
    spectrum = np.full(81, 0.4)
    state = model.initial_state
    seen = model.see(model.simulate_many(model.medians, [100.0], keep_states=True).states[0, 0])
    return {
        "skin": skin, "client": client, "line": line, "dots": dots, "blend": one["Blend"], "plan": plan, "target": np.asarray(client.target),
        "series": [one["FadeSeries"], one["FadeSeries"]], "fit": fit, "fits": [client.skin_fit] * 9, "belief": one["HealingBelief"],
        "prior": dots, "geometry": "45/0", "habits": u.Habits(), "stubble": u.Stubble(), "hair": u.Stubble(), "melanin": "dark_brown",
        "report": one["FadeReport"], "result": one["Appearance"], "indices": one["SobolIndices"],
        "reflectance": spectrum, "values": spectrum, "lab": [55.0, 8.0, 16.0], "xyz": [0.3, 0.3, 0.3], "lab_1": [55.0, 8.0, 16.0], "lab_2": [54.0, 8.0, 16.0],
        "lab_d65": [55.0, 8.0, 16.0], "labs": [[55.0, 8.0, 16.0]], "labs_d65": [[55.0, 8.0, 16.0]], "ita_deg": 30.0,
        "illuminant": "D65", "observer": "1931_2deg", "observer_": "1931_2deg", "at_nm": u.wavelengths_nm.copy(), "wavelengths_nm": u.wavelengths_nm.copy(),
        "thickness_mm": [0.1, 1.0], "mu_a_per_mm": [0.3, 0.1], "mu_s_per_mm": [20.0, 20.0], "g": [0.8, 0.8], "n": 1.4, "n_below": 1.0, "streams": 4,
        "angle_deg": 30.0, "illumination": "collimated", "radius_mm": [1.0, 2.0], "k_per_mm": [0.5, 1.0], "first": 1, "count": 1,
        "diameter_mm": 0.12, "pitch_mm": 0.8, "top_mm": 0.2, "bottom_mm": 0.6, "pigment_mu_a_per_mm": 10.0, "pigment_mu_s_per_mm": 1.0, "pigment_g": 0.5,
        "edge_sigma_mm": 0.0, "placement": "square_lattice", "photons": 200, "seed": 1, "threads": 1, "start_over_dot": False, "dots_per_cell": 4,
        "shifts": 1, "twins": False, "progress": None, "size_parameter": 1.0, "relative_index": 1.2 + 0.1j, "bands": 2,
        "card": np.full(81, 0.85), "wet_thickness_mm": 0.05, "drawdowns": [one["Drawdown"]], "thickness_log_sd": 0.1, "ink_log_sd": 0.3, "strength_log_sd": 0.2,
        "suspect_other_inks": True, "found": one["CupFound"], "blame": "mixing", "standing": [one["SessionDots"]], "ml": 5.0, "left_ml": 3.0,
        "before": one["HealingBelief"], "before_blend": one["Blend"], "planned": one["Blend"], "draws": 4, "least_gain_delta_e": 0.15, "density_change_penalty": 0.3,
        "most_density_per_cm2": 310.0, "retention": 0.45, "depth_factor": 1.0, "readings": [one["HealedReading"]], "pairs": [(one["HealingBelief"], one["HealedReading"])] * 5,
        "density_per_cm2": 60.0, "total_ml": 10.0, "step_ml": 0.05, "drops_per_ml": 20.0, "scale_step_g": 0.0, "ink_id": "pure_black", "default": None,
        "name_or_path": "demo", "parts": {"pure_black": 2.0, "mid_brown": 1.0}, "water_parts": 20.0, "mg_per_ml": np.ones(len(line.colorants)),
        "z_retention": 0.0, "z_depth": 0.0, "z_granule": 0.0, "granule_um": 0.3, "used_ml": 0.4, "dots_set": 9000, "lost_ml": 0.38, "needle_mm": 0.3, "ink": "pure_black", "ink_dose": u.InkDose(), "scale": u.ReadingScale("8/d SCE"), "name": "two_rate", "model": "two_rate", "times_days": [100.0, 400.0], "times": [100.0, 400.0], "years": None, "rtol": 1e-6,
        "y": state, "t_days": 50.0, "session": 0, "seen": seen, "dot": False, "keep_states": False, "max_seconds": 5.0, "parameters": list(model.parameters and [model.parameters[0].name]),
        "members": 20, "clients": one["EnsembleClient"], "colour": False, "executor": None, "in_flight": 4, "quantity": "pigment_left", "q": [0.1, 0.5],
        "tolerance_delta_e": 1.8, "chance": 0.5, "horizon_years": 1.0, "time_days": 400.0, "samples": 8, "personal": None, "personal_share": 0.5, "estimate_spread": False,
        "fixed": (), "probability": 0.9, "x": fit.x if hasattr(fit, "x") else None, "chains": 1, "warm_up": 2, "like": None,
        "frame": pd.read_csv(text_file), "first_session": "2026-01-01", "ignore": (), "path": text_file, "format": "csv",
        "hours": 10.0, "erythemal_W_per_m2": 0.3, "irradiance_W_per_m2": 42.0, "erythemal_share": 0.0022, "dose": one["LightDose"], "photolysis_m2_per_kJ": 0.01,
        "transmission": 0.5, "step": 3, "dose_of_step_1_kJ_per_m2": 1.0, "color_name": "dark_brown",
        "profile": None, "intent": "relative_colorimetric", "black_point": False, "paper_white": False, "warn_delta_e": 1.0, "device": [0.5, 0.5, 0.5],
        "bits": 8, "size": 8, "picture": picture, "colors": {"a": [50.0, 0.0, 0.0]}, "description": "colours", "region": (0, 0, 5, 5), "card_corners": None,
        "measurements": measurements, "spread_delta_e": 1.5, "noise": 0.003, "coarse_step_nm": 10.0, "fringe": measurements[0], "id": "generic_45_0", "preferred": "",
        "site": "", "lab_noise": 0.3, "population": None, "specular_included": None, "site_": "scalp",
        "folder": KIT / "medium", "strand": None, "hair_color": "", "sessions": [one["SessionRecord"]], "instrument": "", "past": (), "use_bias": False,
        "spot": None, "spot_density_per_cm2": 0.0, "wanted": None, "film_mm": None, "film_log_sd": None, "zones": ["mid"], "diameters_mm": [0.12], "densities_per_cm2": [120.0],
        "factory": CustomFade, "ax": None, "curves": {"a": spectrum}, "largest": 4, "patch_mm": 2.0, "pixels_per_mm": 10.0, "indent": None,
        "white_parts": 10.0, "masstone:mg_per_ml": {"hematite": 1.0}, "z_strength": 0.0, "z_exponent": 0.0, "diameter_um": 1.0, "packing": 0.6,
        "data": dots.to_dict(), "text": dots.to_json(), "state": None, "visit": None, "added": (0.3, 0.4, 0.3), "shares": (0.3, 0.7, 1.0),
        "old": line["ash"], "others": [line["blond"]], "old_water_parts": [3.0], "least_ml": 1.0, "bias": None, "repeat_delta_e": 1.0,
        "healed_reading:readings": measurements, "healed_reading:standing": (), "FadePreview.look:years": [0.2, 3.0], "FadePreview.look:draws": 2,
        # where one place differs
        "forecast_client:years": [1.0], "match:seed": 1, "scalp_patch:target": one["Appearance"], "check_pair:skin": measurements[0], "read_client:skin": None, "read_client:fringe": None,
        "read_client:sessions": None, "read_client:geometry": "", "read_client:illuminant": "", "read_client:observer": "", "HealingBelief.dots:geometry": dots,
        "read_client:site": "scalp", "plan_session:site": "scalp", "HealingBelief:readings": 3, "HealingBelief:repeat_delta_e": 1.0, "Visit:lab": [52.0, 8.0, 16.0],
        "average_readings:readings": measurements, "readings_of_one_geometry:readings": measurements, "read_measurements:path": KIT / "medium" / "skin.csv",
        "read_picture:path": folder / "picture.png", "write_picture:path": folder / "out.png", "write_measurements:path": folder / "out.csv", "Card.write:path": folder / "card.html",
        "monte_carlo_paths:g": [0.8, 0.8], "FadeModel.simulate:parameters": model.medians, "FadeModel.simulate_many:values": model.medians[None],
        "FadeModel.sensitivities:values": None, "FadeModel.index_of:name": model.parameters[0].name, "FadeModel.at:values": model.medians, "FadeModel.rhs:values": None,
        "FadeModel.jacobian:values": None, "FadeModel.apply:values": None, "FadeModel.see:values": None, "FadeModel.accounted:values": None, "FadeModel.in_skin:values": None,
        "FadeModel.draw:count": 3, "FadeModel.draw:first": 0, "FadeFit.profile:name": fit.names[0], "FadeFit.profile:values": [1.0], "FadeFit.values_at:x": fit_x(fit),
        "FadeFit.log_density:x": fit_x(fit), "FadeFit.log_density_gradient:x": fit_x(fit), "FadeFit.draw_values:count": 3, "FadeFit.interval:client": None, "FadeFit.draw_values:client": 0,
        "FadeFit.predict:client": 0, "FadeFit.next_visit:client": 0, "FadeFit.sample:draws": 4, "FadeFit.predictive_check:draws": 20, "FadeFit.sample:warm_up": 2,
        "PhotonPaths.reflectance:mu_a_per_mm": [0.1], "PhotonPaths.reflectance:pigment_mu_a_per_mm": 0.0, "LayerEvaluator.reflectance:mu_a_per_mm": [[0.1]],
        "LayerEvaluator.reflectance:mu_s_per_mm": [[20.0]], "LayerEvaluator.reflectance:g": [[0.8]], "monte_carlo:pigment_g": 0.5,
        "register_fade_model:name": "hostile_test_model", "identifiability:first": fit.names[0], "identifiability:second": fit.names[-1], "fade_fan:quantity": "contrast_l",
        "FadePlan.times_days:years": [0.0, 1.0], "mix_card_html:report": one["MatchReport"], "line_profile:water_parts": [10.0, 20.0], "line_profile:dots": None, "line_profile:skin": None,
        "instrument_preset:id": u.instrument_presets()[0].id, "fade_sobol:years": None, "fade_sobol:time_days": 400.0, "Reflectance:values": spectrum,
        "simulate_fade:target": None, "plan_touch_up:target": None, "fit_skin:lab": None, "fit_skin:wavelengths_nm": None, "fit_strand:lab": None, "fit_strand:wavelengths_nm": None,
        "fit_strand:reflectance": np.asarray(one["HairMelanin"].strand), "HairMelanin.from_strand:lab": None, "HairMelanin.from_strand:reflectance": np.asarray(one["HairMelanin"].strand),
        "fit_skin:reflectance": np.asarray(skin.reflectance), "Skin:measured": np.asarray(skin.reflectance), "next_session:before": None, "next_session:before_blend": None,
        "photo_reading:details": {}, "widened_lightness:low": 50.0, "widened_lightness:median": 52.0, "widened_lightness:high": 54.0, "widened_lightness:reading_delta_e": 0.5, "widened_difference:low": 0.5, "widened_difference:median": 1.0, "widened_difference:high": 2.0, "widened_difference:reading_delta_e": 0.5, "forecast_done:session_days": [0.0], "forecast_done:day": 400.0, "forecast_done:draws": 20,
        "next_session:planned": None, "next_session:draws": 20, "correct_cup:found": None, "correct_cup:standing": (), "correct_client_cup:sessions": [], "forecast_client:sessions": None,
        "correct_client_cup:drawdowns": (), "check_appearance:bands": 2, "thickness_mm:1": 0.1, "read_drawdowns:thickness_mm": 0.1,
        "picture_from_lab:lab": np.full((2, 2, 3), 50.0), "daily_dose:times_days": np.array([1.0, 200.0]), "overlap:seen": seen[None], "explain:black_point": None,
        "FadeSeries.from_frame:first_session": "2026-01-01", "Line.get:ink_id": "pure_black", "Line:name_or_path": "demo", "SessionRecord:healed": None, "Value.to_json:indent": None,
        "visits_from_frame:frame": pd.read_csv(text_file), "water_ladder": [10.0, 20.0], "stock_ml": {"pure_black": 5.0}, "fixed_pairs": {("pure_black", "mid_brown"): (1, 1)},
        "cost_per_ml": dict.fromkeys(line, 1.0), "today": "2026-01-01", "time_budget_s": 5.0, "match:habits": None, "check_appearance:photons": 1000, "plan_touch_up:draws": 20, "match:illuminants": {"D65": 1.0, "A": 0.5},
        "ita_class:ita_deg": 30.0, "density_g_per_ml": 1.1, "lot": "A7", "expires": "2027-03-31", "Ink:id": "own_black", "Ink:mg_per_ml": {"carbon_black": 50.0}, "Ink:name": "Own",
        "Line:inks": None, "colorants": (), "Line:id": "own", "Line:name": "Own", "maker": "own", "version": "1", "note": "", "diluent_name": "water", "diluent_density_g_per_ml": 1.0,
        "carrier_name": "water", "carrier_density_g_per_ml": 1.0,
        "films": [one["InkFilm"]], "cuvettes": [one["CuvetteReading"]], "color_index": "CI 77266", "role": "other", "pigment_mg_per_ml": 150.0, "pigment_density_g_per_ml": 2.0,
        "characterise_ink:id": "ink", "characterise_ink:name": "", "characterise_ink:g": 0.5, "g_sd": 0.1, "date": "2026-05-01", "descending": True,
        "ink_from_label:color_index": ["CI 77266"], "ink_from_label:films": [one["LabFilm"]], "ink_from_label:id": "ink", "ink_from_label:name": "", "least_pigment_mg_per_ml": 50.0,
        "most_pigment_mg_per_ml": 300.0, "mixtures": [({"ink": 1.0}, one["InkFilm"])], "check_mixtures:line": u.Line(inks=[u.Ink("ink", {"hematite": 60.0})]),
        "check_line_folder:folder": ROOT / "data" / "sample_line", "characterise_line:folder": ROOT / "data" / "sample_line", "characterise_line:ink": "sample_black",
        "line_or_folder": "demo", "limit_list": "eu_2020_2081", "lab_results": "", "line_dossier:clients": 2, "line_dossier:seed": 0,
        "backing": "white", "thickness_measured": True, "tint": None, "tint_parts": 0.0, "transmittance": spectrum, "path_mm": 10.0, "log_sd": 0.02, "card_lab": None, "surface": 0.0,
        "InkFilm:wet_thickness_mm": 0.1, "LabFilm:wet_thickness_mm": 0.1, "InkFilm:name": "", "CuvetteReading:name": "",
        "covered": one["LineCoverage"], "screened": one["Screen"], "limits": one["LimitList"], "results": [one["LabResult"]],
        "compare_coverage:first": one["LineCoverage"], "compare_coverage:second": one["LineCoverage"], "check_claim:text": "a brown ink",
        "load_limit_list:name_or_path": "eu_2020_2081", "load_lab_results:path": folder / "results.csv", "skin_class": "tan", "line_ladder:water_ladder": [0.0, 4.0],
        **{f"coverage:{name}": value for name, value in COVERED.items()},
        "suggest_new_ink:covered": one["LineCoverage"], "suggest_new_ink:colorants": ["carbon_black"], "suggest_new_ink:refinements": 1,
        "suggest_new_ink:screened_clients": 1, "line_ladder:skin_classes": ["tan"], "line_ladder:inks": ["ash"],
        "write_netcdf:data": one["FadeReport"].to_xarray(), "write_netcdf:path": folder / "out.nc", "overwrite": True,
        "write_sbml:path": folder / "out.xml", "write_sbml:model": model, "write_sbml:values": model.medians, "read_sbml:path": folder / "model.xml",
        "write_petab:folder": folder / "petab", "write_petab:series": one["FadeSeries"], "write_petab:values": model.medians, "read_petab:folder": folder / "petab",
        "state_readings": [one["StateReading"]], "leave_out": ["lab", "density_score"],
        "master": film_readings(), "batch": film_readings(0.98, seed=2), "tolerance": 1.0, "set_by": "the supplier", "metric": "delta_e_2000", "confidence": 0.95,
        "agreement_delta_e": None, "repeatability_delta_e": None, "c_master": 1.0, "c_batch": 1.0, "c_standard": 1.0, "shade_block": 1.0, "master_lot": "M1",
        "other_masters": {"black": film_readings(4, seed=3)}, "over_black": film_readings(0.98, seed=4), "standard": spectrum, "white": None, "over_white": spectrum,
        "lightness_weight": 2.0, "chroma_weight": 1.0, "color_difference:master": [50.0, 1.0, 1.0], "color_difference:batch": [51.0, 1.0, 1.0], "delta_e_cmc:master": [50.0, 1.0, 1.0],
        "delta_e_cmc:batch": [51.0, 1.0, 1.0], "strength:batch": 0.9 * spectrum, "contrast_ratio_percent:over_black": 0.9 * spectrum, "strength:geometry": "8/d SCI",
        "check_batch:geometry": "", "check_batch:observer": "1964_10deg", "labels": (), "center": 0.4, "sd": 0.1, "baseline": 0, "ewma_weight": 0.2, "ewma_width": 3.0,
        "gauge_study:readings": gauge, "tolerance_width": 5.0, "read_gauge_readings:path": gauge_file, "QualityLog:path": folder / "quality.log", "check": one["BatchCheck"],
        "again": True, "QualityLog.chart:quantity": "difference", "QualityLog.chart:ink": "mid_brown", "QualityLog.entries:ink": "", "check_batch:ink": "mid_brown",
        "lightfastness:series": one["ExposureSeries"], "exposure_per_year": 250.0, "stated_by": "the supplier", "year_behind_glass": True, "glass_transmission": None,
        "signed_by": "", "unpack_to": "", "read_ink_pack:path": pack_file, "write_ink_pack:path": folder / "out.inkpack", "write_ink_pack:folder": line_file,
        "key": key_file, "safety_sheets": {"pure_black": text_file}, "certificates": None, "documents": (gauge_file,), "made_on": "2026-12-01",
        "make_signing_key:path": folder / "new.key", "signing_key_fingerprint:path": key_file, "LineDossier.write:path": folder / "page.html",
        "quality_log": "", "exposure_series": "", "paths": (), "cards": [("s.toml", "water_parts = 3")], "Ink:lots": (), "Line.with_lots:lots": {}, "SessionRecord:lots": {},
        "diluent_lot": "W9", "needle_lot": "N3",
        "read_exposure_series:path": series_file, "LightfastnessRating.of:text": "ASTM II", "LightfastnessRating.is_better_than:other": one["LightfastnessRating"],
    }  # fmt: skip


def fit_x(fit):
    return np.asarray(fit._point.x if hasattr(fit, "_point") else fit.point.x)


# Of whom the sample's coverage is.
COVERED = {"clients": 6, "skin_classes": ["light", "brown"], "skins": None, "hair_colors": ["black"], "hairs": None, "tolerance_delta_e_2000": None,
           "years": [0.0, 3.0], "fade_draws": 0, "seed": 0, "dots": None, "habits": None, "max_inks": 3, "never_use": [], "today": ""}  # fmt: skip


# Options of match that make it quick, for all that take them.
MATCHING = dict(match.__kwdefaults__ or {})
QUICK = {"recipe_count": 1, "max_inks": 2, "time_budget_s": 2.0}


def public_modules():
    yield u
    for info in pkgutil.walk_packages(u.__path__, "undertone."):
        if info.name.startswith(AN_APP):
            continue
        if not any(part.startswith("_") for part in info.name.split(".")) and info.name not in LEFT_OUT:
            yield importlib.import_module(info.name)


def public_callables():
    """Functions, constructors and methods that anyone can call, by the name they go by."""
    found = {}
    for module in public_modules():
        for name in getattr(module, "__all__", dir(module)):
            one = getattr(module, name)
            home = getattr(one, "__module__", None) or ""
            if (
                name.startswith("_")
                or not callable(one)
                or not home.startswith("undertone")
                or home.split(".")[-1] == "_core"
            ):
                continue
            if home in LEFT_OUT or ("._" in home and name not in u.__all__) or "undertone._core" in home:
                continue
            if inspect.isclass(one):
                found[one.__name__] = one
                for method, function in vars(one).items():
                    if not method.startswith("_") and (
                        inspect.isfunction(function) or isinstance(function, (classmethod, staticmethod))
                    ):
                        found[f"{one.__name__}.{method}"] = function
            else:
                found[name if name not in found or found[name] is one else f"{home.split('.')[-1]}.{name}"] = one
    for method in ("to_dict", "to_json", "from_dict"):
        found[f"Value.{method}"] = vars(_values.Value)[method]
    return found


def speaks_of_the_core(function):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return False
    spoken = [one.annotation for one in signature.parameters.values()]
    if "self" not in signature.parameters:
        spoken.append(signature.return_annotation)
    return any("_core" in str(one) for one in spoken)


def is_a_seam(label, one):
    """Between the package's own modules: it speaks of the engine's objects, or of a fit's inside. Errors are no calls."""
    if label.split(".")[0] in ERRORS or label in ("CustomFadeModel", "FadeFit", "Value.to_dict"):
        return True
    if label.startswith("CustomFadeModel."):
        return True
    return speaks_of_the_core(one.__init__ if inspect.isclass(one) else getattr(one, "__func__", one))


def valid_calls(folder):
    """A working call for each public callable; a KeyError names what has no sample."""
    by_class = values_by_class(folder)
    samples = parameter_samples(by_class, folder)
    calls = {}
    for label, one in public_callables().items():
        owner = label.split(".")[0]
        if is_a_seam(label, one):
            continue
        if inspect.isclass(one):
            if one.__name__ in by_class and (is_dataclass(one) or hasattr(one, "_fields")):
                sample = by_class[one.__name__][0]
                names = [f.name for f in fields(one)] if is_dataclass(one) else one._fields
                arguments = {name: getattr(sample, name) for name in names}
                calls[label] = Call(one, arguments, {}, "__post_init__" not in vars(one))
                continue
            calls[label] = call_of(
                label,
                one,
                samples,
                skip=("self", "cls"),
                signature_of=one.__init__ if one.__name__ != "Reflectance" else one,
            )
        elif "." in label and (inspect.isfunction(one) or isinstance(one, (classmethod, staticmethod))):
            if owner == "Value":
                continue
            kind = getattr(u, owner, None) or find_class(owner)
            if kind is None:
                calls[label] = call_of(label, one, samples)
                continue
            if isinstance(one, (classmethod, staticmethod)):
                calls[label] = call_of(label, getattr(kind, label.split(".")[1]), samples)
            else:
                instance = instance_of(owner, by_class)
                calls[label] = call_of(label, getattr(instance, label.split(".")[1]), samples)
        else:
            calls[label] = call_of(label, one, samples)
    dots = u.Dots()
    calls["Value.to_json"] = Call(dots.to_json, {"indent": None}, {}, False)
    calls["Value.from_dict"] = Call(u.Dots.from_dict, {"data": dots.to_dict()}, {}, False)
    return calls


def find_class(name):
    for module in public_modules():
        one = getattr(module, name, None)
        if inspect.isclass(one):
            return one
    return None


def instance_of(owner, by_class):
    if owner in by_class:
        return by_class[owner][0]
    if owner == "Rematch":
        return u.Rematch(by_class["Client"][0].skin, by_class["Line"][0])
    if owner == "FadePreview":
        return FadePreview(by_class["Client"][0].skin, by_class["FadePlan"][0])
    if owner == "LayerEvaluator":
        return optics.LayerEvaluator([0.1, 1.0], 0.1, 10.0, 0.8, first=1, count=1)
    if owner == "Reflectance":
        return np.full(81, 0.4).view(u.Reflectance)
    if owner == "QualityLog":
        log = supply.QualityLog(Path(tempfile.mkdtemp()) / "quality.log")
        for _ in range(3):
            log.add(by_class["BatchCheck"][0], today="2026-05-01", again=True)
        return log
    raise KeyError(f"no instance of {owner}")


def call_of(label, function, samples, skip=(), signature_of=None):
    arguments, options, missing = {}, {}, []
    for name, one in inspect.signature(signature_of or function).parameters.items():
        if name in skip:
            continue
        if one.kind is one.VAR_KEYWORD:
            options = dict(FADE_SERIES_OPTIONS if "FadeSeries" in label else MATCHING)
            if "FadeSeries" not in label:
                arguments.update(QUICK)
            continue
        if one.kind is one.VAR_POSITIONAL:
            continue
        key = f"{label}:{name}"
        if key not in samples and name not in samples:
            if one.default is not one.empty and one.default is not None:
                arguments[name] = one.default
                continue
            missing.append(f"{label} has a parameter {name} of which no sample stands in parameter_samples: add one")
            continue
        arguments[name] = samples[key] if key in samples else samples[name]
    if missing:
        raise KeyError("; ".join(missing))
    if label == "match":
        arguments.update(QUICK)
    return Call(function, arguments, options, False)


FADE_SERIES_OPTIONS = {"name": "a", "illuminant": "D65", "observer": "1931_2deg", "lab_sd": 0.8, "reflectance_sd": 0.03}


# ---- what left a call


class Outcome(NamedTuple):
    """``kind``: returned, refused, unnamed (refused without the argument's name), leaked, crashed, hung."""

    kind: str
    text: str
    seconds: float

    def held(self, hostile):
        """A run of so many photons is what was asked for: Ctrl-C ends it, and ``progress``."""
        return self.kind in ("returned", "refused") or (self.kind == "hung" and "photons" in hostile)


def attempt(call, hostile):
    """Call with these arguments replaced: name to what HOSTILE has of that name, or to a value itself."""
    arguments = dict(call.arguments)
    for name, (key, value) in hostile.items():
        arguments[name] = HOSTILE[key](arguments.get(name, call.options.get(name))) if key else value
    start = time.perf_counter()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            call.function(**arguments)
        kind, text = "returned", ""
    except (u.Error, TypeError) as error:
        text = f"{type(error).__name__}: {error}"
        named = (
            not hostile
            or isinstance(error, u.DataError)
            or any(
                re.search(rf"(?<![A-Za-z0-9]){re.escape(words)}(?![A-Za-z])", text)
                for name in hostile
                for words in names_of(name)
            )
        )
        kind = "refused" if named else "unnamed"
        if "incompatible function arguments" in text or "_core." in text:
            kind = "unnamed"
    except BaseException as error:
        kind, text = "leaked", f"{type(error).__name__}: {str(error)[:300]}"
    return Outcome(kind, text[:600], time.perf_counter() - start)


def names_of(name):
    """How a message may name this argument."""
    return {name, name.rstrip("s"), *ALSO_NAMED.get(name, ())}


# What an argument is made of, where the message names that.
ALSO_NAMED = {
    "name": ["model", "parameter"], "parameters": ["name", "retention"], "values": ["retention", "reflectance"], "x": ["retention"],
    "times": ["times_days"], "time_days": ["times_days"], "lab_d65": ["lab"], "labs": ["lab", "size"], "density_per_cm2": ["dots per cm2"], "retention": ["median"], "model": ["models"],
    "at_nm": ["wavelengths"], "wavelengths_nm": ["wavelengths"], "melanin": ["color_name"], "hair_color": ["color_name"], "id": ["instrument"],
    "max_pigment_ml": ["most pigment"], "cup_volume_ml": ["cup"], "standing": ["dots"], "reflectance": ["values"],
    "other_masters": ["others"], "today": ["date"],
}  # fmt: skip


# ---- the processes


def send(sock, thing):
    data = pickle.dumps(thing)
    sock.sendall(struct.pack("<Q", len(data)) + data)


def receive(sock, give_up=None):
    """None at the end, TimeoutError once ``give_up`` says so."""
    head = _exactly(sock, 8, give_up)
    return None if head is None else pickle.loads(_exactly(sock, struct.unpack("<Q", head)[0], give_up))


def after_s(seconds, pid=None):
    """Says when so much time is gone; with ``pid``, so much computing of that process, or ten times as much on the wall."""
    clock = (~pid << 3) | 2 if pid else time.CLOCK_MONOTONIC
    start, wall = time.clock_gettime(clock), time.monotonic()
    return lambda: time.clock_gettime(clock) - start > seconds or time.monotonic() - wall > 10 * seconds


def _exactly(sock, size, give_up):
    data = b""
    while len(data) < size:
        while give_up is not None and not select.select([sock], [], [], 0.5)[0]:
            if give_up():
                raise TimeoutError
        part = sock.recv(size - len(data))
        if not part:
            return None
        data += part
    return data


class Child:
    """A process that makes calls of one callable, forked so that the samples are there."""

    def __init__(self, calls, label):
        self.label = label
        self.sock, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self.sock.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (in_use + MEMORY, in_use + MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000_000, 200_000_000))
            while (request := receive(theirs)) is not None:
                send(theirs, attempt(calls[label], request))
            os._exit(0)
        theirs.close()

    def ask(self, request):
        start = time.perf_counter()
        try:
            send(self.sock, request)
            outcome = receive(self.sock, after_s(SECONDS_PER_CALL, self.pid))
            if outcome is not None:
                return outcome
            kind = "crashed"
        except TimeoutError:
            kind = "hung"
        except (BrokenPipeError, ConnectionResetError):
            kind = "crashed"
        return Outcome(kind, self.end(), time.perf_counter() - start)

    def end(self):
        self.sock.close()
        with contextlib.suppress(ProcessLookupError):
            if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                time.sleep(0.05)
                os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            _, status = os.waitpid(self.pid, 0)
            self.label = None
            return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
        self.label = None
        return ""


def serve(sock, folder):
    """Answer with the valid calls' names and arguments, then with outcomes of (label, hostile) requests."""
    calls = valid_calls(folder)
    send(sock, {label: (sorted(call.arguments), sorted(call.options), call.is_result) for label, call in calls.items()})
    child = None
    while (request := receive(sock)) is not None:
        label, hostile = request
        if child is None or child.label != label:
            if child is not None:
                child.sock.close()
                os.waitpid(child.pid, 0)
            child = Child(calls, label)
        outcome = child.ask(hostile)
        if outcome.kind in ("crashed", "hung"):
            child = None
        send(sock, outcome)
    if child is not None:
        child.sock.close()
        os.waitpid(child.pid, 0)


if __name__ == "__main__":
    import matplotlib

    matplotlib.use("Agg")
    importlib.import_module("hostile_calls").serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
