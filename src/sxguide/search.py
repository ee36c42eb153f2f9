"""Search: the services that words in Chinese or English are about (the only door to SQLite's full-text index).

Chinese has no spaces between words, so a run of it is indexed and sought as its pairs of neighbouring characters; the
single characters of a service's names help where a pair is written otherwise. Ranking is SQLite's bm25: words that few
services have count for more, and so do those of the names.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.dependencies import facts_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.citations import Citation, JsonValue, Text
    from sxguide.model import Rulebook, Service

# Of a longer query, the beginning is sought.
MAX_QUERY = 200

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")

# A service that fits less than this share of what the best one does is not shown.
_LEAST_SHARE = 0.1

# English words that say nothing of what is asked for.
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "s",
        "should",
        "so",
        "some",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "up",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)

_SCHEMA = """
CREATE VIRTUAL TABLE service USING fts5(
    name UNINDEXED, titles, asked_as, said, characters, tokenize='porter unicode61'
);
CREATE VIRTUAL TABLE clause USING fts5(
    service UNINDEXED, locator UNINDEXED, words, tokenize='porter unicode61'
);
"""
# What a word counts for in each column; the first holds none. SQLite gives the best rank the least number.
_SERVICES = """
SELECT name, bm25(service, 0.0, 12.0, 6.0, 1.0, 0.5) AS score FROM service WHERE service MATCH ?
ORDER BY score, rowid
"""
_CLAUSES = "SELECT service, locator FROM clause WHERE clause MATCH ? ORDER BY rank, rowid"


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that a search found; `citation` is the clause that fits best, or what the service is."""

    service: str
    number: int
    title: Text
    citation: Citation

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "service": self.service,
            "number": self.number,
            "title": self.title.to_dict(),
            "citation": self.citation.to_dict(),
        }


class SearchIndex:
    """The words of every service: its names, what its rules say, and the gists of the guide's clauses about it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        # A connection that is dropped open is a warning of later Pythons.
        weakref.finalize(self, self._connection.close)
        self._connection.executescript(_SCHEMA)
        services = rulebook.services.values()
        self._connection.executemany(
            "INSERT INTO service VALUES (?, ?, ?, ?, ?)", map(self._page, services)
        )
        self._connection.executemany(
            "INSERT INTO clause VALUES (?, ?, ?)",
            (
                (service.name, citation.clause, " ".join(_words((citation.gist,))))
                for service in services
                for citation in self._clauses(service)
            ),
        )

    def _page(self, service: Service) -> tuple[str, ...]:
        """The words of a service by column."""
        asked_as = (service.asked_as,) if service.asked_as is not None else ()
        gists = (citation.gist for citation in self._clauses(service))
        return (
            service.name,
            " ".join([str(service.number), *_words(service.titles)]),
            " ".join(_words(asked_as)),
            " ".join([*_words(self._said(service)), *_words(gists)]),
            " ".join(_characters((*service.titles, *asked_as))),
        )

    def _said(self, service: Service) -> Iterator[Text]:
        """What the rules of a service say, in the words that people are shown."""
        yield from (service.summary.text, service.audience.text)
        for part in (service.materials, service.handling.items(), service.notices):
            yield from (item.text for item in part)
        for labelled in (
            service.eligibility.conditions(),
            service.outputs,
            facts_read(self._rulebook, service),
        ):
            yield from (each.label for each in labelled)

    def _clauses(self, service: Service) -> Iterator[Citation]:
        for citation in self._rulebook.citations.values():
            if citation.clause.startswith(f"guide/{service.number}/"):
                yield citation

    def search(self, query: str, limit: int) -> tuple[Hit, ...]:
        """At most `limit` services, the best first; each with the one of its clauses that fits best."""
        runs = _runs(query[:MAX_QUERY])
        terms = list(_terms(runs))
        if not terms:
            return ()
        words = _any_of(terms)
        wanted = [words, f'titles : "{" ".join(terms)}"']
        if characters := _any_of(_han(runs)):
            wanted.append(f"characters : ({characters})")
        with self._lock:
            ranked: list[tuple[str, float]] = self._connection.execute(
                _SERVICES, (" OR ".join(wanted),)
            ).fetchall()
            clauses: list[tuple[str, str]] = self._connection.execute(_CLAUSES, (words,)).fetchall()
        best: dict[str, str] = {}
        for service, locator in clauses:
            best.setdefault(service, locator)
        return tuple(
            self._hit(service, best.get(service))
            for service, score in ranked[:limit]
            if score <= ranked[0][1] * _LEAST_SHARE
        )

    def _hit(self, name: str, locator: str | None) -> Hit:
        service = self._rulebook.services[name]
        clause = locator or service.summary.cites[0]
        return Hit(name, service.number, service.title, self._rulebook.citations[clause])


def _any_of(terms: Iterable[str]) -> str:
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))


def _words(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        yield from _terms(_runs(f"{text.zh} {text.en}"))


def _characters(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        yield from _han(_runs(text.zh))


def _runs(text: str) -> list[str]:
    """What stands together in one script; full-width letters and digits count as the usual ones."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def _terms(runs: Iterable[str]) -> Iterator[str]:
    """The words of the index: English words, and pairs of Chinese characters, or one that stands alone."""
    for run in runs:
        if run.isascii():
            if run not in _FUNCTION_WORDS:
                yield run
        elif len(run) == 1:
            yield run
        else:
            yield from (run[start : start + 2] for start in range(len(run) - 1))


def _han(runs: Iterable[str]) -> Iterator[str]:
    """The Chinese characters, one by one."""
    for run in runs:
        if not run.isascii():
            yield from run
