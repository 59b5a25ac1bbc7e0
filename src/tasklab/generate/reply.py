"""Plans how an answer is decoded, and how values in it are reached: one class per format."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from tasklab.generate.code import quoted
from tasklab.generate.coding import find_codec
from tasklab.generate.context import KEPT, RAW
from tasklab.generate.loose import Loose, is_loose, raw_arguments
from tasklab.generate.name import identifier, snake, struct_name
from tasklab.generate.native import Access, Node, ShapeConflictError, access, graft, need
from tasklab.generate.source import DAV, dav_access
from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import LOOSE, Index, Key, parse_dav_path, parse_path

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.path import Step

JSON = "msgspec.json"


class Reply(Protocol):
    """One answer of the platform."""

    def need(self, path: str, annotation: str, *, is_required: bool) -> None:
        """Make room for the value at a path."""

    def graft(self, path: str, entity: str, *, is_list: bool, is_required: bool = True) -> None:
        """Make room for an entity's object, or a list of them, at a path."""

    def remade(self) -> list[str]:
        """Return the statements that come before an answer is decoded."""

    def decoded(self) -> str:
        """Return the expression of the decoded answer."""

    def find(self, path: str, variable: str) -> Access:
        """Return how the value at a path is reached from the decoded answer."""

    def kept(self, path: str, variable: str) -> Access:
        """Return how a value that is kept for later is reached."""

    def placed_beside(self, natives: str, entity: str, variable: str) -> list[str]:
        """Return the statements that give objects their parts that stand beside them."""

    def raw_item(self, native: str, path: str) -> str:
        """Return the expression of the native form of the object that `native` holds."""

    def raw_items(self, natives: str, path: str) -> str:
        """Return the expression of the native forms of the objects that `natives` holds."""


@dataclass
class JsonReply:
    """One JSON answer: the tree of what is read of it."""

    context: Context
    where: str
    name: str
    """Wanted name of its struct: `_TaskPage`."""
    response: str = "response"
    """Variable that holds it."""
    root: Node = field(default_factory=Node)
    wanted: list[tuple[str, str, bool]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    """How objects in the answer are made of what is in it: the arguments of `remade`."""

    def need(self, path: str, annotation: str, *, is_required: bool) -> None:
        """Make room for the value at a path."""
        self.wanted.append((path, annotation, is_required))
        try:
            need(self.root, parse_path(path).steps, annotation, is_required=is_required)
        except (ExpressionError, ShapeConflictError) as error:
            self.context.refuse(self.where, str(error), "one native form for each path")

    def graft(self, path: str, entity: str, *, is_list: bool, is_required: bool = True) -> None:
        """Put an entity's object, or a list of them, at a path."""
        self.wanted.append((path, f"{entity} {is_list}", is_required))
        branch = self.context.trees.setdefault(struct_name(entity), Node())
        if path == "." and self.root.members:
            self._share(branch, entity, is_list=is_list)
        try:
            steps = parse_path(path).steps
            if any(isinstance(step, LOOSE) for step in steps):
                struct = struct_name(entity)
                need(self.root, steps, f"list[{struct}]" if is_list else struct)
            else:
                self.root = graft(self.root, steps, branch, is_list=is_list, is_required=is_required)
        except (ExpressionError, ShapeConflictError) as error:
            self.context.refuse(self.where, str(error), "a path into the answer")
        self._make_room_beside(branch, entity)
        name = self.context.spec.entities[entity].made_by
        codec = None if name is None else find_codec(self.context, name, self.where)
        if codec is not None:
            place = _raw_steps(path).removeprefix(", ")
            made = f"(({place}{',' if place else ''}), {self.context.imports.use(codec.module, codec.decoder)})"
            self.made += [] if made in self.made else [made]

    def remade(self) -> list[str]:
        """Return the statement that makes objects of what is in the answer, where an entity is made."""
        if not self.made:
            return []
        function = self.context.imports.use("tasklab.adapter.made", "remade")
        return [f"response = {function}(response, {', '.join(self.made)})"]

    def _make_room_beside(self, branch: Node, entity: str) -> None:
        """Make room for the lists that stand in the answer beside the objects; each entry says whose part it is."""
        for member, beside in self.context.spec.entities[entity].beside.items():
            self.wanted.append((beside.path, f"{entity}.{member}", False))
            part = branch.members[member]
            try:
                if part.element is None:
                    need(self.root, parse_path(beside.path).steps, part.annotation())
                    continue
                need(part.element, parse_path(beside.by).steps, "str", is_required=True)
                graft(self.root, parse_path(beside.path).steps, part.element, is_list=True, is_required=False)
            except (ExpressionError, ShapeConflictError) as error:
                self.context.refuse(self.where, str(error), "a list beside the objects")

    def placed_beside(self, natives: str, entity: str, variable: str) -> list[str]:
        """Return the statements that give objects their parts that stand beside them."""
        statements: list[str] = []
        for member, beside in self.context.spec.entities[entity].beside.items():
            found = self.find(beside.path, variable)
            function = self.context.imports.use("tasklab.adapter.beside", "place_beside")
            records = found.wrapped(found.expression)
            statements.append(f"{function}({natives}, {quoted(identifier(member))}, {records}, {quoted(beside.by)})")
        return statements

    def _share(self, branch: Node, entity: str, *, is_list: bool) -> None:
        """Keep values of an answer that is itself the object: they become members of the object's own struct."""
        if is_list:
            self.context.refuse(self.where, "a value is kept of an answer that is a list", "`items` with a path")
            return
        for path, annotation, _ in self.wanted[:-1]:
            try:
                need(branch, parse_path(path).steps, annotation)
            except ShapeConflictError as error:
                self.context.refuse(self.where, f"`{path}` in a {entity}: {error}", "one native form for each path")

    def find(self, path: str, variable: str) -> Access:
        """Return how the value at a path is reached from the decoded answer."""
        try:
            return access(self.root, parse_path(path).steps, variable, Loose(self.context).source)
        except (ExpressionError, ShapeConflictError):
            return Access("None")

    def kept(self, path: str, variable: str) -> Access:
        """Return how a value that is kept for later is reached."""
        return self.find(path, variable)

    def decoded(self) -> str:
        """Return the expression of the decoded answer."""
        return f"self.decode({self.decoder()}, response)"

    def raw_item(self, native: str, path: str) -> str:
        """Return the expression of the native form of the object that `native` holds."""
        del native
        return f"{self.context.imports.use(RAW, 'raw_item')}({self.response}{_raw_steps(path)})"

    def raw_items(self, natives: str, path: str) -> str:
        """Return the expression of the native forms of the objects that `natives` holds."""
        del natives
        if is_loose(path):
            function = "raw_members" if path.endswith("{*}") else "raw_found"
            return f"{self.context.imports.use(RAW, function)}({self.response}{raw_arguments(self.context, path)})"
        return f"{self.context.imports.use(RAW, 'raw_items')}({self.response}{_raw_steps(path)})"

    def decoder(self) -> str:
        """Return the name of the decoder of this answer; equal answers share one."""
        key = (self.name, tuple(sorted(self.wanted)))
        known = self.context.replies
        for other, (other_key, _) in known.items():
            if other_key[1] == key[1]:
                return other
        self.context.imports.use(JSON, "Decoder")
        base = f"_decode_{snake(self.name)}"
        unique, number = base, 2
        while unique in known:
            unique, number = f"{base}_{number}", number + 1
        known[unique] = (key, self.root)
        return unique


def _raw_steps(path: str) -> str:
    """Return the arguments that lead to a path of a JSON answer: `, "data", 0`."""
    steps = parse_path(path).steps
    texts = [
        _raw_step(step)
        for place, step in enumerate(steps, 1)
        # The objects are in a list anyhow.
        if isinstance(step, Key | Index) or place < len(steps)
    ]
    return "".join(f", {text}" for text in texts)


def _raw_step(step: Step) -> str:
    if isinstance(step, Key):
        return step.name if step.is_place else quoted(step.name)
    return str(step.number) if isinstance(step, Index) else "None"


class _DavReply:
    """What the answers in WebDAV's formats have in common: they need no struct."""

    def __init__(self, context: Context, where: str) -> None:
        self.context = context
        self.where = where

    def need(self, path: str, annotation: str, *, is_required: bool) -> None:
        """Make room for the value at a path: there is always some."""

    def graft(self, path: str, entity: str, *, is_list: bool, is_required: bool = True) -> None:
        """Make room for an entity's objects: there is always some."""

    def remade(self) -> list[str]:
        """Return nothing: items are read as they come."""
        return []

    def placed_beside(self, natives: str, entity: str, variable: str) -> list[str]:
        """Return nothing: items have all their parts in them."""
        del natives, entity, variable
        return []

    def raw_item(self, native: str, path: str) -> str:
        """Return the expression of the native form of the object that `native` holds."""
        del path
        return f"{self.context.imports.use(KEPT, 'raw_resource')}({native})"

    def raw_items(self, natives: str, path: str) -> str:
        """Return the expression of the native forms of the objects that `natives` holds."""
        del path
        return f"[{self.context.imports.use(KEPT, 'raw_resource')}(native) for native in {natives}]"

    def _refused(self, path: str, expected: str) -> Access:
        self.context.refuse(self.where, f"the path `{path}` into the answer", expected)
        return Access("None")


class MultistatusReply(_DavReply):
    """The answer to PROPFIND or REPORT: a list of items."""

    def decoded(self) -> str:
        """Return the expression of the decoded answer."""
        return f"{self.context.imports.use(DAV, 'parse_multistatus')}(response.body)"

    def find(self, path: str, variable: str) -> Access:
        """Return how the value at a path is reached from the decoded answer."""
        match parse_path(path).steps:
            case ():
                return Access(variable, annotation="list[DavItem]")
            case (Index(0),):
                return Access(f"{variable}[0]", (f"not {variable}",), annotation="DavItem")
            case (Index(0), Key(name)):
                inner = dav_access(parse_dav_path(name), f"{variable}[0]")
                if inner.annotation == "Property":
                    inner = replace(inner, expression=f"{inner.expression}.text", source=None)
                whole = inner.wrapped(inner.expression)
                whole = f"({whole})" if inner.annotation == "Property" else whole
                return Access(
                    inner.expression,
                    (f"not {variable}", *inner.guards),
                    annotation="str",
                    source=f"{whole} if {variable} else None",
                )
            case _:
                return self._refused(path, "`.`, `[0]` or `[0].D:name`")

    def kept(self, path: str, variable: str) -> Access:
        """Return how a value that is kept for later is reached."""
        return self.find(path, variable)


class CalendarReply(_DavReply):
    """The answer to a GET of a calendar object."""

    def decoded(self) -> str:
        """Return the expression of the decoded answer; the request's path stands in `address`."""
        item = self.context.imports.use(DAV, "DavItem")
        return f'{item}(address, response.headers.get("etag"), document=response.body)'

    def find(self, path: str, variable: str) -> Access:
        """Return how the value at a path is reached from the decoded answer."""
        return dav_access(parse_dav_path(path), variable)

    def kept(self, path: str, variable: str) -> Access:
        """Return how a value that is kept for later is reached: `.` is the whole calendar object."""
        if path == ".":
            return Access(f"{variable}.calendar", annotation="Calendar")
        found = self.find(path, variable)
        if found.annotation != "Property":
            return found
        return Access(f"{found.expression}.text", found.guards, annotation="str")


class PlainReply(_DavReply):
    """An answer that is taken as it is: bytes or text."""

    def __init__(self, context: Context, where: str, *, is_text: bool) -> None:
        super().__init__(context, where)
        self.is_text = is_text

    def decoded(self) -> str:
        """Return the expression of the answer."""
        return "response.body.decode()" if self.is_text else "response.body"

    def find(self, path: str, variable: str) -> Access:
        """Return how the value at a path is reached: there is only the whole."""
        return (
            Access(variable, annotation="str" if self.is_text else "bytes")
            if path == "."
            else self._refused(path, "`.`")
        )

    def kept(self, path: str, variable: str) -> Access:
        """Return how a value that is kept for later is reached."""
        return self.find(path, variable)


def reply_for(context: Context, where: str, format_name: str | None, name: str) -> Reply:
    """Return the reply of a call by its `reply`. `name` is the wanted name of its struct."""
    match format_name:
        case "multistatus":
            return MultistatusReply(context, where)
        case "calendar":
            return CalendarReply(context, where)
        case "text" | "bytes":
            return PlainReply(context, where, is_text=format_name == "text")
        case _:
            return JsonReply(context, where, name)
