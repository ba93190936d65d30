"""Property, reference: the command line tool as a user meets it: exit codes, readable text, JSON, files."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import undertone

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("person", ["light", "medium", "dark"])
def test_match_gives_a_card_for_each_person(person: str) -> None:
    done = run("match", KIT / person)
    assert done.returncode == 0
    for words in (
        f"Mix card for {person}",
        "80 % range",
        "ml",
        "drops",
        "Sessions",
        "Proof",
        "not validated on healed scalp",
    ):
        assert words in done.stdout
    assert done.stderr == ""


def test_carbon_for_dark_brown_hair_lands_where_the_trade_dilutes() -> None:
    """Medium skin, dark brown hair, carbon ink alone, about as many dots as hairs: the trade uses about 4:1 to 40:1."""
    others = ["soft_black", "warm_black", "dark_brown", "mid_brown", "ash", "auburn", "blond"]
    done = run("match", KIT / "medium", "--json", "--density-per-cm2", 200, "--never-use", *others)
    recipe = json.loads(done.stdout)["recipes"][0]
    assert list(recipe["blend"]["parts"]) == ["pure_black"]
    assert 4 <= recipe["blend"]["water_parts"] <= 40


def test_match_chooses_dots_and_shows_what_a_cup_costs() -> None:
    inks = ("pure_black", "soft_black", "warm_black", "dark_brown", "mid_brown", "ash", "auburn", "blond")
    prices = ",".join(f"{ink}=2.5" for ink in inks)
    choice = ("--choose-density", "140,180", "--choose-diameter", "0.12,0.15", "--max-inks", 1, "--cost-per-ml", prices)
    drops = ("--whole-drops", "--drops-per-ml", 25)
    done = json.loads(run("match", KIT / "medium", *choice, *drops, "--json").stdout)
    assert len(done["trials"]) == 4
    best = done["trials"][done["best"]]
    assert best["objective"] == min(trial["objective"] for trial in done["trials"])
    recipe = done["recipes"][0]
    assert recipe["objective"] == pytest.approx(best["objective"])
    doses = recipe["cup"]["inks"]
    assert recipe["cost"] == pytest.approx(2.5 * sum(dose["ml"] for dose in doses))
    for dose in [*doses, recipe["cup"]["water"]]:
        assert dose["drops"] == pytest.approx(round(dose["drops"]), abs=1e-6)
    text = run("match", KIT / "medium", *choice).stdout
    assert "Dots tried" in text
    assert "the cup costs" in text
    both = run("match", KIT / "medium", *choice, "--zones", "crown")
    assert both.returncode == 1
    assert "--choose-density" in both.stderr


def test_match_weighs_in_whole_steps_of_a_scale() -> None:
    scale = ("--scale-step-g", 0.02, "--max-inks", 2)
    recipe = json.loads(run("match", KIT / "medium", *scale, "--json").stdout)["recipes"][0]
    cup = recipe["cup"]
    grams = [dose["grams"] for dose in cup["inks"]]
    for g in (*grams, cup["water"]["grams"]):
        assert g / 0.02 == pytest.approx(round(g / 0.02), abs=1e-6)
    water_parts = cup["water"]["grams"] / sum(grams)
    assert water_parts == pytest.approx(round(water_parts), abs=1e-6)
    assert cup["weighed"]
    assert cup["total_ml"] <= 10
    text = run("match", KIT / "medium", *scale).stdout
    assert "by weight" in text
    both = run("match", KIT / "medium", *scale, "--whole-drops")
    assert both.returncode != 0
    assert "--whole-drops" in both.stderr


def test_json_of_match_holds_what_the_card_says() -> None:
    report = json.loads(run("match", KIT / "medium", "--json").stdout)
    best = report["recipes"][0]
    assert report["usable"] is True
    assert {seen["illuminant"] for seen in best["seen"]} == {"D65", "A", "F11"}
    assert best["later"][0]["years"] == 3
    doses = best["cup"]["inks"]
    water = best["cup"]["water"]["ml"]
    assert water == pytest.approx(best["blend"]["water_parts"] * sum(dose["ml"] for dose in doses), abs=1e-9)
    assert best["range"]["delta_e_2000"]["low"] <= best["range"]["delta_e_2000"]["high"]
    assert len(report["sessions"]) == 3
    assert not any(session["darker_than_target"] for session in report["sessions"])
    assert report["proof"]["proven"] is True
    lightness = [session["area"][0]["l"] for session in report["sessions"]]
    assert lightness == sorted(lightness, reverse=True)


def test_a_target_out_of_reach_exits_with_2_and_says_why() -> None:
    done = run("match", KIT / "white_hair", "--json")
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert report["usable"] is False
    assert report["verdict"] == "cannot_match"
    assert report["limiting_direction"].startswith("needs lighter than bare skin")
    assert len(report["nearest"]) == 3
    assert "cannot match" in run("match", KIT / "white_hair").stdout


def test_red_hair_is_out_of_reach_of_carbon_alone() -> None:
    chromatic = ["warm_black", "dark_brown", "mid_brown", "ash", "auburn", "blond"]
    assert run("match", KIT / "red_hair", "--never-use", *chromatic).returncode == 2
    assert run("match", KIT / "red_hair").returncode == 0


def test_fade_tabulates_ranges_and_marks_what_is_extrapolated(tmp_path: Path) -> None:
    table = tmp_path / "fade.csv"
    done = run("fade", KIT / "light", "--ink", "pure_black=1", "--water", 20, "--draws", 50, "--json", "--csv", table)
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert report["blend"] == {"parts": {"pure_black": 1.0}, "water_parts": 20.0}
    assert [row["extrapolated"] for row in report["rows"]] == [False, False, True, True, True, True]
    for row in report["rows"]:
        assert row["area"]["l"]["q10"] <= row["area"]["l"]["q50"] <= row["area"]["l"]["q90"]
    left = [row["pigment_left"]["nominal"] for row in report["rows"]]
    assert left == sorted(left, reverse=True)
    assert len(table.read_text().splitlines()) == 2 + len(report["rows"])
    assert "extrapolated" in run("fade", KIT / "light", "--ink", "pure_black=1", "--draws", 0).stdout


def test_fade_repeats_itself_for_a_seed() -> None:
    arguments = ("fade", KIT / "light", "--ink", "pure_black=1", "--draws", 30, "--json", "--seed")
    assert run(*arguments, 5).stdout == run(*arguments, 5).stdout
    assert run(*arguments, 5).stdout != run(*arguments, 6).stdout


def test_pictures_are_written_for_every_moment(tmp_path: Path) -> None:
    run("fade", KIT / "medium", "--ink", "pure_black=1", "--draws", 0, "--png", tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"medium_{when}.png" for when in ("day_0", "week_06", "year_01", "year_03", "year_05", "year_10")]
    assert (tmp_path / names[0]).read_bytes().startswith(b"\x89PNG")


def test_skin_reports_the_fit_with_its_uncertainty() -> None:
    report = json.loads(run("skin", KIT / "light" / "skin.csv", "--json").stdout)
    fit = report["skin"]["fit"]
    assert fit["converged"] is True
    assert fit["rms"] < 0.01
    assert set(fit["parameters"]) == set(fit["standard_deviations"])
    assert "melanosome_fraction" in run("skin", KIT / "light" / "skin.csv").stdout


def test_skin_knows_body_sites_and_shows_class_and_spread() -> None:
    text = run("skin", KIT / "light" / "skin.csv").stdout
    assert "Prior   of the scalp" in text
    assert "ITA" in text
    assert "Spread" in text
    assert "most correlated with" in text
    report = json.loads(run("skin", KIT / "light" / "skin.csv", "--site", "forearm", "--json").stdout)["skin"]
    assert report["site"] == "forearm"
    assert report["ita_class"] in ("very_light", "light", "intermediate", "tan", "brown", "dark")
    assert report["readings"] == 3
    assert max(report["reading_sd"]) > 0
    correlation = report["fit"]["correlation"]
    assert [round(correlation[i][i], 9) for i in range(7)] == [1] * 7
    assert len(report["fit"]["parameter_names"]) == 7
    wrong = run("skin", KIT / "light" / "skin.csv", "--site", "elbow")
    assert wrong.returncode == 1
    assert "forehead" in wrong.stderr


def test_check_says_ok_or_refused_for_each_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("wavelength_nm,R\n500,0.3\n600,0.4\n700,0.5\n")
    done = run("check", KIT / "light" / "skin.csv", bad)
    assert done.returncode == 1
    assert done.stdout.startswith("OK")
    assert "REFUSED" in done.stdout
    both = json.loads(run("check", KIT / "light" / "skin.csv", bad, "--json").stdout)
    assert len(both[0]) == 3
    assert both[1]["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("match",), "skin is missing"),
        (("match", "no/such/folder"), "no/such/folder"),
        (("match", KIT / "light", "--line", "nowhere"), "nowhere"),
        (("match", KIT / "light", "--never-use", "unobtainium"), "unobtainium"),
        (("match", KIT / "light", "--diameter-mm", "3"), "diameter"),
        (("match", "--skin", KIT / "light/skin.csv", "--hair", "purple"), "purple"),
        (("fade", KIT / "light", "--ink", "pure_black"), "ID=PARTS"),
        (("fade", KIT / "light", "--ink", "pure_black=1", "--years", "-2"), "years"),
        (("fade", KIT / "light", "--ink", "pure_black=1", "--model", "magic"), "two_rate"),
        (("wobble",), "wobble"),
    ],
)
def test_bad_input_exits_with_1_and_one_clear_message(arguments: tuple[object, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "terminate called" not in done.stderr


def test_errors_come_as_json_where_json_was_asked_for() -> None:
    done = run("skin", "missing.csv", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["file"] == "missing.csv"


def test_help_and_version_exit_with_0() -> None:
    for arguments in (("--help",), ("match", "--help"), ("--version",)):
        assert run(*arguments).returncode == 0


def test_check_gives_one_verdict_per_file_and_each_finding_once(tmp_path: Path) -> None:
    dim = tmp_path / "dim.csv"
    rows = "".join(f"{nm},{0.2 + (nm - 400) / 1000},-0.004\n" for nm in range(400, 701, 20))
    dim.write_text("# geometry: 8/d SCI\nwavelength_nm,one,two\n" + rows)
    done = run("check", dim)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"CAUTION  {dim} (2 readings): usable with care"
    assert done.stdout.count("one value every 20 nm") == 1
    assert "(1 of 2)" in done.stdout  # only one of them is negative
    assert "\x1b" not in done.stdout  # swatches are for terminals


def test_convert_there_and_back_gives_the_same_numbers(tmp_path: Path) -> None:
    skin = KIT / "light" / "skin.csv"
    for ending in ("cxf", "cgats", "json", "csv"):
        there, back = tmp_path / f"there.{ending}", tmp_path / f"back_from_{ending}.json"
        assert run("convert", skin, there).returncode == 0
        assert run("convert", there, back).returncode == 0
        assert f"{there} -> {back} (" in run("convert", there, back, "--force").stdout
        texts = [run("check", path, "--json").stdout for path in (skin, back)]
        before, after = (json.loads(text)[0] for text in texts)
        for one, other in zip(before, after, strict=True):
            for key in ("name", "geometry", "instrument", "date", "lab", "wavelengths_nm", "reflectance", "metadata"):
                assert one[key] == other[key]


def test_convert_takes_many_files_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("wavelength_nm,R\n500,0.3\n600,0.4\n700,0.5\n")
    files = [KIT / person / "skin.csv" for person in ("light", "dark")]
    clash = run("convert", *files, "--to", "cxf", "--out", tmp_path / "out")
    assert clash.returncode == 1
    assert "two of them would become" in clash.stderr
    done = run("convert", files[0], bad, KIT / "light" / "fringe.csv", "--to", "cxf", "--out", tmp_path / "out", "--json")
    assert done.returncode == 1
    assert [bool(entry["error"]) for entry in json.loads(done.stdout)] == [False, True, False]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["fringe.cxf", "skin.cxf"]
    again = run("convert", files[0], "--to", "cxf", "--out", tmp_path / "out")
    assert again.returncode == 1
    assert "the file exists" in again.stderr


def test_convert_does_not_write_over_its_source(tmp_path: Path) -> None:
    skin = tmp_path / "skin.csv"
    skin.write_bytes((KIT / "light" / "skin.csv").read_bytes())
    done = run("convert", skin, skin, "--force")
    assert done.returncode == 1
    assert skin.read_bytes() == (KIT / "light" / "skin.csv").read_bytes()
    assert run("convert", skin).returncode == 1
    assert run("convert", skin, tmp_path / "skin.qtx").returncode == 1


def test_fade_follows_a_plan_file_by_either_model(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "water_parts = 15\nink = {soft_black = 1}\nhabits = {outdoor_share = 0.1}\n[[touch_up]]\nyears = 4\nshare = 0.5\n"
    )
    left = {}
    for model in ("two_rate", "mechanistic"):
        done = run("fade", KIT / "light", "--plan", plan, "--years", "0,3,5", "--draws", 20, "--model", model, "--json")
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        assert report["blend"] == {"parts": {"soft_black": 1.0}, "water_parts": 15.0}
        left[model] = [row["area"]["l"]["nominal"] for row in report["rows"]]
        assert left[model][2] < left[model][1]  # darker again after the touch-up
    assert left["two_rate"] != left["mechanistic"]


def test_a_wrong_plan_is_refused_with_line_and_column(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("water_parts = 15\n[[touch_up]]\nyear = 4\n")
    done = run("fade", KIT / "light", "--plan", plan)
    assert done.returncode == 1
    assert f"{plan}:3:1" in done.stderr
    assert run("fade", KIT / "light", "--ink", "soft_black=1", "--model", "magic").returncode == 1


def test_line_shows_each_ink_and_what_has_expired(tmp_path):
    lines = tmp_path / "own.toml"
    text = (ROOT / "data" / "lines" / "demo.toml").read_text()
    lines.write_text(text.replace('name = "Pure black"', 'name = "Pure black"\nlot = "A7"\nexpires = "2020-01-31"'))
    shown = run("line", lines)
    assert shown.returncode == 0
    assert "carbon_black 150 mg/ml (CI 77266)" in shown.stdout
    assert "EXPIRED" in shown.stdout
    assert "Bond and Bergstrom 2006" in shown.stdout
    data = json.loads(run("line", lines, "--json").stdout)
    assert [ink["id"] for ink in data["inks"] if ink["expired"]] == ["pure_black"]
    assert {d["code"] for d in data["diagnostics"]} == {"expired_ink", "expiry_not_stated"}
    report = undertone.line_report(undertone.load_line(lines))
    assert report.text == shown.stdout
    assert json.loads(report.json) == data
    assert "not_a_line" in run("line", "not_a_line").stderr
