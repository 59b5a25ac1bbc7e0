"""GraphQL documents in short, written out: an operation without a name gets one, and declares the variables it has.

What a variable is stands once in the spec's `graphql.variables`, for all documents: a version in which ids are another
type says that in one place. It happens to a whole spec, after patches were laid over it, so nothing behind it knows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from tasklab.spec.call import Call, Method, Paging

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tasklab.spec.model import Graphql, InputType, Spec

C = TypeVar("C", bound=Call)

_SHORT = re.compile(r"\A[\s,]*(query|mutation)?[\s,]*(?=\{)")
_QUERY = re.compile(r"\A[\s,]*(?!mutation\b)")
_VARIABLE = re.compile(r"\$([_A-Za-z][_0-9A-Za-z]*)")
_WORD = re.compile(r"[A-Za-z0-9]+")


def with_whole_documents(spec: Spec) -> Spec:
    """Return a spec in which every document has a name and declares its variables."""
    graphql = spec.graphql
    if graphql is None or not (graphql.variables or graphql.beside):
        return spec
    methods = {name: _method(graphql, spec.paging, name, method) for name, method in spec.methods.items()}
    facts = {
        name: fact.model_copy(update={"steps": _numbered(graphql, f"remember.{name}", fact.steps, ())})
        for name, fact in spec.remember.items()
    }
    absences = {
        name: absence.model_copy(update={"probe": _call(graphql, f"probe.{name}", absence.probe, ())})
        if absence.probe is not None
        else absence
        for name, absence in spec.unavailable.items()
    }
    return spec.model_copy(update={"methods": methods, "remember": facts, "unavailable": absences})


def variables_of(document: str) -> list[str]:
    """Return the names of the variables that a text has, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(document)))


def file_among(graphql: Graphql, variables: Iterable[str]) -> str | None:
    """Find the variable that is a file."""
    return next((name for name in variables if (kind := _kind(graphql, name)) is not None and kind.is_file), None)


def _method(graphql: Graphql, shared: Paging, name: str, method: Method) -> Method:
    page = Paging(kind="none") if method.page is False else method.page or shared
    is_list = name.endswith(".list")
    paged = tuple(page.query) if is_list else ()
    if method.steps is None:
        return _call(graphql, name, method, paged)
    return method.model_copy(update={"steps": _numbered(graphql, name, method.steps, paged)})


def _numbered(graphql: Graphql, name: str, calls: list[Call], paged: Collection[str]) -> list[Call]:
    """Write out calls made one after the other; where there are several documents, their names are numbered."""
    several = sum(call.graphql is not None for call in calls) > 1
    return [
        _call(graphql, f"{name}.{number}" if several else name, call, paged) for number, call in enumerate(calls, 1)
    ]


def _call(graphql: Graphql, name: str, call: C, paged: Collection[str]) -> C:
    if call.graphql is None:
        return call
    document = _with_beside(call.graphql.strip(), graphql.beside)
    used = [each for each in variables_of(document) if each in graphql.variables]
    short = _SHORT.match(document)
    if short is None:
        return call.model_copy(update={"graphql": document})
    declared = ", ".join(f"${each}: {_type(graphql, each)}" for each in used)
    head = f"{short[1] or 'query'} {_pascal(name)}{f'({declared})' if declared else ''} "
    return call.model_copy(
        update={
            "graphql": head + document[short.end() :],
            "variables": _values(graphql, (each for each in used if each not in paged), call.variables),
        }
    )


def _values(graphql: Graphql, used: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of variables: what the call gives, or else the reference of the same name."""
    values = {**given, **{name: f"${name}" for name in used if name not in given}}
    return {name: _encoded(value, _codec(graphql, name)) for name, value in values.items()}


def _encoded(value: Any, codec: str | None) -> Any:
    return value if codec is None else {"codec": codec, "value": value}


def _type(graphql: Graphql, variable: str) -> str:
    """Return the type of a variable, a name of ours in it replaced: `[Id!]` is `[Int!]`."""
    return _WORD.sub(lambda word: _named(graphql, word[0]), graphql.variables[variable])


def _named(graphql: Graphql, name: str) -> str:
    return graphql.types[name].type if name in graphql.types else name


def _codec(graphql: Graphql, variable: str) -> str | None:
    """Find the codec of what is given for a variable."""
    kind = _kind(graphql, variable)
    return None if kind is None else kind.codec


def _kind(graphql: Graphql, variable: str) -> InputType | None:
    word = _WORD.search(graphql.variables.get(variable, ""))
    return None if word is None else graphql.types.get(word[0])


def _with_beside(document: str, beside: str | None) -> str:
    """Put what every query asks for first among what a query asks for."""
    if beside is None or not _QUERY.match(document):
        return document
    depth = 0
    for place, letter in enumerate(document):
        depth += (letter == "(") - (letter == ")")
        if letter == "{" and depth == 0:
            return f"{document[: place + 1]} {beside}{document[place + 1 :]}"
    return document


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in _WORD.findall(name))
