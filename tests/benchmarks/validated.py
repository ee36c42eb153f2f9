"""Validated: cases checked by pydantic, for the functions written by hand.

A `TypedDict` and one `TypeAdapter` for each service, which is what pydantic's documentation advises for speed. Types,
allowed values and ranges are checked, and unknown names refused; whether facts contradict one another is not.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

Places = Literal["household_registration", "habitual_residence", "workplace", "insured_place"]
Employment = Literal[
    "unemployed",
    "enterprise_employee",
    "public_sector_employee",
    "flexible",
    "part_time",
    "self_employed_no_staff",
    "employer",
    "not_in_labour_force",
]
Sex = Literal["male", "female"]
Category = Literal["male_60", "female_55", "female_50"]
Origin = Literal[
    "school_leaver",
    "lost_job",
    "business_closed",
    "land_requisitioned",
    "demobilised",
    "released_from_custody",
    "other_local",
]
Level = Literal["junior", "intermediate", "senior", "technician", "senior_technician"]
Studies = Literal["none", "full_time", "part_time"]
Applicant = Literal["self", "family", "agent", "employer"]
Count = Annotated[int, Field(ge=0)]

_FIELDS: Final[dict[int, dict[str, Any]]] = {
    11: {
        "person.birth_date": dt.date | None,
        "person.sex": Sex | None,
        "person.retirement_category": Category | None,
        "person.able_to_work": bool | None,
        "person.wants_work": bool | None,
        "person.employment": Employment | None,
        "application.place": Places | None,
        "unemployment.origin": Origin | None,
    },
    20: {
        "person.birth_date": dt.date | None,
        "person.sex": Sex | None,
        "person.retirement_category": Category | None,
        "person.studies": Studies | None,
        "person.employment": Employment | None,
        "employee_pension.enrolled": bool | None,
        "application.place": Places | None,
        "contribution.year": int | None,
        "contribution.monthly_base": Annotated[Decimal, Field(ge=0)] | None,
    },
    22: {
        "certificate.issued_on": dt.date | None,
        "certificate.level": Level | None,
        "skill_subsidy.claims_this_year": Count | None,
        "skill_subsidy.same_level_claimed": bool | None,
        "skill_subsidy.higher_level_claimed": bool | None,
        "person.employment": Employment | None,
        "unemployment_insurance.months_paid": Count | None,
        "unemployment_insurance.receiving_benefit": bool | None,
    },
    34: {
        "person.birth_date": dt.date | None,
        "resident_pension.years_paid": Annotated[Decimal, Field(ge=0)] | None,
        "person.receives_employee_pension": bool | None,
        "person.receives_other_pension": bool | None,
        "resident_pension.enrolled": bool | None,
        "application.place": Places | None,
        "application.applicant": Applicant | None,
    },
}


def _adapter(fields: dict[str, Any]) -> TypeAdapter[dict[str, Any]]:
    # A functional `TypedDict`, since names of facts have dots.
    checked = TypedDict("Facts", fields, total=False)  # type: ignore[misc]  # the fields are data here
    return TypeAdapter(with_config(ConfigDict(extra="forbid"))(checked))


# Each yields the facts by name, of the right types, or raises pydantic's `ValidationError`.
VALIDATE: Final = {service: _adapter(fields).validate_python for service, fields in _FIELDS.items()}
