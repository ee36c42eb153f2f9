"""A cluster for the tests of Spark, started once; they are skipped where Spark or Java is not there, and say so."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """A real cluster: a master and two workers on the loopback."""
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from tests.spark.cluster import running  # noqa: PLC0415 — it needs Spark

    with running(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


@pytest.fixture(scope="session")
def session(cluster):
    """The driver's session."""
    return cluster.session
