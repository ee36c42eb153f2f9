"""Where commands read cases and candidates from, and how faults of these are told: by the place in the file."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide import casefiles, listfiles
from sxguide.commands.output import reading
from sxguide.errors import CaseError, Problem, ReceiptError
from sxguide.listfiles import MAX_LIST_BYTES
from sxguide.rulefiles import read_file
from sxguide.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.jsontext import Data

STANDARD_INPUT = "-"


class CaseInput:
    """The case that a command was given."""

    def __init__(self, path: str) -> None:
        self._name, self._data = _contents(path, MAX_BYTES)

    def read(self) -> Data:
        """The case.

        Raises:
            CaseError: The file is malformed.
        """
        return casefiles.read_data(self._name, self._data)

    @contextmanager
    def places(self) -> Iterator[None]:
        """Has the faults of the case, found within, told by their places in the file."""
        try:
            yield
        except CaseError as error:
            raise CaseError(casefiles.located(self._name, self._data, error.problems)) from error


class ReceiptInput:
    """The receipt, or the decision with its receipt, that a command was given; JSON, whatever the file is called."""

    def __init__(self, path: str) -> None:
        self._name, self._data = _contents(path, MAX_BYTES)

    def read(self) -> Data:
        """The receipt or decision.

        Raises:
            CaseError: The file is malformed.
        """
        return casefiles.read_json(self._name, self._data)

    @contextmanager
    def places(self) -> Iterator[None]:
        """Has the faults of the receipt, found within, told by their places in the file."""
        try:
            yield
        except (CaseError, ReceiptError) as error:
            placed = casefiles.located_in_json(self._name, self._data, error.problems)
            raise type(error)(placed) from error


class ListInput:
    """The candidates that a command was given; long lists are read with a bar that tells how far it is."""

    def __init__(self, path: str) -> None:
        self._name, self._data = _contents(path, MAX_LIST_BYTES)

    def read(self) -> list[Data]:
        """The candidates.

        Raises:
            CaseError: The file is malformed, or no list.
        """
        with reading(len(self._data), self._name) as told:
            return listfiles.read_list(self._name, self._data, told)

    @contextmanager
    def places(self) -> Iterator[None]:
        """Has the faults of candidates, found within, told by their places in the file."""
        try:
            yield
        except CaseError as error:
            if not all(map(_is_about_an_entry, error.problems)):
                raise
            raise CaseError(listfiles.located(self._name, self._data, error.problems)) from error


def _is_about_an_entry(problem: Problem) -> bool:
    return problem.span is None and problem.path is not None and problem.path.startswith("$[")


def _contents(path: str, limit: int) -> tuple[str, bytes]:
    """What faults call the file, and its bytes, at most one more than the limit."""
    if path == STANDARD_INPUT:
        return "standard input", sys.stdin.buffer.read(limit + 1)
    return path, read_file(Path(path), limit)
