"""Strategies: cases, frames and dates for Hypothesis. The only door to hypothesis."""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from sxguide.errors import DrawingError, MissingExtraError
from sxguide.scenario_writer import scenario_file
from sxguide.testing.dates import beside_holidays, turning_days, working_days_between
from sxguide.testing.spaces import bundled, space
from sxguide.workdays import WorkCalendar

try:
    from hypothesis import currently_in_test_context, note
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    _message = "drawing cases needs `pip install sxguide[testing]`"
    raise MissingExtraError(_message) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

    from sxguide.backends.columnar.rows import People
    from sxguide.guide import Guide
    from sxguide.model import Plain
    from sxguide.testing.sampler import Pick
    from sxguide.testing.spaces import Kind, Space

_BYTE = 256
# People of a population who are drawn one by one; Hypothesis has room for so many and not for thousands.
_MAX_DRAWN = 10
_MAX_SEED = 2**32 - 1
_YEAR = dt.timedelta(days=365)


def cases(
    service: str | int, /, *, on: dt.date, guide: Guide | None = None, **facts: object
) -> SearchStrategy[dict[str, Plain]]:
    """Complete cases: every fact that the service reads, by dotted name, and no facts that contradict one another.

    Half of the people may have the service, where anybody may; the values lie on the boundaries of the rules more often
    than between them. A fact that a person does not have, as a date of something that never was, is left out. `facts` are
    the same in all cases, given as `guide.decide` takes them; None fixes nothing. `guide` is the bundled rules, unless
    another is given.

    Raises:
        UnknownServiceError: There is no such service.
        CaseError: `facts` are malformed, or contradict one another.
        DecisionError: `on` is no date.
        DrawingError: The service is too large for a decision diagram.
    """
    people = space(guide, service, on, facts)
    people.require("anyone")
    return _cases(people, _anyone)


def eligible_cases(
    service: str | int, /, *, on: dt.date, guide: Guide | None = None, **facts: object
) -> SearchStrategy[dict[str, Plain]]:
    """Complete cases that come out eligible, as `cases` has them.

    Raises:
        DrawingError: Nobody may have the service, or it is too large for a decision diagram.
        SxguideError: As `cases` raises it.
    """
    return _of_kind("eligible", space(guide, service, on, facts))


def ineligible_cases(
    service: str | int, /, *, on: dt.date, guide: Guide | None = None, **facts: object
) -> SearchStrategy[dict[str, Plain]]:
    """Complete cases that come out ineligible, as `cases` has them.

    Raises:
        DrawingError: Nobody is refused the service, or it is too large for a decision diagram.
        SxguideError: As `cases` raises it.
    """
    return _of_kind("ineligible", space(guide, service, on, facts))


def partial_cases(
    service: str | int, /, *, on: dt.date, guide: Guide | None = None, **facts: object
) -> SearchStrategy[dict[str, Plain]]:
    """Any part of what `cases` has: somebody of whom some facts are not known, `facts` apart.

    A fact whose default would say otherwise of the person is not left out.

    Raises:
        SxguideError: As `cases` raises it.
    """
    people = space(guide, service, on, facts)
    people.require("anyone")
    return _cases(people, _partly)


def populations(
    n: int,
    service: str | int | None = None,
    /,
    *,
    on: dt.date,
    guide: Guide | None = None,
    **facts: object,
) -> SearchStrategy[People]:
    """Polars frames of `n` people, as `partial_cases` has them, with a column for each fact that the service reads.

    Without a service the people are of all services, each of one, and there is a column for each fact that any service reads,
    for `guide.screen_frame`. Columns are called as facts are, and null is what is not known: `guide.decide_frame` takes them as they are. The first
    people shrink one by one; those behind them come from a seed.

    Raises:
        DrawingError: `n` is no count; or as `cases` raises it.
        MissingExtraError: Polars is not installed.
        SxguideError: As `cases` raises it.
    """
    from sxguide.backends.columnar.rows import frame_of  # noqa: PLC0415 — only who wants frames needs Polars

    if type(n) is not int or n < 0:
        message = f"a population has a whole number of people from 0 up, not `{n}`"
        raise DrawingError(message)
    rules = guide or bundled()
    asked = rules.services if service is None else (service,)
    crowds = [space(rules, each, on, facts) for each in asked]
    for people in crowds:
        people.require("anyone")
    read = {fact.name for people in crowds for fact in people.question.facts}
    columns = [fact for fact in rules.facts.values() if fact.name in read]
    return _people(crowds, n).map(lambda rows: frame_of(columns, rows))


def working_days(
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    calendar: WorkCalendar | None = None,
) -> SearchStrategy[dt.date]:
    """Working days from `first` to `last`, by default of all years with a notice; half of them beside holidays.

    They shrink toward the first. `calendar` is the default one, unless another is given.

    Raises:
        CalendarError: One of the two is not a date that the calendar covers.
        DrawingError: There is no working day between them.
    """
    known = calendar or WorkCalendar.default()
    days = working_days_between(known, first, last)
    near = beside_holidays(days, known)
    anywhere = st.sampled_from(days)
    return st.one_of(anywhere, st.sampled_from(near)) if near else anywhere


def dates_around(parameter: str, *, guide: Guide | None = None) -> SearchStrategy[dt.date]:
    """Days on either side of every change of a parameter, and others within a year of these.

    Raises:
        DrawingError: There is no such parameter; the message names the nearest.
    """
    days = turning_days(guide or bundled(), parameter)
    between = st.dates(days[0] - _YEAR, days[-1] + _YEAR)
    return st.one_of(st.sampled_from(days), between)


def _of_kind(kind: Kind, people: Space) -> SearchStrategy[dict[str, Plain]]:
    people.require(kind)
    return _cases(people, lambda people, pick: people.draw(kind, pick))


def _anyone(people: Space, pick: Pick) -> dict[str, Plain]:
    """Somebody: few of all combinations of facts are eligible, so half of the draws are from those."""
    return people.draw(_either(people, pick), pick)


def _partly(people: Space, pick: Pick) -> dict[str, Plain]:
    return people.draw_partly(_either(people, pick), pick)


def _either(people: Space, pick: Pick) -> Kind:
    return "eligible" if people.has("eligible") and pick(2) else "anyone"


@st.composite
def _cases(
    draw: st.DrawFn, people: Space, drawn: Callable[[Space, Pick], dict[str, Plain]]
) -> dict[str, Plain]:
    case = drawn(people, _picks(draw, people))
    if currently_in_test_context():
        note(_Shown(people, case))
    return case


@st.composite
def _people(draw: st.DrawFn, crowds: Sequence[Space], n: int) -> list[dict[str, Plain]]:
    several = []
    for _ in range(min(n, _MAX_DRAWN)):
        people = crowds[draw(_numbers(len(crowds)))] if len(crowds) > 1 else crowds[0]
        several.append(_partly(people, _picks(draw, people)))
    if n > _MAX_DRAWN:
        random = Random(draw(st.integers(0, _MAX_SEED)))  # noqa: S311 — people are no secrets
        several += [_partly(random.choice(crowds), random.randrange) for _ in range(n - _MAX_DRAWN)]
    return several


def _picks(draw: st.DrawFn, people: Space) -> Pick:
    """The picks for one person: a byte each, all drawn at once, which takes less than each for itself.

    Each pick has its own byte, and the least byte is the most readable choice. Among more choices than a byte can tell
    apart, as the days of a life, a number is drawn.
    """
    choices = draw(_bytes(people.picks))
    place = -1

    def pick(below: int) -> int:
        nonlocal place
        place += 1
        return choices[place] * below >> 8 if below <= _BYTE else draw(_numbers(below))

    return pick


@cache
def _bytes(count: int) -> SearchStrategy[bytes]:
    return st.binary(min_size=count, max_size=count)


@cache
def _numbers(below: int) -> SearchStrategy[int]:
    return st.integers(0, below - 1)


class _Shown:
    """A case as a scenario file, worked out where Hypothesis shows it: for the least case that fails."""

    def __init__(self, people: Space, case: dict[str, Plain]) -> None:
        self._people = people
        self._case = case

    def __repr__(self) -> str:
        question = self._people.question
        decision = question.guide.decide(question.service.name, self._case, on=question.on)
        return scenario_file(decision, "what was found by drawing cases")
