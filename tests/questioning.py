"""The fewest questions that any strategy needs on average, by exhaustive search, and how many ours asks.

The search knows nothing of how the next question is found. It writes down every possible person of a service: each combination
of cells that the constraints allow, counted as often as cells that no question asks for can be completed. A set of people
is a number with a bit for each row, and the search tries every question on every set that answers can leave.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sxguide.answers import Outcome
from sxguide.backends.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide import Guide

ON = dt.date(2026, 11, 23)
# Combinations of cells of a service that is small enough to be searched.
MAX_COMBINATIONS = 500_000


@dataclass(frozen=True)
class Row:
    """People who cannot be told apart by any question: their facts, how many they are, and their outcome."""

    facts: tuple[tuple[str, Any], ...]
    weight: int
    is_eligible: bool


def people(guide: Guide, service: str) -> list[Row] | None:
    """Everybody who may come to a service and of whom nothing is known.

    None where these are too many, where parts of conditions are opaque, or where a person may lack what is asked for.
    """
    situation = Situation(guide.rulebook, guide.calendar, {"application.date": ON})
    standing = guide._registry.diagrams.stand(guide.service(service), situation)
    assert standing is not None
    diagram = standing.diagram
    support = diagram.forest.support(diagram.root)
    wanted = {each.name for each in guide.decide(service, {}, on=ON).missing}

    def is_beyond(variable: Any) -> bool:
        may_lack = any(cell.sample is None for cell in variable.cells)
        return variable.opaque is not None or (may_lack and variable.name in wanted)

    levels = sorted(linked(support, [guard.levels for guard in diagram.guards]))
    variables = [diagram.variables[level] for level in levels]
    if not support or any(map(is_beyond, variables)):
        return None
    choices = [
        [place] if (place := standing.cells[level]) is not None else range(len(variable.cells))
        for level, variable in zip(levels, variables, strict=True)
    ]
    if math.prod(map(len, choices)) > MAX_COMBINATIONS:
        return None
    guards = [guard for guard in diagram.guards if guard.levels <= set(levels)]
    counts: Counter[tuple[tuple[tuple[str, Any], ...], bool]] = Counter()
    for places in itertools.product(*choices):
        cells = dict(zip(levels, places, strict=True))
        if all(walked(diagram.forest, guard.root, cells) for guard in guards):
            facts = tuple(
                (variable.name, variable.cells[place].sample)
                for variable, place in zip(variables, places, strict=True)
                if variable.name in wanted
            )
            counts[facts, walked(diagram.forest, diagram.root, cells)] += 1
    kept = [Row(facts, weight, truth) for (facts, truth), weight in counts.items()]
    return [row for row in kept if keeps_to_defaults(guide, dict(row.facts))]


def linked(levels: frozenset[int], constraints: list[frozenset[int]]) -> set[int]:
    """The levels, and those that constraints link to them."""
    found = set(levels)
    while more := [each for each in constraints if found & each and not each <= found]:
        found |= more[0]
    return found


def walked(forest: Any, node: int, cells: dict[int, int]) -> bool:
    """What a diagram answers when every cell is known."""
    while node >= 0:
        node = forest.children[node][cells[forest.levels[node]]]
    return forest.value(node) is True


def keeps_to_defaults(guide: Guide, facts: dict[str, Any]) -> bool:
    """Whether no fact is other than it would be taken to be if only the others were said."""
    for name, value in facts.items():
        others = {key: each for key, each in facts.items() if key != name}
        supposed = Situation(
            guide.rulebook, guide.calendar, {"application.date": ON, **others}
        ).known([name])
        if supposed.get(name, value) != value:
            return False
    return True


class Search:
    """Every strategy tried on every set of people that answers can leave."""

    def __init__(self, rows: list[Row]) -> None:
        self._eligible = bits(place for place, row in enumerate(rows) if row.is_eligible)
        self._by_weight = {
            weight: bits(place for place, row in enumerate(rows) if row.weight == weight)
            for weight in {row.weight for row in rows}
        }
        self._answers: dict[str, dict[Any, int]] = {}
        for place, row in enumerate(rows):
            for name, value in row.facts:
                answers = self._answers.setdefault(name, {})
                answers[value] = answers.get(value, 0) | 1 << place
        self._everybody = (1 << len(rows)) - 1
        self._known: dict[int, int] = {}

    def optimum(self) -> Fraction:
        """The least mean number of questions."""
        return Fraction(self._total(self._everybody), self._weight(self._everybody))

    @property
    def states(self) -> int:
        """How many sets of people were looked at."""
        return len(self._known)

    def _total(self, people: int) -> int:
        """The least number of questions to all of these people together."""
        if people & self._eligible in {0, people}:
            return 0
        found = self._known.get(people)
        if found is None:
            best = None
            for answers in self._answers.values():
                groups = [people & each for each in answers.values()]
                if max(groups) != people and people not in groups:
                    total = sum(self._total(group) for group in groups if group)
                    best = total if best is None else min(best, total)
            assert best is not None
            found = self._known[people] = self._weight(people) + best
        return found

    def _weight(self, people: int) -> int:
        return sum(
            weight * (people & those).bit_count() for weight, those in self._by_weight.items()
        )


def bits(places: Iterator[int]) -> int:
    """A number with these bits."""
    return functools.reduce(lambda found, place: found | 1 << place, places, 0)


def mean_asked(guide: Guide, service: str, rows: list[Row]) -> Fraction:
    """The mean number of questions that the guide asks these people; each has to be told the outcome in the end."""

    def total(case: dict[str, Any], group: list[Row]) -> int:
        decision = guide.decide(service, case, on=ON)
        question = decision.next_question
        if question is None:
            assert {row.is_eligible for row in group} == {decision.outcome is Outcome.ELIGIBLE}
            assert decision.outcome is not Outcome.UNDETERMINED
            return 0
        assert question.name not in case
        groups: dict[Any, list[Row]] = {}
        for row in group:
            groups.setdefault(dict(row.facts)[question.name], []).append(row)
        further = sum(total({**case, question.name: value}, rows) for value, rows in groups.items())
        return sum(row.weight for row in group) + further

    return Fraction(total({}, rows), sum(row.weight for row in rows))
