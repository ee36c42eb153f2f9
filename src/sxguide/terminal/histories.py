"""Histories: what the terminal shows of what follows from a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.lifecycle.consequences import KINDS, Consequence, consequence_words
from sxguide.terminal import columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.lifecycle_model import EventKind, LifeCycle
    from sxguide.terminal.screen import Terminal


def show_consequences(terminal: Terminal, consequences: Iterable[Consequence]) -> None:
    """What follows from a history, one consequence a row, by date."""
    lang = terminal.lang
    rows = (
        (
            each.on.isoformat(),
            KINDS[each.kind].of(lang),
            " · ".join(consequence_words(each, lang)),
            each.because.of(lang),
            ", ".join(citation.clause for citation in each.citations),
        )
        for each in consequences
    )
    terminal.table((columns.ON, columns.WHAT, columns.WORDS, columns.BECAUSE, columns.CLAUSE), rows)


def show_event_kinds(terminal: Terminal, kinds: Iterable[tuple[LifeCycle, EventKind]]) -> None:
    """The kinds of event, one a row, with what each says beside its date."""
    lang = terminal.lang
    rows = (
        (
            cycle.title.of(lang),
            kind.name,
            kind.label.of(lang),
            ", ".join(f"{field.key}{'' if field.is_required else '?'}" for field in kind.fields),
        )
        for cycle, kind in kinds
    )
    terminal.table((columns.LIFECYCLE, columns.NAME, columns.LABEL, columns.FIELDS), rows)
