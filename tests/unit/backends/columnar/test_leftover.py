"""What is left to the scalar path: each combination is asked about once, and answers stand in their rows."""

from __future__ import annotations

import polars as pl
import pytest

from sxguide.backends.columnar import leftover
from sxguide.backends.columnar.leftover import Filler

KEYS = (pl.col("one"), pl.col("two") > 1)


class Asked:
    """Answers with what the rows say, and remembers them."""

    def __init__(self):
        self.rows = []

    def __call__(self, row):
        self.rows.append((row["one"], row["two"]))
        return [f"{row['one']}", [f"{row['two']}", "x"]]


def rows_of(pairs):
    blank = {"told": pl.Series([None] * len(pairs), dtype=pl.String)}
    lists = {"words": pl.Series([["before"]] * len(pairs), dtype=pl.List(pl.String))}
    ones, twos = zip(*pairs, strict=True)
    return pl.DataFrame({"one": ones, "two": twos, **blank, **lists})


PAIRS = [("a", 1), ("a", 1), ("b", 1), ("a", 2), (None, 1), ("a", 3), (None, 1)]
ALL = [True] * len(PAIRS)


@pytest.mark.parametrize("few", [0, len(PAIRS) - 1, len(PAIRS), 1000])
@pytest.mark.parametrize("wanted", [ALL, [False, True, True, True, True, True, False]])
def test_rows_that_agree_in_the_keys_have_one_answer(monkeypatch, few, wanted):
    monkeypatch.setattr(leftover, "FEW", few)
    asked = Asked()

    filled = Filler(KEYS, ("told", "words"), asked).fill(rows_of(PAIRS), pl.Series(wanted))

    # given ("a", 2) and ("a", 3): they agree, and the first is asked about
    twos = {("a", 3): 2}
    assert asked.rows == [("a", 1), ("b", 1), ("a", 2), (None, 1)]
    assert filled["told"].to_list() == [
        f"{one}" if is_wanted else None for (one, _), is_wanted in zip(PAIRS, wanted, strict=True)
    ]
    assert filled["words"].to_list() == [
        [f"{twos.get(pair, pair[1])}", "x"] if is_wanted else ["before"]
        for pair, is_wanted in zip(PAIRS, wanted, strict=True)
    ]


def test_answers_are_kept_for_the_next_rows_as_far_as_there_is_room(monkeypatch):
    monkeypatch.setattr(leftover, "FEW", 0)
    monkeypatch.setattr(leftover, "MAX_KNOWN", 2)
    asked = Asked()
    filler = Filler(KEYS, ("told",), lambda row: asked(row)[:1])
    wanted = pl.Series(ALL)

    filler.fill(rows_of(PAIRS), wanted)
    filler.fill(rows_of(PAIRS), wanted)

    assert asked.rows[4:] == [("a", 2), (None, 1)]


def test_where_nobody_is_wanted_nothing_is_asked():
    asked = Asked()
    rows = rows_of(PAIRS)

    assert Filler(KEYS, ("told",), asked).fill(rows, pl.Series([False] * 7)) is rows
    assert asked.rows == []


def test_without_keys_all_rows_have_one_answer():
    asked = Asked()

    filled = Filler((), ("told",), lambda row: asked(row)[:1]).fill(rows_of(PAIRS), pl.Series(ALL))

    assert filled["told"].to_list() == ["a"] * 7
    assert asked.rows == [("a", 1)]
