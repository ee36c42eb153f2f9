"""The built-in functions of FEEL by name: what each does, family by family.

There is no `today` and no `now`: nothing here reads a clock, and a caller who has one supplies them as names.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.feel.budget import MAX_STEPS
from sxguide.feel.comparison import is_same
from sxguide.feel.functions.aggregates import AGGREGATES
from sxguide.feel.functions.builtin import Builtin
from sxguide.feel.functions.calendar_days import CALENDAR_DAYS
from sxguide.feel.functions.contexts import CONTEXTS
from sxguide.feel.functions.conversions import CONVERSIONS
from sxguide.feel.functions.lists import LISTS
from sxguide.feel.functions.numbers import NUMBERS
from sxguide.feel.functions.range_texts import RANGE_TEXTS
from sxguide.feel.functions.ranges import RANGES
from sxguide.feel.functions.strings import STRINGS
from sxguide.feel.logic import negation
from sxguide.feel.signatures import FUNCTIONS
from sxguide.values import Function

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation

_LOGIC: Mapping[str, Implementation] = {"not": negation, "is": is_same}

_IMPLEMENTATIONS: Mapping[str, Implementation] = {
    **_LOGIC,
    **CONVERSIONS,
    **STRINGS,
    **NUMBERS,
    **LISTS,
    **AGGREGATES,
    **CONTEXTS,
    **CALENDAR_DAYS,
    **RANGES,
    **RANGE_TEXTS,
}

# These pass unknown members on, or can answer in spite of them.
_SEE_UNKNOWNS = frozenset(
    {
        "all",
        "any",
        "append",
        "concatenate",
        "context",
        "context merge",
        "context put",
        "count",
        "get entries",
        "get value",
        "insert before",
        "list contains",
        "list replace",
        "remove",
        "reverse",
        "sublist",
    }
)

# A pattern may take long to match, so an evaluation gets a thousand tries at most.
_PRICES = dict.fromkeys(("matches", "replace", "split"), MAX_STEPS // 100)

BUILTINS: Mapping[str, Function] = MappingProxyType(
    {
        name: Function(
            name,
            tuple(parameter.name for parameter in FUNCTIONS[name][0].parameters),
            Builtin(
                name, FUNCTIONS[name], implementation, name in _SEE_UNKNOWNS, _PRICES.get(name, 1)
            ),
        )
        for name, implementation in _IMPLEMENTATIONS.items()
    }
)
