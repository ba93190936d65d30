"""Consistency: what the server says and takes is what python/studio/src/lib/api.types.ts says, name by name."""

import re
import types
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel
from undertone.studio import models_diary, models_line, models_photo, models_records, models_work

TYPES = Path(__file__).parents[2] / "python" / "studio" / "src" / "lib" / "api.types.ts"
NOT_THE_BROWSERS = {"Answer", "Given"}


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


def fields_of(body):
    """name -> (may be left out, type) of an interface's body; nested objects count as one type."""
    found, depth, part = {}, 0, ""
    for letter in body:
        depth += (letter in "{([<") - (letter in "})]>")
        if letter == ";" and depth == 0:
            name, _, kind = part.partition(":")
            found[name.strip().rstrip("?")] = (name.strip().endswith("?"), " ".join(kind.split()))
            part = ""
        else:
            part += letter
    assert not part.strip(), part
    return found


def interfaces():
    text = without_comments(TYPES.read_text())
    found = {}
    for match in re.finditer(r"export interface (\w+)(?: extends (\w+))? \{", text):
        depth, at = 1, match.end()
        while depth:
            depth += (text[at] == "{") - (text[at] == "}")
            at += 1
        inherited = found[match[2]] if match[2] else {}
        found[match[1]] = {**inherited, **fields_of(text[match.end() : at - 1])}
    return found


def models():
    return {
        name: model
        for module in (models_diary, models_line, models_photo, models_records, models_work)
        for name, model in vars(module).items()
        if isinstance(model, type)
        and issubclass(model, BaseModel)
        and name not in NOT_THE_BROWSERS
        and not name.startswith("_")
    }


INTERFACES, MODELS = interfaces(), models()
BOTH = sorted(INTERFACES.keys() & MODELS.keys())


def may_be_null(annotation):
    if isinstance(annotation, typing.TypeAliasType) if hasattr(typing, "TypeAliasType") else False:
        annotation = annotation.__value__
    if typing.get_origin(annotation) is typing.Annotated:
        return may_be_null(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return type(None) in typing.get_args(annotation)
    return annotation in (typing.Any, type(None))


def test_every_interface_has_its_model():
    assert not INTERFACES.keys() - MODELS.keys()
    assert len(BOTH) > 40


@pytest.mark.parametrize("name", BOTH)
def test_fields_are_the_same_both_ways(name):
    said, made = INTERFACES[name], MODELS[name].model_fields
    assert said.keys() == made.keys()


@pytest.mark.parametrize("name", BOTH)
def test_null_and_left_out_mean_the_same(name):
    for field, (optional, kind) in INTERFACES[name].items():
        made = MODELS[name].model_fields[field]
        nullable = "null" in re.split(r"[^a-z]+", re.sub(r"\{.*\}|\(.*\)|<.*>", "", kind)) or kind == "unknown"
        assert nullable == may_be_null(made.annotation), f"{name}.{field}: {kind}"
        if optional:
            assert not made.is_required(), f"{name}.{field} may be left out"


@pytest.mark.parametrize("name", BOTH)
def test_words_that_may_be_said_are_the_same(name):
    for field, (_, kind) in INTERFACES[name].items():
        words = re.fullmatch(r'"[^"]+"(?: \| "[^"]+")*', kind)
        if not words:
            continue
        annotation = MODELS[name].model_fields[field].annotation
        assert typing.get_origin(annotation) is typing.Literal, f"{name}.{field}"
        assert set(re.findall(r'"([^"]+)"', kind)) == set(typing.get_args(annotation)), f"{name}.{field}"


def test_the_parser_sees_what_it_should():
    assert fields_of("a: string; b?: { x: number; y: number }[]; c: Record<string, number> | null;") == {
        "a": (False, "string"),
        "b": (True, "{ x: number; y: number }[]"),
        "c": (False, "Record<string, number> | null"),
    }


def test_the_parser_finds_a_field_that_is_missing():
    assert "sequence" in INTERFACES["LiveInput"]
    assert INTERFACES["Client"].keys() > INTERFACES["ClientBrief"].keys()
