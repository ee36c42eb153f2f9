"""The official text attached: decisions quote it word for word, and no other text is taken for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.rulebooks import ON

import sxguide
from sxguide.errors import GuideTextError, RulebookError
from sxguide.passages import split_guide
from sxguide.source import MAX_BYTES

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "guide" / "guide.txt"


@pytest.fixture(scope="module")
def official():
    if not OFFICIAL.exists():
        pytest.skip("the official guide is not beside this checkout")
    return OFFICIAL.read_text("utf-8")


@pytest.fixture(scope="module")
def attached(official):
    """The bundled rules with the official text."""
    return sxguide.load(source=OFFICIAL)


def compact(text):
    return "".join(text.split())


def test_every_clause_of_the_guide_is_quoted_and_no_law_is(attached, official):
    passages = split_guide(official)

    quotes = {name: each.quote for name, each in attached.rulebook.citations.items()}

    assert {name: words for name, words in quotes.items() if words is not None} == {
        name: passage.text for name, passage in passages.items()
    }


def test_a_decision_quotes_the_words_of_each_clause_that_it_cites(attached, official):
    decision = attached.decide(22, {"certificate.level": "intermediate"}, on=ON)

    cited = [each for each in decision.citations if each.clause.startswith("guide/")]
    assert cited
    assert all(each.quote in compact(official) for each in cited)
    told = json.loads(decision.to_json())["citations"]
    assert [each["quote"] for each in told] == [each.quote for each in decision.citations]


def test_the_words_are_read_by_people_too(attached):
    decision = attached.decide(22, {}, on=ON)
    quote = attached.rulebook.citations["guide/22/conditions"].quote

    for words in (decision.text("zh"), decision.text("en"), decision._repr_html_()):
        assert quote in words


def test_without_the_text_nothing_is_quoted(guide):
    decision = guide.decide(22, {}, on=ON)

    assert all(each.quote is None for each in guide.rulebook.citations.values())
    assert "指南原文" not in decision.text("zh")


def test_the_answers_are_the_same_with_the_text_and_without(attached, guide):
    def unquoted(decision):
        plain = decision.to_dict()
        return {**plain, "citations": [each["clause"] for each in plain["citations"]]}

    for name in guide.services:
        assert unquoted(attached.decide(name, {}, on=ON)) == unquoted(guide.decide(name, {}, on=ON))


def test_how_the_text_is_broken_into_lines_makes_no_difference(official, tmp_path, attached):
    (tmp_path / "guide.txt").write_text("\ufeff" + compact(official), encoding="utf-8")

    again = sxguide.load(source=str(tmp_path / "guide.txt"))

    assert again.rulebook.citations == attached.rulebook.citations


def test_an_edited_text_is_refused_with_every_clause_that_differs(official, tmp_path):
    edited = (
        compact(official)
        .replace("1500元", "1800元")
        .replace("办理条件：进行求职登记", "办理条件：")
    )
    (tmp_path / "guide.txt").write_text(edited, encoding="utf-8")

    with pytest.raises(GuideTextError) as caught:
        sxguide.load(source=tmp_path / "guide.txt")

    problems = caught.value.problems
    assert {each.code for each in problems} == {"guide-text-changed"}
    assert {"guide/22/notes/3", "guide/2/conditions"} <= {each.path for each in problems}
    assert all("clauses --check" in each.help for each in problems)


def test_a_text_without_one_clause_is_refused(official, tmp_path):
    shorter = compact(official).replace("办结时限：即时办结", "", 1)
    (tmp_path / "guide.txt").write_text(shorter, encoding="utf-8")

    with pytest.raises(GuideTextError) as caught:
        sxguide.load(source=tmp_path / "guide.txt")

    assert [each.path for each in caught.value.problems] == ["guide/1/deadline"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("从前有座山。".encode(), "guide-text-unknown"),
        (b"", "guide-text-unknown"),
        ("1.甲事\n事项名称：甲事".encode("gb18030"), "file-encoding"),
        (b"x" * (MAX_BYTES + 1), "guide-text-size"),
        ("字".encode() * MAX_BYTES, "guide-text-size"),
    ],
    ids=["another text", "empty", "another encoding", "too large", "too large, cut in a character"],
)
def test_what_is_no_text_of_the_guide_is_refused(tmp_path, data, code):
    (tmp_path / "guide.txt").write_bytes(data)

    with pytest.raises(GuideTextError) as caught:
        sxguide.load(source=tmp_path / "guide.txt")

    assert [each.code for each in caught.value.problems] == [code]


def test_a_text_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RulebookError, match="cannot be read: no such file"):
        sxguide.load(source=tmp_path / "guide.txt")
