"""Does reading what healed pay? Simulated clients whose retention and depth are hidden from the planner.

``./dev python tests/bench/loop_study.py [--clients 100] [--repeat-delta-e 1.0] [--readings 3] [--optics-error 1]``

Each client has a skin, a fringe and a count of dots drawn at random, and a retention and a depth drawn from the priors of
``Dots``. Once the three sessions are done as planned on day one, never reading; once each session is planned anew from the
healed readings of those before. Skin, bare and healed, is read three times with the errors of real repeated readings
(data/tissue/reading_repeats), one reading lying CIEDE2000 0.5-1.4 from the truth (drawn per client, or as given); the optics of
dots errs by as much as it is taken to, the same for all healed areas of a client (times ``--optics-error``; with 0 only
retention, depth and the readings' errors are hidden). Compared is the true healed area after session 3 with the target,
CIEDE2000 averaged over D65, A and F11. Clients for whom even the plan does not come within the perceptible difference are
counted and left out: no reading helps where no mix does.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
import undertone as u
from undertone import _core
from undertone.colorimetry import delta_e_2000, lab

LIGHTS = ("D65", "A", "F11")
SURFACE_FREE = {"specular_included": False}


@dataclass
class Result:
    """Of one client. CIEDE2000 to the target; L* below the target's, D65."""

    skin: str
    planned: float
    without: float
    with_readings: float
    darker_without: float
    darker_with: float
    retention_inside: bool
    depth_inside: bool
    after: tuple[float, ...]  # CIEDE2000 to the target after each session, readings heeded


def distance(seen: np.ndarray, target: np.ndarray) -> float:
    return float(np.mean([delta_e_2000(lab(seen, light), lab(target, light)) for light in LIGHTS]))


# What the optics of dots is taken to err by, of ln(reflectance): left of the covariance of many perfect readings.
OPTICS = _core.reading_covariance(10**9, 1e-3)


def read(rng: np.random.Generator, truth: np.ndarray, readings: int, repeat: float) -> np.ndarray:
    """The mean of some readings."""
    covariance = _core.reading_covariance(readings, repeat) - OPTICS
    return np.asarray(truth * np.exp(rng.multivariate_normal(np.zeros(truth.size), covariance, method="eigh")))


def treat(index: int, readings: int, repeat: float | None, line: u.Line, optics_error: float) -> Result:
    rng = np.random.default_rng([2026, index])
    skin = u.Skin(
        melanosome_fraction=0.006 * 20 ** rng.uniform(),
        scattering_a_per_mm=4.6 * np.exp(0.1 * rng.normal()),
        blood_fraction=0.01 * np.exp(0.3 * rng.normal()),
    )
    dots = u.Dots(diameter_mm=0.14, density_per_cm2=rng.uniform(200, 300))
    retention = dots.retention.median * np.exp(dots.retention.log_sd * rng.normal())
    depth = float(np.exp(dots.depth_log_sd * rng.normal()))
    repeats = repeat or rng.uniform(0.5, 1.4)
    stubble = u.Stubble(density_per_cm2=rng.uniform(90, 150))
    target = np.asarray(u.fringe_reflectance(skin, rng.choice(["black", "dark_brown"]), stubble))

    # The optics errs by the same in all of a client's healed areas; bare skin is carried as it was read.
    optics = np.exp(optics_error * rng.multivariate_normal(np.zeros(target.size), OPTICS, method="eigh"))

    def area(standing: list[u.SessionDots]) -> np.ndarray:
        clear = np.asarray(u.standing_area(skin, standing, retention=retention, depth_factor=depth))
        return clear * optics if standing else clear

    bare = read(rng, np.asarray(skin.reflectance), readings, repeats)
    prior = u.HealingBelief(u.fit_skin(bare, **SURFACE_FREE), dots, readings=readings, repeat_delta_e=repeats)
    plan = u.next_session(prior, [], target, line, dots, draws=20)
    blind: list[u.SessionDots] = []
    if plan.blend is not None:
        blind.append(u.SessionDots.of(plan.blend, dots, plan.sessions[-1].density_per_cm2))

    belief, step = prior, plan
    standing: list[u.SessionDots] = []
    after: list[float] = []
    while step.blend is not None and len(standing) < 3:
        standing.append(u.SessionDots.of(step.blend, dots, step.sessions[0].new_density_per_cm2))
        after.append(distance(area(standing), target))
        healed = read(rng, area(standing), readings, repeats)
        # The reading after the last session only serves to see whether its ranges hold.
        belief = u.update_from_healed(
            belief, u.HealedReading(list(standing), healed, readings=readings, repeat_delta_e=repeats)
        ).belief
        if len(standing) < 3:
            step = u.next_session(belief, standing, target, line, dots, draws=20)

    def inside(learnt: u.LogNormal, truth: float) -> bool:
        return bool(abs(np.log(truth / learnt.median)) <= 1.2816 * learnt.log_sd)

    wanted = lab(target)[0]
    return Result(
        u.colorimetry.ita_class(skin.ita_deg),
        plan.delta_e,
        distance(area(blind), target),
        distance(area(standing), target),
        float(wanted - lab(area(blind))[0]),
        float(wanted - lab(area(standing))[0]),
        inside(belief.retention, retention),
        inside(belief.depth_factor, depth),
        tuple(after),
    )


def reachable(result: Result) -> bool:
    """Within what is perceptible on this skin, as planned."""
    return result.planned <= (0.6 if result.skin in ("very_light", "light", "intermediate") else 1.75)


def study(clients: int, readings: int = 3, repeat: float | None = None, optics_error: float = 1) -> list[Result]:
    """All clients, those out of reach included."""
    line = u.load_line("demo")
    return [treat(index, readings, repeat, line, optics_error) for index in range(clients)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--readings", type=int, default=3)
    parser.add_argument("--repeat-delta-e", type=float, default=None)
    parser.add_argument("--optics-error", type=float, default=1.0)
    given = parser.parse_args()
    start = time.perf_counter()
    everyone = study(given.clients, given.readings, given.repeat_delta_e, given.optics_error)
    results = [r for r in everyone if reachable(r)]
    print(f"{len(results)} of {len(everyone)} clients within reach; {time.perf_counter() - start:.0f} s")
    print(f"{'':<14}{'n':>4}{'planned':>9}{'without':>9}{'with':>9}{'ratio':>8}{'90 % without':>14}{'90 % with':>11}")
    for name in ("all", *dict.fromkeys(r.skin for r in results)):
        some = [r for r in results if name in ("all", r.skin)]
        planned, without, with_readings = (
            np.array([getattr(r, field) for r in some]) for field in ("planned", "without", "with_readings")
        )
        print(
            f"{name:<14}{len(some):>4}{np.median(planned):>9.2f}{np.median(without):>9.2f}{np.median(with_readings):>9.2f}"
            f"{np.median(with_readings) / np.median(without):>8.2f}{np.quantile(without, 0.9):>14.2f}"
            f"{np.quantile(with_readings, 0.9):>11.2f}"
        )
    for session in (1, 2, 3):  # who stopped earlier stays where they are
        reached = [r.after[min(session, len(r.after)) - 1] for r in results if r.after]
        print(f"after session {session}: median {np.median(reached):.2f}, 90 % {np.quantile(reached, 0.9):.2f}")
    for field, words in (("darker_without", "without"), ("darker_with", "with")):
        share = np.mean([getattr(r, field) > 0.5 for r in results])
        print(f"darker than the target by more than L* 0.5, {words} readings: {share:.0%}")
    print(f"better with readings: {np.mean([r.with_readings < r.without for r in results]):.0%}")
    print(
        f"80 % ranges hold retention {np.mean([r.retention_inside for r in everyone]):.0%}, depth "
        f"{np.mean([r.depth_inside for r in everyone]):.0%} of {len(everyone)}"
    )


if __name__ == "__main__":
    main()
