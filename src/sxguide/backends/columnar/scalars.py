"""Scalars: what Polars cannot say, worked out by the interpreter once for each combination of the values that it reads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from sxguide.backends.columnar.columns import stripped
from sxguide.backends.columnar.leftover import MAX_KNOWN
from sxguide.backends.columnar.parts import Unfit
from sxguide.backends.columnar.results import has_room
from sxguide.backends.situation import APPLICATION_DATE, Situation, is_plain
from sxguide.cases import read_value
from sxguide.dependencies import names_behind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.backends.columnar.moment import Moment
    from sxguide.model import Formula, Plain
    from sxguide.values import Value


@dataclass(frozen=True, slots=True)
class Found:
    """The values of a formula, where it is FEEL's null, and where it has more digits than its type holds."""

    value: pl.Expr
    absent: pl.Expr
    too_long: pl.Expr


def worked_out(
    moment: Moment,
    formula: Formula,
    dtype: pl.DataType,
    columns: Mapping[str, str],
    wanted: pl.Expr | None = None,
) -> Found:
    """What the interpreter finds, in the rows where the column `wanted` is true; `columns` gives the column of each fact.

    Raises:
        Unfit: It reads no column.
    """
    behind = names_behind(moment.rulebook, [formula])
    read = {name: columns[name] for name in columns if name in behind and name != APPLICATION_DATE}
    if not read:
        raise Unfit
    combinations = _Combinations(moment, formula, read, dtype)
    mask = pl.lit(True) if wanted is None else wanted  # noqa: FBT003 — a value like others
    rows = pl.struct(mask.alias(combinations.wanted), *read.values()).map_batches(
        combinations.of, return_dtype=combinations.result, is_elementwise=True
    )
    # Another output may have the same formula, and other rows that want it.
    asked = None if wanted is None else wanted.meta.output_name()
    found = moment.stages.keep(("worked out", formula, dtype, asked), rows)
    fields = (found.struct.field(name) for name in ("value", "absent", "too_long"))
    return Found(*fields)


class _Combinations:
    """A formula put to rows of the facts that it reads."""

    def __init__(
        self, moment: Moment, formula: Formula, read: Mapping[str, str], dtype: pl.DataType
    ) -> None:
        self._moment = moment
        self._formula = formula
        self._read = read
        self._dtype = dtype
        self._found = f"{moment.stages.mark}found"
        self.wanted = f"{moment.stages.mark}wanted"
        self._known: dict[tuple[Any, ...], Value] = {}
        self.result = pl.Struct({"value": dtype, "absent": pl.Boolean(), "too_long": pl.Boolean()})

    def of(self, rows: pl.Series) -> pl.Series:
        """The values for some rows; nulls where they are not wanted."""
        asked = rows.struct.unnest()
        given = asked.filter(pl.col(self.wanted)).drop(self.wanted)
        different = given.unique()
        values = [self._known_value(row) for row in different.iter_rows(named=True)]
        held = [value if has_room(value, self._dtype) else None for value in values]
        found = pl.DataFrame(
            {
                "value": pl.Series(list(map(self._plain, held)), dtype=self._dtype),
                "absent": pl.Series([value is None for value in values], dtype=pl.Boolean),
                "too_long": pl.Series(
                    [not has_room(value, self._dtype) for value in values], dtype=pl.Boolean
                ),
            }
        )
        marked = different.hstack([found.to_struct(self._found)])
        joined = given.join(
            marked, on=given.columns, how="left", nulls_equal=True, maintain_order="left"
        )[self._found]
        if len(joined) == len(asked):
            return joined.alias(rows.name)
        places = pl.repeat(None, len(asked), dtype=pl.UInt32, eager=True).scatter(
            asked[self.wanted].arg_true(), pl.int_range(len(joined), dtype=pl.UInt32, eager=True)
        )
        return joined.gather(places).alias(rows.name)

    def _known_value(self, row: Mapping[str, Any]) -> Value:
        """The value for a combination, worked out once."""
        key = tuple(row.values())
        if key in self._known:
            return self._known[key]
        value = self._value(row)
        if len(self._known) < MAX_KNOWN:
            self._known[key] = value
        return value

    def _plain(self, value: Value) -> Plain | None:
        if isinstance(value, Decimal) and isinstance(self._dtype, pl.Int64):
            return int(value)
        return value if is_plain(value) else None

    def _value(self, row: Mapping[str, Any]) -> Value:
        facts: dict[str, Plain] = {}
        for name, column in self._read.items():
            value = stripped(row[column])
            if value is not None:
                read = read_value(self._moment.rulebook.facts[name], value, "$", [])
                if read is not None:
                    facts[name] = read
        day: dict[str, Plain] = {APPLICATION_DATE: self._moment.day}
        situation = Situation(self._moment.rulebook, self._moment.calendar, day | facts)
        return situation.work_out(self._formula)[0]
