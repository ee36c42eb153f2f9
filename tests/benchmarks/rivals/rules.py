"""Rules: the services as small tests and how they combine, which the rivals that take rules as data write in their language.

Calendar arithmetic comes in as day numbers: one of these engines has none, another has `Invalid date` a year after
29 February. `prepare` is part of what is measured; the engines get numbers, texts, truths and null.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tests.benchmarks.by_hand import (
    ORIGINS,
    PHASED_UNTIL,
    add_months,
    retirement_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Name:
    """The value of another name."""

    name: str


@dataclass(frozen=True)
class Test:
    """A condition: one name compared with a constant, several of them, or another name; null where one is null."""

    id: str
    name: str
    op: Literal["==", "!=", "<", "<=", ">=", "in"]
    value: Any


@dataclass(frozen=True)
class Always:
    """A condition that everybody meets, since it lists every value there is."""

    id: str


@dataclass(frozen=True)
class Join:
    """All, or any, of conditions and joins."""

    quantifier: Literal["all", "any"]
    members: tuple[str | Join, ...]


@dataclass(frozen=True)
class Rules:
    """What one service asks: its conditions, how they combine, and how a case is prepared for them."""

    conditions: tuple[Test | Always, ...]
    outcome: Join
    prepare: Callable[[Mapping[str, Any], dt.date], dict[str, Any]]


def _number(day: str | None, months: int = 0) -> int | None:
    return None if day is None else add_months(dt.date.fromisoformat(day), months).toordinal()


def _working_age(case: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    born, category = case.get("person.birth_date"), case.get("person.retirement_category")
    retires = None
    if born is not None and category is not None:
        retires = retirement_date(dt.date.fromisoformat(born), category, day).toordinal()
    return {
        "day": day.toordinal(),
        "sixteen": _number(born, 192),
        "retires": retires,
        "employment": case.get("person.employment"),
        "place": case.get("application.place"),
    }


def _registering(case: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    get = case.get
    return {
        **_working_age(case, day),
        "able": get("person.able_to_work"),
        "wants": get("person.wants_work"),
        "origin": get("unemployment.origin"),
    }


def _enrolling(case: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    get = case.get
    year = get("contribution.year")
    return {
        **_working_age(case, day),
        "studies": get("person.studies"),
        "enrolled": get("employee_pension.enrolled"),
        "this_year": day.year,
        "year": day.year if year is None else year,
        "base": get("contribution.monthly_base"),
    }


def _claiming_subsidy(case: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    get = case.get
    # Out of force, the phased policy's conditions are false, whatever the facts.
    phased = day <= PHASED_UNTIL
    employment = get("person.employment")
    months = get("unemployment_insurance.months_paid")
    return {
        "day": day.toordinal(),
        "valid_until": _number(get("certificate.issued_on"), 12),
        "level": get("certificate.level"),
        "claims": get("skill_subsidy.claims_this_year"),
        "same": get("skill_subsidy.same_level_claimed"),
        "higher": get("skill_subsidy.higher_level_claimed"),
        "employment": employment,
        "months": months,
        "phased_employment": employment if phased else "",
        "phased_months": months if phased else 0,
        "receiving": get("unemployment_insurance.receiving_benefit") if phased else False,
    }


def _claiming_pension(case: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    get = case.get
    other, years = get("person.receives_other_pension"), get("resident_pension.years_paid")
    enrolled = get("resident_pension.enrolled")
    if other is None and get("person.receives_employee_pension"):
        other = True
    if enrolled is None and years is not None and years > 0:
        enrolled = True
    return {
        "day": day.toordinal(),
        "sixty": _number(get("person.birth_date"), 720),
        "years": years,
        "other": other,
        "enrolled": enrolled,
        "place": get("application.place"),
        "applicant": get("application.applicant"),
    }


RULES: Final[dict[int, Rules]] = {
    11: Rules(
        (
            Test("minimum-age", "sixteen", "<=", Name("day")),
            Test("before-retirement-age", "day", "<", Name("retires")),
            Test("able-to-work", "able", "==", value=True),
            Test("wants-work", "wants", "==", value=True),
            Test("out-of-work", "employment", "==", "unemployed"),
            Always("place"),
            *(Test(origin.replace("_", "-"), "origin", "==", origin) for origin in ORIGINS),
        ),
        Join(
            "all",
            ("minimum-age", "before-retirement-age", "able-to-work", "wants-work", "out-of-work"),
        ),
        _registering,
    ),
    20: Rules(
        (
            Test("minimum-age", "sixteen", "<=", Name("day")),
            Test("no-full-time-student", "studies", "!=", "full_time"),
            Test("before-retirement-age", "day", "<", Name("retires")),
            Test("self-employed-without-staff", "employment", "==", "self_employed_no_staff"),
            Test("part-time-worker", "employment", "==", "part_time"),
            Test("not-enrolled-by-employer", "enrolled", "==", value=False),
            Test("flexible-worker", "employment", "==", "flexible"),
            Test("place", "place", "!=", "insured_place"),
        ),
        Join(
            "all",
            (
                *("minimum-age", "no-full-time-student", "before-retirement-age", "place"),
                Join(
                    "any",
                    (
                        "self-employed-without-staff",
                        Join("all", ("part-time-worker", "not-enrolled-by-employer")),
                        "flexible-worker",
                    ),
                ),
            ),
        ),
        _enrolling,
    ),
    22: Rules(
        (
            Test("certificate-recent", "day", "<=", Name("valid_until")),
            Test("level-covered", "level", "in", ("junior", "intermediate", "senior")),
            Test("claims-below-cap", "claims", "<", 3),
            Test("same-level-not-claimed", "same", "==", value=False),
            Test("higher-level-not-claimed", "higher", "==", value=False),
            Test("base-employee", "employment", "==", "enterprise_employee"),
            Test("base-months", "months", ">=", 36),
            Test("phased-employee", "phased_employment", "==", "enterprise_employee"),
            Test("phased-months", "phased_months", ">=", 12),
            Test("phased-recipient", "receiving", "==", value=True),
        ),
        Join(
            "all",
            (
                *("certificate-recent", "level-covered", "claims-below-cap"),
                *("same-level-not-claimed", "higher-level-not-claimed"),
                Join(
                    "any",
                    (
                        Join("all", ("base-employee", "base-months")),
                        Join("all", ("phased-employee", "phased-months")),
                        "phased-recipient",
                    ),
                ),
            ),
        ),
        _claiming_subsidy,
    ),
    34: Rules(
        (
            Test("claim-age", "sixty", "<=", Name("day")),
            Test("years-paid", "years", ">=", 15),
            Test("no-other-pension", "other", "==", value=False),
            Test("enrolled", "enrolled", "==", value=True),
            Test("place", "place", "==", "household_registration"),
            Test("applicant", "applicant", "in", ("self", "agent")),
        ),
        Join(
            "all",
            ("claim-age", "years-paid", "no-other-pension", "enrolled", "place", "applicant"),
        ),
        _claiming_pension,
    ),
}
