"""A caller's frame in, the result columns out: forms of frames, names of columns, faults of columns and of rows."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from decimal import Decimal

import polars as pl
import pytest

from sxguide.errors import CaseError, DecisionError

ON = dt.date(2026, 4, 30)
ELECTRICIANS = {
    "certificate.level": ["junior", "高级（三级）", None],
    "certificate.issued_on": ["2025-12-01", "2024-12-01", "2025-12-01"],
    "person.employment": ["enterprise_employee"] * 3,
    "unemployment_insurance.months_paid": [48, 48, 36],
    "skill_subsidy.claims_this_year": [0, 0, 0],
    "skill_subsidy.same_level_claimed": [False] * 3,
    "skill_subsidy.higher_level_claimed": [False] * 3,
}


class Stream:
    """Nothing but an Arrow C stream, as other libraries offer it."""

    def __init__(self, frame):
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema=None):
        return self._frame.__arrow_c_stream__(requested_schema)


def electricians(**others):
    return pl.DataFrame(ELECTRICIANS | others)


def test_each_row_has_its_decision(guide):
    found = guide.decide_frame(22, electricians(), on=ON, include=["conditions", "missing"])

    assert found["outcome"].to_list() == ["eligible", "ineligible", "undetermined"]
    assert found["amount"].to_list() == [Decimal(1000), None, None]
    assert found["due"].to_list() == [dt.date(2026, 5, 11)] * 3
    assert found["provisional"].to_list() == [False] * 3
    assert found["condition.certificate-recent"].to_list() == [True, False, True]
    assert found["condition.level-covered"].to_list() == [True, True, None]
    assert found["missing"].to_list() == [[], [], ["certificate.level"]]


@pytest.mark.parametrize("form", [pl.DataFrame.lazy, Stream], ids=["lazy", "an Arrow stream"])
def test_a_frame_comes_in_any_form(guide, form):
    found = guide.decide_frame(22, form(electricians()), on=ON)

    assert isinstance(found, pl.LazyFrame) is (form is pl.DataFrame.lazy)
    assert found.lazy().collect().equals(guide.decide_frame(22, electricians(), on=ON))


def test_a_lazy_frame_says_its_columns_without_being_collected(guide):
    lazy = guide.decide_frame(22, electricians().lazy(), on=ON)

    assert lazy.collect_schema() == guide.decide_frame(22, electricians(), on=ON).schema


def test_columns_may_have_other_names_and_be_carried_through(guide):
    frame = electricians(id=[7, 8, 9]).rename({"certificate.level": "grade"})

    found = guide.decide_frame(22, frame, on=ON, columns={"grade": "certificate.level", "id": None})

    assert found.columns == ["id", "outcome", "amount", "due", "provisional"]
    assert found["id"].to_list() == [7, 8, 9]
    assert found.drop("id").equals(guide.decide_frame(22, electricians(), on=ON))


def test_the_date_may_be_a_column(guide):
    days = [ON, dt.date(2025, 1, 2), ON]

    found = guide.decide_frame(22, electricians(asked_on=days), on="asked_on")

    assert found["outcome"].to_list()[0] == "eligible"
    assert found["due"].to_list()[1] == dt.date(2025, 1, 9)


def test_a_screening_has_the_columns_of_every_service(guide):
    found = guide.screen_frame(electricians(), on=ON)

    assert len([name for name in found.columns if name.endswith(".outcome")]) == 40
    assert found["skill-upgrade-subsidy.amount"].to_list() == [Decimal(1000), None, None]


def test_a_screening_of_some_services(guide):
    found = guide.screen_frame(electricians(), on=ON, services=[22, "unemployment-benefit"])

    assert [name for name in found.columns if name.endswith(".outcome")] == [
        "skill-upgrade-subsidy.outcome",
        "unemployment-benefit.outcome",
    ]


def test_faults_of_rows_are_raised_with_their_row(guide):
    frame = electricians(**{"certificate.level": ["junior", "jnior", "xx"]})

    with pytest.raises(CaseError) as error:
        guide.decide_frame(22, frame, on=ON)

    assert [each.path for each in error.value.problems] == [
        "$[1].certificate.level",
        "$[2].certificate.level",
    ]
    assert "did you mean `junior`?" in error.value.problems[0].help


def test_faults_of_rows_can_be_told_in_a_column(guide):
    frame = electricians(**{"certificate.issued_on": ["2025-12-01", "2025-13-01", "2027-01-01"]})

    found = guide.decide_frame(22, frame, on=ON, include=["problem"])

    assert found["outcome"].to_list() == ["eligible", None, None]
    assert found["due"].null_count() == 2
    first, second, third = found["problem"].to_list()
    assert first is None
    assert second.startswith("$.certificate.issued_on: error[wrong-type]:")
    assert third.startswith("$.certificate.issued_on: error[contradictory-facts]:")


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("certificate.levl", ["junior"] * 3, "unknown-fact"),
        ("person.age", [40] * 3, "unknown-fact"),
        ("resident_pension.years_paid", [15.0] * 3, "wrong-type"),
        ("person.wants_work", ["true"] * 3, "wrong-type"),
        ("person.birth_date", [dt.datetime(2000, 1, 1, 8)] * 3, "wrong-type"),  # noqa: DTZ001 — a moment is no date
        ("contribution.year", ["2026"] * 3, "wrong-type"),
    ],
)
def test_faults_of_columns_are_raised_at_once(guide, column, values, code):
    with pytest.raises(CaseError) as error:
        guide.decide_frame(22, electricians(**{column: values}).lazy(), on=ON)

    assert [(each.code, each.path) for each in error.value.problems] == [(code, f"$.{column}")]


def test_a_misspelt_column_is_told_the_nearest_fact(guide):
    with pytest.raises(CaseError, match=r"did you mean `certificate\.level`\?"):
        guide.decide_frame(22, electricians(**{"certificate.levl": ["junior"] * 3}), on=ON)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"frame": [1, 2]}, "a frame is"),
        ({"on": "asked"}, "`on` names no column"),
        ({"on": dt.datetime(2026, 4, 30)}, "`on` must be a date"),  # noqa: DTZ001 — a moment is no date
        ({"columns": {"grad": "certificate.level"}}, "`columns` names no column"),
        ({"include": ["mising"]}, "did you mean `missing`"),
        ({"columns": {"person.employment": None}, "frame": None}, "a frame is"),
    ],
)
def test_what_is_no_such_thing_is_refused(guide, change, words):
    given = {"frame": electricians(), "on": ON} | change

    with pytest.raises(DecisionError, match=words):
        guide.decide_frame(22, **given)


def test_without_polars_the_extra_is_named():
    code = (
        "import sys; sys.modules['polars'] = None\n"
        "import datetime as dt, sxguide\n"
        "try: sxguide.load().decide_frame(22, None, on=dt.date(2026, 4, 30))\n"
        "except sxguide.MissingExtraError as error: print(error)"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "pip install sxguide[batch]" in run.stdout


def test_a_lazy_frame_raises_the_faults_of_rows_when_it_is_collected(guide):
    frame = electricians(**{"certificate.level": ["junior", "jnior", "junior"]}).lazy()

    lazy = guide.decide_frame(22, frame, on=ON)

    with pytest.raises(CaseError, match=r"\$\[1\]\.certificate\.level"):
        lazy.collect()


def test_a_frame_without_rows_or_columns_has_an_answer(guide):
    nobody = electricians().clear()

    assert len(guide.decide_frame(22, nobody, on=ON)) == 0
    assert len(guide.decide_frame(22, nobody, on=ON, include=["missing", "problem"])) == 0
    assert len(guide.decide_frame(22, pl.DataFrame(), on=ON)) == 0


def test_dates_outside_the_calendar_are_faults_of_their_rows(guide):
    days = [ON, dt.date(1989, 12, 31), dt.date(2100, 1, 1)]

    found = guide.decide_frame(
        22, electricians(**{"application.date": days}), on=ON, include=["problem"]
    )

    assert found["problem"].is_null().to_list() == [True, False, False]
    assert "$.application.date: error[out-of-range]" in found["problem"][1]


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (22, "skill-upgrade-subsidy, amount: the decision diagram, by Polars"),
        (21, "benefit-eligibility-certification, next_due_on: its formula, by Polars"),
        (9, "gig-worker-search, passage: the interpreter, once for each combination of facts"),
    ],
)
def test_the_plan_says_how_each_result_is_worked_out(guide, service, said):
    frame = pl.DataFrame(
        {
            "certificate.level": ["junior"],
            "certification.last_on": [ON],
            "posting.text": ["welder"],
        }
    )

    assert said in guide.explain_plan(service, frame, on=ON).split("\n")


@pytest.mark.parametrize("name", ["outcome", "amount", "problem"])
def test_what_is_carried_through_is_called_as_no_column_of_the_result(guide, name):
    frame = electricians(**{name: [1, 2, 3]})

    with pytest.raises(CaseError, match=rf"column-clash.*`{name}`"):
        guide.decide_frame(22, frame, on=ON, columns={name: None})


@pytest.mark.parametrize("form", [pl.DataFrame, pl.LazyFrame], ids=["eager", "lazy"])
@pytest.mark.parametrize("include", [[], ["problem"]])
def test_columns_may_be_called_as_those_that_we_add_on_the_way(guide, form, include):
    ours = ["§row", "§0", "§left", "§§row", "§outcome", "§wanted"]
    frame = electricians(**{name: [1, 2, 3] for name in ours})

    found = guide.decide_frame(22, form(frame), on=ON, columns=dict.fromkeys(ours), include=include)

    expected = guide.decide_frame(22, electricians(), on=ON, include=include)
    assert found.lazy().collect().drop(ours).equals(expected)
    assert found.lazy().collect()["§row"].to_list() == [1, 2, 3]


def test_facts_may_stand_in_columns_called_as_those_of_the_result(guide):
    names = {"outcome": "certificate.level", "problem": "person.employment", "due": "person.sex"}
    frame = electricians(**{"person.sex": ["male", "malle", None]})
    renamed = frame.rename({fact: name for name, fact in names.items()})

    found = guide.decide_frame(22, renamed, on=ON, columns=names, include=["problem"])

    expected = guide.decide_frame(22, frame, on=ON, include=["problem"])
    assert found.drop("problem").equals(expected.drop("problem"))
    assert found["problem"].is_null().to_list() == [True, False, True]
    assert "`malle`" in found["problem"][1]


@pytest.mark.parametrize("form", [pl.DataFrame, pl.LazyFrame], ids=["eager", "lazy"])
def test_each_row_has_a_decision_where_no_column_has_a_say(guide, form):
    frame = form({"person.wants_work": [True, None, False]})

    found = guide.decide_frame(22, frame, on=ON, include=["problem"]).lazy().collect()

    assert found["outcome"].to_list() == ["undetermined"] * 3


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("certificate.issued_on", dt.date(1849, 12, 31)),
        ("certificate.issued_on", dt.date(2151, 1, 1)),
        ("certificate.issued_on", ON + dt.timedelta(1)),
        ("unemployment_insurance.months_paid", -1),
        ("unemployment_insurance.months_paid", Decimal("-0.5")),
    ],
)
@pytest.mark.parametrize("form", [pl.DataFrame.lazy, pl.DataFrame.clone], ids=["lazy", "eager"])
def test_a_value_that_cannot_be_is_found_wherever_it_stands(guide, form, column, wrong):
    right = {**ELECTRICIANS, "certificate.issued_on": [ON] * 3}[column][0]
    values = [right, wrong, None] if not isinstance(wrong, Decimal) else [Decimal(1), wrong, None]
    frame = electricians(**{"certificate.issued_on": [ON] * 3, column: values})

    found = guide.decide_frame(22, form(frame), on=ON, include=["problem"]).lazy().collect()

    case = {name: value for name, value in frame.row(1, named=True).items() if value is not None}
    with pytest.raises(CaseError) as error:
        guide.decide(22, case, on=ON)
    assert found["problem"].is_null().to_list() == [True, False, True]
    assert found["problem"][1].startswith(f"$.{column}: error[{error.value.problems[0].code}]")


def test_numbers_that_could_overflow_are_decided_on_all_the_same(guide):
    found = guide.decide_frame(
        22, electricians(**{"skill_subsidy.claims_this_year": [0, 0, 2**63 - 1]}), on=ON
    )

    assert found["outcome"].to_list() == ["eligible", "ineligible", "ineligible"]


def test_what_a_constraint_says_of_an_unknown_fact_counts(guide):
    # No woman has the age of men: whatever her category, a woman of 56 has reached hers.
    person = {
        "person.birth_date": [dt.date(1970, 1, 1)] * 3,
        "person.sex": ["female", "male", None],
        "person.retirement_category": pl.Series([None] * 3, dtype=pl.String),
    }

    plan = guide.explain_plan(11, pl.DataFrame(person), on=dt.date(2026, 7, 1))
    found = guide.decide_frame(11, pl.DataFrame(person), on=dt.date(2026, 7, 1))

    assert "single decisions" not in plan
    assert found["outcome"].to_list() == ["ineligible", "undetermined", "undetermined"]


def test_what_compares_dates_of_which_some_are_unknown_is_decided_as_single_cases_are(guide, left):
    births = [None, dt.date(1850, 1, 1), dt.date(1951, 7, 1), ON]
    starts = [None, dt.date(1850, 1, 1), dt.date(2011, 7, 1), dt.date(2089, 1, 1)]
    rows = itertools.product(births, starts, starts, ["basic", "supplementary"], [None, 0])
    names = (
        "person.birth_date",
        "resident_pension.scheme_start_on",
        "supplementary_pension.scheme_start_on",
        "back_payment.scheme",
        "resident_pension.years_interrupted",
    )
    same = {
        **dict.fromkeys(("resident_pension.enrolled", "supplementary_pension.enrolled"), True),
        **dict.fromkeys(("resident_pension.years_paid", "supplementary_pension.years_paid"), 5),
        "supplementary_pension.years_interrupted": 0,
    }
    cases = [dict(zip(names, row, strict=True)) | same for row in rows]

    found = guide.decide_frame(32, pl.DataFrame(cases), on=ON)

    # What the dates that are known cannot settle is not tried: a quarter is.
    assert len(left) == len(cases) // 4
    for case, outcome in zip(cases, found["outcome"], strict=True):
        known = {name: value for name, value in case.items() if value is not None}
        assert outcome == guide.decide(32, known, on=ON).outcome.value, case
    assert set(found["outcome"]) == {"eligible", "ineligible", "undetermined"}


def test_a_column_may_have_more_digits_than_a_default_leaves_room_for(guide):
    years = pl.Series([None, None], dtype=pl.Decimal(38, 34))
    frame = pl.DataFrame({"contribution.year": years, "person.sex": ["male", None]})

    found = guide.decide_frame(20, frame, on=ON)

    assert found["outcome"].to_list() == ["undetermined"] * 2


def test_one_number_without_end_leaves_the_others_their_amounts(guide):
    years = pl.Series([3, 10**28], dtype=pl.Int128)
    same = {
        "resident_pension.enrolled": True,
        "resident_pension.years_paid": 5,
        "person.birth_date": dt.date(1980, 1, 1),
        "resident_pension.scheme_start_on": dt.date(2011, 7, 1),
    }
    frame = pl.DataFrame({"resident_pension.years_interrupted": years}).with_columns(
        **{name: pl.lit(value) for name, value in same.items()}
    )

    found = guide.decide_frame(32, frame, on=ON, include=["problem"])

    assert found["back_payable_years"][0] == Decimal(3)
    assert "error[number-too-long]" in found["problem"][1]
