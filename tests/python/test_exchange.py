"""Reference, consistency, property: fade models as SBML, simulated by libRoadRunner, and calibration problems as PEtab, checked by its
own library, against what undertone computes; and what is refused."""

import logging
import re
import signal
import stat
import warnings
from dataclasses import replace

import numpy as np
import pytest
import undertone as u
from undertone.fade._problem import Client, likelihood
from undertone.fade.exchange._common_equations import light_series
from undertone.fade.exchange._ids import Ids

libsbml = pytest.importorskip("libsbml")
as_it_was = signal.pthread_sigmask(signal.SIG_BLOCK, [])
roadrunner = pytest.importorskip("roadrunner")
signal.pthread_sigmask(
    signal.SIG_SETMASK, as_it_was
)  # libRoadRunner blocks SIGPIPE, for every test and command that follows
petab = pytest.importorskip("petab.v1")

MODELS = ("two_rate", "mechanistic")
BLEND = u.Blend({"dark_brown": 1}, 10)
YEAR = 365.25
PLAN = u.FadePlan(
    BLEND,
    touch_ups=(u.TouchUp(4 * YEAR, 0.5), u.TouchUp(4 * YEAR, 0.3, u.Blend({"pure_black": 1}, 20))),
    habits=u.Habits(latitude_deg=35, outdoor_share=0.2, start_day_of_year=200),
)
TIMES = [0.0, 0.5, 5.0, 10.0, 15.0, 30.0, 62.0, YEAR, 1460.0, 4 * YEAR, 1462.0, 2000.0, 10 * YEAR]


@pytest.fixture(params=MODELS)
def model(request, skin):
    return u.FadeModel(skin, PLAN, request.param)


def pool_id(model, state):
    return Ids(model)(state.removesuffix("_mg_per_ml"))


def simulated(path, model, times):
    """States and what is seen, (T, S + K), by libRoadRunner's CVODE."""
    runner = roadrunner.RoadRunner(str(path))
    runner.integrator.absolute_tolerance, runner.integrator.relative_tolerance = 1e-13, 1e-10
    runner.integrator.maximum_num_steps = 100_000
    runner.timeCourseSelections = [pool_id(model, name) for name in model.state_names] + [
        Ids(model)(name) for name in model.seen_names
    ]
    return np.array(runner.simulate(times=times))


def worst_difference(path, model, values, times):
    ours = model.simulate_many(values, times, rtol=1e-10, keep_states=True)
    assert ours.status == ("ok",)
    both = np.hstack([ours.states[0], ours.seen[0]])
    scale = np.abs(both).max(axis=0)
    assert (scale > 0).sum() > 20  # titanium dioxide is in neither blend
    return (np.abs(simulated(path, model, times) - both) / np.where(scale > 0, scale, 1)).max()


# ---- SBML


@pytest.mark.parametrize("seed", [None, 3])
def test_another_simulator_follows_ten_years_with_touch_ups(model, seed, tmp_path):
    values = model.medians if seed is None else model.draw(1, seed=seed)[0]
    u.write_sbml(tmp_path / "model.xml", model, values)
    assert worst_difference(tmp_path / "model.xml", model, values, TIMES) < 1e-7


@pytest.mark.parametrize("name", MODELS)
def test_polar_nights_are_followed(name, skin, tmp_path):
    habits = u.Habits(latitude_deg=69.6, outdoor_share=0.5, start_day_of_year=340)
    model = u.FadeModel(skin, u.FadePlan(BLEND, u.Dots(top_mm=0.05), habits=habits), name)
    u.write_sbml(tmp_path / "model.xml", model)
    assert worst_difference(tmp_path / "model.xml", model, model.medians, TIMES) < 1e-5


def test_light_is_the_engines():
    for latitude, most in ((-35, 1e-9), (0, 1e-9), (60, 1e-9), (72, 1e-5), (-90, 2e-4)):
        *_, off = light_series(u.Habits(latitude_deg=latitude)._to_core())
        assert off < most
    dark = light_series(u.Habits(outdoor_share=0)._to_core())
    assert not np.hstack(dark[:3]).any()


def test_libsbml_finds_nothing_wrong_units_included(model, tmp_path):
    u.write_sbml(tmp_path / "model.xml", model)
    document = libsbml.readSBMLFromFile(str(tmp_path / "model.xml"))
    assert (document.getLevel(), document.getVersion()) == (3, 2)
    document.checkConsistency()
    assert not [document.getError(i).getMessage() for i in range(document.getNumErrors())]


def test_a_wrong_unit_would_be_found(model, tmp_path):
    u.write_sbml(tmp_path / "model.xml", model)
    text = (tmp_path / "model.xml").read_text()
    wrong = re.sub(r'(<parameter[^>]* id="depth"[^>]*units=")dimensionless"', r'\1mm"', text)
    assert wrong != text
    document = libsbml.readSBMLFromString(wrong)
    assert document.checkConsistency() > 0


def test_pigment_is_kept_between_sessions(model, tmp_path):
    u.write_sbml(tmp_path / "model.xml", model)
    runner = roadrunner.RoadRunner(str(tmp_path / "model.xml"))
    runner.integrator.relative_tolerance = 1e-9
    of_hematite = [pool_id(model, name) for name in model.state_names if "[hematite]" in name]
    runner.timeCourseSelections = of_hematite
    assert len(of_hematite) in (5, 6)
    total = np.array(runner.simulate(times=[0.0, 21.0, 500.0, 1460.0])).sum(axis=1)[1:]
    np.testing.assert_allclose(total, total[0], rtol=1e-8)
    assert total[0] > 0.1


def test_the_model_comes_back(model, tmp_path):
    for values in (model.medians, model.draw(1, seed=5)[0]):
        u.write_sbml(tmp_path / "model.xml", model, values, overwrite=True)
        again, found = u.read_sbml(tmp_path / "model.xml")
        assert again == model
        np.testing.assert_array_equal(found, values)
    assert stat.S_IMODE((tmp_path / "model.xml").stat().st_mode) == 0o600


def changed(path, change):
    """The file after another program has had it."""
    document = libsbml.readSBMLFromFile(str(path))
    change(document.getModel())
    libsbml.writeSBMLToFile(document, str(path))


def test_values_that_another_program_fitted_come_back(model, tmp_path):
    path = tmp_path / "model.xml"
    u.write_sbml(path, model)
    changed(path, lambda m: m.getParameter("clearance_factor__hematite").setValue(1.75))
    again, values = u.read_sbml(path)
    wanted = model.medians
    wanted[model.index_of("clearance_factor[hematite]")] = 1.75
    assert again == model
    np.testing.assert_array_equal(values, wanted)
    changed(path, lambda m: m.getParameter("light").unsetNotes())
    u.read_sbml(path)


def more_of(element, id):
    copy = element.clone()
    copy.setId(id)
    return copy


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda m: m.getParameter("session_2_time").setValue(11.0), "session_2_time.* stands where"),
        (lambda m: m.getParameter("dose_cos_3").setValue(0.1), "dose_cos_3"),
        (lambda m: m.getReaction(0).getKineticLaw().setMath(libsbml.parseL3Formula("0")), "reaction"),
        (lambda m: m.removeReaction(2), "reaction"),
        (lambda m: m.getEvent(1).removeEventAssignment(0), "event session_2"),
        (lambda m: m.getEvent(1).setUseValuesFromTriggerTime(True), "event session_2"),
        (lambda m: m.getSpecies(0).setInitialAmount(1.0), "species"),
        (lambda m: m.addParameter(more_of(m.getParameter("retention"), "zz_more")), "zz_more"),
        (lambda m: m.removeParameter("healing_rate"), "healing_rate"),
        (lambda m: m.getParameter("retention").setValue(-1.0), "retention"),
        (lambda m: m.getParameter("retention").setValue(9.0), "retention"),
        (lambda m: m.getParameter("retention").setValue(np.nan), "retention"),
        (lambda m: m.unsetAnnotation(), "register_fade_model"),
        (lambda m: m.setAnnotation('<fade:model xmlns:fade="urn:undertone:fade">{}</fade:model>'), "annotation is damaged"),
    ],
)
def test_what_was_changed_is_refused_and_named(change, match, skin, tmp_path):
    path = tmp_path / "model.xml"
    u.write_sbml(path, u.FadeModel(skin, PLAN))
    changed(path, change)
    with pytest.raises(u.DataError, match=match):
        u.read_sbml(path)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "no SBML"),
        (b"\x00\xff not at all", "no SBML"),
        (b"<html/>", "no SBML"),
        (b'<!DOCTYPE sbml [<!ENTITY a "b">]><sbml/>', "document type"),
        ('<?xml version="1.0" encoding="UTF-16"?><sbml/>'.encode("utf-16"), "no SBML"),
        (b'<?xml version="1.0" encoding="latin-1"?><sbml/>', "save it in UTF-8"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "nested more than"),
        (b"<sbml xmlns='http://www.sbml.org/sbml/level3/version2/core' level='3' version='2'/>", "not written by undertone"),
    ],
)
def test_other_files_are_refused(content, match, tmp_path):
    (tmp_path / "other.xml").write_bytes(content)
    with pytest.raises(u.DataError, match=match):
        u.read_sbml(tmp_path / "other.xml")
    with pytest.raises(u.DataError, match="no such file"):
        u.read_sbml(tmp_path / "none.xml")


@pytest.mark.parametrize(
    ("element", "opened", "closed"), [("<p>[^<]*</p>", "<p>", "</p>"), ("<ci>[^<]*</ci>", "<apply><minus/>", "</apply>")]
)
def test_deep_nesting_is_refused(element, opened, closed, skin, tmp_path):
    """libSBML itself overflows the stack."""
    path = tmp_path / "model.xml"
    u.write_sbml(path, u.FadeModel(skin, PLAN))
    deep, count = re.subn(element, lambda found: opened * 50_000 + found[0] + closed * 50_000, path.read_text(), count=1)
    assert count == 1
    path.write_text(deep)
    with pytest.raises(u.DataError, match="nested more than"):
        u.read_sbml(path)


def test_damaged_files_are_refused_or_give_the_model(skin, tmp_path):
    path = tmp_path / "model.xml"
    u.write_sbml(path, u.FadeModel(skin, u.FadePlan(BLEND)))
    whole, random = path.read_bytes(), np.random.default_rng(1)
    refused = 0
    for _ in range(60):
        damaged = bytearray(whole)
        for at in random.integers(0, len(whole), random.integers(1, 5)):
            damaged[at] = random.integers(0, 256)
        path.write_bytes(damaged[: random.integers(1, len(whole))] if random.random() < 0.3 else damaged)
        try:
            u.read_sbml(path)
        except u.DataError:
            refused += 1
    assert refused > 10


def test_what_sbml_cannot_say_is_not_written(skin, tmp_path):
    class Still:
        state_names = ("ink",)
        parameters = ()

        def __init__(self, line, dots, plan):
            self.colorants = len(line.colorants)

        def rhs(self, t_days, y, values):
            return 0 * y

        def apply(self, session, deposit, y, values):
            return y + deposit.sum()

        def see(self, y, values):
            return np.concatenate([np.full(self.colorants, 1e-3), [0.06, 0.06, 0.45, 0.1]])

        def accounted(self, y, values):
            return np.repeat(y, self.colorants)

        in_skin = accounted

    u.register_fade_model("still", Still)
    with pytest.raises(u.UnsupportedError, match="'still' is written in Python"):
        u.write_sbml(tmp_path / "model.xml", u.FadeModel(skin, PLAN, "still"))
    model = u.FadeModel(skin, PLAN)
    with pytest.raises(u.DomainError, match=r"values\.shape"):
        u.write_sbml(tmp_path / "model.xml", model, [1.0])
    with pytest.raises(u.DomainError, match="retention is more than twice"):
        u.write_sbml(tmp_path / "model.xml", model, model.medians * np.where(np.arange(len(model.medians)), 1, 30))
    assert not list(tmp_path.iterdir())
    u.write_sbml(tmp_path / "model.xml", model)
    with pytest.raises(u.DataError, match="exists"):
        u.write_sbml(tmp_path / "model.xml", model)


@pytest.fixture
def strange_plan():
    """Colorants whose names no other program takes."""
    known = {one.id: one for one in u.load_line().colorants}
    names = ("1 rosso & é]", "1_rosso & é]", "1_rosso___é_", 'x["<a>"]_mg_per_ml')
    own = [replace(one, id=name) for one, name in zip(known.values(), names, strict=True)]
    line = u.Line(inks=[u.Ink("ink", dict.fromkeys(names, 20.0))], colorants=own)
    return u.FadePlan(u.Blend({"ink": 1}, 10, line=line))


@pytest.mark.parametrize("name", MODELS)
def test_colorants_may_have_any_name(name, strange_plan, skin, tmp_path):
    model = u.FadeModel(skin, strange_plan, name)
    u.write_sbml(tmp_path / "model.xml", model)
    assert u.read_sbml(tmp_path / "model.xml")[0] == model
    assert worst_difference(tmp_path / "model.xml", model, model.medians, TIMES) < 1e-7
    series = u.FadeSeries(skin, strange_plan, [u.Visit(62.0, diameter_mm=0.14)])
    readings = tuple(u.StateReading(100.0, quantity, 0.2, 0.1) for quantity in model.seen_names)
    u.write_petab(tmp_path, series, name, state_readings=readings, overwrite=True)
    assert u.read_petab(tmp_path).state_readings == readings


# ---- PEtab

READINGS = (u.StateReading(100.0, "in_skin[hematite]_mg_per_ml_mm", 0.55, 0.05), u.StateReading(0.0, "top_mm", 0.2, 0.01))


@pytest.fixture
def series(skin):
    return u.FadeSeries(
        skin,
        PLAN,
        [
            u.Visit(20.0, lab=(52, 8, 16), diameter_mm=0.13),
            u.Visit(62.0, diameter_mm=0.1412345678901),
            u.Visit(400.0, density_score=7),
            u.Visit(1500.0, diameter_mm=0.171),
        ],
        name="client",
        scale=u.ReadingScale("8/d SCE"),
        diameter_sd=0.07,
    )


COLORS = ("lab", "density_score")


@pytest.fixture
def quiet_petab():
    """The library's own use of pandas is no matter of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@pytest.mark.usefixtures("quiet_petab")
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("readings", [(), READINGS])
def test_petabs_own_checks_pass(series, name, readings, tmp_path, caplog):
    u.write_petab(tmp_path, series, name, state_readings=readings, leave_out=COLORS)
    problem = petab.Problem.from_yaml(str(tmp_path / "problem.yaml"))
    with caplog.at_level(logging.ERROR):
        assert not petab.lint_problem(problem), caplog.text
    estimated = {problem.parameter_df.parameterName[id] for id in problem.x_free_ids}
    model = u.FadeModel(series.skin, series.plan, name)
    unused = {"clearance_factor[titanium_dioxide]", "photolysis[titanium_dioxide]"}
    assert estimated == set(model.parameter_names) - unused


@pytest.mark.parametrize("name", MODELS)
def test_the_problem_comes_back_whole(series, name, tmp_path):
    model = u.FadeModel(series.skin, series.plan, name)
    values = model.draw(1, seed=8)[0]
    u.write_petab(tmp_path / "new", series, name, values=values, state_readings=READINGS, leave_out=COLORS)
    found = u.read_petab(tmp_path / "new")
    assert found.series == series
    assert found.model == model
    np.testing.assert_array_equal(found.values, values)
    assert found.state_readings == READINGS
    assert {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "new").iterdir()} == {0o600}


@pytest.mark.usefixtures("quiet_petab")
def test_petab_reckons_the_likelihood_that_the_fit_does(skin, tmp_path):
    """Of the trajectory of another simulator. PEtab's is of the diameter, the fit's of its logarithm."""
    visits = [u.Visit(20.0, diameter_mm=0.13), u.Visit(62.0, diameter_mm=0.141), u.Visit(1500.0, diameter_mm=0.171)]
    series = u.FadeSeries(skin, PLAN, visits, diameter_sd=0.07)
    model = u.FadeModel(skin, PLAN)
    values = model.draw(1, seed=2)[0]
    u.write_petab(tmp_path, series, values=values)
    problem = petab.Problem.from_yaml(str(tmp_path / "problem.yaml"))
    measured = problem.measurement_df
    at = model.n_states + model.seen_names.index("dot_variance_mm2")
    variance = simulated(tmp_path / "model.xml", model, [0.0, *measured.time])[1:, at]
    shown = measured.rename(columns={"measurement": "simulation"}).assign(simulation=4 * np.sqrt(variance))
    theirs = petab.calculate_llh(measured, shown, problem.observable_df, problem.parameter_df)
    client = Client(series, "two_rate", 1e-9)
    readings = client.readings(series.visits)
    ours = likelihood(readings, client.predict(values, series.times_days, readings)[0])[2]
    assert theirs == pytest.approx(ours - np.log([visit.diameter_mm for visit in visits]).sum(), abs=1e-5)
    # The priors too: of log values, but for the constant that the scale brings.
    free = problem.parameter_df[problem.parameter_df.estimate == 1]
    for row, (center, spread) in zip(
        free.index, (map(float, text.split(";")) for text in free.objectivePriorParameters), strict=True
    ):
        one = model.parameters[[Ids(model)(name) for name in model.parameter_names].index(row)]
        assert (np.exp(center), spread) == (pytest.approx(one.median), one.log_sd)
        assert free.lowerBound[row] < one.median < free.upperBound[row]


def rewritten(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_changes_in_the_tables_count(series, tmp_path):
    u.write_petab(tmp_path, series, leave_out=COLORS)
    rewritten(tmp_path / "measurements.tsv", "0.1412345678901", "0.15")
    with (tmp_path / "measurements.tsv").open("a") as out:
        out.write("reading_diameter_mm\ttreatment\t0.2\t3000.0\t\n")
    rewritten(tmp_path / "observables.tsv", "0.07", "0.09")
    found = u.read_petab(tmp_path).series
    assert [visit.diameter_mm for visit in found.visits] == [0.13, 0.15, None, 0.171, 0.2]
    assert found.visits[0].lab is not None
    assert found.diameter_sd == 0.09


@pytest.mark.parametrize(
    ("file", "old", "new", "match"),
    [
        ("parameters.tsv", "healing_rate", "healing_rates", "strange: healing_rates; missing: healing_rate"),
        ("parameters.tsv", "logNormal", "normal", "the prior of .* was changed"),
        ("parameters.tsv", "parameterId", "id", "no table of PEtab"),
        ("parameters.tsv", "\t0.17\t", "\t-0.17\t", "negative"),
        ("observables.tsv", "4 * sqrt", "5 * sqrt", "observableFormula .* was changed"),
        ("observables.tsv", "\tlog\t", "\tlin\t", "observableTransformation .* was changed"),
        ("measurements.tsv", "\ttreatment", "\tother", "not of this problem"),
        ("measurements.tsv", "62.0", "20.000001", "two diameters"),
        ("measurements.tsv", "62.0", "soon", "not what write_petab writes"),
        ("measurements.tsv", "0.1412345678901", "-1", "diameter_mm"),
        ("undertone_series.json", "FadeSeries", "Dots", "undertone_series.json"),
        ("undertone_series.json", '"outdoor_share": 0.2', '"outdoor_share": 0.3', "are not those of model.xml"),
        ("undertone_series.json", "{", "[", "JSON"),
        ("model.xml", "<model", "<modal", "no SBML|not written by undertone"),
    ],
)
def test_damaged_problems_are_refused_with_the_file(series, file, old, new, match, tmp_path):
    u.write_petab(tmp_path, series, leave_out=COLORS)
    rewritten(tmp_path / file, old, new)
    with pytest.raises(u.Error, match=match) as refused:
        u.read_petab(tmp_path)
    assert isinstance(refused.value, (u.DataError, u.DomainError))


def test_a_missing_table_is_named(series, tmp_path):
    u.write_petab(tmp_path, series, leave_out=COLORS)
    (tmp_path / "observables.tsv").unlink()
    with pytest.raises(u.DataError, match=r"observables\.tsv.*no such file"):
        u.read_petab(tmp_path)


def test_colours_are_refused_not_dropped(series, tmp_path):
    with pytest.raises(u.UnsupportedError, match=r"day 20: PEtab cannot hold lab"):
        u.write_petab(tmp_path, series)
    with pytest.raises(u.UnsupportedError, match=r"day 400: PEtab cannot hold density_score"):
        u.write_petab(tmp_path, series, leave_out=["lab"])
    with pytest.raises(u.DomainError, match="socks"):
        u.write_petab(tmp_path, series, leave_out=["socks"])
    only_colors = u.FadeSeries(series.skin, PLAN, [u.Visit(20.0, lab=(52, 8, 16))])
    with pytest.raises(u.DomainError, match="nothing to fit"):
        u.write_petab(tmp_path, only_colors, leave_out=COLORS)
    with pytest.raises(u.DomainError, match="state_readings: quantity"):
        u.write_petab(tmp_path, series, leave_out=COLORS, state_readings=[u.StateReading(1, "hair", 1, 1)])
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_unasked(series, tmp_path):
    u.write_petab(tmp_path, series, leave_out=COLORS)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    with pytest.raises(u.DataError, match="exists"):
        u.write_petab(tmp_path, series, "mechanistic", leave_out=COLORS)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before
    u.write_petab(tmp_path, series, "mechanistic", leave_out=COLORS, overwrite=True)
    assert u.read_petab(tmp_path).model.name == "mechanistic"


@pytest.mark.parametrize("bad", [{"time_days": -1}, {"time_days": np.nan}, {"value": np.inf}, {"sd": 0.0}])
def test_bad_readings_of_states_are_refused(bad):
    with pytest.raises(u.DomainError):
        u.StateReading(**{"time_days": 1.0, "quantity": "top_mm", "value": 0.2, "sd": 0.1, **bad})
