"""What tests of batches ask for: files of cases, and runs whose progress nobody sees."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from tests.rulebooks import ON, condition, formula, small_guide

from sxguide.batch import Job, run

SMALL = small_guide(
    condition("some", 'person.wants and person.colour != "green"'),
    rules={
        "benefit": {
            "share": formula("money", "person.pay", given="when_eligible", unit="yuan"),
        }
    },
)

WRITE = {
    ".parquet": pl.DataFrame.write_parquet,
    ".csv": pl.DataFrame.write_csv,
    ".arrow": pl.DataFrame.write_ipc,
}
READ = {
    ".parquet": pl.read_parquet,
    ".csv": lambda path: pl.read_csv(path, infer_schema=False),
    ".arrow": pl.read_ipc,
}


@contextmanager
def unseen(total, name):
    yield lambda done: None


class Desk:
    """A folder with a file of cases, and what becomes of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name, cases):
        path = self.folder / name
        if isinstance(cases, pl.DataFrame):
            WRITE[path.suffix](cases, path)
        else:
            path.write_bytes(cases if isinstance(cases, bytes) else cases.encode())
        return path

    def run(self, source, *, guide=SMALL, out="out.parquet", reading=unseen, **more):
        target = self.folder / out
        job = {
            "rejects": target.with_name(f"rejects{target.suffix}"),
            "service": 1,
            "on": ON,
            "columns": {},
        }
        return run(guide, Job(source=source, target=target, **(job | more)), reading)

    def read(self, name):
        return READ[Path(name).suffix](self.folder / name)

    @property
    def names(self):
        return sorted(each.name for each in self.folder.iterdir())


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)
