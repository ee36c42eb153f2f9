"""Outlook: one person on one day: which facts would have to be others for the answer to be another."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sxguide.changes.minimal import boxes, least, merged, minimal_sets
from sxguide.changes.reach import reached_on
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.standing import Standing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sxguide.backends.situation import Situation
    from sxguide.changes.goals import Goals
    from sxguide.changes.minimal import Box, Levels
    from sxguide.diagram.variables import Cell, Point
    from sxguide.model import Fact

# Combinations of the cells of facts that others go by, where these are not said.
MAX_BRANCHES = 64

_GROWING = frozenset({"monthly", "yearly", "each_year"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same for everybody: goals, and for each fact with a default the facts behind it."""

    goals: Goals
    behind_default: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Turned:
    """What one fact would be: it is `now`, and any of `cells` will do."""

    fact: Fact
    now: Point
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """The person with some facts put in other cells: the bits of these facts, and where all variables then are.

    `allowed` has the cells that a variable may be put in beside.
    """

    levels: Levels
    chosen: Box
    cells: tuple[int | None, ...]
    allowed: Mapping[int, frozenset[int]]


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
        self._days: dict[tuple[int, int], dt.date | None] = {}
        self._known = {
            level: variable
            for level, variable in enumerate(self._diagram.variables)
            if variable.opaque is None and standing.cells[level] is not None
        }

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
            if self._situation.rulebook.facts[variable.name].mutability not in _GROWING:
                continue
            for cell in range(len(variable.cells)):
                day = self._day(level, cell)
                if day is not None and day > self._start:
                    yield day

    def sets(self, *, wanted: bool, sure: bool, in_reach: bool) -> list[tuple[Turned, ...]]:
        """The minimal sets of facts that, being others, make the eligibility `wanted`: surely, or possibly.

        `in_reach`: with values that can be had by the day of the situation, and beside them those that can be had later;
        otherwise with those that can be had by then or never can be.

        Raises:
            DiagramTooLargeError: there are too many.
        """
        allowed = self._allowed(in_reach=in_reach)
        wide = self._allowed_later(allowed) if in_reach else allowed
        found: dict[Levels, list[Box]] = {}
        for branch in self._branches(allowed):
            unknown = frozenset(
                level
                for level, cell in enumerate(branch.cells)
                if cell is None and level not in branch.allowed
            )
            aim = self._ground.goals.of(self._diagram, unknown, wanted=wanted)
            root = aim.sure if sure else aim.possible
            for levels in minimal_sets(aim.forest, root, branch.cells, branch.allowed):
                more = boxes(aim.forest, root, branch.cells, wide, levels)
                whole = [{**box, **branch.chosen} for box in more]
                found.setdefault(levels | branch.levels, []).extend(whole)
        return [
            self._turned(box)
            for levels in least(found)
            for box in merged(found[levels])
            if all(not allowed[level].isdisjoint(cells) for level, cells in box.items())
        ]

    def _turned(self, box: Box) -> tuple[Turned, ...]:
        facts = self._situation.rulebook.facts
        return tuple(
            Turned(
                facts[self._known[level].name],
                cast("Point", self._situation.lookup(self._known[level].name)),
                tuple(self._known[level].cells[cell] for cell in box[level]),
            )
            for level in sorted(box)
        )

    def _allowed(self, *, in_reach: bool) -> dict[int, frozenset[int]]:
        """The other cells that each fact may be put in."""
        day = self._situation.day
        allowed = {}
        for level, variable in self._known.items():
            cells = []
            for cell, each in enumerate(variable.cells):
                if each.sample is None or cell == self._standing.cells[level]:
                    continue
                reached = self._day(level, cell)
                if reached <= day if reached is not None else not in_reach:
                    cells.append(cell)
            if cells:
                allowed[level] = frozenset(cells)
        return allowed

    def _allowed_later(self, allowed: Mapping[int, frozenset[int]]) -> dict[int, frozenset[int]]:
        """The same cells, and for each of these facts those that it can lie in later."""
        return {
            level: frozenset(
                cell
                for cell in range(len(self._known[level].cells))
                if cell in cells
                or (
                    cell != self._standing.cells[level]
                    and self._known[level].cells[cell].sample is not None
                    and self._day(level, cell) is not None
                )
            )
            for level, cells in allowed.items()
        }

    def _day(self, level: int, cell: int) -> dt.date | None:
        key = (level, cell)
        if key not in self._days:
            variable = self._known[level]
            fact = self._situation.rulebook.facts[variable.name]
            now = cast("Point", self._situation.lookup(variable.name))
            self._days[key] = reached_on(fact, now, variable.cells[cell], self._start)
        return self._days[key]

    # What goes by other facts

    def _branches(self, allowed: dict[int, frozenset[int]]) -> Iterator[_Branch]:
        """The person as is, and with every choice of other cells for the facts that something goes by."""
        followed = sorted(self._followed() & allowed.keys())
        if math.prod(len(allowed[level]) + 1 for level in followed) > MAX_BRANCHES:
            raise DiagramTooLargeError
        rest = {level: cells for level, cells in allowed.items() if level not in followed}
        choices = [(None, *sorted(allowed[level])) for level in followed]
        for combination in itertools.product(*choices):
            chosen: Box = {
                level: (cell,)
                for level, cell in zip(followed, combination, strict=True)
                if cell is not None
            }
            if not chosen:
                yield _Branch(0, {}, self._standing.cells, rest)
                continue
            yield from self._branch(chosen, rest)

    def _branch(self, chosen: Box, rest: Mapping[int, frozenset[int]]) -> Iterator[_Branch]:
        """The person with chosen cells; a fact that is then no longer known may be said, or stay unknown."""
        variables = self._diagram.variables
        changed = {
            self._known[level].name: cast("Point", variables[level].cells[cell].sample)
            for level, (cell,) in chosen.items()
        }
        cells = Standing(self._diagram, self._situation.completed(changed)).cells
        bits = sum(1 << level for level in chosen)
        lost = [level for level in rest if cells[level] is None]
        for count in range(len(lost) + 1):
            for said in itertools.combinations(lost, count):
                kept = {each: rest[each] for each in rest if each not in lost or each in said}
                yield _Branch(bits, chosen, cells, kept)

    def _followed(self) -> set[int]:
        """The facts that others go by, or that opaque parts read."""
        names: set[str] = set()
        for variable in self._diagram.variables:
            if variable.opaque is not None:
                names.update(variable.facts)
            elif variable.name not in self._situation.facts:
                names |= self._ground.behind_default.get(variable.name, frozenset())
        return {level for level, variable in self._known.items() if variable.name in names}
