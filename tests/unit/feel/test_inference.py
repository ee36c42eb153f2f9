"""Type inference: correct rules raise no alarm, and every kind of slip is found, underlined and helped."""

from __future__ import annotations

import pytest

from sxguide.feel.inference import infer, infer_as
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.traversal import names_read
from sxguide.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    Either,
    FunctionOf,
    ListOf,
    Number,
    RangeOf,
    String,
)

SEX = String(("male", "female"), closed=True)
LEVEL = String(("junior", "intermediate", "senior"), closed=True)
SCOPE = {
    "application.date": DATE,
    "certificate.issued_on": DATE,
    "certificate.level": LEVEL,
    "person.birth_date": DATE,
    "person.sex": SEX,
    "person.employment": String(("unemployed", "enterprise_employee"), closed=True),
    "person.wants_work": BOOLEAN,
    "param.min_age": Number("year"),
    "years_paid": Number("year"),
    "months": Number("month"),
    "amount": Number("yuan"),
    "amounts": ListOf(Number("yuan")),
    "people": ListOf(ContextOf((("birth_date", DATE), ("age", Number("year"))))),
    "anything": ListOf(ANY),
    "text": STRING,
    "rate": NUMBER,
    "double": FunctionOf((NUMBER,), NUMBER),
    "a": DATE,
    "b": DATE,
}


def inferred(text):
    return infer(parse_expression(text, names=SCOPE), SCOPE)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ('application.date <= certificate.issued_on + duration("P1Y")', BOOLEAN),
        ('person.birth_date + duration("P1Y") * param.min_age <= application.date', BOOLEAN),
        ('if person.sex = "male" then "male_60" else null', String(("male_60",))),
        ('certificate.level in ("junior", "intermediate")', BOOLEAN),
        ('certificate.level in ["junior", "intermediate"]', BOOLEAN),
        ('list contains(["junior", "senior"], certificate.level)', BOOLEAN),
        ("floor(months / 4) + 1", Number("month")),
        ("years and months duration(a, b).years >= 16", BOOLEAN),
        ("(person.birth_date.year - 1965) * 12 + person.birth_date.month - 1", NUMBER),
        ("max(15 - years_paid, 0)", Number("year")),
        ('date(a.year, a.month, 23) + duration("P1M")', DATE),
        ("some x in [1,2] satisfies x > 1", BOOLEAN),
        ("max(years_paid, param.min_age) + 1", Number("year")),
        ("years_paid * 12 + months", Number("month")),
        ("12 * years_paid > months", BOOLEAN),
        ("months / 12 + years_paid", Number("year")),
        ("amount * rate", Number("yuan")),
        ("amount / amount", NUMBER),
        ("amount * months", NUMBER),
        ("rate / months", NUMBER),
        ("2 ** 3", NUMBER),
        ("sum(amounts) + amount", Number("yuan")),
        ("-years_paid", Number("year")),
        ("abs(years_paid - 3)", Number("year")),
        ("modulo(months, 12)", Number("month")),
        ("amounts[item > 5][1]", Number("yuan")),
        ("people[birth_date < application.date]", SCOPE["people"]),
        ("people[1].birth_date.year", NUMBER),
        ("people.age", ListOf(Number("year"))),
        ("for p in people return p.age * 2", ListOf(Number("year"))),
        ("for i in 1..3 return i + count(partial)", ListOf(NUMBER)),
        ("for d in [a..b] return d", ListOf(DATE)),
        ("anything[foo = 1].bar.baz", ANY),
        ("{x: 1, y: x + 1}.y", NUMBER),
        ("double(1)", NUMBER),
        ("sort(amounts, function(x, y) x > y)", ListOf(Number("yuan"))),
        ("(function(x: number) x + 1)(2)", NUMBER),
        ("not(person.wants_work) and null", BOOLEAN),
        ("a in [date(\"1960-01-01\")..application.date]", BOOLEAN),
        ("a between b and application.date", BOOLEAN),
        ("a - b", DAYS_AND_TIME),
        ('(a - b) / duration("P1D")', NUMBER),
        ('duration("P1Y6M")', YEARS_AND_MONTHS),
        ('duration("P5D")', DAYS_AND_TIME),
        ("date and time(a, time(10, 0, 0))", DATE_AND_TIME),
        ("@\"10:00:00\" + @\"PT1H\"", TIME),
        ("min([a, b])", DATE),
        ("before(a, [b..application.date])", BOOLEAN),
        ("1 in (< 5, [7..9], ? > 3)", BOOLEAN),
        ("substring(string: text, start position: 2)", STRING),
        ('get value({x: 1}, "x") + 1', ANY),
        ("[1..5]", RangeOf(NUMBER)),
        ("[1..5].start", NUMBER),
        ("[]", ListOf(ANY)),
        ("(< 5)", RangeOf(NUMBER)),
        ("text instance of string", BOOLEAN),
        ("person.sex = person.sex", BOOLEAN),
        ("duration(text).years", Number("year")),
        ("[abs]", ListOf(FunctionOf(None, ANY))),
        ("append(amounts, 5)", ListOf(Number("yuan"))),
        ("for x in null return x", ListOf(ANY)),
        ("if true then [1..2] else [3..4]", RangeOf(NUMBER)),
        ("if true then 1 else text", Either((NUMBER, STRING))),
        ("[{x: 1}, {y: 2}][1].z", ANY),
        ("anything[1](2)", ANY),
        ("abs(n: @\"-P1D\")", DAYS_AND_TIME),
        ("{moment: @\"2026-01-31T10:00:00\"}.moment.hour", NUMBER),
    ],
)  # fmt: skip
def test_a_correct_expression_has_its_type_and_raises_no_alarm(text, type_):
    found = inferred(text)

    assert found.problems == ()
    assert found.type == type_


@pytest.mark.parametrize(
    ("text", "code", "underlined", "help_part"),
    [
        ("person.brith_date < a", "unknown-name", "person.brith_date", "`person.birth_date`"),
        ("person.brith_date.year < 3", "unknown-name", "person.brith_date", "`person.birth_date`"),
        ("foo.bar", "unknown-name", "foo.bar", None),
        ("True", "unknown-name", "True", "`true`"),
        ("?", "unknown-name", "?", "decision table"),
        ("people[birthdate > a]", "unknown-name", "birthdate", "`birth_date`"),
        ("flor(3)", "unknown-function", "flor", "`floor`"),
        ("floor()", "wrong-arguments", "floor()", "floor(n, scale?)"),
        ("date(1, 2)", "wrong-arguments", "date(1, 2)", "date(year, month, day)"),
        ("substring(string: text, star: 2)", "wrong-arguments", "substring(string: text, star: 2)", None),
        ("substring(string: text)", "wrong-arguments", "substring(string: text)", "start position"),
        ("double(1, 2)", "wrong-arguments", "double(1, 2)", None),
        ("floor(a)", "type-mismatch", "a", "floor(n, scale?)"),
        ("count(5)", "type-mismatch", "5", "count(list)"),
        ("5(1)", "type-mismatch", "5(1)", None),
        ("a > 5", "type-mismatch", "a > 5", ".year"),
        ('a = "2026-01-01"', "type-mismatch", 'a = "2026-01-01"', 'date("2026-01-31")'),
        ("a in (1..3)", "type-mismatch", "(1..3)", None),
        ("[1..a]", "type-mismatch", "[1..a]", None),
        ("[a] = [5]", "type-mismatch", "[a] = [5]", None),
        ("a + 5", "type-mismatch", "a + 5", "duration"),
        ("a + b", "type-mismatch", "a + b", None),
        ("-text", "type-mismatch", "text", None),
        ('duration("P1Y") + duration("P1D")', "type-mismatch", 'duration("P1Y") + duration("P1D")', "ratio"),
        ("if a then 1 else 2", "type-mismatch", "a", "x = …"),
        ("some x in amounts satisfies x", "type-mismatch", "x", None),
        ("every x in a satisfies true", "type-mismatch", "a", None),
        ("text and true", "type-mismatch", "text", None),
        ("true or 5", "type-mismatch", "5", None),
        ('amounts["x"]', "type-mismatch", '"x"', None),
        ("person.wants_work > true", "type-mismatch", "person.wants_work > true", None),
        ('certificate.level > "junior"', "type-mismatch", 'certificate.level > "junior"', "`=`"),
        ("person.sex = certificate.level", "type-mismatch", "person.sex = certificate.level", None),
        ('person.employment = "enterprise_emploee"', "unknown-value", '"enterprise_emploee"', "`enterprise_employee`"),
        ('"femal" != person.sex', "unknown-value", '"femal"', "`female`"),
        ('person.sex in ("male", "x")', "unknown-value", '"x"', '`"male"`, `"female"`'),
        ('person.sex in ["male", "x"]', "unknown-value", '"x"', None),
        ('list contains(["x"], person.sex)', "unknown-value", '"x"', None),
        ('(if true then "male" else "x") = person.sex', "unknown-value", '"x"', None),
        ('person.sex in (= "mal")', "unknown-value", '"mal"', "`male`"),
        ('["mal"] = [person.sex]', "unknown-value", '"mal"', "`male`"),
        ("date(from: text, year: 2026)", "wrong-arguments", "date(from: text, year: 2026)", None),
        ("text = 5", "type-mismatch", "text = 5", "string(…)"),
        ('duration("P1Y") > 5', "type-mismatch", 'duration("P1Y") > 5', ".years"),
        ("(if true then 1 else text) + a", "type-mismatch", "(if true then 1 else text) + a", None),
        ("a.yaer", "unknown-attribute", "a.yaer", "`year`"),
        ("text.length", "unknown-attribute", "text.length", None),
        ("{x: 1}.y", "unknown-attribute", "{x: 1}.y", "`x`"),
        ("months + years_paid", "unit-mismatch", "months + years_paid", "12"),
        ("months > years_paid", "unit-mismatch", "months > years_paid", "12"),
        ("months = amount", "unit-mismatch", "months = amount", None),
        ("months in [1..years_paid]", "unit-mismatch", "[1..years_paid]", None),
        ("max(months, years_paid)", "unit-mismatch", "years_paid", None),
        ("today() > a", "clock-read", "today()", "never reads the clock"),
        ("now().year", "clock-read", "now()", None),
        ('duration("P1X")', "malformed-literal", '"P1X"', "P1Y6M"),
        ('date("2026-02-30")', "malformed-literal", '"2026-02-30"', "2026-01-31"),
    ],
)  # fmt: skip
def test_a_slip_is_found_once_underlined_and_helped(text, code, underlined, help_part):
    (problem,) = inferred(text).problems

    assert problem.code == code
    assert problem.span.text == underlined
    assert help_part is None or help_part in problem.help


@pytest.mark.parametrize(
    ("text", "message", "help_text"),
    [
        ("a + b", "a date and a date cannot be added", None),
        ("text - 1", "a number cannot be taken from a string", None),
        ("date(from: text, yaer: 2026)", "`date` has no argument `yaer`", "did you mean `year`?"),
        ("floor(zzz: 5)", "`floor` has no argument `zzz`", "its form is `floor(n, scale?)`"),
        (
            "date(from: text, year: 2026)",
            "no form of `date` takes these arguments together",
            "its form is `date(from)` or `date(year, month, day)`",
        ),
    ],
)
def test_a_slip_is_told_in_the_writers_words(text, message, help_text):
    (problem,) = inferred(text).problems

    assert problem.message == message
    assert help_text is None or problem.help == help_text


def test_all_slips_of_an_expression_come_at_once_in_the_order_of_the_text():
    found = inferred('person.brith_date < a and months > years_paid or person.sex = "mal" and foo')

    assert [problem.code for problem in found.problems] == [
        "unknown-name",
        "unit-mismatch",
        "unknown-value",
        "unknown-name",
    ]


@pytest.mark.parametrize(
    ("text", "subject", "code"),
    [
        ("-", DATE, None),
        ("< 5", Number("year"), None),
        ("[1..months]", Number("month"), None),
        ('not("male")', SEX, None),
        ('"male", "x"', SEX, "unknown-value"),
        ('date("2020-01-01")', NUMBER, "type-mismatch"),
        ("? > 5 and ? < a", NUMBER, "type-mismatch"),
        ("? + 1", NUMBER, "type-mismatch"),
        ("< years_paid", Number("month"), "unit-mismatch"),
        ("true", BOOLEAN, None),
    ],
)
def test_a_cell_is_checked_against_its_input(text, subject, code):
    problems = infer(parse_unary_tests(text, names=SCOPE), {**SCOPE, "?": subject}).problems

    assert [problem.code for problem in problems] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("expected", "text", "code"),
    [
        (BOOLEAN, "months > 3", None),
        (BOOLEAN, "months", "type-mismatch"),
        (Number("yuan"), "amount * rate", None),
        (Number("yuan"), "5", None),
        (Number("yuan"), "months", "unit-mismatch"),
        (SEX, 'if true then "male" else null', None),
        (SEX, 'if true then "male" else "mal"', "unknown-value"),
        (SEX, "person.employment", "unknown-value"),
    ],
)
def test_an_expression_is_checked_against_what_it_must_yield(expected, text, code):
    problems = infer_as(expected, parse_expression(text, names=SCOPE), SCOPE).problems

    assert {problem.code for problem in problems} == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + b * floor(c)", {"a", "b", "c"}),
        ("person.birth_date.year", {"person.birth_date"}),
        ("for x in xs, y in x return x + y + z + count(partial)", {"xs", "z"}),
        ("some x in xs satisfies every y in ys satisfies x = y", {"xs", "ys"}),
        ("xs[item > n]", {"xs", "n"}),
        ("{k: a, l: k + m}", {"a", "m"}),
        ("(function(x, y) x + y + z)(w)", {"z", "w"}),
        ("x in (< y, ? > z)", {"x", "y", "z"}),
        ("x", {"x"}),
        ("[1, 2]", set()),
    ],
)
def test_the_names_an_expression_reads_are_those_from_outside(text, names):
    assert names_read(parse_expression(text, names=["person.birth_date"])) == names
