"""What Spark does without a word: each trap is shown, and that decisions do not fall into it."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")

import pyarrow as pa
from tests.rulebooks import condition, small_guide
from tests.spark.people import COLUMNS, ON, people

from sxguide import spark
from sxguide.errors import CaseError, DecisionError
from sxguide.spark import GuideRef


def task(**changes):
    """What a worker of ours does with rows."""
    question = spark._Question(22, ON, COLUMNS, ())
    table = people(7).to_arrow()
    ref = GuideRef.of(spark.load())
    answers = question.answer(ref.guide(), table).select(["编号", "outcome", "amount"])
    schema = pa.schema(
        [("编号", pa.int64()), ("outcome", pa.string()), ("amount", pa.decimal128(38, 2))]
    )
    made = spark._Task(ref, question, tuple(table.column_names), schema)
    return replace(made, **changes), table.to_batches(), answers


def test_columns_go_by_their_place_in_spark(session):
    def swapped(batches):
        for batch in batches:
            yield batch.select(["b", "a"])

    frame = session.createDataFrame([(1, 2)], "a bigint, b bigint")

    assert [tuple(row) for row in frame.mapInArrow(swapped, frame.schema).collect()] == [(2, 1)]


def test_columns_of_decisions_go_by_their_names():
    work, batches, answers = task()
    turned = pa.schema(list(work.schema)[::-1])

    found = pa.Table.from_batches(replace(work, schema=turned)(batches))

    assert found.column_names == ["amount", "outcome", "编号"]
    assert found.column("amount").to_pylist() == answers.column("amount").to_pylist()


def test_decimals_are_rounded_by_spark(session):
    def finer(batches):
        for _ in batches:
            yield pa.RecordBatch.from_arrays([pa.array([Decimal("1.005")])], ["a"])

    frame = session.createDataFrame([(1,)], "a bigint")

    assert frame.mapInArrow(finer, "a decimal(38,2)").collect()[0]["a"] == Decimal("1.01")


def test_decimals_of_decisions_are_never_rounded(monkeypatch):
    work, batches, _ = task()
    answer = spark._Question.answer

    def finer(self, guide, rows):
        found = answer(self, guide, rows)
        third = pa.array([Decimal("0.333")] * rows.num_rows)
        return found.set_column(found.column_names.index("amount"), "amount", third)

    monkeypatch.setattr(spark._Question, "answer", finer)
    with pytest.raises(pa.ArrowInvalid, match="would cause data loss"):
        list(work(batches))


def test_times_without_a_zone_are_shifted_by_spark(session):
    def noon(batches):
        for _ in batches:
            yield pa.RecordBatch.from_arrays([pa.array([dt.datetime(2026, 1, 1, 12)])], ["a"])  # noqa: DTZ001 — the trap

    frame = session.createDataFrame([(1,)], "a bigint")
    session.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    try:
        found = frame.mapInArrow(noon, "a timestamp").selectExpr("string(a)").collect()[0][0]
    finally:
        session.conf.set("spark.sql.session.timeZone", "UTC")

    assert found == "2026-01-01 20:00:00"


@pytest.mark.parametrize(
    "kind",
    [
        "timestamp_ntz",
        "array<timestamp_ntz>",
        "struct<a: timestamp_ntz>",
        "map<int, timestamp_ntz>",
    ],
)
def test_times_without_a_zone_are_refused(session, kind):
    frame = session.createDataFrame([], f"`person.sex` string, seen {kind}")

    with pytest.raises(DecisionError, match="`seen` has times without a zone"):
        spark.decide(frame, 22, on=ON, columns={"seen": None})


def test_instants_stay_what_they_are_in_any_zone(session):
    frame = session.sql("select timestamp_seconds(1767225600) as seen, 'male' as `person.sex`")
    session.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    try:
        found = spark.decide(frame, 22, on=ON, columns={"seen": None})
        assert found.schema["seen"].dataType.simpleString() == "timestamp"
        assert found.selectExpr("unix_seconds(seen)").collect()[0][0] == 1767225600
    finally:
        session.conf.set("spark.sql.session.timeZone", "UTC")


def test_no_time_is_taken_for_a_date(session):
    frame = session.sql("select timestamp_seconds(0) as `certificate.issued_on`")

    with pytest.raises(CaseError, match="a date without a time"):
        spark.decide(frame, 22, on=ON)


def test_names_with_dots_are_names(session):
    frame = session.createDataFrame([(1,)], "`person.sex` int")

    with pytest.raises(Exception, match="UNRESOLVED_COLUMN"):
        frame.mapInArrow(lambda batches: batches, frame.schema)

    frame = session.createDataFrame([("male",)], "`person.sex` string")
    assert spark.decide(frame, 22, on=ON).collect()[0]["outcome"] == "undetermined"


def test_money_comes_as_decimals_of_any_scale_and_never_as_binary_fractions(session):
    exact = session.sql("select decimal(12.5000) as `job_seeking.monthly_pay`")
    inexact = session.sql("select double(12.5) as `job_seeking.monthly_pay`")

    assert spark.decide(exact, 1, on=ON).count() == 1
    with pytest.raises(CaseError, match="a binary fraction is not exact"):
        spark.decide(inexact, 1, on=ON)


def test_two_columns_of_one_name_are_refused(session):
    frame = session.createDataFrame([("male", "female")], "a string, b string").toDF("x", "x")

    with pytest.raises(DecisionError, match="two columns are called `x`"):
        spark.decide(frame, 22, on=ON, columns={"x": "person.sex"})


def test_batches_are_put_together_and_empty_ones_left_out(monkeypatch):
    monkeypatch.setattr(spark, "_ROWS", 5)
    schema = pa.schema([("a", pa.int64())])
    batches = [
        pa.RecordBatch.from_pydict({"a": list(range(size))}, schema) for size in (0, 3, 3, 0, 1)
    ]

    assert [table.num_rows for table in spark._gathered(batches)] == [6, 1]
    assert list(spark._gathered(batches[:1])) == []
    assert list(spark._gathered([])) == []


def test_a_guide_is_sent_as_a_few_words_and_loaded_once():
    ref = GuideRef.of(spark.load())
    sent = pickle.loads(pickle.dumps(ref))

    assert len(pickle.dumps(ref)) < 500
    assert sent == ref
    assert sent.guide() is ref.guide()


def test_rules_of_ones_own_are_sent_whole():
    guide = small_guide(condition("wants", "person.wants"))
    calendar = guide.calendar.with_closures([dt.date(2026, 6, 2)])
    ref = GuideRef.of(type(guide)(guide.rulebook, calendar))

    sent = pickle.loads(pickle.dumps(ref)).guide()

    assert list(sent.services) == ["some"]
    assert sent.calendar == calendar


@pytest.mark.parametrize("change", [{"rules": "0" * 64}, {"calendar": "holidays-0.1/2020"}])
def test_a_worker_with_other_rules_refuses_to_decide(change):
    ref = replace(GuideRef.of(spark.load()), **change)

    with pytest.raises(DecisionError, match="both need the same packages"):
        ref.guide()
