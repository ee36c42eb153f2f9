"""Questions: which fact to ask for next, so that the fewest questions are to be expected.

A strategy asks for one fact after the other, each chosen with the answers before it in mind, until all completions agree
on the outcome, or no answer could make them. The best strategy has the smallest expected number of questions, where

* every possible combination of cells of the open variables is equally likely, those apart that a constraint forbids or
  a default rules out; who has no such thing as is asked for cannot say so, and is asked for something else;
* or, with a population, every member of it whose facts agree with what is known is equally likely; who has not given a
  fact counts for no answer to it.

The best strategy is found by dynamic programming over what is left of the diagram. Two rows of answers that leave the same
function are one state, so there are few. Where there are more than `MAX_STATES`, only the next two questions are chosen so
that the fewest follow, and from there on the expected walk down the rest of the diagram counts, in the diagram's order.

An opaque part of a condition stands for several facts: it is known once all of them are, and until then an answer to one
of them tells nothing of it. Parameters are nobody's to answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from sxguide.diagram.limits import MAX_STATES, DiagramTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.remainder import Remainder

# A person of a population: the cell of each variable, None where it is not known.
Member: TypeAlias = "Sequence[int | None]"


@dataclass(frozen=True, slots=True)
class _State:
    """What is left of the function, and of the population.

    `asked` are facts that were said and that an opaque part waits for, `unsaid` those that the person could not say.
    """

    node: NodeId
    asked: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()
    members: tuple[int, ...] = ()


_NOTHING, _ONE = Fraction(0), Fraction(1)


class _TooManyStatesError(Exception):
    """The best strategy would take too long to find."""


class Questions:
    """The choice of the next question to one person.

    `names` are the facts that may be asked for, the first of two that are as good first. `awaited` says for each variable
    which facts are still to be known before it is.
    """

    def __init__(
        self,
        remainder: Remainder,
        names: Sequence[str],
        awaited: Mapping[int, frozenset[str]],
        population: Sequence[Member] = (),
    ) -> None:
        self._remainder = remainder
        self._population = population
        # The variables that can come to be known, by the facts that they wait for.
        self._awaited = {level: facts for level, facts in awaited.items() if facts <= set(names)}
        parts = [facts for facts in self._awaited.values() if len(facts) > 1]
        self._shared = frozenset[str]().union(*parts)
        counts = Counter(fact for facts in self._awaited.values() for fact in facts)
        self._several = frozenset(fact for fact, count in counts.items() if count > 1)
        self._names = [name for name in names if name in counts]
        self._states = 0
        self._solved: dict[_State, Fraction] = {}
        self._hopes: dict[_State, bool] = {}
        self._walked: dict[tuple[NodeId, frozenset[str]], Fraction] = {}

    def best(self) -> str | None:
        """The fact to ask for next; None where the outcome is settled, or no answer could settle it.

        Raises:
            DiagramTooLargeError: there are too many nodes.
        """
        start = self._start()
        try:
            if self._is_closed(start):
                return None
            name, _ = self._choice(start, self._solve)
        except (_TooManyStatesError, DiagramTooLargeError):
            name, _ = self._choice(start, self._two_ahead)
        return name

    def settling(self) -> dict[str, Fraction]:
        """For each question, the chance that its answer settles the outcome; nothing where there is nothing to ask.

        Raises:
            DiagramTooLargeError: there are too many nodes.
        """
        start = self._start()
        if self._is_closed(start):
            return {}
        settled = self._remainder.is_settled
        return {
            name: _mean((weight, _share(is_counted=settled(then.node))) for weight, then in found)
            for name in self._names
            if (found := self._branches(start, name))
        }

    def _start(self) -> _State:
        return _State(self._remainder.start, members=tuple(range(len(self._population))))

    # The best strategy

    def _solve(self, state: _State) -> Fraction:
        """The expected number of questions from a state on."""
        found = self._solved.get(state)
        if found is None:
            if self._is_closed(state):
                found = Fraction(0)
            else:
                self._states += 1
                if self._states > MAX_STATES:
                    raise _TooManyStatesError
                _, found = self._choice(state, self._solve)
            self._solved[state] = found
        return found

    def _choice(self, state: _State, further: Callable[[_State], Fraction]) -> tuple[str, Fraction]:
        """The best question to ask in an open state, and how many are to be expected with it."""
        options = []
        for place, name in enumerate(self._names):
            branches = self._branches(state, name)
            if branches:
                least = _mean(
                    (weight, _share(is_counted=not self._is_closed(then)))
                    for weight, then in branches
                )
                options.append((least, place, branches))
        options.sort(key=lambda option: option[:2])
        best: tuple[Fraction, int] | None = None
        for least, place, branches in options:
            if best is not None and (1 + least, place) > best:
                continue
            mean = 1 + _mean((weight, further(then)) for weight, then in branches)
            if best is None or (mean, place) < best:
                best = mean, place
        assert best is not None  # noqa: S101 — a state without a question is closed
        return self._names[best[1]], best[0]

    def _is_closed(self, state: _State) -> bool:
        """Whether nothing is left to ask: the outcome is settled, or no answer could settle it."""
        return self._remainder.is_settled(state.node) or not self._has_hope(state)

    def _has_hope(self, state: _State) -> bool:
        """Whether some answers to the questions that are left would settle the outcome."""
        if self._remainder.is_settled(state.node):
            return True
        if not state.unsaid and self._remainder.matters <= self._awaited.keys():
            return True
        found = self._hopes.get(state)
        if found is None:
            branches = next(filter(None, (self._branches(state, each) for each in self._names)), ())
            # Hope is given up only where all answers have been looked at.
            is_far = len(self._hopes) >= MAX_STATES
            found = bool(branches) and (is_far or any(self._has_hope(then) for _, then in branches))
            self._hopes[state] = found
        return found

    # What an answer leaves

    def _branches(self, state: _State, name: str) -> list[tuple[int, _State]]:
        """What the answers to a question leave, with their weights; nothing where it is no question any more."""
        waiting = [
            level
            for level in sorted(self._remainder.levels(state.node) & self._awaited.keys())
            if name in self._awaited[level] and self._awaited[level].isdisjoint(state.unsaid)
        ]
        if not waiting or name in state.asked:
            return []
        then = replace(state, asked=state.asked | ({name} & self._shared))
        levels = [level for level in waiting if self._awaited[level] <= then.asked | {name}]
        if not levels:
            return [(1, then)]
        return self._by_members(then, levels) or self._by_cells(then, levels, name)

    def _by_members(self, state: _State, levels: Sequence[int]) -> list[tuple[int, _State]]:
        """The answers of the members of the population; none where nobody has given one."""
        answers: Counter[tuple[int, ...]] = Counter()
        for place in state.members:
            member = self._population[place]
            cells = tuple(cell for level in levels if (cell := member[level]) is not None)
            if len(cells) == len(levels):
                answers[cells] += 1
        branches = []
        for cells, weight in sorted(answers.items()):
            node, members = state.node, state.members
            for level, cell in zip(levels, cells, strict=True):
                node = self._remainder.split(node, level)[cell]
                members = tuple(
                    each for each in members if self._population[each][level] in {cell, None}
                )
            if self._remainder.answers(node):
                branches.append((weight, replace(state, node=node, members=members)))
        return branches

    def _by_cells(
        self, state: _State, levels: Sequence[int], name: str
    ) -> list[tuple[int, _State]]:
        """All answers that are possible, by how many combinations have them."""
        remainder = self._remainder
        nodes: Counter[NodeId] = Counter({state.node: 1})
        unsaid = 0
        for level in levels:
            following: Counter[NodeId] = Counter()
            for node, times in nodes.items():
                children = remainder.split(node, level)
                for cell in remainder.cells(level):
                    if not remainder.can_be_said(level, cell):
                        unsaid += times * remainder.count(children[cell])
                    elif remainder.answers(children[cell]):
                        following[children[cell]] += times
            nodes = following
        branches = [
            (times * remainder.count(node), replace(state, node=node, members=()))
            for node, times in nodes.items()
        ]
        if unsaid:
            branches.append((unsaid, replace(state, unsaid=state.unsaid | {name}, members=())))
        return branches

    # The walk

    def _two_ahead(self, state: _State) -> Fraction:
        """The expected number of questions with the best choice of the first, and a walk from there on."""
        if self._is_closed(state):
            return Fraction(0)
        _, mean = self._choice(state, self._walk)
        return mean

    def _walk(self, state: _State) -> Fraction:
        """The expected number of questions, if they are asked in the order of the diagram."""
        if self._is_closed(state):
            return Fraction(0)
        return max(Fraction(1), self._down(state.node, state.asked))

    def _down(self, node: NodeId, asked: frozenset[str]) -> Fraction:
        """The same from a node on; `asked` are the facts asked on the way there that other variables wait for as well."""
        if self._remainder.is_settled(node):
            return Fraction(0)
        key = (node, asked)
        if key not in self._walked:
            level = self._remainder.forest.levels[node]
            new = self._awaited.get(level, frozenset()) - asked
            after = asked | (new & self._several)
            children = self._remainder.forest.children[node]
            self._walked[key] = len(new) + _mean(
                (self._remainder.count(children[cell]), self._down(children[cell], after))
                for cell in self._remainder.cells(level)
            )
        return self._walked[key]


def _share(*, is_counted: bool) -> Fraction:
    """What a branch adds to a mean that counts branches."""
    return _ONE if is_counted else _NOTHING


def _mean(weighted: Iterable[tuple[int, Fraction]]) -> Fraction:
    """The mean of values with weights; if all weights are 0, they are taken to be equal."""
    pairs = list(weighted)
    total = sum(weight for weight, _ in pairs)
    if total == 0:
        return Fraction(sum((value for _, value in pairs), Fraction(0))) / len(pairs)
    # Fractions are slow to add, and most values are one of a few.
    together: Counter[Fraction] = Counter()
    for weight, value in pairs:
        together[value] += weight
    summed = sum((weight * value for value, weight in together.items() if value), Fraction(0))
    return Fraction(summed, total)
