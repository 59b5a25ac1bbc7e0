"""Files beside the specs, checked by a model of their own: every problem with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from tasklab.spec.node import find_node, plain
from tasklab.spec.problem import InvalidSpecError, SpecError, render_found

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from tasklab.spec.node import Node

Model = TypeVar("Model", bound=BaseModel)


def validate_placed(model: type[Model], root: Node) -> Model:
    """Return what a file says, as its model.

    Raises: InvalidSpecError with every problem and its place.
    """
    try:
        return model.model_validate(plain(root))
    except ValidationError as error:
        raise InvalidSpecError([_place(item, root) for item in error.errors(include_url=False)]) from error


def _place(item: ErrorDetails, root: Node) -> SpecError:
    """Say where a value stands that the model refuses, what it is, and what was expected."""
    node, is_there = find_node(root, item["loc"])
    if item["type"] == "extra_forbidden":
        name = str(item["loc"][-1])
        return SpecError(
            "unknown-key", node.key_place or node.place, item["loc"], f"unknown key {name!r}", "a key of this part"
        )
    found = render_found(plain(node)) if is_there else "nothing"
    expected = item["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    rule = "missing-key" if item["type"] == "missing" else "type" if item["type"].endswith("_type") else "value"
    return SpecError(rule, node.place, item["loc"], found, expected)
