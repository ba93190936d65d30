"""Consistency: the priors of fading follow their schema."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
PRIORS = tomllib.loads((DATA / "exposure" / "fade_priors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema():
    content = json.loads((DATA / "schema" / "fade_priors.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def test_the_priors_follow_their_schema(schema):
    problems = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in schema.iter_errors(PRIORS)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("key", ["unit", "median", "log_sd", "confidence", "source", "what"])
def test_the_schema_refuses_a_prior_without(schema, key):
    broken = dict(PRIORS, diffusion={k: v for k, v in PRIORS["diffusion"].items() if k != key})
    assert not schema.is_valid(broken)
