"""Consistency, property: screen and claims say the same from every face, in Python too nothing is judged that no file could hold; codes tell a script
what was found."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
import undertone as u
from undertone import supply

TOOL = os.environ["UNDERTONE_CLI"]
RESULTS = """substance,cas,value,unit,laboratory,date,sample
lead,7439-92-1,0.9,mg/kg,Lab A,2026-01-10,pure_black
cobalt,7440-48-4,<0.1,mg/kg,Lab A,2026-01-10,pure_black
"""


def run(*arguments):
    return subprocess.run([TOOL, "line", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)


def test_a_screen_is_the_same_from_both_faces(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(RESULTS)
    screened = supply.screen(supply.load_limit_list(), supply.load_lab_results(path), u.load_line("demo"))
    assert (screened.above, screened.at_or_below) == (1, 1)
    told = run("screen", "--results", path)
    assert (told.returncode, told.stdout) == (2, str(screened))
    assert json.loads(run("screen", "--results", path, "--json").stdout) == json.loads(screened.json)
    path.write_text(RESULTS.replace(",0.9,", ",0.7,"))
    assert run("screen", "--results", path).returncode == 0
    assert "compli" not in told.stdout.lower()


def test_a_list_without_a_date_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("substance,limit,unit\nlead,0.7,mg/kg\n")
    with pytest.raises(u.DataError, match="a list without a date"):
        supply.load_limit_list(path)
    refused = run("screen", "--list", path)
    assert (refused.returncode, refused.stdout) == (1, "")


RESULT = {
    "substance": "lead", "cas": "7439-92-1", "color_index": "", "laboratory": "Lab A", "date": "2026-01-10", "sample": "L1",
    "value_mg_per_kg": 0.9, "below": False, "as_stated": "0.9 mg/kg",
}  # fmt: skip
ROW = {
    "substance": "lead", "cas": "7439-92-1", "color_index": "", "limit_mg_per_kg": 0.7, "as_stated": "0.7 mg/kg",
    "status": "verified", "applies_from": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"value_mg_per_kg": float("nan")},
        {"value_mg_per_kg": -5.0},
        {"value_mg_per_kg": 2e6},
        {"value_mg_per_kg": None},
        {"below": True},
        {"as_stated": "<0.9 mg/kg"},
        {"laboratory": " "},
        {"date": ""},
        {"date": "10.01.2026"},
    ],
    ids=str,
)
def test_a_result_that_no_file_could_hold_is_refused_where_it_is_made(wrong):
    supply.LabResult(**RESULT)
    with pytest.raises(u.DomainError):
        supply.LabResult(**{**RESULT, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [{"limit_mg_per_kg": float("nan")}, {"limit_mg_per_kg": -1.0}, {"status": "maybe"}, {"applies_from": "soon"}],
    ids=str,
)
def test_a_limit_that_no_file_could_hold_is_refused_where_it_is_made(wrong):
    row = supply.LimitRow(**ROW)
    with pytest.raises(u.DomainError):
        supply.LimitRow(**{**ROW, **wrong})
    for date in ("", "31.01.2026"):
        with pytest.raises(u.DomainError, match="means nothing without the list's date"):
            supply.LimitList("own", date, (row,))


def test_what_was_made_in_python_is_judged_as_what_was_read():
    limits = supply.LimitList("own", "2026-01-31", (supply.LimitRow(**ROW),))
    answers = [
        supply.screen(limits, [supply.LabResult(**{**RESULT, **given})]).rows[0].answer
        for given in (
            {},
            {"value_mg_per_kg": 0.7, "as_stated": "0.7 mg/kg"},
            {"below": True, "as_stated": "<0.9 mg/kg"},
            {"value_mg_per_kg": None, "below": True, "as_stated": "<LOQ"},
        )
    ]
    assert answers == ["above", "at_or_below", "not_shown", "not_shown"]


def test_claims_carry_their_n_and_pass_their_own_reader(tmp_path):
    covered = supply.coverage(u.load_line("demo"), clients=40, hair_colors=["dark_brown"], fade_draws=0, today="")
    path = tmp_path / "results.csv"
    path.write_text(RESULTS)
    claims = supply.claims_from(covered, supply.screen(supply.load_limit_list(), supply.load_lab_results(path)))
    assert claims.claims
    for claim in claims.claims:
        assert claim.n
        assert claim.limits
        assert claim.method
        assert not supply.check_claim(claim.sentence).refused
    assert "not been validated on healed scalp" in str(claims)
    assert json.loads(claims.json)["line"] == "demo"


def test_a_refused_claim_is_so_from_both_faces():
    text = "Permanent, safe, and never blue"
    check = supply.check_claim(text)
    assert [one.kind for one in check.findings] == ["permanence", "safety", "color"]
    told = run("claims", "--check", text)
    assert (told.returncode, told.stdout) == (2, str(check))
    assert json.loads(run("claims", "--check", text, "--json").stdout) == json.loads(check.json)
    assert run("claims", "--check", "A brown ink for permanent make-up").returncode == 0
    assert run("claims", "--check", " ").returncode == 1
    with pytest.raises(u.DomainError):
        supply.check_claim("")


def test_a_lines_ladder_is_the_same_from_both_faces():
    ladder = supply.line_ladder(u.load_line("demo"), ["ash"], skin_classes=["tan", "dark"], water_ladder=[0, 4, 20])
    arguments = ("ladder", "--inks", "ash", "--skin-classes", "tan,dark", "--water-parts", "0,4,20")
    assert run(*arguments).stdout == str(ladder)
    assert json.loads(run(*arguments, "--json").stdout) == json.loads(ladder.json)
    assert ladder["dark"].ladder.inks[0].id == "ash"
    for bad in (("--skin-classes", "pale"), ("--inks", "no_ink"), ("--water-parts", "4,2")):
        assert run("ladder", *bad).returncode == 1


@pytest.mark.parametrize(
    "option", ["--clients", "--fade-draws", "--tolerance-delta-e-2000", "--density-per-cm2", "--diameter-mm", "--years"]
)
def test_hostile_numbers_of_a_coverage_are_refused_by_the_options_name(option):
    for text in ("nan", "1e308", "-1"):
        done = run("coverage", f"{option}={text}")
        assert (done.returncode, done.stdout) == (1, ""), text
        assert option in done.stderr, text
