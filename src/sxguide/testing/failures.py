"""Failures: a scenario that does not hold, in words: what was expected, and where in the conditions it went otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.citations import Language, Text
from sxguide.prose import used_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sxguide.decision import Decision
    from sxguide.reasons import Reason, Truth
    from sxguide.scenarios import Mismatch, Scenario

_EXPECTED = Text("预期", "expected")
_FOUND = Text("实际", "found")
_CONDITIONS = Text("条件（- 预期，+ 实际）", "conditions (- expected, + found)")
_ABOUT = {
    "outcome": "结论",
    "due": "办结日",
    "provisional": "暂定",
    "counting": "起算",
    "missing": "缺少",
    "materials": "材料",
    "handling": "办理",
    "notices": "注意事项",
    "fails": "不符合的条件",
    "out of force": "不在有效期的条件",
    "cites": "引用的条款",
    "interpretations": "解读",
    "decision": "决定",
}
_PREFIXES = {"benefit ": "结果 ", "open ": "未定 ", "clauses of ": "条款："}
_SIGNS: dict[Truth, str] = {True: "✓", False: "✗", None: "?"}


def failure_text(
    scenario: Scenario, mismatches: Sequence[Mismatch], decision: Decision | None, lang: Language
) -> str:
    """What a scenario expects otherwise than the decision says, and the decision's conditions with what differs marked."""
    return "\n".join(_lines(scenario, mismatches, decision, lang))


def _lines(
    scenario: Scenario, mismatches: Sequence[Mismatch], decision: Decision | None, lang: Language
) -> Iterator[str]:
    yield f"{scenario.span}: {scenario.name}"
    for each in mismatches:
        yield f"  {_about(each.about, lang)}"
        yield f"    {_EXPECTED.of(lang)}: {each.expected}"
        yield f"    {_FOUND.of(lang)}: {each.found}"
    if decision is not None:
        yield _CONDITIONS.of(lang)
        yield from _tree(decision.reasons, 0, _differing(scenario, decision), lang)


def _about(about: str, lang: Language) -> str:
    if lang == "en":
        return about
    for prefix, words in _PREFIXES.items():
        if about.startswith(prefix):
            return words + about.removeprefix(prefix)
    return _ABOUT.get(about, about)


def _differing(scenario: Scenario, decision: Decision) -> dict[str, bool]:
    """What the scenario expects of each condition that is otherwise, as far as it says: whether it holds."""
    expect = scenario.expect
    if expect is None or (expect["fails"] is None and expect["outcome"] != "eligible"):
        return {}
    expected = {named.name for named in expect["fails"] or ()}
    found = {reason.id for reason in decision.reasons.failures()}
    return {name: name in found for name in expected ^ found}


def _tree(reason: Reason, depth: int, expected: dict[str, bool], lang: Language) -> Iterator[str]:
    margin = "  " * depth
    words = f"{reason.label.of(lang)} [{reason.id}]"
    found = f"{margin}{_SIGNS[reason.truth]} {words}"
    if reason.id in expected:
        yield f"- {margin}{_SIGNS[expected[reason.id]]} {words}"
        yield f"+ {found}"
    else:
        yield f"  {found}"
    if reason.in_force and reason.used:
        yield f"    {margin}{'; '.join(used_words(each, lang) for each in reason.used)}"
    for child in reason.children:
        yield from _tree(child, depth + 1, expected, lang)
