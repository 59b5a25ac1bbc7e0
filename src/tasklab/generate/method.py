"""Plans one unified method of an adapter that does not list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.generate.agreement import require_agreement
from tasklab.generate.body import BodyBuilder
from tasklab.generate.call import summary_of, verb_of
from tasklab.generate.code import quoted
from tasklab.generate.context import DRAFT, MESSAGE, OBJECTS, PAGE, RAW
from tasklab.generate.kept import kept_of
from tasklab.generate.lookup import constant_table, hoist_lookup, hoist_parts, is_constant
from tasklab.generate.plan import Block, Function
from tasklab.generate.read import Reader, reader_of
from tasklab.generate.reference import references_in
from tasklab.generate.refusal import refusals_of
from tasklab.generate.reply import JsonReply
from tasklab.generate.scope import Binding, bind_shape, parameter_bindings
from tasklab.generate.step import StepPlanner
from tasklab.generate.surface import WRITTEN_AS, Shape, shapes
from tasklab.generate.value import Values
from tasklab.generate.web import add_address
from tasklab.generate.write import Draft, JsonWriter, draft_of
from tasklab.spec import expression as e
from tasklab.unified.catalogue import METHODS
from tasklab.unified.page import AttachmentContent

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.generate.reply import Reply
    from tasklab.spec.call import Call
    from tasklab.spec.lens import Lens


LISTING = "tasklab.adapter.listing"
_UNIFIED = {written: read for read, written in WRITTEN_AS.items()}


class MethodPlanner:
    """Plans one method that the spec declares."""

    def __init__(self, context: Context, name: str) -> None:
        self.context = context
        self.entry = METHODS[name]
        self.declared = context.spec.methods[name]
        self.entity = self.declared.read or self.entry.object
        self.body = BodyBuilder()
        self.values = Values(context, self.body, f"methods.{name}", parameter_bindings(self.entry.parameters))
        self.references = references_in(self.declared)
        self.values.referenced = self.references | {"id", "name", "content_type", str(self.declared.bytes_of)}
        self.values.referenced |= {str(lens.through) for lens in self._lenses() if lens.through is not None}
        self.draft: Draft | None = None

    def _lenses(self) -> list[Lens]:
        """Return the lenses of what the method reads, and those of their parts."""
        declared = self.context.spec.entities.get(self.entity)
        lenses = list(declared.fields.values()) if declared else []
        return [*lenses, *(part for lens in lenses for part in lens.part.values())]

    @property
    def calls(self) -> list[Call]:
        """The calls of the method, in order."""
        return list(self.declared.steps) if self.declared.steps is not None else [self.declared]

    @property
    def reader(self) -> Reader:
        """The reader of the objects that the method answers with."""
        return reader_of(self.context, self.entity)

    def plan(self) -> Function:
        """Plan the method."""
        if "write" in self.references:
            self._bind_draft()
        if self.entry.name == "task.find":
            add_address(self.context, self.body)
        if self.declared.via is not None and METHODS[self.declared.via].is_list and not self.entry.is_list:
            self._answer_found(self.declared.via)
        elif self.declared.via is not None:
            self._stay()
            self.body.add(f"return (yield from {self.method_call(self.declared.via, self.declared.with_)})")
        else:
            self.run()
        return self._function()

    def _stay(self) -> None:
        """Leave a task as it is that is done already, or open already: its platform may have several such statuses."""
        wanted = {"task.complete": True, "task.reopen": False}.get(self.entry.name)
        if wanted is None or "status" not in self.context.spec.entities["task"].fields:
            return
        is_completed = self.context.imports.use("tasklab.adapter.filtering", "is_completed")
        self.body.add(f"task = yield from {self.method_call('task.get', {'id': '$id'})}")
        self.body.add(Block(f"if {is_completed}(task) is {wanted}:", ("return task",)))

    def _function(self) -> Function:
        use = self.context.imports.use
        parameters = use(self.entry.parameters.__module__, self.entry.parameters.__name__)
        result = self.item_type()
        if self.entry.is_list:
            result = f"{use(PAGE, 'Page')}[{result}]"
        return Function(
            name=self.entry.python_name,
            parameters=(f"parameters: {parameters}",),
            result=f"{use(MESSAGE, 'Flow')}[{result}]",
            docstring=self._docstring(),
            body=self.body.built(refusals_of(self.context, self.entry, self.declared, self.references, self.draft)),
        )

    def item_type(self) -> str:
        """Return the name of the struct that the method answers with."""
        module = OBJECTS if self.entry.item.__module__ == OBJECTS else PAGE
        return self.context.imports.use(module, self.entry.item.__name__)

    def _docstring(self) -> tuple[str, ...]:
        lines = [self.entry.summary]
        if self.declared.via is None and not self.declared.constants:
            lines.append(f"Calls {', '.join(summary_of(call) for call in self.calls)}.")
        if self.declared.because:
            lines.append(self.declared.because)
        entity = self.context.spec.entities.get(self.entity)
        source = self.declared.source or (None if entity is None else entity.source)
        if source:
            lines.append(f"Source: {source}")
        return tuple(lines)

    # What was given

    def _bind_draft(self) -> None:
        self.draft = draft_of(self.context, self.entry.name, but=self.references)
        writer = JsonWriter(self.context, self.entry.name, self.draft).plan()
        variable = self.body.hoist("native", f"self.{writer}(parameters)")
        self.values.names["write"] = Binding(variable, "dict[str, Any]", is_trusted=True)
        self._need_what_is_not_in_it()

    def _need_what_is_not_in_it(self) -> None:
        """Refuse a creation without a required field that the calls name themselves."""
        declared = self.context.spec.entities.get(self.entity)
        if declared is None or self.entry.verb != "create":
            return
        known = shapes(self.entry.parameters)
        for name in sorted(self.references & known.keys()):
            lens = declared.fields.get(name)
            if lens is not None and lens.is_required:
                self.values.needed(e.Reference(name))

    # Another method

    def method_call(self, name: str, arguments: dict[str, Any]) -> str:
        """Return the call of another unified method of this adapter."""
        target = METHODS[name]
        known = shapes(target.parameters)
        given = [f"{key}={self._argument(known[key], raw)}" for key, raw in arguments.items()]
        if "raw" in known and "raw" in shapes(self.entry.parameters):
            given.append("raw=parameters.raw")
        parameters = self.context.imports.use(target.parameters.__module__, target.parameters.__name__)
        return f"self.{target.python_name}({parameters}({', '.join(given)}))"

    def _argument(self, shape: Shape, raw: object) -> str:
        value, kind = e.parse_value(raw), shape.type
        if shape.is_required:
            self.values.needed(value)
        code = self.values.optional(value, "argument")
        if kind is str and code.annotation in ("Any", "int", "int | str") and not code.is_nullable:
            return f"str({code.text})"
        return code.text

    # Calls of its own

    def _need(self) -> None:
        """Refuse at once a call that leaves out what some place later on cannot do without."""
        for call in self.calls:
            template = getattr(call, verb_of(call))
            if call.when is None and template is not None:
                self.values.needed(e.parse_text(template))
        target = self.declared.then or self.declared.via or self.declared.among
        for name, shape in shapes(METHODS[target].parameters).items() if target else ():
            if shape.is_required and name in self.declared.with_:
                self.values.needed(e.parse_value(self.declared.with_[name]))

    def bind_values(self) -> None:
        """Name the values that the method gives a name."""
        for name, raw in self.declared.let.items():
            self.values.bind(name, e.parse_value(raw))

    def run(self) -> None:
        """Add the calls of the method, and what it answers with."""
        self.bind_values()
        self._need()
        self._require_listed()
        require_agreement(self.context, self.values, self.declared)
        if self.declared.among is not None:
            self.body.add(f"yield from {self._listed(self.declared.among, 'parameters.id')}")
        steps = StepPlanner(self.values, self.entry.name, is_write=self.entry.is_write)
        calls = self.calls
        if self.declared.item is not None and self.declared.item.step is not None:
            self._answer_earlier(steps, self.declared.item.step - 1)
            return
        for index, call in enumerate(calls[:-1]):
            steps.plan(call, index)
        if self.entry.item is AttachmentContent:
            steps.plan(calls[-1])
            self._answer_content()
        elif self.declared.then is None and self._answers_object():
            steps.plan(calls[-1], prepare=self._prepare, finish=self._finish)
        else:
            steps.plan(calls[-1])
            self._answer()

    def _answer_earlier(self, steps: StepPlanner, place: int) -> None:
        """Add all calls, and answer with what is in the answer of one that is not the last."""
        answers: list[tuple[Reply, str]] = []
        for index, call in enumerate(self.calls):
            if index == place:
                steps.plan(
                    call, index, prepare=self._prepare, finish=lambda *answer: answers.append(self._hold(*answer))
                )
            else:
                steps.plan(call, index)
        for reply, answer in answers:
            self._finish(reply, answer)

    def _hold(self, reply: Reply, answer: str) -> tuple[Reply, str]:
        """Keep an answer that later ones follow, where its native form may be asked for."""
        if isinstance(reply, JsonReply):
            reply.response = self.values.body.fresh("earlier")
            self.values.body.add(f"{reply.response} = response")
        return reply, answer

    def _require_listed(self) -> None:
        """Refuse ids that the platform would leave out in silence and that none of its lists has."""
        known = shapes(self.entry.parameters)
        for name in self.declared.confirm:
            lens = self.context.spec.entities[self.entity].fields.get(_UNIFIED.get(name, name))
            if lens is None or lens.lookup is None:
                continue
            is_fixed = is_constant(self.context, lens.lookup)
            if is_fixed and name not in self.references:
                continue  # the draft is checked where it is written
            check = self.context.imports.use(DRAFT, "require_known")
            fixed = constant_table(self.context, METHODS[lens.lookup].object) if is_fixed else ""
            table = fixed or hoist_lookup(self.context, self.body, lens.lookup)
            given = bind_shape(known[name], f"parameters.{name}").given
            if known[name].is_nullable:
                given = (*given, f"parameters.{name} is not None")
            with self.values.when(given):
                self.body.add(f"{check}({quoted(name)}, parameters.{name}, {table})")

    def _answers_object(self) -> bool:
        return self.entry.item.__name__ != "Deleted"

    def _answer(self) -> None:
        if self.declared.then is not None and METHODS[self.declared.then].is_list:
            self._answer_listed(self.declared.then)
        elif self.declared.then is not None:
            arguments = {"id": "$id"} if not self.declared.with_ else self.declared.with_
            call = self.method_call(self.declared.then, arguments)
            if self.declared.confirm:
                self._confirm(call)
            else:
                self.body.add(f"return (yield from {call})")
        else:
            deleted = self.context.imports.use(PAGE, "Deleted")
            self.body.add(f"return {deleted}(id=parameters.id)")

    def _answer_listed(self, name: str) -> None:
        """Answer with one object of a list: the one with the id that is known, or the last, where new ones are put."""
        arguments = {"limit": 1000, **self.declared.with_}
        wanted = arguments.pop("id", "$id" if "id" in shapes(self.entry.parameters) else None)
        if wanted is not None:
            found = self._listed(name, self.values.text(e.parse_value(wanted)).text)
            self.body.add(f"return (yield from {found})")
            return
        chosen = self._chosen()
        last = self.context.imports.use(LISTING, "last_of")
        where = f", {{{chosen}}}" if chosen else ""
        self.body.add(f"return (yield from {last}({self._listing(name)}{where}))")

    def _answer_found(self, name: str) -> None:
        """Answer with the object of a list that fits what was given."""
        found = self.context.imports.use(LISTING, "found_in")
        (parameter, *_) = sorted(name for name, shape in shapes(self.entry.parameters).items() if shape.is_required)
        self.body.add(f"return (yield from {found}({self._listing(name)}, {{{self._chosen()}}}, {quoted(parameter)}))")

    def _chosen(self) -> str:
        """Return the entries of a mapping: the fields that the wanted object of a list has to have."""
        return ", ".join(
            f"{quoted(field)}: {self.values.data(e.parse_value(raw)).text}"
            for field, raw in sorted(self.declared.where.items())
        )

    def _listed(self, name: str, identifier: str) -> str:
        """Return the flow of the object of a list that has an id."""
        return f"{self.context.imports.use(LISTING, 'listed')}({self._listing(name)}, {identifier})"

    def _listing(self, name: str) -> str:
        """Return a list method and its parameters, as arguments."""
        arguments = {"limit": 1000, **{key: raw for key, raw in self.declared.with_.items() if key != "id"}}
        return self.method_call(name, arguments).removesuffix(")").replace("(", ", ", 1)

    def _confirm(self, call: str) -> None:
        """Compare what the platform may leave out in silence with what is read back."""
        variable = self.body.fresh(self.entity)
        self.body.add(f"{variable} = yield from {call}")
        self.body.add(*kept_of(self.context, self.declared, self.entity, variable))
        self.body.add(f"return {variable}")

    def _answer_content(self) -> None:
        """Answer with the bytes of a file, its name and type as far as they were kept."""
        known = self.values.names
        content = "response.body"
        if self.declared.bytes_of is not None:
            content = self.values.find(self.declared.bytes_of).expression
        name = self.values.as_text(self.values.reference("name")).text if "name" in known else "parameters.id"
        # The type of a document that holds the bytes is not theirs.
        kind = 'response.headers.get("content-type")' if self.declared.bytes_of is None else "None"
        if "content_type" in known:
            kind = self.values.reference("content_type").text
        made = self.context.imports.use(PAGE, "AttachmentContent")
        self.body.add(f"return {made}(name={name}, content_type={kind}, content={content})")

    @property
    def _path(self) -> str:
        return self.declared.item.path if self.declared.item else "."

    def _prepare(self, reply: Reply) -> None:
        absent = self.declared.item.absent if self.declared.item else "error"
        self.prepare_reader()
        reply.graft(self._path, self.entity, is_list=False, is_required=absent == "error")

    def prepare_reader(self) -> None:
        """Plan the reader, so that the struct it needs is whole before it is put into an answer's."""
        _ = self.reader

    def _finish(self, reply: Reply, answer: str) -> None:
        found = reply.find(self._path, answer)
        variable = self.body.fresh(self.entity)
        read = self.turned(self.read_call(found.expression))
        if found.guards:
            with self.body.block(f"if {' or '.join(found.guards)}:"):
                self.body.add(f"raise self.not_found({self._identity()}, {quoted(self.entity)})")
        self.body.add(*reply.placed_beside(f"({found.expression},)", self.entity, answer))
        self.body.add(f"{variable} = {read}")
        with self.body.block("if parameters.raw:"):
            self.body.add(f"{variable}.raw = {self.raw_shown(reply.raw_item(found.expression, self._path))}")
        self.body.add(*kept_of(self.context, self.declared, self.entity, variable))
        self.body.add(f"return {variable}")

    def raw_shown(self, raw: str) -> str:
        """Return the native form of an object as a caller may see it: without credentials."""
        secrets = self.context.spec.entities[self.entity].secrets
        if not secrets:
            return raw
        without = self.context.imports.use(RAW, "raw_without")
        return f"{without}({raw}, {', '.join(map(quoted, secrets))})"

    def _identity(self) -> str:
        known = shapes(self.entry.parameters)
        return next((f"parameters.{name}" for name in ("id", "reference") if name in known), '""')

    def read_call(self, native: str) -> str:
        """Return the call of the reader on a native object."""
        return f"self.{self.reader.name}({', '.join([native, *self.read_arguments()])})"

    def turned(self, read: str) -> str:
        """Return a read relation as the task that was named sees it, where the platform tells it from either end."""
        if self.entity != "relation" or self.context.spec.entities["relation"].fields["task_id"].path is None:
            return read
        return f"{self.context.imports.use('tasklab.adapter.relation', 'seen_from')}({read}, parameters.task_id)"

    def read_arguments(self) -> list[str]:
        """Return what the reader takes besides the native object."""
        arguments = [hoist_parts(self.context, self.body, method) for method in self.reader.lookups]
        return [*arguments, *(self._parent(parent) for parent in self.reader.parents)]

    def _parent(self, name: str) -> str:
        binding = self.values.names.get(name)
        if binding is None:
            if name in {lens.through for lens in self._lenses()}:
                self.values.refuse(f"a {self.entity} is read and `{name}` is not kept", f"`keep: {{{name}: ...}}`")
            return "None"
        if not binding.can_be_absent:
            return binding.expression
        self.context.imports.use("msgspec", "UNSET")
        return f"None if {binding.expression} is UNSET else {binding.expression}"
