"""Pages: the rules of a service, and the interpretations, as Markdown for people to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sxguide.dependencies import formulas_of, names_behind
from sxguide.errors import shortened
from sxguide.feel.printer import to_feel, to_unary_tests
from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Expression,
    Group,
    TableFormula,
    TermFormula,
    to_json_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.citations import Text
    from sxguide.model import (
        DeadlineRule,
        Definition,
        Formula,
        Item,
        Matching,
        Output,
        Parameter,
        Period,
        Rulebook,
        Service,
    )

# How much of an expression a page shows, in characters.
MAX_EXPRESSION = 300


def service_page(rulebook: Rulebook, service: Service) -> str:
    """One service: its rules, the values and readings that they rest on, and the guide's clauses about it."""
    handling = service.handling
    read = names_behind(rulebook, formulas_of(service))
    definitions = [each for each in rulebook.definitions.values() if each.name in read]
    parameters = [
        each for each in rulebook.parameters.values() if PARAMETER_PREFIX + each.name in read
    ]
    lines = [
        f"# {service.number}. {service.title.zh}",
        "",
        f"{service.title.en} · `{service.name}`",
        "",
        f"{_both(service.summary.text)}{_cited(service.summary.cites)}",
        "",
        f"**服务对象 · For whom**: {_both(service.audience.text)}{_cited(service.audience.cites)}",
        *_section("条件 · Conditions", _tree(service.eligibility, 0)),
        *_section("结果 · What it gives", _outputs(service.outputs)),
        *_section("办结时限 · Due", _deadline(service.deadline)),
        *_section("需要携带 · Bring", _items(service.materials)),
        *_section("在哪里办 · Where", _items(handling.accepted_at)),
        *_section("由谁审核 · Who reviews", _items(handling.reviewed_by)),
        *_section("结果在哪里看 · Where the result appears", _items(handling.results_at)),
        *_section("注意 · Mind", _items(service.notices)),
        *_section("匹配 · Matching", _matching(service.matching)),
        *_section("推算 · Worked out", _definitions(definitions)),
        *_section("数值 · Values", _parameters(parameters)),
        *_section("解读 · Interpretations", _readings(rulebook, service, definitions)),
        *_section("条款 · Clauses", _clauses(rulebook, service)),
    ]
    return "\n".join(lines) + "\n"


def interpretations_page(rulebook: Rulebook) -> str:
    """Every reading that the rules rest on: what stands there, how it is read, why, and what else it could mean."""
    lines = [
        "# 解读 · Interpretations",
        "",
        "Where the guide is ambiguous, silent or contradicts itself or the law, the rules follow the readings below.",
        "A decision that rests on one lists it.",
    ]
    for entry in rulebook.interpretations.values():
        lines += [
            "",
            f"## {entry.id}",
            "",
            f"{_cited(entry.cites).strip()}",
            "",
            f"- 原文 · Says: {_both(entry.says)}",
            f"- 理解 · Read as: {_both(entry.reading)}",
            f"- 理由 · Why: {_both(entry.why)}",
            *(f"- 其他 · Or: {_both(other)}" for other in entry.others),
        ]
    return "\n".join(lines) + "\n"


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"


def _cited(locators: Iterable[str]) -> str:
    found = ", ".join(f"`{locator}`" for locator in locators)
    return f" ({found})" if found else ""


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", f"## {title}", "", *found] if found else []


def _tree(node: Condition | Group, depth: int) -> Iterator[str]:
    indent = "  " * depth
    force = _in_force(node.in_force)
    match node:
        case Condition():
            yield f"{indent}- {_both(node.label)}{force}{_cited(node.cites)}  "
            yield f"{indent}  `{_one_line(node.when.text)}`"
        case Group(members=()):
            yield f"{indent}- 人人可办 · open to everybody{_cited(node.cites)}"
        case Group():
            how = "全部 · all" if node.quantifier == "all" else "任一 · any"
            yield f"{indent}- **{how}** — {_both(node.label)}{force}{_cited(node.cites)}"
            for member in node.members:
                yield from _tree(member, depth + 1)
        case _:
            assert_never(node)


def _one_line(text: str) -> str:
    """An expression on one line; of a very long one, such as a list of patterns, the beginning."""
    return shortened(" ".join(text.split()), MAX_EXPRESSION)


def _in_force(period: Period | None) -> str:
    if period is None:
        return ""
    return f" [{period.start or '…'} – {period.end or '…'}]"


def _outputs(outputs: Iterable[Output]) -> Iterator[str]:
    for output in outputs:
        unit = f" ({output.unit})" if output.unit else ""
        yield f"- `{output.name}`{unit}: {_both(output.label)}{_cited(output.cites)}"
        yield from _formula(output.formula)


def _formula(formula: Formula) -> Iterator[str]:
    match formula:
        case Expression(text=text):
            yield f"  `{_one_line(text)}`"
        case TermFormula(after=after, days=days):
            yield f"  `{_one_line(days.text)}` working days after `{_one_line(after.text)}`"
        case TableFormula(table=table):
            inputs = " | ".join(f"`{to_feel(node)}`" for node in table.inputs)
            yield ""
            yield f"  | {inputs} | → |"
            yield f"  |{' --- |' * (len(table.inputs) + 1)}"
            for row in table.rows:
                tests = " | ".join(f"`{to_unary_tests(test)}`" for test in row.tests)
                yield f"  | {tests} | `{to_feel(row.outputs[0])}` |"
        case _:
            assert_never(formula)


def _deadline(deadline: DeadlineRule) -> Iterator[str]:
    if deadline.counting == "instant":
        yield f"- 即时办结 · on the spot{_cited(deadline.cites)}"
        return
    days = deadline.working_days
    counted = (
        "不含申请日 · the day of application is not counted"
        if deadline.counting == "after_application_day"
        else "起算日未说明 · the first day is not stated"
    )
    term = f"{days} 个工作日 · {days} working day{'s' if days > 1 else ''}"
    yield f"- {term}; {counted}{_cited(deadline.cites)}"


def _items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        when = f" — `{_one_line(item.when.text)}`" if item.when is not None else ""
        yield f"- {_both(item.text)}{when}{_cited(item.cites)}"


def _matching(matching: Matching | None) -> Iterator[str]:
    if matching is None:
        return
    yield "候选对象 · A candidate:"
    yield ""
    for field in matching.fields:
        unit = f", {field.unit}" if field.unit else ""
        yield f"- `{field.key}` ({field.kind}{unit}): {_both(field.label)}"
    yield ""
    yield "全部满足的予以推荐 · Recommended where all of these hold:"
    yield ""
    for condition in matching.keep:
        yield f"- {_both(condition.label)}{_cited(condition.cites)}  "
        yield f"  `{_one_line(condition.when.text)}`"
    yield ""
    yield "排列顺序 · In the order of:"
    yield ""
    for criterion in matching.rank:
        order = (
            "从小到大 · least first" if criterion.order == "ascending" else "从大到小 · most first"
        )
        yield f"1. {_both(criterion.label)}, {order}{_cited(criterion.cites)}  "
        yield f"   `{_one_line(criterion.by.text)}`"


def _definitions(definitions: Iterable[Definition]) -> Iterator[str]:
    for definition in definitions:
        unit = f" ({definition.unit})" if definition.unit else ""
        yield f"- `{definition.name}`{unit}: {_both(definition.label)}{_cited(definition.cites)}"
        yield from _formula(definition.formula)


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    for parameter in parameters:
        unit = f" ({parameter.unit})" if parameter.unit else ""
        yield f"- `{PARAMETER_PREFIX}{parameter.name}`{unit}: {_both(parameter.label)}"
        for entry in parameter.entries:
            when = str(entry.key) if entry.key is not None else ""
            if entry.start or entry.end:
                when = f"{when} {entry.start or '…'} – {entry.end or '…'}".strip()
            time = f"{when}: " if when else ""
            yield f"  - {time}{to_json_value(entry.value)}, {entry.basis}{_cited(entry.cites)}"
        if not parameter.entries:
            yield "  - 尚无公布的数值 · nobody has published a value"


def _readings(
    rulebook: Rulebook, service: Service, definitions: Iterable[Definition]
) -> Iterator[str]:
    """The service's own readings, then the shared ones that something in it rests on."""
    resting: tuple[Condition | Output | DeadlineRule | Definition, ...] = (
        *service.eligibility.conditions(),
        *(service.matching.keep if service.matching is not None else ()),
        *service.outputs,
        service.deadline,
        *definitions,
    )
    shared = (rulebook.interpretations[name] for each in resting for name in each.rests_on)
    for entry in dict.fromkeys((*service.interpretations, *shared)):
        yield f"- [{entry.id}](../interpretations.md#{entry.id}): {_both(entry.reading)}"


def _clauses(rulebook: Rulebook, service: Service) -> Iterator[str]:
    prefix = f"guide/{service.number}/"
    for locator, citation in rulebook.citations.items():
        if locator.startswith(prefix):
            yield f"- `{locator}`: {_both(citation.gist)}"
