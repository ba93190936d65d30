"""Shared by the Python tests: one modelled person, and texts compared with what was approved."""

from pathlib import Path

import pytest
import undertone
from value_samples import values_by_class

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "python"


def pytest_addoption(parser):
    parser.addoption("--approve", action="store_true", help="write the golden files anew; look at the difference")


@pytest.fixture
def golden(request):
    """Compare a text with tests/golden/python/<name>; a missing file fails."""

    def check(name, text):
        path = GOLDEN / name
        if request.config.getoption("--approve"):
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path} is missing: run with --approve, and look at what it wrote"
        assert text == path.read_text(encoding="utf-8"), f"{name} changed; if that is right, run with --approve"

    return check


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    """One or more of each public class, by name, nested ones among them."""
    return values_by_class(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def skin():
    return undertone.Skin()


@pytest.fixture(scope="session")
def line():
    return undertone.load_line("demo")


@pytest.fixture(scope="session")
def target(skin):
    return undertone.fringe_reflectance(skin, "dark_brown")


@pytest.fixture(scope="session")
def report(skin, target, line):
    return undertone.match(skin, target, line, undertone.Dots())


@pytest.fixture(scope="session")
def unreachable(line):
    """White hair in dark skin: pigment can only darken."""
    dark = undertone.Skin(melanosome_fraction=0.2)
    return undertone.match(dark, dark.reflectance * 1.3, line, undertone.Dots())


@pytest.fixture(scope="session")
def forecast(skin, target, report):
    return undertone.simulate_fade(skin, undertone.FadePlan(report.recipes[0].blend), draws=20, seed=1, target=target)
