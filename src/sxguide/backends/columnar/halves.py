"""Halves: opaque parts of conditions, of whose facts a row has some and lacks others.

With the facts fixed that a row has, a finer diagram may settle such a part, and that is for the scalar path to find out. It
need not look where a part turns once along each date that it compares: then the first and the last days that the dates can be
show whether it may ever be settled without some of them.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

from sxguide.dependencies import names_behind
from sxguide.feel.evaluator import evaluate
from sxguide.model import is_parameter
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sxguide.backends.columnar.cuts import Diagram, Variable
    from sxguide.backends.columnar.moment import Moment
    from sxguide.feel.nodes import Node
    from sxguide.model import Fact, Plain

# Combinations of facts that are tried for one part.
MAX_TRIED: Final = 1_000


def lacked_in_vain(moment: Moment, diagram: Diagram, variable: Variable) -> frozenset[str]:
    """Facts that keep an opaque part open whenever it waits for no others: what a row knows besides cannot settle it.

    Nothing else may tell of these facts.
    """
    part = variable.opaque
    rulebook = moment.rulebook
    others = [name for name in variable.facts if name not in variable.steady]
    if part is None or any(map(is_parameter, others)):
        return frozenset()
    facts = [rulebook.facts[name] for name in others]
    if not all(fact.kind in ("boolean", "enumeration") for fact in facts):
        return frozenset()
    dates = [name for name in variable.steady if rulebook.facts[name].kind == "date"]
    lacked = frozenset(name for name in dates if _is_private(moment, diagram, variable, name))
    if not lacked or len(dates) < len(variable.steady):
        return frozenset()
    choices = {fact.name: _values(fact) for fact in facts}
    return lacked if _stays_open(moment, part, dates, lacked, choices) else frozenset()


def _is_private(moment: Moment, diagram: Diagram, variable: Variable, name: str) -> bool:
    """Whether nothing but one part of a diagram tells of a fact."""
    rulebook = moment.rulebook
    read = {each for other in diagram.variables if other != variable for each in other.facts}
    defaults = [each.default for each in rulebook.facts.values() if each.default is not None]
    read |= names_behind(rulebook, [*defaults, *(each.holds for each in rulebook.constraints)])
    return name not in read and rulebook.facts[name].default is None


def _values(fact: Fact) -> list[Plain]:
    return [False, True] if fact.kind == "boolean" else [each.value for each in fact.choices]


def _stays_open(
    moment: Moment,
    part: Node,
    dates: Sequence[str],
    lacked: frozenset[str],
    choices: Mapping[str, Sequence[Plain]],
) -> bool:
    """Whether the part is true of some days and false of others wherever facts that are lacked leave it open."""
    ends = {name: moment.ends(name) for name in dates}
    if math.prod(map(len, choices.values())) * 4 ** len(dates) > MAX_TRIED:
        return False
    for chosen in _products(choices):
        for away in _subsets(sorted(lacked)):
            kept = {name: ends[name] for name in dates if name not in away}
            for known in _products(kept):
                facts: dict[str, Plain] = {**chosen, **known}
                if not isinstance(_value(moment, part, facts), Unknown):
                    continue
                completions = _products({name: ends[name] for name in away})
                found = [_value(moment, part, {**facts, **each}) for each in completions]
                if not (
                    any(each is True for each in found) and any(each is False for each in found)
                ):
                    return False
    return True


def _value(moment: Moment, part: Node, facts: Mapping[str, Plain]) -> object:
    return evaluate(part, moment.with_facts(facts))


def _products(choices: Mapping[str, Sequence[Plain]]) -> Iterator[dict[str, Plain]]:
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The subsets that are not empty."""
    for size in range(1, len(names) + 1):
        yield from itertools.combinations(names, size)
