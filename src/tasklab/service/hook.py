"""Reads messages by which platforms tell of changes: proves that they are genuine, and finds what they are about."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.service.error import SignatureError
from tasklab.service.lookup import look_up
from tasklab.unified.error import ValidationError
from tasklab.watch.hook import HEADER, HOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.watch.hook import Change, Hooks, Values

_MOST_CHANGES = 1000
_LONGEST_ID = 500


class Hint(msgspec.Struct, frozen=True):
    """An object that a message is about."""

    object: str
    object_id: str
    is_gone: bool


class Message:
    """One message of a platform."""

    def __init__(self, hooks: Hooks, headers: Mapping[bytes, bytes], body: bytes, address: str) -> None:
        """Take a message that came to our `address`, as the platform was given it."""
        self._hooks, self._headers, self._body, self._address = hooks, headers, body, address

    def require_genuine(self, secret: bytes) -> None:
        """Refuse what was not signed with the secret. Raises: SignatureError."""
        signature = self._hooks.signature
        given = self._header(signature.header)
        if not given.startswith(signature.prefix):
            raise SignatureError(f"the header {signature.header} lacks a signature")
        signed = self._body if signature.covers == "body" else self._body + self._address.encode()
        expected = hmac.digest(secret, signed, getattr(hashlib, signature.digest))
        if not hmac.compare_digest(expected, _decoded(given.removeprefix(signature.prefix), signature.form)):
            raise SignatureError(f"the signature in {signature.header} does not fit the body and the secret")

    def require_fresh(self, now_s: float) -> None:
        """Refuse what was sent long ago, where messages say when they were sent. Raises: SignatureError."""
        sent_at = self._hooks.sent_at
        if sent_at is None:
            return
        told = self._at(self._document(), sent_at.at)
        if isinstance(told, str) and told.isascii() and told.isdigit():
            told = int(told)
        if not isinstance(told, int | float):
            raise SignatureError("the message does not say when it was sent")
        sent_s = told / 1000 if sent_at.unit == "milliseconds" else told
        if abs(now_s - sent_s) > sent_at.within_s:
            raise SignatureError(f"the message was not sent within {sent_at.within_s} s")

    def delivery(self) -> bytes:
        """Return what is the same when the message is sent again, as a digest."""
        place = self._hooks.delivery
        told = None if place is None else self._at(self._document(), place)
        if told is None:
            told = self._header(self._hooks.signature.header)
        return hashlib.sha256(str(told).encode("utf-8", "surrogatepass")).digest()

    def hints(self) -> list[Hint]:
        """Return what the message is about; nothing for what is not watched. Raises: ValidationError."""
        document = self._document()
        entries = [document] if self._hooks.each is None else look_up(document, self._hooks.each)
        if not isinstance(entries, list) or len(entries) > _MOST_CHANGES:
            raise ValidationError(f"expected a list of {_MOST_CHANGES} changes at most")
        found = [self._hint(change, entry) for entry in entries for change in self._hooks.changes]
        return list(dict.fromkeys(hint for hint in found if hint is not None))

    def _hint(self, change: Change, entry: Any) -> Hint | None:
        if not self._fits(change.when, entry):
            return None
        holes = HOLE.findall(change.id)
        values = [self._at(entry, hole) for hole in holes]
        if not all(isinstance(value, str | int) and not isinstance(value, bool) and value != "" for value in values):
            return None
        told = iter(values)
        object_id = HOLE.sub(lambda _: str(next(told)), change.id)
        if len(object_id) > _LONGEST_ID or not object_id.isprintable():
            return None
        return Hint(change.object, object_id, change.gone is not None and self._fits(change.gone, entry))

    def _fits(self, wanted: Mapping[str, Values], entry: Any) -> bool:
        return all(
            self._at(entry, place) in ((values,) if isinstance(values, str) else values)
            for place, values in wanted.items()
        )

    def _at(self, entry: Any, place: str) -> Any:
        if place.startswith(HEADER):
            return self._header(place.removeprefix(HEADER)) or None
        return look_up(entry, place)

    def _header(self, name: str) -> str:
        return self._headers.get(name.lower().encode(), b"").decode("latin-1")

    def _document(self) -> Any:
        try:
            return msgspec.json.decode(self._body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValidationError(f"the body is not JSON that can be read: {error}") from error


def _decoded(text: str, form: str) -> bytes:
    """Return a digest's bytes; none for what is no digest, which fits nothing."""
    try:
        return bytes.fromhex(text) if form == "hex" else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
