"""By hand: four services as a programmer would write them, one function each, nulls as unknown.

A function takes facts of the right types, by name, and the day of the application, and yields whether the person may have
the service (None: not known), the truth of each condition of the rule file in its order (`CONDITIONS`), and the outputs.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Truth = bool | None
    Found = tuple[Truth, tuple[Truth, ...], tuple[Any, ...]]

# The leaves of the condition trees, in the order in which the functions tell their truth.
CONDITIONS: Final[dict[int, tuple[str, ...]]] = {
    11: (
        *("minimum-age", "before-retirement-age", "able-to-work", "wants-work", "out-of-work"),
        *("place", "school-leaver", "lost-job", "business-closed", "land-requisitioned"),
        *("demobilised", "released-from-custody", "other-local"),
    ),
    20: (
        *("minimum-age", "no-full-time-student", "before-retirement-age"),
        *("self-employed-without-staff", "part-time-worker", "not-enrolled-by-employer"),
        *("flexible-worker", "place"),
    ),
    22: (
        *("certificate-recent", "level-covered", "claims-below-cap", "same-level-not-claimed"),
        *("higher-level-not-claimed", "base-employee", "base-months", "phased-employee"),
        *("phased-months", "phased-recipient"),
    ),
    34: ("claim-age", "years-paid", "no-other-pension", "enrolled", "place", "applicant"),
}
OUTPUTS: Final[dict[int, tuple[str, ...]]] = {
    11: (),
    20: ("base_floor", "base_ceiling", "monthly_contribution", "base_in_range"),
    22: ("amount",),
    34: (),
}

ORIGINS: Final = (
    *("school_leaver", "lost_job", "business_closed", "land_requisitioned", "demobilised"),
    *("released_from_custody", "other_local"),
)
AMOUNTS: Final = {"junior": Decimal(1000), "intermediate": Decimal(1500), "senior": Decimal(2000)}
PHASED_UNTIL: Final = dt.date(2024, 12, 31)
# Original age, months for each month of delay, and the longest delay.
SCHEDULE: Final = {"male_60": (720, 4, 36), "female_55": (660, 4, 36), "female_50": (600, 2, 60)}
DELAY_START: Final = dt.date(2025, 1, 1)
BOUNDS: Final = {
    2019: (Decimal(2739), Decimal(13695)),
    2024: (Decimal(4113), Decimal(20564)),
    2025: (Decimal(4198), Decimal(20991)),
    2026: (Decimal(4244), Decimal(21219)),
}
PUBLISHED: Final = {2026: dt.date(2026, 8, 26)}
RATE: Final = Decimal("0.20")
MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day so many months later, at most the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = MONTH_LENGTHS[month]
    if month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        last = 29
    return dt.date(year, month + 1, min(day.day, last))


def retirement_date(born: dt.date, category: str, day: dt.date) -> dt.date:
    """The day on which the statutory retirement age is reached, as the law stands on `day`."""
    original, step, cap = SCHEDULE[category]
    delay = 0
    if day >= DELAY_START:
        months_into = (born.year - DELAY_START.year) * 12 + born.month - 1 + original
        delay = max(0, min(months_into // step + 1, cap))
    return add_months(born, original + delay)


def all_of(truths: tuple[Truth, ...]) -> Truth:
    """Kleene's `and`."""
    return False if False in truths else None if None in truths else True


def any_of(truths: tuple[Truth, ...]) -> Truth:
    """Kleene's `or`."""
    return True if True in truths else None if None in truths else False


def _before_retirement(
    born: dt.date | None, category: str | None, sex: str | None, day: dt.date
) -> Truth:
    if born is None:
        return None
    if category is None:
        if sex == "male":
            category = "male_60"
        else:
            # Nobody retires earlier than women at 50; of women nobody later than those at 55.
            if day < retirement_date(born, "female_50", day):
                return True
            latest = "male_60" if sex is None else "female_55"
            return None if day < retirement_date(born, latest, day) else False
    return day < retirement_date(born, category, day)


def register_unemployed(case: Mapping[str, Any], day: dt.date) -> Found:
    """Service 11. Every place is allowed, and every origin belongs to one of the seven groups."""
    get = case.get
    born = get("person.birth_date")
    able, wants = get("person.able_to_work"), get("person.wants_work")
    employment, origin = get("person.employment"), get("unemployment.origin")
    required: tuple[Truth, ...] = (
        None if born is None else add_months(born, 192) <= day,
        _before_retirement(born, get("person.retirement_category"), get("person.sex"), day),
        able,
        wants,
        None if employment is None else employment == "unemployed",
    )
    if origin is None:
        groups: tuple[Truth, ...] = (None,) * len(ORIGINS)
    else:
        groups = tuple([origin == each for each in ORIGINS])
    return all_of(required), (*required, True, *groups), ()


def enrol_flexible_worker(case: Mapping[str, Any], day: dt.date) -> Found:
    """Service 20."""
    get = case.get
    born, studies, place = (
        get("person.birth_date"),
        get("person.studies"),
        get("application.place"),
    )
    employment, enrolled = get("person.employment"), get("employee_pension.enrolled")
    of_age = None if born is None else add_months(born, 192) <= day
    no_student = None if studies is None else studies != "full_time"
    working_age = _before_retirement(
        born, get("person.retirement_category"), get("person.sex"), day
    )
    if employment is None:
        self_employed = part_time = flexible = None
    else:
        self_employed = employment == "self_employed_no_staff"
        part_time = employment == "part_time"
        flexible = employment == "flexible"
    not_enrolled = None if enrolled is None else not enrolled
    kind = any_of((self_employed, all_of((part_time, not_enrolled)), flexible))
    place_serves = None if place is None else place != "insured_place"
    outcome = all_of((of_age, no_student, working_age, kind, place_serves))
    truths = (
        *(of_age, no_student, working_age, self_employed, part_time, not_enrolled),
        *(flexible, place_serves),
    )
    return outcome, truths, _contribution(case, day, outcome)


def _contribution(case: Mapping[str, Any], day: dt.date, outcome: Truth) -> tuple[Any, ...]:
    year, base = case.get("contribution.year"), case.get("contribution.monthly_base")
    if year is None:
        year = day.year
    floor, ceiling = BOUNDS.get(year, (None, None))
    if day < PUBLISHED.get(year, day):
        floor = ceiling = None
    if year != day.year:
        in_range: Truth = False
    elif base is None or floor is None or ceiling is None:
        in_range = None
    else:
        in_range = floor <= base <= ceiling
    monthly = base * RATE if outcome and in_range and base is not None else None
    return floor, ceiling, monthly, in_range


def claim_subsidy(case: Mapping[str, Any], day: dt.date) -> Found:
    """Service 22."""
    get = case.get
    issued, level = get("certificate.issued_on"), get("certificate.level")
    claims = get("skill_subsidy.claims_this_year")
    same, higher = (
        get("skill_subsidy.same_level_claimed"),
        get("skill_subsidy.higher_level_claimed"),
    )
    employment, months = get("person.employment"), get("unemployment_insurance.months_paid")
    recent = None if issued is None else day <= add_months(issued, 12)
    covered = None if level is None else level in AMOUNTS
    below_cap = None if claims is None else claims < 3
    not_same = None if same is None else not same
    not_higher = None if higher is None else not higher
    employee = None if employment is None else employment == "enterprise_employee"
    base_months = None if months is None else months >= 36
    policy = all_of((employee, base_months))
    phased: tuple[Truth, ...] = (False, False, False)
    if day <= PHASED_UNTIL:
        phased_months = None if months is None else months >= 12
        receives = get("unemployment_insurance.receiving_benefit")
        phased = (employee, phased_months, receives)
        policy = any_of((policy, all_of((employee, phased_months)), receives))
    outcome = all_of((recent, covered, below_cap, not_same, not_higher, policy))
    truths = (
        *(recent, covered, below_cap, not_same, not_higher, employee, base_months),
        *phased,
    )
    return outcome, truths, (AMOUNTS[level] if outcome and level is not None else None,)


def claim_pension(case: Mapping[str, Any], day: dt.date) -> Found:
    """Service 34."""
    get = case.get
    born, years = get("person.birth_date"), get("resident_pension.years_paid")
    other, place = get("person.receives_other_pension"), get("application.place")
    applicant = get("application.applicant")
    enrolled = get("resident_pension.enrolled")
    if other is None and get("person.receives_employee_pension"):
        other = True
    if enrolled is None and years is not None and years > 0:
        enrolled = True
    truths: tuple[Truth, ...] = (
        None if born is None else add_months(born, 720) <= day,
        None if years is None else years >= 15,
        None if other is None else not other,
        enrolled,
        None if place is None else place == "household_registration",
        None if applicant is None else applicant in ("self", "agent"),
    )
    return all_of(truths), truths, ()


FUNCTIONS: Final[dict[int, Callable[[Mapping[str, Any], dt.date], Found]]] = {
    11: register_unemployed,
    20: enrol_flexible_worker,
    22: claim_subsidy,
    34: claim_pension,
}


def with_dates(case: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the right types, of a case with dates in ISO form."""
    return {
        name: dt.date.fromisoformat(value)
        if value is not None and name.endswith(("_date", "_on"))
        else value
        for name, value in case.items()
    }
