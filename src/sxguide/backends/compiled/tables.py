"""Tables: a decision table made into Python, where its tests are the same for everybody."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sxguide.backends.compiled.membership import passes
from sxguide.backends.compiled.operators import as_number
from sxguide.backends.compiled.parts import (
    NULL_CODE,
    NUMBERS,
    UNKNOWN,
    Kind,
    Part,
    Unfit,
    Workshop,
    all_of,
    any_of,
    call,
    choose,
    constant,
    is_,
)
from sxguide.backends.compiled.runtime import Walk
from sxguide.feel.nodes import Name, UnaryTest
from sxguide.feel.tables import evaluate_table
from sxguide.feel.traversal import reads_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sxguide.backends.compiled.expressions import Translator
    from sxguide.feel.nodes import Node, Test
    from sxguide.feel.tables import DecisionTable

# The rows of a table under `unique` are tested against one another.
MAX_ROWS: Final = 12


def table_part(
    workshop: Workshop,
    translator: Translator,
    table: DecisionTable,
    keep: Callable[[Part], Part],
) -> Part:
    """The code for a table: by its rows where the inputs are known, else by the interpreter.

    `keep` puts a value under a name of its own.
    """
    try:
        inputs = [keep(translator.part(node)) for node in table.inputs]
        settled = _by_rows(workshop, translator, table, inputs)
    except Unfit:
        translator.is_delicate(*nodes_of(table))
        return _walked(workshop, translator, table, "any")
    unknown = [is_(part.python, UNKNOWN) for part in inputs if part.is_open]
    if not unknown:
        return settled
    walked = _walked(workshop, translator, table, settled.kind)
    return replace(
        walked, python=choose(any_of(unknown), walked.python, settled.python), digits=settled.digits
    )


def nodes_of(table: DecisionTable) -> list[Node]:
    """Every tree of a table."""
    rows = (node for row in table.rows for node in (*row.tests, *row.outputs))
    scales = (node for scale in table.priorities for node in scale)
    return [*table.inputs, *rows, *scales, *table.defaults]


def _walked(workshop: Workshop, translator: Translator, table: DecisionTable, kind: Kind) -> Part:
    parts = translator.parts_read(*nodes_of(table))
    kinds = [(name, part.kind) for name, part in parts.items()]
    walk = workshop.bind(Walk(lambda lookup: evaluate_table(table, lookup).value, kinds, kind))
    python = call(walk, *(part.python for part in parts.values()))
    return Part(python, kind, is_open=True, is_nullable=True)


def _by_rows(
    workshop: Workshop, translator: Translator, table: DecisionTable, inputs: Sequence[Part]
) -> Part:
    """The value of one output under `unique` or `first`, where every input is known."""
    if (
        table.hit_policy not in ("unique", "first")
        or len(table.rows) > MAX_ROWS
        or any(len(row.outputs) != 1 for row in table.rows)
        or any(part.is_nullable for part in inputs)
    ):
        raise Unfit
    matches = [
        all_of(
            [_match(workshop, translator, *each) for each in zip(inputs, row.tests, strict=True)]
        )
        for row in table.rows
    ]
    default = translator.part(table.defaults[0]) if table.defaults else workshop.fixed(None)
    outputs = _of_one_kind(
        workshop, [*(translator.part(row.outputs[0]) for row in table.rows), default]
    )
    python = outputs[-1].python
    for place in reversed(range(len(matches))):
        found = outputs[place].python
        others = matches[place + 1 :]
        if table.hit_policy == "unique" and others:
            found = choose(any_of(others), NULL_CODE, found)
        python = choose(matches[place], found, python)
    joined = outputs[0]
    for each in outputs[1:]:
        joined = joined.like(each)
    return Part(python, joined.kind, joined.is_open, is_nullable=True, digits=joined.digits)


def _match(workshop: Workshop, translator: Translator, subject: Part, test: Test) -> ast.expr:
    """Whether a known input passes a cell."""
    if not test.tests:
        return constant(not test.negated)
    if not isinstance(test.subject, Name) or any(map(reads_subject, test.tests)):
        raise Unfit
    truths = [
        passes(
            workshop,
            subject.python,
            subject.kind,
            each,
            translator.part(each.operand if isinstance(each, UnaryTest) else each),
        )
        for each in test.tests
    ]
    passed = any_of(truths)
    return ast.UnaryOp(ast.Not(), passed) if test.negated else passed


def _of_one_kind(workshop: Workshop, parts: Sequence[Part]) -> list[Part]:
    """The parts as parts of one kind; what is null or unknown for everybody is of any."""
    kinds = {part.kind for part in parts if not (part.fixed and not part.is_plain)}
    if len(kinds) > 1 and kinds <= set(NUMBERS):
        kinds = {"number"}
        parts = [as_number(workshop, part) if part.kind in NUMBERS else part for part in parts]
    if len(kinds) != 1:
        raise Unfit
    (kind,) = kinds
    return [
        part if part.kind == kind else replace(part, kind=kind, digits=0, fixed=False)
        for part in parts
    ]
