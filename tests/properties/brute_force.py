"""Brute force: what decisions say of what is not known, against every completion worked out by the interpreter.

A partial case leaves some facts open. Each open fact takes every value of its samples: those around the cuts of the
diagram, and random ones beside them, so that a cut that is missing or in the wrong place shows. A completion is put to
the rules one by one, by the evaluator and without a diagram, and whatever the vocabulary's constraints forbid is left
out. Then the decision on the partial case must say exactly what all completions agree on.

Where something opaque is open (text; two unknown facts compared with each other; a parameter without a value) only that is
asked which is promised there: nothing may be settled that is not, and nothing may be left out of what is missing.

`python -m tests.properties.brute_force --cases 200000` runs as many cases over all services.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import math
import random
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sxguide
from sxguide.answers import Outcome, Point
from sxguide.backends.situation import APPLICATION_DATE, Situation, contradictions
from sxguide.dependencies import names_behind
from sxguide.diagram.builder import build
from sxguide.diagram.diagrams import Diagrams
from sxguide.diagram.moment import Moment
from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Entry,
    Expression,
    Fact,
    Group,
    Parameter,
    Service,
    is_parameter,
)
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sxguide.diagram.standing import Standing
    from sxguide.model import Formula

# Days around which parameters, ages and calendars change, and some without anything particular.
DAYS = (
    dt.date(2026, 9, 15),
    dt.date(2024, 2, 29),
    dt.date(2025, 1, 1),
    dt.date(2027, 12, 31),
    dt.date(2031, 5, 8),
    dt.date(2022, 10, 31),
)
TEXTS = (
    "",
    "any",
    "招普工两名，包吃住",
    "限男性，35岁以下",
    "招聘送货员，形象好",
    "只要本地人，信佛者勿扰",
)
# Values of facts that no rule of a service cuts.
FEW_RANDOM = 2
DAY = dt.timedelta(days=1)
# What an output comes to where the law has no value for a year that the person chose.
NO_VALUE = "(no value)"


@dataclass
class Tally:
    """What was looked at: partial cases, those that promise exactness, their completions, and mismatches in words."""

    cases: int = 0
    exact: int = 0
    open: int = 0
    completions: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    mismatches: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.cases += other.cases
        self.exact += other.exact
        self.open += other.open
        self.completions += other.completions
        self.skipped += other.skipped
        self.mismatches += other.mismatches
        return self

    def __str__(self) -> str:
        return (
            f"{self.cases} cases, {self.exact} exact, {self.open} open, {self.completions} completions,"
            f" {dict(self.skipped)} skipped, {len(self.mismatches)} mismatches"
        )


class Enumeration:
    """One service on one day, and samples of every fact that it can rest on."""

    def __init__(self, guide: sxguide.Guide, service: Service, day: dt.date, seed: int) -> None:
        self.guide = guide
        self.service = service
        self.day = day
        self.random = random.Random(f"{service.name} {day} {seed}")  # noqa: S311 — nothing is secret
        self.rulebook = guide.rulebook
        self.diagrams = Diagrams(guide.rulebook, guide.calendar)
        self.rules = dict(_rules(service))
        self.gaps = self._gaps()
        constraints = [each.holds for each in self._constraints()]
        self._values = {name: self._worked_out_once(rule) for name, rule in self.rules.items()}
        self._statements = [name for name in self.rules if not name.startswith("output ")]
        self._constrained = [self._worked_out_once(holds) for holds in constraints]
        self._tree = self._node(service.eligibility, in_force=True)
        behind = map(self._facts_behind, (*self.rules.values(), *constraints))
        self.facts = sorted(frozenset().union(*behind))
        self.samples = {name: self._samples(name) for name in self.facts}

    # What a service rests on

    def _facts_behind(self, formula: Formula) -> frozenset[str]:
        names = names_behind(self.rulebook, [formula])
        facts = {name for name in names if name in self.rulebook.facts and name != APPLICATION_DATE}
        return frozenset(facts | (names & self.gaps))

    def _gaps(self) -> set[str]:
        """The parameters without a value on the day, unless the year that picks it is a person's to choose."""
        situation = Situation(self.rulebook, self.guide.calendar, {APPLICATION_DATE: self.day})
        behind = names_behind(self.rulebook, self.rules.values())
        return {
            name
            for name in behind
            if is_parameter(name)
            and self._parameter(name).keyed_by is None
            and not isinstance(situation.entry(name), Entry)
        }

    def _parameter(self, name: str) -> Parameter:
        return self.rulebook.parameters[name.removeprefix(PARAMETER_PREFIX)]

    def _constraints(self) -> list[Any]:
        """The constraints that bind a fact of the service, also by way of one another."""
        bound = set().union(*map(self._facts_behind, self.rules.values()), frozenset())
        linked: list[Any] = []
        rest = list(self.rulebook.constraints)
        while near := [each for each in rest if self._facts_behind(each.holds) & bound]:
            for each in near:
                rest.remove(each)
                linked.append(each)
                bound |= self._facts_behind(each.holds)
        return linked

    # Samples

    def _samples(self, name: str) -> tuple[Any, ...]:
        if name in self.gaps:
            if self._parameter(name).kind == "date":
                return tuple(self.day - DAY * days for days in (0, 400, 8_000, 20_000))
            return (Decimal(0), Decimal(1), Decimal(4000))
        fact = self.rulebook.facts[name]
        match fact.kind:
            case "boolean":
                return (False, True)
            case "enumeration":
                return tuple(choice.value for choice in fact.choices)
            case "text":
                return TEXTS
            case _:
                return tuple(dict.fromkeys(self._ordered_samples(fact)))

    def _ordered_samples(self, fact: Fact) -> Iterator[Any]:
        diagram = build(
            self.service, Moment(self.rulebook, self.guide.calendar, self.day, self._fixed())
        )
        variable = next((each for each in diagram.variables if each.name == fact.name), None)
        is_date = fact.kind == "date"
        step: Any = DAY if is_date else Decimal("0.01") if fact.kind == "money" else Decimal(1)
        for cell in variable.cells if variable is not None else ():
            if cell.sample is None:
                yield None
                continue
            yield cell.sample
            if cell.high is not None:
                last = cell.high[0] if cell.high[1] else cell.high[0] - step
                if self._is_allowed(fact, last):
                    yield last
        for _ in range(FEW_RANDOM):
            if is_date:
                yield self.day - self.random.randrange(-900, 30_000) * DAY
            else:
                exponent = self.random.choice((1, 2, 4))
                value = Decimal(self.random.randrange(10**exponent))
                if self._is_allowed(fact, value):
                    yield value

    def _fixed(self) -> dict[str, Any]:
        situation = Situation(self.rulebook, self.guide.calendar, {APPLICATION_DATE: self.day})
        behind = names_behind(self.rulebook, self.rules.values())
        keys = {self._parameter(name).keyed_by for name in behind if is_parameter(name)}
        return situation.known(sorted(key for key in keys if key is not None))

    @staticmethod
    def _is_allowed(fact: Fact, value: Any) -> bool:
        return fact.minimum is None or value >= fact.minimum

    # Complete cases

    def _worked_out_once(self, formula: Formula) -> Callable[[Mapping[str, Any]], Any]:
        """What gives the value of a rule for a complete case, by the evaluator; each only once."""
        names = sorted(self._facts_behind(formula))
        key = itemgetter(*names) if names else lambda _: ()
        known: dict[Any, Any] = {}

        def value(complete: Mapping[str, Any]) -> Any:
            values = key(complete)
            try:
                return known[values]
            except KeyError:
                facts = {name: complete[name] for name in names}
                found = known[values] = self._worked_out(formula, facts)
                return found

        return value

    def _worked_out(self, formula: Formula, facts: Mapping[str, Any]) -> Any:
        rulebook = self.rulebook
        filled = {name: facts[name] for name in facts if is_parameter(name)}
        if filled:
            parameters = dict(rulebook.parameters)
            for name, value in filled.items():
                parameter = parameters[name.removeprefix(PARAMETER_PREFIX)]
                entry = Entry(
                    value=value,
                    key=None,
                    start=None,
                    end=None,
                    published=None,
                    last_checked=self.day,
                    basis="caller",
                    cites=(),
                    note=None,
                    span=parameter.span,
                )
                parameters[parameter.name] = replace(parameter, entries=(entry,), keyed_by=None)
            rulebook = replace(rulebook, parameters=parameters)
        given = {name: value for name, value in facts.items() if name not in filled}
        situation = Situation(rulebook, self.guide.calendar, {APPLICATION_DATE: self.day, **given})
        value, _ = situation.work_out(formula)
        return NO_VALUE if isinstance(value, Unknown) else value

    def is_possible(self, complete: Mapping[str, Any]) -> bool:
        """Whether no constraint forbids a complete case."""
        return all(holds(complete) is not False for holds in self._constrained)

    def truths(self, complete: Mapping[str, Any]) -> dict[str, Any]:
        """The truth of every condition, branch and item, and the value of every output, of a complete case."""
        found = {name: value(complete) for name, value in self._values.items()}
        for name in self._statements:
            found[name] = found[name] is True
        self._tree.join(found)
        return found

    def _node(self, node: Condition | Group, *, in_force: bool) -> _Node:
        in_force = in_force and (node.in_force is None or node.in_force.covers(self.day))
        members = None
        if isinstance(node, Group):
            members = [self._node(each, in_force=in_force) for each in node.members]
        is_any = isinstance(node, Group) and node.quantifier == "any"
        return _Node(f"condition {node.id}", members, is_any, in_force)

    # Partial cases

    def someone(self) -> dict[str, Any]:
        """A complete case: random, or changed step by step until more conditions hold, up to all of them."""
        case = {name: self.random.choice(self.samples[name]) for name in self.facts}
        if self.random.random() < 0.25:
            return case
        score = self._score(case)
        for _ in range(60):
            if not self.facts:
                break
            name = self.random.choice(self.facts)
            other = {**case, name: self.random.choice(self.samples[name])}
            if (better := self._score(other)) >= score:
                case, score = other, better
        for _ in range(self.random.choice((0, 0, 1, 2))):
            if self.facts:
                name = self.random.choice(self.facts)
                case[name] = self.random.choice(self.samples[name])
        return case

    def _score(self, case: Mapping[str, Any]) -> tuple[bool, int]:
        truths = self.truths(case)
        broken = sum(holds(case) is False for holds in self._constrained)
        held = sum(value is True for name, value in truths.items() if name.startswith("condition"))
        return truths[f"condition {self.service.eligibility.id}"], held - 3 * broken

    def partial(self, most: int) -> dict[str, Any]:
        """A case some facts of which are left out; at most `most` completions are to be tried."""
        case = self.someone()
        product = math.prod(
            len(self.samples[name])
            for name in self.facts
            if case[name] is None or name in self.gaps
        )
        names = [name for name in self.facts if case[name] is not None and name not in self.gaps]
        self.random.shuffle(names)
        wanted = self.random.randrange(len(names) + 1)
        for name in names[:wanted]:
            if product * len(self.samples[name]) <= most:
                product *= len(self.samples[name])
                del case[name]
        return {
            name: value
            for name, value in case.items()
            if value is not None and name not in self.gaps
        }

    def check(self, case: dict[str, Any]) -> Tally:
        """One partial case, compared with its completions."""
        situation = Situation(
            self.rulebook, self.guide.calendar, {APPLICATION_DATE: self.day, **case}
        )
        if contradictions(situation):
            return Tally(skipped=Counter(contradictory=1))
        known: dict[str, Any] = {}
        left: list[str] = []
        for name in self.facts:
            value = situation.lookup(name)
            if isinstance(value, Unknown):
                left.append(name)
            else:
                known[name] = value
        standing = self.diagrams.stand(self.service, situation)
        assert standing is not None
        domains = _completed({name: self.samples[name] for name in left}, standing)
        rows = itertools.product(*domains.values())
        every = [(row, {**known, **dict(zip(left, row, strict=True))}) for row in rows]
        possible = [(row, whole) for row, whole in every if self.is_possible(whole)]
        if not possible:
            return Tally(skipped=Counter(impossible=1))
        decision = self.guide.decide(self.service.name, case, on=self.day)
        rows_of = {row: self.truths(whole) for row, whole in possible}
        impossible = {row: self.truths(whole) for row, whole in every if row not in rows_of}
        compared = _Comparison(self, decision, standing, _Rows(left, rows_of, impossible))
        faults = list(compared.faults())
        text = f"{self.service.name} on {self.day} with {case}"
        return Tally(
            cases=1,
            exact=compared.is_exact(compared.root),
            open=decision.outcome is Outcome.UNDETERMINED,
            completions=len(possible),
            mismatches=[f"{text}: {fault}" for fault in faults],
        )


@dataclass(frozen=True)
class _Node:
    """A condition, or a branch (with `members`), on one day."""

    name: str
    members: Sequence[_Node] | None
    is_any: bool
    in_force: bool

    def join(self, found: dict[str, Any]) -> bool:
        """The truth of the node; it, and those below, are written to what is found."""
        if self.members is None:
            truth: bool = self.in_force and found[self.name]
        else:
            truths = [each.join(found) for each in self.members]
            truth = self.in_force and (any(truths) if self.is_any else all(truths))
        found[self.name] = truth
        return truth


@dataclass(frozen=True)
class _Rows:
    """What is true of each completion, by the values of the facts `left` open."""

    left: Sequence[str]
    possible: Mapping[tuple[Any, ...], Mapping[str, Any]]
    impossible: Mapping[tuple[Any, ...], Mapping[str, Any]]


class _Comparison:
    """One decision beside what all completions agree on."""

    def __init__(
        self,
        enumeration: Enumeration,
        decision: sxguide.Decision,
        standing: Standing,
        rows: _Rows,
    ) -> None:
        self._enumeration = enumeration
        self._decision = decision
        self._diagram = standing.diagram
        self._rows = rows
        self._opaque = {
            level
            for level, variable in enumerate(standing.diagram.variables)
            if variable.opaque is not None and standing.cells[level] is None
        }
        self.root = f"condition {enumeration.service.eligibility.id}"
        self._seen = {
            name: {row[name] for row in rows.possible.values()}
            for name in next(iter(rows.possible.values()))
        }

    def is_exact(self, name: str) -> bool:
        """Whether nothing opaque is open that a truth or value may rest on."""
        rule = self._enumeration.rules.get(name)
        diagram = self._diagram
        if name.startswith("output "):
            root = diagram.values.get(name.removeprefix("output "))
        else:
            root = diagram.truths[rule] if rule else diagram.groups[name.split()[1]]
        return root is not None and self._opaque.isdisjoint(diagram.forest.support(root))

    def faults(self) -> Iterator[str]:
        decision = self._decision
        truths = {f"condition {each.id}": each.truth for each in decision.reasons}
        for noun, points in _points(decision):
            truths |= {f"{noun} {each.id}": each.needed for each in points}
        for name, truth in truths.items():
            if name in self._seen:
                yield from self._truth(name, truth)
        for name, benefit in decision.benefit.items():
            yield from self._value(name, benefit)
        yield from self._missing()

    def _truth(self, name: str, said: bool | None) -> Iterator[str]:
        seen = self._seen[name]
        if said is not None and seen != {said}:
            yield f"{name} is said to be {said}, and may be {seen}"
        if said is None and self.is_exact(name) and len(seen) == 1:
            yield f"{name} is said to be open, and is always {seen}"

    def _value(self, name: str, benefit: sxguide.Benefit) -> Iterator[str]:
        seen = self._seen[f"output {name}"]
        (output,) = [each for each in self._enumeration.service.outputs if each.name == name]
        outcome = self._decision.outcome
        if output.given == "when_eligible" and outcome is not Outcome.ELIGIBLE:
            wanted = "not_applicable" if outcome is Outcome.INELIGIBLE else "undetermined"
            if benefit.status != wanted and not (
                seen == {None} and benefit.status == "not_applicable"
            ):
                yield f"{name} is {benefit.status} where the outcome is {outcome}"
            yield from self._value_if_eligible(name, benefit)
            return
        if NO_VALUE in seen:
            if benefit.status != "undetermined":
                yield f"{name} is {benefit.status}, and may be {seen}"
            return
        match benefit.status:
            case "known" if seen != {benefit.value}:
                yield f"{name} is said to be {benefit.value}, and may be {seen}"
            case "not_applicable" if seen != {None}:
                yield f"{name} is said to be nothing, and may be {seen}"
            case "range" if set(benefit.possible) != seen:
                if self.is_exact(f"output {name}") or not seen <= set(benefit.possible):
                    yield f"{name} is said to be one of {benefit.possible}, and is of {seen}"
            case "undetermined" if self.is_exact(f"output {name}"):
                if len(seen) == 1:
                    yield f"{name} is said to be open, and is always {seen}"
            case _:
                pass

    def _value_if_eligible(self, name: str, benefit: sxguide.Benefit) -> Iterator[str]:
        """What an open outcome says of an amount, beside the amounts of those who turn out to be eligible."""
        seen = {
            row[f"output {name}"] for row in self._rows.possible.values() if row[self.root] is True
        }
        if not benefit.possible:
            return
        is_exact = self.is_exact(self.root) and self.is_exact(f"output {name}")
        if not seen <= set(benefit.possible) or (is_exact and seen != set(benefit.possible)):
            yield f"{name} is said to be one of {benefit.possible} if eligible, and is of {seen}"

    def _missing(self) -> Iterator[str]:
        said = {each.name for each in self._decision.missing}
        if self._decision.outcome is not Outcome.UNDETERMINED:
            if said:
                yield f"{said} are missing of a settled answer"
            return
        outcomes = {row: truths[self.root] for row, truths in self._rows.possible.items()}
        every = outcomes | {row: truths[self.root] for row, truths in self._rows.impossible.items()}
        turning = {name for place, name in enumerate(self._rows.left) if _turns(outcomes, place)}
        if not self.is_exact(self.root):
            if not turning <= said:
                yield f"{turning - said} turn the answer and are not missing"
            return
        # A fact that no rule of the outcome reads may settle it by way of a constraint; nobody is asked for it.
        settling = {
            name
            for place, name in enumerate(self._rows.left)
            if _settles(outcomes, place) and _turns(every, place)
        }
        wanted = self._behind(turning | settling)
        if len(set(outcomes.values())) > 1 and said != wanted:
            yield f"{said} are missing, and {wanted} matter"

    def _behind(self, names: Iterable[str]) -> set[str]:
        """Facts, and those that their defaults wait for."""
        case = {
            name: value
            for name, value in self._decision.receipt.facts.items()
            if name != APPLICATION_DATE
        }
        situation = Situation(
            self._enumeration.rulebook,
            self._enumeration.guide.calendar,
            {APPLICATION_DATE: self._decision.on, **case},
        )
        found: set[str] = set()
        for name in names:
            value = situation.lookup(name)
            assert isinstance(value, Unknown)
            found |= value.names
        return found


def _completed(
    domains: Mapping[str, tuple[Any, ...]], standing: Standing
) -> dict[str, tuple[Any, ...]]:
    """Samples, and one more for each cell that has none: what is known may have cut a fact more finely."""
    whole = dict(domains)
    for variable in standing.diagram.variables:
        if variable.opaque is None and variable.name in whole:
            known = [each for each in whole[variable.name] if each is not None]
            reached = {variable.place(each) for each in known}
            whole[variable.name] += tuple(
                cell.sample
                for place, cell in enumerate(variable.cells)
                if place not in reached and cell.sample is not None
            )
    return whole


def _turns(outcomes: Mapping[tuple[Any, ...], bool], place: int) -> bool:
    """Whether two rows differ in one place alone and in the outcome."""
    beside = defaultdict(set)
    for row, outcome in outcomes.items():
        beside[row[:place] + row[place + 1 :]].add(outcome)
    return any(len(each) > 1 for each in beside.values())


def _settles(outcomes: Mapping[tuple[Any, ...], bool], place: int) -> bool:
    """Whether all rows with some value in a place have one outcome."""
    within = defaultdict(set)
    for row, outcome in outcomes.items():
        within[row[place]].add(outcome)
    return any(len(each) == 1 for each in within.values())


def _rules(service: Service) -> Iterator[tuple[str, Expression | Any]]:
    for condition in service.eligibility.conditions():
        yield f"condition {condition.id}", condition.when
    for output in service.outputs:
        yield f"output {output.name}", output.formula
    handling = service.handling
    for noun, items in (
        ("material", service.materials),
        ("place", handling.accepted_at),
        ("agency", handling.reviewed_by),
        ("channel", handling.results_at),
        ("notice", service.notices),
    ):
        for item in items:
            if item.when is not None:
                yield f"{noun} {item.id}", item.when


def _points(decision: sxguide.Decision) -> Iterator[tuple[str, Sequence[Point]]]:
    yield "material", decision.materials
    yield "place", decision.handling.accepted_at
    yield "agency", decision.handling.reviewed_by
    yield "channel", decision.handling.results_at
    yield "notice", decision.notices


def run(guide: sxguide.Guide, service: Service, seed: int, cases: int, most: int) -> Tally:
    """So many random partial cases of one service, over several days."""
    tally = Tally()
    share = -(-cases // len(DAYS))
    for day in DAYS:
        enumeration = Enumeration(guide, service, day, seed)
        of_day = Tally()
        tries = 0
        while of_day.cases < share and tries < 20 * share:
            tries += 1
            of_day += enumeration.check(enumeration.partial(most))
        tally += of_day
    return tally


def main() -> int:
    """Runs many cases over all services, or one of them, and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=200_000, help="partial cases in all")
    parser.add_argument("--most", type=int, default=256, help="completions of one case")
    parser.add_argument("--seed", type=int, default=None, help="by default a new one")
    parser.add_argument("--jobs", type=int, default=1, help="services at a time")
    parser.add_argument("--service", help="one service alone")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    guide = _guide()
    services = [guide.service(options.service).name] if options.service else list(guide.services)
    total = Tally()
    start = time.perf_counter()
    sys.stdout.write(f"seed {seed}\n")
    share = -(-options.cases // len(services))
    with ProcessPoolExecutor(options.jobs) as pool:
        tallies = pool.map(partial(_run_named, seed, share, options.most), services)
        for name, tally in zip(services, tallies, strict=True):
            total += tally
            sys.stdout.write(f"{name}: {tally}\n")
            sys.stdout.writelines(f"    {line}\n" for line in tally.mismatches[:5])
            sys.stdout.flush()
    sys.stdout.write(f"{total}, {time.perf_counter() - start:.0f} s, seed {seed}\n")
    return 1 if total.mismatches else 0


def _run_named(seed: int, cases: int, most: int, service: str) -> Tally:
    guide = _guide()
    return run(guide, guide.service(service), seed, cases, most)


@cache
def _guide() -> sxguide.Guide:
    return sxguide.load()


if __name__ == "__main__":
    sys.exit(main())
