"""Regions: which people of a slice can be drawn, as a function over the facts that a case gives."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.errors import DrawingError
from sxguide.testing.points import points_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sxguide.diagram.forest import Forest, NodeId
    from sxguide.model import Condition
    from sxguide.testing.points import Points
    from sxguide.testing.slices import Question, Slice


def quantified(forest: Forest, root: NodeId, levels: Iterable[int], *, every: bool) -> NodeId:
    """Where a function is true for some cells of the variables of `levels`, or for all of them (`every`)."""
    wanted = frozenset(levels)
    known: dict[NodeId, NodeId] = {}

    def quantify(node: NodeId) -> NodeId:
        if node < 0:
            return node
        found = known.get(node)
        if found is None:
            level = forest.levels[node]
            children = tuple(map(quantify, forest.children[node]))
            joins = level in wanted
            found = forest.joined(children, every=every) if joins else forest.node(level, children)
            known[node] = found
        return found

    return quantify(root) if wanted else root


def restricted(forest: Forest, root: NodeId, level: int, cell: int) -> NodeId:
    """A function where the variable of `level` is in a cell."""
    known: dict[NodeId, NodeId] = {}

    def restrict(node: NodeId) -> NodeId:
        if node < 0 or forest.levels[node] > level:
            return node
        if forest.levels[node] == level:
            return forest.children[node][cell]
        found = known.get(node)
        if found is None:
            children = tuple(map(restrict, forest.children[node]))
            found = known[node] = forest.node(forest.levels[node], children)
        return found

    return restrict(root)


class Regions:
    """The people of one slice, by what the service makes of them.

    A region is a function of the facts that a case gives, true where somebody is in it and can be put into words. A fact
    that a person does not have cannot be said: it is left out where the constraints allow no value of it.
    """

    def __init__(self, question: Question, own: Slice) -> None:
        self.forest = own.diagram.forest
        self.slice = own
        self.variables = own.diagram.variables
        asked = {fact.name for fact in question.facts}
        levels = range(len(self.variables))
        self.levels = tuple(
            level
            for level in levels
            if self.variables[level].opaque is None and self.variables[level].name in asked
        )
        # Parts that wait for a value of the law, which no case can give.
        self._unsettled = [level for level in levels if self.variables[level].opaque is not None]
        self._unsaid = [
            level for level in levels if level not in self.levels and level not in self._unsettled
        ]
        facts = question.guide.facts
        self.points: dict[int, Sequence[Points | None]] = {
            level: [
                points_of(facts[self.variables[level].name], cell, question.day)
                for cell in self.variables[level].cells
            ]
            for level in self.levels
        }

    @cached_property
    def anyone(self) -> NodeId:
        """Everybody whom the constraints allow."""
        with _within_limits():
            guards = [guard.root for guard in self.slice.diagram.guards]
            said = [self._sayable(level, lacking=True) for level in self.levels]
            allowed = self._every([*guards, *said])
            allowed = quantified(self.forest, allowed, self._unsaid, every=False)
            for level in self.levels:
                allowed = self._said(allowed, level)
            return allowed

    @cached_property
    def eligible(self) -> NodeId:
        """Those who may have the service."""
        return self.where(self.slice.diagram.root)

    @cached_property
    def ineligible(self) -> NodeId:
        """Those who may not have it."""
        return self.where(self.slice.diagram.root, holds=False)

    def where(self, function: NodeId, *, holds: bool = True) -> NodeId:
        """Those of whom a function is surely true, or surely false."""
        with _within_limits():
            return self._every([self.anyone, self.sure(function, holds=holds)])

    def sure(self, function: NodeId, *, holds: bool) -> NodeId:
        """Where a function is true (or false), whatever the values of the law that are not known."""
        wanted = function if holds else self.negated(function)
        return quantified(self.forest, wanted, self._unsettled, every=True)

    def negated(self, function: NodeId) -> NodeId:
        """Where a function is not true."""
        return self.forest.mapped(function, lambda value: value is not True)

    def truth_of(self, condition: Condition) -> NodeId:
        """The function of a condition."""
        return self.slice.diagram.truths[condition.when]

    def _every(self, functions: Sequence[NodeId]) -> NodeId:
        return self.forest.joined(functions, every=True)

    def _sayable(self, level: int, *, lacking: bool) -> NodeId:
        """Where the fact of `level` has a value that a case can give; `lacking`: or no value."""
        cells = zip(self.variables[level].cells, self.points[level], strict=True)
        said = (each is not None or (lacking and cell.sample is None) for cell, each in cells)
        return self.forest.node(level, tuple(map(self.forest.answer, said)))

    def _said(self, allowed: NodeId, level: int) -> NodeId:
        """Those who say the fact of `level`, or have no value of it that they could say."""
        if all(each is not None for each in self.points[level]):
            return allowed
        says = self._sayable(level, lacking=False)
        could = quantified(self.forest, self._every([allowed, says]), [level], every=False)
        return self._every([allowed, self.forest.joined([says, self.negated(could)], every=False)])


@contextmanager
def _within_limits() -> Iterator[None]:
    """Turns a diagram that grows too large into an error that says so."""
    try:
        yield
    except DiagramTooLargeError as error:
        message = "the constraints make the decision diagram too large to draw cases from"
        raise DrawingError(message) from error
