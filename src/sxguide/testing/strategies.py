"""Strategies: cases, frames and dates for Hypothesis. The only door to hypothesis."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sxguide.errors import MissingExtraError
from sxguide.scenario_writer import scenario_file
from sxguide.testing.spaces import space

try:
    from hypothesis import currently_in_test_context, note
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    _message = 'strategies need hypothesis: pip install "sxguide[testing]"'
    raise MissingExtraError(_message) from error

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

    from sxguide.guide import Guide
    from sxguide.model import Plain
    from sxguide.testing.sampler import Pick
    from sxguide.testing.spaces import Kind, Space

# Bytes of a pick: enough for every day of a life, and every fen of an income.
_BYTES = 3


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
    case = drawn(people, _picks(draw(_choices(people.picks))))
    if currently_in_test_context():
        note(_Shown(people, case))
    return case


@lru_cache(maxsize=None)
def _choices(picks: int) -> SearchStrategy[bytes]:
    """So many picks in one draw: to draw each for itself would take longer than all else."""
    return st.binary(min_size=picks * _BYTES, max_size=picks * _BYTES)


def _picks(choices: bytes) -> Pick:
    """Picks out of drawn bytes. Each pick has its own place there, and the least bytes pick what is most readable."""
    place = 0

    def pick(below: int) -> int:
        nonlocal place
        place += _BYTES
        return int.from_bytes(choices[place - _BYTES : place]) * below >> 8 * _BYTES

    return pick


class _Shown:
    """A case as a scenario file, worked out where Hypothesis shows it: for the least case that fails."""

    def __init__(self, people: Space, case: dict[str, Plain]) -> None:
        self._people = people
        self._case = case

    def __repr__(self) -> str:
        question = self._people.question
        decision = question.guide.decide(question.service.name, self._case, on=question.on)
        return scenario_file(decision, "what was found by drawing cases")
