"""Property: plots draw what they were given."""

import numpy as np
import pytest
import undertone

plt = pytest.importorskip("matplotlib.pyplot")
from undertone import plots  # noqa: E402


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_spectra_are_drawn_as_given(skin, target):
    ax = plots.spectra({"skin": skin.reflectance, "fringe": target})
    assert [line.get_label() for line in ax.lines] == ["skin", "fringe"]
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), np.column_stack([undertone.wavelengths_nm, skin.reflectance]))


def test_swatches_touch_and_carry_their_lightness(skin, target):
    ax = plots.swatches({"skin": skin.lab(), "target": target.lab()})
    first, second = ax.patches
    assert first.get_x() + first.get_width() == second.get_x()
    assert f"L* {target.lab()[0]:.1f}" in ax.texts[1].get_text()


@pytest.mark.parametrize("quantity", ["delta_e_2000", "contrast_l", "diameter_mm", "pigment_left"])
def test_fade_fan_draws_median_and_range(forecast, quantity):
    ax = plots.fade_fan(forecast, quantity)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), getattr(forecast, quantity).q50)
    assert len(ax.collections) == 1
    assert "extrapolated" in [text.get_text() for text in ax.texts]


def test_fade_fan_refuses_what_it_cannot_draw(forecast, skin):
    with pytest.raises(undertone.DomainError, match="pigment_left"):
        plots.fade_fan(forecast, "happiness")
    alone = undertone.simulate_fade(skin, undertone.FadePlan(undertone.Blend({"pure_black": 1})))
    with pytest.raises(undertone.DomainError, match="target"):
        plots.fade_fan(alone)


def test_scalp_patch_is_true_to_scale_with_the_bare_skin_beside_it(skin):
    dots = undertone.Dots(top_mm=0.1)  # deeper ones are blurred by the skin above them
    look = undertone.appearance(skin, undertone.Blend({"pure_black": 1}, water_parts=10), dots)
    ax = plots.scalp_patch(look, dots, patch_mm=6, pixels_per_mm=20)
    image = ax.images[0]
    left, right, _, _ = image.get_extent()
    assert right - left == pytest.approx(image.get_array().shape[1] / 20)
    pixels = np.asarray(image.get_array(), dtype=float)
    middle = pixels.shape[1] // 2
    bare, dotted = (half[:, 20:-20].mean(axis=-1) for half in (pixels[30:-30, 20:middle], pixels[30:-30, middle:-20]))
    assert bare.std() < 1
    assert dotted.std() > 3
    assert dotted.mean() < bare.mean()


def test_long_names_of_lots_leave_a_control_chart_legible():
    """Each name shows both its ends, no two look alike, and the legend lies on none of them."""
    names = [f"LOT-2026-of-a-long-name-{number:04d}" for number in range(30)]
    ax = undertone.supply.control_chart(np.tile([1.0, 2.0, 1.4], 10), names).plot()
    shown = [label.get_text() for label in ax.get_xticklabels()]
    assert len(set(shown)) == len(shown)
    assert all(one.startswith("LOT-20") and name.endswith(one[-4:]) for one, name in zip(shown, names, strict=True))
    ax.figure.canvas.draw()
    legend = ax.get_legend().get_window_extent()
    assert not any(legend.overlaps(label.get_window_extent()) for label in ax.get_xticklabels())
    assert not legend.overlaps(ax.title.get_window_extent())
