"""Findings: what compiled functions found of one person, told when somebody asks.

Truths and amounts are the functions' own; where they leave one open, what completions agree on counts. What they rest on
(values read, clauses, interpretations) comes from the interpreter, and so do amounts that stay open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sxguide.answers import Benefit, Outcome, Status
from sxguide.backends.compiled.runtime import NULL, Surprise, to_value
from sxguide.backends.situation import as_plain, missing_of
from sxguide.model import Group
from sxguide.reasons import Grounds, Reason, Told

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sxguide.answers import Handling, Missing, Point
    from sxguide.backends.agreement import Agreement
    from sxguide.backends.compiled.sheets import Shape, Sheet
    from sxguide.backends.situation import Situation
    from sxguide.decision import Findings
    from sxguide.model import Condition, Interpretation, Output, Plain, Service
    from sxguide.reasons import Truth


class Inquiry(Protocol):
    """One person's facts on one date."""

    @property
    def facts(self) -> Mapping[str, Plain]:
        """The facts given."""

    @property
    def day(self) -> dt.date:
        """The date of the application."""

    @property
    def situation(self) -> Situation:
        """The value of every name that a rule may read."""

    def agreement(self, service: Service) -> Agreement:
        """What all completions of the missing facts agree on."""

    def reference(self, service: Service) -> Findings:
        """What the interpreter finds."""


class CompiledFindings:
    """What one service's functions found of one person.

    Where they leave the outcome open, `agreement` is what completions agree on, and exact.
    """

    __slots__ = (
        "_agreement",
        "_benefit",
        "_inquiry",
        "_missing",
        "_reasons",
        "_sheet",
        "_told",
        "_truths",
        "outcome",
    )

    def __init__(
        self,
        sheet: Sheet,
        truths: tuple[Truth, ...],
        inquiry: Inquiry,
        agreement: Agreement | None = None,
    ) -> None:
        self._sheet = sheet
        self._truths = truths
        self._inquiry = inquiry
        self._agreement = agreement
        self._reasons: Reason | None = None
        self._benefit: Mapping[str, Benefit] | None = None
        self._missing: tuple[Missing, ...] | None = None
        self._told: Findings | None = None
        truth = truths[0] if agreement is None else agreement.group(sheet.service.eligibility)
        self.outcome = Outcome.of(truth)

    @property
    def is_exact(self) -> bool:
        """Whether what is open is open indeed; where nothing is, no diagram is asked for."""
        if self._agreement is not None:
            return True
        try:
            if not self._is_open():
                return True
        except Surprise:
            return self._reference.is_exact
        return self._completions.is_exact

    @property
    def reasons(self) -> Reason:
        """The condition tree."""
        if self._reasons is None:
            self._reasons = self._reason(self._sheet.tree)
        return self._reasons

    @property
    def benefit(self) -> Mapping[str, Benefit]:
        """Every output that the service declares, by name."""
        if self._benefit is None:
            self._benefit = self._amounts()
        return self._benefit

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What can still change the outcome, most telling first."""
        if self.outcome is not Outcome.UNDETERMINED:
            return ()
        if self._missing is None:
            self._missing = tuple(self._lacking(self._completions.awaited() or ()))
        return self._missing

    @property
    def materials(self) -> tuple[Point, ...]:
        """What to bring."""
        always = self._sheet.materials
        return self._reference.materials if always is None else always

    @property
    def handling(self) -> Handling:
        """Where to go."""
        return self._sheet.handling or self._reference.handling

    @property
    def notices(self) -> tuple[Point, ...]:
        """What else to know."""
        always = self._sheet.notices
        return self._reference.notices if always is None else always

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The chosen readings that something rests on."""
        return self._reference.interpretations

    @property
    def _reference(self) -> Findings:
        if self._told is None:
            self._told = self._inquiry.reference(self._sheet.service)
        return self._told

    @property
    def _completions(self) -> Agreement:
        """What completions agree on, looked at once."""
        if self._agreement is None:
            self._agreement = self._inquiry.agreement(self._sheet.service)
        return self._agreement

    def _lacking(self, names: tuple[str, ...]) -> Iterator[Missing]:
        for name in names:
            fact = self._sheet.missing.get(name)
            if fact is None:
                yield from missing_of(self._inquiry.situation, [name])
            else:
                yield fact

    def _is_open(self) -> bool:
        """Whether anything is left open that is said of this person.

        Raises:
            Surprise: The interpreter has to tell.
        """
        if None in self._truths:
            return True
        sheet, inquiry = self._sheet, self._inquiry
        facts, day = inquiry.facts, inquiry.day
        if None in sheet.needs(facts, day):
            return True
        found = zip(sheet.service.outputs, sheet.amounts(facts, day), strict=True)
        return any(value is None and not self._is_for_nobody(output) for output, value in found)

    def _is_for_nobody(self, output: Output) -> bool:
        """Whether an output is of no interest, since the person is refused."""
        return output.given == "when_eligible" and self.outcome is Outcome.INELIGIBLE

    def _truth(self, node: Condition | Group, found: Truth) -> Truth:
        if found is not None:
            return found
        completions = self._completions
        if isinstance(node, Group):
            return completions.group(node)
        return completions.truth(node.when)

    def _reason(self, shape: Shape) -> Reason:
        place, children = shape.place, shape.children
        return Reason(
            shape.statement,
            self._truth(shape.node, self._truths[place]),
            tuple([self._reason(child) for child in children]) if children else (),
            shape.grounds or Grounds(self._grounds, place),
        )

    def _grounds(self, place: int) -> Told:
        reasons = tuple(self._reference.reasons)
        return reasons[place].grounds.told

    def _amounts(self) -> Mapping[str, Benefit]:
        sheet, inquiry = self._sheet, self._inquiry
        outputs = sheet.service.outputs
        if not outputs:
            return {}
        if self.outcome is Outcome.UNDETERMINED:
            return self._reference.benefit
        try:
            found = sheet.amounts(inquiry.facts, inquiry.day)
        except Surprise:
            return self._reference.benefit
        for output, value in zip(outputs, found, strict=True):
            if value is None and not self._is_for_nobody(output):
                return self._reference.benefit
        return {
            output.name: self._amount(place, output, found[place])
            for place, output in enumerate(outputs)
        }

    def _amount(self, place: int, output: Output, found: object) -> Benefit:
        is_nothing = found is NULL or self._is_for_nobody(output)
        status: Status = "not_applicable" if is_nothing else "known"
        value = None
        if status == "known":
            value = as_plain(to_value(found, self._sheet.kinds[place]), output.kind, output.name)
        return Benefit(
            name=output.name,
            label=output.label,
            value=value,
            possible=(),
            unit=output.unit,
            status=status,
            missing=(),
            formula=self._sheet.formulas[place],
            grounds=Grounds(self._grounds_of, output.name),
        )

    def _grounds_of(self, output: str) -> Told:
        return self._reference.benefit[output].grounds.told
