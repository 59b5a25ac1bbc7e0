"""A GraphQL document with a file among its variables, as multipart/form-data.

Source: https://github.com/jaydenseric/graphql-multipart-request-spec
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.encode import json_body, multipart_body
from tasklab.adapter.message import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgspec import UnsetType


def upload(
    path: str,
    document: str,
    variables: Mapping[str, Any],
    file: str,
    unique: str,
    *,
    file_name: str | UnsetType | None = None,
    file_type: str | UnsetType | None = None,
) -> Request:
    """Return the request that sends a document; `file` names the variable that holds the bytes.

    Raises: ValidationError for text that is not Unicode.
    """
    parts = {
        "query": document,
        "variables": json_body({**variables, file: None}).decode(),
        "map": json_body({"0": [f"variables.{file}"]}).decode(),
        "0": variables[file],
    }
    body, kind = multipart_body(parts, unique, file_name=file_name, file_type=file_type)
    headers = (("Content-Type", kind),)
    return Request(verb="POST", path=path, headers=headers, body=body, is_write=True, is_repeatable=False)
