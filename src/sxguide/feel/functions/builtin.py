"""What a built-in function is: its forms, what it does, and how a call finds the form that fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sxguide.errors import CalendarError
from sxguide.feel.budget import Budget
from sxguide.feel.instances import UNFIT, fitted
from sxguide.feel.logic import united
from sxguide.feel.types import ANY, Variable
from sxguide.values import Value

if TYPE_CHECKING:
    from sxguide.feel.signatures import Parameter, Signature

# Takes its arguments by position, coerced to the types of its signature; what was left out at the end is not passed.
Implementation: TypeAlias = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function; `price` is what a call costs in steps.

    With an unknown argument, or an unknown anywhere inside one, the result is unknown; only a function that
    `sees_unknowns` is given lists and contexts that have unknown members, and whole unknowns where any value will do.
    """

    name: str
    signatures: tuple[Signature, ...]
    implementation: Implementation
    sees_unknowns: bool
    price: int

    def __call__(self, *arguments: Value) -> Value:
        """Call by position, on a budget of its own."""
        return self.apply(arguments, None, Budget())

    def takes(self, count: int) -> bool:
        """Whether a form of the function takes `count` arguments."""
        return any(signature.takes(count) for signature in self.signatures)

    def apply(
        self, arguments: Sequence[Value], names: Sequence[str] | None, budget: Budget
    ) -> Value:
        """Call by position, or by name where `names` are given; null where no form of the function fits."""
        budget.spend(self.price)
        unknown = budget.survey(tuple(arguments))
        for signature in self.signatures:
            ordered = _arranged(signature, arguments, names)
            if ordered is None:
                continue
            if unknown is not None and not self.sees_unknowns:
                return unknown
            prepared = [
                _prepared(signature.parameter(index), value) for index, value in enumerate(ordered)
            ]
            if not any(value is UNFIT for value in prepared):
                return self._outcome(signature, prepared)
        return None

    def _outcome(self, signature: Signature, arguments: list[Value]) -> Value:
        unknown = united(
            *(
                value
                for index, value in enumerate(arguments)
                if not _takes_anything(signature.parameter(index))
            )
        )
        if unknown is not None:
            return unknown
        try:
            return self.implementation(*arguments)
        except (ArithmeticError, ValueError, CalendarError):
            return None


def _arranged(
    signature: Signature, arguments: Sequence[Value], names: Sequence[str] | None
) -> list[Value] | None:
    """The arguments in the order of the parameters, those left out at the end dropped; None where they do not fit."""
    if names is None:
        return list(arguments) if signature.takes(len(arguments)) else None
    positions = signature.positions(names)
    if positions is None:
        return None
    while positions and positions[-1] is None:
        positions = positions[:-1]
    return [None if position is None else arguments[position] for position in positions]


def _prepared(parameter: Parameter, value: Value) -> Value:
    if value is None:
        return (
            None
            if parameter.optional or parameter.variadic or _takes_anything(parameter)
            else UNFIT
        )
    return fitted(value, parameter.type)


def _takes_anything(parameter: Parameter) -> bool:
    """Whether the parameter is open to every value, null and unknown included."""
    match parameter.type:
        case Variable(bound=bound):
            return bound == ANY
        case _:
            return parameter.type == ANY or parameter.variadic
