"""Plans lists that the platform gives within one other object only, asked for all of them one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import literal
from tasklab.generate.lookup import hoist_ids
from tasklab.generate.plan import Block
from tasklab.generate.surface import shapes

if TYPE_CHECKING:
    from tasklab.generate.listing import ListPlanner
    from tasklab.generate.plan import Body

PAGING = "tasklab.adapter.paging"
PAGE = 100
"""Objects on a page, where the platform names no largest one."""


def plan_across(planner: ListPlanner) -> Body:
    """Ask within the one object that the caller names, or within all of them."""
    (name, among), *_ = (planner.declared.across or {}).items()
    window = planner.context.imports.use(PAGING, "Window")
    every = literal(tuple(among)) if isinstance(among, list) else f"(yield from {hoist_ids(planner.context, among)})"
    return (
        *_asked_for(planner, name),
        f"items: list[{planner.item_type()}] = []",
        Block(
            f"for {name} in {every}:",
            (
                # All of them are read whatever the caller's page is, so each page is as large as can be.
                f"inner: {window} | None = {window}(None, {planner.paging.max or PAGE})",
                Block(
                    "while inner is not None:",
                    (
                        f"page = yield from fetch_in({name}, inner)",
                        "items += page.items",
                        "inner = page.next",
                    ),
                ),
            ),
        ),
        "return NativePage(items)",
    )


def _asked_for(planner: ListPlanner, name: str) -> Body:
    """Ask only within the one that the caller names; nothing where callers have no name for it."""
    if name not in shapes(planner.entry.parameters):
        return ()
    planner.context.imports.use("msgspec", "UNSET")
    one = f"return (yield from fetch_in(parameters.{name}, window))"
    return (Block(f"if parameters.{name} is not UNSET:", (one,)),)
