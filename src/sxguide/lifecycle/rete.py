"""Rete: rules over events matched by durable-rules (its only door); agrees with the plain chainer on every history.

The package crashes, hangs or is silently wrong outside a narrow use, so this is all that is used of it: one host in
the process and one sid; facts only, all retracted at the end; flat `$and`, joins on small integers, negation beside a
trigger; no timers, charts, batches, background threads or deleted states. What a fact means stays here: the engine
sees which sort it is of, a number of its own, and integers that stand for the values that are joined. What a rule
does is worked out by its caller, whose errors are carried past the engine, which swallows them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from sxguide.errors import LimitError, MissingExtraError
from sxguide.lifecycle.happenings import Firing, Happening, Spell
from sxguide.values import Unknown

try:
    from durable import engine as durable
except ImportError as error:
    message = 'the engine `durable` needs `pip install "sxguide[lifecycle]"`'
    raise MissingExtraError(message) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sxguide.lifecycle.engines import EngineName, Fire, Session
    from sxguide.lifecycle.laws import Laws
    from sxguide.lifecycle.patterns import Condition, Pattern
    from sxguide.values import Value

_Fact = dict[str, int | str]

# Past each of these the package crashes or hangs (measured: 255 rules, 511 tests, 64 conditions, 16 facts joined).
MAX_RULES = 250
MAX_TESTS = 500
MAX_CONDITIONS_A_FACT = 60
MAX_JOINED = 15

_TRIGGER, _NUMBER = "t", "n"


class DurableEngine:
    """The engine of durable-rules for one set of rules."""

    name: EngineName = "durable"

    def __init__(self, laws: Laws) -> None:
        self._patterns = laws.patterns
        self._sorts = _Sorts(laws.patterns)
        check_limits(laws.patterns, self._sorts)
        self._ruleset = _HOST.ruleset(laws.patterns, self._sorts)

    def session(self) -> Session:
        """The matching of a new history; one thread at a time, the others wait.

        Raises:
            LimitError: This thread has not closed its last session.
        """
        return _DurableSession(self._patterns, self._sorts, self._ruleset)


class _Sorts:
    """The sorts of fact that rules want, as numbers, and the fields that are joined anywhere."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self.joined: frozenset[str] = frozenset(
            name
            for pattern in patterns
            for each in (*pattern.conditions, *pattern.absent_states)
            for name in each.joined
        )
        for pattern in patterns:
            for sort in self.of(pattern):
                self._numbers.setdefault(sort, len(self._numbers) + 1)

    @staticmethod
    def of(pattern: Pattern) -> tuple[tuple[str, str], ...]:
        """The sorts that a rule wants: trigger, states in order, then what must be absent."""
        return (
            pattern.trigger,
            *((("held" if each.is_already else "live"), each.name) for each in pattern.conditions),
            *(("held", each.name) for each in pattern.absent_states),
            *(("seen", name) for name in pattern.absent_events),
        )

    def number(self, role: str, name: str) -> int | None:
        """The number of a sort; None where no rule wants it."""
        return self._numbers.get((role, name))


def check_limits(patterns: Sequence[Pattern], sorts: _Sorts) -> None:
    """Refuses rules that the package cannot hold.

    Raises:
        LimitError: They are past one of its limits.
    """
    wanted = [sorts.of(pattern) for pattern in patterns]
    tests = {sort for each in wanted for sort in each}
    joins = sum(len(each.joined) for pattern in patterns for each in pattern.conditions)
    joins += sum(len(each.joined) for pattern in patterns for each in pattern.absent_states)
    conditions = Counter(sort for each in wanted for sort in each)
    for what, count, most in (
        ("rules", len(patterns), MAX_RULES),
        ("tests", len(tests) + joins, MAX_TESTS),
        ("conditions on one fact", max(conditions.values(), default=0), MAX_CONDITIONS_A_FACT),
        ("facts in one rule", max(map(len, wanted), default=0), MAX_JOINED),
    ):
        if count > most:
            message = f"durable-rules holds at most {most} {what}, and these rules have {count}"
            raise LimitError(message)


class _DurableSession:
    """The matching of one history. What it asserts is retracted when it is closed, whatever happens between."""

    def __init__(self, patterns: Sequence[Pattern], sorts: _Sorts, ruleset: str) -> None:
        self._patterns = patterns
        self._sorts = sorts
        self._ruleset = ruleset
        self._numbers = itertools.count(1)
        self._happenings: dict[int, Happening] = {}
        self._spells: dict[int, Spell] = {}
        self._facts: dict[int, _Fact] = {}
        self._of_spell: dict[int, list[int]] = {}
        self._interned: dict[Value, int] = {}
        self._fired: set[tuple[int, ...]] = set()
        self._today: list[int] = []
        self._fire: Fire | None = None
        self._error: BaseException | None = None
        _HOST.begin(self)

    def hold(self, spell: Spell) -> None:
        """The spell holds from the start of the coming days."""
        numbers = self._of_spell.setdefault(id(spell), [])
        for role in ("held", "live"):
            self._put(role, spell.kind.name, spell.values, numbers, spell)

    def drop(self, spell: Spell) -> None:
        """The spell holds no more."""
        for number in self._of_spell.pop(id(spell), ()):
            self._retract(number)

    def day(self, happenings: Sequence[Happening], kinds: frozenset[str], fire: Fire) -> None:
        """All that follows on one day."""
        self._fire = fire
        self._fired.clear()
        seen: list[int] = []
        try:
            # What must be absent is there before anything that it could keep from firing.
            for kind in sorted(kinds):
                self._put("seen", kind, {}, seen)
            for happening in happenings:
                self._happen(happening)
        finally:
            self._fire = None
            # Triggers first: what is retracted after them can set nothing off.
            for number in (*reversed(self._today), *seen):
                self._retract(number)
            self._today.clear()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Retracts everything and lets the next history in."""
        try:
            for number in reversed(list(self._facts)):
                self._retract(number)
        finally:
            _HOST.end()

    def act(self, number: int, found: dict[str, int]) -> None:
        """What the engine calls when the rule `number` matches facts; an error is kept, and nothing is done after it."""
        if self._error is not None or self._fire is None:
            return
        pattern = self._patterns[number]
        places = range(len(pattern.conditions))
        try:
            firing = Firing(
                pattern,
                self._happenings[found[_TRIGGER]],
                tuple(self._spells[found[_asked(place)]] for place in places),
            )
            # A match that the engine takes for unfinished is run again.
            identity = (number, id(firing.happening), *map(id, firing.spells))
            if identity not in self._fired:
                self._fired.add(identity)
                for happening in self._fire(firing):
                    self._happen(happening)
        except BaseException as error:  # noqa: BLE001 — the engine would swallow it; it is raised once the day is over
            self._error = error

    def _happen(self, happening: Happening) -> None:
        spell = happening.spell
        if happening.occasion == "begins" and spell is not None:
            self._put("live", spell.kind.name, spell.values, self._today, spell)
        self._put(happening.occasion, happening.name, happening.values, self._today, happening)

    def _put(
        self,
        role: str,
        name: str,
        values: Mapping[str, Value],
        kept: list[int],
        thing: Happening | Spell | None = None,
    ) -> None:
        """Asserts a fact, if any rule wants it, and remembers what it stands for and that it is to be retracted."""
        sort = self._sorts.number(role, name)
        if sort is None:
            return
        number = next(self._numbers)
        match thing:
            case Happening():
                self._happenings[number] = thing
            case Spell():
                self._spells[number] = thing
            case None:
                pass
        joined = {
            _field(key): self._intern(values[key]) for key in self._sorts.joined & values.keys()
        }
        fact: _Fact = {"id": str(number), "sort": sort, _NUMBER: number, **joined}
        self._facts[number] = fact
        kept.append(number)
        _HOST.put(self._ruleset, fact)

    def _intern(self, value: Value) -> int:
        """A small number for a value, the same for equal ones; an unknown value equals nothing, itself included."""
        if isinstance(value, Unknown):
            return -next(self._numbers)
        return self._interned.setdefault(value, len(self._interned))

    def _retract(self, number: int) -> None:
        _HOST.take_back(self._ruleset, self._facts.pop(number))
        self._happenings.pop(number, None)
        self._spells.pop(number, None)


class _OneHost(durable.Host):  # type: ignore[misc]  # durable-rules says nothing of its types
    """The one host of the process: each would start two endless threads and never let go of its memory."""

    def __init__(self) -> None:
        super().__init__()
        self._registering = threading.Lock()
        self._rulesets: dict[str, str] = {}
        self._busy = threading.Lock()
        self._owner: int | None = None
        self._session: _DurableSession | None = None
        self._closure: Any = None

    def _run(self) -> None:
        """No background threads."""

    def ruleset(self, patterns: Sequence[Pattern], sorts: _Sorts) -> str:
        """The name of the ruleset for these rules, which is registered once."""
        definition = {f"r{each.number}": _definition(each, sorts) for each in patterns}
        said = json.dumps(definition, sort_keys=True)
        with self._registering:
            if said not in self._rulesets:
                self._rulesets[said] = f"life{len(self._rulesets)}"
                with_actions = {
                    f"r{each.number}": {**definition[f"r{each.number}"], "run": self._action(each)}
                    for each in patterns
                }
                self.register_rulesets({self._rulesets[said]: with_actions})
            return self._rulesets[said]

    def _action(self, pattern: Pattern) -> Callable[[Any], None]:
        aliases = (_TRIGGER, *map(_asked, range(len(pattern.conditions))))

        # One parameter: with two, the engine would take it for one that never completes.
        def run(closure: Any) -> None:  # noqa: ANN401 — durable-rules says nothing of its types
            session, self._closure = self._session, closure
            try:
                if session is not None:
                    session.act(
                        pattern.number, {each: getattr(closure, each)[_NUMBER] for each in aliases}
                    )
            finally:
                self._closure = None

        return run

    def begin(self, session: _DurableSession) -> None:
        """Makes way for a session.

        Raises:
            LimitError: This thread has not closed its last one.
        """
        if self._owner == threading.get_ident():
            message = "a history is still running in this thread under durable-rules"
            raise LimitError(message)
        self._busy.acquire()
        self._owner, self._session = threading.get_ident(), session

    def end(self) -> None:
        """Lets the next session in."""
        self._owner = self._session = None
        self._busy.release()

    def put(self, ruleset: str, fact: _Fact) -> None:
        """Asserts a fact; within an action the engine goes on with it when the action is done."""
        # The engine keeps what it is given, so it gets a copy of its own.
        if self._closure is not None:
            with contextlib.suppress(durable.MessageObservedException):
                self._closure.assert_fact(dict(fact))
        else:
            self.assert_fact(ruleset, dict(fact))

    def take_back(self, ruleset: str, fact: _Fact) -> None:
        """Retracts a fact."""
        self.retract_fact(ruleset, dict(fact))


def _definition(pattern: Pattern, sorts: _Sorts) -> dict[str, Any]:
    """A rule as the engine takes it: trigger, states, and after them what must be absent."""
    trigger, *others = (sorts.number(*sort) for sort in sorts.of(pattern))
    conditions = (*pattern.conditions, *pattern.absent_states)
    parts: list[dict[str, Any]] = [{_TRIGGER: {"sort": trigger}}]
    for place, sort in enumerate(others):
        condition = conditions[place] if place < len(conditions) else None
        tests = [{"sort": sort}, *_joins(pattern, condition)]
        is_absent = place >= len(pattern.conditions)
        alias = f"{_asked(place)}$not" if is_absent else _asked(place)
        parts.append({alias: tests[0] if len(tests) == 1 else {"$and": tests}})
    return {"all": parts}


def _joins(pattern: Pattern, condition: Condition | None) -> Iterator[dict[str, Any]]:
    for name in condition.joined if condition is not None else ():
        place = pattern.sources[name]
        alias = _TRIGGER if place < 0 else _asked(place)
        yield {_field(name): {alias: _field(name)}}


def _asked(place: int) -> str:
    return f"c{place}"


def _field(name: str) -> str:
    return f"f_{name}"


# Actions would be leased by the clock, and run again after ten seconds; with a clock that stands still they are not.
durable._unix_now = lambda: 0.0  # noqa: SLF001 — there is no other way to it

_HOST = _OneHost()
