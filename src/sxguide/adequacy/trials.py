"""Trials: the scenarios that try the rules, by service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.answers import Outcome
from sxguide.scenarios import decide, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sxguide.decision import Decision
    from sxguide.guide import Guide
    from sxguide.scenarios import Mismatch, Scenario


@dataclass(frozen=True, slots=True)
class Trial:
    """A scenario that asks for one service, and the file that it stands in."""

    file: str
    scenario: Scenario
    service: str

    @property
    def name(self) -> str:
        """What the scenario shows, and where it stands."""
        return f"{self.file}:{self.scenario.span.line} {self.scenario.name}"

    def decision(self, guide: Guide) -> Decision:
        """What the rules say of the case."""
        return decide(guide, self.scenario, self.service)

    def mismatches(self, guide: Guide) -> list[Mismatch]:
        """What they say otherwise than expected."""
        return run(guide, self.scenario)

    @property
    def _is_open(self) -> bool:
        expect = self.scenario.expect
        return expect is not None and expect["outcome"] == Outcome.UNDETERMINED.value


def trials_of(
    guide: Guide, scenarios: Iterable[tuple[str, Scenario]]
) -> Mapping[str, tuple[Trial, ...]]:
    """The scenarios of each service, those with a settled outcome first: they are the quickest to run.

    Left out are those that nobody has confirmed, and those that screen a person.

    Raises:
        UnknownServiceError: A scenario asks for a service that there is not.
    """
    found: dict[str, list[Trial]] = {name: [] for name in guide.services}
    for file, scenario in scenarios:
        if scenario.service is not None and scenario.is_confirmed:
            name = guide.service(scenario.service).name
            found[name].append(Trial(file, scenario, name))
    return {
        name: tuple(sorted(trials, key=lambda trial: trial._is_open))  # noqa: SLF001 — its own module
        for name, trials in found.items()
    }
