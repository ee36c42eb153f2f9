"""Candidates: what a caller offers to be matched with a person, as checked columns of values.

A candidate is a flat mapping or a dataclass with the fields that the service declares. A key that is absent and a value
of None both mean that nobody knows. Every fault of every candidate is reported in one go, up to a bound.

There may be many candidates, so values are read field by field: those of one field are mostly given alike, and are then
read together.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from sxguide.cases import FIRST_DAY, LAST_DAY, MAX_FAULTS, entries, read_value
from sxguide.errors import CaseError, Problem, did_you_mean, shortened
from sxguide.values import MAX_DIGITS, Unknown, Value, iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.model import Field

# Whole numbers up to here are read at once; `read_value` sees to the rest.
_LARGEST = 10 ** (MAX_DIGITS // 2)

# What is wrong, with the place of the candidate.
_Fault: TypeAlias = tuple[int, Problem]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates as they were given, and their values, a column for each field; what is not said is unknown."""

    given: Sequence[Any]
    columns: Sequence[list[Value]]


def read_candidates(fields: Sequence[Field], candidates: object) -> Candidates:
    """The candidates that a caller gives, checked against the fields that a service declares.

    Raises:
        CaseError: No list, unknown fields, wrong types, values out of range, required fields left out.
    """
    if not isinstance(candidates, Sequence) or isinstance(candidates, str | bytes | bytearray):
        message = "candidates are a list, each a mapping of fields"
        raise CaseError([Problem("wrong-type", message, path="$")])
    given = list(candidates)
    rows = [each if type(each) is dict else _as_dict(each) for each in given]
    usable = [row for row in rows if row is not None]
    if len(usable) == len(given):
        places: Sequence[int] = range(len(given))
    else:
        places = [place for place, row in enumerate(rows) if row is not None]
    faults = list(itertools.islice(_no_mappings(rows), MAX_FAULTS))
    columns = [_Column(field, places, faults).read(usable) for field in fields]
    faults += itertools.islice(_unknown_fields(fields, places, usable), MAX_FAULTS)
    if faults:
        # Each list of faults that went in was in the order of the candidates, and as long as the bound.
        faults.sort(key=lambda fault: fault[0])
        raise CaseError([problem for _, problem in faults[:MAX_FAULTS]])
    return Candidates(given, columns)


def _as_dict(candidate: object) -> dict[Any, Any] | None:
    inside = entries(candidate)
    return None if inside is None else dict(inside)


def _no_mappings(rows: Sequence[Mapping[Any, Any] | None]) -> Iterator[_Fault]:
    for place, row in enumerate(rows):
        if row is None:
            message = "a candidate is a mapping of fields"
            yield place, Problem("wrong-type", message, path=f"$[{place}]")


def _unknown_fields(
    fields: Sequence[Field], places: Sequence[int], rows: Sequence[Mapping[Any, Any]]
) -> Iterator[_Fault]:
    known = frozenset(field.key for field in fields)
    for place, row in zip(places, rows, strict=True):
        if row.keys() <= known:
            continue
        for key in row:
            if not isinstance(key, str):
                message = "a field's name is a text"
                yield place, Problem("wrong-type", message, path=f"$[{place}]")
            elif key not in known:
                names = ", ".join(f"`{name}`" for name in sorted(known))
                help_text = did_you_mean(key, known) or f"a candidate may have {names}"
                message = f"unknown field `{shortened(key)}`"
                path = f"$[{place}].{shortened(key)}"
                yield place, Problem("unknown-field", message, path=path, help=help_text)


class _Column:
    """Reads the values of one field; what is wrong with them goes to `faults`."""

    def __init__(self, field: Field, places: Sequence[int], faults: list[_Fault]) -> None:
        self._field = field
        self._places = places
        self._faults = faults
        self._unknown = Unknown(frozenset({field.name}))

    def read(self, rows: Sequence[Mapping[Any, Any]]) -> list[Value]:
        """The field's values, in the order of the rows."""
        key = self._field.key
        given = [row.get(key) for row in rows]
        kinds = set(map(type, given))
        is_full = NoneType not in kinds
        said = given if is_full else [value for value in given if value is not None]
        alike = _read_alike(self._field, said, kinds - {NoneType})
        if alike is None:
            return self._read_each(given)
        if is_full:
            return alike
        if self._field.is_required:
            self._faults += itertools.islice(self._missing(given), MAX_FAULTS)
        rest = iter(alike)
        return [self._unknown if value is None else next(rest) for value in given]

    def _missing(self, given: Sequence[object]) -> Iterator[_Fault]:
        field = self._field
        for place, value in zip(self._places, given, strict=True):
            if value is None:
                message = f"the candidate needs `{field.key}`"
                help_text = f"`{field.key}`: {field.label.en} ({field.label.zh})"
                path = f"$[{place}].{field.key}"
                yield place, Problem("missing-field", message, path=path, help=help_text)

    def _read_each(self, given: Sequence[object]) -> list[Value]:
        """The values read with care, one after the other; null, and a fault, where the field cannot have one."""
        column: list[Value] = []
        found = 0
        if self._field.is_required:
            self._faults += itertools.islice(self._missing(given), MAX_FAULTS)
        for place, value in zip(self._places, given, strict=True):
            if value is None:
                column.append(self._unknown)
                continue
            problems: list[Problem] = []
            read = read_value(self._field, value, f"$[{place}].{self._field.key}", problems)
            if isinstance(read, int) and not isinstance(read, bool):
                read = Decimal(read)
            column.append(read)
            self._faults += [(place, problem) for problem in problems]
            found += len(problems)
            if found >= MAX_FAULTS:
                break
        return column


def _read_alike(field: Field, said: list[Any], kinds: set[type]) -> list[Value] | None:
    """The values, where all are given as the field usually is; None where one needs a closer look.

    `kinds` are the types among those `said`.
    """
    match field.kind:
        case "boolean":
            return said if kinds <= {bool} else None
        case "text":
            return said if kinds <= {str} else None
        case "enumeration":
            return _spelt(said, _spellings(field)) if kinds <= {str} else None
        case "date":
            return _dates(said, kinds)
        case "integer" | "number" | "money":
            least = -_LARGEST if field.minimum is None else field.minimum
            is_usual = kinds == {int} and least <= min(said) and max(said) <= _LARGEST
            return list(map(Decimal, said)) if is_usual or not said else None


def _spellings(field: Field) -> dict[str, Value]:
    """The values of an enumeration by each of their names; of two that share one, the first."""
    spellings: dict[str, Value] = {}
    for choice in field.choices:
        for spelling in (choice.value, choice.label.zh, choice.label.en):
            spellings.setdefault(spelling, choice.value)
    return spellings


def _spelt(said: list[str], spellings: Mapping[str, Value]) -> list[Value] | None:
    return [spellings[word] for word in said] if spellings.keys() >= set(said) else None


def _dates(said: list[Any], kinds: set[type]) -> list[Value] | None:
    days: dict[Any, dt.date | None]
    if kinds <= {str}:
        # The same dates come again and again.
        days = {text: iso_date(text) for text in set(said)}
    elif kinds == {dt.date}:
        days = {day: day for day in set(said)}
    else:
        return None
    if all(day is not None and FIRST_DAY <= day <= LAST_DAY for day in days.values()):
        return [days[each] for each in said]
    return None
