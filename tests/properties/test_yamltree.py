"""Whatever the bytes: no foreign exception, one result with both parsers, every character found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sxguide.yamltree import (
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    read_yaml,
    reader,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

VALID = """service: some-service
title: {zh: 某事项, en: "Some\\tservice \\u4e00"}
all:
  - id: first
    when: application.date <=
      issued_on + duration("P1Y")
    cites: [guide/1/conditions, 'it''s

      so']
  - any:
    - >-
      folded
      text
        more

    - |+
      literal

      text

    - "joined \\
       line"
? key
: value
empty:
"""
CHARACTERS = "ab:-?[]{},'\"|>&*!%@`#\n \\\t中0\x00\ufeff"
LONGER = (": ", "- ", "''", '\\"', "\\\n", "\n  ", "\r\n", "|2\n", ">-\n", "---\n", "...\n", "<<: ")
ESCAPES = ("%YAML 1.1\n", "\\u12", "\\U00110000")
PIECES = st.sampled_from([*CHARACTERS, *LONGER, *ESCAPES])


@st.composite
def mutated_files(draw):
    text = VALID
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 10))
        text = text[:start] + draw(PIECES) + text[end:]
    return text.encode()


def scalars(node: YamlNode) -> Iterator[YamlScalar]:
    match node:
        case YamlScalar():
            yield node
        case YamlSequence():
            for item in node.items:
                yield from scalars(item)
        case YamlMapping():
            for key, value in node.entries:
                yield key
                yield from scalars(value)


def read_with_both(data: bytes) -> tuple[YamlDocument, YamlDocument]:
    fast = read_yaml("f", data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_FAST", None)
        thorough = read_yaml("f", data)
    return fast, thorough


def assert_agreement(data: bytes) -> None:
    fast, thorough = read_with_both(data)
    assert fast == thorough
    if fast.root is not None and thorough.root is not None:
        places = [(s.span, s.starts, s.ends) for s in scalars(fast.root)]
        assert places == [(s.span, s.starts, s.ends) for s in scalars(thorough.root)]
    for problem in fast.problems:
        assert str(problem).startswith("f:")


@given(st.binary(max_size=200))
def test_any_bytes_give_a_document_and_the_same_one_with_both_parsers(data):
    assert_agreement(data)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_heap_of_yaml_marks_gives_the_same_document_with_both_parsers(text):
    assert_agreement(text.encode())


@given(mutated_files())
def test_a_damaged_file_gives_the_same_document_with_both_parsers(data):
    assert_agreement(data)


@given(
    st.text(st.sampled_from("ab'\"\\:#- \n\t中é\x07😀"), max_size=60),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.booleans(),
)
def test_each_character_is_found_again_however_the_text_is_written(text, style, allow_unicode):
    data = yaml.safe_dump(
        {"key": [text]},
        default_style=style,
        width=10,
        allow_unicode=allow_unicode,
        encoding="utf-8",
    )
    root = read_yaml("f", data).root
    assert root is not None
    _key, scalar = scalars(root)
    assert scalar.text == text
    for index, char in enumerate(text):
        written = scalar.locate(index, index + 1).text
        if char not in " \n":
            assert written == char or (char == "'" and written == "''") or written.startswith("\\")
    visible = [index for index, char in enumerate(text) if char not in " \n"]
    if visible:
        whole = scalar.locate(visible[0], visible[-1] + 1)
        assert scalar.span.start <= whole.start < whole.end <= scalar.span.end
