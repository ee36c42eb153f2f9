"""Receipts: what a decision was made from, read back from JSON, and what differs once it is made again.

A receipt names the rules, the engine and the calendar by digest and version, and holds the service, the date and the facts.
Where all three are the same as then, the decision is the same to the last byte; where one is not, that is told, and so is
everything that the decision says otherwise.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.answers import Receipt
from sxguide.errors import CaseError, FaultsError, Problem, ReceiptError, SxguideError, shortened
from sxguide.jsontext import JsonReader
from sxguide.source import MAX_BYTES, SourceText
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sxguide.citations import JsonValue
    from sxguide.decision import Decision

Part: TypeAlias = Literal["rulebook", "engine", "calendar"]

_KEYS = ("rulebook", "engine", "calendar", "service", "on", "facts")
# What tells the entries of a list apart, such as reasons, facts and clauses.
_NAMES = ("id", "name", "clause")
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Drift:
    """One of the three that a decision hangs on and that is no longer what it was, as the receipt has it and as it is now."""

    part: Part
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the decision now says otherwise, as JSON text; None where it says nothing there."""

    path: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision made again from its receipt.

    `decision` is None where the rules of today cannot decide, for the reason in `refusal`. `differences` are those from the
    decision that was given with the receipt, and none where only a receipt was given.
    """

    receipt: Receipt
    changed: tuple[Drift, ...]
    decision: Decision | None
    refusal: SxguideError | None
    differences: tuple[Difference, ...]
    is_compared: bool

    @property
    def is_same(self) -> bool:
        """Whether rules, engine and calendar are those of the receipt, and the decision is the one that was given."""
        return not self.changed and not self.differences and self.decision is not None

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON, without the decision."""
        return {
            "same": self.is_same,
            "changed": [
                {"part": each.part, "then": each.then, "now": each.now} for each in self.changed
            ],
            "differences": [
                {"path": each.path, "then": each.then, "now": each.now} for each in self.differences
            ],
            "refusal": str(self.refusal) if self.refusal is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be replayed: a receipt, where it stood, and the decision that it came with, if it did."""

    receipt: Receipt
    path: str
    decision: Mapping[str, object] | None


def read(given: object) -> Given:
    """A receipt, or the receipt within a decision: a `Receipt`, a mapping as `to_dict` gives it, or the JSON of one.

    Facts stay as they were written; `Guide.replay` reads them by its vocabulary.

    Raises:
        ReceiptError: It is malformed; with every fault.
    """
    if isinstance(given, Receipt):
        return Given(given, "$", None)
    data = _parsed(given) if isinstance(given, str | bytes) else given
    decision = data if isinstance(data, Mapping) and "receipt" in data else None
    if decision is None:
        return Given(_receipt(data, "$"), "$", None)
    return Given(_receipt(decision["receipt"], "$.receipt"), "$.receipt", decision)


def _parsed(text: str | bytes) -> object:
    if len(text) > MAX_BYTES:
        message = f"a receipt or decision has at most {MAX_BYTES} bytes"
        raise ReceiptError([Problem("json-size", message)])
    try:
        words = text if isinstance(text, str) else text.decode("utf-8-sig")
        return JsonReader().read(SourceText("receipt", words))
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8"
        raise ReceiptError([Problem("json-encoding", message)]) from error
    except CaseError as error:
        raise ReceiptError(error.problems) from error


def _receipt(data: object, path: str) -> Receipt:
    if not isinstance(data, Mapping):
        message = "a receipt is an object with " + ", ".join(f"`{key}`" for key in _KEYS)
        help_text = "`sxguide decide --json` writes a decision with its receipt"
        raise ReceiptError([Problem("no-receipt", message, path=path, help=help_text)])
    problems = [
        Problem("missing-key", f"a receipt needs `{key}`", path=path)
        for key in _KEYS
        if key not in data
    ]
    problems += (
        Problem(
            "unknown-key",
            f"a receipt has no `{shortened(str(key))}`",
            path=f"{path}.{shortened(str(key))}",
        )
        for key in data
        if key not in _KEYS
    )
    words = {
        key: data[key]
        for key in ("rulebook", "engine", "calendar", "service")
        if _is_text(data, key, path, problems)
    }
    on = _day(data["on"], f"{path}.on", problems) if "on" in data else None
    facts = data.get("facts", {})
    if not isinstance(facts, Mapping):
        message = "the facts of a receipt are an object"
        problems.append(Problem("wrong-type", message, path=f"{path}.facts"))
    if problems or on is None:
        raise ReceiptError(problems)
    return Receipt(**words, on=on, facts=facts)


def _is_text(data: Mapping[object, object], key: str, path: str, problems: list[Problem]) -> bool:
    given = data.get(key)
    if key not in data or (isinstance(given, str) and 0 < len(given) <= MAX_TEXT):
        return key in data
    message = f"`{key}` of a receipt is a text of at most {MAX_TEXT} characters"
    problems.append(Problem("wrong-type", message, path=f"{path}.{key}"))
    return False


def _day(given: object, path: str, problems: list[Problem]) -> dt.date | None:
    day = iso_date(given) if isinstance(given, str) else given
    if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
        return day
    message, help_text = "`on` of a receipt is a date", "write it like `2026-11-23`"
    problems.append(Problem("wrong-type", message, path=path, help=help_text))
    return None


def replayed(given: Given, now: Mapping[Part, str], decide: Callable[[], Decision]) -> Replay:
    """The decision made again by `decide`, with rules, engine and calendar as they are `now`.

    Raises:
        CaseError: Nothing has changed since, and yet the facts are malformed; paths are those of what was given.
        UnknownServiceError: Nothing has changed since, and yet there is no such service.
    """
    receipt = given.receipt
    parts: tuple[tuple[Part, str], ...] = (
        ("rulebook", receipt.rulebook),
        ("engine", receipt.engine),
        ("calendar", receipt.calendar),
    )
    changed = tuple(Drift(part, then, now[part]) for part, then in parts if then != now[part])
    decision: Decision | None = None
    refusal: SxguideError | None = None
    try:
        decision = decide()
    except SxguideError as error:
        refusal = _at(error, f"{given.path}.facts")
        if not changed:
            raise refusal from error
    differences: tuple[Difference, ...] = ()
    if given.decision is not None and decision is not None:
        differences = tuple(_differences(given.decision, decision.to_dict()))
    return Replay(receipt, changed, decision, refusal, differences, given.decision is not None)


def _at(error: SxguideError, above: str) -> SxguideError:
    """The error with the paths of its problems below that of the facts."""
    if not isinstance(error, FaultsError):
        return error
    return type(error)(
        replace(each, path=above + each.path.removeprefix("$")) if each.path else each
        for each in error.problems
    )


def _differences(then: Mapping[str, object], now: Mapping[str, JsonValue]) -> Iterator[Difference]:
    """What two decisions say differently, their receipts apart."""
    yield from _unlike(
        "$",
        {key: value for key, value in then.items() if key != "receipt"},
        {key: value for key, value in now.items() if key != "receipt"},
    )


def _unlike(path: str, then: object, now: object) -> Iterator[Difference]:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*now, *then)):
            yield from _unlike_at(f"{path}.{key}", then, now, key)
    elif isinstance(then, list) and isinstance(now, list):
        name = _told_apart_by(then, now)
        if name is not None:
            befores, afters = ({each[name]: each for each in them} for them in (then, now))
            for key in dict.fromkeys((*afters, *befores)):
                yield from _unlike_at(f"{path}[{key}]", befores, afters, key)
            if list(befores) != list(afters) and befores.keys() == afters.keys():
                yield Difference(path, _text(list(befores)), _text(list(afters)))
        elif _text(then) != _text(now):
            yield Difference(path, _text(then), _text(now))
    elif _text(then) != _text(now):
        yield Difference(path, _text(then), _text(now))


def _unlike_at(
    path: str, then: Mapping[str, object], now: Mapping[str, object], key: str
) -> Iterator[Difference]:
    if key not in then:
        yield Difference(path, None, _text(now[key]))
    elif key not in now:
        yield Difference(path, _text(then[key]), None)
    else:
        yield from _unlike(path, then[key], now[key])


def _told_apart_by(then: Sequence[object], now: Sequence[object]) -> str | None:
    """The key whose text tells the entries of both lists apart, if one does."""
    entries = [each for each in (*then, *now) if isinstance(each, Mapping)]
    if len(entries) < len(then) + len(now):
        return None
    for name in _NAMES:
        texts = [
            [each.get(name) for each in them]
            for them in (entries[: len(then)], entries[len(then) :])
        ]
        if all(
            all(isinstance(each, str) for each in them) and len(set(them)) == len(them)
            for them in texts
        ):
            return name
    return None


def _text(value: object) -> str:
    """A value as JSON; a number as it was written."""
    return json.dumps(value, ensure_ascii=False, default=str)
