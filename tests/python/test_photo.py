"""Property, consistency: photographs with a ColorChecker, made here: the card and a piece of skin as a camera with faults
of its own would see them."""

import numpy as np
import pytest
import undertone as u
from undertone import icc

ROOT_TABLE = "data/targets/colorchecker_classic.csv"
SKIN = np.array([58.0, 11.0, 17.0])
CORNERS = [(60, 50), (560, 70), (540, 400), (80, 380)]
REGION = (620, 100, 740, 300)


def card():
    from pathlib import Path

    table = np.genfromtxt(Path(__file__).resolve().parents[2] / ROOT_TABLE, delimiter=",", names=True, skip_header=1)
    return np.stack([table["l"], table["a"], table["b"]], axis=-1)


def linear(lab):
    """Linear sRGB of Lab (D50)."""
    encoded = icc.device_from_lab(lab)
    return np.where(encoded <= 0.04045, encoded / 12.92, (np.maximum(encoded, 0) + 0.055).clip(0.0404) / 1.055) ** np.where(
        encoded <= 0.04045, 1, 2.4
    )


def photo(*, exposure=0.8, cast=(1.0, 1.0, 1.0), crosstalk=0.0, gamma=1 / 2.2, noise=0.0, bits=8):
    """750 x 450: the card in perspective between CORNERS, skin in REGION, mid-grey around; seen by a camera of that kind."""
    scene = np.broadcast_to(linear(np.array([50.0, 0, 0])), (450, 750, 3)).copy()
    ys, xs = np.mgrid[0:450, 0:750] + 0.5
    rows = []
    for (x, y), (cu, cv) in zip(CORNERS, [(0, 0), (6, 0), (6, 4), (0, 4)], strict=True):
        rows += [[cu, cv, 1, 0, 0, 0, -cu * x, -cv * x], [0, 0, 0, cu, cv, 1, -cu * y, -cv * y]]
    h = np.append(np.linalg.solve(rows, np.ravel(CORNERS)), 1).reshape(3, 3)
    back = np.linalg.inv(h) @ np.stack([xs.ravel(), ys.ravel(), np.ones(xs.size)])
    cu, cv = (back[:2] / back[2]).reshape(2, 450, 750)
    on_card = (cu >= 0) & (cu < 6) & (cv >= 0) & (cv < 4)
    patches = linear(card())
    frame = (cu > -0.3) & (cu < 6.3) & (cv > -0.3) & (cv < 4.3)
    scene[frame] = linear(np.array([12.0, 0, 0]))
    on_card &= (np.abs(cu % 1 - 0.5) < 0.43) & (np.abs(cv % 1 - 0.5) < 0.43)  # black between the patches
    scene[on_card] = patches[(cv[on_card].astype(int) * 6 + cu[on_card].astype(int))]
    left, top, right, bottom = REGION
    scene[top:bottom, left:right] = linear(SKIN)
    mixed = scene * (1 - crosstalk) + crosstalk * scene.mean(axis=-1, keepdims=True)
    seen = (np.maximum(mixed, 0) * exposure * np.array(cast)).clip(0, 1) ** gamma
    seen = (seen + np.random.default_rng(2).normal(0, noise, seen.shape)).clip(0, 1)
    return icc.Picture(np.rint(seen * (2**bits - 1)).astype(np.uint16), bits, icc.profile_bytes())


@pytest.mark.parametrize(
    "camera",
    [
        {},
        {"cast": (1.1, 0.9, 0.6)},
        {"exposure": 0.5, "crosstalk": 0.15},
        {"cast": (0.7, 1.0, 1.0), "gamma": 1 / 1.8, "noise": 0.01},
        {"bits": 16, "gamma": 1 / 2.6},
    ],
    ids=str,
)
def test_the_card_undoes_the_camera(camera):
    """Property: whatever of these a camera does, the skin comes out within the stated uncertainty."""
    found = u.measure_photo(photo(**camera), REGION, CORNERS)
    assert found.lab is not None, found.reason
    off = float(u.colorimetry.delta_e_2000(found.lab, SKIN))
    assert off <= max(2 * found.uncertainty_delta_e, 0.5)
    assert found.uncertainty_delta_e >= found.residual_delta_e
    assert found.uncertainty_delta_e < 3
    assert len(found.patches) == 24


def test_without_a_card_there_is_a_reason_and_no_number():
    found = u.measure_photo(photo(), REGION, None)
    assert found.lab is None
    assert "no colour card" in found.reason
    assert "no colour" in repr(found)


def test_corners_that_hold_no_card_give_no_number():
    found = u.measure_photo(photo(noise=0.02), REGION, [(580, 80), (749, 80), (749, 400), (580, 400)])
    assert found.lab is None
    assert "ColorChecker" in found.reason


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_corners_may_start_anywhere(turn, mirrored):
    corners = CORNERS[::-1] if mirrored else CORNERS
    found = u.measure_photo(photo(), REGION, corners[turn:] + corners[:turn])
    assert found.lab is not None
    assert float(u.colorimetry.delta_e_2000(found.lab, SKIN)) < 1


def test_over_exposed_patches_are_named():
    found = u.measure_photo(photo(exposure=1.25), REGION, CORNERS)
    assert {p.name for p in found.patches if p.exposure == "over-exposed"} >= {"white"}
    (note,) = [d for d in found.diagnostics if d.code == "over_exposed"]
    assert "white" in note.message


def test_a_ruined_exposure_gives_no_number():
    found = u.measure_photo(photo(exposure=6), REGION, CORNERS)
    assert found.lab is None
    assert "expos" in found.reason
    dark = u.measure_photo(photo(exposure=1e-6), REGION, CORNERS)
    assert dark.lab is None
    assert "expos" in dark.reason


def test_points_outside_the_picture_are_refused():
    with pytest.raises(u.DomainError, match="region"):
        u.measure_photo(photo(), (700, 400, 800, 500), CORNERS)
    with pytest.raises(u.DomainError, match="card_corners"):
        u.measure_photo(photo(), REGION, [(0, 0), (10, 0), (10, 10), (0, 10)])
    with pytest.raises(u.DomainError, match="card_corners"):
        u.measure_photo(photo(), REGION, [(-5, 0), (600, 0), (600, 400), (0, 400)])


def test_a_card_is_found_by_opencv():
    pytest.importorskip("cv2", reason="OpenCV is an optional extra: undertone[photo]")
    corners = u.find_card(photo())
    assert corners is not None
    found = u.measure_photo(photo(), REGION, corners)
    assert found.lab is not None, found.reason
