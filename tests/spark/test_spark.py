"""The answers of a cluster are those of one machine, whatever happens to its partitions and its workers."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")

import polars as pl
from tests.rulebooks import ON as SMALL_ON
from tests.rulebooks import condition, formula, small_guide
from tests.spark.people import COLUMNS, ON, people

from sxguide import spark

INCLUDE = ["conditions", "missing", "problem"]
# A hard stop for a job that hangs.
PATIENCE_SECONDS = 300


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A file of people, and the answers of one machine."""
    path = tmp_path_factory.mktemp("crowd") / "people.parquet"
    everybody = people(5_000)
    everybody.write_parquet(path)
    return str(path), everybody


def rows_of(frame):
    return sorted(tuple(row) for row in frame.collect())


def alone(guide, everybody, **more):
    asked = {"on": ON, "columns": COLUMNS, "include": INCLUDE} | more
    return sorted(guide.decide_frame(22, everybody, **asked).rows())


def test_a_cluster_answers_as_one_machine_does(guide, session, crowd):
    path, everybody = crowd

    found = spark.decide(session.read.parquet(path), 22, on=ON, columns=COLUMNS, include=INCLUDE)

    assert rows_of(found) == alone(guide, everybody)
    assert {row["outcome"] for row in found.select("outcome").distinct().collect()} == {
        "eligible",
        "ineligible",
        "undetermined",
    }


def test_the_schema_says_what_the_service_gives(session, crowd):
    found = spark.decide(
        session.read.parquet(crowd[0]), 22, on=ON, columns=COLUMNS, include=INCLUDE
    )

    kinds = {field.name: field.dataType.simpleString() for field in found.schema.fields}
    assert list(kinds)[:5] == ["编号", "outcome", "amount", "due", "provisional"]
    assert kinds["编号"] == "bigint"
    assert kinds["outcome"] == kinds["problem"] == "string"
    assert kinds["amount"] == "decimal(38,2)"
    assert kinds["due"] == "date"
    assert kinds["condition.certificate-recent"] == "boolean"
    assert kinds["missing"] == "array<string>"


def test_partitions_may_be_empty_and_of_any_size(guide, session, crowd):
    path, everybody = crowd
    frame = session.read.parquet(path)
    # Nine in ten rows fall into one partition, and some partitions have none.
    skewed = frame.repartition(8, (frame["编号"] % 10 == 0).cast("int") * frame["编号"])
    wide = frame.repartition(16, frame["`certificate.level`"])

    for each in (skewed, wide):
        found = spark.decide(each, 22, on=ON, columns=COLUMNS, include=INCLUDE)
        assert rows_of(found) == alone(guide, everybody)
    assert max(_sizes(skewed)) >= 4_500
    assert 0 in _sizes(wide)
    assert rows_of(spark.decide(frame.limit(0), 22, on=ON, columns=COLUMNS)) == []


def _sizes(frame):
    return frame.select("编号").rdd.glom().map(len).collect()


def test_all_services_are_asked_at_once(guide, session, crowd):
    path, everybody = crowd
    few = everybody.head(50)

    frame = session.read.parquet(path)

    found = spark.screen(frame.where(frame["编号"] < 50), on=ON, columns=COLUMNS)

    assert found.columns == guide.screen_frame(few, on=ON, columns=COLUMNS).columns
    expected = guide.screen_frame(few, on=ON, columns=COLUMNS).rows()
    assert rows_of(found) == sorted(expected)


def test_a_job_outlives_a_worker(guide, cluster, crowd):
    path, everybody = crowd
    frame = cluster.session.read.parquet(path).repartition(60)
    found = spark.decide(frame, 22, on=ON, columns=COLUMNS, include=INCLUDE)
    answers = []
    job = threading.Thread(target=lambda: answers.extend(rows_of(found)))
    context = cluster.session.sparkContext
    context.setJobGroup("long", "a job that loses a worker")
    job.start()

    progress = _wait_for_progress(context.statusTracker(), job)
    cluster.kill_worker()
    was_running = job.is_alive()
    job.join(PATIENCE_SECONDS)

    assert was_running, f"the job was over before the worker was killed: {progress}"
    assert not job.is_alive()
    assert answers == alone(guide, everybody)
    cluster.wait_for_executors(1)
    cluster.add_worker()
    cluster.wait_for_executors(2)


def _wait_for_progress(tracker, job):
    """Waits until some tasks are done; how many of how many are."""
    while job.is_alive():
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and info.numTasks == 60 and info.numCompletedTasks >= 5:
                return info.numCompletedTasks, info.numTasks
        time.sleep(0.02)
    return None


def test_rules_of_ones_own_are_sent_along(session):
    guide = small_guide(
        condition("wants", "person.wants"),
        rules={
            "benefit": {"half": formula("number", "person.pay / 4", given="always", unit="yuan")}
        },
    )
    cases = pl.DataFrame(
        {"person.wants": [True, False, None], "person.pay": ["10.00", "0.01", None]}
    )
    frame = session.createDataFrame(cases.rows(), "`person.wants` boolean, `person.pay` string")

    found = spark.decide(frame, "some", on=SMALL_ON, guide=guide)

    alone = guide.decide_frame("some", cases, on=SMALL_ON)
    assert sorted(map(str, rows_of(found))) == sorted(map(str, alone.rows()))


def test_each_row_may_have_its_own_date(guide, session):
    days = [(dt.date(2026, 4, 30),), (dt.date(2026, 12, 30),)]
    frame = session.createDataFrame(days, "asked date")

    found = spark.decide(frame, 22, on="asked", columns={"asked": None})

    expected = guide.decide_frame(
        22, pl.DataFrame({"asked": [day for (day,) in days]}), on="asked", columns={"asked": None}
    )
    assert rows_of(found) == sorted(expected.rows())


def test_a_row_with_a_fault_ends_the_job_unless_it_is_asked_for(session):
    frame = session.createDataFrame([("bogus",), ("unemployed",)], "`person.employment` string")

    with pytest.raises(Exception, match=r"`person.employment` cannot be `bogus`"):
        spark.decide(frame, 22, on=ON).collect()

    told = spark.decide(frame, 22, on=ON, include=["problem"]).collect()
    assert [row["outcome"] is None for row in told] == [True, False]
