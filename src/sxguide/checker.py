"""Checker: everything about a rulebook that can be wrong before anybody's facts are put to it.

Names, types, units, citations, periods and cycles. Each finding is a `Problem` with its place; `docs/errors.md` explains
every code.
"""

from __future__ import annotations

import itertools
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, assert_never

from sxguide.dependencies import read_by
from sxguide.errors import MAX_FAULTS, Problem, did_you_mean
from sxguide.feel.inference import infer, infer_as
from sxguide.feel.traversal import names_read
from sxguide.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    STRING,
    Number,
    String,
    Type,
    described,
)
from sxguide.model import (
    CANDIDATE_PREFIX,
    PARAMETER_PREFIX,
    Condition,
    Criterion,
    DeadlineRule,
    Definition,
    Entry,
    Expression,
    Fact,
    Field,
    Formula,
    Group,
    Kind,
    Matching,
    Output,
    Parameter,
    Rulebook,
    Service,
    TableFormula,
    TermFormula,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sxguide.feel.nodes import Node, Test
    from sxguide.source import Span


# How many definitions may stand one behind the other.
MAX_CHAIN = 64

# The hit policies under which a row that tests the same as an earlier one can only do harm.
_ONE_ROW = ("unique", "any", "first")


def check(
    rulebook: Rulebook,
    places: Mapping[tuple[Span, str, str], Sequence[Span]],
    doubtful: AbstractSet[Span],
) -> list[Problem]:
    """Every fault of a rulebook, in the order of its files; `places` and `doubtful` are what the reader has noted."""
    return Checker(rulebook, places, doubtful).run()


def type_of(kind: Kind, unit: str | None, choices: Iterable[str] = ()) -> Type:
    """The FEEL type of what is declared as `kind`; a ratio (unit `one`) is a plain number."""
    match kind:
        case "boolean":
            return BOOLEAN
        case "date":
            return DATE
        case "enumeration":
            return String(tuple(choices), closed=True)
        case "integer" | "number" | "money":
            return Number(None if unit == "one" else unit)
        case "text":
            return STRING


def fact_type(fact: Fact | Field) -> Type:
    """The FEEL type of a fact, or of a candidate's field."""
    return type_of(fact.kind, fact.unit, (choice.value for choice in fact.choices))


class Checker:
    """One run over one rulebook; what checks further kinds of rule builds on it."""

    def __init__(
        self,
        rulebook: Rulebook,
        places: Mapping[tuple[Span, str, str], Sequence[Span]],
        doubtful: AbstractSet[Span],
    ) -> None:
        self._rulebook = rulebook
        self._places = places
        self._doubtful = doubtful
        self._problems: list[Problem] = []
        parameters = {PARAMETER_PREFIX + name: each for name, each in rulebook.parameters.items()}
        self._scope: dict[str, Type] = {
            name: self._declared(thing)
            for things in (rulebook.facts, rulebook.definitions, parameters)
            for name, thing in things.items()
        }

    def run(self) -> list[Problem]:
        """All checks."""
        for fact in self._rulebook.facts.values():
            if fact.default is not None:
                self._expression(fact.default, self._declared(fact))
        for constraint in self._rulebook.constraints:
            self._expression(constraint.holds, BOOLEAN)
        for parameter in self._rulebook.parameters.values():
            self._parameter(parameter)
        for definition in self._rulebook.definitions.values():
            self._formula(definition.formula, self._declared(definition), f"`{definition.name}`")
            self._cites(definition.cites, definition.span)
            self._rests_on(definition.rests_on, definition.span)
        for interpretation in self._rulebook.interpretations.values():
            self._cites(interpretation.cites, interpretation.span)
        for service in self._rulebook.services.values():
            self._service(service)
        self._cycles()
        return self._problems

    def _declared(self, thing: Fact | Field | Definition | Parameter | Output) -> Type:
        """The declared type; anything goes where it could not be read."""
        if thing.span in self._doubtful:
            return ANY
        if isinstance(thing, Fact | Field):
            return fact_type(thing)
        return type_of(thing.kind, thing.unit)

    def _places_of(self, span: Span, key: str, word: str) -> Sequence[Span]:
        """Where the element at `span` has a word under a key."""
        return self._places.get((span, key, word), (span,))

    def _near(self, word: str, allowed: Iterable[str]) -> str | None:
        """The nearest word, as long as somebody will read of it."""
        return did_you_mean(word, allowed) if len(self._problems) < MAX_FAULTS else None

    def _report(self, code: str, message: str, span: Span, help_text: str | None = None) -> None:
        self._problems.append(Problem(code, message, span, help=help_text))

    def _service(self, service: Service) -> None:
        self._ids(service)
        self._tree(service.eligibility)
        for output in service.outputs:
            self._formula(output.formula, self._declared(output), f"`{output.name}`")
            self._cites(output.cites, output.span)
            self._rests_on(output.rests_on, output.span)
        self._cites(service.deadline.cites, service.deadline.span)
        self._rests_on(service.deadline.rests_on, service.deadline.span)
        self._counting(service.deadline)
        if service.matching is not None:
            self._matching(service.matching)
        for name in service.establishes:
            self._fact(service.span, "establishes", name)
        for explanation in service.expected:
            self._rests_on(explanation.rests_on, explanation.span)
        items = (
            service.summary,
            service.audience,
            *service.materials,
            *service.handling.items(),
            *service.notices,
        )
        for item in items:
            self._cites(item.cites, item.span)
            if item.when is not None:
                self._expression(item.when, BOOLEAN)

    def _matching(self, matching: Matching) -> None:
        scope = dict(self._scope)
        for field in matching.fields:
            if field.default is not None:
                # Only the fields declared before are in scope, so that no default can go round in a circle.
                node = field.default.node
                self._problems.extend(infer_as(self._declared(field), node, scope).problems)
            scope[field.name] = self._declared(field)
        for condition in matching.keep:
            found = infer_as(BOOLEAN, condition.when.node, scope)
            self._problems.extend(found.problems)
            self._of_candidates(condition, condition.when, is_clear=not found.problems)
        for criterion in matching.rank:
            found = infer(criterion.by.node, scope)
            self._problems.extend(found.problems)
            is_clear = isinstance(found.type, Number) or found.type in (BOOLEAN, DATE, ANY)
            if criterion.by.text and not is_clear:
                message = (
                    f"a criterion is a number, a date or a boolean, not {described(found.type)}"
                )
                self._report("type-mismatch", message, criterion.by.span)
            self._of_candidates(criterion, criterion.by, is_clear=not found.problems)

    def _of_candidates(
        self, rule: Condition | Criterion, expression: Expression, *, is_clear: bool
    ) -> None:
        """What any condition or criterion of a matching must be: cited, and about the candidates."""
        self._cites(rule.cites, rule.span)
        self._rests_on(rule.rests_on, rule.span)
        names = names_read(expression.node)
        reads_one = any(name.startswith(CANDIDATE_PREFIX) for name in names)
        if is_clear and expression.text and not reads_one:
            message = f"`{rule.id}` reads no field of a candidate, so it is the same for all"
            self._report("constant-condition", message, expression.span)

    def _counting(self, rule: DeadlineRule) -> None:
        is_instant = rule.working_days == 0
        if rule.span not in self._doubtful and is_instant != (rule.counting == "instant"):
            message = f"{rule.working_days} working days do not go with `{rule.counting}`"
            help_text = "`instant` goes with 0 working days, and 0 with `instant`"
            place = self._places_of(rule.span, "counting", rule.counting)[0]
            self._report("wrong-counting", message, place, help_text)

    def _ids(self, service: Service) -> None:
        handling, matching = service.handling, service.matching
        nodes = list(_nodes(service.eligibility))
        kept = matching.keep if matching is not None else ()
        ranked = matching.rank if matching is not None else ()
        lists: tuple[tuple[str, list[tuple[str, Span]]], ...] = (
            ("condition", [(node.id, node.span) for node in nodes]),
            ("condition of the matching", [(rule.id, rule.span) for rule in kept]),
            ("criterion", [(rule.id, rule.span) for rule in ranked]),
            *(
                (noun, [(item.id, item.span) for item in items])
                for noun, items in (
                    ("material", service.materials),
                    ("place", handling.accepted_at),
                    ("agency", handling.reviewed_by),
                    ("channel", handling.results_at),
                    ("notice", service.notices),
                )
            ),
        )
        for noun, entries in lists:
            seen: set[str] = set()
            for name, span in entries:
                if name and name in seen:
                    place = self._places_of(span, "id", name)[0]
                    self._report("duplicate-id", f"a second {noun} is called `{name}`", place)
                seen.add(name)

    def _tree(self, node: Condition | Group) -> None:
        self._cites(node.cites, node.span)
        if isinstance(node, Group):
            for member in node.members:
                self._tree(member)
            return
        self._rests_on(node.rests_on, node.span)
        self._expression(node.when, BOOLEAN)
        if node.when.text and not names_read(node.when.node):
            message = f"the condition `{node.id}` reads no fact, so it is the same for everybody"
            self._report("constant-condition", message, node.when.span)

    def _formula(self, formula: Formula, wanted: Type, subject: str) -> None:
        match formula:
            case Expression():
                self._expression(formula, wanted)
            case TableFormula():
                self._table(formula, wanted)
            case TermFormula(after=after, days=days):
                self._expression(after, DATE)
                self._expression(days, Number("day"))
                if wanted not in (DATE, ANY):
                    message = f"{subject} is declared as {wanted}, and a term ends on a date"
                    self._report("type-mismatch", message, formula.span)
            case _:
                assert_never(formula)

    def _expression(self, expression: Expression, wanted: Type) -> None:
        self._node(expression.node, wanted)

    def _node(self, node: Node, wanted: Type) -> None:
        if len(self._problems) >= MAX_FAULTS:
            return
        self._problems.extend(infer_as(wanted, node, self._scope).problems)

    def _table(self, formula: TableFormula, wanted: Type) -> None:
        table = formula.table
        inputs: list[Type] = []
        for node in table.inputs:
            inferred = infer(node, self._scope)
            self._problems.extend(inferred.problems)
            inputs.append(inferred.type)
        earlier: list[tuple[Test, ...]] = []
        for row, cites in zip(table.rows, formula.row_cites, strict=True):
            self._cites(cites, formula.span)
            for test, tested in zip(row.tests, inputs, strict=False):
                self._problems.extend(infer(test, {**self._scope, "?": tested}).problems)
            for output in row.outputs:
                self._node(output, wanted)
            is_clear = formula.span not in self._doubtful
            if is_clear and table.hit_policy in _ONE_ROW and row.tests in earlier:
                message = "the row tests the same as an earlier one"
                self._report("unreachable-row", message, row.tests[0].span)
            earlier.append(row.tests)
        for priority in itertools.chain(*table.priorities):
            self._node(priority, wanted)

    def _parameter(self, parameter: Parameter) -> None:
        if parameter.keyed_by is not None:
            fact = self._fact(parameter.span, "keyed_by", parameter.keyed_by)
            if fact is not None and fact.kind != "integer" and fact.span not in self._doubtful:
                place = self._places_of(parameter.span, "keyed_by", fact.name)[0]
                message = f"`{parameter.name}` is keyed by `{fact.name}`, which is no whole number"
                self._report("wrong-key", message, place)
        for number, entry in enumerate(parameter.entries):
            self._cites(entry.cites, entry.span)
            for other in parameter.entries[:number]:
                is_clear = self._doubtful.isdisjoint((entry.span, other.span))
                if is_clear and _overlap(entry, other):
                    message = f"this entry of `{parameter.name}` overlaps the one on line {other.span.line}"
                    self._report("overlapping-entries", message, entry.span)

    def _cites(self, locators: Iterable[str], span: Span) -> None:
        for locator in locators:
            if locator and locator not in self._rulebook.citations:
                near = self._near(locator, self._rulebook.citations)
                for place in self._places_of(span, "cites", locator):
                    self._report("unknown-clause", f"there is no clause `{locator}`", place, near)

    def _rests_on(self, names: Iterable[str], span: Span) -> None:
        for name in names:
            if name and name not in self._rulebook.interpretations:
                near = self._near(name, self._rulebook.interpretations)
                message = f"there is no interpretation `{name}`"
                for place in self._places_of(span, "rests_on", name):
                    self._report("unknown-interpretation", message, place, near)

    def _fact(self, span: Span, key: str, name: str) -> Fact | None:
        """The fact that an element names under a key, or None and a report."""
        fact = self._rulebook.facts.get(name)
        if fact is None and name:
            near = self._near(name, self._rulebook.facts)
            for place in self._places_of(span, key, name):
                self._report("unknown-name", f"unknown fact `{name}`", place, near)
        return fact

    def _cycles(self) -> None:
        """Definitions and defaults that read themselves, each circle reported once, at the first name of it."""
        rulebook = self._rulebook
        graph = {name: read_by(rulebook, name) & self._scope.keys() for name in self._scope}
        spans = {name: fact.span for name, fact in rulebook.facts.items()}
        spans |= {name: definition.span for name, definition in rulebook.definitions.items()}
        circles = list(_circles(graph))
        for circle in circles:
            message = "a definition reads itself: " + " → ".join(f"`{name}`" for name in circle)
            self._report(
                "cyclic-definition", message, next(spans[name] for name in circle if name in spans)
            )
        for name, depth in ({} if circles else _depths(graph)).items():
            if depth == MAX_CHAIN and name in spans:
                message = f"`{name}` ends a chain of {MAX_CHAIN} names, each read by the next"
                help_text = f"fewer than {MAX_CHAIN} are allowed: join some of them"
                self._report("definition-depth", message, spans[name], help_text)


def _nodes(node: Condition | Group) -> Iterator[Condition | Group]:
    yield node
    if isinstance(node, Group):
        for member in node.members:
            yield from _nodes(member)


def _overlap(one: Entry, other: Entry) -> bool:
    if one.key != other.key:
        return False
    starts_late = one.start and other.end and one.start > other.end
    ends_early = one.end and other.start and one.end < other.start
    return not starts_late and not ends_early


def _circles(graph: Mapping[str, frozenset[str]]) -> Iterator[list[str]]:
    """Circles in what reads what, each from a name back to it; every name is in one of them at most."""
    rest = dict(graph)
    while True:
        try:
            TopologicalSorter(rest).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            yield circle[::-1]
            rest = {name: reads - set(circle) for name, reads in rest.items() if name not in circle}
        else:
            return


def _depths(graph: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """How many names stand one behind the other, for each name of a graph without circles."""
    depths: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        depths[name] = 1 + max((depths[each] for each in graph.get(name, ())), default=0)
    return depths
