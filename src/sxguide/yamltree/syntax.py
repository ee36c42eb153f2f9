"""Syntax faults: the parser's words, which speak of tokens, in words that speak of the file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """What a fault of a certain kind is called; `from_opening`: it is shown where its construct opens."""

    code: str
    message: str
    help: str
    from_opening: bool = False


_ALIAS = SyntaxFault(
    "yaml-alias",
    "anchors and aliases are not read",
    "write the value out; put a text that begins with `&` or `*` in quotes",
)
_TAG = SyntaxFault(
    "yaml-tag",
    "tags are not read",
    "leave the tag out; put a text that begins with `!` in quotes",
)
_DIRECTIVE = SyntaxFault(
    "yaml-syntax",
    "a line that begins with `%` is a directive, and this one cannot be read",
    "leave directives out",
)
_UNCLOSED_QUOTE = SyntaxFault(
    "yaml-syntax",
    "the quote that opens here is never closed",
    'close it; a quote within single quotes is written twice, one within double quotes as `\\"`',
    from_opening=True,
)
_ESCAPE = SyntaxFault(
    "yaml-syntax",
    "the backslash begins no escape that YAML knows",
    "write `\\\\` for a backslash, or put the text in single quotes",
)
_BLOCK_HEADER = SyntaxFault(
    "yaml-syntax",
    "only `+`, `-` and a digit from 1 to 9 may follow `|` or `>`",
    "begin the text on the next line; put a text that begins with `|` or `>` in quotes",
)

# The first row whose words occur in the parser's "context: problem" tells what the fault is.
_FAULTS = (
    (
        r"found character '\t'",
        SyntaxFault(
            "yaml-tab", "a tab stands where YAML wants spaces", "replace the tab by spaces"
        ),
    ),
    (
        "that cannot start any token",
        SyntaxFault(
            "yaml-syntax", "no value can begin with this character", "put the value in quotes"
        ),
    ),
    (
        "could not find expected ':'",
        SyntaxFault(
            "yaml-syntax",
            "a key without a `:` after it",
            "write `key: value`; indent the further lines of a value more than its key",
            from_opening=True,
        ),
    ),
    (
        "sequence entries are not allowed here",
        SyntaxFault(
            "yaml-syntax",
            "a list cannot begin here",
            "begin the list on the line below its key; put a text that begins with `- ` in quotes",
        ),
    ),
    (
        "mapping keys are not allowed here",
        SyntaxFault(
            "yaml-syntax",
            "a key cannot stand here",
            "put a text that begins with `? ` in quotes",
        ),
    ),
    (
        "mapping values are not allowed here",
        SyntaxFault(
            "yaml-syntax",
            "a `:` stands where no key can end",
            "put a text that contains `: ` in quotes; begin the keys of one mapping in the same column",
        ),
    ),
    ("scanning an alias", _ALIAS),
    ("scanning an anchor", _ALIAS),
    ("a tag", _TAG),
    ("tag handle", _TAG),
    ("directive", _DIRECTIVE),
    ("incompatible YAML document", _DIRECTIVE),
    ("scanning a block scalar", _BLOCK_HEADER),
    ("scanning a double-quoted scalar", _ESCAPE),
    ("scanning a quoted scalar", _UNCLOSED_QUOTE),
    (
        "expected '<document start>'",
        SyntaxFault(
            "yaml-syntax",
            "something stands after the end of the content",
            "a file is one mapping or one list; check the indentation",
        ),
    ),
    (
        "expected the node content",
        SyntaxFault(
            "yaml-syntax",
            "a value is missing before this",
            "write the value; put a text that begins with `,`, `]` or `}` in quotes",
        ),
    ),
    (
        "parsing a block collection",
        SyntaxFault(
            "yaml-syntax",
            "this does not fit the list above it",
            "begin each item of one list with `- ` in the same column",
        ),
    ),
    (
        "parsing a block mapping",
        SyntaxFault(
            "yaml-syntax",
            "this does not fit the mapping above it",
            "begin the keys of one mapping in the same column; put a text in quotes as a whole or not at all",
        ),
    ),
    (
        "parsing a flow sequence",
        SyntaxFault(
            "yaml-syntax",
            "a `,` or `]` is missing before this",
            "close the list with `]`; put a text that contains `,`, `: `, `?` or a bracket in quotes",
        ),
    ),
    (
        "parsing a flow mapping",
        SyntaxFault(
            "yaml-syntax",
            "a `,` or `}` is missing before this",
            "close the mapping with `}`; put a text that contains `,`, `: `, `?` or a bracket in quotes",
        ),
    ),
)
_OTHER = SyntaxFault(
    "yaml-syntax", "the file cannot be read from here on", "check quotes and indentation"
)
BAD_CHARACTER_CODE = SyntaxFault(
    "yaml-syntax",
    "an escape in this text stands for no character",
    "a character code is at most `\\U0010FFFF`, and not one of `\\uD800` to `\\uDFFF`",
)


def translate(words: str) -> SyntaxFault:
    """What the parser's "context: problem" is called here."""
    return next((fault for part, fault in _FAULTS if part in words), _OTHER)
