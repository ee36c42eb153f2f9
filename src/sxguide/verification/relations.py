"""Relations: services that state one thing differently, and services that lead to one another and shut each other out."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.citations import Text
from sxguide.dependencies import facts_read, formulas_of, names_behind
from sxguide.model import PARAMETER_PREFIX, Entry, Group
from sxguide.values import Unknown
from sxguide.verification.findings import Example, Finding, united
from sxguide.verification.ground import Ground, bare, minimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.diagram.moment import Moment
    from sxguide.model import Output, Parameter, Rulebook, Service


def stated_differently(moment: Moment) -> Iterator[Finding]:
    """Parameters, and outputs that are the same for everybody, that go by one name and differ on a day."""
    yield from _parameters(moment)
    yield from _outputs(moment)


def _parameters(moment: Moment) -> Iterator[Finding]:
    known = [
        (parameter, entry)
        for parameter in moment.rulebook.parameters.values()
        if parameter.keyed_by is None and isinstance(entry := parameter.at(moment.day), Entry)
    ]
    for (one, first), (other, second) in itertools.combinations(known, 2):
        same_name = one.label == other.label and (one.kind, one.unit) == (other.kind, other.unit)
        if same_name and first.value != second.value:
            service = _user(moment.rulebook, other) or _user(moment.rulebook, one)
            yield Finding(
                code="stated-differently",
                of=other.name,
                message=Text(
                    zh=f"`{one.name}` 和 `{other.name}` 都叫“{one.label.zh}”，数值却是"
                    f" {first.value} 和 {second.value}",
                    en=f"`{one.name}` and `{other.name}` are both called “{one.label.en}”, and are"
                    f" {first.value} and {second.value}",
                ),
                span=second.span,
                service=service,
                clauses=united(first.cites, second.cites),
                example=Example(service, moment.day, {}) if service is not None else None,
            )


def _user(rulebook: Rulebook, parameter: Parameter) -> str | None:
    """A service that reads a parameter."""
    for service in rulebook.services.values():
        if f"{PARAMETER_PREFIX}{parameter.name}" in names_behind(rulebook, formulas_of(service)):
            return service.name
    return None


def _outputs(moment: Moment) -> Iterator[Finding]:
    situation = Situation(moment.rulebook, moment.calendar, {APPLICATION_DATE: moment.day})
    known = [
        (service, output, value)
        for service in moment.rulebook.services.values()
        for output in service.outputs
        if not moment.free_in(output.formula)
        and not isinstance(value := situation.work_out(output.formula)[0], Unknown)
    ]
    for (service, one, first), (other, two, second) in itertools.combinations(known, 2):
        if service is not other and _is_one(one, two) and first != second:
            yield Finding(
                code="stated-differently",
                of=two.name,
                message=Text(
                    zh=f"`{service.name}` 说“{one.label.zh}”是 {first}，`{other.name}` 说是 {second}",
                    en=f"`{service.name}` says that “{one.label.en}” is {first}, and `{other.name}`"
                    f" that it is {second}",
                ),
                span=two.span,
                service=other.name,
                clauses=united(one.cites, two.cites),
                example=Example(other.name, moment.day, {}),
            )


def _is_one(one: Output, other: Output) -> bool:
    return one.label == other.label and (one.kind, one.unit) == (other.kind, other.unit)


def excluded_followers(service: Service, moment: Moment) -> Iterator[Finding]:
    """Facts that a service requires, where whoever gets them by another service is shut out of this one."""
    rulebook = moment.rulebook
    read = {fact.name for fact in facts_read(rulebook, service)}
    for name in sorted(read, key=moment.rank):
        earlier = [
            each
            for each in rulebook.services.values()
            if name in each.establishes and each is not service
        ]
        if earlier and name not in service.establishes:
            yield from _excluded(service, earlier, name, moment)


def _excluded(
    service: Service, earlier: list[Service], name: str, moment: Moment
) -> Iterator[Finding]:
    found: Finding | None = None
    for other in earlier:
        pair = _Pair(service, other, moment)
        if not pair.requires(name) or pair.can_follow():
            return
        found = found or pair.finding(name)
    if found is not None:
        yield found


class _Pair:
    """A service, and another that is to come first."""

    def __init__(self, service: Service, other: Service, moment: Moment) -> None:
        self._service, self._other = service, other
        self._then = _renamed(service.eligibility, service.name)
        self._first = _renamed(other.eligibility, other.name)
        both = replace(self._then, id="# both", quantifier="all", members=(self._first, self._then))
        self._ground = Ground(bare(service, both), moment)
        self._leaves = {each.id: each for each in both.conditions()}

    def requires(self, name: str) -> bool:
        """Whether nobody can have the service without the fact, and somebody can with it."""
        ground = self._ground
        then = ground.tree(self._then, {}, None)
        without = ground.with_value(then, name, value=False)
        return ground.can_be(then) and not ground.can_be(without)

    def can_follow(self) -> bool:
        """Whether somebody can have the one and, with what it establishes, the other."""
        return self._can_be(frozenset(self._leaves))

    def _can_be(self, kept: frozenset[str]) -> bool:
        ground = self._ground
        first = ground.tree(self._first, {}, kept)
        # What the first establishes was otherwise before.
        before = ground.whatever(first, frozenset(self._other.establishes))
        return ground.can_be(before, ground.tree(self._then, {}, kept))

    def finding(self, name: str) -> Finding:
        names = minimal(list(self._leaves), lambda kept: not self._can_be(frozenset(kept))) or ()
        listed = ", ".join(f"`{each}`" for each in names)
        last = self._leaves[names[-1]] if names else None
        return Finding(
            code="excluded-follower",
            of=name,
            message=Text(
                zh=f"`{self._service.name}` 要求的 `{name}` 由 `{self._other.name}` 取得，"
                f"但 {listed} 不能同时满足",
                en=f"`{self._service.name}` requires `{name}`, which `{self._other.name}` gives, but"
                f" {listed} cannot hold together",
            ),
            span=last.span if last is not None else self._service.span,
            service=self._service.name,
            clauses=united(*(self._leaves[each].cites for each in names)),
            example=self._ground.example(self._ground.tree(self._then, {}, None)),
        )


def _renamed(node: Group, prefix: str) -> Group:
    """A branch whose nodes say whose they are, so that two services can stand in one tree."""
    members = tuple(
        _renamed(each, prefix)
        if isinstance(each, Group)
        else replace(each, id=f"{prefix}/{each.id}")
        for each in node.members
    )
    return replace(node, id=f"{prefix}/{node.id}", members=members)
