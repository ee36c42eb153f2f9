"""Pytest plugin: scenario files as tests, and tests on every back end.

It costs a project that does not use it nothing but its own import: the rules, and what reads them, load with the first
scenario file or the first test that asks for `sxguide_guide`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sxguide.citations import Language
    from sxguide.decision import Decision
    from sxguide.guide import Guide
    from sxguide.scenarios import Mismatch, Scenario
    from sxguide.screening import Screening
    from sxguide.testing.goldens import Answer

_MARKER = "sxguide_back_ends"
_FIXTURE = "sxguide_guide"
_NAME = "scenarios"
_SUFFIXES = frozenset({".yaml", ".yml"})
_KEY = re.compile(rb"^(?:\xef\xbb\xbf)?scenarios[ \t]*:", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, and their namesakes in the configuration file."""
    group = parser.getgroup("sxguide", "scenarios of sxguide's rules")
    group.addoption(
        "--sxguide-rules",
        metavar="PATH",
        help="folder of rules that scenarios are run on (default: those that come with sxguide)",
    )
    group.addoption(
        "--sxguide-parameters", metavar="PATH", help="file or folder of parameters of your own"
    )
    group.addoption(
        "--sxguide-lang",
        choices=("zh", "en"),
        help="language in which failures of scenarios are told (default: zh)",
    )
    group.addoption(
        "--update-golden",
        action="store_true",
        help="have scenario files expect what the decisions say now",
    )
    for name in ("rules", "parameters"):
        parser.addini(
            f"sxguide_{name}", f"as --sxguide-{name}, from the configuration file on", "paths"
        )
    parser.addini("sxguide_lang", "as --sxguide-lang")


def pytest_configure(config: pytest.Config) -> None:
    """What this run knows of rules and goldens."""
    words = f"runs a test that asks for `{_FIXTURE}` on every back end, or on those named"
    config.addinivalue_line("markers", f"{_MARKER}(*names): {words}")
    config.stash[_RUN] = _Run(config)


class _Run:
    """What one run of pytest shares."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.updates = bool(config.getoption("--update-golden"))
        self.answers: dict[ScenarioFile, dict[int, Answer]] = {}
        self.lang = self._language()
        if self.updates and config.getoption("numprocesses", None):
            message = "--update-golden writes files from one process: leave -n away"
            raise pytest.UsageError(message)

    def _language(self) -> Language:
        lang = self._config.getoption("--sxguide-lang") or self._config.getini("sxguide_lang")
        if lang not in {"", "zh", "en"}:
            message = f"sxguide_lang must be zh or en, not {lang}"
            raise pytest.UsageError(message)
        return "en" if lang == "en" else "zh"

    @cached_property
    def guide(self) -> Guide:
        """The rules that scenarios are run on.

        Raises:
            RulebookError: They have faults.
        """
        from sxguide.guide import load  # noqa: PLC0415 — only where there are scenarios

        return load(self._path("rules"), parameters=self._path("parameters"))

    def _path(self, name: str) -> Path | None:
        given = self._config.getoption(f"--sxguide-{name}")
        if given is not None:
            return self._config.invocation_params.dir / str(given)
        paths: list[Path] = self._config.getini(f"sxguide_{name}")
        return paths[0] if paths else None

    def write(self) -> str:
        """Rewrites the scenario files, all or none, and says so.

        Raises:
            PathError: One cannot be written.
        """
        from sxguide.drafts import Drafts  # noqa: PLC0415 — only where files are written
        from sxguide.errors import PathError  # noqa: PLC0415 — as above
        from sxguide.testing.goldens import rewritten  # noqa: PLC0415 — as above

        with Drafts() as drafts:
            for file, answers in self.answers.items():
                if file.path.read_bytes() != file.data:
                    message = f"{file.nodeid} has changed since it was read"
                    raise PathError(message)
                draft = drafts.add(file.path)
                draft.write_bytes(rewritten(file.path.name, file.data, answers))
            drafts.publish()
        files, scenarios = len(self.answers), sum(map(len, self.answers.values()))
        return f"{_counted(scenarios, 'scenario')} rewritten in {_counted(files, 'file')}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


_RUN = pytest.StashKey[_Run]()
_WORDS = pytest.StashKey[str]()


# Scenario files


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A YAML file with the key `scenarios`, where it is meant as a scenario file.

    That is so if it is called `scenarios.yaml` or `….scenarios.yaml`, stands below a folder called `scenarios`, or was named
    on the command line.
    """
    if file_path.suffix not in _SUFFIXES:
        return None
    root = parent.config.rootpath
    below = file_path.relative_to(root) if file_path.is_relative_to(root) else file_path
    is_named = _NAME in below.parts[:-1] or file_path.stem.rpartition(".")[2] == _NAME
    if not (is_named or parent.session.isinitpath(file_path)) or not _has_key(file_path):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


def _has_key(path: Path) -> bool:
    try:
        return _KEY.search(path.read_bytes()) is not None
    except OSError:
        return False


class ScenarioFile(pytest.File):
    """A scenario file; its scenarios are tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each scenario."""
        from sxguide.errors import SxguideError  # noqa: PLC0415 — only where there are scenarios
        from sxguide.scenarios import read_scenarios  # noqa: PLC0415 — as above

        try:
            # Rules with faults are told of here, once for each file, and not by every test.
            self.guide = self.config.stash[_RUN].guide
            self.data = self.path.read_bytes()
            scenarios = read_scenarios(self.nodeid, self.data)
        except SxguideError as error:
            raise self.CollectError(str(error)) from None
        for number, scenario in enumerate(scenarios):
            yield ScenarioTest.from_parent(
                self, name=scenario.name, scenario=scenario, number=number
            )


class ScenarioTest(pytest.Item):
    """A scenario, which holds or does not."""

    parent: ScenarioFile

    def __init__(self, *, scenario: Scenario, number: int, **more: Any) -> None:  # noqa: ANN401 — pytest's own
        super().__init__(**more)
        self._scenario = scenario
        self._number = number

    def runtest(self) -> None:
        """Decides, and compares with what is expected."""
        from sxguide.errors import SxguideError  # noqa: PLC0415 — only where there are scenarios
        from sxguide.scenarios import answer, compared, unanswered  # noqa: PLC0415 — as above

        guide = self.parent.guide
        try:
            found = answer(guide, self._scenario)
        except SxguideError as error:
            raise _DoesNotHold([unanswered(error)], None) from None
        mismatches = compared(guide, self._scenario, found)
        if mismatches and self.config.stash[_RUN].updates:
            mismatches = self._updated(found, mismatches)
        if mismatches:
            raise _DoesNotHold(mismatches, found)
        if not self._scenario.is_confirmed:
            pytest.skip("it holds, and nobody has confirmed what it expects")

    def _updated(self, found: Decision | Screening, mismatches: list[Mismatch]) -> list[Mismatch]:
        """Notes what the file is to expect, and gives what would not hold even then."""
        from sxguide.scenarios import compared, read_scenarios  # noqa: PLC0415 — only where goldens are updated
        from sxguide.testing.goldens import Answer, rewritten  # noqa: PLC0415 — as above

        file = self.parent
        own = Answer(found, mismatches)
        text = rewritten(file.path.name, file.data, {self._number: own})
        scenario = read_scenarios(file.path.name, text)[self._number]
        left = compared(file.guide, scenario, found)
        if not left:
            self.config.stash[_RUN].answers.setdefault(file, {})[self._number] = own
        return left

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401 — pytest's own
        """The difference in words; of anything else, what pytest makes of it."""
        error = excinfo.value
        if not isinstance(error, _DoesNotHold):
            return super().repr_failure(excinfo, style)
        from sxguide.decision import Decision  # noqa: PLC0415 — only where a scenario fails
        from sxguide.testing.failures import failure_text  # noqa: PLC0415 — as above

        decision = error.found if isinstance(error.found, Decision) else None
        lang = self.config.stash[_RUN].lang
        return failure_text(self._scenario, error.mismatches, decision, lang)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands."""
        return self.path, self._scenario.span.line - 1, self.name


class _DoesNotHold(Exception):  # noqa: N818 — a finding about rules, and no fault of a program
    """A scenario does not hold."""

    def __init__(self, mismatches: list[Mismatch], found: Decision | Screening | None) -> None:
        super().__init__("; ".join(map(str, mismatches)))
        self.mismatches = mismatches
        self.found = found


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes the goldens."""
    run = session.config.stash.get(_RUN, None)
    if run is None or not run.answers:
        return
    from sxguide.errors import PathError  # noqa: PLC0415 — only where files are written

    try:
        words = run.write()
    except (PathError, OSError) as error:
        words = f"nothing was rewritten: {error}"
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    session.config.stash[_WORDS] = words


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:  # noqa: ANN401 — pytest's own
    """Says which files were rewritten."""
    words = config.stash.get(_WORDS, None)
    if words is not None:
        terminalreporter.section("sxguide")
        terminalreporter.line(words)


# Back ends


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each back end that the marker asks for."""
    marker = metafunc.definition.get_closest_marker(_MARKER)
    if marker is None:
        return
    from sxguide.errors import did_you_mean  # noqa: PLC0415 — only where the marker is used
    from sxguide.testing.back_ends import BACK_ENDS  # noqa: PLC0415 — as above

    for name in marker.args:
        if name not in BACK_ENDS:
            hint = did_you_mean(str(name), BACK_ENDS) or f"there are {', '.join(BACK_ENDS)}"
            pytest.fail(f"unknown back end `{name}`: {hint}", pytrace=False)
    if _FIXTURE not in metafunc.fixturenames:
        pytest.fail(f"a test with the marker `{_MARKER}` asks for `{_FIXTURE}`", pytrace=False)
    metafunc.parametrize(_FIXTURE, marker.args or BACK_ENDS, indirect=True, scope="session")


@pytest.fixture(scope="session")
def sxguide_guide(request: pytest.FixtureRequest) -> Guide:
    """The rules that `--sxguide-rules` names; on each back end in turn, where the marker asks for that."""
    from sxguide.errors import FaultsError, MissingExtraError  # noqa: PLC0415 — only where it is asked for
    from sxguide.testing.back_ends import on_back_end  # noqa: PLC0415 — as above

    try:
        guide = request.config.stash[_RUN].guide
        name = getattr(request, "param", None)
        return guide if name is None else on_back_end(guide, name)
    except MissingExtraError as error:
        pytest.skip(str(error))
    except FaultsError as error:
        pytest.fail(str(error), pytrace=False)
