"""One exchange against a description: what was sent and what came back, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.vendor import wire
from tasklab.vendor.finding import Finding
from tasklab.vendor.mistake import KnownMistakes, MistakeSieve
from tasklab.vendor.problem import InvalidDescriptionError
from tasklab.vendor.route import Router
from tasklab.vendor.schema_check import SchemaCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tasklab.vendor.closure import Side
    from tasklab.vendor.description import Body, Description, Detail, Parameter, Schema
    from tasklab.vendor.lock import Mistake
    from tasklab.vendor.route import Match

Pairs = tuple[tuple[str, str], ...]
_NO_BODY = frozenset({204, 205, 304})
_SUCCESS = range(200, 300)
_FAILURE = 400
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Source: OpenAPI 3.0.3, Parameter Object, `name`: as parameters these are to be ignored."""


class ExchangeCheck:
    """Holds exchanges against one description. Each schema is compiled once, when it is first needed."""

    def __init__(
        self,
        description: Description,
        *,
        is_strict: bool = False,
        mount: str = "",
        mistakes: Iterable[Mistake] = (),
        aliases: Mapping[str, str] | None = None,
        notes_use: bool = False,
    ) -> None:
        """Prepare it.

        `is_strict` refuses members that are not described also where the description allows others. `mount` is the
        path that an installation has before all others. `aliases` are segments of paths that mean described ones.
        Schemas are read as if the known mistakes were not in them; with `notes_use` each is held against the values
        as it is described too, so that `sieve` knows which mistakes were needed. That takes many times as long.
        """
        self.description, self._is_strict, self._mount = description, is_strict, mount.rstrip("/")
        self._mistakes = KnownMistakes(mistakes)
        self.sieve = MistakeSieve(self._mistakes)
        self._notes_use = notes_use
        self._aliases = aliases or {}
        self._router = Router(description.operations)
        self._compiled: dict[tuple[str, Side], SchemaCheck] = {}
        self._described: dict[tuple[str, Side], SchemaCheck] = {}

    def check_request(
        self, verb: str, path: str, query: Pairs = (), headers: Pairs = (), body: bytes | None = None
    ) -> list[Finding]:
        """Check what is sent. `path` is the whole path, percent-encoded; `query` holds decoded pairs."""
        match = self._find(verb, path, query)
        if match is None:
            return self.sieve.sift(self._explain_unknown(verb, path))
        return self.sieve.sift(self._guard(match, self._check_sent(match, query, headers, body)))

    def check_response(
        self, verb: str, path: str, status: int, headers: Pairs = (), body: bytes = b"", query: Pairs = ()
    ) -> list[Finding]:
        """Check what came back for a request with this verb and path."""
        match = self._find(verb, path, query)
        if match is None:
            return self.sieve.sift(self._explain_unknown(verb, path))
        return self.sieve.sift(self._guard(match, self._check_answer(match, status, headers, body)))

    def _find(self, verb: str, path: str, query: Pairs) -> Match | None:
        path = "/".join(self._aliases.get(segment, segment) for segment in path.split("/"))
        for base in self.description.base_paths:
            start = self._mount + base
            if path.startswith(f"{start}/") or not start:
                found = self._router.find(verb, path[len(start) :], query)
                if found:
                    return found
        return None

    def _explain_unknown(self, verb: str, path: str) -> Iterator[Finding]:
        title = f"{verb} {path}"
        for base in self.description.base_paths:
            start = self._mount + base
            others = self._router.find_verbs(path[len(start) :]) if path.startswith(start) else []
            if others:
                verbs = ", ".join(sorted({each.verb for each in others}))
                at = others[0].at.rpartition("/")[0]
                yield Finding("verb-unknown", title, "path", at, f"{verb}; there are {verbs}")
                return
        yield Finding("operation-unknown", title, "path", "", "a path that is not described")

    def _guard(self, match: Match, findings: Iterator[Finding]) -> Iterator[Finding]:
        """Turn a description that cannot be read at this point into a finding: nothing was checked there."""
        try:
            yield from findings
        except InvalidDescriptionError as error:
            yield Finding("description", match.operation.title, "", error.at or match.operation.at, str(error))

    def _check_sent(self, match: Match, query: Pairs, headers: Pairs, body: bytes | None) -> Iterator[Finding]:
        detail, title = match.operation.detail, match.operation.title
        yield from self._check_parameters(match, detail, query, headers)
        if detail.request is None:
            if body:
                yield Finding("body-undescribed", title, "body", match.operation.at, "a body where none is described")
        elif body:
            yield from self._check_body(detail.request, body, headers, title, "request")
        elif detail.request.is_required:
            yield Finding("body-missing", title, "body", detail.request.at, "no body")

    def _check_answer(self, match: Match, status: int, headers: Pairs, body: bytes) -> Iterator[Finding]:
        detail, title = match.operation.detail, match.operation.title
        reply = find_reply(detail, status)
        if reply is None:
            rule = "error-status-unknown" if status >= _FAILURE else "status-unknown"
            known = ", ".join(sorted(detail.replies)) or "none"
            yield Finding(rule, title, "status", match.operation.at, f"{status}; described are {known}")
        elif match.operation.verb == "HEAD" or status in _NO_BODY:
            if body:
                yield Finding("body-undescribed", title, "body", reply.at, f"a body with the status {status}")
        elif body:
            yield from self._check_body(reply, body, headers, title, "reply")
        elif any(reply.schemas.values()) and status in _SUCCESS:
            yield Finding("body-missing", title, "body", reply.at, "no body")

    def _check_parameters(self, match: Match, detail: Detail, query: Pairs, headers: Pairs) -> Iterator[Finding]:
        title = match.operation.title
        sent = {
            "query": _group(query),
            "header": _group((name.lower(), value) for name, value in headers),
            "path": {name: [value] for name, value in match.values.items()},
        }
        for parameter in detail.parameters:
            if parameter.place in sent:
                yield from self._check_parameter(parameter, sent[parameter.place], title)
        known = [each for each in detail.parameters if each.place == "query"]
        fixed = {pair.partition("=")[0] for pair in match.operation.template.partition("?")[2].split("&")}
        for name in sent["query"]:
            if name not in fixed and not any(_is_of(each, name) for each in known):
                text = "a parameter that is not described"
                yield Finding("parameter-unknown", title, f"query/{name}", match.operation.at, text)

    def _check_parameter(self, parameter: Parameter, sent: dict[str, list[str]], title: str) -> Iterator[Finding]:
        name = parameter.name.lower() if parameter.place == "header" else parameter.name
        place = f"{parameter.place}/{parameter.name}"
        if parameter.place == "header" and name in _NOT_PARAMETERS:
            return
        if name not in sent:
            if parameter.is_required and not any(_is_of(parameter, each) for each in sent):
                yield Finding("parameter-missing", title, place, parameter.at, "no such parameter")
            return
        if parameter.is_deep:
            return  # its members stand under other names
        value = wire.parse_parameter(self.description, parameter, sent[name])
        for each in self._check_value(parameter.schema, "request", value, title, place):
            yield Finding("parameter-value", title, each.at, each.described_at, each.text)

    def _check_body(self, described: Body, body: bytes, headers: Pairs, title: str, side: Side) -> Iterator[Finding]:
        media = wire.find_media_type(headers)
        if not described.schemas:
            yield Finding("body-undescribed", title, "body", described.at, "a body where none is described")
            return
        key = wire.select_schema(described.schemas, media)
        if key is None:
            known = ", ".join(sorted(described.schemas))
            yield Finding(
                "media-type-unknown", title, "body", described.at, f"{media or 'no media type'}; expected {known}"
            )
            return
        schema = described.schemas[key]
        if schema is None:
            yield Finding("not-checked", title, "body", described.at, f"{key} has no schema")
            return
        yield from self._check_content(schema, body, media or key, title, side)

    def _check_content(self, schema: Schema, body: bytes, media: str, title: str, side: Side) -> Iterator[Finding]:
        try:
            value: Any
            if wire.is_json(media):
                value = wire.parse_json(body)
            elif media == wire.FORM:
                value = wire.parse_form(self.description, schema, body)
            else:
                yield Finding("not-checked", title, "body", schema.at, f"{media} is not looked into")
                return
        except wire.BodySyntaxError as error:
            yield Finding("body-syntax", title, "body", schema.at, str(error))
            return
        yield from self._check_value(schema, side, value, title, "body")

    def _check_value(self, schema: Schema, side: Side, value: Any, title: str, place: str) -> list[Finding]:
        if self._notes_use:
            self.sieve.note(self._compile(schema, side, self._described, None).find_refusals(value))
        return self._compile(schema, side, self._compiled, self._mistakes).check(value, title, place)

    def _compile(
        self, schema: Schema, side: Side, compiled: dict[tuple[str, Side], SchemaCheck], mistakes: KnownMistakes | None
    ) -> SchemaCheck:
        key = (schema.at, side)
        if key not in compiled:
            compiled[key] = SchemaCheck(self.description, schema, side, is_strict=self._is_strict, mistakes=mistakes)
        return compiled[key]


def find_reply(detail: Detail, status: int) -> Body | None:
    """Find what is described for a status: itself, its class, or the default."""
    for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in detail.replies:
            return detail.replies[key]
    return None


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _is_of(parameter: Parameter, name: str) -> bool:
    """Whether a name in a query is that of a parameter, or of a member of it."""
    return name == parameter.name or (parameter.is_deep and name.startswith(f"{parameter.name}["))
