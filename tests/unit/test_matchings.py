"""The part of a service that matches candidates: how it is read, what can be wrong with it, and what hangs on it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rulebooks import (
    WORDS,
    Part,
    clause,
    condition,
    entry,
    fact,
    parameter,
    rule_files,
    service,
    small_guide,
)

from sxguide.audit import account
from sxguide.dependencies import facts_read
from sxguide.errors import Problem, RulebookError
from sxguide.loader import load_rulebook
from sxguide.pages import service_page

WANTS = condition("wants", "person.wants = true")
PAY = {"type": "money", "label": WORDS, "minimum": 0}
TRADE = {"type": "text", "label": WORDS, "given": "always"}


def criterion(**more: Any) -> Part:
    given = {"id": "by-pay", "by": "candidate.pay", "order": "descending"}
    return {**given, "label": WORDS, "cites": [clause(3)], **more}


def matching(**more: Any) -> Part:
    keep = [condition("enough", "candidate.pay >= person.pay", cites=[clause(2)])]
    fields = {"trade": TRADE, "pay": PAY}
    return {"candidate": fields, "keep": keep, "rank": [criterion()], **more}


def problems(part: Part, **parts: Any) -> tuple[Problem, ...]:
    made = service("some", WANTS, matching=part)
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rule_files(made, **parts))
    return caught.value.problems


def told(part: Part, **parts: Any) -> list[tuple[str, str]]:
    """Each fault: its code, and the words of the file that it stands at."""
    return [
        (each.code, each.span.text.strip('"') if each.span else "")
        for each in problems(part, **parts)
    ]


def test_a_matching_is_read_as_it_is_written():
    read = small_guide(WANTS, rules={"matching": matching()}).service("some").matching

    assert read is not None
    trade, pay = read.fields
    assert (trade.name, trade.key, trade.kind) == ("candidate.trade", "trade", "text")
    assert (trade.is_required, pay.is_required) == (True, False)
    assert (pay.unit, pay.minimum) == ("yuan", 0)
    assert [rule.id for rule in read.keep] == ["enough"]
    assert [(rule.id, rule.order) for rule in read.rank] == [("by-pay", "descending")]


def test_a_service_need_not_match_anybody():
    assert small_guide(WANTS).service("some").matching is None


@pytest.mark.parametrize("key", ["candidate", "keep", "rank"])
def test_a_matching_has_fields_conditions_and_criteria(key):
    part = {name: value for name, value in matching().items() if name != key}

    assert "missing-key" in [code for code, _ in told(part)]


# Names and types


def test_a_field_that_is_not_declared_is_unknown():
    part = matching(keep=[condition("a", "candidate.wage > 3")])

    assert told(part) == [("unknown-name", "candidate.wage")]


def test_a_field_is_known_only_within_the_matching():
    made = service("some", condition("a", "candidate.pay > 3"), matching=matching())
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rule_files(made))

    assert [each.code for each in caught.value.problems] == ["unknown-name"]


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("candidate.trade > 3", ("type-mismatch", "candidate.trade > 3")),
        ("candidate.pay > person.months", ("unit-mismatch", "candidate.pay > person.months")),
        ("candidate.pay", ("type-mismatch", "candidate.pay")),
        ("person.pay > 3", ("constant-condition", "person.pay > 3")),
    ],
)
def test_a_condition_is_a_boolean_about_the_candidate(when, fault):
    assert told(matching(keep=[condition("a", when)])) == [fault]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("candidate.trade", "type-mismatch"),
        ("[candidate.pay]", "type-mismatch"),
        ("person.pay", "constant-condition"),
        ("candidate.wage", "unknown-name"),
    ],
)
def test_a_criterion_is_a_number_a_date_or_a_boolean_about_the_candidate(by, code):
    assert told(matching(rank=[criterion(by=by)])) == [(code, by)]


@pytest.mark.parametrize("by", ["candidate.pay > 3", "candidate.pay", "candidate.pay + 1"])
def test_numbers_and_booleans_rank(by):
    assert small_guide(WANTS, rules={"matching": matching(rank=[criterion(by=by)])})


# Defaults


def field_with(default: str, **more: Part) -> Part:
    return matching(candidate={"trade": TRADE, "pay": {**PAY, "default": default}, **more})


@pytest.mark.parametrize("default", ["candidate.pay", "candidate.wage", "candidate.later"])
def test_a_default_reads_only_fields_declared_before(default):
    part = field_with(default, later=PAY)

    assert told(part) == [("unknown-name", default)]


def test_a_default_has_the_type_of_its_field():
    assert told(field_with("candidate.trade")) == [("type-mismatch", "candidate.trade")]


# Declarations


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"type": "integer", "label": WORDS}, "missing-unit"),
        ({"type": "text", "label": WORDS, "unit": "year"}, "needless-unit"),
        ({"type": "enumeration", "label": WORDS}, "wrong-values"),
        ({"type": "text", "label": WORDS, "minimum": 1}, "wrong-values"),
        ({"type": "text", "label": WORDS, "question": WORDS}, "unknown-key"),
        ({"type": "text", "label": WORDS, "given": "never"}, "wrong-type"),
    ],
)
def test_a_field_is_declared_like_a_fact(field, code):
    part = matching(candidate={"trade": TRADE, "pay": PAY, "odd": field})

    assert [each for each, _ in told(part)] == [code]


def test_every_condition_and_criterion_cites_a_clause_that_exists():
    keep = [condition("a", "candidate.pay > 1", cites=["law/made-up/77"])]
    rank = [criterion(cites=["law/made-up/78"], rests_on=["nothing"])]

    assert told(matching(keep=keep, rank=rank)) == [
        ("unknown-clause", "law/made-up/77"),
        ("unknown-clause", "law/made-up/78"),
        ("unknown-interpretation", "nothing"),
    ]


def test_ids_are_told_apart_within_their_list():
    keep = [condition("same", "candidate.pay > 1")] * 2
    rank = [criterion(id="same"), criterion(id="same")]

    assert told(matching(keep=keep, rank=rank)) == [("duplicate-id", "same")] * 2


def test_an_order_is_one_of_two():
    assert told(matching(rank=[criterion(order="upwards")])) == [("wrong-type", "upwards")]


# What hangs on a matching


def test_a_service_rests_on_what_its_matching_reads():
    fields = {"trade": TRADE, "pay": {**PAY, "default": "param.fund.least"}}
    parts = {
        "parameters": {
            "fund.least": parameter("money", entry(1, key=2026), keyed_by="filing.year")
        },
        "facts": {"filing.year": fact("integer", unit="one")},
    }
    part = matching(candidate=fields, rank=[criterion(by="candidate.pay - person.share")])
    guide = small_guide(WANTS, rules={"matching": part}, **parts)

    names = [each.name for each in facts_read(guide.rulebook, guide.services["some"])]

    assert names == ["person.share", "person.pay", "person.wants", "filing.year"]


def test_the_page_of_a_service_shows_its_matching():
    guide = small_guide(WANTS, rules={"matching": matching()})

    page = service_page(guide.rulebook, guide.services["some"])

    assert "- `pay` (money, yuan): 词 · words" in page
    assert f"- 词 · words (`{clause(2)}`)" in page
    assert f"1. 词 · words, 从大到小 · most first (`{clause(3)}`)" in page
    assert "`candidate.pay >= person.pay`" in page


def test_a_clause_is_accounted_for_by_the_conditions_and_criteria_that_cite_it(guide):
    rules = {each.clause.locator: each.rules for each in account(guide.rulebook)}

    assert "training-institution-recommendation/rank/distance" in rules["guide/17/description"]
    assert "training-institution-recommendation/keep/subject" in rules["guide/17/process"]


def test_only_the_recommending_services_match(guide):
    assert [each.number for each in guide.services.values() if each.matching] == [2, 5, 8, 17]
