"""Checks of calls: one exchange each, with what the next ones may refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.spec.call import VERBS, Call, Method
from tasklab.spec.document import DocumentError, fragments_of, read_document
from tasklab.spec.expression import Hole, references_in_value, references_of
from tasklab.spec.short_document import variables_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from tasklab.spec.call import Calendar
    from tasklab.spec.check.value import Scope, ValueCheck
    from tasklab.spec.expression import Value
    from tasklab.spec.model import Graphql
    from tasklab.spec.problem import KeyPath

BODIES = ("json_body", "form", "xml", "calendar", "multipart", "content")
_NAMES = {"json_body": "json"}


class CallCheck:
    """Checks calls of one spec."""

    def __init__(self, values: ValueCheck, *, has_rpc: bool, graphql: Graphql | None, paged: Collection[str]) -> None:
        """Prepare it; `paged` are the variables that paging may add to a document."""
        self._values = values
        self._findings = values.findings
        self._has_rpc = has_rpc
        self._graphql = graphql
        self._paged = paged

    def check_steps(self, key: KeyPath, steps: list[Call], scope: Scope) -> Scope:
        """Check calls made one after the other; return the scope after the last."""
        for index, call in enumerate(steps):
            scope = self.check(((*key, index)), call, scope)
        return scope

    def check(self, key: KeyPath, call: Call, scope: Scope) -> Scope:
        """Check one call; return the scope after it, with what it kept."""
        self._check_kind(key, call)
        scope = self._with_let(key, call, scope)
        if call.when is not None:
            self._values.check((*key, "when"), call.when, scope)
        inner = self._with_each(key, call, scope)
        for verb in VERBS:
            path = getattr(call, verb)
            if path is not None:
                self._check_target((*key, verb), path, inner)
        self._check_values(key, call, inner)
        return self._keep(key, call, scope)

    def _check_kind(self, key: KeyPath, call: Call) -> None:
        verbs = [verb for verb in (*VERBS, "rpc", "graphql") if getattr(call, verb) is not None]
        if len(verbs) != 1:
            found = f"a call with {' and '.join(verbs)}" if verbs else "a call with no verb"
            self._findings.add("call", key, found, f"exactly one of {', '.join(VERBS)}, rpc and graphql")
        if call.rpc is not None and not self._has_rpc:
            self._findings.add("call", (*key, "rpc"), "a remote procedure", "the spec to say how in `rpc`")
        if call.params is not None and call.rpc is None:
            self._findings.add("call", (*key, "params"), "`params` without `rpc`", "`query`, `json` or `form`")
        if call.graphql is not None:
            self._check_document(key, call, call.graphql)
        elif call.variables:
            self._findings.add(
                "call", (*key, "variables"), "`variables` without `graphql`", "`query`, `json` or `form`"
            )
        bodies = [_NAMES.get(body, body) for body in BODIES if body in call.model_fields_set]
        sender = next((name for name in ("rpc", "graphql") if getattr(call, name) is not None), None)
        if sender is not None:
            bodies = [*bodies, sender] if bodies else []
        if len(bodies) > 1:
            self._findings.add("call", key, f"a call with {' and '.join(bodies)}", "one body")

    def _check_document(self, key: KeyPath, call: Call, document: str) -> None:
        """Check that a document can be read, and that its variables are given and nothing else is."""
        if self._graphql is None:
            self._findings.add("call", (*key, "graphql"), "a GraphQL document", "the spec to say where in `graphql`")
            return
        try:
            operation = read_document(document)
        except DocumentError as error:
            found = f"a document with a mistake in its line {error.line}: {error}"
            self._findings.add("call", (*key, "graphql"), found, "one GraphQL operation")
            return
        for name in fragments_of(document):
            self._findings.require_known(
                "unknown-reference", (*key, "graphql"), name, self._graphql.fragments, "fragment"
            )
        for name in call.variables:
            self._findings.require_known(
                "unknown-reference", (*key, "variables", name), name, operation.variables, "variable", is_key=True
            )
        for name in sorted(set(variables_of(document)) - operation.variables):
            self._findings.require_known(
                "unknown-reference",
                (*key, "graphql"),
                name,
                {*operation.variables, *self._graphql.variables},
                "variable",
            )
        for name in sorted(operation.required - call.variables.keys() - set(self._paged)):
            self._findings.add(
                "call", (*key, "graphql"), f"the variable ${name}, which nothing gives", "it in `variables`"
            )

    def _with_let(self, key: KeyPath, call: Call, scope: Scope) -> Scope:
        """Return the scope with the values made before the call: of what is known already, not of each other."""
        made = scope
        for name, raw in call.let.items():
            value = self._values.check((*key, "let", name), raw, scope)
            made = _with_made(made, name, value)
        return made

    def _with_each(self, key: KeyPath, call: Call, scope: Scope) -> Scope:
        for name, raw in (call.each or {}).items():
            value = self._values.check((*key, "each", name), raw, scope)
            scope = _with_made(scope, name, value)
        return scope

    def _check_target(self, key: KeyPath, path: str, scope: Scope) -> None:
        template = self._values.check_template(key, path, scope)
        if template is None:
            return
        first = template.parts[0] if template.parts else ""
        is_path = isinstance(first, Hole) and (first.is_raw or self._values.is_path(first.codec))
        if not is_path and not (isinstance(first, str) and first.startswith("/")):
            expected = 'a path that starts with "/", or with an address the platform gave: "{+name}"'
            self._findings.add("expression", key, f"the path {path!r}", expected)

    def _check_values(self, key: KeyPath, call: Call, scope: Scope) -> None:
        check = self._values.check
        for member, body in (("params", call.params), ("json", call.json_body), ("content", call.content)):
            if body is not None:
                check((*key, member), body, scope)
        for member in ("query", "headers", "form", "multipart", "variables"):
            for name, raw in (getattr(call, member) or {}).items():
                check((*key, member, name), raw, scope)
        self._check_file(key, call, scope)
        if call.xml is not None:
            self._values.check_template((*key, "xml"), call.xml, scope)
        if call.calendar is not None:
            self._check_calendar((*key, "calendar"), call.calendar, scope)

    def _check_file(self, key: KeyPath, call: Call, scope: Scope) -> None:
        for member in ("file_name", "file_type"):
            raw = getattr(call, member)
            if raw is None:
                continue
            self._values.check((*key, member), raw, scope)
            if call.multipart is None and call.graphql is None:
                self._findings.add("call", (*key, member), "a file's own word without a multipart body", "`multipart`")

    def _check_calendar(self, key: KeyPath, calendar: Calendar, scope: Scope) -> None:
        check = self._values.check
        for member in ("onto", "write", "mark"):
            check((*key, member), getattr(calendar, member), scope)
        for member in ("set", "fill", "add", "change"):
            for name, raw in getattr(calendar, member).items():
                check((*key, member, name), raw, scope)

    def _keep(self, key: KeyPath, call: Call, scope: Scope) -> Scope:
        form = call.reply or "json"
        for name, keep in call.keep.items():
            at = (*key, "keep", name)
            if (keep.path is None) is (keep.header is None):
                self._findings.add("call", at, "a kept value", "exactly one of `path` and `header`")
            if keep.path is not None:
                self._values.check_path((*at, "path"), keep.path, form if keep.by is None else _form_of_items(form))
            if keep.by is not None:
                self._values.check_path((*at, "by"), keep.by, _form_of_items(form))
                if form != "multistatus" and (form != "json" or call.each is None):
                    found = f"a mapping of {'one' if call.each is None else 'each'} answer that is {form}"
                    self._findings.add("call", (*at, "by"), found, "multistatus, or JSON of a call with `each`")
            for path in (*keep.where, *keep.unless):
                self._values.check_path((*at, "where", path), path)
                if form != "json":
                    self._findings.add("call", (*at, "where"), f"a condition on an answer that is {form}", "JSON")
            self._values.check((*at, "mark"), keep.mark, scope)
            if keep.codec is not None:
                self._values.check_codec((*at, "codec"), keep.codec, reads=True, writes=False)
        return scope.with_trusted(call.keep)


def _form_of_items(form: str) -> str:
    return "json" if form == "json" else "dav"


def _with_made(scope: Scope, name: str, value: Value | None) -> Scope:
    """Return the scope with a name whose value is made of others: it is trusted if all of them are."""
    is_trusted = value is not None and all(scope.trusts(each) for each in references_of(value))
    return scope.with_trusted([name]) if is_trusted else scope.with_caller([name])


def references_in(call: Call) -> set[str]:
    """Return every name that a valid call refers to."""
    raw: list[object] = [
        call.params, call.query, call.headers, call.json_body, call.form, call.xml, call.multipart, call.content,
        call.file_name, call.file_type, call.variables,
        call.each, call.let, call.when, *(getattr(call, verb) for verb in VERBS),
    ]  # fmt: skip
    if call.calendar is not None:
        calendar = call.calendar
        raw += [
            calendar.onto,
            calendar.write,
            calendar.set,
            calendar.fill,
            calendar.add,
            calendar.change,
            calendar.mark,
        ]
    raw += [keep.mark for keep in call.keep.values()]
    if isinstance(call, Method):
        raw.append(call.let)
    return {name for each in raw if each for name in _references(each)}


def _references(raw: object) -> tuple[str, ...]:
    """Return the names in a value that was checked before; none where it could not be parsed."""
    try:
        return references_in_value(raw)
    except ValueError:
        return ()
