"""Plans lists that the platform gives within one other object only, asked for all of them one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import quoted
from tasklab.generate.plan import Block
from tasklab.generate.surface import shapes
from tasklab.spec.call import Paging
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.generate.listing import ListPlanner
    from tasklab.generate.plan import Body

ACROSS = "tasklab.adapter.across"
_LARGEST = 1000
"""Most objects on a unified page: so many of a list that the platform gives whole."""
_SIZE = 100
"""Objects on a page where the platform names no largest one."""


def plan_across(planner: ListPlanner, plan: str) -> Body:
    """Ask within the one object that the caller names, or within all of them."""
    (name, among), *_ = (planner.declared.across or {}).items()
    use = planner.context.imports.use
    outers = (
        f"{use(ACROSS, 'words')}({', '.join(quoted(word) for word in among)})"
        if isinstance(among, list)
        else _listed(planner.context, among)
    )
    return (
        *_asked_for(planner, name, plan),
        f"outers = {outers}",
        f"return (yield from {use(ACROSS, 'walk_across')}(self, parameters, {plan}, outers, fetch_in))",
    )


def _asked_for(planner: ListPlanner, name: str, plan: str) -> Body:
    """Ask only within the one that the caller names; nothing where callers have no name for it."""
    if name not in shapes(planner.entry.parameters):
        return ()
    use = planner.context.imports.use
    use("msgspec", "UNSET")
    fetch = f"{use('functools', 'partial')}(fetch_in, parameters.{name})"
    walk = f"{use('tasklab.adapter.listing', 'walk')}(self, parameters, {plan}, {fetch})"
    return (Block(f"if parameters.{name} is not UNSET:", (f"return (yield from {walk})",)),)


def _listed(context: Context, method: str) -> str:
    """Return the objects of another list: as many at once as one request gives."""
    entry = METHODS[method]
    parameters = context.imports.use(entry.parameters.__module__, entry.parameters.__name__)
    made = f"{parameters}(limit={_page_size(context, method)})"
    return f"{context.imports.use(ACROSS, 'listed_ids')}(self.{entry.python_name}, {made})"


def _page_size(context: Context, method: str) -> int:
    declared = context.spec.methods.get(method)
    page = None if declared is None else declared.page
    paging = context.spec.paging if page is None else page
    if not isinstance(paging, Paging) or paging.kind == "none":
        return _LARGEST
    return min(paging.max or _SIZE, _LARGEST)
