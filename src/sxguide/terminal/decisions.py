"""Decisions: what the terminal shows of a decision, of its changes, and of a screening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.answers import Outcome
from sxguide.change_prose import change_section, stretch_section
from sxguide.prose import OUTCOMES, heading, row_words, sections, when_words
from sxguide.terminal import columns
from sxguide.terminal.cells import Styled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.change import Changes, Stretch
    from sxguide.decision import Decision
    from sxguide.prose import Section
    from sxguide.screening import Screening
    from sxguide.terminal.screen import Terminal

_OUTCOME_STYLES: dict[Outcome, str] = {
    Outcome.ELIGIBLE: "bold green",
    Outcome.INELIGIBLE: "bold red",
    Outcome.UNDETERMINED: "bold yellow",
}
# What a person can have comes before what takes a question more, and that before what is out of reach.
_IN_ORDER = (Outcome.ELIGIBLE, Outcome.UNDETERMINED, Outcome.INELIGIBLE)


def show_decision(terminal: Terminal, decision: Decision) -> None:
    """A decision: its outcome, then a two-column table of what it says and the clauses that say so."""
    _show(terminal, decision, sections(decision, terminal.lang))


def show_changes(terminal: Terminal, changes: Changes, stretches: Iterable[Stretch]) -> None:
    """What would turn the answer of a decision, and when it turns by itself."""
    lang = terminal.lang
    parts = [change_section(changes, lang), stretch_section(stretches, lang)]
    _show(terminal, changes.decision, parts)


def _show(terminal: Terminal, decision: Decision, parts: Iterable[Section]) -> None:
    terminal.paragraph(heading(decision, terminal.lang), "bold")
    words = OUTCOMES[decision.outcome].of(terminal.lang)
    terminal.paragraph(words, _OUTCOME_STYLES[decision.outcome])
    terminal.sections(parts)


def show_screening(terminal: Terminal, screening: Screening) -> None:
    """All services for one person, one a row: what can be had first, then what might be, then what cannot be.

    Below stands how many of each kind there are.
    """
    lang = terminal.lang
    groups = {outcome: screening.of(outcome) for outcome in _IN_ORDER}
    rows = (
        (
            str(decision.number),
            decision.title.of(lang),
            Styled(OUTCOMES[outcome].of(lang), _OUTCOME_STYLES[outcome]),
            row_words(decision, lang),
            "" if outcome is Outcome.INELIGIBLE else when_words(decision, lang),
            _paths(screening, decision),
        )
        for outcome, decisions in groups.items()
        for decision in decisions
    )
    terminal.table(
        (
            columns.NUMBER,
            columns.TITLE,
            columns.OUTCOME,
            columns.BECAUSE,
            columns.WHEN,
            columns.PATHS,
        ),
        rows,
    )
    show_counts(terminal, screening)


def show_counts(terminal: Terminal, screening: Screening, style: str = "") -> None:
    """How many services there are of each outcome, on one line."""
    counts = (
        f"{OUTCOMES[outcome].of(terminal.lang)} {len(screening.of(outcome))}"
        for outcome in _IN_ORDER
    )
    terminal.line(", ".join(counts), style)


def _paths(screening: Screening, decision: Decision) -> str:
    """What has to be done first, by number: `16 → 17`; one way below the other."""
    paths = screening.paths(decision.service)
    return "\n".join(" → ".join(str(screening[name].number) for name in path) for path in paths)
