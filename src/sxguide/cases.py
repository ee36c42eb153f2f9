"""Cases: what a caller says about a person, as checked facts.

A case is a mapping, nested (`{"person": {"sex": "male"}}`) or dotted (`{"person.sex": "male"}`), or a dataclass. A key
that is absent and a value of None both mean that nobody knows. Nothing is guessed or dropped: every fault of the case is
reported in one go.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from sxguide.errors import CaseError, Problem, did_you_mean, nearest, shortened
from sxguide.model import Fact, Field, Plain, Rulebook, is_money
from sxguide.values import MAX_DIGITS, exact_number, iso_date

# No living person's fact lies outside these years, and no period that a rule adds leaves the calendar from them.
FIRST_DAY = dt.date(1850, 1, 1)
LAST_DAY = dt.date(2150, 12, 31)
MAX_FAULTS = 100


def read_case(rulebook: Rulebook, case: object) -> dict[str, Plain]:
    """The facts that a case gives, by name, in the order of the vocabulary.

    Raises:
        CaseError: Unknown names, wrong types, values out of range, facts given twice.
    """
    problems: list[Problem] = []
    given: dict[str, Plain] = {}
    for path, name, value in _leaves(rulebook, case, problems):
        if len(problems) >= MAX_FAULTS:
            break
        fact = rulebook.facts.get(name)
        if fact is None:
            problems.append(_not_a_fact(rulebook, path, name, value))
        elif value is not None:
            read = read_value(fact, value, path, problems)
            if read is not None and name in given:
                message = f"`{name}` is given twice"
                help_text = f"once is enough, as `{name}` or within its group"
                problems.append(Problem("fact-given-twice", message, path=path, help=help_text))
            elif read is not None:
                given[name] = read
    if problems:
        raise CaseError(problems[:MAX_FAULTS])
    return {name: given[name] for name in rulebook.facts if name in given}


def read_population(rulebook: Rulebook, cases: Iterable[object]) -> tuple[dict[str, Plain], ...]:
    """The facts of several cases, each as `read_case` reads it.

    Raises:
        CaseError: The faults of all cases; a path begins with the place of the case, from 0: `$[2].person.sex`.
    """
    problems: list[Problem] = []
    people = []
    for place, case in enumerate(cases):
        try:
            people.append(read_case(rulebook, case))
        except CaseError as error:
            inside = (problem.path or "$" for problem in error.problems)
            problems += (
                replace(problem, path=f"$[{place}]{path.removeprefix('$')}")
                for problem, path in zip(error.problems, inside, strict=True)
            )
        if len(problems) >= MAX_FAULTS:
            break
    if problems:
        raise CaseError(problems[:MAX_FAULTS])
    return tuple(people)


def _leaves(
    rulebook: Rulebook, case: object, problems: list[Problem]
) -> Iterator[tuple[str, str, object]]:
    """Each value with its path and its dotted name; mappings and dataclasses are gone into."""
    groups = groups_of(rulebook.facts)
    # A stack of its own, so that depth is bounded by the names of the facts and not by Python.
    stack: list[tuple[str, str, object]] = [("$", "", case)]
    while stack:
        path, name, value = stack.pop()
        inside = entries(value)
        is_case = path == "$"
        if inside is None or (not is_case and name not in groups):
            if is_case:
                problems.append(Problem("wrong-type", "a case is a mapping of facts", path=path))
            elif value is not None or name not in groups:
                yield path, name, value
            continue
        for key, inner in reversed(inside):
            if isinstance(key, str):
                inner_name = key if is_case else f"{name}.{key}"
                stack.append((f"{path}.{key}", inner_name, inner))
            else:
                message = f"a fact's name is a text, not {_shown(key)}"
                problems.append(Problem("wrong-type", message, path=path))


def entries(value: object) -> list[tuple[object, object]] | None:
    """The keys and values of a mapping, or the fields of a dataclass; None for anything else."""
    if isinstance(value, Mapping):
        return list(value.items())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    return None


def groups_of(facts: Iterable[str]) -> set[str]:
    """What the names of facts begin with: `person`, `certificate` and so on."""
    return {name.rsplit(".", depth)[0] for name in facts for depth in range(1, name.count(".") + 1)}


def _not_a_fact(rulebook: Rulebook, path: str, name: str, value: object) -> Problem:
    if name in groups_of(rulebook.facts):
        message = f"`{name}` must be a group of facts, not {_shown(value)}"
        return Problem("wrong-type", message, path=path, help=_members(rulebook, name))
    message = f"unknown fact `{shortened(name)}`"
    help_text = nearest_fact(rulebook, name) or "`sxguide facts` lists every fact"
    return Problem("unknown-fact", message, path=shortened(path), help=help_text)


def nearest_fact(rulebook: Rulebook, name: str) -> str | None:
    """What may be meant by a name that is no fact's: another of its group, or a misspelt or missing group."""
    group, _, last = name.rpartition(".")
    siblings = [each.rpartition(".")[2] for each in rulebook.facts if _group(each) == group]
    if siblings:
        near = nearest(last, siblings)
        return f"did you mean `{group}.{near}`?" if near else _members(rulebook, group)
    for each in rulebook.facts:
        if each.endswith(f".{name}"):
            return f"did you mean `{each}`?"
    return did_you_mean(name, [*groups_of(rulebook.facts), *rulebook.facts])


def _group(name: str) -> str:
    return name.rpartition(".")[0]


def _members(rulebook: Rulebook, group: str) -> str:
    names = ", ".join(f"`{each}`" for each in rulebook.facts if _group(each) == group)
    return f"there are {names}"


def read_value(
    fact: Fact | Field, value: object, path: str, problems: list[Problem]
) -> Plain | None:
    """The value of a fact, or of a candidate's field, as its kind; None and a problem where it is none."""
    match fact.kind:
        case "boolean":
            if isinstance(value, bool):
                return value
            problems.append(_wrong(fact, value, path, "`true` or `false`", _unquote(value)))
        case "date":
            return _read_date(fact, value, path, problems)
        case "integer" | "number" | "money":
            return _read_number(fact, value, path, problems)
        case "enumeration":
            return _read_choice(fact, value, path, problems)
        case "text":
            if isinstance(value, str):
                return value
            problems.append(_wrong(fact, value, path, "words"))
    return None


def _wrong(
    fact: Fact | Field, value: object, path: str, wanted: str, help_text: str | None = None
) -> Problem:
    shown = _shown(value)
    return Problem(
        "wrong-type", f"`{fact.name}` must be {wanted}, not {shown}", path=path, help=help_text
    )


def _unquote(value: object) -> str | None:
    """The help for a truth or a whole number that was given as a text."""
    if isinstance(value, str) and (value in ("true", "false") or exact_number(value) is not None):
        return "it was given as a text: leave the quotes away"
    return None


def _shown(value: object) -> str:
    """The value in a message: short, and never what an object of the caller's own makes of itself."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int):
        return f"`{value}`" if value.bit_length() <= 4 * MAX_DIGITS else "a huge number"
    if isinstance(value, str):
        return f"`{shortened(value)}`"
    if isinstance(value, Decimal | float | dt.date):
        return f"`{shortened(str(value))}`"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple | set) else "something else"


def _read_date(
    fact: Fact | Field, value: object, path: str, problems: list[Problem]
) -> dt.date | None:
    day = iso_date(value) if isinstance(value, str) else value
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        help_text = (
            "a date without a time"
            if isinstance(day, dt.datetime)
            else "write it like `2026-11-23`"
        )
        problems.append(_wrong(fact, value, path, "a date", help_text))
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"`{fact.name}` must be from {FIRST_DAY} to {LAST_DAY}, not `{day}`"
        problems.append(Problem("out-of-range", message, path=path))
        return None
    return day


def _read_number(
    fact: Fact | Field, value: object, path: str, problems: list[Problem]
) -> int | Decimal | None:
    if isinstance(value, float):
        help_text = "a binary fraction is not exact: give a whole number, a decimal, or its digits as a text"
        problems.append(_wrong(fact, value, path, _number_noun(fact), help_text))
        return None
    number = _exact(fact, value)
    if number is None:
        problems.append(_wrong(fact, value, path, _number_noun(fact), _unquote(value)))
        return None
    if fact.minimum is not None and number < fact.minimum:
        message = f"`{fact.name}` must be at least {fact.minimum}, not {_shown(value)}"
        problems.append(Problem("out-of-range", message, path=path))
        return None
    return int(number) if fact.kind == "integer" else number


def _exact(fact: Fact | Field, value: object) -> Decimal | None:
    """The number that the value says exactly, where it fits the fact's kind."""
    number: Decimal | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value) if value.bit_length() <= 3 * MAX_DIGITS else None
    elif isinstance(value, Decimal) and value.is_finite():
        digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
        fits = (
            isinstance(exponent, int) and len(digits) <= MAX_DIGITS and abs(exponent) <= MAX_DIGITS
        )
        number = value if fits else None
    elif isinstance(value, str) and fact.kind != "integer":
        number = exact_number(value)
    if number is None or (fact.kind == "money" and not is_money(number)):
        return None
    return number if fact.kind != "integer" or number == number.to_integral_value() else None


def _number_noun(fact: Fact | Field) -> str:
    match fact.kind:
        case "integer":
            return f"a whole number ({fact.unit})"
        case "money":
            return "an amount in yuan with at most two decimal places"
        case _:
            return f"a number ({fact.unit})"


def _read_choice(
    fact: Fact | Field, value: object, path: str, problems: list[Problem]
) -> str | None:
    if isinstance(value, str):
        for choice in fact.choices:
            if value in (choice.value, choice.label.zh, choice.label.en):
                return choice.value
    allowed = [choice.value for choice in fact.choices]
    near = did_you_mean(value, allowed) if isinstance(value, str) else None
    words = ", ".join(f"`{choice.value}` ({choice.label.zh})" for choice in fact.choices)
    message = f"`{fact.name}` cannot be {_shown(value)}"
    help_text = f"{near} allowed: {words}" if near else f"allowed: {words}"
    problems.append(Problem("unknown-value", message, path=path, help=help_text))
    return None
