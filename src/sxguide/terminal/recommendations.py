"""Recommendations: what the terminal shows of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sxguide.answers import Outcome
from sxguide.citations import Text
from sxguide.model import to_json_value
from sxguide.source import visible
from sxguide.terminal import columns
from sxguide.terminal.decisions import show_decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.citations import Language
    from sxguide.model import Plain
    from sxguide.recommendations import Match, Recommendation
    from sxguide.terminal.screen import Terminal

_SURE, _POSSIBLE = Text("符合", "yes"), Text("可能符合", "possibly")


def show_recommendation(terminal: Terminal, found: Recommendation) -> None:
    """The candidates that suit, the best first, then those that may; below, how many and why the others do not.

    Who may not have the service sees the decision that says why.
    """
    if found.decision.outcome is not Outcome.ELIGIBLE:
        show_decision(terminal, found.decision)
        return
    lang = terminal.lang
    groups = ((_SURE, found.matches), (_POSSIBLE, found.possible))
    rows = [
        (
            _listed(match.fields()),
            kind.of(lang),
            _ranks(found, match, lang),
            ", ".join(match.missing),
        )
        for kind, matches in groups
        for match in matches
    ]
    if rows:
        terminal.table((columns.CANDIDATE, columns.MATCH, columns.RANKS, columns.MISSING), rows)
    refused = ", ".join(f"{name} {count}" for name, count in found.refused.items() if count)
    words = Text(
        f"{found.considered} 个候选对象中符合 {found.match_count} 个，可能符合 {found.possible_count} 个",
        f"of {found.considered} candidates {found.match_count} match, {found.possible_count} possibly",
    )
    why = Text("；不符合的条件：", "; refused by ") if refused else Text("", "")
    terminal.line(words.of(lang) + why.of(lang) + refused)


def _ranks(found: Recommendation, match: Match, lang: Language) -> str:
    labels = {rank.id: rank.label.of(lang) for rank in found.ranks}
    return "\n".join(f"{labels[name]}: {_shown(value)}" for name, value in match.ranks.items())


def _listed(fields: Iterable[tuple[str, Plain | None]]) -> str:
    """What a candidate says, one field a line."""
    return "\n".join(f"{name}: {_shown(value)}" for name, value in fields if value is not None)


def _shown(value: Plain | None) -> str:
    """A value as JSON has it; what a caller wrote without what could steer a screen."""
    plain = to_json_value(value)
    return "—" if plain is None else visible(plain if isinstance(plain, str) else json.dumps(plain))
