"""The reader: bytes in, a tree of nodes and all faults out. PyYAML parses; it never builds an object."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml

from sxguide.errors import Problem
from sxguide.source import MAX_BYTES, SourceText
from sxguide.yamltree.alignment import Alignment, align
from sxguide.yamltree.nodes import (
    MAX_DEPTH,
    MAX_PROBLEMS,
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)
from sxguide.yamltree.syntax import BAD_CHARACTER_CODE, translate

if TYPE_CHECKING:
    from sxguide.source import Span

# YAML's printable characters, less those that only look like white space or a line end.
_FORBIDDEN = re.compile(
    r"\r(?!\n)|[^\t\n\r\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\U00010000-\U0010FFFF]"
)
_SURROGATE = re.compile(r"[\uD800-\uDFFF]")
_TAB_IN_INDENTATION = re.compile(r"^ *+(\t[ \t]*+)", re.MULTILINE)
_HEADER_WITH_COMMENT = re.compile(r"[|>][^\n#]*+#")
_ANCHOR_OR_ALIAS = re.compile(r"[&*][^\s,\[\]{}]*+")
_TAG = re.compile(r"![^\s,\[\]{}]*+")

_THOROUGH: Any = yaml.SafeLoader
_FAST: Any = getattr(yaml, "CSafeLoader", None)


def read(name: str, data: bytes) -> YamlDocument:
    """See `sxguide.yamltree.read_yaml`."""
    source, problems = _decode(name, data)
    if problems:
        return YamlDocument(source, None, tuple(problems))
    # The C parser is many times as fast, but says less about a fault. So it has the say on a text
    # only where it finds none, and none of what the Python parser would not take as well.
    parsing = None
    if _FAST is not None and "\t" not in source.text:
        parsing = _parse(source, _FAST, 1)
    if parsing is None or parsing.problems or parsing.needs_thorough:
        parsing = _parse(source, _THOROUGH, MAX_PROBLEMS)
    return parsing.document()


def _decode(name: str, data: bytes) -> tuple[SourceText, list[Problem]]:
    """The text of the file, or what keeps it from being one."""
    if len(data) > MAX_BYTES:
        source = SourceText(name, "")
        message = f"the file has {len(data)} bytes, more than the {MAX_BYTES} allowed"
        help_ = "split the file"
        return source, [Problem("yaml-size", message, source.span(0, 0), help=help_)]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        source = SourceText(name, data.decode("utf-8", errors="replace"))
        start = len(data[: fault.start].decode("utf-8"))
        message = f"byte {fault.start} (0x{data[fault.start]:02X}) is not UTF-8"
        help_ = "save the file as UTF-8"
        span = source.span(start, start + 1)
        return source, [Problem("yaml-encoding", message, span, help=help_)]
    source = SourceText(name, text)
    return source, [
        Problem(
            "yaml-encoding",
            f"the character U+{ord(match.group()):04X} is not allowed in a file",
            source.span(match.start(), match.end()),
            help="remove it, or write it as an escape in double quotes",
        )
        for match in islice(_FORBIDDEN.finditer(text), MAX_PROBLEMS)
    ]


def _parse(source: SourceText, loader: Any, limit: int) -> _Parsing:  # noqa: ANN401 — PyYAML's two loaders share no base
    """Read events until the end, a fault that ends all reading, or `limit` faults."""
    parsing = _Parsing(source)
    try:
        for event in yaml.parse(source.text, Loader=loader):
            parsing.take(event)
            if parsing.stopped or len(parsing.problems) >= limit:
                break
    except yaml.YAMLError as fault:
        parsing.break_off(fault)
    except (ValueError, OverflowError):
        # The Python parser hands `\U` and its digits to chr() unchecked.
        parsing.report(
            BAD_CHARACTER_CODE.code,
            BAD_CHARACTER_CODE.message,
            source.span(parsing.position, parsing.position + 1),
            BAD_CHARACTER_CODE.help,
        )
    return parsing


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read; a mapping's children are key, value and so on."""

    is_mapping: bool
    is_bracketed: bool
    start: int
    children: list[YamlNode] = field(default_factory=list)
    keys: dict[str, YamlScalar] = field(default_factory=dict)


@dataclass(slots=True)
class _Parsing:
    """The tree while it is built from the parser's events, without recursion."""

    source: SourceText
    problems: list[Problem] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    root: YamlNode | None = None
    has_document: bool = False
    position: int = 0
    stopped: bool = False
    needs_thorough: bool = False

    def document(self) -> YamlDocument:
        """What has been read, once there is nothing more to read."""
        problems = sorted(self.problems, key=lambda problem: _start(problem.span))
        usable = all(problem.code == "yaml-duplicate-key" for problem in problems)
        root = self.root or self.scalar("", "plain", 0, 0)
        return YamlDocument(self.source, root if usable else None, tuple(problems[:MAX_PROBLEMS]))

    def report(self, code: str, message: str, span: Span, help_: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(code, message, span, help=help_))

    def take(self, event: yaml.Event) -> None:
        """Take in one event of the parser."""
        start, end = _offset(event.start_mark), _offset(event.end_mark)
        self.position = end
        match event:
            case yaml.DocumentStartEvent():
                self.start_document(start, end)
            case yaml.AliasEvent():
                self.refuse_property(_ANCHOR_OR_ALIAS, start)
                self.put(self.scalar("", "plain", start, end))
            case yaml.ScalarEvent():
                self.refuse_properties(event)
                scalar = self.scalar(event.value, event.style or "plain", start, end)
                self.needs_thorough = self.needs_thorough or self.is_parsed_differently(scalar)
                self.put(scalar)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.refuse_properties(event)
                self.open_collection(event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.close_collection(end)
            case _:
                pass

    def is_parsed_differently(self, scalar: YamlScalar) -> bool:
        """Whether the Python parser may refuse this, which the C parser takes.

        These are `?` in a plain text within brackets, and a comment right after `|` or `>`.
        """
        if not scalar.quoted:
            return "?" in scalar.text and any(outer.is_bracketed for outer in self.opened)
        return _HEADER_WITH_COMMENT.match(self.source.text, scalar.span.start) is not None

    def start_document(self, start: int, end: int) -> None:
        """Note a document; a second one is a fault."""
        if self.has_document:
            message = "a second document begins here"
            help_ = "keep one document in a file; remove the `---`"
            self.report("yaml-multiple-documents", message, self.source.span(start, end), help_)
            self.stopped = True
        self.has_document = True

    def refuse_properties(self, event: yaml.NodeEvent) -> None:
        """Note an anchor or a tag in front of a node."""
        if event.anchor is not None:
            self.refuse_property(_ANCHOR_OR_ALIAS, _offset(event.start_mark))
        if getattr(event, "tag", None) is not None:
            self.refuse_property(_TAG, _offset(event.start_mark))

    def refuse_property(self, pattern: re.Pattern[str], start: int) -> None:
        """Note the anchor, alias or tag that `pattern` finds from `start` on."""
        match = pattern.search(self.source.text, start)
        span = self.source.span(*match.span()) if match else self.source.span(start, start)
        if pattern is _TAG:
            help_ = "leave the tag out; put a text that begins with `!` in quotes"
            self.report("yaml-tag", f"`{span.text}` is a tag, and tags are not read", span, help_)
        else:
            message = f"`{span.text}`: anchors and aliases are not read"
            help_ = "write the value out; put a text that begins with `&` or `*` in quotes"
            self.report("yaml-alias", message, span, help_)

    def open_collection(self, event: yaml.CollectionStartEvent) -> None:
        """Go down one level, if there is one left."""
        start = _offset(event.start_mark)
        if len(self.opened) == MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels of lists and mappings"
            span = self.source.span(start, start + 1)
            self.report("yaml-depth", message, span, "write it flatter")
            self.stopped = True
            return
        bracketed = self.source.text.startswith(("[", "{"), start)
        self.opened.append(_Open(isinstance(event, yaml.MappingStartEvent), bracketed, start))

    def close_collection(self, end: int) -> None:
        """Go up one level and put the finished collection where it belongs."""
        collection = self.opened.pop()
        children = collection.children
        if not collection.is_bracketed:
            end = children[-1].span.end if children else collection.start
        span = self.source.span(collection.start, end)
        if not collection.is_mapping:
            self.put(YamlSequence(tuple(children), span))
            return
        entries = [
            (key, value)
            for key, value in zip(children[::2], children[1::2], strict=True)
            if isinstance(key, YamlScalar) and collection.keys.get(key.text) is key
        ]
        self.put(YamlMapping(tuple(entries), span))

    def put(self, node: YamlNode) -> None:
        """Hand a finished node to the collection it stands in."""
        if not self.opened:
            self.root = node
            return
        collection = self.opened[-1]
        if collection.is_mapping and len(collection.children) % 2 == 0:
            self.check_key(node, collection.keys)
        collection.children.append(node)

    def check_key(self, key: YamlNode, keys: dict[str, YamlScalar]) -> None:
        """Note a key that is no text, a merge key or a duplicate; otherwise add it to `keys`."""
        if not isinstance(key, YamlScalar) or not (key.text or key.quoted):
            message = "a key is a text, and this one is not"
            self.report("yaml-key", message, key.span, "write the entry as `key: value`")
        elif key.text == "<<" and not key.quoted:
            message = "`<<`: merge keys are not read"
            self.report("yaml-alias", message, key.span, "write the entries out")
        elif key.text in keys:
            line = keys[key.text].span.line
            message = f"the key `{key.text}` stands twice; the first is on line {line}"
            self.report("yaml-duplicate-key", message, key.span, "keep one of them")
        else:
            keys[key.text] = key

    def scalar(self, text: str, style: str, start: int, end: int) -> YamlScalar:
        """A scalar with the place of each of its characters."""
        if not text and style == "plain":
            # A value that is left out: the two parsers put it at different ends of the blanks.
            start = end = len(self.source.text[:start].rstrip(" \r\n"))
        found = align(self.source.text, start, text, style)
        if found is None:
            found = Alignment([start] * (len(text) + 1), [end] * len(text), end)
        span = self.source.span(start, found.end)
        if style == '"' and _SURROGATE.search(text):
            fault = BAD_CHARACTER_CODE
            self.report(fault.code, fault.message, span, fault.help)
        return YamlScalar(text, style != "plain", span, found.starts, found.ends)

    def break_off(self, fault: yaml.YAMLError) -> None:
        """Note the syntax fault at which the parser gave up."""
        mark = getattr(fault, "problem_mark", None)
        context_mark = getattr(fault, "context_mark", None)
        known = translate(f"{getattr(fault, 'context', '')}: {getattr(fault, 'problem', fault)}")
        if known.from_opening and context_mark is not None:
            mark = context_mark
        start = self.position if mark is None else _offset(mark)
        if known.code == "yaml-tab":
            self.report_tabs(start)
        else:
            self.report(known.code, known.message, self.source.span(start, start + 1), known.help)

    def report_tabs(self, start: int) -> None:
        """Note the tab at which the parser gave up, and those in the indentation of later lines."""
        places = {start: start + 1}
        for match in _TAB_IN_INDENTATION.finditer(self.source.text, start + 1):
            places[match.start(1)] = match.end(1)
        for begin, end in places.items():
            message = "a tab stands where YAML wants spaces"
            span = self.source.span(begin, end)
            self.report("yaml-tab", message, span, "replace the tab by spaces")


def _start(span: Span | None) -> int:
    return span.start if span is not None else 0


def _offset(mark: Any) -> int:  # noqa: ANN401 — each of PyYAML's two parsers has a mark of its own
    return 0 if mark is None else int(mark.index)
