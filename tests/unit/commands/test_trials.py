"""The command `run` on scenarios that screen a person over every service."""

from __future__ import annotations

import json

import pytest
from tests.rulebooks import ON, condition, rule_files, service, written

DONE, NOT_HELD, WRONG_INPUT = 0, 1, 2


@pytest.fixture
def rules(folder):
    """Two services: one for who wants it, one for who is able to."""
    return folder(
        rule_files(
            service("some", condition("wants", "person.wants"), number=1),
            service("other", condition("able", "person.able"), number=2),
        )
    )


def scenario(**more):
    made = {"name": "a person", "date": str(ON), "case": {"person.wants": True}, **more}
    return written({"scenarios": [made]})


HELD = {"some": "eligible", "other": "undetermined"}


def test_a_person_who_comes_out_as_expected_everywhere_is_a_scenario_that_holds(run, rules, file):
    path = file("story.yaml", scenario(screen=HELD))

    assert run("run", path, "--rules", rules) == (DONE, "1 passed, 0 failed\n", "")


@pytest.mark.parametrize(
    ("expected", "mismatch"),
    [
        (HELD | {"other": "eligible"}, "other: expected eligible, found undetermined"),
        ({"some": "eligible"}, "other: expected nothing, found undetermined"),
        (HELD | {"third": "eligible"}, "third: expected eligible, found no such service"),
    ],
    ids=["another outcome", "a service left out", "a service that is none"],
)
def test_every_service_that_comes_out_otherwise_is_told(run, rules, file, expected, mismatch):
    path = file("story.yaml", scenario(screen=expected))

    code, out, _ = run("run", path, "--rules", rules)

    assert code == NOT_HELD
    assert out == f"✗ {path}:1 a person\n    {mismatch}\n0 passed, 1 failed\n"


def test_mismatches_are_written_as_json(run, rules, file):
    path = file("story.yaml", scenario(screen={"some": "ineligible", "other": "eligible"}))

    code, out, _ = run("run", path, "--rules", rules, "--json")

    (failed,) = json.loads(out)["failed"]
    assert (code, failed["file"], failed["scenario"]) == (NOT_HELD, path, "a person")
    assert failed["mismatches"] == [
        "some: expected ineligible, found eligible",
        "other: expected eligible, found undetermined",
    ]


def test_a_case_that_cannot_be_read_is_a_scenario_that_does_not_hold(run, rules, file):
    path = file("story.yaml", scenario(screen=HELD, case={"person.wnats": True}))

    code, out, _ = run("run", path, "--rules", rules)

    assert code == NOT_HELD
    assert "unknown-fact" in out


@pytest.mark.parametrize(
    "made",
    [
        {"screen": {"some": "perhaps"}},
        {"screen": HELD, "expect": {"outcome": "eligible"}, "service": "some"},
        {},
        {"expect": {"outcome": "eligible"}},
    ],
    ids=["an unknown outcome", "both kinds", "neither kind", "no service"],
)
def test_a_scenario_of_no_one_kind_is_wrong_input(run, rules, file, made):
    code, out, err = run("run", file("story.yaml", scenario(**made)), "--rules", rules)

    assert (code, out) == (WRONG_INPUT, "")
    assert "error[" in err
