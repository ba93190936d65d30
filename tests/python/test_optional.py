"""Property: NumPy is all that undertone needs; everything else is asked for only where it is used."""

import subprocess
import sys
import textwrap

import pytest


def run_without(modules, code):
    blocked = f"import sys\nfor name in {modules!r}: sys.modules[name] = None\n"
    done = subprocess.run(
        [sys.executable, "-c", blocked + textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


OPTIONAL = ["matplotlib", "xarray", "weasyprint", "scipy", "pandas", "libsbml", "petab"]


def test_the_main_job_needs_numpy_alone():
    run_without(
        OPTIONAL,
        """
        import undertone as u
        skin = u.Skin()
        report = u.match(skin, u.fringe_reflectance(skin, "dark_brown"), u.load_line(), u.Dots(), recipe_count=1)
        report._repr_html_()
        u.simulate_fade(skin, u.FadePlan(u.Blend({"pure_black": 1})))._repr_html_()
        """,
    )


def test_importing_loads_nothing_optional():
    code = f"import sys, undertone; print([name for name in {OPTIONAL!r} if name in sys.modules])"
    assert run_without([], code).strip() == "[]"


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("matplotlib", "from undertone import plots; plots.swatches({'a': [50, 0, 0]})"),
        ("xarray", "u.simulate_fade(u.Skin(), u.FadePlan(u.Blend({'pure_black': 1}))).to_xarray()"),
        ("libsbml", "u.write_sbml('model.xml', u.FadeModel(u.Skin(), u.FadePlan(u.Blend({'pure_black': 1}))))"),
        (
            "petab",
            "u.write_petab('.', u.FadeSeries(u.Skin(), u.FadePlan(u.Blend({'pure_black': 1})), [u.Visit(99, diameter_mm=0.1)]))",
        ),
        ("weasyprint", "u.Card('', '<p>', '{}').write('card.pdf')"),
    ],
)
def test_what_is_missing_is_named(module, code):
    program = f"""
try:
    import undertone as u
    {code}
except ImportError as error:
    print(error.name or error)
"""
    assert run_without([module], program).strip().startswith(module)
