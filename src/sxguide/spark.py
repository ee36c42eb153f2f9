"""Spark: the decisions on a frame of Spark's, by the columnar back end in Spark's own workers (the only door to PySpark).

Each worker process loads the rules once. A worker whose rules or calendar are not those of the driver refuses to decide.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sxguide.bundle import restored, stored
from sxguide.errors import DecisionError, MissingExtraError, shortened
from sxguide.guide import Guide, load

try:
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_type, to_arrow_schema
    from pyspark.sql.types import ArrayType, StringType, StructField, StructType, TimestampNTZType
except ImportError as error:
    message = "Spark needs `pip install sxguide[spark]`"
    raise MissingExtraError(message) from error

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType

    from sxguide.backends.columnar import Include

# So many rows are decided on together: the batches that Spark hands over are small.
_ROWS = 100_000
# Spark's instants have no zone of their own, and Arrow's need one.
_ZONE = "UTC"
_GUIDES_KEPT = 4


def decide(  # noqa: PLR0913 — what `Guide.decide_frame` takes, and the guide
    frame: DataFrame,
    service: str | int,
    *,
    on: dt.date | str,
    columns: Mapping[str, str | None] | None = None,
    include: Collection[Include] = (),
    guide: Guide | None = None,
) -> DataFrame:
    """The decisions on one service for the people of a Spark frame, one a row, worked out when Spark is asked for them.

    What is given and what comes back are as for `Guide.decide_frame`; rows come in Spark's order. `guide` has the bundled
    rules if none is given. Without `problem` among what to include, a row with faults ends the job.

    Raises:
        UnknownServiceError: There is no such service.
        CaseError: A column cannot be the fact that it is to hold.
        DecisionError: `on`, `columns` or `include` is no such thing; columns have one name or times without a zone.
    """
    asked = _Question(service, on, dict(columns or {}), tuple(include))
    return _mapped(frame, asked, guide)


def screen(
    frame: DataFrame,
    *,
    on: dt.date | str,
    columns: Mapping[str, str | None] | None = None,
    include: Collection[Include] = (),
    guide: Guide | None = None,
) -> DataFrame:
    """The decisions on all services, as `Guide.screen_frame` gives them; the rest is as for `decide`.

    Raises:
        CaseError: As of `decide`.
        DecisionError: As of `decide`.
    """
    return _mapped(frame, _Question(None, on, dict(columns or {}), tuple(include)), guide)


@dataclass(frozen=True)
class GuideRef:
    """Which rules and which calendar a guide has, small enough to be sent with every task.

    `content` is both of them where they are not those that come with the package.
    """

    rules: str
    calendar: str
    content: bytes | None

    @classmethod
    def of(cls, guide: Guide) -> GuideRef:
        """What says which guide this is."""
        rules, calendar = guide.rulebook.digest, guide.calendar.version
        own = load()
        is_bundled = (rules, calendar) == (own.rulebook.digest, own.calendar.version)
        content = None if is_bundled else pickle.dumps((stored(guide.rulebook), guide.calendar))
        return cls(rules, calendar, content)

    def guide(self) -> Guide:
        """The guide, loaded once in a process.

        Raises:
            DecisionError: The package in this process has other rules, or another calendar.
        """
        return _loaded(self)


@lru_cache(_GUIDES_KEPT)
def _loaded(ref: GuideRef) -> Guide:
    if ref.content is None:
        guide = load()
    else:
        rulebook, calendar = pickle.loads(ref.content)  # noqa: S301 — it comes from our own driver, with the code to run
        guide = Guide(restored(rulebook), calendar)
    has = (guide.rulebook.digest, guide.calendar.version)
    if has != (ref.rules, ref.calendar):
        message = (
            f"the driver decides by the rules {ref.rules[:12]} and the calendar {ref.calendar},"
            f" and this worker by {has[0][:12]} and {has[1]}: both need the same packages"
        )
        raise DecisionError(message)
    return guide


@dataclass(frozen=True)
class _Question:
    """What is asked about a frame; no service is all of them."""

    service: str | int | None
    on: dt.date | str
    columns: dict[str, str | None]
    include: tuple[Include, ...]

    def answer(self, guide: Guide, rows: pa.Table) -> pa.Table:
        """The result columns for some rows, in Arrow's types."""
        asked: dict[str, Any] = {
            "on": self.on,
            "columns": self.columns,
            "include": self.include,
        }
        if self.service is None:
            found = guide.screen_frame(rows, **asked)
        else:
            found = guide.decide_frame(self.service, rows, **asked)
        return found.lazy().collect().to_arrow()


@dataclass(frozen=True)
class _Task:
    """What a worker does with its rows.

    `names` are what the columns are called that come without their names; `schema` is what Spark was told to expect.
    """

    ref: GuideRef
    question: _Question
    names: tuple[str, ...]
    schema: pa.Schema

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The decisions on the rows of one partition."""
        guide = self.ref.guide()
        for rows in _gathered(batches):
            found = self.question.answer(guide, rows.rename_columns(self.names))
            # Spark takes columns by their place and would round what has more digits than it was told: neither may happen.
            yield from found.select(self.schema.names).cast(self.schema, safe=True).to_batches()


def _mapped(frame: DataFrame, question: _Question, guide: Guide | None) -> DataFrame:
    """The frame of the answers, with a schema that says what is in them."""
    _require_unambiguous(frame.schema)
    ref = GuideRef.of(guide if guide is not None else load())
    nobody = to_arrow_schema(frame.schema, timezone=_ZONE).empty_table()
    answers = question.answer(ref.guide(), nobody).schema
    carried = {name: frame.schema[name] for name, fact in question.columns.items() if fact is None}
    schema = StructType(
        [
            carried.get(each.name) or StructField(each.name, _spark_type(each.type))
            for each in answers
        ]
    )
    names = tuple(frame.columns)
    task = _Task(ref, question, names, to_arrow_schema(schema, timezone=_ZONE))
    # Spark would take the dots in the names of facts for fields of structures.
    return frame.toDF(*(f"c{place}" for place in range(len(names)))).mapInArrow(task, schema)


def _spark_type(arrow: pa.DataType) -> DataType:
    """Spark's type for a column of the decisions."""
    if pa.types.is_dictionary(arrow):
        return StringType()
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return ArrayType(_spark_type(arrow.value_type))
    return from_arrow_type(arrow)


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches put together, so that each has rows, and as many as are worth the while."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= _ROWS:
            yield pa.Table.from_batches(waiting)
            waiting.clear()
    if any(each.num_rows for each in waiting):
        yield pa.Table.from_batches(waiting)


def _require_unambiguous(schema: StructType) -> None:
    """Refuses columns that would silently be taken for something else.

    Raises:
        DecisionError: Two columns have one name, or one has times without a zone.
    """
    for name in schema.names:
        if schema.names.count(name) > 1:
            message = f"two columns are called `{shortened(name)}`"
            raise DecisionError(message)
    for field in schema.fields:
        if _has_naive_times(field.dataType):
            message = (
                f"the column `{shortened(field.name)}` has times without a zone, which Spark takes for {_ZONE}:"
                " make them instants, dates or texts"
            )
            raise DecisionError(message)


def _has_naive_times(kind: DataType) -> bool:
    inner = [getattr(kind, name, None) for name in ("elementType", "keyType", "valueType")]
    inner += [each.dataType for each in getattr(kind, "fields", ())]
    return isinstance(kind, TimestampNTZType) or any(
        each is not None and _has_naive_times(each) for each in inner
    )
