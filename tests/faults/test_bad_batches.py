"""Batches that cannot be done: what is said, and that nothing is left behind."""

from __future__ import annotations

import polars as pl
import pytest
from tests.faults.reports import run

CASES = "id,person.sex\n1,male\n"
HELP = "`sxguide facts` lists every fact; `--columns` says which fact a column holds"


@pytest.fixture
def batch(tmp_path, monkeypatch):
    """A function that decides on a file and gives what is said on standard error; nothing may be left by a failure."""
    monkeypatch.chdir(tmp_path)

    def decide(name, *more, data=CASES, out="out.parquet"):
        content = data if isinstance(data, bytes) else data.encode()
        (tmp_path / name).write_bytes(content)
        ended = run("batch", name, "--service", "22", "--out", out, "--on", "2026-04-30", *more)
        assert (ended.code, ended.output) == (2, "")
        assert [each.name for each in tmp_path.iterdir()] == [name]
        assert (tmp_path / name).read_bytes() == content
        return ended.errors

    return decide


def parquet(folder, **columns):
    """The bytes of a Parquet file with these columns."""
    path = folder / "made"
    pl.DataFrame(columns).write_parquet(path)
    data = path.read_bytes()
    path.unlink()
    return data


def test_another_kind_of_file_is_refused(batch):
    assert batch("in.xlsx") == (
        "error[unknown-ending]: `in.xlsx` is no kind of file that is known by its ending\n"
        "  help: a batch reads and writes `.parquet`, `.csv`, `.arrow`, `.ipc`, `.feather`\n"
        "1 fault\n"
    )


def test_a_parquet_file_that_is_cut_short_is_refused(batch, tmp_path):
    data = parquet(tmp_path, **{"person.sex": ["male"] * 100})

    said = batch("in.parquet", data=data[:-50])

    assert said.startswith(
        "error[damaged-file]: `in.parquet` is damaged, or not what its ending says: "
    )


def test_a_csv_without_a_header_is_refused(batch):
    assert batch("in.csv", data="") == "error[csv-header]: `in.csv` has no header\n1 fault\n"


def test_a_csv_with_an_open_quote_is_refused(batch):
    assert batch("in.csv", data='person.sex\nmale\n"female\n') == (
        "error[csv-syntax]: `in.csv` is no CSV: line 3: unexpected end of data\n"
        "  help: a text with quotes in it stands in quotes, and each of its own twice\n"
        "1 fault\n"
    )


def test_a_row_with_a_cell_too_many_is_rejected(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("person.sex\nmale\nmale,1\n")

    ended = run("batch", "in.csv", "--service", "22", "--out", "out.csv", "--on", "2026-04-30")

    assert ended.code == 0
    assert (tmp_path / "out.rejects.csv").read_text() == (
        'row,path,code,reason\n2,$,csv-cells,"the row has 2 cells, and the header 1"\n'
    )


def test_cases_without_a_fact_are_refused(batch):
    said = (
        f"error[no-fact-column]: `in.csv` has no column that is a fact\n  help: {HELP}\n1 fault\n"
    )

    assert batch("in.csv", data="id,编号\n1,2\n") == said


def test_a_mapping_without_columns_is_refused(batch):
    assert batch("in.csv", "--columns", "=person.sex").startswith(
        "error[column-mapping]: `--columns` has ``, which names no column and its fact\n"
    )


def test_a_column_called_as_one_of_the_decisions_is_refused(batch):
    assert batch("in.csv", data="person.sex,due\nmale,1\n") == (
        "error[column-clash]: decisions have a column `due` of their own\n"
        "  help: call it something else\n1 fault\n"
    )


def test_nothing_is_written_over_the_cases(batch):
    assert batch("in.csv", out="./in.csv") == (
        "error[same-file]: `in.csv` cannot be two things at once\n1 fault\n"
    )


def test_a_list_in_a_csv_is_refused(batch, tmp_path):
    data = parquet(tmp_path, **{"person.sex": ["male"], "more": [[1, 2]]})

    assert batch("in.parquet", data=data, out="out.csv") == (
        "error[unwritable-column]: a CSV file cannot hold the column `more`: List(Int64)\n"
        "  help: write Parquet or Arrow, or leave the column out\n1 fault\n"
    )


def test_a_folder_that_is_not_there_is_not_written_to(batch):
    assert batch("in.csv", out="none/out.csv") == (
        "error[unwritable-file]: `none/out.rejects.csv` cannot be written: no such file or directory\n"
        "1 fault\n"
    )


def test_binary_fractions_are_no_money(batch, tmp_path):
    data = parquet(tmp_path, **{"person.sex": ["male"], "job_seeking.monthly_pay": [0.1]})

    assert "$.job_seeking.monthly_pay: error[wrong-type]" in batch("in.parquet", data=data)
