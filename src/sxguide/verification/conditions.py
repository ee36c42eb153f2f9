"""Conditions that never decide, branches that nobody comes by, and facts that never matter, in one service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.citations import Text
from sxguide.dependencies import names_behind
from sxguide.model import Condition, Group
from sxguide.verification.findings import Finding, united
from sxguide.verification.ground import minimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sxguide.model import Expression, Fact, Service
    from sxguide.verification.ground import Ground


def doubtful_conditions(ground: Ground) -> Iterator[Finding]:
    """What stands in the conditions of a service and never decides; of a branch and its members, the branch."""
    service, root = ground.service, ground.service.eligibility
    if not ground.can_be(ground.diagram.root):
        yield _impossible(ground)
        return
    leaves = {each.id: each for each in service.eligibility.conditions()}
    for node in _below(ground, root):
        always = ground.tree(root, {node.id: ground.forest.true}, None)
        if ground.are_alike(always, ground.diagram.root):
            yield _needless(ground, node, leaves)
        else:
            yield _unreachable(ground, node, leaves)


def idle_facts(ground: Ground, told: AbstractSet[str]) -> Iterator[Finding]:
    """Facts that rules of a service read and that never matter, unless all that reads them is `told` of already."""
    diagram, service, rulebook = ground.diagram, ground.service, ground.moment.rulebook
    roots = (
        diagram.root,
        *diagram.values.values(),
        *map(diagram.truths.__getitem__, _items(service)),
    )
    matters = {
        name
        for root in roots
        for level in diagram.forest.support(root)
        for name in diagram.variables[level].facts
    }
    untold = [each.formula for each in service.outputs if each.name not in diagram.values]
    matters |= names_behind(rulebook, untold)
    for name, fact in rulebook.facts.items():
        if name in matters:
            continue
        readers = [
            each
            for each in _open_conditions(ground, service.eligibility)
            if name in names_behind(rulebook, [each.when])
            and name in ground.moment.free_in(each.when)
        ]
        if readers and not any(each.id in told for each in readers):
            yield _idle(ground, fact, readers)


def _open_conditions(ground: Ground, node: Condition | Group) -> Iterator[Condition]:
    """The conditions in force, those within what a finding names by its branch included."""
    if node.in_force is not None and not node.in_force.covers(ground.moment.day):
        return
    if isinstance(node, Condition):
        yield node
        return
    for member in node.members:
        yield from _open_conditions(ground, member)


def ids_within(service: Service, name: str) -> frozenset[str]:
    """The node of that id, and all below it."""

    def found(node: Condition | Group, *, is_in: bool) -> Iterator[str]:
        is_in = is_in or node.id == name
        if is_in:
            yield node.id
        for member in node.members if isinstance(node, Group) else ():
            yield from found(member, is_in=is_in)

    return frozenset(found(service.eligibility, is_in=False))


def _below(ground: Ground, group: Group) -> Iterator[Condition | Group]:
    """The nodes that could be fixed, to true or to false, without anybody noticing."""
    root = ground.service.eligibility
    for node in group.members:
        if node.in_force is not None and not node.in_force.covers(ground.moment.day):
            continue
        fixed = (
            ground.tree(root, {node.id: value}, None)
            for value in (ground.forest.true, ground.forest.false)
        )
        if any(ground.are_alike(each, ground.diagram.root) for each in fixed):
            yield node
        elif isinstance(node, Group):
            yield from _below(ground, node)


def _impossible(ground: Ground) -> Finding:
    service, root = ground.service, ground.service.eligibility
    leaves = {each.id: each for each in _open_conditions(ground, root)}
    names = minimal(list(leaves), lambda kept: not ground.can_be(ground.tree(root, {}, kept))) or ()
    listed = _listed(names)
    return Finding(
        code="impossible-service",
        of=service.name,
        message=Text(
            zh=f"谁也办不了 `{service.name}`：{listed} 不能同时满足",
            en=f"nobody can have `{service.name}`: {listed} cannot hold together",
        ),
        span=leaves[names[0]].span if names else root.span,
        service=service.name,
        clauses=united(*(leaves[name].cites for name in names)),
        example=ground.example(ground.tree(root, {}, frozenset(leaves) - {*names[-1:]})),
    )


def _needless(ground: Ground, node: Condition | Group, leaves: Mapping[str, Condition]) -> Finding:
    root = ground.service.eligibility
    own = ids_within(ground.service, node.id)
    fails = ground.none_of(ground.tree(node, {}, None))
    others = [name for name in leaves if name not in own]
    true = {node.id: ground.forest.true}
    because = minimal(others, lambda kept: not ground.can_be(fails, ground.tree(root, true, kept)))
    if because:
        message = Text(
            zh=f"满足 {_listed(because)} 的人都满足 `{node.id}`，它从不起作用",
            en=f"whoever meets {_listed(because)} meets `{node.id}`, which never decides",
        )
    else:
        message = Text(
            zh=f"`{node.id}` 对所有人都成立，从不起作用",
            en=f"`{node.id}` holds for everybody, and never decides",
        )
    return Finding(
        code="needless-condition",
        of=node.id,
        message=message,
        span=node.span,
        service=ground.service.name,
        clauses=united(node.cites, *(leaves[name].cites for name in because or ())),
        example=ground.example(ground.diagram.root),
    )


def _unreachable(
    ground: Ground, node: Condition | Group, leaves: Mapping[str, Condition]
) -> Finding:
    root = ground.service.eligibility
    own = ids_within(ground.service, node.id)
    holds = ground.tree(node, {}, None)
    others = [name for name in leaves if name not in own]
    group = next(each for each in _groups(root) if node in each.members)
    siblings = [name for name in leaves if name in ids_within(ground.service, group.id) - own]
    against = minimal(
        others,
        lambda kept: (
            not ground.can_be(
                holds,
                ground.tree(root, {node.id: ground.forest.true, **_closed(ground, node)}, kept),
            )
        ),
    )
    if against is None:
        against = tuple(siblings)
        message = Text(
            zh=f"满足 `{node.id}` 的人都满足 {_listed(against)} 之一，它从不起作用",
            en=f"whoever meets `{node.id}` comes by way of {_listed(against)} as well, so it never decides",
        )
    elif against:
        message = Text(
            zh=f"`{node.id}` 与 {_listed(against)} 不能同时满足，谁也走不到这一支",
            en=f"`{node.id}` and {_listed(against)} cannot hold together: nobody comes by this branch",
        )
    else:
        message = Text(
            zh=f"`{node.id}` 谁也不满足",
            en=f"`{node.id}` holds for nobody: nobody comes by this branch",
        )
    return Finding(
        code="unreachable-branch",
        of=node.id,
        message=message,
        span=node.span,
        service=ground.service.name,
        clauses=united(node.cites, *(leaves[name].cites for name in against)),
        example=ground.example(holds) or ground.example(ground.diagram.root),
    )


def _closed(ground: Ground, node: Condition | Group) -> dict[str, int]:
    """The alternatives of a node, at every choice on the way to it, as not taken."""
    closed: dict[str, int] = {}
    for group in _groups(ground.service.eligibility):
        if group.quantifier == "any" and node.id in ids_within(ground.service, group.id):
            for member in group.members:
                if node.id not in ids_within(ground.service, member.id):
                    closed[member.id] = ground.forest.false
    return closed


def _groups(group: Group) -> Iterator[Group]:
    yield group
    for member in group.members:
        if isinstance(member, Group):
            yield from _groups(member)


def _idle(ground: Ground, fact: Fact, readers: list[Condition]) -> Finding:
    return Finding(
        code="idle-fact",
        of=fact.name,
        message=Text(
            zh=f"`{fact.name}` 取任何值都不影响 `{ground.service.name}`",
            en=f"no value of `{fact.name}` makes a difference to `{ground.service.name}`",
        ),
        span=readers[0].when.span,
        service=ground.service.name,
        clauses=united(*(each.cites for each in readers)),
        example=ground.example(ground.diagram.root),
    )


def _items(service: Service) -> Iterator[Expression]:
    for item in (*service.materials, *service.handling.items(), *service.notices):
        if item.when is not None:
            yield item.when


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
