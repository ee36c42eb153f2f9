"""Almanac: the notices and statutory holidays that the `holidays` package knows (the only door to holidays).

Asking the package takes as long as loading the rules, and gives the same every time. So a build writes down what it said,
and that is read wherever the same version of the package is installed; otherwise the package is asked. Nothing is ever
written when the almanac is used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

from sxguide.errors import CalendarError
from sxguide.package import package_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "almanac.json"
FIRST_DAY = dt.date(1990, 1, 1)
LAST_DAY = dt.date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the notice for one year settles; days that it does not name count by their weekday."""

    off_days: frozenset[dt.date]
    makeup_days: frozenset[dt.date]


@dataclass(frozen=True, slots=True)
class Almanac:
    """What the package knows in that version: its notices, year by year without a gap, and the statutory holidays of all years."""

    package_version: str
    schedules: tuple[tuple[int, Schedule], ...]
    statutory: frozenset[dt.date]


@cache
def almanac() -> Almanac:
    """What the installed package knows."""
    from importlib.metadata import version as version_of  # noqa: PLC0415 — heavy, and most uses need no calendar

    version = version_of("holidays")
    try:
        written = package_folder().joinpath(FILE).read_bytes()
    except OSError:
        written = b"{}"
    return restored(written, version) or asked()


def stored(found: Almanac) -> bytes:
    """An almanac as a build writes it down."""
    content = {
        "made": _made(found.package_version),
        "schedules": [
            [year, _ordinals(each.off_days), _ordinals(each.makeup_days)]
            for year, each in found.schedules
        ],
        "statutory": _ordinals(found.statutory),
    }
    return json.dumps(content).encode()


def restored(content: bytes, version: str) -> Almanac | None:
    """The almanac that was `stored`; None where it was made of another version of the package, or by another module than this."""
    found = json.loads(content)
    if found.get("made") != _made(version):
        return None
    schedules = tuple(
        (year, Schedule(_dates(off), _dates(makeup))) for year, off, makeup in found["schedules"]
    )
    return Almanac(version, schedules, _dates(found["statutory"]))


def asked() -> Almanac:
    """What the package itself says."""
    from holidays.version import __version__  # noqa: PLC0415 — heavy, and mostly not needed

    # All years at once and no lazy loading, which would not be safe in threads.
    years = range(FIRST_DAY.year, LAST_DAY.year + 1)
    china = _china_class()(years=years, expand=False)
    noticed = set(china.special_public_holidays)
    moved = {
        dt.date(year, month, day)
        for year, rows in china.special_public_holidays.items()
        for month, day, *_origin in rows
    }
    last = first = max(noticed)
    while first - 1 in noticed:
        first -= 1
    return Almanac(
        package_version=__version__,
        schedules=tuple(
            (
                year,
                Schedule(
                    frozenset(day for day in china if day.year == year),
                    frozenset(day for day in china.weekend_workdays if day.year == year),
                ),
            )
            for year in range(first, last + 1)
        ),
        statutory=frozenset(day for day in china if day not in moved),
    )


def _china_class() -> Any:  # noqa: ANN401 — what it is made of is unannotated
    """The class for China of the `holidays` package, from its module alone.

    Importing it by its name would import the classes of all 250 countries, for longer than it takes to load the rules.
    """
    name = "holidays.countries.china"
    countries = importlib.util.find_spec("holidays.countries")
    places = countries.submodule_search_locations if countries is not None else None
    spec = PathFinder.find_spec(name, places)
    if spec is None or spec.loader is None:
        message = f"the installed `holidays` package has no `{name}`"
        raise CalendarError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.China


def _made(version: str) -> str:
    """What an almanac was made of, and by: the version of the package, and this module."""
    source = package_folder().joinpath("almanac.py").read_bytes()
    return f"{version} {hashlib.sha256(source).hexdigest()}"


def _ordinals(days: Iterable[dt.date]) -> list[int]:
    return sorted(map(dt.date.toordinal, days))


def _dates(ordinals: Iterable[int]) -> frozenset[dt.date]:
    return frozenset(map(dt.date.fromordinal, ordinals))
