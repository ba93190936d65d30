"""Consistency, property: coverage is the same on any workers, from any face, and stops when told to; the figure can be read in grey."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import undertone as u
from undertone import supply

TOOL = os.environ["UNDERTONE_CLI"]
PEOPLE = {"clients": 20, "hair_colors": ["black", "white"], "fade_draws": 2, "today": ""}


@pytest.fixture(scope="module")
def line():
    return u.load_line("demo")


@pytest.fixture(scope="module")
def covered(line):
    return supply.coverage(line, **PEOPLE)


def test_a_pool_of_threads_gives_the_same_numbers(line, covered):
    with ThreadPoolExecutor(2) as pool:
        assert supply.coverage(line, executor=pool, in_flight=1, **PEOPLE) == covered


@pytest.mark.filterwarnings("default")  # of Dask's machinery, not of ours
def test_two_dask_workers_give_the_same_numbers(line, covered):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert supply.coverage(line, executor=client.get_executor(), **PEOPLE) == covered


def test_the_command_line_says_the_same(covered):
    arguments = ["line", "coverage", "demo", "--clients", "20", "--hair-colors", "black,white", "--fade-draws", "2"]
    shown = subprocess.run([TOOL, *arguments], capture_output=True, text=True, check=True, timeout=120).stdout
    assert shown == covered.text == str(covered)
    told = subprocess.run([TOOL, *arguments, "--json"], capture_output=True, text=True, check=True, timeout=120).stdout
    assert json.loads(told) == json.loads(covered.json)


def test_shares_have_their_n_and_their_interval(covered):
    assert covered.overall.clients + covered.overall.needs_none == 20
    assert covered.overall.needs_none >= 10, "white stubble is seen by nobody"
    assert 0 <= covered.overall.low <= covered.overall.share <= covered.overall.high <= 1
    assert sum(one.clients for one in covered.by_class) == covered.overall.clients
    assert len(covered.unserved) == covered.overall.clients - covered.overall.served
    assert pickle.loads(pickle.dumps(covered)) == covered
    assert "20" not in repr(covered) or covered.line in repr(covered)


def test_a_suppliers_own_people_take_the_place_of_those_drawn(line):
    skins = {"anna": u.Skin(melanosome_fraction=0.02), "ben": u.Skin(melanosome_fraction=0.1)}
    hairs = {"a strand": u.HairMelanin.of("dark_brown")}
    own = supply.coverage(line, skins=skins, hairs=hairs, fade_draws=0, today="")
    assert [one.skin for one in own.clients] == ["anna", "ben"]
    report = u.match(
        skins["ben"],
        u.fringe_reflectance(skins["ben"], hairs["a strand"]),
        line,
        u.Dots(),
        later_years=0,
        today="",
        recipe_count=3,
        audit_recipes=0,
        time_budget_s=None,
    )
    assert own.clients[1].delta_e_2000 == report.recipes[0].worst_delta_e_2000
    assert own.clients[1].years_low == own.clients[1].years_within == own.clients[1].years_high


def test_progress_is_told_and_what_it_raises_ends_the_coverage(line):
    seen = []
    supply.coverage(line, clients=18, hair_colors=["white"], today="", progress=lambda *at: seen.append(at))
    assert seen == [(8, 18), (16, 18), (18, 18)]

    def stop(done, clients):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        supply.coverage(line, clients=18, hair_colors=["white"], today="", progress=stop)


def test_two_lines_are_set_side_by_side(line, covered):
    compared = supply.compare_coverage(covered, supply.coverage(line, never_use=["pure_black"], **PEOPLE))
    assert compared.clients == covered.overall.clients
    assert compared.both + compared.first_only + compared.second_only + compared.neither == compared.clients
    assert compared.second_only == 0
    assert "tie" in compared.text
    with pytest.raises(u.DomainError, match="another person"):
        supply.compare_coverage(covered, supply.coverage(line, **{**PEOPLE, "seed": 3}))


def test_a_new_ink_is_no_worse_than_the_grid(line):
    people = {"clients": 4, "skin_classes": ["light"], "hair_colors": ["black"], "fade_draws": 0, "today": ""}
    people |= {"never_use": ["pure_black", "soft_black", "warm_black"], "tolerance_delta_e_2000": 2.5}
    found = supply.coverage(line, **people)
    assert found.unserved
    answer = supply.suggest_new_ink(line, found, colorants=["carbon_black", "hematite"], screened_clients=2, refinements=4)
    assert answer.best.served >= answer.grid_best.served > 0
    assert answer.after.served == found.overall.served + answer.best.served
    assert json.loads(answer.json)["trials"] == answer.trials == answer.grid_trials + 4


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ({"clients": 0}, "someone to cover"),
        ({"skins": {}}, "someone to cover"),
        ({"tolerance_delta_e_2000": 0.0}, "nobody can be served"),
        ({"tolerance_delta_e_2000": -2.0}, "nobody can be served"),
        ({"tolerance_delta_e_2000": 0.2}, "readings repeat"),
        ({"skin_classes": ["pale"]}, "very_light"),
        ({"hair_colors": ["mauve"]}, "mauve"),
        ({"never_use": ["pure_black"] * 1 + ["no_such_ink"]}, "no_such_ink"),
        ({"in_flight": 0}, "in_flight"),
    ],
)
def test_what_makes_no_sense_is_refused(line, people, message):
    with pytest.raises(u.DomainError, match=message):
        supply.coverage(line, **{**PEOPLE, **people})


def test_readings_that_no_skin_has_are_refused_by_the_command(tmp_path):
    nm = np.arange(400, 701, 10)
    green = 0.2 + 0.5 * np.exp(-(((nm - 530) / 25) ** 2))
    rows = "\n".join(f"{w},{r:.4f}" for w, r in zip(nm, green, strict=True))
    path = tmp_path / "leaf.csv"
    path.write_text("wavelength_nm,reflectance\n" + rows + "\n")
    done = subprocess.run(
        [TOOL, "line", "coverage", "--skins", path, "--geometry", "45/0"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert "skin" in done.stderr
    assert "leaf.csv" in done.stderr


def test_the_map_is_drawn_with_share_and_n_in_each_cell(covered):
    ax = covered.plot()
    said = [text.get_text() for text in ax.texts]
    assert len(said) == len(covered.map)
    for text, cell in zip(said, covered.map, strict=True):
        assert text == (
            "no pigment\nneeded" if not cell.served.clients else f"{cell.served.share:.0%}\nn {cell.served.clients}"
        )
