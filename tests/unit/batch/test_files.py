"""Files by their endings: what they can hold, and what is said of those that are damaged."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from tests.unit.batch.test_runs import PEOPLE

from sxguide.batch import files
from sxguide.batch.files import format_of, opened
from sxguide.errors import BatchError, SxguideError


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.parquet", "parquet"), ("a.b.CSV", "csv"), ("a.arrow", "arrow"), ("a.ipc", "arrow"), ("a.feather", "arrow")],
)  # fmt: skip
def test_the_ending_says_what_a_file_is(name, form):
    assert format_of(Path(name)) == form


@pytest.mark.parametrize("name", ["a", "a.xlsx", ".csv", "csv", "a.csv.gz", ""])
def test_another_ending_is_refused_with_those_that_there_are(name):
    with pytest.raises(BatchError, match=r"unknown-ending(.|\n)*`\.parquet`, `\.csv`, `\.arrow`"):
        format_of(Path(name))


@pytest.mark.parametrize("name", ["none.csv", "none.parquet", "nul\0.csv", "x" * 300 + ".csv"])
def test_a_file_that_cannot_be_opened_is_an_error(desk, name):
    with pytest.raises(BatchError, match="unreadable-file"):
        desk.run(desk.folder / name)

    assert desk.names == []


def test_a_folder_is_no_file(desk):
    (desk.folder / "in.parquet").mkdir()

    with pytest.raises(BatchError, match="is a directory"):
        desk.run(desk.folder / "in.parquet")


def test_a_name_with_a_star_is_one_file(desk):
    desk.write("in.parquet", PEOPLE)

    with pytest.raises(BatchError, match="no such file"):
        desk.run(desk.folder / "*.parquet")

    assert desk.run(desk.write("*.parquet", PEOPLE)).rows == 4


@pytest.mark.parametrize("name", ["in.parquet", "in.arrow"])
def test_what_is_not_what_its_ending_says_is_an_error(desk, name):
    with pytest.raises(BatchError, match="damaged-file"):
        desk.run(desk.write(name, "id,person.wants\n1,true\n"))


@pytest.mark.parametrize("name", ["in.parquet", "in.arrow"])
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.filterwarnings("ignore")
def test_damage_anywhere_ends_in_an_error_or_in_rows(desk, name, seed):
    chance = random.Random(seed)  # noqa: S311 — the same damage in every run
    data = bytearray(desk.write(name, PEOPLE).read_bytes())
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)) :]
    else:
        for _ in range(chance.choice([1, 1, 8])):
            data[chance.randrange(len(data))] = chance.randrange(256)
    source = desk.write("damaged" + Path(name).suffix, bytes(data))

    try:
        desk.run(source)
    except SxguideError:
        assert desk.names == sorted(["damaged" + Path(name).suffix, name])
    else:
        assert "out.parquet" in desk.names


def test_a_csv_cannot_hold_lists(desk):
    cases = PEOPLE.with_columns(more=pl.Series([[1], [2], [], None]))
    source = desk.write("in.parquet", cases)

    with pytest.raises(BatchError, match=r"unwritable-column.*`more`"):
        desk.run(source, out="out.csv")

    desk.run(source, out="out.arrow")
    assert desk.read("out.arrow")["more"].to_list() == [[1], [2], [], None]


@pytest.mark.parametrize("out", ["in.parquet", "link.parquet", "other.parquet"])
def test_nothing_is_written_over_the_cases(desk, out):
    source = desk.write("in.parquet", PEOPLE)
    (desk.folder / "link.parquet").symlink_to(source)
    (desk.folder / "other.parquet").hardlink_to(source)

    with pytest.raises(BatchError, match="same-file"):
        desk.run(source, out=out)
    with pytest.raises(BatchError, match="same-file"):
        desk.run(source, rejects=desk.folder / out)

    assert desk.read("in.parquet").equals(PEOPLE)


def test_decisions_and_rejects_are_two_files(desk):
    source = desk.write("in.parquet", PEOPLE)

    with pytest.raises(BatchError, match="same-file"):
        desk.run(source, rejects=desk.folder / "sub" / ".." / "out.parquet")


@pytest.mark.parametrize("out", ["none/out.parquet", "in.parquet/out.parquet", "folder.parquet"])
def test_a_place_that_cannot_be_written_is_an_error_before_anything_is_read(desk, out):
    (desk.folder / "folder.parquet").mkdir()
    source = desk.write("in.parquet", PEOPLE)

    def never(total, name):
        raise AssertionError("it was read")

    with pytest.raises(BatchError, match="unwritable-file"):
        desk.run(source, out=out, rejects=desk.folder / "rejects.csv", reading=never)

    assert desk.names == ["folder.parquet", "in.parquet"]


def test_a_source_that_is_stopped_gives_no_more_rows(desk):
    with opened(desk.write("in.parquet", PEOPLE), {}) as source:
        source.stop()

        with pytest.raises(files._StoppedError):
            source.rows.collect()
