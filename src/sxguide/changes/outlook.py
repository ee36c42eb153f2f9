"""Outlook: one person on one day: which facts would have to be others for the answer to be another."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, cast

from sxguide.changes.goals import goal
from sxguide.changes.kept import Kept
from sxguide.changes.minimal import cells_in, merged, minimal_boxes, without
from sxguide.changes.reach import reached_on
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.standing import Standing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from sxguide.backends.situation import Situation
    from sxguide.changes.goals import Goal
    from sxguide.changes.minimal import Box, Cells
    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.variables import Cell, Point
    from sxguide.model import Fact

    # What turns an answer surely, and what turns it possibly.
    Found: TypeAlias = "tuple[list[Box], ...]"

# Combinations of the cells of facts that others go by, where these are not said.
MAX_BRANCHES = 64

# Goals, and boxes found for people in the same cells, that are kept.
MAX_KEPT = 2_000

# A cell can be had by now, later, or never; or it is no other value: the fact's own cell, and that there is no such fact.
_NOW, _LATER, _NEVER, _NONE = range(4)

_GROWING = frozenset({"monthly", "yearly", "each_year"})


class Ground:
    """What is the same for everybody: for each fact with a default the facts behind it, and what was found of diagrams."""

    def __init__(self, behind_default: Mapping[str, frozenset[str]]) -> None:
        self.behind_default = behind_default
        self._goals = Kept["tuple[ServiceDiagram, Goal]"](MAX_KEPT)
        self._boxes = Kept["tuple[ServiceDiagram, Found]"](MAX_KEPT)

    def goal(self, diagram: ServiceDiagram, unknown: frozenset[int], *, wanted: bool) -> Goal:
        """The goal that the eligibility be `wanted`, with the variables of the levels `unknown` open.

        Raises:
            DiagramTooLargeError: there are too many nodes.
        """
        # What is kept holds its diagram, so that no other comes to have the same identity.
        key = (id(diagram), unknown, wanted)
        return self._goals.of(key, lambda: (diagram, goal(diagram, unknown, wanted=wanted)))[1]

    def boxes(self, diagram: ServiceDiagram, key: Hashable, find: Callable[[], Found]) -> Found:
        """The boxes that were found of a diagram, for all whose facts lie in the same cells."""
        return self._boxes.of((id(diagram), key), lambda: (diagram, find()))[1]


@dataclass(frozen=True, slots=True)
class Turned:
    """What one fact would be: it is `now`, and any of `cells` will do."""

    fact: Fact
    now: Point
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """The person with some facts put in the cells `chosen`, and where all variables then are.

    `free` are those that may be put in other cells beside; one that is then not known has to be.
    """

    chosen: Box
    cells: tuple[int | None, ...]
    free: frozenset[int]


TurnedSet: TypeAlias = "tuple[Turned, ...]"


class Outlook:
    """The sets of facts that turn the answer on the day of the situation, as it is asked for.

    `start` is the day from which the person can act. Facts that have a default go by others where nobody said them; and so
    does what stays opaque. There the person is looked at anew with each of these others.
    """

    def __init__(
        self, standing: Standing, situation: Situation, start: dt.date, ground: Ground
    ) -> None:
        self._ground = ground
        self._standing = standing
        self._diagram = standing.diagram
        self._situation = situation
        self._start = start
        self._moved: dict[object, tuple[int | None, ...]] = {}
        self._known = {
            level: variable
            for level, variable in enumerate(self._diagram.variables)
            if variable.opaque is None and standing.cells[level] is not None
        }
        self._days = {level: self._days_of(level) for level in self._known}
        self._reach = {level: self._reach_of(level) for level in self._known}

    @property
    def given(self) -> frozenset[str]:
        """The facts that the person has given."""
        return frozenset(self._situation.facts)

    @property
    def explored(self) -> frozenset[str]:
        """The facts that are known, and that other cells are looked for of."""
        return frozenset(variable.name for variable in self._known.values())

    def growth(self) -> Iterator[dt.date]:
        """The later days from which a fact that grows, or begins again with the year, can lie in another cell."""
        for level, variable in self._known.items():
            if self._situation.rulebook.facts[variable.name].mutability in _GROWING:
                for day, reach in zip(self._days[level], self._reach[level], strict=True):
                    if day is not None and day > self._start and reach != _NONE:
                        yield day

    def sets(self, *, wanted: bool, in_reach: bool) -> tuple[list[TurnedSet], list[TurnedSet]]:
        """What makes the eligibility `wanted` if facts are others, and no part of it does: surely, and possibly.

        `in_reach`: with values that can be had by the day of the situation, and beside them those that can be had later;
        otherwise with those that can be had by then or never can be.

        Raises:
            DiagramTooLargeError: there are too many.
        """
        branches = tuple(self._branches(in_reach=in_reach))
        key = (branches, tuple(self._reach.values()), wanted, in_reach)
        find = partial(self._find, branches, wanted=wanted, in_reach=in_reach)
        sure, possible = self._ground.boxes(self._diagram, key, find)
        return self._turned(sure), self._turned(possible)

    def _find(self, branches: Sequence[_Branch], *, wanted: bool, in_reach: bool) -> Found:
        """The minimal boxes of which a combination can be had by the day of the situation."""
        near, wide = ((_NOW,), (_NOW, _LATER)) if in_reach else ((_NOW, _NEVER), (_NOW, _NEVER))
        allowed, had = self._allowed(wide), self._allowed(near)
        sure = self._minimal(branches, allowed, wanted=wanted, sure=True)
        possible = self._minimal(branches, allowed, wanted=wanted, sure=False)
        return tuple(
            [box for box in merged(boxes) if all(had[level] & cells for level, cells in box)]
            for boxes in (sure, without(possible, sure))
        )

    def _minimal(
        self,
        branches: Sequence[_Branch],
        allowed: Mapping[int, Cells],
        *,
        wanted: bool,
        sure: bool,
    ) -> list[Box]:
        """The minimal boxes of all branches."""
        found: list[Box] = []
        for branch in branches:
            unknown = frozenset(
                level
                for level, cell in enumerate(branch.cells)
                if cell is None and level not in branch.free
            )
            aim = self._ground.goal(self._diagram, unknown, wanted=wanted)
            root = aim.sure if sure else aim.possible
            own = {level: allowed[level] for level in branch.free}
            boxes = minimal_boxes(aim.forest, root, branch.cells, own)
            found += (tuple(sorted((*box, *branch.chosen))) for box in boxes)
        kept: list[Box] = []
        for _, boxes_of_size in itertools.groupby(sorted(found, key=len), key=len):
            kept += without(boxes_of_size, kept)
        return kept

    def _turned(self, boxes: Sequence[Box]) -> list[TurnedSet]:
        facts, lookup = self._situation.rulebook.facts, self._situation.lookup
        return [
            tuple(
                Turned(
                    facts[variable.name],
                    cast("Point", lookup(variable.name)),
                    tuple(variable.cells[cell] for cell in cells_in(cells)),
                )
                for variable, cells in ((self._known[level], cells) for level, cells in box)
            )
            for box in boxes
        ]

    # When cells can be reached

    def _allowed(self, reach: Sequence[int]) -> dict[int, Cells]:
        """The cells of the variables that can be had so."""
        return {
            level: sum(1 << cell for cell, each in enumerate(cells) if each in reach)
            for level, cells in self._reach.items()
        }

    def _reach_of(self, level: int) -> tuple[int, ...]:
        """Whether each cell of a fact can be had by the day of the situation."""
        cells, own = self._known[level].cells, self._standing.cells[level]
        return tuple(
            _NONE if place == own or cells[place].sample is None else self._by_now(day)
            for place, day in enumerate(self._days[level])
        )

    def _by_now(self, day: dt.date | None) -> int:
        if day is None:
            return _NEVER
        return _NOW if day <= self._situation.day else _LATER

    def _days_of(self, level: int) -> tuple[dt.date | None, ...]:
        """The first day on which a fact can lie in each of its cells."""
        variable = self._known[level]
        fact = self._situation.rulebook.facts[variable.name]
        now = cast("Point", self._situation.lookup(variable.name))
        return tuple(reached_on(fact, now, cell, self._start) for cell in variable.cells)

    # What goes by other facts

    def _branches(self, *, in_reach: bool) -> Iterator[_Branch]:
        """The person as is, and with every choice of other cells for the facts that something goes by."""
        followed = self._followed()
        free = frozenset(self._known.keys() - followed)
        yield _Branch((), self._standing.cells, free)
        if not followed:
            return
        allowed = self._allowed((_NOW,) if in_reach else (_NOW, _NEVER))
        levels = sorted(followed)
        choices = [(None, *cells_in(allowed[level])) for level in levels]
        if math.prod(map(len, choices)) > MAX_BRANCHES:
            raise DiagramTooLargeError
        for combination in itertools.product(*choices):
            chosen = {
                level: cell
                for level, cell in zip(levels, combination, strict=True)
                if cell is not None
            }
            if chosen:
                yield from self._branch(chosen, free)

    def _branch(self, chosen: Mapping[int, int], free: frozenset[int]) -> Iterator[_Branch]:
        """The person with chosen cells; a fact that is then no longer known may be said, or stay unknown."""
        variables = self._diagram.variables
        changed = {
            variables[level].name: cast("Point", variables[level].cells[cell].sample)
            for level, cell in chosen.items()
        }
        key = tuple(sorted(changed.items()))
        cells = self._moved.get(key)
        if cells is None:
            then = Standing(self._diagram, self._situation.completed(changed))
            cells = self._moved[key] = then.cells
        box = tuple((level, 1 << cell) for level, cell in chosen.items())
        lost = [level for level in free if cells[level] is None]
        for count in range(len(lost) + 1):
            for said in itertools.combinations(lost, count):
                yield _Branch(box, cells, free.difference(lost).union(said))

    def _followed(self) -> frozenset[int]:
        """The facts that others go by, or that opaque parts read."""
        names: set[str] = set()
        for variable in self._diagram.variables:
            if variable.opaque is not None:
                names.update(variable.facts)
            elif variable.name not in self._situation.facts:
                names |= self._ground.behind_default.get(variable.name, frozenset())
        return frozenset(level for level, each in self._known.items() if each.name in names)
