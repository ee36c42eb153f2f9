"""Loader: rule files in, one checked `Rulebook` out, or every fault of every file."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.checker import check
from sxguide.errors import GuideTextError, Problem, RulebookError, did_you_mean, shortened
from sxguide.formats import FORMATS
from sxguide.lifecycle_checker import check_lifecycles
from sxguide.lifecycle_reader import names_in
from sxguide.model import PARAMETER_PREFIX
from sxguide.passages import split_guide
from sxguide.reader import Reader
from sxguide.rulefiles import digest_of
from sxguide.shelf import Shelf
from sxguide.yamltree import YamlMapping, YamlScalar, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.model import Rulebook
    from sxguide.shapes import Record

# What is said of a name that no file declares.
_UNKNOWN = ("unknown-name", "unknown-clause", "unknown-interpretation")

# The kinds of file that a caller may lay over the rules.
_REPLACEABLE = frozenset({"parameters", "instruments"})


def load_rulebook(
    rule_files: Mapping[str, bytes], overlay: Mapping[str, bytes] | None = None
) -> Rulebook:
    """The rulebook that these files make up; they map names, as messages show them, to contents.

    Of two files that declare the same name, the later one is at fault.
    Parameters and instruments in the files of `overlay` take the place of their namesakes in `rule_files`.

    Raises:
        RulebookError: Every fault of every file.
    """
    problems: list[Problem] = []
    over = overlay or {}
    records = list(_records(rule_files, problems))
    laid_over = [
        (kind, record)
        for kind, record in _records(over, problems)
        if _may_lie_over(kind, record, problems)
    ]
    replaced = {(kind, named.name) for kind, record in laid_over for named in record[kind]}
    in_place_of_nothing = list(_in_place_of_nothing(records, laid_over))
    records = [(kind, _without(replaced, kind, record)) for kind, record in records] + laid_over
    reader = Reader(_names(records), problems)
    shelf = Shelf(problems, reader.places, _life_names(records))
    for kind, record in records:
        shelf.put(kind, record, reader)
    # By their order: two rulebooks are the same wherever their files stand.
    laid = {f"over/{place}": over[name] for place, name in enumerate(sorted(over))}
    rulebook = shelf.rulebook(digest_of({**rule_files, **laid}))
    # A name that seems unknown may be one that a file which cannot be read declares.
    is_whole = shelf.is_whole and len(records) == len(rule_files) + len(over)
    is_whole = is_whole and all(map(_is_read, records))
    found = check(rulebook, reader.places, reader.doubtful)
    found += check_lifecycles(rulebook, reader.places, reader.doubtful)
    for problem in (*in_place_of_nothing, *found):
        if is_whole or problem.code not in _UNKNOWN:
            problems.append(problem)
    if problems:
        raise RulebookError(_in_order(problems))
    return rulebook


def attach_source(rulebook: Rulebook, text: str) -> Rulebook:
    """The rulebook with the guide's official wording beside each of its clauses.

    Raises:
        GuideTextError: The text is not the edition that the rules were written from.
    """
    passages = split_guide(text)
    problems: list[Problem] = []
    citations = dict(rulebook.citations)
    for clause in (clause for each in rulebook.instruments.values() for clause in each.clauses):
        passage = passages.get(clause.locator)
        if clause.fingerprint is None:
            continue
        if passage is None or passage.fingerprint != clause.fingerprint:
            message = (
                f"the text does not say at `{clause.locator}` what the rules were written from"
            )
            help_text = "`sxguide clauses --check` lists what changed"
            problems.append(
                Problem("guide-text-changed", message, path=clause.locator, help=help_text)
            )
        else:
            citations[clause.locator] = replace(citations[clause.locator], quote=passage.text)
    if problems:
        raise GuideTextError(problems)
    return replace(rulebook, citations=MappingProxyType(citations))


def _without(replaced: set[tuple[str, str]], kind: str, record: Record) -> Record:
    """The record without what a file laid over it takes the place of."""
    if kind not in _REPLACEABLE or not replaced:
        return record
    kept = tuple(named for named in record[kind] if (kind, named.name) not in replaced)
    return replace(record, values={**record.values, kind: kept})


def _in_place_of_nothing(
    records: list[tuple[str, Record]], laid_over: list[tuple[str, Record]]
) -> Iterator[Problem]:
    """The parameters laid over that are called like no parameter of the rules, so that nothing would read them."""
    known = [
        named.name for kind, record in records if kind == "parameters" for named in record[kind]
    ]
    for kind, record in laid_over:
        for named in record[kind] if kind == "parameters" else ():
            if named.name not in known:
                message = f"the rules have no parameter `{shortened(named.name)}`"
                help_text = did_you_mean(named.name, known)
                yield Problem("unknown-name", message, named.name_span, help=help_text)


def _may_lie_over(kind: str, record: Record, problems: list[Problem]) -> bool:
    if kind in _REPLACEABLE:
        return True
    message = f"a file of the kind `{kind}` cannot be laid over the rules"
    help_text = "parameters and instruments can"
    problems.append(Problem("overlay-kind", message, record.span, help=help_text))
    return False


def _is_read(kind_and_record: tuple[str, Record]) -> bool:
    """Whether the part of a file that declares names could be read as such."""
    kind, record = kind_and_record
    keys = ("lifecycle", "events", "states") if kind == "lifecycle" else (kind,)
    return all(key not in record.faulty or bool(record[key]) for key in keys)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By file and place; a fault found twice is told once."""

    def place(problem: Problem) -> tuple[str, int]:
        return (problem.span.source.name, problem.span.start) if problem.span else ("", 0)

    return sorted(dict.fromkeys(problems), key=place)


def _records(
    rule_files: Mapping[str, bytes], problems: list[Problem]
) -> Iterator[tuple[str, Record]]:
    for name, data in rule_files.items():
        document = read_yaml(name, data)
        problems.extend(document.problems)
        if document.root is None:
            continue
        kind = _kind(document.root, problems)
        if kind is not None:
            yield kind, FORMATS[kind].read(document.root, problems)


def _kind(root: object, problems: list[Problem]) -> str | None:
    """The kind of file, told by its first key."""
    kinds = ", ".join(f"`{kind}`" for kind in FORMATS)
    if isinstance(root, YamlMapping) and root.entries:
        first = root.entries[0][0]
        if first.text in FORMATS:
            return first.text
        help_text = did_you_mean(first.text, FORMATS) or f"the first key is one of {kinds}"
        problems.append(
            Problem(
                "unknown-kind",
                f"no kind of rule file begins with `{shortened(first.text)}`",
                first.span,
                help=help_text,
            )
        )
    elif isinstance(root, YamlMapping | YamlScalar) or hasattr(root, "span"):
        problems.append(
            Problem(
                "unknown-kind",
                f"a rule file is a mapping whose first key is one of {kinds}",
                root.span,
            )
        )
    return None


def _names(records: list[tuple[str, Record]]) -> frozenset[str]:
    """Every name that an expression may use."""
    names: set[str] = set()
    for kind, record in records:
        if kind in {"facts", "definitions"}:
            names.update(named.name for named in record[kind])
        elif kind == "parameters":
            names.update(PARAMETER_PREFIX + named.name for named in record[kind])
    return frozenset(names)


def _life_names(records: list[tuple[str, Record]]) -> frozenset[str]:
    """Every further name that an expression of a life cycle may use."""
    found = (names_in(record) for kind, record in records if kind == "lifecycle")
    return frozenset(name for names in found for name in names)
