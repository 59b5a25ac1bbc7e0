"""Gives all secrets a new encryption, some at a time, while the service runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.service.live import about
from tasklab.service.secret import Keyring
from tasklab.service.store.sealed import CONNECTIONS, HOOKS, WEBHOOKS, encrypt_again

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.service.store.connection import ConnectionRow
    from tasklab.service.store.database import Database
    from tasklab.service.store.hook import HookRow
    from tasklab.service.store.webhook import WebhookRow


def rotate_secrets(database: Database, keys: Sequence[str], batch: int) -> tuple[int, str]:
    """Encrypt what is not by the current key; returns how many, and the name of the key.

    Raises: SecretError where a secret is by a key that is not given.
    """
    ring = Keyring(keys)
    count = 0

    def again(sealed: bytes, of: str) -> bytes | None:
        nonlocal count
        if ring.is_current(sealed):
            return None
        count += 1
        return ring.encrypt(ring.decrypt(sealed, of), of)

    def connection(row: ConnectionRow) -> bytes | None:
        return again(row.parameters, about(row))

    def hook(row: HookRow) -> bytes | None:
        return None if row.secret is None else again(row.secret, f"{row.account_id}/{row.id}")

    def webhook(row: WebhookRow) -> bytes | None:
        return again(row.secret, f"{row.account_id}/{row.id}")

    _walk(lambda after: database.do(encrypt_again, CONNECTIONS, connection, after, batch))
    _walk(lambda after: database.do(encrypt_again, HOOKS, hook, after, batch))
    _walk(lambda after: database.do(encrypt_again, WEBHOOKS, webhook, after, batch))
    return count, ring.current


def _walk(step: Callable[[str], str]) -> None:
    """Take step after step, each from where the one before ended, until one ends nowhere."""
    after = step("")
    while after:
        after = step(after)
