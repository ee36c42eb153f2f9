"""How long recommending takes: a person and 100,000 candidates, for each service that recommends.

Run as `python tests/benchmarks/recommend.py [COUNT]`; each line is the best of five runs, in seconds, with the share of the
candidates that match. The library alone is timed, from plain mappings to the ranked recommendation.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from typing import Any

import sxguide

ON = dt.date(2026, 11, 23)
RUNS = 5
OCCUPATIONS = ("welder", "cook", "driver", "cleaner", "fitter")
PLACES = ("Xinghualing", "Yingze", "Wanbailin")
TIMES = ("daytime", "night", "shifts", "any")

SEEKER = {
    "person.birth_date": "1990-05-05",
    "person.wants_work": True,
    "person.able_to_work": True,
    "job_seeking.registered_for_fixed_work": True,
    "job_seeking.registered_for_gig_work": True,
    "job_seeking.occupation": "welder",
    "job_seeking.second_occupation": "fitter",
    "job_seeking.place": "Yingze",
    "job_seeking.monthly_pay": 4000,
    "job_seeking.daily_pay": 150,
    "job_seeking.working_time": "daytime",
    "location.easting": 620_000,
    "location.northing": 4_190_000,
}
EASY = {**SEEKER, "job_seeking.occupation": "any", "job_seeking.place": "any"} | {
    "job_seeking.monthly_pay": 0,
    "job_seeking.working_time": "any",
}
RECRUITER = {
    "posting.registered": True,
    "recruiter.private_person": True,
    "posting.lawful": True,
    "posting.free_of_insult": True,
    "posting.free_of_discrimination": True,
    "posting.minimum_age": 18,
    "posting.occupation": "welder",
    "posting.place": "Yingze",
    "posting.daily_pay": 200,
    "posting.working_time": "daytime",
    "location.easting": 620_000,
    "location.northing": 4_190_000,
}
TRAINEE = {
    "training.intent_registered": True,
    "training.programme": "key_group",
    "training.subject": "any",
    "location.easting": 620_000,
    "location.northing": 4_190_000,
}


def post(chance: random.Random, number: int, pay: str, least: int) -> dict[str, Any]:
    """A posting with all fields."""
    return {
        "id": f"post-{number}",
        "title": "a post",
        "employer": "an enterprise",
        "occupation": chance.choice(OCCUPATIONS),
        "place": chance.choice(PLACES),
        pay: chance.randrange(least, 3 * least),
        "working_time": chance.choice(TIMES),
        "minimum_age": chance.choice((16, 18, 20)),
        **place(chance),
    }


def place(chance: random.Random) -> dict[str, int]:
    """Somewhere within twenty kilometres."""
    return {
        "easting": chance.randrange(600_000, 640_000),
        "northing": chance.randrange(4_170_000, 4_210_000),
    }


def worker(chance: random.Random, number: int) -> dict[str, Any]:
    """A seeker of gig work."""
    return {
        "id": f"seeker-{number}",
        "occupation": chance.choice(OCCUPATIONS),
        "place": chance.choice(PLACES),
        "daily_pay": chance.randrange(100, 300),
        "working_time": chance.choice(TIMES),
        "birth_date": f"{chance.randrange(1960, 2012)}-{chance.randrange(1, 13):02}-15",
        **place(chance),
    }


def institution(chance: random.Random, number: int) -> dict[str, Any]:
    """A training institution."""
    return {
        "id": f"institution-{number}",
        "name": "an institution",
        "programme": chance.choice(("key_group", "entrepreneurship")),
        "subject": "welding",
        **place(chance),
    }


def report(guide: sxguide.Guide, name: str, service: int, case: object, candidates: object) -> None:
    """One line for the first twenty matches, and one for all."""
    for limit in (20, None):
        seconds = []
        share = 0
        for _ in range(RUNS):
            start = time.perf_counter()
            found = guide.recommend(service, case, candidates, on=ON, limit=limit)
            seconds.append(time.perf_counter() - start)
            share = 100 * found.match_count // max(found.considered, 1)
        print(f"{name:26} limit {limit!s:>4}: {min(seconds):.3f} s, {share} % match")  # noqa: T201 — a script reports


def main() -> None:
    """All services, each with as many candidates as were asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    guide = sxguide.load()
    chance = random.Random(7)  # noqa: S311 — no secret, and the same in every run
    posts = [post(chance, number, "monthly_pay", 2500) for number in range(count)]
    gigs = [post(chance, number, "daily_pay", 100) for number in range(count)]
    report(guide, "2, a seeker with wishes", 2, SEEKER, posts)
    report(guide, "2, a seeker who takes all", 2, EASY, posts)
    report(guide, "5, a seeker with wishes", 5, SEEKER, gigs)
    report(
        guide, "8, a recruiter", 8, RECRUITER, [worker(chance, number) for number in range(count)]
    )
    report(
        guide,
        "17, a trainee",
        17,
        TRAINEE,
        [institution(chance, number) for number in range(count)],
    )


if __name__ == "__main__":
    main()
