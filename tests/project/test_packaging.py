"""The package as others get it: wheel, source archive, installed elsewhere, zipped, and editable.

Everything is built once, without the network: what the build needs is among the development tools.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import sxguide
from sxguide import almanac, bundle
from sxguide.rulefiles import bundled_files

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sxguide"
# What the build adds to the modules.
BUILT = (bundle.FILE, almanac.FILE)
CASE = ROOT / "fixtures" / "cases" / "electrician.json"
DECIDE = "import datetime as dt, sxguide\nprint(sxguide.__file__)\nprint(sxguide.load().decide(22, {}, on=dt.date(2026, 4, 30)).to_json())"


def run(*command: object, cwd: Path) -> str:
    """What a command prints; the checkout is nowhere on its path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the source archive, and the wheel that was built from it."""
    folder: Path = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    (found,) = built.glob("*.whl")
    return Path(found)


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory) -> Path:
    """The Python of a fresh environment in which the wheel is installed; it borrows the third parties of this one."""
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    binaries = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / "python"
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    )
    run(*pip, wheel, cwd=folder)
    packages = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).strip()
    )
    # Only third parties come in by this: files ending in .pth, such as our own of this environment, are not followed.
    (packages / "third-parties.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def expected_files() -> set[str]:
    """What belongs into a wheel: every module, the typing mark, every rule file with the schemas, and the rules as read."""
    code = {f"sxguide/{path.relative_to(SOURCE).as_posix()}" for path in SOURCE.rglob("*.py")}
    rules = ROOT / "rules"
    data = {
        f"sxguide/rules/{path.relative_to(rules).as_posix()}"
        for path in rules.rglob("*")
        if path.is_file()
    }
    return code | data | {"sxguide/py.typed", *(f"sxguide/{name}" for name in BUILT)}


def test_the_wheel_holds_the_code_and_the_rules_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert found == expected_files()


def test_the_source_archive_holds_what_it_takes_to_test_it(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"pyproject.toml", "README.md", "LICENSE", "src/sxguide/__init__.py"} <= names
    for folder in ("rules/", "fixtures/", "tests/", "docs/"):
        assert any(name.startswith(folder) for name in names), folder
    assert not [
        name for name in names if name.startswith((".venv", "dist/")) or "__pycache__" in name
    ]


def test_the_installed_package_decides_from_outside_the_checkout(elsewhere, tmp_path):
    where, decision = run(elsewhere, "-I", "-c", DECIDE, cwd=tmp_path).splitlines()

    assert str(elsewhere.parents[1]) in where
    assert f'"rulebook": "{sxguide.load().rulebook.digest}"' in decision


def test_the_installed_command_decides_from_outside_the_checkout(elsewhere, tmp_path):
    command = elsewhere.with_name("sxguide")

    out = run(command, "decide", "22", CASE, "--on", "2026-04-30", "--lang", "en", cwd=tmp_path)

    assert "1500.00 yuan" in out


def test_the_installed_package_says_which_rules_are_its_own(elsewhere, tmp_path):
    code = "from sxguide.rulefiles import bundled_files; print(len(bundled_files()))"

    assert int(run(elsewhere, "-I", "-c", code, cwd=tmp_path)) == len(bundled_files())


def test_the_installed_package_reads_no_rule_file_twice(elsewhere, tmp_path):
    code = "import sxguide, sys; print(sxguide.load().rulebook.digest, 'yaml' in sys.modules)"

    told = run(elsewhere, "-I", "-c", code, cwd=tmp_path).split()

    assert told == [sxguide.load().rulebook.digest, "False"]


def test_the_wheel_works_unopened(wheel, tmp_path):
    code = f"import sys\nsys.path.insert(0, {str(wheel)!r})\n{DECIDE}"

    where, decision = run(sys.executable, "-c", code, cwd=tmp_path).splitlines()

    assert where.startswith(str(wheel))
    assert f'"rulebook": "{sxguide.load().rulebook.digest}"' in decision


def test_a_build_finds_the_packages_it_requires_where_an_installer_puts_them(tmp_path):
    # given a Python without any package, which is told of those of this one as `pip install` tells of what it fetched, and
    # which drops what an earlier editable installation put on the path
    venv.create(tmp_path / "venv", with_pip=False)
    binaries = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    for folder in ("src", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(*BUILT))
    shutil.copy(ROOT / "hatch_build.py", tmp_path)
    told = tmp_path / "told"
    told.mkdir()
    dropping = "import sys\nsys.path[:] = [each for each in sys.path if not each.endswith('src')]\n"
    (told / "sitecustomize.py").write_text(dropping)

    build = "import hatch_build as b; b.RulesBuildHook('.', {}, None, None, '', 'wheel').initialize('editable', {})"
    subprocess.run(
        [binaries / "python", "-c", build],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{told}{os.pathsep}{sysconfig.get_path('purelib')}"},
        check=True,
    )

    assert all((tmp_path / "src" / "sxguide" / name).exists() for name in BUILT)


@pytest.mark.skipif(Path(sxguide.__file__).parent != SOURCE, reason="this environment has a copy")
def test_an_editable_installation_reads_the_rules_of_the_checkout():
    assert not (SOURCE / "rules").exists()
    assert bundled_files()["facts.yaml"] == (ROOT / "rules" / "facts.yaml").read_bytes()
