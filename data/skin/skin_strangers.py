"""Fits skins that the model was not made for: ``./dev python data/skin/skin_strangers.py [--people 200]``.

No spectrum here is measured. Each is a skin of the model, light to very dark, whose world differs from the tables: melanin's slope and
share of pheomelanin, a baseline of other strength, a scale of wavelengths that is off, another epidermis. It is read by a contact
instrument with a small opening: red light escapes beside it, the surface reflects more or less than assumed, bands are 10 nm apart
from 380 nm, and there is noise. Printed: the share of people on a bound, by parameter; rms; how many were refused.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
import undertone as u
from undertone import optics

AT_NM = np.arange(380, 701, 10)
MELANOSOMES = (0.008, 0.02, 0.05, 0.1, 0.2, 0.35)


def stranger(rng: np.random.Generator) -> u.Skin:
    log = rng.normal(size=5)
    return u.Skin(
        melanosome_fraction=float(min(0.8, rng.choice(MELANOSOMES) * np.exp(0.3 * log[0]))),
        pheomelanin_fraction=float(np.clip(rng.normal(0.26, 0.05), 0, 1)),
        blood_fraction=0.011 * float(np.exp(0.6 * log[1])),
        deep_blood_fraction=0.014 * float(np.exp(0.7 * log[2])),
        oxygen_saturation=float(np.clip(rng.normal(0.5, 0.2), 0.05, 0.95)),
        scattering_a_per_mm=5 * float(np.exp(0.25 * log[3])),
        scattering_b=float(rng.normal(1.4, 0.4)),
        carotene_mg_per_l=0.6 * float(np.exp(0.8 * log[4])),
        epidermis_thickness_mm=float(rng.uniform(0.05, 0.12)),
    )


def reading(skin: u.Skin, rng: np.random.Generator) -> np.ndarray:
    grid = np.asarray(u.wavelengths_nm)
    layers = skin.layers._asdict()
    absorption = np.array(layers["mu_a_per_mm"])
    absorption[0] *= (grid / 500) ** -rng.normal(0, 0.35)
    absorption += rng.normal(0, 0.2) * 4.3 * np.exp(-(grid - 154) / 66.2)  # of the 4.3 that half of Jacques' baseline is
    layers["mu_a_per_mm"] = np.maximum(absorption, 1e-4)
    body = np.asarray(optics.reflectance(**layers))
    body = np.interp(AT_NM + rng.normal(0, 0.7), grid, body)
    escaped = rng.uniform(0, 0.35) * (body / 0.6) ** 1.5
    seen = body * (1 - escaped) + rng.normal(0.028, 0.006) + rng.normal(0, 0.001, AT_NM.size)
    return np.asarray(np.maximum(seen, 0.01))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    people = parser.parse_args().people
    rng = np.random.default_rng(18)
    rms, bounds, on_bound, refused, dark = [], Counter[str](), 0, 0, 0
    for _ in range(people):
        measured = reading(stranger(rng), rng)
        try:
            fit = u.fit_skin(measured, wavelengths_nm=AT_NM, specular_included=True)
        except u.DomainError as error:
            refused += 1
            print(error)
            continue
        rms.append(fit.rms)
        bounds.update(fit.bounds_hit)
        on_bound += bool(fit.bounds_hit)
        dark += any(d.code == "bands_left_out" for d in fit.diagnostics)
    print(
        f"{people} simulated people: {on_bound} on a bound {dict(bounds)}, {refused} refused, {dark} with dark bands left out"
    )
    print(f"rms of reflectance: median {np.median(rms):.4f}, 95 % {np.quantile(rms, 0.95):.4f}")


if __name__ == "__main__":
    main()
