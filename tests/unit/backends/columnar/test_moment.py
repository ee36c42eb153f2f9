"""The rulebook on one day: what of a frame rests on what, and between which days its dates lie."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.rulebooks import WORDS, condition, entry, fact, formula, parameter, small_guide

from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.parts import Unfit
from sxguide.backends.columnar.sources import Sources
from sxguide.backends.columnar.stages import Stages
from sxguide.values import Unknown

ON = dt.date(2026, 6, 1)
FIRST, LAST = dt.date(1850, 1, 1), dt.date(2150, 12, 31)
LIMITS = {
    "born": "person.birth_date <= application.date",
    "hired": "person.hired <= application.date",
    "opened": "person.other_date <= param.fund.opened_on",
    "others": "person.birth_date < application.date",
    "months": "person.months <= param.fund.months",
}
GUIDE = small_guide(
    condition("one", "person.able = true"),
    facts={
        "person.other_date": fact("date"),
        "person.hired": fact("date", default="person.birth_date"),
    },
    parameters={
        "fund.opened_on": parameter("date", entry("2200-01-01")),
        "fund.months": parameter("integer", entry(12)),
        "fund.gap": parameter("integer", entry(3, until="2020-12-31")),
    },
    definitions={
        "fund.grown": formula("date", 'person.birth_date + duration("P18Y")'),
        "fund.several": formula("date", "if person.able then person.birth_date else null"),
    },
    constraints=[{"id": name, "holds": holds, "label": WORDS} for name, holds in LIMITS.items()],
)
LIMIT = {each.id: each for each in GUIDE.rulebook.constraints}
DATES = ("person.birth_date", "person.other_date", "person.hired")


def moment(columns):
    sources = Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])
    frame = pl.DataFrame({name: pl.Series([None], dtype=dtype) for name, dtype in columns.items()})
    return Moment(sources, take_in(GUIDE.rulebook, frame, None, ON), ON, Stages("~"))


@pytest.mark.parametrize(
    ("limit", "name", "dtype", "last"),
    [
        ("born", "person.birth_date", pl.Date, ON),
        ("opened", "person.other_date", pl.Date, LAST),
        # A default may be later, texts have no bounds, and these say something else.
        ("hired", "person.hired", pl.Date, None),
        ("born", "person.birth_date", pl.String, None),
        ("others", "person.birth_date", pl.Date, None),
        ("months", "person.months", pl.Int64, None),
        ("born", "person.able", pl.Boolean, None),
    ],
)
def test_a_date_is_bound_by_a_constraint_that_says_no_more(limit, name, dtype, last):
    found = moment({name: dtype})

    assert found.is_bound(LIMIT[limit]) is (last is not None)
    if last is not None:
        assert found.ends(name) == (FIRST, last)
        (bounds,) = found.bounds
        assert (bounds.low, bounds.high) == (FIRST, last + dt.timedelta(1))


@pytest.mark.parametrize("dtype", [pl.Date, pl.String])
def test_a_date_that_nothing_binds_lies_where_facts_may(dtype):
    assert moment({"person.birth_date": dtype}).ends("person.birth_date") == (FIRST, LAST)


@pytest.mark.parametrize(
    ("names", "fact_behind"),
    [
        (["person.birth_date"], "person.birth_date"),
        (["fund.grown"], "person.birth_date"),
        (["fund.grown", "application.date", "param.fund.months"], "person.birth_date"),
        (["person.birth_date", "person.other_date"], None),
        (["fund.several"], None),
        (["person.months"], None),
        (["application.date"], None),
        (["person.birth_date", "param.fund.gap"], None),
        (["person.birth_date", "person.wants"], None),
        (["person.hired"], None),
    ],
)
def test_what_rests_on_one_date_and_on_what_all_share_is_a_function_of_it(names, fact_behind):
    columns = {
        **dict.fromkeys(DATES, pl.Date),
        "person.months": pl.Int64,
        "person.able": pl.Boolean,
    }
    found = moment(columns)

    if fact_behind is None:
        with pytest.raises(Unfit):
            found.date_behind(names)
    else:
        assert found.date_behind(names) == fact_behind


def test_with_a_fact_all_names_have_their_values():
    value = moment({}).with_facts({"person.birth_date": dt.date(2000, 2, 29)})

    assert value("person.birth_date") == dt.date(2000, 2, 29)
    assert value("fund.grown") == dt.date(2018, 2, 28)
    assert value("application.date") == ON
    assert isinstance(value("person.other_date"), Unknown)


@pytest.mark.parametrize("name", [*GUIDE.facts, *GUIDE.rulebook.definitions, "param.fund.months"])
def test_the_names_of_the_rulebook_are_known(name):
    assert moment({}).knows(name)
    assert not moment({}).knows(f"{name}s")


def test_a_default_counts_for_nobody_who_has_the_fact_and_is_unknown_where_it_is():
    found = moment({"person.birth_date": pl.Date})

    assert found.default(GUIDE.facts["person.hired"]).kind == "date"
    assert found.default(GUIDE.facts["person.birth_date"]).is_unknown
    assert moment({}).default(GUIDE.facts["person.hired"]).is_unknown
