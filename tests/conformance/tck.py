"""The cases of the public DMN conformance suite (github.com/dmn-tck/tck), read from an archive beside the repository."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path, PurePosixPath

from tests.conformance.dmn import Session
from tests.conformance.dmn_model import Model, local_name, part, parts, read_xml

from sxguide.feel.comparison import is_same
from sxguide.feel.temporal import read_temporal

ARCHIVE = Path(__file__).parents[2].parent / "shared" / "dmn-tck.zip"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
# From as many decimals on, the suite's numbers are approximations.
_APPROXIMATE_DECIMALS = 8


class UnreadableValueError(Exception):
    """The suite's own value is outside what our values can hold."""


@dataclass(frozen=True)
class Case:
    """One expected result: `identifier` is `level-3/0068-feel-equality/number_001`."""

    identifier: str
    model: str
    invocable: str | None
    result: str
    inputs: tuple[tuple[str, object], ...]
    expected: object

    def run(self):
        """The value that our evaluator gives."""
        session = Session(_model(self.model), {name: value_of(node) for name, node in self.inputs})
        return session.service(self.invocable) if self.invocable else session.decision(self.result)

    def wanted(self):
        """The value that the suite expects."""
        return value_of(self.expected)


@cache
def _archive():
    with zipfile.ZipFile(ARCHIVE) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


@cache
def _model(path):
    """The model in the file, and by name what it imports from the files beside it."""
    folder = PurePosixPath(path).parent
    beside = {
        model.namespace: model
        for name, content in _archive().items()
        if PurePosixPath(name).parent == folder and name.endswith(".dmn")
        for model in (Model(read_xml(content)),)
    }
    for model in beside.values():
        for entry in parts(model.root, "import"):
            if entry.get("namespace") in beside and entry.get("name"):
                model.imports[entry.get("name")] = beside[entry.get("namespace")]
    return beside[read_xml(_archive()[path]).get("namespace")]


def cases():
    """Every expected result of the archive, in the order of the files; none where there is no archive."""
    if not ARCHIVE.exists():
        return []
    return [
        case
        for path in sorted(_archive())
        if path.endswith(".xml")
        for case in _cases_of(PurePosixPath(path), read_xml(_archive()[path]))
    ]


def _cases_of(path, root):
    model = path.parent / part(root, "modelName").text.strip()
    folder = f"{path.parts[0].removeprefix('compliance-')}/{path.parent.name}"
    for number, test_case in enumerate(parts(root, "testCase"), start=1):
        results = parts(test_case, "resultNode")
        for result in results:
            name = test_case.get("id") or str(number)
            yield Case(
                identifier=f"{folder}/{name}"
                if len(results) == 1
                else f"{folder}/{name}/{result.get('name')}",
                model=str(model),
                invocable=test_case.get("invocableName"),
                result=result.get("name"),
                inputs=tuple((each.get("name"), each) for each in parts(test_case, "inputNode")),
                expected=part(result, "expected"),
            )


def value_of(element):
    """The value that a node of a test case writes: plain, a context of components, or a list of items."""
    components = parts(element, "component")
    if components:
        return {component.get("name"): value_of(component) for component in components}
    found = part(element, "list", "value")
    if found is None:
        return None
    if local_name(found) == "list":
        return tuple(value_of(item) for item in parts(found, "item"))
    return None if found.get(f"{_XSI}nil") in ("true", "1") else _plain(found)


def _plain(element):
    text = element.text or ""
    match (element.get(f"{_XSI}type") or "xsd:string").rpartition(":")[2]:
        case "string":
            return text
        case "boolean":
            return text.strip() == "true"
        case "decimal" | "double" | "integer" | "long":
            return Decimal(text.strip())
        case _:
            value = read_temporal(text.strip())
            if value is None:
                raise UnreadableValueError(text)
            return value


def is_as_wanted(got, wanted):
    """Whether a value is what the suite expects.

    Everything is compared exactly, with one exception: a number that the suite writes with eight decimals or more is an
    approximation, worked out in binary floating point, and ours may differ from it by less than one in the eighth decimal.
    """
    match wanted:
        case Decimal():
            return type(got) is Decimal and _is_near(got, wanted)
        case tuple():
            return (
                isinstance(got, tuple)
                and len(got) == len(wanted)
                and all(map(is_as_wanted, got, wanted))
            )
        case dict():
            return (
                isinstance(got, dict)
                and got.keys() == wanted.keys()
                and all(is_as_wanted(got[name], wanted[name]) for name in wanted)
            )
        case _:
            return is_same(got, wanted)


def _is_near(got, wanted):
    decimals = -wanted.as_tuple().exponent
    if decimals < _APPROXIMATE_DECIMALS:
        return got == wanted
    return abs(got - wanted) < Decimal(1).scaleb(-_APPROXIMATE_DECIMALS)
