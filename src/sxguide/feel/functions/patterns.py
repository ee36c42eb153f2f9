"""`matches`, `replace` and `split`, with the regular expressions of XPath and XQuery functions 3.1, section 5.6.

A pattern or a replacement that is not valid is a ValueError, and the function gives null.
"""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from sxguide.errors import LimitError
from sxguide.feel.budget import (
    MAX_PATTERN_CHARACTERS,
    MAX_PATTERN_SECONDS,
    checked_characters,
    checked_length,
)
from sxguide.feel.functions.translation import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    import regex

_FLAGS = frozenset("smixq")
# Matches that are taken together: all that a text of ordinary length has.
_AT_ONCE = 10_000


def matches(string: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern is found anywhere in the string."""
    return next(_found(string, _compiled(pattern, flags or ""), at_once=1), None) is not None


def replace(string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The string with each match replaced; `$1` in the replacement stands for the first group, `$0` for the match."""
    compiled = _compiled(pattern, flags or "")
    _require_substance(compiled)
    parts = (
        [replacement]
        if "q" in (flags or "")
        else list(_replacement_parts(replacement, compiled.groups))
    )
    out: list[str] = []
    length = position = 0
    for match in _found(string, compiled):
        out.append(string[position : match.start()])
        out += [part if isinstance(part, str) else match[part] or "" for part in parts]
        length += sum(map(len, out[-1 - len(parts) :]))
        checked_characters(length)
        position = match.end()
    return "".join([*out, string[position:]])


def split(string: str, delimiter: str) -> tuple[str, ...]:
    """The parts of the string between the matches of the delimiter, which is a pattern."""
    compiled = _compiled(delimiter, "")
    _require_substance(compiled)
    parts: list[str] = []
    position = 0
    for match in _found(string, compiled):
        parts.append(string[position : match.start()])
        checked_length(len(parts))
        position = match.end()
    return (*parts, string[position:])


def _found(
    string: str, compiled: regex.Pattern[str], at_once: int = _AT_ONCE
) -> Iterator[regex.Match[str]]:
    # The time is that of the processor on all threads, so no other may run meanwhile: an answer must not hang on them.
    # Nor may any before the first match or between two, so the search begins with them, and they are taken many at a time.
    search = partial(compiled.finditer, timeout=MAX_PATTERN_SECONDS, concurrent=False)
    matches = chain.from_iterable(map(search, (string,)))
    try:
        taken = list(islice(matches, at_once))
        yield from taken
        # Whoever asks again at the end has the whole text searched again.
        while len(taken) == at_once:
            taken = list(islice(matches, at_once))
            yield from taken
    except TimeoutError as error:
        message = f"a pattern takes more than {MAX_PATTERN_SECONDS} seconds to match"
        raise LimitError(message) from error


def _require_substance(compiled: regex.Pattern[str]) -> None:
    if compiled.search("") is not None:
        message = "a pattern that matches nothing at all cannot be replaced"
        raise ValueError(message)


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    import regex  # noqa: PLC0415 — few expressions use patterns, and the package takes its time to load

    if not set(flags) <= _FLAGS:
        message = f"`{flags}` are not flags of a pattern"
        raise ValueError(message)
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        message = f"a pattern has more than {MAX_PATTERN_CHARACTERS} characters"
        raise LimitError(message)
    source = regex.escape(pattern) if "q" in flags else translated(pattern, flags)
    try:
        return regex.compile(source, regex.VERSION1 | (regex.IGNORECASE if "i" in flags else 0))
    except (regex.error, OverflowError) as error:
        message = f"`{pattern}` is not a pattern"
        raise ValueError(message) from error


def _replacement_parts(text: str, groups: int) -> Iterator[str | int]:
    """The replacement as strings and numbers of groups."""
    index = 0
    while index < len(text):
        char, following = text[index], text[index + 1 : index + 2]
        if char == "\\" and following and following in "\\$":
            yield following
        elif char == "$" and following.isdecimal() and following.isascii():
            digits = _group_digits(text, index + 1, groups)
            # A group that the pattern does not have stands for nothing.
            yield int(digits) if int(digits) <= groups else ""
            index += len(digits) - 1
        elif char in "\\$":
            message = f"`{text}` is not a replacement"
            raise ValueError(message)
        else:
            yield char
            index -= 1
        index += 2


def _group_digits(text: str, start: int, groups: int) -> str:
    """The digits of a group's number: one, and more only as long as there is such a group."""
    digits = text[start]
    for char in text[start + 1 :]:
        if not (char.isascii() and char.isdecimal()) or int(digits + char) > groups:
            break
        digits += char
    return digits
