"""The commands about the rules: clauses and what became of them, readings, pages and schemas, values laid over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.rulebooks import (
    ON,
    WORDS,
    condition,
    entry,
    interpretation,
    item,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide.formats import FORMATS
from sxguide.passages import split_guide

OFFICIAL = Path(__file__).parents[4] / "shared" / "guide" / "guide.txt"
DONE, NOT_HELD, WRONG_INPUT = 0, 1, 2

GUIDE = """
1.甲事
事项名称：甲事
事项说明：甲事的说明
服务对象：居民
办结时限：即时
注意事项：补贴1500元
"""
NOTE = "guide/1/notes/1"


def clause_files(**informative):
    """The rules of one service that cites the note alone, and a guide; `informative` clauses say why nothing encodes them."""
    clauses = {
        locator: {
            "gist": {"zh": "要旨", "en": f"gist of {locator}"},
            "fingerprint": each.fingerprint,
        }
        for locator, each in split_guide(GUIDE).items()
    }
    for name, reason in informative.items():
        clauses[f"guide/1/{name}"]["informative"] = reason
    guide = {"guide": {"title": WORDS, "basis": "guide", "clauses": clauses}}
    made = service(
        "some",
        condition("wants", "person.wants"),
        notices=[item("subsidy", cites=[NOTE])],
        interpretations=[interpretation("own", cites=["guide/1/audience"])],
    )
    return rule_files(made) | {"guide.yaml": written({"instruments": guide})}


@pytest.fixture
def rules(folder):
    return folder(clause_files())


WHY = {"zh": "无需编写", "en": "nothing to encode"}


# clauses


def test_clauses_are_listed_with_the_rules_that_hang_on_them_and_a_share(run, rules):
    code, out, err = run("clauses", "--rules", rules, "--lang", "en")

    assert (code, err) == (NOT_HELD, "")
    assert "some/notices/subsidy" in out
    assert out.endswith("1 of 4 clauses are accounted for: 25 %\n")
    assert run("clauses", "--rules", rules)[1].endswith("4 条中 1 条已落实：25 %\n")


def test_a_reason_accounts_for_a_clause_and_is_shown_beside_its_readings(run, folder):
    files = clause_files(description=WHY, audience=WHY, deadline=WHY)

    code, out, _ = run("clauses", "--rules", folder(files), "--lang", "en")

    assert code == DONE
    assert "nothing to encode, interpretation/own" in out
    assert out.endswith("4 of 4 clauses are accounted for: 100 %\n")


def test_clauses_are_written_as_json(run, folder):
    out = run("clauses", "--rules", folder(clause_files(deadline=WHY)), "--json")[1]

    told = {each["clause"]: each for each in json.loads(out)}
    assert told[NOTE] == {
        "clause": NOTE,
        "gist": {"zh": "要旨", "en": f"gist of {NOTE}"},
        "rules": ["some/notices/subsidy"],
        "informative": None,
    }
    assert told["guide/1/deadline"]["informative"] == WHY


def test_rules_that_know_no_guide_leave_nothing_open(run, folder):
    lone = folder(rule_files(service("some", condition("wants", "person.wants"))))

    code, out, err = run("clauses", "--rules", lone, "--lang", "en")

    assert (code, err) == (DONE, "")
    assert out.endswith("0 of 0 clauses are accounted for: 100 %\n")


def test_the_bundled_rules_account_for_every_clause(run):
    code, out, _ = run("clauses")

    assert code == DONE
    assert out.endswith("319 条中 319 条已落实：100 %\n")


# clauses --check


def test_an_unchanged_text_is_told_in_one_line(run, rules, file):
    text = file("guide.txt", GUIDE)

    assert run("clauses", "--check", text, "--rules", rules) == (DONE, "4 未变\n", "")
    assert run("clauses", "--check", text, "--rules", rules, "--lang", "en")[1] == "4 unchanged\n"


@pytest.mark.parametrize(
    ("edit", "row", "count"),
    [
        (("1500", "1800"), f"{NOTE} changed some/notices/subsidy", "3 unchanged, 1 changed"),
        (("办结时限：即时\n", ""), "guide/1/deadline gone", "3 unchanged, 1 gone"),
        (
            ("办结时限：即时\n", "办结时限：即时\n结果反馈：网点\n"),
            "guide/1/results new",
            "4 unchanged, 1 new",
        ),
        (
            ("补贴1500元", "1.另有要求；2.补贴1500元"),
            f"{NOTE} moved → guide/1/notes/2 some/notices/subsidy",
            "3 unchanged, 1 moved, 1 new",
        ),
    ],
    ids=["changed", "gone", "new", "moved"],
)
def test_a_changed_text_is_told_clause_by_clause(run, rules, edit, row, count):
    text = Path(rules).with_name("guide.txt")
    text.write_text(GUIDE.replace(*edit), encoding="utf-8")

    code, out, err = run("clauses", "--check", text, "--rules", rules, "--lang", "en")

    assert (code, err) == (NOT_HELD, "")
    assert row.split() in [line.split() for line in out.split("\n")]
    assert out.endswith(f"{count}\n")


@pytest.mark.parametrize(
    ("new", "word"),
    [("1800", "已改"), ("1500元；1.", "已改")],
)
def test_changes_are_told_in_chinese_too(run, rules, file, new, word):
    out = run("clauses", "--check", file("g.txt", GUIDE.replace("1500", new)), "--rules", rules)[1]

    assert word in out
    assert "changed" not in out


def test_changes_are_written_as_json(run, rules, file):
    text = file("guide.txt", GUIDE.replace("补贴1500元", "1.另有要求；2.补贴1500元"))

    code, out, _ = run("clauses", "--check", text, "--rules", rules, "--json")

    assert code == NOT_HELD
    assert [each for each in json.loads(out) if each["change"] != "unchanged"] == [
        {
            "clause": NOTE,
            "change": "moved",
            "moved_to": "guide/1/notes/2",
            "rules": ["some/notices/subsidy"],
        },
        {"clause": NOTE, "change": "new", "moved_to": None, "rules": []},
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("从前有座山。", "guide-text-unknown"),
        ("", "guide-text-unknown"),
        (b"\xff\xfe", "file-encoding"),
        ("2.乙事\n事项名称：乙事\n", "guide-text-order"),
    ],
)
def test_a_text_that_is_not_the_guide_is_wrong_input(run, file, data, code):
    found, out, err = run("clauses", "--check", file("guide.txt", data))

    assert (found, out) == (WRONG_INPUT, "")
    assert f"error[{code}]" in err


def test_a_text_that_is_not_there_is_wrong_input(run, tmp_path):
    code, _, err = run("clauses", "--check", tmp_path / "none.txt")

    assert code == WRONG_INPUT
    assert "cannot be read: no such file" in err


def test_the_official_text_is_the_one_the_rules_were_written_from(run):
    if not OFFICIAL.exists():
        pytest.skip("the official guide is not beside this checkout")

    assert run("clauses", "--check", OFFICIAL) == (DONE, "319 未变\n", "")


# interpretations


def test_readings_are_listed_with_what_stands_there(run, rules):
    code, out, _ = run("interpretations", "--rules", rules, "--lang", "en")

    assert code == DONE
    assert ["own", "words", "words", "guide/1/audience"] in [
        line.split() for line in out.split("\n")
    ]


def test_readings_are_written_as_json_with_why_and_what_else(run, rules):
    (only,) = json.loads(run("interpretations", "--rules", rules, "--json")[1])

    assert only == {
        "id": "own",
        "clauses": ["guide/1/audience"],
        "says": WORDS,
        "reading": WORDS,
        "why": WORDS,
        "others": [],
    }


# pages


def test_pages_are_written_one_for_each_service_and_one_for_the_readings(run, rules, tmp_path):
    code, out, err = run("pages", "--docs", tmp_path / "docs", "--rules", rules)

    assert (code, out, err) == (DONE, "2 files written\n", "")
    assert (tmp_path / "docs/services/01-some.md").read_text("utf-8").startswith("# 1. 某 事项")
    assert "## own" in (tmp_path / "docs/interpretations.md").read_text("utf-8")


def test_schemas_are_written_one_for_each_kind_of_file(run, tmp_path):
    code, out, _ = run("pages", "--schemas", tmp_path / "schema", "--json")

    kinds = {*FORMATS, "scenarios"}
    assert code == DONE
    assert {Path(path).stem for path in json.loads(out)} == kinds
    assert {path.stem for path in (tmp_path / "schema").iterdir()} == kinds


def test_pages_that_stand_there_are_written_anew(run, rules, tmp_path):
    page = tmp_path / "docs" / "services" / "01-some.md"
    page.parent.mkdir(parents=True)
    page.write_text("old", encoding="utf-8")

    run("pages", "--docs", tmp_path / "docs", "--rules", rules)

    assert page.read_text("utf-8").startswith("# 1.")


def test_where_no_folder_is_named_there_is_nothing_to_write(run):
    code, out, err = run("pages")

    assert (code, out) == (WRONG_INPUT, "")
    assert err == "error: nothing to write: name a folder with `--schemas` or `--docs`\n"


def test_a_folder_that_cannot_be_made_is_told(run, rules, file):
    path = file("docs", "a file, no folder")

    code, _, err = run("pages", "--docs", path, "--rules", rules)

    assert code == WRONG_INPUT
    assert err.startswith(f"error: `{path}")
    assert "cannot be written" in err


# --source and --parameters, of every command


def test_the_official_words_are_shown_where_the_text_is_given(run, rules, file):
    case, text = file("case.yaml", "{}"), file("guide.txt", GUIDE)
    asked = ("decide", "some", case, "--rules", rules, "--on", ON)

    assert "补贴1500元" in run(*asked, "--source", text)[1]
    assert "补贴1500元" not in run(*asked)[1]
    quotes = [
        each["quote"]
        for each in json.loads(run(*asked, "--source", text, "--json")[1])["citations"]
    ]
    assert "补贴1500元" in quotes


def test_a_text_of_another_edition_is_wrong_input(run, rules, file):
    text = file("guide.txt", GUIDE.replace("1500", "1800"))

    code, out, err = run("services", "--rules", rules, "--source", text)

    assert (code, out) == (WRONG_INPUT, "")
    assert f"{NOTE}: error[guide-text-changed]" in err
    assert "help: `sxguide clauses --check` lists what changed" in err


def test_values_of_ones_own_decide(run, folder, file):
    enough = condition("enough", "person.months >= param.fund.least")
    made = {"fund.least": parameter("integer", entry(36))}
    rules = folder(rule_files(service("some", enough), parameters=made))
    own = file("own.yaml", written({"parameters": {"fund.least": parameter("integer", entry(12))}}))
    asked = ("decide", "some", file("case.yaml", "person.months: 20"), "--rules", rules)

    def outcome(*more):
        return json.loads(run(*asked, "--on", ON, "--json", *more)[1])["outcome"]

    assert (outcome(), outcome("--parameters", own)) == ("ineligible", "eligible")


def test_a_value_for_no_parameter_is_wrong_input(run, folder, file):
    made = {"fund.least": parameter("integer", entry(36))}
    files = rule_files(service("some", condition("wants", "person.wants")), parameters=made)
    own = file("own.yaml", written({"parameters": {"fund.leats": parameter("integer", entry(1))}}))

    code, _, err = run("services", "--rules", folder(files), "--parameters", own)

    assert code == WRONG_INPUT
    assert "error[unknown-name]: the rules have no parameter `fund.leats`" in err
    assert "help: did you mean `fund.least`?" in err
