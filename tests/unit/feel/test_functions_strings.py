"""Built-in functions on strings, and the patterns of `matches`, `replace` and `split`."""

from __future__ import annotations

import threading

import pytest
from tests.unit.feel.expressions import assert_values, value_of

from sxguide.errors import LimitError
from sxguide.feel.functions.patterns import matches, replace


def test_positions_count_from_one_or_from_the_end():
    assert_values(
        {
            'substring("foobar", 3)': '"obar"',
            'substring("foobar", 3, 3.8)': '"oba"',
            'substring("foobar", -2, 1)': '"a"',
            'substring("foobar", 0)': "null",
            'substring("foobar", 7)': "null",
            'substring("foobar", 1, 0)': "null",
            'substring("\\U01F40Efoo", 2)': '"foo"',
            'string length("证书")': "2",
        }
    )


def test_what_stands_before_and_after_a_match():
    assert_values(
        {
            'substring before("foobar", "bar")': '"foo"',
            'substring before("foobar", "x")': '""',
            'substring before("foobar", "")': '""',
            'substring after("foobar", "ob")': '"ar"',
            'substring after("foobar", "x")': '""',
            'substring after("foobar", "")': '"foobar"',
        }
    )


def test_case_containing_and_joining():
    assert_values(
        {
            'upper case("abc4")': '"ABC4"',
            'lower case("ABC4")': '"abc4"',
            'contains("foobar", "ob")': "true",
            'starts with("foobar", "fo")': "true",
            'ends with("foobar", "r")': "true",
            'string join(["a", null, "c"], "X")': '"aXc"',
            'string join(["a", "c"])': '"ac"',
            'string join([], "X")': '""',
            'string join("a", "X")': '"a"',
            "string join([1, 2])": "null",
        }
    )


@pytest.mark.parametrize(
    ("string", "pattern", "flags", "found"),
    [
        ("abracadabra", "bra", None, True),
        ("abracadabra", "^bra", None, False),
        ("abc\n", "c$", None, False),
        ("a\nb", "a.b", None, False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b", "m", True),
        ("a\n", "^$", "m", False),
        ("ABC", "b", "i", True),
        ("hello world", r"hello\ sworld", "x", True),
        ("hello world", "he llo[ ]w orld", "x", True),
        ("a.c", "a.c", "q", True),
        ("abc", "a.c", "q", False),
        ("x", "[a-z-[aeiou]]", None, True),
        ("e", "[a-z-[aeiou]]", None, False),
        ("O", "[A-Z-[OI]]", "i", False),
        ("山西", r"\p{IsCJKUnifiedIdeographs}+", None, True),
        ("٣", r"\d", None, True),
        ("a-b", r"\w-\w", None, True),
        ("-", r"\w", None, False),
        ("-", r"[\w\-]", None, True),
        ("x:y", r"^\i\c*$", None, True),
        ("aa", r"(a)\1", None, True),
        ("b", r"(?:(a)|b)\1", None, True),
        ("]", r"[\]]", None, True),
        ("abcdefghijkk", r"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)\11", None, True),
    ],
)
def test_patterns_mean_what_xpath_says(string, pattern, flags, found):
    assert matches(string, pattern, flags) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)",
        "(?P<n>a)",
        r"\b",
        r"\0",
        r"(a)\2",
        r"(\1)",
        r"(a)[\1]",
        "a**",
        "a{2,1}",
        "(",
        ")",
        "[a",
        "]",
        "[]",
        "[b-a]",
        r"\p{Zork}",
    ],
)
def test_a_pattern_that_xpath_does_not_know_gives_null(pattern):
    written = pattern.replace("\\", "\\\\")

    assert value_of(f'matches("a", "{written}")') is None


def test_a_pattern_repeats_within_limits():
    assert_values({'matches("aa", "^a{2,2}$")': "true", 'matches("", "a{0,10000}")': "true"})
    with pytest.raises(LimitError, match="repeats something more than 10000 times"):
        value_of('matches("", "a{0,10001}")')


def test_unknown_flags_give_null():
    assert_values({'matches("a", "a", "p")': "null", 'matches("a", "a", null)': "true"})


def test_replace_puts_groups_into_the_replacement():
    assert_values(
        {
            'replace("abracadabra", "a.*?a", "*")': '"*c*bra"',
            'replace("0123456789", "(\\\\d{3})(\\\\d{3})(\\\\d{4})", "($1) $2-$3")': '"(012) 345-6789"',
            'replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")': '"[1=ab][2=]cd"',
            'replace("ab", "a", "$0$0")': '"aab"',
            'replace("ab", "(a)", "$12")': '"a2b"',
            'replace("ab", "a", "$1")': '"b"',
            'replace("k", "(a)?(b)?(c)?(d)?(e)?(f)?(g)?(h)?(i)?(j)?(k)", "<$11>")': '"<k>"',
            'replace("ab", "a", "\\\\$\\\\\\\\")': '"$\\\\b"',
            'replace("a.b", ".", "$", "q")': '"a$b"',
            'replace("ab", "a", "$")': "null",
            'replace("ab", "a", "\\\\n")': "null",
            'replace("ab", "x*", "-")': "null",
        }
    )


def test_split_parts_at_each_match():
    assert_values(
        {
            'split("a;b;c;;", ";")': '["a", "b", "c", "", ""]',
            'split("John Doe", "\\\\s")': '["John", "Doe"]',
            'split("abc", "")': "null",
        }
    )


@pytest.mark.parametrize(
    "pattern", ["a{10001}", "(a{200}){200}", "(" * 21 + "a" + ")" * 21, "a" * 1_001]
)
def test_a_pattern_that_would_unroll_or_nest_too_far_is_refused(pattern):
    with pytest.raises(LimitError):
        matches("a", pattern)


def test_the_time_of_a_pattern_is_not_used_up_by_other_threads():
    done = threading.Event()

    def busy():
        while not done.is_set():
            pass

    others = [threading.Thread(target=busy) for _ in range(8)]
    for other in others:
        other.start()
    try:
        # Each match is another place at which the others may come in; so is the end, where none is left.
        replaced = [replace("a" * 5_000 + "c" * 40_000, "(a)|cd", "b") for _ in range(20)]
    finally:
        done.set()
        for other in others:
            other.join()

    assert set(replaced) == {"b" * 5_000 + "c" * 40_000}
