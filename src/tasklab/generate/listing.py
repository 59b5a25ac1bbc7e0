"""Plans one unified method that lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.generate.across import plan_across
from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import Code, joined, literal, quoted
from tasklab.generate.condition import conditions_of
from tasklab.generate.context import KEPT, MESSAGE
from tasklab.generate.field import fields_method
from tasklab.generate.lookup import constant_table, unsupported_constant
from tasklab.generate.method import MethodPlanner
from tasklab.generate.name import struct_name
from tasklab.generate.native import access
from tasklab.generate.plan import Block
from tasklab.generate.scope import Binding
from tasklab.generate.sorting import substitute
from tasklab.generate.step import StepPlanner
from tasklab.generate.surface import CONTROLS, shapes
from tasklab.generate.value import Values
from tasklab.spec import expression as e
from tasklab.spec.call import Paging
from tasklab.spec.path import parse_path

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.generate.reply import Reply
    from tasklab.spec.call import Call

PAGING = "tasklab.adapter.paging"
LISTING = "tasklab.adapter.listing"
_KINDS = {
    "page": "PagePaging",
    "offset": "OffsetPaging",
    "cursor": "CursorPaging",
    "next_url": "UrlPaging",
    "link": "LinkPaging",
    "keyset": "KeysetPaging",
}
_NAMES = {
    "page": ("page", "number", "int", False),
    "offset": ("offset", "offset", "int", False),
    "cursor": ("cursor", "cursor", "str", True),
    "last": ("keyset", "last", "str", True),
}
"""Name in the language: the kind of paging, its method, the type, whether it is absent on the first page."""


class ListPlanner(MethodPlanner):
    """Plans a method that answers with a page: a sub-flow that fetches one native page, and a plan for `walk`."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context, name)
        page = self.declared.page
        self.paging = Paging(kind="none") if page is False or self.declared.constants else page or context.spec.paging
        self.inner = BodyBuilder(outer=self.body)
        self.values = Values(
            context, self.inner, f"methods.{name}", self.values.names, referenced=self.values.referenced
        )
        self.pager = ""
        self.native_list = "[]"

    def run(self) -> None:
        """Add the sub-flow and the walk."""
        use = self.context.imports.use
        self._bind_sort()
        if self.declared.constants:
            self._constants()
        else:
            self._bind_paging()
            for name in self.declared.across or ():
                self.values.names[name] = Binding(name, "str")
            self.bind_values()
            steps = StepPlanner(self.values, self.entry.name, is_write=False)
            steps.nothing = f"{use(PAGING, 'NativePage')}({self._with_own('[]')})"
            if self.declared.items_step is None:
                self._steps(steps)
            else:
                self._answer_earlier(steps, self.declared.items_step - 1)
        page = f"{use(PAGING, 'NativePage')}[{self.item_type()}]"
        arguments = (
            f"{'window' if self.pager else '_window'}: {use(PAGING, 'Window')}) -> {use(MESSAGE, 'Flow')}[{page}]:"
        )
        if self.declared.across:
            name = next(iter(self.declared.across))
            self.body.add(Block(f"def fetch_in({name}: str, {arguments}", self.inner.built()))
            self.body.add(*plan_across(self, self._plan_constant()))
            return
        self.body.add(Block(f"def fetch({arguments}", self.inner.built()))
        self.body.add(f"return (yield from {use(LISTING, 'walk')}(self, parameters, {self._plan_constant()}, fetch))")

    def _steps(self, steps: StepPlanner) -> None:
        """Add all calls, the last of which is answered with a page."""
        before = self.calls[:-1]
        for index, call in enumerate(before):
            # Where objects are read one by one, the call before says which ones are on a page.
            is_paged = self._is_collected and index == len(before) - 1
            steps.plan(call, index, query=self._page_query(call) if is_paged else None)
        self._last(steps)

    # What the platform can do

    def _plan_constant(self) -> str:
        use = self.context.imports.use
        declared = self.declared
        struct = self.entry.item
        known = [name for name, shape in shapes(self.entry.parameters).items() if not shape.is_required]
        native = {name for name in known if name not in CONTROLS and name in self.references}
        native |= (set(declared.across or {}) & set(known)) | self._shared_by_all()
        carried = tuple(self._carried())
        parts = [f"method={quoted(self.entry.name)}"]
        parts += self._set("native", native) + self._set("refined", set(declared.refine))
        parts += self._set("sorts", set(declared.sort.fields) if declared.sort else set())
        if self.paging.max is not None:
            parts.append(f"max_size={self.paging.max}")
        if self.paging.kind == "none":
            parts.append("is_whole=True")
        if self.declared.is_distinct:
            parts.append("is_distinct=True")
        if self.declared.held_by is not None:
            parts.append("is_held=True")
        # Resources come in any order, the parts of one in the order they have there.
        if self._format() == "dav" and not self.reader.takes_mark:
            parts.append("has_order=False")
        parts.append(f"unsupported={unsupported_constant(self.context, struct, carried)}")
        return self.context.constant(
            f"_{self.entry.python_name.upper()}", f"{use(LISTING, 'ListPlan')}({', '.join(parts)})"
        )

    def _format(self) -> str:
        entity = self.context.spec.entities.get(self.entity)
        return entity.format if entity else "json"

    def _carried(self) -> list[str]:
        entity = self.context.spec.entities[self.entity]
        if entity.constants is not None and self.declared.constants:
            return sorted({name for constant in entity.constants for name in constant})
        return self.reader.carried

    def _shared_by_all(self) -> set[str]:
        """Return the filter by project where the platform knows no project's own objects: it keeps everything."""
        shape = shapes(self.entry.parameters).get("project_id")
        if shape is None or shape.is_required or self.entity == "task" or "project_id" in self._carried():
            return set()
        return {"project_id"}

    @staticmethod
    def _set(name: str, values: set[str]) -> list[str]:
        return [f"{name}=frozenset({{{', '.join(quoted(value) for value in sorted(values))}}})"] if values else []

    # Order

    def _bind_sort(self) -> None:
        sort = self.declared.sort
        if sort is None or "sort" not in self.references:
            return
        natives: dict[str, Any] = {}
        for name, native in sorted(sort.fields.items()):
            natives[name] = substitute(sort.ascending, native)
            natives[f"-{name}"] = substitute(sort.descending, native)
        rows = [f"{quoted(name)}: {literal(value)}" for name, value in natives.items()]
        unset = self.context.imports.use("msgspec", "UNSET")
        kind = self.context.imports.use("msgspec", "UnsetType")
        if sort.default is not None:
            rows.insert(0, f"{unset}: {literal(sort.default)}")
        annotation = "str" if all(isinstance(value, str) for value in natives.values()) else "Any"
        if annotation == "Any":
            self.context.imports.use("typing", "Any")
        table = self.context.constant(
            f"_{self.entry.python_name.upper()}_SORTS", f"{{{', '.join(rows)}}}", f"dict[str | {kind}, {annotation}]"
        )
        default = f"{table}[{unset}]" if sort.default is not None else unset
        self.values.names["sort"] = Binding("sort", annotation, can_be_absent=sort.default is None)
        self.body.add(f"sort = {table}.get(parameters.sort, {default})")

    # Pages

    def _bind_paging(self) -> None:
        kind = _KINDS.get(self.paging.kind)
        if kind is None:
            return
        use = self.context.imports.use
        arguments = [f"max_size={self.paging.max}"] if self.paging.max is not None else []
        if self.paging.kind == "page" and self.paging.first != 1:
            arguments.append(f"first={self.paging.first}")
        made = f"{use(PAGING, kind)}({', '.join(arguments)})"
        shared = self.declared.page is None
        self.pager = self.context.constant("_PAGING" if shared else f"_{self.entry.python_name.upper()}_PAGING", made)
        self.values.names["size"] = Binding("window.size", "int", is_trusted=True)
        for name, (of_kind, method, annotation, is_absent) in _NAMES.items():
            if self.paging.kind == of_kind:
                call = f"{self.pager}.{method}(window)"
                if is_absent and name in self._paging_names():
                    self.inner.add(f"{name} = {call}")
                    call = name
                self.values.names[name] = Binding(call, annotation, can_be_absent=is_absent, is_trusted=True)

    def _paging_names(self) -> set[str]:
        values = [e.parse_value(raw) for raw in self.paging.query.values()]
        return self.references | {name for value in values for name in e.references_of(value)}

    def _last(self, steps: StepPlanner) -> None:
        call = self.calls[-1]
        query = self._page_query(call)
        if call.when is not None:
            # Nothing to ask for is an empty list, not a missing answer.
            page = self.context.imports.use(PAGING, "NativePage")
            steps.let(call)
            test = " and ".join(steps.conditions(call))
            self.inner.add(Block(f"if not ({test}):", (f"return {page}([], None)",)))
            call = call.model_copy(update={"when": None, "let": {}})
        if self.declared.items_of is not None:
            steps.plan(call, len(self.calls) - 1)
            steps.read(e.parse_value(self.declared.items_of), self._prepare, self._finish)
        elif call.each is not None:
            self._collect(steps)
        else:
            is_followed = self.paging.kind in ("next_url", "link")
            steps.plan(call, query=query, is_followed=is_followed, prepare=self._prepare, finish=self._finish)

    @property
    def _is_collected(self) -> bool:
        return self.calls[-1].each is not None

    def _page_query(self, call: Call) -> dict[str, Any]:
        return {
            name: e.parse_value(raw)
            for name, raw in self.paging.query.items()
            if name not in {**call.query, **call.variables}
        }

    def _collect(self, steps: StepPlanner) -> None:
        """One request for each of a list, one object or more in each answer."""
        natives = self.inner.fresh("natives")
        self.prepare_reader()
        raws = self.inner.fresh("raws")
        self.inner.add(f"{natives}: list[{self.reader.native}] = []")
        self.inner.add(f"{raws}: list[{self.context.imports.use('msgspec', 'Raw')}] = []")
        path = self._list_paths[0] if self.declared.items or self.declared.item is None else self.declared.item.path
        is_list = self.declared.items is not None

        def prepare(reply: Reply) -> None:
            reply.graft(path, self.entity, is_list=is_list, is_required=not self.declared.may_lack_items)

        def finish(reply: Reply, answer: str) -> None:
            found = reply.find(path, answer)
            add = "extend" if is_list else "append"
            native = found.wrapped(found.expression, "()" if is_list else "None")
            self.inner.add(*reply.placed_beside(native if is_list else f"({native},)", self.entity, answer))
            self.inner.add(f"{natives}.{add}({native})")
            raw = reply.raw_items(native, path) if is_list else reply.raw_item(native, path)
            self.inner.add(Block("if parameters.raw:", (f"{raws}.{add}({raw})",)))

        steps.plan(self.calls[-1], prepare=prepare, finish=finish)
        following = "None"
        if self.pager:
            (listed,) = (self.calls[-1].each or {}).values()
            following = f"{self.pager}.after(window, len({self.values.data(e.parse_value(listed)).text}))"
        self._page(natives, Code(following), raws=raws)

    @property
    def _list_paths(self) -> list[str]:
        """The paths of the lists that the objects are in, one or more."""
        items = self.declared.items or "."
        return [items] if isinstance(items, str) else items

    def _prepare(self, reply: Reply) -> None:
        self.prepare_reader()
        for each in self._list_paths:
            reply.graft(each, self.entity, is_list=True, is_required=not self.declared.may_lack_items)
        kinds = (
            ("total", self.paging.total, "int"),
            ("next", self.paging.next, "str" if self.paging.kind == "next_url" else "str | int"),
            ("more", self.paging.more, "bool"),
        )
        for _, path, annotation in kinds:
            if path is not None and not path.startswith("header."):
                reply.need(path, annotation, is_required=False)

    def _finish(self, reply: Reply, answer: str) -> None:
        lists = [reply.find(each, answer) for each in self._list_paths]
        natives = joined([found.listed() for found in lists])
        if lists[0].guards or len(lists) > 1:
            variable = self.inner.fresh("natives")
            self.inner.add(f"{variable} = {natives}")
            natives = variable
        self.inner.add(*reply.placed_beside(natives, self.entity, answer))
        total = self._total(reply, answer)
        following = self._following(reply, answer, natives, total)
        raws = joined([reply.raw_items(natives, each) for each in self._list_paths])
        if self.declared.may_lack_items:
            raws = f"({raws} if {natives} else [])"
        self._page(natives, Code(following), total=total, raws=raws)

    def _total(self, reply: Reply, answer: str) -> str | None:
        path = self.paging.total
        if path is None:
            return None
        if path.startswith("header."):
            function = self.context.imports.use(KEPT, "find_total")
            return f"{function}(response, {quoted(path.removeprefix('header.').lower())})"
        found = reply.find(path, answer)
        return found.wrapped(found.expression)

    def _following(self, reply: Reply, answer: str, natives: str, total: str | None) -> str:
        """Return the expression of the window of the page after."""
        if not self.pager:
            return "None"
        following, path = "None", self.paging.next
        if path is not None and path.startswith("header."):
            following = f"response.headers.get({quoted(path.removeprefix('header.').lower())})"
        elif path is not None:
            found = reply.find(path, answer)
            following = found.wrapped(found.expression)
        arguments = {
            "page": f"window, len({natives})",
            "offset": f"window, len({natives})",
            "cursor": f"window, {following}",
            "next_url": f"window, {following}",
            "link": "window, response",
            "keyset": f"window, len({natives}), {self._last_key(natives)}",
        }[self.paging.kind]
        if total is not None and self.paging.kind in ("page", "offset"):
            arguments += f", total={total}"
        if self.paging.more is not None and self.paging.kind not in ("next_url", "link"):
            more = reply.find(self.paging.more, answer)
            arguments += f", more={more.wrapped(more.expression)}"
        return f"{self.pager}.after({arguments})"

    def _last_key(self, natives: str) -> str:
        path = self.paging.next or str(self.context.spec.entities[self.entity].fields["id"].path)
        tree = self.context.trees[struct_name(self.entity)]
        steps = parse_path(path).steps
        if self.paging.key == "least":
            found = access(tree, steps, "native")
            return f"min(({found.wrapped(found.expression)} for native in {natives}), default=None)"
        found = access(tree, steps, f"{natives}[-1]")
        return f"{found.wrapped(found.expression)} if {natives} else None"

    # Objects

    def _page(self, natives: str, following: Code, *, raws: str | None, total: str | None = None) -> None:
        conditions = conditions_of(self.declared, self.reader.source, self.values)
        arguments = self.read_arguments()
        each, mark = f"native in {natives}", ""
        if self.reader.takes_mark:
            marks = self.context.imports.use("tasklab.adapter.mark", "marks")
            each, mark = f"native, mark in zip({natives}, {marks}({natives}), strict=True)", ", mark"
        call = f"self.{self.reader.name}({', '.join(['native', *arguments])}{mark})"
        call = self.turned(call)
        test = f" if {' and '.join(conditions)}" if conditions else ""
        self.inner.add(f"items = [{call} for {each}{test}]")
        if raws is not None:
            self._attach_raws(natives, raws, test)
        for name in self._led_through():
            self.inner.add(f"items = [item for item in items if item.{name}]")
        native_page = self.context.imports.use(PAGING, "NativePage")
        shown = f", {total}" if total is not None else ""
        if self.declared.held_by is not None:
            held = self.reader.source.find(self.declared.held_by, "str", f"methods.{self.entry.name}.held_by")
            shown += f", holders=[{held.wrapped(held.expression, '[]')} for {each}{test}]"
        self.inner.add(f"return {native_page}({self._with_own('items')}, {following.text}{shown})")

    def _led_through(self) -> list[str]:
        """Return the fields without which an object is about nothing: what they name is not there any more."""
        known = shapes(self.entry.item)
        fields = self.context.spec.entities[self.entity].fields
        return [name for name, lens in fields.items() if lens.through is not None and known[name].is_required]

    def _with_own(self, items: str) -> str:
        """Return the objects of a page; the platform's own fields of a task stand before those that its users added."""
        if self.entry.name != "field.list":
            return items
        own = f"self.{fields_method(self.context)}()"
        return own if items == "[]" else f"[*{own}, *{items}]"

    def _attach_raws(self, natives: str, raws: str, test: str) -> None:
        found = f"[raw for native, raw in zip({natives}, {raws}, strict=True){test}]" if test else raws
        with (
            self.inner.block("if parameters.raw:"),
            self.inner.block(f"for item, raw in zip(items, {found}, strict=True):"),
        ):
            self.inner.add(f"item.raw = {self.raw_shown('raw')}")

    def _constants(self) -> None:
        table = constant_table(self.context, self.entity)
        copy = self.context.imports.use("msgspec.structs", "replace")
        self.inner.add(f"items = [{copy}(item, connection_id=self.connection.id) for item in {table}.values()]")
        native_page = self.context.imports.use(PAGING, "NativePage")
        self.inner.add("yield from ()")
        self.inner.add(f"return {native_page}(items)")
