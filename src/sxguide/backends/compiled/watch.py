"""Watch: which constraints a case may break. Whether it does is for the interpreter to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sxguide.backends.compiled.parts import Unfit
from sxguide.backends.compiled.programs import Eras
from sxguide.backends.compiled.runtime import Surprise
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.dependencies import names_behind
from sxguide.errors import LimitError
from sxguide.feel.nodes import Binary, Name, Negation, Path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sxguide.backends.compiled.programs import Function
    from sxguide.backends.compiled.sheets import Compiler
    from sxguide.feel.nodes import Node
    from sxguide.model import Plain, Rulebook

# Days, and sets of facts that cases give, are forgotten all at once when they are too many.
_DAYS_KEPT: Final = 10_000
_SETS_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Check:
    """A constraint: its function, the facts that have a say in it, and those without which nobody can break it."""

    function: Function
    facts: frozenset[str]
    needed: frozenset[str]


class Watch:
    """The constraints, and which of them somebody can break who gives certain facts."""

    def __init__(self, rulebook: Rulebook, compiler: Compiler) -> None:
        self._rulebook = rulebook
        self._compiler = compiler
        formulas = [constraint.holds for constraint in rulebook.constraints]
        self._eras = Eras(sorted(compiler.edges(formulas)), self._checks)
        # The days on which nobody's facts break nothing.
        self._quiet: set[dt.date] = set()

    def may_break(self, facts: Mapping[str, Plain], day: dt.date) -> bool:
        """Whether facts may break a constraint on the day."""
        checks = self._eras.on(day)
        try:
            if day not in self._quiet and not self._settle(checks, day):
                return True
            get = facts.get
            for function in checks.for_facts(tuple(facts)):
                if function(get, day)[0] is False:
                    return True
        except Surprise:
            return True
        return False

    def _settle(self, checks: _Checks, day: dt.date) -> bool:
        """Whether the date alone breaks nothing."""
        nothing: dict[str, Plain] = {}
        if not checks.are_complete or any(
            check.function(nothing.get, day)[0] is False for check in checks.all
        ):
            return False
        if len(self._quiet) >= _DAYS_KEPT:
            self._quiet.clear()
        self._quiet.add(day)
        return True

    def _checks(self, day: dt.date) -> _Checks:
        """The constraints that can be compiled, for the era that the day is in."""
        rulebook, checks = self._rulebook, []
        for constraint in rulebook.constraints:
            program = self._compiler.program(day)
            try:
                function = program.function([program.formula(constraint.holds).python])
            except (Unfit, LimitError):
                continue
            facts = names_behind(rulebook, [constraint.holds]) & rulebook.facts.keys()
            needed = needed_to_fail(rulebook, constraint.holds.node)
            checks.append(_Check(function, facts, needed))
        return _Checks(tuple(checks), are_complete=len(checks) == len(rulebook.constraints))


class _Checks:
    """The constraints of one era. Where they are not complete, nobody's facts are sure to break none."""

    def __init__(self, checks: tuple[_Check, ...], *, are_complete: bool) -> None:
        self.all = checks
        self.are_complete = are_complete and all(check.facts for check in checks)
        self._by_facts: dict[tuple[str, ...], tuple[Function, ...]] = {}

    def for_facts(self, names: tuple[str, ...]) -> tuple[Function, ...]:
        """The functions of those that somebody can break who gives the facts of these names, and no others."""
        found = self._by_facts.get(names)
        if found is None:
            given = frozenset(names)
            found = tuple(
                check.function
                for check in self.all
                if check.needed <= given and not given.isdisjoint(check.facts)
            )
            if len(self._by_facts) >= _SETS_KEPT:
                self._by_facts.clear()
            self._by_facts[names] = found
        return found


def needed_to_fail(rulebook: Rulebook, node: Node) -> frozenset[str]:
    """Facts without any one of which the condition is not false: it is unknown, or holds."""
    match node:
        case Binary(op="or"):
            return needed_to_fail(rulebook, node.left) | needed_to_fail(rulebook, node.right)
        case Binary(op="and"):
            return needed_to_fail(rulebook, node.left) & needed_to_fail(rulebook, node.right)
        case _:
            return _needed(rulebook, node)


def _needed(rulebook: Rulebook, node: Node) -> frozenset[str]:
    """Facts without any one of which the value is unknown; there may be more."""
    match node:
        case Name(name=name):
            fact = rulebook.facts.get(name)
            is_asked = fact is not None and fact.default is None and name != APPLICATION_DATE
            return frozenset({name} if is_asked else ())
        case Binary(op=op) if op not in ("and", "or"):
            return _needed(rulebook, node.left) | _needed(rulebook, node.right)
        case Path(subject=inner) | Negation(operand=inner):
            return _needed(rulebook, inner)
        case _:
            return frozenset()
