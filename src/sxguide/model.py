"""Model: a rulebook as typed data, before anybody's facts are put to it.

Whoever holds a `Rulebook` from the loader holds a checked one: every name resolves, every expression has the type it
needs, every element cites a clause that exists.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.citations import Basis, Citation, Instrument, JsonValue, Text
from sxguide.values import exact_number, iso_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.feel.nodes import Node
    from sxguide.feel.tables import DecisionTable
    from sxguide.lifecycle_model import LifeCycle
    from sxguide.source import Span

# What a fact, parameter, definition or output holds. `money` is yuan with at most two decimal places.
Kind: TypeAlias = Literal["boolean", "date", "enumeration", "integer", "number", "money", "text"]

# How the value of a fact can become another: as the person chooses; not by the person's choice; to true and never back;
# by at most one more a month, or a year; by a new event, today or later; from nothing again each 1 January; by itself.
Mutability: TypeAlias = Literal[
    "chosen", "given", "once", "monthly", "yearly", "anew", "each_year", "time"
]

# A hundredth of a yuan, as a power of ten.
_FEN = -2

# Expressions read the parameter `skill_subsidy.junior` as `param.skill_subsidy.junior`.
PARAMETER_PREFIX = "param."

# Expressions of a matching read the candidates' field `pay` as `candidate.pay`.
CANDIDATE_PREFIX = "candidate."

# A plain value as callers give and get it.
Plain: TypeAlias = bool | int | Decimal | dt.date | str


def to_json_value(value: Plain | None) -> JsonValue:
    """A plain value for JSON: decimals and dates as strings, so that nothing is rounded."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def is_parameter(name: str) -> bool:
    """Whether `name` in an expression is a parameter's."""
    return name.startswith(PARAMETER_PREFIX)


def is_money(number: Decimal) -> bool:
    """Whether `number` is an amount in yuan and fen."""
    _, digits, exponent = number.as_tuple()
    # By its digits: rounding would depend on the caller's decimal context.
    return isinstance(exponent, int) and (exponent >= _FEN or not any(digits[exponent - _FEN :]))


def plain_value(kind: Kind, text: str) -> Plain | None:
    """What `text` says as a value of `kind`, or None where it says no such thing."""
    match kind:
        case "boolean":
            return {"true": True, "false": False}.get(text)
        case "date":
            return iso_date(text)
        case "integer":
            number = exact_number(text)
            return int(number) if number is not None and "." not in text else None
        case "number":
            return exact_number(text)
        case "money":
            number = exact_number(text)
            return number if number is not None and is_money(number) else None
        case "enumeration" | "text":
            return text


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL expression: its tree, and the text that it was read from."""

    node: Node = field(compare=False)
    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TableFormula:
    """A decision table as the formula of one value; `row_cites` holds the locators each row adds."""

    table: DecisionTable
    row_cites: tuple[tuple[str, ...], ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TermFormula:
    """The last of so many working days, the first being the one after a date, as the formula of a date."""

    after: Expression
    days: Expression
    span: Span = field(compare=False, repr=False)


Formula: TypeAlias = Expression | TableFormula | TermFormula


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of an enumeration."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A declared input: what may be said about a person, and how to ask for it.

    `default` is worked out from other facts when nobody gives the fact; null there means that it stays unknown.
    """

    name: str
    kind: Kind
    unit: str | None
    label: Text
    question: Text
    choices: tuple[Choice, ...]
    minimum: Decimal | None
    default: Expression | None
    mutability: Mutability
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold between facts; a case that breaks it is contradictory."""

    id: str
    holds: Expression
    label: Text
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a parameter's series: when it holds, where it comes from, and how well it is known.

    `key` is the year of a parameter that is announced year by year. `published` is the day before which nobody could
    know the value.
    """

    value: Plain
    key: int | None
    start: dt.date | None
    end: dt.date | None
    published: dt.date | None
    last_checked: dt.date
    basis: Basis
    cites: tuple[str, ...]
    note: Text | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a parameter has no value to give: in words, with the day from which it has one, if that is known."""

    reason: Text
    available_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value from the law. `keyed_by` names the fact (a year) that picks the entry; None: the date does."""

    name: str
    kind: Kind
    unit: str | None
    label: Text
    keyed_by: str | None
    entries: tuple[Entry, ...]
    span: Span = field(compare=False, repr=False)

    def at(self, day: dt.date, key: int | None = None) -> Entry | Gap:
        """The entry in force on `day` (and for the year `key`), or why there is none; never a neighbour's value."""
        for entry in self.entries:
            if self.keyed_by is not None and entry.key != key:
                continue
            if (entry.start and day < entry.start) or (entry.end and day > entry.end):
                continue
            if entry.published and day < entry.published:
                return Gap(
                    Text(
                        zh=f"{key or day.year} 年的数值于 {entry.published} 才公布",
                        en=f"the value for {key or day.year} was published only on {entry.published}",
                    ),
                    available_on=entry.published,
                )
            return entry
        if self.keyed_by is not None:
            return Gap(Text(zh=f"没有 {key} 年的数值", en=f"there is no value for {key}"))
        return Gap(Text(zh=f"没有适用于 {day} 的数值", en=f"there is no value for {day}"))


@dataclass(frozen=True, slots=True)
class Definition:
    """A derived fact, used by several rules."""

    name: str
    kind: Kind
    unit: str | None
    label: Text
    formula: Formula
    cites: tuple[str, ...]
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Period:
    """When a rule is in force; None is open, both ends are included."""

    start: dt.date | None
    end: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Whether `day` is within the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf of the eligibility tree: one statement that is true, false or unknown of a person."""

    id: str
    when: Expression
    label: Text
    cites: tuple[str, ...]
    in_force: Period | None
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A branch of the eligibility tree: all of its members must hold, or any of them."""

    id: str
    quantifier: Literal["all", "any"]
    members: tuple[Condition | Group, ...]
    label: Text
    cites: tuple[str, ...]
    in_force: Period | None
    span: Span = field(compare=False, repr=False)

    def conditions(self) -> Iterator[Condition]:
        """Every leaf below this branch, in order."""
        for member in self.members:
            if isinstance(member, Condition):
                yield member
            else:
                yield from member.conditions()


@dataclass(frozen=True, slots=True)
class Output:
    """Something that a service pays or says. `given` tells whether only the eligible get a value."""

    name: str
    kind: Kind
    unit: str | None
    label: Text
    given: Literal["when_eligible", "always"]
    formula: Formula
    cites: tuple[str, ...]
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """The agency's term to answer; 0 working days is an instant service."""

    working_days: int
    counting: Literal["after_application_day", "not_stated", "instant"]
    cites: tuple[str, ...]
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A material, a place, an agency, a channel or a notice: words with a clause, and when they apply."""

    id: str
    text: Text
    when: Expression | None
    cites: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HandlingRule:
    """Where a service is accepted, who reviews it, and where the result appears."""

    accepted_at: tuple[Item, ...]
    reviewed_by: tuple[Item, ...]
    results_at: tuple[Item, ...]

    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of a visit."""
        return (*self.accepted_at, *self.reviewed_by, *self.results_at)


@dataclass(frozen=True, slots=True)
class Field:
    """What may be said of a candidate, an event or a state; `name` is what expressions call it, `candidate.pay`.

    `default` is worked out where nothing is said, as a fact's; a candidate's may read the fields declared before.
    """

    name: str
    kind: Kind
    unit: str | None
    label: Text
    choices: tuple[Choice, ...]
    minimum: Decimal | None
    is_required: bool
    default: Expression | None
    span: Span = field(compare=False, repr=False)

    @property
    def key(self) -> str:
        """What a candidate calls it: `pay`."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What ranks the candidates that are kept: a number, a date, or true and false (false is the less)."""

    id: str
    by: Expression
    order: Literal["ascending", "descending"]
    label: Text
    cites: tuple[str, ...]
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matching:
    """How a service matches candidates with a person: all of `keep` must hold; earlier criteria rank before later."""

    fields: tuple[Field, ...]
    keep: tuple[Condition, ...]
    rank: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A reading that we chose: what stands there, how we read it, why, and what else it could mean."""

    id: str
    cites: tuple[str, ...]
    says: Text
    reading: Text
    why: Text
    others: tuple[Text, ...]
    span: Span = field(compare=False, repr=False)

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "id": self.id,
            "clauses": list(self.cites),
            "says": self.says.to_dict(),
            "reading": self.reading.to_dict(),
            "why": self.why.to_dict(),
            "others": [other.to_dict() for other in self.others],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something that verification doubts is meant: the finding's code, what it is `of`, and the reason."""

    finding: str
    of: str
    reason: Text
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """One of the guide's services, as rules. `asked_as` holds everyday words by which people ask for it."""

    name: str
    number: int
    titles: tuple[Text, ...]
    asked_as: Text | None
    summary: Item
    audience: Item
    eligibility: Group
    outputs: tuple[Output, ...]
    deadline: DeadlineRule
    materials: tuple[Item, ...]
    handling: HandlingRule
    notices: tuple[Item, ...]
    matching: Matching | None
    establishes: tuple[str, ...]
    interpretations: tuple[Interpretation, ...]
    expected: tuple[Explanation, ...]
    span: Span = field(compare=False, repr=False)

    @property
    def title(self) -> Text:
        """The service's first title."""
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule file, read and checked. `digest` is the SHA-256 of the files it was read from."""

    services: Mapping[str, Service]
    facts: Mapping[str, Fact]
    constraints: tuple[Constraint, ...]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Definition]
    instruments: Mapping[str, Instrument]
    citations: Mapping[str, Citation]
    interpretations: Mapping[str, Interpretation]
    lifecycles: Mapping[str, LifeCycle]
    digest: str

    def cite(self, locators: Iterable[str]) -> tuple[Citation, ...]:
        """The citations of `locators`, each once, in order; the checker has seen to it that they exist."""
        return tuple(self.citations[locator] for locator in dict.fromkeys(locators))

    def parameter(self, name: str) -> Parameter | None:
        """The parameter that expressions call `name` (`param.…`), or None where it is no parameter's name."""
        return (
            self.parameters.get(name.removeprefix(PARAMETER_PREFIX)) if is_parameter(name) else None
        )
