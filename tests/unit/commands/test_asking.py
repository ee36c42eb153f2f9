"""The commands `screen`, `search` and `changes`: tables for people, JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.rulebooks import CLAUSE, ON, condition, fact, formula, item, rule_files, service

from sxguide.commands import asking
from sxguide.workdays import WorkCalendar

CASES = Path(__file__).parents[3] / "fixtures" / "cases"
DONE, WRONG_INPUT = 0, 2


def titled(zh, en):
    return {"title": {"zh": zh, "en": en}}


def labelled(zh, en):
    return {"label": {"zh": zh, "en": en}}


WANTS = condition("wants", "person.wants", **labelled("想要", "wants it"))
PAY = formula("money", "1500", **labelled("金额", "amount"))


@pytest.fixture
def rules(folder):
    """Four services, one of which opens another, and one of which is reviewed."""
    step = condition("one", "done.one", **labelled("办过甲", "A is done"))
    able = condition("able", "person.able", **labelled("能够", "is able"))
    later = {
        "deadline": {"working_days": 5, "counting": "after_application_day", "cites": [CLAUSE]},
        "handling": {"accepted_at": [item("desk")], "reviewed_by": [item("county")]},
    }
    services = (
        service("a", able, number=1, establishes=["done.one"], **titled("甲", "A")),
        service("b", step, number=2, **titled("乙", "B")),
        service("c", WANTS, number=3, benefit={"pay": PAY}, **titled("丙", "C"), **later),
        service("d", WANTS, number=4, **titled("丁", "D")),
    )
    facts = {"done.one": fact("boolean", **labelled("已办甲", "A was done"))}
    return folder(rule_files(*services, facts=facts))


def table(out):
    """The cells of the rows that are neither heading nor rule, without blanks; a row is as many lines as it needs."""
    lines = [line for line in out.split("\n") if line.strip()]
    return [line.split() for line in lines[2:]]


# screen


def test_what_can_be_had_comes_first_then_what_might_then_what_cannot(run, rules, file):
    case = file("case.yaml", "person: {wants: true}")

    code, out, err = run("screen", case, "--rules", rules, "--on", ON, "--lang", "en")

    assert (code, err) == (DONE, "")
    assert [row[0] for row in table(out)[:-1]] == ["3", "4", "1", "2"]
    assert out.rstrip("\n").split("\n")[-1] == "eligible 2, undetermined 2, not eligible 0"


def rows(out):
    """The rows of a screening by number, as words."""
    return {row[0]: " ".join(row[1:]) for row in table(out)[:-1]}


def test_each_row_says_what_it_gives_what_is_in_the_way_and_when(run, rules, file):
    case = file("case.yaml", "person: {wants: true, able: false}")

    english = rows(run("screen", case, "--rules", rules, "--on", ON, "--lang", "en")[1])
    chinese = rows(run("screen", case, "--rules", rules, "--on", ON)[1])

    assert english == {
        "3": "C eligible amount 1500.00 yuan 2026-06-08; after review",
        "4": "D eligible on the spot",
        "2": "B undetermined ? A was done on the spot 1",
        "1": "A not eligible ✗ is able",
    }
    assert chinese == {
        "3": "丙 可以办理 金额 1500.00 元 2026-06-08；须审核",
        "4": "丁 可以办理 当场办结",
        "2": "乙 暂不能确定 ?已办甲 当场办结 1",
        "1": "甲 不符合条件 ✗能够",
    }


def test_a_long_way_is_told_by_numbers(run, file):
    out = run("screen", file("case.yaml", "{}"), "--on", "2026-11-23")[1]

    assert rows(out)["18"].endswith("16 → 17")


def test_of_many_missing_facts_the_first_three_are_told_and_how_many_more(run, file):
    case = file("case.yaml", "{}")

    english = run("screen", case, "--on", "2026-11-23", "--lang", "en")[1]
    plain = json.loads(run("screen", case, "--on", "2026-11-23", "--json")[1])

    missing = {str(each["number"]): len(each["missing"]) for each in plain["services"]}
    assert missing["7"] > 4
    assert f"{missing['7'] - 3} more" in english
    assert english.count(" more") == sum(count > 3 for count in missing.values())


def test_a_date_that_may_still_move_is_told_as_provisional(run, rules, file, monkeypatch):
    short = WorkCalendar.default().until(2026)
    monkeypatch.setattr(WorkCalendar, "default", lambda: short)
    case = file("case.yaml", "person: {wants: true}")

    out = run("screen", case, "--rules", rules, "--on", "2026-12-30", "--lang", "en")[1]

    assert "after review; provisional" in out
    assert "暂定" in run("screen", case, "--rules", rules, "--on", "2026-12-30")[1]


def test_a_screening_is_written_as_json(run, rules, file):
    case = file("case.yaml", "person: {wants: true, able: false}")

    code, out, _ = run("screen", case, "--rules", rules, "--on", ON, "--json")

    plain = json.loads(out)
    assert (code, plain["on"]) == (DONE, str(ON))
    assert {each["number"]: each["outcome"] for each in plain["services"]} == {
        1: "ineligible",
        2: "undetermined",
        3: "eligible",
        4: "eligible",
    }
    assert plain["services"][1]["paths"] == [["a"]]


def test_a_screening_is_for_today_where_no_date_is_named(run, rules, file, monkeypatch):
    monkeypatch.setattr(asking, "today", lambda: dt.date(2026, 5, 6))

    out = run("screen", file("case.yaml", "{}"), "--rules", rules, "--json")[1]

    assert json.loads(out)["on"] == "2026-05-06"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.stem)
def test_every_example_case_is_screened_over_all_forty(run, case, language):
    code, out, err = run("screen", case, "--on", "2026-11-23", "--lang", language)

    assert (code, err) == (DONE, "")
    last = out.rstrip("\n").split("\n")[-1]
    assert sum(int(part.split()[-1]) for part in last.split(", ")) == 40
    assert "None" not in out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("person.wnats: true", "unknown-fact"),
        ("person: {sex: male}\nperson.retirement_category: female_50", "contradictory-facts"),
    ],
)
def test_a_faulty_case_is_told_and_nothing_is_screened(run, file, text, code):
    found, out, err = run("screen", file("case.yaml", text), "--on", "2026-11-23")

    assert (found, out) == (WRONG_INPUT, "")
    assert f"error[{code}]" in err


# search


def test_what_is_found_is_listed_with_the_clause_that_fits(run):
    code, out, err = run("search", "report", "a", "lost", "card", "--lang", "en")

    assert (code, err) == (DONE, "")
    first = table(out)[0]
    assert first[:2] == ["40", "social-security-card-loss-report"]
    assert first[-1] == "guide/40/description"


def test_what_is_found_is_written_as_json(run):
    code, out, _ = run("search", "招聘会", "--json")

    first = json.loads(out)[0]
    assert (code, first["number"]) == (DONE, 14)
    assert first["citation"]["clause"].startswith("guide/14/")


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "没有找到相关事项"), ("en", "no service was found")]
)
def test_where_nothing_is_found_it_says_so(run, language, words):
    assert run("search", "天气", "--lang", language) == (DONE, f"{words}\n", "")
    assert run("search", "天气", "--json")[1] == "[]\n"


@pytest.mark.parametrize("query", ['卡" OR "', "\udcff", "卡*)", "", "-" * 5, "😀" * 500])
def test_no_words_break_the_command(run, query):
    assert run("search", "--", query)[0] == DONE


# changes


def test_changes_tell_what_opens_a_service_and_when_it_turns(run, rules, file):
    case = file("case.yaml", "{done.one: false, person.able: true}")
    code, out, err = run("changes", "b", case, "--rules", rules, "--on", ON, "--lang", "en")

    assert (code, err) == (DONE, "")
    assert "What would make it “eligible”" in out
    assert "A was done: yes (now no; first 1. A)" in out
    assert "from 2026-06-01: not eligible" in out


def test_changes_are_json_for_programs(run, rules, file):
    case = file("case.yaml", "{done.one: false}")
    code, out, _ = run("changes", "b", case, "--rules", rules, "--on", ON, "--json")
    plain = json.loads(out)

    assert code == DONE
    assert (plain["outcome"], plain["target"], plain["exact"]) == ("ineligible", "eligible", True)
    assert plain["changes"][0]["facts"][0]["services"] == ["a"]
    assert plain["stretches"] == [{"first": "2026-06-01", "last": None, "outcome": "ineligible"}]


def test_changes_of_a_case_with_a_fault_are_refused(run, rules, file):
    code, out, err = run("changes", "b", file("case.yaml", "{done.one: 3}"), "--rules", rules)

    assert (code, out) == (WRONG_INPUT, "")
    assert "wrong-type" in err
