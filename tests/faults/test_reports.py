"""Each faulty file ends in exactly its recorded report."""

from __future__ import annotations

import re

import pytest
from tests.faults.reports import ROOT, SUFFIX, faulty_files, recorded, report_on

# These show many faults at once; all others have exactly one.
SEVERAL = {"ten-faults": 10, "many-faults": 10, "yaml-alias-bomb": 82}
FAULT = re.compile(r"error\[([a-z0-9-]+)\]: ")


@pytest.fixture(autouse=True)
def _in_the_projects_folder(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("faulty", faulty_files(), ids=str)
def test_a_faulty_file_ends_in_exactly_its_report(faulty):
    outcome = report_on(faulty)

    assert outcome.errors == recorded(faulty).read_text(encoding="utf-8")
    assert outcome.code == 2
    assert outcome.output == ""


@pytest.mark.parametrize("faulty", faulty_files(), ids=str)
def test_a_report_is_about_the_fault_that_the_file_is_named_after(faulty):
    report = recorded(faulty).read_text(encoding="utf-8")
    found = FAULT.findall(report)
    count = SEVERAL.get(faulty.stem, 1)

    assert len(found) == count
    assert report.endswith(f"\n{count} fault{'s' if count > 1 else ''}\n")
    if faulty.stem not in SEVERAL:
        (code,) = found
        assert re.fullmatch(rf"{code}(-.+)?", faulty.stem)


def test_every_report_belongs_to_a_faulty_file_and_no_other():
    reports = [recorded(faulty) for faulty in faulty_files()]

    assert len(set(reports)) == len(reports)
    assert {ROOT / report for report in reports} == set(
        (ROOT / "fixtures/faulty").rglob(f"*{SUFFIX}")
    )


@pytest.mark.parametrize("faulty", faulty_files(), ids=str)
def test_a_report_says_every_place_from_the_projects_folder(faulty):
    report = recorded(faulty).read_text(encoding="utf-8")

    assert str(ROOT) not in report
    assert "Traceback" not in report
