"""Findings: what compiled functions found of one person, told when somebody asks.

Truths and amounts are the functions' own. What they rest on (values read, clauses, interpretations) comes from the
interpreter, and so does everything where something stays open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sxguide.backends.compiled.runtime import NULL, to_value
from sxguide.backends.situation import as_plain
from sxguide.decision import Benefit, Findings, Grounds, Outcome, Reason, Status, Told

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sxguide.backends.compiled.sheets import Shape, Sheet
    from sxguide.decision import Handling, Missing, Point, Truth
    from sxguide.model import Interpretation, Output, Plain, Service


class Inquiry(Protocol):
    """One person's facts on one date."""

    @property
    def facts(self) -> Mapping[str, Plain]:
        """The facts given."""

    @property
    def day(self) -> dt.date:
        """The date of the application."""

    def reference(self, service: Service) -> Findings:
        """What the interpreter finds."""


class CompiledFindings:
    """What one service's functions found of one person; the outcome is settled."""

    __slots__ = ("_benefit", "_inquiry", "_reasons", "_sheet", "_told", "_truths")

    def __init__(self, sheet: Sheet, truths: tuple[Truth, ...], inquiry: Inquiry) -> None:
        self._sheet = sheet
        self._truths = truths
        self._inquiry = inquiry
        self._reasons: Reason | None = None
        self._benefit: Mapping[str, Benefit] | None = None
        self._told: Findings | None = None

    @property
    def outcome(self) -> Outcome:
        """Whether the person may have the service."""
        return Outcome.ELIGIBLE if self._truths[0] else Outcome.INELIGIBLE

    @property
    def is_exact(self) -> bool:
        """Whether what is open is open indeed; where nothing is, no diagram is asked for."""
        sheet = self._sheet
        always = (sheet.materials, sheet.notices, sheet.handling)
        is_settled = None not in self._truths and None not in always
        if is_settled and not any(each.missing for each in self.benefit.values()):
            return True
        return self._reference.is_exact

    @property
    def reasons(self) -> Reason:
        """The condition tree."""
        if self._reasons is None:
            is_open = None in self._truths
            self._reasons = self._reference.reasons if is_open else self._reason(self._sheet.tree)
        return self._reasons

    @property
    def benefit(self) -> Mapping[str, Benefit]:
        """Every output that the service declares, by name."""
        if self._benefit is None:
            self._benefit = self._amounts()
        return self._benefit

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Nothing: the outcome is settled."""
        return ()

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

    def _reason(self, shape: Shape) -> Reason:
        place, children = shape.place, shape.children
        return Reason(
            shape.statement,
            self._truths[place],
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
        found = sheet.amounts(inquiry.facts.get, inquiry.day)
        is_refused = not self._truths[0]
        for output, value in zip(outputs, found, strict=True):
            if value is None and not (is_refused and output.given == "when_eligible"):
                return self._reference.benefit
        return {
            output.name: self._amount(place, output, found[place])
            for place, output in enumerate(outputs)
        }

    def _amount(self, place: int, output: Output, found: object) -> Benefit:
        for_nobody = output.given == "when_eligible" and not self._truths[0]
        status: Status = "not_applicable" if for_nobody or found is NULL else "known"
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
