"""Property, consistency: what the package is made of, as CycloneDX: valid by its schema, and complete where it can be
checked."""

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import undertone._core
from referencing import Registry, Resource

ROOT = Path(__file__).parents[2]
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))


@pytest.fixture(scope="module")
def bom(tmp_path_factory):
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    headers = ["libeigen3-dev", "nlohmann-json3-dev"]
    command = [sys.executable, str(ROOT / "python/write_sbom.py"), str(path), TOOL, undertone._core.__file__, "--", *headers]
    subprocess.run(command, check=True)
    return json.loads(path.read_text())


def test_it_is_valid(bom):
    folder = resources.files("cyclonedx.schema._res")
    schemas = {one.name: json.loads(one.read_text()) for one in folder.iterdir() if one.name.endswith(".schema.json")}
    registry = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in schemas.values() if "$id" in schema]
    )
    jsonschema.Draft7Validator(schemas["bom-1.6.SNAPSHOT.schema.json"], registry=registry).validate(bom)


def test_it_names_what_is_loaded_compiled_in_and_required(bom):
    parts = {part["name"]: part for part in bom["components"]}
    for name in ("liblcms2-2", "libpng16-16", "libtiff6", "libstdc++6", "libeigen3-dev", "numpy"):
        assert parts[name]["version"], name
        assert parts[name].get("scope") != "optional"
    for name in ("matplotlib", "xarray", "weasyprint"):
        assert parts[name]["scope"] == "optional"
    loaded = subprocess.run(["ldd", TOOL], capture_output=True, text=True, check=True).stdout
    assert (
        sum("=> /" in row for row in loaded.splitlines())
        <= sum("deb/" in part.get("purl", "") for part in parts.values()) + 3
    )
