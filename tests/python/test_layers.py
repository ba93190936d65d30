"""Property: the package's modules stand in layers, as the engine's do: each imports only from those before it, and nothing in a circle."""

import ast
import pickle
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import undertone
from undertone._earlier_paths import MOVED

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "undertone"

# A sub-package, or a module of the top level, may import what stands before it.
LAYERS = [
    "_shown",
    "errors",
    "_base",
    "diagnostics",
    "show",
    "processor",
    "colorimetry",
    "optics",
    "readings",
    "people",
    "exposure",
    "inks",
    "icc",
    "fade",
    "matching",
    "learning",
    "planning",
    "supply",
    "plots",
    "report",
    "netcdf",
    "demo",
    "studio",
    "_earlier_paths",
    "undertone",
]


def module_of(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def layer_of(module):
    return module.split(".")[1] if "." in module else module


def imports_of(module):
    """Modules of ours that a module imports, anywhere in it, with the line."""
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            names = [
                f"{node.module}.{one.name}" if f"{node.module}.{one.name}" in MODULES else node.module for one in node.names
            ]
        else:
            continue
        for name in names:
            if name.split(".")[0] == "undertone" and name != "undertone._core" and name != "undertone":
                yield name, node.lineno


def test_every_layer_is_named_once():
    assert sorted({layer_of(module) for module in MODULES}) == sorted(LAYERS)


def test_imports_go_to_layers_before():
    wrong = [
        f"{module}:{line} imports {name}"
        for module in MODULES
        for name, line in imports_of(module)
        if LAYERS.index(layer_of(name)) > LAYERS.index(layer_of(module))
    ]
    assert not wrong


def test_nothing_imports_itself_in_a_circle():
    graph = {module: {name for name, _ in imports_of(module) if name in MODULES and name != module} for module in MODULES}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_nothing_of_ours_is_imported_inside_a_function():
    inside = [
        f"{module}:{node.lineno}"
        for module, path in MODULES.items()
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "undertone"
    ]
    assert not inside


def test_no_module_is_long():
    lengths = {module: len(path.read_text().splitlines()) for module, path in MODULES.items()}
    assert not {module: lines for module, lines in lengths.items() if lines > 500}


def test_every_module_can_be_imported_first():
    program = "import importlib, sys; importlib.import_module(sys.argv[1])"
    for module in (
        "undertone.plots",
        "undertone.fade",
        "undertone.optics.dots",
        "undertone._base.arguments",
        "undertone.skin",
    ):
        done = subprocess.run([sys.executable, "-c", program, module], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_earlier_paths_hold_what_they_held():
    assert import_module("undertone.skin").Skin is undertone.Skin
    assert import_module("undertone.fade_sobol").fade_sobol is undertone.fade_sobol.fade_sobol
    assert import_module("undertone.fade").FadePlan is undertone.FadePlan
    assert import_module("undertone.matching").match is undertone.match
    for earlier in MOVED:
        assert import_module(f"undertone.{earlier}").__name__ == f"undertone.{earlier}"


def test_pickles_of_earlier_versions_load():
    """Written by 0.1.0 before the package had sub-packages."""
    values = pickle.loads((ROOT / "tests/golden/python/values_0.1.0.pickle").read_bytes())
    assert len(values) == 20
    # What was assumed then stays in what was written then; pigment was as dispersed as in the ink.
    then = undertone.Dots(
        top_mm=0.2, bottom_mm=0.7, retention=undertone.LogNormal(0.45, 0.3), depth_log_sd=0.2, granule_um=0
    )
    assert values["dots"] == then
    assert values["scale"] == undertone.ReadingScale("8/d SCI")
    assert values["plan"].touch_ups == (undertone.TouchUp(400, 0.3),)
    assert isinstance(values["error"], undertone.DomainError)
    again = pickle.loads(pickle.dumps(values["session"]))
    assert again == values["session"]
