"""Reference, consistency: the figures of the accuracy page (notebooks/docs/accuracy.csv) are those of this engine."""

import accuracy
import pytest

AGAIN = "if the new figure is right, write it: ./dev python notebooks/docs/make/accuracy.py"


def compare(make):
    pinned = {one.quantity: one for one in accuracy.pinned() if one.made_by == make.__name__}
    measured = {one.quantity: one for one in make()}
    assert measured.keys() == pinned.keys(), AGAIN
    for quantity, now in measured.items():
        then = pinned[quantity]
        assert (now.subject, now.unit, now.cases, now.against) == (then.subject, then.unit, then.cases, then.against), AGAIN
        if then.value < 1e-7:  # rounding, which compilers differ in
            assert now.value <= 3 * then.value, f"{quantity}; {AGAIN}"
        else:
            assert now.value == pytest.approx(then.value, rel=0.02), f"{quantity}; {AGAIN}"


@pytest.mark.parametrize("make", accuracy.ALONE, ids=lambda make: make.__name__)
def test_figures_are_those_of_this_engine(make):
    compare(make)


@pytest.mark.shared
@pytest.mark.parametrize("make", accuracy.WITH_SHARED_FILES, ids=lambda make: make.__name__)
def test_figures_from_files_of_others_are_those_of_this_engine(make):
    compare(make)


def test_every_figure_has_its_maker():
    makers = {make.__name__ for make in (*accuracy.ALONE, *accuracy.WITH_SHARED_FILES)}
    assert {one.made_by for one in accuracy.pinned()} == makers
