"""Growth: what 40, 400 and 4,000 services cost to load and to keep, and whether a decision minds how many others there are.

The services are made up, of about the size of the guide's, and written as rule files, which go through the loader. The first
forty are the same in every rulebook; decisions are asked of these alone.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.measuring import in_turns, over
from tests.benchmarks.memory import resident
from tests.benchmarks.reports import Goal, Report
from tests.rulebooks import ON, Part, choice, condition, entry, fact, item, parameter, rule_files
from tests.rulebooks import service as service_part

from sxguide.guide import Guide
from sxguide.loader import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES: Final = (40, 400, 4_000)
ASKED: Final = 40
LEVELS: Final = ("low", "middle", "high", "top")
MICRO: Final = 1e6


def run(*, rounds: int) -> Iterator[Report]:
    """One report."""
    report = Report(
        "Growth with the number of services",
        ("services", "load, s", "ms a service", "memory, MB", "KB a service", "a decision, µs"),
    )
    measured = {size: _in_a_process(size) for size in SIZES}
    guides = {size: Guide(load_rulebook(files(size))) for size in SIZES}
    people = _people()
    asked = {
        str(size): over(
            lambda name, case, guide=guide: guide.decide(name, case, on=ON).outcome, people
        )
        for size, guide in guides.items()
    }
    timings = in_turns(asked, rounds=rounds, clock="cpu", seconds=0.02)
    for size, (seconds, before, after) in measured.items():
        kept = after - before
        report.rows.append(
            (
                f"{size:,}",
                seconds,
                seconds * 1e3 / size,
                kept / 1e6,
                kept / 1e3 / size,
                timings[str(size)].median * MICRO,
            )
        )
    few, many = timings[str(SIZES[0])], timings[str(SIZES[-1])]
    words = f"a decision among {SIZES[-1]:,} services, to one among {SIZES[0]}"
    report.goals.append(Goal(words, 1.1, many.ratio_to(few), "×"))
    yield report


def _in_a_process(size: int) -> tuple[float, int, int]:
    """Seconds to load, and the bytes of a fresh process before and after."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.growth", str(size)],
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, before, after = json.loads(done.stdout)
    return seconds, before, after


def files(count: int) -> dict[str, bytes]:
    """The rule files of so many services."""
    facts = {
        **{f"person.number_{number}": fact("integer", minimum=0) for number in range(20)},
        **{f"person.truth_{number}": fact("boolean") for number in range(20)},
        **{f"person.day_{number}": fact("date") for number in range(10)},
        **{f"person.level_{number}": choice(*LEVELS) for number in range(10)},
    }
    parameters = {
        f"fund.limit_{number}": parameter("integer", entry(6 * number)) for number in range(20)
    }
    services = [_service(number) for number in range(count)]
    return rule_files(*services, facts=facts, parameters=parameters)


def _service(number: int) -> Part:
    chance = random.Random(number)  # noqa: S311 — made-up rules, no secrets
    tests = [
        f"person.number_{chance.randrange(20)} >= param.fund.limit_{chance.randrange(20)}",
        f"person.truth_{chance.randrange(20)} = true",
        f'person.day_{chance.randrange(10)} + duration("P{chance.randint(1, 20)}Y") > application.date',
        f'person.level_{chance.randrange(10)} in ("low", "middle")',
    ]
    others = [
        f"person.truth_{chance.randrange(20)} = false",
        f"person.number_{chance.randrange(20)} < {chance.randint(1, 200)}",
        f'person.level_{chance.randrange(10)} = "{chance.choice(LEVELS)}"',
    ]
    leaves = [condition(f"c{place}", when) for place, when in enumerate(tests)]
    any_of = [condition(f"d{place}", when) for place, when in enumerate(others)]
    group = {**condition("any-of", ""), "any": any_of}
    whole = {**condition("all-of", ""), "all": [*leaves, group]}
    for node in (group, whole):
        del node["when"]
    rows = [{"when": [f'"{level}"'], "then": str(chance.randint(1, 50) * 100)} for level in LEVELS]
    amount = {
        "label": {"zh": "金额", "en": "amount"},
        "type": "money",
        "unit": "yuan",
        "given": "when_eligible",
        "table": {
            "inputs": [f"person.level_{chance.randrange(10)}"],
            "hit": "unique",
            "rows": rows,
        },
        "cites": leaves[0]["cites"],
    }
    return service_part(
        f"service-{number}",
        {"all": whole["all"]},
        number=number + 1,
        title={"zh": f"事项{number}", "en": f"service {number}"},
        benefit={"amount": amount},
        materials=[item(f"paper-{each}") for each in range(3)],
        notices=[item(f"notice-{each}") for each in range(2)],
    )


def _people() -> list[tuple[str, dict[str, Any]]]:
    """One person for each of the services that are asked."""
    chance = random.Random(1)  # noqa: S311 — as above
    people = []
    for number in range(ASKED):
        case: dict[str, Any] = {
            **{f"person.number_{each}": chance.randrange(200) for each in range(20)},
            **{f"person.truth_{each}": chance.random() < 0.7 for each in range(20)},
            **{f"person.day_{each}": f"20{chance.randint(10, 25)}-05-11" for each in range(10)},
            **{f"person.level_{each}": chance.choice(LEVELS) for each in range(10)},
        }
        people.append((f"service-{number}", case))
    return people


if __name__ == "__main__":
    written = files(int(sys.argv[1]))
    empty = resident()
    start = time.process_time()
    loaded = load_rulebook(written)
    taken = time.process_time() - start
    print(json.dumps([taken, empty, resident()]))  # noqa: T201 — a script
