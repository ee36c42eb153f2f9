"""The door to the compiled functions: cases read, contradictions noticed, services put to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sxguide.backends.compiled.findings import CompiledFindings
from sxguide.backends.compiled.intake import Intake
from sxguide.backends.compiled.parts import Unfit
from sxguide.backends.compiled.programs import Eras
from sxguide.backends.compiled.runtime import Surprise
from sxguide.backends.compiled.sheets import Compiler
from sxguide.dependencies import names_behind
from sxguide.errors import LimitError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from sxguide.backends.compiled.findings import Inquiry
    from sxguide.backends.compiled.programs import Function
    from sxguide.backends.compiled.sheets import Sheet
    from sxguide.decision import Findings
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar

# Days are forgotten all at once when they are too many.
_DAYS_KEPT: Final = 10_000


class Compiled:
    """A rulebook compiled: each service when it is first asked for."""

    def __init__(self, rulebook: Rulebook, calendar: Callable[[], WorkCalendar]) -> None:
        self._compiler = Compiler(rulebook, calendar)
        self._intake = Intake(rulebook.facts)
        self._sheets: dict[str, Eras[Sheet | None]] = {}
        self._watch = _Watch(rulebook, self._compiler)

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
        facts = inquiry.facts
        if sheet is None or not sheet.delicate.isdisjoint(facts):
            return inquiry.reference(service)
        try:
            truths = sheet.truths(facts.get, day)
        except Surprise:
            return inquiry.reference(service)
        if truths[0] is not None:
            return CompiledFindings(sheet, truths, inquiry)
        agreement = inquiry.agreement(service)
        if not agreement.is_exact:
            return inquiry.reference(service)
        return CompiledFindings(sheet, truths, inquiry, agreement)


class _Watch:
    """The constraints, each under every fact that has a say in it."""

    def __init__(self, rulebook: Rulebook, compiler: Compiler) -> None:
        self._rulebook = rulebook
        self._compiler = compiler
        formulas = [constraint.holds for constraint in rulebook.constraints]
        self._eras = Eras(sorted(compiler.edges(formulas)), self._checks)
        # The days on which nobody's facts break nothing.
        self._quiet: set[dt.date] = set()

    def may_break(self, facts: Mapping[str, Plain], day: dt.date) -> bool:
        checks = self._eras.on(day)
        try:
            if day not in self._quiet and not self._settle(checks, day):
                return True
            get = facts.get
            for name in facts:
                for check in checks.get(name, ()):
                    if check(get, day)[0] is False:
                        return True
        except Surprise:
            return True
        return False

    def _settle(self, checks: Mapping[str, tuple[Function, ...]], day: dt.date) -> bool:
        """Whether the date alone breaks nothing."""
        nothing: dict[str, Plain] = {}
        every = {check for several in checks.values() for check in several}
        if "" in checks or any(check(nothing.get, day)[0] is False for check in every):
            return False
        if len(self._quiet) >= _DAYS_KEPT:
            self._quiet.clear()
        self._quiet.add(day)
        return True

    def _checks(self, day: dt.date) -> dict[str, tuple[Function, ...]]:
        """The constraints by the facts that they read; under no name at all, what cannot be compiled."""
        checks: dict[str, list[Function]] = {}
        for constraint in self._rulebook.constraints:
            program = self._compiler.program(day)
            try:
                check = program.function([program.formula(constraint.holds).python])
            except (Unfit, LimitError):
                checks[""] = []
                continue
            read = names_behind(self._rulebook, [constraint.holds])
            for name in read & self._rulebook.facts.keys() or {""}:
                checks.setdefault(name, []).append(check)
        return {name: tuple(several) for name, several in checks.items()}
