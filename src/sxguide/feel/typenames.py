"""FEEL's type names as they are written: `date and time`, `list<number>`, `function<date> -> boolean`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.feel.cursor import Cursor

# The longer of two that begin alike stands first.
_LONG_NAMES = (
    ("years", "and", "months", "duration"),
    ("days", "and", "time", "duration"),
    ("date", "and", "time"),
)


def take_type(cursor: Cursor) -> str:
    """The type written here, with single spaces; `list<…>`, `range<…>`, `context<…>` and `function<…> -> …` nest."""
    cursor.descend()
    for words in _LONG_NAMES:
        if all(cursor.ahead(offset).text == word for offset, word in enumerate(words)):
            cursor.advance(len(words))
            cursor.ascend()
            return " ".join(words)
    name = _simple_name(cursor)
    if cursor.at("<") and name in _PARAMETERS:
        name = f"{name}{_PARAMETERS[name](cursor)}"
    cursor.ascend()
    return name


def _simple_name(cursor: Cursor) -> str:
    found = cursor.match_name()
    if found is not None and cursor.token.text not in _PARAMETERS:
        return cursor.take_name(found[1])
    if cursor.token.kind != "word":
        cursor.unexpected("a type")
    name = cursor.advance().text
    while cursor.at(".") and cursor.ahead().kind == "word":
        cursor.advance(2)
        name += f".{cursor.previous.text}"
    return name


def _one_type(cursor: Cursor) -> str:
    cursor.expect("<")
    name = take_type(cursor)
    cursor.expect(">")
    return f"<{name}>"


def _fields(cursor: Cursor) -> str:
    cursor.expect("<")
    fields = []
    while not cursor.at(">"):
        field = cursor.new_name("the name of an entry", ":")
        cursor.expect(":")
        fields.append(f"{field}: {take_type(cursor)}")
        if not cursor.take(","):
            break
    cursor.expect(">")
    return f"<{', '.join(fields)}>"


def _signature(cursor: Cursor) -> str:
    cursor.expect("<")
    parameters = []
    while not cursor.at(">"):
        parameters.append(take_type(cursor))
        if not cursor.take(","):
            break
    cursor.expect(">")
    cursor.expect("->")
    return f"<{', '.join(parameters)}> -> {take_type(cursor)}"


_PARAMETERS = {"list": _one_type, "range": _one_type, "context": _fields, "function": _signature}
