"""Consistency, property: what is painted while a finger drags is what the card, the forecast and the engine say; the newest wins."""

import threading

import numpy as np
import pytest
import undertone
from studio_server import answered, live_of, mix_of, open_app, sample, window
from undertone.colorimetry import delta_e_2000, viewing
from undertone.fade.preview import FadePreview
from undertone.matching._own_mixture import healed_outlook, match_own_mixture
from undertone.studio.problems import Refusal
from undertone.studio.work import live
from undertone.studio.work.colors import linear_srgb
from undertone.studio.work.live import Newest


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    app, store = open_app(tmp_path_factory.mktemp("live"))
    page = window(app)
    yield page, mix_of(sample(page))
    store.close()


@pytest.fixture(scope="module")
def client():
    from studio_server import SAMPLE_KIT

    return undertone.read_client(SAMPLE_KIT / "medium")


@pytest.fixture(scope="module")
def line():
    return undertone.load_line("demo")


def lab(swatch):
    return np.array([swatch["lab"][part] for part in "lab"])


def test_the_picture_says_what_the_card_says(studio):
    page, mix = studio
    answer = answered(page.post("/api/mix", json=mix))
    painted = answered(page.post("/api/live", json=live_of(mix, mixture=answer["cup"]["mixture"])))
    read = {one["name"]: one["read"] for one in answer["card"]["colors"]}
    for name, swatch in (("target", "target"), ("healed area", "area"), ("bare skin", "bare")):
        assert lab(painted[swatch]) == pytest.approx([read[name][part] for part in "lab"], abs=0.06)
    assert painted["scale"] == answer["scale"]
    for end in ("low", "median", "high"):  # the search's own ranges of one recipe differ by 0.3 with the inks beside it
        assert painted["area_l"][end] == pytest.approx(answer["ranges"]["area_l"][end], abs=0.4)


@pytest.mark.parametrize(
    ("parts", "water_parts"), [({"pure_black": 1}, 3), ({"pure_black": 2, "mid_brown": 1}, 12.5), ({"ash": 1}, 0)]
)
def test_ranges_without_a_search_are_those_of_the_search(client, line, parts, water_parts):
    blend, dots = undertone.Blend(parts, water_parts, line=line), undertone.Dots()
    quick = healed_outlook(client, blend, dots)
    report = match_own_mixture(client, blend, dots, illuminants=["D65"], today="")
    slow = (report.recipes or report.nearest)[0]
    assert quick.recipe.seen[0].area == pytest.approx(slow.seen[0].area, abs=0.02)
    for end in ("low", "median", "high"):
        assert getattr(quick.recipe.range.l, end) == pytest.approx(getattr(slow.range.l, end), abs=0.2)
    assert quick.perceptible_delta_e_2000 == report.perceptible_delta_e_2000
    assert quick.acceptable_delta_e_ab == report.acceptable_delta_e_ab


@pytest.mark.parametrize("parts", [{"pure_black": 1}, {"blond": 1, "auburn": 1}])
def test_a_preview_of_the_years_is_the_forecast(client, line, parts):
    start = undertone.FadePlan(undertone.Blend(parts, 5, line=line), undertone.Dots())
    preview = FadePreview(client.skin, start)
    for water_parts, dots in (
        (0, undertone.Dots()),
        (25, undertone.Dots(0.2, 100, 0.2, 0.6)),
        (8, undertone.Dots(0.1, 250, 0.08, 0.3)),
    ):
        plan = undertone.FadePlan(undertone.Blend(parts, water_parts, line=line), dots)
        seen = preview.look(plan, [0.2, 3, 10], draws=50)
        exact = undertone.simulate_fade(client.skin, plan, years=[0.2, 3, 10], draws=50)
        assert delta_e_2000(seen.area.lab(), exact.area_lab.nominal).max() < 0.05
        quantiles = np.quantile(seen.draws.lab()[:, :, 0], [0.1, 0.5, 0.9], axis=0)
        assert quantiles == pytest.approx(np.array([band[:, 0] for band in exact.area_lab[1:]]), abs=0.05)
        assert seen.diameter_mm == pytest.approx(exact.diameter_mm.nominal, rel=1e-6)


def test_a_preview_refuses_inks_that_it_was_not_made_for(client, line):
    preview = FadePreview(client.skin, undertone.FadePlan(undertone.Blend({"pure_black": 1}, 5, line=line)))
    with pytest.raises(undertone.DomainError, match="another preview"):
        preview.look(undertone.FadePlan(undertone.Blend({"ash": 1}, 5, line=line)), [1])


def integral_of(stamp):
    """What one dot adds in all, per mm2: samples joined by straight lines."""
    shadow, step = np.array(stamp["shadow"]), stamp["step_mm"]
    r = np.arange(len(shadow)) * step
    near, far = r[:-1], r[1:]
    whole = np.pi * (far**2 - near**2)
    of_far = 2 * np.pi * ((far**3 - near**3) / 3 - near * (far**2 - near**2) / 2) / step
    return ((whole - of_far)[:, None] * shadow[:-1] + of_far[:, None] * shadow[1:]).sum(axis=0)


@pytest.mark.parametrize("illuminant", ["D65", "A", "F11"])
@pytest.mark.parametrize("years", [0, 4])
@pytest.mark.parametrize("distance_m", [0.2, 3])
def test_dots_on_their_ground_average_to_the_swatch_beside_them(studio, illuminant, years, distance_m):
    page, mix = studio
    asked = live_of(mix, illuminant=illuminant, years=years, viewing_distance_m=distance_m)
    painted = answered(page.post("/api/live", json=asked))
    for side, swatch in (("target", "target"), ("result", "area")):
        stamp = painted["stamps"][side]
        mean = np.array(painted["ground"][side]) + stamp["density_per_cm2"] / 100 * integral_of(stamp)
        assert mean == pytest.approx(linear_srgb(lab(painted[swatch])), abs=1.5e-3), side


def test_dots_are_drawn_alike_while_dragging_and_on_release(studio):
    page, mix = studio
    answered(page.post("/api/live", json=live_of(mix)))
    moved = live_of(
        {**mix, "dots": {**mix["dots"], "density_per_cm2": 220, "diameter_mm": 0.2}},
        mixture={"parts": {"pure_black": 1}, "water_parts": 9},
    )
    dragged = answered(page.post("/api/live", json=moved))
    released = answered(page.post("/api/live", json={**moved, "final": True}))
    for part in ("stamps", "ground", "area"):
        assert dragged[part] == released[part]


def test_a_wider_look_from_afar_is_flatter(studio):
    page, mix = studio
    near, far = (answered(page.post("/api/live", json=live_of(mix, viewing_distance_m=one))) for one in (0.2, 3))
    depth = [abs(one["stamps"]["result"]["shadow"][0][1]) for one in (near, far)]
    assert depth[1] < 0.5 * depth[0]


def test_another_light_changes_the_colours_and_says_so(studio):
    page, mix = studio
    day, lamp = (answered(page.post("/api/live", json=live_of(mix, illuminant=one))) for one in ("D65", "A"))
    assert lab(lamp["area"])[1] > lab(day["area"])[1] + 2  # skin is redder under a lamp
    assert "D65" in day["scale"]
    assert " A," in lamp["scale"]


def test_more_water_is_lighter_and_the_word_follows_the_difference(studio):
    page, mix = studio
    seen = [
        answered(page.post("/api/live", json=live_of(mix, mixture={"parts": {"pure_black": 1}, "water_parts": one})))
        for one in (0, 3, 12, 60)
    ]
    lightness = [lab(one["area"])[0] for one in seen]
    assert lightness == sorted(lightness)
    words = ["cannot be seen", "just seen", "acceptable", "too far"]
    by_difference = sorted(seen, key=lambda one: one["delta_e_2000"])
    ranks = [words.index(one["word"]) for one in by_difference]
    assert ranks == sorted(ranks)
    for one in seen:
        assert one["area_l"]["low"] < one["area_l"]["median"] < one["area_l"]["high"]


def test_the_fan_widens_and_says_where_it_is_extrapolated(studio):
    page, mix = studio
    fan = answered(page.post("/api/live", json=live_of(mix, final=True, want_fan=True)))["fan"]
    widths = [one["high"] - one["low"] for one in fan["area_l"]]
    assert widths[-1] > 2 * widths[0]
    assert fan["extrapolated"][0] is False
    assert fan["extrapolated"][-1] is True
    assert 0 < fan["calibrated_until_years"] < 1
    assert "model only" in fan["basis"]
    assert answered(page.post("/api/live", json=live_of(mix)))["fan"] is None


def test_the_fan_holds_the_year_that_is_painted(studio):
    page, mix = studio
    painted = answered(page.post("/api/live", json=live_of(mix, years=3, final=True, want_fan=True)))
    at = painted["fan"]["years"].index(3.0)
    assert lab(painted["fan"]["area"][at]) == pytest.approx(lab(painted["area"]), abs=1e-6)
    for end in ("low", "median", "high"):
        assert painted["fan"]["area_l"][at][end] == pytest.approx(painted["area_l"][end], abs=0.02)


def test_texture_is_told_on_release(studio):
    page, mix = studio
    assert answered(page.post("/api/live", json=live_of(mix)))["texture"] == ""
    assert "dots" in answered(page.post("/api/live", json=live_of(mix, final=True)))["texture"]


def test_the_sequence_comes_back(studio):
    page, mix = studio
    assert answered(page.post("/api/live", json=live_of(mix, sequence=123_456)))["sequence"] == 123_456


def test_an_older_request_of_a_window_that_still_waits_is_refused():
    newest = Newest()
    newest.arrived("w", 7)
    newest.arrived("w", 9)
    newest.arrived("other", 1)
    with pytest.raises(Refusal) as refused:
        newest.check("w", 7)
    assert refused.value.problem.code == "superseded"
    newest.check("w", 9)
    newest.check("other", 1)
    newest.check("", 0)  # a window without a name is never overtaken


def test_requests_that_were_overtaken_are_not_computed(studio, monkeypatch):
    page, mix = studio
    computed, gate = [], threading.Event()
    real = live.live_answer

    def slow(records, asked, today):
        computed.append(asked.sequence)
        gate.wait(20)
        return real(records, asked, today)

    monkeypatch.setattr(live, "live_answer", slow)
    statuses = {}

    def ask(sequence):
        statuses[sequence] = page.post("/api/live", json=live_of(mix, window="one", sequence=sequence)).status_code

    threads = []
    for sequence in range(1, 7):
        threads.append(threading.Thread(target=ask, args=(sequence,)))
        threads[-1].start()
        deadline = threading.Event()
        deadline.wait(0.3)  # they arrive in order; two threads are at work, the others wait
    gate.set()
    for thread in threads:
        thread.join(30)
    assert statuses[6] == 200
    assert 409 in statuses.values()
    assert len(computed) < 6
    for sequence, status in statuses.items():
        assert (status == 409) == (sequence not in computed)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"illuminant": "moonlight"}, "illuminant"),
        ({"years": -1}, "years"),
        ({"years": 51}, "years"),
        ({"viewing_distance_m": 0}, "viewing_distance_m"),
        ({"mixture": {"parts": {}, "water_parts": 3}}, "mixture.parts"),
        ({"mixture": {"parts": {"pure_black": -1}, "water_parts": 3}}, "mixture.parts.pure_black"),
        ({"mixture": {"parts": {"no_such_ink": 1}, "water_parts": 3}}, "mixture.parts"),
        ({"sequence": "x"}, "sequence"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_cannot_be_painted_is_refused_by_name(studio, change, field):
    page, mix = studio
    refused = answered(page.post("/api/live", json=live_of(mix, **change)), 422)
    assert refused["field"] == field


def test_a_swatch_outside_the_screen_says_so():
    from undertone.studio.work.colors import swatch

    assert swatch("x", [50, 90, -90]).out_of_gamut
    assert not swatch("x", [60, 9, 17]).out_of_gamut


def test_colours_on_a_scale_are_those_of_the_reflectance(client):
    from undertone.studio.work.colors import on_scale
    from undertone.studio.work.live import scale_labs

    for scale in (
        undertone.ReadingScale("8/d SCI"),
        undertone.ReadingScale("8/d SCI", "D50", "1964_10deg"),
        undertone.ReadingScale("45/0"),
    ):
        inside = viewing(scale.illuminant, scale.observer).lab(np.array([client.target]))[0]
        assert on_scale(inside, scale) == pytest.approx(scale.lab(client.target), abs=1e-6)
        assert scale_labs(scale, np.array([client.target]))[0] == pytest.approx(scale.lab(client.target), abs=1e-9)
