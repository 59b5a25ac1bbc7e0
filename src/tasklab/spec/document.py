"""GraphQL documents in a spec: which operation one has, what it declares and spreads, and whether it is one at all.

A document is sent as it stands: nothing of a caller's is ever put into its text, only into its variables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_OPERATION = re.compile(r"\A[\s,]*(query|mutation)\s+([_A-Za-z][_0-9A-Za-z]*)")
_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)([_A-Za-z][_0-9A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a document declares."""

    variables: frozenset[str]
    required: frozenset[str]
    """Those without which the platform refuses it."""


class DocumentError(ValueError):
    """A text is no document that a spec can have; says where in it and why."""

    def __init__(self, text: str, line: int = 1) -> None:
        super().__init__(text)
        self.line = line
        """Line in the document, from 1."""


def is_mutation(document: str) -> bool:
    """Whether a document changes something."""
    found = _OPERATION.match(document)
    return found is not None and found[1] == "mutation"


def name_of(document: str) -> str:
    """Return the name of a document's operation; empty for a text that names none, which a check refuses."""
    found = _OPERATION.match(document)
    return found[2] if found else ""


def title_of(document: str) -> str:
    """Return what a document is, for people: `query TaskList`."""
    found = _OPERATION.match(document)
    return f"{found[1]} {found[2]}" if found else "a document without a name"


def fragments_of(text: str) -> list[str]:
    """Return the names of the fragments that a text spreads, each once."""
    return list(dict.fromkeys(_SPREAD.findall(text)))


@lru_cache(maxsize=512)
def read_document(document: str) -> Operation:
    """Read a document's operation.

    Raises: DocumentError for a text that is no document, or does not have exactly one operation, with a name.
    """
    # Most specs have no document, and the parser takes long to import.
    from graphql import GraphQLError, NonNullTypeNode, OperationDefinitionNode, parse  # noqa: PLC0415

    try:
        parsed = parse(document, max_tokens=20_000)
    except GraphQLError as error:
        raise DocumentError(error.message, error.locations[0].line if error.locations else 1) from error
    operations = [each for each in parsed.definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1 or len(parsed.definitions) != 1:
        raise DocumentError("a document has one operation and nothing else: fragments stand in the spec's `graphql`")
    if not name_of(document):
        raise DocumentError("an operation begins with `query` or `mutation`, and has a name")
    declared = operations[0].variable_definitions or ()
    return Operation(
        variables=frozenset(each.variable.name.value for each in declared),
        required=frozenset(
            each.variable.name.value
            for each in declared
            if isinstance(each.type, NonNullTypeNode) and each.default_value is None
        ),
    )


def check_fragment(name: str, text: str) -> None:
    """Check that a text is the fragment of a name. Raises: DocumentError."""
    from graphql import FragmentDefinitionNode, GraphQLError, parse  # noqa: PLC0415

    try:
        definitions = parse(text, max_tokens=20_000).definitions
    except GraphQLError as error:
        raise DocumentError(error.message, error.locations[0].line if error.locations else 1) from error
    if not all(isinstance(each, FragmentDefinitionNode) for each in definitions) or len(definitions) != 1:
        raise DocumentError("one fragment and nothing else")
    (found,) = definitions
    if isinstance(found, FragmentDefinitionNode) and found.name.value != name:
        raise DocumentError(f"the fragment is named {found.name.value}, and stands under {name}")
