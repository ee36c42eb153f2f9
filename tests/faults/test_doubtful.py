"""Rules without fault of which something is doubtful: each file ends in exactly its recorded report, in both languages.

`python -m tests.faults.test_doubtful`, in the project's folder, records the reports that are missing.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.faults.reports import ROOT, SUFFIX, Outcome, run

import sxguide
from sxguide.casefiles import read_data
from sxguide.loader import load_rulebook
from sxguide.rulefiles import bundled_files

if TYPE_CHECKING:
    from sxguide.verification.findings import Finding

FOLDER = Path("fixtures/doubtful")
ON = dt.date(2026, 9, 15)
FOUND = re.compile(r"finding\[([a-z-]+)\]: ")
# Days on which our own rules are verified: now, in the past, and when policies have ended.
DAYS = (dt.date(2024, 2, 29), ON, dt.date(2026, 11, 24), dt.date(2030, 1, 1), dt.date(2040, 1, 1))


def doubtful_files() -> list[Path]:
    """Every rule file of which something is doubtful, as a path from the project's folder."""
    return [FOLDER / each.name for each in sorted((ROOT / FOLDER).glob("*.yaml"))]


@functools.cache
def report_on(file: Path, lang: str) -> Outcome:
    """What the command line says of a file."""
    return run("check", "--deep", "--on", ON.isoformat(), "--lang", lang, str(file))


@functools.cache
def doubts(file: Path) -> tuple[sxguide.Guide, tuple[Finding, ...]]:
    """The bundled rules with a file laid over them, and what is doubtful about them."""
    guide = sxguide.Guide(load_rulebook({**bundled_files(), str(file): file.read_bytes()}))
    return guide, guide.verify(on=ON)


def both(file: Path) -> str:
    """The reports in Chinese and in English."""
    return "".join(report_on(file, lang).output for lang in ("zh", "en"))


def record_missing() -> None:
    """Records the reports that are missing."""
    os.chdir(ROOT)
    for file in doubtful_files():
        report = file.with_name(file.stem + SUFFIX)
        if not report.exists():
            report.write_text(both(file), encoding="utf-8")


@pytest.fixture(autouse=True)
def _in_the_projects_folder(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("file", doubtful_files(), ids=lambda file: file.stem)
def test_a_doubtful_file_ends_in_exactly_its_report(file):
    recorded = file.with_name(file.stem + SUFFIX).read_text(encoding="utf-8")

    assert both(file) == recorded
    assert report_on(file, "en").code == 1
    assert str(ROOT) not in recorded


@pytest.mark.parametrize("file", doubtful_files(), ids=lambda file: file.stem)
def test_a_report_is_about_what_the_file_is_named_after(file):
    (code,) = FOUND.findall(report_on(file, "en").output)

    assert re.fullmatch(rf"{code}(-.+)?", file.stem)


@pytest.mark.parametrize("file", doubtful_files(), ids=lambda file: file.stem)
def test_the_case_of_a_finding_runs(file, tmp_path):
    guide, findings = doubts(file)
    for finding in findings:
        example = finding.example
        if example is not None:
            case = read_data("case.yaml", example.yaml().encode())
            decision = guide.decide(example.service, case, on=example.on)
            assert decision.receipt.facts == dict(example.facts)


@pytest.mark.parametrize("file", doubtful_files(), ids=lambda file: file.stem)
def test_a_finding_names_clauses_and_has_a_case_unless_it_is_about_no_rule(file):
    for finding in doubts(file)[1]:
        is_about_rules = finding.code not in {"needless-explanation", "not-verified"}
        assert bool(finding.clauses) is is_about_rules
        assert (finding.example is not None) is is_about_rules


def example_of(name: str) -> sxguide.Decision:
    guide, findings = doubts(FOLDER / f"{name}.yaml")
    (example,) = (finding.example for finding in findings)
    assert example is not None
    return guide.decide(example.service, example.facts, on=example.on)


def truths(decision: sxguide.Decision) -> dict[str, bool | None]:
    return {reason.id: reason.truth for reason in decision.reasons}


def test_the_case_of_a_gap_is_one_that_no_row_matches():
    assert example_of("table-gap").benefit["months"].status == "not_applicable"


def test_the_case_of_an_overlap_is_one_that_two_rows_match():
    # given rows that yield 0 and 3 where only one may match
    assert example_of("table-overlap").benefit["months"].value is None


def test_the_case_of_a_condition_that_never_decides_meets_it_and_the_others():
    assert truths(example_of("needless-condition"))["sixteen"] is True
    assert truths(example_of("needless-condition"))["adult"] is True


def test_the_case_of_a_branch_that_nobody_comes_by_is_refused_by_what_shuts_it():
    decision = example_of("unreachable-branch")

    assert truths(decision)["many-months"] is True
    assert truths(decision)["few-months"] is False


def test_the_case_of_a_service_that_nobody_can_have_meets_all_but_one_condition():
    refused = [
        name for name, truth in truths(example_of("impossible-service")).items() if not truth
    ]

    assert refused == ["eligibility", "drawing"]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_our_own_rules_leave_nothing_doubtful_that_they_do_not_explain(day):
    assert [str(each) for each in sxguide.load().verify(on=day)] == []


def test_findings_are_told_as_plain_data():
    outcome = run("check", "--deep", "--json", "--on", "2026-09-15", str(FOLDER / "table-gap.yaml"))

    assert outcome.code == 1
    assert '"code": "table-gap"' in outcome.output
    assert '"facts": {' in outcome.output


def test_the_rules_of_the_project_pass_on_the_command_line():
    outcome = run("check", "--deep", "--on", "2026-09-15", "--lang", "en")

    assert outcome == Outcome(0, "no findings\n", "")


if __name__ == "__main__":
    record_missing()
