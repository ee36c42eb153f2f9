"""Decision tables: each hit policy, what a conflict or no match yields, and unknown inputs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.feel.expressions import unknown

from sxguide.errors import LimitError
from sxguide.feel.budget import Budget
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.tables import DecisionTable, Row, TableResult, evaluate_table

ADULT_OR_OLD = (("< 18", '"child"'), (">= 18", '"adult"'), (">= 60", '"old"'))


def table(rows, hit_policy="unique", *, inputs=("age",), **more):
    """A table of rows; the last cells of a row are its outputs."""
    names = ("age", "sex")
    width = len(inputs)
    return DecisionTable(
        inputs=tuple(parse_expression(text, names=names) for text in inputs),
        rows=tuple(
            Row(
                tuple(parse_unary_tests(text, names=names) for text in row[:width]),
                tuple(parse_expression(text, names=names) for text in row[width:]),
            )
            for row in rows
        ),
        hit_policy=hit_policy,
        **more,
    )


def expressions(*texts):
    return tuple(map(parse_expression, texts))


def run(made, **names):
    known = {
        name: Decimal(value) if isinstance(value, int) else value for name, value in names.items()
    }
    return evaluate_table(made, known.__getitem__)


def test_unique_gives_the_only_match():
    assert run(table(ADULT_OR_OLD), age=20) == TableResult("adult", (1,), ())


def test_unique_with_two_matches_is_null_and_says_why():
    result = run(table(ADULT_OR_OLD), age=70)

    assert result == TableResult(None, (1, 2), (), "several rows match where only one may")


def test_first_gives_the_first_match_and_does_not_look_further():
    rows = (("> 1", '"first"'), ("> 0", '"second"'))

    assert run(table(rows, "first"), age=5) == TableResult("first", (0,), ())


@pytest.mark.parametrize(
    ("outputs", "value", "conflict"),
    [
        (("1", "1.0"), Decimal(1), None),
        (("1", "2"), None, "rows that match differ in their outputs"),
    ],
)
def test_any_wants_all_matches_to_agree(outputs, value, conflict):
    result = run(table([("> 1", outputs[0]), ("> 2", outputs[1])], "any"), age=5)

    assert (result.value, result.conflict) == (value, conflict)


def test_priority_gives_the_most_important_output():
    made = table(ADULT_OR_OLD, "priority", priorities=(expressions('"old"', '"adult"', '"child"'),))

    assert run(made, age=70).value == "old"
    assert run(made, age=20).value == "adult"


def test_priority_of_several_outputs_lets_the_first_decide_first():
    made = table(
        [("-", '"low"', "1"), ("-", '"high"', "2"), ("-", '"high"', "1")],
        "priority",
        output_names=("risk", "step"),
        priorities=(expressions('"high"', '"low"'), expressions("1", "2")),
    )

    assert run(made, age=5).value == {"risk": "high", "step": Decimal(1)}


def test_rule_order_and_collect_give_all_matches_as_they_stand():
    for policy in ("rule_order", "collect"):
        assert run(table(ADULT_OR_OLD, policy), age=70).value == ("adult", "old")


def test_output_order_gives_all_matches_by_priority():
    made = table(ADULT_OR_OLD, "output_order", priorities=(expressions('"old"', '"adult"'),))

    assert run(made, age=70).value == ("old", "adult")


@pytest.mark.parametrize(
    ("aggregation", "value", "nothing"),
    [
        ("sum", Decimal(7), None),
        ("min", Decimal(2), None),
        ("max", Decimal(5), None),
        ("count", Decimal(2), Decimal(0)),
    ],
)
def test_collect_sums_up(aggregation, value, nothing):
    made = table([("> 1", "2"), ("> 2", "5"), ("> 90", "100")], "collect", aggregation=aggregation)

    assert run(made, age=5).value == value
    assert run(made, age=0).value == nothing


def test_no_match_is_null_or_the_default():
    rows = [("> 90", '"old"')]

    assert run(table(rows), age=5) == TableResult(None, (), ())
    assert run(table(rows, defaults=expressions('"young"')), age=5).value == "young"


def test_several_outputs_make_a_context():
    made = table([("-", "1", "age + 1")], output_names=("x", "y"))

    assert run(made, age=5).value == {"x": Decimal(1), "y": Decimal(6)}


def test_cells_read_the_input_and_other_names():
    made = table([("? > age and sex in ?", "1")], inputs=('[age, "f"]',))

    assert run(made, age=5, sex="f").value is None
    assert run(table([("? = age", "1")]), age=5).value == Decimal(1)


def test_a_null_input_matches_only_cells_that_take_null():
    made = table([("< 5", '"small"'), ("null", '"none"'), ("-", '"other"')], "first")

    assert run(made, age=None).value == "none"


def test_an_unknown_input_is_unknown_for_its_reasons():
    result = run(table(ADULT_OR_OLD), age=unknown("age"))

    assert result == TableResult(unknown("age"), (), (0, 1, 2))


def test_rows_that_may_match_do_not_matter_if_a_match_before_them_is_certain():
    made = table(
        [("-", "> 1", '"sure"'), ('"f"', "-", '"perhaps"')], "first", inputs=("sex", "age")
    )

    assert run(made, sex=unknown("sex"), age=5) == TableResult("sure", (0,), ())
    assert run(made, sex=unknown("sex"), age=0).value == unknown("sex")


def test_outcomes_that_agree_settle_an_unknown_input():
    made = table([('"f"', "1"), ('"m"', "1"), ("-", "1")], "first", inputs=("sex",))

    assert run(made, sex=unknown("sex")) == TableResult(Decimal(1), (2,), (0, 1))


def test_no_match_is_one_of_the_outcomes_that_must_agree():
    rows = [('"f"', "1"), ('"m"', "1")]

    assert run(table(rows, inputs=("sex",)), sex=unknown("sex")).value == unknown("sex")
    assert run(
        table(rows, inputs=("sex",), defaults=expressions("1")), sex=unknown("sex")
    ).value == Decimal(1)


def test_a_priority_that_nothing_can_outrank_settles_the_table():
    made = table(
        [("-", '"high"'), ('"f"', '"low"')],
        "priority",
        inputs=("sex",),
        priorities=(expressions('"high"', '"low"'),),
    )

    assert run(made, sex=unknown("sex")).value == "high"


def test_a_list_of_matches_is_unknown_as_soon_as_one_row_is():
    made = table([("-", "1"), ('"f"', "2")], "collect", inputs=("sex",))
    largest = table([("-", "5"), ('"f"', "2")], "collect", inputs=("sex",), aggregation="max")

    assert run(made, sex=unknown("sex")).value == unknown("sex")
    assert run(largest, sex=unknown("sex")).value == Decimal(5)


def test_the_reasons_of_unknown_outputs_come_along():
    made = table([('"f"', "age"), ("-", "1")], "first", inputs=("sex",))

    assert run(made, sex="f", age=unknown("age")).value == unknown("age")
    assert run(made, sex=unknown("sex"), age=unknown("age")).value == unknown("age", "sex")


def test_unknown_outputs_of_several_matches_leave_any_and_priority_unknown():
    rows = [("-", "age"), ("-", "1")]
    ranked = {"priorities": (expressions("1", "2"),)}

    assert run(table(rows, "any", inputs=("sex",)), sex="f", age=unknown("age")).value == unknown(
        "age"
    )
    assert run(
        table(rows[:1], "any", inputs=("sex",)), sex="f", age=unknown("age")
    ).value == unknown("age")
    for policy in ("priority", "output_order"):
        made = table(rows, policy, inputs=("sex",), **ranked)
        assert run(made, sex="f", age=unknown("age")).value == unknown("age")


def test_a_negated_cell_of_an_unknown_input_may_match():
    assert run(table([('not("f")', "1")], inputs=("sex",)), sex=unknown("sex")).possible == (0,)
    assert run(table([('not("f")', "1")], inputs=("sex",)), sex="m").value == Decimal(1)


def test_a_table_is_within_one_budget():
    made = table([(f"{n}", "1") for n in range(100)])

    with pytest.raises(LimitError):
        evaluate_table(made, {"age": Decimal(1)}.__getitem__, budget=Budget(50))
