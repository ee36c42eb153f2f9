"""Places in texts: lines and columns from 1, and the quoted line with its carets."""

from __future__ import annotations

import pytest

from sxguide.source import SourceText, visible


def quoted(text: str, start: int, end: int) -> list[str]:
    return SourceText("rules.yaml", text).span(start, end).quoted().split("\n")


@pytest.mark.parametrize(
    ("offset", "position"),
    [(0, (1, 1)), (2, (1, 3)), (3, (1, 4)), (4, (2, 1)), (6, (2, 3)), (99, (2, 3)), (-5, (1, 1))],
)
def test_a_character_stands_on_a_line_and_in_a_column(offset, position):
    assert SourceText("rules.yaml", "abc\nde").position(offset) == position


@pytest.mark.parametrize(
    ("offset", "line"), [(0, "abc"), (3, "abc"), (4, "abc"), (5, "de"), (7, "de"), (99, "de")]
)
def test_a_line_comes_without_its_end(offset, line):
    assert SourceText("rules.yaml", "abc\r\nde").line_at(offset) == line


def test_of_a_long_line_the_part_that_is_meant_is_shown():
    text = "x" * 500 + "BAD" + "y" * 500
    quoted = SourceText("rules.yaml", text).span(500, 503).quoted()
    line, marks = quoted.split("\n")

    assert line.startswith("1 | …xxx")
    assert line.endswith("yyy…")
    assert line[marks.index("^") :].startswith("BAD")
    assert marks.endswith(" ^^^")
    assert len(line) < 200


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a␉b"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\u202eb", "a�b"),
        ("a\x7fb", "a�b"),
        ("a\u3000b", "a\u3000b"),
        ("词b", "词b"),
    ],
)
def test_what_would_move_a_cursor_or_hide_has_a_stand_in(text, shown):
    assert visible(text) == shown


def test_a_combining_mark_takes_no_cell():
    assert SourceText("rules.yaml", "e\u0301x").span(2, 3).quoted().endswith("|  ^")


def test_a_span_says_where_it_begins_and_what_it_covers():
    span = SourceText("rules.yaml", "abc\ndef").span(5, 7)

    assert (span.line, span.column, span.text) == (2, 2, "ef")
    assert str(span) == "rules.yaml:2:2"


def test_a_span_never_ends_before_it_begins():
    assert SourceText("rules.yaml", "abc").span(2, 1).text == ""


def test_carets_stand_under_what_the_span_covers():
    assert quoted("age: 3\nname: x", 5, 6) == ["1 | age: 3", "  |      ^"]


def test_an_empty_span_has_one_caret():
    assert quoted("age:", 4, 4) == ["1 | age:", "  |     ^"]


def test_carets_stay_on_the_first_line_of_a_long_span():
    assert quoted("one\ntwo", 1, 7) == ["1 | one", "  |  ^^"]


def test_a_long_line_number_widens_the_gutter():
    assert quoted("\n" * 9 + "x: y", 12, 13) == ["10 | x: y", "   |    ^"]


def test_wide_characters_take_two_cells_before_and_under_the_carets():
    assert quoted("标题: 某a", 4, 6) == ["1 | 标题: 某a", "  | 　　  ＾^"]


def test_a_name_is_part_of_a_texts_identity_and_its_words_too():
    assert SourceText("a", "x") == SourceText("a", "x")
    assert SourceText("a", "x") != SourceText("b", "x")
