"""Reader: the records of rule files, as the model.

Reading goes on after a fault, with a blank in the faulty place, so that every fault of every file is found in one go.
What only seems wrong because of a blank is left unsaid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.citations import Clause, Instrument, Text
from sxguide.errors import shortened
from sxguide.lifecycle_reader import LifeCycleReader
from sxguide.matching_reader import MatchingReader
from sxguide.model import (
    CANDIDATE_PREFIX,
    Choice,
    Condition,
    Constraint,
    DeadlineRule,
    Definition,
    Entry,
    Explanation,
    Fact,
    Group,
    HandlingRule,
    Interpretation,
    Item,
    Kind,
    Matching,
    Output,
    Parameter,
    Plain,
    Service,
    plain_value,
)
from sxguide.record_reader import RecordReader, unit_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sxguide.lifecycle_model import LifeCycle
    from sxguide.model import Period
    from sxguide.shapes import Named, Record
    from sxguide.source import Span
    from sxguide.yamltree import YamlScalar

_KIND_NOUNS: dict[Kind, str] = {
    "boolean": "`true` or `false`",
    "date": "a date such as `2026-11-23`",
    "enumeration": "one of the allowed values",
    "integer": "a whole number",
    "number": "a number in plain digits",
    "money": "an amount in yuan with at most two decimal places",
    "text": "words",
}

# The one fact that time alone changes.
_TODAY = "application.date"
# What each kind of mutability is for.
_MUTABLE: dict[str, str] = {
    "once": "what is true or false",
    "monthly": "a number of months",
    "yearly": "a number of years",
    "anew": "the date of an event",
    "each_year": "a count of times, or what is true or false",
    "time": f"`{_TODAY}` alone",
}


class Reader(RecordReader):
    """Reads whole files: the records of each kind, and what stands in them."""

    def facts(self, record: Record) -> tuple[list[Fact], list[Constraint]]:
        """The vocabulary and its constraints."""
        facts = [self._fact(named) for named in record["facts"]]
        constraints = [
            Constraint(
                self._word(entry, "id", entry.span),
                self._expression(entry["holds"], entry),
                entry["label"],
                entry.span,
            )
            for entry in record["constraints"] or ()
        ]
        return facts, constraints

    def _fact(self, named: Named) -> Fact:
        record: Record = named.value
        kind: Kind = record["type"]
        choices = tuple(Choice(choice.name, choice.value) for choice in record["values"] or ())
        self._kind_fits(named)
        self._values_fit(named)
        self._mutability_fits(named)
        return Fact(
            name=named.name,
            kind=kind,
            unit=unit_of(kind, record["unit"]),
            label=record["label"],
            question=record["question"],
            choices=choices,
            minimum=record["minimum"],
            default=self._optional(record["default"], record),
            mutability=record["mutability"] or "chosen",
            span=named.name_span,
        )

    def _mutability_fits(self, named: Named) -> None:
        """Whether values of the fact's kind and unit can become others in the declared way."""
        record: Record = named.value
        kind, unit, mutability = record["type"], record["unit"], record["mutability"]
        fits = {
            "once": kind == "boolean",
            "monthly": unit == "month",
            "yearly": unit == "year",
            "anew": kind == "date",
            "each_year": unit == "count" or kind == "boolean",
            "time": named.name == _TODAY,
        }
        is_clear = record.faulty.isdisjoint(("type", "unit", "mutability"))
        if is_clear and not fits.get(mutability, True):
            message = f"`{named.name}` cannot be `{mutability}`"
            help_text = f"`{mutability}` is for {_MUTABLE[mutability]}"
            self._report("wrong-mutability", message, record.spans["mutability"], help_text)

    def parameter(self, named: Named) -> Parameter:
        """A parameter and its series."""
        record: Record = named.value
        self._kind_fits(named)
        return Parameter(
            name=named.name,
            kind=record["type"],
            unit=unit_of(record["type"], record["unit"]),
            label=record["label"],
            keyed_by=self._word(record, "keyed_by", named.name_span),
            entries=tuple(self._entry(entry, named) for entry in record["series"]),
            span=named.name_span,
        )

    def _entry(self, record: Record, named: Named) -> Entry:
        keyed = named.value["keyed_by"] is not None
        is_clear = not self._doubt(record.span, record, "key", "from", "until")
        if is_clear and keyed != (record["key"] is not None):
            message = (
                f"`{named.name}` is keyed, and this entry has no `key`"
                if keyed
                else f"`{named.name}` is not keyed, and this entry has a `key`"
            )
            self._report("wrong-key", message, record.names.get("key", record.span))
        period = self._period(record)
        return Entry(
            value=self._plain(record, named),
            key=record["key"],
            start=period.start,
            end=period.end,
            published=record["published"],
            last_checked=record["last_checked"],
            basis=record["basis"],
            cites=self._words(record, "cites", record.span),
            note=record["note"],
            span=record.span,
        )

    def _plain(self, record: Record, named: Named) -> Plain:
        scalar: YamlScalar | None = record["value"]
        kind: Kind = named.value["type"]
        value = plain_value(kind, scalar.text) if scalar is not None else None
        if value is not None:
            return value
        if scalar is not None and named.name_span not in self.doubtful:
            message = f"expected {_KIND_NOUNS[kind]}, found `{shortened(scalar.text)}`"
            self._report("wrong-type", message, scalar.span)
        return ""

    def definition(self, named: Named) -> Definition:
        """A derived fact."""
        record: Record = named.value
        self._kind_fits(named)
        return Definition(
            name=named.name,
            kind=record["type"],
            unit=unit_of(record["type"], record["unit"]),
            label=record["label"],
            formula=self._formula(record),
            cites=self._words(record, "cites", named.name_span),
            rests_on=self._words(record, "rests_on", named.name_span),
            span=named.name_span,
        )

    def instrument(self, named: Named) -> Instrument:
        """An instrument with its clauses."""
        record: Record = named.value
        return Instrument(
            id=named.name,
            title=record["title"],
            basis=record["basis"],
            clauses=tuple(self._clause(clause, named) for clause in record["clauses"]),
            document=record["document"],
            issued=record["issued"],
            in_force_from=record["in_force_from"],
            url=record["url"],
        )

    def _clause(self, named: Named, instrument: Named) -> Clause:
        fingerprint: str | None = named.value["fingerprint"]
        is_clear = (
            "basis" not in instrument.value.faulty and "fingerprint" not in named.value.faulty
        )
        if not named.name.startswith(f"{instrument.name}/"):
            message = f"the clause `{named.name}` does not begin with `{instrument.name}/`"
            self._report("wrong-locator", message, named.name_span)
        if is_clear and instrument.value["basis"] == "guide" and fingerprint is None:
            message = f"the guide's clause `{named.name}` has no fingerprint"
            help_text = "`fingerprint`: the SHA-256 of the passage without white space"
            self._report("missing-fingerprint", message, named.name_span, help_text)
        return Clause(named.name, named.value["gist"], fingerprint, named.value["informative"])

    def interpretation(self, record: Record) -> Interpretation:
        """A chosen reading."""
        return Interpretation(
            id=self._word(record, "id", record.span),
            cites=self._words(record, "cites", record.span),
            says=record["says"],
            reading=record["reading"],
            why=record["why"],
            others=record["others"] or (),
            span=record.span,
        )

    def lifecycle(self, record: Record, names: Collection[str]) -> LifeCycle:
        """A life cycle, whole; `names` are those that only expressions of life cycles use."""
        allowed = {*self._names, *names}
        reader = LifeCycleReader(allowed, self._problems, self.places, self.doubtful)
        interpretations = map(self.interpretation, record["interpretations"] or ())
        return reader.lifecycle(record, tuple(interpretations))

    def service(self, record: Record) -> Service:
        """A service, whole."""
        deadline: Record = record["deadline"]
        handling: Record = record["handling"]
        title: Text = record["title"]
        span = record.spans.get("service", record.span)
        self._doubt(span, record, "number")
        self._doubt(deadline.span, deadline, "working_days", "counting")
        return Service(
            name=record["service"],
            number=record["number"],
            titles=(title, *(record["other_titles"] or ())),
            asked_as=record["asked_as"],
            summary=self._statement("summary", record["summary"]),
            audience=self._statement("audience", record["audience"]),
            eligibility=self._root(
                record["eligibility"], record.spans.get("eligibility", record.span)
            ),
            outputs=tuple(self._output(named) for named in record["benefit"] or ()),
            deadline=DeadlineRule(
                working_days=deadline["working_days"],
                counting=self._word(deadline, "counting", deadline.span),
                cites=self._words(deadline, "cites", deadline.span),
                rests_on=self._words(deadline, "rests_on", deadline.span),
                span=deadline.span,
            ),
            materials=self._items(record["materials"]),
            handling=HandlingRule(
                accepted_at=self._items(handling["accepted_at"]),
                reviewed_by=self._items(handling["reviewed_by"] or ()),
                results_at=self._items(handling["results_at"] or ()),
            ),
            notices=self._items(record["notices"] or ()),
            matching=self._matching(record["matching"]),
            establishes=self._words(record, "establishes", span),
            interpretations=tuple(
                self.interpretation(entry) for entry in record["interpretations"] or ()
            ),
            expected=tuple(map(self._explanation, record["expected"] or ())),
            span=span,
        )

    def _explanation(self, record: Record) -> Explanation:
        return Explanation(
            finding=self._word(record, "finding", record.span),
            of=self._word(record, "of", record.span),
            reason=record["reason"],
            rests_on=self._words(record, "rests_on", record.span),
            span=record.span,
        )

    def _matching(self, record: Record | None) -> Matching | None:
        if record is None:
            return None
        names = (CANDIDATE_PREFIX + named.name for named in record["candidate"])
        reader = MatchingReader({*self._names, *names}, self._problems, self.places, self.doubtful)
        return reader.matching(record)

    def _statement(self, name: str, record: Record) -> Item:
        cites = self._words(record, "cites", record.span)
        return Item(name, record["text"], None, cites, record.span)

    def _items(self, records: Iterable[Record]) -> tuple[Item, ...]:
        return tuple(
            Item(
                self._word(record, "id", record.span),
                record["text"],
                self._optional(record["when"], record),
                self._words(record, "cites", record.span),
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
                id=self._word(record, "id", record.span),
                when=self._expression(record["when"], record),
                label=record["label"],
                cites=self._words(record, "cites", record.span),
                in_force=self._in_force(record),
                rests_on=self._words(record, "rests_on", record.span),
                span=record.span,
            )
        quantifier = "all" if "all" in record.values else "any"
        members = [entry for entry in record[quantifier] if entry is not None]
        return Group(
            id=self._word(record, "id", record.span) or path,
            quantifier="all" if quantifier == "all" else "any",
            members=tuple(
                self._member(entry, f"{path}-{number}")
                for number, entry in enumerate(members, start=1)
            ),
            label=record["label"]
            or (_ELIGIBILITY if path == "eligibility" else _GROUPS[quantifier]),
            cites=self._words(record, "cites", record.span),
            in_force=self._in_force(record),
            span=record.span,
        )

    def _in_force(self, record: Record) -> Period | None:
        return self._period(record["in_force"]) if record["in_force"] is not None else None

    def _output(self, named: Named) -> Output:
        record: Record = named.value
        self._kind_fits(named)
        return Output(
            name=named.name,
            kind=record["type"],
            unit=unit_of(record["type"], record["unit"]),
            label=record["label"],
            given=record["given"] or "when_eligible",
            formula=self._formula(record),
            cites=self._words(record, "cites", named.name_span),
            rests_on=self._words(record, "rests_on", named.name_span),
            span=named.name_span,
        )


_ELIGIBILITY = Text("办理条件", "conditions")
_GROUPS = {"all": Text("以下全部满足", "all of these"), "any": Text("以下满足其一", "any of these")}
