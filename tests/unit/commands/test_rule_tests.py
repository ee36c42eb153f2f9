"""The command `test-rules`: what it says, its exit codes, and files written whole or not at all."""

from __future__ import annotations

import json
import re

import pytest
from tests.adequacy_rules import ENOUGH, WHOLE, files, scenario
from tests.rulebooks import written

DONE, NOT_HELD, WRONG_INPUT = 0, 1, 2


@pytest.fixture
def rules(folder):
    return folder(files())


@pytest.fixture
def asked(run, rules):
    """The command on rules of one's own."""
    return lambda *arguments: run("test-rules", *arguments, "--rules", rules, "--processes", 1)


def scenarios(*several):
    return written({"scenarios": list(several)})


ALONE = scenario("it holds", WHOLE, {"outcome": "eligible"})


def test_rules_that_are_tried_enough(asked, file):
    code, out, _ = asked(file("enough.yaml", scenarios(*ENOUGH)), "--lang", "en")

    assert code == DONE
    assert re.search(r"coverage (\d+)/\1: 100 %", out)
    assert "100 %; 1 mutants are proved equivalent" in out
    assert "✗" not in out


def test_what_is_left_is_told_with_the_change_and_what_would_notice_it(asked, file):
    code, out, _ = asked(file("few.yaml", scenarios(ALONE)), "--lang", "en")

    assert code == NOT_HELD
    assert "✗ some eligibility/months: false, false and decisive" in out
    assert "✗ deadline off by a day: deadline (some)" in out
    assert "would notice if it stated `due`" in out
    assert "this scenario would notice (confirm what it expects):" in out
    assert "confirmed: false" in out


def test_it_speaks_chinese(asked, file):
    _, out, _ = asked(file("few.yaml", scenarios(ALONE)))

    assert "变异得分" in out
    assert "覆盖" in out


def test_one_service_is_shown_part_by_part(asked, file):
    path = file("few.yaml", scenarios(ALONE))
    code, out, _ = asked(path, "--service", "some", "--only", "coverage", "--lang", "en")

    assert code == NOT_HELD
    assert "✓ eligibility/colour" in out
    assert "✗ benefit/amount/2" in out
    assert "mutation score" not in out


def test_json_says_it_all(asked, file):
    path = file("few.yaml", scenarios(ALONE))
    code, out, _ = asked(path, "--json")

    found = json.loads(out)
    assert code == NOT_HELD
    assert {part["part"] for part in found["coverage"]} >= {"eligibility/months", "deadline"}
    statuses = {each["status"] for each in found["mutation"]["mutants"]}
    assert {"killed", "survived", "equivalent"} <= statuses
    survivor = next(each for each in found["mutation"]["mutants"] if each["status"] == "survived")
    assert survivor["killer"]["text"].startswith("  - name:")


def test_scenarios_that_do_not_hold_are_mended_first(asked, file):
    wrong = scenario("it does not hold", WHOLE, {"outcome": "ineligible"})
    code, out, _ = asked(file("wrong.yaml", scenarios(ALONE, wrong)), "--lang", "en")

    assert code == NOT_HELD
    assert "expected ineligible, found eligible" in out
    assert "1 scenarios do not hold of the rules as they are" in out
    assert "mutation score" not in out


def test_scenarios_that_do_not_hold_are_told_in_json(asked, file):
    wrong = scenario("it does not hold", WHOLE, {"outcome": "ineligible"})
    code, out, _ = asked(file("wrong.yaml", scenarios(wrong)), "--json")

    assert code == NOT_HELD
    (failed,) = json.loads(out)["failed"]
    assert failed["scenario"].endswith("wrong.yaml:1 it does not hold")
    assert failed["mismatches"] == ["outcome: expected ineligible, found eligible"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "nothing to try"),
        (("no/such/file.yaml",), "cannot be read"),
        (("{path}", "--service", "nonesuch"), "unknown service"),
        (("{path}", "--html", "{folder}/none/page.html"), "cannot be written"),
    ],
)
def test_wrong_input_is_refused(asked, file, tmp_path, arguments, error):
    path = file("few.yaml", scenarios(ALONE))
    given = [each.format(path=path, folder=tmp_path) for each in arguments]

    code, out, err = asked(*given, "--only", "coverage") if given else asked()

    assert (code, out) == (WRONG_INPUT, "")
    assert error in err


def test_the_page_is_written_whole(asked, file, tmp_path):
    path, page = file("few.yaml", scenarios(ALONE)), tmp_path / "page.html"

    asked(path, "--only", "coverage", "--html", page)

    assert page.read_text("utf-8").endswith("</body></html>\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["few.yaml", "page.html", "rules"]


def test_suites_are_written_for_the_author_to_confirm(run, asked, rules, tmp_path):
    folder = tmp_path / "suites"
    code, out, _ = asked("--write", folder, "--on", "2026-06-01", "--lang", "en")

    assert code == DONE
    assert "check each" in out
    code, out, _ = run("run", folder, "--rules", rules)
    assert code == NOT_HELD
    assert out.splitlines()[-1].startswith("0 passed, 0 failed, ")

    path = folder / "some" / "generated.yaml"
    path.write_text(path.read_text("utf-8").replace("    confirmed: false\n", ""), "utf-8")
    code, out, _ = run("run", folder, "--rules", rules)
    assert code == DONE
    assert "not confirmed" not in out


def test_suites_are_never_written_over(asked, tmp_path):
    path = tmp_path / "some" / "generated.yaml"
    path.parent.mkdir()
    path.write_text("mine", "utf-8")

    code, _, err = asked("--write", tmp_path)

    assert code == WRONG_INPUT
    assert "there is such a file already" in err
    assert path.read_text("utf-8") == "mine"


def test_suites_go_where_there_can_be_a_folder(asked, file):
    code, _, err = asked("--write", file("a-file", "x"))

    assert code == WRONG_INPUT
    assert "cannot be written" in err
