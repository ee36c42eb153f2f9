"""The terminal: tables of words, the same in both languages, plain where nobody looks and coloured on a screen."""

from __future__ import annotations

import io

import pytest
from tests.rulebooks import ON, choice, condition, formula, item, small_guide

from sxguide.audit import account, compare
from sxguide.terminal.decisions import show_decision, show_screening
from sxguide.terminal.listings import (
    show_accounts,
    show_clause_changes,
    show_facts,
    show_hits,
    show_interpretations,
    show_services,
)
from sxguide.terminal.screen import Terminal

WANTS = condition("wants", "person.wants = true", label={"zh": "想要[bold]", "en": "wants [red]it"})


class Screen(io.StringIO):
    """A stream that says it is a screen."""

    def isatty(self) -> bool:
        return True


def written(show, lang="en") -> list[str]:
    """What a terminal writes, line by line, without what pads the lines."""
    stream = io.StringIO()
    show(Terminal(stream, lang))
    return [line.rstrip() for line in stream.getvalue().split("\n")]


def test_a_decision_is_told_with_its_clauses_beside_it():
    rules = {"benefit": {"amount": formula("money", "1500", label={"zh": "金额", "en": "amount"})}}
    decision = small_guide(WANTS, rules=rules).decide("some", {"person.wants": True}, on=ON)

    lines = written(lambda terminal: show_decision(terminal, decision))

    assert lines[:2] == ["1. Some service · 2026-06-01", "eligible"]
    (told,) = [line for line in lines if "amount: 1500.00 yuan" in line]
    assert told.endswith("law/made-up/1")


def test_brackets_in_words_are_no_markup():
    decision = small_guide(WANTS).decide("some", {}, on=ON)

    assert any(
        "wants [red]it" in line
        for line in written(lambda terminal: show_decision(terminal, decision))
    )


def test_colour_is_for_screens_only(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    decision = small_guide(WANTS).decide("some", {"person.wants": False}, on=ON)

    screen, file = Screen(), io.StringIO()
    for stream in (screen, file):
        show_decision(Terminal(stream, "en"), decision)

    assert "\x1b[1;31mnot eligible" in screen.getvalue()
    assert "\x1b" not in file.getvalue()


@pytest.mark.parametrize(
    ("lang", "head"), [("zh", ["编号", "名称", "事项"]), ("en", ["no.", "name", "title"])]
)
def test_services_are_listed_one_a_row(lang, head):
    guide = small_guide(WANTS, rules={"benefit": {"amount": formula("integer", "1")}})

    lines = written(lambda terminal: show_services(terminal, guide.services.values()), lang)

    assert all(word in lines[1] for word in head)
    assert "some" in lines[3]
    assert "amount" in lines[3]


def test_facts_are_listed_with_type_unit_and_values():
    facts = {"person.zone": choice("near", "far")}
    guide = small_guide(WANTS, facts=facts)

    lines = written(lambda terminal: show_facts(terminal, guide.facts.values()))

    assert any("person.months" in line and "integer (month)" in line for line in lines)
    assert any("person.zone" in line and "near, far" in line for line in lines)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"person.wants": True}, "eligible"),
        ({"person.wants": False}, "✗ wants [red]it"),
        ({}, "? words"),
    ],
)
def test_a_screening_has_a_row_for_each_service(case, words):
    screening = small_guide(WANTS).screen(case, on=ON)

    lines = written(lambda terminal: show_screening(terminal, screening))

    assert any("Some service" in line and words in line for line in lines)


def test_hits_are_listed_with_the_clause_that_fits(guide):
    lines = written(lambda terminal: show_hits(terminal, guide.search("失业登记")), "zh")

    assert any("unemployment-registration" in line for line in lines)


def test_the_account_of_clauses_ends_with_its_share(guide):
    lines = written(lambda terminal: show_accounts(terminal, account(guide.rulebook)), "zh")

    assert lines[-2].endswith(" %")
    assert any(line.strip().startswith("guide/22/notes/1") for line in lines)


def test_changes_of_the_text_are_counted(guide, monkeypatch):
    monkeypatch.setattr("sxguide.audit.split_guide", lambda _: {})
    changes = compare(guide.rulebook, "")

    lines = written(lambda terminal: show_clause_changes(terminal, changes))

    assert str(len(changes)) in lines[-2]


def test_readings_are_listed_with_what_stands_there(guide):
    entries = guide.rulebook.interpretations.values()

    lines = written(lambda terminal: show_interpretations(terminal, entries), "en")

    assert all(any(entry.id in line for line in lines) for entry in entries if len(entry.id) < 20)


def test_a_long_line_is_not_broken():
    assert written(lambda terminal: terminal.line("x" * 500)) == ["x" * 500, ""]


def test_progress_goes_through_everything_and_says_nothing_off_screen():
    stream = io.StringIO()

    assert list(Terminal(stream, "en").progress([1, 2, 3], "things")) == [1, 2, 3]
    assert stream.getvalue() == ""


def test_materials_that_are_not_needed_are_marked_so():
    rules = {"materials": [item("form"), item("card", when="person.able")]}
    decision = small_guide(WANTS, rules=rules).decide("some", {"person.able": False}, on=ON)

    lines = written(lambda terminal: show_decision(terminal, decision))

    assert any("the form" in line for line in lines)
    assert any("✗ the card (not needed)" in line for line in lines)
