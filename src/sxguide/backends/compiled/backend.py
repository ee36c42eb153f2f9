"""The door to the compiled functions: cases read, contradictions noticed, services put to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.backends.compiled.findings import CompiledFindings
from sxguide.backends.compiled.intake import Intake
from sxguide.backends.compiled.runtime import Surprise
from sxguide.backends.compiled.sheets import Compiler
from sxguide.backends.compiled.watch import Watch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from sxguide.backends.compiled.findings import Inquiry
    from sxguide.backends.compiled.programs import Eras
    from sxguide.backends.compiled.sheets import Sheet
    from sxguide.decision import Findings
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar


class Compiled:
    """A rulebook compiled: each service when it is first asked for."""

    def __init__(self, rulebook: Rulebook, calendar: Callable[[], WorkCalendar]) -> None:
        self._compiler = Compiler(rulebook, calendar)
        self._intake = Intake(rulebook.facts)
        self._sheets: dict[str, Eras[Sheet | None]] = {}
        self._watch = Watch(rulebook, self._compiler)

    def read(self, case: object) -> dict[str, Plain] | None:
        """The facts that a case gives; None where `sxguide.cases` has to read it."""
        return self._intake.read(case)

    def may_contradict(self, facts: Mapping[str, Plain], day: dt.date) -> bool:
        """Whether facts may break a constraint; whether they do is for the interpreter to say."""
        return self._watch.may_break(facts, day)

    def find(self, service: Service, inquiry: Inquiry) -> Findings:
        """What the rules of one service say of one person."""
        eras = self._sheets.get(service.name)
        if eras is None:
            eras = self._sheets[service.name] = self._compiler.eras(service)
        day = inquiry.day
        sheet = eras.on(day)
        if sheet is None:
            return inquiry.reference(service)
        try:
            truths = sheet.truths(inquiry.facts, day)
        except Surprise:
            return inquiry.reference(service)
        if truths[0] is not None:
            return CompiledFindings(sheet, truths, inquiry)
        agreement = inquiry.agreement(service)
        if not agreement.is_exact:
            return inquiry.reference(service)
        return CompiledFindings(sheet, truths, inquiry, agreement)
