"""What tests of commands ask for: commands run as by a person, and files for them to read."""

from __future__ import annotations

import pytest

from sxguide import cli


@pytest.fixture
def run(capsys):
    """A function that runs a command: its exit code, output and errors."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def folder(tmp_path):
    """A function that writes files below a folder and gives its path."""

    def write(files: dict[str, bytes], name: str = "rules") -> str:
        for path, data in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(data)
        return str(tmp_path / name)

    return write


@pytest.fixture
def file(tmp_path):
    """A function that writes one file and gives its path."""

    def write(name: str, data: bytes | str) -> str:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return str(tmp_path / name)

    return write
