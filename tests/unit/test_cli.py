"""The command line: what was asked for on one stream, errors on the other, and an exit code that says which."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys

import pytest
from tests.rulebooks import (
    ON,
    condition,
    entry,
    fact,
    formula,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide import cli
from sxguide.commands import asking

DONE, NOT_HELD, WRONG_INPUT = 0, 1, 2


@pytest.fixture
def rules(tmp_path):
    """A folder with the rules of one service."""
    made = service(
        "some",
        condition("wants", "person.wants = true"),
        benefit={"amount": formula("money", "1500")},
    )
    for name, data in rule_files(
        made, parameters={"fund.least": parameter("integer", entry(1))}
    ).items():
        (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rules" / name).write_bytes(data)
    return tmp_path / "rules"


@pytest.fixture
def case(tmp_path):
    """A function that writes a case file and gives its path."""

    def write(text: str, name: str = "case.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


@pytest.fixture
def run(capsys):
    """A function that runs a command: its exit code, output and errors."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def usage_error(capsys, *arguments: str) -> str:
    """What is said of a command that cannot be read."""
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == WRONG_INPUT
    return str(capsys.readouterr().err)


# decide


@pytest.mark.parametrize(("lang", "outcome"), [("zh", "可以办理"), ("en", "eligible")])
def test_a_decision_is_written_for_a_person(run, rules, case, lang, outcome):
    code, out, err = run(
        "decide", "some", case("person.wants: true"), "--rules", rules, "--on", ON, "--lang", lang
    )

    assert (code, err) == (DONE, "")
    assert out.split("\n")[1].strip() == outcome


def test_a_refusal_is_an_answer_and_no_failure(run, rules, case):
    code, out, _ = run(
        "decide", "1", case("person.wants: false"), "--rules", rules, "--on", ON, "--lang", "en"
    )

    assert code == DONE
    assert "not eligible" in out


def test_a_decision_is_written_as_json(run, rules, case):
    code, out, _ = run(
        "decide",
        "some",
        case('{"person.wants": true}', "case.json"),
        "--rules",
        rules,
        "--on",
        ON,
        "--json",
    )

    found = json.loads(out)
    assert (code, found["outcome"], found["benefit"]["amount"]["value"]) == (
        DONE,
        "eligible",
        "1500",
    )
    assert found["receipt"]["on"] == str(ON)


def test_a_case_may_come_from_standard_input(run, rules, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(b"person: {wants: true}"))
    monkeypatch.setattr(sys, "stdin", stream)

    code, out, _ = run("decide", "some", "-", "--rules", rules, "--on", ON, "--json")

    assert (code, json.loads(out)["outcome"]) == (DONE, "eligible")


def test_the_date_is_today_where_none_is_given(run, rules, case, monkeypatch):
    monkeypatch.setattr(asking, "today", lambda: ON)

    _, out, _ = run("decide", "some", case("{}"), "--rules", rules, "--json")

    assert json.loads(out)["on"] == str(ON)


def test_today_is_the_machines_date():
    assert asking.today().year >= 2026


# Wrong input


def faults(err: str) -> list[str]:
    return re.findall(r"error\[([a-z-]+)\]", err)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("person.wnats: true", ["unknown-fact"]),
        ("person.wants: 'yes'", ["wrong-type"]),
        ("person.months: -1", ["out-of-range"]),
        ("person.colour: mauve", ["unknown-value"]),
        ("person.birth_date: 1990-02-30", ["wrong-type"]),
        ("person.pay: .nan", ["wrong-type"]),
        ("person.wants: true\nperson.wants: true", ["yaml-duplicate-key"]),
        ("person:\n\twants: true", ["yaml-tab"]),
        ("[]", ["wrong-type"]),
        ("person: {wants: x, months: x, zzz: x}", ["wrong-type", "wrong-type", "unknown-fact"]),
    ],
)
def test_a_wrong_case_is_told_whole_and_nothing_is_written(run, rules, case, text, codes):
    code, out, err = run("decide", "some", case(text), "--rules", rules, "--on", ON)

    assert (code, out) == (WRONG_INPUT, "")
    assert faults(err) == codes
    assert err.endswith(f"{len(codes)} fault{'s' if len(codes) > 1 else ''}\n")


def test_errors_are_json_where_json_was_asked_for(run, rules, case):
    path = case("person.wants: true\nperson.wants: false")

    code, out, err = run("decide", "some", path, "--rules", rules, "--on", ON, "--json")

    (error,) = json.loads(err)["errors"]
    assert (code, out) == (WRONG_INPUT, "")
    assert (error["code"], error["file"], error["line"], error["column"]) == (
        "yaml-duplicate-key",
        path,
        2,
        1,
    )


def test_errors_of_one_line_are_json_too(run, rules, case):
    _, _, err = run("decide", "other", case("{}"), "--rules", rules, "--on", ON, "--json")

    assert json.loads(err)["errors"][0]["message"].startswith("unknown service `other`")


def test_an_unknown_service_is_told_in_one_line(run, rules, case):
    code, out, err = run("decide", "smoe", case("{}"), "--rules", rules, "--on", ON)

    assert (code, out) == (WRONG_INPUT, "")
    assert err == "error: unknown service `smoe`: did you mean `some`?\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("decide", "some", "nowhere.yaml"),
        ("services", "--rules", "nowhere"),
        ("run", "nowhere"),
        ("check", "nowhere"),
    ],
)
def test_what_is_not_there_is_wrong_input(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)

    code, out, err = run(*arguments)

    assert (code, out) == (WRONG_INPUT, "")
    assert "nowhere" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "COMMAND"),
        (("dance",), "dance"),
        (("decide", "some"), "case"),
        (("decide", "some", "-", "--on", "soon"), "`soon` is no date; write it like 2026-11-23"),
        (("services", "--lang", "fr"), "fr"),
    ],
)
def test_a_command_that_cannot_be_read_says_why(capsys, arguments, words):
    assert words in usage_error(capsys, *arguments)


# The other commands


def test_services_are_listed(run, rules):
    code, out, _ = run("services", "--rules", rules, "--json")

    (only,) = json.loads(out)
    assert (code, only["name"], only["number"], only["working_days"]) == (DONE, "some", 1, 0)
    assert only["outputs"][0]["name"] == "amount"
    assert "some" in run("services", "--rules", rules)[1]


def test_facts_are_listed_all_or_those_of_a_service(run, rules):
    def names(*arguments: str) -> list[str]:
        return [
            each["name"]
            for each in json.loads(run("facts", *arguments, "--rules", rules, "--json")[1])
        ]

    assert "person.colour" in names()
    assert names("some") == ["person.wants"]
    assert "person.wants" in run("facts", "some", "--rules", rules)[1]


def test_one_case_is_put_to_all_services(run, rules, case):
    path = case("person.wants: true")

    code, out, _ = run("screen", path, "--rules", rules, "--on", ON, "--json")

    assert code == DONE
    assert '"eligible"' in out
    assert "可以办理" in run("screen", path, "--rules", rules, "--on", ON)[1]


# recommend

POST = {"trade": {"type": "text", "given": "always"}, "pay": {"type": "money"}}
WORDS = {"zh": "词", "en": "words"}
MATCHING = {
    "candidate": {name: {**field, "label": WORDS} for name, field in POST.items()},
    "keep": [condition("paid", "candidate.pay > 100")],
    "rank": [
        {"id": "pay", "by": "candidate.pay", "order": "descending", "label": WORDS}
        | {"cites": ["law/made-up/1"]}
    ],
}


@pytest.fixture
def matching_rules(tmp_path):
    """A folder with the rules of one service that recommends."""
    made = service("some", condition("wants", "person.wants = true"), matching=MATCHING)
    for name, data in rule_files(made).items():
        (tmp_path / "matching" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "matching" / name).write_bytes(data)
    return tmp_path / "matching"


@pytest.fixture
def recommend(run, matching_rules, case):
    """A function that asks for a recommendation of three candidates."""

    def command(wants, *options):
        person = case(f"person.wants: {wants}")
        candidates = case(
            "[{trade: cook, pay: 150}, {trade: welder}, {trade: driver, pay: 200}, {trade: x, pay: 1}]",
            "candidates.yaml",
        )
        return run("recommend", "some", person, candidates, "--rules", matching_rules, *options)

    return command


def test_candidates_are_ranked_in_words(recommend):
    code, out, _ = recommend("true", "--lang", "en")

    assert code == DONE
    assert out.index("driver") < out.index("cook") < out.index("welder")
    assert "candidate.pay" in out
    assert "of 4 candidates 2 match, 1 possibly; refused by paid 1" in out


def test_candidates_are_ranked_as_data(recommend):
    code, out, _ = recommend("true", "--json", "--limit", "1")

    found = json.loads(out)
    assert code == DONE
    assert [match["candidate"]["trade"] for match in found["matches"]] == ["driver"]
    assert (found["match_count"], found["possible_count"]) == (2, 1)


def test_who_may_not_have_the_service_sees_why(recommend):
    code, out, _ = recommend("false", "--lang", "en")

    assert code == DONE
    assert "not eligible" in out
    assert "driver" not in out


def test_a_fault_of_a_candidate_is_wrong_input(run, matching_rules, case):
    candidates = case("[{trade: cook}, {pay: 3, wage: 4}]", "candidates.yaml")
    code, out, err = run(
        "recommend", "some", case("person.wants: true"), candidates, "--rules", matching_rules
    )

    assert (code, out) == (WRONG_INPUT, "")
    assert "candidates.yaml:1:17: error[missing-field]" in err
    assert "candidates.yaml:1:26: error[unknown-field]" in err


@pytest.mark.parametrize("limit", ["-1", "x", "1" * 5000])
def test_a_limit_is_a_count(capsys, limit):
    assert "--limit" in usage_error(capsys, "recommend", "2", "a", "b", f"--limit={limit}")


def test_services_are_searched_for(run):
    code, out, _ = run("search", "失业登记", "--json")

    assert (code, json.loads(out)[0]["service"]) == (DONE, "unemployment-registration")
    assert "unemployment-registration" in run("search", "失业登记")[1]


def test_rules_without_faults_are_counted(run, rules):
    code, out, _ = run("check", rules, "--json")

    assert code == DONE
    assert json.loads(out)["services"] == 1
    assert run("check", rules)[1].startswith("no faults: 4 files, 1 services")


def test_the_bundled_rules_have_no_faults(run):
    code, out, err = run("check")

    assert (code, err) == (DONE, "")
    assert out.startswith("no faults: ")


def test_one_file_is_laid_over_the_bundled_rules(run, case):
    text = written({"facts": {"person.name": fact("text")}}).decode()

    code, _, err = run("check", case(text, "facts.yaml"))

    assert code == WRONG_INPUT
    assert "unknown-name" in faults(err)


def test_every_fault_of_a_rule_file_is_told_with_its_place(run, rules):
    (rules / "more.yaml").write_text("facts:\n  person.x: {type: boolaen}\n", encoding="utf-8")

    code, out, err = run("check", rules)

    assert (code, out) == (WRONG_INPUT, "")
    assert re.search(
        r"more\.yaml:2:20: error\[wrong-type\]: .*\n2 \| .*\n  \| +\^{7}\n  help: did you mean `boolean`",
        err,
    )


def scenarios(case, outcome: str, name: str = "scenarios.yaml") -> str:
    made = {
        "name": "it holds",
        "service": "some",
        "date": str(ON),
        "case": {},
        "expect": {"outcome": outcome},
    }
    return str(case(written({"scenarios": [made]}).decode(), name))


def test_scenarios_that_hold_are_counted(run, rules, case):
    path = scenarios(case, "undetermined")

    assert run("run", path, "--rules", rules)[:2] == (DONE, "1 passed, 0 failed\n")
    code, out, _ = run("run", path, "--rules", rules, "--json")
    assert (code, json.loads(out)) == (
        DONE,
        {"passed": 1, "failed": [], "not_confirmed": []},
    )


def test_a_scenario_that_does_not_hold_is_told_with_its_place(run, rules, case):
    path = scenarios(case, "eligible")

    code, out, _ = run("run", path, "--rules", rules)

    assert code == NOT_HELD
    assert f"{path}:1 it holds" in out
    assert "outcome: expected eligible, found undetermined" in out
    as_json = json.loads(run("run", path, "--rules", rules, "--json")[1])
    assert as_json["failed"][0]["mismatches"] == ["outcome: expected eligible, found undetermined"]


def test_all_scenarios_of_a_folder_are_run(run, rules, case, tmp_path):
    (tmp_path / "s").mkdir()
    for name in ("s/a.yaml", "s/b.yaml"):
        scenarios(case, "undetermined", name)

    assert run("run", tmp_path / "s", "--rules", rules)[1] == "2 passed, 0 failed\n"


def test_every_fault_of_every_scenario_file_is_told(run, rules, case, tmp_path):
    (tmp_path / "s").mkdir()
    for name in ("s/a.yaml", "s/b.yaml"):
        scenarios(case, "perhaps", name)

    code, _, err = run("run", tmp_path / "s", "--rules", rules)

    assert (code, faults(err)) == (WRONG_INPUT, ["wrong-type", "wrong-type"])


def test_clauses_are_accounted_for(run):
    code, out, _ = run("clauses", "--json")

    clauses = json.loads(out)
    assert all(clause["rules"] or clause["informative"] for clause in clauses) is (code == DONE)
    assert "guide/22/notes/1" in run("clauses")[1]


def test_a_text_that_is_not_the_guide_is_wrong_input(run, case):
    code, _, err = run("clauses", "--check", case("no guide at all", "guide.txt"))

    assert code == WRONG_INPUT
    assert faults(err)


def test_a_text_that_says_something_else_is_told_clause_by_clause(run, case, monkeypatch):
    monkeypatch.setattr("sxguide.audit.split_guide", lambda _: {})
    path = case("another edition", "guide.txt")

    code, out, _ = run("clauses", "--check", path, "--json")

    assert code == NOT_HELD
    assert {each["change"] for each in json.loads(out)} == {"gone"}
    assert run("clauses", "--check", path)[0] == NOT_HELD


def test_readings_are_listed(run):
    code, out, _ = run("interpretations", "--json")

    assert (code, bool(json.loads(out)[0]["reading"]["zh"])) == (DONE, True)
    assert run("interpretations")[0] == DONE


def test_schemas_and_pages_are_written(run, rules, tmp_path):
    code, _, _ = run(
        "pages", "--schemas", tmp_path / "schema", "--docs", tmp_path / "docs", "--rules", rules
    )

    assert code == DONE
    assert json.loads((tmp_path / "schema" / "service.json").read_text("utf-8"))["title"]
    assert (tmp_path / "docs" / "services" / "01-some.md").read_text("utf-8").startswith("#")
    assert (tmp_path / "docs" / "interpretations.md").is_file()


def test_pages_are_counted_or_listed_and_there_must_be_some(run, tmp_path):
    folder = tmp_path / "schema"

    assert run("pages", "--schemas", folder)[1].endswith(" files written\n")
    assert str(folder / "facts.json") in json.loads(run("pages", "--schemas", folder, "--json")[1])
    assert run("pages")[0] == WRONG_INPUT


def test_what_cannot_be_written_is_told(run, case):
    path = case("a file")

    code, _, err = run("pages", "--schemas", path)

    assert code == WRONG_INPUT
    assert err.startswith(f"error: `{path}")


def test_parameters_of_ones_own_are_laid_over(run, rules, case):
    own = case(
        written({"parameters": {"fund.least": parameter("integer", entry("x"))}}).decode(),
        "own.yaml",
    )

    code, _, err = run("services", "--rules", rules, "--parameters", own)

    assert (code, faults(err)) == (WRONG_INPUT, ["wrong-type"])


# Streams


def test_a_reader_that_has_gone_is_no_error(monkeypatch, rules):
    def gone(_: object) -> int:
        raise BrokenPipeError

    class Pipe(io.StringIO):
        def fileno(self) -> int:
            return 1

    done = []
    monkeypatch.setattr("sxguide.commands.rules.services", gone)
    monkeypatch.setattr(sys, "stdout", Pipe())
    monkeypatch.setattr(cli.os, "dup2", lambda new, old: done.append((new, old)))

    assert cli.main(["services"]) == DONE
    assert [old for _, old in done] == [1]


def test_the_package_runs_as_a_module(rules):
    # In a process of its own: pytest loads the modules of a package with a plugin by a loader that runpy cannot use.
    command = [sys.executable, "-m", "sxguide", "services", "--rules", str(rules), "--json"]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == DONE
    assert json.loads(ended.stdout)[0]["name"] == "some"


def test_an_interruption_has_a_code_of_its_own(monkeypatch):
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sxguide.commands.rules.services", interrupted)

    assert cli.main(["services"]) == 130


def test_half_a_character_breaks_no_stream(rules, case):
    # JSON can name half of a surrogate pair, which has no UTF-8.
    path = case('{"person.wants": "\\ud800"}', "case.json")

    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "sxguide",
            "decide",
            "some",
            path,
            "--rules",
            str(rules),
            "--on",
            str(ON),
        ],
        capture_output=True,
        check=False,
    )

    assert ended.returncode == WRONG_INPUT
    assert b"Traceback" not in ended.stderr
