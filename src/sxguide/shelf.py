"""Shelf: what the rule files declare, gathered under its names; a name declared twice is a fault."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from sxguide.citations import Citation, Instrument
from sxguide.errors import Problem
from sxguide.model import (
    Constraint,
    Definition,
    Fact,
    Interpretation,
    Parameter,
    Rulebook,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sxguide.lifecycle_model import EventKind, LifeCycle, LifeFact, StateKind
    from sxguide.reader import Reader
    from sxguide.shapes import Record
    from sxguide.source import Span


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands that has no span of its own."""

    span: Span


_S = TypeVar("_S", bound=_Spanned)


class Shelf:
    """Gathers what the files declare; a name declared twice is a fault.

    `is_whole` turns false when something comes without a name that could be read.
    """

    def __init__(
        self,
        problems: list[Problem],
        places: Mapping[tuple[Span, str, str], Sequence[Span]],
        life_names: frozenset[str],
    ) -> None:
        self.is_whole = True
        self._problems = problems
        self._places = places
        self._life_names = life_names
        self._services: dict[str, Service] = {}
        self._facts: dict[str, Fact] = {}
        self._constraints: dict[str, Constraint] = {}
        self._parameters: dict[str, Parameter] = {}
        self._definitions: dict[str, Definition] = {}
        self._instruments: dict[str, Instrument] = {}
        self._instrument_places: dict[str, _Place] = {}
        self._citations: dict[str, Citation] = {}
        self._interpretations: dict[str, Interpretation] = {}
        self._lifecycles: dict[str, LifeCycle] = {}
        # What life cycles declare for one another: the name of an event is none of a state.
        self._life: dict[str, EventKind | StateKind] = {}
        self._life_facts: dict[str, LifeFact] = {}

    def put(self, kind: str, record: Record, reader: Reader) -> None:
        """Everything that one file declares."""
        match kind:
            case "service":
                self._put_service(reader.service(record), record)
            case "facts":
                facts, constraints = reader.facts(record)
                for fact in facts:
                    self._add(self._facts, fact.name, fact)
                for constraint in constraints:
                    self._add(self._constraints, constraint.id, constraint)
            case "parameters":
                for named in record[kind]:
                    self._add(self._parameters, named.name, reader.parameter(named))
            case "definitions":
                self._put_definitions(reader, record)
            case "instruments":
                for named in record[kind]:
                    self._put_instrument(reader.instrument(named), named.name_span)
            case "lifecycle":
                self._put_lifecycle(reader.lifecycle(record, self._life_names))
            case _:
                for entry in record["interpretations"]:
                    interpretation = reader.interpretation(entry)
                    self._add(self._interpretations, interpretation.id, interpretation)

    def _put_service(self, service: Service, record: Record) -> None:
        for other in self._services.values():
            if other.number == service.number and "number" not in record.faulty:
                message = f"the number {service.number} is that of the service `{other.name}`"
                self._problems.append(Problem("duplicate-name", message, record.spans["number"]))
        self._add(self._services, service.name, service)
        for interpretation in service.interpretations:
            self._add(self._interpretations, interpretation.id, interpretation)

    def _put_definitions(self, reader: Reader, record: Record) -> None:
        for named in record["definitions"]:
            self._add(self._definitions, named.name, reader.definition(named))

    def _put_lifecycle(self, lifecycle: LifeCycle) -> None:
        self._add(self._lifecycles, lifecycle.name, lifecycle)
        for event in lifecycle.events:
            self._add(self._life, event.name, event)
        for state in lifecycle.states:
            self._add(self._life, state.name, state)
        for fact in lifecycle.facts:
            self._add(self._life_facts, fact.name, fact)
        for interpretation in lifecycle.interpretations:
            self._add(self._interpretations, interpretation.id, interpretation)

    def _put_instrument(self, instrument: Instrument, span: Span) -> None:
        self.is_whole = self.is_whole and bool(instrument.clauses)
        self._add(self._instrument_places, instrument.id, _Place(span))
        self._instruments.setdefault(instrument.id, instrument)
        for clause in instrument.clauses:
            self._citations[clause.locator] = Citation(
                clause.locator, clause.gist, instrument.title, instrument.basis
            )

    def _add(self, shelf: dict[str, _S], name: str, thing: _S) -> None:
        first: _Spanned | None = shelf.get(name)
        if shelf is self._facts or shelf is self._definitions:
            first = self._facts.get(name) or self._definitions.get(name)
        if not name:
            self.is_whole = False
        elif first is not None:
            message = f"`{name}` is declared a second time; the first is at {first.span}"
            place = self._places.get((thing.span, "id", name), (thing.span,))[0]
            self._problems.append(Problem("duplicate-name", message, place))
        else:
            shelf[name] = thing

    def rulebook(self, digest: str) -> Rulebook:
        """All of it, services in the guide's order."""
        ordered = sorted(self._services.values(), key=lambda service: service.number)
        return Rulebook(
            services=MappingProxyType({service.name: service for service in ordered}),
            facts=MappingProxyType(self._facts),
            constraints=tuple(self._constraints.values()),
            parameters=MappingProxyType(self._parameters),
            definitions=MappingProxyType(self._definitions),
            instruments=MappingProxyType(self._instruments),
            citations=MappingProxyType(self._citations),
            interpretations=MappingProxyType(self._interpretations),
            lifecycles=MappingProxyType(self._lifecycles),
            digest=digest,
        )
