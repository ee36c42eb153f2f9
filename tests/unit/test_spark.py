"""Spark where it is not installed; what it does where it is, is tested in `tests/spark`."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("absent", ["pyspark", "pyarrow"])
def test_without_spark_it_is_told_what_to_install(absent):
    code = f"import sys; sys.modules['{absent}'] = None\nimport sxguide.spark"

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert ended.stderr.endswith("MissingExtraError: Spark needs `pip install sxguide[spark]`\n")
