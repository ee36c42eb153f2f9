"""The model: plain values by their kind, parameters on a day and for a year, periods with both ends."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.rulebooks import clause, condition, item, small_guide

from sxguide.citations import Text
from sxguide.model import Entry, Gap, Parameter, Period, is_money, is_parameter, plain_value
from sxguide.source import SourceText

NOWHERE = SourceText("", "").span(0, 0)


def entry(
    value: int,
    start: str | None = None,
    end: str | None = None,
    published: str | None = None,
    key: int | None = None,
) -> Entry:
    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return Entry(
        value, key, day(start), day(end), day(published), dt.date.min, "official", (), None, NOWHERE
    )


def on(day: str, *entries: Entry, key: int | None = None) -> object:
    """What a parameter with these entries is on a day: its value, or the English words of its gap."""
    keyed_by = "filing.year" if any(each.key for each in entries) or key else None
    parameter = Parameter(
        "fund.least", "integer", "month", Text("", ""), keyed_by, entries, NOWHERE
    )
    found = parameter.at(dt.date.fromisoformat(day), key)
    return found.reason.en if isinstance(found, Gap) else found.value


OLD, NEW = entry(12, end="2025-12-31"), entry(24, start="2026-01-01", end="2026-12-31")


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("1990-01-01", 12),
        ("2025-12-31", 12),
        ("2026-01-01", 24),
        ("2026-12-31", 24),
        ("2027-01-01", "there is no value for 2027-01-01"),
    ],
)
def test_a_parameter_has_the_value_that_is_in_force(day, value):
    assert on(day, OLD, NEW) == value


def test_a_parameter_without_entries_has_no_value():
    assert on("2026-01-01") == "there is no value for 2026-01-01"


def test_nobody_knows_a_value_before_it_is_published():
    late = entry(24, start="2026-01-01", published="2026-08-26")

    assert on("2026-08-25", OLD, late) == "the value for 2026 was published only on 2026-08-26"
    assert on("2026-08-26", OLD, late) == 24


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (2025, 1),
        (2026, 2),
        (2027, "there is no value for 2027"),
        (None, "there is no value for None"),
    ],
)
def test_a_keyed_parameter_has_the_value_for_its_year(key, value):
    assert on("2026-06-01", entry(1, key=2025), entry(2, key=2026), key=key) == value


def test_a_gap_says_from_when_there_is_a_value():
    parameter = Parameter(
        "a.b", "integer", "month", Text("", ""), None, (entry(1, published="2026-08-26"),), NOWHERE
    )

    found = parameter.at(dt.date(2026, 1, 1))

    assert isinstance(found, Gap)
    assert found.available_on == dt.date(2026, 8, 26)
    assert "2026-08-26" in found.reason.zh


@pytest.mark.parametrize(
    ("start", "end", "day", "covered"),
    [
        (None, None, "2026-01-01", True),
        ("2026-01-01", None, "2025-12-31", False),
        ("2026-01-01", None, "2026-01-01", True),
        (None, "2026-01-01", "2026-01-01", True),
        (None, "2026-01-01", "2026-01-02", False),
    ],
)
def test_a_period_includes_both_of_its_ends(start, end, day, covered):
    ends = (dt.date.fromisoformat(each) if each else None for each in (start, end))

    assert Period(*ends).covers(dt.date.fromisoformat(day)) is covered


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("boolean", "true", True),
        ("boolean", "yes", None),
        ("date", "2026-06-01", dt.date(2026, 6, 1)),
        ("date", "1 June", None),
        ("integer", "12", 12),
        ("integer", "12.0", None),
        ("integer", "twelve", None),
        ("number", "0.2", Decimal("0.2")),
        ("number", "1/5", None),
        ("money", "0.25", Decimal("0.25")),
        ("money", "0.255", None),
        ("money", "much", None),
        ("text", "words", "words"),
        ("enumeration", "red", "red"),
    ],
)
def test_a_text_is_a_value_of_its_kind_or_none(kind, text, value):
    found = plain_value(kind, text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("number", "money"),
    [
        ("1", True),
        ("0.25", True),
        ("0.250", True),
        ("0.255", False),
        ("0.00001", False),
        ("0.00000", True),
        ("1E+3", True),
        ("1" * 34, True),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_money_has_no_more_than_two_places(number, money):
    assert is_money(Decimal(number)) is money


@pytest.mark.parametrize(
    ("name", "claim"),
    [("param.fund.least", True), ("parameters.fund", False), ("person.age", False)],
)
def test_parameters_are_told_by_their_prefix(name, claim):
    assert is_parameter(name) is claim


def test_a_rulebook_cites_each_clause_once_in_order():
    rulebook = small_guide(condition("a", "person.wants")).rulebook

    cited = rulebook.cite([clause(3), clause(1), clause(3)])

    assert [citation.clause for citation in cited] == [clause(3), clause(1)]
    assert (cited[0].instrument.en, cited[0].basis) == ("a made-up law", "official")


def test_a_rulebook_finds_parameters_only_by_their_prefix(guide):
    found = guide.rulebook.parameter("param.skill_subsidy.base_months")

    assert found is not None
    assert found.name == "skill_subsidy.base_months"
    assert guide.rulebook.parameter("skill_subsidy.base_months") is None
    assert guide.rulebook.parameter("param.no.such") is None


def test_a_group_goes_through_its_leaves_in_order():
    tree = {
        "all": [
            condition("a", "person.wants"),
            {"any": [condition("b", "person.wants")]},
            condition("c", "person.able"),
        ]
    }

    group = small_guide(tree).services["some"].eligibility

    assert [leaf.id for leaf in group.conditions()] == ["a", "b", "c"]


def test_handling_goes_in_the_order_of_a_visit():
    handling = {
        "results_at": [item("app")],
        "reviewed_by": [item("office")],
        "accepted_at": [item("counter")],
    }

    rules = small_guide(condition("a", "person.wants"), rules={"handling": handling}).services[
        "some"
    ]

    assert [each.id for each in rules.handling.items()] == ["counter", "office", "app"]


def test_a_service_is_called_by_its_first_title(guide):
    service = guide.service(34)

    assert service.title == service.titles[0]
    assert [title.zh for title in service.titles[1:]] == [
        "城乡居民基本养老保险待遇申领（养老金申领）",
        "养老金申领",
    ]
