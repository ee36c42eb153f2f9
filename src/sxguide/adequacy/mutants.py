"""Mutants: rulebooks with one small change, which scenarios that try the rules should notice.

A change is made to the model, never to the text of a file; that it would still load is not asked. The changes to one
service are the mutants of that service; those to a definition or a parameter concern every service that reads it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, assert_never

from sxguide.adequacy.edits import Edit, locator_within, within
from sxguide.adequacy.variations import (
    moved_date,
    moved_number,
    test_variations,
    variations,
)
from sxguide.citations import Text
from sxguide.dependencies import decided_by, names_behind
from sxguide.feel.nodes import Binary
from sxguide.feel.nodes import Literal as Constant
from sxguide.feel.printer import to_feel, to_unary_tests
from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Expression,
    Group,
    TableFormula,
    TermFormula,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.feel.tables import Row
    from sxguide.model import (
        DeadlineRule,
        Definition,
        Entry,
        Formula,
        Item,
        Output,
        Parameter,
        Period,
        Plain,
        Rulebook,
        Service,
    )
    from sxguide.source import Span

_Cited = TypeVar(
    "_Cited", "Condition", "Group", "Item", "Output", "DeadlineRule", "Definition", "Entry"
)

Given: TypeAlias = Literal["when_eligible", "always"]
Counting: TypeAlias = Literal["after_application_day", "not_stated", "instant"]

# Every kind of change, in words.
KINDS: Mapping[str, Text] = {
    "comparison": Text("比较符替换", "comparison swapped"),
    "threshold": Text("界限移动一个单位", "threshold moved by a unit"),
    "condition-dropped": Text("删去条件", "condition dropped"),
    "and-or": Text("“且”“或”互换", "and, or exchanged"),
    "branches": Text("分支互换", "branches exchanged"),
    "sign": Text("加减互换", "plus, minus exchanged"),
    "function": Text("函数互换", "function exchanged"),
    "value": Text("数值改变", "value changed"),
    "value-dropped": Text("删去允许值", "allowed value dropped"),
    "row-dropped": Text("删去表格行", "table row dropped"),
    "date": Text("日期移动一天", "date moved by a day"),
    "key": Text("年度移动一年", "year moved by one"),
    "in-force": Text("取消有效期", "period dropped"),
    "given": Text("给出条件翻转", "`given` flipped"),
    "deadline": Text("时限增减一天", "deadline off by a day"),
    "counting": Text("计算方式翻转", "counting rule flipped"),
    "item-dropped": Text("删去材料或提示", "material or notice dropped"),
    "citation-dropped": Text("删去引用", "citation dropped"),
}
# What each way of counting is mistaken for.
_COUNTED_AS: Mapping[Counting, Counting] = {
    "after_application_day": "not_stated",
    "not_stated": "after_application_day",
    "instant": "after_application_day",
}
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One small change: its kind, the element it is made to, and what it would be in the rule file.

    `clause` is what is cited no more.
    """

    kind: str
    of: str
    edit: Edit
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rulebook with one change; `services` are those that it may concern."""

    change: Change
    services: tuple[str, ...]
    rulebook: Rulebook


def owners(rulebook: Rulebook) -> tuple[str, ...]:
    """What has mutants of its own: services, definitions, and parameters (`param.…`) that a service reads."""
    read = _readers(rulebook)
    parameters = (PARAMETER_PREFIX + name for name in rulebook.parameters)
    shared = (*rulebook.definitions, *parameters)
    return (*rulebook.services, *(name for name in shared if name in read))


def mutants(rulebook: Rulebook, owner: str) -> Iterator[Mutant]:
    """Every mutant of a service, a definition or a parameter, in the order of its file."""
    service = rulebook.services.get(owner)
    if service is not None:
        for change, changed in _of_service(service):
            _require_change(service, changed)
            services = {**rulebook.services, owner: changed}
            yield Mutant(change, (owner,), replace(rulebook, services=services))
        return
    readers = _readers(rulebook)[owner]
    definition = rulebook.definitions.get(owner)
    if definition is not None:
        for change, changed_definition in _of_definition(definition):
            _require_change(definition, changed_definition)
            definitions = {**rulebook.definitions, owner: changed_definition}
            yield Mutant(change, readers, replace(rulebook, definitions=definitions))
        return
    parameter = rulebook.parameters[owner.removeprefix(PARAMETER_PREFIX)]
    for change, changed_parameter in _of_parameter(parameter):
        _require_change(parameter, changed_parameter)
        parameters = {**rulebook.parameters, parameter.name: changed_parameter}
        yield Mutant(change, readers, replace(rulebook, parameters=parameters))


def _require_change(rule: object, changed: object) -> None:
    """Refuses a mutant that is none: it would count as equivalent and leave the score as it is."""
    if rule == changed:
        message = "a mutant that changes nothing"
        raise AssertionError(message)


def _readers(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The services whose decisions rest on a name, by name."""
    found: dict[str, tuple[str, ...]] = {}
    for service in rulebook.services.values():
        for name in names_behind(rulebook, decided_by(service)):
            found[name] = (*found.get(name, ()), service.name)
    return found


# Services


def _of_service(service: Service) -> Iterator[tuple[Change, Service]]:
    for change, root in _of_group(service.eligibility):
        yield change, replace(service, eligibility=root)
    for place, output in enumerate(service.outputs):
        for change, changed in _of_output(output):
            outputs = (*service.outputs[:place], changed, *service.outputs[place + 1 :])
            yield change, replace(service, outputs=outputs)
    for change, deadline in _of_deadline(service.deadline):
        yield change, replace(service, deadline=deadline)
    for change, items in _of_items("materials", service.materials):
        yield change, replace(service, materials=items)
    handling = service.handling
    for change, items in _of_items("accepted_at", handling.accepted_at):
        yield change, replace(service, handling=replace(handling, accepted_at=items))
    for change, items in _of_items("reviewed_by", handling.reviewed_by):
        yield change, replace(service, handling=replace(handling, reviewed_by=items))
    for change, items in _of_items("results_at", handling.results_at):
        yield change, replace(service, handling=replace(handling, results_at=items))
    for change, items in _of_items("notices", service.notices):
        yield change, replace(service, notices=items)


def _of_group(group: Group) -> Iterator[tuple[Change, Group]]:
    of = f"eligibility/{group.id}"
    if len(group.members) > 1:
        other: Literal["all", "any"] = "any" if group.quantifier == "all" else "all"
        at = within(group.span, rf"\b({group.quantifier}):")
        yield Change("and-or", of, Edit(at, other)), replace(group, quantifier=other)
    yield from _of_period(group, of)
    yield from _of_cites(group, of)
    for place, member in enumerate(group.members):
        before, after = group.members[:place], group.members[place + 1 :]
        for change, changed in _of_member(member, group):
            yield change, replace(group, members=(*before, changed, *after))


def _of_member(
    member: Condition | Group, group: Group
) -> Iterator[tuple[Change, Condition | Group]]:
    if isinstance(member, Group):
        yield from _of_group(member)
        return
    of = f"eligibility/{member.id}"
    # What is told of the condition stays; it only decides nothing any more.
    idle = Constant(group.quantifier == "all", member.when.span)
    dropped = replace(member, when=Expression(idle, to_feel(idle), member.when.span))
    yield Change("condition-dropped", of, Edit(member.span, "")), dropped
    for change, when in _of_expression(member.when, of):
        yield change, replace(member, when=when)
    yield from _of_period(member, of)
    yield from _of_cites(member, of)


_Timed = TypeVar("_Timed", "Condition", "Group")


def _of_period(node: _Timed, of: str) -> Iterator[tuple[Change, _Timed]]:
    period = node.in_force
    if period is None:
        return
    at = within(node.span, r"in_force: *(\{[^}]*\})")
    yield Change("in-force", of, Edit(at, "")), replace(node, in_force=None)
    for moved in _moved_period(period):
        yield Change("date", of, Edit(at, _period_text(moved))), replace(node, in_force=moved)


def _moved_period(period: Period) -> Iterator[Period]:
    for day in moved_date(period.start) if period.start is not None else ():
        yield replace(period, start=day)
    for day in moved_date(period.end) if period.end is not None else ():
        yield replace(period, end=day)


def _period_text(period: Period) -> str:
    ends = (("from", period.start), ("until", period.end))
    return "{" + ", ".join(f"{key}: {day}" for key, day in ends if day is not None) + "}"


def _of_output(output: Output) -> Iterator[tuple[Change, Output]]:
    of = f"benefit/{output.name}"
    for change, formula in _of_formula(output.formula, of):
        yield change, replace(output, formula=formula)
    other: Given = "always" if output.given == "when_eligible" else "when_eligible"
    at = within(output.span, rf"\A(?:(?!\bcites:)[\s\S])*?\bgiven: *({output.given})")
    text = other if at.text else f"(given: {other}) "
    yield Change("given", of, Edit(at, text)), replace(output, given=other)
    yield from _of_cites(output, of)


def _of_deadline(rule: DeadlineRule) -> Iterator[tuple[Change, DeadlineRule]]:
    at = within(rule.span, r"working_days: *([0-9]+)")
    for days in (rule.working_days - 1, rule.working_days + 1):
        if days >= 0:
            change = Change("deadline", "deadline", Edit(at, str(days)))
            yield change, replace(rule, working_days=days)
    at = within(rule.span, r"counting: *(\w+)")
    counting = _COUNTED_AS[rule.counting]
    yield Change("counting", "deadline", Edit(at, counting)), replace(rule, counting=counting)
    yield from _of_cites(rule, "deadline")


def _of_items(name: str, items: tuple[Item, ...]) -> Iterator[tuple[Change, tuple[Item, ...]]]:
    for place, item in enumerate(items):
        of = f"{name}/{item.id}"
        before, after = items[:place], items[place + 1 :]
        yield Change("item-dropped", of, Edit(item.span, "")), (*before, *after)
        for change, changed in _of_item(item, of):
            yield change, (*before, changed, *after)


def _of_item(item: Item, of: str) -> Iterator[tuple[Change, Item]]:
    if item.when is not None:
        change = Change("condition-dropped", of, Edit(item.when.span, "true"))
        yield change, replace(item, when=None)
        for inner, when in _of_expression(item.when, of):
            yield inner, replace(item, when=when)
    yield from _of_cites(item, of)


# What services share


def _of_definition(definition: Definition) -> Iterator[tuple[Change, Definition]]:
    for change, formula in _of_formula(definition.formula, definition.name):
        yield change, replace(definition, formula=formula)
    yield from _of_cites(definition, definition.name)


def _of_parameter(parameter: Parameter) -> Iterator[tuple[Change, Parameter]]:
    for place, entry in enumerate(parameter.entries):
        for change, changed in _of_entry(entry, PARAMETER_PREFIX + parameter.name):
            before, after = parameter.entries[:place], parameter.entries[place + 1 :]
            yield change, replace(parameter, entries=(*before, changed, *after))


def _of_entry(entry: Entry, of: str) -> Iterator[tuple[Change, Entry]]:
    at = within(entry.span, r"value: *([^\s,}]+)")
    for value in _moved(entry.value):
        yield Change("threshold", of, Edit(at, _shown(value))), replace(entry, value=value)
    for key, moved, changed in _moved_entry(entry):
        at = within(entry.span, rf"\b{key}: *([-0-9]+)")
        yield Change("date", of, Edit(at, str(moved))), changed
    if entry.key is not None:
        at = within(entry.span, r"\bkey: *([0-9]+)")
        for year in (entry.key - 1, entry.key + 1):
            yield Change("key", of, Edit(at, str(year))), replace(entry, key=year)
    yield from _of_cites(entry, of)


def _moved_entry(entry: Entry) -> Iterator[tuple[str, dt.date, Entry]]:
    """The entry with one of its days moved, with the day's key and what it is moved to."""
    for day in moved_date(entry.start) if entry.start is not None else ():
        yield "from", day, replace(entry, start=day)
    for day in moved_date(entry.end) if entry.end is not None else ():
        yield "until", day, replace(entry, end=day)
    for day in moved_date(entry.published) if entry.published is not None else ():
        yield "published", day, replace(entry, published=day)


def _moved(value: Plain) -> tuple[Plain, ...]:
    match value:
        case bool():
            return (not value,)
        case int():
            return (value - 1, value + 1)
        case Decimal():
            return moved_number(value)
        case dt.date():
            return moved_date(value)
        case str():
            return ()
        case _:
            assert_never(value)


def _shown(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# Formulas and citations


def _of_formula(formula: Formula, of: str) -> Iterator[tuple[Change, Formula]]:
    match formula:
        case Expression():
            yield from _of_expression(formula, of)
        case TermFormula(days=days):
            for word in ("+", "-"):
                change = Change("deadline", of, Edit(days.span, f"{days.text} {word} 1"))
                yield change, replace(formula, days=_one_off(days, word))
        case TableFormula():
            yield from _of_table(formula, of)
        case _:
            assert_never(formula)


def _of_expression(expression: Expression, of: str) -> Iterator[tuple[Change, Expression]]:
    for each in variations(expression.node):
        changed = replace(expression, node=each.node, text=to_feel(each.node))
        yield Change(each.kind, of, Edit(each.at, each.text)), changed


def _one_off(days: Expression, word: str) -> Expression:
    one = Constant(Decimal(1), days.span)
    node = Binary("+" if word == "+" else "-", days.node, one, days.span)
    return replace(days, node=node, text=to_feel(node))


def _of_table(formula: TableFormula, of: str) -> Iterator[tuple[Change, TableFormula]]:
    table = formula.table
    for place, row in enumerate(table.rows):
        name = f"{of}/{place + 1}"
        before, after = table.rows[:place], table.rows[place + 1 :]
        cites = formula.row_cites
        dropped = replace(
            formula,
            table=replace(table, rows=(*before, *after)),
            row_cites=(*cites[:place], *cites[place + 1 :]),
        )
        yield Change("row-dropped", name, Edit(_row_span(row), "")), dropped
        for change, changed in _of_row(row, name):
            rows = (*before, changed, *after)
            yield change, replace(formula, table=replace(table, rows=rows))
        for number, locator in enumerate(cites[place]):
            kept = (*cites[place][:number], *cites[place][number + 1 :])
            at = locator_within(_row_span(row), locator)
            row_cites = (*cites[:place], kept, *cites[place + 1 :])
            change = Change("citation-dropped", name, Edit(at, ""), locator)
            yield change, replace(formula, row_cites=row_cites)


def _of_row(row: Row, of: str) -> Iterator[tuple[Change, Row]]:
    for place, test in enumerate(row.tests):
        for kind, changed in test_variations(test):
            tests = (
                *row.tests[:place],
                replace(changed, subject=test.subject),
                *row.tests[place + 1 :],
            )
            yield (
                Change(kind, of, Edit(test.span, to_unary_tests(changed))),
                replace(row, tests=tests),
            )
    for place, output in enumerate(row.outputs):
        for each in variations(output):
            outputs = (*row.outputs[:place], each.node, *row.outputs[place + 1 :])
            yield Change(each.kind, of, Edit(each.at, each.text)), replace(row, outputs=outputs)


def _row_span(row: Row) -> Span:
    """The line of a row, from its first test on."""
    spans = [each.span for each in (*row.tests, *row.outputs)]
    source = spans[0].source
    start = source.text.rfind("\n", 0, spans[0].start) + 1
    end = source.text.find("\n", max(span.end for span in spans))
    return source.span(start, len(source.text) if end < 0 else end)


def _of_cites(cited: _Cited, of: str) -> Iterator[tuple[Change, _Cited]]:
    for locator in cited.cites:
        at = locator_within(cited.span, locator)
        cites = tuple(each for each in cited.cites if each != locator)
        change = Change("citation-dropped", of, Edit(at, ""), locator)
        yield change, replace(cited, cites=cites)
