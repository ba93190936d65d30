"""One sample or more of every public class, for the tests that walk over all of them."""

import datetime
import importlib.util
import inspect
import pkgutil
import tempfile
from pathlib import Path

import numpy as np
import undertone as u
from undertone import exposure, icc, optics, supply
from undertone._base.values import Value
from undertone.fade.preview import FadePreview
from undertone.fade_sobol import fade_sobol
from undertone.inks.line import pigment_optics
from undertone.inks.replacement import nearest_inks
from undertone.planning.done_forecast import forecast_done

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "data" / "sample_kit"

# Not values: tools that hold memory of the engine's or are called, and arrays.
TOOLS = {"Rematch", "FadePreview", "LayerEvaluator", "Reflectance", "CustomFadeModel", "QualityLog"}
ERRORS = {name for name, one in vars(u.errors).items() if inspect.isclass(one) and issubclass(one, Exception)}


def public_classes():
    """All classes that anyone can import from undertone without an underscore."""
    found = {}
    for info in pkgutil.walk_packages(u.__path__, "undertone."):
        if (
            "._" in info.name
            or info.name.startswith("undertone.studio")
            or info.name in ("undertone.demo", "undertone.report", "undertone.plots")
        ):
            continue
        module = __import__(info.name, fromlist=["_"])
        for name, one in vars(module).items():
            ours = inspect.isclass(one) and one.__module__.startswith("undertone.") and "_core" not in one.__module__
            if ours and not name.startswith("_") and name not in ("Value", "Any"):
                found[one.__name__] = one
    return {name: one for name, one in found.items() if name not in TOOLS | ERRORS and "._" not in one.__module__}


def treatment_samples(client, line, blend, folder):
    """The workflow's values: sessions, corrections, forecasts, and a client of whom something is assumed."""
    for name, lab in (("skin", "66,9.8,17.2"), ("fringe", "58,7.0,13.9")):
        (folder / f"{name}.csv").write_text(f"name,L*,a*,b*\nr,{lab}\n")
    assumed = u.read_client(skin=folder / "skin.csv", fringe=folder / "fringe.csv", illuminant="D65", observer="2")
    reading = u.HealedReading([], lab=(58, 8.5, 16), scale=client.scale)
    record = u.SessionRecord(blend, 45, healed=reading, date=datetime.date(2026, 5, 1))
    quick = {"recipe_count": 1, "max_inks": 1}
    return [
        assumed, record, u.plan_session(client, line, sessions=[record], **quick),
        u.correct_client_cup(client, blend, 3.0, **quick), u.forecast_client(client, line, blend=blend, draws=0, years=[1]),
    ]  # fmt: skip


def pack_samples():
    """A line with lots in a signed pack, and a recall of one of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        black = u.Ink("black", {"carbon_black": 150}, lots=[u.InkLot("A1", "2027-03-31"), u.InkLot("A2", "2028-03-31")])
        (folder / "line.toml").write_text(u.Line(inks=[black]).to_toml())
        supply.make_signing_key(folder / "key")
        pack = supply.write_ink_pack(
            folder / "own.inkpack", folder / "line.toml", folder / "key", certificates={"A2": folder / "line.toml"}
        )
    sessions = """[[sessions]]
parts = { black = 1, ash = 1 }
water_parts = 20
density_per_cm2 = 60
lots = { black = "A2" }
"""
    recall = supply.recall_lot("A2", cards=[("anna/sessions.toml", sessions), ("damaged", "{"), ("plan", "water_parts = 3")])
    chosen = pack.line.with_lots({"black": "A2"})
    return [
        pack, chosen, chosen["black"], pack.line["black"].lots, pack.line.pack, u.line_report(chosen, "2026-05-01"), recall,
        *recall.uses, *recall.unrecorded, *recall.unread,
        u.SessionRecord(u.Blend({"black": 1}, 20, line=chosen), 60, lots={"black": "A2"}, needle_lot="N1"),
    ]  # fmt: skip


def ink_samples():
    """An ink by two of its films, by its label, a mixture of it, and the sample line."""
    line = u.Line(inks=[u.Ink("ink", {"hematite": 60, "carbon_black": 10})])
    films = [
        supply.InkFilm(u.film_reflectance(u.Blend({"ink": 1}, 30, line=line), card, 0.1), card, backing, 30, 0.1, True)
        for backing, card in (("white", np.full(81, 0.85)), ("black", np.full(81, 0.03)))
    ]
    found = supply.characterise_ink(films)
    seen = supply.LabFilm([52.0, 10.0, 18.0], 20, 0.1)
    cuvette = supply.CuvetteReading(np.full(81, 0.5), 9999)
    folder = ROOT / "data" / "sample_line"
    return [
        *films, found, seen, cuvette, supply.ink_from_label(["CI 77491", "CI 77266"], seen),
        supply.check_mixtures(line, [({"ink": 1}, films[0])]), supply.check_line_folder(folder),
        supply.characterise_line(folder, ink="sample_black", today="2026-05-01"), supply.NextFilm("black", 80.0, 0.1, 0.05),
        supply.line_dossier("demo", clients=2, today="2026-05-01"), *pack_samples(),
    ]  # fmt: skip


def supply_samples(line, folder):
    """What a supplier is told of a line."""
    few = {"clients": 6, "skin_classes": ["light", "brown"], "hair_colors": ["black"], "fade_draws": 0, "today": ""}
    covered = supply.coverage(line, **few)
    narrow = {"never_use": ["pure_black"], "tolerance_delta_e_2000": 2.0}
    without = supply.coverage(line, **few, **narrow)
    (folder / "results.csv").write_text(
        "substance,cas,value,unit,laboratory,date\nlead,7439-92-1,0.9,mg/kg,Lab A,2026-01-10\n"
    )
    limits, results = supply.load_limit_list(), supply.load_lab_results(folder / "results.csv")
    screened = supply.screen(limits, results, line)
    return [
        covered, without, supply.compare_coverage(covered, covered), limits, *results, screened, supply.claims_from(covered, screened),
        supply.check_claim("a safe ink"), supply.line_ladder(line, ["ash"], skin_classes=["tan"], water_ladder=[0, 4, 20, 40]),
        supply.FlaggedStep("ash", 0.0, 4.0, -0.2, 0.3, "reverses", "more water heals darker"),
        supply.suggest_new_ink(line, without, colorants=["carbon_black"], screened_clients=1, refinements=1),
    ]  # fmt: skip


def film_readings(scale=1.0, count=4, seed=1):
    """Readings of an opaque brown film, each a little off."""
    random = np.random.default_rng(seed)
    nm = np.array(u.wavelengths_nm)
    k = scale * (1.2 + 9 * np.exp(-(nm - 380) / 120))
    film = 1 / (1 + k + np.sqrt(k * k + 2 * k))
    return [
        u.Measurement(
            "film", nm, film * (1 + 0.004 * random.normal() + 0.002 * random.normal() * (nm - 580) / 200), geometry="8/d SCE"
        )
        for _ in range(count)
    ]


def quality_samples(folder):
    """A weak batch with all that is known of it, its log and chart, and a gauge study."""
    line = u.load_line()
    check = supply.check_batch(
        film_readings(), film_readings(0.9, seed=2), 1.0, "the supplier", ink="mid_brown", lot="L1", line=line,
        other_masters={"black": film_readings(4, seed=3)}, over_black=film_readings(0.9, seed=4),
    )  # fmt: skip
    readings = [
        supply.GaugeReading(a, t, p, float(i))
        for i, (a, t, p) in enumerate((a, t, p) for a in "AB" for p in "123" for t in "12")
    ]
    log = supply.QualityLog(folder / f"samples_{len(list(folder.iterdir()))}.log")
    log.add(check, today="2026-05-01")
    films = tuple(
        supply.ExposedReading("mid_brown", float(dose), one)
        for dose in (0, 100, 400, 800)
        for one in film_readings(float(np.exp(-1e-3 * dose)), 2, seed=dose)
    )
    series = supply.ExposureSeries(films, "MJ_per_m2", True, None, "ASTM D4303 method C")
    fades = supply.lightfastness(series, exposure_per_year=250, year_behind_glass=True, stated_by="the supplier")
    return [
        series,
        fades,
        supply.LightfastnessRating.of("ASTM II"),
        check,
        *log.entries(),
        supply.control_chart([1, 2, 1.5, 9]),
        *supply.control_rules(),
        supply.gauge_study(readings, 5.0),
        *readings,
    ]


def photo_of_a_card():
    spec = importlib.util.spec_from_file_location("test_photo", Path(__file__).with_name("test_photo.py"))
    test_photo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(test_photo)
    return u.measure_photo(test_photo.photo(), test_photo.REGION, test_photo.CORNERS)


def values_by_class(folder):
    """Samples of each class, by its name, nested ones among them."""
    line = u.load_line()
    client = u.read_client(KIT / "medium")
    blend = u.Blend({"pure_black": 2, "mid_brown": 1}, 20, line=line)
    dots = u.Dots()
    plan = u.FadePlan(blend, dots, touch_ups=(u.TouchUp(400, 0.3),))
    match = u.match(client.skin, client.target, line, dots, recipe_count=1)
    forecast = u.simulate_fade(client.skin, plan, draws=4, target=client.target)
    series = u.FadeSeries(client.skin, plan, [u.Visit(60, lab=(52, 8, 16), diameter_mm=0.13), u.Visit(400, density_score=7)])
    fit = u.fit_fade(series)
    model = u.FadeModel(client.skin, plan)
    belief = u.HealingBelief(client.skin_fit, dots)
    session = u.SessionDots.of(blend, dots, 60)
    area = u.standing_area(client.skin, [session], retention=0.6)
    reading = u.HealedReading([session], reflectance=area)
    update = u.update_from_healed(belief, reading)
    card = np.full(81, 0.85)
    film = u.film_reflectance(blend, card, 0.05)
    drawdown = u.Drawdown(card, reflectance=film)
    found = u.read_drawdowns(blend, drawdown)
    layers = ([1.0], [0.1], [10.0], [0.8])
    picture = icc.picture_from_lab(np.full((4, 4, 3), 50.0))
    clients = [(belief, reading)] * 5
    look = u.appearance(client.skin, blend, dots)
    measurements = u.read_measurements(KIT / "medium" / "skin.csv")
    things = [
        line, line["pure_black"], client, client.stubble, client.skin_fit, blend, plan, match, forecast, series, fit, model,
        belief, session, reading, update, found, drawdown, u.practitioner_bias(clients), u.Habits(), u.SessionShares((0.3, 0.4, 0.3)),
        blend.cup(10), look, u.resample(u.wavelengths_nm, client.target),
        u.next_session(update.belief, [session], client.target, line, dots, draws=20),
        u.correct_cup(belief, blend, 5.0, client.target, dots, found=found),
        u.match_dots(client.skin, client.target, line, dots, diameters_mm=(0.12,), recipe_count=1),
        u.fade_ensemble(u.EnsembleClient(client.skin, plan, name="one"), [100, 1000], 20, colour=True),
        u.EnsembleClient(client.skin, plan), fit.sample(4, chains=1, warm_up=2), fit.directions()[0], fit.profile(fit.names[0], [1.0]),
        fit.next_visit([700])[0], u.plan_touch_up(client.skin, plan, draws=20, horizon_years=1.0),
        model.simulate_many(model.medians, [100, 400], keep_states=True), model.sensitivities([100, 400]),
        fade_sobol(client.skin, plan, 400, "pigment_left", samples=8),
        u.HairMelanin.of("dark_brown"), u.fit_strand(u.HairMelanin.of("blond").strand), u.skin_population([client.skin_fit] * 9),
        optics.radiative_transfer(*layers), optics.reflectance_with_derivatives(*layers),
        picture, icc.profile_info(), icc.soft_proof(np.full((2, 3), 50.0), None), exposure.lamp(10, 0.3),
        u.measure_photo(icc.picture_from_lab(np.full((60, 90, 3), 50.0)), (0, 0, 5, 5), None), photo_of_a_card(),
        u.check_appearance(client.skin, blend, dots, bands=3, photons=1000), client.skin.layers, look.lab(), line.colorants,
        optics.monte_carlo_paths(*layers, photons=200),
        u.PetabProblem(series, model, model.medians, (u.StateReading(100, "top_mm", 0.2, 0.02),)),
        model.parameters, pigment_optics(line, np.ones(len(line.colorants))),
        u.instrument_presets()[1], *treatment_samples(client, line, blend, folder),
        u.check(measurements), measurements[0], u.average_readings(measurements), u.line_report(line, "2026-05-01"), u.InkDose(),
        nearest_inks(line["ash"], [line["blond"]])[0],
        FadePreview(client.skin, plan).look(plan, [0.2, 3.0], draws=2),
        forecast_done(belief, [session], [0.0], 400.0, client.scale, draws=20),
        u.ladder(client.skin, line, ["pure_black"], target=client.target, water_ladder=[4, 20]), *ink_samples(), *supply_samples(line, folder), *quality_samples(folder),
    ]  # fmt: skip
    by_name = {}

    def walk(thing):
        if isinstance(thing, tuple(public_classes().values())):
            by_name.setdefault(type(thing).__name__, []).append(thing)
        if isinstance(thing, Value):
            walk(list(thing._state().values()))
        elif isinstance(thing, (list, tuple)):
            for item in thing:
                walk(item)
        elif isinstance(thing, dict):
            walk(list(thing.values()))

    walk(things)
    return by_name
