"""Consistency: every table under data/ says what it is and where it comes from, and the manifest is current."""

import csv
import hashlib
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = sorted(DATA.rglob("*.csv"))
RECORDS = sorted(path for path in DATA.rglob("*.toml") if path.name not in ("MANIFEST.toml", "evidence.toml"))
MEASURED_BY_USERS = ("sample_kit", "sample_line")  # files as an instrument writes them, which is what they are there to show


def ids(paths):
    return [str(path.relative_to(DATA)) for path in paths]


def own(tables):
    return [path for path in tables if not set(MEASURED_BY_USERS) & set(path.parts)]


def record_of(table):
    return tomllib.loads(table.with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def table_schema():
    schema = json.loads((DATA / "schema" / "table.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_there_are_tables():
    assert len(own(TABLES)) >= 10


@pytest.mark.parametrize("table", own(TABLES), ids=ids(own(TABLES)))
def test_each_table_has_a_valid_record(table, table_schema):
    assert table.with_suffix(".toml").exists(), f"{table.name} has no record beside it: see data/README.md"
    problems = [
        f"{'/'.join(map(str, e.absolute_path)) or 'record'}: {e.message}" for e in table_schema.iter_errors(record_of(table))
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("table", own(TABLES), ids=ids(own(TABLES)))
def test_each_table_holds_numbers_in_even_rows(table):
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    header, *rows = csv.reader(lines)
    assert len(set(header)) == len(header), "two columns share a name"
    assert rows
    units = record_of(table).get("columns", {})
    words = [name == "id" or units.get(name, "").startswith("text") for name in header]
    for row in rows:
        assert len(row) == len(header)
        assert all(text or abs(float(value)) < float("inf") for value, text in zip(row, words, strict=True))


@pytest.mark.parametrize("table", own(TABLES), ids=ids(own(TABLES)))
def test_named_columns_are_those_of_the_table(table):
    columns = record_of(table).get("columns")
    if columns is None:
        return
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    plain = {"wavelength_nm", "id"}  # say themselves what they are
    assert set(columns) - plain == set(next(csv.reader(lines))) - plain


def schema_of(record):
    """data/lines/x.toml is a `line`; data/exposure/x.toml has a schema of its own name; beside a .csv it is a `table`."""
    if record.with_suffix(".csv").exists():
        return "table"
    return "line" if record.parent.name == "lines" else record.stem


OTHER_RECORDS = [path for path in RECORDS if not set(MEASURED_BY_USERS) & set(path.parts) and schema_of(path) != "table"]


@pytest.mark.parametrize("record", OTHER_RECORDS, ids=ids(OTHER_RECORDS))
def test_records_of_other_kinds_follow_their_own_schema(record):
    schema = json.loads((DATA / "schema" / f"{schema_of(record)}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    content = tomllib.loads(record.read_text(encoding="utf-8"))
    problems = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
        for e in jsonschema.Draft202012Validator(schema).iter_errors(content)
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("record", RECORDS, ids=ids(RECORDS))
def test_every_record_has_title_and_licence(record):
    content = tomllib.loads(record.read_text(encoding="utf-8"))
    assert content.get("title")
    assert content.get("licence")


def test_the_schema_refuses_what_it_should(table_schema):
    good = {"title": "t", "source": "Author 2000, Journal", "licence": "CC0", "uncertainty": "1 %", "unit": "1"}
    assert table_schema.is_valid(good)
    for key in good:
        assert not table_schema.is_valid({k: v for k, v in good.items() if k != key}), f"{key} is missing"
    assert not table_schema.is_valid(good | {"sauce": "misspelt key"})
    assert not table_schema.is_valid(good | {"doi": "https://doi.org/10.1000/1"})
    assert not table_schema.is_valid(good | {"columns": {"a": "1"}}), "unit and columns at once"


def test_the_manifest_is_current():
    listed = {entry["path"]: entry for entry in tomllib.loads((DATA / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]}
    files = [path for path in DATA.rglob("*") if path.is_file() and path.suffix != ".md" and path.name != "MANIFEST.toml"]
    actual = {path.relative_to(DATA).as_posix(): path.read_bytes() for path in files}
    what_to_do = "run ./dev manifest"
    assert sorted(listed) == sorted(actual), what_to_do
    for path, content in actual.items():
        assert listed[path]["bytes"] == len(content), f"{path}: {what_to_do}"
        assert listed[path]["sha256"] == hashlib.sha256(content).hexdigest(), f"{path}: {what_to_do}"
