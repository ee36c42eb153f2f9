"""A file of cases decided on: every row either among the decisions or among the rejects, and both files or none."""

from __future__ import annotations

import datetime as dt
import errno
import random
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from tests.rulebooks import ON

from sxguide.batch import files
from sxguide.errors import BatchError, CaseError, DecisionError, UnknownServiceError

PEOPLE = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "person.wants": [True, True, None, False],
        "person.colour": ["red", "green", "blue", None],
        "person.pay": ["1000.10", None, "5", "7.00"],
    }
)
OUTCOMES = ["eligible", "ineligible", "undetermined", "ineligible"]


def full(*arguments, **keywords):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("into", ["out.parquet", "out.csv", "out.arrow"])
@pytest.mark.parametrize("name", ["in.parquet", "in.csv", "in.arrow"])
def test_every_kind_of_file_is_read_and_written(desk, name, into):
    tally = desk.run(desk.write(name, PEOPLE), out=into)

    found = desk.read(into)
    assert (tally.rows, tally.decided, tally.rejected) == (4, 4, 0)
    assert found.columns == ["id", "outcome", "share", "due", "provisional"]
    assert found["outcome"].to_list() == OUTCOMES
    share = "1000.10" if into.endswith("csv") else Decimal("1000.10")
    assert found["share"].to_list() == [share, None, None, None]
    assert desk.read(into.replace("out", "rejects")).height == 0


def test_a_batch_says_what_decisions_one_by_one_say(desk, guide):
    chance = random.Random(22)  # noqa: S311 — nobody is to guess them
    people = [
        {
            "certificate.level": chance.choice(["junior", "intermediate", "senior", None]),
            "certificate.issued_on": chance.choice([dt.date(2025, 12, 1), dt.date(2024, 4, 29)]),
            "person.employment": chance.choice(["enterprise_employee", "unemployed", None]),
            "unemployment_insurance.months_paid": chance.choice([0, 11, 12, 35, 36, None]),
            "skill_subsidy.claims_this_year": chance.choice([0, 1, 3]),
            "skill_subsidy.same_level_claimed": chance.choice([True, False]),
            "skill_subsidy.higher_level_claimed": False,
        }
        for _ in range(300)
    ]
    on = dt.date(2026, 4, 30)
    source = desk.write("in.parquet", pl.DataFrame(people))

    desk.run(source, guide=guide, service="skill-upgrade-subsidy", on=on)

    alone = [guide.decide(22, person, on=on) for person in people]
    found = desk.read("out.parquet")
    assert found["outcome"].to_list() == [each.outcome.value for each in alone]
    assert found["amount"].to_list() == [each.benefit["amount"].value for each in alone]
    assert found["due"].to_list() == [each.deadline.due for each in alone]
    assert {"eligible", "ineligible", "undetermined"} == set(found["outcome"])


def test_all_services_are_decided_on_at_once(desk, guide):
    source = desk.write("in.csv", "编号,性别,person.birth_date\n1,female,1971-03-02\n")

    desk.run(source, guide=guide, service=None, columns={"性别": "person.sex"})

    found = desk.read("out.parquet")
    assert found.width > 3 * 40
    assert {f"{name}.outcome" for name in guide.services} <= set(found.columns)
    screening = guide.screen({"person.sex": "female", "person.birth_date": "1971-03-02"}, on=ON)
    assert {each.service: each.outcome.value for each in screening.decisions} == {
        name: found[f"{name}.outcome"][0] for name in guide.services
    }


def test_each_row_may_have_a_date_of_its_own(desk, guide):
    cases = (
        "asked,certificate.issued_on\n2026-04-30,2025-12-01\n2026-12-02,2025-12-01\n,2025-12-01\n"
    )

    tally = desk.run(desk.write("in.csv", cases), guide=guide, service=22, on="asked", out="o.csv")

    found = desk.read("o.csv")
    assert found["asked"].to_list() == ["2026-04-30", "2026-12-02"]
    assert found["outcome"].to_list() == ["undetermined", "ineligible"]
    assert tally.rejected == 1


def test_a_row_with_faults_is_rejected_with_its_number_its_path_and_the_reason(desk):
    cases = PEOPLE.with_columns(
        pl.Series("person.pay", ["1", "1.234", "x\ny", "1"]),
        pl.Series("person.colour", ["red", "pink", "red", None]),
    )

    tally = desk.run(desk.write("in.parquet", cases), out="out.csv")

    assert (tally.rows, tally.decided, tally.rejected) == (4, 2, 2)
    assert desk.read("out.csv")["id"].to_list() == ["a", "d"]
    lost = desk.read("rejects.csv")
    assert lost.columns == ["row", "path", "code", "reason"]
    assert set(lost.select("row", "path", "code").rows()) == {
        ("2", "$.person.colour", "unknown-value"),
        ("2", "$.person.pay", "wrong-type"),
        ("3", "$.person.pay", "wrong-type"),
    }
    assert "`person.colour` cannot be `pink`" in lost["reason"].to_list()
    assert all("\n" not in reason for reason in lost["reason"])


@pytest.mark.parametrize("name", ["in.parquet", "in.csv"])
def test_rows_keep_their_order_and_their_numbers_over_many_batches(desk, name, monkeypatch):
    monkeypatch.setattr("sxguide.batch.csvrows._ROWS", 7)
    count = 250_000 if name.endswith("parquet") else 1_000
    faulty = range(5, count, 97)
    pay = ["no pay" if row in faulty else str(row) for row in range(count)]
    cases = pl.DataFrame({"id": range(count), "person.pay": pay, "person.wants": [False] * count})

    tally = desk.run(desk.write(name, cases), out="out.csv")

    assert (tally.rows, tally.rejected) == (count, len(faulty))
    kept = [int(each) for each in desk.read("out.csv")["id"]]
    assert kept == [row for row in range(count) if row not in faulty]
    assert [int(each) - 1 for each in desk.read("rejects.csv")["row"]] == list(faulty)


def test_a_file_without_rows_gives_a_file_without_rows(desk):
    tally = desk.run(desk.write("in.parquet", PEOPLE.clear()))

    assert tally.rows == 0
    assert desk.read("out.parquet").columns[:2] == ["id", "outcome"]


def test_what_is_no_fact_is_carried_through_and_named(desk):
    cases = PEOPLE.with_columns(pl.Series("备注", [b"x", b"", None, b"y"]))

    tally = desk.run(desk.write("in.parquet", cases))

    assert tally.carried == ("id", "备注")
    assert desk.read("out.parquet")["备注"].to_list() == [b"x", b"", None, b"y"]


def test_what_is_called_nearly_as_a_fact_is_not_carried_through(desk):
    cases = desk.write("in.csv", "person.want\ntrue\n")

    with pytest.raises(CaseError, match=r"did you mean `person.wants`"):
        desk.run(cases)

    tally = desk.run(
        desk.write("in.csv", "person.want,person.pay\n1,2\n"), columns={"person.want": None}
    )
    assert tally.carried == ("person.want",)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"service": "none"}, UnknownServiceError),
        ({"columns": {"none": "person.pay"}}, DecisionError),
        ({"columns": {"id": "person.none"}}, CaseError),
        ({"on": "none"}, DecisionError),
    ],
    ids=["service", "column", "fact", "date"],
)
def test_what_is_asked_for_wrongly_leaves_nothing_behind(desk, change, error):
    with pytest.raises(error):
        desk.run(desk.write("in.parquet", PEOPLE), **change)

    assert desk.names == ["in.parquet"]


def failing_replace(number, error):
    replace, calls = Path.replace, []

    def replaced(self, target):
        calls.append(target)
        if len(calls) == number:
            raise error
        return replace(self, target)

    return replaced


@pytest.mark.parametrize("before", [(), ("out.csv",), ("out.csv", "rejects.csv")])
@pytest.mark.parametrize("number", [1, 2])
def test_decisions_and_rejects_are_put_in_their_places_together_or_not_at_all(
    desk, monkeypatch, number, before
):
    source = desk.write("in.parquet", PEOPLE)
    for name in before:
        desk.write(name, "old")
    monkeypatch.setattr(Path, "replace", failing_replace(number, OSError(errno.EIO, "broken")))

    with pytest.raises(BatchError, match=r"unwritable-file.*broken"):
        desk.run(source, out="out.csv")

    assert desk.names == sorted(["in.parquet", *before])
    assert all((desk.folder / name).read_text() == "old" for name in before)


def test_decisions_are_placed_after_their_rejects(desk, monkeypatch):
    replace, placed = Path.replace, []

    def noted(self, target):
        placed.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    desk.run(desk.write("in.parquet", PEOPLE))

    assert placed == ["rejects.parquet", "out.parquet"]


@pytest.mark.parametrize("which", ["out.csv", "rejects.csv"])
def test_a_full_disk_is_an_error_and_leaves_everything_as_it_was(desk, monkeypatch, which):
    sink = files._sink

    def sunk(rows, draft, form):
        if which in draft.name:
            next(iter(rows.collect_batches(chunk_size=1)), None)
            full()
        sink(rows, draft, form)

    monkeypatch.setattr(files, "_sink", sunk)
    monkeypatch.setattr("sxguide.batch.csvrows._ROWS", 1)
    cases = "person.wants\n" + "true\nmaybe\n" * 200
    desk.write("out.csv", "old")

    with pytest.raises(BatchError, match=rf"{which}` cannot be written: no space left on device"):
        desk.run(desk.write("in.csv", cases), out="out.csv")

    assert desk.names == ["in.csv", "out.csv"]
    assert (desk.folder / "out.csv").read_text() == "old"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a fault of ours")])
@pytest.mark.parametrize("name", ["in.csv", "in.parquet"])
def test_a_run_that_is_ended_leaves_nothing_behind(desk, error, name, monkeypatch):
    monkeypatch.setattr("sxguide.batch.csvrows._ROWS", 1)
    seen = []

    @contextmanager
    def reading(total, called):
        def told(done):
            seen.append(desk.names)
            raise error

        yield told

    with pytest.raises(type(error)):
        desk.run(desk.write(name, PEOPLE), reading=reading)

    assert len(seen[0]) == 3
    assert desk.names == [name]


def test_a_file_that_turns_out_to_be_damaged_leaves_nothing_behind(desk, monkeypatch):
    monkeypatch.setattr("sxguide.batch.csvrows._ROWS", 2)
    cases = "person.wants\n" + "true\n" * 50 + 'true"\n"false'

    with pytest.raises(BatchError, match=r"csv-syntax.*line 53"):
        desk.run(desk.write("in.csv", cases))

    assert desk.names == ["in.csv"]


def test_how_far_it_is_is_told(desk, monkeypatch):
    monkeypatch.setattr("sxguide.batch.csvrows._ROWS", 1)
    seen = []

    @contextmanager
    def reading(total, name):
        seen.append((total, name))
        yield seen.append

    desk.run(desk.write("in.parquet", PEOPLE), reading=reading)
    assert seen[0] == (4, "in.parquet")
    assert seen[1:] == sorted(seen[1:])
    assert seen[-1] == 4

    seen.clear()
    source = desk.write("in.csv", PEOPLE)
    desk.run(source, reading=reading)
    assert seen[0] == (source.stat().st_size, "in.csv")
    assert seen[-1] == source.stat().st_size
