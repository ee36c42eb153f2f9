"""Blame: what a refusal rests on, as all minimal sets of conditions that suffice for it.

A set of conditions suffices if the eligibility is false in every completion even with all other conditions taken as
true. Where everything is known these are false conditions: one of each branch of an `any`, one of the whole of an `all`.
Conditions that are open may suffice together too, when every completion breaks one or the other of them.

The sets are found as Reiter's conflict sets are (1987): a minimal set first, by leaving out one condition after the other;
then, for each of its members, one that does without it; and so on.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sxguide.diagram.limits import DiagramTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.standing import Standing
    from sxguide.model import Service
    from sxguide.reasons import Reason

# Nobody reads on beyond so many sets, and there can be as many as branches have combinations.
MAX_SETS = 64
# Sets of conditions that are looked into to find them.
MAX_SEARCHED = 1_000


def blame(
    service: Service, standing: Standing | None, reasons: Reason
) -> tuple[tuple[Reason, ...], ...]:
    """The minimal sets of conditions that suffice for a refusal, the smallest first; none where there is no refusal.

    Where no condition is open no diagram (`standing`) is needed; without one an open condition is not blamed. At most `MAX_SETS` are told.
    """
    if reasons.truth is not False:
        return ()
    leaves = {leaf.id: leaf for leaf in _leaves(reasons)}
    candidates = [name for name, leaf in leaves.items() if leaf.truth is not True]
    found = None
    if standing is not None:
        with contextlib.suppress(DiagramTooLargeError):
            found = _minimal_sets(candidates, _of_completions(service, standing, reasons))
    if found is None:
        found = _minimal_sets(candidates, _of_known(reasons))
    ranks = {name: rank for rank, name in enumerate(leaves)}
    ordered = sorted(found, key=lambda each: (len(each), [ranks[name] for name in each]))
    return tuple(tuple(leaves[name] for name in each) for each in ordered)


def _leaves(reason: Reason) -> Iterator[Reason]:
    """Conditions, and whole branches that are not in force."""
    if reason.quantifier is None or not reason.in_force:
        yield reason
        return
    for child in reason.children:
        yield from _leaves(child)


def _of_known(reasons: Reason) -> Callable[[AbstractSet[str]], bool]:
    """Whether a set suffices, of conditions that are known to be false."""

    def fails(reason: Reason, blamed: AbstractSet[str]) -> bool:
        if reason.quantifier is None or not reason.in_force:
            return reason.truth is False and reason.id in blamed
        parts = (fails(child, blamed) for child in reason.children)
        return any(parts) if reason.quantifier == "all" else all(parts)

    return lambda blamed: fails(reasons, blamed)


def _of_completions(
    service: Service, standing: Standing, reasons: Reason
) -> Callable[[AbstractSet[str]], bool]:
    """Whether a set suffices in every completion.

    Raises:
        DiagramTooLargeError: there are too many nodes (also when it is asked).
    """
    restriction = standing.restriction()
    forest = restriction.forest
    conditions = {each.id: each.when for each in service.eligibility.conditions()}
    roots: dict[str, NodeId] = {}
    for leaf in _leaves(reasons):
        if leaf.truth is None:
            roots[leaf.id] = restriction.left(standing.diagram.truths[conditions[leaf.id]])
        else:
            roots[leaf.id] = forest.true if leaf.truth else forest.false
    possible = restriction.allowed(restriction.left(standing.diagram.root))

    def joined(reason: Reason, blamed: AbstractSet[str]) -> NodeId:
        if reason.quantifier is None or not reason.in_force:
            return roots[reason.id] if reason.id in blamed else forest.true
        members = [joined(child, blamed) for child in reason.children]
        return forest.joined(members, every=reason.quantifier == "all")

    def suffices(blamed: AbstractSet[str]) -> bool:
        return forest.joined([joined(reasons, blamed), possible], every=True) == forest.false

    return suffices


def _minimal_sets(
    candidates: list[str], suffices: Callable[[AbstractSet[str]], bool]
) -> list[tuple[str, ...]]:
    """The minimal sets of candidates that suffice, as many as the limits allow."""
    found: dict[tuple[str, ...], None] = {}
    seen: set[frozenset[str]] = {frozenset()}
    waiting: list[frozenset[str]] = [frozenset()]
    # The search is broad, so that what is left out by the limits is what takes most other conditions to be met.
    for without in waiting:
        if len(found) >= MAX_SETS:
            break
        rest = [name for name in candidates if name not in without]
        known = next((each for each in found if without.isdisjoint(each)), None)
        minimal = known or _minimal(rest, suffices)
        if minimal is None:
            continue
        found[minimal] = None
        for name in minimal:
            narrower = without | {name}
            if narrower not in seen and len(seen) < MAX_SEARCHED:
                seen.add(narrower)
                waiting.append(narrower)
    return list(found)


def _minimal(
    candidates: list[str], suffices: Callable[[AbstractSet[str]], bool]
) -> tuple[str, ...] | None:
    """A minimal set among the candidates, of those that stand first; None where not even all of them suffice."""
    kept = set(candidates)
    if not suffices(kept):
        return None
    for name in reversed(candidates):
        if suffices(kept - {name}):
            kept.remove(name)
    return tuple(name for name in candidates if name in kept)
