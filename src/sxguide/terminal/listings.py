"""Listings: what the terminal shows of the rules themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sxguide.citations import Text
from sxguide.terminal import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sxguide.audit import Change, ClauseAccount, ClauseChange
    from sxguide.citations import Language
    from sxguide.model import Fact, Interpretation, Service
    from sxguide.search import Hit
    from sxguide.terminal.screen import Terminal

_CHANGES: dict[Change, Text] = {
    "unchanged": Text("未变", "unchanged"),
    "changed": Text("已改", "changed"),
    "moved": Text("移至别处", "moved"),
    "gone": Text("已删", "gone"),
    "new": Text("新增", "new"),
}
_NOTHING_FOUND = Text("没有找到相关事项", "no service was found")


def show_services(terminal: Terminal, services: Iterable[Service]) -> None:
    """The services, one a row."""
    lang = terminal.lang
    rows = (
        (
            str(service.number),
            service.name,
            service.title.of(lang),
            str(service.deadline.working_days),
            ", ".join(output.name for output in service.outputs),
        )
        for service in services
    )
    terminal.table(
        (columns.NUMBER, columns.NAME, columns.TITLE, columns.DAYS, columns.OUTPUTS), rows
    )


def show_facts(terminal: Terminal, facts: Iterable[Fact]) -> None:
    """The vocabulary, one fact a row."""
    lang = terminal.lang
    rows = (
        (
            fact.name,
            f"{fact.kind} ({fact.unit})" if fact.unit else fact.kind,
            fact.label.of(lang),
            ", ".join(choice.value for choice in fact.choices),
        )
        for fact in facts
    )
    terminal.table((columns.FACT, columns.TYPE, columns.LABEL, columns.VALUES), rows)


def show_hits(terminal: Terminal, hits: Sequence[Hit]) -> None:
    """What a search found, one service a row, with the clause that fits."""
    lang = terminal.lang
    if not hits:
        terminal.line(_NOTHING_FOUND.of(lang))
        return
    rows = (
        (
            str(hit.number),
            hit.service,
            hit.title.of(lang),
            hit.citation.gist.of(lang),
            hit.citation.clause,
        )
        for hit in hits
    )
    terminal.table(
        (columns.NUMBER, columns.NAME, columns.TITLE, columns.GIST, columns.CLAUSE), rows
    )


def show_accounts(terminal: Terminal, accounts: Sequence[ClauseAccount]) -> None:
    """The guide's clauses with the rules that hang on each, and the share that is accounted for."""
    lang = terminal.lang
    rows = (
        (each.clause.locator, each.clause.gist.of(lang), _account(each, lang)) for each in accounts
    )
    terminal.table((columns.CLAUSE, columns.GIST, columns.RULES), rows)
    done = sum(each.is_accounted_for for each in accounts)
    share = f"{100 * done // len(accounts) if accounts else 100} %"
    words = Text(
        f"{len(accounts)} 条中 {done} 条已落实：{share}",
        f"{done} of {len(accounts)} clauses are accounted for: {share}",
    )
    terminal.line(words.of(lang))


def _account(each: ClauseAccount, lang: Language) -> str:
    informative = each.clause.informative
    why = () if informative is None else (informative.of(lang),)
    return ", ".join((*why, *each.rules))


def show_clause_changes(terminal: Terminal, changes: Sequence[ClauseChange]) -> None:
    """What another text of the guide changes, and the rules that hang on it; then how many of each kind."""
    lang = terminal.lang
    counts = Counter(_CHANGES[each.change].of(lang) for each in changes)
    rows = [
        (
            each.locator,
            _CHANGES[each.change].of(lang) + (f" → {each.moved_to}" if each.moved_to else ""),
            ", ".join(each.rules),
        )
        for each in changes
        if each.change != "unchanged"
    ]
    if rows:
        terminal.table((columns.CLAUSE, columns.CHANGE, columns.RULES), rows)
    terminal.line(", ".join(f"{count} {change}" for change, count in counts.items()))


def show_interpretations(terminal: Terminal, entries: Iterable[Interpretation]) -> None:
    """The readings, one a row."""
    lang = terminal.lang
    rows = (
        (
            entry.id,
            entry.says.of(lang),
            entry.reading.of(lang),
            ", ".join(entry.cites),
        )
        for entry in entries
    )
    terminal.table((columns.NAME, columns.SAYS, columns.READING, columns.CLAUSE), rows)
