"""Back ends: a guide for each of them, so that one test can be run on all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from sxguide.guide import Guide
from sxguide.inquiries import BackEnd

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sxguide.decision import Decision

_COLUMNAR = "columnar"
BACK_ENDS: tuple[str, ...] = (*get_args(BackEnd), _COLUMNAR)


def on_back_end(guide: Guide, name: str) -> Guide:
    """The same rules and calendar, decided by a back end of `BACK_ENDS`.

    Raises:
        MissingExtraError: The back end needs an extra that is not installed.
    """
    if name == _COLUMNAR:
        import sxguide.backends.columnar  # noqa: F401, PLC0415 — says what to install where Polars is missing

        return _Columnar(guide.rulebook, guide.calendar)
    return Guide(guide.rulebook, guide.calendar, back_end=name)  # type: ignore[arg-type]  # one of `BackEnd`


class _Columnar(Guide):
    """Decides as ever, and has the columnar back end decide on each case too, as a frame of one row."""

    def decide(self, service: str | int, case: object, *, on: dt.date) -> Decision:
        """The decision, once the columnar back end has come to the same.

        Raises:
            AssertionError: It says otherwise.
            SxguideError: As `Guide.decide` raises it.
        """
        from sxguide.backends.columnar.rows import frame_of  # noqa: PLC0415 — only who tests frames needs Polars

        decision = super().decide(service, case, on=on)
        facts = decision.receipt.facts
        names = {fact.name for fact in self.facts_read(service)} | facts.keys()
        frame = frame_of([fact for name, fact in self.facts.items() if name in names], [facts])
        found: Any = self.decide_frame(service, frame, on=on, include=("conditions", "missing"))
        row = found.row(0, named=True)
        differing = [
            f"`{column}` is {row[column]}, not {value}"
            for column, value in _columns(decision)
            if row[column] != value
        ]
        if differing:
            message = f"the columnar back end says of {dict(facts)}: {'; '.join(differing)}"
            raise AssertionError(message)
        return decision


def _columns(decision: Decision) -> Iterator[tuple[str, object]]:
    """What the result columns should hold."""
    yield "outcome", decision.outcome.value
    for name, benefit in decision.benefit.items():
        yield name, benefit.value
    yield "due", decision.deadline.due
    yield "provisional", decision.deadline.provisional
    for reason in decision.reasons:
        if reason.quantifier is None:
            yield f"condition.{reason.id}", reason.truth
    yield "missing", [each.name for each in decision.missing]
