"""YAML as a tree of texts: shapes, places, and every fault in our own words."""

from __future__ import annotations

from typing import Any

import pytest

from sxguide.source import MAX_BYTES
from sxguide.yamltree import (
    MAX_DEPTH,
    MAX_PROBLEMS,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    read_yaml,
    reader,
)


@pytest.fixture(params=["fast", "thorough"], autouse=True)
def parser(request, monkeypatch):
    """Each test runs with PyYAML's C parser, where there is one, and without."""
    if request.param == "thorough":
        monkeypatch.setattr(reader, "_FAST", None)
    elif reader._FAST is None:
        pytest.skip("this PyYAML was built without its C parser")


def read(text: str) -> Any:
    return read_bytes(text.encode())


def read_bytes(data: bytes) -> Any:
    return read_yaml("rules.yaml", data)


def plain(node: YamlNode) -> Any:
    match node:
        case YamlScalar():
            return node.text
        case YamlSequence():
            return [plain(item) for item in node.items]
        case YamlMapping():
            return {key.text: plain(value) for key, value in node.entries}


def faults(document: Any) -> list[tuple[str, int, int, str]]:
    return [
        (problem.code, problem.span.line, problem.span.column, problem.span.text)
        for problem in document.problems
    ]


def test_a_file_becomes_mappings_sequences_and_texts():
    document = read("a: 1\nb:\n- x\n- {y: [z, 'w']}\nc:\n")
    assert plain(document.root) == {"a": "1", "b": ["x", {"y": ["z", "w"]}], "c": ""}
    assert document.problems == ()


@pytest.mark.parametrize("text", ["on", "010", "1_000", "null", "~", "2024-12-31", "1e3", "no"])
def test_no_text_is_taken_for_anything_else(text):
    document = read(f"on: {text}\n")
    assert plain(document.root) == {"on": text}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a", False), ("'a'", True), ('"a"', True), ("|-\n  a", True), (">-\n  a", True), ("", False)],
)
def test_a_text_says_whether_it_can_only_be_meant_as_text(text, quoted):
    value = read(f"k: {text}\n").root.get("k")
    assert value.quoted is quoted


def test_get_gives_the_node_of_a_key_or_nothing():
    root = read("a: 1\nb: 2\n").root
    assert root.get("b").text == "2"
    assert root.get("c") is None


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_an_empty_file_is_an_empty_text(text):
    document = read(text)
    assert plain(document.root) == ""
    assert document.problems == ()


def test_equality_of_nodes_ignores_where_they_stand():
    assert read("a: [1, 2]\n").root == read("\n\na:\n  - 1\n  - 2\n").root
    assert read("a: '1'\n").root != read("a: 1\n").root


def test_every_node_knows_its_stretch_of_the_file():
    root = read("a:\n  - x y \n  - {b: c}\nd: 'e' # f\ng:\n").root
    sequence = root.get("a")
    assert root.span.text == "a:\n  - x y \n  - {b: c}\nd: 'e' # f\ng:"
    assert sequence.span.text == "- x y \n  - {b: c}"
    assert [item.span.text for item in sequence.items] == ["x y", "{b: c}"]
    assert root.get("d").span.text == "'e'"
    assert root.get("g").span.start == root.span.end


@pytest.mark.parametrize(
    ("file", "part", "written"),
    [
        ("k: one two\n", "two", "two"),
        ("k: one\n  two\n\n  three\n", "two", "two"),
        ("k: one\n  two\n\n  three\n", "three", "three"),
        ("k: one\n\n\n\n  two\n", "two", "two"),
        ("k: one\r\n  two\r\n", "two", "two"),
        ("k: one   \n    two\n", "one two", "one   \n    two"),
        ("k: 'it''s so'\n", "so", "so"),
        ("k: 'it''s so'\n", "'", "''"),
        ("k: 'a'''\n", "'", "''"),
        ("k: 'one\n\n  two'\n", "two", "two"),
        ('k: "one\\ttwo"\n', "two", "two"),
        ('k: "one\\ttwo"\n', "\t", "\\t"),
        ('k: "\\u4e00二"\n', "一", "\\u4e00"),
        ('k: "\\u4e00二"\n', "二", "二"),
        ('k: "a \\\n   \\"b\\""\n', '"b', '\\"b'),
        ('k: "a\\\n   b\n   c"\n', "c", "c"),
        ("k: |\n  one\n    two\n\n  three\n", "  two", "  two"),
        ("k: |\n  one\n    two\n\n  three\n", "three", "three"),
        ("k: |2\n    one\n  two\n", "two", "two"),
        ("k: |2\n\n     \n  two\n", "two", "two"),
        ("k: | # c\n  one\n  two", "two", "two"),
        ("k: >\n  one\n  two\n\n  three\n", "two", "two"),
        ("k: >\n  one\n  two\n\n  three\n", "three", "three"),
        ("k: >\n  one\n    two\n  three\n", "three", "three"),
        ("k: >\n\n\n  one\n  two\n", "one", "one"),
        ("k: >-\r\n  one\r\n  two\r\n", "two", "two"),
        ("k: [one\n  two, three]\n", "two", "two"),
    ],
)
def test_a_part_of_a_text_is_found_again_in_the_file(file, part, written):
    node = read(file).root.get("k")
    value: Any = node.items[0] if isinstance(node, YamlSequence) else node
    start = value.text.index(part)
    assert value.locate(start, start + len(part)).text == written


def test_a_value_that_is_left_out_stands_right_after_its_key():
    root = read("{a: , b:   }\n").root
    assert [root.get(key).span.start for key in "ab"] == [3, 8]


def test_an_empty_part_and_a_part_beyond_the_text_have_a_place_as_well():
    value = read("k: 'abc'\n").root.get("k")
    assert (value.locate(1, 1).start, value.locate(1, 1).end) == (5, 5)
    assert value.locate(2, 99).text == "c"
    assert (value.locate(3, 3).start, value.locate(50, 60).end) == (7, 7)
    assert value.locate(-5, 1).text == "a"


def test_a_part_that_cannot_be_found_again_has_the_place_of_the_whole_text():
    value = read("k: |1\n   \nl: 2\n").root.get("k")
    assert value.text == "  \n"
    assert value.locate(0, 1) == value.span
    assert value.span.line == 1


def test_a_block_text_ends_where_its_last_line_ends():
    assert read("k: |\n  one\n\n\nl: 2\n").root.get("k").span.text == "|\n  one"
    assert read("k: |+\n\n\nl: 2\n").root.get("k").span.text == "|"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c\n", ("yaml-syntax", 1, 5, ":")),
        ("a: 1\n b: 2\n", ("yaml-syntax", 2, 3, ":")),
        ("a: 1\nb\nc: 2\n", ("yaml-syntax", 2, 1, "b")),
        ("a: @x\n", ("yaml-syntax", 1, 4, "@")),
        ("a: - b\n", ("yaml-syntax", 1, 4, "-")),
        ("a: ? b\n", ("yaml-syntax", 1, 4, "?")),
        ("a: [b, c\nd: e\n", ("yaml-syntax", 2, 2, ":")),
        ("a: {b: c\nd: e\n", ("yaml-syntax", 2, 2, ":")),
        ("a: [what?]\n", ("yaml-syntax", 1, 9, "?")),
        ("a: }\n", ("yaml-syntax", 1, 4, "}")),
        ('a: "x\n', ("yaml-syntax", 1, 4, '"')),
        ("a: 'x\n---\n'\n", ("yaml-syntax", 1, 4, "'")),
        ('a: "\\q"\n', ("yaml-syntax", 1, 6, "q")),
        ('a: "\\ud800"\n', ("yaml-syntax", 1, 4, '"\\ud800"')),
        ('a: "\\UFFFFFFFF"\n', ("yaml-syntax", 1, 2, ":")),
        ("a: |x\n", ("yaml-syntax", 1, 5, "x")),
        ("a: |# x\n", ("yaml-syntax", 1, 5, "#")),
        ("- a\nb: c\n", ("yaml-syntax", 2, 1, "b")),
        ("a: 'x' y\n", ("yaml-syntax", 1, 8, "y")),
        (" a: b\nc: d\n", ("yaml-syntax", 2, 1, "c")),
        ("%YAML 3.0\n---\na\n", ("yaml-syntax", 1, 1, "%")),
        ("a: * b\n", ("yaml-alias", 1, 5, " ")),
        ("a: !<x y\n", ("yaml-tag", 1, 7, " ")),
        ("a: !x!y z\n", ("yaml-tag", 1, 4, "!")),
        ("a:\n\tb: c\n", ("yaml-tab", 2, 1, "\t")),
        ("a: b\t\n", ("yaml-tab", 1, 5, "\t")),
        ("a: &x b\n", ("yaml-alias", 1, 4, "&x")),
        ("a: [*x, b]\n", ("yaml-alias", 1, 5, "*x")),
        ("<<: {a: b}\n", ("yaml-alias", 1, 1, "<<")),
        ("a: !!int 1\n", ("yaml-tag", 1, 4, "!!int")),
        ("a: !mine [b]\n", ("yaml-tag", 1, 4, "!mine")),
        ("a: 1\n---\nb: 2\n", ("yaml-multiple-documents", 2, 1, "---")),
        ("[a, b]: c\n", ("yaml-key", 1, 1, "[a, b]")),
        ("?\n: b\n", ("yaml-key", 1, 2, "")),
        ("a: 1\n'a': 2\n", ("yaml-duplicate-key", 2, 1, "'a'")),
    ],
)
def test_each_fault_has_its_code_and_its_place(text, expected):
    assert faults(read(text)) == [expected]


def test_a_fault_speaks_of_the_file_and_says_the_way_out():
    (problem,) = read("when: a: b\n").problems
    assert problem.message == "a `:` stands where no key can end"
    assert problem.help.startswith("put a text that contains `: ` in quotes")
    assert str(problem).startswith("rules.yaml:1:8: error[yaml-syntax]: ")


def test_a_duplicate_key_names_where_the_first_stands():
    document = read("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\na: 4\n")
    assert [problem.message for problem in document.problems] == [
        "the key `a` stands twice; the first is on line 1",
        "the key `d` stands twice; the first is on line 4",
        "the key `a` stands twice; the first is on line 1",
    ]


def test_duplicate_keys_leave_a_tree_with_the_first_of_each():
    assert plain(read("a: 1\nb: 2\na: 3\n").root) == {"a": "1", "b": "2"}


@pytest.mark.parametrize("text", ["a: &x 1\n", "a: !t 1\n", "a: [\n", "[a]: b\n", "a\n---\nb\n"])
def test_other_faults_leave_no_tree(text):
    assert read(text).root is None


def test_faults_of_all_kinds_are_listed_at_once_in_the_order_of_the_file():
    document = read("a: &x 1\na: *x\nb: !!str 2\n<<: {c: 1, c: 2}\n[d]: 3\ne: 'f\n")
    assert [problem.code for problem in document.problems] == [
        "yaml-alias",
        "yaml-duplicate-key",
        "yaml-alias",
        "yaml-tag",
        "yaml-alias",
        "yaml-duplicate-key",
        "yaml-key",
        "yaml-syntax",
    ]


def test_faults_at_one_node_are_in_order_too():
    document = read("a: !t &x b\n")
    assert [problem.code for problem in document.problems] == ["yaml-tag", "yaml-alias"]


def test_all_tabs_in_indentation_are_listed():
    document = read("a:\n\tb: 1\n  \tc: 2\n  d: 3\n\t\te: 4\n")
    assert faults(document) == [
        ("yaml-tab", 2, 1, "\t"),
        ("yaml-tab", 3, 3, "\t"),
        ("yaml-tab", 5, 1, "\t\t"),
    ]


def test_a_tab_in_a_text_before_the_faulty_one_is_not_listed():
    document = read("a: |\n  x\n  \ty\nb:\n\tc: 1\n")
    assert faults(document) == [("yaml-tab", 5, 1, "\t")]


def test_a_tab_within_a_text_or_a_comment_is_no_fault():
    document = read("a: 'x\ty' # z\tz\nb: |\n  c\td\n  \te\n")
    assert plain(document.root) == {"a": "x\ty", "b": "c\td\n\te\n"}


def test_text_that_is_not_utf8_is_refused_with_the_byte():
    document = read_bytes("a: 中\nb: ".encode() + "文".encode("gbk"))
    (problem,) = document.problems
    assert problem.code == "yaml-encoding"
    assert problem.message == "byte 10 (0xCE) is not UTF-8"
    assert (problem.span.line, problem.span.column) == (2, 4)
    assert document.root is None


def test_a_byte_order_mark_is_left_out():
    document = read_bytes(b"\xef\xbb\xbfa: b\n")
    assert plain(document.root) == {"a": "b"}
    assert document.root.span.start == 0


@pytest.mark.parametrize(
    "char", ["\x00", "\x07", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\r"]
)
def test_characters_that_cannot_be_seen_are_refused_all_at_once(char):
    document = read(f"a: {char}b\nc: d{char}\x07\n")
    assert [problem.code for problem in document.problems] == ["yaml-encoding"] * 3
    assert (
        document.problems[0].message == f"the character U+{ord(char):04X} is not allowed in a file"
    )
    assert document.problems[1].span.line == 2


def test_a_file_over_the_size_limit_is_refused_before_it_is_parsed():
    assert read_bytes(b"#" * MAX_BYTES).problems == ()
    (problem,) = read_bytes(b"[" * (MAX_BYTES + 1)).problems
    assert problem.code == "yaml-size"
    assert "1048577 bytes" in problem.message


def test_levels_up_to_the_limit_are_read_and_one_more_is_refused():
    deepest = read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert deepest.problems == ()
    document = read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert faults(document) == [("yaml-depth", 1, MAX_DEPTH + 1, "[")]


def test_the_list_of_faults_has_an_end():
    assert len(read("a: 1\n" * 1000).problems) == MAX_PROBLEMS
    assert len(read("\x07" * 1000).problems) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "unit",
    ["[", "{a: ", "- ", "? ", "a:\n", '"', "'", " ", "\t", "&a ", "*", "!a ", "|\n", "%A\n", "\\"],
)
def test_a_large_hostile_file_is_read_to_an_end(unit):
    count = (1 << 17) // len(unit)
    assert read(unit * count).source.text == unit * count
    assert read('a: "' + unit * count).problems
