"""Consistency, property: the texture of dots beside hair, against S-CIELAB worked out on the engine's own picture."""

import numpy as np
import pytest
from undertone import DomainError, Dots, LogNormal, Skin, Stubble, _core, fringe_reflectance, load_line, match, match_dots
from undertone.colorimetry import lab_from_xyz, viewing

LINE = load_line("demo")
SKIN = Skin(melanosome_fraction=0.04)
TARGET = fringe_reflectance(SKIN, "dark_brown")
DOTS = Dots(diameter_mm=0.15, density_per_cm2=150, top_mm=0.15, bottom_mm=0.5, retention=LogNormal(0.2, 0.3))
QUICK = {"later_years": 0, "today": "", "recipe_count": 1, "max_inks": 2, "acceptable_delta_e_ab": 30}

# Weights and spreads of Zhang and Wandell 1996, a program of its own.
FILTERS = (
    ((0.921, 0.0283), (0.105, 0.133), (-0.108, 4.336)),
    ((0.531, 0.0392), (0.330, 0.494)),
    ((0.488, 0.0536), (0.371, 0.386)),
)
OPPONENT = np.array([[278.7336, 721.8031, -106.552], [-448.7736, 289.8056, 77.1569], [85.9513, -589.9859, 501.1089]]) / 1000
SRGB = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])


def s_cielab(xyz, pixels_per_mm, distance_m):
    """Lab of a picture that repeats for ever (rows, columns, 3), as seen from there."""
    degrees = np.degrees(np.arctan(1 / pixels_per_mm / 1000 / distance_m))
    frequency = np.hypot(*np.meshgrid(*(np.fft.fftfreq(n, degrees) for n in xyz.shape[:2]), indexing="ij"))
    seen = xyz @ OPPONENT.T
    for channel, gaussians in enumerate(FILTERS):
        total = sum(weight for weight, _ in gaussians)
        gain = sum(weight / total * np.exp(-((np.pi * spread * frequency) ** 2)) for weight, spread in gaussians)
        seen[..., channel] = np.fft.ifft2(np.fft.fft2(seen[..., channel]) * gain).real
    return lab_from_xyz((seen @ np.linalg.inv(OPPONENT).T).reshape(-1, 3)).reshape(xyz.shape)


def patches(recipe, patch_mm=16, pixels_per_mm=24):
    """XYZ of the fringe and of the healed dots, as the picture shows them."""
    eye = viewing()
    client = _core.Client("", SKIN._core, np.asarray(TARGET), "")
    mixture = _core.mix(LINE._core, recipe.blend._to_core())
    state = _core.healed_state(mixture, DOTS._to_core(), 0, 0, 0)
    image = _core.render_pair(
        _core.target_view(client, eye), _core.patch_view(SKIN._core, LINE._core, state, eye), patch_mm, pixels_per_mm, 3
    )
    side = patch_mm * pixels_per_mm
    border = (image.shape[0] - side) // 2
    inside = image[border : border + side, border : border + 2 * side] / 255
    linear = np.where(inside <= 0.04045, inside / 12.92, ((inside + 0.055) / 1.055) ** 2.4)
    xyz = 100 * linear @ SRGB.T
    return xyz[:, :side], xyz[:, side:]


@pytest.fixture(scope="module")
def recipe():
    return match(SKIN, TARGET, LINE, DOTS, **QUICK, viewing_distances_m=(0.3, 0.5, 1, 3)).recipes[0]


def test_closed_form_is_what_s_cielab_makes_of_the_picture(recipe):
    hair, dots = patches(recipe)
    for seen in recipe.texture[:3]:  # from 3 m only the steps of eight bits are left in the picture
        for patch, expected in ((hair, seen.hair), (dots, seen.dots)):
            lab = s_cielab(patch, 24, seen.distance_m)
            found = np.sqrt(lab.reshape(-1, 3).var(0).sum())
            assert found == pytest.approx(expected, rel=0.1, abs=0.03), seen.distance_m


def test_picture_shows_crisp_hair_and_soft_dots(recipe):
    # Darkest hundredth of the fringe and of the dots beside their means: what is crisp is dark in the middle.
    hair, dots = (patch[..., 1] for patch in patches(recipe))
    assert hair.mean() - np.quantile(hair, 0.005) > 1.3 * (dots.mean() - np.quantile(dots, 0.005))


def test_from_farther_less_is_seen(recipe):
    for name in ("dots", "hair", "difference"):
        values = [getattr(seen, name) for seen in recipe.texture]
        assert values == sorted(values, reverse=True)
    assert not recipe.texture[-1].seen
    assert "is not seen" in recipe.texture_text or "cannot be told" in recipe.texture_text


def test_texture_is_part_of_the_objective_by_its_weight(recipe):
    # Of dots of neutral pigment, near to what this recipe's own carbon gives.
    assert list(recipe.blend.parts) == ["pure_black"]
    seen = np.mean([texture.difference for texture in recipe.texture])
    assert recipe.texture_penalty == pytest.approx(seen, rel=0.25)
    heavier = match(SKIN, TARGET, LINE, DOTS, **QUICK, viewing_distances_m={0.5: 3, 1: 1}, texture_weight=2).recipes[0]
    close, far = (texture.difference for texture in heavier.texture)
    assert heavier.texture_penalty == pytest.approx(2 * (3 * close + far) / 4, rel=0.25)
    without = match(SKIN, TARGET, LINE, DOTS, **QUICK, texture_weight=0).recipes[0]
    assert without.texture_penalty == 0
    assert len(without.texture) == 3
    assert match(SKIN, TARGET, LINE, DOTS, **QUICK, viewing_distances_m=()).recipes[0].texture == ()


def test_few_wide_dots_lose_by_their_texture_alone():
    choose = {"diameters_mm": [0.2], "densities_per_cm2": [60, 150], **QUICK}
    light = fringe_reflectance(SKIN, "light_brown")
    few, more = match_dots(SKIN, light, LINE, DOTS, **choose).trials
    assert few.texture[0].difference > 2 * more.texture[0].difference
    assert few.texture[0].dots > few.texture[0].hair
    cost_few, cost_more = (trial.objective for trial in (few, more))
    plain_few, plain_more = (t.objective for t in match_dots(SKIN, light, LINE, DOTS, **choose, texture_weight=0).trials)
    assert cost_few - plain_few > cost_more - plain_more + 0.1


def test_hair_that_was_counted_is_taken_and_named():
    usual = match(SKIN, TARGET, LINE, DOTS, **QUICK)
    assert "were not counted" in usual.hair_basis
    sparse = match(SKIN, TARGET, LINE, DOTS, **QUICK, hair=Stubble(density_per_cm2=90))
    assert "90 hairs per cm2" in sparse.hair_basis
    assert sparse.recipes[0].texture[0].hair > usual.recipes[0].texture[0].hair  # fewer hairs, each darker
    assert "Texture" in usual.card.text
    assert usual.card.data["texture"].startswith("the area is delta E")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"viewing_distances_m": (0,)}, "0.1 to 100 m"),
        ({"viewing_distances_m": (-1, 1)}, "0.1 to 100 m"),
        ({"viewing_distances_m": {0.5: -1}}, "0, or 1e-6 to 1e6"),
        ({"viewing_distances_m": {0.5: 0}}, "a sum above 0"),
        ({"viewing_distances_m": (1, 1)}, "each distance once"),
        ({"texture_weight": -0.5}, "0 \\(reported alone\\) to 1e6"),
        ({"hair": Stubble(density_per_cm2=0)}, "1 to 1000 hairs"),
    ],
)
def test_what_cannot_be_is_refused(options, words):
    with pytest.raises(DomainError, match=words):
        match(SKIN, TARGET, LINE, DOTS, **QUICK, **options)
