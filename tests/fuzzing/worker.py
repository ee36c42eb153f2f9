"""One target fuzzed with atheris: `python -m tests.fuzzing.worker NAME FOLDER SECONDS`; what it finds is left in FOLDER.

A child of `python -m tests.fuzzing`, since libFuzzer takes over the process that it runs in. Ends with a code other than 0
where something was found.
"""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sxguide"]):
    from tests.fuzzing.targets import TARGETS

# A second without the fuzzer: the count of what is covered makes the evaluator some fifteen times as slow.
SLOW_SECONDS = 15


class SlowError(Exception):
    """An input took too long."""


def main() -> None:
    """Fuzzes until the time is over or something is found."""
    name, folder, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    target = TARGETS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in target.corpus(name):
        (corpus / hashlib.sha256(data).hexdigest()).write_bytes(data)
    # What is built once, on first use, counts for no input.
    target.run(b"")

    def attempt(data: bytes) -> None:
        start = time.process_time()
        target.run(data)
        if time.process_time() - start > SLOW_SECONDS:
            raise SlowError

    options = (
        f"-max_total_time={seconds}",
        f"-max_len={target.max_bytes}",
        f"-artifact_prefix={folder}/",
        "-timeout=60",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], attempt)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
