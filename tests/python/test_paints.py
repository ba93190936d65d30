"""Reference, property: pigments and inks look like the paints they are, in full tone and tinted."""

import json

import numpy as np
import pytest
import undertone as u
from shared_files import SHARED
from undertone import optics

LINE = u.load_line()
COLORANT = {colorant.id: colorant for colorant in LINE.colorants}
PAINTS = SHARED / "data" / "pigments"
GRID = np.asarray(u.wavelengths_nm)
K1, K2 = 0.03, 0.65  # Saunderson's constants, as the data sets use them


def between(low: float, high: float) -> np.ndarray:
    nm = np.asarray(u.wavelengths_nm)
    return (nm >= low) & (nm <= high)


def kimera(file: str) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, dict[str, float]]]:
    """Wavelengths; mean reflectance of each paint, surface reflection included; its parts by weight."""
    entries = json.loads((PAINTS / "kimera" / file).read_text())
    wavelengths = np.array(entries[0]["values"])
    names = {entry["name"] for entry in entries[1:]}
    mean = {name: np.mean([e["reflectance"] for e in entries[1:] if e["name"] == name], axis=0) / 100 for name in names}
    return wavelengths, mean, {entry["name"]: entry.get("components", {}) for entry in entries[1:]}


def absorption_over_scattering(reflectance: np.ndarray, k1: float = K1, k2: float = K2) -> np.ndarray:
    """K/S after Kubelka and Munk, of what stands under the surface."""
    inside = (reflectance - k1) / (1 - k1 - k2 + k2 * reflectance)
    return (1 - inside) ** 2 / (2 * inside)


def white_scattering(wavelengths: np.ndarray) -> np.ndarray:
    """mu_s' of rutile in a binder of 1.5, relative: 250 nm grains of the mean index at each wavelength (Devore 1951)."""
    square = wavelengths / 1000
    ordinary = np.sqrt(5.913 + 0.2441 / (square**2 - 0.0803))
    extraordinary = np.sqrt(7.197 + 0.3322 / (square**2 - 0.0843))
    sizes = 250 * 1.4 ** np.linspace(-3, 3, 31)
    weights = np.exp(-0.5 * np.linspace(-3, 3, 31) ** 2) / sizes
    result = np.zeros(len(wavelengths))
    for share, index in ((2 / 3, ordinary), (1 / 3, extraordinary)):
        for at, (nm, n) in enumerate(zip(wavelengths, index, strict=True)):
            for size, weight in zip(sizes, weights, strict=True):
                _, scattering, cosine = optics.mie(np.pi * size * 1.5 / nm, n / 1.5)
                result[at] += share * weight * scattering * (1 - cosine)
    return result


@pytest.fixture(scope="module")
def tints() -> dict[str, np.ndarray]:
    """Absorption (81,) of three acrylics by their white tints, each to its own scale; NaN beyond 400-715 nm."""
    wavelengths, full, _ = kimera("masstone.json")
    _, tint, parts = kimera("mix1.json")
    at = wavelengths[::4]
    white = np.interp(wavelengths, at, white_scattering(at))
    found = {}
    for name, parts_of in parts.items():
        paint = next(key for key in parts_of if key != "white")
        if paint not in ("black", "red oxide", "yellow oxide"):
            continue
        of_white, of_full, of_tint = map(absorption_over_scattering, (full["white"], full[paint], tint[name]))
        share = parts_of["white"] / parts_of[paint]
        if paint == "black":  # of its own scattering nothing is seen: its full tone is the surface's reflection
            absorption = share * (of_tint - of_white)
        else:
            absorption = share * (of_tint - of_white) / (of_full - of_tint) * of_full
        found[paint] = np.interp(GRID, wavelengths, absorption * white)
        found[paint][~between(400, 715)] = np.nan
    return found


def exponent(absorption: np.ndarray, low: float = 420, high: float = 700) -> float:
    """Of the power of wavelength that it follows."""
    inside = between(low, high)
    return float(np.polyfit(np.log(GRID[inside]), np.log(absorption[inside]), 1)[0])


@pytest.mark.shared
def test_the_measured_black_tint_lies_within_what_is_said_of_carbon(tints: dict[str, np.ndarray]) -> None:
    carbon = COLORANT["carbon_black"]
    measured = exponent(tints["black"])
    assert measured == pytest.approx(-0.02, abs=0.05)
    ours, spread = exponent(carbon.mu_a_per_mm), carbon.absorption_exponent_sd
    assert ours == pytest.approx(-0.5, abs=0.01)
    for published in (
        measured,
        -1.03,
        -0.74,
    ):  # this tint; aerosols (You 2016); dispersed spheres of Bond and Bergstrom's index
        assert abs(published - ours) < 2 * spread, published
    assert exponent(carbon.mu_a_at(0, 2)) > measured > exponent(carbon.mu_a_at(0, -2))


@pytest.mark.shared
def test_bone_black_of_another_maker_lies_there_too() -> None:
    rows = [row.split(",") for row in (PAINTS / "rit_artist_paint_K_S.csv").read_text().splitlines()]
    wavelengths = np.array(rows[0][3:], float)
    bone = np.array(next(row[3:] for row in rows if row[0] == "BoneBlack" and row[2] == "K"), float)
    white = white_scattering(wavelengths)  # their K is to a white that scatters 1 at each wavelength
    measured = exponent(np.interp(GRID, wavelengths, bone * white))
    carbon = COLORANT["carbon_black"]
    assert abs(measured - exponent(carbon.mu_a_per_mm)) < carbon.absorption_exponent_sd


@pytest.mark.shared
@pytest.mark.parametrize(
    ("paint", "colorant", "low", "high", "within"),
    [("red oxide", "hematite", 430, 565, 0.30), ("yellow oxide", "yellow_oxide", 415, 560, 0.20)],
)
def test_measured_tints_have_the_shape_of_red_and_yellow(
    tints: dict[str, np.ndarray], paint: str, colorant: str, low: float, high: float, within: float
) -> None:
    inside = between(low, high)
    ratio = COLORANT[colorant].mu_a_per_mm[inside] / tints[paint][inside]
    ratio /= np.exp(np.mean(np.log(ratio)))
    assert np.abs(np.log(ratio)).max() < np.log(1 + within)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("paint", "colorant", "lightness", "hue_deg", "least_chroma_share"),
    [
        ("white", "titanium_dioxide", 5, None, 0),
        ("yellow oxide", "yellow_oxide", 10, 8, 0.8),
        ("red oxide", "hematite", 6, 15, 0.5),  # ours is duller: hematite's k beyond 600 nm is known to a factor of 2
        ("black", "carbon_black", 6, None, 0),
    ],
)
def test_masstones_are_those_of_measured_paints(
    paint: str, colorant: str, lightness: float, hue_deg: float | None, least_chroma_share: float
) -> None:
    """Acrylics of the PaintMixing set, less the 3 % that their surface reflects."""
    wavelengths, full, _ = kimera("masstone.json")
    seen = u.colorimetry.lab(np.interp(GRID, wavelengths, np.maximum(full[paint] - K1, 0)))
    ours = u.masstone(LINE, {colorant: 1}).lab()
    assert abs(ours[0] - seen[0]) < lightness
    chroma, chroma_seen = (np.hypot(*lab[1:]) for lab in (ours, seen))
    if hue_deg is None:
        assert chroma < 3
    else:
        turn = np.degrees(np.arctan2(ours[2], ours[1]) - np.arctan2(seen[2], seen[1]))
        assert abs(turn) < hue_deg
        assert least_chroma_share * chroma_seen < chroma < chroma_seen / 0.8


def test_tints_show_the_undertone_a_painter_knows() -> None:
    """Property: thinned with white, black is a bluish grey, red oxide pinkish, yellow oxide cream; all paler, none stronger coloured."""
    tint = {name: u.masstone(LINE, {name: 1}, white_parts=10).lab() for name in COLORANT}
    full = {name: u.masstone(LINE, {name: 1}).lab() for name in COLORANT}
    assert tint["carbon_black"][2] < -1
    assert tint["hematite"][1] > tint["hematite"][2] > 5
    assert tint["yellow_oxide"][2] > 15
    for name in ("carbon_black", "hematite", "yellow_oxide"):
        assert tint[name][0] > full[name][0] + 15
    for name in ("hematite", "yellow_oxide"):
        assert np.hypot(*tint[name][1:]) < np.hypot(*full[name][1:])


def test_a_steeper_black_is_a_warmer_black() -> None:
    """What its unknown law with wavelength means for the eye: the hue of every grey made of it."""
    carbon = COLORANT["carbon_black"]
    white = COLORANT["titanium_dioxide"]
    b_of = {}
    for z in (-1.28, 0.0, 1.28):
        own = u.Colorant("own", "Own", "", carbon.mu_a_at(0, z), carbon.mu_s_per_mm, carbon.g, carbon.density_g_per_ml)
        line = u.Line(inks=[u.Ink("grey", {"own": 10, "titanium_dioxide": 100})], colorants=[own, white])
        b_of[z] = u.masstone(line, {"own": 10, "titanium_dioxide": 100}).lab()[2]
    assert b_of[-1.28] > b_of[0.0] + 1 > b_of[1.28] + 2


def test_only_proportions_count_and_wrong_ones_are_refused() -> None:
    brown = LINE["mid_brown"].mg_per_ml
    np.testing.assert_allclose(u.masstone(LINE, brown), u.masstone(LINE, {k: v / 7 for k, v in brown.items()}), atol=1e-5)
    for amounts, words in (({"magnetite": 1}, "magnetite"), ({"hematite": -1}, "0 or more"), ({}, "none of any")):
        with pytest.raises(u.DomainError, match=words):
            u.masstone(LINE, amounts)
    with pytest.raises(u.DomainError, match="holds no white"):
        u.masstone(u.Line(inks=[u.Ink("a", {"hematite": 1})]), {"hematite": 1}, white_parts=1)


def test_clumps_weaken_black_and_level_it() -> None:
    carbon = COLORANT["carbon_black"]
    lumps = carbon.clumped(1.0, 0.6)
    at_550 = GRID == 550
    assert 0.1 < (lumps.mu_a_per_mm / carbon.mu_a_per_mm)[at_550][0] < 0.5
    assert exponent(lumps.mu_a_per_mm) > exponent(carbon.mu_a_per_mm)
    with pytest.raises(u.DomainError, match=r"clump\.diameter_um"):
        carbon.clumped(0)


def test_the_chart_shows_each_colorant_and_ink_in_its_own_colours() -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.colors import to_hex
    from undertone import plots

    ax = plots.paint_chart(LINE)
    shown = [to_hex(patch.get_facecolor()) for patch in ax.patches]
    assert len(shown) == 2 * (len(LINE.colorants) + len(LINE))
    brightness = [int(color[1:3], 16) for color in shown[::2]]
    assert brightness[0] < 30  # carbon
    assert "Pure black" in [text.get_text().replace("\n", " ")[:10] for text in ax.texts]
    bare = plots.paint_chart(u.Line(inks=[u.Ink("a", {"hematite": 1})]))
    assert len(bare.patches) == 2  # no white, no tints
