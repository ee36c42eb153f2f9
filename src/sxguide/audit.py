"""Audit: which rules hang on each clause of the guide, and what a new edition of it changes."""

from __future__ import annotations

from collections import Counter, defaultdict
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
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.citations import Clause
    from sxguide.passages import Passage

GUIDE = "guide"
INTERPRETATION_PREFIX = "interpretation/"

Change: TypeAlias = Literal["unchanged", "changed", "moved", "gone", "new"]


@dataclass(frozen=True, slots=True)
class ClauseAccount:
    """A clause of the guide and the rules that cite it, as `service/part/id`.

    A clause that no rule encodes says in `clause.informative` why; a reading alone (`interpretation/id`) encodes nothing.
    """

    clause: Clause
    rules: tuple[str, ...]

    @property
    def is_accounted_for(self) -> bool:
        """Whether rules encode the clause, or a reason says why none does."""
        encoded = any(not rule.startswith(INTERPRETATION_PREFIX) for rule in self.rules)
        return encoded or self.clause.informative is not None


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
        ClauseAccount(clause, tuple(rules[clause.locator])) for clause in _clauses(rulebook)
    )


def compare(rulebook: Rulebook, text: str) -> tuple[ClauseChange, ...]:
    """What another text of the guide does to each clause; words that only it has come last.

    Where the words of a clause moved away and others stand in their place, there is a change for either.

    Raises:
        GuideTextError: The text is no text of the guide.
    """
    passages = split_guide(text)
    rules = _rules_by_clause(rulebook)
    known = {clause.locator: clause.fingerprint for clause in _clauses(rulebook)}
    strays = _strays(known, passages)

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
    told = {each.locator for each in found if each.change != "moved"}
    told.update(each.moved_to for each in found if each.moved_to is not None)
    new = (locator for locator in passages if locator not in told)
    return (*found, *(ClauseChange(locator, "new", None, ()) for locator in new))


def _clauses(rulebook: Rulebook) -> tuple[Clause, ...]:
    """The guide's clauses; rules that cite no guide have none."""
    guide = rulebook.instruments.get(GUIDE)
    return guide.clauses if guide is not None else ()


def _strays(known: Mapping[str, str | None], passages: Mapping[str, Passage]) -> dict[str, str]:
    """Where the words of one clause stand that are not in their place, by their fingerprint.

    Words that several clauses share, such as a deadline's, belong to none of them and move nowhere.
    """
    shared = Counter(known.values())
    return {
        passage.fingerprint: locator
        for locator, passage in passages.items()
        if shared[passage.fingerprint] == 1 and known.get(locator) != passage.fingerprint
    }


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
    for cycle in rulebook.lifecycles.values():
        for rule in cycle.rules:
            yield f"{cycle.name}/rules/{rule.id}", rule.cites
        for fact in cycle.facts:
            yield f"{cycle.name}/facts/{fact.name}", (*fact.cites, *_row_cites(fact.formula))
    for name, interpretation in rulebook.interpretations.items():
        yield f"{INTERPRETATION_PREFIX}{name}", interpretation.cites


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
