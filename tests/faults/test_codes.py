"""A code is a promise: it is used, explained in `docs/errors.md`, and shown by a faulty file or a test."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import pytest
from tests.faults import test_bad_batches, test_bad_events, test_bad_input
from tests.faults.reports import FOLDER, ROOT, SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = ROOT / "src/sxguide"
Nodes: TypeAlias = tuple[ast.Call | ast.ClassDef | ast.FunctionDef, ...]
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
# What no file that is kept can show: it is large, or missing, needs a whole guide, or is only given by programs.
SHOWN_BY_TESTS = {
    "column-clash": "test_a_column_called_as_one_of_the_decisions_is_refused",
    "column-mapping": "test_a_mapping_without_columns_is_refused",
    "csv-cells": "test_a_row_with_a_cell_too_many_is_rejected",
    "csv-header": "test_a_csv_without_a_header_is_refused",
    "csv-syntax": "test_a_csv_with_an_open_quote_is_refused",
    "damaged-file": "test_a_parquet_file_that_is_cut_short_is_refused",
    "no-fact-column": "test_cases_without_a_fact_are_refused",
    "same-file": "test_nothing_is_written_over_the_cases",
    "unknown-ending": "test_another_kind_of_file_is_refused",
    "unwritable-column": "test_a_list_in_a_csv_is_refused",
    "unwritable-file": "test_a_folder_that_is_not_there_is_not_written_to",
    "guide-text-changed": "test_a_text_that_is_not_the_guides_own_is_never_quoted",
    "guide-text-size": "test_a_text_larger_than_any_guide_is_refused",
    "history-size": "test_a_huge_file_of_events_is_refused",
    "line-size": "test_a_line_longer_than_any_event_is_refused",
    "missing-person": "test_a_line_of_a_stream_without_a_person_is_refused",
    "no-such-event": "test_an_event_that_is_not_there_cannot_be_taken_back",
    "number-too-long": "test_a_number_that_no_column_holds_is_refused",
    "person-order": "test_a_stream_out_of_order_is_refused",
    "too-many-events": "test_a_history_longer_than_any_life_is_refused",
    "unknown-engine": "test_an_engine_that_does_not_exist_is_refused",
    "worker-lost": "test_a_part_that_ends_every_worker_is_given_up",
    "list-size": "test_a_list_of_too_many_candidates_is_refused",
    "json-size": "test_a_huge_case_is_refused",
    "no-such-folder": "test_a_folder_that_does_not_exist_is_one_fault",
    "too-many-files": "test_a_folder_of_too_many_files_is_one_fault",
    "unreadable-file": "test_a_file_that_cannot_be_read_is_one_fault",
    "yaml-size": "test_a_huge_rule_file_is_refused",
}


def nodes_of(module: str) -> Nodes:
    """What calls, classes and functions there are in a module."""
    nodes = ast.walk(ast.parse(module))
    return tuple(
        node for node in nodes if isinstance(node, ast.Call | ast.ClassDef | ast.FunctionDef)
    )


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def given_code(call: ast.Call) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return next(iter([*call.args, *named]), None)


def carriers(nodes: Nodes) -> dict[str, bool]:
    """The classes of a module by name, and whether the first field of each is a code."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            fields = [
                ast.unparse(each.target) for each in node.body if isinstance(each, ast.AnnAssign)
            ]
            found[node.name] = fields[:1] == ["code"]
    return found


def relays(nodes: Nodes) -> dict[str, bool]:
    """The functions of a module by name, and whether the first thing each takes is a code."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            names = [each.arg for each in node.args.args if each.arg != "self"]
            found[node.name] = names[:1] == ["code"]
    return found


MODULES = {path: nodes_of(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")}
CARRIERS = {name for each in MODULES.values() for name, is_one in carriers(each).items() if is_one}
RELAYS = {name for each in MODULES.values() for name, is_one in relays(each).items() if is_one}


def codes_of(nodes: Nodes) -> Iterator[str]:
    """The codes that a module writes out where a fault is made."""
    own_carriers, own_relays = carriers(nodes), relays(nodes)
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        is_carrier = own_carriers.get(name, name in CARRIERS)
        if not is_carrier and not own_relays.get(name, name in RELAYS):
            continue
        match given_code(node):
            case ast.Constant(value=str(word)) if CODE.fullmatch(word):
                yield word
            case ast.Name(id="code") | ast.Attribute(attr="code"):
                pass
            case _:
                # A method of the same name in another module may take something else.
                assert not is_carrier, f"line {node.lineno}: the code is not written out"


def codes_in_use() -> dict[str, list[Path]]:
    found = defaultdict(list)
    for path, nodes in MODULES.items():
        for code in codes_of(nodes):
            found[code].append(path)
    return found


IN_USE = codes_in_use()
EXPLAINED = re.findall(
    r"^### (\S+)$", (ROOT / "docs/errors.md").read_text(encoding="utf-8"), re.MULTILINE
)
SHOWN = {
    code
    for folder in (FOLDER, "fixtures/doubtful")
    for report in (ROOT / folder).rglob(f"*{SUFFIX}")
    for code in re.findall(r"(?:error|finding)\[([a-z-]+)\]", report.read_text(encoding="utf-8"))
}


def test_codes_are_found_wherever_a_fault_is_made():
    assert {"Problem", "Mismatch", "SyntaxFault"} <= CARRIERS
    assert {"yaml-tab", "unknown-clause", "unit-mismatch", "clock-read", "json-value"} <= set(
        IN_USE
    )


def test_a_code_that_is_not_written_out_is_noticed():
    with pytest.raises(AssertionError, match="not written out"):
        list(codes_of(nodes_of("Problem(kinds[0], message)")))


@pytest.mark.parametrize("code", sorted(IN_USE))
def test_every_code_is_explained(code):
    assert code in EXPLAINED


def test_every_explanation_is_of_a_code_in_use_and_stands_once():
    assert sorted(EXPLAINED) == sorted(set(EXPLAINED) & set(IN_USE))


@pytest.mark.parametrize("code", sorted(IN_USE))
def test_every_code_is_shown_by_a_faulty_file_or_a_test(code):
    modules = (test_bad_batches, test_bad_events, test_bad_input)
    assert code in SHOWN or any(hasattr(each, SHOWN_BY_TESTS[code]) for each in modules)


def test_what_a_faulty_file_shows_needs_no_test_in_its_place():
    assert SHOWN_BY_TESTS.keys().isdisjoint(SHOWN)
    assert SHOWN_BY_TESTS.keys() <= IN_USE.keys()
