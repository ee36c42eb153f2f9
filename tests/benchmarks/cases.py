"""Cases: random people for the services that are measured, complete or with gaps; nobody's facts contradict one another."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    import sxguide

    Case = dict[str, Any]

# The services measured, by number.
SERVICES: Final = (11, 20, 22, 34)
DAY: Final = dt.date(2026, 11, 23)
# The days asked about where answers are compared: before and after what changes with the date.
DAYS: Final = (
    dt.date(2024, 2, 29),
    dt.date(2024, 12, 31),
    dt.date(2025, 1, 1),
    dt.date(2026, 8, 25),
    dt.date(2026, 8, 26),
    DAY,
)

PLACES: Final = ("household_registration", "habitual_residence", "workplace", "insured_place")
EMPLOYMENT: Final = (
    "unemployed",
    "enterprise_employee",
    "public_sector_employee",
    "flexible",
    "part_time",
    "self_employed_no_staff",
    "employer",
    "not_in_labour_force",
)
ORIGINS: Final = (
    "school_leaver",
    "lost_job",
    "business_closed",
    "land_requisitioned",
    "demobilised",
    "released_from_custody",
    "other_local",
)
LEVELS: Final = ("junior", "intermediate", "senior", "technician", "senior_technician")
APPLICANTS: Final = ("self", "family", "agent", "employer")
STUDIES: Final = ("none", "full_time", "part_time")
YEARS: Final = (2019, 2024, 2025, 2026)


class Cases:
    """Cases with dates in ISO form, the same for the same seed; roughly half of the people are eligible."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 — made-up people, no secrets

    def complete(self, service: int, day: dt.date = DAY) -> Case:
        """Somebody of whom every fact that the service reads is known."""
        return _MAKERS[service](self._chance, day)

    def any(self, service: int, day: dt.date = DAY, *, kept: Collection[str] = ()) -> Case:
        """Somebody of whom some facts may be unknown, but none of those in `kept`."""
        chance = self._chance
        case = self.complete(service, day)
        for name in chance.sample(sorted(case), chance.choice((0, 1, 1, 2, len(case)))):
            if name not in kept:
                if chance.random() < 0.5:
                    case[name] = None
                else:
                    del case[name]
        return case

    def everything(self, facts: Iterable[sxguide.Fact], day: dt.date = DAY) -> Case:
        """Somebody of whom all these facts are known, and who recruits nobody: there are no words of a posting."""
        chance = self._chance
        case = {fact.name: _value(fact, chance, day) for fact in facts}
        del case["application.date"], case["posting.text"]
        employee = _mostly(chance, False, (True, False))
        public = _mostly(chance, False, (True, False))
        group = case["training.target_group"]
        return {
            **case,
            **_sex(chance),
            "person.birth_date": _born(chance, day, 19, 70),
            "person.receives_employee_pension": employee,
            "person.receives_public_sector_pension": public,
            "person.receives_other_pension": employee or public or chance.random() < 0.1,
            "person.in_graduation_year": group == "final_year_graduate" or chance.random() < 0.1,
            "unemployment.registered": group == "registered_unemployed" or chance.random() < 0.5,
            "posting.registered": False,
            "posting.lawful": False,
            "training.recommended": True,
            "training.intent_registered": True,
            "contribution.year": day.year,
            "contribution.monthly_base": chance.randint(4000, 22000),
        }


def _value(fact: sxguide.Fact, chance: random.Random, day: dt.date) -> Any:
    """Something that a fact may be."""
    match fact.kind:
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return (day - dt.timedelta(chance.randint(0, 700))).isoformat()
        case "enumeration":
            return chance.choice(fact.choices).value
        case "text":
            return chance.choice(("welder", "cook", "driver"))
        case "integer":
            return chance.randint(0, 60)
        case "number" | "money":
            return chance.randint(0, 200)


def _mostly(chance: random.Random, usual: object, others: Collection[Any]) -> Any:
    """What most people say, or now and then anything."""
    return usual if chance.random() < 0.8 else chance.choice(list(others))


def _born(chance: random.Random, day: dt.date, least: int, most: int) -> str:
    """A day of birth of somebody of that age or nearly."""
    days = chance.randint(least * 365, most * 366)
    return (day - dt.timedelta(days)).isoformat()


def _sex(chance: random.Random) -> Case:
    category = chance.choice(("male_60", "female_55", "female_50"))
    sex = "male" if category == "male_60" else "female"
    return {"person.sex": sex, "person.retirement_category": category}


def _registering(chance: random.Random, day: dt.date) -> Case:
    return {
        "person.birth_date": _born(chance, day, 14, 64),
        **_sex(chance),
        "person.able_to_work": _mostly(chance, True, (True, False)),
        "person.wants_work": _mostly(chance, True, (True, False)),
        "person.employment": _mostly(chance, "unemployed", EMPLOYMENT),
        "application.place": chance.choice(PLACES),
        "unemployment.origin": chance.choice(ORIGINS),
    }


def _enrolling(chance: random.Random, day: dt.date) -> Case:
    return {
        "person.birth_date": _born(chance, day, 14, 64),
        **_sex(chance),
        "person.studies": _mostly(chance, "none", STUDIES),
        "person.employment": _mostly(
            chance, chance.choice(("flexible", "part_time", "self_employed_no_staff")), EMPLOYMENT
        ),
        "employee_pension.enrolled": _mostly(chance, False, (True, False)),
        "application.place": _mostly(chance, "household_registration", PLACES),
        "contribution.year": _mostly(chance, day.year, YEARS),
        "contribution.monthly_base": chance.choice((4113, 4243, 4244, 5000, 20564, 21219, 21220)),
    }


def _claiming_subsidy(chance: random.Random, day: dt.date) -> Case:
    return {
        "certificate.issued_on": (day - dt.timedelta(chance.randint(0, 420))).isoformat(),
        "certificate.level": _mostly(chance, chance.choice(LEVELS[:3]), LEVELS),
        "skill_subsidy.claims_this_year": chance.choice((0, 0, 1, 2, 2, 3)),
        "skill_subsidy.same_level_claimed": _mostly(chance, False, (True, False)),
        "skill_subsidy.higher_level_claimed": _mostly(chance, False, (True, False)),
        "person.employment": _mostly(chance, "enterprise_employee", EMPLOYMENT),
        "unemployment_insurance.months_paid": _mostly(
            chance, chance.randint(36, 200), (0, 11, 12, 35, 36)
        ),
        "unemployment_insurance.receiving_benefit": _mostly(chance, False, (True, False)),
    }


def _claiming_pension(chance: random.Random, day: dt.date) -> Case:
    draws = _mostly(chance, False, (True, False))
    return {
        "person.birth_date": _born(chance, day, 57, 75),
        "resident_pension.years_paid": chance.choice((0, 14, 15, 16, 20, 30)),
        "person.receives_employee_pension": draws,
        "person.receives_other_pension": draws or _mostly(chance, False, (True, False)),
        "resident_pension.enrolled": _mostly(chance, True, (True, False)),
        "application.place": _mostly(chance, "household_registration", PLACES),
        "application.applicant": _mostly(chance, "self", APPLICANTS),
    }


_MAKERS: Final[dict[int, Callable[[random.Random, dt.date], Case]]] = {
    11: _registering,
    20: _enrolling,
    22: _claiming_subsidy,
    34: _claiming_pension,
}
