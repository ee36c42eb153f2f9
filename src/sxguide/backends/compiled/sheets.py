"""Sheets: one service compiled for one era, with everything about it that is the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sxguide.answers import Handling, Point
from sxguide.backends.compiled.parts import (
    UNKNOWN,
    Kind,
    Part,
    Unfit,
    all_of,
    any_of,
    choose,
    constant,
    is_,
)
from sxguide.backends.compiled.programs import Eras, Program, Walks, day_after, edges_of
from sxguide.backends.compiled.runtime import Surprise
from sxguide.backends.situation import formula_text, missing_fact, statement_of
from sxguide.dependencies import facts_read, formulas_of, names_behind
from sxguide.errors import LimitError
from sxguide.model import (
    Condition,
    Formula,
    Group,
    HandlingRule,
    Item,
    Output,
    Plain,
    Rulebook,
    Service,
)
from sxguide.reasons import Grounds, Statement

if TYPE_CHECKING:
    import ast
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sxguide.answers import Missing
    from sxguide.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Shape:
    """A node of the condition tree: what every decision says of it, and where its truth stands among the truths."""

    node: Condition | Group
    statement: Statement
    children: tuple[Shape, ...]
    place: int
    # Where nobody's facts are read: a group, a leaf out of force.
    grounds: Grounds | None


class Routine:
    """A compiled function, for all but those who give one of the facts `delicate`: they are left to the interpreter."""

    __slots__ = ("_delicate", "function")

    def __init__(self, program: Program, results: Sequence[ast.expr]) -> None:
        self.function = program.function(results)
        self._delicate = program.delicate

    def __call__(self, facts: Mapping[str, Plain], day: dt.date) -> tuple[Any, ...]:
        """What the function yields for one person's facts.

        Raises:
            Surprise: The interpreter has to tell.
        """
        if self._delicate.isdisjoint(facts):
            return self.function(facts.get, day)
        raise Surprise


@dataclass(frozen=True, slots=True)
class Sheet:
    """One service in one era.

    `truths` yields the truth of every node of the tree, depth first; `amounts` the value of every output, of the kinds
    `kinds`; `needs` what materials and the like depend on. Materials and the like are None where they depend on the
    person. `missing` is what a decision says of each fact that it waits for.
    """

    service: Service
    tree: Shape
    truths: Routine
    amounts: Routine
    kinds: tuple[Kind, ...]
    needs: Routine
    materials: tuple[Point, ...] | None
    handling: Handling | None
    notices: tuple[Point, ...] | None
    formulas: tuple[str, ...]
    missing: Mapping[str, Missing]


class Compiler:
    """Makes the sheets of one rulebook."""

    def __init__(self, rulebook: Rulebook, calendar: Callable[[], WorkCalendar]) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._walks: Walks = {}

    def eras(self, service: Service) -> Eras[Sheet | None]:
        """The sheets of a service, each made when its era is first asked for."""
        edges = self.edges(list(formulas_of(service)))
        for node in _nodes(service.eligibility):
            period = node.in_force
            if period is not None and period.start is not None:
                edges.add(period.start)
            if period is not None and period.end is not None:
                edges.add(day_after(period.end))
        return Eras(sorted(edges), lambda day: self._sheet(service, day))

    def edges(self, formulas: Sequence[Formula]) -> set[dt.date]:
        """The edges of the parameters that the formulas read."""
        names = names_behind(self._rulebook, formulas)
        found = (self._rulebook.parameter(name) for name in names)
        return edges_of([parameter for parameter in found if parameter is not None])

    def program(self, day: dt.date) -> Program:
        """A function to be put together."""
        return Program(self._rulebook, self._calendar, day, self._walks)

    def _sheet(self, service: Service, day: dt.date) -> Sheet | None:
        """The sheet of the era that the day is in; None where the interpreter has to do everything."""
        try:
            return self._compiled(service, day)
        except (Unfit, LimitError):
            return None

    def _compiled(self, service: Service, day: dt.date) -> Sheet:
        tree = _Tree(self.program(day), self._rulebook, day)
        root = tree.shape(service.eligibility, in_force=True)
        outputs, items = self.program(day), self.program(day)
        values = [_value(outputs, each) for each in service.outputs]
        needs = [
            items.truth(item.when).python
            for item in (*service.materials, *service.handling.items(), *service.notices)
            if item.when is not None
        ]
        return Sheet(
            service=service,
            tree=root,
            truths=tree.routine(),
            amounts=Routine(outputs, [each.python for each in values]),
            kinds=tuple(each.kind for each in values),
            needs=Routine(items, needs),
            materials=self._points(service.materials),
            handling=self._handling(service.handling),
            notices=self._points(service.notices),
            formulas=tuple(formula_text(each.formula) for each in service.outputs),
            missing={each.name: missing_fact(each) for each in facts_read(self._rulebook, service)},
        )

    def _handling(self, stated: HandlingRule) -> Handling | None:
        """Where everybody goes; None where that depends on the person."""
        accepted_at = self._points(stated.accepted_at)
        reviewed_by = self._points(stated.reviewed_by)
        results_at = self._points(stated.results_at)
        if accepted_at is None or reviewed_by is None or results_at is None:
            return None
        return Handling(accepted_at, reviewed_by, results_at)

    def _points(self, items: tuple[Item, ...]) -> tuple[Point, ...] | None:
        """The items as every decision shows them; None where that depends on the person."""
        if any(item.when is not None for item in items):
            return None
        return tuple(
            Point(each.id, each.text, needed=True, citations=self._rulebook.cite(each.cites))
            for each in items
        )


def _value(program: Program, output: Output) -> Part:
    return program.keep(program.declared(program.formula(output.formula), output.kind))


class _Tree:
    """The condition tree of a service while its truths are put together."""

    def __init__(self, program: Program, rulebook: Rulebook, day: dt.date) -> None:
        self._program = program
        self._rulebook = rulebook
        self._day = day
        self._truths: list[Part] = []

    def routine(self) -> Routine:
        """What yields the truth of every node."""
        return Routine(self._program, [each.python for each in self._truths])

    def shape(self, node: Condition | Group, *, in_force: bool) -> Shape:
        """The node and what is below it; its truth takes the next place."""
        here = in_force and (node.in_force is None or node.in_force.covers(self._day))
        place = len(self._truths)
        self._truths.append(Part(constant(False), "truth"))  # noqa: FBT003 — a constant of the code
        children: tuple[Shape, ...] = ()
        if isinstance(node, Group):
            children = tuple(self.shape(each, in_force=here) for each in node.members)
        if here:
            self._truths[place] = (
                self._program.truth(node.when)
                if isinstance(node, Condition)
                else self._program.keep(self._joined(node, children))
            )
        is_read = here and isinstance(node, Condition)
        return Shape(
            node=node,
            statement=statement_of(node, in_force=here),
            children=children,
            place=place,
            grounds=None if is_read else Grounds.known((), self._rulebook.cite(node.cites)),
        )

    def _joined(self, group: Group, children: tuple[Shape, ...]) -> Part:
        """Kleene's `and` or `or` of the members."""
        parts = [self._truths[child.place] for child in children]
        is_all = group.quantifier == "all"
        if not parts:
            return Part(constant(is_all), "truth")
        settled = (all_of if is_all else any_of)([part.python for part in parts])
        opened = [is_(part.python, UNKNOWN) for part in parts if part.is_open]
        if not opened:
            return Part(settled, "truth")
        # None is falsy, as false is: so true is told at once, and the rest is looked at again.
        rest = constant(False)  # noqa: FBT003 — a constant of the code
        if is_all:
            falses = [is_(part.python, rest) for part in parts]
            otherwise = choose(any_of(falses), rest, UNKNOWN)
        else:
            otherwise = choose(any_of(opened), UNKNOWN, rest)
        return Part(choose(settled, constant(True), otherwise), "truth", is_open=True)  # noqa: FBT003 — a constant


def _nodes(node: Condition | Group) -> Iterator[Condition | Group]:
    yield node
    if isinstance(node, Group):
        for member in node.members:
            yield from _nodes(member)
