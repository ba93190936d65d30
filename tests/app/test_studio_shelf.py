"""Consistency, property: ink packs on the studio's shelf are what the engine says of them, on the shelf, on cards and in a recall."""

import json
from urllib.parse import quote

import pytest
import undertone
from studio_records import open_store
from studio_server import answered, mix_of, open_app, sample, window
from undertone.studio.work import packs

OCTETS = {"Content-Type": "application/octet-stream"}
LOTS = {"fine_black": ("A23", "2027-03-31"), "fine_brown": ("B7", "2028-01-31")}


class Maker:
    """Someone who signs packs of a line of two inks, which are the demonstration line's."""

    def __init__(self, folder, name="Fine inks"):
        self.folder = folder
        self.name = name
        self.key = folder / f"{name}.key"
        self.fingerprint = undertone.supply.make_signing_key(self.key)
        (folder / "sheet.pdf").write_bytes(b"%PDF-1.4 safety\x00\xff")
        (folder / "certificate.txt").write_text("assay of A23\n")

    def pack(self, version="1.2", made_on="2026-11-01", strength=1.0, inks=tuple(LOTS), line_id="fine", file="x"):
        demo = undertone.load_line("demo")
        black = {name: strength * amount for name, amount in demo["pure_black"].mg_per_ml.items()}
        amounts = {"fine_black": black, "fine_brown": demo["mid_brown"].mg_per_ml}
        line = undertone.Line(
            inks=[
                undertone.Ink(ink, amounts[ink], name=ink.replace("_", " "), lots=[undertone.InkLot(*LOTS[ink])])
                for ink in inks
            ],
            colorants=demo.colorants,
            id=line_id,
            name="Fine line",
            maker=self.name,
            version="7",
            note="synthetic",
        )
        (self.folder / "line.toml").write_text(line.to_toml())
        path = self.folder / f"{file}.inkpack"
        undertone.supply.write_ink_pack(
            path,
            self.folder / "line.toml",
            self.key,
            version=version,
            safety_sheets={"fine_black": self.folder / "sheet.pdf"},
            certificates={"A23": self.folder / "certificate.txt"},
            overwrite=True,
            made_on=made_on,
        )
        return path.read_bytes()


@pytest.fixture
def maker(tmp_path):
    return Maker(tmp_path)


@pytest.fixture
def page(tmp_path):
    app, store = open_app(tmp_path)
    yield window(app)
    store.close()


def send(page, pack, *accept, name="fine.inkpack", status=200):
    query = "&".join(f"accept={one}" for one in accept)
    answer = page.post(f"/api/shelf/lines?{query}", content=pack, headers={**OCTETS, "X-File-Name": quote(name)})
    return answered(answer, status)


def fill(page, shelf, ink="fine_black", lot="A23"):
    (line,) = [one for one in shelf["lines"] if one["kind"] == "pack"]
    bottle = {"line_id": line["id"], "ink": ink, "lot": lot, "expires": LOTS[ink][1]}
    return answered(page.post("/api/shelf/bottles", json=bottle))


# ---- what the shelf shows


def test_a_pack_shows_its_maker_signer_version_lots_and_documents(page, maker):
    (line,) = send(page, maker.pack())["lines"]
    assert (line["kind"], line["maker"], line["signed_by"]) == ("pack", "Fine inks", maker.fingerprint)
    assert (line["version"], line["pack"]["version"], line["pack"]["made_on"]) == ("7", "1.2", "2026-11-01")
    assert line["synthetic"]
    assert line["pack"]["lots"] == [{"ink": ink, "lot": lot, "expires": day} for ink, (lot, day) in LOTS.items()]
    documents = {one["kind"]: one for one in line["pack"]["documents"]}
    assert documents["safety_sheet"]["about"] == ["fine_black"]
    assert documents["certificate"]["about"] == ["A23"]


def test_documents_come_back_byte_for_byte_and_are_only_ever_saved(page, maker):
    (line,) = send(page, maker.pack())["lines"]
    sheet = next(one for one in line["pack"]["documents"] if one["kind"] == "safety_sheet")
    answer = page.get(f"/api/shelf/lines/{line['id']}/documents/{sheet['number']}")
    assert answer.content == b"%PDF-1.4 safety\x00\xff"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answered(page.get(f"/api/shelf/lines/{line['id']}/documents/99"), 404)["code"] == "not_found"
    answered(page.get("/api/shelf/lines/none/documents/0"), 404)


def test_a_changed_byte_is_refused_with_the_engines_sentence_and_the_name_that_the_user_knows(page, maker, tmp_path):
    pack = bytearray(maker.pack())
    for at in (20, len(pack) // 2, len(pack) - 2):
        changed = bytes(pack[:at]) + bytes([pack[at] ^ 1]) + bytes(pack[at + 1 :])
        (tmp_path / "changed.inkpack").write_bytes(changed)
        with pytest.raises(undertone.DataError) as error:
            undertone.load_line(tmp_path / "changed.inkpack")
        problem = send(page, changed, status=422)
        assert (problem["what"], problem["do"]) == (error.value.problem, error.value.what_to_do)
        assert problem["where"].startswith("fine.inkpack")
    assert answered(page.get("/api/shelf"))["lines"] == []


def test_a_line_file_under_a_packs_name_is_no_pack(page):
    text = undertone.load_line("demo").to_toml().encode()
    assert send(page, text, status=422)["code"] == "bad_input"
    assert send(page, text, name="line.toml")["lines"][0]["pack"] is None


def test_a_first_start_puts_nothing_on_the_shelf_and_every_mix_says_so_until_there_is_a_bottle(page, maker):
    def warned():
        warnings = answered(page.post("/api/mix", json=mix_of(pair)))["warnings"]
        return [one["message"].split(":")[0] for one in warnings if one["code"] == "shelf_empty"]

    first = answered(page.get("/api/shelf"))
    assert (first["lines"], first["bottles"], first["can_undo"]) == ([], [], False)
    pair = sample(page)
    assert warned() == ["The shelf is empty"]
    shelf = send(page, maker.pack())
    assert warned() == ["No ink of the shelf has a bottle"]
    fill(page, shelf)
    assert warned() == []


# ---- keys


def test_another_key_than_the_makers_so_far_is_told_of_and_needs_a_tick(page, maker, tmp_path):
    send(page, maker.pack())
    (tmp_path / "other").mkdir()
    other = Maker(tmp_path / "other")
    for pack in (other.pack("1.3"), other.pack("1.3", line_id="another line")):
        problem = send(page, pack, status=409)
        assert (problem["code"], problem["field"]) == ("other_key", "accept")
        assert maker.fingerprint in problem["what"]
        assert other.fingerprint in problem["what"]
        assert send(page, pack, "older_pack", status=409)["code"] == "other_key"
    (line,) = send(page, other.pack("1.3"), "other_key")["lines"]
    assert line["signed_by"] == other.fingerprint
    # What was accepted and taken back is asked for again.
    answered(page.post("/api/shelf/undo"))
    assert send(page, other.pack("1.4"), status=409)["code"] == "other_key"


def test_a_key_stays_known_when_its_pack_is_taken_off_the_shelf(page, maker, tmp_path):
    (line,) = send(page, maker.pack())["lines"]
    answered(page.delete(f"/api/shelf/lines/{line['id']}"))
    (tmp_path / "other").mkdir()
    assert send(page, Maker(tmp_path / "other", "FINE  inks").pack(), status=409)["code"] == "other_key"
    send(page, maker.pack("1.3"))


def test_another_maker_is_no_other_key(page, maker, tmp_path):
    send(page, maker.pack())
    (tmp_path / "other").mkdir()
    stranger = Maker(tmp_path / "other", "Someone else")
    assert len(send(page, stranger.pack(line_id="theirs"))["lines"]) == 2
    assert send(page, stranger.pack("9"), status=409)["code"] == "other_key"  # the id of the first maker's line


# ---- versions


def test_a_newer_pack_replaces_the_older_for_new_mixes_and_cards_stay_as_issued(page, maker):
    bottles = fill(page, send(page, maker.pack("1.9", strength=0.5)))["bottles"]
    pair = sample(page)
    client = answered(page.post("/api/clients", json={"code": "K-07"}))["id"]
    card = answered(page.post(f"/api/clients/{client}/cards", json={"mix": mix_of(pair), "mixture": None}))
    shelf = send(page, maker.pack("1.10", strength=1.0, file="y"))
    (line,) = shelf["lines"]
    assert line["pack"]["version"] == "1.10"
    assert [(one["id"], one["line_id"], one["lot"]) for one in shelf["bottles"]] == [(bottles[0]["id"], line["id"], "A23")]
    after = answered(page.post(f"/api/clients/{client}/cards", json={"mix": mix_of(pair), "mixture": None}))
    assert after["card"]["line"]["pack"] == {"version": "1.10", "signed_by": maker.fingerprint}
    assert after["card"]["water_parts"] > card["card"]["water_parts"]
    assert answered(page.get(f"/api/cards/{card['id']}")) == card
    assert card["card"]["line"]["pack"]["version"] == "1.9"
    undone = answered(page.post("/api/shelf/undo"))
    assert [one["pack"]["version"] for one in undone["lines"]] == ["1.9"]
    assert undone["bottles"][0]["line_id"] == bottles[0]["line_id"]
    assert [one["pack"]["version"] for one in answered(page.post("/api/shelf/redo"))["lines"]] == ["1.10"]


def test_an_ink_that_the_newer_pack_lacks_stays_with_the_older(page, maker):
    shelf = send(page, maker.pack())
    fill(page, shelf)
    fill(page, shelf, "fine_brown", "B7")
    shelf = send(page, maker.pack("2", inks=("fine_black",), file="y"))
    homes = {one["ink"]: one["line_id"] for one in shelf["bottles"]}
    versions = {one["id"]: one["pack"]["version"] for one in shelf["lines"]}
    assert {ink: versions[home] for ink, home in homes.items()} == {"fine_black": "2", "fine_brown": "1.2"}


def test_an_older_pack_needs_a_tick(page, maker):
    newer, older = maker.pack("1.10"), maker.pack("1.9")
    send(page, newer)
    problem = send(page, older, status=409)
    assert (problem["code"], problem["field"]) == ("older_pack", "accept")
    (line,) = send(page, older, "older_pack")["lines"]
    assert line["pack"]["version"] == "1.9"


def test_sessions_with_an_ink_of_a_replaced_pack_keep_that_ink(page, maker):
    fill(page, send(page, maker.pack()))
    answered(page.post("/api/shelf/sample"))
    client = answered(page.post("/api/clients", json={"code": "K-07"}))["id"]
    mix = mix_of(sample(page))
    answered(page.put(f"/api/clients/{client}/drafts/mid", json={"version": 0, "mix": mix, "mixture": None}))
    session = {
        "zone": "mid",
        "done_on": "2026-11-01",
        "mixture": {"parts": {"fine_black": 1}, "water_parts": 12},
        "density_per_cm2": 45,
    }
    answered(page.post(f"/api/clients/{client}/sessions", json=session))
    before = answered(page.get(f"/api/clients/{client}/next?zone=mid"))
    (line,) = [one for one in answered(page.get("/api/shelf"))["lines"] if one["kind"] == "pack"]
    answered(page.delete(f"/api/shelf/lines/{line['id']}"))
    after = answered(page.get(f"/api/clients/{client}/next?zone=mid"))
    assert "fine_black" not in {dose["ink"] for dose in after["card"]["doses"]}
    assert before["card"]["line"]["pack"]


# ---- cards


def test_the_card_says_version_and_signer_as_the_workflow_does(page, maker, tmp_path):
    pack = maker.pack()
    for ink, (lot, _) in LOTS.items():
        fill(page, send(page, pack), ink, lot)
    pair = sample(page)
    answer = answered(page.post("/api/mix", json=mix_of(pair)))
    kit = undertone.read_client("data/sample_kit/medium")
    line = undertone.load_line(tmp_path / "x.inkpack").with_lots({ink: lot for ink, (lot, _) in LOTS.items()})
    direct = undertone.match_client(kit, line, undertone.Dots()).card.data
    assert answer["card"]["line"] == direct["line"]
    assert answer["card"]["doses"] == direct["doses"]
    assert f"pack 1.2, signed by {maker.fingerprint}" in answer["card_text"]


def test_a_mix_of_several_lines_says_of_each_which_pack_it_came_in(page, maker):
    fill(page, send(page, maker.pack()))
    answered(page.post("/api/shelf/sample"))
    card = answered(page.post("/api/mix", json=mix_of(sample(page))))["card"]
    names = card["line"]["name"].split(" + ")
    packs_of = dict(zip(names, card["line"]["pack"]["version"].split(" + "), strict=True))
    signers = dict(zip(names, card["line"]["pack"]["signed_by"].split(" + "), strict=True))
    assert packs_of == {"Fine line": "1.2", "Undertone demonstration line": "no pack"}
    assert signers == {"Fine line": maker.fingerprint, "Undertone demonstration line": "nobody"}


# ---- recall


def test_a_recall_in_the_studio_is_that_of_the_engine_on_the_same_cards(page, maker, tmp_path):
    fill(page, send(page, maker.pack()))
    pair = sample(page)
    cards = tmp_path / "cards"
    cards.mkdir()
    clients = [answered(page.post("/api/clients", json={"code": f"K-{number}"}))["id"] for number in range(3)]
    for number, client in enumerate(clients):
        if number == 1:  # an ink whose lot nobody wrote down
            (bottle,) = answered(page.get("/api/shelf"))["bottles"]
            change = {"version": bottle["version"], "lot": ""}
            answered(page.put(f"/api/shelf/bottles/{bottle['id']}", json=change))
        card = answered(page.post(f"/api/clients/{client}/cards", json={"mix": mix_of(pair), "mixture": None}))
        (cards / f"{card['id']}.json").write_bytes(page.get(f"/api/cards/{card['id']}.json").content)
    for lot in ("A23", " a 2 3 ", "nowhere"):
        found = answered(page.get(f"/api/shelf/recall?lot={quote(lot)}"))
        direct = undertone.supply.recall_lot(lot, [cards])
        for ours, theirs in (("cards", direct.uses), ("unrecorded_cards", direct.unrecorded)):
            assert {(one["card_id"], one["code"], one["ink"]) for one in found[ours]} == {
                (use.file.rsplit("/", 1)[-1].removesuffix(".json"), use.client, use.what) for use in theirs
            }
        assert not found["unread"]
        assert not direct.unread
        assert bool(found["cards"]) == (lot != "nowhere")
        assert {one["code"] for one in found["unrecorded_cards"]} == {"K-1", "K-2"}


# ---- records


def test_packs_come_back_from_an_export_with_what_is_shown_of_them(page, maker, tmp_path):
    shelf = fill(page, send(page, maker.pack()))
    whole = page.get("/api/export.json").content
    (tmp_path / "second").mkdir()
    app, store = open_app(tmp_path / "second")
    again = window(app)
    done = answered(again.post("/api/import", content=whole, headers=OCTETS))
    assert done["problems"] == []
    found = answered(again.get("/api/shelf"))
    assert (found["lines"], [one["lot"] for one in found["bottles"]]) == (shelf["lines"], ["A23"])
    changed = json.loads(whole)
    (row,) = changed["tables"]["lines"]
    assert row["kind"] == "pack"
    store.close()


def test_a_file_that_is_too_large_for_a_pack_is_refused_unread(tmp_path):
    store = open_store(tmp_path)
    with pytest.raises(undertone.Error, match="65 MB"):
        packs.read_pack("x.inkpack", b"undertone ink pack 1\n" + bytes(65_000_000))
    store.close()
