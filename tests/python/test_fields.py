"""Consistency: a field of a result is named once beside its struct, and then stands in JSON and in Python; one that is forgotten fails here."""

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import undertone as u
from undertone import _core
from undertone._base.roots import TYPES

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "data" / "sample_kit"

# ---- every member of a struct is in its list

MEMBER = re.compile(r"\w+(?=\s*(?:=|\{|;|,|$))")


def without_comments(text):
    return re.sub(r"//[^\n]*", "", text)


def members_of(header, struct):
    """Names of the data members of a struct, from its header."""
    body = re.search(rf"struct {struct} \{{(.*?)\n\}};", header, re.DOTALL)[1]
    names = set()
    # Initialisers may hold braces and commas: they go first, then functions.
    body = re.sub(r"\{[^{}]*\}", "", re.sub(r"\{[^{}]*\}", "{}", body))
    for statement in body.split(";"):
        if "(" in statement.split("=")[0] or "operator" in statement or not statement.strip():
            continue
        declared = re.sub(r"=[^,]*(?:\([^)]*\))?", "", statement)
        while "<" in declared:
            declared = re.sub(r"<[^<>]*>", "", declared)
        first, *others = declared.split(",")
        names |= {part.split()[-1] for part in (first, *others)}
    return names


def listed():
    """Each struct with a list of fields: its header's text, and the members that the list names."""
    headers = {path: without_comments(path.read_text()) for path in ROOT.glob("engine/*/include/undertone/*/*.hpp")}
    for path, text in headers.items():
        if path.name != "fields.hpp" or path.parent.name == "base":
            continue
        for struct, body in re.findall(r"fields\(const (\w+)\*\) \{(.*?)\n\}", text, re.DOTALL):
            (header,) = [other for other in headers.values() if re.search(rf"struct {struct} \{{", other)]
            yield pytest.param(header, struct, set(re.findall(r"&T::(\w+)", body)), id=struct)


@pytest.mark.parametrize(("header", "struct", "named"), list(listed()))
def test_every_member_is_in_the_list_of_fields(header, struct, named):
    assert members_of(header, struct) <= named


# ---- every field is in the Python value

OTHER_NAMES = {"Fluxes": "RadiativeTransfer", "IccInfo": "ProfileInfo"}
# Structs of which Python makes arrays over time, options, and what a value holds in another way.
NO_VALUE = {"Range", "LabRange", "ForecastRow", "Forecast", "OneGeometry", "InstrumentOptions", "Blend", "BatchCheckOptions"}
ELSEWHERE = {
    "FadeParameter": {"prior"},  # as median and log_sd
    "SessionReport": {"done", "read_sessions", "prior"},  # what the caller gave
    "CorrectionReport": {"treatment", "drawdown", "blame_inks", "is_usable"},  # given, or `usable`
}


@pytest.mark.parametrize("struct", sorted(_core.fields_of.keys() - NO_VALUE))
def test_every_field_is_in_the_python_value(struct):
    cls = TYPES[OTHER_NAMES.get(struct, struct)]
    own = {one.name for one in fields(cls)} if is_dataclass(cls) else set()
    missing = {name for name, _ in _core.fields_of[struct] if name not in own and not hasattr(cls, name)}
    assert missing == ELSEWHERE.get(struct, set())


# ---- and in JSON

IN_JSON = [
    "Dose",
    "Cup",
    "SeenColor",
    "LaterColor",
    "ValueRange",
    "UncertainColor",
    "StepEffect",
    "Recipe",
    "PlannedSession",
    "SessionPlan",
    "PruneAudit",
    "MatchProof",
    "MatchReport",
    "HealingUpdate",
    "ExpectedSession",
    "NextSession",
    "Addition",
    "MixLooks",
    "Correction",
    "ReadingScale",
    "Range",
    "LabRange",
    "ForecastRow",
    "Blend",
]


def objects(data):
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from objects(one)


@pytest.fixture(scope="module")
def results():
    """One of each, by the command's name."""
    client, line, dots = u.read_client(KIT / "medium"), u.load_line(), u.Dots()
    quick = {"recipe_count": 1, "max_inks": 2}
    blend = u.Blend({"pure_black": 2, "mid_brown": 1}, 20, line=line)
    reading = u.HealedReading([], lab=(58, 8.5, 16), scale=client.scale)
    done = [u.SessionRecord(blend, 45, healed=reading)]
    return {
        "skin": client,
        "match": u.match_client(client, line, dots, **quick),
        "session": u.plan_session(client, line, sessions=done, **quick),
        "correct": u.correct_client_cup(client, blend, 3.0, **quick),
        "fade": u.forecast_client(client, line, blend=blend, draws=2, years=[1]),
    }


def test_every_field_is_in_json(results):
    found = [set(one) for result in results.values() for one in objects(json.loads(result.json))]
    for struct in IN_JSON:
        names = {in_json for _, in_json in _core.fields_of[struct] if in_json}
        assert any(names <= keys for keys in found), f"{struct}: {sorted(names)}"


def test_python_and_the_command_line_show_the_same(results):
    """`--json` of each command, as its value has it; a report is told apart from its lossless `to_json`."""
    heads = {
        "match": {"client", "line", "verdict", "recipes", "card", "limits"},
        "session": {"client", "done", "next", "departures", "card"},
        "correct": {"client", "cup", "corrected", "proof", "card"},
        "fade": {"client", "rows", "basis"},
        "skin": {"name", "skin", "scale"},
    }
    for name, head in heads.items():
        assert head <= json.loads(results[name].json).keys()
    report = results["match"]
    shown = json.loads(report.json)
    assert shown["card"] == report.card.data
    assert shown["proof"]["seconds"] == report.proof.seconds > 0
    assert u.from_json(report.to_json()) == report


def test_structs_take_fields_by_name_alone():
    with pytest.raises(TypeError):
        _core.Dots(0.1)
    with pytest.raises(u.DomainError, match="fields"):
        _core.Dots(diameter=0.1)
    assert _core.Dots(diameter_mm=0.1).diameter_mm == 0.1
