"""Consistency: the same bits whatever instructions the kernels use: each set that this processor has is forced, and held
against the plainest."""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
import undertone as u
from undertone import _core, optics

SETS = ["baseline", "avx2", "avx512"]
AVAILABLE = SETS[: SETS.index(_core.best_instruction_set()) + 1]


def said_by(array):
    return hashlib.sha256(np.ascontiguousarray(array, dtype=np.float64).tobytes()).hexdigest()


def random_layers(seed, bands, last=np.inf):
    random = np.random.default_rng(seed)
    thickness = np.r_[random.uniform(0.02, 2, 4), last]
    mu_a, mu_s = 10 ** random.uniform(-3, 1.5, (5, bands)), 10 ** random.uniform(-1, 2.3, (5, bands))
    return thickness, mu_a, mu_s, random.uniform(-0.5, 0.99, (5, bands))


def untimed(data):
    """Without the seconds it took, which are never the same."""
    if isinstance(data, dict):
        parsed = {key: json.loads(value) if key == "json" else value for key, value in data.items()}
        return {key: untimed(value) for key, value in parsed.items() if key != "seconds"}
    if isinstance(data, str):
        return re.sub(r"\b[\d.]+ s\b", "", data)
    return [untimed(one) for one in data] if isinstance(data, list) else data


def jobs():
    """Every kernel, alone and in what rests on it: name -> digest of all numbers."""
    done = {}
    for streams in (4, 8, 16, 32):
        layers = random_layers(streams, 83)
        done[f"reflectance, {streams} streams"] = said_by(optics.reflectance(*layers, streams=streams))
        done[f"reflectance of a slab, {streams} streams"] = said_by(
            optics.reflectance(*random_layers(streams, 83, 0.7), streams=streams, n_below=1.2)
        )
    layers = random_layers(9, 40)
    flux = optics.radiative_transfer(*random_layers(9, 40, 0.5))
    done["fluxes"] = said_by(np.r_[flux.reflectance, flux.transmittance, flux.absorbed.ravel()])
    slopes = optics.reflectance_with_derivatives(*layers)
    done["derivatives"] = said_by(np.r_[slopes.value, slopes.d_mu_a_per_mm.ravel(), slopes.d_g.ravel()])
    evaluator = optics.LayerEvaluator(*layers, first=1)
    done["one layer changed"] = said_by([evaluator.reflectance(a, 20.0, 0.7) for a in np.linspace(0.01, 30, 50)])
    plain = ([0.1, np.inf], [[0.5, 0.2, 0.01], [0.1, 0.3, 0.02]], np.full((2, 3), 20.0), np.full((2, 3), 0.8))
    done["Monte Carlo"] = said_by(optics.monte_carlo(*plain, photons=30_000, seed=3))
    dots = {"diameter_mm": 0.15, "pitch_mm": 0.6, "top_mm": 0.1, "bottom_mm": 0.6}
    pigment = {"pigment_mu_a_per_mm": [20.0] * 3, "pigment_mu_s_per_mm": [1.0] * 3, "pigment_g": [0.3] * 3}
    done["Monte Carlo of dots"] = said_by(optics.monte_carlo(*plain, photons=3_000, seed=3, **dots, **pigment))
    done["dots"] = said_by(optics.dot_reflectance(*plain, **dots, **pigment))
    labs = np.random.default_rng(2).uniform([0, -80, -80], [100, 80, 80], (20_001, 3))
    done["delta E of a batch"] = said_by(_core.delta_e_2000_rows(labs, labs[::-1]))
    skin = u.fit_skin(np.asarray(u.Skin().reflectance) + 0.01 * np.sin(np.arange(81))).skin
    done["a fitted skin"] = said_by(skin.reflectance)
    line, target = u.load_line(), np.asarray(skin.reflectance) * 0.62
    for robustness in ("median", "worst"):
        report = u.match(skin, target, line, u.Dots(), robustness=robustness)
        done[f"a match, {robustness}"] = hashlib.sha256(json.dumps(untimed(report.to_dict())).encode()).hexdigest()
    plan = u.FadePlan(u.Blend({"pure_black": 2, "mid_brown": 1}, 20, line=line))
    for model in ("two_rate", "mechanistic"):
        report = u.simulate_fade(skin, plan, draws=20, target=target, model=model)
        done[f"a forecast, {model}"] = said_by(np.concatenate([*report.area_lab, *report.dot_lab]))
    return done


def run(isa, *arguments, code=None, tunables=None):
    program = code or (
        "import importlib.util, json\n"
        f"spec = importlib.util.spec_from_file_location('sets', {__file__!r})\n"
        "sets = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(sets)\n"
        "print(json.dumps([sets.u.instruction_set(), sets.jobs()]))\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "UNDERTONE_ISA"}
    if isa is not None:
        environment["UNDERTONE_ISA"] = isa
    if tunables:
        environment["GLIBC_TUNABLES"] = tunables
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def answers(isa, **more):
    done = run(isa, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def plainest():
    name, done = answers("baseline")
    assert name == "baseline"
    return done


@pytest.mark.parametrize("isa", [*AVAILABLE[1:], None])
def test_every_set_computes_the_same_bits(plainest, isa):
    name, done = answers(isa)
    assert name == (isa or AVAILABLE[-1])
    assert {job for job in done if done[job] != plainest[job]} == set()


@pytest.mark.skipif(
    platform.machine() != "x86_64" or not shutil.which("objdump"), reason="x86-64's names, as objdump has them"
)
def test_no_product_and_sum_is_fused():
    """Rounded once instead of twice, a result would depend on the processor. Nothing in the module does it, whatever it is compiled for."""
    found = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", _core.__file__], capture_output=True, text=True, check=True
    )
    assert found.stdout.count("zmm") > 100 or SETS[:1] == AVAILABLE  # it was read
    assert re.findall(r"\bvfn?m(?:add|sub)\w*", found.stdout) == []


def test_the_one_in_use_is_shown():
    assert u.instruction_set() in AVAILABLE


WRONG = """
import undertone as u
for _ in range(2):
    try:
        u.optics.reflectance([1.0], [0.1], [10.0], [0.8])
        print("computed")
    except u.DomainError as error:
        print(error)
"""


@pytest.mark.parametrize("isa", ["AVX2", "sse", "avx512 ", "avx1024", *SETS[len(AVAILABLE) :]])
def test_a_word_it_does_not_know_or_cannot_run_is_refused_each_time(isa):
    done = run(isa, code=WRONG)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == second
    assert "UNDERTONE_ISA" in first
    assert "baseline" in first
