"""The command `batch`: a file of cases in, a file of decisions out."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide import casefiles
from sxguide.citations import Text
from sxguide.commands.asking import today
from sxguide.commands.output import DONE, guide, reading, terminal, write_json
from sxguide.errors import BatchError, Problem, shortened
from sxguide.rulefiles import read_file
from sxguide.source import MAX_BYTES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sxguide.batch import Job, Tally
    from sxguide.citations import JsonValue

# What stands for all services in the place of one.
ALL = "all"

_DECIDED = Text("共 {} 行：已决定 {} 行，见 {}", "{} rows: {} decided, in {}")
_REJECTED = Text(
    "有误 {} 行，未作决定，原因见 {}", "{} malformed and not decided, the reasons in {}"
)
_CARRIED = Text("原样保留、不作为事实的列：{}", "columns carried through, no facts: {}")


def batch(options: argparse.Namespace) -> int:
    """Decides on every case of a file."""
    from sxguide.batch import run  # noqa: PLC0415 — an extra, and heavy

    job = _job(options)
    with _interruptible():
        tally = run(guide(options), job, reading)
    if options.json:
        write_json(_to_dict(job, tally))
    else:
        screen = terminal(options)
        counts = (tally.rows, tally.decided, job.target)
        screen.line(_DECIDED.of(options.lang).format(*counts))
        if tally.rejected:
            screen.line(_REJECTED.of(options.lang).format(tally.rejected, job.rejects), "yellow")
        if tally.carried:
            screen.line(_CARRIED.of(options.lang).format(", ".join(tally.carried)))
    return DONE


def _job(options: argparse.Namespace) -> Job:
    from sxguide.batch import Job  # noqa: PLC0415 — an extra, and heavy

    target = Path(options.out)
    rejects = options.rejects or target.with_name(f"{target.stem}.rejects{target.suffix}")
    return Job(
        source=Path(options.cases),
        target=target,
        rejects=Path(rejects),
        service=None if options.service == ALL else options.service,
        on=options.on_column or options.on or today(),
        columns={} if options.columns is None else _columns(options.columns),
    )


def _columns(text: str) -> dict[str, str | None]:
    """Which fact each column holds: pairs on the command line, or a file that maps columns to facts.

    Raises:
        BatchError: It is neither.
        CaseError: The file is malformed.
    """
    if "=" in text:
        pairs: Iterator[tuple[object, object]] = (
            (column.strip(), fact.strip() or None)
            for column, _, fact in (pair.rpartition("=") for pair in text.split(","))
        )
    else:
        read = casefiles.read_data(text, read_file(Path(text), MAX_BYTES))
        pairs = iter(read.items()) if isinstance(read, dict) else iter([(None, None)])
    columns: dict[str, str | None] = {}
    for column, fact in pairs:
        if not column or not isinstance(column, str) or not isinstance(fact, str | None):
            message = (
                f"`--columns` has `{shortened(str(column))}`, which names no column and its fact"
            )
            help_text = "write `COLUMN=FACT,COLUMN=FACT`, or the path of a JSON or YAML file that maps columns to facts"
            raise BatchError([Problem("column-mapping", message, help=help_text)])
        columns[column] = fact
    return columns


@contextmanager
def _interruptible() -> Iterator[None]:
    """Has a request to end the process treated as an interruption, so that nothing half-written is left."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    is_main = threading.current_thread() is threading.main_thread()
    before = {each: signal.signal(each, interrupt) for each in wanted if is_main}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _to_dict(job: Job, tally: Tally) -> dict[str, JsonValue]:
    return {
        "rows": tally.rows,
        "decided": tally.decided,
        "rejected": tally.rejected,
        "out": str(job.target),
        "rejects": str(job.rejects),
        "carried": list(tally.carried),
    }
