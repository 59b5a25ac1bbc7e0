"""Plans the steps of a method, a fact or a login: each call, and what is kept of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from tasklab.generate import coding
from tasklab.generate.call import CallPlanner
from tasklab.generate.code import Code, literal, quoted, unwrapped
from tasklab.generate.context import KEPT, MESSAGE
from tasklab.generate.name import identifier, pascal
from tasklab.generate.native import Access
from tasklab.generate.plan import Block
from tasklab.generate.reference import references_of_call
from tasklab.generate.reply import JsonReply, reply_for
from tasklab.generate.scope import Binding
from tasklab.generate.source import DAV, dav_access
from tasklab.spec import expression as e
from tasklab.spec.call import Call, Method
from tasklab.spec.path import parse_dav_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.generate.reply import Reply
    from tasklab.generate.value import Values
    from tasklab.spec.call import Keep
    from tasklab.spec.expression import Value

MARK = "tasklab.adapter.mark"

Prepare: TypeAlias = "Callable[[Reply], None] | None"
"""Makes room in an answer for what is read of it."""
Finish: TypeAlias = "Callable[[Reply, str], None] | None"
"""Adds what reads it from the variable that holds the decoded answer."""


class StepPlanner:
    """Adds calls to a body, one after the other."""

    def __init__(self, values: Values, name: str, *, is_write: bool, needs_auth: bool = True) -> None:
        self.values = values
        self.name = name
        self.is_write = is_write
        self.needs_auth = needs_auth
        self.nothing = "None"
        """What a list answers where the platform says that there is nothing."""
        self.query: dict[str, Value] | None = None
        self.is_followed = False
        self.is_conditional = False
        self.keys: dict[str, str] = {}
        """What is kept by a text of each answer, and the expression of that text."""

    def plan(
        self,
        call: Call,
        index: int | None = None,
        *,
        query: dict[str, Value] | None = None,
        is_followed: bool = False,
        prepare: Prepare = None,
        finish: Finish = None,
    ) -> None:
        """Add one call and what it keeps.

        `prepare` makes room in the answer for what is read besides, and `finish` reads it from the variable that it is
        given. `query` is sent besides the call's own; with `is_followed`, later pages are at their own address.
        """
        self.query, self.is_followed = query, is_followed
        self.let(call)
        conditions = self.conditions(call)
        self.is_conditional = bool(conditions)
        if conditions:
            self._start_absent(call)
        with self.values.when(conditions):
            if call.each is None:
                self._once(call, index, prepare, finish)
            else:
                self._each(call, index, prepare, finish)
        if conditions:
            self._end_absent(call)

    def let(self, call: Call) -> None:
        """Add the values that are made before a call."""
        if isinstance(call, Method):
            return  # made before its first call
        for name, raw in call.let.items():
            value = e.parse_value(raw)
            conditions = self.values.conditions(value)
            code = self.values.optional(value, identifier(name))
            if not self._is_referenced(name):
                self.values.body.add(unwrapped(code.text))  # it is made for its refusals
                continue
            self.values.context.imports.use("typing", "Any")
            variable = self.values.body.fresh(identifier(name))
            self.values.body.add(f"{variable}: Any = {unwrapped(code.text)}")
            self.values.names[name] = Binding(
                variable, "Any", can_be_absent=bool(conditions), is_trusted=code.is_trusted
            )

    # Calls that are not always made

    def conditions(self, call: Call) -> tuple[str, ...]:
        """Return what has to hold for a call to be made: an absent value, a null and an empty list leave it out."""
        if call.when is None:
            return ()
        value = e.parse_value(call.when)
        conditions = self.values.conditions(value)
        if isinstance(value, e.Reference):
            binding = self.values.find(value.name)
            if binding.is_nullable:
                conditions += (f"{binding.expression} is not None",)
            elif binding.annotation.startswith("list[") or not conditions:
                conditions += (binding.expression,)
        return conditions

    def _start_absent(self, call: Call) -> None:
        self.values.context.imports.use("typing", "Any")
        absent = self._absence(call)
        for name in call.keep:
            if self._is_referenced(name):
                nothing = "None" if absent is None else f"UNSET if {absent} is UNSET else None"
                self.values.body.add(f"{identifier(name)}: Any = {nothing}")
            self.values.names[name] = Binding(identifier(name), "Any", is_nullable=True, is_trusted=True)

    def _end_absent(self, call: Call) -> None:
        can_be_absent = self._absence(call) is not None
        for name in call.keep:
            self.values.names[name] = Binding(
                identifier(name), "Any", can_be_absent=can_be_absent, is_nullable=True, is_trusted=True
            )

    def _absence(self, call: Call) -> str | None:
        """Find the parameter whose absence is not its being null: what is kept for it is then absent, or null, too."""
        value = e.parse_value(call.when)
        binding = self.values.find(value.name) if isinstance(value, e.Reference) else None
        both = binding is not None and binding.can_be_absent and binding.is_nullable
        return binding.expression if binding is not None and both else None

    # Calls that are made for each of a list

    def _each(self, call: Call, index: int | None, prepare: Prepare, finish: Finish) -> None:
        (name, raw), *others = (call.each or {}).items()
        if others:
            self.values.refuse("a call is made for each of several lists", "one list in `each`")
        source = self.values.data(e.parse_value(raw))
        is_used = name in references_of_call(call)
        variable = self.values.body.fresh(identifier(name) if is_used else f"_{identifier(name)}")
        wanted = [kept for kept in call.keep if self._is_referenced(kept)]
        lists = {kept: self.values.body.fresh(f"{identifier(kept)}_list") for kept in wanted}
        self.values.context.imports.use("typing", "Any")
        for kept, collected in lists.items():
            start = "list[Any] = []" if call.keep[kept].by is None else "dict[str, Any] = {}"
            self.values.body.add(f"{collected}: {start}")
        listed = f"{source.text} or ()" if source.is_nullable else source.text
        with self.values.body.block(f"for {variable} in {listed}:"):
            self.values.names[name] = Binding(variable, _element(source.annotation), is_trusted=True)
            self._once(call, index, prepare, finish)
            for kept, collected in lists.items():
                value = self.values.names[kept].expression
                added = f".append({value})" if call.keep[kept].by is None else f"[{self.keys[kept]}] = {value}"
                self.values.body.add(f"{collected}{added}")
        for kept, collected in lists.items():
            if self.is_conditional:  # what was begun as nothing is what is referred to
                self.values.body.add(f"{identifier(kept)} = {collected}")
            annotation = "list[Any]" if call.keep[kept].by is None else "dict[str, Any]"
            self.values.names[kept] = Binding(collected, annotation, is_trusted=True)

    # One call

    def _once(self, call: Call, index: int | None, prepare: Prepare, finish: Finish) -> None:
        exchange = CallPlanner(self.values, call, method=self.name, is_write=self.is_write, needs_auth=self.needs_auth)
        if call.again_while:
            self._again(exchange, call, index)
        else:
            exchange.plan(self.query, is_followed=self.is_followed)
        if call.nothing_on:
            first, *others = call.nothing_on
            test = f"response.status in {literal(tuple(call.nothing_on))}" if others else f"response.status == {first}"
            self.values.body.add(Block(f"if {test}:", (f"return {self.nothing}",)))
        for name, keep in call.keep.items():
            if keep.header is not None:
                self._keep_header(name, keep)
        paths = {
            name: keep
            for name, keep in call.keep.items()
            if keep.path is not None and (self._is_referenced(name) or keep.absent == "not_found")
        }
        if paths or prepare is not None:
            self._decode(call, paths, index, prepare, finish)
        elif call.reply == "multistatus" and self.is_write:
            self.values.body.add(f"{self.values.context.imports.use(DAV, 'require_set')}(response.body)")

    def _again(self, exchange: CallPlanner, call: Call, index: int | None) -> None:
        """Add a call that is made again until the platform says that it is done."""
        reply = reply_for(self.values.context, self.values.where, call.reply, f"{self._reply_name(index)}State")
        for path in call.again_while:
            reply.need(path, "str", is_required=False)
        pause = self.values.context.imports.use(MESSAGE, "Pause")
        with self.values.body.block("while True:"):
            exchange.plan()
            state = self.values.body.fresh("state")
            self.values.body.add(f"{state} = {reply.decoded()}")
            tests: list[str] = []
            for path, wanted in call.again_while.items():
                found = reply.find(path, state)
                tests.append(f"{found.wrapped(found.expression)} not in {literal(tuple(wanted))}")
            self.values.body.add(Block(f"if {' and '.join(tests)}:", ("break",)), f"yield {pause}()")

    def _decode(self, call: Call, paths: dict[str, Keep], index: int | None, prepare: Prepare, finish: Finish) -> None:
        reply = reply_for(self.values.context, self.values.where, call.reply, self._reply_name(index))
        for keep in paths.values():
            reply.need(str(keep.path), self._kept_type(keep), is_required=keep.absent == "error")
            if keep.by is not None:
                reply.need(keep.by, "str", is_required=True)
            for path, wanted in {**keep.where, **keep.unless}.items():
                reply.need(path, type(wanted).__name__, is_required=False)
        if prepare is not None:
            prepare(reply)
        self.values.body.add(*reply.remade())
        answer = self.values.body.fresh("answer")
        self.values.body.add(f"{answer} = {reply.decoded()}")
        for name, keep in sorted(paths.items(), key=lambda pair: pair[1].absent != "not_found"):
            self._keep_path(reply, name, keep, answer)
        if finish is not None:
            finish(reply, answer)

    def read(self, objects: Value, prepare: Prepare, finish: Finish) -> None:
        """Read objects that are made of what was kept, as if they were an answer."""
        told = self.values.context.imports.use("tasklab.adapter.made", "told")
        self.values.body.add(f"response = {told}(response, {self.values.data(objects).text})")
        self._decode(Call(), {}, None, prepare, finish)

    def _reply_name(self, index: int | None) -> str:
        return f"_{pascal(self.name)}Reply" + ("" if index is None else str(index + 1))

    def _kept_type(self, keep: Keep) -> str:
        codec = None if keep.codec is None else coding.find_codec(self.values.context, keep.codec, self.values.where)
        native = "Any" if codec is None else coding.native_of(self.values.context, codec)
        # A type checker loses one type out of several in `require_found`: such a codec checks what it is given.
        return "Any" if " | " in native else native

    # What is kept

    def _keep_header(self, name: str, keep: Keep) -> None:
        if not self._is_referenced(name):
            return
        variable = self.values.body.fresh(identifier(name))
        header = quoted(str(keep.header).lower())
        if keep.absent == "null":
            self.values.body.add(f"{variable} = response.headers.get({header})")
        else:
            function = self.values.context.imports.use(KEPT, "require_header")
            self.values.body.add(f"{variable} = {function}(response, {header})")
        self._bind(name, Code(variable, "str", is_nullable=keep.absent == "null"), keep)

    def _keep_path(self, reply: Reply, name: str, keep: Keep, answer: str) -> None:
        if keep.by is not None and not isinstance(reply, JsonReply):
            self._keep_mapping(name, keep, answer)
            return
        if keep.by is not None:
            key = reply.find(keep.by, answer)
            self.keys[name] = key.wrapped(key.expression)
        found = self._found(reply, keep, answer)
        value = found.wrapped(found.expression)
        may_not_be = bool(found.guards or keep.where or keep.unless)
        if keep.where or keep.unless:
            test = self._holds(reply, keep, answer, found.guards)
            above = tuple(each for each in found.guards if each != f"{found.expression} is None")
            value = replace(found, guards=above).wrapped(f"{found.expression} if {test} else None")
        is_checked = keep.absent == "not_found" or (may_not_be and keep.absent == "error")
        if is_checked:
            wrong = "require_there" if keep.absent == "error" else "require_found"
            function = self.values.context.imports.use(KEPT, wrong)
            value = f"{function}({value}, {quoted(str(keep.path))})"
        if not self._is_referenced(name):
            self.values.body.add(*([value] if is_checked else []))
            return
        variable = self.values.body.fresh(identifier(name))
        annotation = found.annotation if not found.over else f"list[{found.annotation}]"
        self.values.body.add(f"{variable} = {value}")
        self._bind(
            name,
            Code(variable, annotation, is_nullable=may_not_be and keep.absent == "null"),
            keep,
        )

    def _holds(self, reply: Reply, keep: Keep, answer: str, passed: tuple[str, ...]) -> str:
        """Return the test of the other values of the answer: those that have to be there, and those that may not.

        The guards in `passed` do not hold where it stands.
        """
        tests: list[str] = []
        for among, (one, other) in ((keep.where, ("is", "==")), (keep.unless, ("is not", "!="))):
            for path, wanted in among.items():
                found = reply.find(path, answer)
                found = replace(found, guards=tuple(each for each in found.guards if each not in passed))
                value = found.wrapped(found.expression)
                value = f"({value})" if " if " in value else value
                # Only the very value counts: what is not there is neither true nor false.
                is_flag = isinstance(wanted, bool)
                tests.append(f"{value} {one} {wanted}" if is_flag else f"{value} {other} {literal(wanted)}")
        return " and ".join(tests)

    def _keep_mapping(self, name: str, keep: Keep, answer: str) -> None:
        """Keep a mapping made of all items: from one text of each to another."""
        key, value = (dav_access(parse_dav_path(str(path)), "item") for path in (keep.by, keep.path))
        text = Code(value.expression, value.annotation)
        codec = None if keep.codec is None else coding.find_codec(self.values.context, keep.codec, self.values.where)
        if codec is not None:
            text = coding.decode(self.values.context, codec, text, self.values.where)
        shown = f"{key.expression}.text" if key.annotation == "Property" else key.expression
        tests = [guard.replace(" is None", " is not None") for guard in (*key.guards, *value.guards)]
        test = f" if {' and '.join(tests)}" if tests else ""
        variable = self.values.body.fresh(identifier(name))
        self.values.body.add(f"{variable} = {{{shown}: {text.text} for item in {answer}{test}}}")
        self.values.names[name] = Binding(variable, "dict[str, str]", is_trusted=True)

    def _found(self, reply: Reply, keep: Keep, answer: str) -> Access:
        """Return how a kept value is reached: codecs of properties take the property, all else takes its text."""
        if keep.mark is not None:
            every = reply.find(str(keep.path), answer)
            mark = self.values.text(e.parse_value(keep.mark)).text
            one = f"{self.values.context.imports.use(MARK, 'require_marked')}({every.expression}, {mark})"
            return Access(one if keep.codec is not None else f"{one}.text", annotation="Property")
        takes_property = keep.codec is not None and "Property" in self._kept_type(keep)
        return reply.find(str(keep.path), answer) if takes_property else reply.kept(str(keep.path), answer)

    def _is_referenced(self, name: str) -> bool:
        return self.values.referenced is None or name in self.values.referenced

    def _bind(self, name: str, code: Code, keep: Keep) -> None:
        if keep.codec is not None:
            codec = coding.find_codec(self.values.context, keep.codec, self.values.where)
            if codec is not None:
                decoded = coding.decode(self.values.context, codec, code, self.values.where)
                if decoded.is_nullable and keep.absent == "not_found":
                    function = self.values.context.imports.use(KEPT, "require_found")
                    decoded = Code(f"{function}({decoded.text}, {quoted(str(keep.path))})", decoded.annotation)
                # What is not always kept has a variable of its own beforehand.
                variable = identifier(name) if self.is_conditional else self.values.body.fresh(identifier(name))
                self.values.body.add(f"{variable} = {decoded.text}")
                code = Code(variable, decoded.annotation, decoded.is_nullable)
        self.values.names[name] = Binding(code.text, code.annotation, is_nullable=code.is_nullable, is_trusted=True)


def _element(annotation: str) -> str:
    return annotation.removeprefix("list[").removesuffix("]") if annotation.startswith("list[") else "Any"
