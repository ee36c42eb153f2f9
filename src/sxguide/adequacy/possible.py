"""Possible: in which ways a condition can come out at all, for anybody and on any day, as diagrams tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.adequacy.stretches import stretches_of
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.verification.ground import Ground

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sxguide.diagram.forest import NodeId
    from sxguide.guide import Guide
    from sxguide.model import Expression, Service


class Possible:
    """The ways of one service's conditions; the diagrams of a day in each stretch are made when they are asked for."""

    def __init__(self, guide: Guide, service: Service) -> None:
        self._guide = guide
        self._service = service
        self._grounds: list[Ground | None] | None = None

    def ways(self, name: str, wanted: frozenset[str]) -> frozenset[str]:
        """Those of the ways `true`, `false`, `decisive-true` and `decisive-false` that are possible.

        A way counts as possible where no diagram can tell.
        """
        grounds = self._all()
        if None in grounds:
            return wanted
        return frozenset(
            way for way in wanted if any(self._can(each, name, way) for each in grounds)
        )

    def _all(self) -> list[Ground | None]:
        if self._grounds is None:
            self._grounds = list(map(self._ground, self._days()))
        return self._grounds

    def _days(self) -> Iterator[dt.date]:
        for stretch in stretches_of((self._guide.rulebook, self._service)):
            yield stretch.last

    def _ground(self, day: dt.date) -> Ground | None:
        try:
            return Ground(
                self._service, Moment(self._guide.rulebook, self._guide.calendar, day, {})
            )
        except DiagramTooLargeError:
            return None

    def _can(self, ground: Ground | None, name: str, way: str) -> bool:
        if ground is None:
            return True
        try:
            return ground.can_be(way_of(ground, self._when(name), name, way))
        except DiagramTooLargeError:
            return True

    def _when(self, name: str) -> Expression:
        return next(each.when for each in self._service.eligibility.conditions() if each.id == name)


def way_of(ground: Ground, when: Expression, name: str, way: str) -> NodeId:
    """For whom a condition comes out in a way: `true`, `false`, `decisive-true` or `decisive-false`."""
    truth = ground.diagram.truths[when]
    node = truth if way.endswith("true") else ground.none_of(truth)
    if not way.startswith("decisive"):
        return node
    root, forest = ground.service.eligibility, ground.forest
    with_it = ground.tree(root, {name: forest.true}, None)
    without = ground.tree(root, {name: forest.false}, None)
    return ground.all_of((node, with_it, ground.none_of(without)))
