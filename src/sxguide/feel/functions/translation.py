"""The patterns of XPath and XQuery functions 3.1 (section 5.6.1) in the words of the `regex` package.

Only what XPath knows is let through: no look-ahead, no named groups, no escapes of other dialects. Repetitions are
counted, since the package unrolls them in memory.
"""

from __future__ import annotations

import re

from sxguide.errors import LimitError

_MAX_REPETITIONS = 10_000
_MAX_GROUP_DEPTH = 20

_INITIAL = r"\p{L}_:"
_NAME_PART = r"\p{L}\p{M}\p{N}_:.\-\u00b7"
# XML Schema part 2, appendix F.1.1; each can also stand inside another class.
_CLASS_ESCAPES = {
    "s": r"[\t\n\r ]",
    "S": r"[^\t\n\r ]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_INITIAL}]",
    "I": f"[^{_INITIAL}]",
    "c": f"[{_NAME_PART}]",
    "C": f"[^{_NAME_PART}]",
}
_CHARACTER_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {char: char for char in r"\|.-^?*+{}()[]$"}
_CATEGORY = re.compile(r"\{(?:(?P<category>[LMNPZSC][a-z]?)|Is(?P<block>[A-Za-z0-9-]+))\}")
_QUANTIFIER = re.compile(
    r"(?:[?*+]|\{(?P<least>[0-9]{1,9})(?P<comma>,(?P<most>[0-9]{1,9})?)?\})\??"
)
_SPACES = "\t\n\r "


def translated(pattern: str, flags: str) -> str:
    """The pattern as the `regex` package (version 1 behaviour) writes it; a ValueError where it is not valid.

    Raises:
        LimitError: it repeats something too often.
    """
    source = _without_spaces(pattern) if "x" in flags else pattern
    return _Translation(source, dot_is_any="s" in flags, by_lines="m" in flags).whole()


def _without_spaces(pattern: str) -> str:
    """The pattern without white space, except inside classes: the flag `x`."""
    out = ""
    depth = 0
    for char in pattern:
        if char in _SPACES and depth == 0:
            continue
        # An odd number of backslashes before a bracket makes it an ordinary character.
        escaped = (len(out) - len(out.rstrip("\\"))) % 2 == 1
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        out += char
    return out


class _Translation:
    """A place in a pattern, and what has been read up to there."""

    def __init__(self, pattern: str, *, dot_is_any: bool, by_lines: bool) -> None:
        self._pattern = pattern
        self._index = 0
        self._groups = 0
        self._closed: set[int] = set()
        self._depth = 0
        self._atoms = {
            ".": "(?s:.)" if dot_is_any else r"[^\n\r]",
            # A line end that closes the whole string begins no new line.
            "^": r"(?:\A|(?<=\n)(?!\Z))" if by_lines else r"\A",
            "$": r"(?=\n|\Z)" if by_lines else r"\Z",
        }

    def whole(self) -> str:
        out, _ = self._branches()
        if self._index < len(self._pattern):
            raise self._refused()
        return out

    def _refused(self) -> ValueError:
        return ValueError(f"`{self._pattern}` is not a pattern")

    def _peek(self) -> str:
        return self._pattern[self._index : self._index + 1]

    def _take(self, text: str) -> bool:
        if self._pattern.startswith(text, self._index):
            self._index += len(text)
            return True
        return False

    def _next(self) -> str:
        if self._index >= len(self._pattern):
            raise self._refused()
        self._index += 1
        return self._pattern[self._index - 1]

    def _branches(self) -> tuple[str, int]:
        """Alternatives up to a closing bracket or the end, and how many repetitions they unroll to."""
        out, weight = "", 0
        while self._peek() and self._peek() != ")":
            if self._take("|"):
                out += "|"
                continue
            atom, atom_weight = self._atom()
            quantifier, times = self._quantifier()
            out += atom + quantifier
            weight += max(1, atom_weight) * times
            if weight > _MAX_REPETITIONS:
                message = f"a pattern repeats something more than {_MAX_REPETITIONS} times"
                raise LimitError(message)
        return out, weight

    def _quantifier(self) -> tuple[str, int]:
        match = _QUANTIFIER.match(self._pattern, self._index)
        if match is None:
            return "", 1
        self._index = match.end()
        least, most = int(match["least"] or 0), int(match["most"] or 0)
        if match["most"] and most < least:
            raise self._refused()
        return match[0], max(1, least, most)

    def _atom(self) -> tuple[str, int]:
        char = self._next()
        match char:
            case "(":
                return self._group()
            case "[":
                return self._class(), 1
            case "\\":
                return self._escape(), 1
            case "." | "^" | "$":
                return self._atoms[char], 1
            case "?" | "*" | "+" | "{" | "}" | "]":
                raise self._refused()
            case _:
                return _literal(char), 1

    def _group(self) -> tuple[str, int]:
        self._depth += 1
        if self._depth > _MAX_GROUP_DEPTH:
            message = f"a pattern nests groups more than {_MAX_GROUP_DEPTH} deep"
            raise LimitError(message)
        captures = not self._take("?:")
        if captures:
            self._groups += 1
        number = self._groups
        inside, weight = self._branches()
        if self._next() != ")":
            raise self._refused()
        if captures:
            self._closed.add(number)
        self._depth -= 1
        return f"({'' if captures else '?:'}{inside})", weight

    def _escape(self) -> str:
        char = self._next()
        if char in "123456789":
            return self._back_reference(char)
        return self._shared_escape(char)

    def _shared_escape(self, char: str) -> str:
        """What a backslash and `char` mean inside and outside classes alike."""
        if char in _CLASS_ESCAPES:
            return _CLASS_ESCAPES[char]
        if char in _CHARACTER_ESCAPES:
            return _literal(_CHARACTER_ESCAPES[char])
        match = _CATEGORY.match(self._pattern, self._index) if char in "pP" else None
        if match is None:
            raise self._refused()
        self._index = match.end()
        return f"\\{char}{{{match['category'] or 'Block=' + match['block']}}}"

    def _back_reference(self, digit: str) -> str:
        number = int(digit)
        while (
            self._peek().isdecimal()
            and self._peek().isascii()
            and number * 10 + int(self._peek()) <= self._groups
        ):
            number = number * 10 + int(self._next())
        if number not in self._closed:
            raise self._refused()
        # A group that took no part in the match stands for nothing.
        return f"(?({number})\\{number}|)"

    def _class(self) -> str:
        """A class after its opening bracket, with what is subtracted from it."""
        negated = "^" if self._take("^") else ""
        members = ""
        while not members or self._peek() != "]":
            if members and self._take("-["):
                subtracted = self._class()
                if self._next() != "]":
                    raise self._refused()
                return f"[[{negated}{members}]--{subtracted}]"
            members += self._member()
        self._index += 1
        return f"[{negated}{members}]"

    def _member(self) -> str:
        first, is_character = self._class_part()
        if (
            not is_character
            or self._peek() != "-"
            or self._pattern[self._index + 1 : self._index + 2] in ("]", "[")
        ):
            return first
        self._index += 1
        last, is_character = self._class_part()
        if not is_character:
            raise self._refused()
        return f"{first}-{last}"

    def _class_part(self) -> tuple[str, bool]:
        """One part of a class, and whether it is a single character, which can begin or end a range."""
        char = self._next()
        if char == "\\":
            escaped = self._next()
            return self._shared_escape(escaped), escaped in _CHARACTER_ESCAPES
        if char in "[]":
            raise self._refused()
        return _literal(char), True


def _literal(char: str) -> str:
    """The character itself, so written that no dialect reads anything into it."""
    return f"\\u{ord(char):04x}" if char.isascii() and not char.isalnum() else char
