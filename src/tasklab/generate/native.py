"""The native structs: a tree of just the members that a spec reads, and how each is reached.

A struct names no member that the spec does not read, so decoding skips the rest of a reply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from tasklab.generate.name import identifier, pascal
from tasklab.generate.plan import Member, NativeStruct
from tasklab.spec.path import LOOSE, Every, Index, Key, Members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.generate.importing import Imports
    from tasklab.spec.path import Step

    Among = Callable[[str, tuple[Step, ...], str], tuple[str, str]]

MSGSPEC = "msgspec"
OPEN = ("tasklab.adapter.open_object", "Open")
ANY = "Any"
MEMBERS = "dict[str, Any]"
"""An object as a mapping: its members have names that a spec cannot know."""
TEXTUAL = "int | str"
"""What a value may be that is put into a text, where nothing else says what it is."""


class ShapeConflictError(Exception):
    """Two paths of a spec want the same native member to be two things."""


@dataclass
class Node:
    """One place in a native object: an object with members, a list, or a value."""

    members: dict[str, Node] = field(default_factory=dict)
    is_array: bool = False
    """Whether the members are places of a list, named by their numbers."""
    element: Node | None = None
    leaf: str | None = None
    is_required: bool = False
    struct_name: str = ""
    alias: Node | None = None
    """The tree that stands here: an entity's, which has its name from there and may be needed more in one place."""
    below: dict[tuple[Step, ...], str] = field(default_factory=dict)
    """Of an object whose members have names that a spec cannot know: the types of what is read further down."""
    is_open: bool = False
    """Whether all members are read by name too."""

    @property
    def has_open(self) -> bool:
        """Whether this place, or one in it, is an object of which both some members and all of them are read."""
        inner = [node for node in (self.alias, self.element, *self.members.values()) if node is not None]
        return bool(self.is_open and self.members) or any(node.has_open for node in inner if node.has_parts)

    @property
    def has_parts(self) -> bool:
        """Whether anything stands in this place but a value."""
        return bool(self.members) or self.element is not None or self.alias is not None

    def annotation(self) -> str:
        """Return the type of this place, without `None`."""
        if self.alias is not None:
            return self.alias.annotation()
        if self.members:
            return f"{OPEN[1]}[{self.struct_name}]" if self.is_open else self.struct_name
        if self.is_open:
            return MEMBERS
        if self.element is not None:
            return f"list[{self.element.annotation()}]"
        return self.leaf or ANY


class Access(msgspec.Struct, frozen=True):
    """How a value is reached from a native object.

    `expression` is right when none of the `guards` holds. With `over`, the path goes through a list: `expression` is
    then the value of one element, and `over` the `for` clauses around it.
    """

    expression: str
    guards: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    annotation: str = ANY
    """Type of the expression, or of one element's, where no guard holds."""
    source: str | None = None
    """The expression, or None where it is missing, in one; when there is one that is shorter than the guards."""

    def wrapped(self, expression: str, absent: str = "None") -> str:
        """Return a whole expression: guards before, the `for` clauses around `expression`."""
        inner = f"[{expression} {' '.join(self.over)}]" if self.over else expression
        guards = self.guards
        if absent == "None" and self.source is not None and inner == self.expression:
            return self.source
        if absent == "None" and guards and inner == self.expression and guards[-1] == f"{inner} is None":
            guards = guards[:-1]
        return f"{absent} if {' or '.join(guards)} else {inner}" if guards else inner

    def listed(self) -> str:
        """Return the list at the path, empty where it is missing; of several lists on the way one of all entries."""
        if not self.over:
            return self.wrapped(self.expression, "[]")
        inner = f"[entry {' '.join(self.over)} for entry in {self.expression}]"
        return f"[] if {' or '.join(self.guards)} else {inner}" if self.guards else inner


def negated(guards: tuple[str, ...]) -> str:
    """Return the condition that no guard holds."""
    tests = []
    for guard in guards:
        if guard.startswith("not "):
            tests.append(guard.removeprefix("not "))
        elif guard.startswith("len("):
            tests.append(guard.replace(" <= ", " > "))
        else:
            tests.append(guard.removesuffix(" is None") + " is not None")
    return " and ".join(tests)


def need(root: Node, steps: tuple[Step, ...], annotation: str, *, is_required: bool = False) -> None:
    """Make room in the tree for the value at a path.

    Raises: ShapeConflictError when the tree has something else there.
    """
    node = root
    for index, step in enumerate(steps):
        if isinstance(step, LOOSE):
            is_many = any(isinstance(each, Every) for each in steps[index:])
            node.below[steps[index:]] = f"list[{annotation}]" if is_many and annotation != ANY else annotation
            annotation = MEMBERS
            break
        if node.leaf not in (None, ANY):
            raise ShapeConflictError(f"it is read as {node.leaf} and as something with parts")
        node.leaf = None
        node.is_required = node.is_required or is_required
        if isinstance(step, Members):
            _open(node)
            return
        node = _descend(node, step)
    node.is_required = node.is_required or is_required
    _settle(node, annotation)


def _open(node: Node) -> None:
    if node.element is not None or node.is_array:
        raise ShapeConflictError("it is read as a list and as an object with all its members")
    node.is_open = True


def _descend(node: Node, step: Step) -> Node:
    if node.alias is not None:
        return _descend(node.alias, step)
    if isinstance(step, Key):
        if node.element is not None:
            raise ShapeConflictError(f"it is read as a list and as an object with `{step.name}`")
        if node.members and node.is_array is not step.is_place:
            raise ShapeConflictError("it is read as a list with places and as an object")
        node.is_array = step.is_place
        return node.members.setdefault(step.name, Node())
    if node.members:
        raise ShapeConflictError("it is read as an object and as a list")
    if node.element is None:
        node.element = Node(is_required=True)
    return node.element


def _settle(node: Node, annotation: str) -> None:
    if node.members or node.element is not None:
        if annotation != ANY:
            raise ShapeConflictError(f"it is read as {annotation} and as something with parts")
        return
    if node.leaf is None or (node.leaf in (ANY, TEXTUAL) and annotation != ANY):
        node.leaf = annotation
    elif annotation not in (ANY, TEXTUAL, node.leaf):
        node.leaf = " | ".join(sorted({*node.leaf.split(" | "), *annotation.split(" | ")}))


def graft(root: Node, steps: tuple[Step, ...], branch: Node, *, is_list: bool, is_required: bool = True) -> Node:
    """Put another tree at a path: an entity's into the tree of a reply. Returns the root of the whole."""
    alias = Node(alias=branch, is_required=is_list or is_required)
    element = Node(element=alias, is_required=is_required) if is_list else alias
    if not steps:
        return element
    node = root
    for step in steps[:-1]:
        node = _descend(node, step)
        node.is_required = is_required
    last = steps[-1]
    if isinstance(last, Key):
        node.members[last.name] = element
        node.is_array = last.is_place
    else:
        node.element = element
    return root


def name_structs(root: Node, name: str, taken: set[str]) -> None:
    """Name the structs of a tree, outermost first: `_Task`, `_TaskStatus`, `_TaskLabel`."""
    if root.element is not None:
        name_structs(root.element, _singular(name), taken)
        return
    if not root.members or root.struct_name:  # an entity's tree was named before
        return
    root.struct_name = _free(name, taken)
    for member, node in root.members.items():
        name_structs(node, root.struct_name + pascal(member), taken)


def _free(name: str, taken: set[str]) -> str:
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}{number}", number + 1
    taken.add(unique)
    return unique


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def plan_structs(root: Node, imports: Imports, done: set[str], summary: str) -> Iterator[NativeStruct]:
    """Plan the structs of a named tree, inner ones first, each once."""
    for name, node in (*root.members.items(), *((("", root.element),) if root.element else ())):
        if node.has_parts:
            yield from plan_structs(node, imports, done, f"Its `{name}`." if name else summary)
    if root.members and root.struct_name not in done:
        done.add(root.struct_name)
        imports.use(MSGSPEC, "Struct")
        if root.is_open:
            imports.use(*OPEN)
        yield NativeStruct(
            name=root.struct_name,
            summary=summary,
            members=_places(root, imports) if root.is_array else _members(root, imports),
            is_array=root.is_array,
        )


def _members(root: Node, imports: Imports) -> tuple[Member, ...]:
    return tuple(_member(name, node, imports) for name, node in _by_need(root.members))


def _places(root: Node, imports: Imports) -> tuple[Member, ...]:
    """Plan the places of a list up to the last one that is read; what stands behind it is skipped."""
    places: list[Member] = []
    for number in range(1 + max(map(int, root.members))):
        node = root.members.get(str(number), Node())
        annotation = node.annotation()
        if ANY in annotation:
            imports.use("typing", ANY)
        optional = "" if node.is_required or annotation == ANY else " | None"
        places.append(Member(identifier(str(number)), annotation + optional, None))
    return tuple(places)


def _by_need(members: dict[str, Node]) -> list[tuple[str, Node]]:
    return sorted(members.items(), key=lambda pair: (not pair[1].is_required, pair[0]))


def _member(native: str, node: Node, imports: Imports) -> Member:
    name = identifier(native)
    annotation = node.annotation()
    if ANY in annotation:
        imports.use("typing", ANY)
    default = None if node.is_required else "None"
    if default and annotation != ANY:
        annotation += " | None"
    if name != native:
        imports.use(MSGSPEC, "field")
        default = f'field(name="{native}"' + (", default=None)" if default else ")")
    return Member(name, annotation, default)


def access(root: Node, steps: tuple[Step, ...], expression: str, among: Among | None = None) -> Access:
    """Return how the value at a path is reached from `expression`, which holds the root.

    `among` gives the code of what stands further down in an object whose members have names that a spec cannot know.
    """
    node, guards, over, owner = root, list[str](), list[str](), expression
    for index, step in enumerate(steps):
        is_key = type(step) is Key
        if not is_key and isinstance(step, Members):
            return Access(f"{owner}.members" if node.members else owner, tuple(guards), tuple(over), MEMBERS)
        if node.is_open and node.members:
            owner = f"{owner}.known"
        if not is_key and isinstance(step, LOOSE):
            if among is None or over:
                raise ShapeConflictError("members that each customer names are not read here")
            return _among(among, steps[index:], node.below.get(steps[index:], ANY), owner, tuple(guards))
        node = _descend(node, step)
        if isinstance(step, Key):
            owner = f"{owner}.{identifier(step.name)}"
        elif isinstance(step, Index):
            guards.append(f"len({owner}) <= {step.number}" if step.number else f"not {owner}")
            owner = f"{owner}[{step.number}]"
        else:
            variable = f"item{len(over) + 1}" if over else "item"
            over.append(f"for {variable} in {owner}")
            owner = variable
        if not node.is_required and isinstance(step, Key):
            _guard(guards, over, owner)
    return Access(owner, tuple(guards), tuple(over), node.annotation())


def _among(among: Among, steps: tuple[Step, ...], annotation: str, owner: str, guards: tuple[str, ...]) -> Access:
    """Return the access to what is asked for once, under a name, because it may be missing."""
    source, name = among(owner, steps, annotation)
    guards = tuple(guard for guard in guards if guard != f"{owner} is None")  # nothing is found in nothing
    return Access(
        name, (*guards, f"({name} := {source}) is None"), annotation=annotation, source=None if guards else source
    )


def _guard(guards: list[str], over: list[str], owner: str) -> None:
    if over:
        over.append(f"if {owner} is not None")
    else:
        guards.append(f"{owner} is None")
