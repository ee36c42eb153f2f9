"""Scenarios: cases with the decision that is expected of them, in files, and how they are run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.casefiles import plain
from sxguide.decision import Decision
from sxguide.errors import Problem, ScenarioError, SxguideError
from sxguide.model import Kind, plain_value, to_json_value
from sxguide.shapes import (
    Anything,
    Date,
    Key,
    Keys,
    ListOf,
    MapOf,
    Named,
    OneOf,
    Record,
    Scalar,
    Schema,
    TrueOrFalse,
    WholeNumber,
    Word,
)
from sxguide.yamltree import YamlScalar, read_yaml

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.guide import Guide
    from sxguide.jsontext import Data
    from sxguide.screening import Screening
    from sxguide.source import Span

_ID = Word("a name")
_OUTCOME = OneOf(("eligible", "ineligible", "undetermined"))
_CLAUSES = ListOf(Word("a clause's locator"), "a list of clauses", least=0)
_NAMES = ListOf(_ID, "a list of names", least=0)
_EXPECT = Keys(
    "an expectation",
    {
        "outcome": Key(_OUTCOME, "the outcome"),
        "benefit": Key(
            MapOf(_ID, Scalar("a value, or `none`"), "outputs"),
            "the value of outputs; `none` where an output has no value",
            required=False,
        ),
        "due": Key(Date(), "the day by which the agency must answer", required=False),
        "provisional": Key(TrueOrFalse(), "whether that day may still move", required=False),
        "fails": Key(
            MapOf(_ID, _CLAUSES, "conditions"),
            "the conditions that a refusal rests on, all of them, each with clauses that it cites",
            required=False,
        ),
        "out_of_force": Key(_NAMES, "conditions or groups that are not in force", required=False),
        "missing": Key(
            _NAMES, "the facts and parameters that can still change the answer", required=False
        ),
        "counting": Key(
            OneOf(("after_application_day", "not_stated", "instant")),
            "how the working days are counted",
            required=False,
        ),
        "materials": Key(_NAMES, "the materials that are surely needed", required=False),
        "handling": Key(_NAMES, "the places and agencies that surely have a part", required=False),
        "notices": Key(_NAMES, "the notices that surely apply", required=False),
        "open": Key(
            MapOf(_ID, _NAMES, "outputs"),
            "outputs that are open, each with all the facts and parameters that it waits for",
            required=False,
        ),
        "interpretations": Key(
            _NAMES, "interpretations that the decision must list", required=False
        ),
        "cites": Key(_CLAUSES, "clauses that the decision must cite", required=False),
        "clauses": Key(
            MapOf(Word("an element, such as `materials/form`"), _CLAUSES, "elements"),
            "parts of the decision, and names read for it, each with all the clauses that it cites",
            required=False,
        ),
    },
)
SCENARIOS = Keys(
    "a scenario file",
    {
        "scenarios": Key(
            ListOf(
                Keys(
                    "a scenario",
                    {
                        "name": Key(Word("words"), "what it shows, as a sentence"),
                        "service": Key(Word("a service"), "the service asked for", required=False),
                        "date": Key(Date(), "the date on which it is asked"),
                        "case": Key(Anything(), "the facts, nested or dotted"),
                        "calendar_until": Key(
                            WholeNumber(2000),
                            "the last year whose holidays count as announced",
                            required=False,
                        ),
                        "expect": Key(_EXPECT, "what the decision must say", required=False),
                        "confirmed": Key(
                            TrueOrFalse(),
                            "`false` as long as nobody has checked what is expected",
                            required=False,
                        ),
                        "screen": Key(
                            MapOf(_ID, _OUTCOME, "services"),
                            "the outcome of every service there is, in place of one service",
                            required=False,
                        ),
                    },
                    choice=("expect", "screen"),
                ),
                "a list of scenarios",
            ),
            "the scenarios",
        )
    },
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case, and what is expected: of the decision on one service, or (`screen`) of the outcomes of all.

    What is expected of a scenario that is not confirmed says nothing about whether the rules are right.
    """

    name: str
    service: str | None
    on: dt.date
    case: Data
    calendar_until: int | None
    expect: Record | None
    screen: Mapping[str, str]
    is_confirmed: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that a decision did not meet."""

    about: str
    expected: str
    found: str

    def __str__(self) -> str:
        """In one line."""
        return f"{self.about}: expected {self.expected}, found {self.found}"


def json_schema() -> Schema:
    """The JSON Schema of scenario files."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sxguide scenario file",
        **SCENARIOS.schema(),
    }


def read_scenarios(name: str, data: bytes) -> list[Scenario]:
    """The scenarios of one file.

    Raises:
        ScenarioError: The file is malformed; with every fault and its place.
    """
    document = read_yaml(name, data)
    problems = list(document.problems)
    records: tuple[Record, ...] = ()
    if document.root is not None:
        records = SCENARIOS.read(document.root, problems)["scenarios"]
        if not problems:
            problems.extend(_repeated(records))
            problems.extend(_without_service(records))
    if problems:
        raise ScenarioError(problems)
    return [
        Scenario(
            name=record["name"],
            service=record["service"],
            on=record["date"],
            case=plain(record["case"]),
            calendar_until=record["calendar_until"],
            expect=record["expect"],
            screen={named.name: named.value for named in record["screen"] or ()},
            is_confirmed=record["confirmed"] is not False,
            span=record.span,
        )
        for record in records
    ]


def _without_service(records: Iterable[Record]) -> Iterator[Problem]:
    for record in records:
        if record["expect"] is not None and record["service"] is None:
            message = "a scenario with `expect` needs the key `service`"
            yield Problem("missing-key", message, record.spans["name"])


def _repeated(records: Iterable[Record]) -> Iterator[Problem]:
    seen: set[str] = set()
    for record in records:
        if record["name"] in seen:
            message = f"a second scenario is called `{record['name']}`"
            yield Problem("duplicate-name", message, record.spans["name"])
        seen.add(record["name"])


def run(guide: Guide, scenario: Scenario) -> list[Mismatch]:
    """What the decision says otherwise than expected; nothing: the scenario holds."""
    try:
        return compared(guide, scenario, answer(guide, scenario))
    except SxguideError as error:
        return [unanswered(error)]


def answer(guide: Guide, scenario: Scenario) -> Decision | Screening:
    """The decision that a scenario expects something of, or the screening.

    Raises:
        SxguideError: There is none.
    """
    if scenario.expect is None or scenario.service is None:
        return _with_calendar(guide, scenario).screen(scenario.case, on=scenario.on)
    return decide(guide, scenario, scenario.service)


def compared(guide: Guide, scenario: Scenario, found: Decision | Screening) -> list[Mismatch]:
    """What an answer says otherwise than expected."""
    if isinstance(found, Decision):
        return list(_mismatches(guide, found, scenario.expect)) if scenario.expect else []
    return list(_screened(found, scenario.screen))


def unanswered(error: SxguideError) -> Mismatch:
    """That there is no answer, and why."""
    return Mismatch("decision", "one", f"an error: {error}")


def decide(guide: Guide, scenario: Scenario, service: str) -> Decision:
    """The decision on a service for the scenario's case.

    Raises:
        UnknownServiceError: There is no such service.
        CaseError: The facts are malformed or contradict one another.
    """
    return _with_calendar(guide, scenario).decide(service, scenario.case, on=scenario.on)


def _with_calendar(guide: Guide, scenario: Scenario) -> Guide:
    if scenario.calendar_until is None:
        return guide
    return guide.with_calendar(guide.calendar.until(scenario.calendar_until))


def _screened(screening: Screening, expected: Mapping[str, str]) -> Iterator[Mismatch]:
    """Every service must be expected, and come out as it is."""
    found = {decision.service: decision.outcome.value for decision in screening}
    for service in (*found, *(name for name in expected if name not in found)):
        told, come = expected.get(service, "nothing"), found.get(service, "no such service")
        yield from _same(service, told, come)


def _mismatches(guide: Guide, decision: Decision, expect: Record) -> Iterator[Mismatch]:
    yield from _same("outcome", expect["outcome"], decision.outcome.value)
    if expect["due"] is not None:
        yield from _same("due", str(expect["due"]), str(decision.deadline.due))
    if expect["provisional"] is not None:
        yield from _same(
            "provisional",
            str(expect["provisional"]).lower(),
            str(decision.deadline.provisional).lower(),
        )
    if expect["missing"] is not None:
        yield from _same_names(
            "missing", expect["missing"], (each.name for each in decision.missing)
        )
    if expect["counting"] is not None:
        yield from _same("counting", expect["counting"], decision.deadline.counting)
    for key, points in (
        ("materials", decision.materials),
        ("handling", decision.handling.points()),
        ("notices", decision.notices),
    ):
        if expect[key] is not None:
            yield from _same_names(key, expect[key], (each.id for each in points if each.needed))
    if expect["fails"] is not None:
        yield from _fails(decision, expect["fails"])
    not_in_force = [reason.id for reason in decision.reasons if not reason.in_force]
    yield from _among("out of force", expect["out_of_force"], not_in_force)
    cited = [citation.clause for citation in decision.citations]
    yield from _among("cites", expect["cites"], cited)
    read = [entry.id for entry in decision.interpretations]
    yield from _among("interpretations", expect["interpretations"], read)
    for named in expect["benefit"] or ():
        yield from _benefit(guide, decision, named)
    for named in expect["open"] or ():
        benefit = decision.benefit.get(named.name)
        waits = () if benefit is None else (each.name for each in benefit.missing)
        yield from _same_names(f"open {named.name}", named.value, waits)
    if expect["clauses"] is not None:
        yield from _clauses(cited_by_element(decision), expect["clauses"])


def cited_by_element(decision: Decision) -> dict[str, list[str]]:
    """The clauses that each part of a decision cites: `eligibility/ID`, `benefit/NAME`, `deadline`, `materials/ID` and so on.

    Names that were read, such as `person.age` or `param.working_age.minimum`, are there with their own clauses.
    """
    handling = decision.handling
    items = {
        "materials": decision.materials,
        "accepted_at": handling.accepted_at,
        "reviewed_by": handling.reviewed_by,
        "results_at": handling.results_at,
        "notices": decision.notices,
    }
    used = [
        *(each for reason in decision.reasons for each in reason.used),
        *(each for benefit in decision.benefit.values() for each in benefit.derivation),
    ]
    parts = {
        **{each.name: each.citations for each in used if each.kind != "fact"},
        **{f"eligibility/{reason.id}": reason.citations for reason in decision.reasons},
        **{f"benefit/{name}": each.citations for name, each in decision.benefit.items()},
        "deadline": decision.deadline.citations,
        **{f"{key}/{each.id}": each.citations for key, points in items.items() for each in points},
    }
    return {name: [each.clause for each in citations] for name, citations in parts.items()}


def _clauses(found: Mapping[str, list[str]], expected: tuple[Named, ...]) -> Iterator[Mismatch]:
    for named in expected:
        about = f"clauses of {named.name}"
        if named.name in found:
            yield from _same_names(about, named.value, found[named.name])
        else:
            yield Mismatch(about, _listed(named.value), "no such element")


def _same(about: str, expected: str, found: str) -> Iterator[Mismatch]:
    if expected != found:
        yield Mismatch(about, expected, found)


def _same_names(about: str, expected: Iterable[str], found: Iterable[str]) -> Iterator[Mismatch]:
    yield from _same(about, _listed(expected), _listed(found))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _among(about: str, expected: Iterable[str] | None, found: list[str]) -> Iterator[Mismatch]:
    absent = [name for name in expected or () if name not in found]
    if absent:
        yield Mismatch(about, _listed(absent), _listed(found))


def _fails(decision: Decision, expected: tuple[Named, ...]) -> Iterator[Mismatch]:
    failures = {reason.id: reason for reason in decision.reasons.failures()}
    yield from _same_names("fails", (named.name for named in expected), failures)
    for named in expected:
        if named.name in failures:
            cited = [citation.clause for citation in failures[named.name].citations]
            yield from _among(f"clauses of {named.name}", named.value, cited)


def _benefit(guide: Guide, decision: Decision, named: Named) -> Iterator[Mismatch]:
    scalar: YamlScalar = named.value
    benefit = decision.benefit.get(named.name)
    if benefit is None:
        yield Mismatch(f"benefit {named.name}", scalar.text, "no such output")
        return
    kinds: Mapping[str, Kind] = {
        output.name: output.kind for output in guide.services[decision.service].outputs
    }
    expected = None if scalar.text == "none" else plain_value(kinds[named.name], scalar.text)
    if expected is None and scalar.text != "none":
        yield Mismatch(
            f"benefit {named.name}", scalar.text, f"no value of that kind ({kinds[named.name]})"
        )
    elif expected != benefit.value:
        come = "none" if benefit.value is None else str(to_json_value(benefit.value))
        yield Mismatch(f"benefit {named.name}", scalar.text, come)
