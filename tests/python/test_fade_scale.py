"""Consistency: dated Lab readings stand on the scale of the instrument that took them."""

import numpy as np
import pytest
import undertone as u

BLEND = u.Blend({"pure_black": 1}, water_parts=20)


def fitted(lab: np.ndarray, scale: u.ReadingScale | None) -> np.ndarray:
    series = u.FadeSeries(u.Skin(), u.FadePlan(BLEND), [u.Visit(60, lab=lab), u.Visit(400, lab=lab)], scale=scale)
    return u.fit_fade(series).values


def test_readings_with_and_without_the_surface_are_one_series() -> None:
    skin = u.Skin()
    area = np.asarray(u.appearance(skin, BLEND, u.Dots()).area)
    sce, sci = u.ReadingScale("8/d SCE"), u.ReadingScale("8/d SCI")
    excluded, included = fitted(sce.lab(area), sce), fitted(sci.lab(area), sci)
    assert excluded == pytest.approx(included, rel=1e-3)
    assert fitted(sci.lab(area), None) != pytest.approx(excluded, rel=1e-3)
