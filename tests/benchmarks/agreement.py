"""Agreement: before anything is timed, whether all say the same of the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import by_hand
from tests.benchmarks.cases import DAYS, Cases

from sxguide.answers import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from tests.benchmarks.by_hand import Found, Truth
    from tests.benchmarks.rivals import Ask, Rival

    import sxguide

_TRUTHS: Final[dict[Outcome, Truth]] = {
    Outcome.ELIGIBLE: True,
    Outcome.INELIGIBLE: False,
    Outcome.UNDETERMINED: None,
}
# The conditions of a policy that is out of force are false in our decisions, and unknown to who says only what fails.
_PHASED: Final = frozenset({"phased-employee", "phased-months", "phased-recipient"})
# Where an engine counts in floats.
_TOLERANCE: Final = 1e-6
_SEED: Final = 1


class DisagreementError(Exception):
    """Two contenders say different things of one person."""


def by_guide(guide: sxguide.Guide, service: int) -> Ask:
    """The guide as a contender: outcome, truths and outputs, in the form of the functions written by hand."""
    name = guide.service(service).name
    ids, outputs = by_hand.CONDITIONS[service], by_hand.OUTPUTS[service]

    def ask(case: Mapping[str, Any], day: dt.date) -> Found:
        decision = guide.decide(name, case, on=day)
        truths = {reason.id: reason.truth for reason in decision.reasons}
        return (
            _TRUTHS[decision.outcome],
            tuple([truths[each] for each in ids]),
            tuple([decision.benefit[each].value for each in outputs]),
        )

    return ask


def handwritten(service: int) -> Ask:
    """The function written by hand, given the right types."""
    function = by_hand.FUNCTIONS[service]
    return lambda case, day: function(by_hand.with_dates(case), day)


def people(
    service: int, count: int, *, seed: int, gaps: bool = True, kept: tuple[str, ...] = ()
) -> Iterator[tuple[dict[str, Any], dt.date]]:
    """So many people and days; with gaps, some facts are unknown, but none of those in `kept`."""
    cases = Cases(seed)
    for number in range(count):
        day = DAYS[number % len(DAYS)]
        yield (cases.any(service, day, kept=kept) if gaps else cases.complete(service, day)), day


def compare(ours: Ask, theirs: Ask, service: int, count: int, *, rival: Rival | None = None) -> int:
    """Puts so many people to both, and half as many again without gaps; how many were compared.

    Without a `rival`, `theirs` is written by hand and says everything. A rival is spared whose answers differ for a reason
    that `rivals` gives; and where the category of the retirement age is unknown, which three-valued logic leaves open.

    Raises:
        DisagreementError: They differ.
    """
    kept = ("person.sex", "person.retirement_category") if rival is not None else ()
    asked = list(people(service, count // 2, seed=_SEED + 1, gaps=False))
    if rival is None or rival.knows_nulls:
        asked += people(service, count, seed=_SEED, kept=kept)
    for case, day in asked:
        found, other = ours(case, day), theirs(case, day)
        if not _same(found, other, by_hand.CONDITIONS[service], rival, day):
            name = "by hand" if rival is None else rival.name
            message = f"service {service}, {day}, {case!r}:\nsxguide: {found}\n{name}: {other}"
            raise DisagreementError(message)
    return len(asked)


def _same(
    ours: Found, theirs: Found, ids: tuple[str, ...], rival: Rival | None, day: dt.date
) -> bool:
    if ours[0] is not theirs[0] or len(ours[2]) != len(theirs[2]):
        return False
    truths = zip(ids, ours[1], theirs[1], strict=True)
    if rival is not None and not rival.tells_holding:
        agree = all(
            (mine is False) == (other is False)
            for name, mine, other in truths
            if name not in _PHASED or day <= by_hand.PHASED_UNTIL
        )
    else:
        agree = all(mine is other for _, mine, other in truths)
    return agree and all(map(_same_value, ours[2], theirs[2]))


def _same_value(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, float):
        return ours is not None and abs(float(ours) - theirs) < _TOLERANCE
    return bool(ours == theirs)
