"""Plans one exchange with the platform: the request, and the check of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.generate.code import Code, literal, quoted
from tasklab.generate.context import ENCODE, MESSAGE
from tasklab.generate.graphql import complete, constant_name, document_literal, document_method_of
from tasklab.generate.name import identifier
from tasklab.generate.procedure import XML_RPC, procedure_of
from tasklab.generate.scope import Binding
from tasklab.spec import expression as e
from tasklab.spec.call import VERBS
from tasklab.spec.document import is_mutation, title_of
from tasklab.spec.short_document import file_among
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.value import Place, Values
    from tasklab.spec.call import Calendar, Call
    from tasklab.spec.expression import Value

_READS = frozenset({"get", "propfind", "report"})
_REPEATABLE = frozenset({*_READS, "put", "delete"})
_GIVEN = "+"
"""Name among headers that stands for those that the platform gave."""


def verb_of(call: Call) -> str:
    """Return the HTTP method of a call, in lower case; remote procedures and GraphQL documents are posted."""
    return next((verb for verb in VERBS if getattr(call, verb) is not None), "post")


def is_query(call: Call) -> bool:
    """Whether a call is a GraphQL document that changes nothing."""
    return call.graphql is not None and not is_mutation(call.graphql)


def summary_of(call: Call) -> str:
    """Return what a call does, for people: `GET /issues.json`."""
    if call.rpc is not None:
        return call.rpc
    if call.graphql is not None:
        return title_of(call.graphql)
    verb = verb_of(call)
    return f"{verb.upper()} {getattr(call, verb)}"


class CallPlanner:
    """Adds the statements of one call to a body."""

    def __init__(self, values: Values, call: Call, *, method: str, is_write: bool, needs_auth: bool = True) -> None:
        self.values = values
        self.call = call
        self.verb = verb_of(call)
        self.needs_auth = needs_auth
        self.method = method
        changes = self.verb not in _READS and not is_query(call)
        self.is_write = is_write and (changes if call.is_write is None else call.is_write)
        self.headers: list[tuple[str, Value]] = [
            (name, _parse(value)) for name, value in call.headers.items() if name != _GIVEN
        ]

    def plan(self, extra_query: dict[str, Value] | None = None, *, is_followed: bool = False) -> None:
        """Add the request and the check of its status.

        With `is_followed` the call fetches a page, and pages after the first are at an address of their own.
        """
        if self.call.rpc is not None:
            self._ask(self._procedure(self.call.rpc))
            return
        if self.call.graphql is not None:
            self._ask(self._document_request(self.call.graphql, extra_query or {}))
            return
        path = self._path()
        if self.call.reply == "calendar":
            self.values.body.add(f"address = {path}")
            path = "address"
        parts = [f'verb="{self.verb.upper()}"', f"path={path}"]
        if is_followed:
            parts[1] += " if window.token is None else self.own_path(window.token)"
        query = [(name, _parse(value)) for name, value in self.call.query.items()]
        query += list((extra_query or {}).items())
        if query:
            parts.append(f"query={self._pairs(query)}" + (" if window.token is None else ()" if is_followed else ""))
        body = self._body()
        if self.headers:
            parts.append(f"headers={self._header_pairs()}")
        if body is not None:
            parts.append(f"body={body}")
        request = self.values.context.imports.use(MESSAGE, "Request")
        self._ask(f"{request}({', '.join([*parts, *self._flags()])})")

    def _flags(self) -> list[str]:
        """Return what the session has to know about the request."""
        flags = ["is_write=True"] if self.is_write else []
        if self.is_write and not self._is_repeatable():
            flags.append("is_repeatable=False")
        flags += ["is_elsewhere=True"] if self.call.is_elsewhere else []
        return flags if self.needs_auth else [*flags, "needs_auth=False"]

    def _ask(self, request: str) -> None:
        """Add the exchange and the check of its status."""
        response = self.values.context.imports.use(MESSAGE, "Response")
        annotation = "" if self.values.is_declared("response") else f": {response}"
        asked = f"yield {request}"
        if self._speaks_xml:
            asked = f"{self.values.context.imports.use(XML_RPC, 'as_json')}(({asked}))"
        self.values.body.add(f"response{annotation} = {asked}")
        expected = self.call.expect or ([200] if self.call.nothing_on else [])
        statuses = "".join(f", {status}" for status in (*expected, *self.call.nothing_on))
        repeat = self._repeat()
        method = f", method={quoted(self.method)}" if self.method in self._ruled() else ""
        content = ", is_content=True" if self.call.reply == "bytes" else ""
        self.values.body.add(f"self.expect(response{statuses}{repeat}{method}{content})")

    @property
    def _speaks_xml(self) -> bool:
        rpc = self.values.context.spec.rpc
        return self.call.rpc is not None and rpc is not None and rpc.kind == "xml"

    def _repeat(self) -> str:
        """Return what means success besides when the request had been sent before."""
        if not self.is_write or not self._is_repeatable():
            return ""
        # Where there is no request to delete with, another one that is sent again does: a comment emptied by PUT.
        method = METHODS.get(self.method)
        if self.verb == "delete" or (method is not None and method.verb == "delete"):
            return ", repeat=(404, 410)"
        makes_new = any(name.lower() == "if-none-match" for name, _ in self.headers)
        return ", repeat=(412,)" if makes_new else ""

    def _ruled(self) -> set[str]:
        """Return the methods that some error rule is for."""
        return {name for rule in self.values.context.spec.errors for name in rule.methods or ()}

    def _is_repeatable(self) -> bool:
        if self.call.is_repeatable is not None:
            return self.call.is_repeatable
        # A write that names the state it changes meets its own change when it is sent again.
        is_guarded = any(name.lower() == "if-match" for name, _ in self.headers)
        return self.verb in _REPEATABLE and not is_guarded

    def _path(self) -> str:
        template = e.parse_text(getattr(self.call, self.verb))
        self.values.needed(template)
        path = self.values.text(template, "path").text
        if isinstance(template, e.Template) and self._starts_elsewhere(template):
            return f"self.own_path({path})"
        return path

    def _starts_elsewhere(self, template: e.Template) -> bool:
        """Tell whether a path begins with an address that the platform gave."""
        first = template.parts[0]
        if not isinstance(first, e.Hole) or not first.is_raw:
            return False
        return first.name not in self.values.context.spec.connection.parameters

    # Query and headers

    def _pairs(self, entries: list[tuple[str, Value]], function: str = "query_pairs") -> str:
        codes = [(name, self._optional(name, value)) for name, value in entries]
        pairs = ", ".join(f"({quoted(name)}, {code.text})" for name, code in codes)
        if all(code.annotation == "str" and not code.is_nullable for _, code in codes) and not any(
            self.values.conditions(value) for _, value in entries
        ):
            return f"({pairs},)"
        for name, code in codes:
            self.values.check_plain(code, name)
        return f"{self.values.context.imports.use(ENCODE, function)}({pairs})"

    def _optional(self, name: str, value: Value) -> Code:
        """Return the code of a value that may be absent; a text joined of no clauses is absent too."""
        code = self.values.optional(value, identifier(name).lower())
        if (
            not isinstance(value, e.Clauses)
            or value.join is None
            or not all(map(self.values.conditions, value.entries))
        ):
            return code
        self.values.context.imports.use("msgspec", "UNSET")
        return Code(f"{code.text} or UNSET", "object")

    def _header_pairs(self) -> str:
        # A header without a value says something else than none.
        can_be_null = any(isinstance(v, e.Reference) and self.values.find(v.name).is_nullable for _, v in self.headers)
        pairs = self._pairs(self.headers, "header_pairs" if can_be_null else "query_pairs")
        if _GIVEN not in self.call.headers:
            return pairs
        given = self.values.data(_parse(self.call.headers[_GIVEN]), "given").text
        return f"{self.values.context.imports.use('tasklab.adapter.given', 'with_given')}({pairs}, {given})"

    # Bodies

    def _body(self) -> str | None:
        call = self.call
        if call.json_body is not None:
            return self._json(self._data(call.json_body))
        if call.form is not None:
            return self._form(call.form)
        if call.xml is not None:
            self._content_type("application/xml; charset=utf-8")
            text = self._text(call.xml, "xml")
            return f"b{text}" if text.startswith('"') and text.isascii() else f"{text}.encode()"
        return self._document()

    def _document(self) -> str | None:
        """Return a body that is a file of its own."""
        if self.call.calendar is not None:
            return self._calendar(self.call.calendar)
        if self.call.multipart is not None:
            return self._multipart()
        if self.call.content is None:
            return None
        content = _parse(self.call.content)
        self.values.needed(content)
        return self.values.data(content, "body").text

    def _json(self, data: str) -> str:
        self._content_type("application/json")
        return f"{self.values.context.imports.use(ENCODE, 'json_body')}({data})"

    def _form(self, form: dict[str, Any]) -> str:
        self._content_type("application/x-www-form-urlencoded")
        pairs = self._pairs([(name, _parse(value)) for name, value in form.items()])
        return f"{self.values.context.imports.use(ENCODE, 'form_body')}({pairs})"

    def _content_type(self, content_type: str) -> None:
        if not any(name.lower() == "content-type" for name, _ in self.headers):
            self.headers.insert(0, ("Content-Type", e.Literal(content_type)))

    def _data(self, raw: object) -> str:
        return self.values.data(_parse(raw), "body").text

    def _text(self, template: str, place: Place) -> str:
        return self.values.text(e.parse_text(template), place).text

    def _procedure(self, name: str) -> str:
        rpc = self.values.context.spec.rpc
        if rpc is None:
            self.values.refuse("`rpc` is called, and the spec does not say how", "`rpc: {path: /}` in the spec")
            return "None"
        params = self.values.data(_parse(self.call.params or []), "params").text
        arguments = ", ".join([quoted(name), params, *self._flags()])
        return f"self.{procedure_of(self.values.context, rpc)}({arguments})"

    def _document_request(self, document: str, paging: dict[str, Value]) -> str:
        graphql = self.values.context.spec.graphql
        if graphql is None:
            self.values.refuse("`graphql` is sent, and the spec does not say where", "`graphql: {path: /}` in the spec")
            return "None"
        entries = {name: _parse(value) for name, value in self.call.variables.items()}
        with self.values.sparse():
            variables = self.values.data(e.Mapping(tuple({**paging, **entries}.items())), "variables").text
        text = self.values.context.constant(
            f"_{constant_name(document)}", document_literal(complete(document, graphql.fragments))
        )
        file = file_among(graphql, self.call.variables)
        if file is not None:
            return self._upload(str(graphql.upload), text, variables, file)
        headers = [f"headers={self._header_pairs()}"] if self.call.headers else []
        arguments = ", ".join([text, variables, *headers, *self._flags()])
        return f"self.{document_method_of(self.values.context, graphql)}({arguments})"

    def _upload(self, template: str, document: str, variables: str, file: str) -> str:
        path = self.values.text(e.parse_text(template), "path").text
        unique = self.values.find("unique").expression
        function = self.values.context.imports.use("tasklab.adapter.upload", "upload")
        return f"{function}({', '.join([path, document, variables, quoted(file), unique, *self._file()])})"

    def _multipart(self) -> str:
        use = self.values.context.imports.use
        entries = [(name, _parse(value)) for name, value in (self.call.multipart or {}).items()]
        parts = self.values.data(e.Mapping(tuple(entries)), "parts").text
        body = self.values.body
        variable, kind = body.fresh("content"), body.fresh("content_type")
        unique = self.values.find("unique").expression
        arguments = ", ".join([parts, unique, *self._file()])
        body.add(f"{variable}, {kind} = {use(ENCODE, 'multipart_body')}({arguments})")
        self.values.names[kind] = Binding(kind, "str", is_trusted=True)
        self.headers.insert(0, ("Content-Type", e.Reference(kind)))
        return variable

    def _file(self) -> list[str]:
        """Return what a file is called and what it is, as far as the call says so; an absent one is not said."""
        said = {"file_name": self.call.file_name, "file_type": self.call.file_type}
        texts = {name: self.values.optional(_parse(raw), name).text for name, raw in said.items() if raw is not None}
        return [f"{name}={text}" for name, text in texts.items()]

    def _calendar(self, calendar: Calendar) -> str:
        self._content_type("text/calendar; charset=utf-8")
        if calendar.onto is None:
            made = self.values.context.imports.use("tasklab.adapter.calendar", "new_calendar")
            onto = f"{made}({self.values.find('unique').expression}, {self.values.find('now').expression})"
        else:
            onto = self._data(calendar.onto)
        arguments = [self._edits(calendar.set, "changes", calendar.write)]
        arguments += [f"fill={self._edits(calendar.fill, 'filled')}"] if calendar.fill else []
        arguments += [f"mark={self._mark(calendar.mark)}"] if calendar.mark is not None else []
        arguments += [f"add={self._edits(calendar.add, 'added')}"] if calendar.add else []
        arguments += [f"change={self._edits(calendar.change, 'changed')}"] if calendar.change else []
        arguments += [f"remove={literal(calendar.remove)}"] if calendar.remove else []
        return f"{onto}.edited({', '.join(arguments)}).render()"

    def _edits(self, entries: dict[str, Any], wanted: str, write: object = None) -> str:
        edits = tuple((name, _parse(raw)) for name, raw in entries.items())
        value = e.Mapping(edits) if write is None else e.Merge(_parse(write), edits)
        return self.values.data(value, wanted).text

    def _mark(self, mark: object) -> str:
        return self.values.text(_parse(mark)).text


def _parse(raw: object) -> Value:
    return e.parse_value(raw)
