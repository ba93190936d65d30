"""Consistency: every public object gives the same answers from eight threads at once, after a fork, and in a process
started anew."""

import inspect
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from undertone import optics
from undertone._base.values import Value
from value_samples import public_classes

NAMES = sorted(public_classes())
# As pytest's own path has it: this file imports others beside it.
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}"}

QUICK = {"max_inks": 1, "recipe_count": 1, "audit_recipes": 0}
LAYERS = ([0.1, np.inf], [0.5, 0.1], [20.0, 15.0], [0.8, 0.8])


def rematched(rematch, share=0.6):
    skin, _ = rematch._of
    return [(r.objective, r.blend) for r in rematch.match(np.asarray(skin.reflectance) * share, u.Dots(), **QUICK).recipes]


def matched(client):
    return [r.objective for r in u.match_client(client, u.load_line(), u.Dots(), **QUICK).recipes]


# What there is to be computed with an object, beyond what it shows of itself.
WORK = {
    "Skin": lambda one: [one.lab(), one.ita_deg, u.appearance(one, u.Blend({"pure_black": 1}, 20), u.Dots()).dot],
    "Line": lambda one: [u.Blend({ink: 1}, 20, line=one).cup(10) for ink in one],
    "Blend": lambda one: one.cup(10),
    "Client": matched,
    "FadeModel": lambda one: [
        one.simulate_many(one.draw(9, 3), [30, 300.0]).seen,
        one.sensitivities([30, 300.0]).d_seen,
        one.jacobian(1.0, one.initial_state),
    ],
    "FadePlan": lambda one: u.simulate_fade(u.Skin(), one, draws=5).area_lab,
    "EnsembleClient": lambda one: u.fade_ensemble(one, [100, 1000], 20).mean,
    "FadeEnsemble": lambda one: one.quantile("pigment_left", [0.1, 0.5]),
    "FadeFit": lambda one: one.sample(4, chains=1, warm_up=1).values,
    "HealingBelief": lambda one: [one.retention, one.skin.lab(), one.dots(u.Dots())],
    "PhotonPaths": lambda one: one.reflectance([0.3]),
    "Measurement": lambda one: u.check([one]).verdict,
    "Picture": lambda one: one.lab(),
    "Habits": lambda one: one.yearly_dose_kJ_per_m2,
    "HairMelanin": lambda one: one.strand,
    "Stubble": lambda one: u.fringe_reflectance(u.Skin(), "black", one),
    "SkinFit": lambda one: [one.correlation, one.full_report()],
}
TOOLS = {
    "Rematch": (lambda: u.Rematch(u.Skin(), u.load_line()), rematched),
    "LayerEvaluator": (
        lambda: optics.LayerEvaluator(*LAYERS, first=0),
        lambda one: [one.reflectance(a, 20.0, 0.8) for a in np.linspace(0.1, 5, 40)],
    ),
}


def frozen(thing):
    """Anything as something that compares to the bit."""
    if isinstance(thing, np.ndarray):
        return (str(thing.dtype), thing.shape, np.ascontiguousarray(thing).tobytes())
    if isinstance(thing, Value):
        return thing.to_json()
    if isinstance(thing, dict):
        return [(key, frozen(value)) for key, value in thing.items()]
    if isinstance(thing, (list, tuple)):
        return [frozen(one) for one in thing]
    return repr(thing)


def answers(name, one):
    """All that an object says of itself and is good for."""
    said = [repr(one)]
    if name in TOOLS:
        return [name, frozen(TOOLS[name][1](one))]
    if isinstance(one, Value):
        said += [one.to_json(), str(one)]
        if hasattr(one, "_repr_html_"):
            said.append(one._repr_html_())
        for member, value in inspect.getmembers(type(one), lambda m: isinstance(m, property)):
            if not member.startswith("_") and value.fget is not None:
                said.append(frozen(getattr(one, member)))
    if name in WORK:
        said.append(frozen(WORK[name](one)))
    return said


def from_threads(job, threads=8):
    """What the job gives on so many threads that begin together."""
    gate = threading.Barrier(threads)

    def run():
        gate.wait()
        return job()

    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(threads)]]


def after_fork(job):
    """What the job gives in a forked child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writer, "wb") as out:
                pickle.dump(job(), out)
            os._exit(0)
        except BaseException:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as out:
        said = out.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return pickle.loads(said)


@pytest.fixture(scope="module")
def objects(samples):
    made = {name: make() for name, (make, _) in TOOLS.items()}
    return {name: samples[name][0] for name in NAMES} | made


@pytest.fixture(scope="module")
def expected(objects):
    return {name: answers(name, one) for name, one in objects.items()}


@pytest.fixture(scope="module")
def spawned(objects):
    """Each object's answers in a process started anew, to which it was sent."""
    program = (
        "import importlib.util, pickle, sys\n"
        f"spec = importlib.util.spec_from_file_location('test_threads', {__file__!r})\n"
        "tests = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(tests)\n"
        "objects = pickle.load(sys.stdin.buffer)\n"
        "pickle.dump({name: tests.answers(name, one) for name, one in objects.items()}, sys.stdout.buffer)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(objects), capture_output=True, check=False, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr.decode()
    return pickle.loads(done.stdout)


EVERY = sorted([*NAMES, *TOOLS])


@pytest.mark.parametrize("name", EVERY)
def test_eight_threads_get_what_one_gets(objects, expected, name):
    for said in from_threads(lambda: answers(name, objects[name])):
        assert said == expected[name]


@pytest.mark.parametrize("name", EVERY)
def test_a_forked_process_gets_what_its_parent_gets(objects, expected, name):
    assert after_fork(lambda: answers(name, objects[name])) == expected[name]


@pytest.mark.parametrize("name", EVERY)
def test_a_process_started_anew_gets_the_same(expected, spawned, name):
    assert spawned[name] == expected[name]


def test_threads_that_share_a_rematch_disturb_nobody():
    """Different targets and options at once, each as if alone."""
    rematch = u.Rematch(u.Skin(), u.load_line())
    shares = [0.5, 0.6, 0.7, 0.8]
    alone = {share: rematched(u.Rematch(u.Skin(), u.load_line()), share) for share in shares}
    with ThreadPoolExecutor(8) as pool:
        for _ in range(2):
            together = dict(zip(shares, pool.map(lambda share: rematched(rematch, share), shares), strict=True))
            for share in shares:
                assert [blend for _, blend in together[share]] == [blend for _, blend in alone[share]]
                assert [o for o, _ in together[share]] == pytest.approx([o for o, _ in alone[share]], abs=1e-6)


def test_a_fork_while_other_threads_work_is_no_dead_end():
    """A lock that another thread holds at the fork is held for ever in the child."""
    stop = threading.Event()
    skin, line = u.Skin(), u.load_line()
    rematch = u.Rematch(skin, line)

    def work(k):
        while not stop.is_set():
            optics.reflectance(*LAYERS, n=1.3 + 1e-6 * (k + len(os.listdir("/proc/self/task"))))
            rematched(rematch)
            u.load_line()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    try:
        for k in range(3):
            job = lambda k=k: (optics.reflectance(*LAYERS, n=1.41 + 0.001 * k), rematched(rematch))  # noqa: E731
            before, after = job(), after_fork(job)
            assert (before[0] == after[0]).all()
            assert before[1] == after[1]
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _mean(seed):
    return u.fade_ensemble(
        u.EnsembleClient(u.Skin(), u.FadePlan(u.Blend({"pure_black": 1}, 20))), [300.0], 40, seed=seed
    ).mean


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing_works_after_use(method):
    here = _mean(3)["pigment_left"]
    if method == "spawn":
        job, argument = subprocess.run, None
        program = f"import importlib.util as i; s = i.spec_from_file_location('t', {__file__!r}); t = i.module_from_spec(s); s.loader.exec_module(t); print(repr(float(t._mean(3)['pigment_left'][0])))"
        done = job(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, input=argument, env=ENVIRONMENT
        )
        assert float(done.stdout) == here[0]
        return
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert (pool.submit(_forked_mean).result() == here).all()


def _forked_mean():
    return _mean(3)["pigment_left"]


NO_THREADS = """
import ctypes, os, resource, sys
import numpy as np, undertone as u
from undertone import optics
skin, plan = u.Skin(), u.FadePlan(u.Blend({"pure_black": 1}, 20))
model = u.FadeModel(skin, plan)
values, layers = model.draw(200, 1), ([0.1, np.inf], [[0.5], [0.1]], [[20.0], [15.0]], [[0.8], [0.8]])
def job():
    return (model.simulate_many(values, [300.0], threads=256).pigment_left, u.simulate_fade(skin, plan, [0, 300.0], draws=40, threads=64).area_lab.q50,
            optics.monte_carlo(*layers, photons=20000, threads=256)[0])
before = job()
if sys.argv[1] == "memory":
    pages = int(open("/proc/self/statm").read().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + int(sys.argv[2]) * 2**20,) * 2)
else:
    ctypes.CDLL(None).setresuid(65534, 65534, 65534)  # limits do not bind root
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
after = job()
assert all((a == b).all() for a, b in zip(before, after))
print("same")
"""


@pytest.mark.parametrize("limit", [("memory", "40"), ("memory", "300"), ("processes", "")])
def test_threads_that_cannot_be_created_are_done_without(limit):
    if limit[0] == "processes" and os.geteuid() != 0:
        pytest.skip("needs root to become nobody, whose processes are counted")
    done = subprocess.run([sys.executable, "-c", NO_THREADS, *limit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "same\n"), done.stderr
