"""All cross checks of one valid spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.spec.call import Call, Paging
from tasklab.spec.check.call import CallCheck, references_in
from tasklab.spec.check.entity import EntityCheck
from tasklab.spec.check.finding import Findings
from tasklab.spec.check.method import MethodCheck
from tasklab.spec.check.target import TargetCheck
from tasklab.spec.check.value import SPECIAL, Scope, ValueCheck
from tasklab.spec.document import DocumentError, check_fragment, fragments_of
from tasklab.spec.expression import ExpressionError, parse_value, references_of
from tasklab.spec.model import BasicAuth, BearerAuth, HeaderAuth, LoginAuth, OAuth2Auth, QueryAuth
from tasklab.spec.vocabulary import DERIVED, unified_objects
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.adapter.codec.record import Codec
    from tasklab.spec.model import ErrorRule, Graphql, Served, Spec
    from tasklab.spec.node import Node
    from tasklab.spec.problem import KeyPath, SpecError


def check_spec(spec: Spec, root: Node, codecs: Mapping[str, Codec] = CODECS) -> list[SpecError]:
    """Return everything that is wrong with a spec that its model cannot say."""
    return _SpecCheck(spec, root, codecs).check()


class _SpecCheck:
    def __init__(self, spec: Spec, root: Node, codecs: Mapping[str, Codec]) -> None:
        self._spec = spec
        self._findings = Findings(root)
        targets = TargetCheck(self._findings, spec)
        public = frozenset(name for name, each in spec.connection.parameters.items() if each.type != "secret")
        self._values = ValueCheck(self._findings, codecs, targets.check_pick, public)
        pagings = [spec.paging, *(each.page for each in spec.methods.values() if isinstance(each.page, Paging))]
        self._calls = CallCheck(
            self._values,
            has_rpc=spec.rpc is not None,
            graphql=spec.graphql,
            paged={name for paging in pagings for name in paging.query},
        )
        site = Scope(trusted=frozenset(spec.connection.parameters))
        self._site = site
        self._scope = site.with_trusted([*spec.constants, *spec.remember])
        self._entities = EntityCheck(self._values, targets, self._scope, spec)
        self._methods = MethodCheck(spec, self._values, self._calls, targets, self._scope)

    def check(self) -> list[SpecError]:
        self._check_connection()
        self._check_names()
        self._check_remember()
        for name, entity in self._spec.entities.items():
            self._entities.check(name, entity)
        for name, method in self._spec.methods.items():
            self._methods.check(name, method)
        self._check_pagings()
        for index, rule in enumerate(self._spec.errors):
            self._check_error_rule(("errors", index), rule)
        self._check_unavailable()
        self._check_account()
        self._check_circles()
        return self._findings.errors

    def _check_connection(self) -> None:
        connection, key = self._spec.connection, ("connection",)
        self._check_defaults()
        self._values.check_template((*key, "base_url"), connection.base_url, self._site)
        for name, raw in connection.headers.items():
            self._values.check((*key, "headers", name), raw, self._site.with_trusted(self._spec.constants))
        for name, raw in connection.query.items():
            self._values.check((*key, "query", name), raw, self._site.with_trusted(self._spec.constants))
        self._check_auth()
        if connection.proof is not None:
            at = (*key, "proof")
            self._findings.require_known("unknown-reference", at, connection.proof, self._spec.remember, "fact")
        if connection.probe is not None:
            at = (*key, "probe")
            self._calls.check((*at, "call"), connection.probe.call, self._scope)
            self._check_answer_path((*at, "version"), connection.probe.version, connection.probe.call.reply or "json")
            if connection.probe.pattern is not None:
                self._values.check_pattern((*at, "pattern"), connection.probe.pattern)
        if self._spec.rpc is not None:
            self._values.check_template(("rpc", "path"), self._spec.rpc.path, self._site)
        if connection.served is not None:
            self._check_served((*key, "served"), connection.served)
        if self._spec.graphql is not None:
            self._check_graphql(self._spec.graphql)
        for name, raw in self._spec.constants.items():
            self._values.check(("constants", name), raw, self._site)

    def _check_served(self, key: KeyPath, served: Served) -> None:
        self._values.check((*key, "version"), served.version, self._site.with_trusted(self._spec.constants))
        if (served.header is None) is (served.path is None):
            self._findings.add("call", key, "what says which version served", "exactly one of `header` and `path`")
        if served.path is not None:
            self._values.check_path((*key, "path"), served.path)

    def _check_defaults(self) -> None:
        for name, each in self._spec.connection.parameters.items():
            if each.default is not None and each.type == "secret":
                key = ("connection", "parameters", name, "default")
                self._findings.add("value", key, "the default of a secret", "a secret that the customer gives")

    def _check_graphql(self, graphql: Graphql) -> None:
        self._values.check_template(("graphql", "path"), graphql.path, self._site)
        if graphql.upload is not None:
            self._values.check_template(("graphql", "upload"), graphql.upload, self._site)
        for name, kind in graphql.types.items():
            if kind.is_file and graphql.upload is None:
                self._findings.add("call", ("graphql", "types", name), "a type of files", "where they go in `upload`")
            if kind.codec is not None:
                self._values.check_codec(("graphql", "types", name), kind.codec, reads=False, writes=True)
        for name, text in graphql.fragments.items():
            at = ("graphql", "fragments", name)
            try:
                check_fragment(name, text)
            except DocumentError as error:
                self._findings.add("call", at, f"a mistake in its line {error.line}: {error}", "one GraphQL fragment")
            for other in fragments_of(text):
                self._findings.require_known("unknown-reference", at, other, graphql.fragments, "fragment")

    def _check_auth(self) -> None:
        auth, key = self._spec.connection.auth, ("connection", "auth")
        scope = self._site.with_trusted(self._spec.constants)
        check = self._values.check
        match auth:
            case HeaderAuth():
                check((*key, "value"), auth.value, scope)
            case BearerAuth():
                check((*key, "token"), auth.token, scope)
            case BasicAuth():
                check((*key, "username"), auth.username, scope)
                check((*key, "password"), auth.password, scope)
            case QueryAuth():
                for name, raw in auth.values.items():
                    check((*key, "values", name), raw, scope)
            case LoginAuth():
                after = self._calls.check((*key, "login"), auth.login, scope)
                for name, raw in auth.headers.items():
                    check((*key, "headers", name), raw, after)
            case OAuth2Auth():
                self._values.check_template((*key, "token_url"), auth.token_url, scope)
                for name in ("client_id", "client_secret", "scope"):
                    check((*key, name), getattr(auth, name), scope)
                given = self._spec.connection.parameters
                self._findings.require_known(
                    "unknown-reference", (*key, "refresh_token"), auth.refresh_token, given, "connection parameter"
                )
            case _:
                pass

    def _check_names(self) -> None:
        """Check that a name means one thing in all of a spec."""
        seen: dict[str, str] = dict.fromkeys(SPECIAL, "a name of the language")
        groups = {
            ("connection", "parameters"): (self._spec.connection.parameters, "a connection parameter"),
            ("constants",): (self._spec.constants, "a constant"),
            ("remember",): (self._spec.remember, "a remembered fact"),
        }
        for key, (names, what) in groups.items():
            for name in names:
                if name in seen:
                    found = f"`{name}` as {what}, which is {seen[name]} too"
                    self._findings.add_at_key("contradiction", (*key, name), found, "another name")
                seen.setdefault(name, what)

    def _check_remember(self) -> None:
        for name, fact in self._spec.remember.items():
            key = ("remember", name)
            scope = self._scope.with_trusted(["now", "unique"])
            scope = self._calls.check_steps((*key, "steps"), fact.steps, scope)
            self._values.check((*key, "value"), fact.value, scope)

    def _check_pagings(self) -> None:
        self._check_paging(("paging",), self._spec.paging)
        for name, method in self._spec.methods.items():
            if isinstance(method.page, Paging):
                self._check_paging(("methods", name, "page"), method.page)

    def _check_paging(self, key: KeyPath, paging: Paging) -> None:
        scope = self._scope.with_trusted(["page", "offset", "size", "native_fields"]).with_caller(["cursor", "last"])
        for name, raw in paging.query.items():
            self._values.check((*key, "query", name), raw, scope)
        for member in ("total", "next", "more"):
            path = getattr(paging, member)
            if path is not None:
                self._check_answer_path((*key, member), path, "json")
        if paging.kind in ("cursor", "next_url") and paging.next is None:
            self._findings.add("call", key, f"paging {paging.kind} without `next`", "the path of the next one")

    def _check_answer_path(self, key: KeyPath, path: str, form: str) -> None:
        if not path.startswith("header."):
            self._values.check_path(key, path, form)

    def _check_error_rule(self, key: KeyPath, rule: ErrorRule) -> None:
        self._findings.require_known("unknown-kind", (*key, "kind"), rule.kind, KINDS, "kind of error")
        for member in ("path", "detail", "code"):
            path = getattr(rule, member)
            if path is not None:
                self._values.check_path((*key, member), path)
        for index, method in enumerate(rule.methods or []):
            self._findings.require_known("unknown-method", (*key, "methods", index), method, METHODS, "method")
        if rule.matches is not None:
            self._values.check_pattern((*key, "matches"), rule.matches)

    def _check_unavailable(self) -> None:
        for name, reason in self._spec.unavailable.items():
            key = ("unavailable", name)
            if name in unified_objects():
                found = f"`{name}` as unavailable, of which every method is declared or named"
                self._findings.add_at_key("contradiction", key, found, "an object with a method that is neither")
                continue
            if not self._findings.require_known("unknown-method", key, name, METHODS, "method", is_key=True):
                continue
            if name in self._spec.methods:
                found = f"`{name}` as unavailable, which is declared in `methods` too"
                self._findings.add_at_key("contradiction", key, found, "one of them")
            if reason.probe is not None:
                self._calls.check((*key, "probe"), reason.probe, self._scope.with_trusted(["unique", "now"]))
            if reason.lacks is not None:
                form = "json" if reason.probe is None else reason.probe.reply or "json"
                self._values.check_path((*key, "lacks"), reason.lacks, form)

    def _check_account(self) -> None:
        """Check that every method of the catalogue is accounted for; a protocol is no product, and may leave some."""
        if self._spec.kind == "protocol":
            return
        for name, method in METHODS.items():
            if name not in self._spec.methods and name not in self._spec.unavailable and name not in DERIVED:
                expected = f"`methods.{name}`, or `unavailable.{name}` with the source that says so"
                self._findings.add_at_key("unaccounted", ("methods",), f"no word on {method.tier} `{name}`", expected)

    def _check_circles(self) -> None:
        facts = {name: _needs(fact.steps, fact.value) for name, fact in self._spec.remember.items()}
        for circle in find_circles(facts):
            self._add_circle(("remember", circle[0]), circle)
        methods = {
            name: [each for each in (method.via, method.then) if each] for name, method in self._spec.methods.items()
        }
        for circle in find_circles(methods):
            self._add_circle(("methods", circle[0]), circle)

    def _add_circle(self, key: KeyPath, circle: tuple[str, ...]) -> None:
        found = f"a circle: {' → '.join((*circle, circle[0]))}"
        self._findings.add_at_key("cycle", key, found, "one of them to stand on its own")


def _needs(steps: Iterable[Call], value: object) -> set[str]:
    kept: set[str] = set()
    needed: set[str] = set()
    for call in steps:
        needed |= references_in(call) - kept - set(call.let)
        kept |= {*call.keep, *call.let}
    try:
        return needed | (set(references_of(parse_value(value))) - kept)
    except ExpressionError:
        return needed


def find_circles(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Find the circles of a graph: each once, from its first name on."""
    circles: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in sorted(graph):
        trail: list[str] = []
        pending: list[tuple[str, bool]] = [(start, True)]
        while pending:
            name, is_entering = pending.pop()
            if not is_entering:
                done.add(trail.pop())
            elif name in trail:
                circle = trail[trail.index(name) :]
                first = circle.index(min(circle))
                circles.add((*circle[first:], *circle[:first]))
            elif name not in done and name in graph:
                trail.append(name)
                pending.append((name, False))
                pending.extend((each, True) for each in sorted(graph[name]))
    return sorted(circles)
