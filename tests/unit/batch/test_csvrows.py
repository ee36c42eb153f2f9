"""CSV: which cell says what, and what is wrong with it."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from tests.unit.batch.conftest import SMALL

from sxguide.batch import csvrows
from sxguide.batch.csvrows import CsvRows
from sxguide.errors import BatchError


def opened(text):
    data = text if isinstance(text, bytes) else text.encode()
    return CsvRows(Path("in.csv"), io.BytesIO(data), SMALL.facts)


def read(text):
    """The rows of a text, and its faults as code and path by row."""
    rows = opened(text)
    frame = pl.concat([rows.schema.to_frame(), *rows.frames(None)])
    faults = {
        row: [(each.code, each.path) for each in problems]
        for row, problems in rows.faults(0, frame.height).items()
    }
    return frame, faults


def test_cells_are_what_their_columns_hold():
    frame, faults = read(
        "id,person.wants,person.months,person.pay,person.name\n"
        '007,true,12,1000.10,"a, ""b""\nc"\n'
        ",false,-3,,x\n"
    )

    assert faults == {}
    assert frame.rows() == [
        ("007", True, 12, "1000.10", 'a, "b"\nc'),
        (None, False, -3, None, "x"),
    ]


@pytest.mark.parametrize("text", ["True", "yes", "1", " true", "真"])
def test_a_truth_is_written_in_one_way(text):
    frame, faults = read(f"person.name,person.wants\nx,{text}\ny,true\n")

    assert frame["person.wants"].to_list() == [None, True]
    assert faults == {0: [("wrong-type", "$.person.wants")]}


@pytest.mark.parametrize("text", ["1.0", "1e3", "+1", "01", "１２", "9" * 19, "0x1", " 1", "-"])
def test_a_whole_number_is_written_in_one_way(text):
    frame, faults = read(f"person.months\n{text}\n12\n")

    assert frame["person.months"].to_list() == [None, 12]
    assert faults == {0: [("wrong-type", "$.person.months")]}


@pytest.mark.parametrize("row", ["1", "1,2,3", '1,2,""'])
def test_a_row_with_too_few_or_too_many_cells_has_a_fault(row):
    frame, faults = read(f"person.months,id\n1,a\n{row}\n2,b\n")

    assert frame["person.months"].to_list() == [1, None, 2]
    assert faults == {1: [("csv-cells", "$")]}


def test_lines_end_in_any_way_and_empty_ones_are_no_rows():
    frame, faults = read("\ufeffperson.months,id\r\n1,a\r\n\r\n2,b")

    assert (frame.columns, frame.height, faults) == (["person.months", "id"], 2, {})


def test_each_fault_is_told_once():
    rows = opened("person.wants\nno\ntrue\nno\n")
    list(rows.frames(None))

    assert list(rows.faults(0, 2)) == [0]
    assert list(rows.faults(0, 3)) == [2]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "`in.csv` has no header", id="empty"),
        pytest.param("a,,b\n", "column 2 of `in.csv` has no name", id="no name"),
        pytest.param("a,b,a\n", "two columns of `in.csv` are called `a`", id="one name twice"),
        pytest.param('a\n"x\n', "line 2: unexpected end of data", id="open quote"),
        pytest.param('a\n1\n"x"y\n', "line 3: ',' expected after '\"'", id="after a quote"),
        pytest.param("a\rb\n", "line 1: new-line character seen in unquoted", id="old line ends"),
        pytest.param(b"a\n1\n\xff\n", "not UTF-8: line 3 cannot be read", id="stray byte"),
        pytest.param("姓名\n张\n".encode("gbk"), "not UTF-8: line 1 cannot be read", id="GBK"),
        pytest.param("a\n".encode("utf-16"), "not UTF-8: line 1 cannot be read", id="UTF-16"),
        pytest.param("a\n" + "x" * 200_000, "line 2: field larger than field limit", id="cell"),
        pytest.param("x" * csvrows._MAX_CHARACTERS, "more than the 1048576 bytes", id="line"),
        pytest.param('a\n"' + 'x","\n' * 300_000, "more than the 1048576 bytes", id="row"),
    ],
)
def test_what_is_no_csv_is_an_error_with_its_line(text, fault):
    with pytest.raises(BatchError, match=fault):
        list(opened(text).frames(None))
