"""The command `ask`: an interview whose answers are piped in."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.rulebooks import CLAUSE, ON, WORDS, condition, rule_files, service

from sxguide import cli

DONE, WRONG_INPUT, INTERRUPTED = 0, 2, 130
RED = condition("red", 'person.colour != "green"')
BOTH = {
    "id": "both",
    "label": WORDS,
    "cites": [CLAUSE],
    "all": [condition("wants", "person.wants"), condition("old", "person.months >= 12")],
}
CONSTRAINT = {
    "id": "reds-able",
    "holds": 'not(person.able = false and person.colour = "red")',
    "label": {"zh": "红的都能够", "en": "reds are able"},
}


@pytest.fixture
def rules(folder):
    """Two services that ask for a colour; one of them for more."""
    return folder(
        rule_files(
            service("some", BOTH, number=1),
            service("other", RED, number=2),
            constraints=[CONSTRAINT],
        )
    )


@pytest.fixture
def ask(run, rules, monkeypatch):
    """A function that holds an interview in which so much is typed."""

    def hold(typed, *arguments, lang="en"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return run("ask", *arguments, "--rules", rules, "--on", ON, "--lang", lang)

    return hold


def after(out, line):
    """What stands behind a line."""
    lines = out.split("\n")
    return lines[lines.index(line) + 1 :]


def test_an_interview_stops_as_soon_as_the_answer_is_settled(ask):
    code, out, err = ask("2\n", "some")

    assert (code, err) == (DONE, "")
    assert out.split("\n")[:10] == [
        "1. Some service · 2026-06-01",
        "Type ? if you do not know, b to go back, q to stop.",
        "",
        "1. words",
        "   1) yes",
        "   2) no",
        "> 2",
        "",
        "The answer is settled.",
        "1. Some service · 2026-06-01",
    ]
    assert after(out, "The answer is settled.")[1] == "not eligible"


def test_an_interview_is_held_in_chinese(ask):
    _, out, _ = ask("是\n12\n", "some", lang="zh")

    assert "不知道请输入 ?，返回上一题输入 b，结束输入 q。" in out
    assert "   1) 是" in out
    assert "2. 词（个月）\n> 12\n" in out
    assert after(out, "答案已经确定。")[1] == "可以办理"


def test_who_does_not_know_goes_on(ask):
    _, out, _ = ask("?\n不知道\n？\n", "some")

    assert after(out, "No other question could settle the answer.")[1] == "undetermined"


def test_a_wrong_answer_is_explained_and_asked_again(ask):
    _, out, _ = ask("maybe\n\n1\nmany\n12\n", "some")

    assert "there is no option `maybe`: type a number from 1 to 2" in out
    assert "`person.months` must be a whole number (month), not `many`" in out
    assert after(out, "The answer is settled.")[1] == "eligible"


def test_an_answer_that_contradicts_another_is_explained_and_asked_again(ask, file):
    case = '{"person.able": false}'
    _, out, _ = ask("1\n3\n", "other", file("case.json", case))

    assert (
        "this contradicts what is known: reds are able (words = no; words = the value red)" in out
    )
    assert after(out, "The answer is settled.")[1] == "eligible"


def test_one_can_go_back(ask):
    _, out, _ = ask("b\n1\nb\n2\n", "some")

    assert "There is no question to go back to." in out
    assert after(out, "The answer is settled.")[1] == "not eligible"


@pytest.mark.parametrize("typed", ["1\nq\n", "1\n", "1", "1\n退出\n", "1\nquit"])
def test_whoever_stops_is_told_what_is_known_so_far(ask, typed):
    code, out, err = ask(typed, "some")

    assert (code, err) == (DONE, "")
    assert after(out, "Stopped; this is what is known so far.")[1] == "undetermined"


def test_without_a_service_all_are_gone_through_with_a_running_list(ask):
    _, out, _ = ask("2\nb\n2\n2\n")

    assert out.startswith("All 2 services, question by question · 2026-06-01\n")
    told = [
        line for line in out.partition("\n  no.")[0].split("\n") if re.match("[✓✗?] |elig", line)
    ]
    assert told == [
        "eligible 0, undetermined 2, not eligible 0",
        "✗ 2. Some service",
        "eligible 0, undetermined 1, not eligible 1",
        "? 2. Some service",
        "eligible 0, undetermined 2, not eligible 0",
        "✗ 2. Some service",
        "eligible 0, undetermined 1, not eligible 1",
    ]


def test_a_case_may_be_given_for_all_services(ask, file):
    _, out, _ = ask("", "all", file("case.json", '{"person.colour": "green"}'))

    assert "eligible 0, undetermined 1, not eligible 1" in out


def test_json_stands_alone_on_standard_output(ask):
    code, out, err = ask("2\n", "some", "--json")

    assert code == DONE
    assert json.loads(out)["outcome"] == "ineligible"
    assert "1. words" in err
    assert len(json.loads(ask("2\n1\n", "--json")[1])["services"]) == 2


@pytest.mark.parametrize("name", ["case.yaml", "case.json"])
def test_the_answers_are_saved_as_a_case(ask, run, rules, tmp_path, name):
    path = tmp_path / "out" / name
    path.parent.mkdir()

    _, out, _ = ask("1\n12\n", "some", "--save", path)

    assert f"answers saved to {path}" in out
    assert list(path.parent.iterdir()) == [path]
    _, again, _ = run("decide", "some", path, "--rules", rules, "--on", ON, "--json")
    found = json.loads(again)
    assert found["outcome"] == "eligible"
    assert found["receipt"]["facts"] == {
        "person.months": 12,
        "person.wants": True,
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("case.yaml", 'person.birth_date: "1990-05-17"\nperson.share: 0.50\nperson.name: "王 \\"五\\""\n'),
        ("case.json", '{\n  "person.share": 0.50,\n  "person.name": "王 \\"五\\""\n}\n'),
    ],
)  # fmt: skip
def test_a_saved_case_is_as_exact_as_what_was_given(ask, file, tmp_path, name, text):
    ask("", "some", file(f"before-{name}", text), "--save", tmp_path / name)

    assert (tmp_path / name).read_text("utf-8") == text


def test_an_interview_without_answers_saves_an_empty_case(ask, run, rules, tmp_path):
    path = tmp_path / "case.yaml"

    ask("", "some", "--save", path)

    assert run("decide", "some", path, "--rules", rules, "--on", ON)[0] == DONE


@pytest.mark.parametrize("name", ["nowhere/case.yaml", "."])
def test_nothing_is_asked_where_the_answers_could_not_be_saved(ask, tmp_path, name):
    code, out, err = ask("1\n", "some", "--save", tmp_path / name)

    assert (code, out) == (WRONG_INPUT, "")
    assert "cannot be written" in err


def test_what_stood_in_the_file_stays_where_saving_fails(ask, tmp_path, monkeypatch):
    path = tmp_path / "case.yaml"
    path.write_text("person.wants: true\n", encoding="utf-8")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    code, out, err = ask("2\n", "some", "--save", path)

    assert code == WRONG_INPUT
    assert "not eligible" in out
    assert "no space left on device" in err
    assert path.read_text("utf-8") == "person.wants: true\n"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_case_that_contradicts_itself_is_refused_before_anything_is_asked(ask, file):
    case = file("case.json", '{"person.able": false, "person.colour": "red"}')

    code, out, err = ask("1\n", "some", case)

    assert (code, out) == (WRONG_INPUT, "")
    assert "contradict each other" in err


def test_an_unknown_service_is_refused(ask):
    assert ask("1\n", "sume")[0] == WRONG_INPUT


def test_the_case_cannot_come_from_where_the_answers_come_from(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["ask", "1", "-"])

    assert caught.value.code == WRONG_INPUT
    assert "standard input is for the answers" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["x\n" * 5_000, "1\nb\n" * 5_000, "1" * 100_000, "\n" * 5_000])
def test_endless_input_ends(ask, typed):
    code, out, _ = ask(typed, "some")

    assert code == DONE
    assert "Stopped; this is what is known so far." in out


def test_bytes_that_are_no_text_are_a_wrong_answer_and_no_failure(rules):
    command = [sys.executable, "-m", "sxguide", "ask", "some", "--rules", rules, "--lang", "en"]

    done = subprocess.run(
        [*command, "--on", str(ON)], input=b"\xff\xfe\n2\n", capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (DONE, b"")
    assert b"there is no option" in done.stdout
    assert b"not eligible" in done.stdout


def test_an_interrupted_interview_has_an_exit_code_of_its_own(run, rules, monkeypatch):
    class Interrupting(io.StringIO):
        def readline(self, *_):
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Interrupting())

    assert run("ask", "some", "--rules", rules, "--on", ON)[0] == INTERRUPTED
