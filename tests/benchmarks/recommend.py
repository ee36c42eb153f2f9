"""How long recommending takes: a person and 100,000 candidates, for each service that recommends.

Run as `python tests/benchmarks/recommend.py [COUNT]`; each figure is the median of seven runs, in seconds. Each service is
asked once where few candidates match, and once where all do, for the best twenty and for all. The library alone is timed,
from plain mappings to the ranked recommendation.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from typing import Any

import sxguide

ON = dt.date(2026, 11, 23)
RUNS = 7
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
EASY_SEEKER = {
    **SEEKER,
    "job_seeking.occupation": "any",
    "job_seeking.place": "any",
    "job_seeking.monthly_pay": 0,
    "job_seeking.daily_pay": 0,
    "job_seeking.working_time": "any",
}
RECRUITER = {
    "posting.registered": True,
    "recruiter.private_person": True,
    "posting.lawful": True,
    "posting.text": "搬家三天，男女不限",
    "posting.minimum_age": 18,
    "posting.occupation": "welder",
    "posting.place": "Yingze",
    "posting.daily_pay": 200,
    "posting.working_time": "daytime",
    "location.easting": 620_000,
    "location.northing": 4_190_000,
}
# Everybody among `easy_worker`s suits.
EASY_RECRUITER = {**RECRUITER, "posting.daily_pay": 500, "posting.working_time": "any"}
TRAINEE = {
    "training.intent_registered": True,
    "training.programme": "key_group",
    "training.subject": "welding",
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


def easy_worker(chance: random.Random, number: int) -> dict[str, Any]:
    """A grown seeker of gig work who takes whatever there is."""
    takes = {"occupation": "any", "place": "any", "working_time": "any"}
    born = {"birth_date": f"{chance.randrange(1960, 2000)}-{chance.randrange(1, 13):02}-15"}
    return {**worker(chance, number), **takes, **born}


def institution(chance: random.Random, number: int) -> dict[str, Any]:
    """A training institution; one in ten teaches welding to key groups."""
    return {
        "id": f"institution-{number}",
        "name": "an institution",
        "programme": chance.choice(("key_group", "entrepreneurship")),
        "subject": chance.choice(("welding", "cooking", "sewing", "nursing", "baking")),
        **place(chance),
    }


def fitting_institution(chance: random.Random, number: int) -> dict[str, Any]:
    """A training institution that teaches welding to key groups."""
    return {**institution(chance, number), "programme": "key_group", "subject": "welding"}


def report(guide: sxguide.Guide, service: int, case: object, candidates: object) -> None:
    """One line: the share that matches, and the times for the first twenty matches and for all."""
    medians = []
    share = 0
    for limit in (20, None):
        seconds = []
        for _ in range(RUNS):
            start = time.perf_counter()
            found = guide.recommend(service, case, candidates, on=ON, limit=limit)
            seconds.append(time.perf_counter() - start)
            share = 100 * found.match_count // max(found.considered, 1)
        medians.append(statistics.median(seconds))
    first, every = medians
    print(f"{service:2}: {share:3} % match, first 20 {first:.3f} s, all {every:.3f} s")  # noqa: T201 — a script reports


def main() -> None:
    """All services, each with as many candidates as were asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    guide = sxguide.load()
    chance = random.Random(7)  # noqa: S311 — no secret, and the same in every run
    posts = [post(chance, number, "monthly_pay", 2500) for number in range(count)]
    report(guide, 2, SEEKER, posts)
    report(guide, 2, EASY_SEEKER, posts)
    gigs = [post(chance, number, "daily_pay", 100) for number in range(count)]
    report(guide, 5, SEEKER, gigs)
    report(guide, 5, EASY_SEEKER, gigs)
    report(guide, 8, RECRUITER, [worker(chance, number) for number in range(count)])
    report(guide, 8, EASY_RECRUITER, [easy_worker(chance, number) for number in range(count)])
    report(guide, 17, TRAINEE, [institution(chance, number) for number in range(count)])
    report(guide, 17, TRAINEE, [fitting_institution(chance, number) for number in range(count)])


if __name__ == "__main__":
    main()
