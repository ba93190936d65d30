"""Property: what the tool advises: on the instrument's own scale, from one plan, with every rule and assumption named."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from shared_files import SHARED

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
CASES = SHARED / "cases"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)


def answer(*arguments: object, codes: tuple[int, ...] = (0, 2)) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode in codes, done.stdout[-2000:] + done.stderr
    return json.loads(done.stdout)


def lab_file(path: Path, lab: tuple[float, float, float], head: str = "") -> Path:
    rows = "".join(f"r,{lab[0] + d},{lab[1]},{lab[2] - d}\n" for d in (-0.3, 0.1, 0.2))
    path.write_text(f"{head}name,L*,a*,b*\n{rows}")
    return path


# ---- A1 and A2: the instrument's own scale


@pytest.mark.shared
def test_the_stop_rule_is_what_the_fringe_reads_on_the_clients_instrument() -> None:
    """All files 8/d SCI: the fringe reads L* 56.4, and that is where to stop."""
    done = run("check", CASES / "client_all_sci/fringe.csv")
    assert "L* 56.4" in done.stdout
    for command in ("match", "session"):
        card = answer(command, CASES / "client_all_sci")["card"]
        assert "L* 56.4 or less" in card["stop_rule"]
        assert "L* 53.6 with the surface reflection excluded" in card["stop_rule"]
        target = next(color for color in card["colors"] if color["name"] == "target")
        assert target["read"]["l"] == pytest.approx(56.4, abs=0.1)
        assert target["internal"]["l"] == pytest.approx(53.6, abs=0.1)
        for session in card["sessions"]:
            assert 2 < session["read"]["l"] - session["internal"]["l"] < 4
    correction = answer("correct", CASES / "client_all_sci", "--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
    assert "L* 56.4 or less" in correction["card"]["stop_rule"]


@pytest.mark.parametrize(("geometry", "surface"), [("8/d SCI", True), ("8/d SCE", False), ("45/0", False)])
def test_what_is_read_is_told_as_it_was_read(tmp_path: Path, geometry: str, surface: bool) -> None:
    head = f"# geometry: {geometry}\n# illuminant: D50\n# observer: 10\n"
    skin = lab_file(tmp_path / "skin.csv", (66, 9.8, 17.2), head)
    fringe = lab_file(tmp_path / "fringe.csv", (58, 7.0, 13.9), head)
    card = answer("match", "--skin", skin, "--fringe", fringe)["card"]
    assert card["scale"]["text"] == f"{geometry}, D50, 10 deg"
    read = {color["name"]: color["read"]["l"] for color in card["colors"]}
    assert read["target"] == pytest.approx(58, abs=0.3)
    assert read["bare skin"] == pytest.approx(66, abs=0.3)
    internal = next(color for color in card["colors"] if color["name"] == "target")["internal"]["l"]
    assert (read["target"] - internal > 1.5) == surface


def test_an_open_geometry_is_told_in_the_verdict_with_what_it_would_change(tmp_path: Path) -> None:
    skin = lab_file(tmp_path / "skin.csv", (66, 9.8, 17.2))
    fringe = lab_file(tmp_path / "fringe.csv", (58, 7.0, 13.9))
    report = answer("match", "--skin", skin, "--fringe", fringe)
    told = [caveat for caveat in report["caveats"] if "geometry" in caveat]
    assert len(told) == 1
    assert "8/d SCI is assumed" in told[0]
    assert "Read as 8/d SCE or 45/0" in told[0]
    assert "instead of" in told[0]
    assert any("illuminant" in caveat and "Read as D65" in caveat for caveat in report["caveats"])
    text = run("match", "--skin", skin, "--fringe", fringe).stdout.splitlines()
    assert any("8/d SCI is assumed" in line for line in text[:5])
    preset = answer("match", "--skin", skin, "--fringe", fringe, "--instrument", "nix_mini")
    assert preset["caveats"] == []
    assert preset["card"]["scale"]["text"] == "45/0, D50, 2 deg"
    given = answer("match", "--skin", skin, "--fringe", fringe, "--geometry", "sci", "--illuminant", "d65", "--observer", 2)
    assert given["caveats"] == []
    assert given["card"]["scale"]["text"] == "8/d SCI, D65, 2 deg"


def test_the_other_assumption_is_the_answer_that_stating_it_gives(tmp_path: Path) -> None:
    """What the caveat promises is what happens."""
    head = "# illuminant: D65\n# observer: 2\n"
    skin = lab_file(tmp_path / "skin.csv", (66, 9.8, 17.2), head)
    fringe = lab_file(tmp_path / "fringe.csv", (58, 7.0, 13.9), head)
    both = ("--skin", skin, "--fringe", fringe)
    told = answer("match", *both)["caveats"][0]
    stated = answer("match", *both, "--geometry", "8/d SCE")
    assert f"{stated['card']['colors'][1]['read']['l']:.1f} instead of" in told
    recipe = (stated["recipes"] or stated["nearest"])[0]["blend"]
    assert "the recipe would stay the same" in told or f"{recipe['water_parts']:g}:1" in told


def test_a_file_inherits_from_the_clients_other_files(tmp_path: Path) -> None:
    skin = lab_file(tmp_path / "skin.csv", (66, 9.8, 17.2), "# geometry: 45/0\n# illuminant: D65\n# observer: 2\n")
    fringe = lab_file(tmp_path / "fringe.csv", (58, 7.0, 13.9))
    report = answer("match", "--skin", skin, "--fringe", fringe)
    codes = {d["code"] for d in report["card"]["diagnostics"]}
    assert {"geometry_inherited", "viewing_inherited"} <= codes
    assert not {"geometry_assumed", "viewing_assumed"} & codes
    assert report["caveats"] == []


@pytest.mark.shared
def test_a_word_against_the_file_is_refused(tmp_path: Path) -> None:
    done = run("match", CASES / "client_all_sci", "--geometry", "45/0")
    assert done.returncode == 1
    assert "states geometry 8/d SCI, and 45/0 was given" in done.stderr
    assert run("match", KIT / "medium", "--geometry", "sphere").returncode == 1
    done = run("match", KIT / "medium", "--instrument", "nix_min")
    assert done.returncode == 1
    assert "nix_mini" in done.stderr


# ---- A3: expired lots


@pytest.fixture
def expired(tmp_path: Path) -> Path:
    """The demonstration line with a pure black of 2020."""
    demo = (ROOT / "data/lines/demo.toml").read_text()
    end = demo.index("\n", demo.index('id = "pure_black"')) + 1
    path = tmp_path / "expired.toml"
    path.write_text(demo[:end] + 'lot = "7"\nexpires = 2020-01-31\n' + demo[end:])
    return path


def test_an_expired_lot_is_left_out_by_every_command_and_the_verdict_says_so(expired: Path) -> None:
    cup = ("--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
    for command in (("match",), ("session",), ("correct", *cup)):
        report = answer(command[0], KIT / "medium", "--line", expired, *command[1:])
        card = report["card"]
        assert any("Left out as expired: Pure black (lot 7, expired 2020-01-31)" in caveat for caveat in card["caveats"])
        assert all(dose["ink"] != "pure_black" for dose in card["doses"])
    text = run("match", KIT / "medium", "--line", expired).stdout.splitlines()
    assert any("Left out as expired" in line for line in text[:4])
    fade = answer("fade", KIT / "medium", "--line", expired, "--draws", 0)
    assert "pure_black" not in fade["blend"]["parts"]
    told = answer("fade", KIT / "medium", "--line", expired, "--draws", 0, "--ink", "pure_black=1")
    assert told["diagnostics"][0]["code"] == "expired_ink"
    used = answer("match", KIT / "medium", "--line", expired, "--expired-reason", "sealed, tested by the maker")
    assert list(used["recipes"][0]["blend"]["parts"]) == ["pure_black"]


def test_what_leaving_an_ink_out_costs_is_told(expired: Path) -> None:
    others = "pure_black,soft_black,dark_brown,ash"
    report = answer("match", KIT / "medium", "--line", expired, "--never-use", others, codes=(0, 2))
    told = next(caveat for caveat in report["caveats"] if "expired" in caveat)
    assert "with a fresh lot" in told


# ---- A4: a reading that is not believed


def test_a_spot_that_is_not_believed_changes_nothing() -> None:
    cup = ("--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
    plain = answer("correct", KIT / "light", *cup)
    spot = answer("correct", KIT / "light", *cup, "--spot", KIT / "dark/skin.csv")
    assert spot["spot"]["believed"] is False
    assert "reading_set_aside" in {d["code"] for d in spot["diagnostics"]}
    for key in ("additions", "corrected"):
        assert spot[key] == plain[key]
    assert spot["fresh"]["cup"] == plain["fresh"]["cup"]
    assert spot["card"]["doses"] == plain["card"]["doses"]
    assert "NOT BELIEVED" in run("correct", KIT / "light", *cup, "--spot", KIT / "dark/skin.csv").stdout


# ---- A6: one client, one plan


@pytest.mark.parametrize("person", ["light", "medium", "dark"])
def test_match_session_correct_and_fade_start_from_one_plan(person: str) -> None:
    plan = answer("match", KIT / person)["card"]
    session = answer("session", KIT / person)["card"]
    fade = answer("fade", KIT / person, "--draws", 0)
    cup = ("--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
    correct = answer("correct", KIT / person, *cup)
    assert session["blend"] == plan["blend"]
    assert session["doses"] == plan["doses"]
    assert [s["density_per_cm2"] for s in session["sessions"]] == [s["density_per_cm2"] for s in plan["sessions"]]
    assert fade["blend"]["water_parts"] == plan["water_parts"]
    assert correct["density_per_cm2"] == plan["dots"]["density_per_cm2"]
    fresh = correct["fresh"]["blend"] if "blend" in correct["fresh"] else correct["fresh"]
    same = f"{fresh['water_parts']:g}:1" in plan["blend"]
    assert same or any("a fresh cup is" in departure for departure in correct["departures"])


def test_a_session_that_departs_from_the_plan_says_so_and_why(tmp_path: Path) -> None:
    sessions = tmp_path / "sessions.toml"
    lab_file(tmp_path / "healed.csv", (56.0, 7.9, 16.0), "# geometry: 8/d SCI\n# illuminant: D65\n# observer: 2\n")
    sessions.write_text(
        "[[sessions]]\nparts = { pure_black = 1 }\nwater_parts = 1\ndensity_per_cm2 = 100\nhealed = 'healed.csv'\n"
    )
    report = answer("session", KIT / "medium", "--sessions", sessions)
    assert report["departures"]
    for departure in report["departures"]:
        assert "plan" in departure
    assert any("Departs from the plan" in caveat for caveat in report["card"]["caveats"])


def test_a_session_done_and_healed_as_planned_keeps_the_plan(tmp_path: Path) -> None:
    plan = answer("match", KIT / "medium")
    after = plan["card"]["sessions"][0]["read"]
    lab_file(
        tmp_path / "healed.csv",
        (after["l"], after["a"], after["b"]),
        "# geometry: 8/d SCI\n# illuminant: D65\n# observer: 2\n",
    )
    blend = plan["recipes"][0]["blend"]
    parts = ", ".join(f"{ink} = {value:g}" for ink, value in blend["parts"].items())
    (tmp_path / "sessions.toml").write_text(
        f"[[sessions]]\nparts = {{ {parts} }}\nwater_parts = {blend['water_parts']:g}\n"
        f"density_per_cm2 = {plan['card']['sessions'][0]['density_per_cm2']:g}\nhealed = 'healed.csv'\n"
    )
    report = answer("session", KIT / "medium", "--sessions", tmp_path / "sessions.toml")
    assert report["next"]["as_planned"] is True
    assert report["departures"] == []
    assert report["next"]["blend"] == blend


def test_a_limit_below_the_plan_is_named() -> None:
    report = answer("session", KIT / "medium", "--most-density-per-cm2", 120)
    assert report["card"]["sessions"][-1]["density_per_cm2"] == pytest.approx(120)
    assert any("the most allowed" in departure for departure in report["departures"])


# ---- A7, A8: the card


@pytest.mark.parametrize("person", ["light", "medium", "dark", "white_hair", "red_hair"])
def test_the_text_form_is_at_most_20_lines(person: str) -> None:
    done = run("match", KIT / person)
    lines = done.stdout.splitlines()
    assert len(lines) <= 20
    at = {word: next(i for i, line in enumerate(lines) if line.startswith(word)) for word in ("Cup ", "Dots ")}
    assert at["Cup "] < at["Dots "]
    full = run("match", KIT / person, "--full").stdout
    assert full.startswith(done.stdout)
    assert "one step more/less" in full


def test_the_card_is_written_as_a_page_and_as_data(tmp_path: Path) -> None:
    for ending in (".html", ".json", ".txt"):
        done = run("match", KIT / "medium", "--card", tmp_path / f"card{ending}")
        assert done.returncode == 0
    page = (tmp_path / "card.html").read_text()
    data = json.loads((tmp_path / "card.json").read_text())
    assert data["stop_rule"] in page
    assert (tmp_path / "card.txt").read_text() == run("match", KIT / "medium").stdout
    assert data == answer("match", KIT / "medium")["card"]
    done = run("match", KIT / "medium", "--card", tmp_path / "card.docx")
    assert done.returncode == 1
    assert ".html" in done.stderr


def test_a_card_holds_lots_zone_date_and_a_notes_line(expired: Path, tmp_path: Path) -> None:
    run(
        "match",
        KIT / "medium",
        "--line",
        expired,
        "--expired-reason",
        "tested",
        "--must-use",
        "warm_black",
        "--zones",
        "crown",
        "--card",
        tmp_path / "c.html",
    )
    page = (tmp_path / "c_crown.html").read_text()
    for words in ("zone: crown", "<td>7</td>", "2020-01-31", "Notes:", "instrument"):
        assert words in page


def test_no_card_says_matched_and_consider_none_apart() -> None:
    """On dark skin the fringe cannot be told from bare skin: the first line of the verdict says so."""
    report = answer("match", KIT / "dark", "--illuminants", "D65")
    assert report["verdict"] in ("matched", "acceptable")
    assert report["hardly_needed"] is True
    assert "hardly needed" in report["headline"]
    assert "consider a darker look, or none" in report["headline"]


def test_a_target_that_is_bare_skin_needs_no_pigment_whatever_the_skin(tmp_path: Path) -> None:
    for person in ("light", "medium", "dark", "red_hair", "white_hair"):
        skin = KIT / person / "skin.csv"
        report = answer("match", "--skin", skin, "--fringe", skin, codes=(2,))
        assert report["verdict"] == "no_pigment_needed", person
        assert report["recipes"] == []


# ---- A9, A10: options


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("match", "X", "--desnity-per-cm2", 150), "--density-per-cm2"),
        (("match", "X", "--iluminants", "D65"), "--illuminants"),
        (("matc", "X"), "undertone match"),
        (("sesion", "X"), "undertone session"),
        (("correct", "X", "--seed", 3), "--seed"),
        (("correct", "X", "--png", "out"), "--png"),
        (("match", "X", "--seed", 3), "--seed"),
    ],
)
def test_unknown_options_and_commands_are_refused_with_the_nearest(arguments: tuple[object, ...], words: str) -> None:
    done = run(*(KIT / "medium" if a == "X" else a for a in arguments))
    assert done.returncode == 1
    assert words in done.stderr


def test_water_as_people_write_it_and_lights_in_any_case() -> None:
    plain = answer("fade", KIT / "light", "--ink", "pure_black=1", "--water", 20, "--draws", 0)
    ratio = answer("fade", KIT / "light", "--ink", "pure_black=1", "--water", "20:1", "--draws", 0)
    assert plain == ratio
    upper = answer("match", KIT / "light", "--illuminants", "D65,LED-B3", "--max-inks", 1)
    lower = answer("match", KIT / "light", "--illuminants", "d65,led-b3", "--max-inks", 1)
    assert upper["recipes"] == lower["recipes"]


def test_pictures_and_seeds_of_a_session_do_something(tmp_path: Path) -> None:
    assert run("session", KIT / "medium", "--png", tmp_path / "pictures").returncode == 0
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 6
    one, two = (answer("session", KIT / "medium", "--seed", seed)["next"]["sessions"][0]["l_range"] for seed in (1, 2))
    assert one != two


def test_habits_move_the_plan_of_a_session() -> None:
    indoors = answer("session", KIT / "light")["planned"]["headline"]
    outdoors = answer("match", KIT / "light", "--outdoor-share", 0.3, "--later-weight", 3)["headline"]
    same = answer("session", KIT / "light", "--outdoor-share", 0.3, "--later-weight", 3)["planned"]["headline"]
    assert same == outdoors
    assert indoors == answer("match", KIT / "light")["headline"]


def test_the_scar_zone_is_cautious() -> None:
    report = answer("match", KIT / "medium", "--zones", "scar")["zones"][0]
    assert "scar" in {d["code"] for d in report["card"]["diagnostics"]}
    assert report["card"]["zone"] == "scar"


# ---- what newcomers found


def record(
    folder: Path, lab: tuple[float, float, float], blend: str = "warm_black = 1", water: float = 6, dots: float = 45
) -> Path:
    lab_file(folder / "healed.csv", lab, "# geometry: 8/d SCI\n# illuminant: D65\n# observer: 2\n")
    path = folder / "sessions.toml"
    path.write_text(
        f"[[sessions]]\nparts = {{ {blend} }}\nwater_parts = {water}\ndensity_per_cm2 = {dots}\nhealed = 'healed.csv'\n"
    )
    return path


def test_nothing_is_set_on_the_strength_of_a_reading_that_is_not_believed(tmp_path: Path) -> None:
    done = run("session", KIT / "medium", "--sessions", record(tmp_path, (66.0, 9.0, 17.0)), "--json")
    report = json.loads(done.stdout)
    assert report["measure_again"] is True
    assert report["card"]["verdict"] == "measure_again"
    assert report["card"]["headline"].startswith("measure again before any dots are set")
    assert report["card"]["advised"] is False
    assert done.returncode == 2


def test_a_reading_at_the_stop_rule_stops(tmp_path: Path) -> None:
    """Dense strong dots, read where the card says to stop."""
    sessions = record(tmp_path, (56.2, 6.8, 15.2), dots=140)
    report = answer("session", KIT / "medium", "--sessions", sessions)
    assert report["next"]["stop"] is True
    assert report["card"]["dots"] is None
    assert report["card"]["doses"] == []
    assert "to set now" not in run("session", KIT / "medium", "--sessions", sessions).stdout


def test_a_stop_shows_no_dots_and_no_impossible_rule() -> None:
    for command in (("session",), ("correct", "--ink", "soft_black=1", "--left-ml", 3)):
        report = answer(command[0], KIT / "white_hair", *command[1:])
        assert report["card"]["stop_rule"] == ""
    assert answer("session", KIT / "white_hair")["card"]["dots"] is None
    assert run("fade", KIT / "white_hair").returncode == 2


@pytest.mark.shared
def test_a_preset_against_the_files_is_refused() -> None:
    done = run("match", KIT / "medium", "--instrument", "nix_mini")
    assert done.returncode == 1
    assert "leave out --instrument" in done.stderr
    assert run("match", CASES / "client_all_sci", "--instrument", "Konica_Minolta_CM_700d_SCI").returncode == 0


def test_a_large_cup_keeps_to_a_smaller_limit_of_ink() -> None:
    for cup, most, at_most in ((12, 0.5, 0.6), (30, 0.2, 0.6)):
        report = answer("match", KIT / "medium", "--cup-ml", cup, "--max-pigment-ml", most)
        inks = [dose["ml"] for dose in report["card"]["doses"] if dose["ink"]]
        assert sum(inks) <= at_most + 1e-9


def test_a_forecast_of_different_mixes_says_what_it_cannot(tmp_path: Path) -> None:
    path = tmp_path / "sessions.toml"
    path.write_text(
        "[[sessions]]\nparts = { pure_black = 1 }\nwater_parts = 1\ndensity_per_cm2 = 45\n"
        "[[sessions]]\nparts = { blond = 1 }\nwater_parts = 60\ndensity_per_cm2 = 60\n"
    )
    report = answer("fade", KIT / "medium", "--sessions", path, "--draws", 0)
    assert report["diagnostics"][0]["code"] == "mixes_differ"
    assert "Pure black, 1:1; Blond, 60:1" in report["basis"]


def test_a_spot_that_confirms_the_plan_keeps_its_cup(tmp_path: Path) -> None:
    cup = ("--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
    plain = answer("correct", KIT / "medium", *cup)
    as_it_is = next(color["read"] for color in plain["card"]["colors"] if color["name"] == "as it is")
    head = "# geometry: 8/d SCI\n# illuminant: D65\n# observer: 2\n"
    spot = lab_file(tmp_path / "spot.csv", (as_it_is["l"], as_it_is["a"], as_it_is["b"]), head)
    told = answer("correct", KIT / "medium", *cup, "--spot", spot)
    assert told["fresh"]["cup"] == plain["fresh"]["cup"]
