"""durable-rules: service 22 as flat rules on one fact, asserted and retracted for each case.

Nulls are absent fields. Alternatives are rules of their own, since `$or` fires once for each true branch. One host without
background threads, which is the one safe way to use the package.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from durable import engine
from tests.benchmarks.by_hand import AMOUNTS, CONDITIONS, PHASED_UNTIL
from tests.benchmarks.rivals.rules import RULES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from tests.benchmarks.by_hand import Found

    Pattern = dict[str, Any]

EMPLOYEE: Final = {"employment": "enterprise_employee"}
# The pattern under which each condition fails. What nobody knows is an absent field, and fails no test.
FAILING: Final[dict[str, Pattern]] = {
    "certificate-recent": {"$lt": {"days_left": 0}},
    "level-covered": {"$and": [{"$neq": {"level": level}} for level in AMOUNTS]},
    "claims-below-cap": {"$gte": {"claims": 3}},
    "same-level-not-claimed": {"same": True},
    "higher-level-not-claimed": {"higher": True},
    "base-employee": {"$neq": EMPLOYEE},
    "base-months": {"$lt": {"months": 36}},
    "phased-employee": {"$and": [{"phased": True}, {"$neq": EMPLOYEE}]},
    "phased-months": {"$and": [{"phased": True}, {"$lt": {"months": 12}}]},
    "phased-recipient": {"$and": [{"phased": True}, {"receiving": False}]},
}
# Whoever fails one of these is refused.
REQUIRED: Final = tuple(FAILING)[:5]
HOLDING: Final[tuple[Pattern, ...]] = (
    {"$gte": {"days_left": 0}},
    {"$lt": {"claims": 3}},
    {"same": False},
    {"higher": False},
)
POLICIES: Final[tuple[tuple[Pattern, ...], ...]] = (
    (EMPLOYEE, {"$gte": {"months": 36}}),
    ({"phased": True}, EMPLOYEE, {"$gte": {"months": 12}}),
    ({"phased": True}, {"receiving": True}),
)
# All ways in which no policy covers somebody.
UNCOVERED: Final[tuple[tuple[Pattern, ...], ...]] = (
    ({"phased": False}, {"$neq": EMPLOYEE}),
    ({"phased": False}, {"$lt": {"months": 36}}),
    ({"phased": True}, {"$neq": EMPLOYEE}, {"receiving": False}),
    ({"phased": True}, {"$lt": {"months": 12}}, {"receiving": False}),
)


class _QuietHost(engine.Host):  # type: ignore[misc]  # durable-rules says nothing of its types
    """A host that starts no threads: everything is run by whoever asserts."""

    def _run(self) -> None:
        """Nothing in the background."""


def ruleset(_service: int = 22) -> Callable[[Mapping[str, Any], dt.date], Found]:
    """A function that asks the rules of service 22.

    Of the conditions in force it tells those that fail; that one holds is no rule's action, since each costs dearly.
    """
    host, found, prepare = _QuietHost(), dict[str, Any](), RULES[22].prepare
    host.register_rulesets({"subsidy": _rules(found)})
    ids, numbers = CONDITIONS[22], itertools.count()

    def ask(case: Mapping[str, Any], day: dt.date) -> Found:
        fact = {name: value for name, value in prepare(case, day).items() if value is not None}
        if "valid_until" in fact:
            fact["days_left"] = fact["valid_until"] - fact["day"]
        fact |= {"phased": day <= PHASED_UNTIL, "id": str(next(numbers)), "sort": "case"}
        found.clear()
        host.assert_fact("subsidy", fact)
        host.retract_fact("subsidy", fact)
        get = found.get
        return get("outcome"), tuple([get(each) for each in ids]), (get("amount"),)

    return ask


def _rules(found: dict[str, Any]) -> dict[str, Any]:
    """The ruleset; its actions note in `found` what follows."""
    rules: dict[str, Any] = {}

    def add(pattern: Pattern, **told: object) -> None:
        # One parameter: with two, the engine would wait for a call back.
        action: Callable[[Any], None] = lambda _closure: found.update(told)  # noqa: E731 — it closes over `told`
        rules[f"r{len(rules)}"] = {"all": [{"m": pattern}], "run": action}

    # A fact that no rule wants would be refused.
    add({"sort": "case"})
    for condition, pattern in FAILING.items():
        add(pattern, **{condition: False}, **({"outcome": False} if condition in REQUIRED else {}))
    for (level, amount), policy in itertools.product(AMOUNTS.items(), POLICIES):
        add({"$and": [*HOLDING, {"level": level}, *policy]}, outcome=True, amount=int(amount))
    for patterns in UNCOVERED:
        add({"$and": [*patterns]}, outcome=False)
    return rules
