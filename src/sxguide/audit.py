"""Audit: which rules hang on each clause of the guide, and what a new edition of it changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Formula,
    Group,
    Rulebook,
    Service,
    TableFormula,
)
from sxguide.passages import split_guide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.citations import Clause

GUIDE = "guide"

Change: TypeAlias = Literal["unchanged", "changed", "moved", "gone", "new"]


@dataclass(frozen=True, slots=True)
class ClauseAccount:
    """A clause of the guide and the rules that cite it, as `service/part/id`.

    A clause that no rule cites says in `clause.informative` why there is nothing to encode.
    """

    clause: Clause
    rules: tuple[str, ...]

    @property
    def is_accounted_for(self) -> bool:
        """Whether rules encode the clause, or a reason says why none does."""
        return bool(self.rules) or self.clause.informative is not None


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of a clause in another text of the guide; `moved_to` is where its words stand now."""

    locator: str
    change: Change
    moved_to: str | None
    rules: tuple[str, ...]


def account(rulebook: Rulebook) -> tuple[ClauseAccount, ...]:
    """Every clause of the guide, in the guide's order, with the rules that hang on it."""
    rules = _rules_by_clause(rulebook)
    return tuple(
        ClauseAccount(clause, tuple(rules[clause.locator]))
        for clause in rulebook.instruments[GUIDE].clauses
    )


def compare(rulebook: Rulebook, text: str) -> tuple[ClauseChange, ...]:
    """What another text of the guide does to each clause; clauses that only it has come last.

    Raises:
        GuideTextError: The text is no text of the guide.
    """
    passages = split_guide(text)
    rules = _rules_by_clause(rulebook)
    known = {clause.locator: clause.fingerprint for clause in rulebook.instruments[GUIDE].clauses}
    # Words that stand at their own locator have not moved there from elsewhere.
    strays = {
        passage.fingerprint: locator
        for locator, passage in passages.items()
        if known.get(locator) != passage.fingerprint
    }

    def change(locator: str, fingerprint: str | None) -> ClauseChange:
        passage = passages.get(locator)
        moved_to = strays.get(fingerprint or "")
        kind: Change = "gone" if passage is None else "changed"
        if passage is not None and passage.fingerprint == fingerprint:
            kind, moved_to = "unchanged", None
        elif moved_to is not None:
            kind = "moved"
        return ClauseChange(locator, kind, moved_to, tuple(rules[locator]))

    found = [change(locator, fingerprint) for locator, fingerprint in known.items()]
    arrived = {each.moved_to for each in found}
    new = (locator for locator in passages if locator not in known and locator not in arrived)
    return (*found, *(ClauseChange(locator, "new", None, ()) for locator in new))


def _rules_by_clause(rulebook: Rulebook) -> defaultdict[str, list[str]]:
    rules: defaultdict[str, list[str]] = defaultdict(list)
    for rule, locators in _citing(rulebook):
        for locator in dict.fromkeys(locators):
            rules[locator].append(rule)
    return rules


def _citing(rulebook: Rulebook) -> Iterator[tuple[str, Iterable[str]]]:
    """Everything that cites, with what it cites."""
    for name, parameter in rulebook.parameters.items():
        yield (
            f"{PARAMETER_PREFIX}{name}",
            (cite for entry in parameter.entries for cite in entry.cites),
        )
    for name, definition in rulebook.definitions.items():
        yield f"definition/{name}", (*definition.cites, *_row_cites(definition.formula))
    for service in rulebook.services.values():
        yield from ((f"{service.name}/{rule}", cites) for rule, cites in _citing_of(service))
    for name, interpretation in rulebook.interpretations.items():
        yield f"interpretation/{name}", interpretation.cites


def _citing_of(service: Service) -> Iterator[tuple[str, Iterable[str]]]:
    yield "summary", service.summary.cites
    yield "audience", service.audience.cites
    yield from _citing_nodes(service.eligibility)
    if service.matching is not None:
        yield from ((f"keep/{rule.id}", rule.cites) for rule in service.matching.keep)
        yield from ((f"rank/{rule.id}", rule.cites) for rule in service.matching.rank)
    for output in service.outputs:
        yield f"benefit/{output.name}", (*output.cites, *_row_cites(output.formula))
    yield "deadline", service.deadline.cites
    lists = (
        ("materials", service.materials),
        ("accepted_at", service.handling.accepted_at),
        ("reviewed_by", service.handling.reviewed_by),
        ("results_at", service.handling.results_at),
        ("notices", service.notices),
    )
    for part, items in lists:
        for item in items:
            yield f"{part}/{item.id}", item.cites


def _citing_nodes(node: Condition | Group) -> Iterator[tuple[str, Iterable[str]]]:
    yield f"eligibility/{node.id}", node.cites
    if isinstance(node, Group):
        for member in node.members:
            yield from _citing_nodes(member)


def _row_cites(formula: Formula) -> Iterator[str]:
    if isinstance(formula, TableFormula):
        for cites in formula.row_cites:
            yield from cites
