"""Record reader: what reading any record of a rule file needs: faults noted, words with their places, expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sxguide.errors import ExpressionError, Problem
from sxguide.feel.nodes import Literal, Name, Test
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.tables import DecisionTable, Row
from sxguide.model import (
    Choice,
    Expression,
    Field,
    Formula,
    Kind,
    Period,
    TableFormula,
    TermFormula,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sized

    from sxguide.shapes import Named, Record
    from sxguide.source import Span
    from sxguide.yamltree import YamlScalar

_T = TypeVar("_T")

_NUMBERS = ("integer", "number", "money")


class RecordReader:
    """Reads parts of records; `names` are those that expressions may use, `problems` collects the faults.

    Beside the model, the checker is told: in `places`, where the words stand that an element (by its span) has under a
    key; in `doubtful`, which elements have a type, period or rows that could not be read. A reader of a part of a record
    is given those of the reader of the whole.
    """

    def __init__(
        self,
        names: Collection[str],
        problems: list[Problem],
        places: dict[tuple[Span, str, str], list[Span]] | None = None,
        doubtful: set[Span] | None = None,
    ) -> None:
        self._names = names
        self._problems = problems
        self.places = places if places is not None else {}
        self.doubtful = doubtful if doubtful is not None else set()

    def _report(self, code: str, message: str, span: Span, help_text: str | None = None) -> None:
        self._problems.append(Problem(code, message, span, help=help_text))

    def _doubt(self, span: Span, record: Record, *keys: str) -> bool:
        """Whether the element at `span` cannot be judged, since one of these keys could not be read."""
        if not record.faulty.isdisjoint(keys):
            self.doubtful.add(span)
        return span in self.doubtful

    def _fields(self, prefix: str, fields: Iterable[Named]) -> tuple[Field, ...]:
        """What may be said of a candidate or an event, under the names that expressions use."""
        return tuple(self._field(prefix, named) for named in fields)

    def _field(self, prefix: str, named: Named) -> Field:
        record: Record = named.value
        self._kind_fits(named)
        self._values_fit(named)
        return Field(
            name=prefix + named.name,
            kind=record["type"],
            unit=unit_of(record["type"], record["unit"]),
            label=record["label"],
            choices=tuple(Choice(choice.name, choice.value) for choice in record["values"] or ()),
            minimum=record["minimum"],
            is_required=record["given"] == "always",
            default=self._optional(record["default"], record),
            span=named.name_span,
        )

    def _words(self, record: Record, key: str, span: Span) -> tuple[str, ...]:
        """The words listed under `key` of the element at `span`; empty where one is faulty."""
        words: tuple[str, ...] = record[key] or ()
        places = record.items.get(key, ())
        if key in record.faulty:
            faulty = {problem.span for problem in self._problems}
            words = tuple(
                "" if place in faulty else word for word, place in zip(words, places, strict=True)
            )
        for word, place in zip(words, places, strict=True):
            self.places.setdefault((span, key, word), []).append(place)
        return words

    def _word(self, record: Record, key: str, span: Span) -> Any:  # noqa: ANN401 — the shape of the key says which words
        """The word under `key` of the element at `span`, if there is one."""
        word = record[key]
        if key in record.spans:
            self.places.setdefault((span, key, word), []).append(record.spans[key])
        return word

    def _values_fit(self, named: Named) -> None:
        record: Record = named.value
        if self._doubt(named.name_span, record, "values"):
            return
        if record["type"] == "enumeration" and not record["values"]:
            message = f"the enumeration `{named.name}` needs `values`"
            help_text = "`values`: the allowed values, each with its label"
            self._report("wrong-values", message, named.name_span, help_text)
            self.doubtful.add(named.name_span)
        if record["type"] != "enumeration" and record["values"]:
            message = f"`{named.name}` is no enumeration and has `values`"
            self._report("wrong-values", message, record.names["values"])
        if record["type"] not in _NUMBERS and record["minimum"] is not None:
            message = f"`{named.name}` is no number and has a `minimum`"
            self._report("wrong-values", message, record.names["minimum"])

    def _kind_fits(self, named: Named) -> None:
        record: Record = named.value
        if self._doubt(named.name_span, record, "type", "unit"):
            return
        kind: Kind = record["type"]
        if kind in {"integer", "number"} and record["unit"] is None:
            message = f"the {kind} `{named.name}` needs a `unit`"
            help_text = "such as `month`, `year`, `count`, `percent`; `one` for a bare ratio"
            self._report("missing-unit", message, named.name_span, help_text)
        if kind not in _NUMBERS and record["unit"] is not None:
            message = f"`{named.name}` is no number and has a `unit`"
            self._report("needless-unit", message, record.names["unit"], "take `unit` away")

    def _period(self, record: Record) -> Period:
        start, end = record["from"], record["until"]
        if start and end and start > end and record.faulty.isdisjoint(("from", "until")):
            message = f"the period ends before it begins on {start}"
            self._report("reversed-period", message, record.spans["until"])
        return Period(start, end)

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
        known = len(self._problems)
        inputs = tuple(self._expression(scalar, record).node for scalar in record["inputs"])
        for row in rows:
            is_clear = "inputs" not in record.faulty and "when" not in row.faulty
            if is_clear and len(row["when"]) != len(inputs):
                message = f"the row has {_count(row['when'], 'test')} for {_count(inputs, 'input')}"
                self._report("row-width", message, row.spans["when"], "write `-` for any value")
        self._policy_fits(record)
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
        if record.faulty or len(self._problems) > known:
            self.doubtful.add(record.span)
        cites = tuple(self._words(row, "cites", record.span) for row in rows)
        return TableFormula(table, cites, record.span)

    def _policy_fits(self, record: Record) -> None:
        for policy, key, about in (
            ("collect", "collect", "`sum`, `min`, `max` or `count`"),
            ("priority", "priorities", "the outputs, the most important first"),
        ):
            if not record.faulty.isdisjoint(("hit", key)):
                continue
            if record["hit"] == policy and record[key] is None:
                message = f"a table with `hit: {policy}` needs `{key}`"
                self._report("hit-policy", message, record.spans["hit"], f"`{key}`: {about}")
            if record["hit"] != policy and record[key] is not None:
                message = f"`{key}` goes with `hit: {policy}` only"
                self._report("hit-policy", message, record.names[key])

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


def unit_of(kind: Kind, unit: str | None) -> str | None:
    """The unit of what is declared as `kind`: money is in yuan where the file names no unit."""
    return unit or ("yuan" if kind == "money" else None)


def _count(things: Sized, noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
