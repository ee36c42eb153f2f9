"""Search: the services that words in Chinese or English are about (the only door to SQLite's full-text index).

Chinese has no spaces between words, so a run of it is indexed and sought as its pairs of neighbouring characters. Ranking is
SQLite's bm25: words that few services have count for more.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.citations import Citation, JsonValue, Text
    from sxguide.model import Rulebook, Service

MAX_QUERY = 200

_TERM = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that a search found; `citation` is the clause that fits best, None where the title does."""

    service: str
    number: int
    title: Text
    citation: Citation | None

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "service": self.service,
            "number": self.number,
            "title": self.title.to_dict(),
            "citation": self.citation.to_dict() if self.citation else None,
        }


class SearchIndex:
    """The words of every service: its titles and the gists of the guide's clauses about it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.execute(
            "CREATE VIRTUAL TABLE page"
            " USING fts5(service UNINDEXED, clause UNINDEXED, words, tokenize='porter unicode61')"
        )
        self._connection.executemany("INSERT INTO page VALUES (?, ?, ?)", self._pages())

    def _pages(self) -> Iterator[tuple[str, str, str]]:
        """A page for each service with all its words, which ranks it, and one for each clause, to be shown."""
        for service in self._rulebook.services.values():
            clauses = [
                (citation.clause, _terms(f"{citation.gist.zh} {citation.gist.en}"))
                for citation in self._clauses(service)
            ]
            titles = _terms(" ".join(f"{title.zh} {title.en}" for title in service.titles))
            yield service.name, "", " ".join((titles, *(words for _, words in clauses)))
            for clause, words in clauses:
                yield service.name, clause, words

    def _clauses(self, service: Service) -> Iterator[Citation]:
        for citation in self._rulebook.citations.values():
            if citation.clause.startswith(f"guide/{service.number}/"):
                yield citation

    def search(self, query: str, limit: int) -> tuple[Hit, ...]:
        """At most `limit` services, the best first; each with the one of its clauses that fits best."""
        terms = sorted(set(_terms(query[:MAX_QUERY]).split()))
        if not terms:
            return ()
        wanted = " OR ".join(f'"{term}"' for term in terms)
        with self._lock:
            rows: list[tuple[str, str]] = self._connection.execute(
                "SELECT service, clause FROM page WHERE page MATCH ? ORDER BY rank, rowid",
                (wanted,),
            ).fetchall()
        best: dict[str, str] = {}
        for service, clause in rows:
            if clause:
                best.setdefault(service, clause)
        ranked = [service for service, clause in rows if not clause]
        return tuple(self._hit(service, best.get(service, "")) for service in ranked[:limit])

    def _hit(self, name: str, clause: str) -> Hit:
        service = self._rulebook.services[name]
        return Hit(name, service.number, service.title, self._rulebook.citations.get(clause))


def _terms(text: str) -> str:
    """The words of a text as the index knows them, separated by spaces."""
    terms: list[str] = []
    for run in _TERM.findall(text.casefold()):
        if run[0].isascii() or len(run) == 1:
            terms.append(run)
        else:
            terms.extend(run[start : start + 2] for start in range(len(run) - 1))
    return " ".join(terms)
