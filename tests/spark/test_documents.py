"""The Spark of the documents runs."""

from __future__ import annotations

import pytest

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")

from tests.project.test_docs import BLOCK, ROOT, SKIPPED


def test_the_example_runs(session):
    text = "\n" + (ROOT / "docs/batch.md").read_text("utf-8")
    (example,) = (
        block["text"]
        for block in BLOCK.finditer(text)
        if block["language"] == "python" and block["before"] == SKIPPED
    )

    exec(compile(example, "docs/batch.md", "exec"), {"__name__": "__main__"})  # noqa: S102 — our own document
