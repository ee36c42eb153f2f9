"""Edges: for every boundary of every condition, somebody on either side of it."""

from __future__ import annotations

from itertools import combinations, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from sxguide.dependencies import names_behind
from sxguide.model import Condition, Plain
from sxguide.testing.regions import restricted
from sxguide.testing.spaces import space

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from sxguide.diagram.forest import NodeId
    from sxguide.guide import Guide
    from sxguide.model import Group
    from sxguide.testing.spaces import Part, Space

    # The cell of a fact, whether the condition holds in it, and the people for whom it turns there.
    Side: TypeAlias = tuple[int, bool, NodeId]
    # Where something is surely true, and where surely false.
    _Both: TypeAlias = tuple[NodeId, NodeId]


class EdgeCase(dict[str, Plain]):
    """A complete case beside a boundary: of `condition`, which turns with `fact`, and `holds` on this side or does not."""

    def __init__(
        self, case: Mapping[str, Plain], condition: str, fact: str, *, holds: bool
    ) -> None:
        super().__init__(case)
        self.condition = condition
        self.fact = fact
        self.holds = holds

    def __str__(self) -> str:
        """What it is for, in a line that names a test: `parametrize(…, ids=str)`."""
        verb = "holds" if self.holds else "fails"
        return f"{self.condition} {verb}: {self.fact} = {self[self.fact]}"


def edge_cases(
    service: str | int, /, *, on: dt.date, guide: Guide | None = None, **facts: object
) -> tuple[EdgeCase, ...]:
    """Both sides of every boundary of every condition that is in force: complete cases, in the order of the rules.

    A fact with an order has a boundary wherever a condition turns with it; of a fact with few values, each value that a
    condition tells from another has a case. The rest of a case is as simple as can be, the same on both sides where the
    constraints allow that, and such that the outcome turns too, if it ever does. Conditions on words are tried with words
    out of the rules, and may be missed. `facts` are the same in all cases.

    Raises:
        SxguideError: As `cases` raises it.
    """
    people = space(guide, service, on, facts)
    found: dict[tuple[str, str, object, bool], EdgeCase] = {}
    for condition in _in_force(people.question.service.eligibility, people.question.day):
        seen: set[str] = set()
        for part in people.parts:
            own = list(_Boundaries(part).of(condition, without=seen))
            seen |= {edge.fact for edge in own}
            for edge in own:
                key = (edge.condition, edge.fact, edge[edge.fact], edge.holds)
                found.setdefault(key, edge)
        for edge in _between_slices(people, condition):
            found[edge.condition, edge.fact, edge[edge.fact], edge.holds] = edge
    return tuple(found.values())


def _in_force(node: Condition | Group, day: dt.date) -> Iterator[Condition]:
    if node.in_force is not None and not node.in_force.covers(day):
        return
    if isinstance(node, Condition):
        yield node
        return
    for member in node.members:
        yield from _in_force(member, day)


class _Boundaries:
    """The boundaries within one slice."""

    def __init__(self, part: Part) -> None:
        self._regions = part.regions
        self._sampler = part.sampler
        self._forest = part.regions.forest
        root = part.regions.slice.diagram.root
        self._outcomes = self._both(root)

    def of(self, condition: Condition, without: Collection[str]) -> Iterator[EdgeCase]:
        """Both sides of every boundary of a condition, but for those along some facts."""
        functions = self._both(self._regions.truth_of(condition))
        support = frozenset().union(*map(self._forest.support, functions))
        for level in self._regions.levels:
            name = self._regions.variables[level].name
            if level in support and name not in without:
                is_ordered = self._regions.variables[level].cells[0].is_interval
                sides = self._along if is_ordered else self._among
                for (cell, holds, region), value in sides(level, functions):
                    case = self._sampler.draw(self._in_cell(level, cell, region), _simplest)
                    yield EdgeCase({**case, name: value}, condition.id, name, holds=holds)

    def _along(self, level: int, functions: _Both) -> Iterator[tuple[Side, Plain]]:
        """The sides of each cut of a fact with an order, each with the value nearest to the cut."""
        points = self._regions.points[level]
        for low, high in pairwise(range(len(points))):
            below, above = points[low], points[high]
            if below is None or above is None or below.high is None or above.low is None:
                continue
            found = self._turning(level, (low, high), functions)
            if found is not None:
                _, sides = found
                yield from zip(sides, (below.high, above.low), strict=True)

    def _among(self, level: int, functions: _Both) -> Iterator[tuple[Side, Plain]]:
        """One side for each of a few values that the condition tells from another, the most telling first."""
        points = self._regions.points[level]
        pairs = combinations(range(len(points)), 2)
        turning = (self._turning(level, pair, functions) for pair in pairs)
        best = sorted((each for each in turning if each is not None), key=itemgetter(0))
        sides: dict[int, Side] = {}
        for _, both in best:
            for side in both:
                sides.setdefault(side[0], side)
        for cell, side in sorted(sides.items()):
            own = points[cell]
            if own is not None:
                yield side, own.readable

    def _turning(
        self, level: int, pair: tuple[int, int], functions: _Both
    ) -> tuple[int, tuple[Side, Side]] | None:
        """The two sides of a boundary between two cells, if the condition turns there, and how little that tells."""
        one, other = pair
        tries = {
            holds: self._for_whom(level, pair, functions if holds else functions[::-1])
            for holds in (True, False)
        }
        for rank, several in enumerate(zip(*tries.values(), strict=True)):
            for holds, regions in zip(tries, several, strict=True):
                if self._forest.false not in regions:
                    return rank, ((one, holds, regions[0]), (other, not holds, regions[1]))
        return None

    def _for_whom(
        self, level: int, pair: tuple[int, int], functions: _Both
    ) -> Sequence[tuple[NodeId, NodeId]]:
        """Those on either side for whom the first function is true in one cell, and the second in the other.

        First come those who are alike but for this fact, and whose outcome turns too; then those alike; then any.
        """
        one, other = (restricted(self._forest, self._regions.anyone, level, each) for each in pair)
        turns = self._turns(level, pair, functions)
        alike = self._every(one, other, turns)
        outcome = [
            self._turns(level, pair, each) for each in (self._outcomes, self._outcomes[::-1])
        ]
        decisive = self._every(alike, self._forest.joined(outcome, every=False))
        return (
            (decisive, decisive),
            (alike, alike),
            (self._every(one, turns), self._every(other, turns)),
        )

    def _turns(self, level: int, pair: tuple[int, int], functions: _Both) -> NodeId:
        """Where the first function is true in the one cell, and the second in the other."""
        cells = zip(functions, pair, strict=True)
        return self._every(*(restricted(self._forest, each, level, cell) for each, cell in cells))

    def _both(self, function: NodeId) -> _Both:
        """Where a function is surely true, and surely false."""
        yes, no = (self._regions.sure(function, holds=holds) for holds in (True, False))
        return yes, no

    def _in_cell(self, level: int, cell: int, region: NodeId) -> NodeId:
        """Those of a region whose fact is in a cell."""
        cells = range(len(self._regions.variables[level].cells))
        chosen = tuple(self._forest.answer(each == cell) for each in cells)
        return self._every(region, self._forest.node(level, chosen))

    def _every(self, *functions: NodeId) -> NodeId:
        return self._forest.joined(functions, every=True)


def _between_slices(people: Space, condition: Condition) -> Iterator[EdgeCase]:
    """The condition true and false by facts that differ only from slice to slice, as words do."""
    read = names_behind(people.question.guide.rulebook, [condition.when])
    found: dict[bool, EdgeCase] = {}
    matters = False
    for part in people.parts:
        own = [
            name for name in part.regions.slice.fixed if name in read - people.question.given.keys()
        ]
        for holds in (True, False) if own else ():
            region = part.regions.where(part.regions.truth_of(condition), holds=holds)
            if region == part.regions.forest.false:
                matters = True
            elif holds not in found:
                case = part.sampler.draw(region, _simplest)
                found[holds] = EdgeCase(case, condition.id, own[0], holds=holds)
    if matters and len(found) > 1:
        yield from found.values()


def _simplest(_below: int) -> int:
    """Picks what is most readable."""
    return 0
