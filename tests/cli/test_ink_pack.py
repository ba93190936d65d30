"""Property, consistency: an ink pack from key to card and recall: the same from the command line and Python, whole or refused."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import undertone as u
from undertone import supply

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ["UNDERTONE_CLI"]
MEDIUM = ROOT / "data" / "sample_kit" / "medium"
LOTS = """lots = [
    { lot = "K1", expires = "2020-01-31" }, # long past
    { lot = "K2", expires = "2099-01-31" },
]
"""
OTHER = "0000-0000-0000-0000-0000-0000-0000-0000"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)


def done(*arguments: object) -> str:
    ended = run(*arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A line's folder with lots, a key, and the pack of them."""
    work = tmp_path_factory.mktemp("pack")
    folder = Path(shutil.copytree(ROOT / "data" / "sample_line", work / "mine"))
    evidence = folder / "evidence.toml"
    text = evidence.read_text()
    assert 'id = "sample_black"\n' in text
    evidence.write_text(text.replace('id = "sample_black"\n', 'id = "sample_black"\n' + LOTS, 1))
    done("line", "characterise", folder, "--write")
    done("line", "key", work / "maker.key")
    (work / "sheet.pdf").write_bytes(bytes(range(256)))
    (work / "k2.pdf").write_bytes(b"certificate")
    packed = done(
        "line", "pack", folder, "--key", work / "maker.key", "--out", work / "x.inkpack", "--pack-version", "7",
        "--safety-sheet", f"sample_black={work / 'sheet.pdf'}", "--safety-sheet", f"sample_red={work / 'sheet.pdf'}",
        "--certificate", f"K2={work / 'k2.pdf'}",
    )  # fmt: skip
    assert "the signature fits" in packed
    return work


@pytest.fixture(scope="module")
def fingerprint(work: Path) -> str:
    return supply.signing_key_fingerprint(work / "maker.key")


def test_a_key_is_its_owners_alone_and_never_replaced(work: Path, tmp_path: Path) -> None:
    key = tmp_path / "a.key"
    said = done("line", "key", key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert supply.signing_key_fingerprint(key) in said
    before = key.read_bytes()
    assert run("line", "key", key).returncode == 1
    with pytest.raises(u.DataError):
        supply.make_signing_key(key)
    assert key.read_bytes() == before
    assert supply.make_signing_key(tmp_path / "b.key") != supply.signing_key_fingerprint(work / "maker.key")


def test_the_fingerprint_is_of_the_key_that_the_pack_states(work: Path, fingerprint: str) -> None:
    """Consistency: with Python's SHA-256 of the key line."""
    key = (work / "x.inkpack").read_text().splitlines()[1].removeprefix("key: ")
    assert hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32] == fingerprint.replace("-", "")


def test_openssl_finds_the_same_signature_good(work: Path, tmp_path: Path) -> None:
    """Consistency: with another program's Ed25519, over all lines but that of the signature."""
    first, key, signature, rest = (work / "x.inkpack").read_text().split("\n", 3)
    (tmp_path / "message").write_text("\n".join((first, key, rest)))
    (tmp_path / "signature").write_bytes(bytes.fromhex(signature.removeprefix("signature: ")))
    of_ed25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410's SubjectPublicKeyInfo
    (tmp_path / "key.der").write_bytes(of_ed25519 + bytes.fromhex(key.removeprefix("key: ")))
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-rawin",
        "-pubin",
        "-keyform",
        "DER",
        "-inkey",
        "key.der",
        "-sigfile",
        "signature",
        "-in",
        "message",
    ]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_unpacked_files_are_those_that_went_in(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert f"Its files are in {out}." in done("line", "unpack", work / "x.inkpack", "--to", out)
    for name in ("line.toml", "evidence.toml", "films/cards.csv", "films/mixtures.csv", "films/sample_red.csv"):
        assert (out / name).read_bytes() == (work / "mine" / name).read_bytes()
    assert (out / "documents" / "sheet.pdf").read_bytes() == bytes(range(256))
    assert done("line", "characterise", out, "--ink", "sample_red") == done(
        "line", "characterise", work / "mine", "--ink", "sample_red"
    )
    refused = run("line", "import", work / "x.inkpack", "--to", out)
    assert refused.returncode == 1
    assert "not an empty folder" in refused.stderr


def test_both_faces_read_the_same_pack(work: Path, fingerprint: str) -> None:
    pack = supply.read_ink_pack(work / "x.inkpack", signed_by=fingerprint)
    assert pack.text == done("line", "unpack", work / "x.inkpack", "--signed-by", fingerprint)
    assert json.loads(pack.json) == json.loads(done("line", "unpack", work / "x.inkpack", "--json"))
    assert (pack.version, pack.signed_by) == ("7", fingerprint)
    (sheet,) = (one for one in pack.documents if one.kind == "safety_sheet")
    assert sheet.about == ("sample_black", "sample_red")
    assert sheet.content == bytes(range(256))
    assert pack.line == u.load_line(work / "x.inkpack")
    assert pack.line.pack == u.PackOrigin("7", fingerprint)
    assert pack.line != u.load_line(work / "mine" / "line.toml")


def test_both_faces_write_the_same_pack(work: Path, tmp_path: Path) -> None:
    made = supply.write_ink_pack(
        tmp_path / "y.inkpack",
        work / "mine",
        work / "maker.key",
        version="7",
        safety_sheets={"sample_black": work / "sheet.pdf", "sample_red": work / "sheet.pdf"},
        certificates={"K2": work / "k2.pdf"},
        made_on=json.loads(done("line", "unpack", work / "x.inkpack", "--json"))["made_on"],
    )
    assert (tmp_path / "y.inkpack").read_bytes() == (work / "x.inkpack").read_bytes()
    assert made == supply.read_ink_pack(work / "x.inkpack")
    with pytest.raises(u.DataError, match="exists"):
        supply.write_ink_pack(tmp_path / "y.inkpack", work / "mine", work / "maker.key")


def test_a_changed_byte_is_refused_wherever_a_line_is_named(work: Path, tmp_path: Path) -> None:
    whole = (work / "x.inkpack").read_bytes()
    file = tmp_path / "changed.inkpack"
    chosen = random.Random(1)
    places = [*range(250), *(chosen.randrange(len(whole)) for _ in range(750)), len(whole) - 1]
    for place in places:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << chosen.randrange(8))]) + whole[place + 1 :])
        with pytest.raises(u.DataError):
            u.load_line(file)
    for command in (("match", MEDIUM, "--line", file), ("line", file), ("line", "coverage", file), ("line", "unpack", file)):
        refused = run(*command)
        assert refused.returncode == 1
        assert not refused.stdout


def test_the_card_says_whose_pack_it_is_of(work: Path, fingerprint: str) -> None:
    options = ("match", MEDIUM, "--line", work / "x.inkpack", "--recipes", "1", "--signed-by", fingerprint.upper())
    assert f"pack 7, signed by {fingerprint}" in done(*options)
    card = json.loads(done(*options, "--json"))["card"]
    assert card["line"]["pack"] == {"version": "7", "signed_by": fingerprint}
    client, line = u.read_client(MEDIUM), u.load_line(work / "x.inkpack")
    report = u.match_client(client, line, u.Dots(), recipe_count=1)
    assert f"pack 7, signed by {fingerprint}" in report.card.html
    assert u.from_json(report.to_json()) == report
    assert json.loads(done("match", MEDIUM, "--recipes", "1", "--json"))["card"]["line"]["pack"] is None


def test_another_signer_is_refused(work: Path) -> None:
    for command in (("match", MEDIUM, "--line", work / "x.inkpack"), ("line", "unpack", work / "x.inkpack")):
        refused = run(*command, "--signed-by", OTHER)
        assert refused.returncode == 1
        assert f"not by {OTHER}" in refused.stderr
    assert "not signed by anybody" in run("line", work / "mine" / "line.toml", "--signed-by", OTHER).stderr
    for command in (("line", "unpack"), ("line",), ("line", "report")):  # a variable of the shell that nobody set
        empty = run(*command, work / "x.inkpack", "--signed-by", "")
        assert empty.returncode == 1
        assert "a key's fingerprint" in empty.stderr
    assert "not signed by anybody" in run("match", MEDIUM, "--signed-by", OTHER).stderr
    assert "--signed-by" in run("match", MEDIUM, "--line", work / "x.inkpack", "--signed-by", "me").stderr
    with pytest.raises(u.DomainError, match="a fingerprint"):
        u.load_line(work / "x.inkpack", signed_by="me")


def test_the_lot_in_hand_is_shown_and_its_expiry_counts(work: Path) -> None:
    options = ("match", MEDIUM, "--line", work / "x.inkpack", "--dilution-only", "sample_black", "--json")
    open_lot = json.loads(done(*options))["card"]
    assert open_lot["doses"][0]["lot"] is None
    (said,) = (one["message"] for one in open_lot["diagnostics"] if one["code"] == "lot_not_chosen")
    assert "K1 (EXPIRED on 2020-01-31), K2 (expires 2099-01-31)" in said
    fresh = json.loads(done(*options, "--lot", "sample_black=K2"))["card"]
    assert (fresh["doses"][0]["lot"], fresh["doses"][0]["expires"]) == ("K2", "2099-01-31")
    assert not [one for one in fresh["diagnostics"] if one["code"] == "lot_not_chosen"]
    old = run("match", MEDIUM, "--line", work / "x.inkpack", "--must-use", "sample_black", "--lot", "sample_black=K1")
    assert old.returncode == 1
    assert "K1 expired on 2020-01-31" in old.stderr
    wrong = run("match", MEDIUM, "--line", work / "x.inkpack", "--lot", "sample_black=K3")
    assert "K1 or K2" in wrong.stderr
    line = u.load_line(work / "x.inkpack")
    assert line["sample_black"].lot == ""
    chosen = line.with_lots({"sample_black": "K2"})
    assert chosen["sample_black"].lot == "K2"
    assert chosen.pack == line.pack
    assert u.from_json(chosen.to_json()) == chosen != line


def test_lots_that_cannot_be_are_refused_with_their_place(work: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(work / "mine", tmp_path / "mine"))
    for name, command in (("line.toml", ("line", "pack")), ("evidence.toml", ("line", "check"))):
        file = folder / name
        text = file.read_text()
        file.write_text(text.replace("K2", "K1", 1))
        extra = ("--key", work / "maker.key", "--out", tmp_path / "z.inkpack") if name == "line.toml" else ()
        refused = run(*command, folder, *extra)
        assert refused.returncode == 1
        line = text[: text.index("K2")].count("\n") + 1
        assert f"{name}:{line}:" in refused.stderr
        assert "stands twice" in refused.stderr
        file.write_text(text)


def test_a_recall_finds_cards_and_sessions(work: Path, tmp_path: Path) -> None:
    anna = tmp_path / "clients" / "anna"
    anna.mkdir(parents=True)
    options = ("match", MEDIUM, "--line", work / "x.inkpack", "--dilution-only", "sample_black")
    done(*options, "--lot", "sample_black=K2", "--card", anna / "card.json")
    (anna / "all.json").write_text(done(*options, "--json"))
    (anna / "sessions.toml").write_text(
        "[[sessions]]\ndate = 2026-05-01\nparts = { sample_black = 1 }\nwater_parts = 20\ndensity_per_cm2 = 60\n"
        'lots = { sample_black = "k2" }\nneedle_lot = "N1"\n'
    )
    (anna / "card.html").write_text("")
    found = run("line", "recall", "K2", tmp_path / "clients", "--json")
    assert found.returncode == 0
    data = json.loads(found.stdout)
    assert [(one["kind"], one["what"], one["lot"]) for one in data["uses"]] == [
        ("match card", "sample_black", "K2"),
        ("session", "sample_black", "k2"),
    ]
    assert data["uses"][1]["client"] == "anna"
    assert [one["file"].endswith("all.json") for one in data["unrecorded"]] == [True]
    assert data["unseen"] == ["1 .html"]
    by_paths = supply.recall_lot("K2", [tmp_path / "clients"])
    assert by_paths.json + "\n" == found.stdout
    assert by_paths.text == done("line", "recall", "K2", tmp_path / "clients")
    files = [*sorted(anna.glob("*.json")), anna / "sessions.toml"]
    by_texts = supply.recall_lot("K2", cards=[(str(file), file.read_text()) for file in files])
    assert (by_texts.uses, by_texts.unrecorded) == (by_paths.uses, by_paths.unrecorded)
    assert len(supply.recall_lot("N1", [tmp_path / "clients"]).uses) == 1
    (anna / "damaged.json").write_text('{"schema": "undertone.card/1"')
    damaged = run("line", "recall", "K2", tmp_path / "clients")
    assert damaged.returncode == 1
    assert "damaged.json" in damaged.stdout
    for given in ({}, {"paths": [tmp_path], "cards": [("a", "{}")]}):
        with pytest.raises(u.DomainError):
            supply.recall_lot("K2", **given)


def test_lots_of_a_session_reach_the_report_and_the_recall(tmp_path: Path) -> None:
    client, line, dots = u.read_client(MEDIUM), u.load_line(), u.Dots()
    record = u.SessionRecord(u.Blend({"soft_black": 1}, 20, line=line), 60, lots={"soft_black": "S1"}, needle_lot="N1")
    report = u.plan_session(client, line, dots, sessions=[record], max_inks=1, recipe_count=1)
    (session,) = (one for one in supply.recall_lot("S1", cards=[("report", report.json)]).uses if one.kind == "session")
    assert session.what == "soft_black"
    assert u.from_json(record.to_json()) == record
    with pytest.raises(u.DomainError, match="ash"):
        u.SessionRecord(u.Blend({"soft_black": 1}, 20, line=line), 60, lots={"ash": "S1"})
