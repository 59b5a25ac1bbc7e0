"""Plans how an adapter sends GraphQL documents: one constant for each, and one private method for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import literal
from tasklab.generate.context import ENCODE, MESSAGE
from tasklab.generate.name import snake
from tasklab.generate.plan import Function
from tasklab.generate.value import Values
from tasklab.spec import expression as e
from tasklab.spec.document import fragments_of, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.generate.context import Context
    from tasklab.spec.model import Graphql

_NAME = "_document"
_FLAGS = "headers: Pairs = (), is_write: bool = False, is_repeatable: bool = True, needs_auth: bool = True"


def constant_name(document: str) -> str:
    """Return the name of the constant that holds a document: that of its operation."""
    return snake(name_of(document)).upper()


def complete(document: str, fragments: Mapping[str, str]) -> str:
    """Return a document with every fragment that it spreads, itself or through another one."""
    texts, wanted = [document.strip()], fragments_of(document)
    seen: set[str] = set()
    while wanted:
        name = wanted.pop(0)
        if name in seen or name not in fragments:
            continue
        seen.add(name)
        texts.append(fragments[name].strip())
        wanted += fragments_of(fragments[name])
    return "\n".join(texts)


def document_literal(text: str) -> str:
    """Return the source of a document: on lines of its own where nothing in it would have to be escaped."""
    is_plain = "\\" not in text and '"' not in text and "\n" in text
    return f'"""\n{text}\n"""' if is_plain else literal(text)


def document_method_of(context: Context, graphql: Graphql) -> str:
    """Return the name of the method, planned when a call first asks for it."""
    return context.method(_NAME, lambda: _plan(context, graphql))


def _plan(context: Context, graphql: Graphql) -> Function:
    use = context.imports.use
    values = Values(context, BodyBuilder(), "graphql")
    use("typing", "Any")
    use(MESSAGE, "Pairs")
    path = values.text(e.parse_text(graphql.path), "path").text
    request = use(MESSAGE, "Request")
    body = f'{use(ENCODE, "json_body")}({{"query": document, "variables": variables}})'
    values.body.add(
        f'return {request}(verb="POST", path={path}, '
        f'headers=(("Content-Type", "application/json"), *headers), body={body}, '
        "is_write=is_write, is_repeatable=is_repeatable, needs_auth=needs_auth)"
    )
    return Function(
        name=_NAME,
        parameters=("document: str", "variables: dict[str, Any]", f"*, {_FLAGS}"),
        result=request,
        docstring=("Send a GraphQL document.",),
        body=values.body.built(),
    )
