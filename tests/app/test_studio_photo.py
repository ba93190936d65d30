"""Property, consistency: photographs with a colour card in the studio. Pictures are made here, by a camera with faults of its own."""

import io
import json

import numpy as np
import pytest
import studio_records as records
import studio_server as studio
import test_photo as scene
import undertone as u
from PIL import Image
from studio_photos import REGION, as_file, read, send, shaded
from studio_server import answered
from undertone.readings._photo_reading import photo_reading, photo_uncertainty, widened_difference, widened_lightness


@pytest.fixture(scope="module")
def good():
    return as_file(scene.photo(noise=0.005, crosstalk=0.1))


@pytest.fixture
def page(tmp_path):
    app, store = studio.open_app(tmp_path)
    found = studio.window(app)
    found.store = store
    return found


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("JPEG", {"quality": 95}), ("TIFF", {})])
def test_a_photograph_with_a_card_becomes_a_reading_of_lab(page, kind, options):
    found = answered(read(page, as_file(scene.photo(crosstalk=0.1, cast=(1.1, 0.9, 0.7)), kind, **options)))
    reading = found["reading"]
    assert (reading["illuminant"], reading["observer"]) == ("D50", "1931_2deg")
    lab = [reading["mean"]["lab"][part] for part in "lab"]
    assert float(u.colorimetry.delta_e_2000(lab, scene.SKIN)) < max(0.5, 2 * found["uncertainty_delta_e"])
    assert reading["photo"]["uncertainty_delta_e"] >= reading["photo"]["residual_delta_e"] > 0
    assert found["residual_delta_e"] == pytest.approx(reading["photo"]["residual_delta_e"])
    assert [one["code"] for one in reading["findings"]].count("photo") == 1
    assert len(found["patches"]) == 24
    assert reading["format"].startswith("photograph")


def test_the_badge_is_in_the_file_and_comes_back_with_it(page, good):
    first = answered(read(page, good))["reading"]
    source = page.get(f"/api/readings/{first['id']}/source").content
    assert json.loads(source)["measurements"][0]["metadata"]["photo_sha256"]
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "again.json"}
    again = answered(page.post("/api/readings?role=skin", content=source, headers=headers))
    assert again["photo"] == first["photo"]
    assert again["mean"]["lab"] == first["mean"]["lab"]


def test_no_pixel_of_the_picture_is_kept(page, good):
    answered(send(page, good, "/look"))
    answered(read(page, good))
    assert not page.store.db.connection.execute("SELECT 1 FROM photos").fetchall()
    largest = page.store.db.connection.execute("SELECT max(length(source)) FROM readings").fetchone()[0]
    assert largest < 2000 < len(good)


def test_without_a_card_there_is_no_colour_and_no_reading(page, good):
    refusal = answered(read(page, good, corners=""), 422)
    assert "no colour card" in refusal["what"]
    assert "no recipe" in refusal["why"]
    assert not page.store.db.connection.execute("SELECT 1 FROM readings").fetchall()


@pytest.mark.parametrize(("exposure", "patch"), [(1.25, "white"), (6.0, "neutral 5")])
def test_an_over_exposed_card_is_refused_and_the_patch_named(page, exposure, patch):
    refusal = answered(read(page, as_file(scene.photo(exposure=exposure))), 422)
    assert "over-exposed" in refusal["what"]
    assert patch in refusal["what"]
    assert "less light" in refusal["do"]
    assert refusal["where"] == "IMG_7.png"


def test_an_under_exposed_card_is_refused_and_the_patch_named(page):
    refusal = answered(read(page, as_file(scene.photo(exposure=1e-4))), 422)
    assert "under-exposed" in refusal["what"]
    assert "black" in refusal["what"]
    assert "more light" in refusal["do"]


def test_marks_that_hold_no_card_are_refused(page, good):
    refusal = answered(read(page, good, corners="580,80,749,80,749,400,580,400"), 422)
    assert "ColorChecker" in refusal["what"] or "exposed" in refusal["what"]


@pytest.mark.parametrize(
    "marks",
    [{"corners": "1,2,3"}, {"corners": "nan,1,2,3,4,5,6,7"}, {"region": "a,b,c,d"}, {"region": ""}, {"region": "1,2,3,inf"}],
    ids=str,
)
def test_marks_that_are_no_numbers_are_refused_by_their_name(page, good, marks):
    refusal = answered(read(page, good, **marks), 400)
    assert refusal["field"] == next(iter(marks))


def test_marks_outside_the_picture_are_refused(page, good):
    answered(read(page, good, region="700,400,800,500"), 422)
    answered(read(page, good, corners="-5,0,600,0,600,400,0,400"), 422)


@pytest.mark.parametrize(
    "source", [b"", b"GIF89a", b"\x00\x00\x00\x18ftypheic", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + b"\0" * 50]
)
@pytest.mark.parametrize("path", ["/look", ""])
def test_what_is_no_picture_is_refused_by_the_name_that_the_user_knows(page, source, path):
    query = {} if path else {"role": "skin", "region": REGION}
    response = send(page, source, path, "Ana <b>.heic", **query)
    assert response.status_code in (415, 422)
    refusal = answered(response, response.status_code)
    assert "undertone_" not in response.text  # no path of ours
    assert "Ana" in refusal["where"]


def test_the_look_shows_the_picture_upright_and_small(page):
    picture = scene.photo()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    exif[0x010F] = "SecretPhoneMaker"
    turned = as_file(picture, "JPEG", exif=exif)
    seen = answered(send(page, turned, "/look"))
    assert (seen["width"], seen["height"]) == (450, 750)
    assert seen["preview"].startswith("data:image/jpeg;base64,")
    assert seen["finder"] in ("found", "not_found", "not_installed")
    assert (seen["card_corners"] is not None) == (seen["finder"] == "found")
    grain = np.random.default_rng(4).integers(0, 9, (2700, 4500, 3), dtype=np.uint16)
    large = u.icc.Picture(np.kron(picture.samples, np.ones((6, 6, 1), np.uint16)) // 2 + grain, 8, picture.profile)
    assert len(answered(send(page, as_file(large, "JPEG", quality=95), "/look"))["preview"]) < 2_000_000


def test_corners_that_were_found_are_offered(page, good, monkeypatch):
    monkeypatch.setattr(u, "find_card", lambda picture: list(scene.CORNERS))
    seen = answered(send(page, good, "/look"))
    assert seen["finder"] == "found"
    assert seen["card_corners"] == [list(one) for one in scene.CORNERS]
    monkeypatch.setattr(u, "find_card", lambda picture: None)
    assert answered(send(page, good, "/look"))["finder"] == "not_found"


def test_a_photograph_widens_every_range_by_at_least_the_cards_residual(page):
    """Property: of the mix, of the ladder, of the live picture healed and after years, and of the fan."""
    pair = studio.sample(page)
    source = as_file(shaded(scene.photo(noise=0.01)))
    photo = answered(read(page, source))
    residual = photo["residual_delta_e"]
    assert residual > 1.5
    by_photo = studio.mix_of({"skin": photo["reading"], "fringe": pair["fringe"]})
    answer = answered(page.post("/api/mix", json=by_photo))
    for name in ("area_l", "delta_e_2000"):
        assert answer["ranges"][name]["high"] - answer["ranges"][name]["low"] >= residual
    assert answer["ranges"]["basis"].startswith("photo")
    assert "photo" in [one["code"] for one in answer["warnings"]]
    ladder = answered(page.post("/api/ladder", json={"mix": by_photo, "ink": "pure_black"}))
    assert all(one["area_l"]["high"] - one["area_l"]["low"] >= residual for one in ladder["steps"])
    for years in (0, 3):
        asked = studio.live_of(by_photo, years=years, want_fan=True)
        live = answered(page.post("/api/live", json=asked))
        bands = [live["area_l"], live["delta_e_range"], *live["fan"]["area_l"]]
        assert all(band["high"] - band["low"] >= residual for band in bands)
        assert live["fan"]["basis"].startswith("photo")


def test_an_instruments_ranges_stay_as_they_were(page):
    mix = studio.mix_of(studio.sample(page))
    answer = answered(page.post("/api/mix", json=mix))
    assert "photo" not in answer["ranges"]["basis"]
    assert "photo" not in [one["code"] for one in answer["warnings"]]
    assert studio.sample(page)["skin"]["photo"] is None


def test_a_healed_photograph_is_trusted_no_further_than_its_card():
    found = u.measure_photo(shaded(scene.photo(noise=0.01)), scene.REGION, scene.CORNERS)
    scale = u.ReadingScale("8/d SCE", "D65", "1931_2deg")
    healed = u.learning.healed_readings.healed_reading([photo_reading(found, "healed", "a.png")], scale)
    assert healed.repeat_delta_e >= found.residual_delta_e > 1


@pytest.mark.parametrize("text", ["nan", "-1", "1e9", "better"])
def test_a_file_that_says_an_uncertainty_without_meaning_is_refused(page, good, text):
    source = page.get(f"/api/readings/{answered(read(page, good))['reading']['id']}/source").content
    kept = json.loads(source)
    kept["measurements"][0]["metadata"]["photo_uncertainty_delta_e"] = text
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "x.json"}
    refusal = answered(page.post("/api/readings?role=skin", content=json.dumps(kept).encode(), headers=headers), 422)
    assert "photo_uncertainty_delta_e" in refusal["what"]


def test_the_worst_of_several_photographs_counts():
    found = [u.measure_photo(one, scene.REGION, scene.CORNERS) for one in (scene.photo(), shaded(scene.photo()))]
    readings = [photo_reading(one, "skin", "a.png") for one in found]
    assert photo_uncertainty(readings) == max(one.uncertainty_delta_e for one in found)
    assert photo_uncertainty([]) is None


@pytest.mark.parametrize("reading_delta_e", [0.5, 2.0, 5.0])
def test_widened_ranges_are_those_of_draws(reading_delta_e):
    """Consistency: the formulas against a hundred thousand draws around a target that is met."""
    draws = np.random.default_rng(3)
    sd = reading_delta_e / 1.596
    off = np.linalg.norm(draws.normal(0, sd, (100_000, 3)), axis=1)
    assert np.mean(off) == pytest.approx(reading_delta_e, rel=0.01)
    assert widened_difference(0, 0, 0, reading_delta_e) == pytest.approx(np.quantile(off, [0.1, 0.5, 0.9]), rel=0.02)
    fading = draws.normal(60, 1.5, 100_000)
    bare = np.quantile(fading, [0.1, 0.5, 0.9])
    both = np.quantile(fading + draws.normal(0, sd, 100_000), [0.1, 0.5, 0.9])
    assert widened_lightness(*bare, reading_delta_e) == pytest.approx(both, abs=0.05)


def test_a_tiff_can_be_kept_in_the_record_as_a_png(page, good):
    client = answered(page.post("/api/clients", json={"code": "K-07"}))
    path = f"/api/clients/{client['id']}"
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "a.tif"}
    tiff = as_file(scene.photo(), "TIFF")
    refused = page.post(f"{path}/photos?kind=before", content=tiff, headers=headers)
    assert answered(refused, 403)["code"] == "no_consent"
    consent = {"kind": "photo_keep", "given_on": "2026-11-30", "withdrawn_on": None, "note": ""}
    answered(page.put(path, json={"version": client["version"], "consents": [consent]}))
    kept = answered(page.post(f"{path}/photos?kind=before", content=tiff, headers=headers))["photos"]
    picture = page.get(f"/api/photos/{kept[0]['id']}")
    assert picture.headers["content-type"] == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(picture.content))), scene.photo().samples)


def test_a_film_or_a_batch_is_not_judged_by_a_photograph(page, good):
    pair = studio.sample(page)
    film = answered(read(page, good, role="drawdown"))["reading"]
    asked = {
        "client_id": None,
        "zone": "mid",
        "mix": studio.mix_of(pair),
        "mixture": {"parts": {"pure_black": 1}, "water_parts": 12},
        "ml_left": 3,
        "drawdown_reading_id": film["id"],
        "card_reading_id": pair["skin"]["id"],
    }
    refusal = answered(page.post("/api/correct", json=asked), 422)
    assert "photograph" in refusal["what"]
    assert "instrument" in refusal["do"]


def test_the_next_session_and_the_years_stand_on_a_photograph_too(page):
    """Property: sessions are planned from a photographed skin and a photographed healed area, with wider ranges than by instruments."""
    pair = studio.sample(page)
    source = as_file(shaded(scene.photo(noise=0.01)))
    photo = answered(read(page, source))
    healed = answered(read(page, source, role="healed"))["reading"]
    client = answered(page.post("/api/clients", json={"code": "K-07"}))
    path = f"/api/clients/{client['id']}"
    for reading, role in ((photo["reading"], "skin"), (pair["fringe"], "fringe"), (healed, "healed")):
        attach = {"reading_id": reading["id"], "role": role, "taken_on": "2026-10-01"}
        answered(page.post(f"{path}/readings", json=attach))
    mix = studio.mix_of({"skin": photo["reading"], "fringe": pair["fringe"]})
    answered(page.put(f"{path}/drafts/mid", json={"version": 0, "mix": mix, "mixture": None}))
    done = records.session(healed={"read_on": "2026-11-20", "reading_id": healed["id"], "lab": None})
    answered(page.post(f"{path}/sessions", json=done))
    assert answered(page.get(f"{path}/next?zone=mid"))["learnt"]
    fan = answered(page.get(f"{path}/timeline?zone=mid"))["fan"]
    assert fan["basis"].startswith("photo")
    assert all(band["high"] - band["low"] >= photo["residual_delta_e"] for band in fan["area_l"])
