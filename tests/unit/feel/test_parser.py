"""The parser: how operators bind, where names end, what tests and ranges become, and how faults are reported."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxguide.errors import ExpressionError
from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Filter,
    FunctionLiteral,
    InstanceOf,
    Literal,
    Name,
    Path,
    RangeLiteral,
    UnaryTest,
)
from sxguide.feel.nodes import Test as Membership
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.printer import to_feel
from sxguide.source import SourceText, Span

SPAN = SourceText("test", "").span(0, 0)


def name(text):
    return Name(text, SPAN)


def number(text):
    return Literal(Decimal(text), SPAN)


def fault(text, **options):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, **options)
    return caught.value.problems[0]


def shape(node):
    """The tree with every operation in brackets."""
    match node:
        case Binary(op, left, right):
            return f"({shape(left)} {op} {shape(right)})"
        case _:
            return to_feel(node)


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a or b and c = d", "(a or (b and (c = d)))"),
        ("a - b - c", "((a - b) - c)"),
        ("a + b * c ** d", "(a + (b * (c ** d)))"),
        ("2 ** 3 ** 2", "((2 ** 3) ** 2)"),
        ("-3 ** 2", "(-3 ** 2)"),
        ("2 ** -3", "(2 ** -3)"),
        ("a < b = c", "((a < b) = c)"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a - -b", "(a - -b)"),
    ],
)
def test_operators_bind_as_in_the_standard(text, bracketed):
    assert shape(parse_expression(text)) == bracketed


def test_minus_binds_tighter_than_a_power_but_looser_than_a_call():
    assert parse_expression("-3 ** 2") == parse_expression("(-3) ** 2")
    assert parse_expression("-f(1)[2].b") == parse_expression("-(f(1)[2].b)")
    assert parse_expression("-x instance of number") == parse_expression("-(x instance of number)")


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("person.birth_date", ["person.birth_date"], name("person.birth_date")),
        ("person.brith_date", ["person.birth_date"], Path(name("person"), "brith_date", SPAN)),
        ("person . birth_date", [], Path(name("person"), "birth_date", SPAN)),
        ("person.birth_date.year", ["person.birth_date"], Path(name("person.birth_date"), "year", SPAN)),
        ("Full   Name", ["Full Name"], name("Full Name")),
        ("Full\n Name", ["Full  Name"], name("Full Name")),
        ("Date-Time - Date-Time2", ["Date-Time", "Date-Time2"], Binary("-", name("Date-Time"), name("Date-Time2"), SPAN)),
        ("a - b", ["a", "b", "a-b"], Binary("-", name("a"), name("b"), SPAN)),
        ("decision A 2.1", ["decision A 2.1"], name("decision A 2.1")),
        ("order", [], name("order")),
        ("android", ["and"], name("android")),
        ("information", [], name("information")),
        ("年龄", [], name("年龄")),
        ("x.time offset", [], Path(name("x"), "time offset", SPAN)),
        ("x.foo bar", ["foo bar"], Path(name("x"), "foo bar", SPAN)),
        ("string length", [], name("string length")),
    ],
)  # fmt: skip
def test_a_name_is_the_longest_that_is_in_scope(text, names, expected):
    assert parse_expression(text, names=names) == expected


def test_a_local_name_hides_a_dotted_name_from_outside():
    node = parse_expression(
        "for person in people return person.age", names=["person.age", "people"]
    )

    assert node == Comprehension(
        "for", (("person", name("people")),), Path(name("person"), "age", SPAN), SPAN
    )


@pytest.mark.parametrize("text", ["xs[item.age > 1]", "for x in xs return partial.age"])
def test_item_and_partial_are_local_names(text):
    outer = ["item.age", "partial.age"]

    assert parse_expression(text, names=outer) == parse_expression(text)


def test_a_name_in_scope_that_is_spelled_like_a_keyword_takes_nothing_from_the_language():
    text = "if a then null else true"

    assert parse_expression(text, names=["if", "null", "true"]) == parse_expression(text)


def test_entries_of_a_context_are_names_for_the_entries_after_them():
    node = parse_expression('{first part: 1, "b-c": 2, sum: first part + b-c}')

    assert node == Collection(
        (number(1), number(2), Binary("+", name("first part"), name("b-c"), SPAN)),
        ("first part", "b-c", "sum"),
        SPAN,
    )


def test_iterators_and_parameters_may_have_names_of_several_words():
    assert parse_expression("some a thing in xs satisfies a thing > 1") == Comprehension(
        "some", (("a thing", name("xs")),), Binary(">", name("a thing"), number(1), SPAN), SPAN
    )
    assert parse_expression("function(a thing: date and time, b) a thing") == FunctionLiteral(
        (("a thing", "date and time"), ("b", None)), name("a thing"), SPAN
    )


def test_named_arguments_may_have_names_of_several_words():
    assert parse_expression('substring(string: "x", start position: 2)') == Call(
        name("substring"), (Literal("x", SPAN), number(2)), ("string", "start position"), SPAN
    )


@pytest.mark.parametrize(
    ("text", "low_included", "high_included"),
    [
        ("[1..2]", True, True),
        ("(1..2)", False, False),
        ("]1..2[", False, False),
        ("[1..2)", True, False),
        ("[1..2[", True, False),
        ("]1..2]", False, True),
    ],
)
def test_a_range_opens_and_closes_with_either_kind_of_bracket(text, low_included, high_included):
    expected = RangeLiteral(number(1), number(2), low_included, high_included, SPAN)

    assert parse_expression(text) == expected
    assert parse_expression(f"x in {text}") == Membership(name("x"), (expected,), False, SPAN)


def test_a_bracket_after_a_bound_is_a_filter_where_a_value_can_follow():
    assert parse_expression("[a..b[1]]") == RangeLiteral(
        name("a"), Filter(name("b"), number(1), SPAN), True, True, SPAN
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(< 5)", RangeLiteral(None, number(5), False, False, SPAN)),
        ("(<= 5)", RangeLiteral(None, number(5), False, True, SPAN)),
        ("(> 5)", RangeLiteral(number(5), None, False, False, SPAN)),
        ("(>= 5)", RangeLiteral(number(5), None, True, False, SPAN)),
        ("(!= 5)", UnaryTest("!=", number(5), SPAN)),
    ],
)
def test_a_unary_comparison_in_brackets_is_a_value(text, value):
    assert parse_expression(text) == value


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("x in 5", (number(5),)),
        ("x in < 5", (UnaryTest("<", number(5), SPAN),)),
        ("x in (< 5)", (UnaryTest("<", number(5), SPAN),)),
        ("x in (1, > 5)", (number(1), UnaryTest(">", number(5), SPAN))),
        ("x in (a + b) * 2", (parse_expression("(a + b) * 2"),)),
        ("x in [1, 2]", (parse_expression("[1, 2]"),)),
        ("x between 1 and 2 + 3", (parse_expression("[1..2 + 3]"),)),
    ],
)
def test_membership_lists_its_tests(text, tests):
    assert parse_expression(text) == Membership(name("x"), tests, False, SPAN)


@pytest.mark.parametrize(
    ("text", "tests", "negated"),
    [
        ("-", (), False),
        ("- 5", (parse_expression("-5"),), False),
        ("< 5, >= 10", (UnaryTest("<", number(5), SPAN), UnaryTest(">=", number(10), SPAN)), False),
        ('"a", "b"', (Literal("a", SPAN), Literal("b", SPAN)), False),
        ('not("a", "b")', (Literal("a", SPAN), Literal("b", SPAN)), True),
        ("not(< 5)", (UnaryTest("<", number(5), SPAN),), True),
        ("not(a) and b", (parse_expression("not(a) and b"),), False),
        ("? > 5 and ? < 7", (parse_expression("? > 5 and ? < 7"),), False),
    ],
)
def test_a_cell_is_read_as_tests_of_its_input(text, tests, negated):
    assert parse_unary_tests(text) == Membership(name("?"), tests, negated, SPAN)


@pytest.mark.parametrize(
    "type_name",
    [
        "number",
        "date and time",
        "years and months duration",
        "list<days and time duration>",
        "range<number>",
        "context<a: string, b c: list<number>>",
        "function<> -> Any",
        "function<date, number> -> list<boolean>",
        "tSalary",
        "shop.tPrice",
        "Price List",
    ],
)
def test_a_type_is_kept_as_it_is_written(type_name):
    node = parse_expression(f"x instance of {type_name}", names=["Price List"])

    assert node == InstanceOf(name("x"), type_name, SPAN)


def test_a_for_over_two_dots_runs_over_a_closed_range():
    assert parse_expression("for i in 1 + 1..5 return i") == parse_expression(
        "for i in [1 + 1..5] return i"
    )


def test_a_node_spans_its_brackets_and_all_of_its_parts():
    node = parse_expression("1 + (a + b) * c.d")

    assert node.span.text == "1 + (a + b) * c.d"
    assert node.right.span.text == "(a + b) * c.d"
    assert node.right.left.span.text == "a + b"
    assert node.right.right.span.text == "c.d"


def test_spans_come_from_the_file_that_the_expression_stands_in():
    file = SourceText("rules/a.yaml", "when: a +\n  * b")

    def locate(start, end):
        return Span(file, start + 6, end + 6)

    problem = fault("a +\n  * b", locate=locate)

    assert str(problem.span) == "rules/a.yaml:2:3"


@pytest.mark.parametrize(
    ("text", "underlined", "message", "help_part"),
    [
        ("", "", "the expression is empty", None),
        ("1 +", "", "expected a value, found the end of the expression", None),
        ("1 2", "2", "expected an operator or the end of the expression, found `2`", None),
        ("f(1, [2", "[", "`[` is never closed", "`]`"),
        ("f(1, 2", "(", "`(` is never closed", "`)`"),
        ("(a]", "]", "expected `)`, found `]`", None),
        ("a)", ")", "`)` closes nothing", None),
        ("if a then b", "", "expected `else`, found the end of the expression", "else null"),
        ("if a return b", "return", "expected `then`, found `return`", "if … then … else …"),
        ("some x in xs return x", "return", "expected `satisfies`, found `return`", "some x in"),
        ("x between 1", "", "expected `and`, found the end of the expression", "between low"),
        ("a AND b", "AND", None, "`and`"),
        ("x is null", "is", None, "x = null"),
        ("not a", "a", None, "`not(…)`"),
        ("'abc'", "'", None, "double quotes"),
        ("a <> b", ">", None, "`!=`"),
        ("1..5", "..", None, "[1..10]"),
        ("a, b", ",", None, "[1, 2]"),
        ("f(1, b: 2)", ":", None, "all of its arguments"),
        ("Full Nme + 1", "Nme", None, "`Full Name`"),
        ("[1,]", "]", "expected a value, found `]`", None),
        ("{a: 1,}", "}", "expected the name of an entry, found `}`", None),
        ("then", "then", "expected a value, found `then`", None),
        ("x[]", "[", None, "condition or an index"),
        ("{a 1}", "1", "expected `:`, found `1`", None),
        ("x.?", "?", "expected the name of an attribute, found `?`", None),
        ("]1, 2]", ",", None, "[1, 2]"),
        ("x instance of 5", "5", "expected a type, found `5`", None),
        ("x instance number", "number", "expected `of`, found `number`", None),
        ("function(n) external {java: 1}", "external", None, None),
    ],
)
def test_a_fault_says_what_was_expected_and_the_way_out(text, underlined, message, help_part):
    problem = fault(text, names=["Full Name"])

    assert problem.code == "expression-syntax"
    assert problem.span.text == underlined
    assert message is None or problem.message == message
    assert (problem.help is None) if help_part is None else (help_part in problem.help)


def test_slips_of_spelling_and_a_fault_of_syntax_are_reported_together_in_order():
    with pytest.raises(ExpressionError) as caught:
        parse_expression("a == b && (c")

    assert [problem.span.text for problem in caught.value.problems] == ["==", "&&", "("]


@pytest.mark.parametrize(
    ("text", "help_part"),
    [("", "`-`"), (">= 5 and < 10", "[5..10)"), ("not(< 5) and x", None), ("not()", "`-`")],
)
def test_a_faulty_cell_is_reported_with_a_way_out(text, help_part):
    with pytest.raises(ExpressionError) as caught:
        parse_unary_tests(text)

    (problem,) = caught.value.problems
    assert help_part is None or help_part in problem.help


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("-", ""),
        ("not(", ")"),
        ("if a then 1 else ", ""),
        ("1 + ", ""),
        ("a or b and c = d + e * f ** (", ")"),
        ("x in (", ")"),
        ("for x in [1] return ", ""),
        ("function(a) ", ""),
    ],
)
def test_nesting_has_a_limit_however_it_nests(opening, closing):
    for depth in (100, 3_000):
        problem = fault(opening * depth + "1" + closing * depth)

        assert problem.code == "expression-limit"
        assert "nested deeper than 100 levels" in problem.message


@pytest.mark.parametrize("suffix", [".a", "[1]", "(1)", " instance of number"])
def test_long_chains_of_suffixes_are_over_the_limit(suffix):
    assert fault("x" + suffix * 5_000).code == "expression-limit"


def test_reasonable_nesting_is_within_the_limit():
    assert parse_expression("(" * 90 + "1" + ")" * 90) == number(1)
    assert parse_expression(" and ".join(["a"] * 90)).op == "and"


def test_a_very_long_text_and_a_very_large_tree_are_over_the_limit():
    assert "100000 characters" in fault("1" + " " * 100_000).message
    assert "20000 parts" in fault(f"[{','.join(['1'] * 20_001)}]").message


PIECES = st.sampled_from(
    [
        *"()[]{},:.?+-*/=<>'\"@",
        *("..", "**", "!=", "<=", ">=", "->", "==", "&&", "//", "/*", "*/", "\n", "\\", "（"),
        *("and", "or", "not", "in", "between", "instance", "of", "if", "then", "else", "for"),
        *("some", "every", "satisfies", "return", "function", "external", "true", "null"),
        *("1", "2.5", '"a"', '@"P1Y"', '@"zz"', "a", "Full", "Name", "date", "list", "年龄"),
        *("range", "context", "item", "partial", "\ud800", "\x00"),
    ]
)


@given(st.lists(PIECES, max_size=30), st.sampled_from(["", " "]))
def test_whatever_the_text_only_an_expression_error_comes_out(pieces, glue):
    text = glue.join(pieces)
    for parse in (parse_expression, parse_unary_tests):
        problems = problems_of(parse, text)
        assert problems is None or (problems and all(problem.span for problem in problems))


def problems_of(parse, text):
    """What is wrong with a text, or None; any other error comes through and fails the test."""
    try:
        parse(text, names=["Full Name", "a"])
    except ExpressionError as error:
        return error.problems
    return None
