"""Guide: rules loaded once, asked many times."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.answers import Outcome
from sxguide.bundle import bundled_rulebook
from sxguide.dependencies import facts_read
from sxguide.errors import DecisionError, UnknownServiceError, nearest, shortened
from sxguide.rulefiles import bundled_files, files_at, folder_files, read_text
from sxguide.screening import Screening
from sxguide.workdays import WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from types import ModuleType

    from sxguide.backends.columnar import Columnar, Frame, Include, Result
    from sxguide.change import Stretch
    from sxguide.decision import Decision
    from sxguide.inquiries import BackEnd, Inquiry, Registry
    from sxguide.model import Fact, Parameter, Rulebook, Service
    from sxguide.receipts import Replay
    from sxguide.recommendations import Recommendation
    from sxguide.search import Hit, SearchIndex
    from sxguide.verification.findings import Finding


def load(
    path: str | Path | None = None,
    *,
    calendar: WorkCalendar | None = None,
    parameters: str | Path | None = None,
    source: str | Path | None = None,
) -> Guide:
    """The bundled rules, or those in the folder `path`, as a guide.

    `calendar` is the working-day calendar to count with; by default the announced schedules that the installed
    `holidays` package knows. `parameters` is a file or folder of parameters of your own, which take the place of their
    namesakes. `source` is the official text of the guide (UTF-8), which citations then quote.

    Raises:
        RulebookError: Every fault of every rule file.
        GuideTextError: `source` is not the edition that the rules were written from.
    """
    if path is None and parameters is None:
        rulebook = bundled_rulebook()
    else:
        rule_files = bundled_files() if path is None else folder_files(Path(path))
        overlay = files_at(Path(parameters)) if parameters is not None else None
        rulebook = _loader().load_rulebook(rule_files, overlay)
    if source is not None:
        rulebook = _loader().attach_source(rulebook, read_text(Path(source)))
    return Guide(rulebook, calendar)


def _loader() -> ModuleType:
    """What reads rule files, which most programs leave to the build."""
    from sxguide import loader  # noqa: PLC0415 — as long to import as everything else together

    return loader


class Guide:
    """A checked rulebook with a calendar. Immutable, and safe to share between threads."""

    def __init__(
        self,
        rulebook: Rulebook,
        calendar: WorkCalendar | None = None,
        *,
        back_end: BackEnd = "compiled",
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._by_name = _index(rulebook.services)
        self._back_end: BackEnd = back_end

    @cached_property
    def _registry(self) -> Registry:
        from sxguide.inquiries import Registry  # noqa: PLC0415 — the back ends take as long to import as the rules to load

        return Registry(self._rulebook, lambda: self.calendar, self._back_end)

    def with_calendar(self, calendar: WorkCalendar) -> Guide:
        """The same rules with another working-day calendar; this guide is untouched."""
        return type(self)(self._rulebook, calendar, back_end=self._back_end)

    @property
    def rulebook(self) -> Rulebook:
        """The rules themselves."""
        return self._rulebook

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day calendar that deadlines are counted with."""
        # The default calendar takes longer to build than most decisions need it for: only on first use.
        return self._calendar or WorkCalendar.default()

    @property
    def services(self) -> Mapping[str, Service]:
        """The services by name, in the guide's order."""
        return self._rulebook.services

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The vocabulary by name."""
        return self._rulebook.facts

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The dated values from the law, by name."""
        return self._rulebook.parameters

    def service(self, name: str | int) -> Service:
        """The service with that name, number (22 or "22") or title, spaces ignored.

        Raises:
            UnknownServiceError: There is none; the message names the nearest.
        """
        # Most callers give the very name.
        exact = self._rulebook.services.get(name) if type(name) is str else None
        if exact is not None:
            return exact
        key = _key(str(name))
        if key in self._by_name:
            return self._by_name[key]
        near = nearest(key, self._by_name)
        hint = (
            f": did you mean `{self._by_name[near].name}`?"
            if near
            else "; `sxguide services` lists them all"
        )
        message = f"unknown service `{shortened(str(name))}`{hint}"
        raise UnknownServiceError(message)

    def facts_read(self, service: str | int) -> tuple[Fact, ...]:
        """The facts that a service reads, in the vocabulary's order.

        Raises:
            UnknownServiceError: There is no such service.
        """
        return facts_read(self._rulebook, self.service(service))

    def decide(self, service: str | int, case: object, *, on: dt.date) -> Decision:
        """Whether the person of `case` may have `service`, asked on the date `on`.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        rules = self.service(service)
        return self._inquiry(case, on).decision(rules)

    def replay(self, receipt: object) -> Replay:
        """The decision of a receipt made again, with what has changed since.

        `receipt` is a `Receipt`, or what its `to_dict` gives; or that of a whole decision, which the new one is then
        compared with; or the JSON of either.

        Raises:
            ReceiptError: It is malformed; all faults at once.
            CaseError: Rules, engine and calendar are those of the receipt, and its facts are malformed all the same.
            UnknownServiceError: The same, and there is no such service.
        """
        from sxguide.inquiries import engine_version  # noqa: PLC0415 — as the back ends
        from sxguide.receipts import read, replayed  # noqa: PLC0415 — few programs replay

        given = read(receipt)
        made = given.receipt
        return replayed(
            given,
            {
                "rulebook": self._rulebook.digest,
                "engine": engine_version(),
                "calendar": self.calendar.version,
            },
            lambda: self.decide(made.service, made.facts, on=made.on),
        )

    def next_question(
        self,
        service: str | int,
        case: object,
        *,
        on: dt.date,
        population: Iterable[object] = (),
        without: Collection[str] = (),
    ) -> Fact | None:
        """The fact to ask the person of `case` for next, so that the fewest questions are to be expected.

        The person is taken to be one of `population`, each as likely as the next, of those who agree with the case; who
        lacks a fact counts for no answer to it. Without a population, or where none of it agrees, every possible
        combination of values that the rules can tell apart is equally likely. `without` are facts that the person cannot
        give. None where the outcome is settled, or where no answer could settle it.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another, of the case or of the population; all faults at once.
            DecisionError: `on` is no date.
        """
        from sxguide.cases import read_population  # noqa: PLC0415 — few programs have a population

        people = read_population(self._rulebook, population)
        decision = self.decide(service, case, on=on)
        return decision.analyser.next_question(decision, population=people, without=without)

    def stretches(self, case: object, service: str | int, *, on: dt.date) -> tuple[Stretch, ...]:
        """The outcomes that the person of `case` has from `on` on, if only time passes: stretches of days, in order.

        All facts stay as they are but for `application.date`. The last stretch has no end, which is that of the calendar;
        where a rule is not proved to turn once with the date, only the first four years are looked into. Days on which facts
        would contradict one another are left out.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date, or (`LimitError`) the service is too large to tell.
        """
        rules = self.service(service)
        return self._inquiry(case, on).stretches(rules)

    def eligible_from(self, case: object, service: str | int, *, on: dt.date) -> dt.date | None:
        """The first day from `on` on which the person of `case` is eligible if only time passes; None where there is none.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        first = self._first_eligible(case, service, on)
        return None if first is None else first.first

    def eligible_until(self, case: object, service: str | int, *, on: dt.date) -> dt.date | None:
        """The last day on which the person of `case` is eligible if only time passes, of the first such days from `on` on.

        None where there are none, and where they do not end; `stretches` tells which.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        first = self._first_eligible(case, service, on)
        return None if first is None else first.last

    def _first_eligible(self, case: object, service: str | int, on: dt.date) -> Stretch | None:
        stretches = self.stretches(case, service, on=on)
        return next((each for each in stretches if each.outcome is Outcome.ELIGIBLE), None)

    def screen(self, case: object, *, on: dt.date) -> Screening:
        """The decisions on all services for the person of `case`, asked on the date `on`.

        Raises:
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        inquiry = self._inquiry(case, on)
        decisions = tuple(map(inquiry.decision, self.services.values()))
        return Screening(on, decisions, inquiry.services_first)

    def decide_frame(
        self,
        service: str | int,
        frame: Frame,
        *,
        on: dt.date | str,
        columns: Mapping[str, str | None] | None = None,
        include: Collection[Include] = (),
    ) -> Result:
        """The decisions on one service for the people of a frame, one a row; a lazy frame gives a lazy frame.

        `frame` is a Polars frame, or anything with an Arrow C stream. Its columns are called as facts are; `columns` says
        which fact another column holds, None where it is carried through to the result. A null is a fact that is not
        known. `on` is the date of all decisions, or the name of the column that has it. `include` asks for more columns:
        `conditions`, `missing`, and `problem`, what is wrong with the facts of a row; without that, faults are raised.
        The columns of the result are listed in `sxguide.backends.columnar`.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Columns, or facts of rows, are malformed or contradict one another. A lazy frame raises those of rows
                when it is collected.
            DecisionError: `frame`, `on`, `columns` or `include` is no such thing.
            MissingExtraError: Polars is not installed.
        """
        return self._of_frame(frame, {"": self.service(service)}, on, columns, include)

    def screen_frame(
        self,
        frame: Frame,
        *,
        on: dt.date | str,
        columns: Mapping[str, str | None] | None = None,
        include: Collection[Include] = (),
        services: Collection[str | int] | None = None,
    ) -> Result:
        """The decisions on all services, or on some, for the people of a frame; the rest is as for `decide_frame`.

        The columns of each service begin with its name: `skill-upgrade-subsidy.outcome`.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: As of `decide_frame`.
            DecisionError: As of `decide_frame`.
            MissingExtraError: Polars is not installed.
        """
        asked = self.services if services is None else map(self.service, services)
        rules = [self.service(each) if isinstance(each, str) else each for each in asked]
        asked_of = {f"{each.name}.": each for each in rules}
        return self._of_frame(frame, asked_of, on, columns, include)

    def explain_plan(
        self,
        service: str | int,
        frame: Frame,
        *,
        on: dt.date | str,
        columns: Mapping[str, str | None] | None = None,
    ) -> str:
        """How `decide_frame` works out each result for such a frame: by Polars, by the interpreter, or row by row.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Columns are no facts, or have types that facts cannot have.
            DecisionError: `frame`, `on` or `columns` is no such thing.
            MissingExtraError: Polars is not installed.
        """
        from sxguide.backends.columnar import Request  # noqa: PLC0415 — few programs have frames

        if not isinstance(on, str):
            _require_date(on)
        request = Request({"": self.service(service)}, on, ())
        return self._columnar.explain(frame, request, columns)

    def _of_frame(
        self,
        frame: Frame,
        services: Mapping[str, Service],
        on: dt.date | str,
        columns: Mapping[str, str | None] | None,
        include: Collection[Include],
    ) -> Result:
        from sxguide.backends.columnar import Request  # noqa: PLC0415 — few programs have frames

        if not isinstance(on, str):
            _require_date(on)
        return self._columnar.run(frame, Request(services, on, include), columns)

    @cached_property
    def _columnar(self) -> Columnar:
        from sxguide.backends.columnar import Columnar, Sources  # noqa: PLC0415 — few programs have frames

        def decide(
            services: Sequence[Service], case: Mapping[str, object], on: dt.date
        ) -> list[Decision]:
            return list(map(self._inquiry(case, on).decision, services))

        diagram_of = self._registry.diagrams.of
        return Columnar(Sources(self._rulebook, lambda: self.calendar, diagram_of, decide))

    def recommend(
        self,
        service: str | int,
        case: object,
        candidates: object,
        *,
        on: dt.date,
        limit: int | None = None,
    ) -> Recommendation:
        """The `candidates` that suit the person of `case`, asked on the date `on`, the best first.

        `candidates` is a list of mappings or dataclasses with the fields that the service declares. At most `limit` sure
        matches are given, and as many possible ones.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another, or else candidates are malformed; all faults at once.
            DecisionError: The service recommends nothing, `on` is no date, or `limit` no count.
        """
        from sxguide.backends.recommender import Recommender  # noqa: PLC0415 — few programs recommend
        from sxguide.candidates import read_candidates  # noqa: PLC0415 — as above

        rules = self.service(service)
        if rules.matching is None:
            names = ", ".join(f"`{each.name}`" for each in self.services.values() if each.matching)
            message = (
                f"`{rules.name}` recommends nothing; the services that do are {names or 'none'}"
            )
            raise DecisionError(message)
        if limit is not None:
            _require_count(limit)
        inquiry = self._inquiry(case, on)
        read = read_candidates(rules.matching.fields, candidates)
        decision = inquiry.decision(rules)
        return Recommender(rules.matching, inquiry.situation).recommend(decision, read, limit)

    def verify(self, *, on: dt.date) -> tuple[Finding, ...]:
        """What is doubtful about the rules on the day `on` and after, and not explained in them.

        Raises:
            DecisionError: `on` is no date.
        """
        from sxguide.verification.verifier import verify  # noqa: PLC0415 — few programs verify

        _require_date(on)
        return verify(self._rulebook, self.calendar, on)

    def search(self, query: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """The services that `query` is about, in Chinese or English, the best first, each with the clause that fits.

        Raises:
            DecisionError: `query` is no text, or `limit` no count.
        """
        _require_text(query)
        _require_count(limit)
        return self._index.search(query, limit)

    @cached_property
    def _index(self) -> SearchIndex:
        from sxguide.search import SearchIndex  # noqa: PLC0415 — few programs search

        return SearchIndex(self._rulebook)

    def _inquiry(self, case: object, on: dt.date) -> Inquiry:
        """The facts that the caller gives, checked, on the date."""
        if type(on) is not dt.date:
            _require_date(on)
        return self._registry.inquiry(case, on)


def _require_date(on: object) -> None:
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        message = "`on` must be a date without a time"
        raise DecisionError(message)


def _require_text(query: object) -> None:
    if not isinstance(query, str):
        message = "`query` must be a text"
        raise DecisionError(message)


def _require_count(limit: object) -> None:
    if type(limit) is not int or limit < 0:
        message = "`limit` must be a whole number from 0 up"
        raise DecisionError(message)


def _key(name: str) -> str:
    return "".join(name.split()).casefold()


def _index(services: Mapping[str, Service]) -> dict[str, Service]:
    """The services by every name that finds them."""
    index: dict[str, Service] = {}
    for service in services.values():
        titles = (words for title in service.titles for words in (title.zh, title.en))
        for name in (service.name, str(service.number), *titles):
            index.setdefault(_key(name), service)
    return index
