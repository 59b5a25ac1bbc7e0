"""GraphQL schemas, as vendors publish them in the schema definition language.

Source: GraphQL specification, September 2025, sections 3 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from graphql import DocumentNode, GraphQLError, GraphQLSchema, build_ast_schema, parse

from tasklab.vendor.problem import InvalidDescriptionError

_MOST_TOKENS = 2_000_000


@dataclass(frozen=True)
class GraphDescription:
    """A GraphQL schema. Places in it are schema coordinates: `Issue.title`, `Query.issues(first:)`."""

    document: DocumentNode = field(repr=False)
    kind: str = "graphql"

    @cached_property
    def schema(self) -> GraphQLSchema:
        """The schema; built on first use.

        Raises: InvalidDescriptionError when its types do not fit together.
        """
        try:
            return build_ast_schema(self.document, assume_valid_sdl=True)
        except (GraphQLError, TypeError, KeyError) as error:
            raise InvalidDescriptionError("", f"types that do not fit together: {str(error)[:200]}") from error


def parse_sdl(text: str) -> GraphDescription:
    """Parse a schema from text.

    Raises: InvalidDescriptionError for what is no schema definition language.
    """
    try:
        return GraphDescription(parse(text, no_location=True, max_tokens=_MOST_TOKENS))
    except GraphQLError as error:
        raise InvalidDescriptionError("", f"no schema definition language: {str(error)[:200]}") from error
