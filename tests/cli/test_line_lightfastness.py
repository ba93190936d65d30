"""Consistency, property: `line lightfastness` gives what Python gives, and years only as someone assumes them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from undertone import supply

TOOL = os.environ["UNDERTONE_CLI"]
NM = np.arange(400, 701, 10)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [TOOL, "line", "lightfastness", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """A brown that loses a part in a thousand of its strength per MJ/m2."""
    rows = []
    for dose in (0, 100, 400, 800):
        k = np.exp(-1e-3 * dose) * (1.2 + 9 * np.exp(-(NM - 380) / 120))
        film = 1 / (1 + k + np.sqrt(k * k + 2 * k))
        cells = "".join(f"r{i},{','.join(f'{v * up:.7f}' for v in film)}\n" for i, up in enumerate((0.998, 1.001)))
        (tmp_path / f"{dose}.csv").write_text(
            f"# unit: fraction\n# geometry: 8/d SCE\nname,{','.join(map(str, NM))}\n{cells}"
        )
        rows.append(f"brown,{dose},{dose}.csv\n")
    path = tmp_path / "series.csv"
    path.write_text("# unit: MJ_per_m2\n# behind_glass: yes\nink,exposure,file\n" + "".join(rows))
    return path


def test_rates_are_those_of_python(series: Path) -> None:
    year = ("--exposure-per-year", 250, "--stated-by", "us", "--year-behind-glass")
    shown = json.loads(run(series, *year, "--json").stdout)
    found = supply.lightfastness(
        supply.read_exposure_series(series), exposure_per_year=250, stated_by="us", year_behind_glass=True
    )
    assert shown == json.loads(found.json)
    assert run(series, *year).stdout == found.text
    assert found["brown"].rate == pytest.approx(1e-3, rel=0.02)
    assert found["brown"].half_years == pytest.approx(np.log(2) / 1e-3 / 250, rel=0.02)
    with pytest.raises(u.DomainError, match="brown"):
        found["red"]


def test_no_years_without_an_assumption_that_fits(series: Path) -> None:
    assert json.loads(run(series, "--json").stdout)["inks"][0]["half_years"] is None
    for arguments, words in (
        (("--exposure-per-year", 250, "--stated-by", "us"), "glass_transmission"),
        (("--exposure-per-year", 250), "whose assumption"),
        (("--exposure-per-year", "nan", "--stated-by", "us"), "--exposure-per-year"),
        (("--confidence", 2), "--confidence"),
    ):
        done = run(series, *arguments)
        assert done.returncode == 1
        assert words in done.stderr
    series.write_text(series.read_text().replace("# behind_glass: yes\n", ""))
    assert "behind glass" in run(series).stdout
    assert run(series, "--exposure-per-year", 250, "--stated-by", "us").returncode == 1


def test_ratings_never_mix() -> None:
    blue, astm = supply.LightfastnessRating.of("blue wool 7"), supply.LightfastnessRating.of("ASTM II")
    assert str(astm) == "ASTM II"
    assert blue.is_better_than(supply.LightfastnessRating("blue_wool", 6))
    assert supply.LightfastnessRating("astm", 1).is_better_than(astm)
    with pytest.raises(u.DomainError, match="no table"):
        blue.is_better_than(astm)
    for bad in ("7", "II", "blue wool 9"):
        with pytest.raises(u.DomainError, match="name the scale"):
            supply.LightfastnessRating.of(bad)
    with pytest.raises(u.DomainError, match="1 to 5"):
        supply.LightfastnessRating("astm", 8)


def test_a_plot_shows_strength_left(series: Path) -> None:
    pytest.importorskip("matplotlib")
    ax = supply.lightfastness(supply.read_exposure_series(series)).plot()
    assert ax.lines[0].get_ydata()[0] == pytest.approx(100)
    assert "behind glass" in ax.get_xlabel()
