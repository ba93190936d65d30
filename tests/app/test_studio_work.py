"""Consistency, property: the studio answers what the workflow answers, from readings of any kind to the next session."""

import json
import random
import re
import time

import numpy as np
import pytest
import undertone
from studio_server import SAMPLE_KIT, SAMPLE_LINE, TODAY, answered, mix_of, open_app, sample, window
from undertone.inks.mix_more import mix_more
from undertone.inks.replacement import nearest_inks
from undertone.learning.healed_readings import healed_reading
from undertone.learning.predicted_lightness import predicted_lightness
from undertone.matching._own_mixture import match_own_mixture, whole_parts

OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def studio(tmp_path):
    app, store = open_app(tmp_path)
    yield window(app), store
    store.close()


@pytest.fixture
def page(studio):
    return studio[0]


@pytest.fixture(scope="module")
def kit():
    return undertone.read_client(SAMPLE_KIT / "medium")


@pytest.fixture(scope="module")
def line():
    return undertone.load_line("demo")


def drop(page, source, role="skin", name="skin.csv", **said):
    headers = {**OCTETS, "X-File-Name": name}
    return page.post("/api/readings", content=source, headers=headers, params={"role": role, **said})


def fill_shelf(page, inks, line_text=None, **bottle):
    """The demonstration line on the shelf, with a bottle of each ink."""
    text = line_text or undertone.load_line("demo").to_toml()
    shelf = answered(page.post("/api/shelf/lines", content=text.encode(), headers={**OCTETS, "X-File-Name": "line.toml"}))
    line_id = shelf["lines"][-1]["id"]
    for ink in inks:
        given = {"line_id": line_id, "ink": ink, "lot": f"L-{ink}", "expires": "2027-06-30", "ml_left": 20, **bottle}
        shelf = answered(page.post("/api/shelf/bottles", json=given))
    return shelf


# ---- readings


def test_a_dropped_file_is_shown_as_the_engine_reads_it(page):
    path = SAMPLE_KIT / "medium" / "skin.csv"
    reading = answered(drop(page, path.read_bytes()))
    measurements = undertone.read_measurements(path)
    assert len(reading["rows"]) == len(measurements)
    mean = undertone.average_readings(measurements)
    assert reading["mean"]["lab"]["l"] == pytest.approx(mean.mean.on_grid().values.lab()[0])
    assert reading["spread_delta_e"] == pytest.approx(mean.spread_delta_e)
    assert reading["geometry"] == "8/d SCI"
    assert reading["verdict"] == "usable"
    assert reading["rows"][0]["first_nm"] == measurements[0].wavelengths_nm[0]
    assert len(reading["rows"][0]["reflectance"]) == 81
    assert answered(page.get(f"/api/readings/{reading['id']}")) == reading


def test_pasted_and_dropped_text_give_the_same(page):
    text = (SAMPLE_KIT / "medium" / "skin.csv").read_text()
    pasted = answered(page.post("/api/readings/text", json={"text": text, "name": "skin.csv", "role": "skin"}))
    dropped = answered(drop(page, text.encode()))
    assert {**pasted, "id": 0} == {**dropped, "id": 0}


def test_typed_lab_is_read_as_typed_under_the_instruments_light(page):
    rows = [{"name": "a", "l": 60.25, "a": 9.5, "b": 17.125}, {"name": "=1+1", "l": 60, "a": 9, "b": 17}]
    said = {"instrument": "nix_mini", "geometry": "", "illuminant": "", "observer": ""}
    reading = answered(page.post("/api/readings/typed", json={"rows": rows, "role": "skin", "said": said}))
    assert reading["rows"][0]["swatch"]["lab"] == {"l": 60.25, "a": 9.5, "b": 17.125}
    assert reading["rows"][0]["reflectance"] is None
    assert reading["illuminant"] == undertone.instrument_preset("nix_mini").illuminant
    assert not reading["rows"][1]["name"].startswith("=")


def test_a_healed_colour_that_says_nothing_is_on_the_scale_that_the_card_names(page):
    healed = answered(drop(page, b"name,L*,a*,b*\none,58.7,8.5,16.9\n", role="healed"))
    codes = [one["code"] for one in healed["findings"]]
    assert "clients_scale" in codes
    assert not {"viewing_assumed", "geometry_open"} & set(codes)
    stated = answered(drop(page, (SAMPLE_KIT / "medium" / "skin.csv").read_bytes(), role="healed"))
    assert "clients_scale" not in [one["code"] for one in stated["findings"]]


def test_what_was_said_fills_in_and_never_overrides_a_file(page):
    bare = b"name,L*,a*,b*\none,60,9,17\ntwo,60.1,9,17\nthree,60,9.1,17\n"
    open_reading = answered(drop(page, bare))
    assert open_reading["geometry"] == ""
    assert any(one["code"] == "geometry_open" for one in open_reading["findings"])
    said = {"instrument": "", "geometry": "45/0", "illuminant": "D65", "observer": "1964_10deg"}
    changed = answered(page.put(f"/api/readings/{open_reading['id']}", json={"said": said}))
    assert (changed["geometry"], changed["illuminant"], changed["observer"]) == ("45/0", "D65", "1964_10deg")
    stated = answered(drop(page, (SAMPLE_KIT / "medium" / "skin.csv").read_bytes(), geometry="45/0"))
    assert stated["geometry"] == "8/d SCI"
    # The client is read from it as from the file alone.
    fringe = answered(drop(page, (SAMPLE_KIT / "medium" / "fringe.csv").read_bytes(), role="fringe", geometry="45/0"))
    answer = answered(page.post("/api/mix", json=mix_of({"skin": stated, "fringe": fringe})))
    assert answer["headline"] == answered(page.post("/api/mix", json=mix_of(sample(page))))["headline"]


def test_a_word_that_no_instrument_has_is_refused_and_nothing_kept(studio):
    page, store = studio
    refused = answered(drop(page, b"name,L*,a*,b*\none,60,9,17\n", geometry="sideways"), 422)
    assert "geometry" in refused["field"]
    with store.db.read() as connection:
        assert connection.execute("SELECT count(*) FROM readings").fetchone()[0] == 0


def test_a_broken_file_says_line_and_column_under_its_own_name(page):
    refused = answered(drop(page, b"wavelength_nm,reading_1\n400,0.1\n410,zero\n420,0.1\n", name="my skin.csv"), 422)
    assert refused["where"].startswith("my skin.csv, line ")
    assert refused["why"]


def test_skin_and_fringe_that_were_exchanged_are_noticed(page):
    pair = sample(page)

    def codes(skin, fringe):
        asked = {"skin_id": pair[skin]["id"], "fringe_id": pair[fringe]["id"]}
        found = answered(page.post("/api/readings/check_pair", json=asked))["findings"]
        return {one["code"] for one in found}

    assert "fringe_lighter_than_skin" not in codes("skin", "fringe")
    assert "fringe_lighter_than_skin" in codes("fringe", "skin")


@pytest.mark.parametrize("person", ["medium", "dark", "light", "red_hair", "white_hair"])
def test_everyone_of_the_sample_kit_is_there(page, person):
    assert person in answered(page.get("/api/status"))["people"]
    pair = sample(page, person)
    assert pair["skin"]["verdict"] != "not usable"
    assert pair["fringe"]["synthetic"] is True


def test_nobody_else_is_in_the_sample_kit(page):
    for person in ("", "..", "medium/..", "nobody"):
        assert answered(page.post("/api/readings/sample", json={"person": person}), 404)["code"] == "not_found"


def test_instruments_are_those_of_the_engine(page):
    assert [one["id"] for one in answered(page.get("/api/instruments"))] == [
        one.id
        for one in undertone.instrument_presets()
        if one.id != "unknown"  # what no choice says
    ]


def test_settings_come_back_and_nonsense_does_not_go_in(page):
    status = answered(page.get("/api/status"))
    settings = {**status["settings"], "language": "es", "syringe_step_ml": 0.1, "instrument": "nix_mini"}
    assert answered(page.put("/api/settings", json=settings))["settings"] == settings
    assert answered(page.get("/api/status"))["settings"] == settings
    answered(page.put("/api/settings", json={**settings, "instrument": "abacus"}), 422)
    answered(page.put("/api/settings", json={**settings, "drops_per_ml": 0}), 422)
    assert answered(page.get("/api/status"))["settings"] == settings


# ---- mixes


def test_the_card_is_the_workflows_own(page, kit, line):
    answer = answered(page.post("/api/mix", json=mix_of(sample(page))))
    report = undertone.match_client(
        kit, line, undertone.Dots(), max_inks=2, cup_volume_ml=10, zone="mid", today=TODAY, recipe_count=4
    )
    assert answer["verdict"] == report.verdict
    own, theirs = answer["card"], report.card.data
    for name in ("headline", "doses", "total", "colors", "range", "sessions", "stop_rule", "blend", "proof"):
        assert own[name] == theirs[name], name
    assert answer["cup"]["doses"] == theirs["doses"]
    assert answer["headline"] == theirs["headline"]
    assert answer["ranges"]["usual_delta_e_2000"] == report.gap_delta_e_2000


@pytest.mark.parametrize("person", ["light", "red_hair", "white_hair"])
def test_no_private_word_reaches_the_pages(page, person):
    mix = mix_of(sample(page, person))
    answer = answered(page.post("/api/mix", json=mix))
    said = [
        *answer["limits"],
        *answer["caveats"],
        *(one["message"] for one in answer["warnings"]),
        *(one["trade_off"] for one in answer["alternatives"]),
        *(one["label"] for one in answer["alternatives"]),
        answer["stop_rule"],
    ]
    assert said
    assert not [text for text in said if re.search(r"\w_\w|--\w|weighted|penalt|to earn", text)]


def test_the_cup_keeps_the_ratio_and_half_a_cup_is_half(page):
    mix = mix_of(sample(page))
    whole = answered(page.post("/api/mix", json=mix))["cup"]
    water = next(one["ml"] for one in whole["doses"] if one["ink"] == "")
    inks = sum(one["ml"] for one in whole["doses"] if one["ink"])
    assert water / inks == pytest.approx(whole["mixture"]["water_parts"], abs=0.01)
    half = answered(
        page.post("/api/mix/more", json={"mixture": whole["mixture"], "ml": 0, "to_total_ml": whole["total"]["ml"] / 2})
    )
    for one, other in zip(half["doses"], whole["doses"], strict=True):
        assert one["ml"] == pytest.approx(other["ml"] / 2)


def test_there_are_at_most_three_alternatives_each_with_what_it_costs(page):
    answer = answered(page.post("/api/mix", json=mix_of(sample(page))))
    assert 1 <= len(answer["alternatives"]) <= 3
    for one in answer["alternatives"]:
        assert any(letter.isdigit() for letter in one["trade_off"])
        assert one["delta_e_range"]["low"] <= one["delta_e_range"]["high"]
        assert one["label"].startswith(f"{one['mixture']['water_parts']:g}:1 ")
    steps = {(one["ink"], one["direction"]) for one in answer["step_more"]}
    assert {("", 1), ("", -1)} <= steps


def test_where_nothing_fits_it_says_what_limits(page):
    fill_shelf(page, ["blond"])
    answer = answered(page.post("/api/mix", json=mix_of(sample(page))))
    assert answer["verdict"] == "cannot_match"
    assert answer["verdict_icon"] == "no"
    assert answer["limits"]


@pytest.mark.parametrize(
    ("parts", "water_parts"),
    [
        ({"pure_black": 1}, 3),
        ({"pure_black": 2, "mid_brown": 1}, 12.5),
        ({"pure_black": 0.7, "ash": 0.2, "blond": 0.1}, 18),
        ({"ash": 1}, 0),
    ],
)
def test_a_mixture_chosen_by_hand_is_judged_as_it_is(page, parts, water_parts):
    fixed = {"parts": parts, "water_parts": water_parts}
    answer = answered(page.post("/api/mix", json=mix_of(sample(page), fixed=fixed)))
    found = answer["cup"]["mixture"]
    assert found["water_parts"] == pytest.approx(water_parts)
    total, wanted = sum(found["parts"].values()), sum(parts.values())
    assert {ink: amount / total for ink, amount in found["parts"].items()} == pytest.approx(
        {ink: amount / wanted for ink, amount in parts.items()}, abs=1e-6
    )
    assert answer["alternatives"] == []
    assert answer["ranges"]["basis"].startswith("model only")


def test_a_chosen_mixture_that_misses_says_how_and_speaks_of_no_search(page):
    fixed = {"parts": {"blond": 1}, "water_parts": 0}
    answer = answered(page.post("/api/mix", json=mix_of(sample(page, "light"), fixed=fixed)))
    assert answer["verdict"] == "cannot_match"
    (limit,) = answer["limits"]
    assert "lighter (L* +" in limit
    said = " ".join([limit, *(one["message"] for one in answer["warnings"])])
    assert "must_use" not in said
    assert "keeps to the rules" not in said


def test_the_best_mixture_chosen_by_hand_is_the_best(kit, line):
    best = undertone.match_client(kit, line, undertone.Dots(), today="").recipes[0]
    own = match_own_mixture(kit, best.blend, undertone.Dots(), today="")
    assert own.verdict == "matched"
    assert own.recipes[0].worst_delta_e_2000 == pytest.approx(best.worst_delta_e_2000, abs=0.01)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ({"pure_black": 0.5, "ash": 0.25}, (1, 2)),
        ({"ash": 3}, (1,)),
        ({"ash": 1 / 3, "blond": 1 / 3, "auburn": 1 / 3}, (1, 1, 1)),
    ],
)
def test_parts_are_taken_as_whole_numbers(line, parts, whole):
    blend = undertone.Blend(parts, 5, line=line)
    assert sorted(whole_parts(blend)) == sorted(whole)


def test_a_trace_of_an_ink_is_refused(kit, line):
    with pytest.raises(undertone.DomainError, match="hundredth"):
        match_own_mixture(kit, undertone.Blend({"ash": 1000, "blond": 1}, 5, line=line), undertone.Dots())
    with pytest.raises(undertone.DomainError, match="the mixture is given"):
        match_own_mixture(kit, undertone.Blend({"ash": 1}, 5, line=line), undertone.Dots(), water_ladder=[3])


@pytest.mark.parametrize("water_parts", [0, 3, 7.3, 12.5, 18])
@pytest.mark.parametrize("least_ml", [0.1, 0.95, 4.0])
def test_more_is_enough_in_the_same_ratio_and_in_whole_steps_where_it_can_be(line, water_parts, least_ml):
    blend = undertone.Blend({"pure_black": 2, "ash": 1}, water_parts, line=line)
    cup = mix_more(blend, least_ml)
    assert least_ml - 1e-9 <= cup.total_ml <= 2 * least_ml + 1e-9
    assert cup.water.ml == pytest.approx(water_parts * cup.pigment_ml)
    assert cup.inks[1].ml == pytest.approx(2 * cup.inks[0].ml)
    if cup.total_ml > least_ml + 1e-9:
        assert cup.whole_steps


@pytest.mark.parametrize(
    "change", [{"by_percent": 10, "to_total_ml": 5}, {}, {"to_total_ml": 1}, {"by_percent": -5}, {"by_percent": 0}]
)
def test_more_that_means_nothing_is_refused(page, change):
    asked = {"mixture": {"parts": {"pure_black": 1}, "water_parts": 3}, "ml": 4, **change}
    assert page.post("/api/mix/more", json=asked).status_code in (400, 422)


def test_ten_percent_more_is_a_tenth(page):
    asked = {"mixture": {"parts": {"pure_black": 1}, "water_parts": 3}, "ml": 8, "by_percent": 10}
    assert answered(page.post("/api/mix/more", json=asked))["total"]["ml"] == pytest.approx(0.8)


def test_the_ladder_is_the_engines(page, kit, line):
    answer = answered(page.post("/api/ladder", json={"mix": mix_of(sample(page)), "ink": "pure_black"}))
    ladder = undertone.client_ladder(kit, line, ["pure_black"], today=TODAY)
    assert [one["water_parts"] for one in answer["steps"]] == list(ladder.water_parts)
    assert [one["area"]["lab"]["l"] for one in answer["steps"]] == pytest.approx(
        [one.area_lab[0] for one in ladder.inks[0].steps]
    )
    assert answer["nearest"] == ladder.inks[0].nearest
    assert answer["scale"] == ladder.scale


def test_zones_have_dots_and_answers_of_their_own(page):
    mix = mix_of(sample(page))
    zones = answered(page.get("/api/zones", params={"mid": json.dumps(mix["dots"])}))
    assert zones["mid"] == mix["dots"]
    assert zones["hairline"]["density_per_cm2"] < zones["crown"]["density_per_cm2"]
    answers = answered(page.post("/api/zones_plan", json={"mix": mix, "zones": zones}))
    assert set(answers) == set(zones)
    assert {name: one["card"]["zone"] for name, one in answers.items()} == {name: name for name in zones}
    answered(page.get("/api/zones", params={"mid": "{}"}), 400)


def test_a_scar_heals_less_surely_and_says_so(page):
    mix = mix_of(sample(page), fixed={"parts": {"pure_black": 1}, "water_parts": 3})
    mid, scar = (answered(page.post("/api/mix", json={**mix, "zone": zone})) for zone in ("mid", "scar"))
    width = {
        name: one["ranges"]["area_l"]["high"] - one["ranges"]["area_l"]["low"]
        for name, one in (("mid", mid), ("scar", scar))
    }
    assert width["scar"] > width["mid"]
    assert "scar" in {one["code"] for one in scar["warnings"]} - {one["code"] for one in mid["warnings"]}


def test_hair_by_a_word_or_a_strand_and_none_at_all(page):
    pair = sample(page)
    words = answered(page.get("/api/hair_words"))
    assert "dark_brown" in words
    for word in words:
        undertone.HairMelanin.of(word)
    mix = mix_of(pair)
    by_word = {**mix["hair"], "basis": "word", "reading_id": None, "hair_color": "dark_brown"}
    assert answered(page.post("/api/mix", json={**mix, "hair": by_word}))["verdict"]
    none = {**mix["hair"], "basis": "none", "reading_id": None}
    assert answered(page.post("/api/mix", json={**mix, "hair": none}), 422)["field"] == "hair.basis"
    no_reading = {**mix["hair"], "reading_id": None}
    assert answered(page.post("/api/mix", json={**mix, "hair": no_reading}), 422)["field"] == "hair.reading_id"
    assert answered(page.post("/api/mix", json={**mix, "skin_reading_id": None}), 422)["field"] == "skin_reading_id"
    answered(page.post("/api/mix", json={**mix, "skin_reading_id": "gone"}), 404)


def test_readings_that_say_otherwise_of_their_instruments_keep_what_was_said_of_each(page):
    table = "name,L*,a*,b*\none,{0},9,17\ntwo,{0}.1,9,17\nthree,{0},9.1,17\n"
    skin = answered(drop(page, table.format(62).encode(), geometry="8/d SCI", illuminant="D65"))
    fringe = answered(drop(page, table.format(55).encode(), role="fringe", geometry="8/d SCE", illuminant="D65"))
    apart = answered(page.post("/api/mix", json=mix_of({"skin": skin, "fringe": fringe})))
    said = {"instrument": "", "geometry": "8/d SCI", "illuminant": "D65", "observer": ""}
    alike = answered(page.put(f"/api/readings/{fringe['id']}", json={"said": said}))
    together = answered(page.post("/api/mix", json=mix_of({"skin": skin, "fringe": alike})))

    def target(answer):
        return next(one["read"]["l"] for one in answer["card"]["colors"] if one["name"] == "target")

    assert target(apart) - target(together) == pytest.approx(2.9, abs=0.8)  # the surface reflection, on the skin's scale


# ---- the shelf


def test_only_ticked_bottles_are_mixed_and_their_lots_are_on_the_card(page):
    shelf = fill_shelf(page, ["pure_black", "ash"])
    ash = next(one for one in shelf["bottles"] if one["ink"] == "ash")
    mix = mix_of(sample(page), bottle_ids=[ash["id"]])
    answer = answered(page.post("/api/mix", json=mix))
    assert set(answer["cup"]["mixture"]["parts"]) == {"ash"}
    assert next(one for one in answer["cup"]["doses"] if one["ink"])["lot"] == "L-ash"
    assert "L-ash" in json.dumps(answer["card"]["doses"])
    assert answered(page.post("/api/mix", json={**mix, "bottle_ids": ["gone"]}), 404)["field"] == "bottle_ids"


def test_an_empty_shelf_mixes_from_the_demonstration_line_and_says_so(page):
    answer = answered(page.post("/api/mix", json=mix_of(sample(page))))
    assert any(one["code"] == "shelf_empty" for one in answer["warnings"])


def test_expired_bottles_are_left_out_unless_a_reason_is_given(page):
    fill_shelf(page, ["pure_black"], expires="2026-01-31")
    fill_shelf(page, ["ash"])
    mix = mix_of(sample(page))
    assert set(answered(page.post("/api/mix", json=mix))["cup"]["mixture"]["parts"]) == {"ash"}
    used = answered(page.post("/api/mix", json={**mix, "expired_reason": "tested yesterday"}))
    assert "pure_black" in used["cup"]["mixture"]["parts"]
    assert "expired" in json.dumps(used["warnings"] + used["caveats"])


def test_of_two_bottles_the_one_that_expires_first_is_used(page):
    shelf = fill_shelf(page, ["pure_black"], lot="LATER", expires="2028-01-31")
    line_id = shelf["lines"][0]["id"]
    given = {"line_id": line_id, "ink": "pure_black", "lot": "SOONER", "expires": "2027-01-31", "ml_left": 5}
    answered(page.post("/api/shelf/bottles", json=given))
    empty = {"line_id": line_id, "ink": "pure_black", "lot": "EMPTY", "expires": "2026-12-31", "ml_left": 0}
    answered(page.post("/api/shelf/bottles", json=empty))
    answer = answered(page.post("/api/mix", json=mix_of(sample(page))))
    assert next(one for one in answer["cup"]["doses"] if one["ink"])["lot"] == "SOONER"
    assert any(one["code"] == "one_lot" for one in answer["warnings"])


def test_a_cup_takes_no_more_than_the_bottle_holds(page):
    fill_shelf(page, ["pure_black"], ml_left=0.3)
    cup = answered(page.post("/api/mix", json=mix_of(sample(page))))["cup"]
    assert next(one["ml"] for one in cup["doses"] if one["ink"]) <= 0.3 + 1e-9


def test_inks_of_two_lines_are_mixed_and_told_apart(page, line):
    fill_shelf(page, ["pure_black"])
    other = (
        line.to_toml().replace('id = "demo"', 'id = "other"', 1).replace("Undertone demonstration line", "Another line", 1)
    )
    shelf = fill_shelf(page, ["pure_black", "ash"], line_text=other)
    answer = answered(page.post("/api/mix", json=mix_of(sample(page), max_inks=3)))
    assert "Another line" in answer["card"]["line"]["name"]
    ids = {f"pure_black_{one['id']}" for one in shelf["lines"]}
    fixed = {"parts": {ids.pop(): 1, "ash": 1}, "water_parts": 6}
    named = answered(page.post("/api/mix", json=mix_of(sample(page), fixed=fixed)))
    assert set(named["cup"]["mixture"]["parts"]) == set(fixed["parts"])


def test_an_ink_is_replaced_by_the_one_that_heals_most_alike(page, line):
    shelf = fill_shelf(page, ["soft_black"])
    found = answered(page.get(f"/api/shelf/bottles/{shelf['bottles'][0]['id']}/replacement"))
    assert found[0]["ink"] in ("pure_black", "warm_black")
    assert "soft_black" not in {one["ink"] for one in found}
    assert [one["delta_e_2000"] for one in found] == sorted(one["delta_e_2000"] for one in found)
    assert "instead of Soft black" in found[0]["sentence"]
    answered(page.get("/api/shelf/bottles/none/replacement"), 404)


def test_an_ink_replaces_itself_without_a_difference(line):
    found = nearest_inks(line["ash"], [line["blond"], line["ash"]], old_water_parts=[3, 20])
    assert found[0].ink.id == "ash"
    assert found[0].water_parts == (3, 20)
    assert found[0].worst_delta_e_2000 == pytest.approx(0, abs=1e-9)
    with pytest.raises(undertone.DomainError, match="at least one dilution"):
        nearest_inks(line["ash"], [line["blond"]], old_water_parts=[])


# ---- sessions


def new_client(page, code="K-07", mix=None):
    client = answered(page.post("/api/clients", json={"code": code}))
    draft = {"version": 0, "mix": mix or mix_of(sample(page)), "mixture": None}
    answered(page.put(f"/api/clients/{client['id']}/drafts/mid", json=draft))
    return client["id"]


def session_of(done_on, density, healed=None, **changes):
    given = {
        "card_id": None,
        "zone": "mid",
        "done_on": done_on,
        "mixture": {"parts": {"pure_black": 1}, "water_parts": 3},
        "lots": {},
        "needle": "3RL",
        "needle_lot": "",
        "who": "",
        "density_per_cm2": density,
        "diameter_mm": None,
        "top_mm": None,
        "bottom_mm": None,
        "ml_used": None,
        "note": "",
        "healed": healed,
    }
    return {**given, **changes}


def healed_of(l, a=8.9, b=17.2, read_on="2026-10-20"):
    return {"read_on": read_on, "reading_id": None, "lab": {"l": l, "a": a, "b": b}}


def add_session(page, client_id, given):
    return answered(page.post(f"/api/clients/{client_id}/sessions", json=given))


def test_with_nothing_done_the_next_session_is_the_plans_first(page):
    client_id = new_client(page)
    following = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    plan = answered(page.post("/api/mix", json=mix_of(sample(page))))
    assert following["go_on"] is True
    assert following["cup"]["mixture"] == plan["cup"]["mixture"]
    assert following["new_density_per_cm2"] == pytest.approx(plan["card"]["sessions"][0]["new_density_per_cm2"])
    assert following["learnt"] == []
    assert following["bias"] is None


def test_the_next_session_is_the_workflows(page, kit, line):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-09-01", 45, healed_of(60.1)))
    following = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    blend = undertone.Blend({"pure_black": 1}, 3, line=line)
    reading = undertone.HealedReading((), lab=(60.1, 8.9, 17.2), readings=1, scale=kit.scale)
    report = undertone.plan_session(
        kit,
        line,
        undertone.Dots(),
        sessions=[undertone.SessionRecord(blend, 45, reading)],
        max_inks=2,
        cup_volume_ml=10,
        zone="mid",
        today=TODAY,
    )
    assert following["headline"] == report.card.data["headline"]
    assert following["card"]["doses"] == report.card.data["doses"]
    learnt = following["learnt"][0]
    assert learnt["sentence"] == report.updates[0].sentence
    assert learnt["predicted"]["lab"]["l"] == pytest.approx(report.updates[0].predicted[0][0])
    assert learnt["read"]["lab"] == {"l": 60.1, "a": 8.9, "b": 17.2}


def test_readings_by_value_teach_what_their_file_teaches(kit, line, tmp_path):
    healed = tmp_path / "healed.csv"
    source = (SAMPLE_KIT / "medium" / "skin.csv").read_text()
    darker = [
        ",".join([cells[0], *(f"{0.93 * float(cell):.5f}" for cell in cells[1:])]) if row[:1].isdigit() else row
        for row in source.splitlines()
        for cells in [row.split(",")]
    ]
    healed.write_text("\n".join(darker) + "\n")
    (tmp_path / "sessions.toml").write_text(
        '[[sessions]]\nparts = { pure_black = 1 }\nwater_parts = 3\ndensity_per_cm2 = 45\nhealed = "healed.csv"\n'
    )
    by_file = undertone.plan_session(kit, line, sessions=tmp_path / "sessions.toml", today="")
    reading = healed_reading(undertone.read_measurements(healed), kit.scale)
    record = undertone.SessionRecord(undertone.Blend({"pure_black": 1}, 3, line=line), 45, reading)
    by_value = undertone.plan_session(kit, line, sessions=[record], today="")
    one, other = by_file.updates[0], by_value.updates[0]
    assert other.predicted == pytest.approx(one.predicted)
    assert other.read == pytest.approx(one.read)
    assert other.belief.mean == pytest.approx(one.belief.mean)
    assert other.sentence == one.sentence


def test_a_healed_reading_that_cannot_be_believed_asks_to_measure_again(page):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-09-01", 45, healed_of(85, 1, 3)))
    following = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    assert following["measure_again"] is True
    assert following["go_on"] is False
    assert following["stop_reason"]
    assert following["learnt"][0]["believed"] is False


def test_a_scalp_that_is_dark_enough_says_stop_and_why(page):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-08-01", 150, healed_of(56.6, 6.8, 15.2, "2026-09-20")))
    following = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    assert following["go_on"] is False
    assert following["cup"] is None
    assert following["stop_reason"]


def test_an_ink_that_left_the_shelf_still_tells_of_its_sessions(page):
    shelf = fill_shelf(page, ["pure_black", "ash"])
    client_id = new_client(page, mix=mix_of(sample(page)))
    add_session(page, client_id, session_of("2026-09-01", 45, healed_of(60.1)))
    black = next(one for one in shelf["bottles"] if one["ink"] == "pure_black")
    gone = page.request("DELETE", f"/api/shelf/bottles/{black['id']}")
    assert gone.status_code == 200, gone.text
    following = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    assert len(following["learnt"]) == 1
    assert set(following["cup"]["mixture"]["parts"]) == {"ash"}


def test_the_timeline_orders_what_was_done_read_and_advised(page):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-10-25", 60))
    add_session(page, client_id, session_of("2026-09-01", 45, healed_of(60.1)))
    timeline = answered(page.get(f"/api/clients/{client_id}/timeline?zone=mid"))
    kinds = [one["kind"] for one in timeline["events"]]
    assert kinds[:3] == ["session", "healed", "session"]
    assert timeline["events"][2]["years"] == 0
    assert timeline["events"][0]["years"] < 0
    assert timeline["fan"]["years"][-1] == pytest.approx(10)
    assert timeline["fan"]["extrapolated"][-1] is True
    assert kinds[-1] == "touch_up"
    window = timeline["touch_up"]
    assert 0 < window["from_years"] <= window["to_years"]
    years = [effect["years"] for effect in timeline["touch_ups"]]
    assert years == sorted({window["from_years"], *map(float, range(1, 11))})
    for effect in timeline["touch_ups"]:
        assert effect["area_l_after"]["median"] < effect["area_l_before"]["median"]
        assert 0 <= effect["overlap_percent"] <= 100
    # What stands before a touch-up is what the fan says of that year.
    fan = dict(zip(timeline["fan"]["years"], timeline["fan"]["area_l"], strict=True))
    at = {effect["years"]: effect["area_l_before"]["median"] for effect in timeline["touch_ups"]}
    for year in (1.0, 5.0, 10.0):
        assert at[year] == pytest.approx(fan[year]["median"], abs=0.3)
    assert not [one for one in timeline["findings"] if one["code"] == "mixes_differ"]


def test_the_timeline_says_that_a_forecast_of_different_mixes_is_too_dark(page):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-09-01", 45, healed_of(58.7, 8.5, 16.9)))
    timeline = answered(page.get(f"/api/clients/{client_id}/timeline?zone=mid"))
    assert "mixes_differ" in [one["code"] for one in timeline["findings"]]


def test_a_cup_is_corrected_as_the_workflow_corrects_it(page, kit, line):
    asked = {
        "client_id": None,
        "zone": "mid",
        "mix": mix_of(sample(page)),
        "mixture": {"parts": {"pure_black": 1}, "water_parts": 9},
        "ml_left": 4,
    }
    answer = answered(page.post("/api/correct", json=asked))
    report = undertone.correct_client_cup(
        kit,
        undertone.Blend({"pure_black": 1}, 9, line=line),
        4.0,
        undertone.Dots(),
        max_inks=2,
        cup_volume_ml=10,
        zone="mid",
        today=TODAY,
    )
    assert answer["sentence"] == report.correction.sentence
    assert [one["ml"] for one in answer["additions"]] == [one.ml for one in report.correction.additions]
    assert answer["delta_e_after"] < answer["delta_e_before"]
    assert answer["total_ml"] == pytest.approx(4 + sum(one["ml"] for one in answer["additions"]))


def test_a_drawdown_needs_its_card(page):
    pair = sample(page)
    asked = {"zone": "mid", "mix": mix_of(pair), "mixture": {"parts": {"pure_black": 1}, "water_parts": 9}, "ml_left": 4}
    refused = answered(page.post("/api/correct", json={**asked, "drawdown_reading_id": pair["skin"]["id"]}), 422)
    assert refused["field"] == "drawdown_reading_id"


# ---- cards of sessions and corrections


def test_the_next_sessions_card_is_issued_as_it_was_shown_and_stays(page):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-10-01", 45, healed_of(60.0)))
    shown = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    card = answered(page.post(f"/api/clients/{client_id}/cards", json={"kind": "session", "zone": "mid"}))
    assert (card["kind"], card["zone"], card["card"]) == ("session", "mid", shown["card"])
    assert card["mixture"] == shown["cup"]["mixture"]
    assert "K-07" in page.get(f"/api/cards/{card['id']}/page").text
    add_session(page, client_id, session_of("2026-11-01", 45, healed_of(55.0, read_on="2026-11-30"), card_id=card["id"]))
    assert answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))["card"] != card["card"]
    assert answered(page.get(f"/api/cards/{card['id']}")) == card
    assert page.get(f"/api/cards/{card['id']}.json").json() == card
    assert page.get(f"/api/cards/{card['id']}.pdf").content.startswith(b"%PDF")
    (brief,) = answered(page.get(f"/api/clients/{client_id}"))["cards"]
    assert {name: card[name] for name in brief} == brief


def test_a_card_that_says_stop_is_issued_without_a_mixture(page):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2026-10-01", 150, healed_of(40.0)))
    shown = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    card = answered(page.post(f"/api/clients/{client_id}/cards", json={"kind": "session", "zone": "mid"}))
    assert shown["go_on"] is False
    assert (card["mixture"], card["headline"]) == (None, shown["headline"])


def test_a_corrections_card_is_issued_with_what_the_cup_then_holds(page):
    mix = mix_of(sample(page))
    client_id = new_client(page, mix=mix)
    asked = {"zone": "mid", "mix": mix, "mixture": {"parts": {"pure_black": 1}, "water_parts": 9}, "ml_left": 4}
    answer = answered(page.post("/api/correct", json={**asked, "client_id": client_id}))
    card = answered(page.post(f"/api/clients/{client_id}/cards", json={"kind": "correction", **asked}))
    assert card["card_text"] == answer["card_text"]
    assert (card["kind"], card["code"]) == ("correction", "K-07")
    ml = {"pure_black": 0.4, "": 3.6}
    for one in answer["additions"]:
        ml[one["ink"]] = ml.get(one["ink"], 0) + one["ml"]
    water = ml.pop("")
    assert card["mixture"]["parts"] == pytest.approx(ml)
    assert card["mixture"]["water_parts"] == pytest.approx(water / sum(ml.values()))
    assert (sum(ml.values()) + water) == pytest.approx(answer["total_ml"])
    answered(page.post(f"/api/clients/{client_id}/cards", json={"kind": "correction", "zone": "mid"}), 422)
    answered(page.post(f"/api/clients/{client_id}/cards", json={"kind": "other", "zone": "mid"}), 422)


# ---- the diary


def fill_diary(page, people, seed=1):
    chance = random.Random(seed)
    mix = mix_of(sample(page))
    for number in range(people):
        client_id = new_client(page, f"K-{number:02d}", mix)
        add_session(page, client_id, session_of("2026-09-01", 45, healed_of(58.5 + chance.random())))


def test_the_diary_begins_with_the_worst_and_says_from_when_on_it_knows_a_bias(page):
    fill_diary(page, 2)
    diary = answered(page.get("/api/diary"))
    differences = [one["delta_e_2000"] for one in diary["rows"]]
    assert differences == sorted(differences, reverse=True)
    assert len(differences) == 2
    assert diary["bias"]["clients"] == 2
    assert diary["bias"]["needed"] == 5
    assert diary["bias"]["mean_before"] is None
    assert diary["bias"]["used"] is False


def test_one_client_who_cannot_be_judged_hides_no_other_and_is_listed_with_the_reason(studio):
    page, store = studio
    fill_diary(page, 5)
    broken = [new_client(page, f"B-{number}") for number in range(2)]
    session = session_of("2026-09-01", 45, healed_of(59.0))
    add_session(page, broken[0], {**session, "mixture": {"parts": {"no_more_sold": 1}, "water_parts": 3}})
    add_session(page, broken[1], session)
    with store.db.write() as connection:  # as by a version that saved no mix
        connection.execute("DELETE FROM drafts WHERE client_id = ?", (broken[1],))
    diary = answered(page.get("/api/diary"))
    assert len(diary["rows"]) == diary["bias"]["clients"] == 5
    left_out = {one["client_id"]: one["why"] for one in diary["left_out"]}
    assert set(left_out) == set(broken)
    assert "no_more_sold" in left_out[broken[0]]
    assert "nothing is known of skin" in left_out[broken[1]]
    other = new_client(page, "next")
    assert answered(page.get(f"/api/clients/{other}/next"))["bias"]["sentence"] == diary["bias"]["sentence"]


def follow_up(page, client_id, on, person="medium", zone="mid", status=200):
    """What one of the kit's readings shows, read again on a later day."""
    reading = answered(drop(page, (SAMPLE_KIT / person / "skin.csv").read_bytes(), "healed", f"{on}.csv"))
    given = {"reading_id": reading["id"], "role": "healed", "taken_on": on, "zone": zone}
    return reading, answered(page.post(f"/api/clients/{client_id}/readings", json=given), status)


def test_a_follow_up_stands_on_the_time_line_beside_the_forecast_and_in_the_diary(page, kit, line):
    client_id = new_client(page)
    add_session(page, client_id, session_of("2025-01-10", 45, healed_of(60.0, read_on="2025-03-01")))
    before = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    reading, client = follow_up(page, client_id, "2026-02-01")
    assert [(one["zone"], one["taken_on"]) for one in client["readings"]] == [("mid", "2026-02-01")]
    timeline = answered(page.get(f"/api/clients/{client_id}/timeline?zone=mid"))
    (event,) = [one for one in timeline["events"] if one["kind"] == "follow_up"]
    assert event["years"] == pytest.approx(387 / 365.25)
    assert event["area"]["lab"]["l"] == pytest.approx(reading["mean"]["lab"]["l"], abs=0.05)
    rows = answered(page.get("/api/diary"))["rows"]
    (row,) = [one for one in rows if one["years_after"] is not None]
    assert row["years_after"] == pytest.approx(387 / 365.25)
    low, high = event["predicted_l"]["low"], event["predicted_l"]["high"]
    assert row["inside_range"] == (low <= event["area"]["lab"]["l"] <= high)
    assert low < row["predicted"]["lab"]["l"] < high
    # Bare skin was read: all has faded, and the forecast of one session's dots was darker.
    assert row["off"] in ("", "faded more")
    assert row["predicted"]["lab"]["l"] < kit.scale.lab(kit.skin.reflectance)[0]
    assert answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))["learnt"] == before["learnt"]
    answered(page.post(f"/api/clients/{client_id}/undo"))
    assert len(answered(page.get("/api/diary"))["rows"]) == 1


def test_a_time_line_is_computed_once_and_anew_when_a_reading_was_read_otherwise(page, monkeypatch):
    computed = []
    forecast = undertone.forecast_client
    monkeypatch.setattr(
        undertone, "forecast_client", lambda *given, **options: computed.append(1) or forecast(*given, **options)
    )
    table = "name,L*,a*,b*\none,{0},9,17\ntwo,{0}.1,9,17\nthree,{0},9.1,17\n"
    skin = answered(drop(page, table.format(62).encode(), geometry="8/d SCI", illuminant="D65"))
    fringe = answered(drop(page, table.format(55).encode(), role="fringe", geometry="8/d SCE", illuminant="D65"))
    client_id = new_client(page, "K-21", mix_of({"skin": skin, "fringe": fringe}))
    add_session(page, client_id, session_of("2026-09-01", 45, healed_of(59.0)))
    address = f"/api/clients/{client_id}/timeline?zone=mid"
    first = answered(page.get(address))
    assert answered(page.get(address)) == first
    assert len(computed) == 1
    before = answered(page.get(f"/api/clients/{client_id}/next?zone=mid"))
    said = {"instrument": "", "geometry": "8/d SCI", "illuminant": "D65", "observer": ""}
    answered(page.put(f"/api/readings/{fringe['id']}", json={"said": said}))
    again = answered(page.get(address))
    assert len(computed) == 2
    assert again != first
    assert answered(page.get(f"/api/clients/{client_id}/next?zone=mid")) != before


def test_the_forecast_of_a_follow_up_is_simulate_fades_where_nothing_was_read_before(page, kit, line):
    mix = mix_of(sample(page))
    client_id = new_client(page, mix=mix)
    for day, share in (("2025-01-10", 0.3), ("2025-01-20", 0.4), ("2025-01-30", 0.3)):
        add_session(page, client_id, session_of(day, 150 * share))
    follow_up(page, client_id, "2026-01-30")
    (row,) = answered(page.get("/api/diary"))["rows"]
    plan = undertone.FadePlan(undertone.Blend({"pure_black": 1}, 3, line=line), undertone.Dots())
    direct = undertone.simulate_fade(kit.skin, plan, years=[365 / 365.25])
    expected = kit.scale.lab(direct.area[0])
    assert [row["predicted"]["lab"][part] for part in "lab"] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "skin", "zone": "mid", "taken_on": "2026-02-01"}, "zone"),
        ({"role": "healed", "zone": "mid", "taken_on": None}, "taken_on"),
        ({"role": "healed", "zone": "mid", "taken_on": "2027-02-01"}, "taken_on"),
    ],
)
def test_a_follow_up_needs_what_healed_and_its_day(page, given, field):
    client_id = new_client(page)
    reading = answered(drop(page, (SAMPLE_KIT / "medium" / "skin.csv").read_bytes(), "healed"))
    body = {"reading_id": reading["id"], **given}
    assert answered(page.post(f"/api/clients/{client_id}/readings", json=body), 422)["field"] == field


def test_a_reading_that_a_session_names_is_no_follow_up(page):
    client_id = new_client(page)
    reading, _ = follow_up(page, client_id, "2026-02-01")
    healed = {"read_on": "2026-02-01", "reading_id": reading["id"], "lab": None}
    add_session(page, client_id, session_of("2025-01-10", 45, healed))
    (row,) = answered(page.get("/api/diary"))["rows"]
    assert row["years_after"] is None
    kinds = [one["kind"] for one in answered(page.get(f"/api/clients/{client_id}/timeline?zone=mid"))["events"]]
    assert "follow_up" not in kinds


def test_an_empty_diary_is_empty(page):
    assert answered(page.get("/api/diary")) == {"rows": [], "bias": None, "left_out": []}


def test_five_clients_tell_a_bias_which_is_used_only_when_it_is_switched_on(page):
    fill_diary(page, 6)
    diary = answered(page.get("/api/diary"))
    assert diary["bias"]["clients"] == 6
    assert diary["bias"]["mean_after"] < diary["bias"]["mean_before"]
    assert diary["bias"]["worst_before"] >= diary["bias"]["mean_before"]
    assert {one["off"] for one in diary["rows"]} & {"deeper than assumed", "kept more", "skin itself darker"}
    client_id = new_client(page, "new")
    plain = answered(page.get(f"/api/clients/{client_id}/next"))
    assert plain["bias"] == {"sentence": diary["bias"]["sentence"], "used": False}
    settings = answered(page.get("/api/status"))["settings"]
    answered(page.put("/api/settings", json={**settings, "use_own_bias": True}))
    moved = answered(page.get(f"/api/clients/{client_id}/next"))
    assert moved["bias"]["used"] is True
    assert moved["cup"]["mixture"] != plain["cup"]["mixture"]


def test_the_bias_of_a_client_does_not_rest_on_that_client(page):
    fill_diary(page, 5)
    client_id = answered(page.get("/api/clients?q=K-00"))[0]["id"]
    assert answered(page.get(f"/api/clients/{client_id}/next"))["bias"] is None


def test_what_is_expected_holds_what_is_read_as_often_as_it_says(kit, line):
    """Readings drawn from the belief itself fall into its 80 %."""
    belief, blend = undertone.HealingBelief(kit.skin, undertone.Dots()), undertone.Blend({"pure_black": 1}, 3, line=line)
    standing = [undertone.SessionDots(blend, 105)]
    low, middle, high = predicted_lightness(belief, standing, kit.scale)
    assert low < middle < high
    chance = np.random.default_rng(1)
    inside = 0
    for z_kept, z_depth, noise in chance.standard_normal((300, 3)):
        area = undertone.standing_area(
            kit.skin,
            standing,
            retention=min(1, belief.retention.median * np.exp(belief.retention.log_sd * z_kept)),
            depth_factor=belief.depth_factor.median * np.exp(belief.depth_factor.log_sd * z_depth),
        )
        inside += low <= kit.scale.lab(area)[0] + noise / 1.596 <= high
    assert 0.74 <= inside / 300 <= 0.88


# ---- suppliers


@pytest.fixture(scope="module")
def supplier_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("supplier")
    (folder / "line.toml").write_text(undertone.load_line("demo").to_toml())
    return folder


@pytest.fixture(scope="module")
def supplier(supplier_folder):
    app, store = open_app(supplier_folder, line_folder=supplier_folder)
    yield window(app)
    store.close()


def test_without_a_folder_there_is_no_line(page):
    assert answered(page.get("/api/status"))["line_folder"] is False
    for path in ("/api/line", "/api/line/report"):
        assert "--line-folder" in answered(page.get(path), 404)["do"]
    answered(page.post("/api/line/coverage", json={"clients": 8}), 404)


def test_a_folders_line_shows_its_inks(supplier):
    assert answered(supplier.get("/api/status"))["line_folder"] is True
    answer = answered(supplier.get("/api/line"))
    assert {one["id"] for one in answer["inks"]} == set(undertone.load_line("demo"))


def ended(page, job_id):
    deadline = time.monotonic() + 120
    while True:
        job = answered(page.get(f"/api/jobs/{job_id}"))
        if job["done"]:
            return job
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_coverage_runs_as_a_job_to_the_numbers_of_the_engine(supplier):
    job = ended(supplier, answered(supplier.post("/api/line/coverage", json={"clients": 16}))["id"])
    assert job["problem"] is None
    assert job["progress"] == 1
    found = undertone.supply.coverage(undertone.load_line("demo"), clients=16, today=TODAY)
    assert job["result"]["text"] == str(found)


def test_a_job_is_stopped_and_two_of_a_kind_do_not_run_together(supplier):
    job_id = answered(supplier.post("/api/line/coverage", json={"clients": 5000}))["id"]
    answered(supplier.post("/api/line/coverage", json={"clients": 8}), 409)
    answered(supplier.request("DELETE", f"/api/jobs/{job_id}"))
    job = ended(supplier, job_id)
    assert job["stopped"] is True
    assert job["result"] is None
    answered(supplier.get("/api/jobs/none"), 404)


def test_the_report_is_a_job_and_then_the_page_of_the_engine(supplier, supplier_folder):
    assert "compute it" in answered(supplier.get("/api/line/report?clients=2"), 404)["do"]
    job = ended(supplier, answered(supplier.post("/api/line/report", json={"clients": 2}))["id"])
    assert job["problem"] is None
    assert job["progress"] == 1
    page = supplier.get("/api/line/report?clients=2")
    assert page.status_code == 200
    assert page.text == undertone.supply.line_dossier(supplier_folder / "line.toml", clients=2, today=TODAY).html


def test_a_report_that_is_stopped_ends(supplier):
    job_id = answered(supplier.post("/api/line/report", json={"clients": 2000}))["id"]
    assert answered(supplier.get(f"/api/jobs/{job_id}"))["progress"] < 1
    start = time.monotonic()
    answered(supplier.request("DELETE", f"/api/jobs/{job_id}"))
    job = ended(supplier, job_id)
    assert job["stopped"] is True
    assert job["problem"] is None
    assert time.monotonic() - start < 20  # two thousand clients take many minutes
    answered(supplier.get("/api/line/report?clients=2000"), 404)


def test_a_line_without_a_report_says_why(tmp_path):
    (tmp_path / "line.toml").write_text("this is no line")
    app, store = open_app(tmp_path, line_folder=tmp_path)
    page = window(app)
    job = ended(page, answered(page.post("/api/line/report", json={"clients": 2}))["id"])
    assert "line.toml" in job["problem"]["where"]
    store.close()


def test_a_batch_is_judged_as_the_engine_judges_it(page):
    files = {name: SAMPLE_LINE / "batches" / f"{name}.csv" for name in ("master", "B001", "B003")}
    ids = {name: answered(drop(page, path.read_bytes(), role="batch", name=path.name))["id"] for name, path in files.items()}
    for name in ("B001", "B003"):
        asked = {"master_reading_id": ids["master"], "batch_reading_id": ids[name], "tolerance": 1, "set_by": "QC"}
        answer = answered(page.post("/api/line/qc", json=asked))
        master, batch = (undertone.read_measurements(files[one]) for one in ("master", name))
        assert answer["text"] == str(undertone.supply.check_batch(master, batch, 1.0, "QC"))
