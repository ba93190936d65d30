"""Reference: the few published bounds on fading that priors can be held against, inside the 90 % prior predictive of both
models.

Each has its caveat: none is a measurement of pigment in scalp.
"""

import csv

import numpy as np
import pytest
from shared_files import SHARED
from undertone import Blend, FadeModel, FadePlan, FadeSeries
from undertone.fade._problem import Client

PUBLISHED = SHARED / "data" / "fade" / "fade_validation.csv"
pytestmark = pytest.mark.shared
PLAN = FadePlan(Blend({"dark_brown": 1}, 15))
LAST = PLAN.last_session_days


def published(study, quantity, condition="", time=""):
    with PUBLISHED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (
                study in row["study"]
                and quantity in row["quantity"]
                and condition in row["condition"]
                and time in row["time"]
            ):
                return float(row["value"])
    raise AssertionError(f"no row for {study}, {quantity}")


@pytest.fixture(scope="module", params=["two_rate", "mechanistic"])
def predictive(request, skin):
    """Contrast to bare skin and share of pigment left, of 600 draws, at moments that someone has reported on."""
    days = {"end": LAST, "weeks": LAST + 42, "6 months": LAST + 183, "14 months": LAST + 426, "17 years": LAST + 17 * 365.25}
    model = FadeModel(skin, PLAN, request.param)
    run = model.simulate_many(model.draw(600, seed=6), list(days.values()))
    assert set(run.status) == {"ok"}
    look = Client(FadeSeries(skin, PLAN), request.param, 1e-6)
    labs = look.eye.lab(look.spectra(run.seen.reshape(-1, run.seen.shape[-1]))).reshape(600, len(days), 3)
    contrast = look.bare_lab[0] - labs[..., 0]
    return {name: (contrast[:, i], run.pigment_left[:, i]) for i, name in enumerate(days)}


def holds(draws, value):
    low, high = np.quantile(draws, [0.05, 0.95])
    assert low < value < high, f"{value:.3g} outside the 90 % prior predictive [{low:.3g}, {high:.3g}]"


# Ten patients, an ordinal score that observers gave, read here as proportional to contrast; scars among them.
def test_visual_density_of_scalp_pigment_at_six_months(predictive):
    before = published("Liu 2025", "visual density score mean", "all patients", "0 months")
    after = published("Liu 2025", "visual density score mean", "all patients", "6 months")
    holds(predictive["6 months"][0] / predictive["end"][0], after / before)


# The six of them without scars, whose skin is the model's; four with scars lost 1.6, and nobody says from what.
def test_visual_density_without_scars_at_six_months(predictive):
    before = published("Liu 2025", "visual density score mean", "androgenetic", "0 months")
    drop = published("Liu 2025", "visual density score decrease", "androgenetic")
    holds(predictive["6 months"][0] / predictive["end"][0], 1 - drop / before)


# 60 sites over 12 months (Arch Plast Surg 2024;51:356, abstract; its table could not be read). What the abstract says: green differs
# between all neighbouring visits from 1 month on, and the rate of fading tends to fall. Caveats: areolae, shaded all over, by photographs;
# the pigments were not named (iron oxides in other series), and the tone of the skin itself may move.
@pytest.mark.parametrize("name", ["two_rate", "mechanistic"])
def test_areola_tattoos_go_on_fading_ever_more_slowly(skin, name):
    sites = int(published("Arch Plast Surg", "number of sites", time="0-12 months"))
    assert sites == 60
    plan = FadePlan(Blend({"auburn": 1}, 2), session_shares=(1.0,))
    model = FadeModel(skin, plan, name)
    months = np.array([1, 3, 6, 12])
    run = model.simulate_many(model.draw(sites, seed=11), months * 30.44)
    assert set(run.status) == {"ok"}
    look = Client(FadeSeries(skin, plan), name, 1e-6)
    spectra = look.spectra(run.seen.reshape(-1, run.seen.shape[-1])).reshape(sites, 4, -1)
    wavelengths_nm = np.linspace(380, 780, spectra.shape[-1])
    green = spectra[..., (wavelengths_nm > 500) & (wavelengths_nm < 570)].mean(axis=-1)
    change = np.diff(green, axis=1)
    t = change.mean(axis=0) / (change.std(axis=0, ddof=1) / np.sqrt(sites))
    assert (t > 2).all(), t  # lighter between all neighbouring visits, at 5 %
    per_month = np.median(change / np.diff(months), axis=0)
    assert per_month[0] > per_month[1] > per_month[2] > 0
    # "Tended to, but not significantly": the last rate is not lower in every site.
    slower = change[:, 2] / 6 < change[:, 0] / 2
    assert 0.5 < slower.mean()


# Claims, not measurements: brows of iron oxides end reddish, scalps of mixed black end cool, one pigment does not turn. The priors
# hold each as the likelier way and none as certain: mass ratios at 5 years of draws.
def test_claimed_drifts_are_likelier_than_not_and_never_certain(skin):
    plan = FadePlan(Blend({"warm_black": 1}, 10))
    model = FadeModel(skin, plan, "two_rate")
    run = model.simulate_many(model.draw(400, seed=3), [LAST + 42, LAST + 5 * 365.25])
    ids = [colorant.id for colorant in model._line.colorants]
    left = {one: run.seen[:, 1, ids.index(one)] / run.seen[:, 0, ids.index(one)] for one in ("carbon_black", "hematite", "yellow_oxide")}
    for stays, goes in (("carbon_black", "hematite"), ("carbon_black", "yellow_oxide"), ("hematite", "yellow_oxide")):
        assert 0.52 < np.mean(left[stays] > left[goes]) < 0.9, (stays, goes)


# Patients' own account of areola tattoos, with several times the pigment of scalp dots; healing may or may not be in it.
def test_fading_of_areola_tattoos_at_fourteen_months(predictive):
    holds(1 - predictive["14 months"][0] / predictive["end"][0], published("Kat 2006", "fading mean") / 100)


# Animal experiments with a red azo pigment at ten to a thousand times the dose of scalp dots; shedding included.
def test_a_third_of_the_pigment_leaves_within_weeks(predictive):
    holds(1 - predictive["weeks"][1], published("Baeumler 2015", "disappeared"))


# One anecdote of radiotherapy dots, made with India ink ten times as wide. Visible: a contrast of 1 L*.
def test_dots_may_still_be_seen_at_seventeen_years(predictive):
    assert published("Radiotherapy", "visible") == 1
    contrast = predictive["17 years"][0]
    assert np.quantile(contrast, 0.95) > 1
    assert np.quantile(contrast, 0.05) < 1  # and the touch-up trade exists because they may also go
