"""A DMN model as the conformance suite writes it: its elements, its imports, and what its type names mean."""

from __future__ import annotations

from dataclasses import fields, replace

from lxml import etree

from sxguide.errors import ExpressionError
from sxguide.feel.instances import read_type
from sxguide.feel.nodes import Binary, FunctionLiteral, InstanceOf, Node
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.types import ANY

# Nothing outside the file is read, whatever the file says.
_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}

_BUILT_IN_TYPES = {
    "Any": "Any",
    "boolean": "boolean",
    "number": "number",
    "string": "string",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
}


class UnreadableError(Exception):
    """An expression of the model cannot be parsed; what holds it is null."""


def read_xml(content):
    """The root of an XML document given as bytes; nothing outside it is read, whatever it says."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(content, parser)


def local_name(element):
    """The element's name without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def parts(element, *names):
    """The direct children that have one of the names."""
    return [child for child in element if local_name(child) in names]


def part(element, *names):
    """The first direct child that has one of the names, or None."""
    return next(iter(parts(element, *names)), None)


def text_of(element):
    """The text of the element's `text` child, or nothing."""
    child = part(element, "text") if element is not None else None
    return (child.text or "") if child is not None else ""


def name_of(element):
    """The name of the variable that an element of the requirements graph provides."""
    return " ".join(element.get("name").split())


class Model:
    """One file: its elements by id, and in `imports` the models that it imports by name."""

    def __init__(self, root):
        self.root = root
        self.imports: dict[str, Model] = {}
        self.namespace = root.get("namespace")
        self.elements = {child.get("id"): child for child in root if child.get("id") is not None}
        self._items = {child.get("name"): child for child in parts(root, "itemDefinition")}
        self._parsed: dict[tuple[object, ...], Node | ExpressionError] = {}
        self._component_names = frozenset(
            name_of(child) for child in root.iter("{*}itemComponent") if child.get("name")
        )

    def named(self, name, *kinds):
        """The element of one of the kinds that has the name, or None."""
        return next((child for child in parts(self.root, *kinds) if name_of(child) == name), None)

    def resolve(self, href):
        """The model and the element that a reference names, and the import it came by (None: this model)."""
        namespace, _, identifier = href.rpartition("#")
        for prefix, model in self.imports.items():
            if namespace and namespace == model.namespace and namespace != self.namespace:
                return model, model.elements[identifier], prefix
        return self, self.elements[identifier], None

    @property
    def entry_names(self):
        """The names that may follow a dot: of components, and of what an imported model provides."""
        return self._component_names.union(
            *(model.entry_names | model.provided_names for model in self.imports.values())
        )

    @property
    def provided_names(self):
        """The names of the elements of the requirements graph."""
        return frozenset(name_of(child) for child in self.elements.values() if child.get("name"))

    def expression(self, text, names):
        """The tree of an expression in which the names are in scope."""
        return self._parse(parse_expression, text, names)

    def unary_tests(self, text, names):
        """The tests of a cell in which the names are in scope."""
        return self._parse(parse_unary_tests, text, names)

    def _parse(self, parse, text, names):
        key = (parse, text, frozenset(names))
        if key not in self._parsed:
            try:
                node = parse(text, names=frozenset(names) | self.entry_names)
            except ExpressionError as error:
                self._parsed[key] = error
            else:
                self._parsed[key] = self._with_known_types(node)
        node = self._parsed[key]
        if isinstance(node, ExpressionError):
            raise UnreadableError(str(node))
        return node

    def _with_known_types(self, node):
        """The tree with the model's own type names written out in FEEL's."""
        if isinstance(node, tuple):
            return tuple(self._with_known_types(each) for each in node)
        if not isinstance(node, Node):
            return node
        node = replace(
            node,
            **{
                each.name: self._with_known_types(getattr(node, each.name)) for each in fields(node)
            },
        )
        if isinstance(node, InstanceOf):
            return self._instance_of(node)
        if isinstance(node, FunctionLiteral):
            return replace(
                node,
                parameters=tuple(
                    (name, wanted and self.written_out(wanted)) for name, wanted in node.parameters
                ),
            )
        return node

    def _instance_of(self, node):
        """`x instance of T` with T written out; where T has allowed values, `x` must also be one of them."""
        written_out = replace(node, type_name=self.written_out(node.type_name))
        item = self._items.get(node.type_name)
        text = text_of(part(item, "allowedValues")) if item is not None else ""
        if not text:
            return written_out
        test = replace(self.unary_tests(text, ()), subject=node.subject)
        return Binary("and", written_out, test, node.span)

    def type_of(self, reference):
        """The type that a `typeRef` stands for."""
        return read_type(self.type_name(reference)) or ANY

    def type_name(self, reference):
        """The FEEL type that a `typeRef` stands for, written out."""
        reference = (reference or "Any").rpartition(":")[2].strip()
        prefix, _, rest = reference.partition(".")
        if reference in self._items:
            return self._item_type(self._items[reference])
        if prefix in self.imports:
            return self.imports[prefix].type_name(rest)
        if prefix in self._items and rest:
            component = next(
                c for c in parts(self._items[prefix], "itemComponent") if c.get("name") == rest
            )
            return self._item_type(component)
        return _BUILT_IN_TYPES.get(reference, "Any")

    def written_out(self, name):
        """A type as an expression writes it, with the model's own types written out: `list<tPerson>`."""
        outer, bracket, inner = name.partition("<")
        if bracket and outer in ("list", "range"):
            return f"{outer}<{self.written_out(inner[:-1])}>"
        return self.type_name(name) if name in self._items else name

    def item(self, reference):
        """The item definition that a `typeRef` stands for and the model it is in; None for FEEL's own types."""
        reference = (reference or "").rpartition(":")[2].strip()
        prefix, _, rest = reference.partition(".")
        if reference not in self._items and prefix in self.imports:
            return self.imports[prefix].item(rest)
        return (self, self._items[reference]) if reference in self._items else None

    def _item_type(self, item):
        function = part(item, "functionItem")
        components = parts(item, "itemComponent")
        if function is not None:
            parameters = ", ".join(
                self.type_name(each.get("typeRef")) for each in parts(function, "parameters")
            )
            name = f"function<{parameters}> -> {self.type_name(function.get('outputTypeRef'))}"
        elif components:
            entries = ", ".join(f"{name_of(each)}: {self._item_type(each)}" for each in components)
            name = f"context<{entries}>"
        else:
            reference = part(item, "typeRef")
            name = self.type_name(reference.text if reference is not None else None)
        return f"list<{name}>" if item.get("isCollection") == "true" else name
