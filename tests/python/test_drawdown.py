"""Property: a cup drawn down on a card: what is found in it, and what then corrects it."""

import numpy as np
import pytest
import undertone as u

MEANT = u.Blend({"soft_black": 3, "mid_brown": 1}, water_parts=15)
WHITE = np.full(81, 0.86)
BLACK = np.full(81, 0.012)
THICKNESS_MM = 0.1


def wrong_cup(factor: float) -> u.Blend:
    """The cup with ``factor`` times the mid_brown that was meant, as another blend: the same ml of water and soft_black."""
    return u.Blend({"soft_black": 3, "mid_brown": factor}, water_parts=(64 - 3 - factor) / (3 + factor))


def drawn_down(cup: u.Blend, card: np.ndarray = WHITE, thickness_mm: float = THICKNESS_MM) -> u.Drawdown:
    return u.Drawdown(card, u.film_reflectance(cup, card, thickness_mm))


def test_a_film_is_darker_the_more_pigment_lies_in_it() -> None:
    thin, thick = (u.film_reflectance(MEANT, WHITE, mm) for mm in (0.02, 0.1))
    assert np.all(thick < thin)
    assert np.all(thin < WHITE)
    assert u.film_reflectance(MEANT, WHITE, 0) == pytest.approx(WHITE)
    half = u.film_reflectance(u.Blend({"soft_black": 3, "mid_brown": 1}, water_parts=31), WHITE, 0.2)
    assert half == pytest.approx(thick, rel=1e-6)


def test_the_films_tell_which_ink_was_overdosed() -> None:
    found = u.read_drawdowns(MEANT, [drawn_down(wrong_cup(2)), drawn_down(wrong_cup(2), BLACK)])
    factor = {ink.ink_id: ink.factor for ink in found.inks}
    assert factor["mid_brown"].low <= 2 <= factor["mid_brown"].high
    assert factor["mid_brown"].low > 1
    assert factor["soft_black"].low <= 1 <= factor["soft_black"].high
    assert found.thickness_mm.after == pytest.approx(THICKNESS_MM, rel=0.1)
    assert found.credible
    assert found.mean.shape == (3,)
    assert found.covariance.shape == (3, 3)
    assert "mid_brown that was meant" in str(found)
    assert "soft_black as meant" in str(found)
    assert "<table" in found._repr_html_()


def test_bands_that_were_not_measured_are_left_out() -> None:
    film = np.array(u.film_reflectance(wrong_cup(2), WHITE, THICKNESS_MM))
    card = WHITE.copy()
    film[:4] = np.nan
    card[-16:] = np.nan
    part = u.read_drawdowns(MEANT, u.Drawdown(card, film))
    whole = u.read_drawdowns(MEANT, drawn_down(wrong_cup(2)))
    assert part.inks[0].factor.after == pytest.approx(whole.inks[0].factor.after, rel=0.05)


def test_what_was_found_corrects_the_cup() -> None:
    skin = u.Skin(melanosome_fraction=0.02)
    dots = u.Dots(diameter_mm=0.14, density_per_cm2=220)
    belief = u.HealingBelief(skin, dots)
    wanted = u.standing_area(skin, [u.SessionDots.of(MEANT, dots, 220)])
    found = u.read_drawdowns(MEANT, drawn_down(wrong_cup(2.5)))
    as_meant = u.correct_cup(belief, MEANT, 2, wanted, dots)
    as_found = u.correct_cup(belief, MEANT, 2, wanted, dots, found=found)
    bottle = u.correct_cup(belief, MEANT, 2, wanted, dots, found=found, blame="inks")
    assert as_meant.additions == ()
    assert as_found.additions
    assert as_found.as_it_is.delta_e > 3 * as_found.corrected.delta_e
    assert as_found.proof.proven
    assert as_found.fresh_proof.proven
    assert as_found.fresh == as_meant.fresh, "a slip in mixing does not change what a fresh cup holds"
    assert bottle.fresh_looks is not None
    # Were the bottle that strong, the cup would look as found, whoever is blamed.
    assert bottle.as_it_is.delta_e == pytest.approx(as_found.as_it_is.delta_e)


def test_a_film_that_no_cup_explains_is_refused_by_the_correction() -> None:
    skin = u.Skin()
    dots = u.Dots()
    swapped = u.read_drawdowns(MEANT, u.Drawdown(u.film_reflectance(MEANT, WHITE, 0.1), WHITE))
    assert not swapped.credible
    with pytest.raises(u.DomainError, match="from the nearest cup"):
        u.correct_cup(u.HealingBelief(skin, dots), MEANT, 2, skin.reflectance, dots, found=swapped)


@pytest.mark.parametrize(
    ("drawdown", "options", "words"),
    [
        (u.Drawdown(WHITE), {}, "neither a reflectance nor a Lab"),
        (u.Drawdown(WHITE, WHITE, lab=(50, 0, 0)), {}, "both"),
        (u.Drawdown(100 * WHITE, WHITE), {}, "percent"),
        (u.Drawdown(WHITE, 100 * WHITE), {}, "percent"),
        (u.Drawdown(WHITE, 0.5 * WHITE, readings=0), {}, "readings"),
        (u.Drawdown(WHITE, 0.5 * WHITE), {"thickness_mm": 100}, "micrometres"),
        (u.Drawdown(WHITE, 0.5 * WHITE), {"ink_log_sd": -1}, "ink_log_sd"),
        (u.Drawdown(WHITE[:80], 0.5 * WHITE), {}, "card"),
    ],
)
def test_what_makes_no_sense_is_refused(drawdown: u.Drawdown, options: dict[str, float], words: str) -> None:
    with pytest.raises(u.DomainError, match=words):
        u.read_drawdowns(MEANT, drawdown, **options)


def test_another_cups_drawdown_is_refused() -> None:
    found = u.read_drawdowns(MEANT, drawn_down(MEANT))
    belief, dots = u.HealingBelief(u.Skin(), u.Dots()), u.Dots()
    with pytest.raises(u.DomainError, match="found"):
        u.correct_cup(belief, u.Blend({"ash": 1}, 9), 2, WHITE, dots, found=found)
    with pytest.raises(u.DomainError, match="only together with found"):
        u.correct_cup(belief, MEANT, 2, WHITE, dots, blame="inks")
