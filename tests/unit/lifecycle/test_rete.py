"""The door to durable-rules: what the package cannot do never reaches a caller."""

from __future__ import annotations

import datetime as dt
import inspect
import threading
from dataclasses import replace

import pytest

import sxguide
from sxguide.errors import LimitError
from sxguide.lifecycle import Timeline
from sxguide.lifecycle.laws import Laws

rete = pytest.importorskip("sxguide.lifecycle.rete", exc_type=ImportError)

D = dt.date
EVENTS = [
    {"kind": "monthly_benefit_started", "on": D(2024, 3, 1), "benefit": "employee_pension"},
    {"kind": "certified", "on": D(2025, 3, 2)},
    {"kind": "application_accepted", "on": D(2025, 3, 2), "application": "99", "service": "23"},
]


@pytest.fixture
def laws(guide):
    return Laws(guide.rulebook)


def run(guide, engine="durable"):
    timeline = Timeline(guide, engine=engine)
    for event in EVENTS:
        timeline.post(event)
    return timeline.until(D(2026, 12, 31))


def facts_left(engine):
    return rete._HOST.get_facts(engine._ruleset, "0")


def test_rules_past_a_limit_are_refused_and_not_tried(laws):
    many = tuple(replace(laws.patterns[0], number=number) for number in range(rete.MAX_RULES + 1))

    with pytest.raises(LimitError, match="at most 250 rules"):
        rete.check_limits(many, rete._Sorts(many))


def test_too_many_conditions_on_one_fact_are_refused(laws):
    many = laws.patterns[:1] * (rete.MAX_CONDITIONS_A_FACT + 1)

    with pytest.raises(LimitError, match="at most 60 conditions on one fact"):
        rete.check_limits(many, rete._Sorts(many))


def test_too_many_facts_in_one_rule_are_refused(laws):
    pattern = next(each for each in laws.patterns if each.conditions)
    wide = (replace(pattern, conditions=pattern.conditions * (rete.MAX_JOINED + 1)),)

    with pytest.raises(LimitError, match="at most 15 facts in one rule"):
        rete.check_limits(wide, rete._Sorts(wide))


def test_too_many_tests_are_refused(laws):
    pattern = next(each for each in laws.patterns if any(c.joined for c in each.conditions))
    narrow = replace(pattern.conditions[0], joined=tuple(f"f{n}" for n in range(rete.MAX_TESTS)))
    many = (replace(pattern, conditions=(narrow,)),)

    with pytest.raises(LimitError, match="at most 500 tests"):
        rete.check_limits(many, rete._Sorts(many))


def test_the_rules_of_the_guide_are_within_every_limit(laws):
    rete.check_limits(laws.patterns, rete._Sorts(laws.patterns))


def test_the_engine_is_given_flat_rules_of_equality_and_nothing_else(laws):
    sorts = rete._Sorts(laws.patterns)

    for pattern in laws.patterns:
        (parts,) = rete._definition(pattern, sorts).values()
        for part in parts:
            ((alias, tests),) = part.items()
            # What must be absent stands after the trigger, never alone.
            assert (alias == "t") == (part is parts[0])
            for test in tests.get("$and", [tests]):
                assert set(tests) in ({"$and"}, {"sort"})
                ((field, value),) = test.items()
                assert not field.startswith("$")
                assert isinstance(value, int) or set(map(type, value.values())) == {str}


def test_an_action_has_one_parameter_since_one_with_two_would_never_complete(laws):
    action = rete._HOST._action(laws.patterns[0])

    assert len(inspect.signature(action).parameters) == 1


def test_the_engine_has_no_clock_by_which_a_match_would_be_run_again(guide):
    assert rete.durable._unix_now() == rete.durable._unix_now() == 0


def test_one_host_serves_every_guide_on_one_sid(guide, monkeypatch):
    sids = set()
    put = rete._HOST.put
    monkeypatch.setattr(
        rete._HOST, "put", lambda name, fact: sids.add(fact.get("sid", "0")) or put(name, fact)
    )

    run(guide)
    run(sxguide.load())

    assert sids == {"0"}


def test_nothing_of_a_history_is_left_behind(guide):
    timeline = Timeline(guide, engine="durable")
    for event in EVENTS:
        timeline.post(event)
    timeline.until(D(2026, 12, 31))

    assert facts_left(timeline._engine) == []


def test_an_error_within_a_rule_comes_out_and_leaves_nothing_behind(guide, monkeypatch):
    timeline = Timeline(guide, engine="durable")
    for event in EVENTS:
        timeline.post(event)

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("sxguide.lifecycle.acts.Acting.act", interrupted)
        with pytest.raises(KeyboardInterrupt):
            timeline.until(D(2026, 12, 31))

    assert facts_left(timeline._engine) == []
    assert timeline.until(D(2026, 12, 31)) == run(guide, "plain")


def test_a_match_that_is_run_again_counts_once(guide, monkeypatch):
    act = rete._DurableSession.act

    def twice(self, number, found):
        act(self, number, found)
        act(self, number, found)

    monkeypatch.setattr(rete._DurableSession, "act", twice)

    assert run(guide) == run(guide, "plain")


def test_the_engine_sees_small_numbers_only(guide, monkeypatch):
    asserted = []
    put = rete._HOST.put
    monkeypatch.setattr(
        rete._HOST, "put", lambda name, fact: asserted.append(fact) or put(name, fact)
    )

    run(guide)

    values = [value for fact in asserted for name, value in fact.items() if name != "id"]
    assert asserted
    assert all(type(value) is int and abs(value) < 2**31 for value in values)


def test_equal_looking_values_of_two_kinds_are_not_joined(guide):
    session = Timeline(guide, engine="durable")._engine.session()
    try:
        numbers = {session._intern(value) for value in ("99", "true", "1")}
    finally:
        session.close()

    assert len(numbers) == 3


def test_the_host_starts_no_threads(guide):
    before = threading.active_count()

    run(guide)

    assert threading.active_count() == before


def test_a_second_history_in_one_thread_waits_for_no_lock(guide):
    engine = Timeline(guide, engine="durable")._engine
    session = engine.session()
    try:
        with pytest.raises(LimitError, match="still running in this thread"):
            engine.session()
    finally:
        session.close()
    engine.session().close()


def test_threads_take_turns_and_lose_nothing(guide):
    expected = run(guide, "plain")
    found = []
    threads = [
        threading.Thread(target=lambda: found.extend(run(guide) for _ in range(5)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [expected] * 40


@pytest.mark.no_cover
def test_thousands_of_histories_run_on_one_sid(guide):
    expected = run(guide, "plain")

    assert all(run(guide) == expected for _ in range(1_100))
