"""Slices: everybody who may be put to a service, as diagrams in which every rule is settled by cells.

Words, and two dates that a rule compares with each other, have no cells. Such facts are given values until the rest has
cells; each choice of values is a slice of all people, and the rest of it is exact.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.dependencies import (
    behind,
    expressions,
    facts_read,
    formulas_of,
    keys_read,
    names_behind,
    reads,
)
from sxguide.diagram.builder import build
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.errors import DrawingError
from sxguide.feel.nodes import Literal
from sxguide.feel.traversal import walk
from sxguide.model import Item, is_parameter
from sxguide.testing.points import ANY_WORDS, READABLE, as_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.variables import Variable
    from sxguide.guide import Guide
    from sxguide.model import Constraint, Fact, Plain, Rulebook, Service

# How many texts are put to the rules, and how many of those that they tell apart are kept.
_MAX_WORDS, _MAX_TEXTS = 80, 20
# Diagrams with the constraints of facts that the service only reads are larger than those that decisions need.
_ROOM = 4
# Years before the day of the application in which something may have begun.
_YEARS_AGO = (0, 1, 5, 10, 15, 20, 30)
_NUMBERS = (0, 1, 12, 60)


@dataclass(frozen=True, slots=True)
class Slice:
    """The people for whom some facts are `fixed`; the diagram asks the others, and binds them by every constraint."""

    fixed: Mapping[str, Plain]
    diagram: ServiceDiagram


@dataclass(frozen=True)
class Question:
    """What cases are wanted for: a service on a day, and the facts that the caller has fixed."""

    guide: Guide
    service: Service
    on: dt.date
    given: dict[str, Plain]

    @property
    def day(self) -> dt.date:
        """The date of the application."""
        day = self.given.get(APPLICATION_DATE, self.on)
        return day if isinstance(day, dt.date) else self.on

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that a complete case gives, in the vocabulary's order."""
        read = {fact.name for fact in facts_read(self.guide.rulebook, self.service)}
        wanted = (read - {APPLICATION_DATE}) | self.given.keys()
        return tuple(fact for name, fact in self.guide.facts.items() if name in wanted)

    def situation(self, facts: Mapping[str, Plain]) -> Situation:
        """Somebody with these facts."""
        known = {APPLICATION_DATE: self.day, **facts}
        return Situation(self.guide.rulebook, self.guide.calendar, known)


def slices_of(question: Question) -> tuple[Slice, ...]:
    """The slices of a service, the most readable first.

    Raises:
        DrawingError: The diagram of the service would be too large, or has parts that no facts settle.
    """
    asked = _with_constraints(question)
    keys = keys_read(question.guide.rulebook, question.service)
    pools = {name: _values(question, name) for name in keys if name not in question.given}
    while True:
        fixed = question.given | {name: pool[0] for name, pool in pools.items()}
        first = Slice(fixed, _built(question, asked, fixed))
        wanted = list(_without_cells(question, first.diagram))
        if not wanted:
            break
        pools |= {name: _values(question, name) for name in wanted}
    # All of them move on at once: every value is tried, and not each with each.
    others = [
        question.given | {name: pool[place % len(pool)] for name, pool in pools.items()}
        for place in range(1, max(map(len, pools.values()), default=1))
    ]
    return (first, *(Slice(fixed, _built(question, asked, fixed)) for fixed in others))


def _built(question: Question, asked: Service, fixed: Mapping[str, Plain]) -> ServiceDiagram:
    moment = Moment(question.guide.rulebook, question.guide.calendar, question.day, fixed)
    try:
        return build(asked, moment, _ROOM)
    except DiagramTooLargeError as error:
        message = (
            f"the decision diagram of `{question.service.name}` would be too large to draw cases from;"
            " fix some of its facts"
        )
        raise DrawingError(message) from error


def _with_constraints(question: Question) -> Service:
    """The service with every constraint as a rule of its own that binds a fact it reads, also by way of others.

    So the diagram asks about facts too that are read and stand in no condition.
    """
    rulebook = question.guide.rulebook
    bound = {fact.name for fact in question.facts}
    waiting = list(rulebook.constraints)
    linked: list[Constraint] = []
    while near := [each for each in waiting if not bound.isdisjoint(_facts(rulebook, each))]:
        for each in near:
            waiting.remove(each)
            bound |= _facts(rulebook, each)
        linked += near
    items = (Item(each.id, each.label, each.holds, (), each.span) for each in linked)
    return replace(question.service, notices=(*question.service.notices, *items))


def _facts(rulebook: Rulebook, constraint: Constraint) -> frozenset[str]:
    """The facts of a person that a constraint binds."""
    names = behind(rulebook, reads(constraint.holds))
    return (names & rulebook.facts.keys()) - {APPLICATION_DATE}


def _without_cells(question: Question, diagram: ServiceDiagram) -> Iterator[str]:
    """The facts to fix so that the opaque parts of a diagram have cells: all texts, and all but one that have an order."""
    found: dict[str, None] = {}
    asked = {variable.name for variable in diagram.variables}
    for variable in diagram.variables:
        if variable.opaque is None:
            continue
        free = [question.guide.facts[name] for name in _free(variable, diagram)]
        texts = [fact.name for fact in free if fact.kind == "text"]
        ordered = [
            fact.name for fact in free if fact.kind not in {"text", "boolean", "enumeration"}
        ]
        # One that is asked for anyway keeps its cells.
        ordered.sort(key=lambda name: name in asked)
        names = texts or ordered[:-1] or ordered or [fact.name for fact in free]
        found.update(dict.fromkeys(names))
    yield from found


def _free(variable: Variable, diagram: ServiceDiagram) -> list[str]:
    return [
        name
        for name in variable.facts
        if not is_parameter(name) and name in diagram.moment.free_facts(name)
    ]


def _values(question: Question, name: str) -> Sequence[Plain]:
    """The values of a fact that are tried where it has no cells, the most readable first."""
    rulebook = question.guide.rulebook
    fact = rulebook.facts[name]
    keyed = [each for each in rulebook.parameters.values() if each.keyed_by == name]
    if keyed:
        supposed = question.situation({}).lookup(name)
        years = sorted({entry.key for each in keyed for entry in each.entries if entry.key})
        first = (as_fact(fact, supposed),) if isinstance(supposed, Decimal) else ()
        return tuple(dict.fromkeys((*first, *years[::-1])))
    match fact.kind:
        case "boolean":
            return (False, True)
        case "enumeration":
            return tuple(choice.value for choice in fact.choices)
        case "date":
            return tuple(_dates(question.day))
        case "text":
            return _texts(question, name)
        case _:
            least = Decimal(0) if fact.minimum is None else fact.minimum
            return tuple(as_fact(fact, Decimal(each)) for each in _NUMBERS if each >= least)


def _dates(day: dt.date) -> Iterator[dt.date]:
    yield READABLE
    for years in _YEARS_AGO:
        yield dt.date(day.year - years, 1, 1)


def _texts(question: Question, name: str) -> Sequence[str]:
    """Words that the rules look for: for each rule, one for every value that it has on them."""
    rulebook = question.guide.rulebook
    words = tuple(dict.fromkeys(_words_behind(question, name)))
    step = 1 + len(words) // _MAX_WORDS
    formulas = [
        formula
        for formula in formulas_of(question.service)
        if name in names_behind(rulebook, [formula])
    ]
    seen: set[tuple[int, str]] = set()
    kept: list[str] = []
    for word in (*ANY_WORDS, *words[::step]):
        situation = question.situation({**question.given, name: word})
        told = {
            (place, str(situation.work_out(formula)[0])) for place, formula in enumerate(formulas)
        }
        if not told <= seen and len(kept) < _MAX_TEXTS:
            seen |= told
            kept.append(word)
    return tuple(kept)


def _words_behind(question: Question, name: str) -> Iterator[str]:
    """The words in the texts and patterns of rules that read a fact."""
    rulebook = question.guide.rulebook
    service = list(formulas_of(question.service))
    definitions = (
        rulebook.definitions.get(each) for each in sorted(names_behind(rulebook, service))
    )
    for formula in (*service, *(each.formula for each in definitions if each is not None)):
        if name in names_behind(rulebook, [formula]):
            for node in chain.from_iterable(map(walk, expressions(formula))):
                if isinstance(node, Literal) and isinstance(node.value, str):
                    yield from _split(node.value)


def _split(pattern: str) -> Iterator[str]:
    """The runs of letters in a pattern, which is not read further."""
    word = ""
    for character in f"{pattern} ":
        if character.isalpha():
            word += character
        else:
            if len(word) > 1:
                yield word
            word = ""
