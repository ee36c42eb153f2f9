"""The pytest plugin, in small projects of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.rulebooks import condition, formula, rule_files, service

pytest_plugins = ["pytester"]

PLUGIN = ("-p", "sxguide.pytest_plugin", "-p", "no:cacheprovider")
ADULT = condition(
    "adult",
    'person.birth_date + duration("P18Y") <= application.date',
    label={"zh": "已成年", "en": "of age"},
)
PAID = condition("paid", "person.months >= 12", label={"zh": "缴费满一年", "en": "paid for a year"})
HOLDS = """
scenarios:
  - name: paid for a year
    service: some
    date: 2026-06-01
    case: {person.birth_date: 2000-01-01, person.months: 12}
    expect: {outcome: eligible, benefit: {sum: 120}}
"""
BREAKS = """# the head
scenarios:
  # one that holds
  - name: paid for a year
    service: some
    date: 2026-06-01
    case: {person.birth_date: 2000-01-01, person.months: 12}
    expect: {outcome: eligible, benefit: {sum: 120}}

  - name: paid for a month
    service: some
    date: 2026-06-01
    case:
      person.birth_date: 2000-01-01  # of age
      person.months: 1
    expect:
      outcome: eligible  # what we thought
      benefit:
        sum: 10
      due: 2026-06-01
      fails:
        adult: [law/made-up/1]
      missing:
        - person.months
        - person.pay
      # the tail of a scenario
      cites: [law/made-up/1]
# the tail
"""
REWRITTEN = """# the head
scenarios:
  # one that holds
  - name: paid for a year
    service: some
    date: 2026-06-01
    case: {person.birth_date: 2000-01-01, person.months: 12}
    expect: {outcome: eligible, benefit: {sum: 120}}

  - name: paid for a month
    service: some
    date: 2026-06-01
    case:
      person.birth_date: 2000-01-01  # of age
      person.months: 1
    expect:
      outcome: ineligible  # what we thought
      benefit:
        sum: none
      due: 2026-06-01
      fails:
        {paid: [law/made-up/1]}
      missing:
        []
      # the tail of a scenario
      cites: [law/made-up/1]
# the tail
"""


@pytest.fixture
def project(pytester):
    """A project with rules of its own, and a folder for scenarios."""
    eligibility = {
        "id": "all",
        "label": {"zh": "全部", "en": "all"},
        "all": [ADULT, PAID],
    }
    output = formula(
        "money", "if person.months >= 12 then 120 else 60", unit="yuan", given="when_eligible"
    )
    rules = service("some", eligibility, benefit={"sum": output})
    for name, data in rule_files(rules).items():
        path = pytester.path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (pytester.path / "scenarios").mkdir()
    return pytester


def put(project, text, name="scenarios/some.yaml"):
    path = project.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def run(project, *options):
    return project.runpytest(*PLUGIN, "--sxguide-rules", "rules", *options)


def test_scenarios_are_tests_called_by_their_names(project):
    put(project, HOLDS)

    result = run(project, "-v")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["scenarios/some.yaml::paid for a year PASSED*"])


def test_a_failure_shows_what_differs_and_where_in_the_conditions(project):
    put(project, BREAKS)

    result = run(project, "--sxguide-lang", "en")

    result.assert_outcomes(passed=1, failed=1)
    start = result.outlines.index("scenarios/some.yaml:10:5: paid for a month")
    assert result.outlines[start : start + 24] == [
        "scenarios/some.yaml:10:5: paid for a month",
        "  outcome",
        "    expected: eligible",
        "    found: ineligible",
        "  missing",
        "    expected: person.months, person.pay",
        "    found: none",
        "  fails",
        "    expected: adult",
        "    found: paid",
        "  benefit sum",
        "    expected: 10",
        "    found: none",
        "conditions (- expected, + found)",
        "  ✗ all [all]",
        "-   ✗ of age [adult]",
        "+   ✓ of age [adult]",
        "      words = 2000-01-01; words = 2026-06-01",
        "-   ✓ paid for a year [paid]",
        "+   ✗ paid for a year [paid]",
        "      words = 1 month",
        *result.outlines[start + 21 : start + 24],
    ]


def test_failures_are_told_in_chinese_unless_asked_otherwise(project):
    put(project, BREAKS)

    lines = run(project).outlines

    assert {"  结论", "    预期: eligible", "条件（- 预期，+ 实际）", "+   ✓ 已成年 [adult]"} <= {
        *lines
    }


@pytest.mark.parametrize(("months", "outcomes"), [(12, {"skipped": 1}), (1, {"failed": 1})])
def test_what_nobody_has_confirmed_does_not_pass(project, months, outcomes):
    text = HOLDS.replace("months: 12", f"months: {months}")
    put(project, text.replace("    expect:", "    confirmed: false\n    expect:"))

    run(project).assert_outcomes(**outcomes)


def test_a_case_that_cannot_be_decided_fails_with_the_reason(project):
    put(project, HOLDS.replace("person.months", "person.mouths"))

    result = run(project)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*did you mean `person.months`*"])


def test_goldens_come_to_expect_what_is_found_and_all_else_stays(project):
    path = put(project, BREAKS)

    result = run(project, "--update-golden")

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["1 scenario rewritten in 1 file"])
    assert path.read_text("utf-8") == REWRITTEN
    run(project).assert_outcomes(passed=2)
    assert [each.name for each in path.parent.iterdir()] == ["some.yaml"]


def test_the_clauses_of_parts_and_what_is_open_are_rewritten_too(project):
    text = HOLDS.replace(", person.months: 12", "").replace(
        "eligible, benefit: {sum: 120}", "eligible"
    )
    path = put(
        project,
        text.replace(
            "eligible}", "undetermined, open: {sum: [person.pay]}, clauses: {deadline: []}}"
        ),
    )

    run(project, "--update-golden").assert_outcomes(passed=1)

    assert path.read_text("utf-8").endswith(
        "open: {sum: [person.months]}, clauses: {deadline: [law/made-up/1]}}\n"
    )


def test_what_no_rewriting_could_make_hold_fails_and_the_file_stays(project):
    text = BREAKS.replace("sum: 10", "total: 10")
    path = put(project, text)

    result = run(project, "--update-golden", "--sxguide-lang", "en")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["  benefit total"])
    assert path.read_text("utf-8") == text


def test_goldens_that_hold_are_not_touched(project):
    path = put(project, HOLDS)
    before = path.stat().st_mtime_ns

    run(project, "--update-golden").assert_outcomes(passed=1)

    assert path.stat().st_mtime_ns == before


def test_a_golden_that_cannot_be_written_fails_the_run(project):
    path = put(project, BREAKS)
    project.makeconftest(
        "import sxguide.drafts\n"
        "from sxguide.errors import PathError\n"
        "def refuse(self):\n    raise PathError('`some.yaml` cannot be written: disk full')\n"
        "sxguide.drafts.Drafts.publish = refuse\n"
    )

    result = project.runpytest_subprocess(*PLUGIN, "--sxguide-rules", "rules", "--update-golden")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*cannot be written: disk full*"])
    assert path.read_text("utf-8") == BREAKS
    assert [each.name for each in path.parent.iterdir()] == ["some.yaml"]


def test_a_golden_that_somebody_else_has_changed_is_left_alone(project):
    path = put(project, BREAKS)
    changed = BREAKS + "# by somebody else\n"
    project.makepyfile(
        f"from pathlib import Path\ndef test_it():\n    Path({str(path)!r}).write_text({changed!r}, 'utf-8')\n"
    )

    result = run(project, "--update-golden")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["nothing was rewritten: *has changed since it was read"])
    assert path.read_text("utf-8") == changed


def test_goldens_are_updated_from_one_process(project):
    put(project, BREAKS)

    result = run(project, "--update-golden", "-n", "2")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*leave -n away*"])


def test_scenarios_are_shared_out_among_processes(project):
    put(project, BREAKS)

    run(project, "-n", "2").assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize("name", ["scenarios.yaml", "some.scenarios.yml", "scenarios/deep/x.yaml"])
def test_a_file_is_known_by_its_name_or_folder(project, name):
    (project.path / "scenarios" / "deep").mkdir()
    put(project, HOLDS, name)

    run(project).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/other.yaml", HOLDS),
        ("scenarios/other.yaml", "steps:\n  scenarios: [a]\n"),
        ("scenarios/other.json", '{"scenarios": []}'),
        ("scenarios/note.yaml", ""),
    ],
)
def test_files_of_others_are_left_alone(project, name, text):
    put(project, text, name)

    assert run(project).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_file_named_on_the_command_line_is_tried_wherever_it_stands(project):
    path = put(project, HOLDS, "data/other.yaml")

    run(project, str(path)).assert_outcomes(passed=1)


def test_a_malformed_file_is_told_with_every_fault(project):
    put(project, HOLDS.replace("service:", "servise:").replace("date: 2026-06-01", "date: soon"))

    result = run(project)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*error[[]unknown-key]*", "*error[[]wrong-type]*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_rules_with_faults_are_told_of(project):
    put(project, HOLDS)
    path = project.path / "rules" / "services" / "some.yaml"
    path.write_text(
        path.read_text("utf-8").replace("person.months >=", "person.mouths >="), "utf-8"
    )

    result = run(project)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*unknown name `person.mouths`*"])


def test_rules_and_language_come_from_the_configuration_too(project):
    put(project, BREAKS)
    project.makeini("[pytest]\nsxguide_rules = rules\nsxguide_lang = en\n")

    result = project.runpytest(*PLUGIN)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["conditions (- expected, + found)"])


def test_a_language_that_does_not_exist_is_refused(project):
    project.makeini("[pytest]\nsxguide_lang = fr\n")

    result = project.runpytest(*PLUGIN)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*sxguide_lang must be zh or en, not fr*"])


def test_the_bundled_rules_are_the_default(project):
    project.makepyfile(
        "def test_it(sxguide_guide):\n    assert 'skill-upgrade-subsidy' in sxguide_guide.services\n"
    )

    project.runpytest(*PLUGIN).assert_outcomes(passed=1)


ON_ALL = """
import datetime as dt
import pytest

@pytest.mark.sxguide_back_ends{names}
def test_it({fixture}):
    case = {{"person.birth_date": "2000-01-01", "person.months": 12}}
    decision = {fixture}.decide("some", case, on=dt.date(2026, 6, 1))
    assert decision.benefit["sum"].value == 120
    {fixture}.decide("some", {{}}, on=dt.date(2026, 6, 1))
"""


def test_the_marker_runs_a_test_on_every_back_end(project):
    project.makepyfile(ON_ALL.format(names="", fixture="sxguide_guide"))

    result = run(project, "-v", "--strict-markers")

    result.assert_outcomes(passed=3)
    for name in ("compiled", "interpreter", "columnar"):
        result.stdout.fnmatch_lines([f"*::test_it[[]{name}] PASSED*"])


def test_the_marker_may_name_back_ends(project):
    project.makepyfile(ON_ALL.format(names='("interpreter")', fixture="sxguide_guide"))

    run(project).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("names", "fixture", "words"),
    [
        ('("compild")', "sxguide_guide", "unknown back end `compild`: did you mean `compiled`"),
        ("", "tmp_path", "asks for `sxguide_guide`"),
    ],
)
def test_the_marker_misused_is_told_of(project, names, fixture, words):
    project.makepyfile(ON_ALL.format(names=names, fixture=fixture))

    result = run(project)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{words}*"])


def test_without_scenarios_the_plugin_loads_neither_rules_nor_hypothesis(project):
    project.makepyfile(
        "import sys\n"
        "def test_it():\n"
        "    assert 'sxguide.guide' not in sys.modules\n"
        "    assert 'sxguide.testing' not in sys.modules\n"
    )
    options = ("-p", "no:hypothesispytest", "-p", "no:xdist", "-p", "no:pytest_cov")

    project.runpytest_subprocess(*PLUGIN, *options).assert_outcomes(passed=1)


def test_the_plugin_imports_nothing_but_pytest():
    code = (
        "import pytest, sys\nbefore = set(sys.modules)\nimport sxguide.pytest_plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.split() == ["sxguide", "sxguide.pytest_plugin"]
