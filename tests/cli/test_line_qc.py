"""Consistency, property: `line qc` and `line gauge` as a laboratory calls them: exit codes, the same numbers as Python, refusals in words."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from shared_files import SHARED
from undertone import supply

TOOL = os.environ["UNDERTONE_CLI"]
NM = np.arange(400, 701, 10)


def brown() -> np.ndarray:
    return 1.2 + 9 * np.exp(-(NM - 380) / 120)


def red() -> np.ndarray:
    return 4 * np.exp(-(((NM - 530) / 45) ** 2))


def write(path: Path, k_over_s: np.ndarray, seed: int, count: int = 4, scale: float = 1, geometry: str = "8/d SCE") -> Path:
    """Readings of an opaque film, each moved up and tilted a little."""
    random, across = np.random.default_rng(seed), (NM - 550) / 200
    film = 1 / (1 + k_over_s + np.sqrt(k_over_s**2 + 2 * k_over_s))
    rows = [film * (1 + 0.004 * random.normal() + 0.004 * random.normal() * across) for _ in range(count)]
    unit = "percent" if scale == 100 else "fraction"
    head = f"# geometry: {geometry}\n# unit: {unit}\nname,{','.join(map(str, NM))}\n"
    path.write_text(head + "".join(f"r{i},{','.join(f'{scale * v:.7f}' for v in row)}\n" for i, row in enumerate(rows)))
    return path


@pytest.fixture
def films(tmp_path: Path) -> dict[str, Path]:
    made = {"master": (brown(), 1), "good": (1.01 * brown(), 2), "weak": (0.8 * brown(), 3), "red": (brown() + 0.3 * red(), 4),
            "ash": (brown() + 0.6 * red(), 5), "wrong": (brown() + 0.6 * red(), 6)}  # fmt: skip
    return {name: write(tmp_path / f"{name}.csv", k, seed) for name, (k, seed) in made.items()}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, "line", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


STATED = ("--tolerance", 1, "--set-by", "the supplier")


def test_three_bad_batches_are_found_and_a_good_one_passes(films: dict[str, Path]) -> None:
    for name, code, word in (
        ("good", 0, None),
        ("weak", 2, "off_strength"),
        ("red", 2, "contaminated"),
        ("wrong", 2, "mislabelled"),
    ):
        done = run(
            "qc", films["master"], films[name], *STATED, "--ink", "mid_brown", "--other", f"ash={films['ash']}", "--json"
        )
        assert done.returncode == code, (name, done.stdout, done.stderr)
        found = {one["code"] for one in json.loads(done.stdout)["findings"]}
        assert found & {"off_strength", "contaminated", "mislabelled"} == ({word} if word else set())
    text = run("qc", films["master"], films["weak"], *STATED).stdout
    assert text.startswith("FAIL")
    assert "weaker" in text.splitlines()[1]
    assert all(len(line) < 170 for line in text.splitlines())


def test_numbers_are_those_of_python(films: dict[str, Path]) -> None:
    arguments = (
        *STATED,
        "--metric",
        "cmc(2:1)",
        "--ink",
        "mid_brown",
        "--line",
        "demo",
        "--water-parts",
        "4,10",
        "--over-black",
        films["weak"],
    )
    shown = json.loads(run("qc", films["master"], films["weak"], *arguments, "--json").stdout)
    master, batch = (u.read_measurements(films[name]) for name in ("master", "weak"))
    check = supply.check_batch(
        master, batch, 1, "the supplier", metric="cmc(2:1)", ink="mid_brown", line=u.load_line(), water_ladder=[4, 10], over_black=batch
    )  # fmt: skip
    assert {name: value for name, value in shown.items() if name not in ("log_id", "chart")} == json.loads(check.json)
    assert run("qc", films["master"], films["weak"], *arguments).stdout == check.text
    assert check.strength is not None
    assert shown["strength"]["criteria"][2]["percent"] == check.strength["wsum"].percent == pytest.approx(80, abs=1.5)


def test_the_log_takes_each_lot_once_and_gives_charts(films: dict[str, Path], tmp_path: Path) -> None:
    log = tmp_path / "qc.log"

    def logged(name: str, *more: object) -> subprocess.CompletedProcess[str]:
        return run("qc", films["master"], films[name], *STATED, "--ink", "mid_brown", "--lot", name, "--log", log, *more)

    first = logged("good", "--chart", "difference")
    assert first.returncode == 0
    assert "the first" in first.stdout
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    second = json.loads(logged("weak", "--chart", "difference", "--json").stdout)
    assert second["log_id"] == 2
    assert [point["label"] for point in second["chart"]["points"]] == ["good", "weak"]
    twice = logged("weak")
    assert twice.returncode == 1
    assert "--lot" in twice.stderr
    assert logged("weak", "--again").returncode == 2
    assert [row.verdict for row in supply.QualityLog(log).entries("mid_brown")] == ["pass", "fail", "fail"]
    assert run("qc", films["master"], films["good"], *STATED, "--chart", "difference").returncode == 1
    unnamed = run("qc", films["master"], films["good"], *STATED, "--log", log)
    assert unnamed.returncode == 1
    assert "ink is not stated" in unnamed.stderr
    assert "--ink" in unnamed.stderr


def test_refusals_say_what_to_do(films: dict[str, Path], tmp_path: Path) -> None:
    one, other = (write(tmp_path / f"{name}.csv", brown(), seed, count=1) for name, seed in (("one", 7), ("other", 8)))
    sci = write(tmp_path / "sci.csv", brown(), 9, geometry="8/d SCI")
    dark = write(tmp_path / "dark.csv", np.full(31, 60.0), 10)
    percent = tmp_path / "percent.csv"
    percent.write_text(
        write(tmp_path / "p.csv", np.full(31, 60.0), 11, scale=100).read_text().replace("percent", "fraction")
    )
    for master, batch, arguments, words in (
        (films["master"], films["master"], STATED, "given twice"),
        (one, other, STATED, "read each side three times"),
        (films["master"], sci, STATED, "geometry"),
        (dark, percent, STATED, "percent and fraction are mixed"),
        (films["master"], films["good"], (*STATED, "--agreement", 2), "one instrument"),
        (films["master"], films["good"], ("--tolerance", 0.02, "--set-by", "me"), "readings of each side would do"),
        (films["master"], films["good"], (*STATED, "--lot", "7", "--master-lot", "7"), "not its own standard"),
        (films["master"], films["good"], (*STATED, "--metric", "cie76"), "cmc(2:1)"),
        (films["master"], films["good"], (*STATED, "--line", "demo"), "ink"),
        (films["master"], films["good"], (*STATED, "--log", films["good"], "--ink", "a", "--lot", "b"), "no quality log"),
        (films["master"], films["good"], (*STATED, "--other", "ash"), "INK=FILE"),
        (films["master"], films["good"], (*STATED, "--c-batch", 0.5), "draw the batch"),
        (films["master"], films["good"], ("--tolerance", 1), "--set-by"),
    ):
        done = run("qc", master, batch, *arguments)
        assert done.returncode == 1, (words, done.stdout)
        assert words in done.stderr
        assert not done.stdout


def test_gauge_study_judges_and_refuses(tmp_path: Path) -> None:
    file = tmp_path / "gauge.csv"
    rows = [
        f"{a},{t},{p},{10 * p + i}" for i, (a, t, p) in enumerate((a, t, p) for a in "AB" for t in (1, 2) for p in (1, 2, 3))
    ]
    file.write_text("appraiser,trial,part,value\n" + "\n".join(rows) + "\n")
    done = run("gauge", file, "--json")
    assert done.returncode in (0, 2)
    study = supply.gauge_study(supply.read_gauge_readings(file))
    assert json.loads(done.stdout) == json.loads(study.json)
    assert run("gauge", file).stdout == study.text
    assert run("gauge", file, "--tolerance-width", 0.01).returncode == 2
    file.write_text("appraiser,trial,part,value\n" + "\n".join(rows[:-1]) + "\n")
    done = run("gauge", file)
    assert done.returncode == 1
    assert "no reading of appraiser B, trial 2, part 3" in done.stderr


@pytest.mark.shared
def test_gauge_study_of_the_worked_example() -> None:
    done = run("gauge", SHARED / "data/quality/aiag_gauge_study.csv", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["anova"]["gauge_percent_of_total"] == pytest.approx(27.9, abs=0.05)


def test_log_survives_python_and_refuses_others(tmp_path: Path) -> None:
    with pytest.raises(u.DataError, match="no ordinary file"):
        supply.QualityLog(tmp_path)
    with pytest.raises(u.DataError, match="cannot be made"):
        supply.QualityLog(tmp_path / "none" / "qc.log")


def test_a_chart_is_drawn_as_given() -> None:
    pytest.importorskip("matplotlib")
    chart = supply.control_chart([1, 1.2, 0.9, 1.1, 3], ["a", "b", "c", "d", "e"], center=1, sd=0.2, quantity="difference")
    ax = chart.plot()
    assert list(ax.lines[3].get_ydata()) == [1, 1.2, 0.9, 1.1, 3]
    assert any("1" in text.get_text() for text in ax.texts)
    assert "nelson_1" in chart.points[4].signals
