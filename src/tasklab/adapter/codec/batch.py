"""Several remote procedures asked in one request, and their answers. Source: JSON-RPC 2.0 section 6.

Each call has the id that it asks about for its own id, so that an answer is known by it in whatever order they come. A
single answer is read as a batch of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def encode_rpc_batch(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return one call of a procedure for each id. Shape: of `[name of the procedure, ids]`; its argument is the id.

    Raises: PlatformError for an id that is no number.
    """
    name, ids = parts
    numbers = [_number(each) for each in ids or ()]
    return [{"jsonrpc": "2.0", "id": number, "method": name, "params": [number]} for number in numbers]


def _number(native: Any) -> int:
    """Return an id that the platform gave: a number, or one as text."""
    if not isinstance(native, int | str) or not str(native).isdecimal():
        raise unreadable(native, "a whole number, as text or as a number")
    return int(native)


def decode_batch_keys(native: Any) -> dict[str, list[str]]:
    """Return the names of the members of each answer, by its id; an empty list has none.

    Raises: PlatformError for a call that was refused, and for another answer.
    """
    return {key: _keys(result) for key, result in _results(native)}


def decode_batch_ids(native: Any) -> dict[str, list[str]]:
    """Return the ids of the objects of each answer, by its id.

    Raises: PlatformError for a call that was refused, and for another answer.
    """
    return {key: _ids(result) for key, result in _results(native)}


def _results(native: Any) -> Iterator[tuple[str, Any]]:
    for answer in native if isinstance(native, list) else [native]:
        if not isinstance(answer, dict) or "result" not in answer:
            raise unreadable(answer, "the answer of a remote procedure")
        yield str(answer.get("id")), answer["result"]


def _keys(result: Any) -> list[str]:
    if isinstance(result, dict):
        return list(result)
    if result in ([], None):
        return []
    raise unreadable(result, "a mapping")


def _ids(result: Any) -> list[str]:
    if not isinstance(result, list) or not all(isinstance(each, dict) and "id" in each for each in result):
        raise unreadable(result, "a list of objects with ids")
    return [str(each["id"]) for each in result]


def _reader(name: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native="Any",
        unified="dict[str, list[str]]",
        imports=(("typing", "Any"),),
        direction="read",
    )


CODECS = (
    Codec(
        module=__name__,
        name="rpc_batch",
        summary="`[procedure, ids]` as a batch of JSON-RPC: one call for each id, of which the id is the argument and "
        "the call's own id. Writes only.",
        native="list[dict[str, Any]]",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
    ),
    _reader("batch_keys", "Answers of a batch of JSON-RPC: the names of the members of each, by its id. Reads only."),
    _reader("batch_ids", "Answers of a batch of JSON-RPC: the ids of the objects of each, by its id. Reads only."),
)
