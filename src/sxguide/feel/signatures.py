"""The built-in functions of FEEL (DMN 1.5, 10.3.4): names, parameters, types and results.

A function with several forms has one signature for each. `FUNCTIONS` has an entry for every built-in name.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.feel.types import (
    ANY,
    BOOLEAN,
    CALENDAR_DAY,
    COMPARABLE,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    DURATION,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    Either,
    FunctionOf,
    ListOf,
    RangeOf,
    Type,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by its name in the standard; a variadic one stands last and takes any number of arguments."""

    name: str
    type: Type
    optional: bool = False
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One form of a built-in function."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Type

    def __str__(self) -> str:
        """The form as the standard writes it: `substring(string, start position, length?)`."""
        return f"{self.name}({', '.join(map(_written, self.parameters))})"

    def takes(self, count: int) -> bool:
        """Whether `count` arguments by position are neither too few nor too many."""
        required = sum(not parameter.optional for parameter in self.parameters)
        if self.parameters and self.parameters[-1].variadic:
            return count >= required
        return required <= count <= len(self.parameters)

    def parameter(self, position: int) -> Parameter:
        """The parameter that takes the argument at `position`, from 0."""
        return self.parameters[min(position, len(self.parameters) - 1)]

    def positions(self, names: Sequence[str]) -> tuple[int | None, ...] | None:
        """For each parameter, which of the named arguments it takes (None: left out); None if they do not fit."""
        known = [parameter.name for parameter in self.parameters]
        if len(set(names)) < len(names) or any(name not in known for name in names):
            return None
        if any(
            not parameter.optional and parameter.name not in names for parameter in self.parameters
        ):
            return None
        return tuple(names.index(name) if name in names else None for name in known)


def _written(parameter: Parameter) -> str:
    return f"{parameter.name}{'?' if parameter.optional else ''}{'…' if parameter.variadic else ''}"


def _required(**types: Type) -> tuple[Parameter, ...]:
    return tuple(Parameter(name.replace("_", " "), of) for name, of in types.items())


def _optional(**types: Type) -> tuple[Parameter, ...]:
    return tuple(Parameter(name.replace("_", " "), of, optional=True) for name, of in types.items())


def _variadic(name: str, of: Type) -> tuple[Parameter, ...]:
    return (Parameter(name, of, variadic=True),)


_ANY_LIST = ListOf(ANY)
_ANY_CONTEXT = ContextOf()
_ENTRY = ContextOf((("key", STRING), ("value", ANY)))
_TEMPORAL = Either((DATE, DATE_AND_TIME, TIME))

# The same letter stands for the same type throughout one signature.
_T = Variable("T", ANY)
_C = Variable("C", COMPARABLE)
_N = Variable("N", NUMBER)

_CONVERSION = (
    Signature("date", _required(**{"from": Either((STRING, DATE, DATE_AND_TIME))}), DATE),
    Signature("date", _required(year=NUMBER, month=NUMBER, day=NUMBER), DATE),
    Signature(
        "date and time", _required(**{"from": Either((STRING, DATE_AND_TIME, DATE))}), DATE_AND_TIME
    ),
    Signature("date and time", _required(date=CALENDAR_DAY, time=TIME), DATE_AND_TIME),
    *(
        Signature(
            "date and time",
            _required(
                year=NUMBER, month=NUMBER, day=NUMBER, hour=NUMBER, minute=NUMBER, second=NUMBER
            )
            + zone,
            DATE_AND_TIME,
        )
        for zone in ((), _required(offset=DAYS_AND_TIME), _required(timezone=STRING))
    ),
    Signature("time", _required(**{"from": Either((STRING, TIME, DATE_AND_TIME, DATE))}), TIME),
    Signature(
        "time",
        _required(hour=NUMBER, minute=NUMBER, second=NUMBER) + _optional(offset=DAYS_AND_TIME),
        TIME,
    ),
    Signature(
        "number",
        _required(**{"from": STRING})
        + _optional(grouping_separator=STRING, decimal_separator=STRING),
        NUMBER,
    ),
    Signature("string", _required(**{"from": ANY}), STRING),
    Signature(
        "duration",
        _required(**{"from": Either((STRING, YEARS_AND_MONTHS, DAYS_AND_TIME))}),
        DURATION,
    ),
    Signature(
        "years and months duration",
        _required(**{"from": CALENDAR_DAY, "to": CALENDAR_DAY}),
        YEARS_AND_MONTHS,
    ),
    Signature("range", _required(**{"from": STRING}), RangeOf(ANY)),
    Signature("context", _required(entries=ListOf(_ENTRY)), _ANY_CONTEXT),
)

_STRINGS = (
    Signature(
        "substring",
        _required(string=STRING, start_position=NUMBER) + _optional(length=NUMBER),
        STRING,
    ),
    Signature("string length", _required(string=STRING), NUMBER),
    Signature("upper case", _required(string=STRING), STRING),
    Signature("lower case", _required(string=STRING), STRING),
    Signature("substring before", _required(string=STRING, match=STRING), STRING),
    Signature("substring after", _required(string=STRING, match=STRING), STRING),
    Signature(
        "replace",
        _required(input=STRING, pattern=STRING, replacement=STRING) + _optional(flags=STRING),
        STRING,
    ),
    Signature("contains", _required(string=STRING, match=STRING), BOOLEAN),
    Signature("starts with", _required(string=STRING, match=STRING), BOOLEAN),
    Signature("ends with", _required(string=STRING, match=STRING), BOOLEAN),
    Signature(
        "matches", _required(input=STRING, pattern=STRING) + _optional(flags=STRING), BOOLEAN
    ),
    Signature("split", _required(string=STRING, delimiter=STRING), ListOf(STRING)),
    Signature("string join", _required(list=ListOf(STRING)) + _optional(delimiter=STRING), STRING),
)


def _of_list_or_arguments(
    name: str, of: Type, result: Type, *, argument: str
) -> tuple[Signature, Signature]:
    """A function that takes one list, or the elements themselves: `max([1, 2])` or `max(1, 2)`."""
    return (
        Signature(name, _required(list=ListOf(of)), result),
        Signature(name, _variadic(argument, of), result),
    )


_LISTS = (
    Signature("list contains", _required(list=ListOf(_T), element=_T), BOOLEAN),
    Signature("count", _required(list=_ANY_LIST), NUMBER),
    *_of_list_or_arguments("min", _C, _C, argument="c"),
    *_of_list_or_arguments("max", _C, _C, argument="c"),
    *_of_list_or_arguments("sum", _N, _N, argument="n"),
    *_of_list_or_arguments("mean", _N, _N, argument="n"),
    *_of_list_or_arguments("median", _N, _N, argument="n"),
    *_of_list_or_arguments("stddev", _N, _N, argument="n"),
    *_of_list_or_arguments("mode", _N, ListOf(_N), argument="n"),
    *_of_list_or_arguments("product", NUMBER, NUMBER, argument="n"),
    *_of_list_or_arguments("all", BOOLEAN, BOOLEAN, argument="b"),
    *_of_list_or_arguments("any", BOOLEAN, BOOLEAN, argument="b"),
    Signature(
        "sublist",
        _required(list=ListOf(_T), start_position=NUMBER) + _optional(length=NUMBER),
        ListOf(_T),
    ),
    Signature("append", _required(list=ListOf(_T)) + _variadic("item", _T), ListOf(_T)),
    Signature("concatenate", _variadic("list", ListOf(_T)), ListOf(_T)),
    Signature("insert before", _required(list=ListOf(_T), position=NUMBER, newItem=_T), ListOf(_T)),
    Signature("remove", _required(list=ListOf(_T), position=NUMBER), ListOf(_T)),
    Signature("list replace", _required(list=ListOf(_T), position=NUMBER, newItem=_T), ListOf(_T)),
    Signature(
        "list replace",
        _required(list=ListOf(_T), match=FunctionOf((_T, _T), BOOLEAN), newItem=_T),
        ListOf(_T),
    ),
    Signature("reverse", _required(list=ListOf(_T)), ListOf(_T)),
    Signature("index of", _required(list=ListOf(_T), match=_T), ListOf(NUMBER)),
    Signature("union", _variadic("list", ListOf(_T)), ListOf(_T)),
    Signature("distinct values", _required(list=ListOf(_T)), ListOf(_T)),
    Signature("flatten", _required(list=_ANY_LIST), _ANY_LIST),
    Signature(
        "sort",
        _required(list=ListOf(_T)) + _optional(precedes=FunctionOf((_T, _T), BOOLEAN)),
        ListOf(_T),
    ),
)

_NUMBERS = (
    Signature("decimal", _required(n=_N, scale=NUMBER), _N),
    Signature("floor", _required(n=_N) + _optional(scale=NUMBER), _N),
    Signature("ceiling", _required(n=_N) + _optional(scale=NUMBER), _N),
    Signature("round up", _required(n=_N, scale=NUMBER), _N),
    Signature("round down", _required(n=_N, scale=NUMBER), _N),
    Signature("round half up", _required(n=_N, scale=NUMBER), _N),
    Signature("round half down", _required(n=_N, scale=NUMBER), _N),
    Signature(
        "abs", _required(n=Variable("N", Either((NUMBER, YEARS_AND_MONTHS, DAYS_AND_TIME)))), _N
    ),
    Signature("modulo", _required(dividend=_N, divisor=NUMBER), _N),
    Signature("sqrt", _required(number=NUMBER), NUMBER),
    Signature("log", _required(number=NUMBER), NUMBER),
    Signature("exp", _required(number=NUMBER), NUMBER),
    Signature("odd", _required(number=NUMBER), BOOLEAN),
    Signature("even", _required(number=NUMBER), BOOLEAN),
)

_LOGIC_AND_IDENTITY = (
    Signature("not", _required(negand=BOOLEAN), BOOLEAN),
    Signature("is", _required(value1=ANY, value2=ANY), BOOLEAN),
)

_POINT = _C
_RANGE = RangeOf(_C)


def _of_ranges(name: str) -> Signature:
    return Signature(name, _required(range1=_RANGE, range2=_RANGE), BOOLEAN)


_RANGES = (
    *(
        Signature(name, parameters, BOOLEAN)
        for name in ("before", "after")
        for parameters in (
            _required(point1=_POINT, point2=_POINT),
            _required(point=_POINT, range=_RANGE),
            _required(range=_RANGE, point=_POINT),
            _required(range1=_RANGE, range2=_RANGE),
        )
    ),
    *(
        _of_ranges(name)
        for name in ("meets", "met by", "overlaps", "overlaps before", "overlaps after")
    ),
    *(
        signature
        for name in ("finishes", "during", "starts")
        for signature in (
            Signature(name, _required(point=_POINT, range=_RANGE), BOOLEAN),
            _of_ranges(name),
        )
    ),
    *(
        signature
        for name in ("finished by", "includes", "started by")
        for signature in (
            Signature(name, _required(range=_RANGE, point=_POINT), BOOLEAN),
            _of_ranges(name),
        )
    ),
    Signature("coincides", _required(point1=_POINT, point2=_POINT), BOOLEAN),
    _of_ranges("coincides"),
)

_CALENDAR = (
    Signature("day of year", _required(date=CALENDAR_DAY), NUMBER),
    Signature("day of week", _required(date=CALENDAR_DAY), STRING),
    Signature("month of year", _required(date=CALENDAR_DAY), STRING),
    Signature("week of year", _required(date=CALENDAR_DAY), NUMBER),
    Signature("today", (), DATE),
    Signature("now", (), DATE_AND_TIME),
)

_CONTEXTS = (
    Signature("get value", _required(m=_ANY_CONTEXT, key=STRING), ANY),
    Signature("get entries", _required(m=_ANY_CONTEXT), ListOf(_ENTRY)),
    Signature("context put", _required(context=_ANY_CONTEXT, key=STRING, value=ANY), _ANY_CONTEXT),
    Signature(
        "context put", _required(context=_ANY_CONTEXT, keys=ListOf(STRING), value=ANY), _ANY_CONTEXT
    ),
    Signature("context merge", _required(contexts=ListOf(_ANY_CONTEXT)), _ANY_CONTEXT),
)


def _by_name(signatures: Sequence[Signature]) -> Mapping[str, tuple[Signature, ...]]:
    table: dict[str, tuple[Signature, ...]] = {}
    for signature in signatures:
        table[signature.name] = (*table.get(signature.name, ()), signature)
    return MappingProxyType(table)


FUNCTIONS: Mapping[str, tuple[Signature, ...]] = _by_name(
    (
        *_CONVERSION,
        *_LOGIC_AND_IDENTITY,
        *_STRINGS,
        *_LISTS,
        *_NUMBERS,
        *_RANGES,
        *_CALENDAR,
        *_CONTEXTS,
    )
)

# A decision is made for a date that the caller names, so rules may not call these.
CLOCK_FUNCTIONS = frozenset({"today", "now"})
