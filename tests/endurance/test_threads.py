"""One guide, many threads; the long run is `python -m tests.endurance threads`."""

from __future__ import annotations

from tests.endurance.work import tasks, threads_differ


def test_threads_on_one_guide_decide_as_one_after_the_other():
    assert threads_differ(tasks(), threads=8, count=250) == []
