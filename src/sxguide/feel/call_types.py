"""What calls of built-in functions take and give: arguments are matched to a signature, and the result follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from sxguide.errors import did_you_mean
from sxguide.feel.operator_types import Mismatch, equality, units_differ
from sxguide.feel.temporal import read_date, read_duration, read_temporal, read_time
from sxguide.feel.types import (
    ANY,
    COMPARABLE,
    ContextOf,
    Either,
    FunctionOf,
    ListOf,
    Number,
    RangeOf,
    Simple,
    String,
    Type,
    Variable,
    described,
    fits,
    join,
    of_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sxguide.feel.signatures import Parameter, Signature
    from sxguide.values import Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gives, and what is wrong with which of its arguments (None: with the call as a whole)."""

    result: Type
    mismatches: tuple[tuple[int | None, Mismatch], ...] = ()


def call(
    forms: Sequence[Signature], arguments: Sequence[Type], names: Sequence[str] | None
) -> Outcome:
    """The outcome of a call of the built-in function with these forms."""
    if names is None:
        fitting = [form for form in forms if form.takes(len(arguments))]
    else:
        fitting = [form for form in forms if form.positions(names) is not None]
    if not fitting:
        return Outcome(_shared_result(forms), ((None, _no_form(forms, len(arguments), names)),))
    outcomes = [_bind(form, arguments, names) for form in fitting]
    return min(outcomes, key=lambda outcome: len(outcome.mismatches))


def _shared_result(forms: Sequence[Signature]) -> Type:
    results = {form.result for form in forms}
    return _settled(results.pop(), {}) if len(results) == 1 else ANY


def _no_form(forms: Sequence[Signature], count: int, names: Sequence[str] | None) -> Mismatch:
    function = forms[0].name
    written = "its form is " + " or ".join(f"`{form}`" for form in forms)
    if names is None:
        given = f"{count} argument{'' if count == 1 else 's'}"
        return Mismatch("wrong-arguments", f"`{function}` does not take {given}", written)
    known = dict.fromkeys(parameter.name for form in forms for parameter in form.parameters)
    for name in names:
        if name not in known:
            message = f"`{function}` has no argument `{name}`"
            return Mismatch("wrong-arguments", message, did_you_mean(name, known) or written)
    if len(forms) == 1:
        required = [each.name for each in forms[0].parameters if not each.optional]
        missing = " and ".join(f"`{name}`" for name in required if name not in names)
        return Mismatch("wrong-arguments", f"`{function}` needs {missing}", written)
    message = f"no form of `{function}` takes these arguments together"
    return Mismatch("wrong-arguments", message, written)


# The functions that read a text, what reads it, and how it is written.
_READERS: dict[str, tuple[Callable[[str], Value], str]] = {
    "date": (read_date, "2026-01-31"),
    "time": (read_time, "12:00:00"),
    "date and time": (read_temporal, "2026-01-31T12:00:00"),
    "duration": (read_duration, "P1Y6M` or `P5DT12H"),
}


def call_with_text(function: str, text: str) -> Type | Mismatch | None:
    """What `date("…")` and its like give for this very text; None for a function that does not read texts."""
    if function not in _READERS:
        return None
    read, example = _READERS[function]
    value = read(text)
    if value is None:
        message = f'`"{text}"` is not {described(Simple(function))}'
        return Mismatch("malformed-literal", message, f"write `{example}`")
    return of_value(value)


@dataclass(slots=True)
class _Binding:
    """One try to match arguments with a form: what its variables stand for, and what does not match."""

    form: Signature
    variables: dict[str, Type] = field(default_factory=dict)
    mismatches: list[tuple[int | None, Mismatch]] = field(default_factory=list)


def _bind(form: Signature, arguments: Sequence[Type], names: Sequence[str] | None) -> Outcome:
    binding = _Binding(form)
    if names is None:
        pairs = [(form.parameter(index), index) for index in range(len(arguments))]
    else:
        positions = form.positions(names) or ()
        pairs = [
            (parameter, position)
            for parameter, position in zip(form.parameters, positions, strict=True)
            if position is not None
        ]
    for parameter, index in pairs:
        mismatch = _argument(binding, parameter, arguments[index])
        if mismatch is not None:
            binding.mismatches.append((index, mismatch))
    return Outcome(_settled(form.result, binding.variables), tuple(binding.mismatches))


def _argument(binding: _Binding, parameter: Parameter, given: Type) -> Mismatch | None:
    if not fits(given, parameter.type):
        return Mismatch(
            "type-mismatch",
            f"`{binding.form.name}` takes {described(parameter.type)} for `{parameter.name}`, not {described(given)}",
            f"its form is `{binding.form}`",
        )
    return _settle(binding, parameter.type, given)


def _settle(binding: _Binding, wanted: Type, given: Type) -> Mismatch | None:
    """Find what the variables in `wanted` stand for, or why they cannot stand for both of two types."""
    match wanted, given:
        case Variable(name), _:
            before = binding.variables.get(name)
            binding.variables[name] = given if before is None else join(before, given)
            if before is None:
                return None
            must_agree = wanted.bound == COMPARABLE or binding.form.name in (
                "list contains",
                "index of",
            )
            return equality(before, given) if must_agree else units_differ(before, given)
        case ListOf(inner), ListOf(of):
            return _settle(binding, inner, of)
        case RangeOf(inner), RangeOf(of):
            return _settle(binding, inner, of)
        case _:
            return None


def _settled(result: Type, variables: dict[str, Type]) -> Type:
    """The result's type with its variables filled in."""
    match result:
        case Variable(name, bound):
            return variables.get(name, bound)
        case ListOf(item):
            return ListOf(_settled(item, variables))
        case RangeOf(bound):
            return RangeOf(_settled(bound, variables))
        case Simple() | Number() | String() | ContextOf() | FunctionOf() | Either():
            return result
        case _:
            assert_never(result)


def call_value(function: Type, count: int) -> Type | Mismatch:
    """What a value gives when it is called with `count` arguments, or why it cannot be."""
    match function:
        case FunctionOf(parameters, result):
            if parameters is None or len(parameters) == count:
                return result
            takes = f"{len(parameters)} argument{'' if len(parameters) == 1 else 's'}"
            return Mismatch("wrong-arguments", f"this function takes {takes}, not {count}")
        case Simple() if function == ANY:
            return ANY
        case _:
            return Mismatch("type-mismatch", f"{described(function)} is not a function")
