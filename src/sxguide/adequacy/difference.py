"""Difference: whom a mutant treats otherwise than the rules do, as a diagram, and on which days.

Between two edges, days on which a parameter or a rule comes into force or goes out of it, the rules differ from day to
day only where they read the date of the application. Where neither the rules that a mutant has otherwise, nor what is
the same in both, can bring out a difference whatever the date, one day speaks for all days of the stretch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.adequacy.pairs import DIFFER, MARK, pair
from sxguide.adequacy.settling import Settling
from sxguide.adequacy.stretches import nodes_of, stretches_of
from sxguide.adequacy.undated import undated
from sxguide.dependencies import decided_by, names_behind
from sxguide.diagram.moment import Moment
from sxguide.model import Condition, Group, TableFormula
from sxguide.verification.ground import Ground

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from sxguide.adequacy.pairs import Pair
    from sxguide.adequacy.stretches import Stretch
    from sxguide.diagram.forest import NodeId
    from sxguide.model import Item, Period, Plain, Rulebook, Service
    from sxguide.verification.findings import Example
    from sxguide.workdays import WorkCalendar

# So many cases are looked at for each thing that may differ.
_CASES = 20


class Difference:
    """One mutant against the rules, for one service."""

    def __init__(
        self, rulebook: Rulebook, mutant: Rulebook, service: str, calendar: WorkCalendar
    ) -> None:
        self._pair = pair(rulebook, mutant, service)
        self._calendar = calendar
        self._rulebooks = (rulebook, mutant)
        self._services = (rulebook.services[service], mutant.services[service])
        one, other = (
            _said_to_all(*each) for each in zip(self._rulebooks, self._services, strict=True)
        )
        # Whether facts alone decide what differs, and not a term, a clause, or an item that is gone.
        self.is_of_facts = one == other

    def stretches(self) -> list[Stretch]:
        """The days of the calendar, between the edges of both."""
        return stretches_of(*zip(self._rulebooks, self._services, strict=True))

    def is_none(self, stretch: Stretch) -> bool:
        """Whether it is proved that the two say the same to everybody on every day of a stretch.

        Raises:
            DiagramTooLargeError: The diagram of both would be too large.
        """
        if not self.is_of_facts:
            return False
        settling = Settling(self._pair, stretch, self._calendar)
        without_date = undated(settling.pair(), settling)
        if without_date is None:
            return False
        return not any(self._differing(without_date, stretch.first))

    def examples(self, day: dt.date) -> Iterator[Example]:
        """People whom the two may treat otherwise on a day.

        Raises:
            DiagramTooLargeError: The diagram of both would be too large.
        """
        for ground, node in self._differing(self._pair, day):
            for number, example in enumerate(ground.examples(node)):
                if number == _CASES:
                    break
                yield example

    def _differing(self, both: Pair, day: dt.date) -> Iterator[tuple[Ground, NodeId]]:
        """What of the two is not the same function, each with where it is not."""
        for fixed in self._years(day):
            moment = Moment(both.rulebook, self._calendar, day, fixed)
            ground = Ground(both.both, moment)
            for node in _Comparison(both, ground, day).nodes():
                if ground.can_be(node):
                    yield ground, node

    def _years(self, day: dt.date) -> Iterator[dict[str, Plain]]:
        """The years that pick values of parameters, one after the other: no diagram can cut along them.

        With the last, a year for which there is no value in either, all others are spoken for.
        """
        keys: dict[str, set[int]] = {}
        for rulebook, service in zip(self._rulebooks, self._services, strict=True):
            for name in names_behind(rulebook, decided_by(service)):
                parameter = rulebook.parameter(name)
                if parameter is not None and parameter.keyed_by is not None:
                    years = {each.key for each in parameter.entries if each.key is not None}
                    keys.setdefault(parameter.keyed_by, {day.year}).update(years)
        if not keys:
            yield {}
        for name, years in keys.items():
            for year in (*sorted(years), max(years) + 1):
                yield {name: year}


class _Comparison:
    """The observable parts of both, compared on one day."""

    def __init__(self, both: Pair, ground: Ground, day: dt.date) -> None:
        self._both = both
        self._ground = ground
        self._forest = ground.forest
        self._groups = ground.diagram.groups
        self._day = day

    def nodes(self) -> Iterator[NodeId]:
        """Where the two differ, part by part; the outcome first."""
        one, other = self._both.original.eligibility, self._both.mutant.eligibility
        roots = self._groups[one.id], self._groups[other.id]
        yield self._unlike(*roots)
        if [*_idle(one, self._day)] != [*_idle(other, self._day)]:
            yield self._forest.true
        left, right = (dict(self._failures(each, self._forest.true)) for each in (one, other))
        for name in dict.fromkeys((*left, *right)):
            false = self._forest.false
            yield self._unlike(left.get(name, false), right.get(name, false))
        yield from self._outputs(*roots)
        yield from self._items()

    def _failures(self, node: Group, above: NodeId) -> Iterator[tuple[str, NodeId]]:
        """For whom each condition is one of those that a refusal rests on."""
        ground = self._ground
        if not _in_force(node.in_force, self._day):
            yield node.id.removesuffix(MARK), above
            return
        here = ground.all_of((above, ground.none_of(self._groups[node.id])))
        for member in node.members:
            if isinstance(member, Group):
                yield from self._failures(member, here)
                continue
            truth = (
                ground.diagram.truths[member.when]
                if _in_force(member.in_force, self._day)
                else self._forest.false
            )
            yield member.id.removesuffix(MARK), ground.all_of((here, ground.none_of(truth)))

    def _outputs(self, root: NodeId, other_root: NodeId) -> Iterator[NodeId]:
        ground, forest = self._ground, self._forest
        mutants = {each.name.removesuffix(MARK): each for each in self._both.mutant.outputs}
        for output in self._both.original.outputs:
            mutant = mutants[output.name]
            seen = forest.true if output.given == "always" else root
            seen_of_mutant = forest.true if mutant.given == "always" else other_root
            values = [ground.diagram.values.get(each.name) for each in (output, mutant)]
            if output.formula == mutant.formula:
                # Of the one value, only who gets it differs.
                yield self._unlike(seen, seen_of_mutant)
            elif values[0] is None or values[1] is None:
                # Not the same all over a cell: there may be a difference where values are seen that may differ.
                yield self._unlike(seen, seen_of_mutant)
                yield ground.all_of((seen, self._may_differ(output.name)))
            else:
                null = forest.answer(None)
                shown = [
                    self._chosen(where, value, null)
                    for where, value in zip((seen, seen_of_mutant), values, strict=True)
                    if value is not None
                ]
                yield self._unlike(*shown)

    def _may_differ(self, name: str) -> NodeId:
        for item in self._both.both.notices:
            if item.id == name + DIFFER and item.when is not None:
                return self._ground.diagram.truths[item.when]
        return self._forest.true

    def _items(self) -> Iterator[NodeId]:
        mutants = {each.id: each for each in _items(self._both.mutant)}
        for item in _items(self._both.original):
            if item.id in mutants:
                yield self._unlike(self._need(item), self._need(mutants[item.id]))

    def _need(self, item: Item) -> NodeId:
        return self._forest.true if item.when is None else self._ground.diagram.truths[item.when]

    def _unlike(self, one: NodeId, other: NodeId) -> NodeId:
        """Where two functions have different values."""
        forest = self._forest
        return self._combined(
            one, other, lambda left, right: forest.false if left == right else forest.true
        )

    def _chosen(self, where: NodeId, value: NodeId, otherwise: NodeId) -> NodeId:
        """A value where something is true, and another answer where it is not."""
        true = self._forest.true
        return self._combined(
            where, value, lambda truth, answer: answer if truth == true else otherwise
        )

    def _combined(
        self, one: NodeId, other: NodeId, answer: Callable[[NodeId, NodeId], NodeId]
    ) -> NodeId:
        """A function of the answers of two functions."""
        forest = self._forest
        known: dict[tuple[NodeId, NodeId], NodeId] = {}

        def combine(left: NodeId, right: NodeId) -> NodeId:
            if left < 0 and right < 0:
                return answer(left, right)
            key = (left, right)
            if key not in known:
                level = min(forest.levels[each] for each in key if each >= 0)
                pairs = zip(forest.at(left, level), forest.at(right, level), strict=False)
                known[key] = forest.node(level, tuple(combine(*each) for each in pairs))
            return known[key]

        return combine(one, other)


def _idle(node: Condition | Group, day: dt.date) -> Iterator[str]:
    """The nodes that are not in force, but for those below them."""
    if not _in_force(node.in_force, day):
        yield node.id.removesuffix(MARK)
        return
    for member in node.members if isinstance(node, Group) else ():
        yield from _idle(member, day)


def _in_force(period: Period | None, day: dt.date) -> bool:
    return period is None or period.covers(day)


def _items(service: Service) -> tuple[Item, ...]:
    return (*service.materials, *service.handling.items(), *service.notices)


def _said_to_all(rulebook: Rulebook, service: Service) -> tuple[object, ...]:
    """What a decision says whatever the facts, and the clauses behind what it may read."""
    nodes = nodes_of(service.eligibility)
    names = sorted(names_behind(rulebook, decided_by(service)))
    definitions = [rulebook.definitions[name] for name in names if name in rulebook.definitions]
    parameters = [rulebook.parameter(name) for name in names]
    formulas = [*decided_by(service), *(each.formula for each in definitions)]
    return (
        tuple(each.cites for each in definitions),
        tuple(entry.cites for each in parameters if each is not None for entry in each.entries),
        tuple(each.row_cites for each in formulas if isinstance(each, TableFormula)),
        service.deadline,
        tuple((each.id, each.cites) for each in nodes),
        tuple((each.name, each.cites) for each in service.outputs),
        tuple((each.id, each.cites) for each in _items(service)),
    )
