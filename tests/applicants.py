"""Random people for the real services, what is said of them, and values by which they may be otherwise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import sxguide
from sxguide import testing

if TYPE_CHECKING:
    from collections.abc import Callable

GUIDE = sxguide.load()
# While a policy of 2024 was in force, and later.
DAYS = (dt.date(2024, 6, 3), dt.date(2026, 9, 15))

# Numbers and dates around the thresholds of the rules, where a mistake would show.
NUMBERS = (0, 1, 2, 3, 11, 12, 14, 15, 35, 36, 59, 60, 119, 120, 4243, 4244, 21219, 21220)
DATES = (
    dt.date(1950, 2, 28),
    dt.date(1966, 9, 15),
    dt.date(1966, 9, 16),
    dt.date(1975, 1, 31),
    dt.date(2010, 9, 15),
    dt.date(2010, 9, 16),
    dt.date(2025, 9, 15),
    dt.date(2026, 8, 31),
    dt.date(2026, 9, 15),
)
TEXTS = ("搬运工", "仅限男性，未婚优先", "")

# What is supposed where nobody says otherwise is not unknown, and saying otherwise may well change an answer. The
# other defaults follow from what is known: a constraint refuses whoever says otherwise.
SUPPOSED = {
    "application.date",
    "back_payment.scheme",
    "contribution.year",
    "resident_pension.enrolled",
    "supplementary_pension.enrolled",
    "suspension.benefit",
    "training.intent_registered",
}


def values(fact: sxguide.Fact) -> st.SearchStrategy[Any]:
    """A few values of a fact."""
    match fact.kind:
        case "boolean":
            return st.booleans()
        case "enumeration":
            return st.sampled_from([choice.value for choice in fact.choices])
        case "date":
            return st.sampled_from(DATES)
        case "text":
            return st.sampled_from(TEXTS)
        case "integer":
            return st.sampled_from([number for number in NUMBERS if number >= (fact.minimum or 0)])
        case _:
            return st.sampled_from(NUMBERS).map(Decimal)


def people(service: str) -> st.SearchStrategy[tuple[dict[str, Any], dt.date]]:
    """Somebody of whom everything is known, as often as not somebody who may have the service; and the date."""
    return _on_some_day(testing.cases, service)


def cases(service: str) -> st.SearchStrategy[tuple[dict[str, Any], dt.date]]:
    """What is said of such a person: some of their facts, in any order; and the date."""
    return _on_some_day(testing.partial_cases, service).flatmap(
        lambda drawn: st.permutations(sorted(drawn[0])).map(
            lambda names: ({name: drawn[0][name] for name in names}, drawn[1])
        )
    )


def _on_some_day(
    strategy: Callable[..., st.SearchStrategy[dict[str, Any]]], service: str
) -> st.SearchStrategy[tuple[dict[str, Any], dt.date]]:
    return st.one_of([st.tuples(strategy(service, on=on, guide=GUIDE), st.just(on)) for on in DAYS])


def decided(
    service: str, case: dict[str, Any], on: dt.date, guide: sxguide.Guide = GUIDE
) -> sxguide.Decision | None:
    """The decision, or None where the facts contradict one another."""
    try:
        return guide.decide(service, case, on=on)
    except sxguide.CaseError:
        return None
