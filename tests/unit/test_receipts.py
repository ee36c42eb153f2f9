"""Receipts: a decision is made again from its receipt, and what has changed since is told."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from tests.rulebooks import ON, condition, entry, formula, parameter, small_guide

from sxguide.errors import CaseError, ReceiptError, UnknownServiceError
from sxguide.receipts import MAX_TEXT
from sxguide.workdays import WorkCalendar

CASE = {"person": {"wants": True, "pay": "3000.50", "share": "0.10", "birth_date": "1990-02-28"}}
WANTS = condition("wants", "person.wants = true and person.pay >= param.law.least")
RULES = {"benefit": {"share": formula("number", "person.share", unit="one")}}


def guide_of(least: int = 3000, tree=WANTS, calendar=None):
    money = parameter("money", entry(least))
    return small_guide(tree, calendar, rules=RULES, parameters={"law.least": money})


@pytest.fixture(scope="module")
def decision():
    return guide_of().decide("some", CASE, on=ON)


def faults(given) -> list[tuple[str | None, str]]:
    with pytest.raises(ReceiptError) as caught:
        guide_of().replay(given)
    return [(problem.path, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "given",
    [
        lambda made: made.receipt,
        lambda made: made.receipt.to_dict(),
        lambda made: json.dumps(made.receipt.to_dict()),
        lambda made: made.to_dict(),
        lambda made: made.to_json(),
        lambda made: made.to_json(indent=2).encode(),
    ],
    ids=["receipt", "its mapping", "its JSON", "decision's mapping", "its JSON text", "its bytes"],
)
def test_a_decision_is_made_again_to_the_last_byte(decision, given):
    replay = guide_of().replay(given(decision))

    assert replay.is_same
    assert replay.decision is not None
    assert replay.decision.to_json() == decision.to_json()
    assert replay.to_dict() == {"same": True, "changed": [], "differences": [], "refusal": None}


def test_decimals_keep_their_digits(decision):
    replay = guide_of().replay(decision.to_json())

    assert replay.decision.to_dict()["receipt"]["facts"]["person.pay"] == "3000.50"
    assert replay.decision.to_dict()["benefit"]["share"]["value"] == "0.10"


def test_a_changed_rulebook_is_recognised_and_what_it_changes_is_shown(decision):
    other = guide_of(least=4000)

    replay = other.replay(decision.to_json())

    assert not replay.is_same
    assert [(each.part, each.then, each.now) for each in replay.changed] == [
        ("rulebook", guide_of().rulebook.digest, other.rulebook.digest)
    ]
    told = {each.path: (each.then, each.now) for each in replay.differences}
    assert told["$.outcome"] == ('"eligible"', '"ineligible"')
    assert told["$.reasons.truth"] == ("true", "false")
    assert told["$.reasons.children[wants].used[param.law.least].value"] == ('"3000"', '"4000"')
    assert not any(path.startswith("$.receipt") for path in told)


def test_a_rulebook_that_changes_nothing_in_a_decision_is_recognised_all_the_same(decision):
    other = small_guide(
        WANTS, rules=RULES, parameters={"law.least": parameter("money", entry(3000)), "law.idle": parameter("money", entry(1))}
    )  # fmt: skip

    replay = other.replay(decision.to_json())

    assert [each.part for each in replay.changed] == ["rulebook"]
    assert replay.differences == ()
    assert not replay.is_same


def test_a_changed_calendar_is_recognised(decision):
    closed = WorkCalendar.default().with_closures([dt.date(2026, 6, 2)])

    replay = guide_of(calendar=closed).replay(decision.receipt)

    assert [(each.part, each.then, each.now) for each in replay.changed] == [
        ("calendar", WorkCalendar.default().version, closed.version)
    ]


def test_a_changed_engine_is_recognised(decision):
    replay = guide_of().replay(replace(decision.receipt, engine="0.0.1"))

    assert [(each.part, each.then, each.now) for each in replay.changed] == [
        ("engine", "0.0.1", decision.receipt.engine)
    ]
    assert replay.decision == decision


def test_an_altered_decision_is_recognised_though_nothing_else_has_changed(decision):
    altered = decision.to_dict() | {"outcome": "ineligible", "extra": 1}
    del altered["exact"]
    altered["deadline"]["working_days"] = False

    replay = guide_of().replay(altered)

    assert replay.changed == ()
    assert {each.path: (each.then, each.now) for each in replay.differences} == {
        "$.outcome": ('"ineligible"', '"eligible"'),
        "$.extra": ("1", None),
        "$.exact": (None, "true"),
        "$.deadline.working_days": ("false", "0"),
    }


def test_entries_of_lists_are_compared_by_name_and_their_order_counts(decision):
    altered = decision.to_dict()
    (wants,) = altered["reasons"]["children"]
    first, second, third = wants["used"]
    wants["used"] = [third, second, first | {"unit": "none"}]

    told = {each.path: each.then for each in guide_of().replay(altered).differences}

    assert told == {
        f"$.reasons.children[wants].used[{first['name']}].unit": '"none"',
        "$.reasons.children[wants].used": json.dumps(
            [third["name"], second["name"], first["name"]]
        ),
    }


def test_what_cannot_be_decided_any_more_is_told_with_its_reason(decision):
    old = replace(decision.receipt, rulebook="old")

    gone = guide_of().replay(replace(old, service="gone"))
    unknown = guide_of().replay(replace(old, facts={"person.gone": 1}))

    for replay in (gone, unknown):
        assert replay.decision is None
        assert not replay.is_same
        assert [each.part for each in replay.changed] == ["rulebook"]
    assert "unknown service `gone`" in str(gone.refusal)
    assert "$.facts.person.gone: error[unknown-fact]" in str(unknown.refusal)


def test_facts_that_were_never_decided_on_are_an_error_with_their_place(decision):
    altered = decision.to_dict()
    altered["receipt"]["facts"]["person.wants"] = "yes"

    with pytest.raises(CaseError) as caught:
        guide_of().replay(altered)

    assert [each.path for each in caught.value.problems] == ["$.receipt.facts.person.wants"]


def test_a_service_that_never_was_is_an_error(decision):
    with pytest.raises(UnknownServiceError):
        guide_of().replay(replace(decision.receipt, service="gone"))


@pytest.mark.parametrize(
    "given", [None, 7, [], "[]", "null", '{"receipt": null}', {"receipt": []}, b'"words"']
)
def test_what_is_no_receipt_is_refused(given):
    assert [code for _, code in faults(given)] == ["no-receipt"]


def test_every_fault_of_a_receipt_is_told_at_once(decision):
    plain = decision.receipt.to_dict() | {"engine": 1, "on": "30 April", "facts": [], "more": 1}
    del plain["calendar"]
    plain["service"] = "x" * (MAX_TEXT + 1)

    assert faults({"receipt": plain}) == [
        ("$.receipt", "missing-key"),
        ("$.receipt.more", "unknown-key"),
        ("$.receipt.engine", "wrong-type"),
        ("$.receipt.service", "wrong-type"),
        ("$.receipt.on", "wrong-type"),
        ("$.receipt.facts", "wrong-type"),
    ]


@pytest.mark.parametrize("on", [dt.datetime(2026, 6, 1, tzinfo=dt.UTC), True, 20260601, None])
def test_the_date_of_a_receipt_is_a_date(decision, on):
    assert faults(decision.receipt.to_dict() | {"on": on}) == [("$.on", "wrong-type")]


def test_an_empty_mapping_lacks_every_part():
    assert [code for _, code in faults({})] == ["missing-key"] * 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json-syntax"),
        (b"\xff", "json-encoding"),
        ('{"a": 1, "a": 2}', "json-duplicate-key"),
        ("[" * 100_000, "json-depth"),
        (" " * 2_000_000, "json-size"),
    ],
)
def test_json_that_is_none_is_refused(text, code):
    assert [found for _, found in faults(text)] == [code]
