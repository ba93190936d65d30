"""Property: `undertone session` and `undertone correct` as a user meets them."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import undertone as u

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
USUAL = u.Dots().retention.median
DENSE = ("--density-per-cm2", 250)

SESSION = """[[sessions]]
parts = { soft_black = 3, mid_brown = 1 }
water_parts = 5
density_per_cm2 = 75
healed = "healed_1.csv"
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=180)


def answer(*arguments: object) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def write_lab(path: Path, lab: dict[str, float], off_l: float = 0.0) -> None:
    """Three readings of one colour, surface reflection excluded, about as far apart as readings of skin."""
    rows = "".join(f"spot,{lab['l'] + off_l + d},{lab['a'] + 0.3 * d},{lab['b'] - 0.4 * d}\n" for d in (-0.5, 0.1, 0.4))
    path.write_text(f"# geometry: 8/d SCE\n# illuminant: D65\n# observer: 2\nname,L*,a*,b*\n{rows}")


def a_client(folder: Path, off_l: float, person: str = "medium", sessions: str = SESSION) -> Path:
    """One session done, read as predicted plus `off_l`."""
    shutil.copytree(KIT / person, folder)
    plain = "".join(row for row in sessions.splitlines(keepends=True) if not row.startswith(("healed", "date")))
    (folder / "sessions.toml").write_text(plain)
    predicted = answer("session", folder, *DENSE)["next"]["standing_area"][0]
    write_lab(folder / "healed_1.csv", predicted, off_l)
    (folder / "sessions.toml").write_text(sessions)
    return folder


def test_a_first_plan_is_light_first_with_a_cup_and_a_stop_rule() -> None:
    report = answer("session", KIT / "medium", *DENSE)
    plan = report["next"]
    assert plan["number"] == 1
    assert plan["stop"] is False
    assert len(plan["sessions"]) == 3
    lightness = [session["area"][0]["l"] for session in plan["sessions"]]
    assert lightness == sorted(lightness, reverse=True)
    assert plan["cup"]["water"]["ml"] == pytest.approx(
        plan["blend"]["water_parts"] * sum(dose["ml"] for dose in plan["cup"]["inks"])
    )
    text = run("session", KIT / "medium", *DENSE).stdout
    for words in ("Session 1:", "new dots/cm2", "Stop adding dots once", "first plan", "not validated on healed scalp"):
        assert words in text


def test_a_healed_reading_changes_what_is_believed_and_the_next_mix(tmp_path: Path) -> None:
    darker = answer("session", a_client(tmp_path / "darker", -1.2), *DENSE)
    lighter = answer("session", a_client(tmp_path / "lighter", +1.0), *DENSE)
    retention = [report["belief"]["retention"]["median"] for report in (lighter, darker)]
    assert retention[0] < USUAL < retention[1]
    for report in (darker, lighter):
        assert report["next"]["number"] == 2
        assert f"where {USUAL:.2f} was assumed" in report["next"]["why"]
        learnt = report["done"][0]["healed"]["learnt"]["retention"]
        assert learnt["now"]["high"] / learnt["now"]["low"] < learnt["before"]["high"] / learnt["before"]["low"]
    text = run("session", tmp_path / "darker", *DENSE).stdout
    assert "predicted" in text
    assert "explained" in text
    assert "retention" in text


def test_a_session_that_was_not_read_is_said_to_be(tmp_path: Path) -> None:
    folder = a_client(tmp_path / "c", 0)
    (folder / "sessions.toml").write_text(SESSION.replace('healed = "healed_1.csv"\n', ""))
    report = answer("session", folder, *DENSE)
    assert report["done"][0]["healed"] is None
    assert "not_read" in {d["code"] for d in report["diagnostics"]}
    assert "not read" in run("session", folder, *DENSE).stdout


def test_a_reading_lighter_than_bare_skin_is_not_believed(tmp_path: Path) -> None:
    folder = a_client(tmp_path / "c", 6.0)
    done = run("session", folder, *DENSE, "--json")
    assert done.returncode == 2, "nothing is advised before it is read again"
    report = json.loads(done.stdout)
    assert report["measure_again"] is True
    assert "lighter_than_bare" in {d["code"] for d in report["done"][0]["healed"]["diagnostics"]}
    assert report["done"][0]["healed"]["believed"] is False
    assert "reading_set_aside" in {d["code"] for d in report["diagnostics"]}
    assert report["belief"]["retention"]["median"] == pytest.approx(USUAL)
    assert "NOT BELIEVED" in run("session", folder, *DENSE).stdout


def test_dates_say_when_a_reading_was_too_early(tmp_path: Path) -> None:
    dated = SESSION + "date = 2026-05-01\nhealed_on = "
    early = answer("session", a_client(tmp_path / "early", 0, sessions=dated + "2026-05-10\n"), *DENSE)
    assert "not_healed" in {d["code"] for d in early["diagnostics"]}
    late = answer("session", a_client(tmp_path / "late", 0, sessions=dated + "2026-06-05\n"), *DENSE)
    assert "not_healed" not in {d["code"] for d in late["diagnostics"]}


def test_own_bias_is_shown_and_used_only_where_asked_for(tmp_path: Path) -> None:
    past = [a_client(tmp_path / f"past_{i}", -1.0, person) for i, person in enumerate(["light", "medium"] * 3)]
    shown = answer("session", KIT / "medium", *DENSE, "--past", *past)
    used = answer("session", KIT / "medium", *DENSE, "--use-bias", "--past", *past)
    assert shown["bias"]["pairs"] == 6
    assert shown["bias"]["used"] is False
    assert used["bias"]["used"] is True
    assert shown["belief"]["retention"]["median"] == pytest.approx(USUAL)
    assert used["belief"]["retention"]["median"] == pytest.approx(USUAL * used["bias"]["retention"]["factor"])
    assert used["bias"]["retention"]["factor"] > 1
    assert shown["bias"]["median_error_after"] < shown["bias"]["median_error_before"]
    assert "not used; --use-bias switches it on" in run("session", KIT / "medium", *DENSE, "--past", *past).stdout
    few = run("session", KIT / "medium", "--past", *past[:4])
    assert few.returncode == 1
    assert "at least 5" in few.stderr
    alone = run("session", KIT / "medium", "--use-bias")
    assert alone.returncode == 1
    assert "past clients" in alone.stderr


def test_correct_says_what_to_add_and_what_a_fresh_cup_would_hold() -> None:
    arguments = ("correct", KIT / "medium", *DENSE, "--ink", "pure_black=1", "--water", 12, "--left-ml", 2)
    report = answer(*arguments)
    assert report["additions"]
    for one in report["additions"]:
        assert one["ml"] == pytest.approx(0.05 * one["steps"])
        assert one["steps"] >= 1
    assert report["total_ml"] == pytest.approx(2 + sum(one["ml"] for one in report["additions"]))
    assert report["total_ml"] <= 10 + 1e-9
    assert report["corrected"]["weighted_delta_e_2000"] < report["as_it_is"]["weighted_delta_e_2000"]
    assert report["fresh"]["looks"]["weighted_delta_e_2000"] <= report["corrected"]["weighted_delta_e_2000"] + 0.2
    text = run(*arguments).stdout
    for words in ("In the cup", "Add only", "Fresh", "steps"):
        assert words in text


def test_correct_learns_from_a_test_spot(tmp_path: Path) -> None:
    mixed = ("--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
    plain = answer("correct", KIT / "medium", *DENSE, *mixed)
    as_predicted = plain["as_it_is"]["area"][0]
    write_lab(tmp_path / "spot.csv", as_predicted, -1.5)
    learnt = answer("correct", KIT / "medium", *DENSE, *mixed, "--spot", tmp_path / "spot.csv")
    assert learnt["spot"]["learnt"]["retention"]["now"]["median"] > USUAL
    assert learnt["as_it_is"]["area"][0]["l"] < as_predicted["l"]
    assert "Test spot" in run("correct", KIT / "medium", *DENSE, *mixed, "--spot", tmp_path / "spot.csv").stdout


def write_spectrum(path: Path, reflectance: Any) -> Path:
    """Three readings alike but for their lightness."""
    rows = "".join(
        f"{380 + 5 * i}," + ",".join(f"{value * level:.6f}" for level in (0.99, 1.0, 1.01)) + "\n"
        for i, value in enumerate(reflectance)
    )
    path.write_text(f"# geometry: 8/d SCE\nwavelength_nm,reading_1,reading_2,reading_3\n{rows}")
    return path


MEANT = ("--ink", "soft_black=3", "--ink", "mid_brown=1", "--water", 15, "--left-ml", 2)


@pytest.fixture
def films(tmp_path: Path) -> list[object]:
    """A cup with twice the mid_brown that was meant, over white and black."""
    cup = u.Blend({"soft_black": 3, "mid_brown": 2}, water_parts=59 / 5)
    arguments: list[object] = []
    for name, level in (("white", 0.86), ("black", 0.012)):
        card = [level] * 81
        film = write_spectrum(tmp_path / f"{name}_film.csv", u.film_reflectance(cup, card, 0.1))
        arguments += ["--drawdown", film, "--card", write_spectrum(tmp_path / f"{name}.csv", card)]
    return arguments


def test_a_drawdown_tells_what_is_in_the_cup_before_it_is_corrected(films: list[object]) -> None:
    plain = answer("correct", KIT / "medium", *DENSE, *MEANT)
    report = answer("correct", KIT / "medium", *DENSE, *MEANT, *films)
    factor = {ink["ink"]: ink["factor"]["now"] for ink in report["drawdown"]["inks"]}
    assert factor["mid_brown"]["low"] <= 2 <= factor["mid_brown"]["high"]
    assert factor["soft_black"]["low"] <= 1 <= factor["soft_black"]["high"]
    assert report["as_it_is"]["area"][0]["l"] < plain["as_it_is"]["area"][0]["l"]
    assert report["proof"]["proven"] is True
    assert report["fresh"]["proof"]["proven"] is True
    assert report["fresh"]["parts"] == plain["fresh"]["parts"]
    blamed = answer("correct", KIT / "medium", *DENSE, *MEANT, *films, "--blame", "inks")
    assert blamed["drawdown"]["blame"] == "inks"
    assert blamed["as_it_is"]["area"][0]["l"] == pytest.approx(report["as_it_is"]["area"][0]["l"])
    text = run("correct", KIT / "medium", *DENSE, *MEANT, *films).stdout
    for words in ("Drawdown: the cup holds", "mid_brown, mg/ml", "reckoned with as found", "proven best", "drops"):
        assert words in text


def test_a_drawdown_of_something_else_is_refused(films: list[object]) -> None:
    swapped = ["--drawdown", films[3], "--card", films[1]]
    done = run("correct", KIT / "medium", *DENSE, *MEANT, *swapped)
    assert done.returncode == 1
    assert "from the nearest cup" in done.stderr


def test_left_overs_are_brought_to_another_recipe() -> None:
    report = answer(
        "correct", KIT / "medium", *DENSE, "--ink", "soft_black=1", "--water", 14, "--left-ml", 2,
        "--wanted-ink", "soft_black=1", "--wanted-water", 29,
    )  # fmt: skip
    assert report["target_basis"] == "what the recipe wanted would look like"
    assert report["corrected"]["weighted_delta_e_2000"] < 0.1
    assert [one["ink"] for one in report["additions"]] == [""]
    assert report["total_ml"] == pytest.approx(4, abs=0.15)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[sessions]]\nparts = { soft_black = 3 }\nwater_parts = 20\n", 1, '"density_per_cm2" is missing'),
        (SESSION.replace("soft_black", "unobtainium"), 2, "unobtainium"),
        (SESSION.replace("water_parts = 5", "water_parts = -1"), 3, '"water_parts" is -1'),
        (SESSION.replace("water_parts = 5", 'water_parts = "20"'), 3, "not a number"),
        (SESSION.replace("density_per_cm2", "density"), 4, 'unknown key "density"'),
        (SESSION.replace("healed_1", "nowhere"), 5, "no such file"),
        (SESSION.replace("{ soft_black = 3, mid_brown = 1 }", "{}"), 2, "no parts"),
        (SESSION.replace("mid_brown = 1 }", "mid_brown = 0 }"), 2, '"mid_brown" is 0'),
        (SESSION + 'date = "1 May"\n', 6, "not a date"),
        (SESSION + "date = 2026-05-01\nhealed_on = 2026-04-20\n", 7, "before the date above it"),
        (SESSION + "date = 2026-05-01\n" + SESSION + "date = 2026-04-01\n", 12, "before the date above it"),
        (SESSION.replace('healed = "healed_1.csv"', "healed_on = 2026-05-01"), 5, '"healed_on" without "healed"'),
        ("sessions = 3\n", 1, "no [[sessions]]"),
        ("[[sessions]\n", 1, "not TOML"),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    folder = tmp_path / "c"
    shutil.copytree(KIT / "medium", folder)
    shutil.copy(KIT / "medium" / "fringe.csv", folder / "healed_1.csv")
    (folder / "sessions.toml").write_text(text)
    done = run("session", folder)
    assert done.returncode == 1
    assert f"sessions.toml:{line}:" in done.stderr
    assert words in done.stderr
    assert json.loads(run("session", folder, "--json").stdout)["error"]["line"] == line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("session", KIT / "medium", "--sessions", "nowhere.toml"), "nowhere.toml"),
        (("session", KIT / "medium", "--shares", "0.5,0.3,1"), "session_shares"),
        (("session", KIT / "medium", "--never-use", "unobtainium"), "unobtainium"),
        (("session", KIT / "medium", "--most-density-per-cm2", "-3"), "most_density_per_cm2"),
        (("correct", KIT / "medium", "--left-ml", "2"), "--ink"),
        (("correct", KIT / "medium", "--ink", "soft_black=1"), "--left-ml"),
        (("correct", KIT / "medium", "--ink", "soft_black=1", "--left-ml", "12"), "no room"),
        (("correct", KIT / "medium", "--ink", "soft_black=1", "--left-ml", "-1"), "above 0"),
        (("correct", KIT / "medium", "--ink", "soft_black", "--left-ml", "1"), "ID=PARTS"),
        (("correct", KIT / "medium", "--ink", "soft_black=1", "--left-ml", "1", "--spot", "no.csv"), "no.csv"),
        (("correct", KIT / "medium", *MEANT, "--drawdown", KIT / "medium" / "skin.csv"), "given 0 times for 1 drawdowns"),
        (("correct", KIT / "medium", *MEANT, "--film-mm", "0.1"), "only together with --drawdown"),
        (("correct", KIT / "medium", *MEANT, "--blame", "inks"), "only together with --drawdown"),
        (("correct", KIT / "medium", *MEANT, "--blame", "me"), "mixing"),
        (
            ("correct", KIT / "medium", "--ink", "soft_black=1", "--left-ml", "1", "--spot-density-per-cm2", "50"),
            "only together with --spot",
        ),
        (
            ("correct", KIT / "medium", "--ink", "soft_black=1", "--left-ml", "1", "--wanted-water", "5"),
            "only together with --wanted-ink",
        ),
    ],
)
def test_bad_input_exits_with_1_and_one_clear_message(arguments: tuple[object, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "terminate called" not in done.stderr


def test_a_target_out_of_reach_exits_with_2_and_says_why() -> None:
    done = run("session", KIT / "white_hair", "--json")
    assert done.returncode == 2
    plan = json.loads(done.stdout)["next"]
    assert plan["stop"] is True
    assert "no mix of these inks" in plan["why"]
