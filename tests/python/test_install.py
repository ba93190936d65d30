"""Consistency: the wheel, installed into a venv of its own, gives a package that works away from the source tree."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

ROOT = Path(__file__).resolve().parents[2]


def pip(python, *arguments):
    done = subprocess.run(
        [str(python), "-m", "pip", "--disable-pip-version-check", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    # With this venv's build tools, and warnings as errors like the presets: the same compiler calls as in the build tree, so
    # that ccache answers them and a second run is quick.
    strict = "cmake.define.CMAKE_COMPILE_WARNING_AS_ERROR=ON"
    pip(
        sys.executable,
        "wheel",
        "--no-build-isolation",
        "--no-deps",
        "--config-settings",
        strict,
        "-w",
        str(folder),
        str(ROOT),
    )
    (wheel,) = folder.glob("undertone-*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    pip(python, "install", f"numpy=={numpy.__version__}", str(wheel))  # the NumPy of this run: what is tested is our wheel
    return python


def run(python, code, cwd):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "UNDERTONE"))}
    return subprocess.run([str(python), "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_installed_package_imports_and_knows_its_version(python, tmp_path):
    done = run(python, "import undertone; print(undertone.__file__, undertone.__version__)", tmp_path)
    assert done.returncode == 0, done.stderr
    file, version = done.stdout.split()
    assert "site-packages" in file
    assert version == re.search(r"project\(undertone VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]


def test_installed_package_carries_its_tables(python, tmp_path):
    code = "import numpy as np, undertone; w = undertone.colorimetry.xyz(np.ones(81)); print(*w)"
    done = run(python, code, tmp_path)
    assert done.returncode == 0, done.stderr
    x, y, z = map(float, done.stdout.split())
    # ASTM E308: the white of D65, 2 degrees.
    assert (x, y, z) == pytest.approx((95.047, 100.0, 108.883), abs=0.02)


def test_installed_package_is_typed(python, tmp_path):
    code = "from pathlib import Path; import undertone; print((Path(undertone.__file__).parent / 'py.typed').exists())"
    assert run(python, code, tmp_path).stdout.strip() == "True"
