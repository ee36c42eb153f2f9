"""What frames leave to single decisions."""

from __future__ import annotations

import pytest

from sxguide.backends.columnar.rowwise import Rowwise


@pytest.fixture
def left(monkeypatch):
    """The rows that the scalar path was asked about."""
    asked = []
    answer = Rowwise._values

    def values(rowwise, row, services):
        asked.append(row)
        return answer(rowwise, row, services)

    monkeypatch.setattr(Rowwise, "_values", values)
    return asked
