"""Judge: whether scenarios notice a mutant, and if they do not, who would, or the proof that nobody could."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.adequacy.citing import is_cited_anyway
from sxguide.adequacy.difference import Difference
from sxguide.adequacy.mutants import KINDS
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.errors import SxguideError
from sxguide.guide import Guide
from sxguide.scenario_writer import said, scenario_text
from sxguide.verification.findings import Example

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from sxguide.adequacy.mutants import Change, Mutant
    from sxguide.adequacy.stretches import Stretch
    from sxguide.adequacy.trials import Trial
    from sxguide.citations import JsonValue
    from sxguide.model import Plain, Rulebook
    from sxguide.workdays import WorkCalendar

# What a scenario may state of some outputs or elements, and leave the rest unsaid.
_IN_PART = frozenset({"benefit", "open", "clauses"})

Status: TypeAlias = Literal["killed", "equivalent", "survived", "unproved"]


@dataclass(frozen=True, slots=True)
class Killer:
    """A case that a mutant treats otherwise than the rules do: what they say, where the two differ.

    `scenario` names the scenario that has this case, and states too little of the decision to notice.
    """

    example: Example
    expect: Mapping[str, JsonValue]
    scenario: str | None = None

    def scenario_text(self, change: Change) -> str:
        """The case as a scenario to be confirmed."""
        return scenario_text(
            f"{KINDS[change.kind].en} in {change.of}",
            self.example.service,
            self.example.on,
            self.example.facts,
            self.expect,
            confirmed=False,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mutant.

    Of a mutant that was killed, `by` names the scenario; of one that is equivalent, `days` are those that the diagram of
    the difference speaks for (none: a clause that the decision goes on citing was dropped); of a survivor, `killer` would kill it. One that is unproved could be neither killed nor proved equivalent.
    """

    change: Change
    services: tuple[str, ...]
    status: Status
    by: str | None = None
    days: tuple[str, ...] = ()
    killer: Killer | None = None


class Judge:
    """Puts mutants of one rulebook to scenarios. Every scenario holds of the rules themselves."""

    def __init__(
        self, rulebook: Rulebook, calendar: WorkCalendar, trials: Mapping[str, Sequence[Trial]]
    ) -> None:
        self._calendar = calendar
        self._trials = trials
        self._rules = self._guide(rulebook)
        self._touched: dict[int, frozenset[str]] = {}

    def verdict(self, mutant: Mutant) -> Verdict:
        """What becomes of a mutant."""
        guide = self._guide(mutant.rulebook)
        for trial in self._in_order(mutant):
            if trial.mismatches(guide):
                return Verdict(mutant.change, mutant.services, "killed", by=trial.name)
        if is_cited_anyway(self._rules.rulebook, mutant.change):
            return Verdict(mutant.change, mutant.services, "equivalent")
        killer = self._unstated(mutant, guide)
        if killer is not None:
            return Verdict(mutant.change, mutant.services, "survived", killer=killer)
        return self._proof(mutant, guide)

    def _guide(self, rulebook: Rulebook) -> Guide:
        # A mutant is asked a few dozen times at most: compiling it would take longer.
        return Guide(rulebook, self._calendar, back_end="interpreter")

    # The scenarios

    def _in_order(self, mutant: Mutant) -> list[Trial]:
        """The scenarios that the mutant may concern, those first whose decision turns on what was changed."""
        trials = [trial for name in mutant.services for trial in self._trials[name]]
        return sorted(trials, key=lambda trial: mutant.change.of not in self._turns_on(trial))

    def _turns_on(self, trial: Trial) -> frozenset[str]:
        """The elements that a refusal rests on, the names read for these, and the parts whose clauses are stated."""
        found = self._touched.get(id(trial))
        if found is None:
            expect = trial.scenario.expect
            names = {named.name for named in (expect["clauses"] if expect else None) or ()}
            for reason in trial.decision(self._rules).reasons.failures():
                names.add(f"eligibility/{reason.id}")
                names.update(each.name for each in reason.used)
            found = self._touched[id(trial)] = frozenset(names)
        return found

    def _unstated(self, mutant: Mutant, guide: Guide) -> Killer | None:
        """A scenario that would notice if it stated more of what is decided."""
        for trial in self._in_order(mutant):
            expect = _unlike(self._told(self._rules, trial), self._told(guide, trial))
            if expect:
                facts = trial.decision(self._rules).receipt.facts
                example = Example(trial.service, trial.scenario.on, facts)
                return Killer(example, expect, trial.name)
        return None

    def _told(self, guide: Guide, trial: Trial) -> dict[str, JsonValue]:
        try:
            return said(trial.decision(guide))
        except SxguideError as error:
            return {"outcome": f"error: {error}"}

    # The diagrams

    def _proof(self, mutant: Mutant, guide: Guide) -> Verdict:
        """A mutant that no scenario's case tells from the rules: by the diagram of the difference."""
        days: list[str] = []
        is_proved = True
        for service in mutant.services:
            try:
                proved, killer = self._compared(mutant, guide, service)
            except DiagramTooLargeError:
                proved, killer = None, None
            if killer is not None:
                return Verdict(mutant.change, mutant.services, "survived", killer=killer)
            is_proved = is_proved and proved is not None
            days.extend(proved or ())
        status: Status = "equivalent" if is_proved else "unproved"
        return Verdict(mutant.change, mutant.services, status, days=tuple(dict.fromkeys(days)))

    def _compared(
        self, mutant: Mutant, guide: Guide, service: str
    ) -> tuple[list[str] | None, Killer | None]:
        """The days that are proved to be the same for a service, or else somebody for whom one is not."""
        difference = Difference(self._rules.rulebook, mutant.rulebook, service, self._calendar)
        stretches = difference.stretches()
        proved: list[str] = []
        for stretch in stretches:
            if difference.is_none(stretch):
                proved.append(str(stretch))
                continue
            for example in self._candidates(difference, service, stretch):
                if self._differs(guide, example):
                    smallest = self._smallest(guide, example)
                    return None, Killer(smallest, self._differs(guide, smallest))
        return (proved if len(proved) == len(stretches) else None), None

    def _candidates(
        self, difference: Difference, service: str, stretch: Stretch
    ) -> Iterator[Example]:
        """Cases that may show a difference on days of a stretch."""
        if difference.is_of_facts:
            for day in self._days(service, stretch):
                yield from difference.examples(day)
        for day in dict.fromkeys((stretch.first, stretch.last)):
            yield Example(service, day, {})
            for trial in self._trials[service]:
                facts = dict(trial.decision(self._rules).receipt.facts)
                facts.pop(APPLICATION_DATE, None)
                yield Example(service, day, facts)

    def _days(self, service: str, stretch: Stretch) -> dict[dt.date, None]:
        """The last day of a stretch on which a scenario asks, and others on which what depends on the date may show."""
        asked = [
            trial.scenario.on
            for trial in self._trials[service]
            if stretch.first <= trial.scenario.on <= stretch.last
        ]
        return dict.fromkeys((*sorted(asked)[-1:], *stretch.samples()))

    def _smallest(self, guide: Guide, example: Example) -> Example:
        """The case without the facts that it takes none of to show the difference."""
        facts = dict(example.facts)
        outcome = self._differs(guide, example)["outcome"]
        for name in example.facts:
            fewer = {key: value for key, value in facts.items() if key != name}
            found = self._differs(guide, replace(example, facts=fewer))
            if found and found["outcome"] == outcome:
                facts = fewer
        return replace(example, facts=facts)

    def _differs(self, guide: Guide, example: Example) -> dict[str, JsonValue]:
        """What the rules say of a case that the mutant does not."""
        facts: Mapping[str, Plain] = example.facts
        try:
            ours = said(self._rules.decide(example.service, facts, on=example.on))
        except SxguideError:
            return {}
        try:
            theirs = said(guide.decide(example.service, facts, on=example.on))
        except SxguideError as error:
            theirs = {"outcome": f"error: {error}"}
        return _unlike(ours, theirs)


def _unlike(ours: Mapping[str, JsonValue], theirs: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What the one says and the other does not; the outcome always, where there is anything."""
    found = {
        key: _entries(key, value, theirs.get(key))
        for key, value in ours.items()
        if theirs.get(key) != value
    }
    return {"outcome": ours["outcome"], **found} if found else {}


def _entries(key: str, ours: JsonValue, theirs: JsonValue) -> JsonValue:
    """Of what a scenario may state in part, the part that differs."""
    if key not in _IN_PART or not isinstance(ours, dict) or not isinstance(theirs, dict):
        return ours
    return {name: value for name, value in ours.items() if theirs.get(name) != value}
