"""Plans how an answer in JSON is decoded: into a struct of just what is read of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.generate.native import Access, Node, ShapeConflictError, access, graft, need
from tasklab.generate.read import struct_name
from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import parse_path

if TYPE_CHECKING:
    from tasklab.generate.context import Context

JSON = "msgspec.json"


@dataclass
class Reply:
    """One JSON answer: the tree of what is read of it."""

    context: Context
    where: str
    name: str
    """Wanted name of its struct: `_TaskPage`."""
    root: Node = field(default_factory=Node)
    wanted: list[tuple[str, str, bool]] = field(default_factory=list)

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
        try:
            self.root = graft(self.root, parse_path(path).steps, branch, is_list=is_list, is_required=is_required)
        except ExpressionError as error:
            self.context.refuse(self.where, str(error), "a path into the answer")

    def find(self, path: str, variable: str) -> Access:
        """Return how the value at a path is reached from the decoded answer."""
        try:
            return access(self.root, parse_path(path).steps, variable)
        except (ExpressionError, ShapeConflictError):
            return Access("None")

    def decoder(self) -> str:
        """Return the name of the decoder of this answer; equal answers share one."""
        key = (self.name, tuple(sorted(self.wanted)))
        known = self.context.replies
        for other, (other_key, _) in known.items():
            if other_key[1] == key[1]:
                return other
        self.context.imports.use(JSON, "Decoder")
        base = "_decode" + _snake(self.name)
        unique, number = base, 2
        while unique in known:
            unique, number = f"{base}_{number}", number + 1
        known[unique] = (key, self.root)
        return unique


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.strip("_"))
