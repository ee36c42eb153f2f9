"""Built-in functions on strings (DMN 1.5, table 74); positions count from 1, or from the end where negative."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sxguide.feel.arithmetic import truncated
from sxguide.feel.budget import checked_characters
from sxguide.feel.functions.patterns import matches, replace, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation


def _substring(string: str, start: Decimal, length: Decimal | None = None) -> str | None:
    first = truncated(start)
    if first == 0 or abs(first) > len(string):
        return None
    first = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[first:]
    count = truncated(length)
    return string[first : first + count] if count > 0 else None


def _substring_before(string: str, match: str) -> str:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


def _substring_after(string: str, match: str) -> str:
    if not match:
        return string
    return string.partition(match)[2]


def _string_join(parts: tuple[str | None, ...], delimiter: str | None = None) -> str:
    strings = [part for part in parts if part is not None]
    checked_characters(sum(map(len, strings)) + len(strings) * len(delimiter or ""))
    return (delimiter or "").join(strings)


STRINGS: Mapping[str, Implementation] = {
    "substring": _substring,
    "string length": lambda string: Decimal(len(string)),
    "upper case": str.upper,
    "lower case": str.lower,
    "substring before": _substring_before,
    "substring after": _substring_after,
    "replace": replace,
    "contains": lambda string, match: match in string,
    "starts with": str.startswith,
    "ends with": str.endswith,
    "matches": matches,
    "split": split,
    "string join": _string_join,
}
