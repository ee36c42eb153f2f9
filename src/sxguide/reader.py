"""Reader: the records of rule files, as the model.

Reading goes on after a fault, with a blank in the faulty place, so that every fault of every file is found in one go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sxguide.citations import Basis, Clause, Instrument, Text
from sxguide.errors import ExpressionError, Problem
from sxguide.feel.nodes import Literal, Name, Test
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.tables import DecisionTable, Row
from sxguide.model import (
    Choice,
    Condition,
    Constraint,
    DeadlineRule,
    Definition,
    Entry,
    Expression,
    Fact,
    Formula,
    Group,
    HandlingRule,
    Interpretation,
    Item,
    Kind,
    Output,
    Parameter,
    Period,
    Plain,
    Service,
    TableFormula,
    TermFormula,
    plain_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sxguide.shapes import Named, Record
    from sxguide.source import Span
    from sxguide.yamltree import YamlScalar

_T = TypeVar("_T")

_KIND_NOUNS: dict[Kind, str] = {
    "boolean": "`true` or `false`",
    "date": "a date such as `2026-11-23`",
    "enumeration": "one of the allowed values",
    "integer": "a whole number",
    "number": "a number in plain digits",
    "money": "an amount in yuan with at most two decimal places",
    "text": "words",
}


class Reader:
    """Reads records into the model; `names` are those that expressions may use, `problems` collects the faults."""

    def __init__(self, names: Collection[str], problems: list[Problem]) -> None:
        self._names = names
        self._problems = problems

    def facts(self, record: Record) -> tuple[list[Fact], list[Constraint]]:
        """The vocabulary and its constraints."""
        facts = [self._fact(named) for named in record["facts"]]
        constraints = [
            Constraint(
                entry["id"], self._expression(entry["holds"], entry), entry["label"], entry.span
            )
            for entry in record["constraints"] or ()
        ]
        return facts, constraints

    def _fact(self, named: Named) -> Fact:
        record: Record = named.value
        kind: Kind = record["type"]
        choices = tuple(Choice(choice.name, choice.value) for choice in record["values"] or ())
        self._kind_fits(named, kind, record["unit"])
        if (kind == "enumeration") != bool(choices):
            message = (
                f"the enumeration `{named.name}` needs `values`"
                if kind == "enumeration"
                else f"`{named.name}` is no enumeration and has `values`"
            )
            self._problems.append(Problem("wrong-values", message, named.name_span))
        return Fact(
            name=named.name,
            kind=kind,
            unit=_unit(kind, record["unit"]),
            label=record["label"],
            question=record["question"],
            choices=choices,
            minimum=record["minimum"],
            default=self._optional(record["default"], record),
            span=named.name_span,
        )

    def _kind_fits(self, named: Named, kind: Kind, unit: str | None) -> None:
        if kind in {"integer", "number"} and unit is None:
            message = f"the {kind} `{named.name}` needs a `unit`"
            help_text = "such as `month`, `year`, `count`, `percent`; `one` for a bare ratio"
            self._problems.append(Problem("missing-unit", message, named.name_span, help=help_text))
        if kind not in {"integer", "number", "money"} and unit is not None:
            message = f"`{named.name}` is no number and has a unit"
            self._problems.append(
                Problem("needless-unit", message, named.name_span, help="take `unit` away")
            )

    def parameter(self, named: Named) -> Parameter:
        """A parameter and its series."""
        record: Record = named.value
        kind: Kind = record["type"]
        self._kind_fits(named, kind, record["unit"])
        return Parameter(
            name=named.name,
            kind=kind,
            unit=_unit(kind, record["unit"]),
            label=record["label"],
            keyed_by=record["keyed_by"],
            entries=tuple(self._entry(entry, kind, named) for entry in record["series"]),
            span=named.name_span,
        )

    def _entry(self, record: Record, kind: Kind, named: Named) -> Entry:
        keyed = named.value["keyed_by"] is not None
        if keyed != (record["key"] is not None):
            message = (
                f"`{named.name}` is keyed, and this entry has no `key`"
                if keyed
                else f"`{named.name}` is not keyed, and this entry has a `key`"
            )
            self._problems.append(Problem("wrong-key", message, record.span))
        return Entry(
            value=self._plain(record["value"], kind, record),
            key=record["key"],
            start=record["from"],
            end=record["until"],
            published=record["published"],
            last_checked=record["last_checked"],
            basis=record["basis"],
            cites=record["cites"],
            note=record["note"],
            span=record.span,
        )

    def _plain(self, scalar: YamlScalar | None, kind: Kind, record: Record) -> Plain:
        value = plain_value(kind, scalar.text) if scalar is not None else None
        if value is not None:
            return value
        if scalar is not None:
            message = f"expected {_KIND_NOUNS[kind]}, found `{scalar.text[:60]}`"
            self._problems.append(Problem("wrong-type", message, record.spans["value"]))
        return ""

    def definition(self, named: Named) -> Definition:
        """A derived fact."""
        record: Record = named.value
        self._kind_fits(named, record["type"], record["unit"])
        return Definition(
            name=named.name,
            kind=record["type"],
            unit=_unit(record["type"], record["unit"]),
            label=record["label"],
            formula=self._formula(record),
            cites=record["cites"],
            rests_on=record["rests_on"] or (),
            span=named.name_span,
        )

    def instrument(self, named: Named) -> Instrument:
        """An instrument with its clauses."""
        record: Record = named.value
        return Instrument(
            id=named.name,
            title=record["title"],
            basis=record["basis"],
            clauses=tuple(
                self._clause(clause, named.name, record["basis"]) for clause in record["clauses"]
            ),
            document=record["document"],
            issued=record["issued"],
            in_force_from=record["in_force_from"],
            url=record["url"],
        )

    def _clause(self, named: Named, instrument: str, basis: Basis) -> Clause:
        fingerprint: str | None = named.value["fingerprint"]
        if not named.name.startswith(f"{instrument}/"):
            message = f"the clause `{named.name}` does not begin with `{instrument}/`"
            self._problems.append(Problem("wrong-locator", message, named.name_span))
        if basis == "guide" and fingerprint is None:
            message = f"the guide's clause `{named.name}` has no fingerprint"
            self._problems.append(Problem("missing-fingerprint", message, named.name_span))
        return Clause(named.name, named.value["gist"], fingerprint, named.value["informative"])

    def interpretation(self, record: Record) -> Interpretation:
        """A chosen reading."""
        return Interpretation(
            id=record["id"],
            cites=record["cites"],
            says=record["says"],
            reading=record["reading"],
            why=record["why"],
            others=record["others"] or (),
            span=record.span,
        )

    def service(self, record: Record) -> Service:
        """A service, whole."""
        deadline: Record = record["deadline"]
        handling: Record = record["handling"]
        title: Text = record["title"]
        return Service(
            name=record["service"],
            number=record["number"],
            titles=(title, *(record["other_titles"] or ())),
            summary=self._statement("summary", record["summary"]),
            audience=self._statement("audience", record["audience"]),
            eligibility=self._root(
                record["eligibility"], record.spans.get("eligibility", record.span)
            ),
            outputs=tuple(self._output(named) for named in record["benefit"] or ()),
            deadline=DeadlineRule(
                working_days=deadline["working_days"],
                counting=deadline["counting"],
                cites=deadline["cites"],
                rests_on=deadline["rests_on"] or (),
                span=deadline.span,
            ),
            materials=self._items(record["materials"]),
            handling=HandlingRule(
                accepted_at=self._items(handling["accepted_at"]),
                reviewed_by=self._items(handling["reviewed_by"] or ()),
                results_at=self._items(handling["results_at"] or ()),
            ),
            notices=self._items(record["notices"] or ()),
            establishes=record["establishes"] or (),
            interpretations=tuple(
                self.interpretation(entry) for entry in record["interpretations"] or ()
            ),
            span=record.spans.get("service", record.span),
        )

    def _statement(self, name: str, record: Record) -> Item:
        return Item(name, record["text"], None, record["cites"], record.span)

    def _items(self, records: Iterable[Record]) -> tuple[Item, ...]:
        return tuple(
            Item(
                record["id"],
                record["text"],
                self._optional(record["when"], record),
                record["cites"],
                record.span,
            )
            for record in records
        )

    def _root(self, record: Record | None, span: Span) -> Group:
        """The eligibility tree; its root is a group even where the file has a single condition."""
        member = self._member(record, "eligibility") if record is not None else None
        if isinstance(member, Group):
            return member
        members = (member,) if member is not None else ()
        return Group("eligibility", "all", members, _ELIGIBILITY, (), None, span)

    def _member(self, record: Record, path: str) -> Condition | Group:
        if "when" in record.values:
            return Condition(
                id=record["id"],
                when=self._expression(record["when"], record),
                label=record["label"],
                cites=record["cites"],
                in_force=_period(record["in_force"]),
                rests_on=record["rests_on"] or (),
                span=record.span,
            )
        quantifier = "all" if "all" in record.values else "any"
        members = [entry for entry in record[quantifier] if entry is not None]
        return Group(
            id=record["id"] or path,
            quantifier="all" if quantifier == "all" else "any",
            members=tuple(
                self._member(entry, f"{path}-{number}")
                for number, entry in enumerate(members, start=1)
            ),
            label=record["label"]
            or (_ELIGIBILITY if path == "eligibility" else _GROUPS[quantifier]),
            cites=record["cites"] or (),
            in_force=_period(record["in_force"]),
            span=record.span,
        )

    def _output(self, named: Named) -> Output:
        record: Record = named.value
        self._kind_fits(named, record["type"], record["unit"])
        return Output(
            name=named.name,
            kind=record["type"],
            unit=_unit(record["type"], record["unit"]),
            label=record["label"],
            given=record["given"] or "when_eligible",
            formula=self._formula(record),
            cites=record["cites"],
            rests_on=record["rests_on"] or (),
            span=named.name_span,
        )

    def _formula(self, record: Record) -> Formula:
        term: Record | None = record["working_days"]
        if term is not None:
            after, days = (self._expression(term[key], term) for key in ("after", "days"))
            return TermFormula(after, days, term.span)
        if record["table"] is not None:
            return self._table(record["table"])
        return self._expression(record["value"], record)

    def _table(self, record: Record) -> TableFormula:
        rows: list[Record] = list(record["rows"])
        inputs = tuple(self._expression(scalar, record).node for scalar in record["inputs"])
        for row in rows:
            if len(row["when"]) != len(inputs):
                message = f"this row has {len(row['when'])} tests for {len(inputs)} inputs"
                self._problems.append(
                    Problem("row-width", message, row.spans.get("when", row.span))
                )
        priorities = tuple(
            self._expression(scalar, record).node for scalar in record["priorities"] or ()
        )
        table = DecisionTable(
            inputs=inputs,
            rows=tuple(
                Row(
                    tests=tuple(self._test(scalar, row) for scalar in row["when"]),
                    outputs=(self._expression(row["then"], row).node,),
                )
                for row in rows
            ),
            hit_policy=record["hit"],
            aggregation=record["collect"],
            priorities=(priorities,) if priorities else (),
        )
        return TableFormula(table, tuple(row["cites"] or () for row in rows), record.span)

    def _optional(self, scalar: YamlScalar | None, record: Record) -> Expression | None:
        return self._expression(scalar, record) if scalar is not None else None

    def _expression(self, scalar: YamlScalar | None, record: Record) -> Expression:
        node = self._parse(parse_expression, scalar)
        if node is None or scalar is None:
            return Expression(Literal(None, record.span), "", record.span)
        return Expression(node, scalar.text, scalar.span)

    def _test(self, scalar: YamlScalar | None, record: Record) -> Test:
        node = self._parse(parse_unary_tests, scalar)
        return node or Test(Name("?", record.span), (), negated=False, span=record.span)

    def _parse(self, parse: Callable[..., _T], scalar: YamlScalar | None) -> _T | None:
        if scalar is None:
            return None
        try:
            return parse(scalar.text, names=self._names, locate=scalar.locate)
        except ExpressionError as error:
            self._problems.extend(error.problems)
            return None


def _unit(kind: Kind, unit: str | None) -> str | None:
    return unit or ("yuan" if kind == "money" else None)


def _period(record: Record | None) -> Period | None:
    return Period(record["from"], record["until"]) if record is not None else None


_ELIGIBILITY = Text("办理条件", "conditions")
_GROUPS = {"all": Text("以下全部满足", "all of these"), "any": Text("以下满足其一", "any of these")}
