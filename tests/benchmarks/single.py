"""Single: one decision, for services 11, 20, 22 and 34, against functions written by hand and other engines.

People are complete, their facts a plain dictionary with dates in ISO form; each contender does what it takes from there.
Times are of the processor. What is not asked for is not worked out in a decision: each row says what was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import agreement, by_hand
from tests.benchmarks.cases import DAY, SERVICES, Cases
from tests.benchmarks.measuring import Contender, Timing, in_turns, over
from tests.benchmarks.reports import Goal, Report
from tests.benchmarks.rivals import RIVALS

import sxguide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.benchmarks.rivals import Rival

MICRO: Final = 1e6
PEOPLE: Final = 500
COMPARED: Final = 600
BASE: Final = "by hand, with pydantic"
OUTCOME: Final = "sxguide, the outcome"
TREE: Final = "sxguide, outcome, amounts, condition tree"


def run(*, rounds: int, seconds: float = 0.02) -> Iterator[Report]:
    """One report for each service, and one for all forty."""
    guide = sxguide.load()
    rivals = [rival for rival in RIVALS if rival.is_installed]
    absent = sorted({rival.package for rival in RIVALS} - {rival.package for rival in rivals})
    for service in SERVICES:
        taking_part = [rival for rival in rivals if service in rival.services]
        compared = _compare(guide, service, taking_part)
        timings = in_turns(
            _contenders(guide, service, taking_part), rounds=rounds, clock="cpu", seconds=seconds
        )
        report = _report(guide, service, timings)
        agreed = ", ".join(f"{who} ({count})" for who, count in compared)
        report.remarks.append(f"the same answers, before anything was timed: {agreed}")
        report.remarks += [f"not installed: {package}" for package in absent]
        yield report
    yield _screening(guide, rounds, seconds)


def _compare(guide: sxguide.Guide, service: int, rivals: list[Rival]) -> Iterator[tuple[str, int]]:
    ours = agreement.by_guide(guide, service)
    yield "by hand", agreement.compare(ours, agreement.handwritten(service), service, COMPARED)
    for rival in rivals:
        count = agreement.compare(ours, rival.ask(service), service, COMPARED, rival=rival)
        yield rival.name, count


def _contenders(guide: sxguide.Guide, service: int, rivals: list[Rival]) -> dict[str, Contender]:
    from tests.benchmarks import validated  # noqa: PLC0415 — it needs pydantic

    cases = Cases(7)
    people = [cases.complete(service) for _ in range(PEOPLE)]
    asked = [(case, DAY) for case in people]
    function, validate = by_hand.FUNCTIONS[service], validated.VALIDATE[service]
    name, decide = guide.service(service).name, guide.decide
    contenders = {
        "by hand, given the right types": over(
            function, [(by_hand.with_dates(case), DAY) for case in people]
        ),
        BASE: over(lambda case, day: function(validate(case), day), asked),
        OUTCOME: over(lambda case, day: decide(name, case, on=day).outcome, asked),
        TREE: over(lambda case, day: _tree(decide(name, case, on=day)), asked),
        "sxguide, everything as JSON": over(
            lambda case, day: decide(name, case, on=day).to_json(), asked[:20]
        ),
    }
    for rival in rivals:
        contenders[rival.name] = over(rival.ask(service), asked[:100])
    return contenders


def _tree(decision: sxguide.Decision) -> tuple[object, ...]:
    return decision.outcome, decision.benefit, decision.reasons


def _report(guide: sxguide.Guide, service: int, timings: Mapping[str, Timing]) -> Report:
    base, ours, tree = timings[BASE], timings[OUTCOME], timings[TREE]
    report = Report(
        f"One decision, service {service}: {guide.service(service).title.en}",
        ("who", "µs", "× by hand, pydantic", "× sxguide, outcome"),
    )
    for name, timing in timings.items():
        row = (name, timing.median * MICRO, timing.ratio_to(base), timing.ratio_to(ours))
        report.rows.append(row)
    report.goals.append(
        Goal("the outcome, all reasons at hand", 3, ours.ratio_to(base), "× by hand")
    )
    report.goals.append(
        Goal("outcome, amounts and condition tree built", 3, tree.ratio_to(base), "× by hand")
    )
    for name, timing in timings.items():
        limit = next((least for start, least in _LEAST.items() if name.startswith(start)), None)
        if limit is not None:
            words = f"faster than {name}"
            report.goals.append(Goal(words, limit, timing.ratio_to(ours), "×", at_most=False))
    return report


_LEAST: Final = {"zen-engine": 15, "openfisca-core": 60}


def _screening(guide: sxguide.Guide, rounds: int, seconds: float) -> Report:
    """Forty services at once, for people of whom everything is known."""
    cases = Cases(7)
    people = [cases.everything(guide.facts.values()) for _ in range(PEOPLE // 5)]
    hiring = [{**case, "posting.text": "招电工，男女不限"} for case in people]
    contenders = {
        f"{len(people[0])} facts": over(_screen(guide), [(case,) for case in people]),
        "… and the words of a posting": over(_screen(guide), [(case,) for case in hiring]),
    }
    timings = in_turns(contenders, rounds=rounds, clock="cpu", seconds=seconds)
    report = Report("`Guide.screen`, forty services, every outcome", ("case", "µs"))
    for name, timing in timings.items():
        report.rows.append((name, timing.median * MICRO))
        report.goals.append(Goal(name, 400, timing.median * MICRO, "µs"))
    return report


def _screen(guide: sxguide.Guide) -> Callable[[Mapping[str, Any]], object]:
    return lambda case: [each.outcome for each in guide.screen(case, on=DAY)]
