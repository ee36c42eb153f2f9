"""Dates: what becomes of parts that are dates, as expressions of Polars, and from when to when they may be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import polars as pl

from sxguide.backends.columnar.days import in_its_month, months_later
from sxguide.backends.columnar.parts import Part, Unfit
from sxguide.feel.arithmetic import calculate
from sxguide.values import MonthsDuration

if TYPE_CHECKING:
    from sxguide.backends.columnar.parts import Span
    from sxguide.values import Value

_SHORTEST_MONTH: Final = 28


def moved(part: Part, length: Value) -> Part:
    """A date so much later.

    Raises:
        Unfit: The length is not the same for all rows, or the dates might leave the calendar.
    """
    if part.span is None:
        raise Unfit
    first, last = (calculate("+", day, length) for day in part.span)
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        raise Unfit
    match length:
        case MonthsDuration(months):
            rows = months_later(months).rows(part.rows, part.span)
        case dt.timedelta(days=days) if length == dt.timedelta(days):
            # What is no date of a fact may lie at the end of all days.
            is_within = part.rows.is_between(*part.span)
            rows = pl.when(is_within).then(part.rows + pl.duration(days=days))
        case _:
            raise Unfit
    return Part("date", rows, part.absent, span=(first, last))


def in_month(part: Part, day: int) -> Part:
    """That day of the month that a date is in.

    Raises:
        Unfit: It is no date, or not every month has the day.
    """
    if part.kind != "date" or part.span is None or not 1 <= day <= _SHORTEST_MONTH:
        raise Unfit
    first, last = part.span
    rows = in_its_month(day).rows(part.rows, part.span)
    return Part("date", rows, part.absent, span=(first.replace(day=1), last.replace(day=day)))


def part_of_date(part: Part, name: str) -> Part:
    """The year, month or day of a date.

    Raises:
        Unfit: It is no date.
    """
    if part.kind != "date":
        raise Unfit
    rows = {"year": part.rows.dt.year, "month": part.rows.dt.month, "day": part.rows.dt.day}[name]()
    return Part("number", rows, part.absent, digits=4)


def joint_span(one: Part, other: Part) -> Span | None:
    """From when to when a date may be that is one of two."""
    spans = [_span_of(part) for part in (one, other) if part.kind is not None]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    return min(first for first, _ in known), max(last for _, last in known)


def _span_of(part: Part) -> Span | None:
    if not part.is_fixed:
        return part.span
    day = part.value
    return (day, day) if isinstance(day, dt.date) else None
