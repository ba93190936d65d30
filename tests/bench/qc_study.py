"""False alarms and misses of `check_batch` over 1 000 simulated batches, for what a supplier may expect of a tolerance.

Each batch is a brown ink off strength by up to 15 % or with up to a tenth of a red in it; its true difference is that of films read without noise.
Readings move up, tilt and bend by 0.4 % each. Run: ./dev python tests/bench/qc_study.py
"""

import numpy as np
import undertone as u
from undertone import supply

NM = np.array(u.wavelengths_nm)
ACROSS = (NM - 580) / 200
BROWN, RED = 1.2 + 9 * np.exp(-(NM - 380) / 120), 4 * np.exp(-(((NM - 530) / 45) ** 2))
NOISE, TOLERANCE, BATCHES = 0.004, 1.0, 1000


def film(k_over_s):
    return 1 / (1 + k_over_s + np.sqrt(k_over_s**2 + 2 * k_over_s))


def readings(reflectance, count, random):
    made = []
    for _ in range(count):
        up, tilt, bend = NOISE * random.normal(size=3)
        made.append(u.Measurement("film", NM, reflectance * (1 + up + tilt * ACROSS + bend * ACROSS**2), geometry="8/d SCE"))
    return made


def lab(reflectance):
    return u.colorimetry.lab(reflectance, "D65", "1964_10deg")


def main():
    print(f"{BATCHES} batches, tolerance {TOLERANCE} delta E2000, noise {NOISE:.1%} of reflectance per reading")
    for count in (2, 3, 5, 10):
        random = np.random.default_rng(count)
        good = bad = false_alarms = misses = refused = undecided = sure_wrong = 0
        for _ in range(BATCHES):
            k = BROWN * random.uniform(0.85, 1.15) + RED * random.choice([0, random.uniform(0, 0.1)])
            truth = float(u.colorimetry.delta_e_2000(lab(film(BROWN)), lab(film(k))))
            try:
                check = supply.check_batch(
                    readings(film(BROWN), count, random), readings(film(k), count, random), TOLERANCE, "study"
                )
            except u.DomainError:
                refused += 1
                continue
            is_good = truth <= TOLERANCE
            good, bad = good + is_good, bad + (not is_good)
            wrong = check.passed != is_good
            false_alarms += wrong and is_good
            misses += wrong and not is_good
            undecided += not check.is_decided
            sure_wrong += wrong and check.is_decided
        print(
            f"{count:2d} readings each: false alarms {false_alarms}/{good} ({100 * false_alarms / good:.1f} %), misses {misses}/{bad} "
            f"({100 * misses / bad:.1f} %); too close to be sure {undecided}, wrong although sure {sure_wrong}; refused {refused}"
        )


if __name__ == "__main__":
    main()
