"""Programs: the functions that one service, or one constraint, is compiled into.

What a rule may read of the date (parameters, whether it is in force) is the same for all days between two edges, such as
the first day of a new amount. A program is compiled for the days of one such era.
"""

from __future__ import annotations

import ast
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, assert_never

from sxguide.backends.compiled.calls import uses_patterns
from sxguide.backends.compiled.expressions import Translator
from sxguide.backends.compiled.operators import as_number
from sxguide.backends.compiled.parts import (
    NULL_CODE,
    NULL_NAME,
    NUMBERS,
    UNKNOWN,
    Kind,
    Part,
    Unfit,
    Workshop,
    assign,
    call,
    choose,
    constant,
    is_,
    load,
)
from sxguide.backends.compiled.runtime import NULL, Term, Walk
from sxguide.backends.compiled.tables import table_part
from sxguide.backends.situation import APPLICATION_DATE, as_value
from sxguide.dependencies import behind
from sxguide.model import (
    Definition,
    Entry,
    Expression,
    Fact,
    Formula,
    Parameter,
    Plain,
    Rulebook,
    TableFormula,
    TermFormula,
)
from sxguide.model import Kind as ModelKind
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sxguide.backends.compiled.runtime import Lookup
    from sxguide.workdays import WorkCalendar

# A compiled function takes what finds a fact by name, and the date of the application.
Function: TypeAlias = Callable[[Callable[[str], Plain | None], dt.date], tuple[Any, ...]]

# What works out definitions that go through texts, by name and by the kinds of the names they read.
Walks: TypeAlias = dict[tuple[str, tuple[tuple[str, Kind], ...]], Walk]

# A rulebook may have an edge every day; so many eras of one thing are kept.
_ERAS_KEPT: Final = 64
# As a case's whole numbers are read.
_FACT_DIGITS: Final = 31

_KINDS: Final[Mapping[str, Kind]] = {
    "boolean": "truth",
    "date": "date",
    "enumeration": "text",
    "integer": "whole",
    "number": "number",
    "money": "number",
    "text": "text",
}

T = TypeVar("T")


class Eras(Generic[T]):
    """Something made for each run of days between two edges, when a day of it is first asked for."""

    def __init__(self, edges: Sequence[dt.date], make: Callable[[dt.date], T]) -> None:
        self._edges = edges
        self._make = make
        self._made: dict[int, T] = {}
        # Most callers ask about one day, again and again.
        self._latest: tuple[dt.date | None, T | None] = (None, None)

    def on(self, day: dt.date) -> T:
        """What holds on the day."""
        latest, found = self._latest
        if latest == day:
            return found  # type: ignore[return-value]  # made for that day
        place = bisect_right(self._edges, day)
        made = self._made.get(place)
        if made is None:
            if len(self._made) >= _ERAS_KEPT:
                self._made.clear()
            made = self._made[place] = self._make(day)
        self._latest = day, made
        return made


def edges_of(parameters: Sequence[Parameter]) -> set[dt.date]:
    """The days on which what these parameters say changes: a new value, an end, a publication."""
    edges: set[dt.date] = set()
    for entry in (entry for parameter in parameters for entry in parameter.entries):
        edges.update(each for each in (entry.start, entry.published) if each is not None)
        if entry.end is not None:
            edges.add(day_after(entry.end))
    return edges


def day_after(day: dt.date) -> dt.date:
    """The next day, as far as there is one."""
    return day + dt.timedelta(1) if day < dt.date.max else day


class Program:
    """One function while it is put together, for the era that a day is in: its statements, and the names it has read.

    All programs of a rulebook share their `walks`.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        calendar: Callable[[], WorkCalendar],
        day: dt.date,
        walks: Walks,
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._day = day
        self._walks = walks
        self._bound: dict[str, object] = {NULL_NAME: NULL}
        self._workshop = Workshop(self._bound)
        self._translator = Translator(self._workshop, self)
        self._parts: dict[str, Part] = {}
        self._delicate: set[str] = set()
        self._statements: list[ast.stmt] = []

    def function(self, results: Sequence[ast.expr]) -> Function:
        """The function that yields these results as a tuple."""
        names = [ast.arg("get"), ast.arg("day")]
        arguments = ast.arguments([], names, None, [], [], None, [])
        body = [*self._statements, ast.Return(ast.Tuple(list(results), ast.Load()))]
        definition = ast.FunctionDef("found", arguments, body, [], None)
        module = ast.fix_missing_locations(ast.Module([definition], []))
        compiled = compile(module, "<rules>", "exec")
        (python,) = (each for each in compiled.co_consts if isinstance(each, CodeType))
        return FunctionType(python, self._bound)

    def formula(self, formula: Formula) -> Part:
        """The code for a formula."""
        match formula:
            case Expression(node=node):
                return self._translator.expression(node)
            case TableFormula(table=table):
                return table_part(self._workshop, self._translator, table, self.keep)
            case TermFormula():
                return self._term(formula)
            case _:
                assert_never(formula)

    def truth(self, expression: Expression) -> Part:
        """Whether a condition holds, under a name of its own: null and everything odd count as false."""
        part = self._translator.truth(self.formula(expression))
        if part.is_nullable:
            handle, first = self._workshop.held(part.python)
            python = choose(is_(first, NULL_CODE), constant(False), handle)  # noqa: FBT003 — a constant of the code
            part = Part(python, "truth", part.is_open)
        return self.keep(part)

    def keep(self, part: Part) -> Part:
        """The part under a name of its own."""
        if isinstance(part.python, ast.Name | ast.Constant):
            return part
        name = self._workshop.local()
        self._statements.append(assign(name, part.python))
        return Part(load(name), part.kind, part.is_open, part.is_nullable, part.digits)

    def knows(self, name: str) -> bool:
        """Whether the rulebook has such a name."""
        rulebook = self._rulebook
        return (
            name in rulebook.facts
            or name in rulebook.definitions
            or rulebook.parameter(name) is not None
        )

    def part(self, name: str) -> Part:
        """The value of a fact, definition or parameter."""
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = self._found(name)
        return part

    @property
    def delicate(self) -> frozenset[str]:
        """The facts with which something might use up its budget."""
        return frozenset(self._delicate)

    def is_delicate(self, names: Iterable[str]) -> None:
        """Notes that something might use up its budget where these names have values.

        Raises:
            Unfit: It might with nobody's facts.
        """
        facts = behind(self._rulebook, names) & self._rulebook.facts.keys() - {APPLICATION_DATE}
        if not facts:
            raise Unfit
        self._delicate |= facts

    def declared(self, part: Part, kind: ModelKind) -> Part:
        """The part, if its value is sure to be of the kind declared.

        Raises:
            Unfit: It may be of another.
        """
        allowed = NUMBERS if kind in ("number", "money") else (_KINDS[kind],)
        # What the interpreter works out is delicate, and it looks at the kind itself.
        if part.kind in (*allowed, "any"):
            return part
        raise Unfit

    def _found(self, name: str) -> Part:
        definition = self._rulebook.definitions.get(name)
        if definition is not None:
            return self.keep(self.declared(self._defined(definition), definition.kind))
        parameter = self._rulebook.parameter(name)
        if parameter is not None:
            return self._parameter(name, parameter)
        return self._fact(self._rulebook.facts[name])

    def _defined(self, definition: Definition) -> Part:
        """The code for a definition; one that goes through texts is worked out as a whole, and kept for the same texts."""
        formula = definition.formula
        if isinstance(formula, Expression) and uses_patterns(formula.node):
            make = partial(self._shared, definition.name)
            return self._translator.walked(formula.node, _KINDS[definition.kind], make)
        return self.formula(formula)

    def _shared(
        self,
        name: str,
        walk: Callable[[Lookup], Value],
        kinds: Sequence[tuple[str, Kind]],
        kind: Kind,
    ) -> Walk:
        """What works out a definition, one for all programs: services read the same texts."""
        return self._walks.setdefault((name, tuple(kinds)), Walk(walk, kinds, kind))

    def _fact(self, fact: Fact) -> Part:
        if fact.name == APPLICATION_DATE:
            return Part(load("day"), "date")
        name, kind = self._workshop.local(), _KINDS[fact.kind]
        self._statements.append(assign(name, call(load("get"), constant(fact.name))))
        digits = _FACT_DIGITS if kind == "whole" else None
        if fact.default is None:
            return Part(load(name), kind, is_open=True, digits=digits)
        return self._supposed(name, kind, self._translator.expression(fact.default.node))

    def _supposed(self, name: str, kind: Kind, default: Part) -> Part:
        """A fact with a default; one that is null leaves it unknown."""
        if kind == "number" and default.kind == "whole":
            default = as_number(self._workshop, default)
        if default.kind != kind and not (default.fixed and not default.is_plain):
            raise Unfit
        python = default.python
        if default.is_nullable:
            handle, first = self._workshop.held(python)
            python = choose(is_(first, NULL_CODE), UNKNOWN, handle)
        unknown = is_(load(name), UNKNOWN)
        self._statements.append(ast.If(unknown, [assign(name, python)], []))
        digits = _FACT_DIGITS if kind == "whole" and default.fits(_FACT_DIGITS) else None
        return Part(load(name), kind, is_open=not default.is_plain, digits=digits)

    def _parameter(self, name: str, parameter: Parameter) -> Part:
        if parameter.keyed_by is None:
            return self._entry(name, parameter.at(self._day))
        key = self.part(parameter.keyed_by)
        if key.kind != "whole":
            raise Unfit
        values = {
            entry.key: self._entry(name, parameter.at(self._day, entry.key))
            for entry in parameter.entries
            if entry.key is not None
        }
        known = {year: part for year, part in values.items() if part.is_plain}
        kinds: set[Kind] = {part.kind for part in known.values()}
        kind: Kind = "number" if len(kinds) > 1 else (kinds or {_KINDS[parameter.kind]}).pop()
        if kind == "number":
            known = {year: as_number(self._workshop, part) for year, part in known.items()}
        table = {year: _bound_value(part.value, kind) for year, part in known.items()}
        find = self._workshop.bind(table.get)
        # A key that nobody knows, that is null, or that has no entry finds nothing.
        digits = max(
            (each.digits for each in known.values() if each.digits is not None), default=None
        )
        part = Part(call(find, key.python), kind, is_open=True, digits=digits)
        return self.keep(part)

    def _entry(self, name: str, found: object) -> Part:
        if not isinstance(found, Entry):
            return self._workshop.fixed(Unknown(frozenset({name})))
        return self._workshop.fixed(as_value(found.value))

    def _term(self, formula: TermFormula) -> Part:
        after, days = self.formula(formula.after), self.formula(formula.days)
        if after.kind != "date" or days.kind != "whole":
            raise Unfit
        function = self._workshop.bind(Term(self._calendar))
        python = self._workshop.strict([after, days], lambda *both: call(function, *both))
        return Part(python, "date", after.is_open or days.is_open, is_nullable=True)


def _bound_value(value: Value, kind: Kind) -> object:
    return int(value) if kind == "whole" else value  # type: ignore[arg-type]  # a whole number is a decimal
