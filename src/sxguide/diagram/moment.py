"""Moment: what is fixed while a diagram is built: the values of the law on a date, that date, and some facts."""

from __future__ import annotations

import itertools
from functools import reduce
from typing import TYPE_CHECKING

from sxguide.backends.situation import APPLICATION_DATE, Situation, term
from sxguide.dependencies import expressions, reads
from sxguide.diagram.defaults import Defaults
from sxguide.diagram.limits import LOOP_WEIGHT
from sxguide.feel.nodes import Comprehension, Filter, FunctionLiteral
from sxguide.feel.traversal import walk
from sxguide.model import Expression, is_parameter
from sxguide.values import Unknown
from sxguide.workdays import DueDate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from sxguide.diagram.variables import Turns
    from sxguide.feel.nodes import Node
    from sxguide.model import Formula, Plain, Rulebook, TermFormula
    from sxguide.values import Value
    from sxguide.workdays import WorkCalendar

_LOOPS = (Comprehension, Filter, FunctionLiteral)
_ORDERED_KINDS = frozenset({"date", "integer", "number", "money"})


class Moment:
    """A rulebook on one day. Facts are free, and a default counts for nothing, unless they are `fixed`.

    Where the moment `waits` the date is free too, and the values of the law stay those of the day.
    """

    def __init__(  # noqa: PLR0913 — all that is the same for everybody whom a diagram is for
        self,
        rulebook: Rulebook,
        calendar: WorkCalendar,
        day: dt.date,
        fixed: Mapping[str, Plain],
        *,
        defaults: Defaults | None = None,
        waits: bool = False,
    ) -> None:
        self.rulebook = rulebook
        self.defaults = defaults or Defaults(rulebook)
        self.calendar = calendar
        self.day = day
        self._fixed = fixed
        self._waits = waits
        self._situation = Situation(rulebook, calendar, {APPLICATION_DATE: day, **fixed})
        self._free_behind: dict[str, frozenset[str]] = {}
        self._weights: dict[str, int] = {}
        self._ranks = {name: rank for rank, name in enumerate(rulebook.facts)}
        self._also: dict[tuple[tuple[str, Plain], ...], Moment] = {}
        # Where comparisons turn with nothing but one fact free: services share their conditions.
        self.turns: dict[Node, Turns] = {}

    def also(self, facts: Mapping[str, Plain]) -> Moment:
        """This moment with more facts fixed."""
        key = tuple(facts.items())
        if key not in self._also:
            self._also[key] = self._with({**self._fixed, **facts}) if facts else self
        return self._also[key]

    def _with(self, fixed: Mapping[str, Plain]) -> Moment:
        return Moment(
            self.rulebook,
            self.calendar,
            self.day,
            fixed,
            defaults=self.defaults,
            waits=self._waits,
        )

    def value(self, name: str) -> Value:
        """The value of a name that rests on nothing free."""
        return self._situation.lookup(name)

    def term(self, formula: TermFormula, lookup: Callable[[str], Value]) -> Value:
        """The last of so many working days, for other values of names."""
        due = term(formula, lookup, self.calendar)
        return due.date if isinstance(due, DueDate) else due

    def rank(self, name: str) -> int:
        """Where a fact stands in the vocabulary."""
        return self._ranks[name]

    def free_facts(self, name: str) -> frozenset[str]:
        """The free facts that a name rests on."""
        return self._free(name) & self._ranks.keys()

    def free(self, names: Iterable[str]) -> frozenset[str]:
        """The free facts, and the parameters without a value, that names rest on."""
        return reduce(frozenset.union, map(self._free, names), frozenset())

    def free_in(self, formula: Formula) -> frozenset[str]:
        """The same for what a formula reads."""
        return self.free(reads(formula))

    def _free(self, name: str) -> frozenset[str]:
        if name not in self._free_behind:
            self._free_behind[name] = self._find(name)
        return self._free_behind[name]

    def _find(self, name: str) -> frozenset[str]:
        definition = self.rulebook.definitions.get(name)
        if definition is not None:
            return self.free_in(definition.formula)
        if is_parameter(name):
            return frozenset({name} if isinstance(self.value(name), Unknown) else ())
        is_fixed = name in self._situation.facts and not (self._waits and name == APPLICATION_DATE)
        is_free = name in self.rulebook.facts and not is_fixed
        return frozenset({name} if is_free else ())

    def weight(self, formula: Formula) -> int:
        """What an evaluation of a formula counts for: more where it, or a definition behind it, may go round in a loop."""
        nodes = itertools.chain.from_iterable(map(walk, expressions(formula)))
        if any(isinstance(node, _LOOPS) for node in nodes):
            return LOOP_WEIGHT
        return max((self._weight_of(name) for name in reads(formula)), default=1)

    def _weight_of(self, name: str) -> int:
        definition = self.rulebook.definitions.get(name)
        if definition is None:
            return 1
        if name not in self._weights:
            self._weights[name] = self.weight(definition.formula)
        return self._weights[name]

    def is_few(self, name: str) -> bool:
        """Whether a free name is a fact with few values, each a cell of its own."""
        fact = self.rulebook.facts.get(name)
        return fact is not None and fact.kind in {"boolean", "enumeration"}

    def is_ordered(self, name: str) -> bool:
        """Whether a free name is a fact whose domain cuts can divide."""
        fact = self.rulebook.facts.get(name)
        return fact is not None and fact.kind in _ORDERED_KINDS

    def expression(self, name: str) -> Node | None:
        """The expression of a definition that rests on something free; None where it is none, or yields text."""
        definition = self.rulebook.definitions.get(name)
        if definition is None or definition.kind == "text":
            return None
        if not isinstance(definition.formula, Expression):
            return None
        return definition.formula.node if self._free(name) else None
